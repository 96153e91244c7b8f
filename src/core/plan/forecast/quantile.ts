/** Order statistics: a quantile is always a value that occurred, never one between two. */
import { type Ratio, ratio } from '../../ratio.js'

/**
 * Where the quantile stands among `count` values in rising order: the first that at least the share `quantile` of
 * all are not above (definition 1 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996).
 */
export function rankOf({ num, den }: Ratio, count: number): number {
  const atOrBelow = (num * BigInt(count) + den - 1n) / den
  return Math.max(0, Number(atOrBelow) - 1)
}

/** The values in rising order. */
export const sortValues = (values: readonly bigint[]): bigint[] => values.toSorted((a, b) => Number(a - b))

const HALF = ratio(1n, 2n)

/** The middle value, of two the lower; 0 when there are none. */
export const medianOf = (values: readonly bigint[]): bigint =>
  sortValues(values)[rankOf(HALF, values.length)] ?? 0n
