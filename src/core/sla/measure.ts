/** One service period measured by its agreement's availability method. */
import type { ServicePeriod } from '../calendar.js'
import { unreachable } from '../failure.js'
import type { Zone } from '../instant.js'
import type { Agreement } from './agreement.js'
import {
  measureRatioAvailability,
  type RatioAvailability,
  type RatioChoices,
  shareOfErrors,
} from './availability/ratio-timeslices.js'
import {
  type FailureChoice,
  type Incident,
  isDown,
  judgedSlices,
  measureUptime,
  type SliceUptime,
  type UptimeCounts,
} from './availability/timeslices.js'
import type { Share } from './fraction.js'
import { COUNTING, type RequestKind } from './request.js'
import { mergeSlices, type RequestCounts, type SliceCounts, slicesOf, slicesWithin } from './slice-counts.js'

/** What agreements leave open, as it is read here; each method takes what concerns it. */
export interface Choices extends RatioChoices {
  readonly failure: FailureChoice
}

/** A service period's availability with its evidence, told apart by `method`. */
export type Measurement = RatioAvailability | SliceUptime

/**
 * Measures a period from the counts of one account, in any order and of any time: what lies outside the
 * period is left out, entries of one slice are added. `zone` is the one whose clock numbered the slices.
 */
export function measurePeriod(
  agreement: Agreement,
  period: ServicePeriod,
  counts: UptimeCounts,
  choices: Choices,
  zone: Zone,
): Measurement {
  const range = slicesOf(period, agreement.sliceMinutes)
  const slices = slicesWithin(mergeSlices(counts.slices), range)
  switch (agreement.method) {
    case 'ratio-timeslices':
      return measureRatioAvailability(agreement, range, slices, choices)
    case 'timeslices': {
      const scheduled = slicesWithin(mergeSlices(counts.scheduled), range)
      return measureUptime(agreement, range, { slices, scheduled }, choices.failure, zone)
    }
    default:
      return unreachable(agreement.method)
  }
}

/** When a service was down; of a ratio of slices nothing says so. */
export const incidentsOf = (measurement: Measurement): readonly Incident[] =>
  measurement.method === 'timeslices' ? measurement.incidents : []

/** Whether maintenance would set a request of a kind aside: one that counts against the service (R42). */
export const countsAgainst = (
  method: Measurement['method'],
  kind: RequestKind,
  { failure }: Choices,
): boolean =>
  COUNTING[method][kind].maintenance.includes('excluded') &&
  (method !== 'timeslices' || kind !== 'server-error' || failure === '5xx')

/** The slices of which `shareLost` tells; those of `counts` as they are judged. */
export const slicesJudged = (
  method: Measurement['method'],
  counts: UptimeCounts,
  { failure }: Choices,
): readonly SliceCounts[] => (method === 'timeslices' ? judgedSlices(counts, failure) : counts.slices)

/** The share of a slice that is lost: its error rate, or all of one that was down; null when nothing is. */
export function shareLost(
  method: Measurement['method'],
  counts: RequestCounts,
  choices: Choices,
): Share | null {
  if (method === 'ratio-timeslices') return shareOfErrors(counts, choices)
  return isDown(counts, choices.failure) ? WHOLE : null
}

const WHOLE: Share = { errors: 1, of: 1 }
