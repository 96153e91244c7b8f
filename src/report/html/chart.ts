/**
 * What charts have in common: a frame with a title and a description for who cannot see it, scales from exact
 * amounts to whole pixels, axes, legends. Rounding to a pixel is the last thing that happens to an amount.
 */
import { type Day, formatDay } from '../../core/instant.js'
import { compareRatios, formatRatio, multiplyRatios, ONE, type Ratio, ratio } from '../../core/ratio.js'
import type { Fraction } from '../../core/sla/fraction.js'
import { groupDigits } from '../text.js'
import { MONTHS } from '../times.js'
import { type Html, html } from './markup.js'

/** The width of every chart in its own units; a screen scales it. */
export const WIDTH = 720

/** A rectangle for the marks of a chart, inside its axes. */
export interface Plot {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A picture with what it shows in words. */
export interface Chart {
  /** Unique on the page. */
  readonly id: string
  readonly title: string
  /** What there is to see, for who cannot. */
  readonly description: string
  readonly height: number
  readonly marks: readonly Html[]
  readonly legend: readonly LegendEntry[]
  /** A line below, for everybody. */
  readonly caption: string | null
}

/** What a mark means. */
export interface LegendEntry {
  /** Drawn in a square of 18 by 18. */
  readonly mark: Html
  readonly text: string
}

export const figure = ({
  id,
  title,
  description,
  height,
  marks,
  legend,
  caption,
}: Chart): Html => html`<figure>
<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${title}</title>
<desc id="${id}-text">${description}</desc>
${marks}
</svg>
${legend.length > 0 ? drawLegend(legend) : null}
${caption === null ? null : html`<figcaption>${caption}</figcaption>`}
</figure>`

/** A list of marks and what they mean. */
export const drawLegend = (entries: readonly LegendEntry[]): Html => html`<ul class="legend">
${entries.map(({ mark, text }) => html`<li><svg class="key" viewBox="0 0 18 18" aria-hidden="true">${mark}</svg>${text}</li>`)}
</ul>`

/** `part / whole` of a length, in whole pixels, cut off; parts outside of the whole lie at its ends. */
export function share(part: Fraction, whole: Fraction, length: number): number {
  const pixels = (part.num * whole.den * BigInt(length)) / (part.den * whole.num)
  return Number(pixels < 0n ? 0n : pixels > BigInt(length) ? BigInt(length) : pixels)
}

/** The height of an amount in a plot whose top is `top`. */
export const heightIn = ({ top, bottom }: Plot, amount: Fraction, most: Fraction): number =>
  bottom - share(amount, most, bottom - top)

/** Round amounts from 0 to `most`, some four of them. */
export function roundSteps(most: Fraction): Ratio[] {
  // The power of ten below: 10^k <= most, k below 0 for small amounts.
  let power = ONE
  while (isAtMost(times(power, 10n), most)) power = times(power, 10n)
  while (!isAtMost(power, most)) power = multiplyRatios(power, ratio(1n, 10n))
  const sizes = [ratio(5n), ratio(2n), ONE, ratio(1n, 2n), ratio(1n, 5n)].map(part =>
    multiplyRatios(power, part),
  )
  const size = sizes.find(each => isAtMost(times(each, 3n), most))!
  const steps: Ratio[] = []
  for (let i = 0n; isAtMost(times(size, i), most); i++) steps.push(times(size, i))
  return steps
}

const times = (amount: Ratio, factor: bigint): Ratio => multiplyRatios(amount, ratio(factor))
const isAtMost = (a: Fraction, b: Fraction): boolean => compareRatios(a, b) <= 0

/** From which largest amount on an axis counts in larger units. */
const UNITS = [
  { from: 10_000_000n, size: 1_000_000n, mark: 'M' },
  { from: 10_000n, size: 1000n, mark: 'k' },
] as const
const ONES = { size: 1n, mark: '' }

/** An amount beside an axis that reaches to `most`: `12.5`, `4,000`, `40k`. */
export function showShort(amount: Ratio, most: Fraction): string {
  const { size, mark } = UNITS.find(({ from }) => most.num >= from * most.den) ?? ONES
  return amount.num === 0n
    ? '0'
    : `${groupDigits(formatRatio({ num: amount.num, den: amount.den * size }, 6))}${mark}`
}

/** Lines across a plot at round amounts, with their names. */
export const drawAmounts = (plot: Plot, most: Fraction): Html[] =>
  roundSteps(most).map((amount, i) => {
    const y = heightIn(plot, amount, most)
    return html`<path class="axis" d="M${plot.left} ${y}H${plot.right}"/><text class="end${i % 2 === 0 ? '' : ' minor'}" x="${plot.left - 8}" y="${y + 4}">${showShort(amount, most)}</text>`
  })

/** Where a day begins in a plot of `days` days, or an hour in one of so many hours. */
export const dayX = ({ left, right }: Plot, day: number, days: number): number =>
  left + Math.floor(((right - left) * day) / days)

/** With more days than this months are named, and with fewer weeks. */
const LONG_DAYS = 70
/** Widths of a character: on a wide screen, and on a small one, where letters are larger beside the picture. */
const CHARACTER = 7
const LARGE_CHARACTER = 13

/** The names of days below a plot: of each week, or in a long one of each month, as many as there is room for. */
export function drawDays(plot: Plot, firstDay: Day, days: number): Html[] {
  const dates = Array.from({ length: days }, (_, i) => formatDay((firstDay + i) as Day))
  const isLong = days > LONG_DAYS
  const starts = dates.flatMap((date, day) => ((isLong ? date.endsWith('-01') : day % 7 === 0) ? [day] : []))
  const names = starts.map((day, place) => ({
    x: dayX(plot, day, days),
    name: nameDay(dates[day]!, isLong, place === 0),
  }))
  const wide = chooseNames(names, CHARACTER, plot)
  const small = new Set(chooseNames(wide, LARGE_CHARACTER, plot))
  return wide.map(entry => {
    const { x, name } = entry
    const anchor = isAtEdge(x, plot) ? '' : 'middle'
    return html`<path class="axis" d="M${x} ${plot.bottom}v5"/><text class="${anchor}${small.has(entry) ? '' : ' minor'}" x="${x}" y="${plot.bottom + 22}">${name}</text>`
  })
}

function nameDay(text: string, isLong: boolean, isFirst: boolean): string {
  const [year, month, date] = text.split('-')
  const word = MONTHS[Number(month) - 1]!
  if (!isLong) return `${Number(date)} ${word}`
  return isFirst || month === '01' ? `${word} ${year}` : word
}

/** Whether a name in the middle of its mark would run into the axis on the left: it begins at the mark instead. */
const isAtEdge = (x: number, { left }: Plot): boolean => x < left + CHARACTER * 4

/** Those that do not run into the one before, nor out of the picture on the right. */
function chooseNames<T extends { x: number; name: string }>(
  names: readonly T[],
  character: number,
  plot: Plot,
): T[] {
  let free = 0
  return names.filter(({ x, name }) => {
    const length = name.length * character
    const start = isAtEdge(x, plot) ? x : x - length / 2
    if (start < free || start + length > plot.right + 20) return false
    free = start + length + character
    return true
  })
}
