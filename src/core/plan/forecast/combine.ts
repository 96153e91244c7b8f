/**
 * The usual use of each day to come: the level (level.ts) times the pattern of the week (week.ts), and what bursts add.
 * How much each of the candidates for the level counts, and whether weekdays are told apart, is decided by forecasting
 * parts of the history from what came before them.
 */
import { absolute, type History, PARTS, roundedQuotient, sumOf } from './history.js'
import { CANDIDATES, type Level, listLevels } from './level.js'
import { EVEN_WEEK, findWeek, type Week } from './week.js'

/** With fewer known days than this, every day is taken for an average one. */
export const LEAST_FOR_WEEKS = 21
/** The history is forecast from so many days in it at most, the first of them not before this. */
const MAX_ORIGINS = 8
const FIRST_ORIGIN = 14
/** Telling weekdays apart must make the error less by this part, or chance would do it too often. */
const MIN_GAIN = 20n

/** Days of history, with its bursts and without (burst.ts). The first and the last are known. */
export interface Past {
  readonly history: History
  readonly calm: History
}

/** A forecast of what is usual, and how its like did before. */
export interface Usual {
  /** What a day uses, in parts; from the end of the history on. */
  readonly usualOn: (day: number) => bigint
  readonly week: Week
  readonly isWeekly: boolean
  /** What was used and what was forecast in all, over parts of the history. */
  readonly trials: readonly { readonly used: bigint; readonly forecast: bigint }[]
  /** How many days each of them is of. */
  readonly trialDays: number
}

/** An origin in the history: what the candidates forecast from there. */
interface Origin {
  readonly until: number
  readonly levels: readonly Level[]
  readonly week: Week
  readonly burst: bigint
}

/** The forecast after the history's last day, for `span` days. */
export function combineForecasts(past: Past, span: number): Usual {
  const { calm } = past
  const days = calm.length
  const known = calm.filter(use => use !== null).length
  const held = Math.max(7, Math.min(span, Math.floor(days / 4)))
  const untils = listOrigins(days, held)
  const standAt = (until: number, week: Week, ahead = held): Origin => ({
    until,
    week,
    levels: listLevels(calm, week, until),
    burst: spreadBursts(past, until, ahead),
  })
  const even = untils.map(until => standAt(until, EVEN_WEEK))
  const weekly = untils.map(until => standAt(until, findWeek(calm, until)))
  const isWeekly =
    known >= LEAST_FOR_WEEKS &&
    MIN_GAIN * dailyError(weekly, calm, held) < (MIN_GAIN - 1n) * dailyError(even, calm, held)
  const origins = isWeekly ? weekly : even
  const weights = weigh(origins, past, held)
  const now = standAt(days, isWeekly ? findWeek(calm, days) : EVEN_WEEK, span)
  return {
    usualOn: isOver(past.history) ? () => 0n : day => forecastDay(now, weights, day),
    week: now.week,
    isWeekly,
    trialDays: held,
    trials: origins.flatMap(origin => {
      const trial = sumUp(origin, past.history, held, day => forecastDay(origin, weights, day))
      return trial.used + trial.forecast === 0n ? [] : [trial]
    }),
  }
}

/** Use that stops for so many days, and for twice as many as it ever did before, is taken to be over. */
const MIN_QUIET = 14

function isOver(history: History): boolean {
  let quiet = 0
  let longest = 0
  for (const use of history) {
    // What is not known of a day leaves the days around it as they are.
    if (use === null) continue
    if (use > 0n) longest = Math.max(longest, quiet)
    quiet = use === 0n ? quiet + 1 : 0
  }
  return quiet >= MIN_QUIET && quiet > 2 * longest
}

/** The days to forecast from: whole weeks before the last that leaves `held` days. */
function listOrigins(days: number, held: number): number[] {
  const first = Math.max(FIRST_ORIGIN, Math.ceil(days / 3))
  const step = 7 * Math.max(1, Math.floor(held / 14))
  const origins: number[] = []
  for (let day = days - held; day >= first && origins.length < MAX_ORIGINS; day -= step) origins.push(day)
  return origins
}

/**
 * What bursts add to each of `span` days: as many as are to be expected in that time, each of their mean size, spread
 * evenly. Of k that are expected, k + 1/3, rounded down, is the middle of how many there will be (Poisson).
 */
function spreadBursts({ history, calm }: Past, until: number, span: number): bigint {
  let [sum, bursts, days] = [0n, 0n, 0n]
  for (const [day, use] of history.slice(0, until).entries()) {
    if (use === null) continue
    sum += use - calm[day]!
    if (use > calm[day]!) bursts++
    days++
  }
  if (bursts === 0n) return 0n
  const middle = (3n * bursts * BigInt(span) + days) / (3n * days)
  return roundedQuotient(sum * middle * PARTS, bursts * BigInt(span))
}

/** Every candidate counts alike. */
const EVEN_WEIGHTS: readonly bigint[] = CANDIDATES.map(() => 1n)

const levelOn = (levels: readonly Level[], weights: readonly bigint[], weeksAhead: number): bigint =>
  roundedQuotient(sumOf(levels.map((level, i) => weights[i]! * level(weeksAhead))), sumOf(weights))

function forecastDay({ until, levels, week, burst }: Origin, weights: readonly bigint[], day: number) {
  const level = levelOn(levels, weights, Math.floor((day - until) / 7))
  return roundedQuotient(level * week[day % 7]!, PARTS) + burst
}

/** What the known ones of `held` days used, and what was forecast for them; in parts. */
function sumUp({ until }: Origin, history: History, held: number, forecast: (day: number) => bigint) {
  let [used, sum] = [0n, 0n]
  for (const [i, use] of history.slice(until, until + held).entries()) {
    if (use === null) continue
    used += use * PARTS
    sum += forecast(until + i)
  }
  return { used, forecast: sum }
}

/** How far off the days were, bursts aside, by the mean of the candidates. */
function dailyError(origins: readonly Origin[], calm: History, held: number): bigint {
  const errors = origins.flatMap(origin => {
    const { until } = origin
    const usualOn = (day: number) => forecastDay({ ...origin, burst: 0n }, EVEN_WEIGHTS, day)
    return calm
      .slice(until, until + held)
      .flatMap((use, i) => (use === null ? [] : absolute(use * PARTS - usualOn(until + i))))
  })
  return sumOf(errors)
}

/** Each candidate by one over the square of its errors, in whole numbers; alike where the history is too short. */
function weigh(origins: readonly Origin[], { history }: Past, held: number): readonly bigint[] {
  const errors = CANDIDATES.map((_, i) => {
    const alone = CANDIDATES.map((_, other) => BigInt(other === i))
    const each = origins.map(origin => {
      const { used, forecast } = sumUp(origin, history, held, day => forecastDay(origin, alone, day))
      return absolute(used - forecast)
    })
    return sumOf(each)
  })
  const mean = sumOf(errors) / BigInt(errors.length)
  if (mean === 0n) return EVEN_WEIGHTS
  // A tenth of the mean error is added, so that a candidate that was right by chance does not decide alone.
  return errors.map(error => (1n << 40n) / (((10n * error + mean) * 1024n) / (10n * mean)) ** 2n + 1n)
}
