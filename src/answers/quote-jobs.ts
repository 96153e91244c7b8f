/** The jobs of a file, whatever its form: read, priced and handed on one by one, in the order of the file. */
import { assert, fail, type Issue, type RejectedRow } from '../core/failure.js'
import type { Instant, Zone } from '../core/instant.js'
import { compare, format } from '../core/quantity.js'
import type { Outcome } from '../core/rating/job.js'
import {
  createPricer,
  dependsOnTime,
  eraOf,
  type PricedJob,
  type PriceJob,
  type Terms,
} from '../core/rating/price-job.js'
import type { Deviation } from '../core/rating/quote.js'
import type { UnratedJob } from '../core/rating/rate-job.js'
import { type BadRowPolicy, BadRows, rowPlace } from '../read/bad-rows.js'
import {
  type BrokenDeduction,
  type Deduction,
  findDetail,
  listSpellings,
  readDeduction,
} from '../read/billing-export.js'
import { openCsv, toRow, widthIssue } from '../read/csv-form.js'
import {
  JOB_COLUMNS,
  type JobColumn,
  type JobContext,
  PRICING_COLUMNS,
  readJobRow,
  readJobTime,
} from '../read/job-row.js'
import { type Line, readLines } from '../read/lines.js'
import { type BrokenRow, type ColumnNames, locateColumns, type Row } from '../read/rows.js'
import type { Input } from '../read/source.js'
import { scanJobCsv } from '../scan/job-csv.js'

/** A file of jobs and how it is to be read. */
export interface FileJobs {
  readonly input: Input
  readonly columns: ColumnNames
  readonly badRows: BadRowPolicy
  /** Whether rows that are set aside are kept whole, for `--rejects`. */
  readonly keepsRejects: boolean
  /** Told how many rows have been read, now and then. */
  readonly onRows?: (rows: number) => void
}

/** What a priced row comes down to. */
export interface PricedRow {
  readonly priced: PricedJob
  readonly outcome: Outcome
  readonly count: bigint
}

/** What reading a file leaves beside its rows. */
export interface FileReport {
  readonly rejected: readonly RejectedRow[]
  readonly deviations: readonly Deviation[]
}

/** Reads and prices every job of a file. Throws InputError for bad rows unless they may be set aside. */
export async function priceFile(
  jobs: FileJobs,
  terms: Terms,
  zone: Zone,
  take: (row: PricedRow, line: number) => void,
): Promise<FileReport> {
  const badRows = new BadRows(jobs.badRows, jobs.keepsRejects)
  const reader = new JobReader(jobs.input.name, terms, zone, badRows, take)
  const [head, chunks] = await peek(reportRows(jobs.input.chunks, reader, jobs.onRows))
  const start = head.subarray(0, 4096).toString('utf8').trimStart()
  if (start.startsWith('{') || start.startsWith('[')) await readJsonJobs(chunks, jobs, reader)
  else await readCsvJobs(chunks, jobs, reader, terms)
  badRows.finish()
  return { rejected: badRows.rejected, deviations: reader.deviations }
}

/** The first chunk, and all of them. */
async function peek(chunks: AsyncIterable<Buffer>): Promise<[Buffer, AsyncIterable<Buffer>]> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  const head = first.done ? Buffer.alloc(0) : first.value
  async function* all() {
    yield head
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return [head, all()]
}

async function* reportRows(
  chunks: AsyncIterable<Buffer>,
  reader: JobReader,
  onRows?: (rows: number) => void,
) {
  for await (const chunk of chunks) {
    yield chunk
    onRows?.(reader.rows)
  }
}

/** Takes rows, whichever parser they come from, through the same reading and pricing. */
class JobReader {
  readonly context: JobContext
  readonly deviations: Deviation[] = []
  /** How many rows have been read, good or bad. */
  rows = 0
  readonly #price: PriceJob
  readonly #modesOfResolution: ReadonlyMap<string, string>

  constructor(
    private readonly file: string,
    terms: Terms,
    zone: Zone,
    private readonly badRows: BadRows,
    private readonly take: (row: PricedRow, line: number) => void,
  ) {
    this.context = { catalogue: terms.catalogue, zone, nameOf: column => column }
    this.#price = createPricer(terms)
    this.#modesOfResolution = new Map(
      terms.catalogue.cards.flatMap(card =>
        [...card.typicalResolutionOfMode].map(([mode, resolution]) => [resolution, mode]),
      ),
    )
  }

  /** Reads and prices the texts of a row. */
  read(text: (column: string) => string | undefined, at: Instant | null, line: number): PricedRow | Issue[] {
    const row = readJobRow(
      text as (column: JobColumn) => string | undefined,
      this.context,
      rowPlace(this.file, line),
    )
    if (Array.isArray(row)) return row
    const priced = this.#price(row.job, at)
    if (priced.kind === 'unrated') return [this.#unratedIssue(priced, line)]
    return { priced, outcome: row.outcome, count: row.count }
  }

  readTime(text: string | undefined, line: number): Instant | null | Issue[] {
    return readJobTime(text, this.context, rowPlace(this.file, line))
  }

  /** Takes a row that an exact parser delivered. */
  takeRow(row: Row | BrokenRow): void {
    if ('issue' in row) {
      this.reject([row.issue], row.line, row.raw)
      return
    }
    const at = this.readTime(row.text('timestamp'), row.line)
    const read = this.read(column => row.text(column), Array.isArray(at) ? null : at, row.line)
    if (Array.isArray(at)) this.reject(Array.isArray(read) ? [...at, ...read] : at, row.line, row.raw)
    else if (Array.isArray(read)) this.reject(read, row.line, row.raw)
    else this.accept(read, row.line)
  }

  /** Takes an entry of a billing export: priced by the card, compared with what was deducted. */
  takeDeduction(entry: Deduction | BrokenDeduction): void {
    if ('issues' in entry) {
      this.reject(entry.issues, entry.line, entry.raw)
      return
    }
    const attempts = listSpellings(entry.job, this.#modesOfResolution).map(job => this.#price(job, entry.at))
    const priced = attempts.find(attempt => attempt.kind === 'priced') ?? attempts[0]!
    if (priced.kind === 'unrated') {
      this.reject([this.#unratedIssue(priced, entry.line)], entry.line, entry.raw)
      return
    }
    if (priced.unitsEach && compare(priced.unitsEach, entry.deducted) !== 0) {
      this.deviations.push({
        line: entry.line,
        deducted: format(entry.deducted),
        charged: format(priced.unitsEach),
      })
    }
    this.accept({ priced, outcome: 'billed', count: 1n }, entry.line)
  }

  accept(row: PricedRow, line: number): void {
    this.rows++
    this.take(row, line)
  }

  reject(issues: readonly Issue[], line: number, raw: string): void {
    this.rows++
    this.badRows.reject(issues, line, raw)
  }

  #unratedIssue(unrated: UnratedJob, line: number): Issue {
    const issue = { code: unrated.code, message: unrated.reason, place: rowPlace(this.file, line) }
    return unrated.hint === undefined ? issue : { ...issue, hint: unrated.hint }
  }
}

/** CSV: the fast scanner until the first quote, the exact parser from there on. */
async function readCsvJobs(
  chunks: AsyncIterable<Buffer>,
  { columns: renamed, input }: FileJobs,
  reader: JobReader,
  terms: Terms,
): Promise<void> {
  const file = input.name
  const { delimiter, headers, headerLine, rest } = await openCsv(chunks, file)
  const columns = locateColumns(headers, JOB_COLUMNS, renamed, { file, line: headerLine, column: null })
  if (!PRICING_COLUMNS.some(column => columns.has(column))) {
    fail(
      'HEADER_MISSING',
      `no column says what the jobs are; found ${headers.join(', ')}`,
      rowPlace(file, headerLine),
      `known columns: ${JOB_COLUMNS.join(', ')}; --columns maps others`,
    )
  }
  const width = headers.length
  const remainder = await scanJobCsv(
    rest,
    headerLine + 1,
    { delimiter, width, columns, pricing: PRICING_COLUMNS },
    {
      read: (text, at, line) => reader.read(text, at, line),
      readTime: (text, line) => reader.readTime(text, line),
      era: dependsOnTime(terms.catalogue) ? at => eraOf(terms.catalogue, at ?? terms.asOf) : undefined,
      isUtc: reader.context.zone.id === 'UTC',
      accept: (entry, line) => reader.accept(entry, line),
      reject: (issues, line, raw) => reader.reject(issues, line, raw),
      rejectWidth: (found, line, raw) => reader.reject([widthIssue(found, width, file, line)], line, raw),
    },
  )
  if (!remainder) return
  const { readRecords } = await import('../read/csv.js')
  for await (const records of readRecords(remainder.chunks, { file, line: remainder.line, delimiter })) {
    for (const record of records) reader.takeRow(toRow(record, columns, width, file))
  }
}

/** JSON: a billing export, a list of jobs, or one job a line. */
async function readJsonJobs(
  chunks: AsyncIterable<Buffer>,
  { columns: renamed, input }: FileJobs,
  reader: JobReader,
): Promise<void> {
  const file = input.name
  const { expectJson, jsonRow, parseJson } = await import('../read/json.js')
  const lines = readLines(chunks)
  const [first, all] = await peekLines(lines)
  // One object a line means that the first line is whole; a document is spread over lines, or is an export.
  const firstValue = parseJson(first.text, file, first.number)
  const isDocument = 'code' in firstValue || firstValue.kind === 'array' || findDetail(firstValue) !== null
  if (!isDocument) {
    for await (const batch of all) {
      for (const { number, text } of batch) {
        if (text.trim() === '') continue
        reader.takeRow(jsonRow(parseJson(text, file, number), text, number, JOB_COLUMNS, renamed))
      }
    }
    return
  }
  const texts: string[] = []
  for await (const batch of all) for (const { text } of batch) texts.push(text)
  const root = expectJson(parseJson(texts.join('\n'), file))
  const detail = findDetail(root)
  if (detail) for (const entry of detail) reader.takeDeduction(readDeduction(entry, reader.context))
  else if (root.kind === 'array') {
    for (const item of root.items)
      reader.takeRow(jsonRow(item, item.raw, item.place.line ?? 1, JOB_COLUMNS, renamed))
  } else {
    fail(
      'JSON_MALFORMED',
      'is neither a billing export (data.result.detail) nor one JSON object a line',
      root.place,
    )
  }
}

/** The first line that is not blank, and all of them. */
async function peekLines(batches: AsyncGenerator<Line[]>): Promise<[Line, AsyncIterable<Line[]>]> {
  const seen: Line[][] = []
  let first: Line | undefined
  while (!first) {
    const next = await batches.next()
    assert(!next.done, 'an input that begins with a brace has a line')
    seen.push(next.value)
    first = next.value.find(line => line.text.trim() !== '')
  }
  async function* all() {
    yield* seen
    yield* batches
  }
  return [first, all()]
}
