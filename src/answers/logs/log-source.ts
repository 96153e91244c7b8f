/** Where a request log comes from, and how it is to be read. */
import type { UnlikeColumns } from '../../core/file-columns.js'
import type { RejectedRequest } from '../../core/sla/answer.js'
import type { EndpointFilter } from '../../core/sla/endpoint.js'
import type { BadRowPolicy } from '../../read/bad-rows.js'
import type { Input } from '../../read/source.js'
import type { LogTerms } from './recognised-text.js'
import type { ScanSizes } from './scan-file.js'

/** Logs, opened one after the other: of those behind the first that cannot be read nothing is opened. */
export interface LogSource {
  open(): Promise<OpenLog>
}

export interface OpenLog {
  readonly input: Input
  /** Told how many rows have been read, now and then. */
  readonly onRows: (rows: number) => void
  /** Called when all of it has been read, or when reading failed. */
  readonly close: () => void
  /** Opens it once more; undefined: it cannot be read twice. Known for sure when it has been read to its end. */
  readonly reopen?: (() => Promise<OpenLog>) | undefined
  /** The log holds counts per slice, by the columns of the reduced form, whatever the others hold. */
  readonly isReduced?: true
  /** Of a table: what became of its columns, before it was counted. */
  readonly columns?: UnlikeColumns
  /** It came from another machine, and everyone on the way could read and change it. */
  readonly isNotEncrypted?: boolean
}

/** How logs are to be read. */
export interface LogReading extends LogTerms {
  /** Whether the logs hold counts per slice and not requests (`--counts`). */
  readonly isReduced: boolean
  readonly badRows: BadRowPolicy
  readonly filter: EndpointFilter
  /** Whether the lines of repeated requests are kept. */
  readonly keepsRepeated?: boolean
  /** Takes each row that is set aside, whole; null: only their number and the first are kept. */
  readonly onReject: ((row: RejectedRequest) => void) | null
  /** From when on each way of scanning CSV and JSON lines pays; left out: as measured; null: only the exact parser reads. */
  readonly sizes?: ScanSizes | null
}
