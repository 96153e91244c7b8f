/** The answer of `expiry` in sentences that can be handed on, and what no reader may overlook. */
import type { TimeZone } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { listChoices } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import type { Instant } from '../../core/instant.js'
import { listUnknownStarts } from '../../core/ledger/burn-rate.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { type KnownCost, sumKnownCosts } from '../../core/ledger/forfeiture.js'
import { type Lot, lastDayOf } from '../../core/ledger/lot.js'
import { hasUnitsLeft } from '../../core/ledger/lot-status.js'
import type { BurnBasis, LotOutlook, PoolOutlook } from '../../core/ledger/outlook.js'
import { isZero, sumOf, toRatio } from '../../core/quantity.js'
import { addRatios, type Ratio, ZERO } from '../../core/ratio.js'
import { nameUnits, showAbout, showAboutUsd, showCents, showUnitCount, showUnits } from '../amounts.js'
import { describeIgnored } from '../columns.js'
import { describeDoubts } from '../file-doubts.js'
import { describeCopies } from '../repeated-tasks.js'
import { describeDoubtfulFiles, describeSilences } from '../silent-days.js'
import { asSentence, countOf, listSome, makeVisible } from '../text.js'
import { showDay, showMoment } from '../times.js'
import { describeEarly } from '../used-lists.js'
import { describeExported, describePaidOtherwise } from './reconciliation.js'
import {
  describeFailOnDifference,
  describeFailWithin,
  describeGap,
  describeUnowned,
  isBurnMeasured,
  listPerhapsUsed,
  listStatedOtherwise,
  nameOfLot,
  showDaysUntil,
} from './words.js'

/** What can still be lost comes first, the soonest expiry at the top; then what is over, in the same order. */
export const sortForPeople = ({ outlook }: ExpiryAnswer): LotOutlook[] =>
  [...outlook.lots].sort(
    ({ balance: a }, { balance: b }) =>
      Number(hasUnitsLeft(b)) - Number(hasUnitsLeft(a)) ||
      a.lot.expiresAt - b.lot.expiresAt ||
      a.lot.order - b.lot.order,
  )

/** `14 Feb 2027`, on the clock of the zone. */
export const showDayOf = (instant: Parameters<TimeZone['toLocal']>[0], zone: TimeZone): string =>
  showDay(zone.toLocal(instant).day)

/** When a lot expires: its day. */
export function showExpiryDay(lot: Lot, zone: TimeZone): string {
  const last = lastDayOf(lot, zone)
  return last === null ? showDayOf(lot.expiresAt, zone) : showDay(last)
}

/** How soon a lot expires: where it lasts for a day, by the days of the calendar. */
export function showTimeLeft(lot: Lot, asOf: Instant, zone: TimeZone): string {
  const last = lastDayOf(lot, zone)
  if (last === null) return showDaysUntil(asOf, lot.expiresAt)
  const days = last - zone.toLocal(asOf).day
  return days === 0 ? 'today' : `in ${countOf(days, 'day')}`
}

/** And its time; the end of a day is 24:00. */
export function showExpiry(lot: Lot, zone: TimeZone): string {
  const last = lastDayOf(lot, zone)
  return last === null ? showMoment(lot.expiresAt, zone) : `${showDay(last)}, 24:00`
}

/** `29,712 units`, or `29,712 video units` of a pool: as many digits as a decision needs. */
export const showUnitsAbout = (units: Ratio, pool?: string): string =>
  `${showAbout(units)}\u00a0${nameUnits(units.num === units.den, pool)}`

/** Lost units of several lots with what was paid for them, as far as that is known. */
export function showLost(lost: ReadonlyMap<Lot, Ratio>): string {
  const units = [...lost.values()].reduce(addRatios, ZERO)
  const cost = sumKnownCosts(lost)
  const worth = compact([cost.dollars && showAboutUsd(cost.dollars), describeUnpriced(cost)])
  return `${showUnitsAbout(units)} (${worth.join(', ')})`
}

/** Of which units the price is not known; null where it is of all. */
function describeUnpriced({ dollars, unpriced }: KnownCost): string | null {
  if (unpriced.num === 0n) return null
  return dollars === null ? 'price unknown' : `price unknown for ${showAbout(unpriced)} of them`
}

/** The answer: what will be lost, of which package first, and the gates. */
export const listLead = (answer: ExpiryAnswer, zone: TimeZone): string[] => [
  ...listLosses(answer, zone),
  ...listGates(answer).map(text => asSentence(`the gate ${text}`)),
]

/** The gates that were asked for, each with whether it is crossed. */
const listGates = ({ gate, differenceGate, usage, outlook }: ExpiryAnswer): string[] =>
  compact([
    gate && describeFailWithin(gate, { outlook }),
    differenceGate && describeFailOnDifference(differenceGate, usage?.comparison ?? null),
  ])

function listLosses(answer: ExpiryAnswer, zone: TimeZone): string[] {
  const { totals } = answer.outlook
  if (answer.outlook.lots.length === 0) return ['The ledger holds no package.']
  if (isZero(totals.remaining)) return ['No units are left, so none can be lost.']
  const losing = sortForPeople(answer).filter(({ forecastForfeited }) => forecastForfeited.num > 0n)
  const first = losing[0]
  const rate = describeRate(answer)
  if (!first) return [`No unit will expire unused ${rate}.`, ...describeNext(answer, zone)]
  const { lot } = first.balance
  const when = `${showExpiryDay(lot, zone)}, ${showTimeLeft(lot, answer.asOf, zone)}`
  return [
    describeAtRisk(answer, rate),
    losing.length === 1
      ? `They are all in ${nameOfLot(lot)}, which expires on ${when}.`
      : `First: ${showLost(new Map([[lot, first.forecastForfeited]]))} of ${nameOfLot(lot)} on ${when}.`,
  ]
}

/** Of several pools each is told apart: units of one never pay for tasks of another (rules §1). */
const nameWhereSeveral = (pool: string, { pools }: ExpiryAnswer['outlook']): string | undefined =>
  pools.length > 1 ? pool : undefined

/** What was paid for what will expire unused. */
export const costAtRisk = ({ outlook }: ExpiryAnswer): KnownCost =>
  sumKnownCosts(outlook.pools.flatMap(({ forecast }) => [...forecast.forfeited]))

/** What will expire unused. */
function describeAtRisk(answer: ExpiryAnswer, rate: string): string {
  const { pools } = answer.outlook
  const [only, ...others] = pools.filter(({ remaining }) => !isZero(remaining))
  if (others.length === 0) {
    return `${showLost(only!.forecast.forfeited)} of the ${showAbout(toRatio(only!.remaining))} left will expire unused ${rate}.`
  }
  const { dollars, unpriced } = costAtRisk(answer)
  const isMixed = dollars !== null && unpriced.num > 0n
  const more = isMixed ? ' and others of unknown price' : ''
  const worth = dollars === null ? 'of unknown price' : `worth ${showAboutUsd(dollars)}${more}`
  const losing = pools.filter(({ forecastForfeited }) => forecastForfeited.num > 0n)
  const lost = losing.map(({ pool, forecastForfeited, forecast, remaining }) => {
    const unknown = isMixed && describeUnpriced(sumKnownCosts(forecast.forfeited))
    return `${showAbout(forecastForfeited)} of the ${showUnitsAbout(toRatio(remaining), pool)} left${unknown ? ` (${unknown})` : ''}`
  })
  return `Units ${worth} will expire unused ${rate}: ${listChoices(lost, 'and')}.`
}

/** On which use the forecast rests. */
export function describeRate(answer: ExpiryAnswer): string {
  const { pools } = answer.outlook
  const left = pools.filter(({ remaining }) => !isZero(remaining))
  const used = left.length > 0 ? left : pools
  const ofBasis = groupBy(used, ({ burnBasis }) => burnBasis)
  if (ofBasis.size > 1)
    return listChoices(
      BASES.flatMap(basis => describeBasis(basis, ofBasis.get(basis) ?? [])),
      'and',
    )
  const [basis] = ofBasis.keys()
  if (basis === undefined || basis === 'unknown') return 'if nothing more is used'
  const whose = WHOSE[basis]
  if (used.length !== 1) return `at ${whose} rates of use`
  const rate = `${showUnitsAbout(used[0]!.burnPerDay)} a day`
  // What one account uses saves nothing that another one holds.
  return used[0]!.burns.length > 1
    ? `at ${whose} rates of use (${rate} in all)`
    : `at ${whose} rate of ${rate}`
}

const BASES = ['given', 'measured', 'unknown'] as const
const WHOSE = { given: 'the given', measured: "today's" } as const

/** On which use it rests for some of the pools. */
function describeBasis(basis: BurnBasis, pools: readonly PoolOutlook[]): string[] {
  if (pools.length === 0) return []
  const names = pools.map(({ pool }) => makeVisible(pool))
  if (basis === 'unknown') return [`if no ${listChoices(names)} unit is used`]
  return [`at ${WHOSE[basis]} ${pools.length === 1 ? 'rate' : 'rates'} of use (${listChoices(names, 'and')})`]
}

/** What expires next, where nothing is lost. */
function describeNext(answer: ExpiryAnswer, zone: TimeZone): string[] {
  const next = sortForPeople(answer).find(({ balance }) => !isZero(balance.remaining))
  if (!next) return []
  const { lot, remaining } = next.balance
  return [
    `Next to expire: ${nameOfLot(lot)} on ${showExpiryDay(lot, zone)}, with ${showUnitCount(remaining)} left now.`,
  ]
}

/** What no reader may overlook. */
export function listWarnings(answer: ExpiryAnswer, zone: TimeZone): string[] {
  const { usage, unknownDays, reconciliation } = answer
  const comparison = usage?.comparison
  const stated = listStatedOtherwise(answer).flatMap(({ lot, stated, computed, isDoubt }) =>
    !isDoubt ? [] : [`${nameOfLot(lot)} holds ${showUnitCount(stated)} (computed ${showUnits(computed)})`],
  )
  const exported = reconciliation && describeExported(reconciliation, at => showDayOf(at, zone))
  const paidOtherwise = reconciliation && describePaidOtherwise(reconciliation)
  return compact([
    ...answer.outlook.pools.flatMap(pool => describeUnfunded(pool, answer, zone)),
    ...describeLaterPurchases(answer, zone),
    ...describeEarlierUse(answer, zone),
    stated.length > 0 &&
      `${answer.isService ? 'The API' : 'The ledger'} says something else of what is left: ${listSome(stated, 3)}.`,
    exported && `The export says something else of what is left: ${exported}.`,
    !exported &&
      paidOtherwise &&
      `${paidOtherwise}. What is left of each, and what expires, may be otherwise.`,
    answer.outlook.pools.some(({ isOfAnyone }) => isOfAnyone) &&
      'The rate of --burn-rate is taken to use the packages of all accounts; --usage FILE says how much each account uses.',
    usage?.until &&
      unknownDays > 0 &&
      `The log ends on ${showDayOf(usage.until, zone)}. Use of ${describeGap(answer)} is not known${isBurnMeasured(answer) ? '; the rate is that of the days before' : ''}.`,
    comparison &&
      comparison.differing.length > 0 &&
      `${countOf(comparison.differing.length, 'task was', 'tasks were')} charged otherwise than the price list says, by ${showUnitCount(comparison.differingUnits)} in all${comparison.failedCharged > 0 ? `; ${countOf(comparison.failedCharged, 'of them', 'of them')} failed` : ''}.`,
    usage &&
      usage.rejected.length > 0 &&
      `${countOf(usage.rejected.length, 'bad row is', 'bad rows are')} set aside and in no sum; the first is line ${usage.rejected[0]!.line} of ${makeVisible(usage.rejected[0]!.file)}.`,
    ...describeUnowned(answer),
    ...(usage
      ? [...describeSilences(usage, showDay), ...describeDoubtfulFiles(usage, showDay)].map(asSentence)
      : []),
    ...(usage ? describeCopies(usage) : []),
    usage?.usedLists.early && asSentence(describeEarly(usage.usedLists.early)),
    ...[...describeDoubts(answer.columns), ...describeIgnored(answer.columns)].map(makeVisible),
  ])
}

/** Packages that are not bought yet, as a ledger of plans has them, too. */
function describeLaterPurchases({ outlook, asOf }: ExpiryAnswer, zone: TimeZone): string[] {
  const later = outlook.lots.map(({ balance }) => balance.lot).filter(({ purchasedAt }) => purchasedAt > asOf)
  const [are, count] = later.length === 1 ? ['is', 'counts'] : ['are', 'count']
  return later.length === 0
    ? []
    : [
        `${listSome(later.map(nameOfLot), 3)} ${are} bought after ${showDayOf(asOf, zone)}, and ${count} as held: take out what is only planned.`,
      ]
}

/** That a log begins behind packages that have units left. */
function describeEarlierUse({ usage, outlook, asOf }: ExpiryAnswer, zone: TimeZone): string[] {
  const held = outlook.lots.map(({ balance }) => balance).filter(({ remaining }) => !isZero(remaining))
  const from = usage?.from ?? null
  const lots = listUnknownStarts(
    held.map(({ lot }) => lot),
    from,
    asOf,
  )
  return lots.length === 0
    ? []
    : [
        `The log begins on ${showDayOf(from!, zone)}, after ${listSome(lots.map(nameOfLot), 3)} took effect: what was used before is not known, and less may be left.`,
      ]
}

/** Use that no package paid. */
function describeUnfunded({ pool, strangers }: PoolOutlook, answer: ExpiryAnswer, zone: TimeZone): string[] {
  const unfunded = answer.unfunded.filter(({ use }) => use.pool === pool)
  if (unfunded.length === 0) return []
  const [first, last] = [unfunded[0]!.use, unfunded.at(-1)!.use].map(({ at }) => showDayOf(at, zone))
  const when = first === last ? `on ${first}` : `from ${first} to ${last}`
  const units = showUnitCount(sumOf(unfunded.map(({ units }) => units)))
  const tasks = unfunded.reduce((sum, { use }) => sum + (use.tasks ?? 1n), 0n)
  const who =
    strangers.length === 0
      ? ''
      : ` ${listChoices(strangers.map(makeVisible), 'and')} ${strangers.length === 1 ? 'has' : 'have'} no package of the ${makeVisible(pool)} pool.`
  const which = answer.outlook.pools.length > 1 ? ` of the ${makeVisible(pool)} pool` : ''
  // Use as days have it is of no tasks that anybody knows.
  const what = tasks === 0n ? `${units}${which}` : `${countOf(tasks, 'task')}${which} (${units})`
  return [`No active package paid for ${what}, ${when}.${who}`]
}

/** What was paid for what has been lost already. */
export const costOfLost = ({ outlook }: ExpiryAnswer): KnownCost =>
  sumKnownCosts(
    outlook.lots
      .filter(({ balance }) => !isZero(balance.forfeited))
      .map(({ balance: { lot, forfeited } }) => [lot, toRatio(forfeited)] as const),
  )

/** What has been lost already; null where nothing has. */
export function describeLost(answer: ExpiryAnswer): string | null {
  const { outlook } = answer
  const lost = outlook.lots.filter(({ balance }) => !isZero(balance.forfeited))
  if (lost.length === 0) return null
  const cost = costOfLost(answer)
  const unknown = describeUnpriced(cost)
  const paid = cost.dollars
    ? `, for which ${showCents(cost.dollars)} was paid${unknown ? ` (${unknown})` : ''}`
    : ''
  const units = [...groupBy(lost, ({ balance }) => balance.lot.pool)].map(([pool, ofPool]) =>
    showUnitCount(sumOf(ofPool.map(({ balance }) => balance.forfeited)), nameWhereSeveral(pool, outlook)),
  )
  const names = lost.map(({ balance }) => nameOfLot(balance.lot))
  const most = listPerhapsUsed(answer).length > 0 ? 'at most ' : ''
  return `${most}${listChoices(units, 'and')}${paid}: ${listSome(names, 3)}`
}
