/** The tables of a budget: purchases, packages, other plans, days. */
import type { BudgetAnswer, PoolBudget } from '../../core/plan/budget-answer.js'
import type { PoolPlan } from '../../core/plan/pool-plan.js'
import type { PurchasePlan } from '../../core/plan/purchase-plan.js'
import { add, NO_UNITS, NO_USD, toRatio, type Units } from '../../core/quantity.js'
import { showAbout, showUsd } from '../amounts.js'
import type { Table } from '../document.js'
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
  const cells = (day: string, pool: string, ...more: string[]): string[] =>
    hasPools ? [day, pool, ...more] : [day, ...more]
  return {
    caption: isLittle
      ? 'The plan if use goes on as in these few days: do not buy by it yet'
      : most === MOST_LISTED
        ? `All ${countOf(purchases.length, 'purchase')}`
        : 'What to buy',
    columns: [
      { heading: isLittle ? 'Not yet: on' : 'On' },
      ...(hasPools ? [{ heading: 'Pool' }] : []),
      { heading: 'Buy' },
      { heading: 'Units', isAmount: true, spare: 0 },
      { heading: 'Price', isAmount: true },
      { heading: 'Because', isWrapped: true },
    ],
    rows: [
      ...shown.map(purchase =>
        cells(
          showPlanDay(answer, purchase.day),
          makeVisible(purchase.budget.pool),
          makeVisible(purchase.offer.id),
          showAbout(toRatio(purchase.offer.units)),
          showUsd(toRatio(purchase.offer.price)),
          describeReason(purchase, answer),
        ),
      ),
      ...(rest.length === 0
        ? []
        : [
            cells(
              `to ${showPlanDay(answer, rest.at(-1)!.day)}`,
              '',
              `${countOf(rest.length, 'more')}`.replace(/s$/, ''),
              showAbout(toRatio(rest.reduce((sum, { offer }) => add(sum, offer.units), NO_UNITS))),
              showUsd(toRatio(rest.reduce((sum, { offer }) => add(sum, offer.price), NO_USD))),
              most === MOST_LISTED ? 'all are in --format csv' : '',
            ),
          ]),
    ],
  }
}

/** Each package, held or bought, and what becomes of its units. */
export function tabulateLots(lots: readonly PlannedLot[]): Table {
  const shown = lots.slice(0, MOST_LISTED)
  return {
    caption:
      shown.length < lots.length
        ? `What becomes of the first ${MOST_LISTED} of ${countOf(lots.length, 'package')}`
        : 'What becomes of each package',
    columns: [
      { heading: 'Package' },
      { heading: 'Bought', spare: 2 },
      { heading: 'Expires', spare: 3 },
      { heading: 'Units', isAmount: true, spare: 0 },
      { heading: 'Used', isAmount: true, spare: 1 },
      { heading: 'Unused', isAmount: true },
      { heading: 'Left', isAmount: true },
    ],
    rows: shown.map(({ name, bought, lastDay, units, used, lost, left }) => [
      makeVisible(name),
      bought === null ? 'held' : showDay(bought),
      showDay(lastDay),
      ...[units, used, lost, left].map(amount => showAbout(toRatio(amount))),
    ]),
  }
}

/** Of purchases and of held packages. */
const sumOfAll = ({ purchases, held }: PurchasePlan, name: 'forfeited' | 'left'): string =>
  showAbout(toRatio([...purchases, ...held].reduce((sum, lot) => add(sum, lot[name]), NO_UNITS)))

/** What else could be bought. */
export const tabulateAlternatives = (plan: PoolPlan): Table => ({
  caption: 'Other plans',
  columns: [
    { heading: 'Instead', isWrapped: true },
    { heading: 'Price', isAmount: true, spare: 2 },
    { heading: 'Difference', isAmount: true },
    { heading: 'Unused', isAmount: true, spare: 1 },
    { heading: 'Left', isAmount: true, spare: 0 },
  ],
  rows: plan.alternatives.map(alternative => {
    const { outcome } = alternative
    const amounts =
      outcome.kind === 'plan'
        ? [showUsd(toRatio(outcome.cost)), sumOfAll(outcome, 'forfeited'), sumOfAll(outcome, 'left')]
        : ['', '', '']
    return [
      labelOfAlternative(alternative),
      amounts[0]!,
      describeAlternative(outcome, plan),
      amounts[1]!,
      amounts[2]!,
    ]
  }),
})

/** A table of days has no more rows than this; else each stands for a week, or for several. */
const MOST_DAYS = 31

/** Use, purchases and what is left, day by day. */
export function tabulateDays({ demand, plan }: PoolBudget, answer: BudgetAnswer): Table {
  const { daily } = demand.chosen
  const size = daily.length <= MOST_DAYS ? 1 : 7 * Math.ceil(daily.length / 7 / MOST_DAYS)
  const starts = daily.flatMap((_, day) => (day % size === 0 ? [day] : []))
  const show = (amounts: readonly Units[]): string => showAbout(toRatio(amounts.reduce(add, NO_UNITS)))
  return {
    caption: size === 1 ? 'Day by day' : size === 7 ? 'Week by week' : `In rows of ${size / 7} weeks`,
    columns: [
      { heading: size === 1 ? 'Day' : 'From' },
      { heading: 'Use', isAmount: true },
      ...(plan ? ['Bought', 'Left at the end', 'Expired'].map(heading => ({ heading, isAmount: true })) : []),
    ],
    rows: starts.map(start => {
      const end = Math.min(start + size, daily.length)
      const bought = plan?.plan.purchases.filter(({ day }) => day >= start && day < end) ?? []
      return [
        showPlanDay(answer, start),
        show(daily.slice(start, end)),
        ...(plan
          ? [
              show(bought.map(({ offer }) => offer.units)),
              show([plan.burnDown.closing[end - 1]!]),
              show(plan.burnDown.expiring.slice(start, end)),
            ]
          : []),
      ]
    }),
  }
}
