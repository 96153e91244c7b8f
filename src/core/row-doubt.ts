/** What may be a slip in a file of jobs or use: it counts as it stands, and the answer says so. */

/** Cells of `count` left empty, where other rows fill them: each such row counts as one job. */
export interface EmptyCount {
  readonly kind: 'empty-count'
  /** The first of the rows. */
  readonly line: number
}

export type RowDoubt = EmptyCount
