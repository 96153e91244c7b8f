/** Outages: stretches in which a service failed much, whichever way an agreement measures it. */
import type { Instant } from '../instant.js'
import type { Agreement } from './agreement.js'
import { type Fraction, sumShares } from './fraction.js'
import { type Choices, shareLost } from './measure.js'
import { endOfSlice, mergeSlices, type SliceCounts, sumCounts } from './slice-counts.js'

/** A stretch of slices that failed, from the first to the last of them. */
export interface Outage {
  readonly start: Instant
  readonly end: Instant
  /** Slices that failed; between two of them may be one that did not. */
  readonly slices: number
  /** Of all slices of the stretch: attempts that failed, and among them those that were answered 5XX. */
  readonly failed: number
  readonly errors: number
  /** Attempts in all: requests that were received, and those that never arrived. */
  readonly requests: number
  /** What it cost, in slices. */
  readonly lost: Fraction
}

/** From this error rate on a slice belongs to an outage: one in so many requests. */
const ONE_IN = 20

/** As many slices without much failure do not end an outage. */
const MOST_BETWEEN = 1

/**
 * The outages of a period in order of time, from its counts. `startOf` gives the instant at which a slice begins.
 */
export function findOutages(
  { method, sliceMinutes }: Pick<Agreement, 'method' | 'sliceMinutes'>,
  slices: readonly SliceCounts[],
  choices: Choices,
  startOf: (slice: number) => Instant,
): Outage[] {
  const inOrder = mergeSlices(slices)
  const countsMissing = method === 'timeslices' || choices.unreached === 'error'
  const runs: { first: number; last: number; failed: number }[] = []
  inOrder.forEach((counts, i) => {
    const share = shareLost(method, counts, choices)
    if (share === null || share.errors * ONE_IN < share.of) return
    const run = runs.at(-1)
    if (run && counts.slice - inOrder[run.last]!.slice - 1 <= MOST_BETWEEN) {
      run.last = i
      run.failed++
    } else runs.push({ first: i, last: i, failed: 1 })
  })
  return runs.map(run => {
    const its = inOrder.slice(run.first, run.last + 1)
    const { valid, errors, unreached } = sumCounts(its)
    const missing = countsMissing ? unreached : 0
    const failing = method === 'timeslices' && choices.failure === 'unreached' ? 0 : errors
    return {
      start: startOf(its[0]!.slice),
      end: endOfSlice(startOf(its.at(-1)!.slice), sliceMinutes),
      slices: run.failed,
      failed: failing + missing,
      errors: failing,
      requests: valid + missing,
      lost: sumShares(its, counts => shareLost(method, counts, choices)),
    }
  })
}
