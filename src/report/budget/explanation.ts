/** The arithmetic behind a plan. */
import { compact } from '../../core/compact.js'
import { costPerDay } from '../../core/plan/break-even.js'
import type { Demand } from '../../core/plan/budget-answer.js'
import { unitPriceOf } from '../../core/plan/offer.js'
import type { PoolPlan } from '../../core/plan/pool-plan.js'
import { toRatio } from '../../core/quantity.js'
import { ratio } from '../../core/ratio.js'
import { countAbout, showCents, showUsd } from '../amounts.js'
import { countOf, makeVisible, sentenceCase } from '../text.js'
import { describeDemandRange, lowerBoundOf, showUnitPrice } from './words.js'

/** So many prices are added up in a line. */
const MOST_ADDED = 8

export function explainPlan(pool: PoolPlan, demand: Demand): string[] {
  const { plan, breakEvens, afterwards, demandRange } = pool
  const sum = plan.purchases.map(({ offer }) => showUsd(toRatio(offer.price))).join(' + ')
  const { length } = plan.purchases
  return compact([
    length > 1 && length <= MOST_ADDED && `${sum} = ${showUsd(toRatio(plan.cost))}`,
    `No plan${afterwards ? ' that leaves as much' : ''} can cost less than ${showUsd(lowerBoundOf(plan))}.`,
    demandRange && `${sentenceCase(describeDemandRange(pool, demand.chosen.total))}.`,
    ...breakEvens.map(({ offer, fromUnitsPerDay }, i) => {
      const unit = unitPriceOf(offer)
      const wasted = `${showUsd(toRatio(offer.price))} / ${countOf(offer.validityDays, 'day')} = ${showCents(costPerDay(offer, ratio(0n)))} a day when most of it expires`
      const before = breakEvens[i - 1]
      const meets = before
        ? `; from ${countAbout(fromUnitsPerDay)} a day on it costs no more than ${makeVisible(before.offer.id)}`
        : ''
      return `${makeVisible(offer.id)}: ${showUnitPrice(unit)} a unit when all of it is used, ${wasted}${meets}.`
    }),
  ])
}
