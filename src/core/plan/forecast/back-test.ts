/** The back-test: what would have been forecast for the last days of the history, from the days before them. */
import { compareRatios, type Ratio, ratio } from '../../ratio.js'
import { makeFuturesAround } from './around-fit.js'
import { lowerBursts } from './burst.js'
import { chooseFit, LEAST_FOR_WEEKS } from './choose.js'
import { absolute, PARTS } from './fit.js'
import type { BackTest, History, NoBackTest } from './forecast.js'
import { type Days, type DrawnFutures, drawFutures, type Futures, type Past } from './futures.js'
import { listLastWeek, makeNaiveFutures } from './naive.js'
import { makePath } from './path.js'
import { makeDraw } from './random.js'

/** A quarter of the history is held out, and a quarter of a year at most. */
const MOST_HELD_OUT = 91

const P10 = ratio(1n, 10n)
const P50 = ratio(1n, 2n)
const P90 = ratio(9n, 10n)

/** The back-test, or why there is none. The first and the last day of the history are known. */
export function testOnPast(history: History, seed: number): BackTest | NoBackTest {
  const until = history.length
  const from = until - Math.min(MOST_HELD_OUT, Math.floor(until / 4))
  const train = history.slice(0, history.findLastIndex((use, day) => day < from && use !== null) + 1)
  const trainDays = train.filter(use => use !== null).length
  if (trainDays < LEAST_FOR_WEEKS) return 'too-short'
  const held = history.flatMap((use, day) => (day >= from && use !== null ? [{ day, use }] : []))
  const actual = held.reduce((sum, { use }) => sum + use, 0n)
  if (actual === 0n) return 'no-use'

  const past: Past = { history: train, calm: lowerBursts(train) }
  const days: Days = { from, until }
  const draw = (futures: Futures): { futures: Futures; drawn: DrawnFutures } => {
    const known = pickDays(
      futures,
      held.map(({ day }) => day - from),
    )
    return { futures: known, drawn: drawFutures(known, true) }
  }
  const errorOf = (forecast: readonly bigint[]): Ratio =>
    ratio(
      held.reduce((sum, { use }, i) => sum + absolute(use * PARTS - forecast[i]!), 0n),
      actual * PARTS,
    )

  const chosen = chooseFit(past.calm, until - from)
  const fitted = draw(makeFuturesAround(chosen, past, days, makeDraw(seed)))
  const middle = makePath(P50, fitted.drawn, fitted.futures.usual)
  const error = errorOf(middle.daily.map(use => use * PARTS))
  const lastWeek = listLastWeek(train)
  const naiveError = errorOf(held.map(({ day }) => lastWeek[day % 7]!))
  const naiveTotal = held.reduce((sum, { day }) => sum + lastWeek[day % 7]!, 0n)
  const totalError = ratio(middle.total - actual, actual)
  const naiveTotalError = ratio(naiveTotal - actual * PARTS, actual * PARTS)
  const wins =
    compareRatios(error, naiveError) <= 0 || compareRatios(sizeOf(totalError), sizeOf(naiveTotalError)) < 0

  const { drawn } = wins ? fitted : draw(makeNaiveFutures(past, days, makeDraw(seed)))
  const inside = held.filter(({ use }, i) =>
    isWithin(use, drawn.quantileOfDay(P10, i), drawn.quantileOfDay(P90, i)),
  )
  return {
    trainDays,
    testDays: held.length,
    method: chosen.fit.method,
    error,
    naiveError,
    totalError,
    naiveTotalError,
    coverage: ratio(BigInt(inside.length), BigInt(held.length)),
    isTotalInside: isWithin(actual, drawn.quantileOfTotal(P10), drawn.quantileOfTotal(P90)),
    wins,
  }
}

const sizeOf = ({ num, den }: Ratio): Ratio => ({ num: absolute(num), den })

/** Whether a use lies within two bounds in parts, made whole steps outwards. */
const isWithin = (use: bigint, least: bigint, most: bigint): boolean =>
  use >= least / PARTS && use * PARTS < most + PARTS

/** The futures of only some of their days. */
function pickDays({ usual, grid, drawInto }: Futures, days: readonly number[]): Futures {
  const all = new Float64Array(usual.length)
  return {
    usual: days.map(day => usual[day]!),
    grid,
    drawInto: use => {
      drawInto(all)
      for (const [i, day] of days.entries()) use[i] = all[day]!
    },
  }
}
