/**
 * How fast units are used: the mean of a window of time that ends with the log, or at the time of the answer. All use counts,
 * also what no lot paid: it is what the tasks need, and what they will need.
 */
import type { TimeZone } from '../calendar.js'
import { getOrInsert } from '../get-or-insert.js'
import { beginningOf, type Day, type Instant, instantAt, lastInstantOf, MILLIS_PER_DAY } from '../instant.js'
import { add, NO_UNITS, toRatio, type Units } from '../quantity.js'
import { divideRatios, type Ratio, ratio } from '../ratio.js'
import type { DayRun } from '../silent-days.js'
import type { Use } from './drawdown.js'
import type { Lot } from './lot.js'
import { newTally, UnitTally } from './unit-tally.js'

/** The use of one pool. */
export interface MeasuredUse {
  /** Use in the window, by whose tasks it was. */
  readonly inWindow: ReadonlyMap<string | null, Units>
  /** Use in the window, since the first use, by days of 24 hours of which the last one ends with the window. */
  readonly byDay: readonly Units[]
  /** All use up to the end of the window. */
  readonly units: Units
  /** How many tasks that was. */
  readonly tasks: bigint
  readonly firstAt: Instant
  /** The first use, by whose task it was. */
  readonly firstAtOf: ReadonlyMap<string | null, Instant>
}

/**
 * How long before `asOf` a log ends, in whole days of 24 hours: nothing is known of them, so that they are no days without
 * use. `until` is the time of its last row, whose day counts whole, as where its dates have no time (R62).
 */
export function unknownDays(until: Instant | null, asOf: Instant, zone: TimeZone): number {
  if (until === null || until >= asOf) return 0
  const end = beginningOf((zone.toLocal(until).day + 1) as Day, zone)
  return Math.max(0, Math.floor((asOf - end) / MILLIS_PER_DAY))
}

/** A stretch of time, `[from, to)`. */
export interface Window {
  readonly from: Instant
  readonly to: Instant
}

/**
 * The window of `millis` at the end of what is known. The day of the last row counts whole, and the hours behind it are as
 * little known as days are; where that is the day of the answer, or the log goes on behind the answer, all use up to it
 * counts. A window of whole days has as many of the calendar; one of part of a day ends with the last row.
 */
export function windowAtEnd(until: Instant | null, asOf: Instant, millis: number, zone: TimeZone): Window {
  const ofAnswer = instantAt(asOf + 1)
  if (millis % MILLIS_PER_DAY !== 0) {
    const to = until === null || until >= asOf ? ofAnswer : instantAt(until + 1)
    return { from: instantAt(to - millis), to }
  }
  const day = zone.toLocal(until ?? asOf).day
  const isOver = until !== null && until < asOf && day < zone.toLocal(asOf).day
  const to = isOver ? beginningOf((day + 1) as Day, zone) : ofAnswer
  const local = zone.toLocal(to)
  return { from: beginningOf((local.day - millis / MILLIS_PER_DAY) as Day, zone, local.millis), to }
}

/** The lots in force that took effect a day or more before the log's first row: what was used of them by then is not known. */
export const listUnknownStarts = (lots: readonly Lot[], from: Instant | null, asOf: Instant): Lot[] =>
  from === null
    ? []
    : lots.filter(
        ({ effectiveAt, expiresAt }) =>
          effectiveAt <= from - MILLIS_PER_DAY && expiresAt > from && expiresAt > asOf,
      )

/** Of which time use is known: from the first row to the last, but for silent days. */
interface KnownUse {
  readonly from: Instant | null
  readonly until: Instant | null
  readonly silences: readonly DayRun[]
}

/** Whether use is known by totals of days, each of which comes with the end of its day (R91). */
const isOfDays = (until: Instant, zone: TimeZone): boolean =>
  until === lastInstantOf(zone.toLocal(until).day, zone)

/** The window that is asked for: in whole days where use is known by totals of days, for none can be taken apart. */
export function windowFor(until: Instant | null, askedMillis: number, zone: TimeZone): number {
  if (until === null || !isOfDays(until, zone)) return askedMillis
  return Math.ceil(askedMillis / MILLIS_PER_DAY) * MILLIS_PER_DAY
}

/**
 * The time that use is measured over: the window, or the days of the log where those are fewer (R33). Nothing is known of
 * days before the first row, so that they are no days without use; the first day and the last one count whole, as in a
 * history that is forecast from, but for what of the last day lies behind `asOf`. Silent days count as little as gaps do
 * there (R62).
 */
export function measuredMillis(
  { from, until, silences }: KnownUse,
  asOf: Instant,
  windowMillis: number,
  zone: TimeZone,
): number {
  if (from === null || until === null || from > asOf) return windowMillis
  // Of the day of the answer a log of whole days knows nothing.
  const isTotalToCome = until > asOf && isOfDays(until, zone)
  const day = isTotalToCome
    ? ((zone.toLocal(asOf).day - 1) as Day)
    : zone.toLocal(until < asOf ? until : asOf).day
  const before = (day - zone.toLocal(from).day) * MILLIS_PER_DAY
  const ofLast = Math.min(MILLIS_PER_DAY, asOf - beginningOf(day, zone))
  const measured = Math.min(windowMillis, Math.max(MILLIS_PER_DAY, before + ofLast))
  const { to } = windowAtEnd(until, asOf, windowMillis, zone)
  // By the clock, so that days on which it changes are as long as others.
  const clock = zone.toLocal(instantAt(Math.min(to, asOf)))
  const end = clock.day * MILLIS_PER_DAY + clock.millis
  const silent = silences.reduce((sum, { first, last }) => {
    const begins = Math.max(first * MILLIS_PER_DAY, end - measured)
    return sum + Math.max(0, Math.min((last + 1) * MILLIS_PER_DAY, end) - begins)
  }, 0)
  // A window that lies in silent days alone knows of no use, and has no other time to measure it over.
  return measured > silent ? measured - silent : measured
}

/** Measures `uses` (in order of time), pool by pool, over a window; later use is left out. */
export function measureUse(uses: Iterable<Use>, window: Window): Map<string, MeasuredUse> {
  const pools = new Map<string, PoolSums>()
  for (const use of uses) {
    if (use.at >= window.to) break
    const sums = getOrInsert(pools, use.pool, () => new PoolSums(use.at, window))
    sums.take(use, use.at >= window.from)
  }
  return new Map([...pools].map(([pool, sums]) => [pool, sums.finish()]))
}

/** The sums of one pool. */
class PoolSums {
  readonly #inWindow = new Map<string | null, UnitTally>()
  readonly #before = new UnitTally()
  readonly #firstAtOf = new Map<string | null, Instant>()
  readonly #days: (UnitTally | undefined)[]
  #tasks = 0n
  #last: Use | null = null

  constructor(
    private readonly firstAt: Instant,
    private readonly window: Window,
  ) {
    // Of days before the first use nothing is known; one without use after it is one of none.
    const days = Math.ceil((window.to - Math.max(window.from, firstAt)) / MILLIS_PER_DAY)
    this.#days = new Array<UnitTally | undefined>(days).fill(undefined)
  }

  take(use: Use, isInWindow: boolean): void {
    const tally = isInWindow ? getOrInsert(this.#inWindow, use.account, newTally) : this.#before
    tally.take(use.units)
    if (use.account !== this.#last?.account && !this.#firstAtOf.has(use.account))
      this.#firstAtOf.set(use.account, use.at)
    if (isInWindow) {
      const day = this.#days.length - Math.ceil((this.window.to - use.at) / MILLIS_PER_DAY)
      this.#days[day] ??= new UnitTally()
      this.#days[day].take(use.units)
    }
    // A task that two lots paid is in an export twice, one entry behind the other.
    const isContinued = use.taskId !== null && use.taskId === this.#last?.taskId && use.at === this.#last.at
    if (!isContinued) this.#tasks += use.tasks ?? 1n
    this.#last = use
  }

  finish(): MeasuredUse {
    const inWindow = new Map([...this.#inWindow].map(([account, tally]) => [account, tally.total()]))
    const units = [...inWindow.values()].reduce(add, this.#before.total())
    const byDay = this.#days.map(tally => tally?.total() ?? NO_UNITS)
    const firstAtOf = this.#firstAtOf
    return { inWindow, byDay, units, tasks: this.#tasks, firstAt: this.firstAt, firstAtOf }
  }
}

/** Units a day that a use of `units` in `millis` comes to. */
export const perDay = (units: Units, millis: number): Ratio =>
  divideRatios(toRatio(units), ratio(BigInt(millis), BigInt(MILLIS_PER_DAY)))

/** Units that a task takes on average; null when there was none. */
export const unitsPerTask = ({ units, tasks }: MeasuredUse): Ratio | null =>
  tasks === 0n ? null : divideRatios(toRatio(units), ratio(tasks))
