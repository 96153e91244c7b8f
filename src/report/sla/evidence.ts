/** How the figure of a period came about, in lines that can be checked against log and agreement. */

import type { TimeZone } from '../../core/calendar.js'
import {
  formatRatio,
  multiplyRatios,
  type Ratio,
  ratio,
  ratioOfDecimal,
  subtractRatios,
} from '../../core/ratio.js'
import type { PeriodAnswer, SlaAnswer, WorstSlice } from '../../core/sla/answer.js'
import type { Incident, SliceUptime } from '../../core/sla/availability/timeslices.js'
import { type Fraction, leave } from '../../core/sla/fraction.js'
import type { JudgedWindow } from '../../core/sla/maintenance.js'
import type { Choices } from '../../core/sla/measure.js'
import { showUnitCount, showUsd } from '../amounts.js'
import { countOf, groupDigits, makeVisible } from '../text.js'
import { showMinutes, showStretch, showTime } from '../times.js'
import {
  describeGap,
  describeOutcome,
  findDecisiveAlternatives,
  findSilence,
  hasData,
  isPositive,
  percentOf,
  roundCompensation,
  showCountShare,
  showLengthOf,
  showPercent,
  showRateSum,
  showSlices,
  signOf,
  wordFor,
  wordsForForm,
} from './words.js'

/** One kind of evidence: its name and its lines. */
export interface Fact {
  readonly label: string
  readonly lines: readonly string[]
  /** Whether nobody may overlook it. */
  readonly isLoud?: boolean
}

/** Up to this many periods all have their evidence shown in a table; of more, those that call for it. */
export const FEW = 2

/** What an answer is looked at with. */
export type Setting = Pick<SlaAnswer, 'asOf' | 'zone'> & { readonly choices: Choices }

/** The evidence for one period, the most telling first. */
export function listFacts(answer: PeriodAnswer, setting: Setting): Fact[] {
  const { measurement } = answer
  const facts = hasData(answer)
    ? [
        ...describeSilenceLoudly(answer, setting),
        describeFormula(answer),
        describeRequests(answer),
        ...describeWindows(answer, setting.zone),
        ...(measurement.method === 'timeslices'
          ? describeIncidents(measurement, setting)
          : describeWorst(answer, setting.zone)),
        describeCoverage(answer, setting),
        ...describeReadings(answer, setting.choices),
        ...describeDistance(answer),
      ]
    : [describeNothing(answer)]
  return [...facts, ...describeMoney(answer)]
}

function describeFormula(answer: PeriodAnswer): Fact {
  const { measurement, agreement } = answer
  const result = percentOf(measurement)!
  const percent = showPercent(result, agreement)
  // As many decimals in the sum as in the figure, so that whoever computes it again comes out the same.
  const decimals = percent.length - percent.indexOf('.') - ' %'.length - 1
  const all = groupDigits(String(measurement.coverage.slices))
  const clause = `(${agreement.methodClause})`
  if (measurement.method === 'timeslices') {
    const minutes = groupDigits(String(measurement.minutes))
    return {
      label: 'formula',
      lines: [
        `(${minutes} − ${groupDigits(String(measurement.downtimeMinutes))}) ÷ ${minutes} × 100 % ${signOf([], result, decimals)} ${percent}`,
        `${minutes} minutes in ${countOf(answer.days, 'day')}, ${groupDigits(String(measurement.downtimeMinutes))} of them down ${clause}`,
      ],
    }
  }
  return {
    label: 'formula',
    lines: [
      `(1 − ${showRateSum(measurement.rateSum, decimals)} ÷ ${all}) × 100 % ${signOf([measurement.rateSum], result, decimals)} ${percent}`,
      `${all} slices of ${agreement.sliceMinutes} minutes in ${countOf(answer.days, 'day')}; their error rates add up to ${showRateSum(measurement.rateSum, decimals)} ${clause}`,
    ],
  }
}

function describeRequests({ measurement }: PeriodAnswer): Fact {
  const { requests, valid, errors, unreached, excluded } = measurement.totals
  const show = (count: number): string => groupDigits(String(count))
  return {
    label: 'requests',
    lines: [
      `${show(requests)}: ${show(valid)} received, ${show(errors)} of them answered 5XX; ${show(unreached)} never reached the server`,
      ...(excluded > 0 ? [`${show(excluded)} failures set aside as excluded or in maintenance`] : []),
    ],
  }
}

/** Windows beyond these are counted. */
const MOST_WINDOWS = 5

function describeWindows({ windows, agreement }: PeriodAnswer, zone: TimeZone): Fact[] {
  if (windows.length === 0) return []
  const { noticeHours } = agreement.maintenance
  const describe = ({ start, end, reason, notifiedAt, counts }: JudgedWindow): string => {
    const notice = notifiedAt === null ? 'notice not recorded' : `notified ${showTime(notifiedAt, zone)}`
    return [
      `${showStretch(start, end, zone)}${reason === '' ? '' : `, ${makeVisible(reason)}`}`,
      counts ? 'excludes failures' : 'excludes nothing',
      ...(noticeHours === null && notifiedAt === null ? [] : [notice]),
    ].join('; ')
  }
  const rest = windows.length - MOST_WINDOWS
  const lines = [
    ...windows.slice(0, MOST_WINDOWS).map(describe),
    ...(rest > 0 ? [`and ${groupDigits(String(rest))} more; --json has them all`] : []),
  ]
  return [{ label: 'maintenance', lines }]
}

function describeWorst({ worst }: PeriodAnswer, zone: TimeZone): Fact[] {
  if (worst.length === 0) return [{ label: 'worst slices', lines: ['none: no slice has an error'] }]
  const rows = worst.map(({ start, rate, counts }: WorstSlice) => ({
    time: showTime(start, zone),
    rate: `${formatRatio(multiplyRatios(rate, ratio(100n)), 2)} %`,
    counts: `${groupDigits(String(counts.errors))} of ${groupDigits(String(counts.valid))} answered 5XX${counts.unreached > 0 ? `, ${groupDigits(String(counts.unreached))} unreached` : ''}`,
  }))
  const width = Math.max(...rows.map(row => row.rate.length))
  return [
    {
      label: 'worst slices',
      lines: rows.map(row => `${row.time}  ${row.rate.padStart(width)}  ${row.counts}`),
    },
  ]
}

/** Incidents beyond these are counted. */
const MOST_INCIDENTS = 20

function describeIncidents({ incidents, scheduledMinutes }: SliceUptime, { asOf, zone }: Setting): Fact[] {
  const describe = ({ start, end, minutes, ticketBy }: Incident): string => {
    const ticket =
      ticketBy === null
        ? ''
        : `; ticket by ${showTime(ticketBy, zone)}${ticketBy < asOf ? ', which is past' : ''}`
    return `${showStretch(start, end, zone)}, ${showMinutes(minutes)}${ticket}`
  }
  const rest = incidents.length - MOST_INCIDENTS
  const lines = [
    ...incidents.slice(0, MOST_INCIDENTS).map(describe),
    ...(rest > 0 ? [`and ${groupDigits(String(rest))} more; --json has them all`] : []),
  ]
  return [
    {
      label: 'incidents',
      lines: lines.length > 0 ? lines : ['none: no minute in which every attempt failed'],
    },
    ...(scheduledMinutes > 0
      ? [
          {
            label: 'scheduled',
            lines: [`${showMinutes(scheduledMinutes)} down in announced maintenance, not counted`],
          },
        ]
      : []),
  ]
}

function describeSilenceLoudly(answer: PeriodAnswer, { asOf, zone }: Setting): Fact[] {
  const { elapsed, silent, gap, isLoud } = findSilence(answer, asOf)
  if (!isLoud) return []
  const { bounds } = answer.measurement
  const word = wordFor(answer.measurement)
  return [
    {
      label: 'WARNING',
      isLoud: true,
      lines: [
        `PART OF THE LOG MAY BE MISSING: ${showCountShare(silent, elapsed)} of the slices hold no request`,
        ...(gap ? [describeGap(gap, zone)] : []),
        `they count as without failure; had all of them failed, ${word} would be ${showPercent(bounds!.lowest, answer.agreement)}`,
      ],
    },
  ]
}

function describeCoverage(answer: PeriodAnswer, { asOf, zone }: Setting): Fact {
  const { coverage, running, measurement, agreement } = answer
  const { elapsed, silent, gap, isLoud } = findSilence(answer, asOf)
  const show = (count: number): string => groupDigits(String(count))
  const { first, last } = coverage
  const slices = running ? 'slices so far' : 'slices'
  const lines = [
    `requests in ${show(elapsed - silent)} of ${show(elapsed)} ${slices} (${showCountShare(elapsed - silent, Math.max(elapsed, 1))})`,
    ...(first !== null && last !== null ? [`from ${showStretch(first, last, zone)}`] : []),
  ]
  if (!isLoud && silent > 0) {
    if (gap) lines.push(describeGap(gap, zone))
    lines.push(
      `had every slice without a request failed${running ? ', those to come too' : ''}: ${showPercent(measurement.bounds!.lowest, agreement)}`,
    )
  }
  return { label: 'coverage', lines }
}

/** What our choices do to the figure, where the agreement is silent. */
function describeReadings(answer: PeriodAnswer, choices: Choices): Fact[] {
  const { measurement, agreement } = answer
  const decisive = findDecisiveAlternatives(answer)
  const lines = measurement.sensitivity.map(other => {
    const percent = 'uptime' in other ? other.uptime : other.availability
    const figure = percent === null ? 'no figure' : showPercent(percent, agreement)
    return `${other.choice} gives ${figure}: ${describeOutcome(other)}${decisive.includes(other) ? '' : ', as now'}`
  })
  const { unreached } = measurement.totals
  const own =
    measurement.method === 'timeslices'
      ? `failure=${choices.failure}`
      : `unreached=${choices.unreached}, rate=${choices.rate}`
  if (lines.length === 0) {
    if (unreached === 0) return []
    return [{ label: 'choices', lines: [`${own}; no other reading gives another figure`] }]
  }
  return [{ label: 'choices', lines: [own, ...lines], isLoud: decisive.length > 0 }]
}

/** How far the figure is from the thresholds on either side. */
function describeDistance(answer: PeriodAnswer): Fact[] {
  const { measurement, agreement } = answer
  const { verdict, tier, toNextTier } = measurement
  const { commitment, sliceMinutes, tiers } = agreement
  const failed = measurement.method === 'timeslices' ? 'slices down' : 'failed slices'
  const lines: string[] = []
  if (verdict === 'missed' && commitment !== null) {
    const allowed = allowedLoss(measurement.coverage.slices, commitment)
    const over = leave(allowed, lostOf(answer))
    const excess = { num: -over.num, den: over.den }
    lines.push(
      `${commitment} % allows ${showSlices(allowed)} ${failed}; ${showSlices(excess)} too many (${showLengthOf(excess, sliceMinutes)})`,
    )
  }
  if (toNextTier !== null) {
    const bound = verdict === 'met' ? commitment : tier!.atLeast
    const next = tiers.find(({ below }) => below === bound)
    const due = next ? `, below which ${next.percent} % is due` : ''
    lines.push(
      toNextTier.num === 0n
        ? `exactly ${bound} %${due}: any further failure falls below it`
        : `${showSlices(toNextTier)} more ${failed} (${showLengthOf(toNextTier, sliceMinutes)}) until ${bound} %${due}`,
    )
  } else if (tier !== null) lines.push('the lowest tier: nothing more would be due')
  return lines.length > 0 ? [{ label: 'margin', lines }] : []
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
  if (isAhead) return { label: 'requests', lines: ['the period has not begun'] }
  if (requests > 0) {
    return {
      label: 'requests',
      lines: [`${countOf(requests, 'request')}, none of which counts: all are set aside`],
    }
  }
  return { label: 'requests', lines: [`none in the log${running ? ' so far' : ''}: nothing can be said`] }
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

function describeMoney(answer: PeriodAnswer): Fact[] {
  const { agreement, fee, feeSource, feeParts, measurement, compensation } = answer
  const { tier, verdict } = measurement
  const { compensation: terms } = agreement
  const label = terms.form === 'vouchers' ? 'compensation' : 'credit'
  const facts: Fact[] = []
  if (fee) {
    const less = [
      ...(isPositive(fee.voucherFee) ? [`${showUsd(fee.voucherFee)} of it paid with vouchers`] : []),
      ...(isPositive(fee.feeExcluded)
        ? [`${showUsd(fee.feeExcluded)} of it does not count (${terms.feeExcludes ?? '--fee-excluded'})`]
        : []),
    ]
    const rest = feeParts.length - MOST_PARTS
    facts.push({
      label: 'fee',
      lines: [
        [`${showUsd(fee.fee)}, ${feeSource ? FEE_SOURCES[feeSource] : 'as given'}`, ...less].join('; '),
        ...feeParts
          .slice(0, MOST_PARTS)
          .map(
            part =>
              `${makeVisible(part.lot)}: ${part.units ? `${showUnitCount(part.units)} (${makeVisible(part.pool)}), ` : ''}${showUsd(part.dollars)}`,
          ),
        ...(rest > 0 ? [`and ${countOf(rest, 'package')} more; --json has them all`] : []),
      ],
    })
  }
  if (verdict !== 'missed' || tier === null) return facts
  const clause = tier.clause ?? terms.clause
  if (!compensation) {
    return [
      ...facts,
      {
        label,
        lines: [
          `${tier.percent} % of the fee, ${wordsForForm(agreement)} (${clause}); --fee USD gives the amount`,
        ],
      },
    ]
  }
  const { amount, applicableFee, cap, capped } = compensation
  const share = `${tier.percent} % of ${showUsd(applicableFee)}`
  const lines =
    capped && cap
      ? [
          `${share} is ${showUsd(multiplyRatios(applicableFee, percentAsRatio(tier.percent)))}, capped at ${terms.capPercent} % of the ${showUsd(subtractRatios(applicableFee, fee!.voucherFee))} not paid with vouchers`,
        ]
      : [`${share}`, ...(cap ? [`the cap of ${showUsd(roundCompensation(cap))} is not reached`] : [])]
  const [first = '', ...more] = lines
  return [
    ...facts,
    {
      label,
      lines: [
        `${showUsd(roundCompensation(amount))} ${wordsForForm(agreement)} (${clause}): ${first}`,
        ...more,
      ],
    },
  ]
}

const percentAsRatio = (percent: string): Ratio => multiplyRatios(ratioOfDecimal(percent), ratio(1n, 100n))
