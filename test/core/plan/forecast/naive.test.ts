import { expect, it } from 'vitest'
import { PARTS } from '../../../../src/core/plan/forecast/fit.js'
import { drawFutures, type Past } from '../../../../src/core/plan/forecast/futures.js'
import { listLastWeek, makeNaiveFutures } from '../../../../src/core/plan/forecast/naive.js'
import { makeDraw } from '../../../../src/core/plan/forecast/random.js'
import { ratio } from '../../../../src/core/ratio.js'
import { noisyWeeks, randomWalk, steps, WEEK, weekly } from './histories.js'

it('is as far off as the seasonal naive forecast of beer production is published to be', () => {
  // The quarters of 2007, each a weekday, forecast those of 2008 to mid 2010: MAE 13.40, RMSE 14.31.
  const lastWeek = listLastWeek(steps([427, 383, 394, 473]))
  const actual = [420, 390, 410, 488, 415, 398, 419, 488, 414, 374]
  const errors = actual.map((use, i) => use - Number(lastWeek[i % 4]! / PARTS))
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(errors.map(Math.abs)).toFixed(2)).toBe('13.40')
  expect(Math.sqrt(mean(errors.map(error => error ** 2))).toFixed(2)).toBe('14.31')
})

it('takes the last known day of each weekday', () => {
  const uses: (number | null)[] = [...weekly(7), ...weekly(7).map(use => use * 2)]
  uses[9] = null
  const expected = WEEK.map((use, weekday) => (weekday === 2 ? use : 2 * use))
  expect(listLastWeek(steps(uses)).map(use => Number(use / PARTS))).toEqual(expected)
})

const spreadOf = (uses: readonly number[], ahead: number): number => {
  const past: Past = { history: steps(uses), calm: steps(uses) }
  const days = { from: uses.length, until: uses.length + ahead }
  const drawn = drawFutures(makeNaiveFutures(past, days, makeDraw(1)), false)
  const at = (tenths: bigint) => Number(drawn.quantileOfTotal(ratio(tenths, 10n)) / PARTS)
  return (at(9n) - at(1n)) / ahead
}
it('its futures spread with time, and the more the history wandered', () => {
  const walk = randomWalk(3, 364)
  expect(spreadOf(walk, 182)).toBeGreaterThan(1.5 * spreadOf(walk, 28))
  expect(spreadOf(noisyWeeks(3, 364), 182)).toBeLessThan(spreadOf(walk, 182) / 3)
  expect(spreadOf(weekly(70), 182)).toBe(0)
})

it('goes down as likely as up, even when the past only went up', () => {
  const rising = steps(weekly(364).map((use, day) => use * (100 + day)))
  const days = { from: 364, until: 364 + 28 }
  const futures = makeNaiveFutures({ history: rising, calm: rising }, days, makeDraw(1))
  const drawn = drawFutures(futures, false)
  const usual = futures.usual.reduce((sum, use) => sum + use, 0n)
  expect(drawn.quantileOfTotal(ratio(1n, 10n))).toBeLessThan(usual)
  expect(drawn.quantileOfTotal(ratio(9n, 10n))).toBeGreaterThan(usual)
})
