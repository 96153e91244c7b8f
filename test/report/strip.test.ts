import { describe, expect, test } from 'vitest'
import { type Ratio, ratio } from '../../src/core/ratio.js'
import type { Stretch } from '../../src/core/sla/course.js'
import { describeSparkline, drawSparkline, drawStrip } from '../../src/report/strip.js'

const SLICES = 288
const day = (mean: Ratio, slicesWithRequests = SLICES): Stretch => ({
  slicesWithRequests,
  rateSum: { num: mean.num * BigInt(SLICES), den: mean.den },
})
const draw = (stretches: readonly Stretch[], elapsed = stretches.length * SLICES) =>
  drawStrip({ minutesEach: 1440, slicesEach: SLICES, stretches }, elapsed)

describe('the days of a month', () => {
  test.each([
    ['.', ratio(0n)],
    ['░', ratio(1n, 1_000_000n)],
    ['░', ratio(999_999n, 1_000_000_000n)],
    ['▒', ratio(1n, 1000n)],
    ['▒', ratio(99_999n, 10_000_000n)],
    ['▓', ratio(1n, 100n)],
    ['▓', ratio(99_999n, 1_000_000n)],
    ['█', ratio(1n, 10n)],
    ['█', ratio(1n)],
  ])('%s: a limit is exact, and belongs to the darker sign', (sign, mean) => {
    expect(draw([day(mean)]).text).toBe(sign)
  })
  test('a day without requests is not one without errors, and a day to come is neither', () => {
    expect(draw([day(ratio(0n)), day(ratio(0n), 0), day(ratio(0n), 0)], 2 * SLICES).text).toBe('.?_')
  })
  test('a day that has begun is not to come, nor is one that the log knows of already', () => {
    expect(draw([day(ratio(0n), 0), day(ratio(0n), 1), day(ratio(0n), 0)], 1).text).toBe('?._')
  })
  test('the worst is the first of those with the highest rate', () => {
    const { worst } = draw([day(ratio(0n)), day(ratio(1n, 50n)), day(ratio(1n, 50n)), day(ratio(1n, 99n))])
    expect(worst).toMatchObject({ index: 1 })
    expect(draw([day(ratio(0n))]).worst).toBeNull()
  })
})

describe('a sparkline', () => {
  const amounts = (list: readonly (number | null)[]) =>
    list.map(amount => (amount === null ? null : ratio(BigInt(amount))))
  const line = (list: readonly (number | null)[], width = 40) => drawSparkline(amounts(list), width)
  test('has a level for each seventh of the highest, and no level for nothing', () => {
    expect(line([0, 1, 10, 11, 20, 60, 61, 70])?.text).toBe('.▁▁▂▂▆▇▇')
  })
  test('tells a gap from nothing', () => {
    expect(line([7, null, 0])?.text).toBe('▇?.')
  })
  test('is not there without use', () => {
    expect(line([])).toBeNull()
    expect(line([0, null])).toBeNull()
  })
  test('of many days stands for the highest of several, the last sign being a full one', () => {
    const days = Array.from({ length: 81 }, (_, i) => (i === 80 ? 7 : i === 0 ? 4 : 0))
    expect(line(days)).toMatchObject({ daysEach: 3, text: `▄${'.'.repeat(25)}▇` })
    expect(line([...days, 0])?.text).toHaveLength(28)
    expect(line(days, 100)?.text).toHaveLength(81)
  })
  test('is level when all its signs are the same', () => {
    expect(line([69, 70])?.isLevel).toBe(true)
    expect(line([10, 70])?.isLevel).toBe(false)
  })
  test.each([
    [[2, 7], 40, '2 to 7 units a day, ▇=7'],
    [[7, 7], 40, '7 units a day, ▇=7'],
    [[0, 7, null], 40, '0 to 7 units a day, ▇=7, .=none, ?=not in the log'],
    [[1, 7, 2, 3], 2, 'each sign the highest of 2 days, 1 to 7 units a day, ▇=7'],
  ])('of %j on %s columns is told as: %s', (list, width, words) => {
    expect(describeSparkline(line(list, width)!, ({ num }) => String(num), ' units')).toBe(words)
  })
})
