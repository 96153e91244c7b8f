/** The tables of a budget: purchases, packages, other plans, days. */
import { compact } from '../../core/compact.js'
import type { Alternative } from '../../core/plan/alternatives.js'
import { type BudgetAnswer, hasLots, isPlanned, type PoolBudget } from '../../core/plan/budget-answer.js'
import type { PoolPlan } from '../../core/plan/pool-plan.js'
import type { PurchasePlan } from '../../core/plan/purchase-plan.js'
import { add, NO_USD, sumOf, toRatio, type Units } from '../../core/quantity.js'
import { showAbout, showUsd } from '../amounts.js'
import { amountColumn, column, type Table, tabulate } from '../document.js'
import { countOf, makeVisible } from '../text.js'
import { showDay } from '../times.js'
import { describeReason, isLittleKnown, listPurchases } from './lead.js'
import type { PlannedLot } from './losses.js'
import { describeAlternative, labelOfAlternative, showPlanDay } from './words.js'

/** More purchases than this are summed up even among the details. */
export const MOST_LISTED = 200

/** The purchases, `most` of them one by one. */
export function tabulatePurchases(answer: BudgetAnswer, most: number): Table {
  const purchases = listPurchases(answer.pools)
  // One more row than a summary of it takes no more room.
  const shown = purchases.length <= most + 1 ? purchases : purchases.slice(0, most)
  const rest = purchases.slice(shown.length)
  const hasPools = answer.pools.length > 1
  const isLittle = answer.pools.some(isLittleKnown)
  const rows = compact([
    ...shown.map(purchase => ({
      on: showPlanDay(answer, purchase.day),
      pool: makeVisible(purchase.budget.pool),
      what: makeVisible(purchase.offer.id),
      offers: [purchase.offer],
      why: describeReason(purchase, answer),
    })),
    rest.length > 0 && {
      on: `to ${showPlanDay(answer, rest.at(-1)!.day)}`,
      pool: '',
      what: `${countOf(rest.length, 'more')}`.replace(/s$/, ''),
      offers: rest.map(({ offer }) => offer),
      why: most === MOST_LISTED ? 'all are in --format csv' : '',
    },
  ])
  const caption = isLittle
    ? 'The plan if use goes on as in these few days: do not buy by it yet'
    : most === MOST_LISTED
      ? `All ${countOf(purchases.length, 'purchase')}`
      : 'What to buy'
  return tabulate(caption, rows, [
    column(isLittle ? 'Not yet: on' : 'On', ({ on }) => on),
    hasPools && column('Pool', ({ pool }) => pool),
    column('Buy', ({ what }) => what),
    amountColumn('Units', ({ offers }) => showSum(offers.map(({ units }) => units)), { spare: 0 }),
    amountColumn('Price', ({ offers }) =>
      showUsd(toRatio(offers.reduce((sum, { price }) => add(sum, price), NO_USD))),
    ),
    column('Because', ({ why }) => why, { isWrapped: true }),
  ])
}

const showSum = (amounts: readonly Units[]): string => showAbout(toRatio(sumOf(amounts)))

/** Each package, held or bought, and what becomes of its units. */
export function tabulateLots(lots: readonly PlannedLot[]): Table {
  const shown = lots.slice(0, MOST_LISTED)
  const caption =
    shown.length < lots.length
      ? `What becomes of the first ${MOST_LISTED} of ${countOf(lots.length, 'package')}`
      : 'What becomes of each package'
  return tabulate(caption, shown, [
    column('Package', ({ name }) => makeVisible(name)),
    column('Bought', ({ bought }) => (bought === null ? 'held' : showDay(bought)), { spare: 2 }),
    column('Expires', ({ expires }) => showDay(expires), { spare: 3 }),
    amountColumn('Units', ({ units }) => showSum([units]), { spare: 0 }),
    amountColumn('Used', ({ used }) => showSum([used]), { spare: 1 }),
    amountColumn('Unused', ({ lost }) => showSum([lost])),
    amountColumn('Left', ({ left }) => showSum([left])),
  ])
}

/** What else could be bought. */
export function tabulateAlternatives(plan: PoolPlan): Table {
  const planned =
    (show: (plan: PurchasePlan) => string) =>
    ({ outcome }: Alternative): string =>
      outcome.kind === 'plan' ? show(outcome) : ''
  const sumOfLots = (name: 'forfeited' | 'left') =>
    planned(({ purchases, held }) => showSum([...purchases, ...held].map(lot => lot[name])))
  return tabulate('Other plans', plan.alternatives, [
    column('Instead', labelOfAlternative, { isWrapped: true }),
    amountColumn(
      'Price',
      planned(({ cost }) => showUsd(toRatio(cost))),
      { spare: 2 },
    ),
    amountColumn('Difference', ({ outcome }) => describeAlternative(outcome, plan)),
    amountColumn('Unused', sumOfLots('forfeited'), { spare: 1 }),
    amountColumn('Left', sumOfLots('left'), { spare: 0 }),
  ])
}

/** A table of days has no more rows than this; else each stands for a week, or for several. */
const MOST_DAYS = 31

/** Use, purchases and what is left, day by day. */
export function tabulateDays(budget: PoolBudget, answer: BudgetAnswer): Table {
  const { plan, burnDown } = budget.plan
  const { daily } = budget.demand.chosen
  const isTold = hasLots(budget)
  const size = daily.length <= MOST_DAYS ? 1 : 7 * Math.ceil(daily.length / 7 / MOST_DAYS)
  const spans = daily.flatMap((_, day) =>
    day % size === 0 ? [{ start: day, end: Math.min(day + size, daily.length) }] : [],
  )
  const caption = size === 1 ? 'Day by day' : size === 7 ? 'Week by week' : `In rows of ${size / 7} weeks`
  return tabulate(caption, spans, [
    column(size === 1 ? 'Day' : 'From', ({ start }) => showPlanDay(answer, start)),
    amountColumn('Use', ({ start, end }) => showSum(daily.slice(start, end))),
    !isPlanned(budget) &&
      amountColumn('Without a package', ({ start, end }) => showSum(burnDown.uncovered.slice(start, end))),
    isPlanned(budget) &&
      amountColumn('Bought', ({ start, end }) =>
        showSum(
          plan.purchases.filter(({ day }) => day >= start && day < end).map(({ offer }) => offer.units),
        ),
      ),
    isTold && amountColumn('Left at the end', ({ end }) => showSum([burnDown.closing[end - 1]!])),
    isTold && amountColumn('Expired', ({ start, end }) => showSum(burnDown.expiring.slice(start, end))),
  ])
}
