/**
 * Exact fractions of big integers, for what decimals cannot hold: a package's price per unit, an
 * interval's error rate, a month's availability. A `Ratio` is always in lowest terms with a positive
 * denominator, so two equal ratios are equal field by field.
 */
import { assert } from './failure.js'

/** An exact fraction in lowest terms; `den` is at least 1. */
export interface Ratio {
  readonly num: bigint
  readonly den: bigint
}

export const ZERO: Ratio = { num: 0n, den: 1n }
export const ONE: Ratio = { num: 1n, den: 1n }

export function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) {
    const rest = a % b
    a = b
    b = rest
  }
  return a < 0n ? -a : a
}

/** `num / den`, reduced. Asserts that `den` is not zero. */
export function ratio(num: bigint, den = 1n): Ratio {
  assert(den !== 0n, 'a ratio with denominator 0')
  const common = gcd(num, den)
  const divisor = den < 0n ? -common : common
  return { num: num / divisor, den: den / divisor }
}

/** The exact value of a plain decimal such as `99.90`; asserts that it is one. */
export function ratioOfDecimal(text: string): Ratio {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  assert(match, `not a plain decimal: ${text}`)
  const [, sign, whole = '', fraction = ''] = match
  const digits = BigInt(whole + fraction)
  return ratio(sign === '-' ? -digits : digits, 10n ** BigInt(fraction.length))
}

export const addRatios = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.den + b.num * a.den, a.den * b.den)
/**
 * The sum of any number. Added one by one each sum is as long as all denominators before it together, and of the last ones
 * of thousands every one takes as long as all of this: halves are added, and their halves.
 */
export function sumRatios(values: readonly Ratio[]): Ratio {
  if (values.length < 2) return values[0] ?? ZERO
  const half = values.length >> 1
  return addRatios(sumRatios(values.slice(0, half)), sumRatios(values.slice(half)))
}
export const subtractRatios = (a: Ratio, b: Ratio): Ratio =>
  ratio(a.num * b.den - b.num * a.den, a.den * b.den)
export const multiplyRatios = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.num, a.den * b.den)
export const divideRatios = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.den, a.den * b.num)

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareRatios(a: Ratio, b: Ratio): number {
  const difference = a.num * b.den - b.num * a.den
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const smallerRatio = (a: Ratio, b: Ratio): Ratio => (compareRatios(b, a) < 0 ? b : a)
export const largerRatio = (a: Ratio, b: Ratio): Ratio => (compareRatios(b, a) > 0 ? b : a)

/** The least number whose product with any of them is whole. */
export const commonDenominator = (values: readonly Ratio[]): bigint =>
  values.reduce((common, { den }) => (common / gcd(common, den)) * den, 1n)

/** How many decimals a ratio is written with when it has no end as a decimal. */
export const RATIO_DECIMALS = 18

/**
 * The ratio as a decimal string, rounded half up (away from zero) at `decimals`, without trailing zeros.
 * Exact whenever the ratio has at most `decimals` decimals.
 */
export function formatRatio(value: Ratio, decimals: number = RATIO_DECIMALS): string {
  if (value.num % value.den === 0n) return (value.num / value.den).toString()
  const negative = value.num < 0n
  const num = negative ? -value.num : value.num
  const scaled = (2n * num * 10n ** BigInt(decimals) + value.den) / (2n * value.den)
  const digits = scaled.toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  const sign = negative && scaled !== 0n ? '-' : ''
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`
}

/** Whether `formatRatio` writes the value without rounding. */
export function isExactAt(value: Ratio, decimals: number = RATIO_DECIMALS): boolean {
  return 10n ** BigInt(decimals) % value.den === 0n
}
