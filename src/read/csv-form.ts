/** The form of a CSV file, as far as it can be told without a parser: delimiter, header, width of rows. */
import { atLine, fail, inFile, type Place } from '../core/failure.js'
import { peekUntil, resume } from './peek.js'
import type { BrokenRow, Row } from './rows.js'

/** A record with the line it starts on. */
export interface CsvRecord {
  readonly fields: readonly string[]
  readonly line: number
  readonly raw: string
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** The line by which spreadsheets tell each other the delimiter, in front of the header: `sep=;`. */
const SEPARATOR_LINE = /^"?sep=([,;\t|])"?[,;\t|]*$/i

/** What every line of a log has somewhere, and hardly any other: a date, a clock, or an epoch. */
const TIME = /^"?(?:\d{4}[-/]\d\d|\d{10}|[^"]*\d\d:\d\d)/

/**
 * Throws CSV_MALFORMED for a record of `width` fields whose quotes hold whole rows: each of its lines has as many fields,
 * and times where the first has one. Quotes mean nothing in such a file, and rows would be lost between two of them.
 */
export function failOnRowsInQuotes(
  { width, line, raw }: { readonly width: number; readonly line: number; readonly raw: string },
  delimiter: string,
  file: string,
): void {
  if (width < 2 || !raw.includes('\n')) return
  const [first, ...others] = raw.split('\n').map(each => each.split(delimiter))
  const isRow = (each: readonly string[]): boolean =>
    each.length === width && first!.every((field, i) => !TIME.test(field) || TIME.test(each[i]!))
  if (!first!.some(field => TIME.test(field)) || ![first!, ...others].every(isRow)) return
  const message = `the lines ${line} to ${line + others.length} look like rows, and are one between two quotes`
  fail('CSV_MALFORMED', message, atLine(file, line), quotesHint(delimiter))
}

/** What to do where quotes may be letters. */
export const quotesHint = (delimiter: string): string =>
  delimiter === '\t'
    ? 'MySQL, ClickHouse and psql write quotes between tabs as letters: have them write CSV, or convert the file (mlr --itsv --ocsv cat)'
    : 'a field that holds a quote must be quoted, and the quote in it doubled'

/**
 * The delimiter of a table: the one that occurs most in its header outside quotes, of those by which the rows below are
 * as wide, if there are any: `latency (avg, max)` is one name between tabs.
 */
export function detectDelimiter(headerLine: string, rows: readonly string[] = []): string {
  const widthOf = (delimiter: string) => widthBy(headerLine, delimiter)
  const fitting = DELIMITERS.filter(
    delimiter =>
      rows.length > 0 &&
      widthOf(delimiter) > 1 &&
      rows.every(row => widthBy(row, delimiter) === widthOf(delimiter)),
  )
  const [first, ...others] = fitting.length > 0 ? fitting : DELIMITERS
  return others.reduce((best, other) => (widthOf(other) > widthOf(best) ? other : best), first!)
}

const widthBy = (line: string, delimiter: string): number =>
  line.replaceAll(/"(?:[^"]|"")*"/g, '').split(delimiter).length

/** How many rows, and bytes of them, show which delimiter a table has. */
const MOST_SHOWN = { rows: 10, bytes: 1 << 14 }

/** Whether a text goes far enough to show that. */
const holdsRows = ({ length }: Buffer): boolean => length >= MOST_SHOWN.bytes

/** The first rows of a table, up to the first that may go on in the next line. */
function listFirstRows(lines: Buffer): string[] {
  const text = lines.toString('utf8', 0, MOST_SHOWN.bytes)
  const whole = text.split(/\r?\n/).slice(0, lines.length > MOST_SHOWN.bytes ? -1 : undefined)
  const rows = whole.filter(row => !isBlankLine(row)).slice(0, MOST_SHOWN.rows)
  const open = rows.findIndex(row => row.split('"').length % 2 === 0)
  return open < 0 ? rows : rows.slice(0, open)
}

/** A CSV text whose header has been read. */
export interface OpenCsv {
  readonly delimiter: string
  readonly headers: readonly string[]
  /** The line of the header; 0 where none stands there (`Input.isOfRows`). */
  readonly headerLine: number
  readonly isOfRows: boolean
  /** How many bytes of the text lie before the lines behind the header. */
  readonly headerEnd: number
  /** The first of those lines, as far as they are at hand; there until `rest` is read on. */
  readonly sample: Buffer
  /** The lines behind the header, the first of them `headerLine + 1`. */
  readonly rest: AsyncIterable<Buffer>
}

/** A line of nothing but delimiters is how spreadsheets save a blank row. */
const isBlankLine = (line: string): boolean => /^[\s,;|]*$/.test(line)

/** A zone or a currency: who passes over a heading that names one may read the table wrong. */
const SAYS_HOW_TO_READ =
  /\b(?:utc|gmt|[a-z]+ time|time ?zone|zone|currency|eur|cny|rmb|gbp|jpy|inr|yuan)\b|[€¥£₹]|时区|\b[A-Z][a-z]+\/[A-Z]/i

/**
 * Whether a row that stands where the header is expected names no columns: a heading over the table `below`, in one of its
 * cells or alone in its line.
 */
function isTitle(fields: readonly string[], below: Buffer): boolean {
  if (fields.length > 2) return fields.filter(field => field !== '').length === 1
  const [header] = fields.length === 1 && !SAYS_HOW_TO_READ.test(fields[0]!) ? listFirstRows(below) : []
  return header !== undefined && widthBy(header, detectDelimiter(header)) > 2
}

/**
 * Reads the header of a CSV text (chunks of whole lines): its first line that is not blank, no `sep=` and no heading
 * over the table. Throws FILE_EMPTY when there is none, CSV_MALFORMED when a quote in it does not close.
 */
export async function openCsv(
  chunks: AsyncIterable<Buffer>,
  file: string,
  {
    isNoRow = () => false,
    isOfRows = false,
    forms = 'it may be CSV, JSON, JSON lines or .xlsx',
  }: {
    /** Whether a line in front of the header says nothing, as a blank one does. */
    readonly isNoRow?: (line: string) => boolean
    /** `Input.isOfRows`. */
    readonly isOfRows?: boolean | undefined
    /** What the file may be, for whoever gives something else. */
    readonly forms?: string
  } = {},
): Promise<OpenCsv> {
  const [, all] = await peekUntil(chunks, holdsRows)
  const iterator = all[Symbol.asyncIterator]()
  let headerLine = isOfRows ? -1 : 0
  let passed = 0
  /** The delimiter that a line in front of the header tells. */
  let told: string | null = null
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const chunk = next.value
    for (let start = 0; start < chunk.length; ) {
      const newline = chunk.indexOf(0x0a, start)
      const end = newline < 0 ? chunk.length : newline
      const line = chunk.toString('utf8', start, end).replace(/\r$/, '')
      headerLine++
      start = end + 1
      if (isBlankLine(line) || isNoRow(line)) continue
      if (line.includes('\r')) {
        const place = atLine(file, headerLine)
        fail('CSV_MALFORMED', 'lines end with a carriage return alone', place, 'end them with a newline')
      }
      const separator = SEPARATOR_LINE.exec(line)
      if (separator && told === null) {
        told = separator[1]!
        continue
      }
      const isClear = DELIMITERS.filter(delimiter => line.includes(delimiter)).length < 2
      const sample = chunk.subarray(start)
      const delimiter = told ?? detectDelimiter(line, isClear ? [] : listFirstRows(sample))
      const headers = splitHeader(line, delimiter, atLine(file, headerLine), forms)
      if (isTitle(headers, sample)) continue
      return {
        delimiter,
        headers,
        headerLine,
        isOfRows,
        headerEnd: passed + start,
        sample,
        rest: resume(sample, iterator),
      }
    }
    passed += chunk.length
  }
  return fail('FILE_EMPTY', 'holds nothing but blank lines', inFile(file))
}

/** How a page begins, such as consoles save for a spreadsheet, or XML. */
const OF_A_PAGE = /^\s*<(?:!|\?|html|table|head|body|div)/i
/** How JSON begins, which those who read it have told before. */
const OF_JSON = /^\s*(?:\{|\[\s*(?:[[{"]|$))/

function splitHeader(line: string, delimiter: string, place: Place, forms: string): string[] {
  if (OF_JSON.test(line))
    fail(
      'CSV_MALFORMED',
      'is JSON; expected a table',
      place,
      'write it as CSV or .xlsx, a row for each object',
    )
  if (OF_A_PAGE.test(line)) fail('CSV_MALFORMED', 'is a page or XML, and no table that is read', place, forms)
  const names = splitCells(line, delimiter)
  if (names === null) {
    const message = 'the header has a quote that does not close or stands inside a name'
    fail('CSV_MALFORMED', message, place, forms)
  }
  return names
}

/** The fields of a line, without the blanks around them; null where a quote does not close or stands inside a field. */
export function splitCells(line: string, delimiter: string): string[] | null {
  const field = new RegExp(`(?: *"((?:[^"]|"")*)" *|([^"${delimiter}]*))(?:[${delimiter}]|$)`, 'y')
  const fields: string[] = []
  while (field.lastIndex < line.length || line[field.lastIndex - 1] === delimiter) {
    const atEnd = field.lastIndex === line.length
    const match = field.exec(line)
    if (!match) return null
    fields.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim())
    if (atEnd) break
  }
  return fields
}

/** What is said of the lines where a table's header stands again, as where tables were joined. */
export function describeHeaders([first, ...others]: readonly number[]): string[] {
  if (first === undefined) return []
  const more = others.length > 0 ? `, and in ${others.length} more,` : ''
  return [`its header stands again in line ${first}${more} and is no row`]
}

/** Refuses a header with other columns: the rows below it would be read by those of the table above, or be set aside. */
export function failOnOtherHeader(file: string, line: number): never {
  fail(
    'CSV_MALFORMED',
    'a header with other columns stands inside the file, so that the rows below it are of another table',
    atLine(file, line),
    'split the file in front of it, and name both',
  )
}

/**
 * A record without the empty cells behind its last column, which spreadsheets save where something once stood; null
 * for a row of nothing but empty cells, which is how they save a blank one.
 */
export function dropEmptyCells(record: CsvRecord, width: number): CsvRecord | null {
  const isEmpty = (field: string): boolean => field === ''
  const { fields } = record
  if (fields.every(isEmpty)) return null
  if (fields.length <= width || !fields.slice(width).every(isEmpty)) return record
  return { ...record, fields: fields.slice(0, width) }
}

/**
 * A record as a row of named texts, or what is wrong with its width: fewer or more fields than the header
 * means that something was lost or split, so nothing in the row can be trusted.
 */
export function toRow(
  { fields, line, raw }: CsvRecord,
  columns: ReadonlyMap<string, number>,
  width: number,
  file: string,
  joined: ReadonlyMap<string, readonly number[]> = NONE_JOINED,
): Row | BrokenRow {
  if (fields.length !== width) return { line, raw, issue: widthIssue(fields.length, width, file, line) }
  return {
    line,
    raw,
    text(column) {
      const parts = joined.size > 0 ? joined.get(column) : undefined
      if (parts) return parts.map(index => fields[index]!.trim()).join(' ')
      const index = columns.get(column)
      return index === undefined ? undefined : fields[index]!.trim()
    },
  }
}

const NONE_JOINED: ReadonlyMap<string, readonly number[]> = new Map()

/** ROW_WIDTH for a row of `found` fields under a header of `width`. */
export const widthIssue = (found: number, width: number, file: string, line: number) =>
  ({
    code: 'ROW_WIDTH',
    message: `the row has ${found} ${found === 1 ? 'field' : 'fields'}; the header has ${width}`,
    place: atLine(file, line),
  }) as const
