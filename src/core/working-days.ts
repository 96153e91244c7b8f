/** Working-day calendars by which a claim window opens. */
import { type Day, formatDay } from './instant.js'

/** Tells working days from days off. */
export interface WorkingDays {
  /** `cn`, `weekdays`, or the name of the user's own file. */
  readonly id: string
  /** Whether people work on this day; null when the calendar has no data for its year. */
  isWorkingDay(day: Day): boolean | null
}

// 1970-01-01, day 0, was a Thursday: days 2 and 3 of each week of days are Saturday and Sunday.
const isWeekday = (day: Day): boolean => (((day - 2) % 7) + 7) % 7 > 1

/** Monday to Friday, holidays not regarded. */
export const WEEKDAYS: WorkingDays = { id: 'weekdays', isWorkingDay: isWeekday }

/**
 * Monday to Friday except `daysOff`, and besides them `makeUpDays`, all as `2026-10-01`: any other spelling of a date
 * names no day. A year is known when either list names a day in it: no country lives a year without a holiday, so
 * that a year without an entry is a year that the list does not reach, and answering from weekdays alone would be a
 * guess.
 */
export function workingDaysFrom(
  id: string,
  daysOff: Iterable<string>,
  makeUpDays: Iterable<string>,
): WorkingDays {
  const [off, on] = [new Set(daysOff), new Set(makeUpDays)]
  const yearOf = (date: string): string => date.slice(0, 4)
  const years = new Set([...off, ...on].map(yearOf))
  return {
    id,
    isWorkingDay(day) {
      const date = formatDay(day)
      return years.has(yearOf(date)) ? on.has(date) || (isWeekday(day) && !off.has(date)) : null
    },
  }
}
