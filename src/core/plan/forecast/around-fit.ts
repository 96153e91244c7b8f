/**
 * Futures around a fit. Each is drawn in two steps: the fit is made again on blocks of the days that it was fitted to
 * (what is usual is not known for certain), then blocks of those days say how far each coming day is from usual.
 * Deviations are relative, so nothing is below 0. Blocks keep days together that hang together: the circular block
 * bootstrap of Politis and Romano (1992). After a weekly fit they are whole weeks.
 */
import { type Fit, PARTS, roundedQuotient } from './fit.js'
import { blockRounds, type Days, type Futures, listBursts, makeGrid, type Past } from './futures.js'
import type { Draw } from './random.js'

/** As much as usual: deviations are counted in parts of what is usual. */
const AS_USUAL = 2 ** 16
/** What is usual is at most this on the grid. */
const MOST_USUAL = 2n ** 16n
/** A refit is at most this many times the fit. */
const MOST_REFIT = 8 * AS_USUAL

const within = (least: number, value: number, most: number): number => Math.max(least, Math.min(most, value))

/** The futures of `days`, none of which is before the end of the fit. */
export function makeFuturesAround(fit: Fit, past: Past, days: Days, draw: Draw): Futures {
  const sample = makeSample(fit, past)
  const { first, length, round, deviations, known, isKnown } = sample
  const usual = Array.from({ length: days.until - days.from }, (_, i) => fit.usualOn(days.from + i))
  const bursts = listBursts(past).slice(first, first + length)
  const grid = makeGrid(usual, MOST_USUAL, bursts)
  const usualOnGrid = Float64Array.from(usual, grid.toGrid)
  const burstOnGrid = Float64Array.from(bursts, grid.toGrid)
  const rounds = length / round
  const blockDays = blockRounds(rounds, round) * round
  const refit = makeRefit(sample, fit, blockDays, draw)

  const drawInto = (use: Float64Array): void => {
    const refitted = refit()
    let start = 0
    for (let i = 0; i < use.length; i++) {
      const inBlock = i % blockDays
      if (inBlock === 0) start = draw(rounds) * round + ((days.from - first) % round)
      let source = (start + inBlock) % length
      if (isKnown[source] === 0) source = known[draw(known.length)]!
      const level = AS_USUAL + refitted(days.from + i)
      const expected = Math.round((usualOnGrid[i]! * within(0, level, MOST_REFIT)) / AS_USUAL)
      const drawn = Math.max(0, AS_USUAL + deviations[source]!)
      use[i] = Math.round((expected * drawn) / AS_USUAL) + burstOnGrid[source]!
    }
  }
  return { usual, grid, drawInto }
}

/** The days that are drawn from: those of the fit, whole weeks of them after a weekly fit. */
interface Sample {
  readonly first: number
  readonly length: number
  /** Blocks begin and end where a multiple of so many days does. */
  readonly round: number
  /** How far each day was from usual. */
  readonly deviations: Float64Array
  /** The days that are known. */
  readonly known: readonly number[]
  readonly isKnown: Uint8Array
}

function makeSample(fit: Fit, { calm }: Past): Sample {
  const round = fit.method === 'mean' ? 1 : 7
  const length = Math.floor((fit.until - fit.from) / round) * round
  const first = fit.until - length
  const known: number[] = []
  const isKnown = new Uint8Array(length)
  const deviations = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const use = calm[first + i]!
    if (use === null) continue
    known.push(i)
    isKnown[i] = 1
    const usual = fit.usualOn(first + i)
    const from = use * PARTS - usual
    if (usual > 0n) deviations[i] = Number(roundedQuotient(from * BigInt(AS_USUAL), usual))
  }
  // A mean of n days lies nearer to them than to others, by sqrt(n / (n - 1)): from n = 2 on that is within a
  // seventeenth of 2n / (2n - 1).
  const each = Math.max(1, Math.floor(known.length / round))
  for (const i of known) deviations[i] = Math.round((deviations[i]! * 2 * each) / (2 * each - 1))
  return { first, length, round, deviations, known, isKnown }
}

/** Draws a refit: how far what it takes for usual on a day is from what the fit does. */
function makeRefit(
  { first, length, round, deviations, isKnown }: Sample,
  fit: Fit,
  blockDays: number,
  draw: Draw,
): () => (day: number) => number {
  const rounds = length / round
  const sums = new Float64Array(round)
  const counts = new Float64Array(round)
  const weeks = fit.method === 'weekly-trend' ? length / 7 : 0
  const weekSums = new Float64Array(weeks)
  const weekCounts = new Float64Array(weeks)
  // Weeks are counted from the middle one, and doubled, so that all of them are whole numbers.
  const toMiddle = (week: number): number => 2 * week - (weeks - 1)
  let squares = 0
  for (let week = 0; week < weeks; week++) squares += toMiddle(week) ** 2

  return () => {
    for (const tally of [sums, counts, weekSums, weekCounts]) tally.fill(0)
    let start = 0
    for (let i = 0; i < length; i++) {
      const inBlock = i % blockDays
      if (inBlock === 0) start = draw(rounds) * round
      const source = (start + inBlock) % length
      if (isKnown[source] === 0) continue
      sums[i % round]! += deviations[source]!
      counts[i % round]!++
      if (weeks === 0) continue
      const week = Math.floor(i / 7)
      weekSums[week]! += deviations[source]!
      weekCounts[week]!++
    }
    for (let slot = 0; slot < round; slot++) sums[slot] = Math.round(sums[slot]! / Math.max(1, counts[slot]!))
    if (weeks === 0) return day => sums[(day - first) % round]!

    let moment = 0
    for (let week = 0; week < weeks; week++) {
      const mean = Math.round(weekSums[week]! / Math.max(1, weekCounts[week]!))
      moment += toMiddle(week) * within(-MOST_REFIT, mean, MOST_REFIT)
    }
    return day => {
      const trendDay = Math.min(day, fit.until - 1 + fit.trendDays)
      const daysFromMiddle = 2 * (trendDay - first) - (length - 1)
      return sums[(day - first) % round]! + Math.round((moment * daysFromMiddle) / (7 * squares))
    }
  }
}
