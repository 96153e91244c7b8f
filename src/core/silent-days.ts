/**
 * Days of which use says nothing, though it goes on behind them: a file that was forgotten among others, a log that was
 * not written. A ruling (R62): a week or more without any row, where there are rows on five days of seven otherwise.
 * Fewer days, use that is rare, and pauses that come again may well be time in which nothing was used.
 */
import type { TimeZone } from './calendar.js'
import { beginningOf, type Day, type Instant } from './instant.js'

/** So many days in a row without any row are silent. */
const SILENT_DAYS = 7
/** More of them are a habit, as of campaigns. */
const MOST_SILENCES = 2
/** Days with rows that it takes to know how many there are otherwise. */
const MIN_KNOWN = 14

/** Days, the first and the last. */
export interface DayRun {
  readonly first: Day
  readonly last: Day
}

/** A file of use that ends before others do. */
export interface EarlyEnd {
  readonly file: string
  readonly last: Day
}

/** The days of a zone on which a file has rows. Most rows are of the day of the one before. */
export class DaysWithRows {
  readonly days = new Set<Day>()
  /** Whether each row is of the last instant of its day, as totals of days are (R91), or of the first. */
  #areOfEnds = true
  #areOfBeginnings = true
  #areOfMany = true
  #begins = Number.POSITIVE_INFINITY
  #ends = Number.NEGATIVE_INFINITY

  constructor(private readonly zone: TimeZone) {}

  /** Whether the rows are totals of days: units, or jobs that were counted. */
  get areTotals(): boolean {
    return this.#areOfEnds || this.areCounts
  }

  /** Whether they are so by their counts alone: jobs that are begun together, each week such, are counted likewise. */
  get areCounts(): boolean {
    return !this.#areOfEnds && this.#areOfBeginnings && this.#areOfMany
  }

  /** Takes the time of a row; `isOfMany`: it counts several jobs, or units of no task. */
  note(at: Instant, isOfMany = false): void {
    if (at < this.#begins || at >= this.#ends) {
      const { day } = this.zone.toLocal(at)
      this.days.add(day)
      this.#begins = beginningOf(day, this.zone)
      this.#ends = beginningOf((day + 1) as Day, this.zone)
    }
    if (at !== this.#ends - 1) this.#areOfEnds = false
    if (at !== this.#begins) this.#areOfBeginnings = false
    if (!isOfMany) this.#areOfMany = false
  }
}

/** A file of use whose totals of days look like those of weeks or months. */
export interface CoarseTotals {
  readonly file: string
  readonly span: TotalSpan
}

const SPANS = {
  week: [7, 7],
  fortnight: [14, 14],
  'half-month': [13, 17],
  month: [28, 31],
  quarter: [90, 92],
} as const
export type TotalSpan = keyof typeof SPANS

/** Of so few totals nobody can say how far they are apart. */
const MIN_TOTALS = 3

/** How far apart all totals of a file are; null: they differ, are those of days, or have times of their own. */
export function spanOfTotals({ days, areTotals, areCounts }: DaysWithRows): TotalSpan | null {
  const span = areTotals ? spanOfDays(days) : null
  return areCounts && span !== 'month' && span !== 'quarter' ? null : span
}

/** The same of totals that name their days. */
export function spanOfDays(days: ReadonlySet<Day>): TotalSpan | null {
  if (days.size < MIN_TOTALS) return null
  const ordered = inOrder(days)
  const apart = ordered.slice(1).map((day, i) => day - ordered[i]!)
  const found = Object.entries(SPANS).find(([, [least, most]]) =>
    apart.every(each => least <= each && each <= most),
  )
  return found ? (found[0] as TotalSpan) : null
}

/** The silent days of use by the days on which it has rows: those of the weeks on both sides are as frequent as others. */
export function findSilences(daysWithRows: ReadonlySet<Day>): DayRun[] {
  const days = inOrder(daysWithRows)
  const hasRowsIn = (first: number): boolean =>
    countWithin(daysWithRows, first, first + SILENT_DAYS - 1) * 7 >= 5 * SILENT_DAYS
  const silences = days.slice(1).flatMap((day, i): DayRun[] => {
    const before = days[i]!
    return day - before > SILENT_DAYS && hasRowsIn(before - SILENT_DAYS + 1) && hasRowsIn(day)
      ? [{ first: (before + 1) as Day, last: (day - 1) as Day }]
      : []
  })
  return silences.length <= MOST_SILENCES && isFrequent(days, silences) ? silences : []
}

function isFrequent(days: readonly Day[], silences: readonly DayRun[]): boolean {
  if (days.length < MIN_KNOWN) return false
  const silent = silences.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  return days.length * 7 >= (days.at(-1)! - days[0]! + 1 - silent) * 5
}

/**
 * Which files of use end a week or more before the others do, by the days on which each has rows. A file that others
 * follow does not: one that ends early has rows of the same days as another that goes on.
 */
export function listEarlyEnds(files: readonly ReadonlySet<Day>[]): number[] {
  const ordered = files.map(inOrder)
  const lasts = ordered.map(days => days.at(-1) ?? Number.NEGATIVE_INFINITY)
  return files.flatMap((days, i) => {
    const last = lasts[i]!
    const goesOnBeside = (other: number): boolean =>
      lasts[other]! - last >= SILENT_DAYS &&
      countWithin(files[other]!, last - SILENT_DAYS + 1, last) * 7 >= 5 * SILENT_DAYS
    const isKnown = isFrequent(ordered[i]!, findSilences(days))
    return isKnown && files.some((_, other) => goesOnBeside(other)) ? [i] : []
  })
}

const inOrder = (days: ReadonlySet<Day>): Day[] => [...days].sort((a, b) => a - b)

const countWithin = (days: ReadonlySet<Day>, first: number, last: number): number =>
  [...days].filter(day => first <= day && day <= last).length
