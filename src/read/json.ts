/**
 * JSON with places, and with numbers as they are written: `5.04` stays those four characters. The one
 * importer of jsonc-parser.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { fail, type Issue, type Place } from '../core/failure.js'
import { type BrokenRow, type ColumnNames, normaliseHeader, type Row } from './rows.js'

/** A parsed JSON value that knows where it stands. */
export interface JsonValue {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'
  readonly place: Place
  /** The text of a string, number or boolean; empty for null; undefined for an object or array. */
  readonly text: string | undefined
  /** The members of an object, in order. */
  readonly members: readonly (readonly [string, JsonValue])[]
  /** The items of an array. */
  readonly items: readonly JsonValue[]
  /** The source text. */
  readonly raw: string
}

/** The value of a member of an object, or undefined. */
export const memberOf = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  value?.members.find(([key]) => key === name)?.[1]

/** Parses one JSON text; `firstLine` is where it begins in its file. Returns an issue instead of throwing. */
export function parseJson(text: string, file: string, firstLine = 1): JsonValue | Issue {
  const errors: ParseError[] = []
  const lineStarts = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lineStarts.push(i + 1)
  const placeAt = (offset: number): Place => {
    const line = findLine(lineStarts, offset)
    return { file, line: firstLine + line, column: offset - lineStarts[line]! + 1 }
  }
  try {
    const root = parseTree(text, errors, { disallowComments: true, allowEmptyContent: false })
    const [first] = errors
    if (first) {
      const message = `not JSON: ${printParseErrorCode(first.error)}`
      return { code: 'JSON_MALFORMED', message, place: placeAt(first.offset) }
    }
    if (!root) return { code: 'JSON_MALFORMED', message: 'not JSON', place: placeAt(0) }
    return toValue(root, text, placeAt)
  } catch (error) {
    // The parser recurses, and so does what follows: a text nested without end runs out of stack.
    if (!(error instanceof RangeError)) throw error
    return { code: 'JSON_MALFORMED', message: 'the JSON is nested too deeply', place: placeAt(0) }
  }
}

/** The last line that starts at or before `offset`, counted from 0. */
function findLine(lineStarts: readonly number[], offset: number): number {
  let [low, high] = [0, lineStarts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lineStarts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low
}

function toValue(node: Node, text: string, placeAt: (offset: number) => Place): JsonValue {
  const raw = text.slice(node.offset, node.offset + node.length)
  const children = node.children ?? []
  const kind = node.type as JsonValue['kind']
  return {
    kind,
    raw,
    get place() {
      return placeAt(node.offset)
    },
    text:
      kind === 'string'
        ? node.value
        : kind === 'null'
          ? ''
          : kind === 'object' || kind === 'array'
            ? undefined
            : raw,
    members:
      kind === 'object'
        ? children.map(
            ({ children: pair }) => [pair![0]!.value as string, toValue(pair![1]!, text, placeAt)] as const,
          )
        : [],
    items: kind === 'array' ? children.map(child => toValue(child, text, placeAt)) : [],
  }
}

/** Reads a JSON object as a row of named texts; anything else in a known column is what is wrong with it. */
export function jsonRow(
  value: JsonValue | Issue,
  raw: string,
  line: number,
  known: readonly string[],
  renamed: ColumnNames,
): Row | BrokenRow {
  if ('code' in value) return { line, raw, issue: value }
  if (value.kind !== 'object') {
    const message = `found ${describeKind(value)}; each row must be a JSON object`
    return { line, raw, issue: { code: 'JSON_MALFORMED', message, place: value.place } }
  }
  const texts = new Map<string, string>()
  for (const column of known) {
    const name = normaliseHeader(renamed.get(column) ?? column)
    const found = findMembers(value, name)
    if (found.length > 1) {
      const issue = {
        code: 'KEY_REPEATED',
        message: `"${name}" is there twice`,
        place: found[1]![1].place,
      } as const
      return { line, raw, issue }
    }
    const member = found[0]?.[1]
    if (!member) continue
    if (member.text === undefined) {
      const message = `${name}: found ${describeKind(member)}; a text, number or boolean is allowed`
      return { line, raw, issue: { code: 'BAD_VALUE', message, place: member.place } }
    }
    texts.set(column, member.text.trim())
  }
  return { line, raw, text: column => texts.get(column) }
}

/** The members of that name; `res.status` is also the `status` in `res`, as loggers nest what they write. */
export function findMembers(value: JsonValue, name: string): (readonly [string, JsonValue])[] {
  const own = value.members.filter(([key]) => normaliseHeader(key) === name)
  const dot = name.indexOf('.')
  if (own.length > 0 || dot < 0) return own
  return value.members
    .filter(([key]) => normaliseHeader(key) === name.slice(0, dot))
    .flatMap(([, inner]) => findMembers(inner, name.slice(dot + 1)))
}

const describeKind = (value: JsonValue): string =>
  value.kind === 'array' || value.kind === 'object' ? `an ${value.kind}` : `a ${value.kind}`

/** Throws the issue, if it is one. */
export function expectJson(value: JsonValue | Issue): JsonValue {
  if ('code' in value) fail(value.code, value.message, value.place, value.hint)
  return value
}
