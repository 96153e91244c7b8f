/** The outcome of an `sla` answer in sentences that can be handed on: what to claim first, then the figure. */
import { compact } from '../../core/compact.js'
import type { Day } from '../../core/instant.js'
import { compareRatios, ratio, ZERO } from '../../core/ratio.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { countOf, makeVisible, sentenceCase, showCount } from '../text.js'
import { showDay, showMinutes } from '../times.js'
import { chooseClaim, describeTotal, findClaim, isClosed, listServices } from './claims.js'
import * as words from './words.js'

type Setting = Pick<SlaAnswer, 'asOf'>

/** What to claim and the figure, of two services each, and which of two credits to choose. */
export function writeLead(answer: SlaAnswer): string[] {
  const { companion, exclusives } = answer
  const shared = exclusives.filter(exclusive => exclusive.shared.length > 0)
  const rivals = new Set(shared.flatMap(({ first, second }) => [first, second]))
  const sentences = listServices(answer).flatMap(service => {
    const [only, ...more] = service.periods
    const lines = !only
      ? ['Nothing to judge: the log holds no request.']
      : more.length === 0
        ? leadOfOne(only, rivals.has(only), answer)
        : leadOfMany(service.periods, answer)
    lines.push(...describeSteps(service))
    return companion ? [`${makeVisible(service.policy)}: ${lines.join(' ')}`] : lines
  })
  const choices = shared.map(
    exclusive =>
      `One credit, not both, for ${words.nameOfAnswer(exclusive.first)}: ${chooseClaim(exclusive)}.`,
  )
  const gates = words.listGates(answer).map(({ text }) => `The gate ${text}.`)
  return [...choices, ...sentences, ...gates]
}

function leadOfOne(answer: PeriodAnswer, isRival: boolean, setting: Setting): string[] {
  const name = words.nameOfAnswer(answer)
  if (answer.isAhead && !words.hasData(answer)) return [`Nothing to judge yet: ${name} has not begun.`]
  if (!words.hasData(answer))
    return [
      `${name} cannot be judged: the log holds no request of it that counts${answer.running ? ' so far' : ''}.`,
    ]
  return [
    `${describeAction(answer, isRival, words.findSilence(answer, setting.asOf).isLoud)}.`,
    `${describeFigure(answer)}.`,
    ...describeDoubts(answer, setting),
  ]
}

/** `October 2026: 98.5575 % available, promised 99.90 %` */
function describeFigure(answer: PeriodAnswer): string {
  const { measurement, agreement, running } = answer
  const percent = words.showPercent(words.percentOf(measurement)!, agreement)
  const word = measurement.method === 'timeslices' ? 'uptime' : 'available'
  const down =
    measurement.method === 'timeslices' && measurement.downtimeMinutes > 0
      ? ` (${showMinutes(measurement.downtimeMinutes)} down)`
      : ''
  const promise = agreement.commitment === null ? '' : `, promised ${agreement.commitment}\u00a0%`
  return `${words.nameOfAnswer(answer)}${running ? ' so far' : ''}: ${percent} ${word}${down}${promise}`
}

/** `isRival`: whether another claim stands against it; `isLoud`: whether part of the log is missing. */
function describeAction(answer: PeriodAnswer, isRival: boolean, isLoud: boolean): string {
  const { measurement, running, meetsNodeMinimum, claim, standing } = answer
  const { verdict } = measurement
  if (findClaim(answer) === 'none') {
    if (meetsNodeMinimum === false && verdict !== 'met')
      return 'Nothing to claim: too few nodes are deployed for a claim'
    if (verdict === 'missed') return 'Nothing to claim: the promise was missed, but the cap is $0.00'
    if (verdict === null) return 'Nothing to claim: no downtime'
    if (running) return 'Nothing to claim so far'
    return isLoud ? 'Nothing to claim, as far as the log goes' : 'Nothing to claim: the promise was kept'
  }
  const total = describeTotal([answer])
  const closes = showDay(claim.closes)
  const what =
    verdict === null
      ? `what your agreement grants ${words.wordsForForm(answer.agreement)} (--tiers FILE computes it)`
      : total
  if (standing.state === 'closed') return `Too late: ${what} could be claimed until ${closes}`
  if (isRival) return `Worth ${what}, to be claimed by ${closes}`
  if (standing.state === 'not-open-yet')
    return `Claim ${what} from ${claim.estimated ? 'about ' : ''}${showDay(claim.opens)} to ${closes}${mayGrow(answer) ? ', more if the rest of the period fails too' : ''}`
  return `Claim ${what} by ${closes} (${showLeft(standing.daysLeft!)})`
}

/** Whether more is due if the rest of a period fails: by a lower tier that can be reached, and below the cap. */
function mayGrow({ measurement, elapsed, running, compensation }: PeriodAnswer): boolean {
  const { toNextTier, coverage } = measurement
  if (!running || toNextTier === null) return false
  const { amount = ZERO, cap = null } = compensation ?? {}
  const isCapReached = cap !== null && compareRatios(amount, cap) >= 0
  return !isCapReached && compareRatios(toNextTier, ratio(BigInt(coverage.slices - elapsed), 1n)) < 0
}

const showLeft = (days: number): string =>
  days === 0 ? 'today is the last day' : `${countOf(days, 'day')} left`

/** Why the figure may be another. */
function describeDoubts(answer: PeriodAnswer, { asOf }: Setting): string[] {
  const { elapsed, silent, isLoud } = words.findSilence(answer, asOf)
  const others = words.findDecisiveAlternatives(answer)
  const isOfFailures = words.hasFailuresAlone(answer, asOf)
  return compact([
    isLoud &&
      !isOfFailures &&
      `But the log covers only ${words.showCountShare(elapsed - silent, elapsed)} of the period${answer.running ? ' so far' : ''}: the true figure may be lower.`,
    isOfFailures && `${sentenceCase(words.FAILURES_ALONE)}.`,
    ...others.map(
      other =>
        `With ${words.optionOfChoice(other)} the outcome is another: ${words.describeOutcome(other)}${answer.meetsNodeMinimum === false ? ', though nothing can be claimed' : ''}.`,
    ),
  ])
}

/** Why all figures may be others. */
const describeSteps = ({ notes }: ServiceAnswer): string[] =>
  notes.flatMap(note => {
    if (note.kind === 'failures-set-aside')
      return [
        `But ${showCount(note.rows)} of ${countOf(note.of, 'bad row')} set aside ${note.rows === 1 ? 'looks' : 'look'} like failures: the true figure may be lower.`,
      ]
    if (note.kind !== 'times-coarse') return []
    const step = showMinutes(note.minutes)
    const [all, what] = note.isReduced
      ? ['counts', 'they are sums of']
      : ['requests', 'their times were cut to']
    return [`But all ${all} lie ${step} apart: if ${what} ${step}, the true figure is lower.`]
  })

function leadOfMany(periods: readonly PeriodAnswer[], { asOf }: Setting): string[] {
  const count = (some: readonly PeriodAnswer[]): string => showCount(some.length)
  const judged = periods.filter(({ measurement }) => measurement.verdict !== null)
  const missed = periods.filter(({ measurement }) => measurement.verdict === 'missed')
  const claims = periods.filter(answer => findClaim(answer) !== 'none')
  const open = claims.filter(answer => !isClosed(answer))
  const late = claims.filter(isClosed)
  const silent = periods.filter(answer => !words.hasData(answer) && !answer.isAhead)
  const failing = periods.filter(answer => words.hasData(answer) && words.hasFailuresAlone(answer, asOf))
  const patchy = periods.filter(answer => words.hasData(answer) && words.findSilence(answer, asOf).isLoud)
  const turning = periods.filter(answer => words.findDecisiveAlternatives(answer).length > 0)
  const running = periods.filter(answer => answer.running && !answer.isAhead)
  const all = countOf(periods.length, 'period')
  const result =
    judged.length === 0
      ? `None of ${all} is judged: your agreement's own table says what was promised (--tiers FILE).`
      : missed.length === 0
        ? `None of ${all} missed the promise.`
        : `${count(missed)} of ${all} missed the promise.`
  const more = compact([
    silent.length > 0 && `${count(silent)} cannot be judged, for want of data.`,
    running.length > 0 && `${count(running)} ${running.length === 1 ? 'is' : 'are'} not over.`,
    failing.length > 0 && `For ${count(failing)} ${words.FAILURES_ALONE}.`,
    patchy.length > 0 && `In ${count(patchy)} part of the log may be missing: the true figure may be lower.`,
    turning.length > 0 && `For ${count(turning)} the outcome depends on how the agreement is read.`,
  ])
  return [
    open.length > 0
      ? `Claim ${describeTotal(open)}${open.length === 1 ? '' : ', the first'} by ${showDay(firstClose(open))}.`
      : late.length > 0
        ? `Nothing to claim any more: for ${describeTotal(late)} it is too late.`
        : 'Nothing to claim.',
    compact([
      result,
      open.length > 0 && late.length > 0 && `For ${describeTotal(late)} it is too late.`,
      ...more,
    ]).join(' '),
  ]
}

const firstClose = (answers: readonly PeriodAnswer[]): Day =>
  answers.reduce<Day>(
    (first, { claim }) => (claim.closes < first ? claim.closes : first),
    answers[0]!.claim.closes,
  )
