/**
 * Bursts, such as the day of a launch: what stands far above the same weekday of the weeks around it. A burst must
 * not bend the pattern of the week, and it did happen: the pattern is fitted without it, the futures draw it again.
 */
import type { History } from './history.js'
import { medianOf } from './quantile.js'

/** A day is compared with the same weekday of so many weeks before and after. */
const WEEKS_AROUND = 4
/** Fewer known days than this say nothing about what is usual. */
const MIN_COMPARED = 5
/** Up to so many times the median is calm. */
const CALM_TIMES = 3n

/**
 * The history with each burst lowered to three times the median of the same weekday within four weeks before and
 * after. A day is left as it is where that median is 0 (sparse use has no usual day) or is of fewer than 5 days.
 */
export function lowerBursts(history: History): History {
  return history.map((use, day) => {
    if (use === null) return null
    const compared: bigint[] = []
    for (let week = -WEEKS_AROUND; week <= WEEKS_AROUND; week++) {
      const other = history[day + 7 * week]
      if (other !== null && other !== undefined) compared.push(other)
    }
    const most = CALM_TIMES * medianOf(compared)
    return compared.length < MIN_COMPARED || most === 0n || use <= most ? use : most
  })
}
