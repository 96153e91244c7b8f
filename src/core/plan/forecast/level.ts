/**
 * The level of use to come: what an average day uses. Six simple forecasts, which follow the last days more or less
 * closely, are averaged; how much each counts is decided by how it did before (combine.ts). A combination of simple
 * forecasts is seldom much worse than the best of them, and nobody knows beforehand which that is (Bates and Granger,
 * "The Combination of Forecasts", 1969).
 */
import { type History, PARTS, roundedQuotient } from './history.js'
import type { Week } from './week.js'

/** The mean of the last so many days. */
interface Mean {
  readonly days: number
}

/**
 * Holt's smoothing of weeks with a damped trend (Gardner and McKenzie, 1985), in hundredths: how much of what is new the
 * level takes up in a week, and the trend, and how much of a trend is left a week later.
 */
interface Smoothing {
  readonly level: bigint
  readonly trend: bigint
  readonly damping: bigint
}

/** The forecasts that are combined. */
export const CANDIDATES: readonly (Mean | Smoothing)[] = [
  { days: 14 },
  { days: 28 },
  { days: 91 },
  { level: 30n, trend: 20n, damping: 80n },
  { level: 50n, trend: 10n, damping: 90n },
  { level: 30n, trend: 20n, damping: 95n },
]

/** Fewer days than this are too few to follow the last of them: their mean is all that they support. */
const MIN_DAYS = 21

/** However a trend falls, this part of the last level stays. */
const MIN_OF_LEVEL = 10n

/** What an average day uses so many weeks ahead, in parts; 0: within the first week. */
export type Level = (weeksAhead: number) => bigint

/** The use of the known days of a stretch over what the pattern of the week makes them count; null when none is known. */
function meanOf(calm: History, week: Week, from: number, until: number): bigint | null {
  let [sum, weight] = [0n, 0n]
  for (let day = Math.max(0, from); day < until; day++) {
    const use = calm[day]
    if (use === null || use === undefined) continue
    sum += use
    weight += week[day % 7]!
  }
  return weight === 0n ? null : roundedQuotient(sum * PARTS * PARTS, weight)
}

/** The mean of each stretch of `length` days before `until`, the first first; those of which nothing is known are left out. */
export function listMeans(calm: History, week: Week, until: number, length = 7): bigint[] {
  const means: bigint[] = []
  for (let end = until; end >= length; end -= length) {
    const mean = meanOf(calm, week, end - length, end)
    if (mean !== null) means.push(mean)
  }
  return means.reverse()
}

/** The level after the first `until` days, by each of the candidates. */
export function listLevels(calm: History, week: Week, until: number): Level[] {
  const whole = meanOf(calm, week, 0, until) ?? 0n
  if (until < MIN_DAYS) return CANDIDATES.map(() => () => whole)
  const weeks = listMeans(calm, week, until)
  return CANDIDATES.map(candidate => {
    if ('days' in candidate) {
      const mean = meanOf(calm, week, until - candidate.days, until) ?? whole
      return () => mean
    }
    return weeks.length < 2 ? () => whole : smooth(weeks, candidate)
  })
}

function smooth(weeks: readonly bigint[], { level: up, trend: upTrend, damping }: Smoothing): Level {
  const share = (value: bigint, hundredths: bigint): bigint => roundedQuotient(value * hundredths, 100n)
  let [level, trend] = [weeks[0]!, 0n]
  for (const use of weeks.slice(1)) {
    const [before, damped] = [level, share(trend, damping)]
    level += damped + share(use - level - damped, up)
    trend = damped + share(level - before - damped, upTrend)
  }
  // A trend that falls fast carries the level below nothing, which no use is.
  const least = level > 0n ? level / MIN_OF_LEVEL : 0n
  const levels: bigint[] = []
  let [ahead, step] = [level, trend]
  return weeksAhead => {
    while (levels.length <= weeksAhead) {
      step = share(step, damping)
      ahead += step
      levels.push(ahead > least ? ahead : least)
    }
    return levels[weeksAhead]!
  }
}
