/** Units that will expire unused, held ones as well as those to be bought: what they cost, and when they go. */
import { addDays, type TimeZone } from '../../core/calendar.js'
import { type Day, type Instant, instantAt, MILLIS_PER_DAY } from '../../core/instant.js'
import { lastDayOf } from '../../core/ledger/lot.js'
import type { BudgetAnswer } from '../../core/plan/budget-answer.js'
import { unitPriceOf } from '../../core/plan/offer.js'
import type { PoolLots } from '../../core/plan/pool-plan.js'
import { add, isZero, NO_UNITS, toRatio, type Units } from '../../core/quantity.js'
import { addRatios, multiplyRatios, type Ratio, ZERO } from '../../core/ratio.js'

/** A package of a pool, held or to be bought, and what becomes of it within the horizon. */
export interface PlannedLot {
  readonly name: string
  /** The day on which it is bought; null: it is held. */
  readonly bought: Day | null
  /** The day of its expiry, as `expiry` tells it. */
  readonly expires: Day
  readonly units: Units
  readonly used: Units
  readonly lost: Units
  readonly left: Units
  /** What was paid for the units that are lost, in dollars; null where the price is not known. */
  readonly lostDollars: Ratio | null
}

/** All packages of a pool with units: the held ones, then the purchases. */
export function listLots(
  { plan, heldUnitPrices }: PoolLots,
  answer: BudgetAnswer,
  zone: TimeZone,
): PlannedLot[] {
  const unpriced = answer.ledger?.unpriced ?? []
  const dayOf = (expiresAt: Instant): Day => zone.toLocal(expiresAt).day
  const held = plan.held.map(({ lot, used, forfeited, left }, i): PlannedLot => {
    const dollars = multiplyRatios(toRatio(forfeited), heldUnitPrices[i]!)
    return {
      name: lot.id,
      bought: null,
      expires: lastDayOf(lot, zone) ?? dayOf(lot.expiresAt),
      units: lot.units,
      used,
      lost: forfeited,
      left,
      lostDollars: unpriced.includes(lot.id) ? null : dollars,
    }
  })
  const bought = plan.purchases.map(({ at, day, offer, used, forfeited, left }): PlannedLot => {
    const unitPrice = unitPriceOf(offer)
    return {
      name: offer.id,
      bought: addDays(answer.firstDay, day),
      expires: dayOf(instantAt(at + offer.validityDays * MILLIS_PER_DAY)),
      units: offer.units,
      used,
      lost: forfeited,
      left,
      lostDollars: multiplyRatios(toRatio(forfeited), unitPrice),
    }
  })
  return [...held, ...bought].filter(({ units }) => !isZero(units))
}

/** What packages come to together. */
export interface LotSums {
  readonly units: Units
  readonly lost: Units
  readonly left: Units
  readonly lostDollars: Ratio
  /** Whether the price of some units that are lost is not known, so that `lostDollars` is too low. */
  readonly isUnpriced: boolean
}

export const sumLots = (lots: readonly PlannedLot[]): LotSums => ({
  units: lots.reduce((sum, { units }) => add(sum, units), NO_UNITS),
  lost: lots.reduce((sum, { lost }) => add(sum, lost), NO_UNITS),
  left: lots.reduce((sum, { left }) => add(sum, left), NO_UNITS),
  lostDollars: lots.reduce((sum, { lostDollars }) => addRatios(sum, lostDollars ?? ZERO), ZERO),
  isUnpriced: lots.some(({ lost, lostDollars }) => lostDollars === null && !isZero(lost)),
})
