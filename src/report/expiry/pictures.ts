/** The pictures of an `expiry` answer: how a pool was used, and how it will run down. */
import type { TimeZone } from '../../core/calendar.js'
import { instantAt, MILLIS_PER_DAY } from '../../core/instant.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import type { PoolOutlook } from '../../core/ledger/outlook.js'
import { toRatio } from '../../core/quantity.js'
import { type Ratio, ratio } from '../../core/ratio.js'
import { countAbout, showAbout, showUnitCount } from '../amounts.js'
import type { Picture } from '../document.js'
import { type ChartEvent, drawBurnDownChart } from '../html/burn-down-chart.js'
import { figure } from '../html/chart.js'
import { NOTHING } from '../html/markup.js'
import { labelled } from '../layout.js'
import { describeSparkline, drawSparkline } from '../strip.js'
import { countOf, makeVisible } from '../text.js'
import { showMoment } from '../times.js'
import { showExpiry } from './lead.js'
import { cutToInstant, nameOfLot } from './words.js'

/** Any width that a picture can have tells whether there is one. */
const SOME_WIDTH = 80

/** The use of the last days as a line that goes up and down; null where there is none. */
export function pictureUse({ pool }: PoolOutlook, answer: ExpiryAnswer, zone: TimeZone): Picture | null {
  const days = (answer.useByDay.get(pool) ?? []).map(toRatio)
  if (drawSparkline(days, SOME_WIDTH) === null) return null
  const span = `${countOf(days.length, 'day')} until ${showMoment(answer.windowEnd, zone)}`
  return {
    caption: 'Use day by day',
    lines(width) {
      const line = drawSparkline(days, width)!
      const legend = `${span}: ${describeSparkline(line, showAbout, ' units')}`
      return [line.text, ...labelled('', legend, 0, { width }).split('\n')]
    },
    draw: () => NOTHING,
  }
}

/** How the units of a pool will run down; null when nothing is left. */
export function pictureLeft(
  pool: PoolOutlook,
  answer: ExpiryAnswer,
  zone: TimeZone,
  id: string,
): Picture | null {
  const chart = chartOf(pool, answer, zone, id)
  return chart && { caption: 'Units left, as forecast', lines: () => [], draw: () => figure(chart) }
}

function chartOf(pool: PoolOutlook, answer: ExpiryAnswer, zone: TimeZone, id: string) {
  const { course } = pool.forecast
  const now = zone.toLocal(answer.asOf)
  // The chart begins with the day of the answer, and ends with the day on which nothing is left.
  const start = instantAt(answer.asOf - now.millis)
  const dayOf = (at: Ratio): Ratio => ratio(at.num - BigInt(start) * at.den, at.den * BigInt(MILLIS_PER_DAY))
  const last = dayOf(course.at(-1)!.at)
  const losses = answer.outlook.lots
    .filter(({ balance, forecastForfeited }) => balance.lot.pool === pool.pool && forecastForfeited.num > 0n)
    .map(
      ({ balance: { lot }, forecastForfeited }): ChartEvent => ({
        day: dayOf(ratio(BigInt(lot.expiresAt))),
        text: `${countAbout(forecastForfeited, `unit of ${nameOfLot(lot)} expires`, `units of ${nameOfLot(lot)} expire`)} on ${showExpiry(lot, zone)}`,
      }),
    )
  const hasPending = answer.outlook.lots.some(
    ({ balance, status }) => balance.lot.pool === pool.pool && status === 'pending',
  )
  const end = showMoment(cutToInstant(course.at(-1)!.at), zone)
  return drawBurnDownChart({
    id: `${id}-left`,
    title: `Units of the ${makeVisible(pool.pool)} pool left, as forecast`,
    description: `A line that falls from ${showUnitCount(pool.remaining)} to nothing on ${end}; units expire unused at ${countOf(losses.length, 'expiry', 'expiries')}.`,
    firstDay: now.day,
    days: Number((last.num + last.den - 1n) / last.den) || 1,
    course: course.map(({ at, left }) => ({ day: dayOf(at), left })),
    purchases: [],
    losses,
    caption: hasPending ? 'Packages that have not started are counted in.' : null,
  })
}
