/** Options as plain values, made into what the command line delivers, and its messages back into these words. */
import { failOnAny, InputError, type Issue, inQuotes, NOWHERE } from '../core/failure.js'
import { guessName } from '../core/nearest-name.js'
import { type CommandTable, flagsOf, propertyOf } from '../requests/flags/flag.js'

/** An amount: a string keeps every digit, a number is taken by the digits that it prints. */
export type Amount = string | number | bigint

type Value =
  | string
  | number
  | bigint
  | boolean
  | Date
  | readonly Value[]
  | { readonly [name: string]: string }
  | undefined

/** A value as the text of an option. */
export function toText(value: Exclude<Value, undefined | boolean>): string | string[] {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString()
  if (Array.isArray(value)) return value.map(item => String(toText(item)))
  if (typeof value === 'object')
    return Object.entries(value)
      .map(pair => pair.join('='))
      .join(',')
  return String(value)
}

/** Options that say how an answer is written: a function gives the answer itself. */
export const WRITTEN = ['format', 'json', 'quiet', 'no-color', 'ascii'] as const

export interface OptionTable {
  readonly table: CommandTable
  /** Those of the table that it does not have, beside WRITTEN. */
  readonly lacks: readonly string[]
  /** What it takes beside options. */
  readonly data: readonly string[]
}

/** Refuses what is no option of a function: a name that is spelled wrong would be left out without a word. */
function checkNames(given: object, { table, lacks, data }: OptionTable): void {
  const isMissing = (name: string): boolean => [...WRITTEN, ...lacks].includes(name)
  const known = Object.entries(flagsOf(table)).flatMap(([name, { isTypedOnly }]) =>
    isTypedOnly || isMissing(name) ? [] : [propertyOf(name)],
  )
  const unknown = Object.keys(given).filter(name => !known.includes(name))
  failOnAny(
    unknown.map(name => ({
      code: 'BAD_USAGE',
      message: `${table.name}() has no option ${inQuotes(name)}${guessName(name, [...known, ...data])}`,
      place: NOWHERE,
    })),
  )
}

/**
 * The options as commander would deliver them. Of those that make a list one value stands for a list of one. What is
 * undefined or false was not given. Throws BAD_USAGE for a name that `options` does not have.
 */
export function toOptions(given: object, options?: OptionTable): Record<string, string | string[] | true> {
  if (options) checkNames(given, options)
  const lists = Object.entries(options ? flagsOf(options.table) : {}).flatMap(([name, { repeats }]) =>
    repeats === 'list' ? [propertyOf(name)] : [],
  )
  const texts: Record<string, string | string[] | true> = {}
  for (const [name, value] of Object.entries(given) as [string, Value][]) {
    if (value === undefined || value === null || value === false) continue
    if (value === true) texts[name] = true
    else {
      const text = toText(value)
      texts[name] = lists.includes(name) ? [text].flat() : Array.isArray(text) ? text.join(',') : text
    }
  }
  return texts
}

/** Runs `answer`; what its InputError says of `--fail-under` it says of `failUnder`. */
export async function inLibraryWords<T>(answer: () => Promise<T>): Promise<T> {
  try {
    return await answer()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const [first, ...rest] = error.issues
    throw new InputError([rename(first), ...rest.map(rename)])
  }
}

const rename = (issue: Issue): Issue => ({
  ...issue,
  message: toCamel(issue.message),
  ...(issue.hint === undefined ? {} : { hint: toCamel(issue.hint) }),
})

const toCamel = (text: string): string =>
  text.replaceAll(/(?<![\w-])--([a-z]+(?:-[a-z]+)*)/g, (_, name: string) =>
    name.replaceAll(/-(.)/g, (_hyphen, letter: string) => letter.toUpperCase()),
  )
