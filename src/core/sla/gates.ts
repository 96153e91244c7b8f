/** Gates: what fails a run although it was answered. */
import { compareRatios, ratioOfDecimal } from '../ratio.js'
import type { CoverageGate, Gate, PeriodAnswer } from './answer.js'

/** Whether any period is below what was asked for, or has no data to say that it is not (rules §3). */
export function judgeGate(failUnder: string, periods: readonly PeriodAnswer[], isTerm: boolean): Gate {
  const least = ratioOfDecimal(failUnder)
  const crossedBy = periods.filter(({ measurement, isAhead }) => {
    const percent = measurement.method === 'timeslices' ? measurement.uptime : measurement.availability
    // A term has months that are still to come; that they hold no request yet says nothing.
    if (percent === null) return !(isTerm && isAhead)
    return compareRatios(percent, least) < 0
  })
  return { failUnder, isCrossed: crossedBy.length > 0 || periods.length === 0, crossedBy }
}

/** Whether the log says too little of any period, as far as it has passed, for its figure to be trusted. */
export function judgeCoverage(
  minCoverage: string,
  periods: readonly PeriodAnswer[],
  isTerm: boolean,
): CoverageGate {
  const least = ratioOfDecimal(minCoverage)
  const crossedBy = periods.filter(({ elapsed, elapsedWithRequests, isAhead }) => {
    if (elapsed === 0) return !isTerm && isAhead
    return compareRatios({ num: 100n * BigInt(elapsedWithRequests), den: BigInt(elapsed) }, least) < 0
  })
  return { minCoverage, isCrossed: crossedBy.length > 0 || periods.length === 0, crossedBy }
}
