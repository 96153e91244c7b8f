/**
 * JSON lines as rows of named texts. The platform's own parser reads the plain ones, several times as fast;
 * whatever could be read in two ways by it (keys that occur twice or are spelled with escapes, numbers whose
 * digits it changes) goes to the exact reader, and so does every line in which something is wrong.
 */
import { jsonRow, parseJson } from './json.js'
import { type BrokenRow, type ColumnNames, normaliseHeader, type Row } from './rows.js'

/** Reads a line that is not blank. */
export type JsonLineReader = (text: string, line: number) => Row | BrokenRow

/** Names of keys that are remembered; a log has a few dozen. */
const MOST_REMEMBERED = 1000

/** A reader for the lines of one file, of which the columns `known` are read. */
export function createJsonLineReader(
  file: string,
  known: readonly string[],
  renamed: ColumnNames,
): JsonLineReader {
  const names = known.map(column => normaliseHeader(renamed.get(column) ?? column))
  const indexOf = new Map(known.map((column, index) => [column, index]))
  const columnOfKey = new Map<string, number>()
  // Names such as `res.status`, which stand for a member of a member.
  const nested = names.flatMap((name, column) =>
    name.includes('.') ? [{ column, path: name.split('.') }] : [],
  )

  const columnOf = (key: string): number => {
    let column = columnOfKey.get(key)
    if (column === undefined) {
      column = names.indexOf(normaliseHeader(key))
      if (columnOfKey.size >= MOST_REMEMBERED) columnOfKey.clear()
      columnOfKey.set(key, column)
    }
    return column
  }

  const readPlain = (text: string): (string | undefined)[] | null => {
    if (text.includes('\\u')) return null
    const value = parsePlain(text)
    if (value === null) return null
    const texts: (string | undefined)[] = new Array(known.length).fill(undefined)
    for (const key in value) {
      const column = columnOf(key)
      if (column < 0) continue
      const found = textOf(value[key], key, text)
      if (found === null || texts[column] !== undefined) return null
      texts[column] = found
    }
    for (const { column, path } of nested) {
      if (texts[column] !== undefined) continue
      const member = path.reduce<unknown>(
        (inner, key) => (inner as Record<string, unknown> | null)?.[key],
        value,
      )
      const found = member === undefined ? null : textOf(member, path.at(-1)!, text)
      if (found === null) return null
      texts[column] = found
    }
    return texts
  }

  return (text, line) => {
    const texts = readPlain(text)
    if (texts === null) return jsonRow(parseJson(text, file, line), text, line, known, renamed)
    return { line, raw: text, text: column => texts[indexOf.get(column)!] }
  }
}

/** The object of a line; null for anything else, which the exact reader words. */
function parsePlain(text: string): Record<string, unknown> | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** The text of a member as it stands in the line; null when that is not certain. */
function textOf(value: unknown, key: string, line: string): string | null {
  const quoted = `"${key}"`
  const at = line.indexOf(quoted)
  if (at < 0 || line.indexOf(quoted, at + 1) >= 0) return null
  if (typeof value === 'string') return value.trim()
  if (value === null) return ''
  if (typeof value !== 'number' && typeof value !== 'boolean') return null
  // Behind the key stand a colon, the digits, and something that ends them.
  const digits = String(value)
  const start = skipBlanks(line, skipBlanks(line, at + quoted.length) + 1)
  const isWritten = line.startsWith(digits, start) && ENDS.has(line[start + digits.length] ?? '')
  return isWritten ? digits : null
}

const ENDS = new Set([',', '}', ' ', '\t'])

function skipBlanks(line: string, at: number): number {
  while (line[at] === ' ' || line[at] === '\t') at++
  return at
}
