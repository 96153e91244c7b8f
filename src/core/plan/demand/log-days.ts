/**
 * Which days of a log are days without use, and which are gaps in the log (issue: a gap is not a day of zero use).
 * A ruling (R62): a day without any row, failed tasks included, is a gap, unless its weekday is without rows in at
 * least half of the weeks of a log of three weeks or more: then it is a day on which nobody works. Silent days are gaps
 * in any case, and say nothing of weekdays.
 */
import type { Day } from '../../instant.js'
import { findSilences } from '../../silent-days.js'

/** What days without rows are taken for: by the ruling, or always one of the two. */
export const EMPTY_DAYS = ['auto', 'gap', 'zero'] as const
export type EmptyDays = (typeof EMPTY_DAYS)[number]

/** How often a weekday must occur before its habits are known. */
const WEEKS_TO_KNOW = 3

/** The days of `[first, last]` that are gaps. */
export function findGaps(
  daysWithRows: ReadonlySet<Day>,
  first: Day,
  last: Day,
  emptyDays: EmptyDays,
): Set<Day> {
  const gaps = new Set<Day>()
  if (emptyDays === 'zero') return gaps
  for (const silence of findSilences(daysWithRows))
    for (let day = silence.first; day <= silence.last; day++) gaps.add(day)
  const weekdays = Array.from({ length: 7 }, () => ({ all: 0, empty: 0 }))
  const weekdayOf = (day: Day) => weekdays[((day % 7) + 7) % 7]!
  for (let day = first; day <= last; day++) {
    if (gaps.has(day)) continue
    weekdayOf(day).all++
    if (!daysWithRows.has(day)) weekdayOf(day).empty++
  }
  for (let day = first; day <= last; day++) {
    const { all, empty } = weekdayOf(day)
    const isDayOff = emptyDays === 'auto' && all >= WEEKS_TO_KNOW && empty * 2 >= all
    if (!daysWithRows.has(day) && !isDayOff) gaps.add(day)
  }
  return gaps
}
