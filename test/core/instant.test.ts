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
  parseInstant,
  startOfDay,
  UTC,
  type Zone,
} from '../../src/core/instant.js'

/** The time that a text means, as ISO-8601; null when it means none. */
function read(text: string, zone: Zone = UTC): string | null {
  const instant = parseInstant(text, zone)
  return instant === null ? null : formatInstant(instant)
}

const SHANGHAI = zoneOf('Asia/Shanghai')
const NEW_YORK = zoneOf('America/New_York')

describe('a time', () => {
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
  ])('%s is ISO-8601 and means %s', (text, meant) => {
    expect(read(text)).toBe(meant)
  })
  test.each([
    ['0', '1970-01-01T00:00:00Z'],
    ['1790812800', '2026-10-01T00:00:00Z'],
    ['1790812800.123', '2026-10-01T00:00:00.123Z'],
    ['1790812800.9999', '2026-10-01T00:00:00.999Z'],
    ['1790812800123', '2026-10-01T00:00:00.123Z'],
    // Above 10^11 the number counts milliseconds, up to it seconds.
    ['100000000000', '5138-11-16T09:46:40Z'],
    ['100000000001', '1973-03-03T09:46:40.001Z'],
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
    ['hour 24', '2026-10-01T24:00:00Z'],
    ['minute 60', '2026-10-01T12:60:00Z'],
    ['second 60', '2026-10-01T12:00:60Z'],
    ['an hour alone', '2026-10-01T12Z'],
    ['an offset of 24 hours', '2026-10-01T12:00:00+24:00'],
    ['an offset of 60 minutes', '2026-10-01T12:00:00+01:60'],
    ['one digit for a month', '2026-1-01'],
    ['slashes', '2026/10/01'],
    ['a blank in front', ' 2026-10-01'],
    ['a line end behind', '2026-10-01\n'],
    ['a zone by name', '2026-10-01T00:00:00 UTC'],
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
