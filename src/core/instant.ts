/**
 * Points in time and whole days, by arithmetic alone: no zone tables, so that a command which needs none
 * does not load any. Zones and calendars are in calendar.ts.
 */

import { assert } from './failure.js'
import { remembering } from './get-or-insert.js'

declare const unit: unique symbol

/** A point in time, in whole milliseconds since 1970-01-01T00:00:00Z. Finer input is cut, never rounded up. */
export type Instant = number & { readonly [unit]: 'instant' }

/** A day of the (proleptic Gregorian) calendar, in days since 1970-01-01, without a zone. */
export type Day = number & { readonly [unit]: 'day' }

export const MILLIS_PER_SECOND = 1000
export const MILLIS_PER_MINUTE = 60_000
export const MILLIS_PER_DAY = 86_400_000

/** The instant at `millis` since the epoch. */
export const instantAt = (millis: number): Instant => millis as Instant

/** Days in a month (1 to 12) of a year. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The day of a date that exists, or null. Years 1 to 9999. */
export function dayOf(year: number, month: number, date: number): Day | null {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month))
    return null
  // Date.UTC reads years below 100 as 19xx; shifting by 400 years (146,097 days) avoids that.
  return (Date.UTC(year + 400, month - 1, date) / MILLIS_PER_DAY - 146_097) as Day
}

/** The names of the months, of which the first is that of month 1. */
export const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** The number of a month by its English name, or the first three letters of it or more; 0 for any other word. */
export const monthOf = (word: string): number =>
  word.length < 3 ? 0 : 1 + MONTH_NAMES.findIndex(name => name.toLowerCase().startsWith(word.toLowerCase()))

/** A year of two digits in full; one of four as it is. */
export const yearInFull = (year: string): string => (year.length === 2 ? `20${year}` : year)

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/** The day written `YYYY-MM-DD`, or null when the text is no such date or the date does not exist. */
export function parseDay(text: string): Day | null {
  const match = DATE.exec(text)
  return match && dayOf(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** The day as `YYYY-MM-DD`. An answer of many accounts has the same days for each of them. */
export const formatDay = remembering((day: Day) => new Date(day * MILLIS_PER_DAY).toISOString().slice(0, 10))

/** The first instant of a day in UTC. */
export const startOfDay = (day: Day): Instant => (day * MILLIS_PER_DAY) as Instant

/** The day of an instant in UTC. */
export const dayAt = (at: Instant): Day => Math.floor(at / MILLIS_PER_DAY) as Day

/** A quarter has as many slices of five minutes. */
const MOST_INSTANTS = 1 << 15

/**
 * The instant in ISO-8601 with `Z`; milliseconds are written only when there are any. Most are ends of slices, which an
 * answer of many accounts has again and again.
 */
export const formatInstant = remembering(
  (instant: Instant) => new Date(instant).toISOString().replace('.000Z', 'Z'),
  MOST_INSTANTS,
)

/** A clock reading: a day and the milliseconds passed on it, without a zone. */
export interface LocalTime {
  readonly day: Day
  readonly millis: number
}

/** Turns clock readings into instants: one time zone's rule. */
export interface Zone {
  /** The IANA name. */
  readonly id: string
  /**
   * The instant of a clock reading. A reading that occurs twice means the earlier instant (rules §3);
   * one that the clock skips gives null.
   */
  toInstant(local: LocalTime): Instant | null
}

/** Coordinated universal time, the default zone. */
export const UTC: Zone = {
  id: 'UTC',
  toInstant: local => (local.day * MILLIS_PER_DAY + local.millis) as Instant,
}

/**
 * The first instant of a day in a zone from a time of day on, or from its midnight: that reading of the clock, or the
 * minute in which the clocks that skipped it go on. Null where they skipped all of it.
 */
export function firstInstantOf(day: Day, zone: Zone, from = 0): Instant | null {
  for (let millis = from; millis < MILLIS_PER_DAY; millis += MILLIS_PER_MINUTE) {
    const at = zone.toInstant({
      day,
      millis: millis === from ? from : Math.floor(millis / MILLIS_PER_MINUTE) * MILLIS_PER_MINUTE,
    })
    if (at !== null) return at
  }
  return null
}

/** When a day begins in a zone, from a time of day on; one that the clocks skipped, when the next does. */
export function beginningOf(day: Day, zone: Zone, from = 0): Instant {
  const start = firstInstantOf(day, zone, from) ?? firstInstantOf((day + 1) as Day, zone, from)
  assert(start !== null, `no clock of ${zone.id} shows day ${day}`)
  return start
}

/** The last instant of a day in a zone. */
export const lastInstantOf = (day: Day, zone: Zone): Instant =>
  instantAt(beginningOf((day + 1) as Day, zone) - 1)
