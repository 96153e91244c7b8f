/** A total spread over days, in whole steps. */
import type { Ratio } from '../../ratio.js'
import { PARTS, roundedQuotient } from './history.js'

/** The demand at one quantile of the total. */
export interface DemandPath {
  readonly quantile: Ratio
  /** What each day uses, in steps; sums to `total`. */
  readonly daily: readonly bigint[]
  readonly total: bigint
}

/**
 * The days of `usual`, in parts, each times `factor`, in parts. What they use up to each day is rounded to whole steps,
 * so no day is more than a step from its share and the sum is exact.
 */
export function makePath(quantile: Ratio, factor: bigint, usual: readonly bigint[]): DemandPath {
  let [passed, spread] = [0n, 0n]
  const daily = usual.map(parts => {
    passed += parts
    const before = spread
    spread = roundedQuotient(passed * factor, PARTS * PARTS)
    return spread - before
  })
  return { quantile, daily, total: spread }
}
