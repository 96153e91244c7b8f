/** The answer of `budget` in a few sentences: what to buy and when, what will be lost, what could not be planned. */
import type { TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { listChoices } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import {
  type BudgetAnswer,
  countLittleHistory,
  isPlanned,
  LEAST_DAYS_TO_BUY,
  type PlannedPool,
  type PoolBudget,
} from '../../core/plan/budget-answer.js'
import { type Offer, unitPriceOf } from '../../core/plan/offer.js'
import type { PlannedPurchase } from '../../core/plan/purchase-plan.js'
import { add, compare, isZero, NO_UNITS, NO_USD, subtract, toRatio, type Usd } from '../../core/quantity.js'
import { compareRatios } from '../../core/ratio.js'
import { showAbout, showAboutUsd, showCents, showUnitCount, showUsd } from '../amounts.js'
import { countOf, makeVisible, sentenceCase } from '../text.js'
import { listLots, type PlannedLot, sumLots } from './losses.js'
import { describeGate, describeUnplanned, showPlanDay } from './words.js'

/** A purchase of some pool. */
export interface PoolPurchase extends PlannedPurchase {
  readonly budget: PlannedPool
}

/** All purchases, in order of time. */
export const listPurchases = (pools: readonly PoolBudget[]): PoolPurchase[] =>
  pools
    .filter(isPlanned)
    .flatMap(budget => budget.plan.plan.purchases.map(purchase => ({ ...purchase, budget })))
    .sort((a, b) => a.day - b.day)

/** Whether the history of a pool is too short to buy by. */
export const isLittleKnown = ({ demand }: PoolBudget): boolean => countLittleHistory(demand) !== null

/** What to do and what it comes to; each sentence can be handed on as it is. */
export function listLead(answer: BudgetAnswer, zone: TimeZone): string[] {
  const planned = answer.pools.filter(isPlanned)
  const little = planned.filter(isLittleKnown)
  const known = planned.filter(budget => !isLittleKnown(budget))
  return compact([
    ...(little.length > 0 ? describeLittle(little, answer) : []),
    known.length > 0 && describePurchases(known, answer, little.length > 0),
    ...(answer.pools.length === 0 && answer.dollars === null
      ? ['Buy nothing: no use is expected.']
      : planned.flatMap(budget => describeLoss(budget, answer, zone))),
    ...answer.pools.flatMap(budget =>
      isPlanned(budget)
        ? []
        : [
            ...describeUnplanned(budget, answer).map(text => `${sentenceCase(text)}.`),
            ...describeLoss(budget, answer, zone),
          ],
    ),
    ...describeDollars(answer),
    answer.gate && describeGate(answer),
  ])
}

/** Use that only price lists in dollars have. */
export const describeDollars = ({ dollars }: BudgetAnswer): string[] =>
  dollars
    ? [`${showCents(toRatio(dollars.chosen.total))} will be paid in dollars; no package covers that use.`]
    : []

/** What to buy at most where the history is too short. */
export const listAtMost = (pools: readonly PlannedPool[]): readonly PlannedPurchase[] =>
  pools.flatMap(({ plan }) => plan.atMost?.purchases ?? [])

/** Too short a history is no ground for a purchase; what as many days need is. */
export function describeLittle(pools: readonly PlannedPool[], answer: BudgetAnswer): string[] {
  const days = Math.min(...pools.map(({ demand }) => countLittleHistory(demand)!))
  const most = listAtMost(pools)
  const of = pools.length < answer.pools.length ? ` of the ${listPoolNames(pools)}` : ''
  return [
    `${sayAtMost(most, answer)}: ${countOf(days, 'day')} of history${of} are too few to plan by.`.replace(
      '1 day of history are',
      '1 day of history is',
    ),
    `Run this again when the log covers ${LEAST_DAYS_TO_BUY} days or more.`,
  ]
}

/** What is bought too early begins to expire before it is needed, so that the day is told. */
function sayAtMost(purchases: readonly PlannedPurchase[], answer: BudgetAnswer): string {
  if (purchases.length === 0) return 'Buy nothing yet'
  const what = `at most ${countPackages(purchases.map(({ offer }) => offer))} (${showUsd(toRatio(sumOf(purchases)))})`
  const days = purchases.map(({ day }) => day)
  const [first, last] = [Math.min(...days), Math.max(...days)]
  const until = showPlanDay(answer, last)
  if (first > 0)
    return `Buy nothing before ${showPlanDay(answer, first)}, and then ${what}${last > first ? ` by ${until}` : ''}`
  return `Buy ${what}${last > first ? `, the first now and the last on ${until}` : ' now'}`
}

/** What purchases cost. */
export const sumOf = (purchases: readonly { readonly offer: Offer }[]): Usd =>
  purchases.reduce((sum, { offer }) => add(sum, offer.price), NO_USD)

export const listPoolNames = (pools: readonly PoolBudget[]): string => {
  const names = listChoices(
    pools.map(({ pool }) => makeVisible(pool)),
    'and',
  )
  return `${names} ${pools.length === 1 ? 'pool' : 'pools'}`
}

/** The purchases in a sentence: what first, when, and what all of it costs. */
function describePurchases(pools: readonly PlannedPool[], answer: BudgetAnswer, isPart: boolean): string {
  const of = isPart ? ` for the ${listPoolNames(pools)}` : ''
  const purchases = listPurchases(pools)
  const [first] = purchases
  if (!first) {
    const isHeld = pools.some(({ plan }) => plan.plan.held.some(({ used }) => !isZero(used)))
    const whole = pools.length < answer.pools.length ? ` for the ${listPoolNames(pools)}` : ''
    return `Buy nothing${whole}: ${isHeld ? `the packages that you hold last for all ${countOf(answer.days, 'day')}` : 'no use is expected'}.`
  }
  const last = purchases.at(-1)!
  const cost = showUsd(toRatio(sumOf(purchases)))
  const day = showPlanDay(answer, first.day)
  if (purchases.length === 1) {
    const what = `${makeVisible(first.offer.id)} (${showUnitCount(first.offer.units)}) for ${cost}`
    return first.day === 0
      ? `Buy ${what} on ${day}${of}.`
      : `Buy nothing before ${day}${of}; then buy ${what}.`
  }
  const kinds = new Set(purchases.map(({ offer }) => offer.id)).size
  const what =
    kinds <= 2 ? countPackages(purchases.map(({ offer }) => offer)) : countOf(purchases.length, 'package')
  const until = last.day === first.day ? '' : ` by ${showPlanDay(answer, last.day)}`
  if (first.day > 0) return `Buy nothing before ${day}${of}; then buy ${what}${until}, for ${cost} in all.`
  return until === ''
    ? `Buy ${what} on ${day}${of}, for ${cost} in all.`
    : `Buy ${what}${of} for ${cost}: the first on ${day}, the last on ${showPlanDay(answer, last.day)}.`
}

/** `trial-100 and 2 package-3`. */
function countPackages(offers: readonly Offer[]): string {
  const counts = groupBy(offers, ({ id }) => id)
  return listChoices(
    [...counts].map(([id, { length }]) => `${length === 1 ? '' : `${length} × `}${makeVisible(id)}`),
    'and',
  )
}

/** The packages of a pool that the answer speaks of: a plan by too few days is not followed, so that only those held count. */
export function listToldLots(budget: PoolBudget, answer: BudgetAnswer, zone: TimeZone): PlannedLot[] {
  const lots = listLots(budget.plan, answer, zone)
  return isLittleKnown(budget) ? lots.filter(({ bought }) => bought === null) : lots
}

/** What of the units of a pool will expire unused; nothing when it is none. */
function describeLoss(budget: PoolBudget, answer: BudgetAnswer, zone: TimeZone): string[] {
  const { pool } = budget
  const lots = listToldLots(budget, answer, zone)
  const [held, bought] = [lots.filter(lot => lot.bought === null), lots.filter(lot => lot.bought !== null)]
  const [ofHeld, ofBought] = [sumLots(held), sumLots(bought)]
  const { lost, lostDollars, isUnpriced } = sumLots(lots)
  if (isZero(lost)) return []
  const [whose, { units }] = isZero(ofBought.lost)
    ? ['your', ofHeld]
    : isZero(ofHeld.lost)
      ? ['the', ofBought]
      : ['all', sumLots(lots)]
  const name = answer.pools.length > 1 ? `${makeVisible(pool)} units` : 'units'
  const more = whose === 'the' ? ' that you will buy' : whose === 'all' ? ' that you hold or will buy' : ''
  const worth =
    lostDollars.num === 0n ? '' : ` (${isUnpriced ? 'at least ' : ''}${showAboutUsd(lostDollars)})`
  return [
    `${showAbout(toRatio(lost))} of ${whose} ${showAbout(toRatio(units))} ${name}${more}${worth} will expire unused.`,
  ]
}

/** Why a purchase is made on its day and not later. */
export function describeReason({ day, offer, budget }: PoolPurchase, answer: BudgetAnswer): string {
  const { plan } = budget
  const { closing, expiring } = plan.burnDown
  const here = plan.plan.purchases.filter(purchase => purchase.day === day)
  const bought = here.reduce((sum, purchase) => add(sum, purchase.offer.units), NO_UNITS)
  const use = budget.demand.chosen.daily[day]!
  // What is there as the day begins: what is there at its end and what it uses, less what is bought.
  const after = add(add(closing[day]!, expiring[day]!), use)
  const before = compare(after, bought) > 0 ? subtract(after, bought) : NO_UNITS
  const isNeeded = compare(before, use) < 0
  if (offer.isOncePerAccount && (here.length > 1 || !isNeeded))
    return plan.offers.every(other => compareRatios(unitPriceOf(offer), unitPriceOf(other)) <= 0)
      ? 'trial: the lowest unit price'
      : 'trial: once per account'
  if (!isNeeded)
    return answer.minConcurrency === null
      ? 'cheaper now than later'
      : `for ${countOf(answer.minConcurrency, 'task')} at once`
  const left = showAbout(toRatio(before))
  if (!isZero(before)) return `only ${left} ${left === '1' ? 'unit is' : 'units are'} left`
  if (day === 0) return plan.plan.held.length > 0 ? 'no units held can be used all day' : 'no units are held'
  return isZero(expiring[day - 1]!) ? 'the units run out' : 'the units left expire'
}
