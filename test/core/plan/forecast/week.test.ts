import { expect, it } from 'vitest'
import { PARTS } from '../../../../src/core/plan/forecast/history.js'
import { EVEN_WEEK, findWeek } from '../../../../src/core/plan/forecast/week.js'

const daysOf = (...uses: (number | null)[]) => uses.map(use => (use === null ? null : BigInt(use)))
const shares = (...of: [num: number, den: number][]) =>
  of.map(([num, den]) => BigInt(Math.round((Number(PARTS) * num) / den)))

it("a weekday's share is its mean over that of all weekdays, to the part", () => {
  const week = daysOf(1, 2, 3, 4, 5, 6, 0)
  const expected = shares([1, 3], [2, 3], [1, 1], [4, 3], [5, 3], [2, 1], [0, 1])
  expect(findWeek(week, 7)).toEqual(expected)
  expect(findWeek([...week, ...week], 14)).toEqual(expected)
})

it('a weekday that is not covered is an average one, and counts for nothing', () => {
  const week = daysOf(2, 4, null, 2, 4, null, null)
  expect(findWeek(week, 7)).toEqual(shares([2, 3], [4, 3], [1, 1], [2, 3], [4, 3], [1, 1], [1, 1]))
})

it('eight weeks count, and none after the day asked', () => {
  const old = Array<bigint>(7).fill(0n).with(0, 700n)
  const recent = Array.from({ length: 8 }, () => daysOf(1, 1, 1, 1, 1, 1, 8)).flat()
  const expected = shares([1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [1, 2], [4, 1])
  expect(findWeek([...old, ...recent], 63)).toEqual(expected)
  expect(findWeek([...recent, ...old], 56)).toEqual(expected)
  expect(findWeek([...old, ...recent], 62)).not.toEqual(expected)
})

it('without use every day is alike', () => {
  expect(findWeek(daysOf(0, 0, 0), 3)).toEqual(EVEN_WEEK)
  expect(findWeek(daysOf(null, null), 2)).toEqual(EVEN_WEEK)
  expect(findWeek([], 0)).toEqual(EVEN_WEEK)
})
