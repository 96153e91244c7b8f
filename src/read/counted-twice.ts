/** Rows of use that count again what other rows count: sums of them, and the same day once more. */
import { failOnAny, type Issue, type Place } from '../core/failure.js'
import { getOrInsert } from '../core/get-or-insert.js'
import { type Day, type Instant, MILLIS_PER_SECOND } from '../core/instant.js'
import { add, compare, isZero, NO_UNITS, type Units } from '../core/quantity.js'
import type { RowDoubt } from '../core/row-doubt.js'
import { type Names, normaliseColumn } from './names.js'

/** The rows of one moment with the same labels; null: the row has none, or a word for all of them. */
interface Part {
  readonly labels: readonly (string | null)[]
  readonly place: Place
  sum: Units
  rows: number
}

const countRows = (parts: readonly Part[]): number => parts.reduce((count, { rows }) => count + rows, 0)

const TAKE_OUT_SUMS = 'take the rows of sums out'

/** What is wrong with `rows` rows without one of `columns`, of which the first stands at `place`. */
export const sumsIssue = (
  columns: readonly (string | undefined)[],
  rows: number,
  place: Place,
  [amounts, owner] = ['units', 'use'],
): Issue => ({
  code: 'BAD_VALUE',
  message: `${columns.join(', ')}: expected ${amounts} of its own; got the sum of the rows of that time that name ${columns.length > 1 ? 'them' : 'one'}${rows > 1 ? `, as in ${rows} rows` : ''}, which would count twice`,
  place,
  hint: `${TAKE_OUT_SUMS} (in SQL: ROLLUP, GROUPING SETS); if they are ${owner} of their own, say whose in each row`,
})

/** What is wrong with `rows` rows that are sums of those above, the first of them at `place`. */
export const subtotalsIssue = (rows: number, place: Place): Issue => ({
  code: 'BAD_VALUE',
  message: `units: expected units of its own; got the sum of the rows above, as in ${rows} rows, which would count twice`,
  place,
  hint: TAKE_OUT_SUMS,
})

/**
 * Finds sums as SQL (ROLLUP, GROUPING SETS) and pivot tables write them between the rows: without the label that the
 * others have, or with a word such as `Total` for it. Labels left out are no sign by themselves: the amounts must agree.
 */
export class SumRows {
  readonly #moments = new Map<number, Map<string, Part>>()
  readonly #isUsed: boolean[]
  readonly #words: ReadonlySet<string>
  /** Labels that were looked at. */
  readonly #known = new Map<string, boolean>()

  /**
   * `columns`: what labels the rows. `areOfJobs`: jobs of one kind are alike, so that only what is in fewer rows than
   * the others is a sum of them.
   */
  constructor(
    private readonly columns: readonly string[],
    names: Names,
    private readonly areOfJobs = false,
  ) {
    this.#isUsed = columns.map(() => false)
    this.#words = names.wholes()
  }

  take(moment: number, texts: readonly (string | null)[], amount: Units, place: Place): void {
    const labels = texts.map(text => (text === null || this.#isWord(text) ? null : text))
    for (const [i, label] of labels.entries()) this.#isUsed[i] ||= label !== null
    const parts = getOrInsert(this.#moments, moment, () => new Map<string, Part>())
    const part = getOrInsert(parts, labels.join('\n'), () => ({ labels, place, sum: NO_UNITS, rows: 0 }))
    part.sum = add(part.sum, amount)
    part.rows++
  }

  #isWord(text: string): boolean {
    return getOrInsert(this.#known, text, () => this.#words.has(normaliseColumn(text)))
  }

  /** Throws BAD_VALUE where the rows without a label are sums of the others. */
  check(): void {
    const used = this.columns.flatMap((_, i) => (this.#isUsed[i] ? [i] : []))
    const isDetail = ({ labels }: Part): boolean => used.every(i => labels[i] !== null)
    const sums: Part[] = []
    let others = 0
    let isOfSeveral = false
    for (const parts of this.#moments.values()) {
      const all = [...parts.values()]
      const details = all.filter(isDetail)
      for (const part of all) {
        if (isDetail(part) || isZero(part.sum)) continue
        const parted = details.filter(({ labels }) =>
          used.every(i => part.labels[i] === null || part.labels[i] === labels[i]),
        )
        if (parted.length === 0) continue
        if (compare(parted.map(({ sum }) => sum).reduce(add), part.sum) !== 0) others++
        else if (!this.areOfJobs || countRows(parted) > part.rows) sums.push(part)
        isOfSeveral ||= parted.length > 1
      }
    }
    const [first] = sums
    if (first === undefined || sums.length <= others || (sums.length === 1 && !isOfSeveral)) return
    const missing = used.filter(i => first.labels[i] === null).map(i => this.columns[i])
    failOnAny([sumsIssue(missing, sums.length, first.place)])
  }
}

/** So many days whose units never fall are no chance: use goes up and down. */
const FEWEST_READINGS = 14

/** Finds units of days that are what a meter shows: each holds again what the days before used. */
export class MeterDays {
  #last: { readonly date: Day; readonly units: Units } | null = null
  #rises = 0
  #days = 0
  #isMeter = true

  take(date: Day, units: Units): void {
    this.#days++
    if (this.#last !== null) {
      const change = compare(units, this.#last.units)
      if (date <= this.#last.date || change < 0) this.#isMeter = false
      else if (change > 0) this.#rises++
    }
    this.#last = { date, units }
  }

  get doubts(): RowDoubt[] {
    const isMeter = this.#isMeter && this.#rises >= FEWEST_READINGS
    return isMeter ? [{ kind: 'meter-readings', days: this.#days }] : []
  }
}

/** Finds the units of days that stand in a file twice, alike in every column. */
export class SameDays {
  readonly #lines = new Map<string, number>()
  #rows = 0
  #first: { readonly line: number; readonly other: number } | null = null

  /** Takes a row, as it stands there. */
  take(raw: string, line: number): void {
    const other = this.#lines.get(raw)
    if (other === undefined) this.#lines.set(raw, line)
    else {
      this.#rows++
      this.#first ??= { line, other }
    }
  }

  get doubts(): RowDoubt[] {
    return this.#first === null ? [] : [{ kind: 'same-days', rows: this.#rows, ...this.#first }]
  }
}

/** So many rows of a file are compared, and beyond them those of one millisecond in so many, wherever else they stand. */
const ALL_COMPARED = 10_000
const ONE_IN = 128
/** Of fewer that are alike, or one in so many, nothing is said. */
const FEWEST_ALIKE = 3
const ALIKE_IN = 100
/** All but one in so many stand equally often: jobs that were begun together are now more, now fewer. */
const OTHERWISE_IN = 10

/** Finds rows without ids that stand in a file several times: the same job at the same millisecond. */
export class SameMoments {
  readonly #lines = new Map<number, number>()
  /** How often each stands there that does so more than once. */
  readonly #times = new Map<number, number>()
  #rows = 0
  #first: { readonly line: number; readonly other: number } | null = null

  /** Whether a row of that time is compared. Times of whole seconds are passed over. */
  compares(at: Instant): boolean {
    // The remainder of a time costs as much as reading a row.
    const isSkipped = this.#rows >= ALL_COMPARED && (at & (ONE_IN - 1)) !== 1
    return !isSkipped && at % MILLIS_PER_SECOND !== 0
  }

  /** Takes a row; `key` is the same for all of one time, job and account. */
  take(key: number, line: number): void {
    this.#rows++
    const other = this.#lines.get(key)
    if (other === undefined) this.#lines.set(key, line)
    else {
      this.#times.set(key, (this.#times.get(key) ?? 1) + 1)
      this.#first ??= { line, other }
    }
  }

  get doubts(): RowDoubt[] {
    const times = [...this.#times.values()]
    const rows = times.reduce((sum, each) => sum + each - 1, 0)
    if (this.#first === null || rows < FEWEST_ALIKE || ALIKE_IN * rows < this.#rows) return []
    const otherwise = times.filter(each => each !== times[0]).length
    if (OTHERWISE_IN * otherwise > times.length) return []
    return [{ kind: 'same-moments', rows, of: this.#rows, ...this.#first }]
  }
}
