/** Periods, times, shares and verdicts of an `sla` answer in words, alike in every format for people. */
import { firstDayOf, lastDayOf, monthOf, type ServicePeriod, type TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { type Instant, MONTH_NAMES } from '../../core/instant.js'
import {
  compareRatios,
  formatRatio,
  multiplyRatios,
  ONE,
  type Ratio,
  ratio,
  ratioOfDecimal,
} from '../../core/ratio.js'
import type { Agreement } from '../../core/sla/agreement.js'
import type { Gate, PeriodAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { COMPENSATION_DECIMALS } from '../../core/sla/compensation.js'
import type { Fraction } from '../../core/sla/fraction.js'
import type { Measurement } from '../../core/sla/measure.js'
import { formatPercent, thresholdsOf } from '../../core/sla/verdict.js'
import { showShare, showUsd } from '../amounts.js'
import { countOf, groupDigits, listNames, makeVisible, showCount } from '../text.js'
import { showMinutes, showMoment, showSpan } from '../times.js'

/** `October 2026`, or of a part month `17–31 March 2026`; `isShort` cuts the month's name. */
export function nameOfPeriod({ start, end }: ServicePeriod, isShort = false): string {
  const month = monthOf(start)
  const word = MONTH_NAMES[month.month - 1]!
  const name = `${isShort ? word.slice(0, 3) : word} ${month.year}`
  const first = firstDayOf(month)
  if (start === first && end === lastDayOf(month)) return name
  const [from, to] = [start - first + 1, end - first + 1]
  return from === to ? `${from} ${name}` : `${from}–${to} ${name}`
}

/** An account as people read it. */
export const showAccount = (account: string | null): string =>
  account === null ? '(no account)' : makeVisible(account)

/** A period of one account; the account is left out where the answer has none. */
export const nameOfAnswer = ({ account, period }: Pick<PeriodAnswer, 'account' | 'period'>): string =>
  account === null ? nameOfPeriod(period) : `${showAccount(account)}, ${nameOfPeriod(period)}`

/** A clause as it is cited: `clause 3.1`, `clauses C, D`; what has words of its own stays. */
export function citeClause(clause: string): string {
  if (!/^(\d|[A-Z]\d*\b)/.test(clause)) return clause
  return /^[\w.()]+(, [\w.()]+)+$/.test(clause) ? `clauses ${clause}` : `clause\u00a0${clause}`
}

/** What the time slices of an agreement are called: a minute, or an interval of some minutes. */
export const nameOfSlice = ({ sliceMinutes }: Pick<Agreement, 'sliceMinutes'>): string =>
  sliceMinutes === 1 ? 'minute' : 'interval'

/** The same where it first stands: `5-minute interval`. */
export const explainSlice = ({ sliceMinutes }: Pick<Agreement, 'sliceMinutes'>): string =>
  sliceMinutes === 1 ? 'minute' : `${sliceMinutes}-minute interval`

/** How many decimals a count of slices is shown with. */
const SHOWN_DECIMALS = 1

// Unreduced, so that the remainder is asked and not the denominator.
const isShown = ({ num, den }: Fraction, decimals: number): boolean =>
  (num * 10n ** BigInt(decimals)) % den === 0n

/**
 * A sum of error rates, in slices, with no sign that it is rounded; what is more than nothing is not shown as
 * nothing.
 */
export function showRateSum(value: Fraction, decimals: number): string {
  let shown = decimals
  while (value.num > 0n && formatRatio(value, shown) === '0') shown++
  return groupDigits(formatRatio(value, shown))
}

/** The same by itself, as exact as a decision needs. */
export const showSlices = (value: Fraction): string => showRateSum(value, SHOWN_DECIMALS)

/** What part of some attempts failed: `95 %`, `4.2 %`; all of them and none are said of nothing less. */
export function showFailedShare(part: Fraction): string {
  const percent = { num: part.num * 100n, den: part.den }
  if (percent.num === 0n) return '0\u00a0%'
  if (percent.num * 10n < percent.den) return '< 0.1\u00a0%'
  const text = formatRatio(percent, percent.num < 10n * percent.den ? 1 : 0)
  return text === '100' && part.num < part.den ? '> 99\u00a0%' : `${text}\u00a0%`
}

/** The sign between the terms of a formula, as they are shown, and its result. */
export const signOf = (terms: readonly Fraction[], result: Fraction, decimals: number): '=' | '≈' =>
  [...terms, result].every(value => isShown(value, decimals)) ? '=' : '≈'

/** How long so many slices last, whole minutes, the rest cut off. */
export const showLengthOf = (slices: Fraction, sliceMinutes: number): string =>
  showMinutes(Number((slices.num * BigInt(sliceMinutes)) / slices.den))

/** A count as a share of another, such as `89.61 %`. */
export const showCountShare = (part: number, whole: number): string =>
  showShare(ratio(BigInt(part)), ratio(BigInt(whole)))

/** What was measured, per cent; null without data. */
export const percentOf = (measurement: Measurement): Fraction | null =>
  measurement.method === 'timeslices' ? measurement.uptime : measurement.availability

/** The agreement's word for it. */
export const wordFor = ({ method }: Measurement): 'availability' | 'uptime' =>
  method === 'timeslices' ? 'uptime' : 'availability'

/** A percentage, never as a threshold that it is below. */
export const showPercent = (percent: Fraction, agreement: Pick<Agreement, 'commitment' | 'tiers'>): string =>
  `${formatPercent(percent, thresholdsOf(agreement))}\u00a0%`

/** The figure that another reading of the agreement gives. */
export const showReading = (
  reading: Measurement['sensitivity'][number] | Measurement,
  agreement: Agreement,
): string => {
  const percent = 'uptime' in reading ? reading.uptime : reading.availability
  return percent === null ? 'no figure' : showPercent(percent, agreement)
}

/** The option that asks for another reading, as it is typed. */
export const optionOfChoice = ({ choice }: { readonly choice: string }): string =>
  `--${choice.replace('=', ' ')}`

/** The compensation of a period as it is granted: dollars to a hundredth of a cent at most. */
export const roundCompensation = (amount: Ratio): Ratio =>
  ratioOfDecimal(formatRatio(amount, COMPENSATION_DECIMALS))

export const isPositive = ({ num }: Ratio): boolean => num > 0n

/** Vouchers or a credit, after an amount. */
export const wordsForForm = ({ compensation }: Agreement): string =>
  compensation.form === 'vouchers' ? 'in vouchers' : 'as a service credit'

/** What a missed period is made good with: dollars, or the share of a fee that is not known. */
export function describeAmount({ compensation, measurement: { tier } }: PeriodAnswer): string {
  if (compensation) return showUsd(roundCompensation(compensation.amount))
  return tier ? `${tier.percent}\u00a0% of the fee` : 'not known'
}

/** The longest silence that is no sign yet of a log cut short, and the same of slices without requests: one in so many. */
const LONGEST_QUIET_MINUTES = 1440
const MOST_SILENT = 10
/** So long a gap is a sign of a log with a hole where hardly a slice is silent otherwise, one in so many. */
const SHORTEST_HOLE_MINUTES = 60
const MOST_SILENT_OUTSIDE = 100

/** What a log leaves out of a period as far as it has passed. */
export interface Silence {
  /** Slices passed, and how many of them are without a request. */
  readonly elapsed: number
  readonly silent: number
  /** A stretch without a request; null when there is none. */
  readonly gap: Gap | null
  /** Whether so much is missing that it must be said loudly: a day on end, a tenth of the slices, or a hole. */
  readonly isLoud: boolean
}

/** A stretch without a request. */
export interface Gap {
  readonly from: Instant
  readonly to: Instant
  readonly minutes: number
  /**
   * `longest` of the period, or `latest`: in a running period the time to come can be the longest silence, of
   * which only what has passed says anything, and it need not be the longest that has passed.
   */
  readonly kind: 'longest' | 'latest'
}

/** Measures the silence of a period that has data. */
export function findSilence(answer: PeriodAnswer, asOf: Instant): Silence {
  const { elapsed } = answer
  const silent = elapsed - answer.elapsedWithRequests
  const gap = findGap(answer, asOf)
  const isLong = gap !== null && gap.minutes >= LONGEST_QUIET_MINUTES
  const isLoud =
    silent > 0 && (isLong || silent * MOST_SILENT > elapsed || isHole(gap, silent, elapsed, answer))
  return { elapsed, silent, gap, isLoud }
}

/** Whether a gap is none that traffic has by itself. Behind the last request it may be that the log was just written. */
function isHole(
  gap: Gap | null,
  silent: number,
  elapsed: number,
  { agreement, windows }: PeriodAnswer,
): boolean {
  if (gap === null || gap.kind === 'latest') return false
  // An hour that clocks skip has slices and no time.
  if (gap.to - gap.from < SHORTEST_HOLE_MINUTES * 60_000) return false
  // What fails in a declared window is set aside.
  if (windows.some(({ counts, start, end }) => counts && start <= gap.from && gap.to <= end)) return false
  const within = gap.minutes / agreement.sliceMinutes
  return (silent - within) * MOST_SILENT_OUTSIDE <= elapsed - within
}

/** So many outages apart, with nothing between them, are none of a service that was down. */
const MANY_OUTAGES = 10
/** Of fewer requests it may be chance that none succeeded. */
const FEW_REQUESTS = 5

/**
 * Whether a log has failures alone, here and there among silent slices, as an export of errors has: the requests that
 * succeeded are missing from it. One of all errors has 4XX, too, which do not count against the service.
 */
export function hasFailuresAlone(answer: PeriodAnswer, asOf: Instant): boolean {
  const { requests, valid, errors, excluded, unreached } = answer.measurement.totals
  const isOfErrors = errors > 0 && requests >= FEW_REQUESTS && answer.noneSucceeded === true
  const isMany = answer.outages.length >= MANY_OUTAGES && valid <= errors + excluded
  // Where most have no status, that may be what the log says of those that went well.
  return (isOfErrors && unreached > valid) || ((isOfErrors || isMany) && findSilence(answer, asOf).isLoud)
}

/** What such a log may be. */
export const FAILURES_ALONE =
  'no request succeeded: if this is an export of errors alone, the others are missing and the true figure is higher'

function findGap({ coverage, agreement }: PeriodAnswer, asOf: Instant): Gap | null {
  const { longestGap } = coverage
  if (longestGap === null) return null
  const { from, to, slices } = longestGap
  if (to <= asOf) return { from, to, minutes: slices * agreement.sliceMinutes, kind: 'longest' }
  const minutes = Math.floor((asOf - from) / 60_000)
  return minutes >= agreement.sliceMinutes ? { from, to: asOf, minutes, kind: 'latest' } : null
}

/** A gap in words: `longest gap 2026-10-16 06:40 to 14:00 (7 h 20 min)`. */
export const describeGap = ({ from, to, minutes, kind }: Gap, zone: TimeZone): string =>
  kind === 'longest'
    ? `longest gap ${showMinutes(minutes)}: ${showSpan(from, to, zone)}`
    : `none for ${showMinutes(minutes)}, since ${showMoment(from, zone)}`

/** What became of the requests of a period. */
export function describeRequests({ measurement: { totals } }: PeriodAnswer): string {
  const { requests, valid, errors, unreached, excluded } = totals
  if (requests === 0) return 'no request'
  return compact([
    `${countOf(valid, 'request')} received, ${showCount(errors)} of them answered 5XX`,
    unreached > 0 && `${showCount(unreached)} never arrived`,
    excluded > 0 && `${countOf(excluded, 'failure')} set aside`,
  ]).join('; ')
}

export const hasData = ({ measurement }: PeriodAnswer): boolean => percentOf(measurement) !== null

export function describeVerdict(answer: PeriodAnswer, silence: Silence): string {
  const { measurement, agreement, running, isAhead } = answer
  const { verdict, tier } = measurement
  if (!hasData(answer)) return isAhead ? 'not begun' : running ? 'no data yet' : 'no data'
  const words: Record<'met' | 'missed' | 'null', string> = {
    met: running ? 'met so far' : 'met',
    missed: `missed${running ? ' already' : ''}: below ${tier?.below ?? agreement.commitment}\u00a0%`,
    null: 'not judged: no tiers known',
  }
  const said = words[verdict === 'met' || verdict === 'missed' ? verdict : 'null']
  const { elapsed, silent, isLoud } = silence
  return isLoud ? `${said}; only ${showCountShare(elapsed - silent, elapsed)} covered` : said
}

/** Whether another reading of the agreement gives another verdict or tier. */
export const findDecisiveAlternatives = ({ measurement: { verdict, tier, sensitivity } }: PeriodAnswer) =>
  sensitivity.filter(other => other.verdict !== verdict || other.tier?.percent !== tier?.percent)

/** What another reading comes to: `met`, `missed, 25 %`. */
export function describeOutcome({ verdict, tier }: Pick<Measurement, 'verdict' | 'tier'>): string {
  if (verdict === 'missed') return tier ? `missed, ${tier.percent}\u00a0% of the fee` : 'missed'
  if (verdict === 'no-data') return 'no data'
  return verdict ?? 'not judged'
}

const HUNDRED = ratio(100n)

/** Of gates at 1 % or less that they are that: other tools say 0.999 for 99.9 %. */
export const describeLowGates = ({ gate, coverageGate }: SlaAnswer): string[] =>
  [
    { option: '--fail-under', percent: gate?.failUnder ?? '0' },
    { option: '--min-coverage', percent: coverageGate?.minCoverage ?? '0' },
  ].flatMap(({ option, percent }) => {
    const value = ratioOfDecimal(percent)
    if (value.num === 0n || compareRatios(value, ONE) > 0) return []
    const meant = formatRatio(multiplyRatios(value, HUNDRED))
    return [`${option} ${percent} is ${percent}\u00a0%; for ${meant}\u00a0% write ${option} ${meant}`]
  })

/** Each gate that was asked for, and whether it is crossed. */
export function listGates({
  gate,
  coverageGate,
  companion,
}: SlaAnswer): { readonly text: string; readonly isCrossed: boolean }[] {
  // Two services have the same periods.
  const nameOf = (one: PeriodAnswer): string =>
    companion ? `${makeVisible(one.agreement.id)}, ${nameOfAnswer(one)}` : nameOfAnswer(one)
  const describe = (option: string, { isCrossed, crossedBy }: Pick<Gate, 'isCrossed' | 'crossedBy'>) => {
    const by = crossedBy.length > 0 ? ` by ${listNames(crossedBy, nameOf)}` : ': there is no period at all'
    return { text: isCrossed ? `${option} is crossed${by}` : `${option} is not crossed`, isCrossed }
  }
  return compact([
    gate && describe(`--fail-under ${gate.failUnder}`, gate),
    coverageGate && describe(`--min-coverage ${coverageGate.minCoverage}`, coverageGate),
  ])
}
