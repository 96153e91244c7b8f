/** What is usual, fitted to a stretch of history: a level, a pattern of the week, a trend. All exact but for one rounding. */
import { ONE, type Ratio, ratio } from '../../ratio.js'
import type { History } from './forecast.js'

/** Fits count in parts of a step, so that a mean of 0.3 steps a day is not 0. */
export const PARTS = 1n << 20n

export type FittedMethod = 'mean' | 'weekly' | 'weekly-trend'

/** What is usual, of a week and of its level. Days count from the history's first. */
export interface Fit {
  readonly method: FittedMethod
  /** The first day that it was fitted to. */
  readonly from: number
  /** The day after the last. */
  readonly until: number
  /** What is usual on a day, in parts, 0 or more. A trend goes on for `trendDays` after the fitted days. */
  readonly usualOn: (day: number) => bigint
  readonly trendDays: number
  /** The level on a day, were the trend to go on so long, as a multiple of that on the last fitted day. */
  readonly growthUntil: (day: number) => Ratio
}

/** However a trend falls, this part of the usual level stays. */
const LEAST_OF_LEVEL = 10n

export const absolute = (value: bigint): bigint => (value < 0n ? -value : value)

/** The quotient to the nearest whole number, halves up; `den` is positive. */
export function roundedQuotient(num: bigint, den: bigint): bigint {
  const doubled = 2n * num + den
  const quotient = doubled / (2n * den)
  return doubled < 0n && quotient * 2n * den !== doubled ? quotient - 1n : quotient
}

/** Fits `method` to the known ones of the days `[from, until)`; a day is known there. */
export function fitTo(history: History, method: FittedMethod, from: number, until: number): Fit {
  const flat = (usualOn: (day: number) => bigint): Fit => ({
    method,
    from,
    until,
    usualOn,
    trendDays: 0,
    growthUntil: () => ONE,
  })

  const sums = Array.from({ length: 7 }, () => ({ sum: 0n, days: 0n }))
  const all = { sum: 0n, days: 0n }
  for (let day = from; day < until; day++) {
    const use = history[day]!
    if (use === null) continue
    for (const tally of [all, sums[day % 7]!]) {
      tally.sum += use
      tally.days++
    }
  }
  const mean = roundedQuotient(all.sum * PARTS, all.days)
  if (method === 'mean') return flat(() => mean)

  // A weekday that the log never covers is taken for an average one.
  const week = sums.map(({ sum, days }) => (days === 0n ? mean : roundedQuotient(sum * PARTS, days)))
  if (method === 'weekly') return flat(day => week[day % 7]!)

  const points: LinePoint[] = []
  for (let day = from; day < until; day++) {
    const use = history[day]!
    if (use !== null) points.push({ x: BigInt(day - from), y: use * PARTS, weight: week[day % 7]! })
  }
  const line = fitLine(points)
  if (line === null) return flat(day => week[day % 7]!)
  // Nobody knows how long a trend goes on: half as long as it was seen, give or take that half.
  const trendDays = Math.floor((until - from) / 2)
  const least = line.den / LEAST_OF_LEVEL
  const levelOn = (day: number): bigint => {
    const level = line.start + line.slope * BigInt(day - from)
    return level > least ? level : least
  }
  return {
    method,
    from,
    until,
    usualOn: day => roundedQuotient(week[day % 7]! * levelOn(Math.min(day, until - 1 + trendDays)), line.den),
    trendDays,
    growthUntil: day => ratio(levelOn(day), levelOn(until - 1)),
  }
}

/** A point that should lie at `weight` times the line. */
export interface LinePoint {
  readonly x: bigint
  readonly y: bigint
  readonly weight: bigint
}

/** The line `(start + slope x) / den`; `den` is positive. */
export interface Line {
  readonly start: bigint
  readonly slope: bigint
  readonly den: bigint
}

/** The line of least squares of `y - weight * line`, exact; null when the points do not tell one. */
export function fitLine(points: readonly LinePoint[]): Line | null {
  let [ww, wwx, wwxx, wy, wyx] = [0n, 0n, 0n, 0n, 0n]
  for (const { x, y, weight } of points) {
    const square = weight * weight
    const product = weight * y
    ww += square
    wwx += square * x
    wwxx += square * x * x
    wy += product
    wyx += product * x
  }
  const den = ww * wwxx - wwx * wwx
  return den === 0n ? null : { start: wy * wwxx - wyx * wwx, slope: ww * wyx - wwx * wy, den }
}
