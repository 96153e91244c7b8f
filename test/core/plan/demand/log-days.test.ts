import { describe, expect, it } from 'vitest'
import { type Day, parseDay } from '../../../../src/core/instant.js'
import { findBeginning, findGaps } from '../../../../src/core/plan/demand/log-days.js'

/** A Monday. */
const START = parseDay('2026-08-03')!
const days = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, i) => (START + from + i) as Day)
const LAST = (length: number) => (START + length - 1) as Day

const gaps = (length: number, hasRows: (day: number) => boolean, choice: 'auto' | 'gap' | 'zero' = 'auto') =>
  [...findGaps(new Set(days(0, length).filter((_, i) => hasRows(i))), START, LAST(length), choice)].map(
    day => day - START,
  )

describe('days without rows', () => {
  it('are gaps in the log', () => {
    expect(gaps(60, day => day < 20 || day > 24)).toEqual([20, 21, 22, 23, 24])
  })
  it('are days without use where their weekday mostly has no rows', () => {
    expect(gaps(56, day => day % 7 < 5)).toEqual([])
  })
  it('are gaps on weekdays that mostly have rows, beside weekends that have none', () => {
    expect(gaps(56, day => day % 7 < 5 && !(day >= 21 && day < 24))).toEqual([21, 22, 23])
  })
  it('are gaps as long as nobody can know a weekday: below three weeks', () => {
    expect(gaps(14, day => day % 7 < 5)).toEqual([5, 6, 12, 13])
    expect(gaps(21, day => day % 7 < 5)).toEqual([])
  })
  it('of a weekday with rows in exactly half of the weeks are days without use, in more than half gaps', () => {
    expect(gaps(28, day => day % 7 !== 2 || day < 14)).toEqual([])
    expect(gaps(28, day => day % 7 !== 2 || day < 21)).toEqual([23])
  })
  it('are what --empty-days says', () => {
    expect(gaps(28, day => day !== 5, 'zero')).toEqual([])
    expect(gaps(28, day => day % 7 < 5, 'gap')).toEqual([5, 6, 12, 13, 19, 20, 26, 27])
  })
  it('are gaps where months are missing, however many: these say nothing of weekdays', () => {
    const isWorkday = (i: number) => i % 7 < 5
    const gapsOf = (from: number, to: number, hasRows = (_: number) => true) =>
      gaps(120, i => hasRows(i) && (i < from || i >= to)).length
    expect(gapsOf(31, 61)).toBe(30)
    expect(gapsOf(31, 110)).toBe(79)
    // From the Saturday before to the Sunday behind it, and each weekend beside it is none.
    expect(gapsOf(35, 105, isWorkday)).toBe(72)
    // Rare use is no gap.
    expect(gaps(120, i => i % 10 === 0)).toEqual([])
  })
  it('tell weekdays before 1970 apart too', () => {
    const first = parseDay('1969-12-01')!
    const withRows = new Set(
      Array.from({ length: 56 }, (_, i) => (first + i) as Day).filter((_, i) => i % 7 !== 3),
    )
    expect(findGaps(withRows, first, (first + 55) as Day, 'auto').size).toBe(0)
  })
})

describe('the day on which a history begins', () => {
  /** Days of use from day 0 on; days of 0 are not in the map. */
  const beginningOf = (...uses: readonly number[]): number => {
    const used = uses.flatMap((use, day): [Day, bigint][] => (use === 0 ? [] : [[day as Day, BigInt(use)]]))
    return findBeginning(new Map(used), 0 as Day, (uses.length - 1) as Day)
  }
  const days = (use: number, count: number): number[] => new Array(count).fill(use)

  it('is the one from which on the middle day is ten times any before', () => {
    expect(beginningOf(...days(10, 30), ...days(100, 14))).toBe(30)
    expect(beginningOf(...days(1, 30), ...days(10, 30), ...days(100, 14))).toBe(60)
    expect(beginningOf(...days(10, 30), 100, 0, 0, 5, ...days(150, 20))).toBe(30)
    expect(beginningOf(...days(10, 14), ...days(100, 14))).toBe(14)
  })
  it('is behind a pause longer than all before it, and than four weeks, if all before is no more than a day since', () => {
    const behind = (before: readonly number[], pause: number, use = 100) =>
      beginningOf(...before, ...days(0, pause), ...days(use, 14))
    // 40 days from the first use to the last.
    const rare = [50, ...days(0, 38), 50]
    expect(behind(rare, 40)).toBe(80)
    expect(behind(rare, 39)).toBe(0)
    expect(behind([50], 28)).toBe(29)
    expect(behind([50], 27)).toBe(0)
    expect(behind(rare, 40, 99)).toBe(0)
  })
  it('is looked for among the days asked about', () => {
    const uses = [...days(10, 15), ...days(100, 40), ...days(5000, 20)]
    const used = new Map(uses.map((use, day): [Day, bigint] => [day as Day, BigInt(use)]))
    expect(findBeginning(used, 0 as Day, 54 as Day)).toBe(15)
    expect(findBeginning(used, 20 as Day, 54 as Day)).toBe(20)
    expect(findBeginning(used, 5 as Day, 74 as Day)).toBe(55)
  })
  it('is not behind a quiet weekend', () => {
    const week = [100, 100, 100, 100, 100, 5, 5]
    expect(beginningOf(5, 5, ...week, ...week, ...week)).toBe(0)
    expect(beginningOf(...days(10, 13), ...days(100, 20))).toBe(0)
  })
  it('is not where it is less, or is not shown for two weeks', () => {
    expect(beginningOf(...days(10, 30), ...days(99, 14))).toBe(0)
    expect(beginningOf(...days(10, 29), 11, ...days(109, 14))).toBe(0)
    expect(beginningOf(...days(10, 30), ...days(1000, 13))).toBe(0)
  })
  it('needs use on ten of the fourteen days from it on, the last of them too', () => {
    expect(beginningOf(...days(10, 30), ...days(100, 9), 0, 0, 0, 0, 100)).toBe(30)
    expect(beginningOf(...days(10, 30), ...days(100, 8), 0, 0, 0, 0, 0, 100)).toBe(0)
  })
  it('is not that of a burst or of projects, behind which use is as before', () => {
    expect(beginningOf(...days(10, 30), ...days(1000, 5), ...days(10, 30))).toBe(0)
    expect(beginningOf(...days(10, 20), ...days(300, 10), ...days(10, 20), ...days(300, 10))).toBe(0)
  })
  it('is not that of use on single days', () => {
    expect(beginningOf(...days(10, 30), ...Array.from({ length: 20 }, () => [500, 0, 0]).flat())).toBe(0)
  })
})
