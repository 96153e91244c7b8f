/** Order statistics: a quantile is always a value that occurred, never one between two. */
import type { Ratio } from '../../ratio.js'

/**
 * Where the quantile stands among `count` values in rising order: the first that at least the share `quantile` of
 * all are not above (definition 1 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996).
 */
export function rankOf({ num, den }: Ratio, count: number): number {
  const atOrBelow = (num * BigInt(count) + den - 1n) / den
  return Math.max(0, Number(atOrBelow) - 1)
}

/** The middle value, of two the lower; 0 when there are none. */
export function medianOf(values: readonly bigint[]): bigint {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0n
}
