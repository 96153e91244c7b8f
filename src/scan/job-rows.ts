/** Rows of a file of jobs: how they are laid out, and what is done with them. */
import type { Issue } from '../core/failure.js'
import type { Instant } from '../core/instant.js'

/** How the rows are laid out, as the header says. */
export interface JobCsvLayout {
  readonly delimiter: string
  /** Number of fields of the header. */
  readonly width: number
  /** Index of each column that is read. */
  readonly columns: ReadonlyMap<string, number>
  /** The columns that decide the price, `timestamp` aside. */
  readonly pricing: readonly string[]
  /** Those whose texts `accept` may ask for, beside `task_id`. */
  readonly asked: readonly string[]
}

/** What is done with the rows; `Entry` is whatever a row is read into. */
export interface JobRowHandler<Entry> {
  /** Reads and prices a row. Its answer must depend on the pricing columns and on `era(at)` only. */
  read(text: (column: string) => string | undefined, at: Instant | null, line: number): Entry | Issue[]
  /** Reads a row's time: an instant, null for none, or what is wrong with it. */
  readTime(
    text: string | undefined,
    line: number,
    column: 'timestamp' | 'updated_at',
  ): Instant | null | Issue[]
  /** The span of time, `[from, to)`, around a row's in which all jobs price alike; one object for each span. */
  readonly era: (at: Instant | null) => { readonly from: number; readonly to: number }
  /** Whether a time without a zone is one of UTC, where each exists. */
  readonly isUtc: boolean
  /**
   * Takes a row; `at` and `said`, the times of the row and of its last change, are null when it has none. Its task_id
   * is `bytes[start..end)`; these, and what `text` reads, are there during the call only.
   */
  accept(
    entry: Entry,
    line: number,
    at: Instant | null,
    said: Instant | null,
    text: (column: string) => string | undefined,
    bytes: Buffer,
    start: number,
    end: number,
  ): void
  /** Throws where a row of several lines looks like several rows. */
  checkLines(row: { readonly width: number; readonly line: number; readonly raw: string }): void
  /** A row of `found` fields instead of the header's. */
  rejectWidth(found: number, line: number, raw: string): void
  reject(issues: Issue[], line: number, raw: string): void
}

/** Scans one chunk and says where it stopped: its end, or the first row that is not whole or has a quote out of place. */
export type ChunkScanner = (chunk: Buffer, firstLine: number) => { offset: number; line: number }

/** The scanner in JavaScript; `era` are the times of the one at hand. */
export interface ExactScanner {
  /** Scans `mostRows` at most. */
  scan(chunk: Buffer, firstLine: number, mostRows?: number): ReturnType<ChunkScanner>
  era(): { readonly from: number; readonly to: number }
}

/** Runs of neighbouring columns, as [first, last]: each is one slice of a row's bytes. */
export function findRuns(indexes: readonly number[]): [number, number][] {
  const runs: [number, number][] = []
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && run[1] === index - 1) run[1] = index
    else runs.push([index, index])
  }
  return runs
}
