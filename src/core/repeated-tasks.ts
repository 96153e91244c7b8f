/** What became of rows of which more than one is about the same task: each task counts once. */
export interface RepeatedTasks {
  /** Rows that were left out because another one of their task counts. */
  readonly repeatedTasks: number
  /** How many of them were about another job than the one that counts, so that the id may be none, or state other units. */
  readonly contradictingTasks: number
  /** Tasks of which several deductions tell the same units at different times, and name no package. All count. */
  readonly alikeParts: number
  /** Rows whose id a spreadsheet has cut, so that they cannot be told apart by it and all count. */
  readonly cutIds: number
  /** Files with rows without ids, of a time of which another file has rows too: one in both counts twice. */
  readonly withoutIds: readonly string[]
  /** Of these, files of which another one has the same rows. */
  readonly copies: readonly string[]
}

export const hasRepeats = ({ repeatedTasks, alikeParts, cutIds, withoutIds }: RepeatedTasks): boolean =>
  repeatedTasks + alikeParts + cutIds + withoutIds.length > 0

export const NO_REPEATS: RepeatedTasks = {
  repeatedTasks: 0,
  contradictingTasks: 0,
  alikeParts: 0,
  cutIds: 0,
  withoutIds: [],
  copies: [],
}
