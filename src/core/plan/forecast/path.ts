/** A total spread over days, in whole steps. */
import type { Ratio } from '../../ratio.js'
import { PARTS, roundedQuotient } from './fit.js'
import type { DemandPath } from './forecast.js'
import type { DrawnFutures } from './futures.js'

/**
 * The days of `usual` multiplied so that they sum to the quantile of the total. What they use up to each day is
 * rounded down, so no day is more than a step from its share and the sum is exact.
 */
export function makePath(quantile: Ratio, drawn: DrawnFutures, usual: readonly bigint[]): DemandPath {
  const total = roundedQuotient(drawn.quantileOfTotal(quantile), PARTS)
  const whole = usual.reduce((sum, parts) => sum + parts, 0n)
  // Where nothing is usual, no day is more so than another.
  const shares = whole === 0n ? usual.map(() => 1n) : usual
  const shared = whole === 0n ? BigInt(usual.length) : whole
  let [passed, spread] = [0n, 0n]
  const daily = shares.map(share => {
    passed += share
    const before = spread
    spread = (total * passed) / shared
    return spread - before
  })
  return { quantile, daily, total }
}
