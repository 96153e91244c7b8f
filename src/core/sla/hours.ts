/** A service period cut into cells of an hour: where in it failures lie, and how they add up. */

import type { ServicePeriod } from '../calendar.js'
import { ZERO } from '../ratio.js'
import type { Agreement } from './agreement.js'
import type { UptimeCounts } from './availability/timeslices.js'
import { addFractions, type Fraction, type Share, sumShares } from './fraction.js'
import { type Choices, shareLost, slicesJudged } from './measure.js'
import { mergeSlices, type SliceCounts, slicesOf } from './slice-counts.js'

const MINUTES_PER_DAY = 1440
const MINUTES_PER_HOUR = 60

/** One cell, an hour of one day or as much longer as whole slices take. */
export interface Cell {
  /** Slices in which there was any request, scheduled maintenance included. */
  readonly busy: number
  /** Slices in which anything failed that counts. */
  readonly failed: number
  /** Requests that failed in these. */
  readonly failures: number
  /** What its slices lost, added up. */
  readonly lost: Fraction
}

/** A period by days and times of day. */
export interface HourGrid {
  readonly minutes: number
  readonly slicesPerCell: number
  readonly cellsPerDay: number
  /** Day after day, `cellsPerDay` each. */
  readonly cells: readonly Cell[]
}

/** Cuts a period into cells from its counts. */
export function cutIntoHours(
  { method, sliceMinutes }: Pick<Agreement, 'method' | 'sliceMinutes'>,
  period: ServicePeriod,
  counts: UptimeCounts,
  choices: Choices,
): HourGrid {
  const shareOf = (slice: SliceCounts): Share | null => shareLost(method, slice, choices)
  const { first, end } = slicesOf(period, sliceMinutes)
  const minutes = minutesOfCell(sliceMinutes)
  const slicesPerCell = minutes / sliceMinutes
  const sorted = Array.from({ length: (end - first) / slicesPerCell }, (): SliceCounts[] => [])
  const busy = sorted.map(() => 0)
  const cellOf = (slice: number): number => Math.floor((slice - first) / slicesPerCell)
  for (const slice of slicesJudged(method, counts, choices)) sorted[cellOf(slice.slice)]!.push(slice)
  for (const { slice, requests } of mergeSlices([...counts.slices, ...counts.scheduled])) {
    if (requests > 0) busy[cellOf(slice)]!++
  }
  const cells = sorted.map((slices, i): Cell => {
    const failed = slices.filter(slice => shareOf(slice) !== null)
    return {
      busy: busy[i]!,
      failed: failed.length,
      failures: failed.reduce((sum, { errors, unreached }) => sum + errors + unreached, 0),
      lost: sumShares(failed, shareOf),
    }
  })
  return { minutes, slicesPerCell, cellsPerDay: MINUTES_PER_DAY / minutes, cells }
}

/** The shortest stretch of whole slices that is no shorter than an hour and fills a day. */
function minutesOfCell(sliceMinutes: number): number {
  for (let minutes = sliceMinutes; ; minutes += sliceMinutes) {
    if (minutes >= MINUTES_PER_HOUR && MINUTES_PER_DAY % minutes === 0) return minutes
  }
}

/** What was lost from the start of the period to the end of each cell, exact and not in lowest terms. */
export function cumulateLosses({ cells }: Pick<HourGrid, 'cells'>): Fraction[] {
  let sum: Fraction = ZERO
  return cells.map(({ lost }) => {
    sum = addFractions(sum, lost)
    return sum
  })
}
