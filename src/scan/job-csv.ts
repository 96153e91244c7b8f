/**
 * The hot path of `quote --from`: CSV bytes to distinct jobs. A log of a million rows holds a few hundred
 * different jobs, so the bytes of the columns that decide the price are the key under which a row's reading
 * is remembered: each distinct job is parsed and rated once, the rest of its rows are counted.
 *
 * One rule keeps it small: quotes are in place. At the first that is not it stops in front of that row and hands the rest
 * of the file to the exact parser (read/csv.ts), line number included. Everything else that decides a row (width, blanks,
 * values, times) is decided by the same functions on both ways, and a test feeds both with the same hostile files.
 */
import type { Issue } from '../core/failure.js'
import type { Instant } from '../core/instant.js'
import { endOfQuotes, readField } from './csv-record.js'
import { IdIndex, LONGEST_ID } from './id-index.js'
import { createKernelScanner, loadJobKernel } from './job-kernel.js'
import { type ExactScanner, findRuns, type JobCsvLayout, type JobRowHandler } from './job-rows.js'
import { createPlainTimeReader } from './plain-time.js'

const RETURN = 0x0d
const BLANK = 0x20
const NEWLINE_BYTE = 0x0a
const QUOTE_BYTE = 0x22

// What a byte means to the scanner: a table of 256 answers is faster than comparing.
const PLAIN = 0
const DELIMITER = 1
const NEWLINE = 2
const QUOTE = 3

const isGraphic = (byte: number): boolean => byte > BLANK && byte < 0x7f

/** What the scanner leaves to the exact parser: the rest of the file from the line `line` on. */
export interface Remainder {
  readonly line: number
  readonly chunks: AsyncIterable<Buffer>
}

/** How many bytes are scanned before the kernel, which takes some milliseconds to be compiled, takes over. */
const KERNEL_FROM = 1 << 19

/** How many distinct jobs are remembered before it starts afresh, so that memory stays flat. */
const MOST_REMEMBERED = 100_000

/**
 * Scans the rows of `chunks` (whole lines, the first of them line `line`). Returns the remainder from the first row on that is
 * not whole in its chunk and the next one, or has a quote out of place; null when there is none.
 */
export async function scanJobCsv<Entry>(
  chunks: AsyncIterable<Buffer>,
  firstLine: number,
  layout: JobCsvLayout,
  handler: JobRowHandler<Entry>,
  kernelFrom = KERNEL_FROM,
): Promise<Remainder | null> {
  const iterator = chunks[Symbol.asyncIterator]()
  const exact = createChunkScanner(layout, handler)
  let { scan } = exact
  let line = firstLine
  let left = kernelFrom
  /** The end of the chunk before, with a row that is not whole there. */
  let begun = Buffer.alloc(0)
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    if (left <= 0) {
      const module = await loadJobKernel(layout)
      if (module) scan = createKernelScanner(module, layout, handler, exact)
      left = Number.POSITIVE_INFINITY
    }
    left -= next.value.length
    const chunk = begun.length > 0 ? Buffer.concat([begun, next.value]) : next.value
    const stop = scan(chunk, line)
    line = stop.line
    if (stop.offset === 0 && begun.length > 0) return { line, chunks: resume(chunk, iterator) }
    // A copy: a chunk is there until the next one is asked for.
    begun = Buffer.from(chunk.subarray(stop.offset))
  }
  return begun.length > 0 ? { line, chunks: resume(begun, iterator) } : null
}

async function* resume(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/**
 * Behind the closing quote of the field that the quote at `open` begins; -1 where the field does not end in its chunk, or
 * goes on behind its quotes.
 */
function findQuotedEnd(bytes: Buffer, open: number, kinds: Uint8Array): number {
  const at = endOfQuotes(bytes, open)
  if (at < 0 || at === bytes.length || kinds[bytes[at]!] === DELIMITER) return at
  return bytes[bytes[at] === RETURN ? at + 1 : at] === NEWLINE_BYTE ? at : -1
}

function countNewlines(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (
    let at = bytes.indexOf(NEWLINE_BYTE, from);
    at >= 0 && at < to;
    at = bytes.indexOf(NEWLINE_BYTE, at + 1)
  )
    count++
  return count
}

/** What rows were read into, by the bytes of the columns that decide it. */
class Remembered<Entry> {
  #index = new IdIndex()
  entries: (Entry | undefined)[] = []

  /** The number of a job; below 0 where it is too long to be remembered. */
  find(bytes: Buffer, start: number, end: number): number {
    if (end - start > LONGEST_ID) return -1
    if (this.#index.size >= MOST_REMEMBERED) {
      this.#index = new IdIndex()
      this.entries = []
    }
    return this.#index.add(bytes, start, end)
  }
}

function createChunkScanner<Entry>(layout: JobCsvLayout, handler: JobRowHandler<Entry>): ExactScanner {
  const { width, columns } = layout
  const kinds = new Uint8Array(256)
  kinds[layout.delimiter.charCodeAt(0)] = DELIMITER
  kinds['\n'.charCodeAt(0)] = NEWLINE
  kinds['"'.charCodeAt(0)] = QUOTE
  const runs = findRuns(layout.pricing.flatMap(column => columns.get(column) ?? []))
  const timeIndex = columns.get('timestamp') ?? -1
  const changeIndex = columns.get('updated_at') ?? -1
  const idIndex = columns.get('task_id') ?? -1
  // Field i of the current row is bytes[bounds[i] + 1 .. bounds[i + 1]); one more delimiter marks excess fields.
  const bounds = new Int32Array(width + 2)
  // A log is in order of time as a rule: its rows are looked up among those of the era of the row before.
  const eras = new Map<object, Remembered<Entry>>()
  let from = Number.POSITIVE_INFINITY
  let to = Number.POSITIVE_INFINITY
  let isTimeless = false
  /** What rows of the era at hand were read into. */
  let remembered = new Remembered<Entry>()
  const joined = Buffer.alloc(LONGEST_ID)
  const readPlainTime = createPlainTimeReader(handler.isUtc)
  let bytes = Buffer.alloc(0) as Buffer

  const field = (index: number): string => readField(bytes, bounds[index]! + 1, bounds[index + 1]!).trim()
  const isQuoted = (index: number): boolean => bytes[bounds[index]! + 1] === QUOTE_BYTE
  /** Where the text of a field begins and ends, within its quotes. */
  const startOf = (index: number): number => bounds[index]! + 1 + Number(isQuoted(index))
  const endOf = (index: number): number => bounds[index + 1]! - Number(isQuoted(index))
  const text = (column: string): string | undefined => {
    const index = columns.get(column)
    return index === undefined ? undefined : field(index)
  }

  /** The number of the row's job among those that are remembered; below 0 where it is too long to be. */
  const findJob = (known: Remembered<Entry>): number => {
    const [[first, last]] = runs as [[number, number]]
    if (runs.length === 1) return known.find(bytes, bounds[first]! + 1, bounds[last + 1]!)
    let length = 0
    for (const [from, to] of runs) {
      const start = bounds[from]! + 1
      const end = bounds[to + 1]!
      if (length + end - start >= LONGEST_ID) return -1
      for (let i = start; i < end; i++) joined[length++] = bytes[i]!
      joined[length++] = NEWLINE_BYTE
    }
    return known.find(joined, 0, length)
  }

  /** The row cannot be taken for its times; all that is wrong is told, and nothing in instalments. */
  const rejectTimes = (
    [at, said]: readonly (Instant | null | Issue[])[],
    start: number,
    end: number,
    line: number,
  ): void => {
    const read = handler.read(text, Array.isArray(at) ? null : at!, line)
    const issues = [at, said, read].flatMap(found => (Array.isArray(found) ? (found as Issue[]) : []))
    handler.reject(issues, line, bytes.toString('utf8', start, end))
  }

  /** When the row was last changed, which few files say. */
  const readChange = (line: number): Instant | null | Issue[] =>
    readPlainTime(bytes, startOf(changeIndex), endOf(changeIndex)) ??
    handler.readTime(field(changeIndex), line, 'updated_at')

  const scanRow = (start: number, end: number, line: number): void => {
    let at: Instant | null = null
    if (timeIndex >= 0) at = readPlainTime(bytes, startOf(timeIndex), endOf(timeIndex))
    if (timeIndex >= 0 && at === null) {
      const time = handler.readTime(field(timeIndex), line, 'timestamp')
      if (Array.isArray(time)) {
        rejectTimes([time, changeIndex < 0 ? null : readChange(line)], start, end, line)
        return
      }
      at = time
    }
    let said: Instant | null = null
    if (changeIndex >= 0) {
      const change = readChange(line)
      if (Array.isArray(change)) {
        rejectTimes([at, change], start, end, line)
        return
      }
      said = change
    }
    if (at === null ? !isTimeless : at < from || at >= to) {
      const era = handler.era(at)
      // A row without a time has the era of another moment, which the next row's is not held against.
      isTimeless = at === null
      from = isTimeless ? Number.POSITIVE_INFINITY : era.from
      to = era.to
      remembered = eras.get(era) ?? new Remembered()
      eras.set(era, remembered)
    }
    const number = findJob(remembered)
    let entry = number < 0 ? undefined : remembered.entries[number]
    if (entry === undefined) {
      const read = handler.read(text, at, line)
      if (Array.isArray(read)) {
        handler.reject(read, line, bytes.toString('utf8', start, end))
        return
      }
      if (number >= 0) remembered.entries[number] = read
      entry = read
    }
    let first = 0
    let last = 0
    if (idIndex >= 0) {
      first = startOf(idIndex)
      last = endOf(idIndex)
      while (first < last && bytes[first] === BLANK) first++
      while (first < last && bytes[last - 1] === BLANK) last--
      // Other white space, which is trimmed too, is rare and not ASCII, or a control character; so are quotes in a text.
      const isPlain = isGraphic(bytes[first]!) && isGraphic(bytes[last - 1]!)
      const hasQuotes = isQuoted(idIndex) && bytes.subarray(first, last).includes(QUOTE_BYTE)
      if (first < last && (!isPlain || hasQuotes)) {
        const id = Buffer.from(field(idIndex))
        handler.accept(entry, line, at, said, text, id, 0, id.length)
        return
      }
    }
    handler.accept(entry, line, at, said, text, bytes, first, last)
  }

  const scan: ExactScanner['scan'] = (chunk, firstLine, mostRows = Number.POSITIVE_INFINITY) => {
    bytes = chunk
    const { length } = chunk
    let line = firstLine
    let start = 0
    for (let row = 0; start < length && row < mostRows; row++) {
      let fields = 0
      let emptyQuotes = 0
      let lines = 1
      let fieldStart = start
      let position = start
      bounds[0] = start - 1
      for (;;) {
        let kind = PLAIN
        while (position < length) {
          kind = kinds[chunk[position]!]!
          if (kind !== PLAIN) break
          position++
        }
        if (position >= length || kind === NEWLINE) break
        if (kind === QUOTE) {
          const end = position === fieldStart ? findQuotedEnd(chunk, position, kinds) : -1
          if (end < 0) return { offset: start, line }
          if (end - position === 2) emptyQuotes++
          lines += countNewlines(chunk, position, end)
          position = end
          continue
        }
        fields++
        if (fields <= width) bounds[fields] = position
        position++
        fieldStart = position
      }
      const end = position > start && chunk[position - 1] === RETURN ? position - 1 : position
      const isBlank = end - start === fields + 2 * emptyQuotes
      // Delimiters alone behind the last column are cells that a spreadsheet saved empty.
      const excess = fields - width + 1
      if (excess > 0 && emptyQuotes > 0) return { offset: start, line }
      if (lines > 1) handler.checkLines({ width: fields + 1, line, raw: chunk.toString('utf8', start, end) })
      if (excess > 0 && end - bounds[width]! === excess) fields = width
      else {
        fields++
        if (fields === width) bounds[width] = end
      }
      if (isBlank) {
        // So is a whole row of them, and a line of nothing.
      } else if (fields === width) {
        scanRow(start, end, line)
      } else handler.rejectWidth(fields, line, chunk.toString('utf8', start, end))
      line += lines
      start = position + 1
    }
    return { offset: Math.min(start, length), line }
  }
  return { scan, era: () => ({ from, to }) }
}
