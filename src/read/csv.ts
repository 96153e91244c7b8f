/** CSV by csv-parse, its one importer: any of `,` `;` tab, quotes, line ends and a byte order mark. */
import { Readable } from 'node:stream'
import { type CsvError, type Options, parse } from 'csv-parse'
import { fail } from '../core/failure.js'
import type { CsvRecord } from './csv-form.js'

const BATCH = 512

/** Where in a file reading begins: line 1 for a whole one. */
export interface CsvStart {
  readonly file: string
  readonly line: number
  readonly delimiter: string
}

/**
 * The records of a CSV text from a place on, in batches, line numbers counted on. Blank lines are no records.
 * Throws CSV_MALFORMED for quotes that do not close or stand inside an unquoted field.
 */
export async function* readRecords(
  chunks: AsyncIterable<Buffer>,
  { file, line: firstLine, delimiter }: CsvStart,
): AsyncGenerator<CsvRecord[]> {
  const options: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    raw: true,
  }
  const source = Readable.from(chunks, { objectMode: false })
  const parser = parse(options)
  source.on('error', error => parser.destroy(error))
  let batch: CsvRecord[] = []
  try {
    for await (const parsed of source.pipe(parser)) {
      const { record, info, raw } = parsed as unknown as {
        record: string[]
        info: { lines: number }
        raw: string
      }
      batch.push({
        fields: record,
        line: startLine(record, info.lines, firstLine),
        raw: raw.replace(/\r?\n$/, ''),
      })
      if (batch.length === BATCH) {
        yield batch
        batch = []
      }
    }
  } catch (error) {
    if (!isCsvError(error)) throw error
    fail('CSV_MALFORMED', describeCsvError(error), {
      file,
      line: firstLine - 1 + (error.lines ?? 1),
      column: null,
    })
  } finally {
    source.destroy()
  }
  if (batch.length > 0) yield batch
}

/** csv-parse counts the lines up to the end of a record; what its fields hold of them lies behind its start. */
function startLine(record: readonly string[], endLine: number, firstLine: number): number {
  const inside = record.reduce(
    (sum, field) => sum + (field.includes('\n') ? field.split('\n').length - 1 : 0),
    0,
  )
  return firstLine - 1 + endLine - inside
}

const isCsvError = (error: unknown): error is CsvError & { lines?: number } =>
  error instanceof Error && 'code' in error && String((error as CsvError).code).startsWith('CSV_')

function describeCsvError(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'a quoted field is never closed'
  if (error.code === 'INVALID_OPENING_QUOTE') return 'a quote stands inside a field that is not quoted'
  if (error.code === 'CSV_INVALID_CLOSING_QUOTE') return 'a quoted field goes on after its closing quote'
  return error.message
}
