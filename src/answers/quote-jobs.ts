/** The jobs of a file, whatever its form: read, priced and handed on one by one, in the order of the file. */
import { assert, fail, type Issue, type RejectedRow } from '../core/failure.js'
import type { AliasedColumn, FileColumns, IgnoredColumn } from '../core/file-columns.js'
import type { Instant } from '../core/instant.js'
import { compare, format } from '../core/quantity.js'
import { createEras } from '../core/rating/catalogue.js'
import { type Job, type Outcome, roundLength } from '../core/rating/job.js'
import {
  createPricer,
  onlyUnits,
  type PricedJob,
  type PriceJob,
  type Terms,
} from '../core/rating/price-job.js'
import type { Deviation } from '../core/rating/quote.js'
import type { UnratedJob } from '../core/rating/rate-job.js'
import { TIME_FORMS } from '../core/time-text.js'
import { type BadRowPolicy, BadRows, rowPlace } from '../read/bad-rows.js'
import { findColumns, formOf } from '../read/columns.js'
import { openCsv, toRow, widthIssue } from '../read/csv-form.js'
import type { FileReading } from '../read/file-reading.js'
import {
  JOB_COLUMNS,
  type JobColumn,
  type JobContext,
  PRICING_COLUMNS,
  readJobRow,
  readJobTime,
} from '../read/job-row.js'
import { JsonColumns } from '../read/json-columns.js'
import { expectJson, type JsonValue } from '../read/json-value.js'
import {
  type BrokenDeduction,
  type Deduction,
  findDetail,
  listSpellings,
  readDeduction,
} from '../read/ledger/billing-export.js'
import { type Line, readLines } from '../read/lines.js'
import { looksLikeJson, peekChunk } from '../read/peek.js'
import type { BrokenRow, Row } from '../read/rows.js'
import { checkDocumentSize, type Input, joinText } from '../read/source.js'
import { quote } from '../read/values.js'
import { scanJobCsv } from '../scan/job-csv.js'

/** A file of jobs and how it is to be read. */
export interface FileJobs {
  readonly input: Input
  readonly reading: FileReading
  readonly badRows: BadRowPolicy
  /** Whether rows that are set aside are kept whole, for `--rejects`. */
  readonly keepsRejects: boolean
  /** Whether jobs are told apart by lengths that are billed alike; left out: yes. */
  readonly keepsLengths?: boolean
  /** Told how many rows have been read, now and then. */
  readonly onRows?: (rows: number) => void
}

/** What a priced row comes down to: one and the same object for all rows that come down to the same. */
export interface PricedRow {
  readonly priced: PricedJob
  readonly outcome: Outcome
  readonly count: bigint
}

/**
 * Takes a priced row. `at` is null when the row has no time; `text` gives the row's other columns, during the
 * call only.
 */
export type TakeRow = (row: PricedRow, line: number, at: Instant | null, text: ReadColumn) => void

/** The text under a column of the row at hand. */
export type ReadColumn = (column: JobColumn) => string | undefined

/** How a file is read as use that draws units down rather than as jobs to price. */
export interface UsageReading {
  /** Takes an entry of a billing export as it was deducted; returns what is wrong with it. */
  takeDeduction(entry: JsonValue): readonly Issue[]
}

/** What reading a file leaves beside its rows. */
export interface FileReport {
  readonly rejected: readonly RejectedRow[]
  readonly deviations: readonly Deviation[]
  readonly columns: FileColumns
}

/**
 * Reads and prices every job of a file. With `usage` every row must have a time, and a billing export is not
 * priced. Throws InputError for bad rows unless they may be set aside.
 */
export async function priceFile(
  jobs: FileJobs,
  terms: Terms,
  take: TakeRow,
  usage: UsageReading | null = null,
): Promise<FileReport> {
  const badRows = new BadRows(jobs.badRows, jobs.keepsRejects)
  const keepsLengths = jobs.keepsLengths !== false
  const reader = new JobReader(jobs.input.name, terms, jobs.reading, badRows, take, usage, keepsLengths)
  const [head, chunks] = await peekChunk(reportRows(jobs.input.chunks, reader, jobs.onRows))
  if (looksLikeJson(head)) await readJsonJobs(chunks, jobs, reader)
  else if (/\.ya?ml(\.gz|\.zst)?$/i.test(jobs.input.name)) await readYaml(chunks, jobs, reader)
  else await readCsvJobs(chunks, jobs, reader, terms)
  badRows.finish()
  return {
    rejected: badRows.rejected,
    deviations: reader.deviations,
    columns: { file: jobs.input.name, ignored: reader.ignored, aliased: reader.aliased },
  }
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
  ignored: readonly IgnoredColumn[] = []
  aliased: readonly AliasedColumn[] = []
  /** How many rows have been read, good or bad. */
  rows = 0
  readonly #price: PriceJob
  /** Prices what was deducted in units: by a list in units, unless the user names one in dollars. */
  readonly #priceDeduction: PriceJob
  readonly #shared = new Map<PricedJob, Map<string, PricedRow>>()
  readonly #modesOfResolution: ReadonlyMap<string, string>

  constructor(
    private readonly file: string,
    terms: Terms,
    reading: FileReading,
    private readonly badRows: BadRows,
    private readonly take: TakeRow,
    readonly usage: UsageReading | null,
    private readonly keepsLengths: boolean,
  ) {
    this.context = { catalogue: terms.catalogue, reading, nameOf: column => column }
    this.#price = createPricer(terms)
    this.#priceDeduction = createPricer({ ...terms, catalogue: onlyUnits(terms.catalogue) })
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
    const priced = this.#priceRow(row.job, at)
    if (priced.kind === 'unrated') return [this.#unratedIssue(priced, line)]
    return this.#share(priced, row.outcome, row.count)
  }

  #priceRow(job: Job, at: Instant | null): PricedJob | UnratedJob {
    if (this.keepsLengths) return this.#price(job, at)
    const rounded = roundLength(job)
    const priced = this.#price(rounded, at)
    // What is refused is told with the length that stands in the file.
    return priced.kind === 'priced' || rounded === job ? priced : this.#price(job, at)
  }

  readTime(text: string | undefined, line: number): Instant | null | Issue[] {
    const place = rowPlace(this.file, line)
    const at = readJobTime(text, this.context, place)
    if (at !== null || !this.usage) return at
    // A task is charged at its own time (rules §2): without one nobody can say which lot paid.
    return [{ code: 'BAD_TIME', message: `timestamp: is missing; ${TIME_FORMS} is needed`, place }]
  }

  /** Ends the reading of JSON objects: which of their keys were read. Throws HEADER_MISSING. */
  finishJson(columns: JsonColumns): void {
    columns.finish()
    this.ignored = columns.ignored
    this.aliased = columns.aliased
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
    else this.accept(read, row.line, at, column => row.text(column))
  }

  /** Takes an entry of a billing export, by what is asked: what it cost, or what it used. */
  takeEntry(entry: JsonValue): void {
    if (!this.usage) {
      this.takeDeduction(readDeduction(entry, this.context))
      return
    }
    const issues = this.usage.takeDeduction(entry)
    if (issues.length > 0) this.reject(issues, entry.place.line ?? 1, entry.raw)
    else this.rows++
  }

  /** Takes an entry of a billing export: priced by the card, compared with what was deducted. */
  takeDeduction(entry: Deduction | BrokenDeduction): void {
    if ('issues' in entry) {
      this.reject(entry.issues, entry.line, entry.raw)
      return
    }
    const attempts = listSpellings(entry.job, this.#modesOfResolution).map(job =>
      this.#priceDeduction(job, entry.at),
    )
    const priced = attempts.find(attempt => attempt.kind === 'priced') ?? attempts[0]!
    if (priced.kind === 'unrated') {
      this.reject([this.#unratedIssue(priced, entry.line)], entry.line, entry.raw)
      return
    }
    const { pool } = priced.rated.rate
    if (pool !== null && pool !== entry.pool) {
      const message = `product_type: found ${quote(entry.pool)}; the row that prices the job is of the ${pool} pool`
      this.reject(
        [{ code: 'BAD_VALUE', message, place: rowPlace(this.file, entry.line) }],
        entry.line,
        entry.raw,
      )
      return
    }
    if (priced.unitsEach && compare(priced.unitsEach, entry.deducted) !== 0) {
      this.deviations.push({
        line: entry.line,
        deducted: format(entry.deducted),
        charged: format(priced.unitsEach),
      })
    }
    this.accept({ priced, outcome: 'billed', count: 1n }, entry.line, entry.at, () => undefined)
  }

  accept(row: PricedRow, line: number, at: Instant | null, text: ReadColumn): void {
    this.rows++
    this.take(row, line, at, text)
  }

  reject(issues: readonly Issue[], line: number, raw: string): void {
    this.rows++
    this.badRows.reject(issues, line, raw)
  }

  #share(priced: PricedJob, outcome: Outcome, count: bigint): PricedRow {
    let rows = this.#shared.get(priced)
    if (!rows) {
      rows = new Map()
      this.#shared.set(priced, rows)
    }
    const key = `${outcome} ${count}`
    let row = rows.get(key)
    if (!row) {
      row = { priced, outcome, count }
      rows.set(key, row)
    }
    return row
  }

  #unratedIssue(unrated: UnratedJob, line: number): Issue {
    const issue = { code: unrated.code, message: unrated.reason, place: rowPlace(this.file, line) }
    return unrated.hint === undefined ? issue : { ...issue, hint: unrated.hint }
  }
}

/** CSV: the fast scanner until the first quote, the exact parser from there on. */
async function readCsvJobs(
  chunks: AsyncIterable<Buffer>,
  { reading, input }: FileJobs,
  reader: JobReader,
  terms: Terms,
): Promise<void> {
  const file = input.name
  const { delimiter, headers, headerLine, rest } = await openCsv(chunks, file)
  const form = formOf(JOB_COLUMNS, reading.names, 'jobs', reading)
  const found = findColumns(headers, form, rowPlace(file, headerLine))
  const { at: columns, joined } = found
  reader.ignored = found.ignored
  reader.aliased = found.aliased
  if (!PRICING_COLUMNS.some(column => columns.has(column))) {
    fail(
      'HEADER_MISSING',
      `no column says what the jobs are; found ${headers.join(', ')}`,
      rowPlace(file, headerLine),
      `known columns: ${JOB_COLUMNS.join(', ')}; --columns maps others`,
    )
  }
  if (reader.usage && !columns.has('timestamp')) {
    fail(
      'HEADER_MISSING',
      `no column "timestamp", and units are drawn in order of time; found ${headers.join(', ')}`,
      rowPlace(file, headerLine),
      '--columns timestamp=NAME maps another',
    )
  }
  const width = headers.length
  const eraOf = createEras(terms.catalogue)
  if (joined.size > 0) return readRest({ chunks: rest, line: headerLine + 1 })
  const remainder = await scanJobCsv(
    rest,
    headerLine + 1,
    { delimiter, width, columns, pricing: PRICING_COLUMNS },
    {
      read: (text, at, line) => reader.read(text, at, line),
      readTime: (text, line) => reader.readTime(text, line),
      era: at => eraOf(at ?? terms.asOf),
      isUtc: reader.context.reading.notation.zone.id === 'UTC',
      accept: (entry, line, at, text) => reader.accept(entry, line, at, text),
      reject: (issues, line, raw) => reader.reject(issues, line, raw),
      rejectWidth: (found, line, raw) => reader.reject([widthIssue(found, width, file, line)], line, raw),
    },
  )
  if (remainder) await readRest(remainder)

  /** Reads what is left for the exact parser. */
  async function readRest({ chunks, line }: { chunks: AsyncIterable<Buffer>; line: number }): Promise<void> {
    const { readRecords } = await import('../read/csv.js')
    for await (const records of readRecords(chunks, { file, line, delimiter })) {
      for (const record of records) reader.takeRow(toRow(record, columns, width, file, joined))
    }
  }
}

/** JSON: a billing export, a list of jobs, or one job a line. */
async function readJsonJobs(
  chunks: AsyncIterable<Buffer>,
  { reading, input }: FileJobs,
  reader: JobReader,
): Promise<void> {
  const file = input.name
  const columns = new JsonColumns(file, formOf(JOB_COLUMNS, reading.names, 'jobs', reading))
  const { parseJson } = await import('../read/json.js')
  const lines = readLines(chunks)
  const [first, all] = await peekLines(lines)
  // One object a line means that the first line is whole; a document is spread over lines, or is an export.
  const firstValue = parseJson(first.text, file, first.number)
  const isDocument = 'code' in firstValue || firstValue.kind === 'array' || findDetail(firstValue) !== null
  const takeLines = (batch: readonly Line[]) => {
    for (const { number, text } of batch) {
      if (text.trim() === '') continue
      reader.takeRow(columns.read(parseJson(text, file, number), text, number))
    }
  }
  if (!isDocument) {
    for await (const batch of all) takeLines(batch)
    return reader.finishJson(columns)
  }
  const whole: Line[] = []
  let length = 0
  for await (const batch of all) {
    for (const line of batch) {
      whole.push(line)
      length += line.text.length
    }
    checkDocumentSize(length, file)
  }
  const document = parseJson(whole.map(({ text }) => text).join('\n'), file)
  // Lines of which only the first is broken are lines all the same.
  const isJob = ({ text }: Line) => {
    const value = parseJson(text, file)
    return !('code' in value) && value.kind === 'object'
  }
  if ('code' in document && whole.some(isJob)) {
    takeLines(whole)
    return reader.finishJson(columns)
  }
  const root = expectJson(document)
  const detail = findDetail(root)
  if (detail) for (const entry of detail) reader.takeEntry(entry)
  else if (root.kind === 'array') {
    for (const item of root.items) reader.takeRow(columns.read(item, item.raw, item.place.line ?? 1))
    reader.finishJson(columns)
  } else {
    fail(
      'JSON_MALFORMED',
      'is neither a billing export (data.result.detail) nor one JSON object a line',
      root.place,
    )
  }
}

/** YAML, told by the file's name: its first line may look like anything. */
async function readYaml(
  chunks: AsyncIterable<Buffer>,
  { reading, input }: FileJobs,
  reader: JobReader,
): Promise<void> {
  const columns = new JsonColumns(input.name, formOf(JOB_COLUMNS, reading.names, 'jobs', reading))
  const { readYamlJobs } = await import('../read/yaml-jobs.js')
  for (const job of readYamlJobs(await joinText(chunks, input.name), input.name))
    reader.takeRow(columns.read(job, job.raw, job.place.line ?? 1))
  reader.finishJson(columns)
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
