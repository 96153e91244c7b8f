/** A job out of named texts: a row of a job file or usage log, or the options of a command line. */
import type { Issue, Place } from '../core/failure.js'
import { listChoices } from '../core/failure.js'
import type { AliasedWord } from '../core/file-columns.js'
import type { Instant } from '../core/instant.js'
import { textOrEmpty } from '../core/nothing-words.js'
import { type Catalogue, findApiModelFor, findCapability, findModel } from '../core/rating/catalogue.js'
import { normaliseEffect } from '../core/rating/effect-name.js'
import {
  type Job,
  MODES,
  OUTCOME_OF_STATUS,
  type Outcome,
  REFERENCES,
  RESOLUTIONS,
} from '../core/rating/job.js'
import type { FileReading } from './file-reading.js'
import { ASK_DECIMAL, inColumn, toPlainDecimal } from './notation.js'
import type { PoolWords } from './pool-name.js'
import {
  addIssue,
  inQuotes,
  isInReach,
  type Problems,
  type ReadValue,
  readChoice,
  readCount,
  readCountOrNone,
  readSeconds,
  readTime,
  readTimeInReach,
  readTruth,
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
  'input_duration',
  'effect',
  'count',
  'status',
  'account',
  'updated_at',
  'units',
  'pool',
  'package_id',
] as const

export type JobColumn = (typeof JOB_COLUMNS)[number]

/** The columns that say which task a row is about, and when. */
const NAMING_COLUMNS: readonly JobColumn[] = ['timestamp', 'updated_at', 'task_id', 'account', 'package_id']

/** The columns that decide what a row is priced at; `timestamp` does so only through the card in force. */
export const PRICING_COLUMNS: readonly JobColumn[] = JOB_COLUMNS.filter(
  column => !NAMING_COLUMNS.includes(column),
)

/** The columns of logs that a plan of jobs to come has no use for. */
const LOGGED_COLUMNS: readonly JobColumn[] = ['timestamp', 'updated_at', 'task_id', 'units', 'package_id']

/** The columns of a plan: those of a job file that say what its jobs are, and when they are to run. */
export const PLAN_COLUMNS: readonly string[] = [
  ...JOB_COLUMNS.filter(column => !LOGGED_COLUMNS.includes(column)),
  'month',
]

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
  /** The pools that units may be of; left out: any. */
  readonly pools?: readonly string[]
  /** Told of each word that was read as another one. */
  readonly noteWord?: (word: AliasedWord) => void
  /** Whether a row may be of no job, as a plan has months without any. */
  readonly mayBeNone?: boolean
}

/** What names of pools are read with. */
export const poolWordsOf = ({ pools, reading: { names }, noteWord }: JobContext): PoolWords => ({
  ...(pools && { pools }),
  names,
  ...(noteWord && { noteWord }),
})

/**
 * Reads a job from the text under each column, an empty one being one that is not there. Returns every
 * issue at `place` when there are any. A status must be a known word: what is unclear is never billed.
 */
export function readJobRow(text: ReadText, context: JobContext, place: Place): JobRow | Issue[] {
  const problems: Problems = { place, issues: [] }
  const job = readJob(text, context, problems)
  const count = readCountOf(text, context, problems)
  const outcome = readOutcome(text('status'), context.nameOf('status'), problems)
  return problems.issues.length > 0 ? problems.issues : { job, count, outcome: outcome! }
}

/** The text under a column, undefined or empty where there is none. */
export type ReadText = (column: JobColumn) => string | undefined

/** The job alone; what is wrong with it is added to `problems`. */
export function readJob(text: ReadText, context: JobContext, problems: Problems): Job {
  const { catalogue, nameOf } = context
  const read = <T>(column: JobColumn, parse: ReadValue<T>): T | null => {
    const found = text(column)
    return found === undefined || found === '' ? null : parse(found, nameOf(column), problems)
  }
  const named = (find: typeof findModel) => (found: string, name: string) => {
    const id = find(catalogue, found, problems.place)
    return typeof id === 'string' ? id : addIssue(problems, id.code, name, id.message, id.hint)
  }
  const among =
    <C extends string>(choices: readonly C[]) =>
    (found: string, name: string) =>
      readChoice(found, name, choices, problems)
  const capability = read('capability', named(findCapability))
  const job: Job = {
    capability,
    model: read('model', (found, name) => {
      const byCapability = capability === null ? null : findApiModelFor(catalogue, found, capability)
      return byCapability ?? named(findModel)(found, name)
    }),
    mode: read('mode', among(MODES)),
    resolution: read('resolution', among(RESOLUTIONS)),
    duration: read('duration', inNotation(readSeconds, context)),
    audio: read('audio', readTruth) ?? false,
    reference: read('reference', among(REFERENCES)) ?? 'none',
    voiceControl: read('voice_control', readTruth) ?? false,
    inputDuration: read('input_duration', inNotation(readSeconds, context)),
    effect: read('effect', normaliseEffect),
  }
  if (job.inputDuration !== null && job.reference !== 'video')
    addIssue(
      problems,
      'BAD_VALUE',
      nameOf('input_duration'),
      `is the length of a video input, and ${nameOf('reference')} is not "video"`,
    )
  return job
}

/** How many jobs a row stands for; one unless it says so. */
export function readCountOf(text: ReadText, context: JobContext, problems: Problems): bigint {
  const found = text('count')
  const parse = context.mayBeNone ? readCountOrNone : readCount
  return found ? (inNotation(parse, context)(found, context.nameOf('count'), problems) ?? 1n) : 1n
}

/** Numbers that are none with a point for the decimals: `5,04`, and of whole ones `1.000`. */
const OTHERWISE = /^(?:\d+,\d+|[1-9]\d{0,2}(?:\.\d{3})+)$/

/** Reads a number as its file writes it; where nothing is known of that, plain decimals only. */
const inNotation =
  <T>(parse: ReadValue<T>, { reading: { notation } }: JobContext): ReadValue<T> =>
  (text, name, problems) => {
    const isPlain = notation.decimal === null || (notation.decimal === '.' && !text.includes(','))
    const plain = isPlain ? text : (toPlainDecimal(text, name, notation, problems.place) ?? text)
    const value = parse(plain, name, problems)
    if (value === null && isPlain && problems.place.line !== null && OTHERWISE.test(text))
      problems.issues.push({ ...problems.issues.pop()!, hint: ASK_DECIMAL })
    return value
  }

/** What became of the task; null when the word is not known. */
export function readOutcome(status: string | undefined, name: string, problems: Problems): Outcome | null {
  if (status === undefined) return 'billed'
  const outcome = OUTCOME_OF_STATUS.get(status.toLowerCase())
  if (outcome !== undefined) return outcome
  const allowed = listChoices([...OUTCOME_OF_STATUS.keys()])
  return addIssue(problems, 'BAD_VALUE', name, `found ${inQuotes(status)}; ${allowed} is allowed`)
}

/** The time of a row, null when it has none; or what is wrong with it. */
export function readJobTime(
  found: string | undefined,
  { reading, nameOf }: JobContext,
  place: Place,
  column: JobColumn = 'timestamp',
): Instant | null | Issue[] {
  const text = textOrEmpty(found)
  if (text === undefined || text === '') return null
  const problems: Problems = { place, issues: [] }
  const isChange = column === 'updated_at'
  const read = isChange ? readTime : readTimeInReach
  const at = read(text, nameOf(column), inColumn(reading.notation, column), problems) ?? problems.issues
  // A clock's zero says that nothing was changed since: the row counts by its own time.
  return isChange && !Array.isArray(at) && !isInReach(at) ? null : at
}
