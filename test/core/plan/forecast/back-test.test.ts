import { describe, expect, it } from 'vitest'
import { testOnPast } from '../../../../src/core/plan/forecast/back-test.js'
import { combineForecasts } from '../../../../src/core/plan/forecast/combine.js'
import { type History, PARTS } from '../../../../src/core/plan/forecast/history.js'
import { factorAt, findWidth } from '../../../../src/core/plan/forecast/spread.js'
import { ratio } from '../../../../src/core/ratio.js'
import { steps } from './histories.js'

const daysOf = <T>(use: T, days: number): T[] => new Array(days).fill(use)
const tested = (history: History) => {
  const found = testOnPast(history)
  if (typeof found === 'string') throw new Error(found)
  return found
}

describe('without enough to go by there is none', () => {
  it.each([
    ['too-short', [...daysOf(1, 10), ...daysOf(null, 8), ...daysOf(1, 10), ...daysOf(9, 8)]],
    ['no-use', [...daysOf(1, 30), ...daysOf(0, 10)]],
  ] as const)('%s', (reason, uses) => {
    expect(testOnPast(steps(uses))).toBe(reason)
  })
  it('21 days before the quarter held out are enough, gaps among them not counted', () => {
    const uses = [...daysOf(1, 11), ...daysOf(null, 8), ...daysOf(1, 10), ...daysOf(9, 9)]
    expect(tested(steps(uses))).toMatchObject({ trainDays: 21, testDays: 9 })
  })
})

it('a quarter of the history is held out, and a quarter of a year at most', () => {
  const heldOut = [100, 364, 367, 368, 400].map(days => tested(steps(daysOf(1, days))).testDays)
  expect(heldOut).toEqual([25, 91, 91, 91, 91])
})

describe('a day says nothing of how days differ where nothing is usual', () => {
  it('because use began later', () => {
    const uses = [...daysOf(0, 60), ...daysOf(10, 30)]
    expect(tested(steps(uses))).toMatchObject({ trainDays: 68, testDays: 22 })
  })
  it('because of the weeks around it no day is known that has use', () => {
    const week = [10, 0, 0, 0, 0, 0, 0]
    const unknown = [...daysOf(null, 6), 0, ...daysOf(null, 7)]
    const uses = [...daysOf(week, 6).flat(), ...unknown, ...daysOf(week, 6).flat()]
    expect(tested(steps(uses))).toMatchObject({ method: 'weekly', trainDays: 61 })
  })
})

it('the naive forecast is what each weekday last used, or an average day where a weekday is not known', () => {
  // Seven days back, fourteen for the fourth day; the seventh of a week was never known.
  const week = [1, 2, 3, null, 5, 6, null]
  const uses = [...daysOf([9, 9, 9, 4, 9, 9, null], 3).flat(), ...week, ...[7, 8, 9, 10, 11, 12, 13]]
  const mean = (3 * 49 + 17) / (3 * 6 + 5)
  const naive = [1, 2, 3, 4, 5, 6, mean]
  const { naiveError, naiveTotalError } = tested(steps(uses))
  const total = 7 + 8 + 9 + 10 + 11 + 12 + 13
  const off = naive.reduce((sum, use) => sum + use, 0) - total
  expect(Number(naiveTotalError.num) / Number(naiveTotalError.den)).toBeCloseTo(off / total, 5)
  expect(Number(naiveError.num) / Number(naiveError.den)).toBeCloseTo(-off / total, 5)
})

describe('a day lies between P10 and P90', () => {
  // A level that never changed: days do not differ, so that P10 and P90 of nine levels are the lowest and the highest.
  const train = daysOf(PARTS, 75)
  const past = { history: train, calm: train }
  const width = findWidth(combineForecasts(past, 25), past, 25)
  const [low, high] = [factorAt(ratio(1n, 18n), width), factorAt(ratio(17n, 18n), width)]
  it('up to a step beyond either', () => {
    for (const [outside, inside] of [
      [low - 2n, low - 1n],
      [high + 2n, high + 1n],
    ] as const) {
      const shareOf = (use: bigint) => tested([...train, ...daysOf(use, 25)]).coverage
      expect([shareOf(outside), shareOf(inside)]).toEqual([ratio(0n), ratio(1n)])
    }
  })
  it('and so does the total', () => {
    const isInside = (each: bigint) => tested([...train, ...daysOf(each, 25)]).isTotalInside
    const [p10, p90] = [ratio(1n, 10n), ratio(9n, 10n)].map(quantile => factorAt(quantile, width))
    expect([p10! - 1n, p10!, p90!, p90! + 1n].map(isInside)).toEqual([false, true, true, false])
  })
})
