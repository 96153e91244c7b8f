import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type Forecast,
  type ForecastQuestion,
  forecastUse,
} from '../../../../src/core/plan/forecast/forecast.js'
import { formatRatio, ratio } from '../../../../src/core/ratio.js'
import { makeRandom } from '../questions.js'
import { noisyWeeks, randomWalk, steps, weekly } from './histories.js'

const TENTHS = [1n, 5n, 9n].map(tenths => ratio(tenths, 10n))

const forecast = (
  uses: readonly (number | null)[],
  daysAhead: number,
  more: Partial<ForecastQuestion> = {},
): Forecast => forecastUse({ history: steps(uses), daysAhead, quantiles: TENTHS, ...more })

const dailyOf = ({ paths }: Forecast): number[][] => paths.map(({ daily }) => daily.map(Number))
const totalsOf = ({ paths }: Forecast): number[] => paths.map(({ total }) => Number(total))
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

/** Weekdays are shares of a mean, so that a day may be a step off. */
function near(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  for (const [day, use] of found.entries()) expect(Math.abs(use - expected[day]!)).toBeLessThanOrEqual(1)
}

describe('without chance in the past there is none in what is usual', () => {
  it.each([1, 2, 6, 7, 20, 21, 100, 400])('%i equal days', days => {
    const found = forecastUse({
      history: Array.from({ length: days }, () => 123_456_789_123_456_789n),
      daysAhead: 40,

      quantiles: TENTHS,
    })
    expect(found.method).toBe('mean')
    expect(found.reason).toBe(days < 21 ? 'too-short' : 'no-weekly-pattern')
    const { daily, total } = found.paths[1]!
    expect(new Set(daily)).toEqual(new Set([123_456_789_123_456_789n]))
    expect(total).toBe(40n * 123_456_789_123_456_789n)
  })

  it.each([0, 1, 2, 3, 4, 5, 6])('a week that repeats itself, from its day %i', from => {
    const found = forecast(weekly(60, from), 20, { skip: 3 })
    expect(found.reason).toBe('weekly-pattern')
    near(dailyOf(found)[1]!, weekly(20, from + 63))
    expect(found.backTest).toMatchObject({ naiveError: ratio(0n), coverage: ratio(1n) })
  })

  it('nothing used is nothing forecast', () => {
    const found = forecast(new Array(100).fill(0), 10)
    expect(totalsOf(found)).toEqual([0, 0, 0])
    expect(found.noBackTest).toBe('no-use')
  })
})

describe('a gap is not a day without use', () => {
  it('it changes nothing about a week that repeats itself, wherever it is', () => {
    const random = makeRandom(5)
    for (let round = 0; round < 10; round++) {
      const uses = weekly(84).map((use, day) => (day % 7 !== round % 7 && random(0, 4) === 0 ? null : use))
      const found = forecast(uses, 21)
      near(dailyOf(found)[1]!, weekly(21))
      expect(found.knownDays + found.gapDays).toBe(84)
      expect(found.gapDays).toBe(uses.filter(use => use === null).length)
    }
  })
  it('at either end it is cut, and at the end skipped', () => {
    const found = forecast([null, null, ...weekly(70), ...new Array(10).fill(null)], 7)
    expect(found.gapDays).toBe(12)
    near(dailyOf(found)[1]!, weekly(7, 80))
  })
  it('one that is longer than the last month does not stand in the way', () => {
    const found = forecast([...weekly(200), ...new Array(60).fill(null), 1100, 1000], 14)
    expect(totalsOf(found)[1]).toBeGreaterThan(10_000)
  })
})

describe('the method', () => {
  it('is the plain mean before 3 weeks are known', () => {
    expect(forecast(noisyWeeks(1, 20), 30)).toMatchObject({
      method: 'mean',
      reason: 'too-short',
      backTest: null,
      noBackTest: 'too-short',
    })
    expect(forecast(noisyWeeks(1, 28), 30).reason).not.toBe('too-short')
  })
  it('sees weekends in the noise', () => {
    const found = forecast(noisyWeeks(1, 182), 90)
    expect(found.method).toBe('weekly')
    const [, middle] = dailyOf(found)
    expect(middle![5]! * 2).toBeLessThan(middle![0]!)
  })
  it('sees none where there are none', () => {
    expect(forecast(randomWalk(1, 182), 30).reason).toBe('no-weekly-pattern')
  })
  it('follows a trend for some weeks, and no further than it may go', () => {
    const rising = noisyWeeks(1, 182).map((use, day) => Math.round((use * (100 + day)) / 100))
    const last = sum(rising.slice(-28)) / 28
    const [, middle] = totalsOf(forecast(rising, 90))
    expect(middle! / 90).toBeGreaterThan(1.06 * last)
    expect(middle! / 90).toBeLessThan(1.25 * last)
  })
  it('follows the last weeks when use has changed since', () => {
    const changed = noisyWeeks(1, 400).map((use, day) => (day < 300 ? use : 3 * use))
    expect(totalsOf(forecast(changed, 28))[1]! / (3 * sum(weekly(28)))).toBeCloseTo(1, 1)
  })
  it('takes use that has stopped for long enough to be over, and a pause not', () => {
    const quiet = (days: number) =>
      totalsOf(forecast([...noisyWeeks(1, 100), ...new Array(days).fill(0)], 30))
    expect(quiet(14)).toEqual([0, 0, 0])
    expect(quiet(10)[1]).toBeGreaterThan(0)
    const sparse = Array.from({ length: 120 }, (_, day) => (day % 12 === 0 ? 500 : 0))
    expect(totalsOf(forecast([...sparse, ...new Array(10).fill(0)], 30))[1]).toBeGreaterThan(0)
  })
})

describe('the back-test', () => {
  it('holds out a quarter of the history, and 91 days at most', () => {
    expect(forecast(noisyWeeks(1, 100), 30).backTest).toMatchObject({ trainDays: 75, testDays: 25 })
    expect(forecast(noisyWeeks(1, 1000), 30).backTest).toMatchObject({ trainDays: 909, testDays: 91 })
  })
  it('weighs the errors of the days held out, worked out by hand', () => {
    // 21 days of 100; then 130, 70, 100, 100, 100, 100, 100.
    const uses = [...new Array(21).fill(100), 130, 70, 100, 100, 100, 100, 100]
    expect(forecast(uses, 30).backTest).toEqual({
      trainDays: 21,
      testDays: 7,
      method: 'mean',
      error: ratio(60n, 700n),
      naiveError: ratio(60n, 700n),
      totalError: ratio(0n),
      naiveTotalError: ratio(0n),
      coverage: ratio(5n, 7n),
      isTotalInside: true,
    })
  })
  it('does not look at what it holds out', () => {
    const uses = noisyWeeks(4, 120)
    const doubled = uses.map((use, day) => (day < 90 ? use : 2 * use))
    const [once, twice] = [uses, doubled].map(history => forecast(history, 30).backTest!)
    const forecastTotal = ({ totalError }: typeof once & object, history: number[]): number =>
      sum(history.slice(90)) * (1 + Number(totalError.num) / Number(totalError.den))
    expect(forecastTotal(twice!, doubled)).toBeCloseTo(forecastTotal(once!, uses), 5)
  })
})

describe('the paths', () => {
  const histories = [
    noisyWeeks(7, 15),
    noisyWeeks(7, 50),
    randomWalk(7, 200),
    noisyWeeks(7, 200).map((use, day) => use * (day + 20)),
    noisyWeeks(7, 100).map((use, day) => (day % 11 === 0 ? use : 0)),
    [5],
    [0, 0, 1],
  ]
  const quantiles = [1n, 10n, 25n, 50n, 75n, 90n, 99n].map(percent => ratio(percent, 100n))

  it.each(histories.map((history, i) => ({ i, history })))('history $i: sum to totals that rise', found => {
    for (const daysAhead of [1, 30, 100]) {
      const { paths } = forecast(found.history, daysAhead, { quantiles })
      expect(paths.map(({ quantile }) => quantile)).toEqual(quantiles)
      for (const [i, { daily, total }] of paths.entries()) {
        expect(daily).toHaveLength(daysAhead)
        expect(daily.every(use => use >= 0n)).toBe(true)
        expect(daily.reduce((all, use) => all + use, 0n)).toBe(total)
        if (i === 0) continue
        expect(total).toBeGreaterThanOrEqual(paths[i - 1]!.total)
        // Rounding may move a step from one day to another.
        for (const [day, use] of daily.entries())
          expect(use).toBeGreaterThanOrEqual(paths[i - 1]!.daily[day]! - 1n)
      }
    }
  })

  it('are those of a thousandth of the use, a thousand times', () => {
    for (const history of histories) {
      const small = totalsOf(forecast(history, 60))
      const thousandfold = history.map(use => use * 1000)
      for (const [i, total] of totalsOf(forecast(thousandfold, 60)).entries())
        expect(Math.abs(total - 1000 * small[i]!)).toBeLessThanOrEqual(500 + total / 1000)
    }
  })

  it('spread with time, and with the unrest of the weeks', () => {
    const spread = (history: readonly number[], days: number): number => {
      const [low, middle, high] = totalsOf(forecast(history, days))
      return (high! - low!) / middle!
    }
    expect(spread(noisyWeeks(3, 364), 364)).toBeGreaterThan(1.5 * spread(noisyWeeks(3, 364), 28))
    expect(spread(randomWalk(3, 364), 90)).toBeGreaterThan(spread(noisyWeeks(3, 364), 90))
  })
  it('of few days say how little is known', () => {
    const [low, , high] = totalsOf(forecast([15_000, 15, 15], 90))
    expect(low).toBeLessThanOrEqual(15 * 90)
    expect(high).toBeGreaterThan(600_000)
  })
  it('keep within bounds after a year of a trend, up or down', () => {
    const steep = noisyWeeks(3, 112).map((use, day) => Math.round((use * (20 + day)) / 20))
    const last = sum(steep.slice(-28)) / 28
    const [, , high] = totalsOf(forecast(steep, 364))
    expect(high! / 364).toBeLessThan(3 * last)
    const [low] = totalsOf(forecast(steep.toReversed(), 364))
    expect(low).toBeGreaterThan(0)
  })
})

describe('a question out of range', () => {
  it.each([
    [{ quantiles: [ratio(0n)] }, 'a quantile out of range'],
    [{ quantiles: [ratio(1n)] }, 'a quantile out of range'],
    [{ quantiles: [ratio(1n, 2n), ratio(3n, 2n)] }, 'a quantile out of range'],
    [{ daysAhead: 0 }, 'days ahead out of range'],
    [{ daysAhead: 3651 }, 'days ahead out of range'],
    [{ skip: -1 }, 'days between out of range'],
    [{ history: [1n, -1n] }, 'a day that uses less than nothing'],
    [{ history: [null] }, 'a forecast from no known day'],
  ] as [Partial<ForecastQuestion>, string][])('is a bug: %o', (more, message) => {
    expect(() => forecast([1], 3, more)).toThrow(message)
  })
})

describe('use of few days', () => {
  it('is never forecast as less than nothing', () => {
    // Four days of three months, of which the trend of whole weeks falls below nothing.
    const few = Array.from({ length: 100 }, (_, day) => ({ 8: 20, 46: 4 })[day] ?? 0)
    const random = makeRandom(7)
    const sparse = Array.from({ length: 150 }, () => {
      const uses = Array.from({ length: random(20, 140) }, () => 0)
      for (let i = random(1, 6); i > 0; i--) uses[random(0, uses.length - 1)] = random(1, 100)
      return uses
    })
    for (const uses of [few, ...sparse])
      for (const daysAhead of [1, 30, 90]) {
        const found = forecast(uses, daysAhead)
        expect(Math.min(...dailyOf(found).flat()), uses.join()).toBeGreaterThanOrEqual(0)
      }
  })
})

describe('a launch day', () => {
  const uses = noisyWeeks(2, 180)
  const launch = uses.toSpliced(100, 1, 300_000)
  it('does not bend the week', () => {
    const [, middle] = dailyOf(forecast(launch, 14))
    const [, without] = dailyOf(forecast(uses, 14))
    for (const [day, use] of middle!.entries()) expect(use / without![day]!).toBeLessThan(1.1)
  })
  it('adds to what is to be expected, for it may happen again', () => {
    const [before, after] = [uses, launch].map(history => totalsOf(forecast(history, 180))[1]!)
    expect(after! - before!).toBeGreaterThan(200_000)
    expect(after! - before!).toBeLessThan(400_000)
  })
})

describe('P10 to P90', () => {
  const shareInside = (
    makeHistory: (seed: number, days: number) => number[],
  ): { total: number; day: number } => {
    const found = Array.from({ length: 40 }, (_, seed) => {
      const uses = makeHistory(seed, 272)
      const [low, , high] = totalsOf(forecast(uses.slice(0, 182), 90))
      const total = sum(uses.slice(182))
      const { num, den } = forecast(uses.slice(0, 182), 90).backTest!.coverage
      return { isInside: total >= low! && total <= high!, coverage: Number(num) / Number(den) }
    })
    return {
      total: found.filter(({ isInside }) => isInside).length / found.length,
      day: sum(found.map(({ coverage }) => coverage)) / found.length,
    }
  }
  it('holds about 8 of 10 totals of a level that wanders, more of one that stays, and 8 of 10 days', () => {
    const [wandering, staying] = [shareInside(randomWalk), shareInside(noisyWeeks)]
    expect(wandering.total).toBeGreaterThan(0.65)
    expect(wandering.total).toBeLessThan(0.95)
    expect(staying.total).toBeGreaterThan(0.9)
    expect(staying.day).toBeGreaterThan(0.75)
    expect(staying.day).toBeLessThan(0.95)
  })
})

it('the example of docs/forecast.md is what it says', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/forecast.md'), 'utf8')
  const rowsOf = (start: RegExp): number[][] =>
    text
      .split('\n')
      .filter(line => start.test(line))
      .map(line =>
        line
          .split('|')
          .slice(2, -1)
          .map(cell => Number(cell.replace(',', ''))),
      )
  const found = forecast(rowsOf(/^\| \d/).flat(), 90)
  expect(rowsOf(/^\| P\d/)).toEqual(
    found.paths.map(({ daily, total }) => [total, ...daily.slice(0, 7)].map(Number)),
  )
  expect(found.method).toBe('weekly')
  expect(formatRatio(found.backTest!.coverage, 2)).toBe('0.86')
  const { error, naiveError, totalError } = found.backTest!
  expect([error, naiveError, totalError].map(value => formatRatio(value, 3))).toEqual([
    '0.031',
    '0.062',
    '-0.021',
  ])
})

it('what is not a question is refused', () => {
  const bad: Partial<ForecastQuestion>[] = [
    { history: [] },
    { history: [null, null] },
    { history: [-1n] },
    { daysAhead: 0 },
    { daysAhead: 3651 },
    { skip: -1 },
    { quantiles: [ratio(0n)] },
    { quantiles: [ratio(1n)] },
  ]
  for (const wrong of bad) expect(() => forecast([1, 2, 3], 10, wrong)).toThrow()
})

it('amounts far beyond 2^53 are whole to the last step', () => {
  const history = noisyWeeks(1, 100).map(use => BigInt(use) * 10n ** 30n + 7n)
  const found = forecastUse({ history, daysAhead: 3650, quantiles: TENTHS })
  const small = forecast(noisyWeeks(1, 100), 3650)
  for (const [i, { total }] of found.paths.entries())
    expect(Number(total / 10n ** 27n) / 1000 / Number(small.paths[i]!.total)).toBeCloseTo(1, 3)
})
