/**
 * Rows of a table that are sums of others, told by whatever column parts the rows, whether or not it is read: a sum has an
 * empty cell, or a word such as `Total`, where the others name something. Neither is a sign by itself: the amounts must agree.
 */
import type { Issue, Place } from '../core/failure.js'
import { getOrInsert } from '../core/get-or-insert.js'
import { groupBy } from '../core/group-by.js'
import { accountOf } from '../core/nothing-words.js'
import { add, compare, isZero, NO_UNITS, type Units, units } from '../core/quantity.js'
import type { FoundColumns } from './columns.js'
import { subtotalsIssue, sumsIssue } from './counted-twice.js'
import { type Names, normaliseColumn } from './names.js'
import { inOneWay, type Notation, withoutUnitWord } from './notation.js'
import { readAmountOfUnits } from './values.js'

/** How many rows are looked at: a table of sums is short. */
export const MOST_ROWS = 2000
/** In how many ways cells may be empty: beyond, nothing is told by it. */
const MOST_KINDS = 20

/** How often a row must be the sum of others before it is one whatever it is called. */
const FEWEST_SUMS = 3
/** Of so many rows above a row is the sum by no chance, if another is, too. */
const FEWEST_ABOVE = 5
const FEWEST_SUBTOTALS = 2
const NO_WHOLES: ReadonlySet<string> = new Set()

/** Columns whose cells part no rows: when a row was changed, and what else is counted in it. */
const PARTS_NOTHING = ['updated_at', 'task_id', 'package_id', 'units', 'count']
const TIMES = ['timestamp', 'date', 'month']

/** What a cell says of its row's part: something, nothing, or all of them. */
const [NAMED, EMPTY, WHOLE] = ['.', '-', '+'] as const

interface CellsOfRow {
  readonly cells: readonly string[]
  readonly place: Place
}

interface TableRow extends CellsOfRow {
  /** What each cell says, a letter for each. */
  readonly kinds: string
}

/** Rows that agree in all that is compared. */
interface Part {
  readonly place: Place
  readonly amount: Units
  readonly rows: number
}

export class TableSums {
  readonly #rows: CellsOfRow[] = []
  readonly #times: readonly number[]
  readonly #deciding: ReadonlySet<number>
  readonly #aside: ReadonlySet<number>
  readonly #amount: number | undefined
  readonly #words: ReadonlySet<string>
  /** Cells and amounts that were looked at. */
  readonly #known = new Map<string, string>()
  readonly #amounts = new Map<string, Units>()
  readonly #areOfUnits: boolean

  constructor(
    private readonly headers: readonly string[],
    { at, joined }: Pick<FoundColumns, 'at' | 'joined'>,
    names: Names,
    private readonly notation: Notation,
  ) {
    const indexesOf = (columns: readonly string[]): number[] =>
      columns.flatMap(column => joined.get(column) ?? at.get(column) ?? [])
    this.#areOfUnits = at.has('units')
    this.#amount = at.get('units') ?? at.get('count')
    this.#times = indexesOf(TIMES)
    this.#aside = new Set([...this.#times, ...indexesOf(PARTS_NOTHING)])
    // What jobs are decides what they count for, in figures too.
    this.#deciding = new Set(this.#areOfUnits ? [] : at.values())
    this.#words = names.wholes()
  }

  take(fields: readonly string[], place: Place): void {
    if (this.#amount === undefined || fields.length !== this.headers.length) return
    this.#rows.push({ cells: fields.map(field => field.trim()), place })
  }

  #kindOf(cell: string, wholes: ReadonlySet<string>): string {
    if (/^\d/.test(cell)) return NAMED
    if (wholes.has(cell)) return WHOLE
    return getOrInsert(this.#known, cell, () => {
      if (this.#words.has(normaliseColumn(cell))) return WHOLE
      return accountOf(cell) === null ? EMPTY : NAMED
    })
  }

  /** What is wrong where rows are sums of others; null where none are. */
  find(): Issue | null {
    const compared = this.headers.flatMap((_, i) => (this.#isCompared(i) ? [i] : []))
    const wholes = this.headers.map((_, i) =>
      compared.includes(i) && !this.#deciding.has(i) ? this.#findWholes(i, compared) : NO_WHOLES,
    )
    const table = this.#rows.map(row => ({
      ...row,
      kinds: row.cells
        .map((cell, i) => (this.#aside.has(i) ? NAMED : this.#kindOf(cell, wholes[i]!)))
        .join(''),
    }))
    return this.#findSums(compared, table) ?? (this.#areOfUnits ? this.#findSubtotals() : null)
  }

  #findSums(compared: readonly number[], table: readonly TableRow[]): Issue | null {
    const byKinds = [...groupBy(table, ({ kinds }) => kinds)]
    if (byKinds.length < 2 || byKinds.length > MOST_KINDS) return null
    for (const [kinds, rows] of byKinds) {
      const columns = compared.filter(i => kinds[i] === NAMED)
      const details = listDetails(kinds, byKinds)
      if (details.length === 0) continue
      const own = this.#sumUp(rows, columns)
      for (const others of details) {
        const issue = this.#compare(kinds, own, others, this.#sumUp(others, columns))
        if (issue !== null) return issue
      }
    }
    return null
  }

  /** What is wrong where rows are each the sum of those above, as sheets have them at the end of a month. */
  #findSubtotals(): Issue | null {
    const found: Place[] = []
    let sum = NO_UNITS
    let rows = 0
    for (const row of this.#rows) {
      const amount = this.#amountOf(row)
      if (isZero(amount)) continue
      const isSum = rows >= FEWEST_ABOVE && compare(amount, sum) === 0
      if (isSum) found.push(row.place)
      sum = isSum ? NO_UNITS : add(sum, amount)
      rows = isSum ? 0 : rows + 1
    }
    return found.length < FEWEST_SUBTOTALS ? null : subtotalsIssue(found.length, found[0]!)
  }

  /** Whether rows are told apart by a column: figures may be sums themselves. */
  #isCompared(index: number): boolean {
    if (this.#aside.has(index)) return false
    const isText = ({ cells }: CellsOfRow): boolean =>
      this.#kindOf(cells[index]!, NO_WHOLES) === NAMED && /^[^\d.,+-]/.test(cells[index]!)
    return this.#deciding.has(index) || this.#rows.some(isText)
  }

  /**
   * What a column has in rows that are the sum of all others of their time, whatever it is: by chance no row is that of
   * several others again and again.
   */
  #findWholes(index: number, compared: readonly number[]): ReadonlySet<string> {
    if (this.#times.length === 0) return NO_WHOLES
    const others = compared.filter(i => i !== index)
    const found = [others, []].flatMap(columns => {
      const all = this.#sumUp(this.#rows, columns)
      return [...groupBy(this.#rows, ({ cells }) => cells[index]!)].flatMap(([cell, rows]) => {
        const pairs = [...this.#sumUp(rows, columns)].map(([key, own]) => ({ own, all: all.get(key)! }))
        const areSums = pairs.every(
          ({ own, all }) => own.rows === 1 && compare(add(own.amount, own.amount), all.amount) === 0,
        )
        const areOfSeveral = pairs.some(({ all }) => all.rows > 2)
        return areSums && areOfSeveral && pairs.length >= FEWEST_SUMS ? [cell] : []
      })
    })
    return new Set(found)
  }

  #sumUp(rows: readonly CellsOfRow[], columns: readonly number[]): Map<string, Part> {
    const parts = new Map<string, Part>()
    for (const row of rows) {
      const amount = this.#amountOf(row)
      if (isZero(amount)) continue
      const key = [...this.#times, ...columns].map(i => row.cells[i]).join('\n')
      const part = getOrInsert(parts, key, () => ({ place: row.place, amount: NO_UNITS, rows: 0 }))
      parts.set(key, { ...part, amount: add(part.amount, amount), rows: part.rows + 1 })
    }
    return parts
  }

  /** What is no amount, or may be two, is told by whoever reads the row. */
  #amountOf({ cells, place }: CellsOfRow): Units {
    const cell = cells[this.#amount!]!
    return getOrInsert(this.#amounts, cell, () => {
      const said = withoutUnitWord(cell)
      const stated = this.notation.decimal === null ? inOneWay(said) : said
      const text = readAmountOfUnits(stated, 'units', this.notation, { place, issues: [] }, '')
      return text === null ? NO_UNITS : units(text)
    })
  }

  #compare(
    kinds: string,
    own: ReadonlyMap<string, Part>,
    [detail]: readonly TableRow[],
    details: ReadonlyMap<string, Part>,
  ): Issue | null {
    const pairs = [...own].flatMap(([key, sum]) => {
      const parted = details.get(key)
      return parted ? [{ sum, parted }] : []
    })
    const isWhole = kinds.includes(WHOLE)
    const equal = pairs.filter(({ sum, parted }) => compare(sum.amount, parted.amount) === 0)
    // Beside an empty cell a row may be alike another by chance: a sum is one of more rows than it has itself.
    const sums = isWhole ? equal : equal.filter(({ sum, parted }) => parted.rows > sum.rows)
    const isOfSeveral = isWhole && sums.some(({ parted }) => parted.rows > 1)
    if (sums.length <= pairs.length - equal.length || (sums.length < 2 && !isOfSeveral)) return null
    const isMissing = (i: number): boolean =>
      isWhole ? kinds[i] === WHOLE : kinds[i] === EMPTY && detail!.kinds[i] === NAMED
    const missing = this.headers.filter((_, i) => isMissing(i))
    const { place } = sums[0]!.sum
    return sumsIssue(missing, sums.length, place, this.#areOfUnits ? undefined : ['jobs', 'jobs'])
  }
}

/** The rows that those of some kinds may be sums of, in each way. */
function listDetails(
  kinds: string,
  byKinds: readonly (readonly [string, readonly TableRow[]])[],
): (readonly TableRow[])[] {
  const letters = [...kinds]
  if (kinds.includes(WHOLE)) {
    const isDetail = (other: string): boolean =>
      letters.every((kind, i) => kind !== WHOLE || other[i] !== WHOLE)
    return [byKinds.flatMap(([other, rows]) => (isDetail(other) ? rows : []))]
  }
  const isDetail = (other: string): boolean =>
    other !== kinds &&
    !other.includes(WHOLE) &&
    letters.every((kind, i) => kind === EMPTY || other[i] === NAMED)
  return byKinds.flatMap(([other, rows]) => (isDetail(other) ? [rows] : []))
}
