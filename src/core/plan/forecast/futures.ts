/**
 * Possible futures, drawn by a seeded generator from what the past did, and their quantiles. They are counted on a
 * grid of whole numbers that stay below 2^53, where every sum and product is exact; quotients are rounded.
 */
import type { Ratio } from '../../ratio.js'
import { PARTS, roundedQuotient } from './fit.js'
import type { History } from './forecast.js'
import { rankOf } from './quantile.js'

/** Days of history to draw from. The first and the last are known. */
export interface Past {
  readonly history: History
  /** The history without its bursts. */
  readonly calm: History
}

/** The days `[from, until)`, counted from the history's first. */
export interface Days {
  readonly from: number
  readonly until: number
}

/** What can be drawn for the days asked. */
export interface Futures {
  /** The forecast without chance, a day an entry, in parts. */
  readonly usual: readonly bigint[]
  readonly grid: Grid
  /** Draws another future into `use`, on the grid. */
  readonly drawInto: (use: Float64Array) => void
}

/** A burst is at most this on the grid, so that sums over 3650 days stay below 2^53. */
const MOST_BURST = 2n ** 40n
/** Blocks are a fifth of the days drawn from, and at most this many: longer ones would leave too few to choose from. */
const MOST_BLOCK_DAYS = 91
/** So many futures are drawn. */
const FUTURES = 1000

/** How much each day was above calm, in parts. */
export const listBursts = ({ history, calm }: Past): bigint[] =>
  history.map((use, day) => (use === null ? 0n : (use - calm[day]!) * PARTS))

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** Parts as whole numbers. */
export interface Grid {
  /** The parts in one of the grid. */
  readonly unit: bigint
  readonly toGrid: (parts: bigint) => number
}

/** The finest grid on which what is usual is at most `mostUsual`, and bursts are not too large to be summed. */
export function makeGrid(usual: readonly bigint[], mostUsual: bigint, bursts: readonly bigint[]): Grid {
  const stepFor = (values: readonly bigint[], most: bigint): bigint =>
    (values.reduce(larger, 0n) + most - 1n) / most
  const unit = larger(1n, larger(stepFor(usual, mostUsual), stepFor(bursts, MOST_BURST)))
  return { unit, toGrid: parts => Number(roundedQuotient(parts, unit)) }
}

/** The length of a block, in rounds of `roundDays`, when there are `rounds` to draw from. */
export const blockRounds = (rounds: number, roundDays: number): number =>
  Math.max(1, Math.min(Math.round(rounds / 5), Math.floor(MOST_BLOCK_DAYS / roundDays)))

/** Quantiles of futures, in parts, 0 or more. */
export interface DrawnFutures {
  readonly quantileOfTotal: (quantile: Ratio) => bigint
  readonly quantileOfDay: (quantile: Ratio, day: number) => bigint
}

/** Draws the futures. Days are only kept, and can only be asked for, when `keepsDays` is true. */
export function drawFutures({ usual, grid, drawInto }: Futures, keepsDays: boolean): DrawnFutures {
  const days = usual.length
  const totals = new Float64Array(FUTURES)
  const byDay = Array.from({ length: keepsDays ? days : 0 }, () => new Float64Array(FUTURES))
  const use = new Float64Array(days)
  for (let i = 0; i < FUTURES; i++) {
    drawInto(use)
    let total = 0
    for (let day = 0; day < days; day++) total += use[day]!
    totals[i] = total
    for (const [day, drawn] of byDay.entries()) drawn[i] = use[day]!
  }
  totals.sort()
  for (const drawn of byDay) drawn.sort()

  // What is drawn is as far from what is usual as it is on the grid: without chance it is exactly what is usual.
  const toParts = (drawn: number, onGrid: number, parts: bigint): bigint =>
    larger(0n, parts + BigInt(drawn - onGrid) * grid.unit)
  const onGrid = usual.map(grid.toGrid)
  const totalOnGrid = onGrid.reduce((sum, value) => sum + value, 0)
  const total = usual.reduce((sum, parts) => sum + parts, 0n)
  return {
    quantileOfTotal: quantile => toParts(totals[rankOf(quantile, FUTURES)]!, totalOnGrid, total),
    quantileOfDay: (quantile, day) =>
      toParts(byDay[day]![rankOf(quantile, FUTURES)]!, onGrid[day]!, usual[day]!),
  }
}
