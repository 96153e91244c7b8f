/**
 * Futures around a fit. For each the fit is made again on blocks of the days that it was fitted to (what is usual is
 * not known for certain), its level drifts as far off as past forecasts did, its trend ends on some day, and blocks
 * of past days say how far each coming day is from usual. Deviations are relative, so nothing is below 0. Blocks keep days together that hang together: the circular block
 * bootstrap of Politis and Romano (1992). After a weekly fit they are whole weeks.
 */
import type { ChosenFit } from './choose.js'
import { absolute, type Fit, PARTS, roundedQuotient } from './fit.js'
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
export function makeFuturesAround(chosen: ChosenFit, past: Past, days: Days, draw: Draw): Futures {
  const { fit } = chosen
  const sample = makeSample(fit, past)
  const { first, length, round, blockDays, deviations, known, isKnown } = sample
  const usual = Array.from({ length: days.until - days.from }, (_, i) => fit.usualOn(days.from + i))
  const bursts = listBursts(past).slice(first, first + length)
  const grid = makeGrid(usual, MOST_USUAL, bursts)
  const usualOnGrid = Float64Array.from(usual, grid.toGrid)
  const burstOnGrid = Float64Array.from(bursts, grid.toGrid)
  const refit = makeRefit(sample, fit, draw)
  const growth = makeGrowth(fit, days)
  const drifts = listDrifts(chosen, sample, days.until - fit.until)

  const drawInto = (use: Float64Array): void => {
    const refitted = refit()
    const trendEnd = fit.until - 1 + draw(2 * fit.trendDays + 1)
    const drift = drifts.length === 0 ? AS_USUAL : drifts[draw(drifts.length)]!
    let [start, stretch] = [0, 0]
    for (let i = 0; i < use.length; i++) {
      const inBlock = i % blockDays
      if (inBlock === 0) {
        start = draw(length / round) * round
        stretch = stretchOf(sample, start)
        start += (days.from - first) % round
      }
      let source = (start + inBlock) % length
      if (isKnown[source] === 0) source = known[draw(known.length)]!
      const level = within(0, AS_USUAL + refitted(days.from + i, trendEnd), MOST_REFIT)
      const drifted = Math.round((level * drift) / AS_USUAL)
      const grown = Math.round((within(0, drifted, MOST_REFIT) * growth(i, trendEnd)) / AS_USUAL)
      const expected = Math.round((usualOnGrid[i]! * within(0, grown, MOST_REFIT)) / AS_USUAL)
      const drawn = Math.max(0, AS_USUAL + deviations[source]! + stretch)
      use[i] = Math.round((expected * drawn) / AS_USUAL) + burstOnGrid[source]!
    }
  }
  return { usual, grid, drawInto }
}

/** How much higher each day of `days` is when the trend ends on another day than the fit takes it to. */
function makeGrowth(fit: Fit, days: Days): (i: number, trendEnd: number) => number {
  if (fit.trendDays === 0) return () => AS_USUAL
  const last = fit.until - 1
  const growths = Float64Array.from({ length: 2 * fit.trendDays + 1 }, (_, i) => {
    const { num, den } = fit.growthUntil(last + i)
    return Number(roundedQuotient(num * BigInt(AS_USUAL), den))
  })
  return (i, trendEnd) => {
    const day = days.from + i
    const drawn = growths[Math.min(day, trendEnd) - last]!
    const usual = growths[Math.min(day, last + fit.trendDays) - last]!
    return Math.round((drawn * AS_USUAL) / usual)
  }
}

/** The days that are drawn from: those of the fit, whole weeks of them after a weekly fit. */
interface Sample {
  readonly first: number
  readonly length: number
  /** Blocks begin and end where a multiple of so many days does. */
  readonly round: number
  /** How far each day was from usual. */
  readonly deviations: Float64Array
  readonly blockDays: number
  /** By the first day of a block: the mean of its deviations. */
  readonly blockMeans: Float64Array
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

  const blockDays = blockRounds(length / round, round) * round
  const blockMeans = new Float64Array(length)
  for (let start = 0; start < length; start += round) {
    let [sum, days] = [0, 0]
    for (let i = 0; i < blockDays; i++) {
      const day = (start + i) % length
      sum += deviations[day]!
      days += isKnown[day]!
    }
    blockMeans[start] = Math.round(sum / Math.max(1, days))
  }
  return { first, length, round, deviations, blockDays, blockMeans, known, isKnown }
}

/**
 * How far the level may drift off, as multiples of it: by the errors of past forecasts, shrunk to what chance in the
 * days they are over and in the fit does not explain; each upwards and, as likely, downwards. Over longer than the
 * errors are over it grows with the square root of time, as the mean of a random walk does.
 */
function listDrifts({ errors, errorDays }: ChosenFit, sample: Sample, ahead: number): number[] {
  const { length, round, blockDays, blockMeans } = sample
  const sizes = errors.map(({ num, den }) =>
    Math.min(Number(roundedQuotient(absolute(num) * BigInt(AS_USUAL), den)), MOST_REFIT),
  )
  const meanSquare = sizes.reduce((sum, size) => sum + size ** 2, 0) / Math.max(1, sizes.length)
  let squares = 0
  for (let start = 0; start < length; start += round)
    squares += (blockMeans[start]! + stretchOf(sample, start)) ** 2
  const explained = ((squares * round) / length) * (blockDays / errorDays + blockDays / length)
  if (meanSquare <= explained) return []
  const longer = Math.max(1, ahead / errorDays)
  const share = Math.sqrt((longer * (meanSquare - explained)) / meanSquare)
  return sizes.flatMap(size => {
    const up = AS_USUAL + Math.round(size * share)
    return [up, Math.round(AS_USUAL ** 2 / up)]
  })
}

/**
 * What the deviations of a block are increased by. A few blocks show too little of how far blocks can be from usual:
 * with m of them, by 1 + 3/(2m) or so, for the mean is their own, and for Student's t of m - 1 at 80 %.
 */
const stretchOf = ({ blockMeans, blockDays, length }: Sample, start: number): number =>
  Math.round((3 * blockDays * blockMeans[start]!) / (2 * length))

/** Draws a refit: how far what it takes for usual on a day is from what the fit does. */
function makeRefit(sample: Sample, fit: Fit, draw: Draw): () => (day: number, trendEnd: number) => number {
  const { first, length, round, blockDays, deviations, isKnown } = sample
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
    let [start, stretch] = [0, 0]
    for (let i = 0; i < length; i++) {
      const inBlock = i % blockDays
      if (inBlock === 0) {
        start = draw(length / round) * round
        stretch = stretchOf(sample, start)
      }
      const source = (start + inBlock) % length
      if (isKnown[source] === 0) continue
      const deviation = deviations[source]! + stretch
      sums[i % round]! += deviation
      counts[i % round]!++
      if (weeks === 0) continue
      const week = Math.floor(i / 7)
      weekSums[week]! += deviation
      weekCounts[week]!++
    }
    for (let slot = 0; slot < round; slot++) sums[slot] = Math.round(sums[slot]! / Math.max(1, counts[slot]!))
    if (weeks === 0) return day => sums[(day - first) % round]!

    let moment = 0
    for (let week = 0; week < weeks; week++) {
      const mean = Math.round(weekSums[week]! / Math.max(1, weekCounts[week]!))
      moment += toMiddle(week) * within(-MOST_REFIT, mean, MOST_REFIT)
    }
    return (day, trendEnd) => {
      const daysFromMiddle = 2 * (Math.min(day, trendEnd) - first) - (length - 1)
      return sums[(day - first) % round]! + Math.round((moment * daysFromMiddle) / (7 * squares))
    }
  }
}
