/**
 * What a plan is made from: offers that can be bought, and lots that are held already. Both speak of one pool;
 * pools are planned apart, for a unit of one never pays for another (rules §1).
 */

import type { TimeZone } from '../calendar.js'
import { assert } from '../failure.js'
import { getOrInsert } from '../get-or-insert.js'
import { beginningOf, type Day, type Instant, MILLIS_PER_DAY } from '../instant.js'
import { divide, isZero, type Units, type Usd } from '../quantity.js'
import type { Ratio } from '../ratio.js'

/** A resource package with a price, as a plan sees it. */
export interface Offer {
  readonly id: string
  readonly price: Usd
  /** Above 0. */
  readonly units: Units
  /** Whole days of 24 hours, at least 1. */
  readonly validityDays: number
  /** Tasks that may run at once while it is active; null when not stated. */
  readonly concurrency: number | null
  /** Trials: at most one of it in a plan, none once it was used (rules §5). */
  readonly isOncePerAccount: boolean
}

/** Dollars a unit when all of it is used. */
export const unitPriceOf = ({ price, units }: Offer): Ratio => divide(price, units)

/** A lot that was bought before, with what is left of it. */
export interface HeldLot {
  readonly id: string
  /** What is left at the start of the horizon. */
  readonly units: Units
  readonly effectiveAt: Instant
  /** The beginning of a day that it pays for with one that ends within it (adjoining.ts); left out: of none. */
  readonly joinedFrom?: Instant
  /** The instant from which on it cannot be used. */
  readonly expiresAt: Instant
  /** Whether its ledger names a day through which it can. */
  readonly endsWithDay?: boolean
  readonly concurrency: number | null
}

/** A stretch of whole days of the horizon, `[from, until)`; empty when `from >= until`. */
export interface DaySpan {
  readonly from: number
  readonly until: number
}

/** When a day of the horizon begins, day 0 being the first. It rises with the day. */
export type DayStarts = (day: number) => Instant

/**
 * The days of a plan (rules §5): the first begins at `asOf`, and each other one at that time of its calendar day, which is
 * 24 hours after the day before unless the clocks of the zone change (R63).
 */
export function calendarDays(asOf: Instant, firstDay: Day, zone: TimeZone): DayStarts {
  const { millis } = zone.toLocal(asOf)
  const starts = new Map([[0, asOf]])
  return day => getOrInsert(starts, day, () => beginningOf((firstDay + day) as Day, zone, millis))
}

/** The days of a horizon that begins later. */
export const daysFrom =
  (startOf: DayStarts, first: number): DayStarts =>
  day =>
    startOf(first + day)

/** How many whole days are over at an instant. */
function countDaysTo(at: Instant, startOf: DayStarts): number {
  let days = Math.max(0, Math.floor((at - startOf(0)) / MILLIS_PER_DAY))
  // Days of 23 and 25 hours put the estimate off by a day.
  while (startOf(days + 1) <= at) days++
  while (days > 0 && startOf(days) > at) days--
  return days
}

/**
 * The whole days that a held lot covers. A ruling: a lot that starts or ends within a day does not
 * cover that day at all. A plan knows how much is used on a day and not when, so that anything else would promise
 * units that may come too late or be gone too early.
 */
export function daysCovered(
  { effectiveAt, joinedFrom = effectiveAt, expiresAt }: HeldLot,
  startOf: DayStarts,
): DaySpan {
  const from = countDaysTo(joinedFrom, startOf)
  return { from: startOf(from) < joinedFrom ? from + 1 : from, until: countDaysTo(expiresAt, startOf) }
}

/**
 * The day before which an offer can be used that is bought as a day begins: one less than its days where the clocks
 * go back in between, as it then ends an hour before its last day does. It covers the day of its purchase.
 */
export function endOfPurchase(
  { validityDays }: Pick<Offer, 'validityDays'>,
  day: number,
  startOf: DayStarts,
): number {
  const expiresAt = (startOf(day) + validityDays * MILLIS_PER_DAY) as Instant
  return Math.max(day + 1, Math.min(day + validityDays, countDaysTo(expiresAt, startOf)))
}

/** The offers that can still be bought: all but the trials that were used. */
export const listOpenOffers = (offers: readonly Offer[], trialsUsed: readonly string[]): Offer[] =>
  offers.filter(offer => !(offer.isOncePerAccount && trialsUsed.includes(offer.id)))

/** Asserts what the reader of the input has made sure of. */
export function assertOffers(offers: readonly Offer[]): void {
  const ids = new Set(offers.map(({ id }) => id))
  assert(ids.size === offers.length, 'two offers of one id')
  for (const { id, units, validityDays } of offers) {
    assert(!isZero(units), `offer ${id} holds no units`)
    assert(Number.isSafeInteger(validityDays) && validityDays >= 1, `offer ${id} is never valid`)
  }
}
