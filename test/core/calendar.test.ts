import notices from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addMonths,
  countDays,
  formatMonth,
  isRunning,
  monthOf,
  parseMonth,
  repeatedTimes,
  type ServicePeriod,
  servicePeriodOf,
  servicePeriodsOfTerm,
  servicePeriodsTouched,
  zoneOf,
} from '../../src/core/calendar.js'
import { CN_WORKING_DAYS } from '../../src/core/cn-working-days.js'
import { type Day, formatDay, formatInstant, instantAt, parseDay, UTC } from '../../src/core/instant.js'
import { parseInstant } from '../../src/core/time-text.js'
import { WEEKDAYS, workingDaysFrom } from '../../src/core/working-days.js'

const day = (text: string): Day => parseDay(text)!
const at = (text: string) => parseInstant(text, UTC)!
const write = (period: ServicePeriod): string => `${formatDay(period.start)}/${formatDay(period.end)}`

describe('a term is cut into calendar months', () => {
  it("three months from 17 March are the agreement's four periods", () => {
    expect(servicePeriodsOfTerm(day('2026-03-17'), 3).map(write)).toEqual([
      '2026-03-17/2026-03-31',
      '2026-04-01/2026-04-30',
      '2026-05-01/2026-05-31',
      '2026-06-01/2026-06-16',
    ])
  })
  it('one month from 31 January ends on 27 February, as February has no 31st', () => {
    expect(servicePeriodsOfTerm(day('2026-01-31'), 1).map(write)).toEqual([
      '2026-01-31/2026-01-31',
      '2026-02-01/2026-02-27',
    ])
  })
  it('one month from 31 January of a leap year ends on 28 February', () => {
    expect(servicePeriodsOfTerm(day('2028-01-31'), 1).map(write).at(-1)).toBe('2028-02-01/2028-02-28')
  })
  it('a term from the first of a month is whole months', () => {
    expect(servicePeriodsOfTerm(day('2026-12-01'), 2).map(write)).toEqual([
      '2026-12-01/2026-12-31',
      '2027-01-01/2027-01-31',
    ])
  })
  it('a term that ends on the first of a month has a period of that day', () => {
    expect(servicePeriodsOfTerm(day('2026-01-02'), 1).map(write)).toEqual([
      '2026-01-02/2026-01-31',
      '2026-02-01/2026-02-01',
    ])
  })
  it('periods follow one another without gap, each within one month', () => {
    const days = fc.integer({ min: day('1999-01-01'), max: day('2101-01-01') })
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 40 }), (start, months) => {
        const periods = servicePeriodsOfTerm(start as Day, months)
        expect(periods[0]!.start).toBe(start)
        periods.forEach((period, i) => {
          expect(monthOf(period.start)).toEqual(monthOf(period.end))
          if (i > 0) expect(period.start).toBe(periods[i - 1]!.end + 1)
        })
        const length = periods.reduce((sum, period) => sum + countDays(period), 0)
        expect(length).toBeGreaterThanOrEqual(28 * months)
        expect(length).toBeLessThanOrEqual(31 * months)
      }),
      { seed: 31 },
    )
  })
})

describe('months', () => {
  it('are written YYYY-MM and nothing else', () => {
    expect(parseMonth('2026-10')).toEqual({ year: 2026, month: 10 })
    for (const text of ['2026-13', '2026-00', '2026-1', '0000-01', '2026-10-01', ' 2026-10', ''])
      expect(parseMonth(text)).toBeNull()
    expect(formatMonth({ year: 2026, month: 2 })).toBe('2026-02')
  })
  it('are counted over the end of a year both ways', () => {
    expect(addMonths({ year: 2026, month: 12 }, 2)).toEqual({ year: 2027, month: 2 })
    expect(addMonths({ year: 2026, month: 1 }, -1)).toEqual({ year: 2025, month: 12 })
  })
  it('have the days of the calendar, leap years included', () => {
    const length = (text: string): number => countDays(servicePeriodOf(parseMonth(text)!))
    expect(['2026-02', '2028-02', '2100-02', '2026-10', '2026-11'].map(length)).toEqual([28, 29, 28, 31, 30])
  })
  it('that a log touches are its periods, in order and once each', () => {
    const touched = servicePeriodsTouched(['2026-11-02', '2026-10-31', '2026-11-30', '2026-08-01'].map(day))
    expect(touched.map(write)).toEqual([
      '2026-08-01/2026-08-31',
      '2026-10-01/2026-10-31',
      '2026-11-01/2026-11-30',
    ])
  })
  it('run until their last day is over', () => {
    const october = servicePeriodOf({ year: 2026, month: 10 })
    expect(isRunning(october, day('2026-10-31'))).toBe(true)
    expect(isRunning(october, day('2026-11-01'))).toBe(false)
  })
})

describe('a zone', () => {
  const berlin = zoneOf('Europe/Berlin')
  it('is found by any spelling of its IANA name, links included', () => {
    expect(zoneOf('asia/shanghai').id).toBe('Asia/Shanghai')
    expect(zoneOf('utc').id).toBe('UTC')
    expect(zoneOf('Asia/Kolkata').toLocal(at('2026-01-01T00:00:00Z')).millis).toBe(5.5 * 3_600_000)
  })
  it('is not an offset, nor an unknown name', () => {
    for (const name of ['+08:00', 'Mars/Base', '', '-05']) expect(() => zoneOf(name)).toThrow(RangeError)
  })
  it('takes a clock reading that occurs twice as the earlier instant', () => {
    expect(formatInstant(parseInstant('2026-10-25T02:30:00', berlin)!)).toBe('2026-10-25T00:30:00Z')
    expect(formatInstant(parseInstant('2026-10-25T03:00:00', berlin)!)).toBe('2026-10-25T02:00:00Z')
  })
  it('has no instant for a clock reading that is skipped', () => {
    expect(parseInstant('2026-03-29T02:00:00', berlin)).toBeNull()
    expect(parseInstant('2026-03-29T02:59:59.999', berlin)).toBeNull()
    expect(formatInstant(parseInstant('2026-03-29T03:00:00', berlin)!)).toBe('2026-03-29T01:00:00Z')
    expect(formatInstant(parseInstant('2026-03-29T01:59:59.999', berlin)!)).toBe('2026-03-29T00:59:59.999Z')
  })
  it('shows the same clock reading in both passes of a repeated hour', () => {
    const early = berlin.toLocal(at('2026-10-25T00:30:00Z'))
    expect(berlin.toLocal(at('2026-10-25T01:30:00Z'))).toEqual(early)
    expect(early).toEqual({ day: day('2026-10-25'), millis: 2.5 * 3_600_000 })
  })
  it('counts local days before 1970 and over the end of a year', () => {
    expect(berlin.toLocal(at('2025-12-31T23:30:00Z'))).toEqual({ day: day('2026-01-01'), millis: 1_800_000 })
    expect(berlin.toLocal(instantAt(-1))).toEqual({ day: day('1970-01-01'), millis: 3_599_999 })
  })
  it('reads and shows clocks in years below 100 too', () => {
    for (const text of ['0001-01-01T00:00:00Z', '0050-06-01T12:00:00Z', '0099-12-31T23:59:59Z']) {
      const { day: date, millis } = zoneOf('UTC').toLocal(at(text))
      expect(formatInstant(instantAt(date * 86_400_000 + millis))).toBe(text)
      expect(parseInstant(text.slice(0, -1), zoneOf('UTC'))).toBe(at(text))
    }
  })
  it('begins a day whose midnight the clocks skip when they go on, and a day that is skipped whole never', () => {
    const begin = (text: string, zone: string) => {
      const instant = parseInstant(text, zoneOf(zone))
      return instant === null ? null : formatInstant(instant)
    }
    expect(begin('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00Z')
    expect(begin('2026-03-29', 'Asia/Beirut')).toBe('2026-03-28T22:00:00Z')
    expect(begin('2026-03-30', 'Asia/Beirut')).toBe('2026-03-29T21:00:00Z')
    expect(begin('2026-09-06T00:00:00', 'America/Santiago')).toBeNull()
    expect(begin('2011-12-30', 'Pacific/Apia')).toBeNull()
  })
  it('shows times twice where its clocks are set back, and only there', () => {
    const repeated = (from: string, to: string, zone = berlin) =>
      repeatedTimes(zone, at(from), at(to)).map(time => [formatInstant(time.from), formatInstant(time.to)])
    const twice = [['2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z']]
    expect(repeated('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).toEqual(twice)
    expect(repeated('2026-10-25T00:00:00Z', '2026-10-25T00:01:00Z')).toEqual(twice)
    expect(repeated('2026-10-25T01:00:00Z', '2026-10-25T02:00:00Z')).toEqual([])
    expect(repeated('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z')).toEqual([])
    expect(repeated('2026-04-01T00:00:00Z', '2026-05-01T00:00:00Z', zoneOf('Australia/Lord_Howe'))).toEqual([
      ['2026-04-04T14:30:00Z', '2026-04-04T15:00:00Z'],
    ])
  })
  it('lists its offsets over a range without gap or overlap', () => {
    const spans = berlin.offsetSpans(at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z'))
    expect(spans.map(span => [formatInstant(span.from), span.offset / 3_600_000])).toEqual([
      ['2026-01-01T00:00:00Z', 1],
      ['2026-03-29T01:00:00Z', 2],
      ['2026-10-25T01:00:00Z', 1],
    ])
    expect(spans.map(span => span.to).slice(0, -1)).toEqual(spans.map(span => span.from).slice(1))
    expect(formatInstant(spans.at(-1)!.to)).toBe('2027-01-01T00:00:00Z')
    expect(berlin.offsetSpans(instantAt(0), instantAt(0))).toEqual([])
  })
  it('agrees with the clocks that the platform shows, in odd zones and at any time', () => {
    const names = [
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
      'Pacific/Apia',
    ]
    const instants = fc.integer({ min: at('1971-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') })
    for (const name of names) {
      const zone = zoneOf(name)
      const clock = new Intl.DateTimeFormat('sv-SE', {
        timeZone: name,
        dateStyle: 'short',
        timeStyle: 'medium',
      })
      fc.assert(
        fc.property(instants, millis => {
          const local = zone.toLocal(instantAt(millis))
          const seconds = new Date(local.millis).toISOString().slice(11, 19)
          expect(`${formatDay(local.day)} ${seconds}`).toBe(clock.format(millis))
          const back = zone.toInstant(local)!
          expect(back).toBeLessThanOrEqual(millis)
          expect(zone.toLocal(back)).toEqual(local)
        }),
        { seed: 7 },
      )
    }
  })
})

describe('working days', () => {
  it('of the week are Monday to Friday', () => {
    const week = [
      '2026-11-02',
      '2026-11-03',
      '2026-11-04',
      '2026-11-05',
      '2026-11-06',
      '2026-11-07',
      '2026-11-08',
    ]
    expect(week.map(text => WEEKDAYS.isWorkingDay(day(text)))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ])
    expect(WEEKDAYS.isWorkingDay(day('1969-12-31'))).toBe(true)
    expect(WEEKDAYS.isWorkingDay(day('1969-12-27'))).toBe(false)
  })
  it('of a list are weekdays without its days off, and its make-up days', () => {
    const list = workingDaysFrom('holidays.csv', ['2026-12-25'], ['2026-12-26'])
    expect(list.isWorkingDay(day('2026-12-25'))).toBe(false)
    expect(list.isWorkingDay(day('2026-12-26'))).toBe(true)
    expect(list.isWorkingDay(day('2026-12-24'))).toBe(true)
  })
  it('of a year that a list does not name are not known', () => {
    const list = workingDaysFrom('holidays.csv', ['2026-12-25'], [])
    expect(list.isWorkingDay(day('2027-01-04'))).toBeNull()
  })
  // National Day 2026: off from 1 to 7 October, made up on 20 September and 10 October.
  it('of mainland China leave out the holidays and take in the make-up days', () => {
    const works = (text: string): boolean | null => CN_WORKING_DAYS.isWorkingDay(day(text))
    expect(works('2026-10-07')).toBe(false)
    expect(works('2026-10-08')).toBe(true)
    expect(works('2026-10-10')).toBe(true)
    expect(works('2026-10-11')).toBe(false)
    expect(works('2026-09-20')).toBe(true)
    // The Spring Festival of 2020 was made longer while it was on.
    expect(works('2020-01-31')).toBe(false)
  })
  it('of mainland China are named by dates that there are', () => {
    const dates = [...Object.keys(notices.holidays), ...Object.keys(notices.workdays)]
    expect(dates.length).toBeGreaterThan(700)
    expect(dates.filter(date => parseDay(date) === null)).toEqual([])
  })
  it('of mainland China are known from 2004 to 2026, and never guessed outside', () => {
    const works = (text: string): boolean | null => CN_WORKING_DAYS.isWorkingDay(day(text))
    expect([works('2003-12-31'), works('2027-01-04'), works('2035-06-01')]).toEqual([null, null, null])
    for (let year = 2004; year <= 2026; year++) {
      expect(works(`${year}-10-01`)).toBe(false)
      const days = Array.from({ length: 365 }, (_, i) =>
        CN_WORKING_DAYS.isWorkingDay((day(`${year}-01-01`) + i) as Day),
      )
      const working = days.filter(Boolean).length
      expect(working).toBeGreaterThanOrEqual(245)
      expect(working).toBeLessThanOrEqual(256)
    }
  })
})
