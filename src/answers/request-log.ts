/** A request log of whatever form, row by row into counters. */
import type { TimeZone } from '../core/calendar.js'
import { fail, type Issue, type Place, unreachable } from '../core/failure.js'
import { type Instant, UTC } from '../core/instant.js'
import type { RejectedRequest } from '../core/sla/answer.js'
import { type EndpointFilter, globsOf } from '../core/sla/endpoint.js'
import { type BadRowPolicy, BadRows, rowPlace } from '../read/bad-rows.js'
import { type CsvRecord, openCsv, toRow } from '../read/csv-form.js'
import { readLines } from '../read/lines.js'
import { peekChunk } from '../read/peek.js'
import { detectLogForm, type LogForm } from '../read/requests/log-form.js'
import { NEEDED_REDUCED_COLUMNS, REDUCED_COLUMNS, readReducedRow } from '../read/requests/reduced-row.js'
import {
  COUNTING_COLUMNS,
  NEEDED_COLUMNS,
  REQUEST_COLUMNS,
  readRequestClass,
  readRequestTime,
} from '../read/requests/request-row.js'
import { type BrokenRow, type ColumnNames, locateColumns, normaliseHeader, type Row } from '../read/rows.js'
import type { Input } from '../read/source.js'
import { isKindLeftOut } from '../scan/endpoint-kinds.js'
import { EndpointTally } from '../scan/endpoint-tally.js'
import type { RequestCounter, RequestSlot } from '../scan/request-counter.js'
import type { RequestLineHandler } from '../scan/request-kinds.js'
import type { CsvRemainder } from '../scan/request-region.js'
import { isScannable } from '../scan/request-scanner.js'
import { classIndexOf } from '../scan/request-stretches.js'
import { RowEndpoints } from '../scan/row-endpoints.js'
import { type ScanSizes, scanRequestCsv } from './request-csv.js'

/** How logs are to be read. */
export interface LogReading {
  readonly form: LogForm | 'auto'
  /** Whether the logs hold counts per slice and not requests (`--counts`). */
  readonly isReduced: boolean
  /** In which times that name no zone are read. */
  readonly zone: TimeZone
  readonly columns: ColumnNames
  readonly badRows: BadRowPolicy
  /** Which requests count. */
  readonly filter: EndpointFilter
  /** Takes each row that is set aside, whole; null: only their number and the first are kept. */
  readonly onReject: ((row: RejectedRequest) => void) | null
  /** From when on each way of scanning CSV and JSON lines pays; left out: as measured; null: only the exact parser reads. */
  readonly sizes?: ScanSizes | null
}

const REDUCED_READING = { form: 'csv', isReduced: true, columns: new Map() } as const

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
  /** The log holds counts per slice, by the columns of the reduced form, whatever the others hold. */
  readonly isReduced?: true
}

/** What reading logs leaves beside the counts. */
export interface LogReport {
  readonly files: readonly string[]
  /** Rows that were counted. */
  readonly rows: number
  readonly rejectedRows: number
  readonly rejected: readonly RejectedRequest[]
  /** Logs whose last line has no end. */
  readonly openEnded: readonly string[]
  /** Logs of a header and no rows. */
  readonly empty: readonly string[]
  /** By which paths the requests were, and how many were left out. */
  readonly endpoints: EndpointTally
  /** Whether any of them held counts per slice. */
  readonly isReduced: boolean
}

/** How many rows set aside an answer names. */
const MOST_NAMED = 20

/**
 * Reads all of `logs` into `counters`, whose slices the clock of `zone` cuts. `rules`: by which counts must have come
 * about, as `describeRules` says it. Throws InputError for bad rows unless they may be set aside, and for counts of
 * which a part is missing.
 */
export async function readRequestLogs(
  logs: readonly LogSource[],
  counters: readonly RequestCounter[],
  reading: LogReading,
  zone: TimeZone,
  rules: readonly string[],
): Promise<LogReport> {
  const rejected: RejectedRequest[] = []
  const [openEnded, empty, files]: string[][] = [[], [], []]
  let rejectedRows = 0
  let hasReduced = reading.isReduced
  let file = ''
  const badRows = new BadRows(reading.badRows, reading.onReject !== null, row => {
    const request = { file, ...row }
    rejectedRows++
    if (rejected.length < MOST_NAMED) rejected.push(request)
    reading.onReject?.(request)
  })
  const endpoints = new EndpointTally(reading.filter)
  let rows = 0
  for (const log of logs) {
    const { input, onRows, close, isReduced } = await log.open()
    hasReduced ||= isReduced === true
    file = input.name
    files!.push(file)
    const reader = new RequestReader(file, counters, endpoints, badRows, reading.zone, zone, rules)
    const end = new TextEnd()
    try {
      const how = isReduced ? { ...reading, ...REDUCED_READING } : reading
      await readLog({ input, reader, onRows, end }, how)
    } finally {
      input.plain?.close()
      close()
    }
    reader.finish()
    rows += reader.counted
    rejectedRows += reader.furtherRejected
    // An empty last field would say something, such as a request that never arrived; a cut one says nothing.
    if (end.isBehindDelimiter) {
      const message =
        'the last line ends behind a delimiter and has no line end: the file may have been cut there'
      fail('FILE_TRUNCATED', message, { file, line: null, column: null }, 'end the line if the row is whole')
    }
    if (end.isOpen) openEnded!.push(file)
    if (reader.read === 0) empty!.push(file)
  }
  badRows.finish()
  return {
    files: files!,
    rows,
    rejectedRows,
    rejected,
    openEnded: openEnded!,
    empty: empty!,
    endpoints,
    isReduced: hasReduced,
  }
}

/** How a text ends. */
class TextEnd {
  isOpen = false
  isBehindDelimiter = false

  /** Takes the last byte of what has been read so far. */
  note(last: number | undefined): void {
    this.isOpen = last !== 0x0a
    this.isBehindDelimiter = last === 0x2c || last === 0x3b || last === 0x09
  }
}

/** A log that is being read into counters. */
interface LogInHand {
  readonly input: Input
  readonly reader: RequestReader
  readonly onRows: (rows: number) => void
  readonly end: TextEnd
}

/** Passes chunks on, tells how far reading is, and sees whether the last line ends. */
async function* follow(
  chunks: AsyncIterable<Buffer>,
  { reader, onRows, end }: LogInHand,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    end.note(chunk[chunk.length - 1])
    yield chunk
    onRows(reader.read)
  }
}

/** What a row counts as, one slot for each counter. */
interface RowSlots {
  /** The index of its class, whatever its time says. */
  readonly requestClass: number
  readonly slots: readonly RequestSlot[]
}

/** Takes the rows of one file, whichever parser they come from. */
class RequestReader {
  /** Rows that were read, good or bad. */
  read = 0
  /** Rows that were counted. */
  counted = 0
  /** Rows of a table that were set aside beyond one for each row read. */
  furtherRejected = 0
  /** Whether paths can stand in the log. */
  hasPaths = true
  /** Whether counts must come with a last row, as those of a reducing query do. */
  needsEnd = false
  #requestsRead = 0
  #requestsInAll: number | null = null
  #isSumKnown = true
  readonly paths: RowEndpoints

  constructor(
    readonly file: string,
    readonly counters: readonly RequestCounter[],
    readonly endpoints: EndpointTally,
    private readonly badRows: BadRows,
    readonly zone: TimeZone,
    private readonly sliceZone: TimeZone,
    private readonly rules: readonly string[],
  ) {
    this.paths = new RowEndpoints(endpoints.filter, (kind, counts) => endpoints.add(kind, counts))
  }

  /** What a row counts as, for each counter. */
  readSlots(text: (column: string) => string | undefined, line: number): RowSlots | Issue[] {
    const read = readRequestClass(text, rowPlace(this.file, line))
    if (Array.isArray(read)) return read
    const { account, kind, isExcluded } = read
    return {
      requestClass: classIndexOf(kind, isExcluded),
      slots: this.counters.map(counter => counter.slotOf(account, kind, isExcluded)),
    }
  }

  readTime(text: string | undefined, line: number): Instant | Issue[] {
    return readRequestTime(text, this.zone, rowPlace(this.file, line))
  }

  /** Notes rows that were counted without being read one by one. */
  noteCounted(rows: number): void {
    this.read += rows
    this.counted += rows
  }

  count({ slots, requestClass }: RowSlots, at: Instant, path: number): void {
    this.read++
    this.counted++
    if (this.hasPaths) this.paths.count(path, requestClass)
    for (let i = 0; i < this.counters.length; i++) this.counters[i]!.add(slots[i]!, at)
  }

  /** Takes a request whose path is of a kind that is left out: nothing else that it says is read. */
  leaveOut(path: number): void {
    this.read++
    this.counted++
    this.paths.count(path, 0)
  }

  /** Takes a request that an exact parser delivered. */
  takeRequest(row: Row): void {
    const path = this.hasPaths ? this.paths.kindOf(row.text('endpoint') ?? '') : 0
    if (isKindLeftOut(path)) {
      this.leaveOut(path)
      return
    }
    const at = this.readTime(row.text('timestamp'), row.line)
    const read = this.readSlots(column => row.text(column), row.line)
    const issues = [...(Array.isArray(at) ? at : []), ...(Array.isArray(read) ? read : [])]
    if (Array.isArray(at) || Array.isArray(read)) this.reject(issues, row.line, row.raw)
    else this.count(read, at, path)
  }

  /** Takes a row of the reduced form. */
  takeReduced(row: Row): void {
    const place = rowPlace(this.file, row.line)
    if (row.text('row_kind')) this.needsEnd = true
    // Versions of an agreement may cut slices of different lengths: a row must fit the longest of them.
    const longest = Math.max(...this.counters.map(({ sliceMinutes }) => sliceMinutes))
    const read = readReducedRow(column => row.text(column), longest, this.sliceZone, place, this.zone)
    if (Array.isArray(read)) {
      this.#isSumKnown = false
      this.reject(read, row.line, row.raw)
      return
    }
    switch (read.kind) {
      case 'slice':
        this.read++
        this.counted++
        this.#requestsRead += read.counts.requests
        for (const counter of this.counters) counter.addReduced(read.account, read.at, read)
        return
      case 'problem':
        this.#requestsRead += read.rows
        this.furtherRejected += read.rows - 1
        this.reject([read.issue], row.line, row.raw)
        return
      case 'end':
        this.#requestsInAll = (this.#requestsInAll ?? 0) + read.requests
        this.#checkRules(read.rules, place)
        return
      default:
        unreachable(read)
    }
  }

  /** Counts by other rules would be judged as if they were by these. */
  #checkRules(found: string, place: Place): void {
    const other = this.rules.find(each => each !== found)
    if (other === undefined) return
    const hint = 'write the query with the same --policy and --tz as these counts are read with'
    fail('BAD_VALUE', `the counts are by ${found}; ${other} is needed`, place, hint)
  }

  /** Refuses counts of which a part is missing. */
  finish(): void {
    this.paths.finish()
    if (!this.needsEnd) return
    const place = { file: this.file, line: null, column: null }
    const hint = 'the query must have ended early, or its answer was cut: run it again'
    if (this.#requestsInAll === null)
      fail('FILE_TRUNCATED', 'the counts have no last row, "end"', place, hint)
    if (this.#isSumKnown && this.#requestsInAll !== this.#requestsRead) {
      const message = `the counts are of ${this.#requestsRead} requests; the last row says ${this.#requestsInAll}`
      fail('FILE_TRUNCATED', message, place, hint)
    }
  }

  reject(issues: readonly Issue[], line: number, raw: string): void {
    this.read++
    this.badRows.reject(issues, line, raw)
  }
}

async function readLog(log: LogInHand, reading: LogReading): Promise<void> {
  const { reader } = log
  const [head, all] = await peekChunk(follow(log.input.chunks, log))
  const form = reading.form === 'auto' ? detectLogForm(head.toString('utf8', 0, 16_384)) : reading.form
  const known: readonly string[] = reading.isReduced ? REDUCED_COLUMNS : REQUEST_COLUMNS
  const take = (row: Row | BrokenRow): void => {
    if ('issue' in row) reader.reject([row.issue], row.line, row.raw)
    else if (reading.isReduced) reader.takeReduced(row)
    else reader.takeRequest(row)
  }
  switch (form) {
    case 'csv':
      return readCsvLog(all, log, reading, known, take)
    case 'jsonl':
      return readJsonLog(all, log, reading, known, take)
    case 'combined':
      return readCombinedLog(all, log, reading, take)
  }
}

/** A filter asks for paths; a log without them cannot be filtered, and none of its requests would count. */
function refuseFilter(
  { file, endpoints: { filter } }: RequestReader,
  found: string,
  line: number | null,
): void {
  if (globsOf(filter).length === 0) return
  fail(
    'HEADER_MISSING',
    `--endpoint and --exclude-endpoint need a column endpoint, which holds paths; ${found}`,
    { file, line, column: null },
    '--columns says which column it is, such as --columns endpoint=NAME',
  )
}

/** CSV: requests by their bytes (request-csv.ts), and by the exact parser what is left from there. */
async function readCsvLog(
  chunks: AsyncIterable<Buffer>,
  log: LogInHand,
  { columns: renamed, isReduced, sizes }: LogReading,
  known: readonly string[],
  take: (row: Row | BrokenRow) => void,
): Promise<void> {
  const { reader, input } = log
  const { file } = reader
  const { delimiter, headers, headerLine, headerEnd, sample, rest } = await openCsv(chunks, file)
  const columns = locateColumns(headers, known, renamed, { file, line: headerLine, column: null })
  const needed: readonly string[] = isReduced ? NEEDED_REDUCED_COLUMNS : NEEDED_COLUMNS
  const missing = needed.filter(column => !columns.has(column))
  if (missing.length > 0) {
    fail(
      'HEADER_MISSING',
      `no column is called ${missing.join(' or ')}; found ${headers.join(', ')}`,
      rowPlace(file, headerLine),
      `--columns says which columns they are, such as --columns ${missing.map(name => `${name}=NAME`).join(',')}`,
    )
  }
  if (isReduced && columns.has('row_kind')) reader.needsEnd = true
  reader.hasPaths = columns.has('endpoint')
  if (!reader.hasPaths && !isReduced) refuseFilter(reader, `found ${headers.join(', ')}`, headerLine)
  const layout = { delimiter, width: headers.length, columns, counting: COUNTING_COLUMNS }
  const plain = input.plain ? { file: input.plain, start: input.plain.start + headerEnd } : null
  const takeRecord = (record: CsvRecord): void => take(toRow(record, columns, layout.width, file))
  let remainder: CsvRemainder | null = { chunks: rest, line: headerLine + 1 }
  if (!isReduced && sizes !== null && isScannable(layout)) {
    remainder = await scanRequestCsv(
      { layout, line: headerLine + 1, rest, sample, size: input.size, plain },
      {
        zone: reader.zone,
        counters: reader.counters,
        endpoints: reader.endpoints,
        noteCounted: rows => reader.noteCounted(rows),
        takeRecord,
        onProgress: () => log.onRows(reader.read),
        noteEnd: last => log.end.note(last),
      },
      sizes,
    )
  }
  if (!remainder) return
  const { readRecords } = await import('../read/csv.js')
  for await (const records of readRecords(follow(remainder.chunks, log), {
    file,
    line: remainder.line,
    delimiter,
  })) {
    records.forEach(takeRecord)
  }
}

/** What a scanner of lines does with those of `reader`'s file; `read` is the exact reader of one. */
const lineHandler = (
  reader: RequestReader,
  read: (text: string, line: number) => Row | BrokenRow,
  take: (row: Row | BrokenRow) => void,
): RequestLineHandler<RowSlots> => ({
  readSlot(text, line) {
    const row = read(text, line)
    const slots = 'issue' in row ? [] : reader.readSlots(column => row.text(column), line)
    return Array.isArray(slots) ? null : slots
  },
  readTime(text) {
    const at = reader.readTime(text, 0)
    return Array.isArray(at) ? null : at
  },
  count: (slots, at, path) => reader.count(slots, at, path),
  endpoints: reader.paths,
  leaveOut: path => reader.leaveOut(path),
  takeLine(text, line) {
    if (text.trim() !== '') take(read(text, line))
  },
})

/** Each line by the exact reader. */
async function readEveryLine(
  chunks: AsyncIterable<Buffer>,
  { takeLine }: RequestLineHandler<RowSlots>,
): Promise<void> {
  for await (const lines of readLines(chunks)) for (const { number, text } of lines) takeLine(text, number)
}

/** JSON lines: an object a line, by its bytes (request-json-lines.ts); what is unusual by the exact reader. */
async function readJsonLog(
  chunks: AsyncIterable<Buffer>,
  log: LogInHand,
  { columns: renamed, isReduced, sizes }: LogReading,
  known: readonly string[],
  take: (row: Row | BrokenRow) => void,
): Promise<void> {
  const { reader, input } = log
  const { createJsonLineReader } = await import('../read/json-lines.js')
  const exact = createJsonLineReader(reader.file, known, renamed)
  const handler = lineHandler(reader, (text, line) => exact.read(text, line), take)
  if (isReduced || sizes === null) await readEveryLine(chunks, handler)
  else {
    const { scanJsonLog } = await import('./request-json-lines.js')
    const layout = {
      names: new Map(known.map(column => [column, normaliseHeader(renamed.get(column) ?? column)])),
      normalise: normaliseHeader,
      counting: COUNTING_COLUMNS,
      isUtc: reader.zone.id === UTC.id,
      onKey: (name: string) => exact.noteKey(name),
    }
    const taker = {
      zone: reader.zone,
      counters: reader.counters,
      endpoints: reader.endpoints,
      noteCounted: (rows: number) => reader.noteCounted(rows),
      onProgress: () => log.onRows(reader.read),
      noteEnd: (last: number | undefined) => log.end.note(last),
      follow: (rest: AsyncIterable<Buffer>) => follow(rest, log),
    }
    const { size, plain } = input
    await scanJsonLog({ layout, chunks, size, plain: plain ?? null }, handler, taker, sizes)
  }
  exact.checkColumns()
}

/** The combined log format of nginx and Apache, by its bytes (scan/request-combined.ts). */
async function readCombinedLog(
  chunks: AsyncIterable<Buffer>,
  { reader }: LogInHand,
  { columns: renamed, isReduced, sizes }: LogReading,
  take: (row: Row | BrokenRow) => void,
): Promise<void> {
  if (isReduced) fail('BAD_USAGE', '--counts reads CSV or JSON lines; the combined log format holds requests')
  const { COMBINED_FIELDS, combinedRow, locateFields } = await import('../read/requests/combined-log.js')
  const fields = locateFields(renamed, rowPlace(reader.file, 1))
  const read = (text: string, line: number): Row | BrokenRow => combinedRow(text, line, fields, reader.file)
  const handler = lineHandler(reader, read, take)
  if (sizes === null) return readEveryLine(chunks, handler)
  const { scanRequestCombined } = await import('../scan/request-combined.js')
  const nameOf = (column: string) => COMBINED_FIELDS[fields.get(column) ?? -1]
  const layout = {
    time: nameOf('timestamp')!,
    counting: COUNTING_COLUMNS.flatMap(column => nameOf(column) ?? []),
    path: nameOf('endpoint')!,
  }
  return scanRequestCombined(chunks, layout, handler)
}
