/** Bars within tables: how a whole divides, or how one amount stands to the largest. */
import { addRatios, type Ratio, ZERO } from '../../core/ratio.js'
import type { BarPart } from '../document.js'
import { type LegendEntry, share } from './chart.js'
import { type Html, html, NOTHING } from './markup.js'

const LENGTH = 160
const HEIGHT = 14
/** Anything that is not nothing is to be seen. */
const LEAST = 2

/** What the parts of a divided bar are called, in their order. */
const PART_NAMES = {
  used: 'used',
  left: 'left, to be used',
  risk: 'left, will expire unused',
  lost: 'lost',
} as const

export const PART_LEGEND: readonly LegendEntry[] = Object.entries(PART_NAMES).map(([kind, text]) => ({
  mark: html`<rect class="${kind}" x="1" y="2" width="16" height="${HEIGHT}"/>`,
  text,
}))

const frame = (marks: readonly Html[]): Html =>
  html`<svg class="bar" viewBox="0 0 ${LENGTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${marks}</svg>`

/** How `whole` divides into parts, one beside the other. The table tells the amounts, so that it is hidden from who cannot see it. */
export function divideBar(parts: readonly BarPart[], whole: Ratio): Html {
  let sum = ZERO
  let from = 0
  const marks = parts.map(({ kind, amount }) => {
    if (amount.num <= 0n) return NOTHING
    sum = addRatios(sum, amount)
    const to = Math.min(LENGTH, Math.max(from + LEAST, share(sum, whole, LENGTH)))
    const x = Math.min(from, LENGTH - LEAST)
    from = to
    return html`<rect class="${kind}" x="${x}" y="0" width="${Math.max(to - x, LEAST)}" height="${HEIGHT}"/>`
  })
  return frame(marks)
}

/** One amount beside the largest of its column. */
export function compareBar(kind: string, amount: Ratio, largest: Ratio): Html {
  if (largest.num === 0n || amount.num === 0n) return frame([])
  return frame([
    html`<rect class="${kind}" x="0" y="1" width="${Math.max(LEAST, share(amount, largest, LENGTH))}" height="12"/>`,
  ])
}
