/** What a demand comes to: sums over stretches of days, and the level that it ends at. */
import { add, compare, NO_UNITS, subtract, sumOf, toRatio, type Units, units } from '../../quantity.js'
import { divideRatios, formatRatio, ratio } from '../../ratio.js'

/** The largest use within any `days` days in a row: above 60,000 in 90 a package should be negotiated (002). */
export function mostWithin(demand: readonly Units[], days: number): Units {
  let [sum, most] = [NO_UNITS, NO_UNITS]
  for (const [day, use] of demand.entries()) {
    sum = add(sum, use)
    if (day >= days) sum = subtract(sum, demand[day - days]!)
    if (compare(sum, most) > 0) most = sum
  }
  return most
}

/** The level is that of so many days, or of the last whole weeks when there are fewer. */
const LEVEL_DAYS = 28
/** A level that is not the same every day is rounded to so many digits. */
const LEVEL_DIGITS = 4

/** What a day uses at the end of a demand: the mean of its last four weeks, so that every weekday counts alike. */
export function levelAtEnd(demand: readonly Units[]): Units {
  const days = Math.min(LEVEL_DAYS, Math.floor(demand.length / 7) * 7) || demand.length
  const last = demand.slice(-days)
  const [first] = last
  if (first && last.every(use => compare(use, first) === 0)) return first
  const mean = divideRatios(toRatio(sumOf(last)), ratio(BigInt(days)))
  const whole = mean.num / mean.den
  return units(formatRatio(mean, whole > 0n ? Math.max(0, LEVEL_DIGITS - whole.toString().length) : 6))
}
