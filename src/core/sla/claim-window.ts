/** When a claim for a service period can be made. */
import { addDays, addMonths, firstDayOf, lastDayOf, monthOf, type ServicePeriod } from '../calendar.js'
import { assert } from '../failure.js'
import type { Day } from '../instant.js'
import { WEEKDAYS, type WorkingDays } from '../working-days.js'
import type { ClaimTerms } from './agreement.js'

/** The days on which a claim is taken, both included. */
export interface ClaimWindow {
  readonly opens: Day
  readonly closes: Day
  /**
   * The working-day calendar that set `opens`: `weekdays` when the one asked for does not reach so far, null
   * when the agreement counts no working days.
   */
  readonly calendar: string | null
  /** Whether `opens` is an estimate by weekdays, for want of data; `closes` never is. */
  readonly estimated: boolean
}

/**
 * The claim window of a period. SLA 3.2: it opens "after the fifth working day" of the next month, hence
 * on the day after it, and closes at the end of the second month after the period's own. A calendar that does
 * not know a day on the way is not asked further: the whole count is then done by weekdays and marked as
 * estimated.
 */
export function claimWindowOf(
  period: ServicePeriod,
  terms: Pick<ClaimTerms, 'opensAfterWorkingDay' | 'closesAfterMonths'>,
  workingDays: WorkingDays,
): ClaimWindow {
  const month = monthOf(period.end)
  const closes = lastDayOf(addMonths(month, terms.closesAfterMonths))
  if (terms.opensAfterWorkingDay === null) {
    return { opens: addDays(period.end, 1), closes, calendar: null, estimated: false }
  }
  const from = firstDayOf(addMonths(month, 1))
  const known = findWorkingDay(from, terms.opensAfterWorkingDay, workingDays)
  if (known !== null) return { opens: addDays(known, 1), closes, calendar: workingDays.id, estimated: false }
  const guess = findWorkingDay(from, terms.opensAfterWorkingDay, WEEKDAYS)
  assert(guess !== null, 'weekdays are known in every year')
  return { opens: addDays(guess, 1), closes, calendar: WEEKDAYS.id, estimated: true }
}

/** The `count`-th working day from `from` on, or null when the calendar does not know a day before it. */
function findWorkingDay(from: Day, count: number, workingDays: WorkingDays): Day | null {
  let found = 0
  for (let day = from; ; day = addDays(day, 1)) {
    const works = workingDays.isWorkingDay(day)
    if (works === null) return null
    if (works) found++
    if (found === count) return day
  }
}

export interface ClaimStanding {
  readonly state: 'not-open-yet' | 'open' | 'closed'
  /** Whole days from `today` to the window's last day, 0 on that day; null when it is closed. */
  readonly daysLeft: number | null
}

export function standingOf({ opens, closes }: ClaimWindow, today: Day): ClaimStanding {
  if (today > closes) return { state: 'closed', daysLeft: null }
  return { state: today < opens ? 'not-open-yet' : 'open', daysLeft: closes - today }
}
