/** Requests that stand in more than one place. */

/** What was found of them. */
export interface RepeatedRequests {
  /** Rows that are left out. */
  readonly requests: number
  /** The logs that hold some. */
  readonly files: readonly string[]
  /** Logs whose requests could not be compared with those of others. */
  readonly uncompared: readonly string[]
}
