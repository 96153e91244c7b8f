/** What CSV and JSON lines have in common: rows of named texts, each with its place. */
import { fail, type Issue, type Place } from '../core/failure.js'

/** One row of an input. */
export interface Row {
  /** Line where it starts, the first line of the file being 1. */
  readonly line: number
  /** The text under a column, trimmed; undefined when the row has no such column. */
  text(column: string): string | undefined
  /** The row as it stands in the file, without its line end. */
  readonly raw: string
}

/** A row that cannot be read as one: too many fields, broken JSON. */
export interface BrokenRow {
  readonly line: number
  readonly raw: string
  readonly issue: Issue
}

/** `--columns timestamp=ts,status=code`: the file's name of a column by the name used here. */
export type ColumnNames = ReadonlyMap<string, string>

/** Headers are compared without regard to case or surrounding blanks. */
export const normaliseHeader = (header: string): string => header.trim().toLowerCase()

/**
 * Parses `--columns` against the columns that the command knows. Throws BAD_VALUE for anything that is not
 * `name=name in the file`.
 */
export function parseColumnNames(text: string, known: readonly string[]): ColumnNames {
  const names = new Map<string, string>()
  for (const pair of text.split(',')) {
    const [ours = '', theirs = ''] = pair.split(/=(.*)/s).map(part => part.trim())
    if (!known.includes(ours) || theirs === '') {
      fail(
        'BAD_VALUE',
        `--columns: "${pair}" is not NAME=COLUMN`,
        undefined,
        `NAME is one of ${known.join(', ')}`,
      )
    }
    if (names.has(ours)) fail('BAD_VALUE', `--columns: ${ours} is given twice`)
    names.set(ours, theirs)
  }
  return names
}

/**
 * The index of each known column in a header. Throws HEADER_REPEATED when a name that is read occurs twice,
 * and HEADER_MISSING when a column that `--columns` names is not there.
 */
export function locateColumns(
  headers: readonly string[],
  known: readonly string[],
  renamed: ColumnNames,
  place: Place,
): Map<string, number> {
  const normal = headers.map(normaliseHeader)
  const found = new Map<string, number>()
  for (const column of known) {
    const wanted = renamed.get(column)
    const name = normaliseHeader(wanted ?? column)
    const index = normal.indexOf(name)
    if (index < 0) {
      if (wanted === undefined) continue
      fail(
        'HEADER_MISSING',
        `no column is called "${wanted}", which --columns names`,
        place,
        `found: ${headers.join(', ')}`,
      )
    }
    if (normal.indexOf(name, index + 1) >= 0)
      fail('HEADER_REPEATED', `the column "${name}" is there twice`, place)
    found.set(column, index)
  }
  return found
}
