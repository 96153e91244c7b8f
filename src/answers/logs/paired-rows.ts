/**
 * Requests that a log may have two rows of, such as one for what was thrown and one for the end, or one of a load balancer
 * and one of what stands behind it: rows in pairs, with the same status at the same time and other names in each.
 */
import { getOrInsert, remembering } from '../../core/get-or-insert.js'
import type { Instant } from '../../core/instant.js'
import type { PairedRows } from '../../core/sla/answer.js'
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

/** Two rows of a request are written so far apart at most; next to each other in the log, so far. */
const APART_MILLIS = 250
const SECOND = 1000
/** How many failures there are by the time is counted in so many milliseconds around one. */
const NEARBY = 5000
/** Fewer rows of a kind tell nothing. */
const FEWEST = 5
/** Chance makes all pairs that are found less often than once in so many logs, as a natural logarithm: some 10,000. */
const UNLIKELY = 9
/** One in so many rows may lack its other. */
const ALONE_IN = 10
/** A column of so many words at most may say of what kind a row is. */
const MOST_KINDS = 8
/** Names that may say of what kind a row is, beside those of messages. */
const OF_KINDS =
  /(?:^|[._@])(?:name|type|kind|source|resource|channel|component|category|context|handler|layer|template|mt)$/

/** Names of rows that tell of one more attempt, which is a request. */
const OF_ATTEMPTS = /attempt|retr(?:y|ies)/i

/** A row at its place in the log. */
interface Placed extends PairableRow {
  readonly place: number
  /** Whether the row next to it is not known. */
  readonly isAtEdge?: boolean
}
type Pair = readonly [row: Placed, other: Placed]

/** When two rows stand beside each other, and how many rows of a status stand beside any place by chance. */
interface Nearness {
  readonly isNear: (row: Placed, other: Placed) => boolean
  readonly byChance: (ofStatus: number) => number
}

const millisApart = (row: Placed, other: Placed): number => Math.abs(row.at - other.at)

/** Rows next to each other, of so many that were looked at. */
const inOrder = (of: number): Nearness => ({
  isNear: (row, other) => Math.abs(row.place - other.place) === 1 && millisApart(row, other) <= SECOND,
  byChance: ofStatus => (2 * ofStatus) / of,
})

/** The rows of kinds most of whose rows stand beside one of another kind; null: there are none. */
export function findPairs(log: readonly PairableRow[]): PairedRows | null {
  const rows = log.map((row, place): Placed => ({ ...row, place }))
  const times = rows.map(({ at }) => at)
  const length = Math.max(...times) - Math.min(...times)
  const isWhole = times.every(at => at % SECOND === 0)
  const apart = isWhole ? 0 : APART_MILLIS
  const inTime: Nearness = {
    isNear: (row, other) => millisApart(row, other) <= apart,
    byChance: ofStatus => (ofStatus * (isWhole ? SECOND : 2 * apart)) / length,
  }
  return pairKinds(rows, rows.length, [inTime, inOrder(rows.length)])
}

function pairKinds(rows: readonly Placed[], of: number, ways: readonly Nearness[]): PairedRows | null {
  const kinds = groupByKind(rows)
  const pairs = kinds.flatMap((some, i) => {
    if (some.length < FEWEST || [...some[0]!.cells.keys()].some(name => OF_ATTEMPTS.test(name))) return []
    const larger = kinds.slice(i + 1)
    const found = ways.flatMap(way => larger.map(others => pairUp(some, others, way)))
    return found.find(({ length }) => length > 0) ?? []
  })
  const [first] = pairs
  return first ? { rows: pairs.length, of, ...describeDifference(...first, rows) } : null
}

/** Lines with a status of a failure, perhaps. */
const MAY_FAIL = /(?<![\w.-])[45]\d\d(?![\w.-])/
/** So many rows are read at most. */
const MOST_ROWS = 300

/**
 * The same of failures, which the first rows of a log may not have: windows of the whole log are looked through for them, and
 * they are read with the rows next to them.
 */
export class FailuresInPairs {
  readonly #rows: Placed[] = []
  #lines = 0

  /** `read`: the row of a line, if it is one of a request. */
  constructor(private readonly read: (window: Buffer, from: number) => PairableRow | null) {}

  /** Takes a piece of the log that begins anywhere. */
  take(window: Buffer): void {
    if (this.#rows.length >= MOST_ROWS) return
    const lines = window.toString('latin1').split('\n')
    let from = lines[0]!.length + 1
    const mayFail = lines.map((line, i) => i > 0 && i < lines.length - 1 && MAY_FAIL.test(line))
    for (let i = 1; i < lines.length - 1 && this.#rows.length < MOST_ROWS; i++) {
      const isNext = mayFail[i - 1] === true || mayFail[i + 1] === true
      const row = mayFail[i] || isNext ? this.read(window, from) : null
      const isAtEdge = i === 1 || i === lines.length - 2
      if (row) this.#rows.push({ ...row, place: this.#lines, isAtEdge })
      from += lines[i]!.length + 1
      this.#lines++
    }
    // What begins the next piece is next to nothing.
    this.#lines++
  }

  find(): PairedRows | null {
    const failed = this.#rows.filter(({ status }) => /^[45]/.test(status))
    return pairKinds(failed, this.#lines, [inOrder(this.#lines)]) ?? findTwice(failed)
  }
}

/** Failures nearly all of which stand twice, one behind the other and alike, as two handlers of a logger write them. */
function findTwice(failed: readonly Placed[]): PairedRows | null {
  const isAgain = (row: Placed, other: Placed | undefined): boolean =>
    other !== undefined && Math.abs(row.place - other.place) === 1 && isSame(row, other)
  const again = failed.filter((row, i) => isAgain(row, failed[i - 1]))
  const alone = failed.filter(
    (row, i) => !row.isAtEdge && !isAgain(row, failed[i - 1]) && !isAgain(row, failed[i + 1]),
  )
  if (again.length < FEWEST || ALONE_IN * alone.length > failed.length) return null
  // Requests of one second may well be alike.
  if (failed.every(({ at }) => at % SECOND === 0)) return null
  const unlikely = again.reduce((sum, { at }) => {
    const nearby = failed.filter(other => Math.abs(other.at - at) <= NEARBY).length / 2
    return sum - Math.log(Math.min(1, nearby / (2 * NEARBY)))
  }, 0)
  return unlikely >= UNLIKELY ? { rows: again.length, of: failed.length, differing: null, word: null } : null
}

const isSame = (row: Placed, other: Placed): boolean =>
  row.at === other.at &&
  row.cells.size === other.cells.size &&
  [...row.cells].every(([name, cell]) => other.cells.get(name) === cell)

/** Rows with the same names, and the same words where few say of what kind a row is; the smallest kind first. */
function groupByKind(rows: readonly Placed[]): Placed[][] {
  const words = new Map<string, Set<string>>()
  for (const { cells } of rows)
    for (const [name, cell] of cells)
      if (mayNameKind(name)) getOrInsert(words, name, () => new Set<string>()).add(cell)
  const namesKind = (name: string): boolean => (words.get(name)?.size ?? MOST_KINDS + 1) <= MOST_KINDS
  const kinds = new Map<string, Placed[]>()
  for (const row of rows) {
    const kind = [...row.cells].map(([name, cell]) => (namesKind(name) ? `${name}=${cell}` : name))
    const key = kind.sort().join('\n')
    getOrInsert(kinds, key, (): Placed[] => []).push(row)
  }
  return [...kinds.values()].sort((a, b) => a.length - b.length)
}

const mayNameKind = remembering(
  (name: string) =>
    isOfMessages(name) || OF_KINDS.test(name.replaceAll(/([a-z])(?=[A-Z])/g, '$1.').toLowerCase()),
)

/** Rows with one of the others beside them, each another; none where some are alone, or chance may have paired them. */
function pairUp(some: readonly Placed[], others: readonly Placed[], { isNear, byChance }: Nearness): Pair[] {
  const free = new Set(others)
  const differs = (text: string, other: string): boolean => text !== '' && other !== '' && text !== other
  const pairs = some.flatMap((row): Pair[] => {
    const isOther = (other: Placed): boolean =>
      isNear(row, other) &&
      other.status === row.status &&
      !row.alike.some((text, i) => differs(text, other.alike[i]!))
    const other = [...free].find(isOther)
    if (other === undefined) return []
    free.delete(other)
    return [[row, other]]
  })
  const paired = new Set(pairs.map(([row]) => row))
  const alone = some.filter(row => !paired.has(row) && !row.isAtEdge)
  if (ALONE_IN * alone.length > some.length) return []
  const likely = pairs.map(([{ status }]) =>
    Math.min(1, byChance(others.filter(other => other.status === status).length)),
  )
  const unlikely = likely.reduce((sum, chance) => sum - Math.log(chance), 0)
  return unlikely >= UNLIKELY ? pairs : []
}

/** What one row says and another does not: another word under a name, of a level last, or a name. */
function describeDifference(
  { cells }: PairableRow,
  other: PairableRow,
  rows: readonly PairableRow[],
): Pick<PairedRows, 'differing' | 'word'> {
  const words = [...cells].filter(
    ([name, cell]) => mayNameKind(name) && (other.cells.get(name) ?? cell) !== cell,
  )
  const found = words.find(([name]) => !/level|severity/i.test(name)) ?? words[0]
  if (found) {
    const [name, word] = found
    const isElsewhere = rows.some(
      row => row.cells.get(name) !== word && [...row.cells.values()].some(cell => cell.includes(word)),
    )
    // What is escaped in JSON stands otherwise in its line.
    return { differing: `${name}: ${word}`, word: PLAIN.test(word) && !isElsewhere ? word : null }
  }
  const more = [...cells.keys()].find(name => !other.cells.has(name))
  const missing = [...other.cells.keys()].find(name => !cells.has(name))
  return { differing: more ?? `no ${missing}`, word: null }
}

const PLAIN = /^[\w .:/@-]{3,60}$/
