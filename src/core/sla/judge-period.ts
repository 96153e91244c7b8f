/** One account in one period: measured by its agreement, and what follows from that once the fee is known. */
import { countDays, isRunning, type ServicePeriod, type TimeZone } from '../calendar.js'
import { assert } from '../failure.js'
import { type Instant, instantAt } from '../instant.js'
import { ZERO } from '../ratio.js'
import type { WorkingDays } from '../working-days.js'
import type { Agreement } from './agreement.js'
import type { CoverageTimes, FeeShare, FeeSource, PeriodAnswer, WorstSlice } from './answer.js'
import { findWorstSlices } from './availability/ratio-timeslices.js'
import type { UptimeCounts } from './availability/timeslices.js'
import { claimWindowOf, standingOf } from './claim-window.js'
import { computeCompensation, type PeriodFee } from './compensation.js'
import type { Course } from './course.js'
import { meetsNodeMinimum } from './eligibility.js'
import { isNoticed, type JudgedWindow, type MaintenanceWindow } from './maintenance.js'
import { type Choices, type Measurement, measurePeriod, slicesJudged } from './measure.js'
import { findOutages, type Outage } from './outages.js'
import {
  type Coverage,
  countElapsed,
  endOfSlice,
  type SliceRange,
  slicesOf,
  slicesWithin,
  startOfSlice,
  sumCounts,
} from './slice-counts.js'

/** How many of the worst slices an answer holds. */
const MAX_WORST = 5

/** By what a period is judged beside its agreement. */
export interface Judging {
  readonly choices: Choices
  readonly workingDays: WorkingDays
  readonly asOf: Instant
  readonly zone: TimeZone
  /** Whether the answer holds the counts of each slice too, for pictures. */
  readonly keepsCounts: boolean
}

/** One account in one period, measured. */
export interface MeasuredPeriod {
  readonly account: string | null
  readonly period: ServicePeriod
  readonly agreement: Agreement
  readonly measurement: Measurement
  readonly worst: readonly WorstSlice[]
  readonly outages: readonly Outage[]
  readonly windows: readonly JudgedWindow[]
  readonly counts: UptimeCounts | null
  readonly course: Course | null
  readonly elapsed: number
  readonly requestsAhead: number
  readonly elapsedWithRequests: number
}

/** The fee of one account in one period. */
export interface KnownFee {
  readonly fee: PeriodFee | null
  readonly source: FeeSource | null
  readonly parts: readonly FeeShare[]
}

/** The windows of which any part lies in a period. */
export function windowsWithin(
  { start, end }: ServicePeriod,
  windows: readonly MaintenanceWindow[],
  { maintenance }: Agreement,
  zone: TimeZone,
): JudgedWindow[] {
  return windows
    .filter(window => {
      // The last instant of a window is the one before its end.
      const [first, last] = [window.start, instantAt(window.end - 1)].map(at => zone.toLocal(at).day)
      return first! <= end && last! >= start
    })
    .map(window => ({ ...window, counts: isNoticed(window, maintenance) }))
}

/** What lies in a range of slices. */
export const countsWithin = ({ slices, scheduled }: UptimeCounts, range: SliceRange): UptimeCounts => ({
  slices: slicesWithin(slices, range),
  scheduled: slicesWithin(scheduled, range),
})

/** Measures a period; `counts` are its own. */
export function measure(
  agreement: Agreement,
  period: ServicePeriod,
  counts: UptimeCounts,
  { choices, zone, asOf, keepsCounts }: Judging,
): Omit<MeasuredPeriod, 'account' | 'period' | 'agreement' | 'windows' | 'course'> {
  const measurement = measurePeriod(agreement, period, counts, choices, zone)
  const range = slicesOf(period, agreement.sliceMinutes)
  const elapsed = countElapsed(range, zone.toLocal(asOf), agreement.sliceMinutes)
  const passed = { first: range.first, end: range.first + elapsed }
  const elapsedWithRequests =
    passed.end === range.end
      ? measurement.coverage.slicesWithRequests
      : countBusy(countsWithin(counts, passed))
  const startOf = (slice: number): Instant => instantOfSlice(slice, agreement.sliceMinutes, zone)
  const outages = findOutages(agreement, slicesJudged(agreement.method, counts, choices), choices, startOf)
  // The slice in hand may hold requests of both sides.
  const ahead = slicesWithin(counts.slices, { first: passed.end + 1, end: range.end })
  const frame = {
    measurement,
    outages,
    counts: keepsCounts ? counts : null,
    elapsed,
    elapsedWithRequests,
    requestsAhead: sumCounts(ahead).requests,
  }
  if (measurement.method !== 'ratio-timeslices') return { ...frame, worst: [] }
  const worst = findWorstSlices(counts.slices, choices, MAX_WORST).map(({ slice, rate, counts }) => ({
    start: startOf(slice),
    rate,
    counts,
  }))
  return { ...frame, worst }
}

/** How many slices hold a request. */
const countBusy = ({ slices, scheduled }: UptimeCounts): number =>
  new Set([...slices, ...scheduled].filter(({ requests }) => requests > 0).map(({ slice }) => slice)).size

/** All that follows from a measurement. */
export function completePeriod(
  measured: MeasuredPeriod,
  { fee, source, parts }: KnownFee,
  /** Nodes in each network; null when not told. */
  nodesOfNetworks: readonly number[] | null,
  { zone, asOf, workingDays }: Judging,
): PeriodAnswer {
  const { account, period, agreement, measurement, windows } = measured
  const today = zone.toLocal(asOf).day
  const claim = claimWindowOf(period, agreement.claim, workingDays)
  const { nodeMinimum } = agreement
  const hasNodes = nodeMinimum && nodesOfNetworks ? meetsNodeMinimum(nodesOfNetworks, nodeMinimum) : null
  const compensation = fee && computeCompensation(agreement.compensation, measurement, fee)
  return {
    account,
    period,
    days: countDays(period),
    agreement,
    measurement,
    coverage: timeCoverage(measurement.coverage, agreement.sliceMinutes, zone),
    elapsed: measured.elapsed,
    elapsedWithRequests: measured.elapsedWithRequests,
    requestsAhead: measured.requestsAhead,
    worst: measured.worst,
    outages: measured.outages,
    counts: measured.counts,
    course: measured.course,
    fee,
    feeSource: source,
    feeParts: parts,
    // E5: with too few nodes deployed there is no claim, however bad the month was.
    compensation:
      compensation && (hasNodes === false ? { ...compensation, amount: ZERO, capped: false } : compensation),
    claim,
    standing: standingOf(claim, today),
    running: isRunning(period, today),
    isAhead: period.start > today,
    windows,
    meetsNodeMinimum: hasNodes,
  }
}

/** When a slice starts; of one that the clock skips, when the next one does. */
function instantOfSlice(slice: number, sliceMinutes: number, zone: TimeZone): Instant {
  const slicesOfTwoDays = (2 * 1440) / sliceMinutes
  for (let next = slice; next < slice + slicesOfTwoDays; next++) {
    const start = startOfSlice(next, sliceMinutes, zone)
    if (start !== null) return start
  }
  assert(false, `a clock of ${zone.id} that skips two days`)
}

function timeCoverage(coverage: Coverage, sliceMinutes: number, zone: TimeZone): CoverageTimes {
  const { first, last, longestGap } = coverage
  const startOf = (slice: number): Instant => instantOfSlice(slice, sliceMinutes, zone)
  return {
    first: first === null ? null : startOf(first),
    last: last === null ? null : endOfSlice(startOf(last), sliceMinutes),
    longestGap:
      longestGap.slices === 0
        ? null
        : {
            from: startOf(longestGap.first),
            to: startOf(longestGap.first + longestGap.slices),
            slices: longestGap.slices,
          },
  }
}
