/** Plans, forecasts and what they mean, in words, alike in every format for people. */
import { addDays } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { listChoices } from '../../core/failure.js'
import type { Day } from '../../core/instant.js'
import type { Alternative } from '../../core/plan/alternatives.js'
import {
  type BudgetAnswer,
  type Demand,
  type ForecastBasis,
  isPlanned,
  listUncoveredDays,
  type UnplannedPool,
} from '../../core/plan/budget-answer.js'
import type { Negotiation, PoolPlan, Risk } from '../../core/plan/pool-plan.js'
import { type NoPlan, netCostOf, type PurchasePlan } from '../../core/plan/purchase-plan.js'
import {
  add,
  compare,
  format,
  isZero,
  NO_USD,
  sumOf,
  toRatio,
  type Units,
  type Usd,
} from '../../core/quantity.js'
import {
  addRatios,
  compareRatios,
  divideRatios,
  formatRatio,
  multiplyRatios,
  ONE,
  type Ratio,
  ratio,
  subtractRatios,
  ZERO,
} from '../../core/ratio.js'
import {
  countAbout,
  showAbout,
  showAboutUsd,
  showCents,
  showDifference,
  showPercent,
  showUnitCount,
  showUsd,
} from '../amounts.js'
import { countOf, groupDigits, listSome, makeVisible, sentenceCase } from '../text.js'
import { showDay } from '../times.js'

/** The calendar day on which a day of the horizon begins. */
export const dayOfPlan = ({ firstDay }: BudgetAnswer, day: number): Day => addDays(firstDay, day)
export const showPlanDay = (answer: BudgetAnswer, day: number): string => showDay(dayOfPlan(answer, day))

export const showDays = (first: Day, last: Day): string => `${showDay(first)} to ${showDay(last)}`

const percentOf = (share: Ratio): string => showPercent(share, ONE)

/** A price of a unit, at most four decimals. */
export function showUnitPrice(price: Ratio): string {
  const [whole = '', fraction = ''] = formatRatio(price, 4).split('.')
  return `$${groupDigits(whole)}.${fraction.padEnd(2, '0')}`
}

const METHODS = {
  mean: 'the recent level, the same every day',
  weekly: 'the recent level and the pattern of the week',
} as const satisfies Record<ForecastBasis['forecast']['method'], string>

export function describeBasis({ basis }: Demand<Units | Usd>, { demandBasis }: BudgetAnswer): string {
  if (basis === null) {
    return demandBasis === 'plan' ? 'the jobs of each month, spread evenly over its days' : 'as given'
  }
  const { forecast, firstDay, lastDay } = basis
  return `${METHODS[forecast.method]}; from ${countOf(forecast.knownDays, 'day')} of history, ${showDays(firstDay, lastDay)}`
}

/** How likely the use that is planned for is enough, where it is not the middle of what is forecast. */
export const describeChance = (demand: Demand<Units | Usd>): string | null =>
  isOtherThanMiddle(demand) ? `enough with a chance of ${percentOf(demand.chosen.quantile)}` : null

/** Whether another forecast than the middle one is planned for (`--quantile`). */
export const isOtherThanMiddle = ({ basis, chosen }: Demand<Units | Usd>): boolean =>
  basis !== null && compareRatios(chosen.quantile, ratio(1n, 2n)) !== 0

/** `103,136 to 176,410 (80 % sure)`: what the use will probably be; null when it is given. */
export function describeLikely<Q extends Units | Usd>(
  { basis, paths }: Demand<Q>,
  show: (amount: Ratio) => string,
): string | null {
  if (basis === null) return null
  const [low, high] = [paths[0]!, paths.at(-1)!]
  const certainty = percentOf(subtractRatios(high.quantile, low.quantile))
  return `${show(toRatio(low.total))} to ${show(toRatio(high.total))} (${certainty} sure)`
}

/** The use at each quantile that is shown, such as `10 % chance of 103,136 or less`; null when it is given. */
export function describeQuantiles<Q extends Units | Usd>(
  { basis, paths }: Demand<Q>,
  show: (amount: Ratio) => string,
): string | null {
  if (basis === null) return null
  return `chance that no more is used: ${paths
    .map(({ quantile, total }) => `${percentOf(quantile)} for ${show(toRatio(total))}`)
    .join(', ')}`
}

/** How well the last part of the history would have been forecast from what came before. */
export function describeBackTest({ forecast }: ForecastBasis): string {
  const test = forecast.backTest
  if (test === null) return NO_BACK_TEST[forecast.noBackTest!]
  const method = test.method === forecast.method ? '' : `, by ${METHODS[test.method]}`
  const size = percentOf(test.totalError).replace('-', '')
  const total =
    test.totalError.num === 0n
      ? 'the total was exact'
      : `the total was ${size} too ${test.totalError.num < 0n ? 'low' : 'high'}`
  return `the last ${countOf(test.testDays, 'day')}, forecast from the ${test.trainDays} before${method}: ${total}, single days were ${percentOf(test.error)} off (copying the week before: ${percentOf(test.naiveError)}); ${percentOf(test.coverage)} of the days were within the 10 % to 90 % range`
}

const NO_BACK_TEST = {
  'too-short': 'not possible with fewer than four weeks of history',
  'no-use': 'not possible: the last days of the history have no use',
} as const satisfies Record<NonNullable<ForecastBasis['forecast']['noBackTest']>, string>

/** An alternative as programs know it. */
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

/** An alternative as people read it. */
export const labelOfAlternative = (alternative: Alternative): string =>
  alternative.kind === 'greedy' ? 'day by day what seems cheapest' : nameOfAlternative(alternative)

const NO_ALTERNATIVE = {
  impossible: 'does not cover the use',
  'too-many-lots': 'too many packages',
  'out-of-time': 'not found in time',
} as const satisfies Record<NoPlan['reason'], string>

/** How much more an alternative costs than the plan, what is left counted; null where there is none. */
export const differenceOf = (outcome: PurchasePlan | NoPlan, { plan }: PoolPlan): Ratio | null =>
  outcome.kind === 'no-plan' ? null : subtractRatios(netCostOf(outcome), netCostOf(plan))

/** What an alternative costs more, `the same`, or why there is none. */
export function describeAlternative(outcome: PurchasePlan | NoPlan, plan: PoolPlan): string {
  if (outcome.kind === 'no-plan') return NO_ALTERNATIVE[outcome.reason]
  const difference = differenceOf(outcome, plan)!
  return difference.num === 0n ? 'the same' : showDifference(difference)
}

/** Whether plans are proven to be the cheapest; that says nothing of the forecast. */
export function describeProof(plans: readonly PoolPlan[]): string {
  const gap = plans.map(({ plan }) => plan.gap).reduce(addRatios, ZERO)
  if (plans.every(({ plan }) => plan.isProvenOptimal))
    return 'the cheapest possible plan for this use (proven)'
  const cost = plans.map(({ plan }) => plan.cost).reduce(add, NO_USD)
  const share = isZero(cost) ? '' : ` (${showPercent(gap, toRatio(cost))})`
  return `the cheapest plan found in the time given, not proven: another one could save ${showCents(gap)}${share} at most`
}

/** What is without a package, and why; as clauses. */
export function describeUnplanned(budget: UnplannedPool, answer: BudgetAnswer): string[] {
  const { demand, plan, onSale, uncoveredCost } = budget
  const pool = makeVisible(budget.pool)
  const isHeld = plan.plan.held.length > 0
  const reason =
    onSale.length === 0
      ? `no package of the ${pool} pool is on sale`
      : `the packages on sale (${listSome(onSale.map(makeVisible), 3)}, once per account) do not suffice`
  const days = listUncoveredDays(budget)
  const [first, last] = [days[0], days.at(-1)]
  const { total } = demand.chosen
  const open = sumOf(plan.burnDown.uncovered)
  const isPart = compare(open, total) < 0
  const when = !isPart || first === undefined ? '' : `, ${showSpan(first, last!, answer)}`
  const worth = uncoveredCost === null ? '' : ` (${showCents(uncoveredCost)} at the list price)`
  const below = plan.daysBelowLimit
  return compact([
    first !== undefined &&
      `nothing is planned for ${isPart ? `${showAbout(toRatio(open))} of the ` : ''}${countAbout(toRatio(isPart ? total : open), `${pool} unit`, `${pool} units`)}${when}${worth}: ${isHeld ? 'what you hold does not cover them, and ' : ''}${reason}`,
    below.length > 0 &&
      `nothing is planned for ${countOf(answer.minConcurrency!, 'task')} at once in the ${pool} pool on ${countOf(below.length, 'day')}, first on ${showPlanDay(answer, below[0]!)}: what you hold allows fewer, and ${reason}`,
  ])
}

/** `from 31 Dec 2026 on`, `on 31 Dec 2026`, or from one day to another. */
const showSpan = (first: number, last: number, answer: BudgetAnswer): string =>
  last === answer.days - 1
    ? `from ${showPlanDay(answer, first)} on`
    : first === last
      ? `on ${showPlanDay(answer, first)}`
      : `from ${showDays(dayOfPlan(answer, first), dayOfPlan(answer, last))}`

/** No plan that leaves as much costs less. */
export function lowerBoundOf({ cost, gap }: PurchasePlan): Ratio {
  const bound = subtractRatios(toRatio(cost), gap)
  return bound.num < 0n ? ZERO : bound
}

/**
 * What a unit used costs, less what is left over; null when nothing is bought, the worth of what is left is not known, or
 * it is worth more than all that was paid, as that of a trial may be.
 */
export function netUnitPriceOf({ cost, used, left, held, valueLeft }: PurchasePlan): Ratio | null {
  if (isZero(used)) return null
  const isHeld = held.some(({ left }) => !isZero(left))
  // What held units that are left over are worth was not paid for these purchases.
  if (isHeld ? !isZero(left) : !isZero(left) && valueLeft.num === 0n) return null
  const worth = isHeld ? ZERO : valueLeft
  const paid = subtractRatios(toRatio(cost), worth)
  return paid.num < 0n ? null : divideRatios(paid, toRatio(used))
}

/** What is left at the end, and what it is worth. */
export function describeAfterwards({ plan, afterwards }: PoolPlan): string {
  const { perDay, unitPrice } = afterwards!
  const trials =
    plan.trialsLeft.num === 0n
      ? ''
      : `; trials that are not bought yet will save ${showCents(plan.trialsLeft)}`
  return `use is taken to go on at ${countAbout(toRatio(perDay), 'unit a day, which costs', 'units a day, which cost')} ${showUnitPrice(unitPrice)} each in the long run; the units left at the end are worth ${showCents(plan.valueLeft)}${trials}`
}

/** So few units that two decimals would say none are called a hundredth: a task that uses that much fits too. */
const showLeast = (least: Ratio): string =>
  compareRatios(least, ratio(1n, 100n)) < 0 ? '0.01 units' : countAbout(least)

/** What the limit on tasks at once allows. */
export function describeConcurrency(plan: PoolPlan, { taskTime, isTaskTimeAssumed }: BudgetAnswer): string {
  const { limit, tasksPerDayMax, bindingDays } = plan.concurrency
  if (limit === null || tasksPerDayMax === null) return 'not known: no package states a limit'
  const each = `${groupDigits(format(taskTime))}\u00a0s each${isTaskTimeAssumed ? ' (assumed)' : ''}`
  const most = `${countOf(limit, 'task')} at once, so at most ${countOf(tasksPerDayMax, 'task')} a day of ${each}`
  if (bindingDays === null) {
    const least = plan.unitsPerTaskToFit
    return least === null ? most : `${most}: enough if a task uses ${showLeast(least)} or more`
  }
  return bindingDays.length === 0
    ? `${most}: enough`
    : `${most}: too few on ${countOf(bindingDays.length, 'day')}`
}

/** At which steady use which package is the best, in the long run. */
export const describeBreakEvens = ({ breakEvens }: PoolPlan): string =>
  breakEvens
    .map(({ fromUnitsPerDay, offer }, i) =>
      i === 0 ? makeVisible(offer.id) : `${makeVisible(offer.id)} from ${countAbout(fromUnitsPerDay)} a day`,
    )
    .join(', ')

/** What the plan comes to when use is low. */
export function describeLow({ low }: Risk, { paths }: Demand): string {
  const loss = isZero(low.forfeited)
    ? 'nothing expires unused'
    : `${countAbout(toRatio(low.forfeited), 'unit expires', 'units expire')} unused${low.dollars.num === 0n ? '' : ` (${showAboutUsd(low.dollars)})`}`
  const left = isZero(low.left) ? '' : `; ${countAbout(toRatio(low.left), 'is', 'are')} left at the end`
  return `with ${countAbout(toRatio(paths[0]!.total))} used, ${loss}${left}`
}

/** What happens when use is high, and what to buy then. */
export function describeHigh({ high }: Risk, { paths }: Demand, answer: BudgetAnswer): string {
  const start = `with ${countAbout(toRatio(paths.at(-1)!.total))} used,`
  if (high.shortDay === null) return `${start} the plan is enough`
  const end = `units run out on ${showPlanDay(answer, high.shortDay)} and ${countAbout(toRatio(high.short), 'is', 'are')} missing by the end`
  if (high.replan?.kind !== 'plan') return `${start} ${end}`
  const more =
    high.more.num === 0n ? 'for the same money in all' : `for ${showAboutUsd(high.more)} more in all`
  return `${start} ${end}; then buy ${listBought(high.replan, answer)}, ${more}`
}

/** `package-1 on 3 Jan 2027, package-3 on 20 Feb 2027`. */
const listBought = ({ purchases }: PurchasePlan, answer: BudgetAnswer): string =>
  listSome(
    purchases.map(({ offer, day }) => `${makeVisible(offer.id)} on ${showPlanDay(answer, day)}`),
    3,
  )

/** Above such use a package should be negotiated, and from which price on that is worth it. */
export function describeNegotiation(
  { recommendation, most, beatsBelow }: Negotiation,
  isLongRun: boolean,
): string {
  const { units, days, packageId } = recommendation
  const price =
    beatsBelow === null
      ? ''
      : `; it is better than ${isLongRun ? 'the packages' : 'this plan'} below ${showUnitPrice(beatsBelow)} a unit`
  return `up to ${countAbout(toRatio(most), 'unit is', 'units are')} used within ${countOf(days, 'day')}; above ${showUnitCount(units)} the seller offers a ${makeVisible(packageId)} package${price}`
}

/** The same in a line. */
export const describeCustom = ({ recommendation: { units, days, packageId } }: Negotiation): string =>
  `above ${showUnitCount(units)} in ${countOf(days, 'day')}: ask for a ${makeVisible(packageId)} package`

/** From which total use to which a plan of this price stays the cheapest. */
export function describeDemandRange({ demandRange }: PoolPlan, total: Units): string {
  const { from, to, isTight } = demandRange!
  const at = (factor: Ratio): string => countAbout(multiplyRatios(toRatio(total), factor))
  const start = from.num === 0n ? 'any lower use' : at(from)
  const end = to === null ? 'any higher use' : at(to)
  return `a plan of this price is the cheapest from ${start} to ${end}${isTight ? '' : ', perhaps further'}, if every day changes alike`
}

/** What crosses the gate of `--max-spend`; it must be crossed. */
export function describeCrossing({ gate, pools }: BudgetAnswer): string {
  const limit = showLimit(gate!)
  if (compare(gate!.spend, gate!.maxSpend) > 0) return `${showUsd(toRatio(gate!.spend))} is above ${limit}`
  const unplanned = pools.filter(budget => !isPlanned(budget)).map(({ pool }) => makeVisible(pool))
  return `the cost of the ${listChoices(unplanned, 'and')} pool is not known, so ${limit} may be exceeded`
}

/** Whether the gate of `--max-spend`, which must have been asked for, is crossed. */
export function describeGate(answer: BudgetAnswer): string {
  const text = answer.gate!.isCrossed
    ? describeCrossing(answer)
    : `${showUsd(toRatio(answer.gate!.spend))} is within ${showLimit(answer.gate!)}`
  return `${sentenceCase(text)}.`
}

const showLimit = ({ maxSpend }: NonNullable<BudgetAnswer['gate']>): string =>
  `the limit of ${showUsd(toRatio(maxSpend))} (--max-spend)`
