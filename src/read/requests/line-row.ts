/** Logs of text whose lines a pattern, or fields between blanks or tabs, take apart: a line as a row. */
import { atLine } from '../../core/failure.js'
import { type BrokenRow, type ColumnNames, normaliseHeader, partsOf, type Row } from '../rows.js'
import { type FormatForm, namesOf } from './log-format.js'

/** In place of a row: another message than a request. */
export const MESSAGE = 'message'

/** Reads a line; null when it says nothing of any row, as directives do. */
export type LineReader = (text: string, line: number) => Row | BrokenRow | typeof MESSAGE | null

/** Names of the fields that lines have; `onNames` is told them when they are known. */
export interface LineFields {
  readonly form: FormatForm
  /** What writes such logs, for messages. */
  readonly title: string
  readonly columns: ColumnNames
  readonly file: string
}

export function createLineReader(log: LineFields): LineReader {
  return log.form.shape === 'pattern' ? patternReader(log) : fieldsReader(log)
}

/** Where the fields of a column lie, of which there is more than one when it joins some. */
const locate = (columns: ColumnNames, names: readonly string[]): ReadonlyMap<string, readonly number[]> => {
  const known = names.map(normaliseHeader)
  return new Map(
    [...columns].map(([column, name]) => {
      const indexOf = (part: string): number => known.indexOf(normaliseHeader(part))
      return [column, partsOf(name, part => indexOf(part) >= 0).map(indexOf)]
    }),
  )
}

function rowOf(
  values: readonly (string | undefined)[],
  located: ReadonlyMap<string, readonly number[]>,
  line: number,
  raw: string,
): Row {
  return {
    line,
    raw,
    text(column) {
      const indexes = located.get(column) ?? located.get(`=${normaliseHeader(column)}`)
      if (indexes === undefined || indexes.includes(-1)) return undefined
      const found = indexes
        .map(index => values[index] ?? '')
        .join(' ')
        .trim()
      // `-` stands for nothing in every field.
      return found === '-' ? '' : found
    },
  }
}

const malformed = (raw: string, line: number, file: string, message: string): BrokenRow => ({
  line,
  raw,
  issue: { code: 'LOG_MALFORMED', message, place: atLine(file, line) },
})

/** What a line has that is about a request: its line, or that of the answer. */
const REQUEST = /"[A-Z]+ \S+ HTTP\/[\d.]+"|"HTTP\/[\d.]+ \d{3}/

function patternReader({ form, title, columns, file }: LineFields): LineReader {
  const expression = new RegExp(form.line!)
  const names = namesOf(form.line!)
  const located = locate(columns, names)
  return (text, line) => {
    const groups = expression.exec(text)?.groups
    if (groups)
      return rowOf(
        names.map(name => groups[name]),
        located,
        line,
        text,
      )
    if (form.words.isMixed && !REQUEST.test(text)) return MESSAGE
    return malformed(text, line, file, `the line is not of the format of ${title}`)
  }
}

const DIRECTIVE = /^\s*#/
const FIELDS = /^\s*#fields:\s*(.*)$/i

function fieldsReader({ form, title, columns, file }: LineFields): LineReader {
  let names = form.fields
  let located = locate(columns, names ?? [])
  const needed = (): number =>
    Math.max(...['timestamp', 'status', 'endpoint'].flatMap(column => located.get(column) ?? []))
  return (text, line) => {
    if (form.fields === null && DIRECTIVE.test(text)) {
      const directive = FIELDS.exec(text)
      if (directive) {
        names = splitFields(directive[1]!)
        located = locate(columns, names)
      }
      return null
    }
    if (names === null)
      return malformed(text, line, file, 'no line that begins with #Fields: stands above it')
    const values = splitFields(text)
    // Documented formats grow at their end; a directive names all that there are.
    const isWhole = form.fields === null ? values.length === names.length : values.length > needed()
    // A line that was cut may end within quotes, where blanks part no fields; between tabs quotes are letters.
    if (isWhole && !text.includes('\t') && values.some(value => value.startsWith('"')))
      return malformed(text, line, file, 'a quoted field is never closed')
    if (isWhole) return rowOf(values, located, line, text)
    const message = `the line has ${values.length} ${values.length === 1 ? 'field' : 'fields'}; ${title} writes ${names.length}`
    return { line, raw: text, issue: { code: 'ROW_WIDTH', message, place: atLine(file, line) } }
  }
}

const FIELD = /"((?:[^"\\]|\\.)*)"|(\S+)/g

/** Fields between tabs, where there are any, or blanks; quotes hold blanks together. */
export const splitFields = (text: string): string[] =>
  text.includes('\t')
    ? text.split('\t').map(field => field.trim())
    : text.includes('"')
      ? [...text.matchAll(FIELD)].map(([, quoted, bare]) => quoted ?? bare!)
      : text.trim().split(/ +/)
