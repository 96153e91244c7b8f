/**
 * A demand per month, day by day. A ruling (R64): it is spread evenly over the calendar days of each month, in steps
 * of a hundredth of a unit or finer, so that every whole month has exactly its amount.
 */
import { firstDayOf, lastDayOf, type Month, monthOf } from '../../calendar.js'
import type { Day } from '../../instant.js'

/**
 * What each of `days` days from `first` on uses, when each calendar month uses `stepsOf` it: by the k-th day of
 * a month of n days, k/n of them, cut to whole steps.
 */
export function spreadOverMonths(stepsOf: (month: Month) => bigint, first: Day, days: number): bigint[] {
  return Array.from({ length: days }, (_, i) => {
    const day = (first + i) as Day
    const month = monthOf(day)
    const start = firstDayOf(month)
    const perMonth = stepsOf(month)
    const length = BigInt(lastDayOf(month) - start + 1)
    const usedBy = (passed: number): bigint => (perMonth * BigInt(passed)) / length
    return usedBy(day - start + 1) - usedBy(day - start)
  })
}
