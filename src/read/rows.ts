/** What CSV and JSON lines have in common: rows of named texts, each with its place. */
import { fail, failWithHint, type Issue, inFile, type Place } from '../core/failure.js'

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

/**
 * The names of the columns that `--columns` joins into one; a single one as a rule, and where a column is called so as a
 * whole. A part may be called with a `+` of its own (`Time (UTC+8)`).
 */
export function partsOf(name: string, isThere: (name: string) => boolean): string[] {
  if (!name.includes('+') || isThere(name)) return [name]
  const pieces = name.split('+')
  const whole = pieces.findLastIndex((_, last) => isThere(join(pieces.slice(0, last + 1))))
  const first = Math.max(whole, 0) + 1
  const rest = pieces.slice(first)
  return [join(pieces.slice(0, first)), ...(rest.length > 0 ? partsOf(join(rest), isThere) : [])]
}

const join = (pieces: readonly string[]): string => pieces.join('+').trim()

/** Every name by which a column that `--columns` names may be called in a file: as a whole, and by its parts. */
export function namesGiven(name: string): string[] {
  if (!name.includes('+')) return [name]
  const pieces = name.split('+')
  return pieces.flatMap((_, first) =>
    pieces.slice(first).map((_, more) => join(pieces.slice(first, first + more + 1))),
  )
}

/** Headers are compared without regard to case or surrounding blanks. */
export const normaliseHeader = (header: string): string => header.trim().toLowerCase()

/** A comma that parts names: none within quotes, which names with a comma stand in. */
const BETWEEN_NAMES = /,(?=(?:[^"]*"[^"]*")*[^"]*$)/

/** The names in a list such as `--ignore-columns`. */
export const splitNames = (text: string): string[] => text.split(BETWEEN_NAMES).map(unquote)

const unquote = (name: string): string => name.trim().replace(/^"(.*)"$/s, '$1')

/**
 * Parses `--columns` against the columns that the command knows. Throws BAD_VALUE for anything that is not
 * `name=name in the file`.
 */
export function parseColumnNames(text: string, known: readonly string[]): ColumnNames {
  const names = new Map<string, string>()
  for (const pair of text.split(BETWEEN_NAMES)) {
    const [ours = '', theirs = ''] = pair.split(/=(.*)/s).map(unquote)
    if (!known.includes(ours) || theirs === '') {
      failWithHint(
        'BAD_VALUE',
        `--columns: "${pair}" is not NAME=COLUMN`,
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
        `no column is called "${wanted}", which was asked for`,
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

/** Throws HEADER_MISSING when one of the columns that are needed was not found in the header. */
export function checkNeeded(
  needed: readonly string[],
  found: ReadonlyMap<string, number>,
  headers: readonly string[],
  place: Place,
): void {
  const missing = needed.filter(column => !found.has(column))
  if (missing.length === 0) return
  fail(
    'HEADER_MISSING',
    `no column is called ${missing.join(' or ')}; found ${headers.join(', ')}`,
    place,
    `--columns says which columns they are, such as --columns ${missing.map(name => `${name}=NAME`).join(',')}`,
  )
}

/**
 * Sees to it that the columns which `--columns` names are there, in a file without a header: one that no row has
 * is misspelt, and its values would be missing without a word.
 */
export class RenamedColumns {
  readonly #unseen: Map<string, string>
  #rows = 0

  constructor(
    private readonly file: string,
    readonly renamed: ColumnNames,
  ) {
    this.#unseen = new Map(renamed)
  }

  note(row: Row | BrokenRow): void {
    this.#rows++
    for (const [column, name] of this.#unseen) {
      // What could not be read as a row may have the key all the same.
      const isThere =
        'issue' in row ? row.raw.toLowerCase().includes(lastPart(name)) : row.text(column) !== undefined
      if (isThere) this.#unseen.delete(column)
    }
  }

  /** Notes that a row has a key of that name. */
  noteKey(key: string): void {
    this.#rows++
    for (const [column, name] of this.#unseen) {
      if (normaliseHeader(name) === normaliseHeader(key)) this.#unseen.delete(column)
    }
  }

  /** Throws HEADER_MISSING when there were rows and none of them had one of the columns. */
  check(): void {
    const [missing] = this.#unseen.values()
    if (missing === undefined || this.#rows === 0) return
    fail('HEADER_MISSING', `no row has a key called "${missing}", which was asked for`, inFile(this.file))
  }
}

/** Of `res.status` the key that stands in front of the value. */
const lastPart = (name: string): string => normaliseHeader(name).split('.').at(-1)!
