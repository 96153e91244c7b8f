/** A job out of named texts: a row of a job file or usage log, or the options of a command line. */
import type { Issue, Place } from '../core/failure.js'
import { listChoices } from '../core/failure.js'
import type { Instant } from '../core/instant.js'
import { type Catalogue, findCapability, findModel } from '../core/rating/catalogue.js'
import { normaliseEffect } from '../core/rating/effect-name.js'
import { type Job, OUTCOME_OF_STATUS, type Outcome } from '../core/rating/job.js'
import type { FileReading } from './file-reading.js'
import {
  type Problems,
  quote,
  readChoice,
  readCount,
  readSeconds,
  readTime,
  readTruth,
  report,
} from './values.js'

/** The columns of a job file or usage log (cli.md). */
export const JOB_COLUMNS = [
  'timestamp',
  'task_id',
  'capability',
  'model',
  'mode',
  'resolution',
  'duration',
  'audio',
  'reference',
  'voice_control',
  'effect',
  'count',
  'status',
  'account',
] as const

export type JobColumn = (typeof JOB_COLUMNS)[number]

/** The columns that decide what a row is priced at; `timestamp` does so only through the card in force. */
export const PRICING_COLUMNS: readonly JobColumn[] = JOB_COLUMNS.filter(
  column => column !== 'timestamp' && column !== 'task_id' && column !== 'account',
)

/** What a row says. */
export interface JobRow {
  readonly job: Job
  readonly count: bigint
  readonly outcome: Outcome
}

/** What the texts are read with. */
export interface JobContext {
  readonly catalogue: Catalogue
  readonly reading: FileReading
  /** How messages name a column: itself in a file, its option on a command line. */
  readonly nameOf: (column: JobColumn) => string
}

/** Words of each setting; the cards say which of them they price. */
export const MODES = ['std', 'pro'] as const
export const RESOLUTIONS = ['720p', '1080p', '1k', '2k', '4k'] as const
export const REFERENCES = ['image', 'video'] as const

/**
 * Reads a job from the text under each column, an empty one being one that is not there. Returns every
 * issue at `place` when there are any. A status must be a known word: what is unclear is never billed.
 */
export function readJobRow(
  text: (column: JobColumn) => string | undefined,
  { catalogue, nameOf }: JobContext,
  place: Place,
): JobRow | Issue[] {
  const problems: Problems = { place, issues: [] }
  const read = <T>(
    column: JobColumn,
    parse: (text: string, name: string, problems: Problems) => T | null,
  ): T | null => {
    const found = text(column)
    return found === undefined || found === '' ? null : parse(found, nameOf(column), problems)
  }
  const named = (find: typeof findModel) => (found: string, name: string) => {
    const id = find(catalogue, found, place)
    return typeof id === 'string' ? id : report(problems, id.code, name, id.message, id.hint)
  }
  const among =
    <C extends string>(choices: readonly C[]) =>
    (found: string, name: string) =>
      readChoice(found, name, choices, problems)
  const job: Job = {
    capability: read('capability', named(findCapability)),
    model: read('model', named(findModel)),
    mode: read('mode', among(MODES)),
    resolution: read('resolution', among(RESOLUTIONS)),
    duration: read('duration', readSeconds),
    audio: read('audio', readTruth) ?? false,
    reference: read('reference', among(REFERENCES)) ?? 'none',
    voiceControl: read('voice_control', readTruth) ?? false,
    effect: read('effect', normaliseEffect),
  }
  const count = read('count', readCount) ?? 1n
  const outcome = readOutcome(text('status'), nameOf('status'), problems)
  return problems.issues.length > 0 ? problems.issues : { job, count, outcome: outcome! }
}

function readOutcome(status: string | undefined, name: string, problems: Problems): Outcome | null {
  if (status === undefined) return 'billed'
  const outcome = OUTCOME_OF_STATUS.get(status.toLowerCase())
  if (outcome !== undefined) return outcome
  const allowed = listChoices([...OUTCOME_OF_STATUS.keys()])
  return report(problems, 'BAD_VALUE', name, `found ${quote(status)}; ${allowed} is allowed`)
}

/** The time of a row, null when it has none; or what is wrong with it. */
export function readJobTime(
  text: string | undefined,
  { reading, nameOf }: JobContext,
  place: Place,
): Instant | null | Issue[] {
  if (text === undefined || text === '') return null
  const problems: Problems = { place, issues: [] }
  return readTime(text, nameOf('timestamp'), reading.notation, problems) ?? problems.issues
}
