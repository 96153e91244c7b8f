/** Objects that hold their rows in lists, which nothing is read from: what is said of them, and how rows are taken out. */
import { listChoices, quoteArgument } from '../core/failure.js'
import { STDIN_NAME } from './source.js'

/** The keys that lead to a list, from the outside in. */
export type KeysOfList = readonly string[]

const stepTo = (key: string): string => (/^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)

/** What stands in an object behind keys. A bracket in front would be an array of its own. */
const pathTo = (keys: KeysOfList): string => keys.map(stepTo).join('').replace(/^\[/, '.[')

/** A value of an object by its name, which may be that of nested keys. */
export function pathOf(name: string): string {
  const keys = name.split('.')
  return keys.length === 1 ? pathTo(keys) : `(${pathTo([name])} // ${pathTo(keys)}?)`
}

/** The command that writes what a program takes out of a file. */
export function commandOn(takesOut: string, file: string): string {
  if (file === STDIN_NAME) return `... | ${takesOut}`
  const unpacks = /\.gz$/i.test(file) ? 'gzip -dc' : /\.zst$/i.test(file) ? 'zstd -dc' : null
  return unpacks === null
    ? `${takesOut} ${quoteArgument(file)}`
    : `${unpacks} ${quoteArgument(file)} | ${takesOut}`
}

/** The program that writes the rows of lists, one a line. */
export const takeOutOf = (lists: readonly KeysOfList[]): string =>
  `jq -c '${lists.map(keys => `${pathTo(keys)}[]`).join(', ')}'`

/**
 * What an object is that holds rows of that kind in `lists`, and what to do: which of them are meant is not guessed.
 * `more` is how it says that other pages follow; null: it does not say so.
 */
export function sayLists(lists: readonly KeysOfList[], more: string | null, kind: string) {
  const names = lists.map(keys => keys.join('.'))
  const what = lists.length > 1 ? `lists, ${listChoices(names, 'and')}` : `a list, ${names[0]}`
  const follows = more === null ? '' : `, and says that others follow (${more})`
  const ofMany = lists.length > 1 ? ` of those lists that hold ${kind}` : ''
  const doing =
    more === null ? `extract the rows${ofMany}` : 'ask for all pages, and extract the rows of each'
  return { found: `one object that holds ${what}${follows}`, doing }
}
