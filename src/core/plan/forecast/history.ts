/** Past use, a day an entry, and the whole numbers in which it is reckoned with. */

/** One entry a day, oldest first; null: a day the log does not cover (a gap), which is not a day without use. */
export type History = readonly (bigint | null)[]

/** Levels count in parts of a step, so that a mean of 0.3 steps a day is not 0. */
export const PARTS = 1n << 20n

export const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n)

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value)

/** The quotient to the nearest whole number, halves up; `den` is positive. */
export function roundedQuotient(num: bigint, den: bigint): bigint {
  const doubled = 2n * num + den
  const quotient = doubled / (2n * den)
  return doubled < 0n && quotient * 2n * den !== doubled ? quotient - 1n : quotient
}
