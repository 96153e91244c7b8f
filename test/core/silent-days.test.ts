import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../src/core/calendar.js'
import { type Day, UTC } from '../../src/core/instant.js'
import { DaysWithRows, findSilences, listEarlyEnds, spanOfTotals } from '../../src/core/silent-days.js'
import { parseInstant } from '../../src/core/time-text.js'

const range = (first: number, last: number, step = 1): Day[] =>
  Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => (first + i * step) as Day)
const silencesOf = (...days: Day[]) =>
  findSilences(new Set(days)).map(({ first, last }) => [first as number, last as number])

describe('silent days', () => {
  it('are a week or more without any row, among days with rows', () => {
    expect(silencesOf(...range(0, 29), ...range(61, 80))).toEqual([[30, 60]])
    expect(silencesOf(...range(0, 9), ...range(17, 26))).toEqual([[10, 16]])
    expect(silencesOf(...range(0, 9), ...range(16, 26))).toEqual([])
    expect(silencesOf(...range(0, 29), ...range(37, 50), ...range(60, 80))).toEqual([
      [30, 36],
      [51, 59],
    ])
  })
  it('may lie among days of work', () => {
    const workdays = range(0, 89).filter(day => day % 7 < 5)
    expect(silencesOf(...workdays)).toEqual([])
    expect(silencesOf(...workdays.filter(day => day < 28 || day >= 56))).toEqual([[26, 55]])
  })
  it('are none where they come again and again, as between campaigns', () => {
    const campaigns = (count: number) =>
      Array.from({ length: count }, (_, i) => range(30 * i, 30 * i + 9)).flat()
    expect(silencesOf(...campaigns(3))).toHaveLength(2)
    expect(silencesOf(...campaigns(4))).toEqual([])
  })
  it('are none beside a few rows that come before all others', () => {
    expect(silencesOf(2 as Day, 20 as Day, ...range(150, 230))).toEqual([])
    expect(silencesOf(...range(0, 29), ...range(61, 64))).toEqual([])
  })
  it('are none where rows are rare, or few', () => {
    expect(silencesOf(...range(0, 100, 10))).toEqual([])
    expect(silencesOf(...range(0, 20), ...range(30, 50), ...range(60, 400, 20))).toEqual([])
    expect(silencesOf(...range(0, 90, 2), ...range(120, 150, 2))).toEqual([])
    expect(silencesOf(0 as Day, 20 as Day)).toEqual([])
    expect(silencesOf(...range(0, 6), ...range(20, 25))).toEqual([])
    expect(silencesOf()).toEqual([])
  })
})

describe('a file ends early', () => {
  const early = (...files: Day[][]) => listEarlyEnds(files.map(days => new Set(days)))
  it('where another one of the same days goes on for a week or more', () => {
    expect(early(range(0, 67), range(0, 80))).toEqual([0])
    expect(early(range(0, 80), range(0, 73))).toEqual([1])
    expect(early(range(0, 80), range(0, 74))).toEqual([])
    expect(early(range(0, 67), range(40, 80), range(0, 60))).toEqual([0, 2])
  })
  it('and not where the other one follows it, with days of both between them', () => {
    expect(early(range(0, 29), range(30, 60))).toEqual([])
    expect(early(range(0, 29), range(29, 60))).toEqual([])
    expect(early(range(0, 29), range(26, 60))).toEqual([])
    expect(early(range(0, 29), range(25, 60))).toEqual([0])
  })
  it('and not where it has rows on few days', () => {
    expect(early(range(0, 60, 5), range(0, 80))).toEqual([])
    expect(early(range(55, 60), range(0, 80))).toEqual([])
    expect(early([], range(0, 80))).toEqual([])
    expect(early(range(0, 60), [])).toEqual([])
  })
})

describe('totals of days', () => {
  const spanOf = (texts: string[], zone = 'UTC') => {
    const days = new DaysWithRows(zoneOf(zone))
    for (const text of texts) days.note(parseInstant(text, UTC)!)
    return spanOfTotals(days)
  }
  const ends = (...dates: string[]) => dates.map(date => `${date}T23:59:59.999Z`)
  it('look like those of weeks, months or quarters where all are as far apart', () => {
    expect(spanOf(ends('2026-10-05', '2026-10-12', '2026-10-12', '2026-10-19'))).toBe('week')
    expect(spanOf(ends('2026-10-05', '2026-10-19', '2026-11-02'))).toBe('fortnight')
    expect(spanOf(ends('2027-02-01', '2027-02-15', '2027-03-01', '2027-03-15', '2027-04-01'))).toBe(
      'half-month',
    )
    expect(spanOf(ends('2027-01-31', '2027-02-28', '2027-03-31'))).toBe('month')
    expect(spanOf(ends('2026-12-01', '2027-01-01', '2027-02-01', '2027-03-01'))).toBe('month')
    expect(spanOf(ends('2026-03-31', '2026-06-30', '2026-09-30', '2026-12-31'))).toBe('quarter')
    expect(
      spanOf(
        ['2026-10-05T15:59:59.999Z', '2026-10-12T15:59:59.999Z', '2026-10-19T15:59:59.999Z'],
        'Asia/Shanghai',
      ),
    ).toBe('week')
  })
  it('may stand at the beginnings of months, if they count several jobs', () => {
    const spanOfCounts = (isOfMany: boolean, ...texts: string[]) => {
      const days = new DaysWithRows(zoneOf('UTC'))
      for (const text of texts) days.note(parseInstant(text, UTC)!, isOfMany)
      return spanOfTotals(days)
    }
    expect(spanOfCounts(true, '2026-10-05', '2026-10-12', '2026-10-12', '2026-10-19')).toBeNull()
    expect(spanOfCounts(true, '2026-09-01', '2026-10-01', '2026-11-01')).toBe('month')
    expect(spanOfCounts(false, '2026-09-01', '2026-10-01', '2026-11-01')).toBeNull()
    expect(spanOfCounts(true, '2026-09-01', '2026-10-01T10:00:00Z', '2026-11-01')).toBeNull()
  })
  it('are those of days where they differ, are few, or have times of their own', () => {
    expect(spanOf(ends('2026-10-05', '2026-10-12', '2026-10-20'))).toBeNull()
    expect(spanOf(ends('2026-10-05', '2026-10-12'))).toBeNull()
    expect(spanOf(ends('2026-10-05', '2026-10-06', '2026-10-07'))).toBeNull()
    expect(spanOf([...ends('2026-10-05', '2026-10-12'), '2026-10-19T10:00:00Z'])).toBeNull()
    expect(spanOf([])).toBeNull()
  })
})
