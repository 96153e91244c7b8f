/** Which method, fitted to how much of the history, would have forecast that history best. */
import { type Ratio, ratio } from '../../ratio.js'
import { absolute, type Fit, type FittedMethod, fitTo, PARTS } from './fit.js'
import type { History } from './forecast.js'

/** With fewer known days than this, every day is taken for an average one. */
export const LEAST_FOR_WEEKS = 21
/** A trend is looked for in no fewer days than this. */
const LEAST_FOR_TREND = 56
/** Besides the whole history, the last year, quarter and month of it, in whole weeks: use may have changed since. */
const WINDOWS = [364, 91, 28]
/** The history is forecast from so many days in it at most. */
const MOST_ORIGINS = 6
/** A method that says more must err less by this part, or chance would choose it too often. */
const LEAST_GAIN = 20n

interface Candidate {
  readonly method: FittedMethod
  /** The days fitted to, back from the end. */
  readonly days: number
}

/** A fit, and how its like did before. */
export interface ChosenFit {
  readonly fit: Fit
  /** The days that each of the errors is over. */
  readonly errorDays: number
  /** (Actual total - forecast total) over forecast total, from several days of the past. */
  readonly errors: readonly Ratio[]
}

/**
 * The fit to use after the history's last day, to forecast `span` days; the simplest unless another errs less by a
 * twentieth. Each candidate forecasts parts of the second half of the history from what came before them. The first
 * and the last day of the history are known.
 */
export function chooseFit(calm: History, span: number): ChosenFit {
  const known = calm.filter(use => use !== null).length
  const fitCandidate = ({ method, days }: Candidate, until: number): Fit => {
    const from = Math.max(0, until - days)
    return fitTo(calm, method, calm.slice(from, until).some(use => use !== null) ? from : 0, until)
  }
  const plain: Candidate = { method: 'mean', days: calm.length }
  if (known < LEAST_FOR_WEEKS) return { fit: fitCandidate(plain, calm.length), errorDays: 1, errors: [] }

  const windows = [calm.length, ...WINDOWS.filter(days => 2 * days <= calm.length)]
  const candidates = (['mean', 'weekly', 'weekly-trend'] as const).flatMap(method =>
    windows
      .filter(days => method !== 'weekly-trend' || days >= LEAST_FOR_TREND)
      .map((days): Candidate => ({ method, days })),
  )
  const held = Math.max(7, Math.min(span, Math.floor(calm.length / 4)))
  const origins = listOrigins(calm.length, held)
  const errorOf = (candidate: Candidate): bigint =>
    origins.reduce((sum, until) => sum + absoluteError(calm, fitCandidate(candidate, until), held), 0n)

  let [chosen, least] = [plain, errorOf(plain)]
  for (const candidate of candidates.slice(1)) {
    const error = errorOf(candidate)
    if (LEAST_GAIN * error < (LEAST_GAIN - 1n) * least) [chosen, least] = [candidate, error]
  }
  return {
    fit: fitCandidate(chosen, calm.length),
    errorDays: held,
    errors: origins.flatMap(until => totalError(calm, fitCandidate(chosen, until), held) ?? []),
  }
}

/** The days to forecast from: whole weeks before the last that leaves `held` days, in the second half. */
function listOrigins(days: number, held: number): number[] {
  const last = days - held
  const first = Math.max(14, Math.ceil(days / 2))
  const step = 7 * Math.max(1, Math.ceil((last - first) / (7 * (MOST_ORIGINS - 1))))
  const origins = [last]
  for (let day = last - step; day >= first; day -= step) origins.push(day)
  return origins
}

function absoluteError(calm: History, fit: Fit, days: number): bigint {
  let sum = 0n
  for (let day = fit.until; day < fit.until + days; day++) {
    const use = calm[day]!
    if (use !== null) sum += absolute(use * PARTS - fit.usualOn(day))
  }
  return sum
}

function totalError(calm: History, fit: Fit, days: number): Ratio | null {
  let [actual, forecast] = [0n, 0n]
  for (let day = fit.until; day < fit.until + days; day++) {
    const use = calm[day]!
    if (use === null) continue
    actual += use * PARTS
    forecast += fit.usualOn(day)
  }
  return forecast === 0n ? null : ratio(actual - forecast, forecast)
}
