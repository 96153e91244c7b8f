/** Plans, forecasts and what they mean, in words, alike in every format for people. */
import { addDays } from '../../core/calendar.js'
import { listChoices } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { type Day, formatDay } from '../../core/instant.js'
import type { Alternative } from '../../core/plan/alternatives.js'
import {
  type BudgetAnswer,
  countLittleHistory,
  type Demand,
  type ForecastBasis,
  LEAST_DAYS_TO_BUY,
} from '../../core/plan/budget-answer.js'
import type { Negotiation, PoolPlan, Risk } from '../../core/plan/pool-plan.js'
import { type NoPlan, netCostOf, type PurchasePlan } from '../../core/plan/purchase-plan.js'
import { compare, format, isZero, NO_USD, toRatio, type Units, type Usd } from '../../core/quantity.js'
import {
  compareRatios,
  divideRatios,
  formatRatio,
  isExactAt,
  multiplyRatios,
  type Ratio,
  ratio,
  subtractRatios,
  ZERO,
} from '../../core/ratio.js'
import { showForecastCents, showRounded, showShare, showUnitCount, showUnits, showUsd } from '../amounts.js'
import { countOf, groupDigits, makeVisible } from '../text.js'

/** The calendar day on which a day of the horizon begins. */
export const dayOfPlan = ({ firstDay }: BudgetAnswer, day: number): Day => addDays(firstDay, day)
export const showPlanDay = (answer: BudgetAnswer, day: number): string => formatDay(dayOfPlan(answer, day))

/** `P10`, `P50`, `P97.5`. */
export const nameOfQuantile = (quantile: Ratio): string =>
  `P${formatRatio(multiplyRatios(quantile, ratio(100n)), 2)}`

/** `12.3 %`. */
export const showPercent = (share: Ratio): string => showShare(share, ratio(1n))

/** A price of a unit: at most six decimals. */
export function showUnitPrice(price: Ratio): string {
  const text = formatRatio(price, 6)
  const [whole = '', fraction = ''] = text.split('.')
  return `${isExactAt(price, 6) ? '' : '≈ '}$${groupDigits(whole)}.${fraction.padEnd(2, '0')}`
}

const METHODS = {
  mean: 'its level of late, every day alike',
  weekly: 'its level of late and its weekly pattern',
} as const satisfies Record<ForecastBasis['forecast']['method'], string>

/** What a demand rests on. */
export function describeBasis({ basis }: Demand<Units | Usd>, { demandBasis }: BudgetAnswer): string {
  if (basis === null) {
    return demandBasis === 'plan' ? 'jobs of each month, spread over its days' : 'as given'
  }
  const { forecast, firstDay, lastDay } = basis
  const span = `${countOf(forecast.knownDays, 'day')} of history, ${formatDay(firstDay)} to ${formatDay(lastDay)}`
  return `${METHODS[forecast.method]}; ${span}`
}

/** `31,200 to 41,000 (P10 to P90)`: the demand at the quantiles shown, or null when it is certain. */
export function describeSpread(demand: Demand): string | null {
  if (demand.basis === null) return null
  const { paths } = demand
  return paths.map(({ quantile, total }) => `${nameOfQuantile(quantile)} ${showUnits(total)}`).join(', ')
}

/** How well the last part of the history would have been forecast from what came before. */
export function describeBackTest({ forecast }: ForecastBasis): string {
  const test = forecast.backTest
  if (test === null) return `none: ${NO_BACK_TEST[forecast.noBackTest!]}`
  const rival = `the last week again: ${showPercent(test.naiveError)}`
  const method = test.method === forecast.method ? '' : ` by ${METHODS[test.method]}`
  const sign = test.totalError.num < 0n ? 'too low' : 'too high'
  const sum =
    test.totalError.num === 0n
      ? 'exact in all'
      : `${showPercent(test.totalError).replace(/^-/, '')} ${sign} in all`
  return `last ${countOf(test.testDays, 'day')} from the ${test.trainDays} before${method}: off by ${showPercent(test.error)} a day (${rival}), ${sum}; ${showPercent(test.coverage)} of the days within P10 to P90`
}

const NO_BACK_TEST = {
  'too-short': 'fewer than four weeks of history',
  'no-use': 'the days held out have no use',
} as const satisfies Record<NonNullable<ForecastBasis['forecast']['noBackTest']>, string>

/** A name of an alternative. */
export function nameOfAlternative(alternative: Alternative): string {
  switch (alternative.kind) {
    case 'only':
      return `only ${makeVisible(alternative.offerId)}`
    case 'greedy':
      return 'greedy'
    case 'without-trials':
      return 'without trials'
  }
}

const NO_ALTERNATIVE = {
  impossible: 'cannot cover it',
  'too-many-lots': 'too many packages',
  'out-of-time': 'not found in time',
} as const satisfies Record<NoPlan['reason'], string>

/** What an alternative costs more, `the same`, or why there is none. */
export function describeAlternative(outcome: PurchasePlan | NoPlan, { plan }: PoolPlan): string {
  if (outcome.kind === 'no-plan') return NO_ALTERNATIVE[outcome.reason]
  const difference = subtractRatios(netCostOf(outcome), netCostOf(plan))
  if (difference.num === 0n) return 'the same'
  const text = showForecastCents(difference).replace('-', '')
  return text.replace('$', difference.num > 0n ? '+$' : '-$')
}

/** What else could be bought, and what it would come to, as columns and rows. */
export const tabulateAlternatives = (plan: PoolPlan) => ({
  columns: [
    { heading: 'Instead', isWrapped: true },
    { heading: 'Price', isAmount: true },
    { heading: 'Difference', isAmount: true },
    { heading: 'Lost', isAmount: true },
    { heading: 'Left', isAmount: true },
  ],
  rows: plan.alternatives.map(alternative => {
    const { outcome } = alternative
    const isPlan = outcome.kind === 'plan'
    return [
      nameOfAlternative(alternative),
      isPlan ? showUsd(toRatio(outcome.cost)) : '',
      describeAlternative(outcome, plan),
      isPlan ? showUnits(outcome.forfeited) : '',
      isPlan ? showUnits(outcome.left) : '',
    ]
  }),
})

/** Whether the plan is proven, and by what; that says nothing of the forecast. */
export function describeProof(pool: PoolPlan, demand: Demand): string {
  const little = countLittleHistory(demand)
  if (little !== null) return describeLittleHistory(little, pool.atMost)
  const { plan, afterwards } = pool
  const limits = demand.basis ? '; how far the use is known is the range above' : ''
  if (plan.isProvenOptimal) {
    const cheaper = afterwards
      ? 'nothing cheaper covers this use, what is left counted'
      : 'nothing cheaper covers this use'
    return `${cheaper}: every other plan was searched or bounded${limits}`
  }
  const gap = plan.cost === NO_USD ? '' : `, ${showPercent(divideRatios(plan.gap, toRatio(plan.cost)))} below`
  return `not proven in the time given: no plan costs less than ${showUsd(lowerBoundOf(plan))}${gap}${limits}`
}

/** No plan that leaves as much costs less. */
export function lowerBoundOf({ cost, gap }: PurchasePlan): Ratio {
  const bound = subtractRatios(toRatio(cost), gap)
  return bound.num < 0n ? ZERO : bound
}

/** What is said in place of a proof when the history is too short to buy by. */
export function describeLittleHistory(days: number, atMost: PurchasePlan | null): string {
  const most =
    atMost === null || atMost.purchases.length === 0
      ? 'buy nothing yet'
      : `buy at most ${countPackages(atMost)} (${showUsd(toRatio(atMost.cost))})`
  return `${countOf(days, 'day')} of history: too few to buy by; ${most}, and plan again with ${LEAST_DAYS_TO_BUY} days or more`
}

/** `trial-100 and 2 package-3`. */
function countPackages({ purchases }: PurchasePlan): string {
  const counts = groupBy(purchases, ({ offer }) => offer.id)
  return listChoices(
    [...counts].map(([id, { length }]) => `${length === 1 ? '' : `${length} `}${makeVisible(id)}`),
    'and',
  )
}

/** What a unit used costs, what is left not counted; null when nothing is bought, or what is left was not. */
export function netUnitPriceOf(plan: PurchasePlan): Ratio | null {
  if (plan.valueLeft.num === 0n || isZero(plan.used)) return plan.effectiveUnitPrice
  const isHeld = plan.held.some(({ lot }) => !isZero(lot.units))
  return isHeld ? null : divideRatios(subtractRatios(toRatio(plan.cost), plan.valueLeft), toRatio(plan.used))
}

/** What is left, and what it is worth. */
export function describeAfterwards({ plan, afterwards }: PoolPlan): string {
  const { perDay, unitPrice } = afterwards!
  const trials =
    plan.trialsLeft.num === 0n
      ? ''
      : `, and trials that are not bought yet save ${showForecastCents(plan.trialsLeft)}`
  return `use goes on at ${showUnits(perDay)} a day, for ${showUnitPrice(unitPrice)} a unit in the long run; what is left is worth ${showForecastCents(plan.valueLeft)}${trials}`
}

/** So few units that two decimals would say none are called a hundredth: a task that uses that much fits too. */
const showLeast = (least: Ratio): string =>
  compareRatios(least, ratio(1n, 100n)) < 0 ? '0.01 units' : `${showRounded(least)} units`

/** What the concurrency limit allows. */
export function describeConcurrency(plan: PoolPlan, { taskTime, isTaskTimeAssumed }: BudgetAnswer): string {
  const { limit, tasksPerDayMax, bindingDays } = plan.concurrency
  if (limit === null || tasksPerDayMax === null) return 'not known: no package states a limit'
  const each = `${groupDigits(format(taskTime))} s${isTaskTimeAssumed ? ' each (assumed)' : ' each'}`
  const most = `${countOf(limit, 'task')}: ${groupDigits(tasksPerDayMax.toString())} a day of ${each}`
  if (bindingDays === null) {
    const least = plan.unitsPerTaskToFit
    return least === null ? most : `${most}; enough if a task uses ${showLeast(least)} or more`
  }
  return bindingDays.length === 0
    ? `${most}: enough`
    : `${most}: too few on ${countOf(bindingDays.length, 'day')}`
}

/** At which steady use which package is the best, in the long run. */
export const describeBreakEvens = ({ breakEvens }: PoolPlan): string =>
  breakEvens
    .map(({ fromUnitsPerDay, offer }, i) =>
      i === 0 ? makeVisible(offer.id) : `${makeVisible(offer.id)} from ${showRounded(fromUnitsPerDay)} a day`,
    )
    .join(', ')

/** What the plan comes to when use is low. */
export function describeLow({ low }: Risk, demand: Demand): string {
  const { quantile, total } = demand.paths[0]!
  const loss = isZero(low.forfeited)
    ? 'nothing expires unused'
    : `${showUnitCount(low.forfeited)} expire unused, ${showForecastCents(low.dollars)}`
  const left = isZero(low.left) ? '' : `; ${showUnits(low.left)} are left at the end`
  return `at ${nameOfQuantile(quantile)} (${showUnits(total)}) ${loss}${left}`
}

/** What happens when use is high, and what to buy then. */
export function describeHigh({ high }: Risk, demand: Demand, answer: BudgetAnswer): string {
  const { quantile, total } = demand.paths.at(-1)!
  const start = `at ${nameOfQuantile(quantile)} (${showUnits(total)})`
  if (high.shortDay === null) return `${start} the plan is enough`
  const end = `units run out on ${showPlanDay(answer, high.shortDay)}, ${showUnits(high.short)} short by the end`
  if (high.replan?.kind !== 'plan') return `${start} ${end}`
  const more =
    high.more.num === 0n ? 'for the same money in all' : `for ${showForecastCents(high.more)} more in all`
  return `${start} ${end}; buy then ${describePurchases(high.replan, answer)} ${more}`
}

/** `package-1 on 2027-01-03, package-3 on 2027-02-20`. */
function describePurchases({ purchases }: PurchasePlan, answer: BudgetAnswer): string {
  const shown = purchases
    .slice(0, 3)
    .map(({ offer, day }) => `${makeVisible(offer.id)} on ${showPlanDay(answer, day)}`)
  const more = purchases.length > shown.length ? ` and ${purchases.length - shown.length} more` : ''
  return `${shown.join(', ')}${more},`
}

/** Above such use a package should be negotiated, and from which price on that is worth it. */
export function describeNegotiation(
  { recommendation, most, beatsBelow }: Negotiation,
  isLongRun: boolean,
): string {
  const { units, days, packageId } = recommendation
  const price =
    beatsBelow === null
      ? ''
      : `; below ${showUnitPrice(beatsBelow)} a unit it beats ${isLongRun ? 'the packages in the long run' : 'this plan'}`
  return `${showUnits(most)} units within ${days} days are above ${showUnits(units)}: ask for a ${packageId} package${price}`
}

/** Units in the held packages, at the start. */
export const heldUnits = ({ plan }: PoolPlan): Units[] =>
  plan.held.map(({ lot }) => lot.units).filter(units => !isZero(units))

/** What crosses the gate of `--max-spend`; it must be crossed. */
export function describeCrossing({ cost, gate, pools }: BudgetAnswer): string {
  const limit = showLimit(gate!)
  if (compare(cost, gate!.maxSpend) > 0) return `${showUsd(toRatio(cost))} is above ${limit}`
  const unplanned = pools.filter(({ plan }) => plan === null).map(({ pool }) => pool)
  return `what the ${listChoices(unplanned, 'and')} pool will cost is not known, so that nobody can say that it keeps to ${limit}`
}

/** Whether the gate of `--max-spend`, which must have been asked for, is crossed. */
export const describeGate = (answer: BudgetAnswer): string =>
  answer.gate!.isCrossed
    ? `The gate is crossed: ${describeCrossing(answer)}.`
    : `The gate ${showLimit(answer.gate!)} is not crossed.`

const showLimit = ({ maxSpend }: NonNullable<BudgetAnswer['gate']>): string =>
  `--max-spend ${showUsd(toRatio(maxSpend))}`
