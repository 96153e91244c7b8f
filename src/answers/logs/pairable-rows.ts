/** What rows of a log say by which it is told whether two tell of one request (paired-rows.ts). */
import { NOWHERE } from '../../core/failure.js'
import { isNothing } from '../../core/nothing-words.js'
import { splitCells } from '../../read/csv-form.js'
import { behindLevel, isOfMessages } from '../../read/requests/messages.js'
import {
  NO_REQUEST,
  parseRequestTime,
  readRequestClass,
  statusOf,
  textOf,
} from '../../read/requests/request-row.js'
import type { Row } from '../../read/rows.js'
import type { PairableRow } from './paired-rows.js'
import { type LogTerms, notationOf, type RecognisedText, wordsOf } from './recognised-text.js'

/** How it is told of a row whether another stands beside it; null of texts, whose rows all have the same names. */
export function pairableBy(log: RecognisedText, terms: LogTerms): ((row: Row) => PairableRow | null) | null {
  if (log.shape !== 'json' && log.shape !== 'csv') return null
  const [words, notation] = [wordsOf(log), notationOf(log, terms)]
  return row => {
    const text = (column: string): string => textOf(each => row.text(each), column, words) ?? ''
    const found = readRequestClass(each => row.text(each), NOWHERE, words)
    const at = parseRequestTime(text('timestamp'), notation)
    if (found === NO_REQUEST || Array.isArray(found) || at === null) return null
    const cells =
      log.shape === 'csv' ? cellsOfTable(row.raw, log.csv.headers, log.csv.delimiter) : cellsOfObject(row.raw)
    const alike = ['endpoint', 'method', 'account'].map(text)
    return cells && { at, status: statusOf(each => row.text(each), words), alike, cells }
  }
}

/** How deep the names of an object are told apart. */
const DEEPEST = 4

/** What stands in an object, by the names of all that it holds; null for another text. */
export function cellsOfObject(raw: string): ReadonlyMap<string, string> | null {
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch {
    return null
  }
  const cells = new Map<string, string>()
  const take = (each: unknown, name: string, depth: number): void => {
    if (typeof each === 'object' && each !== null && !Array.isArray(each) && depth < DEEPEST)
      for (const [key, inner] of Object.entries(each))
        take(inner, name === '' ? key : `${name}.${key}`, depth + 1)
    else if (each !== null && each !== '') cells.set(name, String(each))
  }
  take(value, '', 0)
  return cells
}

/** The cells of a row of a table that hold anything. */
function cellsOfTable(
  raw: string,
  headers: readonly string[],
  delimiter: string,
): ReadonlyMap<string, string> {
  const cells = splitCells(raw, delimiter) ?? []
  return new Map(
    headers.flatMap((name, i) => (isNothing(cells[i] ?? '') ? [] : [[name, cells[i]!] as const])),
  )
}

/** What objects say in columns of messages, each with its name. */
export const messagesOf = (raw: string): string[] =>
  [...(cellsOfObject(raw) ?? [])].flatMap(([name, cell]) => (isOfMessages(name) ? [`${name}: ${cell}`] : []))

/** What a row that is none of a request says. */
export const sayingOf = (raw: string): string =>
  messagesOf(raw)
    .map(message => message.slice(message.indexOf(': ') + 2))
    .toSorted((a, b) => b.length - a.length)[0] ?? behindLevel(raw)
