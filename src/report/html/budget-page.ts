/** A `budget` answer as a page: what to buy and when, how the units last, and why nothing is cheaper. */

import { addDays, type TimeZone } from '../../core/calendar.js'
import { formatDay } from '../../core/instant.js'
import type { BudgetAnswer, Demand, PoolBudget } from '../../core/plan/budget-answer.js'
import type { PoolPlan } from '../../core/plan/pool-plan.js'
import { add, compare, isZero, NO_UNITS, toRatio, type Units, type Usd } from '../../core/quantity.js'
import { divideRatios, type Ratio, ratio } from '../../core/ratio.js'
import { showRounded, showUnits, showUsd } from '../amounts.js'
import { listNotes } from '../budget/notes.js'
import { describeCost, describeDollars, describeLists, describePlan, describeUse } from '../budget/table.js'
import {
  nameOfQuantile,
  netUnitPriceOf,
  showPlanDay,
  showUnitPrice,
  tabulateAlternatives,
} from '../budget/words.js'
import { countOf } from '../text.js'
import { showTime } from '../times.js'
import { type ChartEvent, drawBurnDownChart, drawUseChart } from './burn-down-chart.js'
import { figure } from './chart.js'
import { type Html, html } from './markup.js'
import { keyFigures, sentenceCase, statements, type Table, table, unfolding, writePage } from './page.js'

/** The page in pieces. */
export function writeBudgetPage(answer: BudgetAnswer, zone: TimeZone): Iterable<string> {
  const end = formatDay(addDays(answer.firstDay, answer.days - 1))
  const span = `${countOf(answer.days, 'day')}, ${formatDay(answer.firstDay)} to ${end}`
  return writePage({
    heading: 'Budget',
    subject: span,
    lead: [`${span}: ${describeCost(answer)}.`],
    about: [
      ...describeLists(answer).map(text => `Packages: ${text}`),
      `As of ${showTime(answer.asOf, zone)} (${zone.id})`,
    ],
    body: [
      ...answer.pools.map((pool, i) => poolSection(pool, answer, `p${i + 1}`)),
      ...(answer.dollars ? [dollarSection(answer, answer.dollars)] : []),
    ],
    notes: listNotes(answer).map(({ text }) => text),
    foot: `${describeInputs(answer)}${describeGate(answer)}Written by kling-cost.`,
  })
}

const spread = (list: readonly { readonly label: string; readonly text: string }[]) =>
  list.map(({ label, text }) => ({ label, lines: [text] }))

function poolSection(budget: PoolBudget, answer: BudgetAnswer, id: string): Html {
  const { pool, demand, plan } = budget
  const use = drawUse(budget, answer, `${id}-use`)
  return html`<section>
<h2>${sentenceCase(pool)} pool</h2>
${keyFigures(listFigures(budget, answer))}
${plan ? planParts(budget, plan, answer, id) : null}
<h3>The use it is for</h3>
<div class="pair">
${use ? figure(use) : null}
${statements(spread(describeUse(budget, answer)))}
</div>
${unfolding('Day by day in numbers', table(tabulateDays(demand, plan, answer)))}
</section>`
}

function planParts(budget: PoolBudget, plan: PoolPlan, answer: BudgetAnswer, id: string): Html {
  const burnDown = drawLeft(budget, plan, answer, `${id}-left`)
  const { purchases } = plan.plan
  return html`<h3>What to buy</h3>
${purchases.length === 0 ? html`<p>Nothing needs to be bought.</p>` : table(tabulatePurchases(plan, answer))}
<h3>How the units last, and why this plan</h3>
<div class="pair">
${burnDown ? figure(burnDown) : null}
${statements(spread(describePlan(budget, plan, answer)))}
</div>
${purchases.length === 0 ? null : table({ caption: 'What else could be bought', ...tabulateAlternatives(plan) })}`
}

function listFigures({ demand, plan }: PoolBudget, answer: BudgetAnswer) {
  const perDay = divideRatios(toRatio(demand.chosen.total), ratio(BigInt(answer.days)))
  const its = plan?.plan
  const unitPrice = its && netUnitPriceOf(its)
  return [
    {
      label: demand.basis ? `Use, ${nameOfQuantile(demand.chosen.quantile)}` : 'Use',
      value: `${showUnits(demand.chosen.total)} units`,
      more: `${showRounded(perDay)} a day`,
    },
    {
      label: 'To buy',
      value: its ? showUsd(toRatio(its.cost)) : 'Not planned',
      more: its ? countOf(its.purchases.length, 'package') : 'no package can be bought',
    },
    ...(unitPrice
      ? [
          {
            label: 'A unit used costs',
            value: showUnitPrice(unitPrice),
            more:
              its!.valueLeft.num > 0n
                ? 'all purchases less what is left, ÷ units used'
                : 'all purchases ÷ units used',
          },
        ]
      : []),
    ...(its
      ? [
          {
            label: 'Expires unused',
            value: `${showUnits(its.forfeited)} units`,
            more: `${showUnits(its.left)} left at the end`,
          },
        ]
      : []),
  ]
}

const dollarSection = (answer: BudgetAnswer, demand: Demand<Usd>): Html => {
  const chart = drawUseChart({
    ...rangeOf(demand),
    id: 'dollars-use',
    title: 'Dollars to be spent, added up',
    description: `A line that climbs to ${showUsd(toRatio(demand.chosen.total))}.`,
    firstDay: answer.firstDay,
    use: cumulate(demand.chosen.daily),
    covered: null,
  })
  return html`<section>
<h2>In dollars</h2>
<div class="pair">
${chart ? figure(chart) : null}
${statements(spread(describeDollars(answer)))}
</div>
</section>`
}

/** Sums to the end of each day. */
function cumulate<Q extends Units | Usd>(daily: readonly Q[]): Ratio[] {
  let sum: Q | null = null
  return daily.map(amount => {
    sum = sum === null ? amount : add(sum, amount)
    return toRatio(sum)
  })
}

function rangeOf<Q extends Units | Usd>({ basis, paths }: Demand<Q>) {
  const [low, high] = [paths[0]!, paths.at(-1)!]
  const name = `from ${nameOfQuantile(low.quantile)} to ${nameOfQuantile(high.quantile)} of the forecast`
  return { range: basis && { low: cumulate(low.daily), high: cumulate(high.daily), name } }
}

function drawUse({ pool, demand, plan }: PoolBudget, answer: BudgetAnswer, id: string) {
  const use = cumulate(demand.chosen.daily)
  let used = NO_UNITS
  const covered = plan?.burnDown.closing.map((left, day) => {
    used = add(used, demand.chosen.daily[day]!)
    // What expires at the end of a day is there on it.
    return toRatio(add(used, add(left, plan.burnDown.expiring[day]!)))
  })
  const range = rangeOf(demand)
  const end = demand.paths.at(-1)!
  return drawUseChart({
    ...range,
    id,
    title: `Units of the ${pool} pool to be used, added up`,
    description: `A line that climbs to ${showUnits(demand.chosen.total)} units${range.range ? `, within a range whose upper end is ${showUnits(end.total)}` : ''}.`,
    firstDay: answer.firstDay,
    use,
    covered: covered ?? null,
  })
}

function drawLeft(
  { pool, demand }: PoolBudget,
  { plan, burnDown }: PoolPlan,
  answer: BudgetAnswer,
  id: string,
) {
  const { closing, expiring } = burnDown
  const at = (day: number): Ratio => ratio(BigInt(day))
  const course = closing.flatMap((left, day) => {
    const before = add(left, expiring[day]!)
    return [
      // Units are there in the morning, whether bought or held, and expire at the end of a day.
      { day: at(day), left: toRatio(add(before, demand.chosen.daily[day]!)) },
      { day: at(day + 1), left: toRatio(before) },
      ...(isZero(expiring[day]!) ? [] : [{ day: at(day + 1), left: toRatio(left) }]),
    ]
  })
  const losses = expiring.flatMap((units, day): ChartEvent[] =>
    isZero(units)
      ? []
      : [
          {
            day: at(day + 1),
            text: `${showUnits(units)} units expire at the end of ${showPlanDay(answer, day)}`,
          },
        ],
  )
  const least = closing.reduce((low, units) => (compare(units, low) < 0 ? units : low), closing[0]!)
  return drawBurnDownChart({
    id,
    title: `Units of the ${pool} pool left, day by day`,
    description: `${countOf(plan.purchases.length, 'purchase')}; at the lowest ${showUnits(least)} units are left at the end of a day; units expire unused on ${countOf(losses.length, 'day')}.`,
    firstDay: answer.firstDay,
    days: answer.days,
    course,
    purchases: plan.purchases.map(({ day, offer }, i) => ({
      day: at(day),
      text: `${i + 1}: ${offer.id} on ${showPlanDay(answer, day)}, ${showUnits(offer.units)} units`,
    })),
    losses,
    caption: null,
  })
}

/** More purchases than this are summed up in the last row. */
const MOST_LISTED = 200

function tabulatePurchases({ plan }: PoolPlan, answer: BudgetAnswer): Table {
  const shown = plan.purchases.slice(0, MOST_LISTED)
  const rest = plan.purchases.length - shown.length
  return {
    caption:
      rest > 0
        ? `The first ${MOST_LISTED} of ${countOf(plan.purchases.length, 'purchase')}; --json has them all`
        : countOf(plan.purchases.length, 'purchase'),
    columns: [
      { heading: 'No.', isAmount: true },
      { heading: 'On', isFixed: true },
      { heading: 'Buy' },
      { heading: 'Units', isAmount: true },
      { heading: 'Price', isAmount: true },
      { heading: 'Used', isAmount: true },
      { heading: 'Lost', isAmount: true },
      { heading: 'Left', isAmount: true },
    ],
    rows: shown.map(({ day, offer, used, forfeited, left }, i) => [
      String(i + 1),
      showPlanDay(answer, day),
      offer.id,
      showUnits(offer.units),
      showUsd(toRatio(offer.price)),
      showUnits(used),
      showUnits(forfeited),
      showUnits(left),
    ]),
    foot: [
      'All',
      '',
      '',
      showUnits(plan.purchases.reduce((sum, { offer }) => add(sum, offer.units), NO_UNITS)),
      showUsd(toRatio(plan.cost)),
      showUnits(plan.used),
      showUnits(plan.forfeited),
      showUnits(plan.left),
    ],
  }
}

/** A table of days has no more rows than this; each then stands for several days. */
const MOST_ROWS = 100

function tabulateDays({ chosen: { daily } }: Demand, plan: PoolPlan | null, answer: BudgetAnswer): Table {
  const size = Math.ceil(daily.length / MOST_ROWS)
  const starts = daily.flatMap((_, day) => (day % size === 0 ? [day] : []))
  const sum = (amounts: readonly Units[]): Units => amounts.reduce(add, NO_UNITS)
  return {
    caption: size === 1 ? 'Each day' : `Each row stands for ${size} days`,
    columns: [
      { heading: size === 1 ? 'Day' : 'From', isFixed: true },
      { heading: 'Use', isAmount: true },
      ...(plan
        ? [
            { heading: 'Bought', isAmount: true },
            { heading: 'Left at the end', isAmount: true },
            { heading: 'Expired', isAmount: true },
          ]
        : []),
    ],
    rows: starts.map(start => {
      const end = Math.min(start + size, daily.length)
      const bought = plan?.plan.purchases.filter(({ day }) => day >= start && day < end) ?? []
      return [
        showPlanDay(answer, start),
        showUnits(sum(daily.slice(start, end))),
        ...(plan
          ? [
              showUnits(sum(bought.map(({ offer }) => offer.units))),
              showUnits(plan.burnDown.closing[end - 1]!),
              showUnits(sum(plan.burnDown.expiring.slice(start, end))),
            ]
          : []),
      ]
    }),
  }
}

function describeInputs({ inputs, ledger }: BudgetAnswer): string {
  const files = [
    ...inputs.map(({ file, rows, rejected }) => {
      const bad = rejected.length > 0 ? `, ${countOf(rejected.length, 'bad row')} set aside` : ''
      return `${countOf(rows, 'row')} of ${file}${bad}`
    }),
    ...(ledger ? [ledger.file] : []),
  ]
  return files.length > 0 ? `Read: ${files.join('; ')}. ` : ''
}

const describeGate = ({ gate }: BudgetAnswer): string =>
  gate
    ? `The gate --max-spend ${showUsd(toRatio(gate.maxSpend))} ${gate.isCrossed ? 'is crossed' : 'is not crossed'}. `
    : ''
