/** What is lost at expiry: units that were paid for and never used. */
import { toRatio, type Units } from '../quantity.js'
import { addRatios, multiplyRatios, type Ratio, ZERO } from '../ratio.js'
import { type Lot, unitPriceOf } from './lot.js'

/** What `units` of a lot cost when it was bought, exact; null when its price is not known and there are any. */
export function costOfUnits(lot: Lot, units: Units | Ratio): Ratio | null {
  const amount = 'num' in units ? units : toRatio(units)
  const unitPrice = unitPriceOf(lot)
  if (amount.num === 0n) return ZERO
  return unitPrice && multiplyRatios(amount, unitPrice)
}

/** What was paid for lost units as far as it is known. */
export interface KnownCost {
  /** Null when no price of any is known. */
  readonly dollars: Ratio | null
  /** The units whose price is not known. */
  readonly unpriced: Ratio
}

/** What was paid for lost units of several lots, each above 0. */
export function sumKnownCosts(lost: Iterable<readonly [Lot, Ratio]>): KnownCost {
  const costs = [...lost].map(([lot, units]) => ({ units, cost: costOfUnits(lot, units) }))
  const known = costs.flatMap(({ cost }) => cost ?? [])
  const unpriced = costs.filter(({ cost }) => cost === null)
  return {
    dollars: costs.length > 0 && known.length === 0 ? null : known.reduce(addRatios, ZERO),
    unpriced: unpriced.map(({ units }) => units).reduce(addRatios, ZERO),
  }
}

/** The sum of amounts; null when one of them is not known. */
export const sumKnown = (amounts: readonly (Ratio | null)[]): Ratio | null =>
  amounts.reduce((sum, amount) => sum && amount && addRatios(sum, amount), ZERO)
