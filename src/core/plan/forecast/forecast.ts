/** What each coming day will use, forecast from what each past day used, with intervals and a check on the past. */
import { assert } from '../../failure.js'
import { compareRatios, ONE, type Ratio, ZERO } from '../../ratio.js'

/** One entry a day, oldest first; null: a day the log does not cover (a gap), which is not a day without use. */
export type History = readonly (bigint | null)[]

/** What is asked. */
export interface ForecastQuestion {
  /** In whole steps of whatever unit the caller counts in, 0 or more; at least one day is known. */
  readonly history: History
  /** The days to forecast, 1 to 3650; the first is the day after the history's last, plus `skip`. */
  readonly daysAhead: number
  /** Days between the end of the history and the first day forecast; 0 when absent. */
  readonly skip?: number
  /** A whole number, 0 to 2^32 - 1: the same seed gives the same answer. */
  readonly seed: number
  /** Each above 0 and below 1. */
  readonly quantiles: readonly Ratio[]
}

/** `naive`: the last week, repeated. */
export type ForecastMethod = 'mean' | 'weekly' | 'weekly-trend' | 'naive'

/** Why a method was used. */
export type ForecastReason =
  | 'too-short' // fewer than 3 weeks of known days
  | 'no-weekly-pattern' // weekdays told apart did not forecast the past better
  | 'weekly-pattern'
  | 'weekly-pattern-and-trend'
  | 'naive-won' // the last week, repeated, forecast the held-out days better

/** Why there is no back-test. */
export type NoBackTest =
  | 'too-short' // fewer than 4 weeks of known days
  | 'no-use' // the days held out are all zero or all gaps: an error has no base

/** How the method would have done on the user's own last days. */
export interface BackTest {
  readonly trainDays: number
  readonly testDays: number
  /** Sum of |actual - forecast| over sum of actual, over the known days held out. */
  readonly error: Ratio
  readonly naiveError: Ratio
  /** (Forecast total - actual total) over actual total; negative: the forecast was too low. */
  readonly totalError: Ratio
  /** The share of held-out days within P10 and P90 of that day. */
  readonly coverage: Ratio
  /** Whether the total was within P10 and P90 of the total. */
  readonly isTotalInside: boolean
  /** Whether the method does at least as well as the naive one. */
  readonly wins: boolean
}

/** The demand at one quantile of the total. */
export interface DemandPath {
  readonly quantile: Ratio
  /** What each day uses, in steps; sums to `total`. */
  readonly daily: readonly bigint[]
  readonly total: bigint
}

/** The answer. */
export interface Forecast {
  readonly method: ForecastMethod
  readonly reason: ForecastReason
  readonly knownDays: number
  readonly gapDays: number
  /** The days, back from the history's last known day, that the method was fitted to. */
  readonly fittedDays: number
  readonly backTest: BackTest | null
  /** Null when there is a back-test. */
  readonly noBackTest: NoBackTest | null
  /** In the order asked. A higher quantile is never lower, on any day. */
  readonly paths: readonly DemandPath[]
}

/** The forecast. Asserts that the question is as it says. */
export function forecastUse(question: ForecastQuestion): Forecast {
  const { history, daysAhead, quantiles } = question
  const known = history.filter(use => use !== null)
  assert(known.length > 0, 'a forecast from no known day')
  assert(
    quantiles.every(q => compareRatios(q, ZERO) > 0 && compareRatios(q, ONE) < 0),
    'a quantile out of range',
  )
  const mean = known.reduce((sum, use) => sum + use, 0n) / BigInt(known.length)
  const daily = Array.from({ length: daysAhead }, () => mean)
  return {
    method: 'mean',
    reason: 'too-short',
    knownDays: known.length,
    gapDays: history.length - known.length,
    fittedDays: history.length,
    backTest: null,
    noBackTest: 'too-short',
    paths: quantiles.map(quantile => ({ quantile, daily, total: mean * BigInt(daysAhead) })),
  }
}
