/** How a service period went from its beginning to its end: the same figure for each of some equal stretches. */
import type { UptimeCounts } from './availability/timeslices.js'
import { type Fraction, type Share, sumShares } from './fraction.js'
import { type Choices, type Measurement, shareLost, slicesJudged } from './measure.js'
import { mergeSlices, type SliceCounts, type SliceRange } from './slice-counts.js'

/** Some slices that follow each other. */
export interface Stretch {
  readonly slicesWithRequests: number
  /** The sum of their error rates, each 0 to 1, those of slices down being 1. */
  readonly rateSum: Fraction
}

/** A period in stretches of equal length, the first one first. */
export interface Course {
  /** Minutes in a stretch, a day's at most; a whole number of slices. */
  readonly minutesEach: number
  readonly slicesEach: number
  readonly stretches: readonly Stretch[]
}

const MINUTES_PER_DAY = 1440
/** Lengths of which a day holds a whole number, and no more than a line does. */
const LENGTHS = [60, 120, 180, 240, 360, 480, 720]
/** A period of more days is told day by day. */
const MAX_DAYS_CUT = 7
/** What a line of a narrow terminal holds. */
const MAX_STRETCHES = 44

/** Minutes of a stretch: a day, or in a short period the shortest that gives a line of them. */
function lengthFor(days: number, sliceMinutes: number): number {
  if (days > MAX_DAYS_CUT) return MINUTES_PER_DAY
  const fits = (minutes: number): boolean =>
    minutes % sliceMinutes === 0 && (days * MINUTES_PER_DAY) / minutes <= MAX_STRETCHES
  return LENGTHS.find(fits) ?? MINUTES_PER_DAY
}

/** The course of a period, from its counts (within `range`, in order, one entry per slice). */
export function followPeriod(
  method: Measurement['method'],
  range: SliceRange,
  sliceMinutes: number,
  counts: UptimeCounts,
  choices: Choices,
): Course {
  const days = ((range.end - range.first) * sliceMinutes) / MINUTES_PER_DAY
  const minutesEach = lengthFor(days, sliceMinutes)
  const slicesEach = minutesEach / sliceMinutes
  const shareOf = (slice: SliceCounts): Share | null => shareLost(method, slice, choices)
  const { slices, scheduled } = counts
  const all = scheduled.length === 0 ? slices : mergeSlices([...slices, ...scheduled])
  const takeBusy = cutter(all, range, slicesEach)
  const takeJudged = cutter(slicesJudged(method, counts, choices), range, slicesEach)
  const stretches = Array.from({ length: (range.end - range.first) / slicesEach }, (_, i) => ({
    slicesWithRequests: takeBusy(i).filter(({ requests }) => requests > 0).length,
    rateSum: sumShares(takeJudged(i), shareOf),
  }))
  return { minutesEach, slicesEach, stretches }
}

/** Gives what lies in each stretch; they must be asked for in order. */
function cutter(
  slices: readonly SliceCounts[],
  { first }: SliceRange,
  slicesEach: number,
): (stretch: number) => readonly SliceCounts[] {
  let next = 0
  return stretch => {
    const from = next
    while (next < slices.length && slices[next]!.slice < first + (stretch + 1) * slicesEach) next++
    return slices.slice(from, next)
  }
}
