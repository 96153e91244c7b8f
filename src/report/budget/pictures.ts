/** The pictures of a budget: units left, and use. A page draws them; a screen has them in characters. */
import { addDays } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import type { Day } from '../../core/instant.js'
import type { BudgetAnswer, Demand, PoolBudget } from '../../core/plan/budget-answer.js'
import type { PoolLots } from '../../core/plan/pool-plan.js'
import {
  add,
  compare,
  isZero,
  NO_UNITS,
  subtract,
  toRatio,
  type Units,
  type Usd,
} from '../../core/quantity.js'
import { type Ratio, ratio, subtractRatios } from '../../core/ratio.js'
import { countAbout, showPercent } from '../amounts.js'
import type { Picture } from '../document.js'
import { type ChartEvent, drawBurnDownChart, drawUseChart } from '../html/burn-down-chart.js'
import { figure } from '../html/chart.js'
import { NOTHING } from '../html/markup.js'
import { labelled } from '../layout.js'
import { describeSparkline, drawSparkline } from '../strip.js'
import { countOf, makeVisible } from '../text.js'
import { BURN_DOWN_LEGEND, drawBurnDown } from './burn-down.js'
import { showDays, showPlanDay } from './words.js'

const wrap = (text: string, width: number): string[] => labelled('', text, 0, { width }).split('\n')

/** Any width that a picture can have tells whether there is one. */
const SOME_WIDTH = 80

/** Units left day by day, `rows` lines high on a screen, and its axis; null when nothing is ever left. */
export function pictureLeft(
  budget: PoolBudget,
  answer: BudgetAnswer,
  id: string,
  rows: number,
): Picture | null {
  const { plan } = budget
  const burnDown = { ...plan.burnDown, purchaseDays: plan.plan.purchases.map(({ day }) => day) }
  if (drawBurnDown(burnDown, SOME_WIDTH, rows) === null) return null
  const days = showDays(answer.firstDay, addDays(answer.firstDay, answer.days - 1))
  return {
    caption: 'Units left, day by day',
    lines: width => [...drawBurnDown(burnDown, width, rows)!, ...wrap(`${days}: ${BURN_DOWN_LEGEND}`, width)],
    draw: () => drawLeft(budget, answer, id),
  }
}

/** The use of a day that packages cover. */
const coveredOn = ({ burnDown }: PoolLots, { chosen }: Demand, day: number): Units =>
  subtract(chosen.daily[day]!, burnDown.uncovered[day]!)

function drawLeft({ pool, demand, plan: lots }: PoolBudget, answer: BudgetAnswer, id: string) {
  const { plan, burnDown } = lots
  const { closing, expiring } = burnDown
  const at = (day: number): Ratio => ratio(BigInt(day))
  const course = closing.flatMap((left, day) => {
    const before = add(left, expiring[day]!)
    return compact([
      // Units are there in the morning, whether bought or held, and expire at the end of a day.
      { day: at(day), left: toRatio(add(before, coveredOn(lots, demand, day))) },
      { day: at(day + 1), left: toRatio(before) },
      !isZero(expiring[day]!) && { day: at(day + 1), left: toRatio(left) },
    ])
  })
  const losses = expiring.flatMap((units, day): ChartEvent[] =>
    isZero(units)
      ? []
      : [
          {
            day: at(day + 1),
            text: `${countAbout(toRatio(units), 'unit has its', 'units have their')} last day on ${showPlanDay(answer, day)}`,
          },
        ],
  )
  const least = closing.reduce((low, units) => (compare(units, low) < 0 ? units : low), closing[0]!)
  const chart = drawBurnDownChart({
    id,
    title: `Units of the ${makeVisible(pool)} pool left, day by day`,
    description: `${countOf(plan.purchases.length, 'purchase')}; at the lowest ${countAbout(toRatio(least), 'unit is', 'units are')} left at the end of a day; units expire unused on ${countOf(losses.length, 'day')}.`,
    firstDay: answer.firstDay,
    days: answer.days,
    course,
    purchases: plan.purchases.map(({ day, offer }, i) => ({
      day: at(day),
      text: `${i + 1}: ${makeVisible(offer.id)} on ${showPlanDay(answer, day)}, ${countAbout(toRatio(offer.units))}`,
    })),
    losses,
    caption: 'Units left, day by day',
  })
  return chart ? figure(chart) : NOTHING
}

/** What a picture of use is of. */
interface UsePicture<Q extends Units | Usd> {
  readonly id: string
  readonly title: string
  readonly show: (amount: Ratio) => string
  /** What follows an amount. */
  readonly unit: string
  readonly demand: Demand<Q>
  /** What becomes of the packages that pay for it; null: none do. */
  readonly lots: PoolLots | null
}

/** Use: of the history and to come as signs, added up as a chart; null when there is none. */
export function pictureUse<Q extends Units | Usd>(
  picture: UsePicture<Q>,
  answer: BudgetAnswer,
): Picture | null {
  const { demand, show, unit, title } = picture
  const { chosen, basis } = demand
  if (isZero(chosen.total)) return null
  const draw = (days: readonly (Ratio | null)[], first: Day, width: number): string[] => {
    const line = drawSparkline(days, width)
    // A level line says nothing.
    if (line === null || line.isLevel) return []
    const span = showDays(first, addDays(first, days.length - 1))
    return [line.text, ...wrap(`${span}: ${describeSparkline(line, show, unit)}`, width)]
  }
  return {
    caption: title,
    lines: width => [
      ...(basis ? draw(basis.history, basis.firstDay, width) : []),
      ...draw(chosen.daily.map(toRatio), answer.firstDay, width),
    ],
    draw: () => drawUse(picture, answer),
  }
}

function drawUse<Q extends Units | Usd>(
  { id, title, show, unit, demand, lots }: UsePicture<Q>,
  answer: BudgetAnswer,
) {
  const { chosen, paths, basis } = demand
  const [low, high] = [paths[0]!, paths.at(-1)!]
  let used = NO_UNITS
  const covered = lots?.burnDown.closing.map((left, day) => {
    used = add(used, coveredOn(lots, demand as Demand, day))
    // What expires at the end of a day is there on it.
    return toRatio(add(used, add(left, lots.burnDown.expiring[day]!)))
  })
  const range = basis && {
    low: cumulate(low.daily),
    high: cumulate(high.daily),
    name: `likely range (${showPercent(subtractRatios(high.quantile, low.quantile), ratio(1n))} sure)`,
  }
  const upTo = range ? `, within a range whose upper end is ${show(toRatio(high.total))}${unit}` : ''
  const chart = drawUseChart({
    range,
    id,
    title,
    description: `A line that climbs to ${show(toRatio(chosen.total))}${unit}${upTo}.`,
    firstDay: answer.firstDay,
    use: cumulate(chosen.daily),
    covered: covered ?? null,
  })
  return chart ? figure(chart) : NOTHING
}

/** Sums to the end of each day. */
function cumulate<Q extends Units | Usd>(daily: readonly Q[]): Ratio[] {
  let sum: Q | null = null
  return daily.map(amount => {
    sum = sum === null ? amount : add(sum, amount)
    return toRatio(sum)
  })
}
