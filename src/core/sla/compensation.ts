/** What a missed commitment is made good with. */
import { assert } from '../failure.js'
import { compareRatios, multiplyRatios, type Ratio, ratioOfDecimal, subtractRatios, ZERO } from '../ratio.js'
import type { CompensationTerms, Tier } from './agreement.js'
import type { Verdict } from './verdict.js'

/** Compensation is shown in dollars to a hundredth of a cent at most, rounded half up (`formatRatio`). */
export const COMPENSATION_DECIMALS = 4

/**
 * The fee of one account in one service period, in dollars: exact, as a fee computed from packages need not
 * be a decimal.
 */
export interface PeriodFee {
  readonly fee: Ratio
  /** The part of the fee that was paid with vouchers; at most the fee. */
  readonly voucherFee: Ratio
  /** The part of the fee that the agreement does not count, such as bandwidth charges; at most the fee. */
  readonly feeExcluded: Ratio
}

/** What can be claimed, in dollars; a credit or a voucher, not cash. */
export interface Compensation {
  readonly amount: Ratio
  /** The fee that the percentage was taken of. */
  readonly applicableFee: Ratio
  /** The most that the agreement grants; null: it has no cap. */
  readonly cap: Ratio | null
  /** Whether the cap, and not the tier's percentage, set the amount. */
  readonly capped: boolean
}

const percentOf = (percent: string, amount: Ratio): Ratio =>
  multiplyRatios(multiplyRatios(ratioOfDecimal(percent), { num: 1n, den: 100n }), amount)

/**
 * The compensation of a period: the tier's percentage of the fee, at most the cap's percentage of the fee
 * less the part paid with vouchers (SLA 3.1). Nothing when the commitment was met; null when the verdict does
 * not allow an amount: no data, no tiers known, or no tier for this availability.
 */
export function computeCompensation(
  terms: Pick<CompensationTerms, 'capPercent'>,
  { verdict, tier }: { readonly verdict: Verdict; readonly tier: Tier | null },
  { fee, voucherFee, feeExcluded }: PeriodFee,
): Compensation | null {
  const applicableFee = subtractRatios(fee, feeExcluded)
  const base = subtractRatios(applicableFee, voucherFee)
  assert(compareRatios(base, ZERO) >= 0, 'more of the fee is taken off than there is')
  const cap = terms.capPercent === null ? null : percentOf(terms.capPercent, base)
  if (verdict === 'met') return { amount: ZERO, applicableFee, cap, capped: false }
  if (tier === null) return null
  const amount = percentOf(tier.percent, applicableFee)
  const capped = cap !== null && compareRatios(cap, amount) < 0
  return { amount: capped ? cap : amount, applicableFee, cap, capped }
}
