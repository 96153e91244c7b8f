/** What to do about an `sla` answer, by when, and its outcome in one sentence. */

import type { TimeZone } from '../../core/calendar.js'
import { listChoices } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { type Day, formatDay } from '../../core/instant.js'
import { addRatios, type Ratio, ZERO } from '../../core/ratio.js'
import type { Agreement, Clause } from '../../core/sla/agreement.js'
import type { ExclusiveClaim, PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { showUsd } from '../amounts.js'
import { countOf, groupDigits, listNames, makeVisible } from '../text.js'
import { showMinutes, showStretch, showTime } from '../times.js'
import {
  describeAmount,
  describeOutcome,
  findDecisiveAlternatives,
  findSilence,
  hasData,
  isPositive,
  nameOfAnswer,
  nameOfPeriod,
  percentOf,
  roundCompensation,
  showAccount,
  showCountShare,
  showLengthOf,
  showPercent,
  showSlices,
  wordFor,
  wordsForForm,
} from './words.js'

/**
 * What can be claimed for a period. `due`: the agreement grants something; `unknown`: there was downtime, and the
 * agreement at hand does not say what it is worth; `none`: nothing, or nothing that eligibility or the
 * cap leave.
 */
export function findClaim(answer: PeriodAnswer): 'due' | 'unknown' | 'none' {
  const { measurement, compensation, meetsNodeMinimum } = answer
  if (meetsNodeMinimum === false) return 'none'
  if (measurement.verdict === 'missed')
    return compensation && !isPositive(roundCompensation(compensation.amount)) ? 'none' : 'due'
  const wasDown = measurement.method === 'timeslices' && measurement.downtimeMinutes > 0
  return measurement.verdict === null && wasDown ? 'unknown' : 'none'
}

const isClosed = ({ standing }: PeriodAnswer): boolean => standing.state === 'closed'

/** The services of an answer: one, or the two of `--with`. */
export const listServices = ({ service, companion }: SlaAnswer): readonly ServiceAnswer[] =>
  companion ? [service, companion] : [service]

/** `open, 41 days left` */
function describeStanding({ standing, claim }: PeriodAnswer): string {
  const { state, daysLeft } = standing
  if (state === 'closed') return `closed after ${formatDay(claim.closes)}: too late`
  const left = daysLeft === 0 ? 'today is the last day' : `${countOf(daysLeft!, 'day')} left`
  return state === 'open' ? `open, ${left}` : `not open yet, ${left}`
}

/** One thing to do. */
export interface Step {
  readonly label: string
  readonly lines: readonly string[]
}

/** What to do, in the order in which it has to be done. */
export function listSteps(answer: SlaAnswer): Step[] {
  const services = listServices(answer)
  const { asOf, zone, exclusives } = answer
  const claims = services.flatMap(({ periods }) => periods.filter(one => findClaim(one) !== 'none'))
  const open = claims.filter(one => !isClosed(one))
  return [
    ...describeTickets(claims, asOf, zone),
    ...exclusives.map(exclusive => ({ label: 'choose', lines: [describeExclusive(exclusive, zone)] })),
    ...services.flatMap(service => describeWindows(service, services.length > 1)),
    ...describeRequirements([...new Set(open.map(({ agreement }) => agreement))]),
  ]
}

/** The claims of a service by period; accounts that have one window stand together. */
function describeWindows({ periods, policy }: ServiceAnswer, isNamed: boolean): Step[] {
  const claims = periods.filter(answer => findClaim(answer) !== 'none')
  const windows = groupBy(claims, ({ period, claim }) => `${period.start} ${claim.opens} ${claim.closes}`)
  return [...windows.values()].map((group): Step => {
    const first = group[0]!
    const { claim, agreement, period } = first
    const whose =
      group.length === 1
        ? nameOfAnswer(first)
        : `${nameOfPeriod(period)} for ${countOf(group.length, 'account')} (${listNames(group.map(({ account }) => showAccount(account)))})`
    return {
      label: 'claim',
      lines: [
        `${isNamed ? `${makeVisible(policy)}, ` : ''}${whose}: ${describeTotal(group)}`,
        `from ${describeOpening(first)} to ${formatDay(claim.closes)} (${agreement.claim.clause}); ${describeStanding(first)}`,
      ],
    }
  })
}

function describeOpening({ claim, agreement }: PeriodAnswer): string {
  const day = `${claim.estimated ? 'about ' : ''}${formatDay(claim.opens)}`
  const { opensAfterWorkingDay } = agreement.claim
  if (opensAfterWorkingDay === null || claim.calendar === null) return day
  const estimated = claim.estimated ? ', an estimate' : ''
  return `${day}, after working day ${opensAfterWorkingDay} by the calendar ${makeVisible(claim.calendar)}${estimated},`
}

/** The tickets that a claim needs, and which of them can still be logged. */
function describeTickets(claims: readonly PeriodAnswer[], asOf: number, zone: TimeZone): Step[] {
  const deadlines = claims.flatMap(({ measurement }) =>
    measurement.method === 'timeslices'
      ? measurement.incidents.flatMap(({ ticketBy }) => (ticketBy === null ? [] : [ticketBy]))
      : [],
  )
  if (deadlines.length === 0) return []
  const open = deadlines.filter(deadline => deadline >= asOf).sort((a, b) => a - b)
  const past = deadlines.length - open.length
  return [
    {
      label: 'ticket',
      lines: [
        ...(open.length > 0
          ? [
              `${countOf(open.length, 'incident')} can still be reported, the first by ${showTime(open[0]!, zone)}`,
            ]
          : []),
        ...(past > 0
          ? [
              `for ${countOf(past, 'incident')} the time to report is past: a claim needs the tickets logged then`,
            ]
          : []),
      ],
    },
  ]
}

const describeClause = ({ clause, text }: Clause): string => `${clause}: ${text}`

/** What a claim must hold, told once where two agreements ask the same. */
function describeRequirements(agreements: readonly Agreement[]): Step[] {
  const needed = new Set(
    agreements
      .map(({ claim }) => claim.requirements.map(describeClause).join('\n'))
      .filter(text => text !== ''),
  )
  const days = new Set(agreements.flatMap(({ claim }) => claim.processedWithinDays ?? []))
  return [
    ...[...needed].map(text => ({ label: 'needed', lines: text.split('\n') })),
    ...[...days].map(each => ({ label: 'answer', lines: [`within ${countOf(each, 'day')} of receipt`] })),
  ]
}

/** What several claims come to, each rounded as it is granted. */
export function describeTotal(claims: readonly PeriodAnswer[]): string {
  const form = wordsForForm(claims[0]!.agreement)
  const known = claims.filter(({ compensation }) => compensation)
  const sum = known.reduce<Ratio>(
    (total, { compensation }) => addRatios(total, roundCompensation(compensation!.amount)),
    ZERO,
  )
  const unknown = claims.filter(({ compensation }) => !compensation)
  if (known.length === 0) {
    const amounts = [...new Set(unknown.map(describeAmount))]
    return amounts.length === 1 && amounts[0] === 'not known'
      ? `an amount that is not known, ${form}`
      : `${listChoices(amounts)} ${form}`
  }
  const rest = unknown.length > 0 ? `, and ${countOf(unknown.length, 'amount')} not known` : ''
  return `${showUsd(sum)} ${form}${rest}`
}

type Setting = Pick<SlaAnswer, 'asOf' | 'zone'>

/** The outcome in a sentence or two, for someone who reads nothing else; of two services, one each and which to claim. */
export function summarise(answer: SlaAnswer): string[] {
  const { companion, exclusives } = answer
  const rivals = new Set(
    exclusives.filter(({ shared }) => shared.length > 0).flatMap(({ first, second }) => [first, second]),
  )
  const sentences = listServices(answer).map(service => {
    const [only, ...more] = service.periods
    const text = !only
      ? 'The log holds no request: there is no period to judge.'
      : more.length === 0
        ? summariseOne(only, rivals.has(only), answer)
        : summariseMany(service.periods, answer)
    return companion ? `${makeVisible(service.policy)}: ${text}` : text
  })
  const choices = exclusives
    .filter(({ shared }) => shared.length > 0)
    .map(
      exclusive => `One credit, not both, for ${nameOfAnswer(exclusive.first)}: ${chooseClaim(exclusive)}.`,
    )
  return [...sentences, ...choices]
}

function summariseOne(answer: PeriodAnswer, isRival: boolean, { asOf }: Setting): string {
  const { measurement, agreement, running } = answer
  const name = nameOfAnswer(answer)
  if (answer.isAhead && !hasData(answer)) return `${name} has not begun.`
  if (!hasData(answer)) {
    return `${name} cannot be judged: the log holds no request ${running ? 'so far' : 'of it'} that counts.`
  }
  const percent = showPercent(percentOf(measurement)!, agreement)
  const { elapsed, silent, isLoud } = findSilence(answer, asOf)
  const sentences = [
    describeResult(answer, percent, { isRival, isLoud }),
    ...(isLoud
      ? [
          `But the log covers only ${showCountShare(elapsed - silent, elapsed)} of the period${running ? ' so far' : ''}, and the true figure may be lower.`,
        ]
      : []),
    ...findDecisiveAlternatives(answer).map(
      other => `Read with --${other.choice.replace('=', ' ')} it would be: ${describeOutcome(other)}.`,
    ),
  ]
  return sentences.join(' ')
}

/** How a result is put: whether another claim stands against it, and whether part of the log is missing. */
interface Manner {
  readonly isRival: boolean
  readonly isLoud: boolean
}

function describeResult(answer: PeriodAnswer, percent: string, { isRival, isLoud }: Manner): string {
  const { measurement, agreement, running, meetsNodeMinimum } = answer
  const { verdict, toNextTier } = measurement
  const name = nameOfAnswer(answer)
  const promise = `the promised ${agreement.commitment} %`
  if (verdict === 'met') {
    if (!running && isLoud)
      return `As far as the log goes, ${name} met ${promise} with ${percent}: nothing to claim by it.`
    if (!running) return `${name} met ${promise} with ${percent}: there is nothing to claim.`
    const room = toNextTier
      ? `, with room for ${showSlices(toNextTier)} more failed slices (${showLengthOf(toNextTier, agreement.sliceMinutes)})`
      : ''
    return `${name} is not over and so far keeps ${promise} with ${percent}${room}.`
  }
  if (verdict === 'missed') {
    const missed = running
      ? `${name} is not over and has already missed ${promise} with ${percent}`
      : `${name} missed ${promise} with ${percent}`
    if (meetsNodeMinimum === false) return `${missed}, but too few nodes are deployed for a claim.`
    if (findClaim(answer) === 'none') return `${missed}, but there is nothing to claim: the cap is $0.00.`
    return `${missed}: ${describeClaim(answer, isRival)}.`
  }
  const minutes = measurement.method === 'timeslices' ? measurement.downtimeMinutes : 0
  const down = minutes === 0 ? '' : ` (${showMinutes(minutes)} down)`
  const figure = running
    ? `${name} is not over; its ${wordFor(measurement)} so far is ${percent}${down}.`
    : `${name} had an ${wordFor(measurement)} of ${percent}${down}.`
  return `${figure} What was promised, and what is due, stands in the table of your own agreement (--tiers FILE).`
}

/** What one may do now, in words that end a sentence. */
function describeClaim(answer: PeriodAnswer, isRival: boolean): string {
  const { claim, standing } = answer
  const total = describeTotal([answer])
  const closes = formatDay(claim.closes)
  if (isRival && standing.state !== 'closed') return `worth ${total}, until ${closes}`
  switch (standing.state) {
    case 'open':
      return `claim ${total}, by ${closes}`
    case 'not-open-yet':
      return `claim ${total}, from ${claim.estimated ? 'about ' : ''}${formatDay(claim.opens)} to ${closes}`
    case 'closed':
      return `${total} could be claimed until ${closes}, which is past`
  }
}

function summariseMany(periods: readonly PeriodAnswer[], { asOf }: Setting): string {
  const judged = periods.filter(({ measurement }) => measurement.verdict !== null)
  const missed = periods.filter(({ measurement }) => measurement.verdict === 'missed')
  const claims = periods.filter(answer => findClaim(answer) !== 'none')
  const open = claims.filter(answer => !isClosed(answer))
  const late = claims.filter(isClosed)
  const silent = periods.filter(answer => !hasData(answer) && !answer.isAhead)
  const patchy = periods.filter(answer => hasData(answer) && findSilence(answer, asOf).isLoud)
  const turning = periods.filter(answer => findDecisiveAlternatives(answer).length > 0)
  const running = periods.filter(answer => answer.running && !answer.isAhead)
  const show = (count: number): string => groupDigits(String(count))
  const all = countOf(periods.length, 'period')
  const sentences = [
    judged.length === 0
      ? `${all}, none of them judged: what was promised stands in the table of your own agreement (--tiers FILE).`
      : missed.length === 0
        ? `None of ${all} missed the promise.`
        : `${show(missed.length)} of ${all} missed the promise.`,
    ...(open.length > 0
      ? [`Claim ${describeTotal(open)}, the first by ${formatDay(firstClose(open))}.`]
      : missed.length > 0
        ? ['There is nothing to claim any more.']
        : []),
    ...(late.length > 0 ? [`For ${describeTotal(late)} it is too late.`] : []),
    ...(silent.length > 0 ? [`${show(silent.length)} cannot be judged: no data.`] : []),
    ...(running.length > 0
      ? [`${show(running.length)} ${running.length === 1 ? 'is' : 'are'} not over.`]
      : []),
    ...(patchy.length > 0
      ? [`In ${show(patchy.length)} part of the log may be missing, and the true figure may be lower.`]
      : []),
    ...(turning.length > 0
      ? [`For ${show(turning.length)} the outcome depends on how the agreement is read.`]
      : []),
  ]
  return sentences.join(' ')
}

const firstClose = (answers: readonly PeriodAnswer[]): Day =>
  answers.reduce<Day>(
    (first, { claim }) => (claim.closes < first ? claim.closes : first),
    answers[0]!.claim.closes,
  )

/** Two services down at once: which of two credits to take (003 D). */
export function describeExclusive(exclusive: ExclusiveClaim, zone: TimeZone): string {
  const { first, second, shared } = exclusive
  const [one, two] = [makeVisible(first.agreement.id), makeVisible(second.agreement.id)]
  const name = nameOfAnswer(first)
  if (shared.length === 0)
    return `${name}: ${one} and ${two} were not down at the same time; each can be claimed`
  const when = listNames(
    shared.map(pair => {
      const from = pair.first.start > pair.second.start ? pair.first.start : pair.second.start
      const to = pair.first.end < pair.second.end ? pair.first.end : pair.second.end
      return showStretch(from, to, zone)
    }),
  )
  return `${name}: ${one} and ${two} were down together (${when}), and one credit is granted, not both (${first.agreement.compensation.clause}); ${chooseClaim(exclusive)}`
}

/** Which of two claims to make. */
function chooseClaim({ first, second, larger }: ExclusiveClaim): string {
  const [one, two] = [makeVisible(first.agreement.id), makeVisible(second.agreement.id)]
  const [amountOne, amountTwo] = [describeAmount(first), describeAmount(second)]
  switch (larger) {
    case 'first':
      return `claim ${one}, ${amountOne} against ${amountTwo}`
    case 'second':
      return `claim ${two}, ${amountTwo} against ${amountOne}`
    case 'either':
      return `claim either, both come to ${amountOne}`
    case null:
      return 'which is larger is not known'
  }
}
