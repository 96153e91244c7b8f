/** What may be a slip in a file of jobs or use: it counts as it stands, and the answer says so. */
import type { Day } from './instant.js'

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

/** Rows without ids that tell of a job that stands there before, with the same time to the millisecond. */
export interface SameMoments {
  readonly kind: 'same-moments'
  /** How many, of how many without ids that were looked at. */
  readonly rows: number
  readonly of: number
  /** The first of them, and the one that it is alike. */
  readonly line: number
  readonly other: number
}

/** Units of days that never fall, as a meter shows them. */
export interface MeterReadings {
  readonly kind: 'meter-readings'
  readonly days: number
}

/** Jobs longer than any service makes them: their lengths may be in milliseconds. */
export interface LongJobs {
  readonly kind: 'long-jobs'
  /** The first of the rows, and how long its job is. */
  readonly line: number
  readonly seconds: number
}

/** Models that no price list knows: units that were taken for them may be those of another service. */
export interface UnknownModels {
  readonly kind: 'unknown-models'
  /** The first of the rows. */
  readonly line: number
  readonly models: readonly string[]
}

/** Many tasks that were begun long before the file ends, and of which it tells no end: they count as nothing. */
export interface OpenTasks {
  readonly kind: 'open-tasks'
  /** How many, of how many. */
  readonly open: bigint
  readonly all: bigint
  /** The days in UTC on which the first and the last of them were begun. */
  readonly first: Day
  readonly last: Day
}

/** Of columns that are to be left out that no file has them. */
export interface NoSuchColumn {
  readonly kind: 'no-such-column'
  /** The columns that there are. */
  readonly found: readonly string[]
}

export type RowDoubt =
  | EmptyCount
  | EmptyLabels
  | LongJobs
  | MeterReadings
  | NoSuchColumn
  | OpenTasks
  | SameDays
  | SameMoments
  | UnknownModels
