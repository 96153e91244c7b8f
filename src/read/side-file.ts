/**
 * Small CSV files beside a log: windows of maintenance, fees, days off. They are read whole, and everything
 * that is wrong in one is told at once: no row of them is ever set aside.
 */
import { fail, failOnAny, type Issue, type Place } from '../core/failure.js'
import { openCsv } from './csv-form.js'
import { findColumns } from './columns.js'
import type { FileReading } from './file-reading.js'
import { type Notation, notationOfCsv } from './notation.js'
import { openInput } from './source.js'
import type { StandardInput } from './standard-input.js'

/** The columns of a side file. */
export interface SideForm<C extends string> {
  readonly columns: readonly C[]
  readonly needed: readonly C[]
  /** What the file is, for messages. */
  readonly what: string
}

/** Their columns go by our own names alone. */
const NO_WORDS = { words: new Map(), harmless: new Set<string>(), renamed: new Map(), leftOut: new Set<string>() }

/** Reads each row with `read`, which returns what it says or what is wrong with it. Throws InputError. */
export async function readSideFile<C extends string, T extends object>(
  path: string,
  stdin: StandardInput,
  form: SideForm<C>,
  reading: FileReading,
  read: (text: (column: C) => string, place: Place, notation: Notation) => T | Issue[],
): Promise<T[]> {
  // With csv-parse come Node's streams: most runs have no side file, and need not wait for them.
  const { readAllRows } = await import('./csv.js')
  const input = await openInput(path, stdin)
  const file = input.name
  const csv = await openCsv(input.chunks, file)
  const { headers, headerLine } = csv
  const header = { file, line: headerLine, column: null }
  const columns = findColumns(headers, { ...NO_WORDS, columns: form.columns }, header)
  const missing = form.needed.filter(column => !columns.at.has(column))
  if (missing.length > 0) {
    const hint = `${form.what} has the columns ${form.columns.join(', ')}; found ${headers.join(', ')}`
    fail('HEADER_MISSING', `no column is called ${missing.join(' or ')}`, header, hint)
  }
  const notation = notationOfCsv(reading.notation, csv.delimiter)
  const { found, issues } = await readAllRows(csv, columns, file, (text, place) =>
    read(column => text(column) ?? '', place, notation),
  )
  failOnAny(issues)
  return found
}
