/** A lot: one purchased resource package, with the time in which its units can be used. */
import { addDays, type TimeZone } from '../calendar.js'
import type { Place } from '../failure.js'
import { beginningOf, type Day, type Instant, instantAt, MILLIS_PER_DAY } from '../instant.js'
import { divide, type Units, type Usd } from '../quantity.js'
import type { Ratio } from '../ratio.js'

/** One purchase. Its balance is not part of it: that is what a draw-down computes. */
export interface Lot {
  /** Unique in its ledger. */
  readonly id: string
  /** The package of the catalogue that was bought; null when the ledger names none. */
  readonly packageId: string | null
  /** Whose tasks it pays for; null: anyone's. */
  readonly account: string | null
  /** A unit of one pool never pays for another (rules §1). */
  readonly pool: string
  /** What was bought; above 0. */
  readonly units: Units
  /** What was paid for all of it; null when nobody says, and no package of the catalogue does. */
  readonly price: Usd | null
  readonly purchasedAt: Instant
  /** The first instant at which its units can be used. */
  readonly effectiveAt: Instant
  /** The instant from which on they cannot (rules §2); after `effectiveAt`. */
  readonly expiresAt: Instant
  /** Whether its ledger names a day through which they can, rather than that instant (ruling R36). */
  readonly endsWithDay?: boolean
  /** Tasks that may run at once while it is active; null when not stated. */
  readonly concurrency: number | null
  /** Its place among the lots of the ledger, from 0: the last word where the burn order finds a tie. */
  readonly order: number
  readonly place: Place
}

/** The day that a lot expires with, as its ledger has it, where that is one of the zone; null: it has a time of its own. */
export function lastDayOf(
  { expiresAt, endsWithDay }: Pick<Lot, 'expiresAt' | 'endsWithDay'>,
  zone: TimeZone,
): Day | null {
  const { day } = zone.toLocal(expiresAt)
  return endsWithDay && beginningOf(day, zone) === expiresAt ? addDays(day, -1) : null
}

/** Whether units of the lot can be used at `at`, as far as time decides. */
export const isActive = (lot: Lot, at: Instant): boolean => lot.effectiveAt <= at && at < lot.expiresAt

/** Whether the lot pays for tasks of `account`. Who names no account shares: a lot with all, a task with all lots. */
export const isOpenTo = (lot: Lot, account: string | null): boolean =>
  lot.account === null || account === null || lot.account === account

/** Price ÷ units in dollars a unit, exactly (rules §2); null when the price is not known. */
export const unitPriceOf = ({ price, units }: Lot): Ratio | null => price && divide(price, units)

/** The instant from which on a lot is unusable: `days` × 24 h after it takes effect (rules §2, a ruling). */
export const expiryOf = (effectiveAt: Instant, days: number): Instant =>
  instantAt(effectiveAt + days * MILLIS_PER_DAY)
