/**
 * Amounts with a unit: US dollars, units of a pool, seconds of output. They are opaque, so that dollars
 * cannot be added to units or a `number` slip in, and exact: built only from decimal text, added and
 * multiplied without rounding. What does not divide evenly is a `Ratio`, never a rounded amount.
 *
 * The only importer of decimal.js.
 */
import { Decimal } from 'decimal.js'
import { assert } from './failure.js'
import { type Ratio, ratio, ratioOfDecimal } from './ratio.js'

declare const unit: unique symbol

/** An exact amount in US dollars. */
export interface Usd {
  readonly [unit]: 'usd'
}
/** An exact number of prepaid units. Which pool they are of stands beside them: pools never mix. */
export interface Units {
  readonly [unit]: 'units'
}
/** An exact length of time in seconds. */
export interface Seconds {
  readonly [unit]: 'seconds'
}

type Quantity = Usd | Units | Seconds

// Sums and products keep every digit: inputs hold at most MAX_DIGITS on either side of the point, and no
// formula here multiplies more than a handful of them, so that 10,000 digits are never reached.
const Exact = Decimal.clone({ precision: 10_000, toExpNeg: -9e15, toExpPos: 9e15 })

/** The most digits a plain decimal may have before, and after, its point. */
export const MAX_DIGITS = 18

const PLAIN_DECIMAL = new RegExp(`^(?:0|[1-9]\\d{0,${MAX_DIGITS - 1}})(?:\\.\\d{1,${MAX_DIGITS}})?$`)

/**
 * Whether `text` is a plain decimal: ASCII digits with at most one point, no sign, exponent, blank,
 * leading zero or thousands mark, and at most 18 digits on either side of the point.
 */
export const isPlainDecimal = (text: string): boolean => PLAIN_DECIMAL.test(text)

function parse(text: string): Decimal {
  assert(isPlainDecimal(text), `not a plain decimal: ${text}`)
  return new Exact(text)
}

const wrap = <Q extends Quantity>(value: Decimal): Q => value as unknown as Q
const open = (quantity: Quantity): Decimal => quantity as unknown as Decimal

/** Dollars from a plain decimal (`isPlainDecimal`), at least 0. */
export const usd = (text: string): Usd => wrap(parse(text))
/** Units from a plain decimal (`isPlainDecimal`), at least 0. */
export const units = (text: string): Units => wrap(parse(text))
/** Seconds from a plain decimal (`isPlainDecimal`), at least 0. */
export const seconds = (text: string): Seconds => wrap(parse(text))

export const NO_USD: Usd = usd('0')
export const NO_UNITS: Units = units('0')

/** The sum of two amounts of the same unit. */
export const add = <Q extends Quantity>(a: Q, b: Q): Q => wrap(open(a).plus(open(b)))
/** The sum of any number of units. */
export const sumOf = (amounts: Iterable<Units>): Units => [...amounts].reduce(add, NO_UNITS)
/** The difference of two amounts of the same unit; may be negative. */
export const subtract = <Q extends Quantity>(a: Q, b: Q): Q => wrap(open(a).minus(open(b)))
/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export const compare = <Q extends Quantity>(a: Q, b: Q): number => open(a).comparedTo(open(b))
export const isZero = (amount: Quantity): boolean => open(amount).isZero()

/** `amount` taken `count` times. */
export const times = <Q extends Quantity>(amount: Q, count: bigint): Q =>
  wrap(open(amount).times(new Exact(count.toString())))

/** `amount` in `count` equal parts; null when such a part is no decimal of `MAX_DIGITS`. */
export function divideEvenly<Q extends Quantity>(amount: Q, count: bigint): Q | null {
  const part = open(amount).dividedBy(new Exact(count.toString())).toDecimalPlaces(MAX_DIGITS)
  return part.times(new Exact(count.toString())).equals(open(amount)) ? wrap(part) : null
}

/** What `amount` units cost at `unitPrice` dollars a unit. */
export const priceOf = (amount: Units, unitPrice: Usd): Usd => wrap(open(amount).times(open(unitPrice)))

/** The length rounded to the nearest whole second, ties up (rules §1, a ruling: 004 does not say). */
export const roundToSecond = (length: Seconds): Seconds =>
  wrap(open(length).toDecimalPlaces(0, Decimal.ROUND_HALF_UP))

/** How many segments of `segment` seconds `length` starts: 7 s starts two segments of 5 s. */
export function countStarted(length: Seconds, segment: Seconds): bigint {
  assert(open(segment).greaterThan(0), 'a segment of no length')
  const whole = open(length).dividedToIntegerBy(open(segment))
  const started = whole.times(open(segment)).lessThan(open(length)) ? whole.plus(1) : whole
  return BigInt(started.toFixed(0))
}

/** The exact decimal: no exponent, no trailing zeros. */
export const format = (amount: Quantity): string => open(amount).toFixed()

/** The amount as an exact fraction. */
export const toRatio = (amount: Quantity): Ratio => ratioOfDecimal(format(amount))

/** The exact fraction `a / b`, as in a package's effective unit price. Asserts that `b` is not zero. */
export function divide(a: Quantity, b: Quantity): Ratio {
  const [x, y] = [toRatio(a), toRatio(b)]
  return ratio(x.num * y.den, x.den * y.num)
}
