/** CSV by csv-parse, its one importer: any of `,` `;` tab, quotes, line ends and a byte order mark. */
import { CsvError, type Options, type Parser, parse } from 'csv-parse'
import { atLine, fail, type Issue, type Place } from '../core/failure.js'
import type { FoundColumns } from './columns.js'
import {
  type CsvRecord,
  describeHeaders,
  dropEmptyCells,
  failOnRowsInQuotes,
  type OpenCsv,
  quotesHint,
  toRow,
} from './csv-form.js'
import { isLeftOut, type LeftOut, NONE_LEFT_OUT } from './left-out.js'
import { LONGEST_LINE } from './whole-lines.js'

/** Where in a file reading begins: line 1 for a whole one. */
export interface CsvStart {
  readonly file: string
  readonly line: number
  readonly delimiter: string
  /** Whether lines are rows, whatever line breaks these hold. */
  readonly isOfRows?: boolean
}

/**
 * The records of a CSV text (chunks of whole lines) from a place on, in batches, line numbers counted on.
 * Blank lines are no records. Throws CSV_MALFORMED for quotes that do not close or stand inside an unquoted
 * field and for a record above `LONGEST_LINE`, after the records before that.
 */
export async function* readRecords(
  chunks: AsyncIterable<Buffer>,
  { file, line: firstLine, delimiter, isOfRows = false }: CsvStart,
): AsyncGenerator<CsvRecord[]> {
  let batch: CsvRecord[] = []
  let line = firstLine
  const options: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    raw: true,
    // A quote that is never closed would take the rest of the file into memory.
    max_record_size: LONGEST_LINE,
    // The parser pushes what this returns; a record taken here at once is there also when the next one fails.
    on_record: parsed => {
      const { record: fields, raw } = parsed as unknown as { record: string[]; raw: string }
      const { text, blankLines } = trimRaw(raw, fields[0] ?? '')
      const found = { fields, line: line + blankLines, raw: text }
      if (!isOfRows) failOnRowsInQuotes({ ...found, width: found.fields.length }, delimiter, file)
      batch.push(found)
      line += blankLines + 1 + (isOfRows ? 0 : countNewlines(fields))
      return null
    },
  }
  const parser = parse(options)
  try {
    const closeUp = quoteCloser(delimiter)
    for await (const chunk of chunks) {
      // A copy: the parser keeps what is not a whole record yet.
      await write(parser, closeUp(Buffer.from(chunk)))
      if (batch.length > 0) yield batch
      batch = []
    }
    await write(parser, null)
    if (batch.length > 0) yield batch
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (batch.length > 0) yield batch
    const { raw = '' } = error as { raw?: string }
    const at = line + trimRaw(raw, '').blankLines
    fail('CSV_MALFORMED', describeCsvError(error), atLine(file, at), quotesHint(delimiter))
  } finally {
    parser.destroy()
  }
}

const [QUOTE, BLANK, NEWLINE, RETURN, EQUALS] = [0x22, 0x20, 0x0a, 0x0d, 0x3d]

/**
 * Takes away blanks between a quoted field and its delimiters, which people write and the parser does not read, and the sign
 * by which spreadsheets take a field for a text, `="123"`: of chunks of whole lines, one behind the other. Nothing between
 * quotes is touched.
 */
function quoteCloser(delimiter: string): (chunk: Buffer) => Buffer {
  const isEdge = (byte: number | undefined): boolean =>
    byte === undefined || byte === delimiter.charCodeAt(0) || byte === NEWLINE || byte === RETURN
  let isInside = false
  return chunk => {
    const pieces: Buffer[] = []
    let kept = 0
    const drop = (from: number, to: number): void => {
      if (from === to) return
      pieces.push(chunk.subarray(kept, from))
      kept = to
    }
    for (let at = chunk.indexOf(QUOTE); at >= 0; at = chunk.indexOf(QUOTE, at + 1)) {
      const step = isInside ? 1 : -1
      let next = at + step
      if (!isInside && chunk[next] === EQUALS) next--
      while (chunk[next] === BLANK) next += step
      if (isEdge(chunk[next])) isInside ? drop(at + 1, next) : drop(next + 1, at)
      isInside = !isInside
    }
    return kept === 0 ? chunk : Buffer.concat([...pieces, chunk.subarray(kept)])
  }
}

/**
 * All rows of a small CSV text, none of which is ever set aside: `read` returns what a row says or what is wrong with
 * it, or null for a row that is none; all that is wrong is collected.
 */
export async function readAllRows<T extends object>(
  { rest, headers, headerLine, delimiter, isOfRows }: OpenCsv,
  { at, joined }: Pick<FoundColumns, 'at' | 'joined'>,
  file: string,
  read: (
    text: (column: string) => string | undefined,
    place: Place,
    fields: readonly string[],
  ) => T | Issue[] | null,
  leftOut: LeftOut = NONE_LEFT_OUT,
): Promise<{ readonly found: T[]; readonly issues: Issue[]; readonly remarks: string[] }> {
  const rows: T[] = []
  const headersAgain: number[] = []
  const issues: Issue[] = []
  for await (const records of readRecords(rest, { file, line: headerLine + 1, delimiter, isOfRows })) {
    for (const found of records) {
      const record = dropEmptyCells(found, headers.length)
      if (record === null) continue
      // So is one that is filled by the table beside it alone, which is left out.
      if (record.fields.every((field, i) => field === '' || isLeftOut(headers[i] ?? '', leftOut))) continue
      if (record.fields.every((field, i) => field.trim() === headers[i])) {
        headersAgain.push(record.line)
        continue
      }
      const row = toRow(record, at, headers.length, file, joined)
      if ('issue' in row) {
        issues.push(row.issue)
        continue
      }
      const result = read(row.text, atLine(file, row.line), record.fields)
      if (Array.isArray(result)) issues.push(...result)
      else if (result !== null) rows.push(result)
    }
  }
  return { found: rows, issues, remarks: describeHeaders(headersAgain) }
}

/** Gives the parser a chunk, or with null the end; done when its records have been taken. */
const write = (parser: Parser, chunk: Buffer | null): Promise<void> =>
  new Promise((resolve, reject) => {
    parser.once('error', reject)
    const done = () => {
      parser.off('error', reject)
      resolve()
    }
    if (chunk === null) parser.resume().once('end', done).end()
    else parser.write(chunk, error => (error ? reject(error) : done()))
  })

/**
 * A record as it stands in the file, without its line end, and the blank lines that the parser hands on in
 * front of it. Of each CR LF outside quotes it gives the CR alone.
 */
function trimRaw(raw: string, firstField: string): { text: string; blankLines: number } {
  const text = raw.replace(/(?:\r|\r?\n)$/, '')
  const ends = /^[\r\n]*/.exec(text)![0].length
  // A field that is not quoted may begin with a CR of its own.
  const own = text[ends] === '"' ? 0 : /^\r*/.exec(firstField)![0].length
  return { text: text.slice(ends - own), blankLines: ends - own }
}

const countNewlines = (fields: readonly string[]): number =>
  fields.reduce((sum, field) => sum + (field.includes('\n') ? field.split('\n').length - 1 : 0), 0)

function describeCsvError(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a quoted field is never closed'
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `a row is longer than ${LONGEST_LINE >> 20} MiB, the most that is read; a quoted field may never be closed`
  if (error.code === 'INVALID_OPENING_QUOTE') return 'a quote stands inside a field that is not quoted'
  if (error.code === 'CSV_INVALID_CLOSING_QUOTE') return 'a quoted field goes on after its closing quote'
  return 'the quotes or delimiters of a row are out of place'
}
