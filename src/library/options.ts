/** Options as plain values, made into what the command line delivers, and its messages back into these words. */
import { InputError, type Issue } from '../core/failure.js'
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
function toText(value: Exclude<Value, undefined | boolean>): string | string[] {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString()
  if (Array.isArray(value)) return value.map(item => String(toText(item)))
  if (typeof value === 'object')
    return Object.entries(value)
      .map(pair => pair.join('='))
      .join(',')
  return String(value)
}

/**
 * The options as commander would deliver them. Of those that make a list one value stands for a list of one. What is
 * undefined or false was not given.
 */
export function toOptions(given: object, table?: CommandTable): Record<string, string | string[] | true> {
  const lists = Object.entries(table ? flagsOf(table) : {}).flatMap(([name, { repeats }]) =>
    repeats === 'list' ? [propertyOf(name)] : [],
  )
  const options: Record<string, string | string[] | true> = {}
  for (const [name, value] of Object.entries(given) as [string, Value][]) {
    if (value === undefined || value === null || value === false) continue
    if (value === true) options[name] = true
    else {
      const text = toText(value)
      options[name] = lists.includes(name) ? [text].flat() : Array.isArray(text) ? text.join(',') : text
    }
  }
  return options
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
