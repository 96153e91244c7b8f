/** What a demand comes to: sums over stretches of days. */
import { add, compare, NO_UNITS, subtract, type Units } from '../quantity.js'

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
