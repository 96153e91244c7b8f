/** Times and lengths of time as people read them. */
import type { TimeZone } from '../core/calendar.js'
import { compact } from '../core/compact.js'
import {
  type Day,
  formatDay,
  type Instant,
  instantAt,
  type LocalTime,
  MILLIS_PER_DAY,
} from '../core/instant.js'
import { countOf } from './text.js'

/** Months as dates name them. */
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `14 Feb 2027`, in one piece. */
export const showDay = (day: Day): string => showDate(formatDay(day))

/** A date as documents have it, `2027`, `2027-02` or `2027-02-14`, as `14 Feb 2027`, in one piece. */
export function showDate(text: string): string {
  const [year, month, date] = text.split('-')
  const words = compact([date && String(Number(date)), month && MONTHS[Number(month) - 1]!, year])
  return words.join('\u00a0')
}

/** What a clock of the zone shows: `2026-10-03 14:05`, with seconds where there are any. */
export function showTime(instant: Instant, zone: TimeZone): string {
  const { day, millis } = zone.toLocal(instant)
  return `${formatDay(day)} ${clockOf(millis)}`
}

/** Whole minutes as `3 days 4 h 10 min`. */
export function showMinutes(minutes: number): string {
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const rest = minutes % 60
  const parts = compact([
    days > 0 && countOf(days, 'day').replace(' ', '\u00a0'),
    hours > 0 && `${hours}\u00a0h`,
    rest > 0 && `${rest}\u00a0min`,
  ])
  return parts.length > 0 ? parts.join('\u00a0') : '0\u00a0min'
}

/** What a clock of the zone shows, for people: `3 Oct 2026, 14:05`. */
export function showMoment(instant: Instant, zone: TimeZone): string {
  const { day, millis } = zone.toLocal(instant)
  return `${showDay(day)}, ${clockOf(millis)}`
}

/** A stretch of time for people: `19 Oct 2026, 02:10 to 09:00`. A midnight that ends it is 24:00. */
export function showSpan(from: Instant, to: Instant, zone: TimeZone, isYearKnown = false): string {
  const [start, end] = [zone.toLocal(from), clockAtEnd(to, zone)]
  const dayOf = (day: Day): string => {
    const words = showDay(day)
    return isYearKnown ? words.slice(0, words.lastIndexOf('\u00a0')) : words
  }
  const isMidnight = end.millis === 0 && end.day === start.day + 1
  const separator = isYearKnown ? '\u00a0' : ', '
  const until =
    end.day === start.day || isMidnight
      ? isMidnight
        ? '24:00'
        : clockOf(end.millis)
      : `${dayOf(end.day)}${separator}${clockOf(end.millis)}`
  return `${dayOf(start.day)}${separator}${clockOf(start.millis)} to ${until}`
}

/** What the clock shows when a stretch ends; where it is set back then, what it would show if it were not. */
function clockAtEnd(to: Instant, zone: TimeZone): LocalTime {
  const wallAt = (at: number): number => {
    const { day, millis } = zone.toLocal(instantAt(at))
    return day * MILLIS_PER_DAY + millis
  }
  const wall = Math.max(wallAt(to), wallAt(to - 1) + 1)
  return { day: Math.floor(wall / MILLIS_PER_DAY) as Day, millis: wall % MILLIS_PER_DAY }
}

/** `14:05` of milliseconds since midnight, with seconds where there are any. */
export const clockOf = (millis: number): string => {
  const time = new Date(millis).toISOString().slice(11, 19)
  return time.endsWith(':00') ? time.slice(0, 5) : time
}
