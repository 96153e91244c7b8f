/** What each coming day will use, forecast from what each past day used, with intervals and a check on the past. */
import { assert } from '../../failure.js'
import { compareRatios, ONE, type Ratio, ZERO } from '../../ratio.js'
import { makeFuturesAround } from './around-fit.js'
import { testOnPast } from './back-test.js'
import { lowerBursts } from './burst.js'
import { chooseFit, LEAST_FOR_WEEKS } from './choose.js'
import type { FittedMethod } from './fit.js'
import { type Days, drawFutures, type Past } from './futures.js'
import { makeNaiveFutures } from './naive.js'
import { makePath } from './path.js'
import { makeDraw } from './random.js'

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
  | 'naive-won' // the last week, repeated, forecast the days held out better

/** Why there is no back-test. */
export type NoBackTest =
  | 'too-short' // fewer than 3 weeks of known days before the quarter held out
  | 'no-use' // the days held out are all zero or all gaps: an error has no base

/** How the method would have done on the user's own last days. */
export interface BackTest {
  readonly trainDays: number
  readonly testDays: number
  /** What was put against the naive method: chosen and fitted without the days held out. */
  readonly method: FittedMethod
  /** Sum of |actual - forecast| over sum of actual, over the known days held out. */
  readonly error: Ratio
  readonly naiveError: Ratio
  /** (Forecast total - actual total) over actual total; negative: the forecast was too low. */
  readonly totalError: Ratio
  readonly naiveTotalError: Ratio
  /** The share of held-out days within P10 and P90 of that day, in the futures of the better method. */
  readonly coverage: Ratio
  /** Whether the total was within P10 and P90 of the total there. */
  readonly isTotalInside: boolean
  /** False when the naive method erred less by the day, and no more on the total: then it is used. */
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
  /** In the order asked. Totals rise with the quantile, and so does each day, give or take a step. */
  readonly paths: readonly DemandPath[]
}

/** The longest horizon. */
const MOST_DAYS = 3650

/** The forecast. Asserts that the question is as it says. */
export function forecastUse({ history, daysAhead, skip = 0, seed, quantiles }: ForecastQuestion): Forecast {
  assert(Number.isInteger(daysAhead) && daysAhead >= 1 && daysAhead <= MOST_DAYS, 'days ahead out of range')
  assert(Number.isInteger(skip) && skip >= 0, 'days between out of range')
  assert(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, 'a seed out of range')
  const isInside = (quantile: Ratio): boolean =>
    compareRatios(quantile, ZERO) > 0 && compareRatios(quantile, ONE) < 0
  assert(quantiles.every(isInside), 'a quantile out of range')
  assert(
    history.every(use => use === null || use >= 0n),
    'a day that uses less than nothing',
  )
  const first = history.findIndex(use => use !== null)
  const last = history.findLastIndex(use => use !== null)
  assert(first >= 0, 'a forecast from no known day')

  // Gaps at either end say nothing about use: those at the start are cut, those at the end are days to skip.
  const known = history.slice(first, last + 1)
  const knownDays = known.filter(use => use !== null).length
  const from = history.length - first + skip
  const days: Days = { from, until: from + daysAhead }
  const past: Past = { history: known, calm: lowerBursts(known) }
  const tested = testOnPast(known, seed)
  const backTest = typeof tested === 'string' ? null : tested
  const isNaive = backTest !== null && !backTest.wins
  const chosen = chooseFit(past.calm, daysAhead)
  const { fit } = chosen
  const draw = makeDraw(seed)
  const futures = isNaive ? makeNaiveFutures(past, days, draw) : makeFuturesAround(chosen, past, days, draw)
  const drawn = drawFutures(futures, false)
  return {
    method: isNaive ? 'naive' : fit.method,
    reason: isNaive ? 'naive-won' : knownDays < LEAST_FOR_WEEKS ? 'too-short' : REASONS[fit.method],
    knownDays,
    gapDays: history.length - knownDays,
    fittedDays: isNaive ? 7 : fit.until - fit.from,
    backTest,
    noBackTest: typeof tested === 'string' ? tested : null,
    paths: quantiles.map(quantile => makePath(quantile, drawn, futures.usual)),
  }
}

const REASONS: Readonly<Record<FittedMethod, ForecastReason>> = {
  mean: 'no-weekly-pattern',
  weekly: 'weekly-pattern',
  'weekly-trend': 'weekly-pattern-and-trend',
}
