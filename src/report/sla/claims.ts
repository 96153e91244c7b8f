/** What of an `sla` answer can be claimed, and what to do for it by when. */
import type { TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { listChoices } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import { addRatios, type Ratio, ZERO } from '../../core/ratio.js'
import type { Agreement, Clause } from '../../core/sla/agreement.js'
import type { ExclusiveClaim, PeriodAnswer, ServiceAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { showUsd } from '../amounts.js'
import { type Fact, fact } from '../document.js'
import { countOf, listNames, makeVisible } from '../text.js'
import { showDay, showMoment, showSpan } from '../times.js'
import * as words from './words.js'

/**
 * What can be claimed for a period. `due`: the agreement grants something; `unknown`: there was downtime, and the
 * agreement at hand does not say what it is worth; `none`: nothing, or nothing that eligibility or the
 * cap leave.
 */
export function findClaim(answer: PeriodAnswer): 'due' | 'unknown' | 'none' {
  const { measurement, compensation, meetsNodeMinimum } = answer
  if (meetsNodeMinimum === false) return 'none'
  if (measurement.verdict === 'missed')
    return compensation && !words.isPositive(words.roundCompensation(compensation.amount)) ? 'none' : 'due'
  const wasDown = measurement.method === 'timeslices' && measurement.downtimeMinutes > 0
  return measurement.verdict === null && wasDown ? 'unknown' : 'none'
}

export const isClosed = ({ standing }: PeriodAnswer): boolean => standing.state === 'closed'

/** The services of an answer: one, or the two of `--with`. */
export const listServices = ({ service, companion }: SlaAnswer): readonly ServiceAnswer[] =>
  companion ? [service, companion] : [service]

/** `open, 41 days left` */
function describeStanding({ standing, claim }: PeriodAnswer): string {
  const { state, daysLeft } = standing
  if (state === 'closed') return `closed after ${showDay(claim.closes)}: too late`
  const left = daysLeft === 0 ? 'today is the last day' : `${countOf(daysLeft!, 'day')} left`
  return state === 'open' ? `open, ${left}` : `not open yet, ${left}`
}

/** What to do, in the order in which it has to be done. */
export function listSteps(answer: SlaAnswer): Fact[] {
  const services = listServices(answer)
  const { asOf, zone, exclusives } = answer
  const claims = services.flatMap(({ periods }) => periods.filter(one => findClaim(one) !== 'none'))
  const open = claims.filter(one => !isClosed(one))
  return [
    ...describeTickets(claims, asOf, zone),
    ...exclusives.map(exclusive => fact('Choose', describeExclusive(exclusive, zone))),
    ...services.flatMap(service => describeWindows(service, services.length > 1)),
    ...describeRequirements([...new Set(open.map(({ agreement }) => agreement))]),
  ]
}

/** The claims of a service by period; accounts that have one window stand together. */
function describeWindows({ periods, policy }: ServiceAnswer, isNamed: boolean): Fact[] {
  const claims = periods.filter(answer => findClaim(answer) !== 'none')
  const windows = groupBy(claims, ({ period, claim }) => `${period.start} ${claim.opens} ${claim.closes}`)
  return [...windows.values()].map((group): Fact => {
    const first = group[0]!
    const { period } = first
    const whose =
      group.length === 1
        ? words.nameOfAnswer(first)
        : `${words.nameOfPeriod(period)} for ${countOf(group.length, 'account')} (${listNames(group, ({ account }) => words.showAccount(account))})`
    return {
      label: 'Claim',
      lines: [
        `${isNamed ? `${makeVisible(policy)}, ` : ''}${whose}: ${describeTotal(group)}`,
        `${describeWindow(first)}; ${describeStanding(first)}`,
      ],
    }
  })
}

/** `7 Nov 2026 to 31 Dec 2026 (clause 3.2, Chinese working days), open: 33 days left` */
export function describeWindow(answer: PeriodAnswer): string {
  const { claim, agreement } = answer
  const { opensAfterWorkingDay } = agreement.claim
  const days =
    opensAfterWorkingDay === null || claim.calendar === null
      ? ''
      : `, after ${opensAfterWorkingDay} ${nameOfCalendar(claim.calendar)}${claim.estimated ? ', estimated' : ''}`
  return `${claim.estimated ? 'about ' : ''}${showDay(claim.opens)} to ${showDay(claim.closes)} (${words.citeClause(agreement.claim.clause)}${days})`
}

const nameOfCalendar = (calendar: string): string =>
  CALENDARS.get(calendar) ?? `working days of ${makeVisible(calendar)}`

const CALENDARS: ReadonlyMap<string, string> = new Map([
  ['cn', 'Chinese working days'],
  ['weekdays', 'weekdays'],
])

/** The tickets that a claim needs, and which of them can still be logged. */
export function describeTickets(claims: readonly PeriodAnswer[], asOf: number, zone: TimeZone): Fact[] {
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
      label: 'Tickets',
      lines: compact([
        open.length > 0 &&
          `${countOf(open.length, 'incident')} can still be reported, the first by ${showMoment(open[0]!, zone)}`,
        past > 0 &&
          `${countOf(past, 'incident')} can no longer be reported: a claim needs the tickets logged at the time`,
      ]),
    },
  ]
}

/** What an agreement says, and where. */
export const describeClause = ({ clause, text }: Clause): string => `${text} (${words.citeClause(clause)})`

/** What a claim must hold, told once where two agreements ask the same. */
function describeRequirements(agreements: readonly Agreement[]): Fact[] {
  const needed = new Set(
    agreements
      .map(({ claim }) => claim.requirements.map(describeClause).join('\n'))
      .filter(text => text !== ''),
  )
  const days = new Set(agreements.flatMap(({ claim }) => claim.processedWithinDays ?? []))
  return [
    ...[...needed].map(text => ({ label: 'A claim needs', lines: text.split('\n') })),
    ...[...days].map(each => fact('Answer due', `within ${countOf(each, 'day')} of receipt`)),
  ]
}

/** What several claims come to, each rounded as it is granted. */
export function describeTotal(claims: readonly PeriodAnswer[]): string {
  const form = words.wordsForForm(claims[0]!.agreement)
  const known = claims.filter(({ compensation }) => compensation)
  const sum = known.reduce<Ratio>(
    (total, { compensation }) => addRatios(total, words.roundCompensation(compensation!.amount)),
    ZERO,
  )
  const unknown = claims.filter(({ compensation }) => !compensation)
  if (known.length === 0) {
    const amounts = [...new Set(unknown.map(words.describeAmount))]
    return amounts.length === 1 && amounts[0] === 'not known'
      ? `an amount that is not known, ${form}`
      : `${listChoices(amounts)} ${form}`
  }
  const rest = unknown.length > 0 ? `, and ${countOf(unknown.length, 'amount')} not known` : ''
  return `${showUsd(sum)} ${form}${rest}`
}

/** Two services down at once: which of two credits to take (003 D). */
export function describeExclusive(exclusive: ExclusiveClaim, zone: TimeZone): string {
  const { first, second, shared } = exclusive
  const [one, two] = [makeVisible(first.agreement.id), makeVisible(second.agreement.id)]
  const name = words.nameOfAnswer(first)
  if (shared.length === 0)
    return `${name}: ${one} and ${two} were not down at the same time; each can be claimed`
  const when = listNames(
    shared.map(pair => {
      const from = pair.first.start > pair.second.start ? pair.first.start : pair.second.start
      const to = pair.first.end < pair.second.end ? pair.first.end : pair.second.end
      return showSpan(from, to, zone)
    }),
  )
  return `${name}: ${one} and ${two} were down together (${when}), and one credit is granted, not both (${words.citeClause(first.agreement.compensation.clause)}); ${chooseClaim(exclusive)}`
}

/** Which of two claims to make. */
export function chooseClaim({ first, second, larger }: ExclusiveClaim): string {
  const [one, two] = [makeVisible(first.agreement.id), makeVisible(second.agreement.id)]
  const [amountOne, amountTwo] = [words.describeAmount(first), words.describeAmount(second)]
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
