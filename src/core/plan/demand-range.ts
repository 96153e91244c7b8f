/**
 * How far demand may be off before something else is cheaper: the range of factors, in whole thousandths, by which
 * every day's demand may be multiplied while the least cost stays that of the plan. More demand never costs less
 * (whatever covers more covers less), so when the least cost is the same at both ends, it is the same all between.
 * The days of the purchases may shift with the demand; what is paid does not.
 */
import { assert } from '../failure.js'
import { compare, times, toRatio } from '../quantity.js'
import { compareRatios, type Ratio, ratio, subtractRatios } from '../ratio.js'
import { type PurchasePlan, planPurchases } from './purchase-plan.js'
import type { PlanQuestion } from './search/grid.js'

/** Factors are told apart in steps of one thousandth. */
const STEPS = 1000
/** Greater factors than this are not looked at. They double from 1 on. */
const MOST = 2 ** 10 * STEPS

/** A range of factors of demand. */
export interface DemandRange {
  /** The least factor at which the least cost is proven to be the plan's; 0: even without any demand. */
  readonly from: Ratio
  /** The greatest such factor; null: 1,024 times the demand, or no demand at all, still costs the same. */
  readonly to: Ratio | null
  /** Whether one thousandth beyond either end the least cost is proven to be another: time did not cut it short. */
  readonly isTight: boolean
}

/** How the least cost at some factor stands to the plan's. */
type Standing = 'below' | 'same' | 'above' | 'unknown'

/**
 * The range around a proven plan for use that ends with the horizon; asserts that it is one. Plans some twenty times. `isOutOfTime` is for all of them.
 */
export function findDemandRange(
  question: PlanQuestion,
  plan: PurchasePlan,
  isOutOfTime: () => boolean,
): DemandRange {
  assert(plan.isProvenOptimal, 'a range around a plan that is not proven')
  const standingAt = (factor: number): Standing => {
    // A plan takes a while even when it is cut short at once.
    if (isOutOfTime()) return 'unknown'
    const other = planPurchases(multiplyDemand(question, factor), isOutOfTime)
    if (other.kind === 'no-plan') return other.reason === 'out-of-time' ? 'unknown' : 'above'
    if (compare(other.cost, plan.cost) < 0) return 'below'
    const least = subtractRatios(toRatio(other.cost), other.gap)
    if (compareRatios(least, toRatio(plan.cost)) > 0) return 'above'
    return other.isProvenOptimal ? 'same' : 'unknown'
  }
  let isTight = true
  /** The factor farthest from `same` towards `other`, which is not the same, that is the same. */
  const findEnd = (same: number, other: number): number => {
    let [inside, outside] = [same, other]
    while (Math.abs(outside - inside) > 1) {
      const middle = Math.floor((inside + outside) / 2)
      const standing = standingAt(middle)
      if (standing === 'unknown') isTight = false
      if (standing === 'same') inside = middle
      else outside = middle
    }
    return inside
  }
  const atNothing = standingAt(0)
  const from = atNothing === 'same' ? 0 : findEnd(STEPS, 0)

  let [same, other] = [STEPS, 2 * STEPS]
  while (other <= MOST) {
    const standing = standingAt(other)
    if (standing === 'unknown') isTight = false
    if (standing !== 'same') break
    same = other
    other *= 2
  }
  const to = other > MOST ? null : ratio(BigInt(findEnd(same, other)), BigInt(STEPS))
  return { from: ratio(BigInt(from), BigInt(STEPS)), to, isTight }
}

/** The question at `factor` thousandths of its demand. All units are counted in thousandths, so that it stays exact. */
function multiplyDemand(question: PlanQuestion, factor: number): PlanQuestion {
  return {
    ...question,
    demand: question.demand.map(use => times(use, BigInt(factor))),
    offers: question.offers.map(offer => ({ ...offer, units: times(offer.units, BigInt(STEPS)) })),
    held: question.held.map(lot => ({ ...lot, units: times(lot.units, BigInt(STEPS)) })),
  }
}
