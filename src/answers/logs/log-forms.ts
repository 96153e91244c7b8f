/** One request log by its form: counts, CSV, JSON lines, lines of text, the combined format. */
import { atLine, unreachable } from '../../core/failure.js'
import { describeIgnored, formOf } from '../../read/columns.js'
import { type CsvRecord, failOnOtherHeader, failOnRowsInQuotes, openCsv, toRow } from '../../read/csv-form.js'
import { isLeftOut, NONE_LEFT_OUT, withoutLeftOut } from '../../read/left-out.js'
import { readEveryLine, readLines, type TakeLine } from '../../read/lines.js'
import { NO_NAMES } from '../../read/names.js'
import { looksLikeJson, peekChunk } from '../../read/peek.js'
import type { LineReader } from '../../read/requests/line-row.js'
import { countingColumns, type LogLayout, plainLayout } from '../../read/requests/log-format.js'
import { cleanLine } from '../../read/requests/notice.js'
import { NEEDED_REDUCED_COLUMNS, REDUCED_COLUMNS } from '../../read/requests/reduced-row.js'
import { COUNTING_COLUMNS, NEEDED_COLUMNS } from '../../read/requests/request-row.js'
import { type BrokenRow, checkNeeded, locateColumns, normaliseHeader, type Row } from '../../read/rows.js'
import type { Input } from '../../read/source.js'
import type { CsvRemainder } from '../../scan/request-region.js'
import { isScannable } from '../../scan/request-scanner.js'
import { readCsvRecords } from './csv-records.js'
import type { LogReading } from './log-source.js'
import { recogniseText } from './open-log.js'
import type { RecognisedText } from './recognised-text.js'
import { scanRequestCsv } from './request-csv.js'
import type { LineTaker } from './request-lines.js'
import type { RequestReader } from './request-reader.js'

/** How a text ends. */
export class TextEnd {
  isOpen = false
  private isBehindDelimiter = false
  /** Whether a row that was looked at has an empty last field. */
  private hasEmptyLast = false
  private looked = 0
  private before = Buffer.alloc(0)

  /** Whether the last line ends behind a delimiter, though no row that was looked at has an empty last field. */
  get looksCut(): boolean {
    return this.isBehindDelimiter && !this.hasEmptyLast
  }

  /** Takes what was read. */
  note(chunk: Buffer): void {
    this.noteLast(chunk[chunk.length - 1])
    if (this.hasEmptyLast || this.looked >= LOOKED_AT) return
    const text = Buffer.concat([this.before, chunk.subarray(0, LOOKED_AT - this.looked)])
    this.looked += text.length - this.before.length
    // A row's end may lie in two chunks.
    this.before = text.subarray(-2)
    this.hasEmptyLast = EMPTY_LAST.some(ending => text.includes(ending))
  }

  /** Takes the last byte of what has been read so far. */
  noteLast(last: number | undefined): void {
    this.isOpen = last !== 0x0a
    this.isBehindDelimiter = last === 0x2c || last === 0x3b || last === 0x09
  }
}

/** Rows are looked at in so many bytes, the first of a log: how they arrive in chunks must not change the answer. */
const LOOKED_AT = 1 << 16

/** The end of a row whose last field is empty. */
const EMPTY_LAST = [',\n', ',\r\n', ';\n', ';\r\n', '\t\n', '\t\r\n'].map(text => Buffer.from(text))

/** A log that is being read into counters. */
export interface LogInHand {
  readonly input: Input
  readonly reader: RequestReader
  readonly onRows: (rows: number) => void
  readonly end: TextEnd
}

/** Passes chunks on, tells how far reading is, and sees whether the last line ends. */
async function* follow(chunks: AsyncIterable<Buffer>, { reader, onRows, end }: LogInHand) {
  for await (const chunk of chunks) {
    end.note(chunk)
    yield chunk
    onRows(reader.read)
  }
}

/** Reads a log into counters, whatever its form. Throws InputError. */
export async function readLog(log: LogInHand, asked: LogReading): Promise<void> {
  const chunks = follow(log.input.chunks, log)
  // A short file is read to its end to be recognised, and is still there then.
  log.input.keepOpen?.()
  if (asked.isReduced) return readReducedLog(chunks, log, asked)
  const found = await recogniseText(chunks, log.reader.file, asked, ['endpoint', 'request_id'])
  log.reader.describe(found, asked)
  const text = sampled(found, log)
  // No kernel finds a host that stands beside the path.
  const reading = text.hasHosts ? { ...asked, sizes: null } : asked
  switch (text.shape) {
    case 'csv':
      return readCsvLog(text, log, reading)
    case 'json':
      return readJsonLog(text, log, reading)
    case 'lines':
      return readTextLog(text.chunks, log, text.read)
    case 'combined':
      return readCombinedLog(text.chunks, log, reading)
    default:
      unreachable(text)
  }
}

/** The log, of which rows are looked at that say whose requests were: of a file at once, else as it comes. */
function sampled(text: RecognisedText, { input, reader: { whose } }: LogInHand): RecognisedText {
  if (whose === null) return text
  if (input.plain && (text.shape !== 'json' || text.isLined)) {
    const behindHeader = text.shape === 'csv' ? text.csv.headerEnd : 0
    whose.readFile(input.plain, input.plain.start + behindHeader)
    return text
  }
  if (text.shape !== 'csv') return { ...text, chunks: whose.watch(text.chunks) }
  return { ...text, csv: { ...text.csv, rest: whose.watch(text.csv.rest) } }
}

/** Of counts in JSON lines so many keys are told. */
const MOST_KEYS = 1000

/** Counts per slice, in CSV or JSON lines. */
async function readReducedLog(
  chunks: AsyncIterable<Buffer>,
  { reader }: LogInHand,
  { form, columns: renamed, names = NO_NAMES, leftOut = NONE_LEFT_OUT }: LogReading,
): Promise<void> {
  const { file } = reader
  const take = (row: Row | BrokenRow): void => {
    if ('issue' in row) reader.reject([row.issue], row.line, row.raw)
    else reader.takeReduced(row)
  }
  const known = REDUCED_COLUMNS.filter(column => renamed.has(column) || !isLeftOut(column, leftOut))
  const words = formOf(known, names, 'requests', { renamed, leftOut })
  const noteUnread = (all: Iterable<string>): void => {
    const read = new Set(known.map(column => normaliseHeader(renamed.get(column) ?? column)))
    const unread = [...all].filter(name => name !== '' && !read.has(normaliseHeader(name)))
    reader.noteIgnored(unread.map(name => describeIgnored(name, words)))
  }
  const [head, all] = await peekChunk(chunks)
  if (form === 'jsonl' || (form === 'auto' && looksLikeJson(head))) {
    const { createJsonLineReader } = await import('../../read/json-lines.js')
    const keys = new Set<string>()
    const exact = createJsonLineReader(file, known, renamed, renamed, key => {
      if (keys.size < MOST_KEYS) keys.add(key)
    })
    for await (const lines of readLines(all)) {
      for (const { number, text } of lines) if (text.trim() !== '') take(exact.read(text, number))
    }
    exact.checkColumns()
    leftOut.note?.([...keys])
    noteUnread(keys)
    return
  }
  const { headers, headerLine, delimiter, rest } = await openCsv(all, file)
  leftOut.note?.(headers)
  const place = atLine(file, headerLine)
  const columns = locateColumns(headers, known, renamed, place)
  checkNeeded(NEEDED_REDUCED_COLUMNS, columns, withoutLeftOut(headers, leftOut), place)
  noteUnread(headers)
  if (columns.has('row_kind')) reader.needsEnd = true
  for await (const records of readCsvRecords(rest, { file, line: headerLine + 1, delimiter })) {
    for (const record of records) take(toRow(record, columns, headers.length, file))
  }
}

/** What a scanner counts a log into, and what it tells on the way, whatever the log's form. */
const takerOf = (log: LogInHand, { words }: LogLayout): LineTaker => {
  const { reader, onRows, end } = log
  return {
    notation: reader.notation,
    words,
    counters: reader.counters,
    touched: reader.touched,
    search: reader.search,
    endpoints: reader.endpoints,
    noteCounted: rows => reader.noteCounted(rows),
    onProgress: () => onRows(reader.read),
    noteEnd: last => end.noteLast(last),
    follow: rest => follow(rest, log),
    noteKey() {},
    noteSuccess: () => reader.noteSuccess(),
  }
}

/** Whether what decides is a part of texts of which no two are alike: kernels remember each whole. */
const isWithinText = ({ words }: LogLayout): boolean => Object.keys(words.within).length > 0

/** CSV: requests by their bytes (request-csv.ts), and by the exact parser what is left from there. */
async function readCsvLog(
  { csv, at, joined, layout }: Extract<RecognisedText, { shape: 'csv' }>,
  log: LogInHand,
  { sizes }: LogReading,
): Promise<void> {
  const { reader, input } = log
  const { file } = reader
  const { delimiter, headers, headerLine, headerEnd, sample, rest } = csv
  const scanned = { delimiter, width: headers.length, columns: at, counting: countingColumns(layout) }
  const plain = input.plain ? { file: input.plain, start: input.plain.start + headerEnd } : null
  const header = headers.map(normaliseHeader).join('\n')
  const needed = NEEDED_COLUMNS.map(column => normaliseHeader(headers[at.get(column)!]!))
  /** Whether a record has the names of time and status, and where a header has them or elsewhere. */
  const isOtherHeader = (names: readonly string[]): boolean => needed.every(name => names.includes(name))
  const isHeader = (names: readonly string[]): boolean =>
    names.slice(0, headers.length).join('\n') === header &&
    names.slice(headers.length).every(name => name === '')
  const takeRecord = (found: CsvRecord): void => {
    failOnRowsInQuotes({ ...found, width: found.fields.length }, delimiter, file)
    const record = withoutMarks(found)
    // A spreadsheet writes blank rows as delimiters alone.
    if (record.fields.every(field => field.trim() === '')) return
    const names = record.fields.map(normaliseHeader)
    if (isHeader(names)) reader.left.headers++
    else if (isOtherHeader(names)) failOnOtherHeader(file, record.line)
    else reader.take(toRow(record, at, scanned.width, file, joined), record.raw, record !== found)
  }
  let remainder: CsvRemainder | null = { chunks: rest, line: headerLine + 1 }
  if (sizes !== null && joined.size === 0 && !isWithinText(layout) && isScannable(scanned)) {
    remainder = await scanRequestCsv(
      { layout: scanned, line: headerLine + 1, rest, sample, plain },
      { ...takerOf(log, layout), takeRecord },
      sizes,
    )
  }
  if (!remainder) return
  const start = { file, line: remainder.line, delimiter }
  for await (const records of readCsvRecords(follow(remainder.chunks, log), start))
    records.forEach(takeRecord)
}

/** A record without what joining and cutting files leaves in front of a line. */
function withoutMarks(record: CsvRecord): CsvRecord {
  const raw = cleanLine(record.raw)
  if (raw === record.raw) return record
  const [first = '', ...others] = record.fields
  return { ...record, raw, fields: [cleanLine(first), ...others] }
}

/** Takes lines of `reader`'s file, of which `read` is the exact reader. */
const lineTaker =
  (reader: RequestReader, read: LineReader): TakeLine =>
  (text, line) => {
    if (text.trim() === '') return
    const clean = cleanLine(text)
    const row = read(clean, line)
    if (row !== null) reader.take(row, clean, clean !== text)
  }

/** JSON lines: an object a line: lines that are like others by a kernel (request-lines.ts), the rest by the exact reader. */
async function readJsonLog(
  {
    chunks,
    layout,
    known,
    isLined,
    lineOf,
    laterKeys,
    ignoredInAll,
  }: Extract<RecognisedText, { shape: 'json' }>,
  log: LogInHand,
  { columns: asked, sizes }: LogReading,
): Promise<void> {
  const { reader, input } = log
  const { columns } = layout
  const { createJsonLineReader } = await import('../../read/json-lines.js')
  const checked = new Map([...asked].filter(([column]) => columns.get(column) === asked.get(column)))
  const exact = createJsonLineReader(reader.file, known, columns, checked, key => laterKeys.add(key))
  const takeLine = lineTaker(reader, (text, line) => exact.read(text, lineOf(line)))
  const isJoined = known.some(column => columns.get(column)?.includes('+'))
  if (sizes === null || isJoined || isWithinText(layout)) await readEveryLine(chunks, takeLine)
  else {
    const { scanLines } = await import('./request-lines.js')
    const idKey = normaliseHeader(columns.get('request_id') ?? 'request_id')
    const scanned = {
      names: new Map(known.map(column => [column, normaliseHeader(columns.get(column) ?? column)])),
      counting: countingColumns(layout),
    }
    const taker = {
      ...takerOf(log, layout),
      noteKey(name: string) {
        exact.noteKey(name)
        laterKeys.add(name)
        if (name === idKey) reader.hasIds = true
      },
    }
    const plain = isLined ? (input.plain ?? null) : null
    await scanLines({ log: { kind: 'json', layout: scanned }, chunks, plain }, takeLine, taker, sizes)
  }
  exact.checkColumns()
  // A document that was cut is not closed, which is refused.
  if (!isLined) log.end.isOpen = false
  reader.noteIgnored(ignoredInAll())
}

/** Lines of text that a pattern or their fields take apart. */
const readTextLog = (chunks: AsyncIterable<Buffer>, { reader }: LogInHand, read: LineReader): Promise<void> =>
  readEveryLine(chunks, lineTaker(reader, read))

/** The combined log format of nginx and Apache: plain lines by a kernel (request-lines.ts), the rest by the exact reader. */
async function readCombinedLog(
  chunks: AsyncIterable<Buffer>,
  log: LogInHand,
  { columns: renamed, filter, leftOut, sizes }: LogReading,
): Promise<void> {
  const { reader, input } = log
  const { combinedRow, locateFields } = await import('../../read/requests/combined-log.js')
  const { isScannable } = await import('./combined-scanner.js')
  const fields = locateFields(renamed, atLine(reader.file, 1), filter, leftOut)
  if (fields.has('request_id')) reader.hasIds = true
  const takeLine = lineTaker(reader, (text, line) => combinedRow(text, line, fields, reader.file))
  const layout = { fields, counting: COUNTING_COLUMNS.filter(column => fields.has(column)) }
  // Where repetitions are looked for, ids are read, which a kernel does not find.
  if (sizes === null || reader.search !== null || !isScannable(layout)) return readEveryLine(chunks, takeLine)
  const { scanLines } = await import('./request-lines.js')
  const text = { log: { kind: 'combined', layout }, chunks, plain: input.plain ?? null } as const
  return scanLines(text, takeLine, takerOf(log, plainLayout(renamed)), sizes)
}
