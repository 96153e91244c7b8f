/**
 * How far a total may be from its forecast: the distribution of total ÷ forecast. Its width rests on how far off past
 * forecasts of this history were, on how much its weeks differ, and on how far off forecasts of use mostly are, which
 * counts as much as eight of its own: a history is never sure enough of itself. The constants were fitted to generated
 * and public series and held against others (docs/forecast.md).
 *
 * Widths are statistics, not amounts: they are floating point, and become whole parts before they meet a unit.
 */
import { compareRatios, type Ratio, ratio } from '../../ratio.js'
import type { Past, Usual } from './combine.js'
import { type History, PARTS, sumOf } from './history.js'
import { listMeans } from './level.js'
import { medianOf } from './quantile.js'
import type { Week } from './week.js'

/** The width of forecasts of other histories: at once, and what four weeks ahead add. */
const WIDTH_AT_ONCE = 0.05
const WIDTH_PER_MONTH = 0.08
/** How much the unrest of a history's own weeks adds. */
const UNREST = 0.6
/** Unrest evens out as far as so many stretches show; that of stretches half as long counts as so many more. */
const LEAST_STRETCHES = 3
const STRETCHES_ASSUMED = 2
/** What of it always lasts. */
const LASTING = 0.02
/** As how many forecasts of its own that counts. */
const PRIOR_WEIGHT = 8
/** Fewer known days than this do not tell a level; what they do not show, at none of them. */
const WIDTH_OF_UNKNOWN = 0.18
export const DAYS_TO_KNOW = 14
/** P10 and P90 lie so many widths below and above; more above, because use that grows is not forecast to. */
const BELOW = 1.25
const ABOVE = 1.4
/** The 0.9 quantile of the normal distribution. */
const NORMAL_P90 = 1.2816
/** A total is between a tenth and ten times what was forecast: (2 - x) ÷ (2 + x) and its inverse. */
const MOST = 18 / 11
const MAX_WEEKS = 13

/** `(a - b) ÷ their mean`: near the logarithm of a ÷ b, and finite. */
const relativeDifference = (a: bigint, b: bigint): number =>
  Number((2n * (a - b) * PARTS) / (a + b)) / Number(PARTS)

const meanSquare = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number ** 2, 0) / Math.max(1, numbers.length)

/** The squared mean deviation from the mean, over the mean. */
function unrestOf(values: readonly bigint[]): number {
  const sum = sumOf(values)
  if (sum === 0n) return 0
  const count = BigInt(values.length)
  return meanSquare(values.map(value => Number(((value * count - sum) * PARTS) / sum) / Number(PARTS)))
}

/**
 * How much of the unrest between stretches of `from` days is left between stretches of `to` days: 1 where it lasts, less
 * where it evens out, as that of batches that come again does. It is measured on stretches of a week, of two weeks, of
 * four and so on, as long as there are three; what they are too short to show is taken to last.
 */
function unrestLeft(history: History, week: Week, from: number, to: number): number {
  let left = 1
  let shorter = 0
  for (let length = 7; length <= to; length *= 2) {
    const means = listMeans(history, week, history.length, length)
    const count = means.length
    if (count < LEAST_STRETCHES) break
    const own = (unrestOf(means) * count) / (count - 1) + LASTING
    const unrest =
      length === 7
        ? own
        : Math.min(shorter, (count * own + STRETCHES_ASSUMED * shorter) / (count + STRETCHES_ASSUMED))
    if (length > from) left *= unrest / shorter
    shorter = unrest
  }
  return left
}

/** The width of the total of `span` days to come. */
export function findWidth({ trials, trialDays, week }: Usual, { history }: Past, span: number): number {
  const known = history.filter(use => use !== null)
  const weeks = listMeans(history, week, history.length).slice(-MAX_WEEKS)
  const days = unrestOf(known.slice(-7 * MAX_WEEKS))
  const unrest = weeks.length < 2 ? days / known.length : unrestOf(weeks)
  const unknown = Math.max(0, DAYS_TO_KNOW - known.length) / DAYS_TO_KNOW
  const usual =
    WIDTH_AT_ONCE ** 2 +
    (WIDTH_PER_MONTH ** 2 * span) / 28 +
    UNREST * unrest * unrestLeft(history, week, 7, span) +
    days * Math.max(0, 1 / span - 1 / 7) +
    WIDTH_OF_UNKNOWN ** 2 * unknown
  const own =
    meanSquare(trials.map(({ used, forecast }) => relativeDifference(used, forecast))) *
    unrestLeft(history, week, trialDays, span)
  return Math.sqrt((PRIOR_WEIGHT * usual + trials.length * own) / (PRIOR_WEIGHT + trials.length))
}

/** Total ÷ forecast at a quantile, in parts. */
export function factorAt(quantile: Ratio, width: number): bigint {
  const { num, den } = quantile
  const normal = normalQuantile(Number(num) / Number(den))
  const x = (normal * width * (normal < 0 ? BELOW : ABOVE)) / NORMAL_P90
  const limited = Math.max(-MOST, Math.min(MOST, x))
  return BigInt(Math.round(((2 + limited) / (2 - limited)) * Number(PARTS)))
}

/** Up to this quantile a short history may turn out to be ordinary days alone. */
const LOW = ratio(1n, 4n)

/**
 * The same for a history too short to know its level by: at a low quantile no more than if every day were as its middle
 * one, for a day of a launch among three says little of the next ninety.
 */
export function cautiousFactorAt(
  quantile: Ratio,
  width: number,
  history: History,
  usual: readonly bigint[],
): bigint {
  const factor = factorAt(quantile, width)
  const known = history.filter(use => use !== null)
  const total = sumOf(usual)
  if (known.length >= DAYS_TO_KNOW || compareRatios(quantile, LOW) > 0 || total === 0n) return factor
  const ordinary = (medianOf(known) * BigInt(usual.length) * PARTS * PARTS) / total
  return ordinary < factor ? ordinary : factor
}

/** Acklam's rational approximation of a quantile of the normal distribution: coefficients from the highest power down. */
const TAIL = {
  above: [
    -7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  below: [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
}
const CENTRE = {
  above: [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ],
  below: [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
  ],
}
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient)

/** The quantile of the normal distribution, to nine digits. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p))
    return polynomial(TAIL.above, q) / polynomial(TAIL.below, q)
  }
  const q = p - 0.5
  return (polynomial(CENTRE.above, q * q) * q) / polynomial(CENTRE.below, q * q)
}
