/** Units left, day by day, as a picture of characters: what is bought when, and what expires. */
import { compact } from '../../core/compact.js'
import { compare, isZero, NO_UNITS, toRatio, type Units } from '../../core/quantity.js'
import { showAbout } from '../amounts.js'

/** What is drawn; one entry a day. */
export interface BurnDown {
  /** Units at the end of each day. */
  readonly closing: readonly Units[]
  /** Units that expire unused at its end. */
  readonly expiring: readonly Units[]
  /** The days on which something is bought. */
  readonly purchaseDays: readonly number[]
}

const MARKS = { units: '#', bought: 'B', expires: 'x' } as const
/** What the marks mean. */
export const BURN_DOWN_LEGEND = `${MARKS.units} units left, ${MARKS.bought} buy, ${MARKS.expires} expire unused`

/**
 * The picture as lines, at most `width` wide and `rows` high, its axis not counted; null when nothing is ever left. A column stands for one day, or for as
 * many as it takes; its height is the most that is left at the end of any of them, at least one row when not zero.
 */
export function drawBurnDown(
  { closing, expiring, purchaseDays }: BurnDown,
  width: number,
  rows: number,
): string[] | null {
  const most = closing.reduce((highest, units) => (compare(units, highest) > 0 ? units : highest), NO_UNITS)
  if (isZero(most)) return null
  const label = showAbout(toRatio(most))
  const perColumn = Math.max(1, Math.ceil(closing.length / Math.max(10, width - label.length - 2)))
  const columns = Array.from({ length: Math.ceil(closing.length / perColumn) }, (_, i) => {
    const [from, until] = [i * perColumn, Math.min(closing.length, (i + 1) * perColumn)]
    return {
      closing: closing.slice(from, until),
      isBought: purchaseDays.some(day => day >= from && day < until),
      isLost: expiring.slice(from, until).some(units => !isZero(units)),
    }
  })
  // A purchase and a loss may share a column: the loss is then in a row of its own, which the bars make room for.
  const isHidden = columns.some(({ isBought, isLost }) => isBought && isLost)
  const high = isHidden ? Math.max(2, rows - 1) : rows
  const heights = columns.map(column => Math.max(...column.closing.map(units => heightOf(units, most, high))))
  const line = (start: string, cells: string): string => `${start.padStart(label.length)} ${cells}`.trimEnd()
  const lines = Array.from({ length: high }, (_, i) => {
    const cells = heights.map(height => (height >= high - i ? MARKS.units : ' ')).join('')
    return line(i === 0 ? label : '', `|${cells}`)
  })
  const marks = columns
    .map(({ isBought, isLost }) => (isBought ? MARKS.bought : isLost ? MARKS.expires : '-'))
    .join('')
  const lost = columns.map(({ isBought, isLost }) => (isBought && isLost ? MARKS.expires : ' ')).join('')
  return compact([...lines, line('0', `+${marks}`), isHidden && line('', ` ${lost}`)])
}

function heightOf(units: Units, most: Units, rows: number): number {
  const [part, whole] = [toRatio(units), toRatio(most)]
  const halves = (part.num * whole.den * BigInt(rows) * 2n) / (part.den * whole.num)
  return part.num === 0n ? 0 : Math.max(1, Number((halves + 1n) / 2n))
}
