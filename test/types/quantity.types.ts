/**
 * Lines that must not compile: each has an error that tsc expects, so that tsc fails when one of them comes
 * to be allowed. Nothing runs this file.
 */
import {
  add,
  compare,
  priceOf,
  type Seconds,
  seconds,
  times,
  type Units,
  type Usd,
  units,
  usd,
} from '../../src/core/quantity.js'

const dollars: Usd = usd('1')
const amount: Units = units('1')
const length: Seconds = seconds('1')

// What does compile.
export const allowed: [Usd, Units, Usd] = [add(dollars, dollars), times(amount, 2n), priceOf(amount, dollars)]

// @ts-expect-error dollars and units are not added
add(dollars, amount)
// @ts-expect-error units and seconds are not compared
compare(amount, length)
// @ts-expect-error a number is no amount of dollars
export const fromNumber: Usd = 1
// @ts-expect-error a text is no number of units
export const fromText: Units = '1'
// @ts-expect-error units are no dollars
export const swapped: Usd = amount
// @ts-expect-error dollars have no methods of Decimal
dollars.plus(dollars)
// @ts-expect-error dollars do not go where JavaScript's own arithmetic is
export const sum = dollars * 2
// @ts-expect-error the price of dollars in dollars
priceOf(dollars, dollars)
// @ts-expect-error units cost dollars a unit, not units
priceOf(amount, amount)
// @ts-expect-error a number of times is a whole number
times(dollars, 1.5)
// @ts-expect-error a quantity is built from text, never from a float
usd(0.1)
