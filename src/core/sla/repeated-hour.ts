/** The hour that clocks show twice when they are set back, in a log whose times name no zone. */
import { repeatedTimes, type TimeZone } from '../calendar.js'
import { type Instant, instantAt } from '../instant.js'
import { endOfSlice, type SliceCounts, sliceOf, startOfSlice } from './slice-counts.js'

/** A stretch of time, `[from, to)`. */
export interface Stretch {
  readonly from: Instant
  readonly to: Instant
}

/**
 * The earlier passes of such hours that have requests while their later passes have none, though the log goes on
 * behind them: what times without a zone look like, of which each means the earlier pass (rules §3), wherever the
 * request belongs. `slices`: in order, one entry each, on the clock of `zone`; the log was written by that of
 * `logZone`. Where both clocks are set back together, both passes share their slices, and nothing is to be found.
 */
export function findOneSidedHours(
  slices: readonly SliceCounts[],
  sliceMinutes: number,
  zone: TimeZone,
  logZone: TimeZone,
): Stretch[] {
  const [first, last] = [slices[0], slices.at(-1)]
  if (!first || !last || zone.id === logZone.id) return []
  const start = startOfSlice(first.slice, sliceMinutes, zone)
  const end = startOfSlice(last.slice, sliceMinutes, zone)
  if (start === null || end === null) return []
  const hasRequests = ({ from, to }: Stretch): boolean => {
    const [begin, until] = [from, to - 1].map(at => sliceOf(zone.toLocal(instantAt(at)), sliceMinutes))
    return slices.some(({ slice }) => slice >= begin! && slice <= until!)
  }
  return repeatedTimes(logZone, start, endOfSlice(end, sliceMinutes)).filter(({ from, to }) => {
    const later = { from: to, to: instantAt(to + (to - from)) }
    return later.to <= end && hasRequests({ from, to }) && !hasRequests(later)
  })
}
