import { describe, expect, it } from 'vitest'
import { fitLine, fitTo, PARTS, roundedQuotient } from '../../../../src/core/plan/forecast/fit.js'
import { steps } from './histories.js'

const inSteps = (parts: bigint): number => Number(parts) / Number(PARTS)

describe('the line of least squares', () => {
  const lineOf = (xs: readonly number[], ys: readonly number[]) => {
    const line = fitLine(xs.map((x, i) => ({ x: BigInt(x), y: BigInt(ys[i]!), weight: 1n })))!
    const num = (x: number) => Number(line.start + line.slope * BigInt(x)) / Number(line.den)
    return { at: num, start: num(0), slope: num(1) - num(0) }
  }

  // Quarterly sales of a published lecture, with what R's lm(Sales ~ t) prints for them.
  const sales = [
    339, 319, 352, 330, 378, 392, 390, 395, 386, 383, 396, 396, 412, 387, 382, 423, 386, 420, 417, 474, 450,
    444, 456, 449, 428, 444, 389, 447, 395, 417, 473, 482,
  ]
  it('is that of R for 32 quarters of sales, and forecasts what R forecasts', () => {
    const line = lineOf(
      sales.map((_, i) => i + 1),
      sales,
    )
    expect(line.start).toBeCloseTo(349.8831, 4)
    expect(line.slope).toBeCloseTo(3.4749, 4)
    expect([33, 34, 35].map(line.at).map(value => value.toFixed(4))).toEqual([
      '464.5544',
      '468.0293',
      '471.5042',
    ])
  })

  it("is y = 3 + 0.5 x for Anscombe's first three (1973)", () => {
    const xs = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    const hundredths = [
      [804, 695, 758, 881, 833, 996, 724, 426, 1084, 482, 568],
      [914, 814, 874, 877, 926, 810, 613, 310, 913, 726, 474],
      [746, 677, 1274, 711, 781, 884, 608, 539, 815, 642, 573],
    ]
    for (const ys of hundredths) {
      const line = lineOf(xs, ys)
      expect(line.start / 100).toBeCloseTo(3, 2)
      expect(line.slope / 100).toBeCloseTo(0.5, 3)
    }
  })

  it('is none through points of one day', () => {
    expect(fitLine([{ x: 3n, y: 4n, weight: 1n }])).toBe(null)
  })
})

describe('what is usual', () => {
  // Australian beer production of 2007 and 2008 by quarter (Hyndman and Athanasopoulos), a quarter a weekday.
  const beer = [427, 383, 394, 473, null, null, null, 420, 390, 410, 488]

  it('is the mean of the known days', () => {
    expect(inSteps(fitTo(steps(beer), 'mean', 0, 11).usualOn(20))).toBe(3385 / 8)
  })
  it('is by weekday the mean of that weekday, which is what a regression on the seasons gives', () => {
    const fit = fitTo(steps(beer), 'weekly', 0, 11)
    expect([14, 15, 16, 17].map(day => inSteps(fit.usualOn(day)))).toEqual([423.5, 386.5, 402, 480.5])
  })
  it('is the average day on a weekday that was never known', () => {
    expect(inSteps(fitTo(steps(beer), 'weekly', 0, 11).usualOn(18))).toBe(3385 / 8)
  })
  it('counts less than a step a day', () => {
    expect(inSteps(fitTo(steps([0, 0, 1]), 'mean', 0, 3).usualOn(3))).toBeCloseTo(1 / 3, 6)
  })

  const rising = steps(Array.from({ length: 70 }, (_, day) => 1000 + 10 * day))
  it('follows a trend for half as long as it was seen, then stays', () => {
    const fit = fitTo(rising, 'weekly-trend', 0, 70)
    const levels = [0, 7, 14, 28, 35, 42, 350].map(days => inSteps(fit.usualOn(70 + days)))
    expect(levels[1]! - levels[0]!).toBeGreaterThan(60)
    expect(levels[3]! - levels[2]!).toBeGreaterThan(120)
    // Days 35, 42 and 350 are the same weekday.
    expect(levels[5]).toBe(levels[4])
    expect(levels[6]).toBe(levels[4])
  })
  it('falls to no less than a tenth of the mean', () => {
    const falling = steps(Array.from({ length: 70 }, (_, day) => 700 - 10 * day))
    const fit = fitTo(falling, 'weekly-trend', 0, 70)
    for (const day of [70, 100, 1000]) expect(inSteps(fit.usualOn(day))).toBeGreaterThan(30)
    for (const day of [70, 100, 1000]) expect(inSteps(fit.usualOn(day))).toBeLessThan(40)
  })
})

it('quotients are rounded to the nearest, halves up', () => {
  expect([7n, 5n, 4n, -5n, -7n].map(num => roundedQuotient(num, 2n))).toEqual([4n, 3n, 2n, -2n, -3n])
  expect([-1n, -2n, -4n].map(num => roundedQuotient(num, 3n))).toEqual([0n, -1n, -1n])
})
