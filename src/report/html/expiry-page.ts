/** An `expiry` answer as a page: the money at risk, each package, and how each pool will run down. */

import type { TimeZone } from '../../core/calendar.js'
import { instantAt, MILLIS_PER_DAY } from '../../core/instant.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import type { LotOutlook, PoolOutlook } from '../../core/ledger/outlook.js'
import { isZero, toRatio } from '../../core/quantity.js'
import { type Ratio, ratio, subtractRatios } from '../../core/ratio.js'
import { showForecastCents, showRounded, showUnits } from '../amounts.js'
import { listNotes } from '../expiry/notes.js'
import { describeEnds, describePool, describeRisk, sortForPeople } from '../expiry/table.js'
import { cutToInstant, isBurnUnknown, nameOfLot, showDaysUntil } from '../expiry/words.js'
import { countOf } from '../text.js'
import { showTime } from '../times.js'
import { type ChartEvent, drawBurnDownChart } from './burn-down-chart.js'
import { drawLegend, figure, type LegendEntry } from './chart.js'
import { type Html, html } from './markup.js'
import { keyFigures, sentenceCase, statements, type Table, table, writePage } from './page.js'
import { divideBar } from './share-bar.js'

/** The page in pieces. */
export function writeExpiryPage(answer: ExpiryAnswer, zone: TimeZone): Iterable<string> {
  const lots = sortForPeople(answer)
  const when = `${showTime(answer.asOf, zone)} (${zone.id})`
  const ends = describeEnds(answer).slice(0, -1)
  return writePage({
    heading: 'Prepaid units',
    subject: when,
    lead: [`At risk: ${describeRisk(answer)}.`],
    about: [`${countOf(lots.length, 'package')} at ${when}`],
    body: [
      keyFigures(listFigures(answer)),
      statements(ends.map(({ label, text }) => ({ label, lines: [text] }))),
      ...(lots.length === 0 ? [] : [lotSection(lots, answer, zone)]),
      ...answer.outlook.pools.map((pool, i) => poolSection(pool, answer, zone, `p${i + 1}`)),
    ],
    notes: listNotes(answer).map(({ text }) => text),
    foot: `Read: ${answer.ledger}${answer.usage ? `; ${answer.usage.file}` : ''}. Written by kling-cost.`,
  })
}

function listFigures(answer: ExpiryAnswer) {
  const { totals, lots } = answer.outlook
  const soon = lots.filter(({ expiresSoon }) => expiresSoon)
  const first = sortForPeople(answer).find(({ balance }) => !isZero(balance.remaining))
  return [
    {
      label: 'At risk',
      value: showForecastCents(totals.forecastForfeitedDollars),
      more: `paid for units that will expire unused ${isBurnUnknown(answer) ? 'if nothing more is used' : 'at this burn'}`,
    },
    {
      label: 'Lost so far',
      value: showForecastCents(totals.forfeitedDollars),
      more: 'paid for units that have expired',
    },
    {
      label: 'Next expiry',
      value: first ? showDaysUntil(answer.asOf, first.balance.lot.expiresAt) : 'none',
      more: first
        ? `${nameOfLot(first.balance.lot)}: ${showUnits(first.balance.remaining)} units${soon.length > 0 ? '' : ', not soon'}`
        : 'no units are left',
    },
  ]
}

/** The parts of a package, each of another height, so that they are told apart without colour too. */
const PARTS = {
  used: { kind: 'used', height: 6, name: 'used' },
  left: { kind: 'left', height: 14, name: 'left, to be used' },
  risk: { kind: 'risk', height: 10, name: 'left, at risk' },
  lost: { kind: 'lost', height: 4, name: 'lost' },
} as const

const LEGEND: readonly LegendEntry[] = Object.values(PARTS).map(({ kind, height, name }) => ({
  mark: html`<rect class="${kind}" x="0" y="${16 - height}" width="18" height="${height}"/>`,
  text: name,
}))

const lotSection = (lots: readonly LotOutlook[], answer: ExpiryAnswer, zone: TimeZone): Html => html`<section>
<h2>Packages</h2>
${table(tabulateLots(lots, answer, zone))}
${drawLegend(LEGEND)}
</section>`

function tabulateLots(lots: readonly LotOutlook[], { outlook }: ExpiryAnswer, zone: TimeZone): Table {
  return {
    caption: 'What can still be lost comes first, the soonest expiry at the top',
    columns: [
      { heading: 'Package' },
      { heading: 'Its units' },
      { heading: 'Left', isAmount: true },
      { heading: 'At risk', isAmount: true },
      { heading: 'Its cost', isAmount: true },
      { heading: 'Expires', isFixed: true },
      { heading: 'Status', isFixed: true },
      { heading: 'Bought', isAmount: true },
      { heading: 'Lost', isAmount: true },
      { heading: 'Pool', isFixed: true },
    ],
    rows: lots.map(({ balance, status, forecastForfeited, forecastForfeitedDollars }) => {
      const { lot, drawn, remaining, forfeited } = balance
      const amounts: Record<keyof typeof PARTS, Ratio> = {
        used: toRatio(drawn),
        left: subtractRatios(toRatio(remaining), forecastForfeited),
        risk: forecastForfeited,
        lost: toRatio(forfeited),
      }
      const parts = Object.entries(PARTS).map(([name, { kind, height }]) => ({
        kind,
        height,
        amount: amounts[name as keyof typeof PARTS],
      }))
      return [
        nameOfLot(lot),
        divideBar(parts, toRatio(lot.units)),
        showUnits(remaining),
        showRounded(forecastForfeited),
        forecastForfeited.num === 0n ? '' : showForecastCents(forecastForfeitedDollars),
        showTime(lot.expiresAt, zone),
        status,
        showUnits(lot.units),
        showUnits(forfeited),
        lot.pool,
      ]
    }),
    foot: ['All', '', '', '', showForecastCents(outlook.totals.forecastForfeitedDollars), '', '', '', '', ''],
  }
}

function poolSection(pool: PoolOutlook, answer: ExpiryAnswer, zone: TimeZone, id: string): Html {
  const chart = drawPool(pool, answer, zone, id)
  return html`<section>
<h2>${sentenceCase(pool.pool)} pool</h2>
<div class="pair">
${chart ? figure(chart) : null}
${statements(describePool(pool, answer, zone).map(({ label, text }) => ({ label, lines: [text] })))}
</div>
</section>`
}

function drawPool(pool: PoolOutlook, answer: ExpiryAnswer, zone: TimeZone, id: string) {
  const { course } = pool.forecast
  const now = zone.toLocal(answer.asOf)
  // The chart begins with the day of the answer, and ends with the day on which nothing is left.
  const start = instantAt(answer.asOf - now.millis)
  const dayOf = (at: Ratio): Ratio => ratio(at.num - BigInt(start) * at.den, at.den * BigInt(MILLIS_PER_DAY))
  const last = dayOf(course.at(-1)!.at)
  const losses = answer.outlook.lots
    .filter(({ balance, forecastForfeited }) => balance.lot.pool === pool.pool && forecastForfeited.num > 0n)
    .map(
      ({ balance: { lot }, forecastForfeited }): ChartEvent => ({
        day: dayOf(ratio(BigInt(lot.expiresAt))),
        text: `${showRounded(forecastForfeited)} units of ${nameOfLot(lot)} expire on ${showTime(lot.expiresAt, zone)}`,
      }),
    )
  const hasPending = answer.outlook.lots.some(
    ({ balance, status }) => balance.lot.pool === pool.pool && status === 'pending',
  )
  const end = showTime(cutToInstant(course.at(-1)!.at), zone)
  return drawBurnDownChart({
    id: `${id}-left`,
    title: `Units of the ${pool.pool} pool left, as forecast`,
    description: `A line that falls from ${showUnits(pool.remaining)} units to nothing on ${end}; units expire unused at ${countOf(losses.length, 'expiry', 'expiries')}.`,
    firstDay: now.day,
    days: Number((last.num + last.den - 1n) / last.den) || 1,
    course: course.map(({ at, left }) => ({ day: dayOf(at), left })),
    purchases: [],
    losses,
    caption: hasPending ? 'Packages that have not started are counted in.' : null,
  })
}
