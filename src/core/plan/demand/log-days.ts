/**
 * Which days of a log are days without use, and which are gaps in the log (issue: a gap is not a day of zero use).
 * A ruling (R62): a day without any row, failed tasks included, is a gap, unless its weekday is without rows in at
 * least half of the weeks of a log of three weeks or more: then it is a day on which nobody works. Silent days are gaps
 * in any case, and say nothing of weekdays.
 */
import type { Day } from '../../instant.js'
import { findSilences } from '../../silent-days.js'
import { sumOf } from '../forecast/history.js'
import { medianOf } from '../forecast/quantile.js'

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

/** A pause of so many days or more may part trials from use. */
const MIN_PAUSE = 28
/** So many days show whether use is frequent: on five of seven of them or more. */
const SHOWN = 14
/** Of what was not there before, so few do: of a batch that comes again, they do not. */
const SHOWN_AT_FIRST = 5

/** What used no more than a tenth of it before was a pilot. */
const OF_A_PILOT = 10n

/**
 * The day on which a history begins, by what was used on its days, days without use left out. Where use is frequent from
 * its first day on, that is this day: what begins later than the log was not there before. Or it is the day behind a pause
 * that is longer than all before it, if use is frequent from then on and all before it is no more than one such day: that
 * was a trial. Or it is the day, two weeks or more behind the first, from which on use is frequent and its middle day is
 * ten times any before: that was a pilot. Use that is rare has no such day, since days without it are part of it, also in
 * front. A ruling (R62).
 */
export function findBeginning(uses: ReadonlyMap<Day, bigint>, first: Day, last: Day): Day {
  const days = [...uses.keys()].filter(day => first <= day && day <= last).sort((a, b) => a - b)
  const [begun = first] = days
  const isFrequentFrom = (day: Day, least: number): boolean => {
    const end = Math.min(last, day + SHOWN - 1)
    if (end - day + 1 < least) return false
    return days.filter(each => day <= each && each <= end).length * 7 >= (end - day + 1) * 5
  }
  const used = days.map(day => uses.get(day)!)
  let most = 0n
  const beginnings = days.filter((day, i) => {
    const before = days[i - 1]
    if (before === undefined) return isFrequentFrom(day, SHOWN_AT_FIRST)
    if (used[i - 1]! > most) most = used[i - 1]!
    // A weekend at the beginning is no pilot.
    const isFarAbove = day - begun >= SHOWN && used[i]! >= OF_A_PILOT * most
    const isBehindPause = day - before > Math.max(MIN_PAUSE, before - begun + 1)
    if (!(isFarAbove || isBehindPause) || !isFrequentFrom(day, SHOWN)) return false
    if (isFarAbove && medianOf(used.slice(i)) >= OF_A_PILOT * most) return true
    const shown = used.slice(i, i + SHOWN)
    return isBehindPause && sumOf(used.slice(0, i)) * BigInt(shown.length) <= sumOf(shown)
  })
  return beginnings.at(-1) ?? first
}
