/**
 * The JSON of the answers, each key said once: what it means, what its values look like, and where they come from. The
 * answer, its JSON Schema, its type and the columns of its CSV come from the same table.
 */
import { assert, type Place } from '../core/failure.js'
import { type Day, formatDay, formatInstant, type Instant } from '../core/instant.js'
import { format, type Seconds, type Units, type Usd } from '../core/quantity.js'
import { formatRatio, type Ratio } from '../core/ratio.js'
import { writeJson } from './text.js'

/** A JSON Schema (draft 2020-12). */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** A key: what its values look like, and how they are taken from what the answer is written from. */
export interface Field<From, To> {
  readonly schema: JsonSchema
  /** Undefined leaves an optional key out. */
  readonly of: (from: From) => To
  readonly isOptional?: boolean
}

/** The keys of an object in their order, whatever each is taken from. */
export type Fields = Readonly<Record<string, Field<never, unknown>>>

/** What an object of a table is written from. */
// biome-ignore lint/suspicious/noExplicitAny: what each key comes to is of no matter here.
type FromOf<T> = [T[keyof T]] extends [{ readonly of: (from: infer From) => any }] ? From : never

type OptionalKeys<T> = {
  [K in keyof T]: T[K] extends { readonly isOptional: true } ? K : never
}[keyof T]
type ValueOf<T> = T extends { readonly of: (from: never) => infer To } ? To : never

/** The object that a table writes. */
export type Written<T> = { readonly [K in Exclude<keyof T, OptionalKeys<T>>]: ValueOf<T[K]> } & {
  readonly [K in OptionalKeys<T>]?: Exclude<ValueOf<T[K]>, undefined>
}

/** A table of keys that are all taken from `From`. */
export const fieldsOf =
  <From>() =>
  // biome-ignore lint/suspicious/noExplicitAny: a table holds fields of every type.
  <T extends Readonly<Record<string, Field<From, any>>>>(table: T): T =>
    table

export function write<T extends Fields>(table: T, from: FromOf<T>): Written<T> {
  const written: Record<string, unknown> = {}
  for (const key in table) {
    const value = table[key]!.of(from as never)
    if (value !== undefined) written[key] = value
  }
  return written as Written<T>
}

/** What an object of a table looks like; no other keys are in it. */
export const schemaOf = (table: Fields, doc?: string): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(Object.entries(table).map(([key, { schema }]) => [key, schema])),
  required: Object.entries(table).flatMap(([key, { isOptional }]) => (isOptional ? [] : [key])),
  additionalProperties: false,
  ...(doc === undefined ? {} : { description: doc }),
})

/** The schema of a whole answer under its name and version, `kling-cost/quote/1`. */
export const schemaOfAnswer = (name: string, table: Fields): JsonSchema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: name,
  ...schemaOf({ ...table, ...RUN }),
})

const described = (schema: JsonSchema, doc: string): JsonSchema => ({ ...schema, description: doc })
const nullable = (schema: JsonSchema, doc: string): JsonSchema => ({
  anyOf: [schema, { type: 'null' }],
  description: doc,
})

/** What has no properties of ours. */
type Leaf = string | number | bigint | boolean | readonly unknown[] | ReadonlyMap<unknown, unknown>

/** The ways from an object to values of a type, such as `claim.opens`; one past null leads to null. */
type PathTo<From, Taken, Deeper extends readonly unknown[] = [3, 2, 1]> = {
  [Name in keyof From & string]:
    | (From[Name] extends Taken ? Name : never)
    | (NonNullable<From[Name]> extends Leaf
        ? never
        : [null, From[Name]] extends [Taken, unknown] | [unknown, NonNullable<From[Name]>]
          ? Deeper extends readonly [unknown, ...infer Rest]
            ? `${Name}.${PathTo<NonNullable<From[Name]>, Taken, Rest>}`
            : never
          : never)
}[keyof From & string]

/** Where a value comes from: what a function gives, or what a way leads to. */
type Of<From, Taken> = ((from: From) => Taken) | PathTo<From, Taken>

const taker = <From, Taken>(of: Of<From, Taken>): ((from: From) => Taken) => {
  if (typeof of === 'function') return of
  const steps = (of as string).split('.')
  return from =>
    steps.reduce<unknown>((at, step) => at && (at as Record<string, unknown>)[step], from) as Taken
}

/** A field whose key is left out where there is nothing. */
type OptionalField<From, To> = Field<From, To | undefined> & { readonly isOptional: true }

/**
 * Fields of one kind of value, by what they mean and where they come from. Where there may be none, `orNull` writes null
 * and `ifAny` leaves the key out. A kind writes its values in one way, `written`.
 */
function kind<Taken, To>(schema: JsonSchema, written: (taken: Taken) => To) {
  const field = <From>(doc: string, of: Of<From, Taken>): Field<From, To> => {
    const take = taker(of)
    return { schema: described(schema, doc), of: from => written(take(from)) }
  }
  const orNull = <From>(doc: string, of: Of<From, Taken | null>): Field<From, To | null> => {
    const take = taker(of)
    return {
      schema: nullable(schema, doc),
      of(from) {
        const taken = take(from)
        return taken === null ? null : written(taken)
      },
    }
  }
  const ifAny = <From>(doc: string, of: Of<From, Taken | null>): OptionalField<From, To> => {
    const { of: writtenOrNull } = orNull(doc, of)
    return { schema: described(schema, doc), of: from => writtenOrNull(from) ?? undefined, isOptional: true }
  }
  return Object.assign(field, { orNull, ifAny, schema })
}

/** Values that are written as they are. */
const plain = <To>(schema: JsonSchema) => kind<To, To>(schema, value => value)

/** An exact amount; as text it is written already. */
type Amount = Usd | Units | Seconds | Ratio | string

const writeAmount = (amount: Amount): string =>
  typeof amount === 'string' ? amount : 'num' in amount ? formatRatio(amount) : format(amount)

/** Digits without exponent, sign or leading zero, and no zero at the end of the decimals. */
const DECIMAL = '^(?:0|[1-9][0-9]*)(?:[.][0-9]*[1-9])?$'

/** An exact amount of at least 0; its words name the unit. */
export const decimal = kind({ type: 'string', pattern: DECIMAL }, writeAmount)
/** An exact difference, which may be below 0. */
export const signed = kind({ type: 'string', pattern: DECIMAL.replace('^', '^-?') }, writeAmount)
/** A percentage of an agreement, in its own digits, such as `99.90`. */
export const printedPercent = plain<string>({ type: 'string', pattern: '^(?:0|[1-9][0-9]*)(?:[.][0-9]+)?$' })
/** A whole number of at least 0. */
export const count = kind<number | bigint, number>(
  { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  Number,
)
/** A day, `YYYY-MM-DD`. */
export const day = kind<Day, string>({ type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }, formatDay)
/** A point in time, ISO-8601 in UTC. */
export const time = kind<Instant, string>(
  { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{3})?Z$' },
  formatInstant,
)
export const text = plain<string>({ type: 'string' })
export const texts = plain<readonly string[]>({ type: 'array', items: { type: 'string' } })
export const flag = plain<boolean>({ type: 'boolean' })
export const flags = plain<readonly boolean[]>({ type: 'array', items: { type: 'boolean' } })
/** Whole numbers, each of what `each` says. */
export const numbers = (each: string) =>
  plain<readonly number[]>({ type: 'array', items: { ...count.schema, description: each } })
export const textLists = plain<readonly (readonly string[])[]>({ type: 'array', items: texts.schema })
/** Amounts of one unit by their names. */
export const amounts = (unit: string) =>
  kind(
    { type: 'object', propertyNames: true, additionalProperties: { ...decimal.schema, description: unit } },
    (named: Iterable<readonly [name: string, amount: Amount]>) =>
      Object.fromEntries([...named].map(([name, amount]) => [name, writeAmount(amount)])),
  )
/** Units by pool: they are never added up. */
export const unitsByPool = amounts('Units')

/** A line of a file, as file:line. */
export const place = kind<Place, string>({ type: 'string' }, ({ file, line }) => `${file}:${line}`)

/** One of a closed set of words. */
export const word = <const T extends readonly string[]>(words: T) =>
  plain<T[number]>({ type: 'string', enum: words })

/** The same in every answer. */
export const constant = <From, const T extends string>(value: T, doc: string): Field<From, T> => ({
  schema: { type: 'string', const: value, description: doc },
  of: () => value,
})

/** The first key of every answer: its form and version. */
export const schemaName = <From, const T extends string>(name: T): Field<From, T> =>
  constant(name, 'The form of this answer and its version: keys are added to it, never changed')

const objectOf = <T extends Fields>(table: T) =>
  kind(schemaOf(table), (inner: FromOf<T>): Written<T> => write(table, inner))

/** An object within: a table of its own. */
export const object = Object.assign(
  <From, T extends Fields>(doc: string, table: T, of: Of<From, FromOf<T>>) => objectOf(table)<From>(doc, of),
  {
    orNull: <From, T extends Fields>(doc: string, table: T, of: Of<From, FromOf<T> | null>) =>
      objectOf(table).orNull<From>(doc, of),
    ifAny: <From, T extends Fields>(doc: string, table: T, of: Of<From, FromOf<T> | null>) =>
      objectOf(table).ifAny<From>(doc, of),
  },
)

const listOf = <T extends Fields>(table: T, each?: string) =>
  kind({ type: 'array', items: schemaOf(table, each) }, (all: readonly FromOf<T>[]): readonly Written<T>[] =>
    all.map(inner => write(table, inner)),
  )

/** A list of objects; `each` says what one of them is. */
export const list = Object.assign(
  <From, T extends Fields>(doc: string, table: T, of: Of<From, readonly FromOf<T>[]>, each?: string) =>
    listOf(table, each)<From>(doc, of),
  {
    ifAny: <From, T extends Fields>(doc: string, table: T, of: Of<From, readonly FromOf<T>[] | null>) =>
      listOf(table).ifAny<From>(doc, of),
  },
)

/** Objects by their names. */
export const record = <From, T extends Fields>(
  doc: string,
  table: T,
  of: Of<From, readonly (readonly [name: string, inner: FromOf<T>])[]>,
): Field<From, Readonly<Record<string, Written<T>>>> =>
  kind(
    { type: 'object', propertyNames: true, additionalProperties: schemaOf(table) },
    (named: readonly (readonly [name: string, inner: FromOf<T>])[]) =>
      Object.fromEntries(named.map(([name, inner]) => [name, write(table, inner)])),
  )(doc, of)

type EachWritten<T> = T extends unknown ? Written<T> : never
type KeyOfAny<T> = T extends unknown ? keyof T : never
type WithKeys<T, K extends PropertyKey> = T extends unknown
  ? T & { readonly [Other in Exclude<K, keyof T>]?: undefined }
  : never
/** An object of one of the tables, of which a key that another table has can be asked for. */
type WrittenOf<T> = WithKeys<EachWritten<T>, KeyOfAny<EachWritten<T>>>

const anyOf = (tables: readonly Fields[]): JsonSchema => ({ anyOf: tables.map(table => schemaOf(table)) })

/** An object of one of several tables, written already. */
export const either = <T extends Fields>(tables: readonly T[]) => plain<WrittenOf<T>>(anyOf(tables))
/** A list of such objects. */
export const eithers = <T extends Fields>(tables: readonly T[]) =>
  plain<readonly WrittenOf<T>[]>({ type: 'array', items: anyOf(tables) })

/** A key that is there only when `isThere`. */
export const optional = <From, To>(
  field: Field<From, To>,
  isThere: (from: From) => boolean,
): OptionalField<From, To> => ({
  schema: field.schema,
  of: from => (isThere(from) ? field.of(from) : undefined),
  isOptional: true,
})

/** The keys of a table that are there only where there is what they are taken from: `part` gives it, or null. */
export const optionalKeys = <From, T extends Fields>(table: T, part: (from: From) => FromOf<T> | null) =>
  Object.fromEntries(
    Object.entries(table).map(([key, { schema, of }]) => [
      key,
      {
        schema,
        of(from: From) {
          const its = part(from)
          return its === null ? undefined : of(its as never)
        },
        isOptional: true,
      },
    ]),
  ) as { readonly [K in keyof T]: OptionalField<From, ValueOf<T[K]>> }

/** What the command line adds to an answer: a program that asks the library knows it itself. */
const RUN = fieldsOf<string | null>()({
  config: optional(
    text.orNull('The configuration file that set options of the run; null: none', path => path),
    () => true,
  ),
})

/**
 * The JSON text of an answer in pieces: its list `key`, which can be long, stands between the keys of `head` and those
 * of `tail`, if there are any, and each of its items is written by itself.
 */
export function* writeAround<Item>(
  head: object,
  key: string,
  items: Iterable<Item>,
  textOf: (item: Item) => string,
  tail: object | null = null,
): Generator<string> {
  yield `${writeJson(head, 1).slice(0, -2)},\n "${key}": [`
  let isEmpty = true
  for (const item of items) {
    yield `${isEmpty ? '' : ','}\n  ${textOf(item)}`
    isEmpty = false
  }
  yield isEmpty ? ']' : '\n ]'
  yield tail === null ? '\n}\n' : `,${writeJson(tail, 1).slice(1)}\n`
}

/** The JSON text of an answer, with the configuration file that set options of the run as its last key. */
export function* withConfig(pieces: Iterable<string>, config: string | null): Generator<string> {
  let last = ''
  for (const piece of pieces) {
    if (last !== '') yield last
    last = piece
  }
  const end = '\n}\n'
  assert(last.endsWith(end), 'the JSON of an answer ends with the brace of its object')
  const [[key, value]] = Object.entries(write(RUN, config)) as [[string, unknown]]
  const indent = /\n( *)"[^\n]*$/.exec(last.slice(0, -end.length))?.[1] ?? ' '
  yield `${last.slice(0, -end.length)},\n${indent}"${key}": ${writeJson(value)}${end}`
}
