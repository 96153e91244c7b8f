/**
 * Small CSV files beside a log: windows of maintenance, fees, days off. They are read whole, and everything
 * that is wrong in one is told at once: no row of them is ever set aside.
 */
import { atLine, fail, failOnAny, type Issue, type Place } from '../core/failure.js'
import type { FileColumns } from '../core/file-columns.js'
import { textOrEmpty } from '../core/nothing-words.js'
import { failOnBadCells } from './bad-cells.js'
import { type FoundColumns, findColumns, formOf } from './columns.js'
import { openCsv } from './csv-form.js'
import { failOnLedger } from './ledger/ledger-headings.js'
import { type LeftOut, withoutLeftOut } from './left-out.js'
import { type NamedFile, type Names, NO_NAMES } from './names.js'
import { type Notation, notationOfCsv } from './notation.js'
import { failOnSecondTable } from './second-table.js'
import { openInput } from './source.js'
import type { StandardInput } from './standard-input.js'

/** The columns of a side file. */
export interface SideForm<C extends string> {
  readonly columns: readonly C[]
  readonly needed: readonly C[]
  /** The columns of amounts, which say of each other how they are written. */
  readonly amounts?: readonly C[]
  /** What the file is, for messages. */
  readonly what: string
  /** Whose words for columns are known. */
  readonly named: NamedFile
  /** Whether it may have any other columns, of which nobody need be told. */
  readonly takesOthers?: boolean
  /** `ColumnForm.instead` */
  readonly instead?: ReadonlyMap<string, string>
}

/** What the side files of one command are read with, and what becomes of their columns. */
export interface SideFiles {
  readonly stdin: StandardInput
  readonly notation: Notation
  /** The sheet of workbooks to read; undefined: the first. */
  readonly sheet?: string | undefined
  /** `--ignore-columns` */
  readonly leftOut?: LeftOut
  readonly names?: Names
  /** Told of each file which of its columns nothing was read from. */
  onColumns(columns: FileColumns): void
}

/** The table that a row stands in, and the row as it stands there. */
export interface SideTable {
  readonly fields: readonly string[]
  readonly headers: readonly string[]
  readonly found: FoundColumns
}

/** Reads each row with `readRow`, which returns what it says or what is wrong with it. Throws InputError. */
export async function readSideFile<C extends string, T extends object>(
  path: string,
  files: SideFiles,
  form: SideForm<C>,
  readRow: (text: (column: C) => string, place: Place, notation: Notation, table: SideTable) => T | Issue[],
): Promise<T[]> {
  // With csv-parse come Node's streams: most runs have no side file, and need not wait for them.
  const { readAllRows } = await import('./csv.js')
  const input = await openInput(path, files.stdin, { ...files, takesBadCells: true })
  const file = input.name
  const csv = await openCsv(input.chunks, file, { isOfRows: input.isOfRows })
  const { headers, headerLine } = csv
  const header = atLine(file, headerLine || null)
  const { names = NO_NAMES, leftOut = new Set<string>() } = files
  if (form.named === 'demand') failOnLedger(headers, names, leftOut, form.what, header)
  const choices = { renamed: new Map<string, string>(), leftOut, notation: files.notation }
  const columns = {
    ...formOf(form.columns, names, form.named, choices),
    isNamed: true,
    ...(form.instead && { instead: form.instead }),
  }
  const found = findColumns(headers, columns, header)
  failOnBadCells(input.badCells, headerLine, found)
  const { ignored, aliased } = found
  const missing = form.needed.filter(column => !found.at.has(column))
  if (missing.length > 0) {
    const hint = `${form.what} has the columns ${form.columns.join(', ')}; found ${withoutLeftOut(headers, leftOut).join(', ')}`
    fail('HEADER_MISSING', `no column is called ${missing.join(' or ')}`, header, hint)
  }
  const whole = await readAllRows(
    csv,
    found,
    file,
    (text, place, fields) => ({ text, place, fields }),
    leftOut,
  )
  const filled = whole.found.map(({ fields }) => fields)
  failOnSecondTable(headers, filled, found, columns, header)
  const remarks = [...(input.remarks ?? []), ...whole.remarks]
  files.onColumns({ file, ignored, aliased, remarks, ...(form.takesOthers && { isExpected: true }) })
  const amounts = whole.found.flatMap(({ text }) => (form.amounts ?? []).map(column => text(column) ?? ''))
  const notation = { ...notationOfCsv(files.notation, csv, amounts), zones: found.zones }
  const read: T[] = []
  const issues = [...whole.issues]
  for (const { text, place, fields } of whole.found) {
    const table = { fields, headers, found }
    const row = readRow(column => textOrEmpty(text(column) ?? ''), place, notation, table)
    if (Array.isArray(row)) issues.push(...row)
    else read.push(row)
  }
  failOnAny(issues.toSorted((a, b) => a.place.line! - b.place.line!))
  return read
}
