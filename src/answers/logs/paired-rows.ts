/**
 * Requests that a log may have two rows of, such as one for what was thrown and one for the end, or one of a load balancer
 * and one of what stands behind it: rows in pairs, with the same status at the same time and other names in each.
 */
import type { Instant } from '../../core/instant.js'
import { isNothing } from '../../core/nothing-words.js'
import type { PairedRows } from '../../core/sla/answer.js'
import { splitCells } from '../../read/csv-form.js'
import { isOfMessages } from '../../read/requests/messages.js'

/** A row as far as it tells that. */
export interface PairableRow {
  readonly at: Instant
  readonly status: string
  /** What both rows of one request say alike, where they say it: the path, the method, the account. */
  readonly alike: readonly string[]
  /** What stands in it, by name. */
  readonly cells: ReadonlyMap<string, string>
}

/** Two rows of a request are written so far apart at most. */
const APART_MILLIS = 250
const SECOND = 1000
/** Fewer pairs may be chance. */
const FEWEST = 5
/** In a log so busy that one in so many rows has another beside it by chance, pairs tell nothing. */
const CHANCE_IN = 5
/** One in so many rows may lack its other. */
const ALONE_IN = 10
/** A column of so many words at most may say of what kind a row is. */
const MOST_KINDS = 8
/** Names that may say of what kind a row is, beside those of messages. */
const OF_KINDS = /(?:^|[._])(?:name|type|kind|source|resource|channel|component)$/i

/** The rows of kinds most of whose rows stand beside one of another kind; null: there are none. */
export function findPairs(rows: readonly PairableRow[]): PairedRows | null {
  const kinds = groupByKind(rows)
  const isWhole = rows.every(({ at }) => at % SECOND === 0)
  const apart = isWhole ? 0 : APART_MILLIS
  const pairs = kinds.flatMap((some, i) => {
    if (some.length < FEWEST) return []
    const isBeside = (others: readonly PairableRow[]): boolean =>
      others.length >= some.length && !isBusy(others, isWhole ? SECOND : 2 * apart)
    const found = kinds
      .slice(i + 1)
      .filter(isBeside)
      .map(others => pairUp(some, others, apart))
    return found.find(({ length }) => ALONE_IN * (some.length - length) <= some.length) ?? []
  })
  const [first] = pairs
  return first ? { rows: pairs.length, of: rows.length, differing: describeDifference(...first) } : null
}

/** Rows with the same names, and the same words where few say of what kind a row is; the smallest kind first. */
function groupByKind(rows: readonly PairableRow[]): PairableRow[][] {
  const words = new Map<string, Set<string>>()
  for (const { cells } of rows)
    for (const [name, cell] of cells)
      if (mayNameKind(name)) words.set(name, (words.get(name) ?? new Set()).add(cell))
  const namesKind = (name: string): boolean => (words.get(name)?.size ?? MOST_KINDS + 1) <= MOST_KINDS
  const kinds = new Map<string, PairableRow[]>()
  for (const row of rows) {
    const kind = [...row.cells].map(([name, cell]) => (namesKind(name) ? `${name}=${cell}` : name))
    const key = kind.sort().join('\n')
    const same = kinds.get(key)
    if (same) same.push(row)
    else kinds.set(key, [row])
  }
  return [...kinds.values()].sort((a, b) => a.length - b.length)
}

const mayNameKind = (name: string): boolean => isOfMessages(name) || OF_KINDS.test(name)

/** Whether any moment may have a row within so many milliseconds. */
function isBusy(rows: readonly PairableRow[], within: number): boolean {
  const times = rows.map(({ at }) => at)
  return CHANCE_IN * rows.length * within > Math.max(...times) - Math.min(...times)
}

type Pair = readonly [row: PairableRow, other: PairableRow]

/** Rows with one of the others beside them, each another. */
function pairUp(some: readonly PairableRow[], others: readonly PairableRow[], apart: number): Pair[] {
  const free = new Set(others)
  return some.flatMap((row): Pair[] => {
    const differs = (text: string, other: string): boolean => text !== '' && other !== '' && text !== other
    const isBeside = (other: PairableRow): boolean =>
      Math.abs(other.at - row.at) <= apart &&
      other.status === row.status &&
      !row.alike.some((text, i) => differs(text, other.alike[i]!))
    const other = [...free].find(isBeside)
    if (other === undefined) return []
    free.delete(other)
    return [[row, other]]
  })
}

/** What one row says and another does not: another word under a name, of a level last, or a name. */
function describeDifference({ cells }: PairableRow, other: PairableRow): string {
  const words = [...cells].filter(
    ([name, cell]) => mayNameKind(name) && (other.cells.get(name) ?? cell) !== cell,
  )
  const word = words.find(([name]) => !/level|severity/i.test(name)) ?? words[0]
  if (word) return `${word[0]}: ${word[1]}`
  return [...cells.keys()].find(name => !other.cells.has(name)) ?? 'fewer names'
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
export function cellsOfTable(
  raw: string,
  headers: readonly string[],
  delimiter: string,
): ReadonlyMap<string, string> {
  const cells = splitCells(raw, delimiter) ?? []
  return new Map(
    headers.flatMap((name, i) => (isNothing(cells[i] ?? '') ? [] : [[name, cells[i]!] as const])),
  )
}
