/**
 * Time zones, months and service periods.
 *
 * The only importer of temporal-polyfill. Its function modules are taken one by one: bundled they are
 * 16 KB and cost nothing that can be measured at start-up, where the whole `Temporal` is 55 KB.
 */

import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime'
import { assert } from './failure.js'
import { getOrInsert } from './get-or-insert.js'
import {
  type Day,
  dayOf,
  daysInMonth,
  formatDay,
  type Instant,
  instantAt,
  type LocalTime,
  MILLIS_PER_DAY,
  type Zone,
} from './instant.js'

/** A stretch of time, `[from, to)`, over which a zone keeps one offset: local clock = instant + `offset`. */
export interface OffsetSpan {
  readonly from: Instant
  readonly to: Instant
  /** In milliseconds; positive east of Greenwich. */
  readonly offset: number
}

/** A zone that is read both ways. */
export interface TimeZone extends Zone {
  /** What the clocks of the zone show at an instant. */
  toLocal(instant: Instant): LocalTime
  /**
   * The offsets in force over `[from, to)`, in order, without gap or overlap: what a scanner needs to turn
   * millions of instants into cells of the local clock by additions alone. Empty when `to` is not after
   * `from`.
   */
  offsetSpans(from: Instant, to: Instant): readonly OffsetSpan[]
}

const NANOS_PER_MILLI = 1_000_000n

/**
 * The zone of an IANA name such as `Asia/Shanghai`, in any case; `id` is its proper spelling.
 * Throws a `RangeError` for anything else, offsets such as `+08:00` included: the platform answers in no
 * other way, and who read the name knows where it stood, so the issue is made there.
 */
export function zoneOf(name: string): TimeZone {
  if (!/^[A-Za-z]/.test(name)) throw new RangeError(`not the name of a time zone: ${name}`)
  const id = ZonedDateTime.create(0n, name).timeZoneId
  const offsetSpans = (from: Instant, to: Instant): OffsetSpan[] => findOffsetSpans(id, from, to)

  // Zone tables are slow to ask and a log asks row by row, so that a year's offsets are asked once. Two
  // days more on either side hold every instant whose clock shows this year, whatever the offset.
  const spansOfYears = new Map<number, readonly OffsetSpan[]>()
  function spansAround(millis: number): readonly OffsetSpan[] {
    const year = new Date(millis).getUTCFullYear()
    return getOrInsert(spansOfYears, year, () =>
      offsetSpans(
        instantAt(firstMillisOf(year) - 2 * MILLIS_PER_DAY),
        instantAt(firstMillisOf(year + 1) + 2 * MILLIS_PER_DAY),
      ),
    )
  }

  return {
    id,
    offsetSpans,
    toInstant({ day, millis }) {
      const wall = day * MILLIS_PER_DAY + millis
      // A reading that occurs twice lies in two spans, the earlier of which comes first; one that the clock
      // skips lies in none (rules §3).
      for (const span of spansAround(wall)) {
        const instant = wall - span.offset
        if (instant >= span.from && instant < span.to) return instantAt(instant)
      }
      return null
    },
    toLocal(instant) {
      const span = spansAround(instant).find(({ to }) => instant < to)
      assert(span, 'an instant outside its own year')
      const wall = instant + span.offset
      const day = Math.floor(wall / MILLIS_PER_DAY) as Day
      return { day, millis: wall - day * MILLIS_PER_DAY }
    },
  }
}

/** When a year begins in UTC. Date.UTC reads years below 100 as 19xx; shifting by 400 years (146,097 days) avoids that. */
const firstMillisOf = (year: number): number => Date.UTC(year + 400, 0, 1) - 146_097 * MILLIS_PER_DAY

function findOffsetSpans(id: string, from: Instant, to: Instant): OffsetSpan[] {
  const spans: OffsetSpan[] = []
  let start = from
  while (start < to) {
    const at = ZonedDateTime.create(BigInt(start) * NANOS_PER_MILLI, id)
    const next = ZonedDateTime.getTimeZoneTransition(at, 'next')
    const end = next === null ? to : Math.min(to, Number(next.epochNanoseconds / NANOS_PER_MILLI))
    spans.push({ from: start, to: instantAt(end), offset: ZonedDateTime.offsetNanoseconds(at) / 1e6 })
    start = instantAt(end)
  }
  return spans
}

/**
 * The times in or before `[from, to)` that the clocks of a zone show twice, by their earlier pass: up to the
 * instant at which the clocks are set back.
 */
export function repeatedTimes(
  zone: TimeZone,
  from: Instant,
  to: Instant,
): { readonly from: Instant; readonly to: Instant }[] {
  const spans = zone.offsetSpans(from, instantAt(to + MILLIS_PER_DAY))
  return spans.slice(1).flatMap(({ from: change, offset }, index) => {
    const back = spans[index]!.offset - offset
    return back > 0 ? [{ from: instantAt(change - back), to: change }] : []
  })
}

/** A month of the calendar; `month` is 1 to 12. */
export interface Month {
  readonly year: number
  readonly month: number
}

/** The month written `YYYY-MM`, or null when the text is none. */
export function parseMonth(text: string): Month | null {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text)
  return match && match[1] !== '0000' ? { year: Number(match[1]), month: Number(match[2]) } : null
}

/** The month as `YYYY-MM`. */
export const formatMonth = (month: Month): string => formatDay(firstDayOf(month)).slice(0, 7)

/** The month that a day lies in. */
export function monthOf(day: Day): Month {
  const date = new Date(day * MILLIS_PER_DAY)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 }
}

/** The month `count` months later (earlier when negative). */
export function addMonths({ year, month }: Month, count: number): Month {
  const months = year * 12 + (month - 1) + count
  return { year: Math.floor(months / 12), month: (((months % 12) + 12) % 12) + 1 }
}

/** The day of a month by its number, clamped to the month's length. Asserts a year of 1 to 9999. */
export function dayOfMonth({ year, month }: Month, date: number): Day {
  const day = dayOf(year, month, Math.min(date, daysInMonth(year, month)))
  assert(day !== null, `no such month: ${year}-${month}`)
  return day
}

/** The first day of a month. */
export const firstDayOf = (month: Month): Day => dayOfMonth(month, 1)
/** The last day of a month. */
export const lastDayOf = (month: Month): Day => dayOfMonth(month, 31)

/** The day `count` days later (earlier when negative). */
export const addDays = (day: Day, count: number): Day => (day + count) as Day

/** What availability is measured over: a calendar month, or the part of one that a term covers. */
export interface ServicePeriod {
  /** The first day. */
  readonly start: Day
  /** The last day, which belongs to the period. */
  readonly end: Day
}

/** How many days a period has. */
export const countDays = (period: ServicePeriod): number => period.end - period.start + 1

/** The service period that is a whole calendar month. */
export const servicePeriodOf = (month: Month): ServicePeriod => ({
  start: firstDayOf(month),
  end: lastDayOf(month),
})

/**
 * The service periods of a term of `months` (at least 1) from `start`: its calendar months, cut to the
 * term. The term ends on the day before the same date `months` later, a date that a shorter month does
 * not have being its last (rules §3): one month from 31 January ends on 27 February.
 */
export function servicePeriodsOfTerm(start: Day, months: number): ServicePeriod[] {
  assert(Number.isInteger(months) && months >= 1, `not a number of months: ${months}`)
  const last = addDays(
    dayOfMonth(addMonths(monthOf(start), months), new Date(start * MILLIS_PER_DAY).getUTCDate()),
    -1,
  )
  const periods: ServicePeriod[] = []
  for (let from = start; from <= last; ) {
    const end = Math.min(lastDayOf(monthOf(from)), last) as Day
    periods.push({ start: from, end })
    from = addDays(end, 1)
  }
  return periods
}

/** The calendar months that hold any of `days`, in order: the periods of a log for which no term is known. */
export function servicePeriodsTouched(days: Iterable<Day>): ServicePeriod[] {
  const starts = new Set<Day>()
  for (const day of days) starts.add(firstDayOf(monthOf(day)))
  return [...starts].sort((a, b) => a - b).map(start => servicePeriodOf(monthOf(start)))
}

/** Whether the period is not over yet on `today`, so that its result can still change. */
export const isRunning = (period: ServicePeriod, today: Day): boolean => today <= period.end
