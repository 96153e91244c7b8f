import { describe, expect, it } from 'vitest'
import { servicePeriodOf } from '../../../src/core/calendar.js'
import { CN_WORKING_DAYS } from '../../../src/core/cn-working-days.js'
import { type Day, formatDay, parseDay } from '../../../src/core/instant.js'
import { claimWindowOf, standingOf } from '../../../src/core/sla/claim-window.js'
import { WEEKDAYS, type WorkingDays, workingDaysFrom } from '../../../src/core/working-days.js'

const TERMS = { opensAfterWorkingDay: 5, closesAfterMonths: 2 }
const day = (text: string): Day => parseDay(text)!
const windowOf = (start: string, end: string, workingDays: WorkingDays = WEEKDAYS) => {
  const { opens, closes, ...rest } = claimWindowOf({ start: day(start), end: day(end) }, TERMS, workingDays)
  return { opens: formatDay(opens), closes: formatDay(closes), ...rest }
}

describe('the claim window', () => {
  it('opens on the day after the fifth working day of the next month', () => {
    expect(windowOf('2026-10-01', '2026-10-31')).toEqual({
      opens: '2026-11-07',
      closes: '2026-12-31',
      calendar: 'weekdays',
      estimated: false,
    })
  })
  it('closes at the end of the second month after', () => {
    expect(windowOf('2026-03-01', '2026-03-31').closes).toBe('2026-05-31')
    expect(windowOf('2026-12-01', '2026-12-31').closes).toBe('2027-02-28')
    expect(windowOf('2027-12-01', '2027-12-31').closes).toBe('2028-02-29')
  })
  it('of a part month is that of its month', () => {
    expect(windowOf('2026-06-01', '2026-06-16')).toMatchObject({ opens: '2026-07-08', closes: '2026-08-31' })
  })
  // October 2026 in mainland China: off until the 7th, working on 8, 9, 10 (made up), 12 and 13.
  it('by the calendar of mainland China waits for the holidays and takes make-up days as working days', () => {
    expect(windowOf('2026-09-01', '2026-09-30', CN_WORKING_DAYS)).toEqual({
      opens: '2026-10-14',
      closes: '2026-11-30',
      calendar: 'cn',
      estimated: false,
    })
  })
  it('in a year that the calendar does not know is estimated by weekdays, and says so', () => {
    expect(windowOf('2026-12-01', '2026-12-31', CN_WORKING_DAYS)).toEqual({
      opens: '2027-01-08',
      closes: '2027-02-28',
      calendar: 'weekdays',
      estimated: true,
    })
  })
  it('by a list of holidays leaves them out', () => {
    const list = workingDaysFrom('holidays.csv', ['2026-11-03'], ['2026-11-01'])
    expect(windowOf('2026-10-01', '2026-10-31', list)).toMatchObject({
      opens: '2026-11-07',
      calendar: 'holidays.csv',
    })
  })
  it('that waits for no working day opens on the day after the period', () => {
    const period = servicePeriodOf({ year: 2026, month: 10 })
    const { opens, closes, calendar } = claimWindowOf(
      period,
      { opensAfterWorkingDay: null, closesAfterMonths: 1 },
      WEEKDAYS,
    )
    expect([formatDay(opens), formatDay(closes), calendar]).toEqual(['2026-11-01', '2026-11-30', null])
  })
})

describe('a day', () => {
  const window = claimWindowOf(servicePeriodOf({ year: 2026, month: 10 }), TERMS, WEEKDAYS)
  it('stands before, in or after the window, whose first and last day belong to it', () => {
    const standing = (text: string) => standingOf(window, day(text))
    expect(standing('2026-11-06')).toEqual({ state: 'not-open-yet', daysLeft: 55 })
    expect(standing('2026-11-07')).toEqual({ state: 'open', daysLeft: 54 })
    expect(standing('2026-12-31')).toEqual({ state: 'open', daysLeft: 0 })
    expect(standing('2027-01-01')).toEqual({ state: 'closed', daysLeft: null })
  })
})
