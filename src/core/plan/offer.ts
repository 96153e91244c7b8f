/**
 * What a plan is made from: offers that can be bought, and lots that are held already. Both speak of one pool;
 * pools are planned apart, for a unit of one never pays for another (rules §1).
 */
import { assert } from '../failure.js'
import { type Instant, instantAt, MILLIS_PER_DAY } from '../instant.js'
import { isZero, type Units, type Usd } from '../quantity.js'

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

/** A lot that was bought before, with what is left of it. */
export interface HeldLot {
  readonly id: string
  /** What is left at the start of the horizon. */
  readonly units: Units
  readonly effectiveAt: Instant
  /** The instant from which on it cannot be used. */
  readonly expiresAt: Instant
  readonly concurrency: number | null
}

/** A stretch of whole days of the horizon, `[from, until)`; empty when `from >= until`. */
export interface DaySpan {
  readonly from: number
  readonly until: number
}

/** The instant at which a day of the grid begins: as-of + day × 24 h (rules §5). */
export const startOfGridDay = (asOf: Instant, day: number): Instant => instantAt(asOf + day * MILLIS_PER_DAY)

/**
 * The whole days of the horizon that a held lot covers. A ruling: a lot that starts or ends within a day does not
 * cover that day at all. A plan knows how much is used on a day and not when, so that anything else would promise
 * units that may come too late or be gone too early.
 */
export function daysCovered(lot: HeldLot, asOf: Instant, days: number): DaySpan {
  const from = Math.max(0, Math.ceil((lot.effectiveAt - asOf) / MILLIS_PER_DAY))
  const until = Math.min(days, Math.floor((lot.expiresAt - asOf) / MILLIS_PER_DAY))
  return { from, until }
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
