/**
 * The hot path of `quote --from`: CSV bytes to distinct jobs. A log of a million rows holds a few hundred
 * different jobs, so the bytes of the columns that decide the price are the key under which a row's reading
 * is remembered: each distinct job is parsed and rated once, the rest of its rows are counted.
 *
 * One rule keeps it small: it knows nothing of quotes. At the first quote it stops in front of that row and
 * hands the rest of the file to the exact parser (read/csv.ts), line number included. Everything else
 * that decides a row (width, blanks, values, times) is decided by the same functions on both ways, and a test
 * feeds both with the same hostile files.
 */
import type { Issue } from '../core/failure.js'
import type { Instant } from '../core/instant.js'
import { createPlainTimeReader } from './plain-time.js'

const RETURN = 0x0d

// What a byte means to the scanner: a table of 256 answers is faster than comparing.
const PLAIN = 0
const DELIMITER = 1
const NEWLINE = 2
const QUOTE = 3

/** Node's own slice to Latin-1 text, without the checks of `toString`; missing in its types. */
type LatinBuffer = Buffer & { latin1Slice(start: number, end: number): string }

/** How the rows are laid out, as the header says. */
export interface JobCsvLayout {
  readonly delimiter: string
  /** Number of fields of the header. */
  readonly width: number
  /** Index of each column that is read. */
  readonly columns: ReadonlyMap<string, number>
  /** The columns that decide the price, `timestamp` aside. */
  readonly pricing: readonly string[]
}

/** What is done with the rows; `Entry` is whatever a row is read into. */
export interface JobRowHandler<Entry> {
  /** Reads and prices a row. Its answer must depend on the pricing columns and on `era(at)` only. */
  read(text: (column: string) => string | undefined, at: Instant | null, line: number): Entry | Issue[]
  /** Reads a row's time: an instant, null for none, or what is wrong with it. */
  readTime(text: string | undefined, line: number): Instant | null | Issue[]
  /** The span of time, `[from, to)`, around a row's in which all jobs price alike; one object for each span. */
  readonly era: (at: Instant | null) => { readonly from: number; readonly to: number }
  /** Whether a time without a zone is one of UTC, where each exists. */
  readonly isUtc: boolean
  /** Takes a row; `at` is null when it has no time, and `text` reads the row during the call only. */
  accept(entry: Entry, line: number, at: Instant | null, text: (column: string) => string | undefined): void
  /** A row of `found` fields instead of the header's. */
  rejectWidth(found: number, line: number, raw: string): void
  reject(issues: Issue[], line: number, raw: string): void
}

/** What the scanner leaves to the exact parser: the rest of the file from the line `line` on. */
export interface Remainder {
  readonly line: number
  readonly chunks: AsyncIterable<Buffer>
}

/** How many distinct jobs are remembered before it starts afresh, so that memory stays flat. */
const MOST_REMEMBERED = 100_000

/**
 * Scans the rows of `chunks` (whole lines, the first of them line `line`). Returns the remainder from the
 * first row with a quote on, or null when there is none.
 */
export async function scanJobCsv<Entry>(
  chunks: AsyncIterable<Buffer>,
  firstLine: number,
  layout: JobCsvLayout,
  handler: JobRowHandler<Entry>,
): Promise<Remainder | null> {
  const iterator = chunks[Symbol.asyncIterator]()
  const scanChunk = createChunkScanner(layout, handler)
  let line = firstLine
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const stop = scanChunk(next.value, line)
    if (stop.offset < next.value.length) {
      return { line: stop.line, chunks: resume(next.value.subarray(stop.offset), iterator) }
    }
    line = stop.line
  }
  return null
}

async function* resume(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** Runs of neighbouring columns, as [first, last]: each is one slice of a row's bytes. */
function findRuns(indexes: readonly number[]): [number, number][] {
  const runs: [number, number][] = []
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && run[1] === index - 1) run[1] = index
    else runs.push([index, index])
  }
  return runs
}

/** A function that scans one chunk and says where it stopped: its end, or the first row with a quote. */
function createChunkScanner<Entry>(layout: JobCsvLayout, handler: JobRowHandler<Entry>) {
  const { width, columns } = layout
  const kinds = new Uint8Array(256)
  kinds[layout.delimiter.charCodeAt(0)] = DELIMITER
  kinds['\n'.charCodeAt(0)] = NEWLINE
  kinds['"'.charCodeAt(0)] = QUOTE
  const runs = findRuns(layout.pricing.flatMap(column => columns.get(column) ?? []))
  const timeIndex = columns.get('timestamp') ?? -1
  // Field i of the current row is bytes[bounds[i] + 1 .. bounds[i + 1]); one more delimiter marks excess fields.
  const bounds = new Int32Array(width + 2)
  // A log is in order of time as a rule: its rows are looked up among those of the era of the row before.
  const eras = new Map<object, Map<string, Entry>>()
  let from = Number.POSITIVE_INFINITY
  let to = Number.POSITIVE_INFINITY
  let isTimeless = false
  let remembered = new Map<string, Entry>()
  const readPlainTime = createPlainTimeReader(handler.isUtc)
  let bytes = Buffer.alloc(0) as Buffer as LatinBuffer

  const field = (index: number): string =>
    bytes.toString('utf8', bounds[index]! + 1, bounds[index + 1]!).trim()
  const text = (column: string): string | undefined => {
    const index = columns.get(column)
    return index === undefined ? undefined : field(index)
  }

  const scanRow = (start: number, end: number, line: number): void => {
    let at: Instant | null = null
    if (timeIndex >= 0) at = readPlainTime(bytes, bounds[timeIndex]! + 1, bounds[timeIndex + 1]!)
    if (timeIndex >= 0 && at === null) {
      const time = handler.readTime(field(timeIndex), line)
      // A row with a bad time may have more that is wrong: read it all, so that nothing is told in instalments.
      if (Array.isArray(time)) {
        const entry = handler.read(text, null, line)
        handler.reject(
          Array.isArray(entry) ? [...time, ...entry] : time,
          line,
          bytes.toString('utf8', start, end),
        )
        return
      }
      at = time
    }
    if (at === null ? !isTimeless : at < from || at >= to) {
      const era = handler.era(at)
      // A row without a time has the era of another moment, which the next row's is not held against.
      isTimeless = at === null
      from = isTimeless ? Number.POSITIVE_INFINITY : era.from
      to = era.to
      remembered = eras.get(era) ?? new Map()
      eras.set(era, remembered)
    }
    let key = ''
    for (const [first, last] of runs) key += `\n${bytes.latin1Slice(bounds[first]! + 1, bounds[last + 1]!)}`
    let entry = remembered.get(key)
    if (entry === undefined) {
      const read = handler.read(text, at, line)
      if (Array.isArray(read)) {
        handler.reject(read, line, bytes.toString('utf8', start, end))
        return
      }
      if (remembered.size >= MOST_REMEMBERED) remembered.clear()
      remembered.set(key, read)
      entry = read
    }
    handler.accept(entry, line, at, text)
  }

  return (chunk: Buffer, firstLine: number): { offset: number; line: number } => {
    bytes = chunk as LatinBuffer
    const { length } = chunk
    let line = firstLine
    let start = 0
    while (start < length) {
      let fields = 0
      let position = start
      bounds[0] = start - 1
      for (;;) {
        let kind = PLAIN
        while (position < length) {
          kind = kinds[chunk[position]!]!
          if (kind !== PLAIN) break
          position++
        }
        if (kind !== DELIMITER || position >= length) {
          if (kind === QUOTE && position < length) return { offset: start, line }
          break
        }
        fields++
        if (fields <= width) bounds[fields] = position
        position++
      }
      const end = position > start && chunk[position - 1] === RETURN ? position - 1 : position
      fields++
      if (fields === width && end > start) {
        bounds[width] = end
        scanRow(start, end, line)
      } else if (end > start) handler.rejectWidth(fields, line, chunk.toString('utf8', start, end))
      line++
      start = position + 1
    }
    return { offset: length, line }
  }
}
