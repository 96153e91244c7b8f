/** What the words of a log mean, for those that say it in their own. */

/** What the words of a log mean. Plain data: a worker is given it. */
export interface RequestWords {
  /** Columns that stand in for one where a row has nothing in it, in order, by that column: `status 2` behind `status`. */
  readonly standIns: Readonly<Record<string, readonly string[]>>
  /** By column, a regular expression whose group is the value, where that is a part of the text. */
  readonly within: Readonly<Record<string, string>>
  /** What stands in place of a status, and the status that it means; empty: no answer came. */
  readonly statuses: Readonly<Record<string, string>>
  /** Words in the column of fault, which may end in `*`, and the fault of each; null: it holds the faults themselves. */
  readonly faults: readonly (readonly [word: string, fault: string])[] | null
  /** Whether the log has faults themselves all the same, in a column that goes before the one with such words. */
  readonly hasOwnFaults: boolean
  /** The kinds of row that are requests; null: all but `noRequests`. */
  readonly requests: readonly string[] | null
  /** Whether that is asked of rows with a status alone. */
  readonly areAnsweredOnly: boolean
  readonly noRequests: readonly string[]
  /** Who wrote the rows that count, where both sides of a request may write one; null: all count. */
  readonly sides: readonly string[] | null
  /** Whether a row without a status is no request. */
  readonly isMixed: boolean
  /** Whether of such a log a row with a path is a request all the same, whose status was lost, and one without a time is broken. */
  readonly havePaths: boolean
  /**
   * Of such a log, of what a row is whose status is empty: a request; the same if it has a method or a path, as a table has
   * a cell for each; or the same if it has a method, where answered rows have no path either.
   */
  readonly emptyStatus: 'request' | 'request-with-path' | 'request-with-method'
  /** What stands in `passed_on` where a gateway answered by itself, as `own_answers` has it; null: that is not asked. */
  readonly ownAnswers: readonly string[] | null
  /** Whether a row without a status is a request that got no answer. */
  readonly isSilentUnreached: boolean
}

/** A log whose words mean what rules §3 says. */
export const PLAIN_WORDS: RequestWords = {
  standIns: {},
  within: {},
  statuses: {},
  faults: null,
  hasOwnFaults: false,
  requests: null,
  areAnsweredOnly: false,
  noRequests: [],
  sides: null,
  isMixed: false,
  havePaths: false,
  emptyStatus: 'request',
  ownAnswers: null,
  isSilentUnreached: false,
}
