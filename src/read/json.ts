/**
 * JSON with places, and with numbers as they are written: `5.04` stays those four characters. The one
 * importer of jsonc-parser.
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Issue, TextPlace } from '../core/failure.js'
import type { JsonValue } from './json-value.js'

/** Parses one JSON text; `firstLine` is where it begins in its file. Returns an issue instead of throwing. */
export function parseJson(text: string, file: string, firstLine = 1): JsonValue | Issue {
  const errors: ParseError[] = []
  const lineStarts = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lineStarts.push(i + 1)
  const placeAt = (offset: number): TextPlace => {
    const line = findLine(lineStarts, offset)
    return { file, line: firstLine + line, column: offset - lineStarts[line]! + 1 }
  }
  try {
    const root = parseTree(text, errors, { disallowComments: true, allowEmptyContent: false })
    const [first] = errors
    if (first) {
      const message = `not JSON: ${WORDS.get(printParseErrorCode(first.error)) ?? 'something is out of place'}`
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

/** What the parser says is wrong, in words. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['InvalidSymbol', 'expected a value; a text stands in double quotes'],
  ['InvalidNumberFormat', 'the number is not written as JSON has it'],
  ['PropertyNameExpected', 'expected a key in quotes'],
  ['ValueExpected', 'expected a value'],
  ['ColonExpected', 'expected a colon behind the key'],
  ['CommaExpected', 'expected a comma'],
  ['CloseBraceExpected', 'expected a closing brace'],
  ['CloseBracketExpected', 'expected a closing bracket'],
  ['EndOfFileExpected', 'something stands behind the end of the value'],
  ['InvalidCommentToken', 'comments are not allowed'],
  ['UnexpectedEndOfComment', 'comments are not allowed'],
  ['UnexpectedEndOfString', 'a text has no closing quote'],
  ['UnexpectedEndOfNumber', 'the number ends too early'],
  ['InvalidUnicode', 'an escape in a text is none that JSON has'],
  ['InvalidEscapeCharacter', 'an escape in a text is none that JSON has'],
  ['InvalidCharacter', 'a text holds a control character'],
])

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

function toValue(node: Node, text: string, placeAt: (offset: number) => TextPlace): JsonValue {
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
