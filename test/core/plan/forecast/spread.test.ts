import { describe, expect, it } from 'vitest'
import { PARTS } from '../../../../src/core/plan/forecast/history.js'
import { cautiousFactorAt, factorAt, findWidth } from '../../../../src/core/plan/forecast/spread.js'
import { EVEN_WEEK } from '../../../../src/core/plan/forecast/week.js'
import { type Ratio, ratio } from '../../../../src/core/ratio.js'
import { steps } from './histories.js'

/** Quantiles of the normal distribution as tables print them. */
const NORMAL: [share: number, quantile: number][] = [
  [1, -3.090232306],
  [2, -2.878161739],
  [10, -2.326347874],
  [24, -1.977368428],
  [25, -1.959963985],
  [100, -1.281551566],
  [250, -0.67448975],
  [400, -0.253347103],
]

it('a total is off by the quantile of the normal distribution, and by more above', () => {
  const width = 0.3
  for (const [perMille, quantile] of NORMAL)
    for (const [share, off] of [
      [perMille, (quantile * width * 1.25) / 1.2816],
      [1000 - perMille, (-quantile * width * 1.4) / 1.2816],
    ] as const) {
      const parts = factorAt(ratio(BigInt(share), 1000n), width)
      const expected = ((2 + off) / (2 - off)) * Number(PARTS)
      expect(Math.abs(Number(parts) - expected), `${share} ‰`).toBeLessThan(1)
    }
})

it('half of all totals are below what is forecast', () => {
  expect(factorAt(ratio(1n, 2n), 0.3)).toBe(PARTS)
})

it('no total is more than ten times what is forecast, nor less than a tenth', () => {
  expect(Number(factorAt(ratio(999n, 1000n), 5)) / Number(PARTS)).toBeCloseTo(10, 5)
  expect(Number(factorAt(ratio(1n, 1000n), 5)) / Number(PARTS)).toBeCloseTo(1 / 10, 5)
})

const daysOf = (use: number | null, days: number): (number | null)[] => new Array(days).fill(use)

describe('the square of the width', () => {
  /** Trials are what was used in a part of the history and what was forecast of it. */
  const squareOf = (
    uses: readonly (number | null)[],
    span: number,
    trials: readonly (readonly [used: bigint, forecast: bigint])[] = [],
    trialDays = span,
  ): number => {
    const usual = {
      usualOn: () => 0n,
      week: EVEN_WEEK,
      isWeekly: false,
      trials: trials.map(([used, forecast]) => ({ used, forecast })),
      trialDays,
    }
    const history = steps(uses)
    return findWidth(usual, { history, calm: history }, span) ** 2
  }
  const AT_ONCE = 0.05 ** 2

  it('is that of forecasts of others where use never changed: 5 % at once, and 8 % more in four weeks', () => {
    for (const uses of [daysOf(300, 90), daysOf(0, 90), [...daysOf(300, 20), null, ...daysOf(300, 20)]])
      for (const span of [7, 28, 364])
        expect(squareOf(uses, span)).toBeCloseTo(AT_ONCE + (0.08 ** 2 * span) / 28, 8)
  })
  it('weighs as much as eight forecasts of its own, each by how far off it was of the mean of both', () => {
    const others = AT_ONCE + 0.08 ** 2
    const off = (100 - 50) / 75
    const own: [bigint, bigint][] = [
      [100n, 50n],
      [50n, 100n],
      [70n, 70n],
    ]
    expect(squareOf(daysOf(300, 90), 28, own)).toBeCloseTo((8 * others + 2 * off ** 2) / (8 + 3), 6)
  })
  it('has six tenths of how the last thirteen weeks differ', () => {
    const twelve = Array.from({ length: 6 }, () => [...daysOf(50, 7), ...daysOf(150, 7)]).flat()
    const uses = [...daysOf(100, 7), ...twelve]
    const expected = AT_ONCE + 0.08 ** 2 / 4 + 0.6 * 0.5 ** 2 * (12 / 13)
    expect(squareOf(uses, 7)).toBeCloseTo(expected, 6)
    expect(squareOf([...daysOf(9000, 7), ...uses], 7)).toBeCloseTo(expected, 6)
  })
  it('has of a single week, which differs from none, how its days differ, as far as they even out in it', () => {
    const unknown = 0.18 ** 2 / 2
    const days = (6 * 0.5 ** 2) / 7
    const expected = AT_ONCE + 0.08 ** 2 / 4 + 0.6 * (days / 7) + unknown
    expect(squareOf([50, 150, 50, 150, 50, 150, 100], 7)).toBeCloseTo(expected, 6)
  })
  describe('has less of how weeks differ, the more longer stretches are alike', () => {
    // A week of 150 behind each of 50, 24 in all; of the last 13, seven have 150.
    const turns = Array.from({ length: 12 }, () => [...daysOf(50, 7), ...daysOf(150, 7)]).flat()
    const mean = (6 * 50 + 7 * 150) / 13
    const weeks = (6 * (50 / mean - 1) ** 2 + 7 * (150 / mean - 1) ** 2) / 13
    // A part of 0.02 always lasts; of k stretches, none of which differs, the half as long count as two more.
    const of1 = 0.25 * (24 / 23) + 0.02
    const of2 = (12 * 0.02 + 2 * of1) / 14
    const of4 = (6 * 0.02 + 2 * of2) / 8
    const of8 = (3 * 0.02 + 2 * of4) / 5

    it.each([
      [13, 1],
      [14, of2 / of1],
      [28, of4 / of1],
      [56, of8 / of1],
      [364, of8 / of1],
    ])('in %i days', (span, left) => {
      expect(squareOf(turns, span)).toBeCloseTo(AT_ONCE + (0.08 ** 2 * span) / 28 + 0.6 * weeks * left, 6)
    })
    it('and less of how far off shorter forecasts of its own were', () => {
      const own: [bigint, bigint][] = [[50n, 100n]]
      const withOwn = (trialDays: number) => squareOf(turns, 28, own, trialDays)
      const usual = squareOf(turns, 28)
      const off = (50 / 75) ** 2
      expect(withOwn(28)).toBeCloseTo((8 * usual + off) / 9, 6)
      expect(withOwn(14)).toBeCloseTo((8 * usual + (off * of4) / of2) / 9, 6)
      expect(withOwn(7)).toBeCloseTo((8 * usual + (off * of4) / of1) / 9, 6)
    })
    it('but all of it where it lasts', () => {
      const halves = [...daysOf(150, 56), ...daysOf(50, 35), ...daysOf(150, 56)]
      const last = (5 * (50 / (1450 / 13) - 1) ** 2 + 8 * (150 / (1450 / 13) - 1) ** 2) / 13
      expect(squareOf(halves, 14)).toBeGreaterThan(AT_ONCE + 0.08 ** 2 / 2 + 0.6 * last * 0.9)
    })
  })
  it('has how single days differ, the less the more of a week is asked for', () => {
    // Every week is alike, and its days are off by a half of what is usual, but for one.
    const week = [50, 150, 50, 150, 50, 150, 100]
    const uses = Array.from({ length: 13 }, () => week).flat()
    const days = (6 / 7) * 0.5 ** 2
    for (const span of [1, 2, 6, 7, 8])
      expect(squareOf([...daysOf(100, 91), ...uses], span)).toBeCloseTo(
        AT_ONCE + (0.08 ** 2 * span) / 28 + (span < 7 ? days * (1 / span - 1 / 7) : 0),
        6,
      )
  })
  it('has what few days do not tell: of less than two weeks their unrest, and 18 % for each that is missing', () => {
    const others = AT_ONCE + 0.08 ** 2
    expect(squareOf([50, 150, 50, 150], 28)).toBeCloseTo(
      others + (0.6 * 0.5 ** 2) / 4 + (0.18 ** 2 * 10) / 14,
      6,
    )
    expect(squareOf(daysOf(100, 13), 28)).toBeCloseTo(others + 0.18 ** 2 / 14, 8)
    expect(squareOf(daysOf(100, 14), 28)).toBeCloseTo(others, 8)
    // Two weeks are enough to say how weeks differ.
    expect(squareOf([...daysOf(50, 7), ...daysOf(150, 7)], 28)).toBeCloseTo(others + 0.6 * 0.5 ** 2, 6)
  })
})

describe('of less than two weeks', () => {
  const width = 0.3
  const launch = [10, ...daysOf(10, 10), 500, null]
  const usual = [50n * PARTS, 30n * PARTS]
  const cautious = (quantile: Ratio, uses: readonly (number | null)[], days = usual) =>
    cautiousFactorAt(quantile, width, steps(uses), days)
  const [low, above] = [ratio(1n, 4n), ratio(26n, 100n)]

  it('a low total is that of middle days, where that is less', () => {
    expect(cautious(low, launch)).toBe((PARTS * 2n * 10n) / 80n)
    expect(cautious(low, daysOf(500, 12))).toBe(factorAt(low, width))
  })
  it('any other is not, nor is one of more days, or of nothing', () => {
    expect(cautious(above, launch)).toBe(factorAt(above, width))
    expect(cautious(low, [10, ...launch])).toBe((PARTS * 2n * 10n) / 80n)
    expect(cautious(low, [10, 10, ...launch])).toBe(factorAt(low, width))
    expect(cautious(low, launch, [0n])).toBe(factorAt(low, width))
  })
})
