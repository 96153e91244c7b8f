import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addRatios,
  compareRatios,
  formatRatio,
  ONE,
  type Ratio,
  ratio,
  ratioOfDecimal,
  ZERO,
} from '../../../src/core/ratio.js'
import {
  compareShares,
  percentLeft,
  type Share,
  sumShares as sumSharesOf,
} from '../../../src/core/sla/fraction.js'

const sumShares = (shares: readonly (Share | null)[]) => sumSharesOf(shares, share => share)

/** The sum as anyone would write it: one by one, in lowest terms each time. */
const addOneByOne = (shares: readonly Share[]): Ratio =>
  shares.reduce((sum, { errors, of }) => addRatios(sum, ratio(BigInt(errors), BigInt(of))), ZERO)

const aShare = fc
  .tuple(fc.nat(1_000_000), fc.integer({ min: 1, max: 1_000_000 }))
  .map(([errors, of]) => ({ errors: Math.min(errors, of), of }))

describe('two shares', () => {
  it('compare exactly, whatever their size', () => {
    const share = (errors: number, of: number): Share => ({ errors, of })
    expect(Math.sign(compareShares(share(1, 3), share(1, 2)))).toBe(-1)
    expect(compareShares(share(2, 6), share(1, 3))).toBe(0)
    const most = 2 ** 52
    expect(compareShares(share(most, most + 2), share(most, most + 2))).toBe(0)
    // Their products, cut to what a float holds, would be the same.
    expect(compareShares(share(most, most + 1), share(most - 1, most))).toBe(1)
    expect(compareShares(share(most - 1, most), share(most, most + 1))).toBe(-1)
  })
})

describe('a sum of shares', () => {
  it('of none is 0', () => {
    expect(compareRatios(sumShares([]), ZERO)).toBe(0)
    expect(compareRatios(sumShares([{ errors: 0, of: 7 }]), ZERO)).toBe(0)
    expect(compareRatios(sumShares([null, { errors: 1, of: 7 }, null]), ratio(1n, 7n))).toBe(0)
  })
  it('is exact where no decimal is: 3 × 1/3 + 2/3 + 1/3 is 2', () => {
    const thirds = [1, 1, 1, 2, 1].map(errors => ({ errors, of: 3 }))
    expect(compareRatios(sumShares(thirds), ratio(2n))).toBe(0)
  })
  it('equals the sum of one after the other, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(aShare, { maxLength: 60 }), shares => {
        expect(compareRatios(sumShares(shares), addOneByOne(shares))).toBe(0)
        expect(compareRatios(sumShares([...shares].reverse()), sumShares(shares))).toBe(0)
      }),
      { seed: 11 },
    )
  })
  it('of a whole month with another large denominator in each slice is exact', () => {
    // 1/(n(n+1)) = 1/n - 1/(n+1): the sum telescopes, so that its exact value is known without adding.
    const first = 1000
    const month = Array.from({ length: 8928 }, (_, i) => ({ errors: 1, of: (first + i) * (first + i + 1) }))
    const sum = sumShares(month)
    const shown = formatRatio(percentLeft(sum, 8928))
    const exact = ratio(BigInt(8928), BigInt(first) * BigInt(first + 8928))
    expect(compareRatios(sum, exact)).toBe(0)
    expect(shown).toBe(formatRatio(percentLeft(exact, 8928)))
    expect(sum.den.toString(16).length * 4).toBeGreaterThan(100_000)
  })
})

describe('what is left of the whole', () => {
  it('is 100 % of nothing lost and 0 % of all lost', () => {
    expect(compareRatios(percentLeft(ZERO, 8928), ratioOfDecimal('100'))).toBe(0)
    expect(compareRatios(percentLeft(ratio(8928n), 8928), ZERO)).toBe(0)
    expect(formatRatio(percentLeft(ONE, 3))).toBe('66.666666666666666667')
  })
})
