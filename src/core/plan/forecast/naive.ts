/**
 * The naive forecast, the last week repeated, and futures around it: from the last week on, each day moves as the same
 * weekday moved over some weeks of the past, taken forwards or backwards by the toss of a coin. So they wander off
 * further with each block of weeks, as a random walk does, and neither up nor down.
 */
import { PARTS } from './fit.js'
import type { History } from './forecast.js'
import { blockRounds, type Days, type Futures, listBursts, makeGrid, type Past } from './futures.js'
import type { Draw } from './random.js'

/** What is usual is at most this on the grid: 521 weeks may add to it before sums reach 2^53. */
const MOST_USUAL = 2n ** 28n

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

/** The futures of `days`, none of which is before the end of the past, which is at least two weeks. */
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
  const block = Math.min(blockRounds(weeks, 7), weeks - 1)
  const base = new Float64Array(7)

  const drawInto = (use: Float64Array): void => {
    for (let weekday = 0; weekday < 7; weekday++) base[weekday] = grid.toGrid(lastWeek[weekday]!)
    let [start, step] = [0, 0]
    // The walk starts at the end of the past, even when the first day asked is later.
    for (let day = past.calm.length; day < days.until; day++) {
      const ahead = day - past.calm.length
      const week = Math.floor(ahead / 7) % block
      if (ahead % (7 * block) === 0) {
        start = draw(weeks - block)
        step = 1
        if (draw(2) === 1) [start, step] = [start + block, -1]
      }
      const before = 7 * start + ((day - first) % 7)
      const after = before + 7 * step * (week + 1)
      const moved = Math.max(0, base[day % 7]! + calmOnGrid[after]! - calmOnGrid[before]!)
      if (week === block - 1) base[day % 7] = moved
      if (day >= days.from) use[day - days.from] = moved + burstOnGrid[after]!
    }
  }
  return { usual, grid, drawInto }
}
