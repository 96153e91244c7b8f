/** A parsed JSON value, and what is read from one; json.ts parses, which takes a package that is loaded when needed. */
import { fail, type Issue, type TextPlace } from '../core/failure.js'
import { remembering } from '../core/get-or-insert.js'
import { inOneWay, type Notation } from './notation.js'
import { type BrokenRow, type ColumnNames, normaliseHeader, partsOf, type Row } from './rows.js'

/** A parsed JSON value that knows where it stands. */
export interface JsonValue {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'
  readonly place: TextPlace
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

/** A value that is made of another one, and stands where that does. */
class MadeValue implements JsonValue {
  constructor(
    private readonly at: Pick<JsonValue, 'place'>,
    readonly kind: JsonValue['kind'],
    readonly text: string | undefined,
    readonly members: JsonValue['members'],
    readonly raw: string,
    readonly items: readonly JsonValue[] = [],
  ) {}

  get place(): TextPlace {
    return this.at.place
  }
}

/** A text that stands where `at` does. */
export const textValue = (text: string, at: JsonValue, kind: JsonValue['kind'] = 'string'): JsonValue =>
  new MadeValue(at, kind, text, [], JSON.stringify(text))

/** An object with other members than its own. */
export const withMembers = (object: JsonValue, members: JsonValue['members']): JsonValue =>
  new MadeValue(object, object.kind, undefined, members, object.raw)

/** A value, with all that is in it, that stands where `at` does. */
export const movedTo = (
  at: Pick<JsonValue, 'place'>,
  { kind, text, members, raw, items }: JsonValue,
): JsonValue =>
  new MadeValue(
    at,
    kind,
    text,
    members.map(([key, value]) => [key, movedTo(at, value)]),
    raw,
    items.map(item => movedTo(at, item)),
  )

/** What a list under that name says of a column; undefined: nothing that can be read. */
export type WordOfList = (column: string, name: string, list: JsonValue) => string | undefined

/** How values are read as texts. */
export interface ReadingOfValues {
  /** Left out: lists say nothing. */
  readonly wordOfList?: WordOfList
  /** What an object says of a column by being there; undefined, or left out: nothing that can be read. */
  readonly wordOfObject?: (column: string, object: JsonValue) => string | undefined
  /** How the texts in the file are written; its numbers are JSON's, whatever that says. */
  readonly notation?: Partial<Notation>
}

/** Whether a value within an object says of a row what the column would. */
export type MayTell = (column: string, name: string, value: Pick<JsonValue, 'text' | 'items'>) => boolean

/** Where members lie: of each the number of its member in the outermost object, then in that one, and so on. */
type MemberPaths = readonly (readonly number[])[]

/** Where the texts of a column lie, by each name that is joined to it: the same in all objects with the same keys. */
export interface ColumnPaths {
  readonly column: string
  readonly parts: readonly { readonly name: string; readonly paths: MemberPaths }[]
}

/** How many sets of keys are remembered. */
const MOST_SHAPES = 1000

/** The keys of an object and of those within it. */
function shapeOf({ members }: JsonValue): string {
  let shape = ''
  for (const [key, value] of members) {
    shape += `${key.length} ${key}`
    if (value.kind === 'object') shape += `{${shapeOf(value)}}`
  }
  return shape
}

/** What depends on the keys of an object alone is found once for all objects with the same keys. */
export function oncePerShape<T>(find: (value: JsonValue) => T): (value: JsonValue) => T {
  let asked: JsonValue
  const findOnce = remembering(() => find(asked), MOST_SHAPES)
  return value => {
    asked = value
    return findOnce(shapeOf(value))
  }
}

/** Where the texts of columns lie in an object. */
export const findColumnPaths = (
  value: JsonValue,
  known: readonly string[],
  renamed: ColumnNames,
): ColumnPaths[] =>
  known.map(column => ({
    column,
    parts: partsOf(renamed.get(column) ?? column, part => isThere(value, part)).map(name => ({
      name,
      paths: findPaths(value, normaliseHeader(name)),
    })),
  }))

/** Reads a JSON object as a row of named texts; anything else in a known column is what is wrong with it. */
export function jsonRow(
  value: JsonValue | Issue,
  raw: string,
  line: number,
  columnsOf: (value: JsonValue) => readonly ColumnPaths[],
  reading: ReadingOfValues = {},
): Row | BrokenRow {
  if ('code' in value) return { line, raw, issue: value }
  if (value.kind !== 'object') {
    const message = `found ${describeKind(value)}; each row must be a JSON object`
    return { line, raw, issue: { code: 'JSON_MALFORMED', message, place: value.place } }
  }
  const texts = new Map<string, string>()
  for (const { column, parts } of columnsOf(value)) {
    let text: string | undefined
    for (const { name, paths } of parts) {
      const found = readMember(value, column, name, paths, reading)
      if (typeof found === 'object') return { line, raw, issue: found }
      if (found !== undefined) text = text === undefined ? found : `${text} ${found}`
    }
    if (text !== undefined) texts.set(column, text)
  }
  return { line, raw, text: column => texts.get(column) }
}

/** What the member that was asked for says of a column; undefined when there is none. */
function readMember(
  value: JsonValue,
  column: string,
  asked: string,
  paths: MemberPaths,
  { wordOfList, wordOfObject, notation }: ReadingOfValues,
): string | undefined | Issue {
  const [path, repeated] = paths
  if (path === undefined) return undefined
  if (repeated !== undefined) {
    const { place } = memberAt(value, repeated)[1]
    return { code: 'KEY_REPEATED', message: `"${normaliseHeader(asked)}" is there twice`, place }
  }
  const [, member] = memberAt(value, path)
  const wordOf = (): string | undefined =>
    member.kind === 'array' ? wordOfList?.(column, asked, member) : wordOfObject?.(column, member)
  const text = member.text ?? wordOf()
  if (text !== undefined)
    return member.kind === 'number' && notation?.decimal === ',' ? inOneWay(text) : text.trim()
  const name = normaliseHeader(asked)
  const message = `${name}: expected a text, number or boolean; got ${describeKind(member)}`
  const [inner] = member.members.map(([key]) => key)
  const hint = isByColumns(value)
    ? HINT_BY_ROWS
    : inner !== undefined && `name a value inside it, such as ${name}.${inner}`
  return { code: 'BAD_VALUE', message, place: member.place, ...(hint && { hint }) }
}

/** Whether an object holds a table column by column: under each key its values, in a list or by their numbers. */
const isByColumns = ({ members }: JsonValue): boolean =>
  members.length > 1 &&
  members.every(([, { kind, members: inner }]) => kind === 'array' || inner.some(([key]) => key === '0'))

/** What to do with a table that is written column by column. */
export const HINT_BY_ROWS =
  'the file holds its columns one by one: have it written with an object for each row, as pandas does with orient="records"'

/** The members of that name; `res.status` is also the `status` in `res`, as loggers nest what they write. */
export const findMembers = (value: JsonValue, name: string): (readonly [string, JsonValue])[] =>
  findPaths(value, name).map(path => memberAt(value, path))

/** Where the members of that name lie. */
function findPaths({ members }: JsonValue, name: string): number[][] {
  const called = (wanted: string): number[] =>
    members.flatMap(([key], i) => (normaliseHeader(key) === wanted ? [i] : []))
  const own = called(name)
  const dot = name.indexOf('.')
  if (own.length > 0 || dot < 0) return own.map(i => [i])
  return called(name.slice(0, dot)).flatMap(i =>
    findPaths(members[i]![1], name.slice(dot + 1)).map(path => [i, ...path]),
  )
}

/** The member that a path leads to. */
const memberAt = (value: JsonValue, [first, ...rest]: readonly number[]): readonly [string, JsonValue] =>
  rest.reduce((member, i) => member[1].members[i]!, value.members[first!]!)

/** Whether it has a member of that name. */
export const isThere = (value: JsonValue, name: string): boolean =>
  findMembers(value, normaliseHeader(name)).length > 0

const describeKind = (value: JsonValue): string =>
  value.kind === 'array' || value.kind === 'object' ? `an ${value.kind}` : `a ${value.kind}`

/** Throws the issue, if it is one. */
export function expectJson(value: JsonValue | Issue): JsonValue {
  if ('code' in value) fail(value.code, value.message, value.place, value.hint)
  return value
}
