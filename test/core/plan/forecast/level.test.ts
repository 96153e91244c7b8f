import { expect, it } from 'vitest'
import { PARTS } from '../../../../src/core/plan/forecast/history.js'
import { listLevels, listMeans } from '../../../../src/core/plan/forecast/level.js'
import { EVEN_WEEK } from '../../../../src/core/plan/forecast/week.js'
import { steps } from './histories.js'

/** What the candidates say of the week `ahead`: the means of 14, 28 and 91 days, then the three trends. */
const levelsOf = (uses: readonly (number | null)[], ahead = 0): bigint[] =>
  listLevels(steps(uses), EVEN_WEEK, uses.length).map(level => level(ahead))
const daysOf = (use: number | null, days: number): (number | null)[] => new Array(days).fill(use)
const inParts = (...uses: number[]): bigint[] => uses.map(use => BigInt(use) * PARTS)

it('a level that never changed is met to the part, however far ahead', () => {
  for (const ahead of [0, 1, 50]) expect(levelsOf(daysOf(7, 100), ahead)).toEqual(inParts(7, 7, 7, 7, 7, 7))
})

it('means are of the last 2, 4 and 13 weeks, and of the days that are known', () => {
  const uses = [
    ...daysOf(5000, 30),
    ...daysOf(10, 63),
    ...daysOf(30, 14),
    ...daysOf(90, 7),
    ...daysOf(null, 7),
  ]
  expect(levelsOf(uses).slice(0, 3)).toEqual([
    90n * PARTS,
    50n * PARTS,
    BigInt(Math.round((Number(PARTS) * (63 * 10 + 14 * 30 + 7 * 90)) / 84)),
  ])
})

it('a damped trend of weeks goes on by what is left of it', () => {
  // Weeks of 100 and 200. The first trend takes up 30 % of the step for the level and a fifth of that for the trend, of
  // which 80 % are left a week later, and so on; the second 50 % and a tenth, of which 90 % are left.
  const weeks = [...daysOf(100, 7), ...daysOf(200, 7)]
  const uses = [...daysOf(100, 7), ...weeks]
  const [, , , first, second] = listLevels(steps(uses), EVEN_WEEK, 21)
  const near = (parts: bigint): number => Number(parts) / Number(PARTS)
  expect(near(first!(0))).toBeCloseTo(130 + 6 * 0.8, 4)
  expect(near(first!(1))).toBeCloseTo(130 + 6 * (0.8 + 0.64), 4)
  expect(near(second!(1))).toBeCloseTo(150 + 5 * (0.9 + 0.81), 4)
})

it('before three weeks are over, and where less than two are known, all days count alike', () => {
  const mean = 4n * PARTS
  expect(levelsOf([...daysOf(8, 5), ...daysOf(null, 10), ...daysOf(0, 5)])).toEqual(new Array(6).fill(mean))
  // The last day lies in no whole week, or one week alone is known.
  expect(levelsOf([4, ...daysOf(null, 21)]).slice(3)).toEqual([mean, mean, mean])
  expect(levelsOf([7, ...daysOf(null, 14), 1, ...daysOf(null, 6)]).slice(3)).toEqual([mean, mean, mean])
  expect(levelsOf([...daysOf(null, 14), ...daysOf(4, 7)])).toEqual(new Array(6).fill(mean))
})

it('however a trend falls, a tenth of the last level stays, and nothing of one that fell below nothing', () => {
  const falling = Array.from({ length: 15 }, (_, week) => daysOf(1500 - 100 * week, 7)).flat()
  const [, , , , , lasting] = listLevels(steps(falling), EVEN_WEEK, falling.length)
  expect(lasting!(200)).toBe(lasting!(60))
  expect(Number(lasting!(60)) / Number(PARTS)).toBeGreaterThan(0)
  const few = Array.from({ length: 100 }, (_, day) => ({ 8: 20, 46: 4 })[day] ?? 0)
  expect(levelsOf(few, 30).at(-1)).toBe(0n)
})

it('weeks are whole, end with the last day, and are left out where nothing is known of them', () => {
  const uses = [...daysOf(9, 3), ...daysOf(1, 7), ...daysOf(null, 7), null, ...daysOf(2, 6)]
  expect(listMeans(steps(uses), EVEN_WEEK, uses.length)).toEqual(inParts(1, 2))
})
