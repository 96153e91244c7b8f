/** The forms that a file of jobs may have, each handed to the reader row by row, in the order of the file. */
import { atLine, fail, type Place } from '../../core/failure.js'
import { failOnBadCells } from '../../read/bad-cells.js'
import { type ColumnForm, type FoundColumns, findColumns, withTold, wordsFor } from '../../read/columns.js'
import { dropEmptyCells, failOnRowsInQuotes, openCsv, toRow, widthIssue } from '../../read/csv-form.js'
import { findDays } from '../../read/demand-file.js'
import { JOB_COLUMNS } from '../../read/job-row.js'
import { JsonColumns } from '../../read/json-columns.js'
import { READS_PACKAGES } from '../../read/ledger/ledger-headings.js'
import { withoutLeftOut } from '../../read/left-out.js'
import { normaliseColumn } from '../../read/names.js'
import { notationOfPrograms } from '../../read/notation.js'
import { looksLikeJson, peekChunk } from '../../read/peek.js'
import { failOnSecondTable } from '../../read/second-table.js'
import { joinText } from '../../read/source.js'
import { scanJobCsv } from '../../scan/job-csv.js'
import {
  FirstRows,
  findSums,
  holdsDays,
  MOST_SHOWN,
  notationOfTable,
  tellIgnored,
  withOtherRows,
} from './first-rows.js'
import { checkDays, contextOf, dayForm, failOnPackageColumns, formFor } from './job-columns.js'
import type { FileJobs } from './job-files.js'
import { readJson } from './job-json.js'
import type { JobReader } from './job-reader.js'
import { JsonCells } from './json-cells.js'
import { listLabels } from './row-doubts.js'
import { failOnSaidTwice } from './said-twice.js'
import { withAllTold } from './told-by-rows.js'

/** Reads a whole file. Throws InputError for bad rows unless they may be set aside. */
export async function readJobFile(jobs: FileJobs, reader: JobReader): Promise<void> {
  const [head, chunks] = await peekChunk(reportRows(jobs, reader))
  reader.useNotation(notationOfPrograms(jobs.reading.notation))
  if (looksLikeJson(head)) await readJson(chunks, jobs, reader)
  else if (/\.ya?ml(\.gz|\.zst)?$/i.test(jobs.input.name)) await readYaml(chunks, jobs, reader)
  else await readCsv(chunks, jobs, reader)
  reader.end()
}

async function* reportRows({ input, onRows }: FileJobs, reader: JobReader) {
  for await (const chunk of input.chunks) {
    yield chunk
    onRows?.(reader.rows)
  }
}

/** Columns by which a trace of `expiry` is known: in other files `package` may be anything. */
const TRACE_COLUMNS = ['package', 'units', 'input_line', 'file']

/** What to do about a table that lacks a column: one that says when something was bought may be of packages. */
function hintForTable(headers: readonly string[], { reading }: FileJobs, hint: string): string {
  const words = wordsFor('purchased_at', reading.names.columnsOf('ledger'))
  const isBought = headers.some(name => words.includes(normaliseColumn(name)))
  return isBought ? `${hint}; if these are packages: ${READS_PACKAGES}` : hint
}

/** CSV: the fast scanner as long as quotes are in place, the exact parser from there on. */
async function readCsv(chunks: AsyncIterable<Buffer>, jobs: FileJobs, reader: JobReader): Promise<void> {
  const file = jobs.input.name
  const csv = await openCsv(chunks, file)
  const { delimiter, headerLine, rest } = csv
  const { notation } = jobs.reading
  const first = new FirstRows(csv)
  failOnPackageColumns(csv.headers, jobs, reader, atLine(file, headerLine))
  const date = findDays(csv.headers, jobs.reading.renamed, name => holdsDays(first, name, notation))
  if (date !== null) return readDays(first, date, jobs, reader)
  const place = atLine(file, headerLine)
  const ofJobs = formFor(jobs, reader)
  const cells = await JsonCells.open(first, ofJobs, file)
  if (cells) first.add(cells)
  const { headers } = first
  const form = withAllTold(ofJobs, first, jobs, reader)
  const isTrace = TRACE_COLUMNS.every(name => headers.includes(name))
  const ofHeader = findColumns(
    headers,
    isTrace ? withTold(form, 'package_id', 'read', ['package']) : form,
    place,
  )
  failOnBadCells(jobs.input.badCells, headerLine, ofHeader)
  failOnTwoTables(first, ofHeader, form, place)
  const found = cells?.look(ofHeader, form) ?? ofHeader
  const { at: columns, joined } = found
  failOnSaidTwice(first.list(MOST_SHOWN.words), headers, found, form, contextOf(jobs, reader), place)
  // A trace is what a program wrote.
  const written = isTrace ? notationOfPrograms(notation) : notationOfTable(first, columns, jobs)
  reader.useNotation(written)
  reader.noteColumns(tellIgnored(found, form, first), found.aliased)
  reader.useHeader({ names: csv.headers, delimiter }, listLabels(columns), isTrace)
  reader.noteSums(findSums(first, found, written, jobs))
  reader.useZones(found.zones)
  const shown = withoutLeftOut(headers, form.leftOut).join(', ')
  const { pricing } = reader
  if (!pricing.some(column => columns.has(column))) {
    fail(
      'HEADER_MISSING',
      `no column says what the jobs are; found ${shown}`,
      place,
      hintForTable(headers, jobs, `known columns: ${reader.columns.join(', ')}; --columns maps others`),
    )
  }
  if (reader.isUsage && !columns.has('timestamp')) {
    fail(
      'HEADER_MISSING',
      `no column "timestamp", and units are drawn in order of time; found ${shown}`,
      place,
      hintForTable(headers, jobs, '--columns timestamp=NAME maps another'),
    )
  }
  const width = csv.headers.length
  if (joined.size > 0 || headers.length > width) return readRest({ chunks: rest, line: headerLine + 1 })
  const asked = ['account', 'package_id']
  const remainder = await scanJobCsv(
    rest,
    headerLine + 1,
    { delimiter, width, columns, pricing, asked },
    {
      read: (text, at, line) => reader.read(text, at, line),
      readTime: (text, line, column) => reader.readTime(text, line, column),
      era: at => reader.eraOf(at),
      isUtc: (found.zones.get('timestamp') ?? jobs.reading.notation.zone).id === 'UTC',
      accept: (entry, line, at, said, text, bytes, start, end) =>
        reader.accept(entry, line, at, said, text, bytes, start, end),
      reject: (issues, line, raw) => reader.reject(issues, line, raw),
      checkLines: record => failOnRowsInQuotes(record, delimiter, file),
      rejectWidth: (count, line, raw) => reader.reject([widthIssue(count, width, file, line)], line, raw),
    },
    jobs.kernelFrom,
  )
  if (remainder) await readRest(remainder)

  /** Reads what is left for the exact parser. */
  async function readRest({ chunks: left, line }: { chunks: AsyncIterable<Buffer>; line: number }) {
    const { readRecords } = await import('../../read/csv.js')
    for await (const records of readRecords(left, { file, line, delimiter })) {
      for (const found of records) {
        const record = dropEmptyCells(found, width)
        if (record === null) continue
        const isWhole = record.fields.length === width
        const fields = isWhole && cells ? cells.widen(record.fields, record.line) : record.fields
        const wide = isWhole ? headers.length : width
        reader.takeRow(toRow({ ...record, fields }, columns, wide, file, joined))
      }
    }
  }
}

/** Throws where a file is of two tables side by side, as far as its first rows show. */
function failOnTwoTables(
  first: FirstRows,
  found: FoundColumns,
  form: Pick<ColumnForm, 'renamed'>,
  place: Place,
): void {
  const rows = first.list(MOST_SHOWN.words).map(({ fields }) => fields)
  failOnSecondTable(first.csv.headers, rows, found, form, place)
}

/** The units of whole days, without the tasks. */
async function readDays(first: FirstRows, date: string, jobs: FileJobs, reader: JobReader): Promise<void> {
  const { delimiter, headers, headerLine, rest } = first.csv
  const file = jobs.input.name
  checkDays(reader, atLine(file, headerLine))
  const found = findColumns(
    headers,
    withOtherRows(dayForm(jobs, date), first, contextOf(jobs, reader), reader.purpose),
    atLine(file, headerLine),
  )
  failOnBadCells(jobs.input.badCells, headerLine, found)
  failOnTwoTables(first, found, jobs.reading, atLine(file, headerLine))
  const { at, ignored, aliased } = found
  const written = notationOfTable(first, at, jobs)
  reader.useNotation(written)
  reader.noteColumns(ignored, aliased)
  reader.useHeader({ names: headers, delimiter })
  reader.noteSums(findSums(first, found, written, jobs))
  const { readRecords } = await import('../../read/csv.js')
  for await (const records of readRecords(rest, { file, line: headerLine + 1, delimiter })) {
    for (const found of records) {
      const record = dropEmptyCells(found, headers.length)
      if (record !== null) reader.takeDay(toRow(record, at, headers.length, file))
    }
  }
}

/** YAML, told by the file's name: its first line may look like anything. People write it, so that a strange key is a slip. */
async function readYaml(chunks: AsyncIterable<Buffer>, jobs: FileJobs, reader: JobReader): Promise<void> {
  const file = jobs.input.name
  const form = formFor(jobs, reader)
  const columns = new JsonColumns(file, form)
  reader.useZones(columns.zones)
  const { readYamlJobs } = await import('../../read/yaml-jobs.js')
  // A plan may have the columns of a log, of which it says that it reads nothing; any other key is a slip.
  const known = { ...form, harmless: new Set([...form.harmless, ...JOB_COLUMNS.map(normaliseColumn)]) }
  for (const job of readYamlJobs(await joinText(chunks, file), file, known))
    reader.takeRow(columns.read(job, job.raw, job.place.line))
  columns.finish()
  reader.noteColumns(columns.ignored, columns.aliased)
}
