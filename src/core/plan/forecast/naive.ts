/**
 * The naive forecast, the last week repeated, and futures around it: from the last week on, each week moves as some
 * stretch of weeks of the past did, taken forwards or backwards by the toss of a coin. So they wander off further with
 * time, as a random walk does, and neither up nor down.
 */
import { PARTS } from './fit.js'
import type { History } from './forecast.js'
import { blockRounds, type Days, type Futures, listBursts, makeGrid, type Past } from './futures.js'
import type { Draw } from './random.js'

/** What is usual is at most this on the grid: products stay below 2^53 even when 521 weeks have added to it. */
const MOST_USUAL = 2n ** 18n

/** What the last known day of each weekday used; in parts, the weekday of day 0 first. */
export function listLastWeek(history: History): readonly bigint[] {
  const known = history.filter(use => use !== null)
  // A weekday that the log never covers is taken for an average one.
  const mean = (known.reduce((sum, use) => sum + use, 0n) * PARTS) / BigInt(known.length)
  return Array.from({ length: 7 }, (_, weekday) => {
    const last = history.findLast((use, day) => day % 7 === weekday && use !== null)
    return last === undefined || last === null ? mean : last * PARTS
  })
}

/**
 * The futures of `days`, none of which is before the end of the past, which is at least two weeks. Each week's total
 * moves, and is then spread over its days as in the week of the past that it moved with.
 */
export function makeNaiveFutures(past: Past, days: Days, draw: Draw): Futures {
  const lastWeek = listLastWeek(past.calm)
  const usual = Array.from({ length: days.until - days.from }, (_, i) => lastWeek[(days.from + i) % 7]!)

  const weeks = Math.floor(past.calm.length / 7)
  const first = past.calm.length - 7 * weeks
  // A day that is not known has not moved.
  const calm: bigint[] = []
  for (let i = 0; i < 7 * weeks; i++) {
    const use = past.calm[first + i]!
    calm.push(use === null ? (calm[i - 7] ?? lastWeek[(first + i) % 7]!) : use * PARTS)
  }
  const bursts = listBursts(past).slice(first)
  const grid = makeGrid([...usual, ...calm], MOST_USUAL, bursts)
  const calmOnGrid = Float64Array.from(calm, grid.toGrid)
  const burstOnGrid = Float64Array.from(bursts, grid.toGrid)
  const totals = Float64Array.from({ length: weeks }, (_, week) =>
    calmOnGrid.subarray(7 * week, 7 * week + 7).reduce((sum, use) => sum + use, 0),
  )
  const lastTotal = lastWeek.reduce((sum, use) => sum + grid.toGrid(use), 0)
  const block = Math.min(blockRounds(weeks, 7), weeks - 1)

  const drawInto = (use: Float64Array): void => {
    let [base, start, step, total] = [lastTotal, 0, 0, 0]
    // The walk starts at the end of the past, even when the first day asked is later.
    for (let day = past.calm.length; day < days.until; day++) {
      const ahead = day - past.calm.length
      const week = Math.floor(ahead / 7) % block
      if (ahead % (7 * block) === 0) {
        if (ahead > 0) base = total
        start = draw(weeks - block)
        step = 1
        if (draw(2) === 1) [start, step] = [start + block, -1]
      }
      const like = start + step * (week + 1)
      total = base + totals[like]! - totals[start]!
      if (day < days.from) continue
      const source = 7 * like + ((day - first) % 7)
      const [share, whole] = totals[like] === 0 ? [1, 7] : [calmOnGrid[source]!, totals[like]!]
      use[day - days.from] = Math.round((Math.max(0, total) * share) / whole) + burstOnGrid[source]!
    }
  }
  return { usual, grid, drawInto }
}
