/** What may be a slip in a file of jobs or use: it counts as it stands, and the answer says so. */

/** Cells of `count` left empty, where other rows fill them: each such row counts as one job. */
export interface EmptyCount {
  readonly kind: 'empty-count'
  /** The first of the rows. */
  readonly line: number
}

/** Cells left empty in front of a row, which would be another job with what stands above them. */
export interface EmptyLabels {
  readonly kind: 'empty-labels'
  /** The first such row. */
  readonly line: number
  readonly cells: readonly { readonly column: string; readonly above: string }[]
}

/** Rows with the units of days that stand there before, alike in every column. */
export interface SameDays {
  readonly kind: 'same-days'
  /** How many. */
  readonly rows: number
  /** The first of them, and the one that it is alike. */
  readonly line: number
  readonly other: number
}

export type RowDoubt = EmptyCount | EmptyLabels | SameDays
