/** Where a request log comes from. */
import type { Input } from '../read/source.js'

/** Logs, opened one after the other: of those behind the first that cannot be read nothing is opened. */
export interface LogSource {
  open(): Promise<OpenLog>
}

/** A log that is being read. */
export interface OpenLog {
  readonly input: Input
  /** Told how many rows have been read, now and then. */
  readonly onRows: (rows: number) => void
  /** Called when all of it has been read, or when reading failed. */
  readonly close: () => void
  /** Opens it once more; left out: it cannot be read twice. */
  readonly reopen?: () => Promise<OpenLog>
  /** The log holds counts per slice, by the columns of the reduced form, whatever the others hold. */
  readonly isReduced?: true
}
