/**
 * Uptime as the share of time slices that were not down: 100 % × (slices − slices down) ÷ slices.
 *
 * The counts that are judged here hold no row that the agreement leaves out of downtime (excluded, or
 * failed by the customer's or a network's fault): such a row is in `excluded` or `requests` at most, never
 * in `valid`, `errors` or `unreached` (003 E1-E4). Rows inside announced maintenance are counted apart.
 */
import { assert, unreachable } from '../../failure.js'
import { type Instant, instantAt, MILLIS_PER_SECOND, type Zone } from '../../instant.js'
import { compareRatios } from '../../ratio.js'
import type { Agreement, Tier } from '../agreement.js'
import { type Fraction, percentLeft } from '../fraction.js'
import {
  type Coverage,
  endOfSlice,
  measureCoverage,
  mergeSlices,
  NO_REQUESTS,
  type RequestCounts,
  type SliceCounts,
  type SliceRange,
  startOfSlice,
  sumCounts,
} from '../slice-counts.js'
import { judgeAvailability, measureToNextTier, type Verdict } from '../verdict.js'

/**
 * `unreached`: an attempt fails when no connection came about; `5xx`: also when the server answered with an
 * error.
 */
export const FAILURE_CHOICES = ['unreached', '5xx'] as const
export type FailureChoice = (typeof FAILURE_CHOICES)[number]

/**
 * Slices down without a break. In an hour that the clock shows twice both passes share their slices (rules §3),
 * so that start and end are those of the earlier pass, though the failures may have been in the later one.
 */
export interface Incident {
  readonly start: Instant
  readonly end: Instant
  /** Minutes down; fewer than from start to end when the clocks repeated an hour in between. */
  readonly minutes: number
  /**
   * The last instant at which a ticket may be logged, taken from the first failure; null: none is asked for.
   */
  readonly ticketBy: Instant | null
}

/** What the other reading of `failure` would give, when it gives another uptime. */
export interface UptimeAlternative {
  readonly choice: string
  readonly downtimeMinutes: number
  readonly uptime: Fraction | null
  readonly verdict: Verdict
  readonly tier: Tier | null
}

/** The uptime of one month. Fractions are exact, not in lowest terms. */
export interface SliceUptime {
  readonly method: 'timeslices'
  readonly totals: RequestCounts
  readonly coverage: Coverage
  readonly minutes: number
  readonly downtimeMinutes: number
  /** Minutes that would have been downtime, had no maintenance been announced in time. */
  readonly scheduledMinutes: number
  readonly incidents: readonly Incident[]
  /** Per cent; null when no attempt is left to judge. */
  readonly uptime: Fraction | null
  /** Per cent: if every slice without a request had been down, and as measured; null without data. */
  readonly bounds: { readonly lowest: Fraction; readonly highest: Fraction } | null
  readonly verdict: Verdict
  readonly tier: Tier | null
  /** More slices down until the next lower tier; null in the lowest, without tiers and without data. */
  readonly toNextTier: Fraction | null
  readonly sensitivity: readonly UptimeAlternative[]
}

/** The counts of a month: what is judged, and what lies inside maintenance announced in time. */
export interface UptimeCounts {
  readonly slices: readonly SliceCounts[]
  readonly scheduled: readonly SliceCounts[]
}

/**
 * Whether a slice was down: attempts were made in it, and all failed. 003 A: one success, or no attempt
 * at all, and it was not. Where several gateways are one service, all attempts of all of them failing
 * is the same as every gateway with attempts having failed (003 B: "the entire service").
 */
export function isDown(counts: RequestCounts, failure: FailureChoice): boolean {
  switch (failure) {
    case 'unreached':
      return counts.unreached > 0 && counts.valid === 0
    case '5xx':
      return counts.unreached + counts.valid > 0 && counts.errors >= counts.valid
    default:
      return unreachable(failure)
  }
}

/**
 * The slices that are judged. Maintenance sets only failures aside (R42): where an answer of 5XX is none, it stays the
 * attempt that it was, and its success speaks for the slice.
 */
export function judgedSlices(
  { slices, scheduled }: UptimeCounts,
  failure: FailureChoice,
): readonly SliceCounts[] {
  if (failure === '5xx') return slices
  const answered = scheduled.flatMap(({ slice, valid, errors }) =>
    valid === 0 ? [] : { ...NO_REQUESTS, slice, valid, errors, excluded: -valid },
  )
  return answered.length === 0 ? slices : mergeSlices([...slices, ...answered])
}

/**
 * Measures one month from its counts (within `range`, in order, one entry per slice) and judges it by the
 * agreement's tiers, if it has any.
 */
export function measureUptime(
  agreement: Pick<Agreement, 'commitment' | 'tiers' | 'sliceMinutes' | 'claim'>,
  range: SliceRange,
  counts: UptimeCounts,
  failure: FailureChoice,
  zone: Zone,
): SliceUptime {
  const { sliceMinutes } = agreement
  const judged = judgedSlices(counts, failure)
  const totals = sumCounts(judged)
  const down = findDown(judged, failure)
  const all = mergeSlices([...counts.slices, ...counts.scheduled])
  const coverage = measureCoverage(all, range)
  const spoken = totals.valid + totals.unreached > 0
  const uptimeLess = (lost: number): Fraction | null =>
    spoken ? percentLeft({ num: BigInt(lost), den: 1n }, coverage.slices) : null
  const uptime = uptimeLess(down.length)
  const silent = coverage.slices - coverage.slicesWithRequests
  const lowest = uptimeLess(down.length + silent)
  const judgement = judgeAvailability(agreement, uptime)

  const other = failure === 'unreached' ? '5xx' : 'unreached'
  const otherDown = findDown(judgedSlices(counts, other), other).length
  const otherUptime = uptimeLess(otherDown)
  const differs = uptime && otherUptime && compareRatios(uptime, otherUptime) !== 0

  return {
    method: 'timeslices',
    totals,
    coverage,
    minutes: coverage.slices * sliceMinutes,
    downtimeMinutes: down.length * sliceMinutes,
    scheduledMinutes: countScheduled(counts, down, all, failure) * sliceMinutes,
    incidents: joinIncidents(down, sliceMinutes, agreement.claim.ticketHours, zone),
    uptime,
    bounds: uptime && lowest && { lowest, highest: uptime },
    ...judgement,
    toNextTier: measureToNextTier(
      agreement,
      judgement,
      { num: BigInt(down.length), den: 1n },
      coverage.slices,
    ),
    sensitivity: differs
      ? [
          {
            choice: `failure=${other}`,
            downtimeMinutes: otherDown * sliceMinutes,
            uptime: otherUptime,
            ...judgeAvailability(agreement, otherUptime),
          },
        ]
      : [],
  }
}

const findDown = (slices: readonly SliceCounts[], failure: FailureChoice): number[] =>
  slices.filter(counts => isDown(counts, failure)).map(({ slice }) => slice)

/** How many slices are down only when the rows inside announced maintenance are taken in. */
function countScheduled(
  counts: UptimeCounts,
  down: readonly number[],
  all: readonly SliceCounts[],
  failure: FailureChoice,
): number {
  const known = new Set(down)
  const scheduled = new Set(counts.scheduled.map(({ slice }) => slice))
  return all.filter(entry => scheduled.has(entry.slice) && !known.has(entry.slice) && isDown(entry, failure))
    .length
}

/**
 * Joins slices down (in order) into incidents; a skipped hour of the clock does not part them, as no time
 * passes.
 */
function joinIncidents(
  down: readonly number[],
  sliceMinutes: number,
  ticketHours: number | null,
  zone: Zone,
): Incident[] {
  const incidents: Incident[] = []
  let previous = Number.NaN
  for (const slice of down) {
    const start = startOfSlice(slice, sliceMinutes, zone)
    assert(start !== null, 'requests in a slice that the clock skips')
    const last = incidents[incidents.length - 1]
    if (last && (slice === previous + 1 || last.end === start)) {
      incidents[incidents.length - 1] = {
        ...last,
        end: endOfSlice(start, sliceMinutes),
        minutes: last.minutes + sliceMinutes,
      }
    } else {
      incidents.push({
        start,
        end: endOfSlice(start, sliceMinutes),
        minutes: sliceMinutes,
        ticketBy: ticketHours === null ? null : instantAt(start + ticketHours * 3600 * MILLIS_PER_SECOND),
      })
    }
    previous = slice
  }
  return incidents
}
