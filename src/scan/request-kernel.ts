/**
 * What counts a request log: a kernel goes over a block of bytes, sixteen at a time, and counts the records it is
 * sure of. It is WebAssembly (assembly/request-kernel.ts, and assembly/json-lines-kernel.ts for JSON lines); where there
 * is none the exact readers read all. It knows no rule: what it has not met before it asks of a `KernelHost`, once, and
 * hands out whatever is not plain.
 */
import type { EndpointKinds } from './endpoint-kinds.js'

/** How the records of a log are laid out, by the indexes of its columns. */
export interface KernelLayout {
  /** The delimiter's byte. */
  readonly delimiter: number
  /** Number of fields of a record. */
  readonly width: number
  readonly time: number
  readonly status: number
  /** The column of the path by which requests are told apart, or −1. */
  readonly path: number
  /** The column of the id by which repeated requests are looked for, and taken back; −1: all are counted. */
  readonly id: number
  /** The columns that decide what a record counts as, `status` among them. */
  readonly counting: readonly number[]
  /**
   * Where each of the columns before `status` and `path` ends, from the start of a record, as far as they look to be of
   * constant width and, but for the time, to have no byte that is not above the delimiter and the quote. A
   * record that begins otherwise is scanned all the same, only not as fast.
   */
  readonly lead: readonly number[]
  /** How many minutes most hours count as one (`KernelHost.openHour`). */
  readonly minutesAlike: number
}

/** What a kernel is told; positions are those of its `bytes`. */
export interface KernelHost {
  /**
   * A new hour, for the time at `[from, to)`, of epoch seconds or milliseconds or else ISO-8601. Returns its
   * number, which of its minutes are plain, the first as the lowest bit, how many, from the first on, are counted as
   * one, and whether the paths of its requests count as set aside.
   */
  openHour(
    from: number,
    to: number,
    isEpoch: boolean,
  ): {
    readonly id: number
    readonly plain: bigint
    readonly minutes: number
    readonly isAside: boolean
  }
  /** What the record in `bounds` counts as: account × CLASSES + class, or ODD. */
  classify(): number
  /** What tells the kinds of paths; null: they are not asked for. */
  readonly paths: EndpointKinds | null
  /**
   * Whether the record in `bounds`, at a minute of an hour and of an account and class, is a repetition: 0 when it is none, 1
   * when it is to be taken back, 2 when it is given back; ODD when its id or path is not plain.
   */
  findRepeated(hour: number, minute: number, value: number): number
  /** Takes the counts of a kind by class, at the end or for want of room; valid during the call. */
  takeKind(kind: number, counts: Int32Array): void
  /** Takes the record `[from, to)`, its line end included, which was not counted. */
  handOut(from: number, to: number, line: number): void
  /**
   * Takes the counts of an hour and account that are not 0, at the end or for want of room. By twos: the number of
   * the minute, or of the minutes that count as one, × CLASSES + a class, and the count. Valid during the call.
   */
  takeHour(hour: number, account: number, tallies: Int32Array): void
  /** All counts have been taken: none of the hours opened so far will be named again. */
  forgetHours(): void
}

export interface RequestKernel {
  readonly bytes: Buffer
  /** Where in `bytes` the block lies that is to be scanned, and how long it may be. */
  readonly block: number
  readonly blockSize: number
  /** Field i of the record in hand lies in `[bounds[i] + 1, bounds[i + 1])`. */
  readonly bounds: Int32Array
  /**
   * Counts the records that begin in `[from, stop)` and end before `to`, which lies behind a newline; each adds
   * `weight`. Returns where the first record begins that was not taken: at or behind `stop`, not complete, or
   * refused for a quote that is out of place. `line` is the line of `from`.
   */
  scan(from: number, to: number, stop: number, line: number, weight: number): number
  /** Of the last call of `scan`: records counted, newlines passed, whether the record it stopped at is refused. */
  readonly records: number
  readonly lines: number
  readonly isRefused: boolean
  /** Of the same, whether it met ASCII alone. */
  readonly isAscii: boolean
  /** Hands all counts to the host and forgets all hours and kinds of paths. */
  takeCounts(): void
  /** Hands the counts of paths to the host and forgets their kinds. */
  takeKinds(): void
}

/** In place of an account and class: the exact functions must read the record. */
export const ODD = -1
/** Classes that an account has room for. */
export const CLASSES = 8
export const MINUTES_PER_HOUR = 60
/** The widest header that a kernel takes. */
export const MOST_COLUMNS = 4000
/** The longest lead that a kernel takes, in bytes. */
export const LONGEST_LEAD = 64
