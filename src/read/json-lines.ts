/**
 * JSON lines as rows of named texts. The platform's own parser reads the plain ones, several times as fast;
 * whatever could be read in two ways by it (keys that occur twice or are spelled with escapes, numbers whose
 * digits it changes) goes to the exact reader, and so does every line in which something is wrong.
 */
import { remembering } from '../core/get-or-insert.js'
import { parseJson } from './json.js'
import { findColumnPaths, jsonRow, oncePerShape, type ReadingOfValues } from './json-value.js'
import {
  type BrokenRow,
  type ColumnNames,
  namesGiven,
  normaliseHeader,
  partsOf,
  RenamedColumns,
  type Row,
} from './rows.js'

/** How columns are called that are looked at alone, whatever stands in them. */
export const WHOSE = 'whose '

/** An error, such as, may be a text or an object: what kind of row it is, either says by being there. */
const READING: ReadingOfValues = {
  wordOfObject: (column, { members }) =>
    column.startsWith('row_kind')
      ? members.length > 0
        ? 'object'
        : ''
      : column.startsWith(WHOSE)
        ? ''
        : undefined,
  wordOfList: column => (column.startsWith(WHOSE) ? '' : undefined),
}

export interface JsonLineReader {
  /** Reads a line that is not blank. */
  read(text: string, line: number): Row | BrokenRow
  /** Notes that a line has a key of that name, which something else has read. */
  noteKey(name: string): void
  /** Throws HEADER_MISSING when no line that was read has a key that `--columns` names. */
  checkColumns(): void
}

/** Names of keys that are remembered; a log has a few dozen. */
const MOST_REMEMBERED = 1000

/**
 * A reader for the lines of one file, of which the columns `known` are read. `asked`: the names of `renamed` that some
 * line must have, all of them unless told. `onKey` is told each key of its lines, more than once perhaps.
 */
export function createJsonLineReader(
  file: string,
  known: readonly string[],
  renamed: ColumnNames,
  asked = renamed,
  onKey: (key: string) => void = () => {},
): JsonLineReader {
  // A column may be joined from several keys, and two may be read from one.
  const givenOf = (column: string): string => renamed.get(column) ?? column
  const namesOf = (columns: readonly string[]): string[] =>
    columns.flatMap(column => namesGiven(givenOf(column)))
  const given = namesOf(known)
  const names = [...new Set(given.map(normaliseHeader))]
  const counting = new Set(namesOf(known.filter(column => !column.startsWith(WHOSE))).map(normaliseHeader))
  const isLookedAtAlone = names.map(name => !counting.has(name))
  const indexOfGiven = new Map(given.map(name => [name, names.indexOf(normaliseHeader(name))]))
  const indexOfKey = new Map<string, number>()
  // Names such as `res.status`, which stand for a member of a member.
  const nested = names.flatMap((name, index) => (name.includes('.') ? [{ index, name }] : []))
  const columns = new RenamedColumns(file, asked)
  const columnsOf = oncePerShape(value => findColumnPaths(value, known, renamed))

  const indexOfName = (key: string): number => {
    let index = indexOfKey.get(key)
    if (index === undefined) {
      index = names.indexOf(normaliseHeader(key))
      onKey(key)
      if (indexOfKey.size >= MOST_REMEMBERED) indexOfKey.clear()
      indexOfKey.set(key, index)
    }
    return index
  }

  const textAt = (index: number, key: string, value: unknown, line: string): string | null =>
    textOf(value, key, line) ?? (isLookedAtAlone[index] ? wordOf(value) : null)

  const readPlain = (text: string): (string | undefined)[] | null => {
    if (text.includes('\\u')) return null
    const value = parsePlain(text)
    if (value === null) return null
    const texts: (string | undefined)[] = new Array(names.length).fill(undefined)
    for (const key in value) {
      const index = indexOfName(key)
      if (index < 0) continue
      const found = textAt(index, key, value[key], text)
      if (found === null || texts[index] !== undefined) return null
      texts[index] = found
    }
    for (const { index, name } of nested) {
      if (texts[index] !== undefined) continue
      const members = membersAt(value, name)
      const [member] = members
      if (member === undefined) continue
      const found = members.length > 1 ? null : textAt(index, member.key, member.value, text)
      if (found === null) return null
      texts[index] = found
    }
    return texts
  }

  const readRow = (text: string, line: number): Row | BrokenRow => {
    const texts = readPlain(text)
    if (texts === null) {
      const value = parseJson(text, file, line)
      if ('members' in value) for (const [key] of value.members) indexOfName(key)
      return jsonRow(value, text, line, columnsOf, READING)
    }
    const textOfName = (name: string): string | undefined => texts[indexOfGiven.get(name) ?? -1]
    const textIn = (column: string): string | undefined => {
      const parts = partsOf(givenOf(column), name => textOfName(name) !== undefined).flatMap(
        name => textOfName(name) ?? [],
      )
      return parts.length === 0 ? undefined : parts.join(' ')
    }
    return { line, raw: text, text: textIn }
  }

  return {
    read(text, line) {
      const row = readRow(text, line)
      columns.note(row)
      return row
    },
    noteKey: name => columns.noteKey(name),
    checkColumns: () => columns.check(),
  }
}

const normalise = remembering(normaliseHeader)

/** A member of an object, and the key that it stands under. */
interface Member {
  readonly key: string
  readonly value: unknown
}

function membersCalled(object: Record<string, unknown>, name: string): Member[] {
  const found: Member[] = []
  for (const key in object) if (normalise(key) === name) found.push({ key, value: object[key] })
  return found
}

/** The members that a name with dots may stand for, as `findMembers` finds them. */
function membersAt(object: Record<string, unknown>, name: string): Member[] {
  const own = membersCalled(object, name)
  const dot = name.indexOf('.')
  if (own.length > 0 || dot < 0) return own
  return membersCalled(object, name.slice(0, dot)).flatMap(({ value }) =>
    isObject(value) ? membersAt(value, name.slice(dot + 1)) : [],
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object of a line; null for anything else, which the exact reader words. */
function parsePlain(text: string): Record<string, unknown> | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return isObject(value) ? value : null
}

/** The text of a member as it stands in the line; null when that is not certain. */
function textOf(value: unknown, key: string, line: string): string | null {
  const quoted = `"${key}"`
  const at = line.indexOf(quoted)
  if (at < 0 || line.indexOf(quoted, at + 1) >= 0) return null
  if (typeof value === 'string') return value.trim()
  if (value === null) return ''
  // Behind the key stand a colon, the digits or the word, and what ends them; lists and objects stand in brackets.
  const digits = String(value)
  const start = skipBlanks(line, skipBlanks(line, at + quoted.length) + 1)
  const isWritten = line.startsWith(digits, start) && ENDS.has(line[start + digits.length] ?? '')
  return isWritten ? digits : null
}

/** The same of a member that is looked at alone, whose digits may be written otherwise. */
const wordOf = (value: unknown): string => (typeof value === 'object' ? '' : String(value).trim())

const ENDS = new Set([',', '}', ' ', '\t'])

function skipBlanks(line: string, at: number): number {
  while (line[at] === ' ' || line[at] === '\t') at++
  return at
}
