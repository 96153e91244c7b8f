/** A `budget` answer for people: what will be used, what to buy on which day, and why nothing is cheaper. */

import { addDays } from '../../core/calendar.js'
import { type Day, formatDay } from '../../core/instant.js'
import { costPerDay } from '../../core/plan/break-even.js'
import {
  type BudgetAnswer,
  countLittleHistory,
  type Demand,
  type PoolBudget,
} from '../../core/plan/budget-answer.js'
import type { PoolPlan } from '../../core/plan/pool-plan.js'
import { add, isZero, NO_UNITS, toRatio, type Units, type Usd } from '../../core/quantity.js'
import { divideRatios, multiplyRatios, type Ratio, ratio } from '../../core/ratio.js'
import { showForecastCents, showRounded, showUnitCount, showUnits, showUsd } from '../amounts.js'
import { describeIgnored } from '../columns.js'
import { labelled, roomFor, type Screen, type Statement } from '../layout.js'
import { describeAge, describeSource } from '../source-line.js'
import { describeSparkline, drawSparkline } from '../strip.js'
import type { Style } from '../style.js'
import { renderFittingTable } from '../table.js'
import { countOf, makeVisible } from '../text.js'
import { BURN_DOWN_LEGEND, drawBurnDown } from './burn-down.js'
import {
  describeAfterwards,
  describeBackTest,
  describeBasis,
  describeBreakEvens,
  describeConcurrency,
  describeHigh,
  describeLittleHistory,
  describeLow,
  describeNegotiation,
  describeProof,
  describeSpread,
  heldUnits,
  lowerBoundOf,
  nameOfQuantile,
  netUnitPriceOf,
  showPlanDay,
  showUnitPrice,
  tabulateAlternatives,
} from './words.js'

const LABEL = 14
/** A picture wider than this is no clearer. */
const WIDEST_PICTURE = 100

/** The whole answer. */
export function renderBudget(answer: BudgetAnswer, zone: string, screen: Screen, style: Style): string {
  return [
    [
      style.strong(describeHorizon(answer, zone)),
      ...describeLists(answer).map(text => labelled('Packages', text, LABEL, screen)),
    ].join('\n'),
    ...answer.pools.map(pool => renderPool(pool, answer, screen, style)),
    ...(answer.dollars ? [renderDollars(answer, screen, style)] : []),
    [
      ...describeIgnored(answer.columns).map(text => labelled('Ignored', makeVisible(text), LABEL, screen)),
      style.strong(labelled('Cost', describeCost(answer), LABEL, screen)),
    ].join('\n'),
  ].join('\n\n')
}

/** The days that a plan is for. */
export function describeHorizon({ days, firstDay }: BudgetAnswer, zone: string): string {
  return `${countOf(days, 'day')}, ${formatDay(firstDay)} to ${formatDay(addDays(firstDay, days - 1))} (${zone})`
}

/** Whose packages are bought, from when, how sure and how old their list is. */
export const describeLists = ({ lists, asOf }: BudgetAnswer): string[] =>
  lists.length === 0
    ? []
    : [
        lists
          .map(
            list =>
              `${makeVisible(list.id)} (${[describeSource(list), ...describeAge(list, asOf)].join(', ')})`,
          )
          .join('; '),
      ]

function renderPool(budget: PoolBudget, answer: BudgetAnswer, screen: Screen, style: Style): string {
  const { pool, plan } = budget
  const line = ({ label, text }: Statement): string => labelled(`  ${label}`, text, LABEL, screen)
  const use = [
    ...describeUse(budget, answer),
    ...drawUse(budget.demand, answer, showRounded, ' units', screen),
  ]
  const head = [style.strong(`${makeVisible(pool)} pool`), ...use.map(line)].join('\n')
  if (plan === null) return head
  return [
    head,
    renderPurchases(plan, answer, screen),
    ...renderPicture(plan, answer, screen),
    describePlan(budget, plan, answer).map(line).join('\n'),
    ...(plan.plan.purchases.length > 0 ? [renderAlternatives(plan, screen)] : []),
    ...(answer.isExplained ? [renderExplanation(plan, screen)] : []),
  ].join('\n\n')
}

/** Use as lines that go up and down: of the log that is forecast from, and of the days to come. A level one says nothing. */
function drawUse<Q extends Units | Usd>(
  { chosen, basis }: Demand<Q>,
  answer: BudgetAnswer,
  show: (amount: Ratio) => string,
  unit: string,
  screen: Screen,
): Statement[] {
  const draw = (label: string, days: readonly (Ratio | null)[], first: Day): Statement[] => {
    const line = drawSparkline(days, roomFor(LABEL, screen))
    if (line === null || line.isLevel) return []
    const span = `${formatDay(first)} to ${formatDay(addDays(first, days.length - 1))}`
    return [
      { label, text: line.text },
      { label: '', text: `${span}: ${describeSparkline(line, show, unit)}` },
    ]
  }
  return [
    ...(basis ? draw('past use', basis.history, basis.firstDay) : []),
    ...draw('use ahead', chosen.daily.map(toRatio), answer.firstDay),
  ]
}

/** What is known of the use of a pool, and of the packages held for it. */
export function describeUse({ demand, plan, listCost }: PoolBudget, answer: BudgetAnswer): Statement[] {
  const line = (label: string, text: string): Statement => ({ label, text })
  const { total, daily } = demand.chosen
  const spread = describeSpread(demand)
  const backTest = demand.basis && describeBackTest(demand.basis)
  const perDay = divideRatios(toRatio(total), ratio(BigInt(daily.length)))
  const planned =
    answer.quantile.num * 2n === answer.quantile.den ? '' : ` at ${nameOfQuantile(answer.quantile)}`
  const head = [
    line(
      'use',
      `${showUnitCount(total)}${planned}, ${showRounded(perDay)} a day: ${describeBasis(demand, answer)}`,
    ),
    ...(spread ? [line('range', spread)] : []),
    ...(backTest === null ? [] : [line('back-test', backTest)]),
  ]
  if (plan === null) {
    const worth = listCost === null ? '' : `; ${showForecastCents(listCost)} at the list price`
    return [...head, line('plan', `none: no package of this pool can be bought${worth}`)]
  }
  const held = heldUnits(plan)
  if (held.length === 0) return head
  const units = showUnitCount(held.reduce(add, NO_UNITS))
  return [...head, line('held', `${units} in ${countOf(held.length, 'package')}${describeHeldLoss(plan)}`)]
}

/** What is said of a plan, beside its purchases. */
export function describePlan({ demand }: PoolBudget, plan: PoolPlan, answer: BudgetAnswer): Statement[] {
  const line = (label: string, text: string): Statement => ({ label, text })
  return [
    ...(plan.plan.purchases.length > 0 ? [line('price', describePrice(plan))] : []),
    ...(plan.afterwards ? [line('afterwards', describeAfterwards(plan))] : []),
    line('proof', describeProof(plan, demand)),
    ...(plan.demandRange ? [line('stays best', describeRange(plan, demand.chosen.total))] : []),
    ...(plan.risk
      ? [
          line('if low', describeLow(plan.risk, demand)),
          line('if high', describeHigh(plan.risk, demand, answer)),
        ]
      : []),
    line('at once', describeConcurrency(plan, answer)),
    ...(plan.breakEvens.length > 0 ? [line('long run', describeBreakEvens(plan))] : []),
    ...(plan.negotiation
      ? [line('negotiate', describeNegotiation(plan.negotiation, plan.afterwards !== null))]
      : []),
  ]
}

function describeHeldLoss({ plan }: PoolPlan): string {
  const lost = plan.held.reduce((sum, lot) => add(sum, lot.forfeited), NO_UNITS)
  return isZero(lost) ? '' : `, of which ${showUnits(lost)} will expire unused`
}

/** At most so many purchases are listed one by one; what follows is summed up. */
const MOST_LISTED = 40

function renderPurchases({ plan }: PoolPlan, answer: BudgetAnswer, screen: Screen): string {
  if (plan.purchases.length === 0) return '  Nothing needs to be bought.'
  const shown = plan.purchases.slice(0, MOST_LISTED)
  const rest = plan.purchases.slice(MOST_LISTED)
  const rows = shown.map(({ day, offer, used, forfeited, left }) => [
    showPlanDay(answer, day),
    makeVisible(offer.id),
    showUnits(offer.units),
    showUsd(toRatio(offer.price)),
    showUnits(used),
    showUnits(forfeited),
    showUnits(left),
  ])
  const table = renderFittingTable(
    [
      { heading: 'On' },
      { heading: 'Buy', isWrapped: true },
      { heading: 'Units', isAmount: true },
      { heading: 'Price', isAmount: true },
      { heading: 'Used', isAmount: true },
      { heading: 'Lost', isAmount: true },
      { heading: 'Left', isAmount: true },
    ],
    rows,
    { width: screen.width - 2 },
    ['Left', 'Lost', 'Used'],
  )
  const more =
    rest.length === 0
      ? ''
      : `\n  and ${countOf(rest.length, 'more purchase')} until ${showPlanDay(answer, rest.at(-1)!.day)} (all in --format csv or json)`
  return `${indent(table)}${more}`
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map(line => (line === '' ? '' : `  ${line}`))
    .join('\n')

function renderPicture({ plan, burnDown }: PoolPlan, answer: BudgetAnswer, screen: Screen): string[] {
  const width = Math.min(screen.width, WIDEST_PICTURE) - 2
  const lines = drawBurnDown({ ...burnDown, purchaseDays: plan.purchases.map(({ day }) => day) }, width)
  if (lines === null) return []
  const axis = `${showPlanDay(answer, 0)} to ${showPlanDay(answer, answer.days - 1)}: ${BURN_DOWN_LEGEND}`
  return [[...lines.map(line => `  ${line}`), labelled('', axis, 2, screen)].join('\n')]
}

function describePrice({ plan }: PoolPlan): string {
  const price = netUnitPriceOf(plan)
  return price === null
    ? showUsd(toRatio(plan.cost))
    : `${showUsd(toRatio(plan.cost))}, ${showUnitPrice(price)} a unit used${plan.valueLeft.num > 0n ? ', what is left taken off' : ''}`
}

function describeRange({ demandRange }: PoolPlan, total: Units): string {
  const { from, to, isTight } = demandRange!
  const at = (factor: Ratio): string => showRounded(multiplyRatios(toRatio(total), factor))
  const start = from.num === 0n ? 'any lower use' : `${at(from)} units`
  const end = to === null ? 'any higher use' : `${at(to)} units`
  return `a plan of this price is the cheapest from ${start} to ${end}${isTight ? '' : ', at least'}, spread alike`
}

function renderAlternatives(plan: PoolPlan, screen: Screen): string {
  const { columns, rows } = tabulateAlternatives(plan)
  return indent(renderFittingTable(columns, rows, { width: screen.width - 2 }, ['Left', 'Lost', 'Price']))
}

const renderExplanation = (pool: PoolPlan, screen: Screen): string =>
  ['  Why', ...explainPlan(pool).map(text => labelled('  -', text, 4, screen))].join('\n')

/** The arithmetic behind the certificate. */
export function explainPlan({ plan, breakEvens, afterwards }: PoolPlan): string[] {
  const sum = plan.purchases.map(({ offer }) => showUsd(toRatio(offer.price))).join(' + ')
  return [
    ...(plan.purchases.length > 1 && plan.purchases.length <= 8
      ? [`${sum} = ${showUsd(toRatio(plan.cost))}`]
      : []),
    `lower bound of every plan${afterwards ? ' that leaves as much' : ''}: ${showUsd(lowerBoundOf(plan))}`,
    ...breakEvens.map(({ offer, fromUnitsPerDay }, i) => {
      const unit = divideRatios(toRatio(offer.price), toRatio(offer.units))
      const wasted = `${showUsd(toRatio(offer.price))} / ${offer.validityDays} days = ${showForecastCents(costPerDay(offer, ratio(0n)))} a day while it expires unused`
      const before = breakEvens[i - 1]
      const meets = before
        ? `; from ${showRounded(fromUnitsPerDay)} units a day it costs no more than ${makeVisible(before.offer.id)}`
        : ''
      return `${makeVisible(offer.id)}: ${wasted}, ${showUnitPrice(unit)} a unit once it is used up${meets}`
    }),
  ]
}

function renderDollars(answer: BudgetAnswer, screen: Screen, style: Style): string {
  const use = [...describeDollars(answer), ...drawUse(answer.dollars!, answer, showForecastCents, '', screen)]
  const lines = use.map(({ label, text }) => labelled(`  ${label}`, text, LABEL, screen))
  return [style.strong('in dollars'), ...lines].join('\n')
}

/** What is known of the use that only price lists in dollars have; there must be some. */
export function describeDollars(answer: BudgetAnswer): Statement[] {
  const demand = answer.dollars!
  const line = (label: string, text: string): Statement => ({ label, text })
  const perDay = divideRatios(toRatio(demand.chosen.total), ratio(BigInt(answer.days)))
  const backTest = demand.basis && describeBackTest(demand.basis)
  return [
    line(
      'use',
      `${showForecastCents(toRatio(demand.chosen.total))}, ${showForecastCents(perDay)} a day: ${describeBasis(demand, answer)}`,
    ),
    ...(demand.basis
      ? [
          line(
            'range',
            demand.paths
              .map(
                ({ quantile, total }) => `${nameOfQuantile(quantile)} ${showForecastCents(toRatio(total))}`,
              )
              .join(', '),
          ),
        ]
      : []),
    ...(backTest === null ? [] : [line('back-test', backTest)]),
  ]
}

/** The money in one line. */
export function describeCost(answer: BudgetAnswer): string {
  const unplanned = answer.pools.filter(({ plan }) => plan === null).map(({ pool }) => makeVisible(pool))
  const plans = answer.pools.flatMap(({ plan }) => plan ?? [])
  const count = plans.reduce((sum, { plan }) => sum + plan.purchases.length, 0)
  const little = answer.pools.flatMap(({ demand, plan }) => {
    const days = countLittleHistory(demand)
    return days === null ? [] : [describeLittleHistory(days, plan?.atMost ?? null)]
  })
  const isWorth = plans.some(({ plan }) => plan.valueLeft.num > 0n)
  const proof = plans.every(({ plan }) => plan.isProvenOptimal) ? 'proven the least' : 'not proven the least'
  const verdict = little[0] ?? (isWorth ? `${proof}, what is left counted` : proof)
  // Where nothing could be planned, nothing is known of what to buy.
  const packages =
    plans.length === 0 && unplanned.length > 0
      ? 'not known'
      : count === 0
        ? 'nothing to buy'
        : `${showUsd(toRatio(answer.cost))} for ${countOf(count, 'package')}${little.length > 0 ? ' by this forecast; ' : ', '}${verdict}`
  const dollars = answer.dollars
    ? `, and ${showForecastCents(toRatio(answer.dollars.chosen.total))} in dollars`
    : ''
  const missing = unplanned.length > 0 ? `; not planned: ${unplanned.join(', ')}` : ''
  return `${packages}${dollars}${missing}`
}
