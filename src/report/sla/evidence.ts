/** How the figure of a period came about, in lines that can be checked against log and agreement. */
import type { TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import {
  compareRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  ratioOfDecimal,
  subtractRatios,
} from '../../core/ratio.js'
import type { PeriodAnswer, SlaAnswer } from '../../core/sla/answer.js'
import type { Fraction } from '../../core/sla/fraction.js'
import type { JudgedWindow } from '../../core/sla/maintenance.js'
import type { Choices } from '../../core/sla/measure.js'
import { showUnitCount, showUsd } from '../amounts.js'
import { type Fact, fact } from '../document.js'
import { countOf, makeVisible, showCount } from '../text.js'
import { showMoment, showSpan } from '../times.js'
import * as words from './words.js'

/** What an answer is looked at with. */
export type Setting = Pick<SlaAnswer, 'asOf' | 'zone'> & { readonly choices: Choices }

/** The evidence for one period, the most telling first. */
export function listFacts(answer: PeriodAnswer, setting: Setting): Fact[] {
  const facts = words.hasData(answer)
    ? [
        describeFormula(answer),
        fact('Requests', words.describeRequests(answer)),
        ...describeWindows(answer, setting.zone),
        describeCoverage(answer, setting),
        ...describeReadings(answer, setting.choices),
        ...describeDistance(answer),
      ]
    : [describeNothing(answer)]
  return [...facts, ...describeMoney(answer)]
}

function describeFormula(answer: PeriodAnswer): Fact {
  const { measurement, agreement } = answer
  const result = words.percentOf(measurement)!
  const percent = words.showPercent(result, agreement)
  // As many decimals in the sum as in the figure, so that whoever computes it again comes out the same.
  const decimals = percent.length - percent.indexOf('.') - ' %'.length - 1
  const all = showCount(measurement.coverage.slices)
  if (measurement.method === 'timeslices') {
    const minutes = showCount(measurement.minutes)
    return {
      label: 'Formula',
      lines: [
        `(${minutes} − ${showCount(measurement.downtimeMinutes)}) ÷ ${minutes} × 100\u00a0% ${words.signOf([], result, decimals)} ${percent}`,
        `${minutes} minutes in ${countOf(answer.days, 'day')}, ${showCount(measurement.downtimeMinutes)} of them down (${words.citeClause(agreement.methodClause)})`,
      ],
    }
  }
  return {
    label: 'Formula',
    lines: [
      `(1 − ${words.showRateSum(measurement.rateSum, decimals)} ÷ ${all}) × 100\u00a0% ${words.signOf([measurement.rateSum], result, decimals)} ${percent}`,
      `${all} intervals of ${countOf(agreement.sliceMinutes, 'minute')} in ${countOf(answer.days, 'day')}; their error rates add up to ${words.showRateSum(measurement.rateSum, decimals)} (${words.citeClause(agreement.methodClause)})`,
    ],
  }
}

/** Windows beyond these are counted. */
const MOST_WINDOWS = 5

function describeWindows({ windows, agreement }: PeriodAnswer, zone: TimeZone): Fact[] {
  if (windows.length === 0) return []
  const { noticeHours } = agreement.maintenance
  const describe = ({ start, end, reason, notifiedAt, counts }: JudgedWindow): string => {
    const notice = notifiedAt === null ? 'notice not recorded' : `notified ${showMoment(notifiedAt, zone)}`
    return compact([
      `${showSpan(start, end, zone)}${reason === '' ? '' : `, ${makeVisible(reason)}`}`,
      counts ? 'its failures do not count' : 'its failures count all the same',
      !(noticeHours === null && notifiedAt === null) && notice,
    ]).join('; ')
  }
  const rest = windows.length - MOST_WINDOWS
  const lines = compact([
    ...windows.slice(0, MOST_WINDOWS).map(describe),
    rest > 0 && `and ${showCount(rest)} more; --json has them all`,
  ])
  return [{ label: 'Maintenance', lines }]
}

function describeCoverage(answer: PeriodAnswer, { asOf, zone }: Setting): Fact {
  const { coverage, running, measurement, agreement } = answer
  const { elapsed, silent, gap } = words.findSilence(answer, asOf)
  const { first, last } = coverage
  const name = `${words.nameOfSlice(agreement)}s${running ? ' so far' : ''}`
  const lines = compact([
    `requests in ${showCount(elapsed - silent)} of ${showCount(elapsed)} ${name} (${words.showCountShare(elapsed - silent, Math.max(elapsed, 1))})`,
    first !== null && last !== null && `first to last: ${showSpan(first, last, zone)}`,
  ])
  if (silent > 0) {
    if (gap) lines.push(words.describeGap(gap, zone))
    lines.push(
      `${name} without requests count as without failure; had all of them failed${running ? ', and those to come' : ''}, the figure would be ${words.showPercent(measurement.bounds!.lowest, agreement)}`,
    )
  }
  return { label: 'Coverage', lines }
}

/** What our choices do to the figure, where the agreement is silent. */
function describeReadings(answer: PeriodAnswer, choices: Choices): Fact[] {
  const { measurement, agreement } = answer
  const decisive = words.findDecisiveAlternatives(answer)
  const lines = measurement.sensitivity.map(
    other =>
      `${words.optionOfChoice(other)}: ${words.showReading(other, agreement)}, ${words.describeOutcome(other)}${decisive.includes(other) ? '' : ' all the same'}`,
  )
  const { unreached } = measurement.totals
  const own =
    measurement.method === 'timeslices'
      ? `--failure ${choices.failure}`
      : `--unreached ${choices.unreached}, --rate ${choices.rate}`
  if (lines.length === 0)
    return unreached === 0 ? [] : [fact('Assumptions', `${own}; they do not change the result`)]
  return [{ label: 'Assumptions', lines: [own, ...lines], ...(decisive.length > 0 && { tone: 'bad' }) }]
}

/** How far the figure is from the thresholds on either side. */
function describeDistance(answer: PeriodAnswer): Fact[] {
  const { measurement, agreement } = answer
  const { verdict, tier, toNextTier } = measurement
  const { commitment, sliceMinutes, tiers } = agreement
  const name = words.nameOfSlice(agreement)
  const failed = measurement.method === 'timeslices' ? `${name}s down` : `failed ${name}s`
  const lines: string[] = []
  if (commitment !== null) {
    const allowed = allowedLoss(measurement.coverage.slices, commitment)
    const lost = lostOf(answer)
    lines.push(`${words.showSlices(allowed)} ${failed}; used ${showUsed(lost, allowed)}`)
  }
  if (toNextTier !== null) {
    const bound = verdict === 'met' ? commitment : tier!.atLeast
    const next = tiers.find(({ below }) => below === bound)
    const due = next ? `, below which ${next.percent}\u00a0% is due` : ''
    lines.push(
      toNextTier.num === 0n
        ? `exactly ${bound}\u00a0%${due}: any further failure falls below it`
        : `${words.showSlices(toNextTier)} more (${words.showLengthOf(toNextTier, sliceMinutes)}) until ${bound}\u00a0%${due}`,
    )
  } else if (tier !== null) lines.push('the lowest tier: nothing more would be due')
  return lines.length > 0 ? [{ label: 'Error budget', lines }] : []
}

/** What was used, with more digits where fewer would look like exactly what is allowed. */
function showUsed(lost: Fraction, allowed: Fraction): string {
  for (let decimals = 1; ; decimals++) {
    const text = words.showRateSum(lost, decimals)
    if (text !== words.showRateSum(allowed, decimals) || compareRatios(lost, allowed) === 0) return text
  }
}

/** The slices that may fail before availability stands at `percent`. */
const allowedLoss = (slices: number, percent: string): Ratio =>
  multiplyRatios(ratio(BigInt(slices), 100n), subtractRatios(ratio(100n), ratioOfDecimal(percent)))

/** The slices that failed. */
const lostOf = ({ measurement, agreement }: PeriodAnswer): Fraction =>
  measurement.method === 'ratio-timeslices'
    ? measurement.rateSum
    : { num: BigInt(measurement.downtimeMinutes), den: BigInt(agreement.sliceMinutes) }

function describeNothing({ measurement, isAhead, running }: PeriodAnswer): Fact {
  const { requests } = measurement.totals
  if (isAhead) return fact('Requests', 'the period has not begun')
  if (requests > 0)
    return fact('Requests', `${countOf(requests, 'request')}, none of which counts: all are set aside`)
  return fact('Requests', `none in the log${running ? ' so far' : ''}: nothing can be said`)
}

/** Where a fee comes from, in words. */
const FEE_SOURCES = {
  option: 'as given',
  'fees-file': 'from --fees',
  usage: 'units drawn, each at the price of the package that paid',
  'straight-line': 'the price of each package, spread over its validity',
} as const

/** Packages of a fee beyond these are counted. */
const MOST_PARTS = 5

const describeMoney = (answer: PeriodAnswer): Fact[] => compact([describeFee(answer), describeGrant(answer)])

function describeFee({ agreement, fee, feeSource, feeParts }: PeriodAnswer): Fact | null {
  if (!fee) return null
  const rest = feeParts.length - MOST_PARTS
  const whole = compact([
    `${showUsd(fee.fee)}, ${feeSource ? FEE_SOURCES[feeSource] : 'as given'}`,
    words.isPositive(fee.voucherFee) && `${showUsd(fee.voucherFee)} of it paid with vouchers`,
    words.isPositive(fee.feeExcluded) &&
      `${showUsd(fee.feeExcluded)} of it does not count (${agreement.compensation.feeExcludes ?? '--fee-excluded'})`,
  ])
  const parts = feeParts
    .slice(0, MOST_PARTS)
    .map(
      ({ lot, units, pool, dollars }) =>
        `${makeVisible(lot)}: ${units ? `${showUnitCount(units)} (${makeVisible(pool)}), ` : ''}${showUsd(dollars)}`,
    )
  return fact(
    'Fee',
    whole.join('; '),
    ...parts,
    rest > 0 && `and ${countOf(rest, 'package')} more; --json has them all`,
  )
}

function describeGrant({ agreement, fee, measurement, compensation }: PeriodAnswer): Fact | null {
  const { tier, verdict } = measurement
  const { compensation: terms } = agreement
  if (verdict !== 'missed' || tier === null) return null
  const label = terms.form === 'vouchers' ? 'Compensation' : 'Credit'
  const how = `${words.wordsForForm(agreement)} (${words.citeClause(tier.clause ?? terms.clause)})`
  if (!compensation)
    return fact(label, `${tier.percent}\u00a0% of the fee, ${how}; --fee USD gives the amount`)
  const { amount, applicableFee, cap, capped } = compensation
  const granted = `${showUsd(words.roundCompensation(amount))} ${how}: ${tier.percent}\u00a0% of ${showUsd(applicableFee)}`
  if (capped && cap)
    return fact(
      label,
      `${granted} is ${showUsd(multiplyRatios(applicableFee, percentAsRatio(tier.percent)))}, capped at ${terms.capPercent}\u00a0% of the ${showUsd(subtractRatios(applicableFee, fee!.voucherFee))} not paid with vouchers`,
    )
  return fact(label, granted, cap && `the cap of ${showUsd(words.roundCompensation(cap))} is not reached`)
}

const percentAsRatio = (percent: string): Ratio => multiplyRatios(ratioOfDecimal(percent), ratio(1n, 100n))
