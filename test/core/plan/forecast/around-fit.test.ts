import { expect, it } from 'vitest'
import { makeFuturesAround } from '../../../../src/core/plan/forecast/around-fit.js'
import { fitTo } from '../../../../src/core/plan/forecast/fit.js'
import { drawFutures } from '../../../../src/core/plan/forecast/futures.js'
import { makeDraw } from '../../../../src/core/plan/forecast/random.js'
import { type Ratio, ratio } from '../../../../src/core/ratio.js'
import { makeRandom } from '../questions.js'
import { noisyWeeks, steps, weekly } from './histories.js'

/** The spread of each of 14 days and of their total, from P10 to P90, as shares of what is usual. */
function spreadsOf(uses: readonly (number | null)[], errors: readonly Ratio[] = [], skip = 0) {
  const history = steps(uses)
  const fit = fitTo(history, 'weekly', 0, uses.length)
  const days = { from: uses.length + skip, until: uses.length + skip + 14 }
  const chosen = { fit, errorDays: 14, errors }
  const futures = makeFuturesAround(chosen, { history, calm: history }, days, makeDraw(1))
  const drawn = drawFutures(futures, true)
  const spread = (at: (quantile: Ratio) => bigint, usual: bigint): number =>
    Number(at(ratio(9n, 10n)) - at(ratio(1n, 10n))) / Number(usual)
  return {
    days: futures.usual.map((usual, day) => spread(quantile => drawn.quantileOfDay(quantile, day), usual)),
    total: spread(
      drawn.quantileOfTotal,
      futures.usual.reduce((sum, usual) => sum + usual, 0n),
    ),
  }
}
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

it.each([0, 1, 5, 10])('each day is as far off as its own weekday was, %i days on', skip => {
  const noisy = noisyWeeks(1, 140)
  const uses = weekly(140).map((use, day) => (day % 7 === 2 ? noisy[day]! : use))
  const { days } = spreadsOf(uses, [], skip)
  for (const [i, spread] of days.entries()) {
    if ((140 + skip + i) % 7 === 2) expect(spread).toBeGreaterThan(0.3)
    else expect(spread).toBeLessThan(0.1)
  }
})

it('days that are not known are no quieter than those that are', () => {
  const random = makeRandom(3)
  const uses = noisyWeeks(1, 280)
  const half = uses.map(use => (random(0, 1) === 0 ? null : use))
  expect(mean(spreadsOf(half).days) / mean(spreadsOf(uses).days)).toBeGreaterThan(0.9)
  expect(mean(spreadsOf(half).days) / mean(spreadsOf(uses).days)).toBeLessThan(1.15)
})

it('past forecasts that were off further than chance explains widen the futures; others do not', () => {
  const uses = noisyWeeks(1, 140)
  const { total } = spreadsOf(uses)
  expect(spreadsOf(uses, [ratio(1n, 100n), ratio(-1n, 100n)]).total).toBe(total)
  const wide = spreadsOf(uses, [ratio(1n, 2n), ratio(-1n, 2n)]).total
  expect(wide).toBeGreaterThan(0.7)
  expect(wide).toBeLessThan(1.3)
})
