/**
 * What the concurrency limit allows: at C tasks at once that take T seconds each, a day has at most
 * C × 86,400 ÷ T tasks (rules §5).
 */
import { isZero, type Seconds, toRatio, type Units } from '../quantity.js'
import { compareRatios, divideRatios, multiplyRatios, type Ratio, ratio } from '../ratio.js'

const SECONDS_PER_DAY = ratio(86_400n)

/** The most tasks that a day can have, exact. `limit` is at least 1, `taskTime` above 0. */
export const tasksPerDay = (limit: number, taskTime: Seconds): Ratio =>
  divideRatios(multiplyRatios(ratio(BigInt(limit)), SECONDS_PER_DAY), toRatio(taskTime))

/** What is asked of a limit over a horizon. */
export interface ConcurrencyQuestion {
  /** What each day uses. */
  readonly demand: readonly Units[]
  /** By day, the limit in force; null when unknown. */
  readonly limits: readonly (number | null)[]
  /** How long a task takes; above 0. */
  readonly taskTime: Seconds
  /** The mean units of a task; null when unknown. Above 0. */
  readonly unitsPerTask: Ratio | null
}

/** What the limit means for the demand. */
export interface ConcurrencyOutlook {
  /** The lowest limit on any day with use; null when none is known. */
  readonly limit: number | null
  /** Whole tasks a day at that limit; null when it is unknown. */
  readonly tasksPerDayMax: bigint | null
  /** The days whose use is more than the tasks allowed can draw; null when units per task or limits are unknown. */
  readonly bindingDays: readonly number[] | null
}

/** Holds the demand of each day against the limit in force on it. */
export function assessConcurrency(question: ConcurrencyQuestion): ConcurrencyOutlook {
  const { demand, limits, taskTime, unitsPerTask } = question
  const days = demand.flatMap((use, day) => (isZero(use) ? [] : [day]))
  const known = days.map(day => limits[day]).filter(limit => limit !== null && limit !== undefined)
  const limit = known.length === 0 ? null : Math.min(...known)
  const tasks = limit === null ? null : tasksPerDay(limit, taskTime)
  const isBinding = (day: number): boolean => {
    const ofDay = limits[day]
    return (
      unitsPerTask !== null &&
      ofDay !== null &&
      ofDay !== undefined &&
      compareRatios(toRatio(demand[day]!), mostUnitsPerDay(ofDay, taskTime, unitsPerTask)) > 0
    )
  }
  return {
    limit,
    tasksPerDayMax: tasks === null ? null : tasks.num / tasks.den,
    bindingDays: unitsPerTask === null || limit === null ? null : days.filter(isBinding),
  }
}

/** The most units a day can draw: whole tasks at the limit, times the units of each. */
export function mostUnitsPerDay(limit: number, taskTime: Seconds, unitsPerTask: Ratio): Ratio {
  const tasks = tasksPerDay(limit, taskTime)
  return multiplyRatios(ratio(tasks.num / tasks.den), unitsPerTask)
}

/** Whether a lot cannot be used up before it expires, even at full concurrency from its first day to its last. */
export function isTooLargeToUse(
  lot: { readonly units: Units; readonly validityDays: number; readonly concurrency: number },
  taskTime: Seconds,
  unitsPerTask: Ratio,
): boolean {
  const perDay = mostUnitsPerDay(lot.concurrency, taskTime, unitsPerTask)
  return compareRatios(toRatio(lot.units), multiplyRatios(perDay, ratio(BigInt(lot.validityDays)))) > 0
}
