/**
 * What can be used at all before it expires: as many tasks at once as the limit allows, one behind the other,
 * around the clock. At a limit of C and an average task time T a day has C × 86,400 s ÷ T tasks (rules §5).
 */
import { type Instant, MILLIS_PER_DAY } from '../instant.js'
import { multiplyRatios, type Ratio, ratio } from '../ratio.js'
import type { BurnOrder } from './burn-order.js'
import { highestLimit } from './concurrency.js'
import type { LotBalance } from './drawdown.js'
import { forecastPool, type PoolForecast } from './forecast.js'

/** How long and how big a task of the pool is on average. */
export interface TaskSize {
  readonly millis: number
  readonly units: Ratio
}

/** Units a day at a limit of `concurrency`. */
export const fullSpeed = (concurrency: number, { millis, units }: TaskSize): Ratio =>
  multiplyRatios(units, ratio(BigInt(concurrency) * BigInt(MILLIS_PER_DAY), BigInt(millis)))

/**
 * The forecast at full speed, whoever's tasks they are; the limit is that of the lots that are active and have
 * units left, so that it falls when a bigger one is used up. Null when for some time no lot states a limit.
 */
export function forecastFullSpeed(
  balances: readonly LotBalance[],
  order: BurnOrder,
  asOf: Instant,
  task: TaskSize,
): PoolForecast | null {
  let isKnown = true
  const forecast = forecastPool(balances, order, asOf, payers => {
    if (payers.length === 0) return []
    const limit = highestLimit(payers)
    if (limit === null) isKnown = false
    return limit === null ? [] : [{ account: null, perDay: fullSpeed(limit, task) }]
  })
  return isKnown ? forecast : null
}
