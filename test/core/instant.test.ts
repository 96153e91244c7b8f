import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { zoneOf } from '../../src/core/calendar.js'
import {
  dayOf,
  daysInMonth,
  formatDay,
  formatInstant,
  instantAt,
  parseDay,
  startOfDay,
  UTC,
  type Zone,
} from '../../src/core/instant.js'
import { explainTime, parseInstant } from '../../src/core/time-text.js'

/** The time that a text means, as ISO-8601; null when it means none. */
function read(text: string, zone: Zone = UTC): string | null {
  const instant = parseInstant(text, zone)
  return instant === null ? null : formatInstant(instant)
}

const SHANGHAI = zoneOf('Asia/Shanghai')
const NEW_YORK = zoneOf('America/New_York')

describe('a time', () => {
  test.each([
    ['01/Oct/2026:12:34:56 +0000', '2026-10-01T12:34:56Z'],
    ['[01/Oct/2026:12:34:56.789 +0200]', '2026-10-01T10:34:56.789Z'],
    ['[01/Oct/2026:12:34:56.789]', '2026-10-01T12:34:56.789Z'],
    ['[2026-10-01T12:34:56.789Z]', '2026-10-01T12:34:56.789Z'],
    ['Thu, 01 Oct 2026 12:34:56 GMT', '2026-10-01T12:34:56Z'],
    ['1 Oct 2026', '2026-10-01T00:00:00Z'],
    ['1 October 2026', '2026-10-01T00:00:00Z'],
    ['Oct 1, 2026', '2026-10-01T00:00:00Z'],
    ['Oct 1, 2026 @ 12:34:56.789', '2026-10-01T12:34:56.789Z'],
    ['October 1, 2026, 1:05 PM', '2026-10-01T13:05:00Z'],
    ['2026-10-01 12:34:56.789 +0200 CEST', '2026-10-01T10:34:56.789Z'],
    ['01-Oct-2026 12:34', '2026-10-01T12:34:00Z'],
    ['2026/10/1', '2026-10-01T00:00:00Z'],
    ['2026/10/1 8:05', '2026-10-01T08:05:00Z'],
    ['2026-10-01 11:30:00 PM', '2026-10-01T23:30:00Z'],
    ['2026-10-01 12:30 AM', '2026-10-01T00:30:00Z'],
    ['2026-10-01 12:30 pm', '2026-10-01T12:30:00Z'],
  ])('%s is as programs and spreadsheets write it and means %s', (text, meant) => {
    expect(read(text)).toBe(meant)
  })
  test.each([
    ['8/3/2026', '2026-08-03T00:00:00Z', '2026-03-08T00:00:00Z'],
    ['8/20/2026 2:05 PM', '2026-08-20T14:05:00Z', null],
    ['20.8.2026', null, '2026-08-20T00:00:00Z'],
  ])('%s is %s with the month first and %s with the day first', (text, monthFirst, dayFirst) => {
    const inOrder = (order: 'MDY' | 'DMY') => {
      const at = parseInstant(text, UTC, order)
      return at === null ? null : formatInstant(at)
    }
    expect([inOrder('MDY'), inOrder('DMY')]).toEqual([monthFirst, dayFirst])
  })
  test.each([
    ['46296', "which looks like a spreadsheet's serial date (2026-10-01)"],
    ['46354.33', "which looks like a spreadsheet's serial date (2026-11-28)"],
    ['20261001', 'which looks like YYYYMMDD (2026-10-01)'],
    ['20261001120000', 'which looks like YYYYMMDDhhmmss (2026-10-01)'],
    ['12', 'which as an epoch lies before 2000-01-01, and no such time is read'],
    ['2026-02-30', 'which is a date that does not exist'],
    ['30/Feb/2026:12:00:00 +0000', 'which is a date that does not exist'],
    ['2026-03-08 02:30:00', 'which is no time that exists in America/New_York'],
    ['yesterday', 'which is not a form of time that is read'],
    ['Oct  1 12:00:00', 'which is not a form of time that is read'],
  ])('%s is none, and is told as what it looks like', (text, what) => {
    expect(parseInstant(text, NEW_YORK)).toBeNull()
    expect(explainTime(text, NEW_YORK).what).toBe(what)
  })
  test.each([
    ['2026-10-01T12:34:56Z', '2026-10-01T12:34:56Z'],
    ['2026-10-01t12:34:56z', '2026-10-01T12:34:56Z'],
    ['2026-10-01 12:34:56Z', '2026-10-01T12:34:56Z'],
    ['2026-10-01 12:34:56 Z', '2026-10-01T12:34:56Z'],
    ['2026-10-01 12:34', '2026-10-01T12:34:00Z'],
    ['2026-10-01', '2026-10-01T00:00:00Z'],
    ['2026-10-01T12:34:56.5Z', '2026-10-01T12:34:56.500Z'],
    ['2026-10-01T12:34:56,25Z', '2026-10-01T12:34:56.250Z'],
    ['2026-10-01T12:34:56.123456789Z', '2026-10-01T12:34:56.123Z'],
    ['2026-10-01T12:34:56+08:00', '2026-10-01T04:34:56Z'],
    ['2026-10-01T12:34:56-0530', '2026-10-01T18:04:56Z'],
    ['2026-10-01T12:34:56+08', '2026-10-01T04:34:56Z'],
    ['2026-10-01T00:00:00+23:59', '2026-09-30T00:01:00Z'],
    ['2026-10-01T12:34:56-00:00', '2026-10-01T12:34:56Z'],
    ['2026-10-01 12:34:56 UTC', '2026-10-01T12:34:56Z'],
    ['2026-10-01T12:34:56 GMT', '2026-10-01T12:34:56Z'],
    ['2026-10-01T24:00:00Z', '2026-10-02T00:00:00Z'],
    ['20261001T123456Z', '2026-10-01T12:34:56Z'],
    ['20261001T123456.789+0800', '2026-10-01T04:34:56.789Z'],
    // There is no 61st second to count by: a leap second lies in the last one of its day.
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
    ['2017-01-01T07:59:60.5+08:00', '2016-12-31T23:59:59.999Z'],
  ])('%s is ISO-8601 and means %s', (text, meant) => {
    expect(read(text)).toBe(meant)
  })
  test.each([
    ['1790812800', '2026-10-01T00:00:00Z'],
    ['1790812800.123', '2026-10-01T00:00:00.123Z'],
    ['1790812800.9999', '2026-10-01T00:00:00.999Z'],
    // What pandas writes of a number.
    ['1790812800.1030519009', '2026-10-01T00:00:00.103Z'],
    ['1790812800123', '2026-10-01T00:00:00.123Z'],
    // Above 10^11 the number counts milliseconds, up to it seconds.
    ['100000000000', '5138-11-16T09:46:40Z'],
    ['946684800', '2000-01-01T00:00:00Z'],
    ['946684800000', '2000-01-01T00:00:00Z'],
    // Micro- and nanoseconds are told by their digits.
    ['1790812800123456', '2026-10-01T00:00:00.123Z'],
    ['1790812800123456789', '2026-10-01T00:00:00.123Z'],
    ['946684800000000', '2000-01-01T00:00:00Z'],
    ['99999999999', '5138-11-16T09:46:39Z'],
  ])('%s counts from the epoch and means %s', (text, meant) => {
    expect(read(text)).toBe(meant)
  })
  test.each([
    ['nothing', ''],
    ['a word', 'now'],
    ['a date that does not exist', '2026-02-29'],
    ['a 29th of February of a year divisible by 100', '2100-02-29T00:00:00Z'],
    ['the 31st of a short month', '2026-06-31T00:00:00Z'],
    ['month 0', '2026-00-10'],
    ['month 13', '2026-13-10'],
    ['day 0', '2026-10-00'],
    ['year 0', '0000-01-01'],
    ['a minute after hour 24', '2026-10-01T24:01:00Z'],
    ['minute 60', '2026-10-01T12:60:00Z'],
    ['second 60', '2026-10-01T12:00:60Z'],
    ['an hour alone', '2026-10-01T12Z'],
    ['an offset of 24 hours', '2026-10-01T12:00:00+24:00'],
    ['an offset of 60 minutes', '2026-10-01T12:00:00+01:60'],
    ['month or day first, of which nobody said which', '10/01/2026'],
    ['a leap second within a day', '2026-10-01T12:59:60Z'],
    ['hour 13 in the afternoon', '2026-10-01 13:00 PM'],
    ['an epoch before the year 2000', '946684799'],
    ['the same in milliseconds', '946684799999'],
    ['a spreadsheet serial', '46296.33'],
    ['a date without separators', '20261001'],
    ['a date and clock without separators', '20261001120000'],
    ['brackets around nothing', '[]'],
    ['a blank in front', ' 2026-10-01'],
    ['a line end behind', '2026-10-01\n'],
    ['a zone by another name', '2026-10-01T00:00:00 CEST'],
    ['a negative count', '-1'],
    ['an exponent', '1.7e9'],
    ['full-width digits', '２０２６-10-01'],
    ['a point and no fraction', '1790812800.'],
    ['a count of seconds after the year 9999', '253402300800000'],
    ['an offset that leads out of the year 9999', '9999-12-31T23:59:59-01:00'],
    ['an offset that leads before the year 1', '0001-01-01T00:00:00+01:00'],
  ])('%s is none', (_, text) => {
    expect(read(text)).toBeNull()
  })
  test('29 February is a day of leap years alone', () => {
    expect(read('2028-02-29T00:00:00Z')).toBe('2028-02-29T00:00:00Z')
    expect(read('2000-02-29')).toBe('2000-02-29T00:00:00Z')
    expect(read('2027-02-29')).toBeNull()
    expect(read('1900-02-29')).toBeNull()
  })
  test('without a zone it is one of --tz, also when it is a date alone', () => {
    expect(read('2026-10-01 00:00:00', SHANGHAI)).toBe('2026-09-30T16:00:00Z')
    expect(read('2026-10-01', SHANGHAI)).toBe('2026-09-30T16:00:00Z')
    expect(read('2026-10-01T00:00:00Z', SHANGHAI)).toBe('2026-10-01T00:00:00Z')
    expect(read('1790812800', SHANGHAI)).toBe('2026-10-01T00:00:00Z')
  })
  test('that occurs twice means the earlier instant, and one that the clock skips means none', () => {
    expect(read('2026-11-01 01:30:00', NEW_YORK)).toBe('2026-11-01T05:30:00Z')
    expect(read('2026-03-08 02:30:00', NEW_YORK)).toBeNull()
    expect(read('2026-03-08 03:00:00', NEW_YORK)).toBe('2026-03-08T07:00:00Z')
  })
  test('comes back as it was written, to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }), millis => {
        expect(parseInstant(formatInstant(instantAt(millis)), UTC)).toBe(millis)
      }),
      { seed: 4, numRuns: 1000 },
    )
  })
  test('shifted by an offset it is what Date says', () => {
    const two = (value: number) => String(value).padStart(2, '0')
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_102_444_800_000 }),
        fc.integer({ min: -1439, max: 1439 }),
        (millis, minutes) => {
          const local = new Date(millis + minutes * 60_000).toISOString().slice(0, -1)
          const size = Math.abs(minutes)
          const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
          expect(parseInstant(local + offset, UTC)).toBe(millis)
        },
      ),
      { seed: 5, numRuns: 1000 },
    )
  })
})

describe('a day', () => {
  test('is YYYY-MM-DD and exists', () => {
    expect(formatDay(parseDay('2026-10-01')!)).toBe('2026-10-01')
    expect(formatDay(parseDay('0001-01-01')!)).toBe('0001-01-01')
    expect(formatDay(parseDay('9999-12-31')!)).toBe('9999-12-31')
    for (const text of ['2026-02-30', '2026-10-1', '20261001', '2026-10-01T00:00', '', '0000-01-01'])
      expect(parseDay(text)).toBeNull()
  })
  test('starts at midnight UTC', () => {
    expect(formatInstant(startOfDay(parseDay('2026-10-01')!))).toBe('2026-10-01T00:00:00Z')
  })
  test('follows the day before, through months, leap years and centuries', () => {
    let previous = dayOf(1599, 12, 31)!
    for (let year = 1600; year <= 2001; year++)
      for (let month = 1; month <= 12; month++)
        for (let date = 1; date <= daysInMonth(year, month); date++) {
          const day = dayOf(year, month, date)!
          if (day !== previous + 1) throw new Error(`${year}-${month}-${date}`)
          previous = day
        }
    expect(previous).toBe(dayOf(2001, 12, 31))
  })
})
