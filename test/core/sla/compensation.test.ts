import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toRatio, usd } from '../../../src/core/quantity.js'
import { compareRatios, formatRatio, ratio, ratioOfDecimal, ZERO } from '../../../src/core/ratio.js'
import { COMPENSATION_DECIMALS, computeCompensation } from '../../../src/core/sla/compensation.js'
import { judgeAvailability } from '../../../src/core/sla/verdict.js'
import { TIERED } from './agreements.js'

const CAPPED = { capPercent: '50' }
const compute = (
  availability: string,
  fee: string,
  voucherFee = '0',
  terms: { capPercent: string | null } = CAPPED,
  feeExcluded = '0',
) =>
  computeCompensation(terms, judgeAvailability(TIERED, ratioOfDecimal(availability)), {
    fee: toRatio(usd(fee)),
    voucherFee: toRatio(usd(voucherFee)),
    feeExcluded: toRatio(usd(feeExcluded)),
  })
const amountOf = (...args: Parameters<typeof compute>): string =>
  formatRatio(compute(...args)!.amount, COMPENSATION_DECIMALS)

describe('compensation', () => {
  it("is the tier's percentage of the fee", () => {
    expect(['99.95', '99.90', '99.5', '97', '94'].map(percent => amountOf(percent, '1000'))).toEqual([
      '0',
      '0',
      '100',
      '250',
      '500',
    ])
  })
  it('is capped at 50 % of the fee less the part paid with vouchers: min(500, 200) is 200', () => {
    expect(compute('94', '1000', '600')).toMatchObject({ capped: true })
    expect(amountOf('94', '1000', '600')).toBe('200')
  })
  it('that just reaches the cap is not capped', () => {
    expect(compute('94', '1000')).toMatchObject({ capped: false })
    // 25 % of 1,000 is 50 % of 500; one more voucher cent lowers the cap by half a cent.
    expect(compute('97', '1000', '500')).toMatchObject({ capped: false })
    expect(compute('97', '1000', '500.01')).toMatchObject({ capped: true })
    expect(amountOf('97', '1000', '500.01')).toBe('249.995')
  })
  it('of a fee paid with vouchers alone is nothing', () => {
    expect(amountOf('94', '1000', '1000')).toBe('0')
  })
  it('without data is not known', () => {
    const fee = { fee: ratio(1000n), voucherFee: ZERO, feeExcluded: ZERO }
    expect(computeCompensation(CAPPED, judgeAvailability(TIERED, null), fee)).toBeNull()
    expect(computeCompensation(CAPPED, { verdict: null, tier: null }, fee)).toBeNull()
  })
  it('without a cap is the percentage of the fee less what the fee does not include', () => {
    const credit = compute('99.5', '1000', '0', { capPercent: null }, '250')!
    expect([formatRatio(credit.amount), formatRatio(credit.applicableFee), credit.cap]).toEqual([
      '75',
      '750',
      null,
    ])
  })
  it('is exact for a fee that is no decimal, and shown to a hundredth of a cent, half up', () => {
    const judgement = judgeAvailability(TIERED, ratioOfDecimal('99.5'))
    const thirds = computeCompensation(CAPPED, judgement, {
      fee: ratio(100n, 3n),
      voucherFee: ZERO,
      feeExcluded: ZERO,
    })!
    expect(thirds.amount).toEqual(ratio(10n, 3n))
    expect(formatRatio(thirds.amount, COMPENSATION_DECIMALS)).toBe('3.3333')
    expect(amountOf('99.5', '0.0005')).toBe('0.0001')
    expect(amountOf('99.5', '0.0004')).toBe('0')
  })
  it('never exceeds the cap, nor grows with availability', () => {
    const cents = fc.integer({ min: 0, max: 1_000_000 })
    const percent = fc.integer({ min: 0, max: 100_000 }).map(n => formatRatio(ratio(BigInt(n), 1000n)))
    fc.assert(
      fc.property(cents, cents, percent, percent, (a, b, p, q) => {
        const [fee, voucher] = [Math.max(a, b), Math.min(a, b)].map(n => formatRatio(ratio(BigInt(n), 100n)))
        const [low, high] = compareRatios(ratioOfDecimal(p), ratioOfDecimal(q)) <= 0 ? [p, q] : [q, p]
        const [worse, better] = [compute(low, fee!, voucher!)!, compute(high, fee!, voucher!)!]
        expect(compareRatios(worse.amount, worse.cap!)).toBeLessThanOrEqual(0)
        expect(compareRatios(better.amount, worse.amount)).toBeLessThanOrEqual(0)
      }),
      { seed: 17 },
    )
  })
})
