/** Files of jobs, what they are read as, and what their rows come down to. */
import type { RejectedRow } from '../../core/failure.js'
import type { FileColumns } from '../../core/file-columns.js'
import type { Instant } from '../../core/instant.js'
import type { PlanMonth } from '../../core/plan/demand/plan-month.js'
import type { Units } from '../../core/quantity.js'
import type { Outcome } from '../../core/rating/job.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { Deviation } from '../../core/rating/quote.js'
import type { RepeatedTasks } from '../../core/repeated-tasks.js'
import type { BadRowRule } from '../../read/bad-rows.js'
import type { FileReading } from '../../read/file-reading.js'
import type { JobColumn } from '../../read/job-row.js'
import type { Input } from '../../read/source.js'
import type { DeductedTask } from './deducted-tasks.js'

/** A file of jobs and how it is to be read. */
export interface FileJobs {
  readonly input: Input
  readonly reading: FileReading
  readonly badRows: BadRowRule
  /** Whether rows that are set aside are kept whole, for `--rejects`. */
  readonly keepsRejects: boolean
  /** Whether jobs are told apart by lengths that are billed alike; left out: yes. */
  readonly keepsLengths?: boolean
  /** After how many bytes the kernel takes over; left out: once it is worth it. Tests let it read all. */
  readonly kernelFrom?: number
  /** Told how many rows have been read, now and then. */
  readonly onRows?: (rows: number) => void
}

/** What a row comes down to: one and the same object for all rows that come down to the same. */
export interface PricedRow {
  /** Its place among the different ones, from 0. */
  readonly number: number
  /** Null where it is not known, and makes no difference: it was not billed, or what was deducted is stated. */
  readonly priced: PricedJob | null
  /** A task for which nothing was deducted is not billed, whatever its status. */
  readonly outcome: Outcome
  /** How many jobs it stands for; 0 for the units of a day, of which nobody knows the jobs. */
  readonly count: bigint
  /** What became of it by its status. */
  readonly status: Outcome
  /** Whether it, or another row of its task, says so: of a file whose rows do it is not billed without. */
  readonly saysStatus: boolean
  /** The units that were taken for all of them; null when the row does not say. */
  readonly deducted: Units | null
  /** Whether it says nothing else of the task: a task may have several, each beside the others. */
  readonly isDeduction: boolean
  /** The pool that they were taken of; null when nothing was. */
  readonly pool: string | null
  /** In which month it is planned; null: in each. */
  readonly month: PlanMonth | null
}

/** A row with a price. */
export type RatedRow = PricedRow & { readonly priced: PricedJob }

/** How often a row occurs; rows that come down to the same are one object. */
export interface Occurrence {
  readonly row: RatedRow
  times: number
}

/**
 * Takes a row that counts. `at` is null when it has no time; `text` gives its task_id and account, during the call only.
 * Rows of tasks are taken last: `order` says where a row stood among the rows of its line.
 */
export type TakeRow = (
  row: PricedRow,
  line: number,
  at: Instant | null,
  text: ReadColumn,
  file: number,
  order: number,
) => void

/** The text under a column of the row at hand. */
export type ReadColumn = (column: JobColumn) => string | undefined

/** What the rows of files are read as. */
export type Purpose =
  | { readonly kind: 'jobs' }
  /** Jobs of months to come. Nothing has happened yet that could be told twice. */
  | { readonly kind: 'plan' }
  /** Use that draws units down: every row has a time, and what was deducted counts, where it is stated. */
  | UsagePurpose

/** How files are read as use. */
export interface UsagePurpose {
  readonly kind: 'usage'
  /** The pools that packages can pay for. Units whose pool nothing says are of the only one; of several it would be a guess. */
  readonly paying: readonly string[]
  /** The pools that there are. */
  readonly pools: readonly string[]
  /** Told of every row that can be read, counted or not; `isOfMany`: it counts several jobs, or units of no task. */
  onRow(at: Instant, file: number, isOfMany: boolean): void
  /** Takes a task that was charged package by package. */
  takeDeducted(task: DeductedTask): void
}

/** What reading a file leaves beside its rows. */
export interface FileReport {
  readonly rejected: readonly RejectedRow[]
  readonly deviations: readonly Deviation[]
  readonly columns: FileColumns
}

/** What reading files leaves beside their rows. */
export interface JobsReport extends RepeatedTasks {
  readonly files: readonly FileReport[]
  /** Whether rows with units were taken to be of the only pool there is. */
  readonly assumesPool: boolean
  /** Rows whose time is a date alone. */
  readonly bareDates: number
}
