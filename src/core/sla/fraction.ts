/**
 * Exact sums of thousands of fractions with unlike denominators.
 *
 * A month has up to 8,928 error rates, each over another number of requests. Added one by one and reduced
 * each time, as `addRatios` does, they take minutes: the common denominator grows to 170,000 bits, and a
 * greatest common divisor of such numbers alone takes seconds. So nothing is reduced here. Fractions of one
 * denominator are first added as they are; the rest are added in pairs, the pairs in pairs, and so on, which
 * multiplies only numbers of like size and takes some 30 ms. Whoever compares with a threshold multiplies
 * crosswise, and whoever prints divides once: neither needs lowest terms.
 */
import { assert } from '../failure.js'
import { type Ratio, ZERO } from '../ratio.js'

/**
 * An exact fraction that need not be in lowest terms; `den` is at least 1. Every `Ratio` is one, and
 * `compareRatios` and `formatRatio` take them; arithmetic of ratio.ts would reduce them, at that cost.
 */
export interface Fraction {
  readonly num: bigint
  readonly den: bigint
}

/** `errors` of `of` requests. Whole numbers; `of` at least 1. */
export interface Share {
  readonly errors: number
  readonly of: number
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareShares(a: Share, b: Share): number {
  const left = a.errors * b.of
  const right = b.errors * a.of
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return left - right
  return Number(BigInt(a.errors) * BigInt(b.of) - BigInt(b.errors) * BigInt(a.of))
}

/** The exact sum of the shares of all items; null: an item has none. */
export function sumShares<Item>(items: readonly Item[], shareOf: (item: Item) => Share | null): Fraction {
  const fractions: Fraction[] = []
  for (const [of, errors] of sumByDenominator(items, shareOf)) {
    assert(
      of >= 1 && Number.isSafeInteger(of) && Number.isSafeInteger(errors),
      `not a share: ${errors} / ${of}`,
    )
    fractions.push({ num: BigInt(errors), den: BigInt(of) })
  }
  return addInPairs(fractions)
}

// Functions of their own, so that V8 compiles the loop over thousands of items without the arithmetic of large numbers.

/** The errors of all items by what they are of. */
function sumByDenominator<Item>(items: readonly Item[], shareOf: (item: Item) => Share | null) {
  const sums = new Map<number, number>()
  for (const item of items) {
    const share = shareOf(item)
    if (share !== null && share.errors > 0) sums.set(share.of, (sums.get(share.of) ?? 0) + share.errors)
  }
  return sums
}

/** The sum of fractions, unreduced. */
function addInPairs(fractions: readonly Fraction[]): Fraction {
  let level = fractions
  while (level.length > 1) {
    const next: Fraction[] = []
    for (let i = 0; i < level.length; i += 2) {
      const [a, b] = [level[i]!, level[i + 1]]
      next.push(b ? addFractions(a, b) : a)
    }
    level = next
  }
  return level[0] ?? ZERO
}

/** The sum of two fractions, unreduced. */
export function addFractions(a: Fraction, b: Fraction): Fraction {
  if (a.num === 0n || b.num === 0n) return a.num === 0n ? b : a
  return { num: a.num * b.den + b.num * a.den, den: a.den * b.den }
}

/** What is left of `whole` after `part`, unreduced. */
export const leave = (whole: Ratio, part: Fraction): Fraction => ({
  num: whole.num * part.den - part.num * whole.den,
  den: whole.den * part.den,
})

/** `100 % × (1 − lost / whole)`, unreduced; `whole` is at least 1. */
export const percentLeft = (lost: Fraction, whole: number): Fraction => {
  const all = lost.den * BigInt(whole)
  return { num: 100n * (all - lost.num), den: all }
}
