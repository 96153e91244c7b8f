/** Claims of an `sla` answer as a calendar: when each window opens, its last day, and tickets that must be logged. */

import { beginningOf, formatDay } from '../../core/instant.js'
import type { PeriodAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { type CalendarEvent, writeCalendar } from '../ics.js'
import { showTime } from '../times.js'
import { chooseClaim, describeTotal, findClaim, listServices } from './claims.js'
import { nameOfAnswer } from './words.js'

/** How many days before the last day of a window the calendar reminds. */
const ALARM_DAYS = [14, 7, 1]

/** The calendar in pieces, in order of time; what is over is left out. */
export function writeSlaCalendar(answer: SlaAnswer): Iterable<string> {
  const events = listServices(answer)
    .flatMap(({ policy, periods }) =>
      periods
        .filter(period => findClaim(period) !== 'none' && period.standing.state !== 'closed')
        .flatMap(period => [...listWindow(period, policy, answer), ...listTickets(period, policy, answer)]),
    )
    .filter(({ at }) => at >= answer.asOf)
    .sort((a, b) => a.at - b.at)
  return writeCalendar({ name: 'Service level claims', asOf: answer.asOf, events })
}

/** The first day of a claim's window, and its last. */
function listWindow(period: PeriodAnswer, policy: string, answer: SlaAnswer): CalendarEvent[] {
  const { zone, companion, exclusives } = answer
  const { claim, agreement, account } = period
  const name = companion ? `${policy}, ${nameOfAnswer(period)}` : nameOfAnswer(period)
  const rivals = exclusives.filter(
    ({ first, second, shared }) => shared.length > 0 && [first, second].includes(period),
  )
  const description = [
    `${name}: ${describeTotal([period])}.`,
    ...rivals.map(exclusive => `One credit, not both: ${chooseClaim(exclusive)}.`),
    `Claims are taken from ${claim.estimated ? 'about ' : ''}${formatDay(claim.opens)} to ${formatDay(claim.closes)} (${zone.id}), clause ${agreement.claim.clause} of ${agreement.title}.`,
  ].join('\n')
  const identity = (what: string): string =>
    JSON.stringify(['sla', what, policy, account, period.period.start])
  return [
    {
      identity: identity('opens'),
      at: beginningOf(claim.opens, zone),
      summary: `Claims open: ${name}`,
      description,
      alarmDays: [],
    },
    {
      identity: identity('closes'),
      at: beginningOf(claim.closes, zone),
      summary: `Last day to claim: ${name}`,
      description,
      alarmDays: ALARM_DAYS,
    },
  ]
}

/** The deadlines of the tickets that a claim needs. */
function listTickets({ measurement, account, ...period }: PeriodAnswer, policy: string, { zone }: SlaAnswer) {
  if (measurement.method !== 'timeslices') return []
  return measurement.incidents.flatMap(({ start, ticketBy }) =>
    ticketBy === null
      ? []
      : [
          {
            identity: JSON.stringify(['sla', 'ticket', policy, account, start]),
            at: ticketBy,
            summary: `Log the ticket of ${showTime(start, zone)}`,
            description: `The incident that began on ${showTime(start, zone)} (${zone.id}) needs a support ticket until then, or it cannot be claimed.`,
            alarmDays: period.running ? [1] : [],
          },
        ],
  )
}
