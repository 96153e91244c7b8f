/** Bars within tables: how a whole divides, or how one amount stands to the largest. */
import { compareRatios, type Ratio } from '../../core/ratio.js'
import { share } from './chart.js'
import { type Html, html, NOTHING } from './markup.js'

const LENGTH = 160
const HEIGHT = 14
/** Anything that is not nothing is to be seen. */
const LEAST = 2

/** A part of a bar and the class it is drawn with. */
export interface BarPart {
  readonly kind: string
  readonly amount: Ratio
  /** How high it is drawn, of 14; parts differ in it so that they can be told without colour. */
  readonly height: number
}

const frame = (marks: readonly Html[]): Html =>
  html`<svg class="bar" viewBox="0 0 ${LENGTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${marks}</svg>`

/** How `whole` divides into parts, one beside the other. The table tells the amounts, so that it is hidden from who cannot see it. */
export function divideBar(parts: readonly BarPart[], whole: Ratio): Html {
  let sum: Ratio = { num: 0n, den: 1n }
  let from = 0
  const marks = parts.map(({ kind, amount, height }) => {
    if (amount.num <= 0n) return NOTHING
    sum = { num: sum.num * amount.den + amount.num * sum.den, den: sum.den * amount.den }
    const to = Math.min(LENGTH, Math.max(from + LEAST, share(sum, whole, LENGTH)))
    const x = Math.min(from, LENGTH - LEAST)
    from = to
    return html`<rect class="${kind}" x="${x}" y="${HEIGHT - height}" width="${Math.max(to - x, LEAST)}" height="${height}"/>`
  })
  return frame(marks)
}

/** One amount beside the largest of its column. */
export function compareBar(kind: string, amount: Ratio, largest: Ratio): Html {
  if (largest.num === 0n || compareRatios(amount, { num: 0n, den: 1n }) === 0) return frame([])
  return frame([
    html`<rect class="${kind}" x="0" y="1" width="${Math.max(LEAST, share(amount, largest, LENGTH))}" height="12"/>`,
  ])
}
