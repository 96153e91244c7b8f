/** An `expiry` answer for people: packages with their bars, pools, and the money at risk in the last line. */

import type { TimeZone } from '../../core/calendar.js'
import { listChoices } from '../../core/failure.js'
import { formatInstant } from '../../core/instant.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { hasUnitsLeft } from '../../core/ledger/lot-status.js'
import type { LotOutlook, PoolOutlook } from '../../core/ledger/outlook.js'
import { add, isZero, NO_UNITS, toRatio } from '../../core/quantity.js'
import { addRatios, compareRatios, type Ratio, subtractRatios, ZERO } from '../../core/ratio.js'
import { showForecastCents, showRounded, showUnitCount, showUnits, showUnitsOf, showUsd } from '../amounts.js'
import { drawBar } from '../bar.js'
import { describeIgnored } from '../columns.js'
import { labelled, roomFor, type Screen, type Statement } from '../layout.js'
import { describeSparkline, drawSparkline } from '../strip.js'
import type { Style } from '../style.js'
import { canTabulate, renderTable } from '../table.js'
import { countOf, makeVisible } from '../text.js'
import { showTime } from '../times.js'
import {
  cutToInstant,
  daysBetween,
  describeBurn,
  isBurnUnknown,
  listCrossing,
  listSome,
  nameOfLot,
  showDaysUntil,
  showSpan,
} from './words.js'

const LABEL = 14
const BAR = 16
/** What each character of a bar stands for. */
const MARKS = { used: '#', left: '=', atRisk: '!', lost: 'x' } as const
const LEGEND = '# used  = left, to be used  ! left, at risk  x lost'

/** The whole answer. */
export function renderExpiry(answer: ExpiryAnswer, zone: TimeZone, screen: Screen, style: Style): string {
  const lots = sortForPeople(answer)
  const title = `${countOf(lots.length, 'package')} at ${showTime(answer.asOf, zone)} (${zone.id})`
  return [
    style.strong(title),
    ...(lots.length === 0 ? [] : [`${renderLots(lots, answer, zone, screen)}\n${LEGEND}`]),
    ...answer.outlook.pools.map(pool => renderPool(pool, answer, zone, screen, style)),
    renderEnd(answer, screen, style),
  ].join('\n\n')
}

/** What can still be lost comes first, the soonest expiry at the top; then what is over, in the same order. */
export const sortForPeople = ({ outlook }: ExpiryAnswer): LotOutlook[] =>
  [...outlook.lots].sort(
    ({ balance: a }, { balance: b }) =>
      Number(hasUnitsLeft(b)) - Number(hasUnitsLeft(a)) ||
      a.lot.expiresAt - b.lot.expiresAt ||
      a.lot.order - b.lot.order,
  )

const COLUMNS = [
  { heading: 'Package' },
  { heading: 'Status' },
  { heading: 'Expires' },
  { heading: 'Units' },
  { heading: 'Left', isAmount: true },
  { heading: 'At risk', isAmount: true },
  { heading: 'Cost', isAmount: true },
]

/** A table where it fits the screen, without the last column if need be; else some lines for each package. */
function renderLots(
  lots: readonly LotOutlook[],
  answer: ExpiryAnswer,
  zone: TimeZone,
  screen: Screen,
): string {
  const rows = lots.map(lot => [
    nameOfLot(lot.balance.lot),
    lot.status,
    showTime(lot.balance.lot.expiresAt, zone),
    barOf(lot, BAR),
    showUnits(lot.balance.remaining),
    showRounded(lot.forecastForfeited),
    lot.forecastForfeited.num === 0n ? '' : showForecastCents(lot.forecastForfeitedDollars),
  ])
  for (const columns of [COLUMNS, COLUMNS.slice(0, -1)]) {
    const cells = rows.map(row => row.slice(0, columns.length))
    if (canTabulate(columns, cells, screen)) return renderTable(columns, cells, screen)
  }
  return lots.map(lot => renderLot(lot, answer, zone, screen)).join('\n')
}

function renderLot(lot: LotOutlook, { asOf }: ExpiryAnswer, zone: TimeZone, screen: Screen): string {
  const { balance, status, forecastForfeited } = lot
  const { expiresAt, units } = balance.lot
  const width = Math.max(8, Math.min(screen.width - 4, 40))
  const when = expiresAt > asOf ? `, ${showDaysUntil(asOf, expiresAt)}` : ''
  const risk =
    forecastForfeited.num > 0n
      ? `, ${showRounded(forecastForfeited)} at risk (${showForecastCents(lot.forecastForfeitedDollars)})`
      : ''
  const line = (text: string): string => labelled('', text, 2, screen)
  return [
    labelled('', `${nameOfLot(balance.lot)}: ${status}`, 0, screen),
    `  ${barOf(lot, width)}`,
    line(`${expiresAt > asOf ? 'expires' : 'expired'} ${showTime(expiresAt, zone)}${when}`),
    line(`${showUnits(balance.remaining)} of ${showUnits(units)} left${risk}`),
  ].join('\n')
}

function barOf({ balance, forecastForfeited }: LotOutlook, width: number): string {
  const { drawn, remaining, forfeited } = balance
  return drawBar(
    [
      { mark: MARKS.used, amount: toRatio(drawn) },
      { mark: MARKS.left, amount: subtractRatios(toRatio(remaining), forecastForfeited) },
      { mark: MARKS.atRisk, amount: forecastForfeited },
      { mark: MARKS.lost, amount: toRatio(forfeited) },
    ],
    width,
  )
}

function renderPool(
  pool: PoolOutlook,
  answer: ExpiryAnswer,
  zone: TimeZone,
  screen: Screen,
  style: Style,
): string {
  const said = describePool(pool, answer, zone)
  const burn = said.findIndex(({ label }) => label === 'burn')
  const lines = said.toSpliced(burn + 1, 0, ...drawUse(pool, answer, zone, screen))
  return [
    style.strong(`${makeVisible(pool.pool)} pool`),
    ...lines.map(({ label, text }) => labelled(`  ${label}`, text, LABEL, screen)),
  ].join('\n')
}

/** The use of the last days as a line that goes up and down, where there is any. */
function drawUse(
  { pool }: PoolOutlook,
  { useByDay, windowEnd }: ExpiryAnswer,
  zone: TimeZone,
  screen: Screen,
): Statement[] {
  const days = useByDay.get(pool) ?? []
  const line = drawSparkline(days.map(toRatio), roomFor(LABEL, screen))
  if (line === null) return []
  const span = `${countOf(days.length, 'day')} until ${showTime(windowEnd, zone)}`
  return [
    { label: 'use by day', text: line.text },
    { label: '', text: `${span}: ${describeSparkline(line, showRounded, ' units')}` },
  ]
}

/** What is said of a pool, what is most important last. */
export function describePool(pool: PoolOutlook, answer: ExpiryAnswer, zone: TimeZone): Statement[] {
  const line = (label: string, text: string): Statement => ({ label, text })
  const isEmpty = isZero(pool.remaining)
  const unfunded = answer.unfunded.filter(({ use }) => use.pool === pool.pool)
  return [
    line('left', `${showUnitCount(pool.remaining)}${describePending(pool, answer)}`),
    line('burn', describeBurn(pool, answer)),
    ...(isEmpty ? [] : [line('lasts', describeEnd(pool, answer, zone))]),
    ...(pool.burnToUseAll === null ? [] : [line('to use all', describeEnough(pool))]),
    ...(pool.fullSpeed === null || isEmpty ? [] : [line('full speed', describeFullSpeed(pool, answer))]),
    ...(isEmpty && pool.concurrency === null ? [] : [line('at once', describeConcurrency(pool, zone))]),
    ...(unfunded.length > 0 ? [line('unfunded', describeUnfunded(unfunded, pool, zone))] : []),
    ...(pool.forecastForfeited.num > 0n ? [line('at risk', describePoolRisk(pool, answer, zone))] : []),
  ]
}

function describePending(pool: PoolOutlook, { outlook }: ExpiryAnswer): string {
  const pending = outlook.lots.filter(
    ({ balance, status }) => balance.lot.pool === pool.pool && status === 'pending',
  )
  if (pending.length === 0) return ''
  const units = pending.map(({ balance }) => toRatio(balance.remaining)).reduce(addRatios, ZERO)
  return `, ${showRounded(units)} of them in ${countOf(pending.length, 'package')} that ${pending.length === 1 ? 'has' : 'have'} not started`
}

/** How long the units last, and what ends it: use, or expiry. */
function describeEnd({ forecast }: PoolOutlook, { asOf }: ExpiryAnswer, zone: TimeZone): string {
  const { runsOutAt, coveredUntil, uncoveredAccount } = forecast
  // Use of accounts that have no package is none of these units.
  if (runsOutAt === null && coveredUntil === null) return 'nothing is being used: all of it expires'
  const at = (millis: Ratio): string => {
    const instant = cutToInstant(millis)
    return `${showTime(instant, zone)}, ${showDaysUntil(asOf, instant)}`
  }
  const gapAt =
    coveredUntil !== null && (runsOutAt === null || compareRatios(coveredUntil, runsOutAt) < 0)
      ? coveredUntil
      : null
  const isNow = gapAt !== null && cutToInstant(gapAt) <= asOf
  const ofAccount = uncoveredAccount === null ? '' : ` of ${makeVisible(uncoveredAccount)}`
  const nothing = uncoveredAccount === null ? 'nothing' : `no package${ofAccount}`
  const gap =
    gapAt === null
      ? []
      : [isNow ? `${nothing} is active now` : `until ${at(gapAt)}, when what is left${ofAccount} expires`]
  const end = runsOutAt === null ? [] : [`used up on ${at(runsOutAt)}`]
  return [...gap, ...end].join('; ')
}

function describeEnough({ burnToUseAll, burnPerDay }: PoolOutlook): string {
  const enough = `${showRounded(burnToUseAll!)} a day`
  if (burnPerDay.num === 0n) return enough
  return `${enough} at least, ${compareRatios(burnPerDay, burnToUseAll!) >= 0 ? 'which it is' : 'steadily from now on'}`
}

function describeFullSpeed(
  { fullSpeed, concurrency, unitsPerTask }: PoolOutlook,
  { taskMillis }: ExpiryAnswer,
): string {
  const { perDay, forfeited, forfeitedDollars } = fullSpeed!
  const speed =
    perDay === null
      ? 'not known now'
      : `${showRounded(perDay)} a day: ${concurrency} at once, ${showSpan(taskMillis!)} and ${showUnitsOf(unitsPerTask!)} each`
  if (forfeited === null) return `${speed}; a package does not state its limit`
  return forfeited.num === 0n
    ? `${speed}; all could be used in time`
    : `${speed}; even at full speed ${showUnitsOf(forfeited)} are lost, ${showForecastCents(forfeitedDollars)}`
}

const describeLimit = (limit: number | null): string => (limit === null ? 'not known' : String(limit))

function describeConcurrency({ concurrency, concurrencyChanges }: PoolOutlook, zone: TimeZone): string {
  const changes = concurrencyChanges.map(
    ({ at, to }) => `${to === null ? 'none' : describeLimit(to)} from ${showTime(at, zone)}`,
  )
  const shown = changes.slice(0, 4)
  const more = changes.length > shown.length ? ['…'] : []
  return [`${describeLimit(concurrency)} now`, ...shown, ...more].join('; ')
}

function describeUnfunded(
  unfunded: ExpiryAnswer['unfunded'],
  { pool, strangers }: PoolOutlook,
  zone: TimeZone,
): string {
  const sum = unfunded.reduce((all, { units }) => add(all, units), NO_UNITS)
  const [first, last] = [unfunded[0]!.use, unfunded.at(-1)!.use]
  const when =
    unfunded.length === 1
      ? `on ${showTime(first.at, zone)}`
      : `from ${showTime(first.at, zone)} to ${showTime(last.at, zone)}`
  const who =
    strangers.length === 0
      ? ''
      : `; ${listChoices(strangers.map(makeVisible), 'and')} ${strangers.length === 1 ? 'has' : 'have'} no package of the ${makeVisible(pool)} pool`
  return `${countOf(unfunded.length, 'use')} that no active package paid, ${showUnitCount(sum)}, ${when}${who}`
}

function renderEnd(answer: ExpiryAnswer, screen: Screen, style: Style): string {
  const lines = describeEnds(answer).map(({ label, text }) => labelled(label, text, LABEL, screen))
  return [...lines.slice(0, -1), style.strong(lines.at(-1)!)].join('\n')
}

/** What was lost, what expires soon, and last what is at risk. */
export function describeEnds(answer: ExpiryAnswer): Statement[] {
  const { outlook, soonMillis, gate } = answer
  const lost = outlook.lots.filter(({ balance }) => !isZero(balance.forfeited))
  const soon = sortForPeople(answer).filter(({ expiresSoon }) => expiresSoon)
  return [
    ...(lost.length > 0
      ? [
          {
            label: 'Lost',
            text: `${outlook.totals.forfeitedDollars ? showUsd(outlook.totals.forfeitedDollars) : 'price unknown'} so far: ${listSome(lost.map(({ balance }) => `${showUnits(balance.forfeited)} in ${nameOfLot(balance.lot)}`))}`,
          },
        ]
      : []),
    ...describeIgnored(answer.columns).map(text => ({ label: 'Ignored', text: makeVisible(text) })),
    {
      label: 'Soon',
      text:
        soon.length === 0
          ? `nothing expires within ${showSpan(soonMillis)}`
          : `${listSome(soon.map(({ balance }) => `${nameOfLot(balance.lot)} ${showDaysUntil(answer.asOf, balance.lot.expiresAt)}`))} (within ${showSpan(soonMillis)})`,
    },
    ...(gate && gate.crossedBy.length > 0
      ? [
          {
            label: 'Gate',
            text: `crossed: ${listCrossing(gate)} within ${showSpan(gate.millis)}`,
          },
        ]
      : []),
    ...(answer.usage?.until && answer.windowEnd !== answer.asOf
      ? [{ label: 'Log until', text: describeLogUntil(answer) }]
      : []),
    ...(answer.usage?.comparison && answer.usage.comparison.differing.length > 0
      ? [{ label: 'Deducted', text: describeDifference(answer) }]
      : []),
    { label: 'At risk', text: describeRisk(answer) },
  ]
}

function describePoolRisk({ pool, ...its }: PoolOutlook, answer: ExpiryAnswer, zone: TimeZone): string {
  const { lot } = sortForPeople(answer).find(
    ({ balance, forecastForfeited }) => balance.lot.pool === pool && forecastForfeited.num > 0n,
  )!.balance
  const first = `first of ${nameOfLot(lot)} on ${showTime(lot.expiresAt, zone)}`
  return `${showUnitsOf(its.forecastForfeited)}, ${showForecastCents(its.forecastForfeitedDollars)}; ${first}`
}

const describeLogUntil = ({ usage, windowEnd, asOf }: ExpiryAnswer): string =>
  `${formatInstant(usage!.until!)}; what was used in the ${showRounded(daysBetween(windowEnd, asOf))} days since is not known`

/** By how much deductions and price list differ. */
function describeDifference({ usage, differenceGate }: ExpiryAnswer): string {
  const { differing, compared, differingUnits, failedCharged } = usage!.comparison!
  const failed = failedCharged > 0 ? `, ${countOf(failedCharged, 'failed task')} among them` : ''
  const gate = differenceGate?.isCrossed
    ? `; above --fail-on-difference ${showUnits(differenceGate.units)}`
    : ''
  return `${showUnitCount(differingUnits)} otherwise than by the price list, in ${differing.length} of ${countOf(compared, 'task')}${failed}${gate}`
}

/** The money at risk, in few enough words for one line. */
export function describeRisk(answer: ExpiryAnswer): string {
  const { totals, pools } = answer.outlook
  if (isZero(totals.remaining)) return 'nothing: no units are left'
  if (pools.every(({ forecastForfeited }) => forecastForfeited.num === 0n)) return 'nothing at this burn'
  const condition = isBurnUnknown(answer) ? 'if nothing more is used' : 'at this burn'
  return `${showForecastCents(totals.forecastForfeitedDollars)} ${condition}`
}
