import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import { dayAt, formatInstant, type Instant, MILLIS_PER_DAY } from '../../../src/core/instant.js'
import {
  listUnknownStarts,
  measuredMillis,
  measureUse,
  perDay,
  unitsPerTask,
  unknownDays,
  windowAtEnd,
} from '../../../src/core/ledger/burn-rate.js'
import { format, units } from '../../../src/core/quantity.js'
import { formatRatio } from '../../../src/core/ratio.js'
import type { DayRun } from '../../../src/core/silent-days.js'
import { at, makeLots, makeUses } from './lots.js'

/** Over a window whose last instant is that of the answer. */
const measure = (uses: ReturnType<typeof makeUses>, asOf: number, window: number) =>
  measureUse(uses, { from: at(asOf + 1 - window), to: at(asOf + 1) }).get('video')!
const inWindow = (uses: ReturnType<typeof makeUses>, asOf: number, window: number) =>
  Object.fromEntries(
    [...measure(uses, asOf, window).inWindow].map(([account, sum]) => [String(account), format(sum)]),
  )

describe('the window', () => {
  const uses = makeUses(
    { at: 49, units: '1' },
    { at: 50, units: '2' },
    { at: 51, units: '4' },
    { at: 100, units: '8' },
    { at: 101, units: '16' },
  )
  it('ends with the time of the answer, which counts, and has the length asked for', () => {
    expect(inWindow(uses, 100, 50)).toEqual({ null: '12' })
    expect(inWindow(uses, 100, 51)).toEqual({ null: '14' })
    expect(inWindow(uses, 99, 50)).toEqual({ null: '6' })
  })
  it('is not all that is known: the size of a task comes from all use up to the answer', () => {
    const { units: sum, tasks, firstAt } = measure(uses, 100, 1)
    expect([format(sum), tasks, firstAt]).toEqual(['15', 4n, 49])
  })
})

describe('use by day', () => {
  const DAY = MILLIS_PER_DAY
  const uses = makeUses(
    { at: 0, units: '1' },
    { at: DAY, units: '2' },
    { at: 3 * DAY, units: '4' },
    { at: 4 * DAY - 1, units: '0.5' },
    { at: 4 * DAY, units: '8' },
  )
  const byDay = (asOf: number, window: number) => measure(uses, asOf, window).byDay.map(format)
  it('is that of days that end with the time of the answer, days without use among them', () => {
    expect(byDay(4 * DAY, 3 * DAY)).toEqual(['0', '4', '8.5'])
    expect(byDay(4 * DAY - 1, 3 * DAY)).toEqual(['2', '0', '4.5'])
  })
  it('begins with the first use, and adds up to the use in the window', () => {
    expect(byDay(4 * DAY, 30 * DAY)).toEqual(['1', '2', '0', '4', '8.5'])
    expect(byDay(4 * DAY, Number.MAX_SAFE_INTEGER)).toEqual(['1', '2', '0', '4', '8.5'])
  })
  it('has no day before the one in which the first use lies', () => {
    expect(byDay(4 * DAY + 1, 30 * DAY)).toEqual(['1', '2', '0', '4', '8.5'])
  })
  it('is of one day in a window of less', () => {
    expect(byDay(4 * DAY, 2)).toEqual(['8.5'])
    expect(byDay(4 * DAY, 1)).toEqual(['8'])
  })
})

it('use is measured by pool and by account', () => {
  const uses = makeUses(
    { at: 1, units: '0.1', account: 'a' },
    { at: 1, units: '0.2', account: 'b' },
    { at: 2, units: '0.2', account: 'a' },
    { at: 3, units: '7', pool: 'image' },
  )
  expect(inWindow(uses, 10, 10)).toEqual({ a: '0.3', b: '0.2' })
  expect([...measureUse(uses, { from: at(0), to: at(10) }).keys()]).toEqual(['video', 'image'])
})

it('a burn is the mean of the window, exactly', () => {
  expect(formatRatio(perDay(units('3000'), 30 * MILLIS_PER_DAY))).toBe('100')
  expect(perDay(units('1'), 3 * MILLIS_PER_DAY)).toEqual({ num: 1n, den: 3n })
  expect(formatRatio(perDay(units('1'), 3_600_000))).toBe('24')
})

describe('units a task', () => {
  it('count each task of a row that stands for several', () => {
    const [use] = makeUses({ at: 1, units: '6' })
    expect(unitsPerTask(measure([{ ...use!, tasks: 3n }], 10, 10))).toEqual({ num: 2n, den: 1n })
  })
  it('count a task once that two lots paid, one entry behind the other', () => {
    const uses = makeUses({ at: 1, units: '2' }, { at: 1, units: '5' }, { at: 1, units: '7' })
    const split = uses.map((use, i) => ({ ...use, taskId: i < 2 ? 'a' : 'b' }))
    expect(unitsPerTask(measure(split, 10, 10))).toEqual({ num: 7n, den: 1n })
  })
})

it('days behind the last row of a log are not known: whole days of 24 hours', () => {
  const asOf = at('2026-11-21T12:00:00Z')
  const [UTC, BERLIN] = [zoneOf('UTC'), zoneOf('Europe/Berlin')]
  const daysSince = (until: string, zone = UTC) => unknownDays(at(until), asOf, zone)
  expect(daysSince('2026-11-20T00:00:00Z')).toBe(0)
  expect(daysSince('2026-11-19T23:59:59.999Z')).toBe(1)
  expect(daysSince('2026-11-18T13:00:00Z')).toBe(2)
  // In Berlin it was the 20th.
  expect(daysSince('2026-11-19T23:59:59.999Z', BERLIN)).toBe(0)
  expect([daysSince('2026-11-21T12:00:00Z'), daysSince('2026-11-30T12:00:00Z')]).toEqual([0, 0])
  expect(unknownDays(at('2026-11-20T00:00:00Z'), at('2026-11-21T00:00:00Z'), UTC)).toBe(0)
  expect(unknownDays(null, asOf, UTC)).toBe(0)
})

it('of lots in force that began a day or more before the log it is not known what was used by then', () => {
  const day = MILLIS_PER_DAY
  const lots = makeLots(
    { id: 'a-day-before', units: '1', from: 9 * day, to: 30 * day },
    { id: 'later', units: '1', from: 9 * day + 1, to: 30 * day },
    { id: 'over-before-the-log', units: '1', from: 0, to: 10 * day },
    { id: 'over-by-now', units: '1', from: 0, to: 20 * day },
    { id: 'in-force', units: '1', from: 0, to: 20 * day + 1 },
  )
  const starts = (from: Instant | null, asOf = 20 * day) =>
    listUnknownStarts(lots, from, at(asOf)).map(({ id }) => id)
  expect(starts(at(10 * day))).toEqual(['a-day-before', 'in-force'])
  // An answer for a time before the log knows no lot that ends before it begins.
  expect(starts(at(10 * day), 0)).toEqual(['a-day-before', 'over-by-now', 'in-force'])
  expect(starts(null)).toEqual([])
})

describe('the window of a log', () => {
  const windowOf = (until: string | null, asOf: string, days: number, zone = 'UTC') => {
    const window = windowAtEnd(
      until === null ? null : at(until),
      at(asOf),
      days * MILLIS_PER_DAY,
      zoneOf(zone),
    )
    return [window.from, window.to].map(formatInstant)
  }
  it('ends with the day of the last row', () => {
    for (const asOf of ['2026-11-21T00:00:00Z', '2026-11-21T12:00:00Z', '2026-11-30T12:00:00Z'])
      expect(windowOf('2026-11-20T03:00:00Z', asOf, 7)).toEqual([
        '2026-11-14T00:00:00Z',
        '2026-11-21T00:00:00Z',
      ])
    expect(windowOf('2026-11-20T03:00:00Z', '2026-11-21T12:00:00Z', 1, 'America/New_York')).toEqual([
      '2026-11-19T05:00:00Z',
      '2026-11-20T05:00:00Z',
    ])
  })
  it('ends with the answer, that instant too, where the log reaches into its day or goes on behind it', () => {
    for (const until of ['2026-11-21T03:00:00Z', '2026-11-21T12:00:00Z', '2026-11-25T00:00:00Z', null])
      expect(windowOf(until, '2026-11-21T12:00:00Z', 2)).toEqual([
        '2026-11-19T12:00:00.001Z',
        '2026-11-21T12:00:00.001Z',
      ])
  })
  it('has the days of the calendar, also where the clocks change', () => {
    expect(windowOf('2026-03-29T20:00:00Z', '2026-03-30T12:00:00Z', 1, 'Europe/Berlin')).toEqual([
      '2026-03-28T23:00:00Z',
      '2026-03-29T22:00:00Z',
    ])
    expect(windowOf('2026-10-27T20:00:00Z', '2026-10-29T12:00:00Z', 7, 'Europe/Berlin')).toEqual([
      '2026-10-20T22:00:00Z',
      '2026-10-27T23:00:00Z',
    ])
  })
  it('of part of a day ends with the last row', () => {
    expect(windowOf('2026-11-20T10:00:00Z', '2026-11-22T15:00:00Z', 0.5)).toEqual([
      '2026-11-19T22:00:00.001Z',
      '2026-11-20T10:00:00.001Z',
    ])
    expect(windowOf('2026-11-25T10:00:00Z', '2026-11-22T15:00:00Z', 1.5)).toEqual([
      '2026-11-21T03:00:00.001Z',
      '2026-11-22T15:00:00.001Z',
    ])
  })
})

describe('the time that use is measured over', () => {
  const measured = (
    from: string | null,
    until: string | null,
    asOf: string,
    days = 30,
    zone = 'UTC',
    silences: readonly DayRun[] = [],
  ) =>
    measuredMillis(
      { from: from === null ? null : at(from), until: until === null ? null : at(until), silences },
      at(asOf),
      days * MILLIS_PER_DAY,
      zoneOf(zone),
    ) / MILLIS_PER_DAY
  it('has no silent days', () => {
    const run = (first: string, last: string): DayRun => ({ first: dayAt(at(first)), last: dayAt(at(last)) })
    const october = run('2026-10-01T00:00:00Z', '2026-10-31T00:00:00Z')
    const over = (asOf: string, days: number, zone = 'UTC') =>
      measured('2026-09-01T00:00:00Z', '2026-11-20T23:54:00Z', asOf, days, zone, [october])
    expect(over('2026-11-21T00:00:00Z', 30)).toBe(20)
    expect(over('2026-11-21T12:00:00Z', 30)).toBe(20)
    expect(over('2026-11-21T00:00:00Z', 20)).toBe(20)
    expect(over('2026-11-21T00:00:00Z', 60)).toBe(29)
    expect(over('2026-11-21T00:00:00Z', 365)).toBe(50)
    // Of days before it nothing is taken off.
    expect(over('2026-09-11T00:00:00Z', 30)).toBe(10)
    // A window that lies in them has no other time.
    expect(over('2026-10-21T00:00:00Z', 7)).toBe(7)
    expect(over('2026-11-21T00:00:00Z', 30, 'Asia/Shanghai')).toBe(20 + 8 / 24)
  })
  it('has nothing of the day of the answer where the log has totals of days, which come with their end', () => {
    const total = '2026-11-18T23:59:59.999Z'
    expect(measured(total, '2026-11-21T23:59:59.999Z', '2026-11-21T22:00:00Z')).toBe(3)
    expect(measured(total, '2026-11-20T23:59:59.999Z', '2026-11-21T22:00:00Z')).toBe(3)
    expect(measured(total, '2026-11-30T23:59:59.999Z', '2026-11-21T22:00:00Z')).toBe(3)
    expect(measured(total, '2026-11-21T15:59:59.999Z', '2026-11-21T12:00:00Z', 30, 'Asia/Shanghai')).toBe(2)
    // Tasks with times of their own are known to the hour.
    expect(measured('2026-11-18T00:00:00Z', '2026-11-21T23:59:00Z', '2026-11-21T12:00:00Z')).toBe(3.5)
  })
  it('is the window, or the days of the log, whose first and last day count whole', () => {
    expect(measured('2026-11-01T18:00Z', '2026-11-10T06:00Z', '2026-11-21')).toBe(10)
    expect(measured('2026-11-01T18:00Z', '2026-11-10T06:00Z', '2026-11-21', 7)).toBe(7)
  })
  it('has of the last day what lies before the answer, and is a day at least', () => {
    expect(measured('2026-11-01T18:00Z', '2026-11-20T06:00Z', '2026-11-10T06:00Z')).toBe(9.25)
    expect(measured('2026-11-01T18:00Z', '2026-11-01T20:00Z', '2026-11-01T21:00Z')).toBe(1)
    expect(measured('2026-11-01T18:00Z', '2026-11-02T03:00Z', '2026-11-02T06:00Z')).toBe(1.25)
  })
  it('has days of the clock that was asked for', () => {
    const shanghai = 'Asia/Shanghai'
    expect(measured('2026-11-01T15:00Z', '2026-11-01T17:00Z', '2026-11-21')).toBe(1)
    expect(measured('2026-11-01T15:00Z', '2026-11-01T17:00Z', '2026-11-21', 30, shanghai)).toBe(2)
    expect(measured('2026-11-01T15:00Z', '2026-11-01T22:00Z', '2026-11-01T22:00Z', 30, shanghai)).toBe(1.25)
  })
  it('is the window where the log has no times, or begins after the answer', () => {
    expect(measured(null, null, '2026-11-21')).toBe(30)
    expect(measured(null, '2026-11-20', '2026-11-21')).toBe(30)
    expect(measured('2026-11-20', null, '2026-11-21')).toBe(30)
    expect(measured('2026-11-22', '2026-11-25', '2026-11-21')).toBe(30)
    expect(measured('2026-11-21', '2026-11-25', '2026-11-21')).toBe(1)
  })
})
