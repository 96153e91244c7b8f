/**
 * What the answer of a reducing query holds beside counts, so that nothing is dropped in it and a part of it
 * never looks whole: the words that sql/counting-sql.ts writes and read/requests/reduced-row.ts reads.
 */
import type { AvailabilityMethod } from './agreement.js'
import type { RequestCounts } from './slice-counts.js'

/** What can be wrong with a row of the table, the first of them that is. */
export const ROW_PROBLEMS = ['bad-time', 'bad-status', 'bad-fault'] as const
export type RowProblem = (typeof ROW_PROBLEMS)[number]

/**
 * What a row of the answer holds: counts of a slice; how many rows of the table have a problem; how many a filter left
 * out; or, once, how many rows there were in all, by which a cut answer is known.
 */
export const ROW_KINDS = ['slice', ...ROW_PROBLEMS, 'filtered', 'end'] as const

/** What was counted of one slice and account. */
export interface ReducedCounts {
  readonly counts: RequestCounts
  /** What the failures that maintenance set aside would have been without it. */
  readonly scheduled: RequestCounts
  /** Unreached through others' fault; among the requests. */
  readonly unreachedOtherwise: number
}

/** By which rules counts came about; counts by other rules cannot be judged by the agreement at hand. */
export const describeRules = (method: AvailabilityMethod, sliceMinutes: number, zone: string): string =>
  `${method} in slices of ${sliceMinutes} min on the clock of ${zone}`
