/** A row of a job file or usage log as what it says of a task: what it was, what became of it, what it was charged. */
import type { Issue, Place } from '../../core/failure.js'
import { isZero, type Units, units } from '../../core/quantity.js'
import type { Job, Outcome } from '../../core/rating/job.js'
import { type JobContext, poolWordsOf, type ReadText, readCountOf, readJob, readOutcome } from '../job-row.js'
import { readPoolName } from '../pool-name.js'
import { type Problems, readAmountOfUnits } from '../values.js'
import { inOurWords } from './words.js'

/** What a row says of a task, or of `count` alike. */
export interface TaskRow {
  /** Null where it cannot be read and need not be: a task that is not billed costs nothing whatever else it says. */
  readonly job: Job | null
  readonly count: bigint
  /** A task for which nothing was taken is not billed, whatever became of it. */
  readonly outcome: Outcome
  /** What became of it by its status. */
  readonly status: Outcome
  /** Whether it says what became of it: where nothing does, every row is a job (rules §1). */
  readonly saysStatus: boolean
  /** The units that were taken for all of them; null when the row does not say. */
  readonly deducted: Units | null
  /** Whether it says what was deducted and nothing else of the task: neither what it was nor what became of it. */
  readonly isDeduction: boolean
  /** The pool that they were taken of; null when the row does not say. */
  readonly pool: string | null
  /** The pools that may pay for what came out, where the task lists it, the likeliest first; empty: nothing says. */
  readonly resultPools: readonly string[]
  /** What is wrong with the job, where that matters only to somebody who asks for its price. */
  readonly unread: readonly Issue[]
}

export function readTaskRow(
  given: ReadText,
  context: JobContext,
  place: Place,
  resultPools: readonly string[] = [],
): TaskRow | Issue[] {
  const problems: Problems = { place, issues: [] }
  const text = inOurWords(given, context)
  const count = readCountOf(text, context, problems)
  const state = text('status')
  const status = readOutcome(state, context.nameOf('status'), problems)
  const stated = text('units') ?? ''
  const deducted = stated === '' ? null : readStatedUnits(stated, context, problems)
  const pool = readPoolName(text('pool') ?? '', context.nameOf('pool'), poolWordsOf(context), problems)
  const ofJob: Problems = { place, issues: [] }
  const job = readJob(text, context, ofJob)
  const isNeeded = deducted === null && (status === 'billed' || status === null)
  if (problems.issues.length > 0 || (isNeeded && ofJob.issues.length > 0))
    return [...ofJob.issues, ...problems.issues]
  return {
    job: ofJob.issues.length > 0 ? null : job,
    count,
    outcome: status === 'billed' && deducted !== null && isZero(deducted) ? 'not-billed' : status!,
    status: status!,
    saysStatus: state !== undefined,
    deducted,
    isDeduction: deducted !== null && !state && job !== null && job.model === null && job.capability === null,
    pool,
    resultPools,
    unread: ofJob.issues,
  }
}

/** Units as the file writes numbers, 0 or more. */
function readStatedUnits(text: string, { nameOf, reading }: JobContext, problems: Problems): Units | null {
  const amount = readAmountOfUnits(
    text,
    nameOf('units'),
    reading.notation,
    problems,
    'a number of units, such as 400 or 0.5',
  )
  return amount === null ? null : units(amount)
}
