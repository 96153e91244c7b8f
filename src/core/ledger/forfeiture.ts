/** What is lost at expiry: units that were paid for and never used. */
import { isZero, toRatio, type Units } from '../quantity.js'
import { addRatios, multiplyRatios, type Ratio, ZERO } from '../ratio.js'
import type { DrawDown } from './drawdown.js'
import { type Lot, unitPriceOf } from './lot.js'

/** The units that a lot lost when it expired. */
export interface Forfeiture {
  readonly lot: Lot
  /** Above 0. */
  readonly units: Units
  /** What was paid for them: units × the lot's effective unit price (rules §2), exact; null: not known. */
  readonly dollars: Ratio | null
}

/** What `units` of a lot cost when it was bought, exact; null when its price is not known and there are any. */
export function costOfUnits(lot: Lot, units: Units | Ratio): Ratio | null {
  const amount = 'num' in units ? units : toRatio(units)
  const unitPrice = unitPriceOf(lot)
  if (amount.num === 0n) return ZERO
  return unitPrice && multiplyRatios(amount, unitPrice)
}

/** The sum of amounts; null when one of them is not known. */
export const sumKnown = (amounts: readonly (Ratio | null)[]): Ratio | null =>
  amounts.reduce((sum, amount) => sum && amount && addRatios(sum, amount), ZERO)

/** What was forfeited up to the draw-down's `asOf`, in order of expiry. */
export const listForfeitures = ({ balances }: DrawDown): Forfeiture[] =>
  balances
    .filter(({ forfeited }) => !isZero(forfeited))
    .sort((a, b) => a.lot.expiresAt - b.lot.expiresAt || a.lot.order - b.lot.order)
    .map(({ lot, forfeited: units }) => ({ lot, units, dollars: costOfUnits(lot, units) }))
