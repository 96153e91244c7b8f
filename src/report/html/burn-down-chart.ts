/** Units left over time, with what is bought and what expires unused. */
import { compact } from '../../core/compact.js'
import type { Day } from '../../core/instant.js'
import { largerRatio, type Ratio, ratio, ZERO } from '../../core/ratio.js'
import { type Chart, dayX, drawAmounts, drawDays, heightIn, type Plot, share, WIDTH } from './chart.js'
import { type Html, html } from './markup.js'

const HEIGHT = 320
const PLOT: Plot = { left: 72, top: 28, right: WIDTH - 12, bottom: HEIGHT - 32 }
/** Numbers closer than this run into each other on a small screen. */
const NUMBER_ROOM = 28

/** Something that happens, in days from the start of the chart. */
export interface ChartEvent {
  readonly day: Ratio
  /** What a pointer over its mark is told. */
  readonly text: string
}

export interface BurnDownChart {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly firstDay: Day
  readonly days: number
  /** Straight lines between these points, in order of time; days from the start. */
  readonly course: readonly { readonly day: Ratio; readonly left: Ratio }[]
  /** Numbered as they come, from 1. */
  readonly purchases: readonly ChartEvent[]
  /** When units expire unused. */
  readonly losses: readonly ChartEvent[]
  readonly caption: string | null
}

/** The chart; null when nothing is ever left. */
export function drawBurnDownChart(chart: BurnDownChart): Chart | null {
  const { id, title, description, firstDay, days, course, purchases, losses, caption } = chart
  const most = course.map(({ left }) => left).reduce(largerRatio, ZERO)
  if (most.num === 0n) return null
  const x = (day: Ratio): number => PLOT.left + share(day, ratio(BigInt(days)), PLOT.right - PLOT.left)
  const points = course.map(({ day, left }) => `${x(day)} ${heightIn(PLOT, left, most)}`)
  // Points that fall on one pixel say nothing twice.
  const line = points.filter((point, i) => point !== points[i - 1]).join('L')
  const [start, end] = [x(course[0]!.day), x(course.at(-1)!.day)]
  return {
    id,
    title,
    description,
    height: HEIGHT,
    marks: [
      ...drawAmounts(PLOT, most),
      ...drawDays(PLOT, firstDay, days),
      html`<path class="under" d="M${start} ${PLOT.bottom}L${line}L${end} ${PLOT.bottom}Z"/>`,
      ...drawPurchases(purchases, x),
      html`<path class="course" d="M${line}"/>`,
      ...losses.map(
        ({ day, text }) =>
          html`<path class="cross" d="M${x(day) - 6} ${PLOT.bottom - 6}l12 12m0 -12l-12 12"><title>${text}</title></path>`,
      ),
    ],
    legend: compact([
      { mark: html`<path class="course" d="M0 4L18 14"/>`, text: 'units left' },
      purchases.length > 0 && {
        mark: html`<path class="event" d="M9 0V12"/><path class="buy" d="M9 8l6 10H3z"/>`,
        text: 'a purchase, numbered in order of time',
      },
      losses.length > 0 && {
        mark: html`<path class="cross" d="M4 4l10 10m0 -10l-10 10"/>`,
        text: 'units expire unused',
      },
    ]),
    caption,
  }
}

function drawPurchases(purchases: readonly ChartEvent[], x: (day: Ratio) => number): Html[] {
  let free = 0
  return purchases.map(({ day, text }, i) => {
    const at = x(day)
    const isNumbered = at >= free
    if (isNumbered) free = at + NUMBER_ROOM
    return html`<path class="event" d="M${at} ${PLOT.top - 8}V${PLOT.bottom}"/><path class="buy" d="M${at} ${PLOT.bottom - 13}l8 13h-16z"><title>${text}</title></path>${
      isNumbered ? html`<text class="strong middle" x="${at}" y="${PLOT.top - 12}">${i + 1}</text>` : null
    }`
  })
}

/** Where a chart of use added up lies. */
export interface UseChart {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly firstDay: Day
  /** To the end of each day, what is planned for. */
  readonly use: readonly Ratio[]
  /** The same when use is low and when it is high; null when it is certain. */
  readonly range: {
    readonly low: readonly Ratio[]
    readonly high: readonly Ratio[]
    readonly name: string
  } | null
  /** What a plan covers up to each day: what is used before it and there as it begins; null without a plan. */
  readonly covered: readonly Ratio[] | null
}

/** Use added up, its range, and what a plan covers; null when nothing is used. */
export function drawUseChart(chart: UseChart): Chart | null {
  const { id, title, description, firstDay, use, range, covered } = chart
  const days = use.length
  const most = [use, range?.high ?? [], covered ?? []].flat().reduce(largerRatio, ZERO)
  if (use.at(-1)!.num === 0n) return null
  const point = (sum: Ratio, day: number): string => `${dayX(PLOT, day, days)} ${heightIn(PLOT, sum, most)}`
  const draw = (sums: readonly Ratio[]): string[] => [
    point(ZERO, 0),
    ...sums.map((sum, day) => point(sum, day + 1)),
  ]
  // What is covered is there as the day begins.
  const steps = covered?.map((sum, day) => `V${heightIn(PLOT, sum, most)}H${dayX(PLOT, day + 1, days)}`)
  return {
    id,
    title,
    description,
    height: HEIGHT,
    marks: compact([
      ...drawAmounts(PLOT, most),
      ...drawDays(PLOT, firstDay, days),
      range &&
        html`<path class="band" d="M${[...draw(range.low), ...draw(range.high).reverse()].join('L')}Z"/>`,
      steps && html`<path class="reach" d="M${PLOT.left} ${PLOT.bottom}${steps.join('')}"/>`,
      html`<path class="course" d="M${draw(use).join('L')}"/>`,
    ]),
    legend: compact([
      { mark: html`<path class="course" d="M0 14L18 4"/>`, text: 'use that is planned for, added up' },
      range && { mark: html`<path class="band" d="M0 14L18 0V9z"/>`, text: range.name },
      steps && { mark: html`<path class="reach" d="M0 14H9V4H18"/>`, text: 'what the packages cover' },
    ]),
    caption: null,
  }
}
