/** Bars of text: how a whole divides, told by characters alone. */
import type { Ratio } from '../core/ratio.js'

/** A part of a whole and the character it is drawn with. */
export interface BarPart {
  readonly mark: string
  readonly amount: Ratio
}

/** Fine enough for any bar on a screen. */
const STEPS = 1_000_000n

/**
 * A bar of `width` characters, at least one for each part that is not zero, so that nothing small is out of
 * sight; the rest is divided in proportion.
 */
export function drawBar(parts: readonly BarPart[], width: number): string {
  const present = parts.filter(({ amount }) => amount.num > 0n)
  const denominator = present.reduce((all, { amount }) => all * amount.den, 1n)
  const amounts = present.map(({ amount }) => (amount.num * denominator) / amount.den)
  const whole = amounts.reduce((sum, amount) => sum + amount, 0n)
  const shares = amounts.map(amount => Number((amount * STEPS * BigInt(width)) / whole) / Number(STEPS))
  const cells = shares.map(share => Math.max(1, Math.floor(share)))
  const excessOf = (i: number): number => cells[i]! - shares[i]!
  for (let sum = cells.reduce((a, b) => a + b, 0); sum !== width && cells.length > 0; ) {
    const step = sum < width ? 1 : -1
    const candidates = cells.map((_, i) => i).filter(i => step > 0 || cells[i]! > 1)
    if (candidates.length === 0) break
    const chosen = candidates.reduce((best, i) => (step * (excessOf(i) - excessOf(best)) < 0 ? i : best))
    cells[chosen] = cells[chosen]! + step
    sum += step
  }
  return present.map(({ mark }, i) => mark.repeat(cells[i]!)).join('')
}
