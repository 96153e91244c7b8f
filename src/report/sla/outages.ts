/** The outages of a period as a table: the agreement's incidents where it has some, else stretches that failed. */
import type { TimeZone } from '../../core/calendar.js'
import { compareRatios } from '../../core/ratio.js'
import type { PeriodAnswer, SlaAnswer } from '../../core/sla/answer.js'
import type { Incident } from '../../core/sla/availability/timeslices.js'
import type { Outage } from '../../core/sla/outages.js'
import type { Block, Column, Table } from '../document.js'
import { countOf, groupDigits } from '../text.js'
import { showMinutes, showMoment, showSpan } from '../times.js'
import { nameOfSlice, showFailedShare } from './words.js'

/** Rows beyond these are in the JSON alone. */
const MOST_ROWS = 50
/** With these the answer fits a screen. */
const MOST_ON_SCREEN = 4

const show = (count: number): string => groupDigits(String(count))
const minutesOf = ({ start, end }: Pick<Outage, 'start' | 'end'>): number => (end - start) / 60_000

/** The outages that cost most, the worst first. */
export const findCostly = ({ outages }: PeriodAnswer, most: number): Outage[] =>
  [...outages].sort((a, b) => compareRatios(b.lost, a.lost)).slice(0, most)

/** What an outage is, where one first stands. */
export const defineOutage = ({ agreement }: PeriodAnswer): string =>
  agreement.method === 'timeslices'
    ? `An incident: every attempt failed in ${agreement.sliceMinutes === 1 ? 'each minute' : 'each interval'} of it.`
    : `An outage: ${agreement.sliceMinutes}-minute intervals in a row in which 5\u00a0% of the requests or more failed.`

/** The outages as blocks: on a screen the worst, elsewhere up to fifty in order of time. */
export function listOutages(answer: PeriodAnswer, setting: Pick<SlaAnswer, 'asOf' | 'zone'>): Block[] {
  const { measurement, outages } = answer
  const isUptime = measurement.method === 'timeslices'
  const all = isUptime ? measurement.incidents : outages
  if (all.length === 0) return [{ kind: 'text', text: describeNone(answer) }]
  const name = isUptime ? 'incident' : 'outage'
  const tabulate = (some: readonly (Incident | Outage)[]): Table =>
    isUptime
      ? tabulateIncidents(some as readonly Incident[], setting)
      : tabulateOutages(some as readonly Outage[], setting.zone)
  const more = (shown: number, last: string): Block[] =>
    all.length > shown ? [{ kind: 'text', text: `and ${countOf(all.length - shown, name)} more${last}` }] : []
  if (all.length <= MOST_ON_SCREEN) return [{ kind: 'table', table: tabulate(all) }]
  const worst = isUptime
    ? [...measurement.incidents].sort((a, b) => b.minutes - a.minutes).slice(0, MOST_ON_SCREEN)
    : findCostly(answer, MOST_ON_SCREEN)
  const shown = all.slice(0, MOST_ROWS)
  return [
    ...[
      { kind: 'table', table: tabulate(worst) } as const,
      ...more(worst.length, ', each of which cost less'),
    ].map((block): Block => ({ ...block, only: ['screen'] })),
    { kind: 'table', table: tabulate(shown), only: ['screen'], isDetail: true },
    { kind: 'table', table: tabulate(shown), only: ['markdown', 'page'] },
    ...more(shown.length, '; --json has them all').map(
      (block): Block => ({ ...block, only: ['markdown', 'page'] }),
    ),
  ]
}

/** What there is to say where no stretch failed much. */
function describeNone({ measurement, agreement, worst }: PeriodAnswer): string {
  const name = nameOfSlice(agreement)
  if (measurement.method === 'timeslices') return `No incident: in no ${name} did every attempt fail.`
  const [first] = worst
  return first
    ? `No outage: at most ${showFailedShare(first.rate)} of the requests of an ${name} failed.`
    : 'No outage: no request failed.'
}

const tabulateOutages = (outages: readonly Outage[], zone: TimeZone): Table => {
  const columns: readonly Column[] = [
    { heading: `Outage (${zone.id})`, isWrapped: true },
    { heading: 'Length', isAmount: true },
    { heading: 'Failed', isAmount: true },
    { heading: 'Failed requests', isAmount: true, spare: 2 },
    { heading: 'Of them 5XX', isAmount: true, spare: 1 },
  ]
  const rows = outages.map(outage => [
    showSpan(outage.start, outage.end, zone, true),
    showMinutes(minutesOf(outage)),
    showFailedShare({ num: BigInt(outage.failed), den: BigInt(Math.max(outage.requests, 1)) }),
    `${show(outage.failed)} of ${show(outage.requests)}`,
    show(outage.errors),
  ])
  return { caption: 'Outages', columns, rows }
}

function tabulateIncidents(
  incidents: readonly Incident[],
  { asOf, zone }: Pick<SlaAnswer, 'asOf' | 'zone'>,
): Table {
  const hasTickets = incidents.some(({ ticketBy }) => ticketBy !== null)
  return {
    caption: 'Incidents',
    columns: [
      { heading: `Down (${zone.id})`, isWrapped: true },
      { heading: 'Length', isAmount: true },
      ...(hasTickets ? [{ heading: 'Ticket needed by' }] : []),
    ],
    rows: incidents.map(({ start, end, minutes, ticketBy }) => [
      showSpan(start, end, zone, true),
      showMinutes(minutes),
      ...(hasTickets
        ? [ticketBy === null ? '' : `${showMoment(ticketBy, zone)}${ticketBy < asOf ? ' (past)' : ''}`]
        : []),
    ]),
  }
}
