/** From an exact availability to a verdict, a tier and the figure that people are shown. */
import { compareRatios, formatRatio, ratio, ratioOfDecimal } from '../ratio.js'
import type { Agreement, Tier } from './agreement.js'
import { type Fraction, leave } from './fraction.js'

/**
 * Whether the commitment was kept. `no-data`: nothing was measured, which is neither. Null: the agreement
 * at hand does not say what was promised.
 */
export type Verdict = 'met' | 'missed' | 'no-data' | null

/** The verdict and, when missed, the tier that the availability falls in. */
export interface Judgement {
  readonly verdict: Verdict
  readonly tier: Tier | null
}

const isBelow = (availability: Fraction, percent: string): boolean =>
  compareRatios(availability, ratioOfDecimal(percent)) < 0

/**
 * Judges an exact availability (per cent; null when there is no data). SLA 2.2: "no less than" the
 * commitment meets it, so equality does; 3.1: each tier begins below its upper bound.
 */
export function judgeAvailability(
  agreement: Pick<Agreement, 'commitment' | 'tiers'>,
  availability: Fraction | null,
): Judgement {
  const { commitment, tiers } = agreement
  if (commitment === null) return { verdict: null, tier: null }
  if (availability === null) return { verdict: 'no-data', tier: null }
  if (!isBelow(availability, commitment)) return { verdict: 'met', tier: null }
  const tier = tiers.findLast(({ below }) => isBelow(availability, below)) ?? null
  return { verdict: 'missed', tier }
}

/**
 * How much more may fail, in wholly failed slices of the `slices` of the period, until availability
 * stands at the upper bound of the next lower tier; anything beyond is in it. `lost` is what failed
 * already. Null in the lowest tier, without data or without tiers.
 */
export function measureToNextTier(
  agreement: Pick<Agreement, 'commitment' | 'tiers'>,
  { verdict, tier }: Judgement,
  lost: Fraction,
  slices: number,
): Fraction | null {
  if (verdict === null || verdict === 'no-data') return null
  const bound = verdict === 'met' ? agreement.commitment : (tier?.atLeast ?? null)
  if (bound === null) return null
  const { num, den } = ratioOfDecimal(bound)
  return leave(ratio(BigInt(slices) * (100n * den - num), 100n * den), lost)
}

/** The decimals of a percentage as people are shown it. */
export const SHOWN_DECIMALS = 4

/**
 * A percentage for people: 4 decimals, rounded half up, zeros kept; more when the rounded figure would
 * stand on or over a threshold that the exact one is below. 100 counts as a threshold too: a month that
 * lost anything is never shown as 100 %.
 */
export function formatPercent(percent: Fraction, thresholds: readonly string[]): string {
  let decimals = SHOWN_DECIMALS
  for (const text of [...thresholds, '100']) {
    const threshold = ratioOfDecimal(text)
    if (compareRatios(percent, threshold) >= 0) continue
    const gap = leave(threshold, percent)
    // A gap of 10^-n cannot show before the n-th decimal, so that the search starts there and not at 4.
    decimals = Math.max(decimals, (gap.den / gap.num).toString().length - 1)
    while (compareRatios(ratioOfDecimal(formatRatio(percent, decimals)), threshold) >= 0) decimals++
  }
  const [whole = '', fraction = ''] = formatRatio(percent, decimals).split('.')
  return `${whole}.${fraction.padEnd(decimals, '0')}`
}

/** Every percentage at which the verdict or the tier changes, for `formatPercent`. */
export function thresholdsOf(agreement: Pick<Agreement, 'commitment' | 'tiers'>): string[] {
  const { commitment, tiers } = agreement
  return [...new Set([...(commitment === null ? [] : [commitment]), ...tiers.map(({ below }) => below)])]
}
