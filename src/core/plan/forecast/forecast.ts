/** What each coming day will use, forecast from what each past day used, with intervals and a check on the past. */
import { assert } from '../../failure.js'
import { compareRatios, ONE, type Ratio, ZERO } from '../../ratio.js'
import { type BackTest, type ForecastMethod, type NoBackTest, testOnPast } from './back-test.js'
import { lowerBursts } from './burst.js'
import { combineForecasts, LEAST_FOR_WEEKS, type Past } from './combine.js'
import { type History, PARTS, roundedQuotient } from './history.js'
import { cautiousFactorAt, findWidth } from './spread.js'

export interface ForecastQuestion {
  /** In whole steps of whatever unit the caller counts in, 0 or more; at least one day is known. */
  readonly history: History
  /** The days to forecast, 1 to 3650; the first is the day after the history's last, plus `skip`. */
  readonly daysAhead: number
  /** Days between the end of the history and the first day forecast; 0 when absent. */
  readonly skip?: number
  /** Each above 0 and below 1. */
  readonly quantiles: readonly Ratio[]
}

/** The demand at one quantile of the total. */
export interface DemandPath {
  readonly quantile: Ratio
  /** What each day uses, in steps; sums to `total`. */
  readonly daily: readonly bigint[]
  readonly total: bigint
}

/** Why a method was used. */
export type ForecastReason =
  | 'too-short' // fewer than 3 weeks of known days
  | 'no-weekly-pattern' // weekdays told apart did not forecast the past better
  | 'weekly-pattern'

export interface Forecast {
  readonly method: ForecastMethod
  readonly reason: ForecastReason
  readonly knownDays: number
  readonly gapDays: number
  readonly backTest: BackTest | null
  /** Null when there is a back-test. */
  readonly noBackTest: NoBackTest | null
  /** In the order asked. Totals rise with the quantile, and so does each day, give or take a step. */
  readonly paths: readonly DemandPath[]
}

/** The longest horizon. */
const MAX_DAYS = 3650

/** The forecast. Asserts that the question is as it says. */
export function forecastUse({ history, daysAhead, skip = 0, quantiles }: ForecastQuestion): Forecast {
  assert(Number.isInteger(daysAhead) && daysAhead >= 1 && daysAhead <= MAX_DAYS, 'days ahead out of range')
  assert(Number.isInteger(skip) && skip >= 0, 'days between out of range')
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
  const past: Past = { history: known, calm: lowerBursts(known) }
  const usual = combineForecasts(past, daysAhead)
  const days = Array.from({ length: daysAhead }, (_, i) => usual.usualOn(from + i))
  const width = findWidth(usual, past, from + daysAhead - known.length)
  const tested = testOnPast(known)
  return {
    method: usual.isWeekly ? 'weekly' : 'mean',
    reason: usual.isWeekly
      ? 'weekly-pattern'
      : knownDays < LEAST_FOR_WEEKS
        ? 'too-short'
        : 'no-weekly-pattern',
    knownDays,
    gapDays: history.length - knownDays,
    backTest: typeof tested === 'string' ? null : tested,
    noBackTest: typeof tested === 'string' ? tested : null,
    paths: quantiles.map(quantile =>
      makePath(quantile, cautiousFactorAt(quantile, width, known, days), days),
    ),
  }
}

/**
 * A total spread over days: the days of `usual`, in parts, each times `factor`, in parts. What they use up to each day is rounded to whole steps,
 * so no day is more than a step from its share and the sum is exact.
 */
function makePath(quantile: Ratio, factor: bigint, usual: readonly bigint[]): DemandPath {
  let [passed, spread] = [0n, 0n]
  const daily = usual.map(parts => {
    passed += parts
    const before = spread
    spread = roundedQuotient(passed * factor, PARTS * PARTS)
    return spread - before
  })
  return { quantile, daily, total: spread }
}
