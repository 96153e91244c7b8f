/**
 * The JSON of the answers, each key said once: what it means, what its values look like, and where they come from. The
 * answer, its JSON Schema, its type and the columns of its CSV come from the same table.
 */
import { assert } from '../core/failure.js'
import { makeJsonVisible } from './text.js'

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

/** The object of a table. */
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

const described = (schema: JsonSchema, doc: string): JsonSchema =>
  doc === '' ? schema : { ...schema, description: doc }
const nullable = (schema: JsonSchema, doc: string): JsonSchema => ({
  anyOf: [schema, { type: 'null' }],
  description: doc,
})

/** Fields of one kind of value, by what they mean and where they come from; `orNull` where there may be none. */
function kind<To>(schema: JsonSchema) {
  const field = <From>(doc: string, of: (from: From) => To): Field<From, To> => ({
    schema: described(schema, doc),
    of,
  })
  const orNull = <From>(doc: string, of: (from: From) => To | null): Field<From, To | null> => ({
    schema: nullable(schema, doc),
    of,
  })
  return Object.assign(field, { orNull, schema })
}

/** Digits without exponent, sign or leading zero, and no zero at the end of the decimals. */
const DECIMAL = '^(?:0|[1-9][0-9]*)(?:[.][0-9]*[1-9])?$'

/** An exact amount of at least 0; its words name the unit. */
export const decimal = kind<string>({ type: 'string', pattern: DECIMAL })
/** An exact difference, which may be below 0. */
export const signed = kind<string>({ type: 'string', pattern: DECIMAL.replace('^', '^-?') })
/** A percentage of an agreement, in its own digits, such as `99.90`. */
export const printedPercent = kind<string>({ type: 'string', pattern: '^(?:0|[1-9][0-9]*)(?:[.][0-9]+)?$' })
/** A whole number of at least 0. */
export const count = kind<number>({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** A day, `YYYY-MM-DD`. */
export const day = kind<string>({ type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })
/** A point in time, ISO-8601 in UTC. */
export const time = kind<string>({
  type: 'string',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{3})?Z$',
})
export const text = kind<string>({ type: 'string' })
export const texts = kind<readonly string[]>({ type: 'array', items: { type: 'string' } })
export const flag = kind<boolean>({ type: 'boolean' })
export const flags = kind<readonly boolean[]>({ type: 'array', items: { type: 'boolean' } })
/** Whole numbers, each of what `each` says. */
export const numbers = (each: string) =>
  kind<readonly number[]>({ type: 'array', items: { ...count.schema, description: each } })
/** Lists of texts. */
export const textLists = kind<readonly (readonly string[])[]>({ type: 'array', items: texts.schema })
/** Amounts of one unit by their names. */
export const amounts = (unit: string) =>
  kind<Readonly<Record<string, string>>>({
    type: 'object',
    propertyNames: true,
    additionalProperties: { ...decimal.schema, description: unit },
  })
/** Units by pool: they are never added up. */
export const unitsByPool = amounts('Units')

/** One of a closed set of words. */
export const word = <const T extends readonly string[]>(words: T) =>
  kind<T[number]>({ type: 'string', enum: words })

/** The same in every answer. */
export const constant = <From, const T extends string>(value: T, doc: string): Field<From, T> => ({
  schema: { type: 'string', const: value, description: doc },
  of: () => value,
})

/** The first key of every answer: its form and version. */
export const schemaName = <From, const T extends string>(name: T): Field<From, T> =>
  constant(name, 'The form of this answer and its version: keys are added to it, never changed')

/** An object within: a table of its own. */
export function object<T extends Fields>(table: T, doc = '') {
  const schema = schemaOf(table)
  const within = <From>(of: (from: From) => FromOf<T>, what = doc): Field<From, Written<T>> => ({
    schema: described(schema, what),
    of: from => write(table, of(from)),
  })
  const orNull = <From>(
    of: (from: From) => FromOf<T> | null,
    what = doc,
  ): Field<From, Written<T> | null> => ({
    schema: nullable(schema, what),
    of(from) {
      const inner = of(from)
      return inner === null ? null : write(table, inner)
    },
  })
  return Object.assign(within, { orNull })
}

/** A list of objects. */
export const list = <From, T extends Fields>(
  doc: string,
  table: T,
  of: (from: From) => readonly FromOf<T>[],
  what?: string,
): Field<From, readonly Written<T>[]> => ({
  schema: { type: 'array', items: schemaOf(table, what), description: doc },
  of: from => of(from).map(inner => write(table, inner)),
})

type WrittenOf<T> = T extends unknown ? Written<T> : never

/** An object of one of several tables, written already; with `orNull`, there may be none. */
export const eitherOf = <From, T extends Fields, None extends 'orNull' | undefined = undefined>(
  doc: string,
  tables: readonly T[],
  of: (from: From) => WrittenOf<T> | (None extends 'orNull' ? null : never),
  none?: None,
): Field<From, WrittenOf<T> | (None extends 'orNull' ? null : never)> => {
  const schema = { anyOf: tables.map(table => schemaOf(table)) }
  return { schema: none ? nullable(schema, doc) : described(schema, doc), of }
}

/** A list of objects of several tables, each written already. */
export const eitherList = <From, T extends Fields>(
  doc: string,
  tables: readonly T[],
  of: (from: From) => readonly WrittenOf<T>[],
): Field<From, readonly WrittenOf<T>[]> => ({
  schema: { type: 'array', items: { anyOf: tables.map(table => schemaOf(table)) }, description: doc },
  of,
})

/** Objects by their names. */
export const record = <From, T extends Fields>(
  doc: string,
  table: T,
  of: (from: From) => readonly (readonly [name: string, inner: FromOf<T>])[],
): Field<From, Readonly<Record<string, Written<T>>>> => ({
  schema: { type: 'object', propertyNames: true, additionalProperties: schemaOf(table), description: doc },
  of: from => Object.fromEntries(of(from).map(([name, inner]) => [name, write(table, inner)])),
})

/** A key that is there only when `isThere`. */
export const optional = <From, To>(
  field: Field<From, To>,
  isThere: (from: From) => boolean,
): Field<From, To | undefined> & { readonly isOptional: true } => ({
  schema: field.schema,
  of: from => (isThere(from) ? field.of(from) : undefined),
  isOptional: true,
})

/** What the command line adds to an answer: a program that asks the library knows it itself. */
const RUN = fieldsOf<string | null>()({
  config: optional(
    text.orNull('The configuration file that set options of the run; null: none', path => path),
    () => true,
  ),
})

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
  yield `${last.slice(0, -end.length)},\n${indent}"${key}": ${makeJsonVisible(JSON.stringify(value))}${end}`
}
