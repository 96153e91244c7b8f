/** What is lost at expiry: units that were paid for and never used. */
import { isZero, toRatio, type Units } from '../quantity.js'
import { multiplyRatios, type Ratio } from '../ratio.js'
import type { DrawDown } from './drawdown.js'
import { type Lot, unitPriceOf } from './lot.js'

/** The units that a lot lost when it expired. */
export interface Forfeiture {
  readonly lot: Lot
  /** Above 0. */
  readonly units: Units
  /** What was paid for them: units × the lot's effective unit price (rules §2), exact. */
  readonly dollars: Ratio
}

/** What `units` of a lot cost when it was bought, exact. */
export const costOfUnits = (lot: Lot, units: Units): Ratio => multiplyRatios(toRatio(units), unitPriceOf(lot))

/** What was forfeited up to the draw-down's `asOf`, in order of expiry. */
export const listForfeitures = ({ balances }: DrawDown): Forfeiture[] =>
  balances
    .filter(({ forfeited }) => !isZero(forfeited))
    .sort((a, b) => a.lot.expiresAt - b.lot.expiresAt || a.lot.order - b.lot.order)
    .map(({ lot, forfeited: units }) => ({ lot, units, dollars: costOfUnits(lot, units) }))
