/** The back-test: what would have been forecast for the last days of the history, from the days before them. */
import { type Ratio, ratio } from '../../ratio.js'
import { lowerBursts } from './burst.js'
import { combineForecasts, LEAST_FOR_WEEKS, type Past, type Usual } from './combine.js'
import { absolute, type History, PARTS, roundedQuotient, sumOf } from './history.js'
import { rankOf, sortValues } from './quantile.js'
import { factorAt, findWidth } from './spread.js'

/** What is told of a method. */
export type ForecastMethod = 'mean' | 'weekly'

/** Why there is no back-test. */
export type NoBackTest =
  | 'too-short' // fewer than 3 weeks of known days before the quarter held out
  | 'no-use' // the days held out are all zero or all gaps: an error has no base

/** How the forecast would have done on the user's own last days. */
export interface BackTest {
  readonly trainDays: number
  readonly testDays: number
  /** What was forecast by: chosen and fitted without the days held out. */
  readonly method: ForecastMethod
  /** Sum of |actual - forecast| over sum of actual, over the known days held out. */
  readonly error: Ratio
  /** The same of the naive forecast: the last week, repeated. */
  readonly naiveError: Ratio
  /** (Forecast total - actual total) over actual total; negative: the forecast was too low. */
  readonly totalError: Ratio
  readonly naiveTotalError: Ratio
  /** The share of held-out days within P10 and P90 of that day. */
  readonly coverage: Ratio
  /** Whether the total was within P10 and P90 of the total there. */
  readonly isTotalInside: boolean
}

/** A quarter of the history is held out, and a quarter of a year at most. */
const MAX_HELD_OUT = 91

const P10 = ratio(1n, 10n)
const P90 = ratio(9n, 10n)

/** The back-test, or why there is none. The first and the last day of the history are known. */
export function testOnPast(history: History): BackTest | NoBackTest {
  const until = history.length
  const from = until - Math.min(MAX_HELD_OUT, Math.floor(until / 4))
  const train = history.slice(0, history.findLastIndex((use, day) => day < from && use !== null) + 1)
  const trainDays = train.filter(use => use !== null).length
  if (trainDays < LEAST_FOR_WEEKS) return 'too-short'
  const held = history.flatMap((use, day) => (day >= from && use !== null ? [{ day, use }] : []))
  const actual = sumOf(held.map(({ use }) => use))
  if (actual === 0n) return 'no-use'

  const past: Past = { history: train, calm: lowerBursts(train) }
  const span = until - from
  const usual = combineForecasts(past, span)
  const width = findWidth(usual, past, span)
  const lastWeek = listLastWeek(train)
  const compare = (forecastOn: (day: number) => bigint): { error: Ratio; totalError: Ratio } => {
    const error = sumOf(held.map(({ day, use }) => absolute(use * PARTS - forecastOn(day))))
    const total = sumOf(held.map(({ day }) => forecastOn(day)))
    return { error: ratio(error, actual * PARTS), totalError: ratio(total - actual * PARTS, actual * PARTS) }
  }
  const ours = compare(usual.usualOn)
  const naive = compare(day => lastWeek[day % 7]!)
  const total = sumOf(held.map(({ day }) => usual.usualOn(day)))
  const days = dayFactors(usual, past, width)
  const inside = held.filter(({ day, use }) => isWithin(use, usual.usualOn(day), days.low, days.high))
  return {
    trainDays,
    testDays: held.length,
    method: usual.isWeekly ? 'weekly' : 'mean',
    ...ours,
    naiveError: naive.error,
    naiveTotalError: naive.totalError,
    coverage: ratio(BigInt(inside.length), BigInt(held.length)),
    isTotalInside: isWithin(actual, total, factorAt(P10, width), factorAt(P90, width)),
  }
}

/** What the last known day of each weekday used; in parts, the weekday of day 0 first. */
function listLastWeek(history: History): readonly bigint[] {
  const known = history.filter(use => use !== null)
  // A weekday that the log never covers is taken for an average one.
  const mean = (sumOf(known) * PARTS) / BigInt(known.length)
  return Array.from({ length: 7 }, (_, weekday) => {
    const last = history.findLast((use, day) => day % 7 === weekday && use !== null)
    return last === undefined || last === null ? mean : last * PARTS
  })
}

/** Of so many quantiles of the total, each as likely. */
const LEVELS = 9
/** So many of the last days say how days differ. */
const DAYS_COMPARED = 91

/** P10 and P90 of a day ÷ what is usual on it: days differ as they did, and the level as totals do. */
function dayFactors({ week }: Usual, { history, calm }: Past, width: number): { low: bigint; high: bigint } {
  const first = history.length - DAYS_COMPARED
  const ratios = history.flatMap((use, day) => {
    if (use === null || day < first) return []
    const around = meanAround(calm, day, week)
    return around === 0n ? [] : [(use * PARTS * PARTS) / around]
  })
  const levels = Array.from({ length: LEVELS }, (_, i) =>
    factorAt(ratio(BigInt(2 * i + 1), BigInt(2 * LEVELS)), width),
  )
  const all = sortValues(ratios.flatMap(of => levels.map(level => (of * level) / PARTS)))
  const at = (quantile: Ratio): bigint => all[rankOf(quantile, all.length)] ?? PARTS
  return { low: at(P10), high: at(P90) }
}

/** What would be usual on a past day by the level of the week around it, in parts. */
function meanAround(calm: History, day: number, week: readonly bigint[]): bigint {
  let [sum, weight] = [0n, 0n]
  for (let other = Math.max(0, day - 7); other < Math.min(calm.length, day + 7); other++) {
    const use = calm[other]
    if (use === null || use === undefined) continue
    sum += use
    weight += week[other % 7]!
  }
  return weight === 0n ? 0n : roundedQuotient(sum * PARTS * week[day % 7]!, weight)
}

/** Whether a use lies within two multiples, in parts, of what is usual; the bounds are made whole steps outwards. */
const isWithin = (use: bigint, usual: bigint, low: bigint, high: bigint): boolean =>
  use * PARTS >= roundedQuotient(usual * low, PARTS) - PARTS &&
  use * PARTS <= roundedQuotient(usual * high, PARTS) + PARTS
