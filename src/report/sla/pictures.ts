/** The pictures of a period: when requests failed, and what that used up; and the days again in numbers. */
import { addDays } from '../../core/calendar.js'
import type { Instant } from '../../core/instant.js'
import { compareRatios } from '../../core/ratio.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import type { Fraction } from '../../core/sla/fraction.js'
import { type Cell, cumulateLosses, cutIntoHours } from '../../core/sla/hours.js'
import { slicesJudged } from '../../core/sla/measure.js'
import { sliceOf, slicesOf } from '../../core/sla/slice-counts.js'
import * as doc from '../document.js'
import { figure } from '../html/chart.js'
import { drawErrorBudget, type Losses, showCell, tabulateLimits, wordForLost } from '../html/error-budget.js'
import { drawHourMap } from '../html/hour-map.js'
import { NOTHING } from '../html/markup.js'
import { drawStrip, STRIP_SIGNS } from '../strip.js'
import { countOf, sentenceCase, showCount } from '../text.js'
import { clockOf, showDay, showMinutes } from '../times.js'
import { findTelling } from './outages.js'
import { nameOfPeriod, showCountShare, showFailedShare, showSlices } from './words.js'

/** Outages beyond these are not marked in the map. */
const MOST_MARKED = 12

/** What the pictures are drawn from; the answer must hold its counts. */
export function followLosses(period: PeriodAnswer, { choices }: ServiceAnswer): Losses {
  const { agreement, counts } = period
  const slices = slicesJudged(agreement.method, counts!, choices)
  const grid = cutIntoHours(agreement, period.period, counts!, choices)
  const elapsed = period.running ? period.elapsed : period.measurement.coverage.slices
  const passed = Math.min(grid.cells.length, Math.ceil(elapsed / grid.slicesPerCell))
  return { answer: period, slices, grid, sums: cumulateLosses(grid), passed }
}

/** The mean error rate of each hour, the outages marked. `id` is unique on the page. */
export function mapBlocks(losses: Losses, id: string, { zone }: Pick<SlaAnswer, 'zone'>): doc.Block[] {
  const { answer: period, grid, passed } = losses
  const { agreement, measurement } = period
  const isUptime = measurement.method === 'timeslices'
  const { first } = slicesOf(period.period, agreement.sliceMinutes)
  const cellAt = (instant: Instant): number =>
    Math.floor((sliceOf(zone.toLocal(instant), agreement.sliceMinutes) - first) / grid.slicesPerCell)
  const stretches = (isUptime ? measurement.incidents : findTelling(period)).slice(0, MOST_MARKED)
  const name = nameOfPeriod(period.period)
  const title = isUptime
    ? `How much of each hour of ${name} was down`
    : `Requests that failed in each hour of ${name}, on average`
  const failing = grid.cells.filter(({ failed }) => failed > 0).length
  const silent = grid.cells.filter(({ busy }, i) => busy === 0 && i < passed).length
  return doc.drawnBlocks({
    caption: title,
    draw: () =>
      figure(
        drawHourMap({
          id: `${id}-map`,
          period: period.period,
          grid,
          badnessOf: meanOf(grid.slicesPerCell),
          badness: isUptime ? 'down' : 'failed',
          passed,
          marked: stretches.map(({ start, end }) => [cellAt(start), cellAt((end - 1) as Instant)] as const),
          mark: isUptime ? 'incident' : 'outage',
          title,
          description: `A calendar with a row for each day and a column for each hour. Failures lie in ${showCount(failing)} of ${showCount(passed)} hours; ${countOf(silent, 'has', 'have')} no request.`,
        }),
      ),
  })
}

/** What part of a cell was lost. */
const meanOf =
  (slices: number) =>
  ({ lost }: Cell): Fraction => ({ num: lost.num, den: lost.den * BigInt(slices) })

/** How the failures added up, against what each tier allows. */
export function budgetBlocks(losses: Losses, id: string): doc.Block[] {
  const chart = drawErrorBudget(losses, `${id}-budget`)
  const limits = tabulateLimits(losses)
  return [
    ...(chart ? doc.drawnBlocks({ caption: chart.title, draw: () => figure(chart) }) : []),
    ...(limits ? doc.onlyOn(['page'], [doc.tableBlock(limits)]) : []),
  ]
}

/** The map and the line again, in numbers. */
export function tabulateDays({ answer: period, slices, grid, sums }: Losses): doc.Table {
  const { agreement } = period
  const { cellsPerDay, cells } = grid
  const { first } = slicesOf(period.period, agreement.sliceMinutes)
  const perDay = cellsPerDay * grid.slicesPerCell
  const days = Array.from({ length: period.days }, (_, day) => ({
    day,
    requests: 0,
    errors: 0,
    unreached: 0,
  }))
  for (const { slice, requests, errors, unreached } of slices) {
    const day = days[Math.floor((slice - first) / perDay)]!
    day.requests += requests
    day.errors += errors
    day.unreached += unreached
  }
  const cellsOf = (day: number): Cell[] => cells.slice(day * cellsPerDay, (day + 1) * cellsPerDay)
  return doc.tabulate('Each day in numbers', days, [
    doc.column('Day', ({ day }) => showDay(addDays(period.period.start, day))),
    doc.amountColumn('Requests', ({ requests }) => showCount(requests)),
    doc.amountColumn('Answered 5XX', ({ errors }) => showCount(errors)),
    doc.amountColumn('Never arrived', ({ unreached }) => showCount(unreached)),
    doc.amountColumn('Covered', ({ day }) =>
      showCountShare(
        cellsOf(day).reduce((sum, { busy }) => sum + busy, 0),
        perDay,
      ),
    ),
    doc.column('Worst hour', ({ day }) => describeWorstHour(cellsOf(day), day, { answer: period, grid })),
    doc.amountColumn(`${sentenceCase(wordForLost(period))} so far`, ({ day }) =>
      showSlices(sums[(day + 1) * cellsPerDay - 1]!),
    ),
  ])
}

function describeWorstHour(cells: readonly Cell[], day: number, losses: Pick<Losses, 'answer' | 'grid'>) {
  const { grid } = losses
  const means = cells.map(meanOf(grid.slicesPerCell))
  const worst = means.reduce((most, one, i) => (compareRatios(one, means[most]!) > 0 ? i : most), 0)
  if (means[worst]!.num === 0n) return 'none'
  return `${showCell(losses, day * grid.cellsPerDay + worst).slice(-5)}, ${showFailedShare(means[worst]!)}`
}

const MINUTES_PER_DAY = 1440

/** The course of a period as a line of signs; none where it was not followed. */
export function stripBlocks({ period, course, elapsed, measurement }: PeriodAnswer): doc.Block[] {
  if (course === null) return []
  const strip = drawStrip(course, elapsed)
  const { minutesEach } = course
  const isDaily = minutesEach === MINUTES_PER_DAY
  const what = measurement.method === 'timeslices' ? 'share of time down' : 'mean error rate'
  const caption = `From ${showDay(period.start)}, a sign for ${isDaily ? 'each day' : `every ${showMinutes(minutesEach)}`}: ${what}`
  const signs = STRIP_SIGNS.filter(({ mark }) => strip.text.includes(mark))
    .map(({ mark, meaning }) => `${mark} ${meaning}`)
    .join(', ')
  const lines = () => [strip.text, signs, ...describeWorst()]
  const blocks = [doc.textBlock(caption), doc.pictureBlock({ caption, lines, draw: () => NOTHING })]
  return doc.asDetails(doc.onlyOn(['screen', 'markdown'], blocks))

  function describeWorst(): string[] {
    if (strip.worst === null) return []
    const { index, rate } = strip.worst
    const minutes = index * minutesEach
    const day = showDay(addDays(period.start, Math.floor(minutes / MINUTES_PER_DAY)))
    const clock = clockOf((minutes % MINUTES_PER_DAY) * 60_000)
    return [`worst: ${day}${isDaily ? '' : `, ${clock}`} (${showFailedShare(rate)})`]
  }
}
