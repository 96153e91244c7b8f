/** Times and lengths of time as people read them. */
import type { TimeZone } from '../core/calendar.js'
import { type Day, formatDay, type Instant } from '../core/instant.js'
import { countOf } from './text.js'

/** Months as dates name them. */
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `14 Feb 2027`, in one piece. */
export const showDay = (day: Day): string => showDate(formatDay(day))

/** A date as documents have it, `2027`, `2027-02` or `2027-02-14`, as `14 Feb 2027`, in one piece. */
export function showDate(text: string): string {
  const [year, month, date] = text.split('-')
  const words = [
    ...(date ? [String(Number(date))] : []),
    ...(month ? [MONTHS[Number(month) - 1]!] : []),
    year,
  ]
  return words.join('\u00a0')
}

/** What a clock of the zone shows: `2026-10-03 14:05`, with seconds where there are any. */
export function showTime(instant: Instant, zone: TimeZone): string {
  const { day, millis } = zone.toLocal(instant)
  const time = new Date(millis).toISOString().slice(11, 19)
  return `${formatDay(day)} ${time.endsWith(':00') ? time.slice(0, 5) : time}`
}

/** A stretch of time; the day is not repeated. */
export function showStretch(from: Instant, to: Instant, zone: TimeZone): string {
  const [start, end] = [showTime(from, zone), showTime(to, zone)]
  return `${start} to ${end.slice(0, 10) === start.slice(0, 10) ? end.slice(11) : end}`
}

/** Whole minutes as `3 days 4 h 10 min`. */
export function showMinutes(minutes: number): string {
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const rest = minutes % 60
  const parts = [
    ...(days > 0 ? [countOf(days, 'day')] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(rest > 0 ? [`${rest} min`] : []),
  ]
  return parts.length > 0 ? parts.join(' ') : '0 min'
}
