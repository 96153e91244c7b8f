/** One account in one period: measured by its agreement, and what follows from that. */
import { countDays, isRunning, type ServicePeriod, type TimeZone } from '../calendar.js'
import { type Instant, instantAt } from '../instant.js'
import { ZERO } from '../ratio.js'
import type { WorkingDays } from '../working-days.js'
import type { Agreement } from './agreement.js'
import type { CoverageTimes, FeeShare, FeeSource, PeriodAnswer } from './answer.js'
import { findWorstSlices } from './availability/ratio-timeslices.js'
import type { UptimeCounts } from './availability/timeslices.js'
import { claimWindowOf, standingOf } from './claim-window.js'
import { computeCompensation, type PeriodFee } from './compensation.js'
import { meetsNodeMinimum } from './eligibility.js'
import { isNoticed, type JudgedWindow, type MaintenanceWindow } from './maintenance.js'
import { type Choices, measurePeriod, slicesJudged } from './measure.js'
import { findOutages } from './outages.js'
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

/** One for all periods in which nothing failed: of many accounts they are most, and an empty list takes room, too. */
const NONE: readonly never[] = []

/** By what a period is judged beside its agreement. */
export interface Judging {
  readonly choices: Choices
  readonly workingDays: WorkingDays
  readonly asOf: Instant
  readonly zone: TimeZone
  /** Whether the answer holds the counts of each slice too, for pictures. */
  readonly keepsCounts: boolean
}

/** What all accounts have in common in a period. */
export type PeriodFrame = Pick<
  PeriodAnswer,
  | 'period'
  | 'days'
  | 'agreement'
  | 'elapsed'
  | 'claim'
  | 'standing'
  | 'running'
  | 'isAhead'
  | 'windows'
  | 'meetsNodeMinimum'
>

/** The fee of one account in one period. */
export interface KnownFee {
  readonly fee: PeriodFee | null
  readonly source: FeeSource | null
  readonly parts: readonly FeeShare[]
}

/** The windows of which any part lies in a period. */
function windowsWithin(
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

/** What follows for a period before any request of it is counted. */
export function framePeriod(
  period: ServicePeriod,
  agreement: Agreement,
  windows: readonly MaintenanceWindow[],
  /** Nodes in each network; null when not told. */
  nodesOfNetworks: readonly number[] | null,
  { zone, asOf, workingDays }: Judging,
): PeriodFrame {
  const now = zone.toLocal(asOf)
  const range = slicesOf(period, agreement.sliceMinutes)
  const claim = claimWindowOf(period, agreement.claim, workingDays)
  const { nodeMinimum } = agreement
  return {
    period,
    days: countDays(period),
    agreement,
    elapsed: countElapsed(range, now, agreement.sliceMinutes),
    claim,
    standing: standingOf(claim, now.day),
    running: isRunning(period, now.day),
    isAhead: period.start > now.day,
    windows: windowsWithin(period, windows, agreement, zone),
    meetsNodeMinimum: nodeMinimum && nodesOfNetworks ? meetsNodeMinimum(nodesOfNetworks, nodeMinimum) : null,
  }
}

/** Judges an account in a period; `counts` are its own. */
export function judgePeriod(
  account: string | null,
  frame: PeriodFrame,
  counts: UptimeCounts,
  { fee, source, parts }: KnownFee,
  { choices, zone, keepsCounts }: Judging,
): PeriodAnswer {
  const { period, days, agreement, elapsed, claim, standing, running, isAhead, windows, meetsNodeMinimum } =
    frame
  const measurement = measurePeriod(agreement, period, counts, choices, zone)
  const { coverage } = measurement
  const { first, end } = slicesOf(period, agreement.sliceMinutes)
  const passed = { first, end: first + elapsed }
  const startOf = (slice: number): Instant => instantOfSlice(slice, agreement.sliceMinutes, zone)
  const worst = measurement.method === 'timeslices' ? [] : findWorstSlices(counts.slices, choices, MAX_WORST)
  const outages = findOutages(agreement, slicesJudged(agreement.method, counts, choices), choices, startOf)
  const compensation = fee && computeCompensation(agreement.compensation, measurement, fee)
  // Each key by itself: of objects that are spread V8 makes slow ones, three times as large.
  return {
    account,
    period,
    days,
    agreement,
    measurement,
    coverage: timeCoverage(coverage, agreement.sliceMinutes, startOf),
    elapsed,
    elapsedWithRequests:
      passed.end === end ? coverage.slicesWithRequests : countBusy(countsWithin(counts, passed)),
    // The slice in hand may hold requests of both sides.
    requestsAhead: sumCounts(slicesWithin(counts.slices, { first: passed.end + 1, end })).requests,
    worst:
      worst.length === 0
        ? NONE
        : worst.map(({ slice, rate, counts }) => ({ start: startOf(slice), rate, counts })),
    outages: outages.length === 0 ? NONE : outages,
    counts: keepsCounts ? counts : null,
    course: null,
    fee,
    feeSource: source,
    feeParts: parts,
    // E5: with too few nodes deployed there is no claim, however bad the month was.
    compensation:
      compensation &&
      (meetsNodeMinimum === false ? { ...compensation, amount: ZERO, capped: false } : compensation),
    claim,
    standing,
    running,
    isAhead,
    windows,
    meetsNodeMinimum,
  }
}

/** How many slices hold a request. */
const countBusy = ({ slices, scheduled }: UptimeCounts): number =>
  new Set([...slices, ...scheduled].filter(({ requests }) => requests > 0).map(({ slice }) => slice)).size

/** When a slice starts; of one that the clock skips, when the next one does. */
function instantOfSlice(slice: number, sliceMinutes: number, zone: TimeZone): Instant {
  for (let next = slice; ; next++) {
    const start = startOfSlice(next, sliceMinutes, zone)
    if (start !== null) return start
  }
}

function timeCoverage(
  { first, last, longestGap }: Coverage,
  sliceMinutes: number,
  startOf: (slice: number) => Instant,
): CoverageTimes {
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
