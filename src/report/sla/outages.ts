/** The outages of a period as a table: the agreement's incidents where it has some, else stretches that failed. */
import type { TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import type { Instant } from '../../core/instant.js'
import { compareRatios } from '../../core/ratio.js'
import type { PeriodAnswer } from '../../core/sla/answer.js'
import type { Incident } from '../../core/sla/availability/timeslices.js'
import type { Outage } from '../../core/sla/outages.js'
import * as doc from '../document.js'
import { countOf, showCount } from '../text.js'
import { showMinutes, showMoment, showSpan } from '../times.js'
import { explainSlice, nameOfSlice, showFailedShare } from './words.js'

/** Rows beyond these are in the JSON alone. */
const MOST_ROWS = 50
/** With these the answer fits a screen. */
const MOST_ON_SCREEN = 4

const minutesOf = ({ start, end }: Pick<Outage, 'start' | 'end'>): number => (end - start) / 60_000

interface Setting {
  readonly zone: TimeZone
  /** From when tickets are late; null where that is no matter. */
  readonly asOf: Instant | null
}

const ofCost = (a: Outage, b: Outage): number => compareRatios(b.lost, a.lost)

/**
 * The outages that people need to see, the most costly first: all but single intervals that lost less than half of
 * themselves, as where little is asked one failed request makes one.
 */
export function findTelling({ outages }: Pick<PeriodAnswer, 'outages'>): Outage[] {
  const telling = outages.filter(({ slices, lost }) => slices > 1 || 2n * lost.num >= lost.den)
  return telling.sort(ofCost)
}

/** What an outage is, where one first stands. */
export const defineOutage = ({ agreement }: PeriodAnswer): string =>
  agreement.method === 'timeslices'
    ? `An incident: every attempt failed in ${agreement.sliceMinutes === 1 ? 'each minute' : 'each interval'} of it.`
    : `An outage: ${agreement.sliceMinutes}-minute intervals in a row in which 5\u00a0% of the requests or more failed.`

/** The outages as blocks: on a screen the worst, elsewhere up to fifty, the most costly first. */
export function listOutages(answer: PeriodAnswer, setting: Setting): doc.Block[] {
  const { measurement, outages } = answer
  if (measurement.method === 'timeslices') {
    const { incidents } = measurement
    if (incidents.length === 0) return [doc.textBlock(describeNone(answer))]
    return shorten(
      incidents,
      some => tabulateIncidents(some, setting),
      rest => countOf(rest.length, 'more incident'),
    )
  }
  if (outages.length === 0) return [doc.textBlock(describeNone(answer))]
  const telling = findTelling(answer)
  const others = [...outages].filter(each => !telling.includes(each)).sort(ofCost)
  const [shown, left] =
    telling.length > 0 ? [telling, others] : [others.slice(0, MOST_ON_SCREEN), others.slice(MOST_ON_SCREEN)]
  const describe = (rest: readonly Outage[]): string => {
    const all = [...rest, ...left]
    const failed = all.reduce((sum, each) => sum + each.failed, 0)
    return `${showCount(all.length)} lesser, with ${countOf(failed, 'failed request')} in all`
  }
  return shorten(shown, some => tabulateOutages(some, setting.zone), describe, left.length)
}

/**
 * A table of all up to fifty; on a screen, of the first few, and of fewer where there is no room. `left` are not in it
 * anyway, and what is said of the rest is said of them, too.
 */
function shorten<T>(
  all: readonly T[],
  tabulated: (some: readonly T[]) => doc.Table,
  describe: (rest: readonly T[]) => string,
  left = 0,
): doc.Block[] {
  const say = (rest: number): string => `and ${describe(all.slice(all.length + left - rest))}`
  const first = (most: number): doc.Block =>
    doc.firstRows(tabulated(all.slice(0, most)), all.length + left, say)
  const cut = (most: number): doc.Block[] => {
    const rest = Math.max(all.length - most, 0) + left
    return compact([doc.tableBlock(tabulated(all.slice(0, most))), rest > 0 && doc.textBlock(say(rest))])
  }
  return all.length <= MOST_ON_SCREEN
    ? [...doc.onlyOn(['screen'], [first(all.length)]), ...doc.onlyOn(['markdown', 'page'], cut(all.length))]
    : doc.inBrief([first(MOST_ON_SCREEN)], cut(MOST_ROWS))
}

/** What there is to say where no stretch failed much. */
function describeNone({ measurement, agreement, worst }: PeriodAnswer): string {
  if (measurement.method === 'timeslices')
    return `No incident: in no ${nameOfSlice(agreement)} did every attempt fail.`
  const [first] = worst
  return first
    ? `No outage: at most ${showFailedShare(first.rate)} of the requests of a ${explainSlice(agreement)} failed.`
    : 'No outage: no request failed.'
}

const tabulateOutages = (outages: readonly Outage[], zone: TimeZone): doc.Table =>
  doc.tabulate('Outages', outages, [
    spanColumn(zone),
    doc.amountColumn('Length', outage => showMinutes(minutesOf(outage))),
    doc.amountColumn('Failed', ({ failed, requests }) =>
      showFailedShare({ num: BigInt(failed), den: BigInt(Math.max(requests, 1)) }),
    ),
    doc.amountColumn('Failed requests', one => `${showCount(one.failed)} of ${showCount(one.requests)}`, {
      spare: 2,
    }),
    doc.amountColumn('Of them 5XX', ({ errors }) => showCount(errors), { spare: 1 }),
  ])

const tabulateIncidents = (incidents: readonly Incident[], { asOf, zone }: Setting): doc.Table =>
  doc.tabulate('Incidents', incidents, [
    spanColumn(zone),
    doc.amountColumn('Length', ({ minutes }) => showMinutes(minutes)),
    incidents.some(({ ticketBy }) => ticketBy !== null) &&
      doc.column('Ticket needed by', ({ ticketBy }) => {
        const isPast = ticketBy !== null && asOf !== null && ticketBy < asOf
        return ticketBy === null ? '' : `${showMoment(ticketBy, zone)}${isPast ? ' (past)' : ''}`
      }),
  ])

const spanColumn = (zone: TimeZone) =>
  doc.column(
    `From, to (${zone.id})`,
    ({ start, end }: { readonly start: Instant; readonly end: Instant }) => showSpan(start, end, zone, true),
    { isWrapped: true },
  )
