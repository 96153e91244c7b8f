/**
 * A request log in CSV, by its bytes. A log of millions of rows holds a few dozen kinds of them, so that the
 * bytes of the columns that decide what a row counts as are the key under which its reading is remembered;
 * only the time is read each time. What is read, and how, is decided by the same functions as on the
 * exact way (read/request-row.ts), and a test feeds both with the same hostile files.
 */
import type { Issue } from '../core/failure.js'
import type { Instant } from '../core/instant.js'
import { type CsvRemainder, scanCsvRows } from './csv-rows.js'
import { createPlainTimeReader } from './plain-time.js'

/** How the rows are laid out, as the header says. */
export interface RequestCsvLayout {
  readonly delimiter: string
  /** Number of fields of the header. */
  readonly width: number
  /** Index of each column that is read. */
  readonly columns: ReadonlyMap<string, number>
  /** The columns that decide what a row counts as, `timestamp` aside. */
  readonly counting: readonly string[]
  /** Whether a time that names no zone is one of UTC. */
  readonly isUtc: boolean
}

/** What is done with the rows; `Slot` is whatever such rows are counted under. */
export interface RequestRowHandler<Slot> {
  /** Reads what a row counts as. Its answer must depend on the counting columns only. */
  readSlot(text: (column: string) => string | undefined, line: number): Slot | Issue[]
  readTime(text: string, line: number): Instant | Issue[]
  count(slot: Slot, at: Instant): void
  reject(issues: Issue[], line: number, raw: string): void
  /** A row of `found` fields instead of the header's. */
  rejectWidth(found: number, line: number, raw: string): void
}

/** How many distinct kinds are remembered before it starts afresh, so that memory stays flat. */
const MOST_REMEMBERED = 50_000

/** Scans the rows of `chunks`; returns what is left from the first row with a quote on, or null. */
export function scanRequestCsv<Slot extends object>(
  chunks: AsyncIterable<Buffer>,
  firstLine: number,
  layout: RequestCsvLayout,
  handler: RequestRowHandler<Slot>,
): Promise<CsvRemainder | null> {
  const { columns, width } = layout
  const timeIndex = columns.get('timestamp')!
  const counting = layout.counting.flatMap(column => columns.get(column) ?? []).sort((a, b) => a - b)
  const readPlainTime = createPlainTimeReader(layout.isUtc)
  const remembered = new Map<string, Slot>()
  // The counting fields of the last row, and where each ends in `lastKey`: mostly the next row has the same.
  let lastKey: Buffer = Buffer.alloc(0)
  let lastSlot: Slot | null = null
  const lastLengths = new Int32Array(counting.length)

  const isLastKey = (bytes: Buffer, bounds: Int32Array): boolean => {
    let at = 0
    for (let i = 0; i < counting.length; i++) {
      const start = bounds[counting[i]!]! + 1
      const length = bounds[counting[i]! + 1]! - start
      if (length !== lastLengths[i]) return false
      for (let j = 0; j < length; j++) if (bytes[start + j] !== lastKey[at++]) return false
    }
    return true
  }
  const keyOf = (bytes: Buffer, bounds: Int32Array): Buffer => {
    const parts = counting.map((index, i) => {
      const part = bytes.subarray(bounds[index]! + 1, bounds[index + 1]!)
      lastLengths[i] = part.length
      return part
    })
    return Buffer.concat(parts)
  }

  return scanCsvRows(chunks, firstLine, layout, {
    take(bytes, bounds, line) {
      const field = (index: number): string =>
        bytes.toString('utf8', bounds[index]! + 1, bounds[index + 1]!).trim()
      const text = (column: string): string | undefined => {
        const index = columns.get(column)
        return index === undefined ? undefined : field(index)
      }
      const raw = (): string => bytes.toString('utf8', bounds[0]! + 1, bounds[width]!)

      let at: Instant | Issue[] | null = readPlainTime(bytes, bounds[timeIndex]! + 1, bounds[timeIndex + 1]!)
      if (at === null) at = handler.readTime(field(timeIndex), line)
      if (lastSlot === null || !isLastKey(bytes, bounds)) {
        lastKey = keyOf(bytes, bounds)
        const key = `${lastLengths.join()}:${lastKey.toString('latin1')}`
        lastSlot = remembered.get(key) ?? null
        if (lastSlot === null) {
          const read = handler.readSlot(text, line)
          if (Array.isArray(read)) {
            handler.reject(Array.isArray(at) ? [...at, ...read] : read, line, raw())
            return
          }
          if (remembered.size >= MOST_REMEMBERED) remembered.clear()
          remembered.set(key, read)
          lastSlot = read
        }
      }
      if (Array.isArray(at)) handler.reject(at, line, raw())
      else handler.count(lastSlot, at)
    },
    takeMisshapen: (found, raw, line) => handler.rejectWidth(found, line, raw),
  })
}
