/**
 * JSON with places, and with numbers as they are written: `5.04` stays those four characters. The one
 * importer of jsonc-parser.
 */
import {
  type JSONVisitor,
  type ParseErrorCode,
  type ParseOptions,
  printParseErrorCode,
  visit,
} from 'jsonc-parser'
import type { Issue, TextPlace } from '../core/failure.js'
import type { JsonValue } from './json-value.js'

/**
 * Parses one JSON text; `firstLine` is where it begins in its file. Returns an issue instead of throwing. A document may
 * hold a list of a million objects, which together would take many times the memory of the text: the objects in lists
 * are taken apart when asked for, and of each text one is kept.
 */
export function parseJson(text: string, file: string, firstLine = 1): JsonValue | Issue {
  const source = new JsonText(text, file, firstLine)
  const malformed = (message: string, offset: number): Issue => ({
    code: 'JSON_MALFORMED',
    message,
    place: source.placeAt(offset),
  })
  const builder = new ValueBuilder(source, 0, true)
  try {
    visit(text, builder, OPTIONS)
  } catch (error) {
    // Also where the parser, which recurses, runs out of stack.
    if (!(error instanceof RangeError)) throw error
    return malformed('the JSON is nested too deeply', 0)
  }
  if (builder.error) {
    const { code, offset } = builder.error
    return malformed(
      `not JSON: ${WORDS.get(printParseErrorCode(code)) ?? 'something is out of place'}`,
      offset,
    )
  }
  return builder.root ?? malformed('not JSON', 0)
}

const OPTIONS: ParseOptions = { disallowComments: true, allowEmptyContent: false }

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

/** A JSON text: where its lines begin, and the object in it that was asked for last. */
class JsonText {
  #lineStarts: readonly number[] | undefined
  #opened: ParsedValue | undefined
  #members: JsonValue['members'] = NONE

  constructor(
    readonly text: string,
    private readonly file: string,
    private readonly firstLine: number,
  ) {}

  placeAt(offset: number): TextPlace {
    this.#lineStarts ??= listLineStarts(this.text)
    const line = findLine(this.#lineStarts, offset)
    return { file: this.file, line: this.firstLine + line, column: offset - this.#lineStarts[line]! + 1 }
  }

  /** The members of an object that was passed over before. */
  open(object: ParsedValue): JsonValue['members'] {
    if (this.#opened !== object) {
      const builder = new ValueBuilder(this, object.start, false)
      visit(object.raw, builder, OPTIONS)
      this.#opened = object
      this.#members = builder.root!.members
    }
    return this.#members
  }
}

function listLineStarts(text: string): number[] {
  const starts = [0]
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
  return starts
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

const NONE: readonly never[] = []

/** Documents hold millions of values: what few of them are asked for is looked up in the text. */
class ParsedValue implements JsonValue {
  /** Of an object: null until it is taken apart. */
  readonly parts: (readonly [string, JsonValue])[] | null
  readonly items: JsonValue[] | readonly never[]

  constructor(
    private readonly source: JsonText,
    readonly kind: JsonValue['kind'],
    readonly start: number,
    public end: number,
    readonly text: string | undefined,
    isPassedOver = false,
  ) {
    this.parts = kind === 'object' && !isPassedOver ? [] : null
    this.items = kind === 'array' ? [] : NONE
  }

  get members(): JsonValue['members'] {
    return this.kind === 'object' ? (this.parts ?? this.source.open(this)) : NONE
  }

  get place(): TextPlace {
    return this.source.placeAt(this.start)
  }

  get raw(): string {
    return this.source.text.slice(this.start, this.end)
  }
}

/** Whoever goes through a document recurses, too. */
const MOST_NESTED = 1000

/** Builds the values of a text as the parser meets them. What it builds behind an error is of no use. */
class ValueBuilder implements JSONVisitor {
  root: ParsedValue | null = null
  error: { readonly code: ParseErrorCode; readonly offset: number } | null = null
  /** The objects and lists around the next value, and the key that it stands under. */
  readonly #around: ParsedValue[] = []
  #key = ''
  /** How many objects and lists around the next value are passed over. */
  #passedOver = 0

  /** `base` is where in `source` the text begins; `opensLater`: objects in lists are passed over. */
  constructor(
    private readonly source: JsonText,
    private readonly base: number,
    private readonly opensLater: boolean,
  ) {}

  readonly onObjectBegin = (offset: number): void => this.#open('object', offset)
  readonly onArrayBegin = (offset: number): void => this.#open('array', offset)
  readonly onObjectEnd = (offset: number): void => this.#close(offset)
  readonly onArrayEnd = (offset: number): void => this.#close(offset)

  readonly onObjectProperty = (key: string): void => {
    this.#key = key
  }

  readonly onLiteralValue = (value: unknown, offset: number, length: number): void => {
    if (this.#passedOver > 0) return
    const start = this.base + offset
    const end = start + length
    const text = typeof value === 'string' ? value : value === null ? '' : this.source.text.slice(start, end)
    const kind = value === null ? 'null' : (typeof value as 'string' | 'number' | 'boolean')
    this.#add(new ParsedValue(this.source, kind, start, end, text))
  }

  readonly onError = (code: ParseErrorCode, offset: number): void => {
    this.error ??= { code, offset }
  }

  #open(kind: 'object' | 'array', offset: number): void {
    if (this.#around.length + this.#passedOver >= MOST_NESTED) throw new RangeError('nested too deeply')
    if (this.#passedOver > 0) {
      this.#passedOver++
      return
    }
    const start = this.base + offset
    const isPassedOver = this.opensLater && kind === 'object' && this.#around.at(-1)?.kind === 'array'
    const value = new ParsedValue(this.source, kind, start, start, undefined, isPassedOver)
    this.#add(value)
    this.#around.push(value)
    if (isPassedOver) this.#passedOver = 1
  }

  #close(offset: number): void {
    if (this.#passedOver > 0) this.#passedOver--
    if (this.#passedOver > 0) return
    const value = this.#around.pop()
    if (value) value.end = this.base + offset + 1
  }

  #add(value: ParsedValue): void {
    const parent = this.#around.at(-1)
    if (!parent) this.root ??= value
    else if (parent.parts) parent.parts.push([this.#key, value])
    else (parent.items as JsonValue[]).push(value)
  }
}
