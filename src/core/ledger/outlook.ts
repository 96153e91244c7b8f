/** Where the units of a ledger stand, and what will become of them: lot by lot, and pool by pool. */
import { groupBy } from '../group-by.js'
import { type Instant, instantAt } from '../instant.js'
import { isZero, NO_UNITS, sumOf, toRatio, type Units } from '../quantity.js'
import {
  divideRatios,
  multiplyRatios,
  type Ratio,
  smallerRatio,
  subtractRatios,
  sumRatios,
  ZERO,
} from '../ratio.js'
import type { BurnOrder } from './burn-order.js'
import { type MeasuredUse, perDay, unitsPerTask } from './burn-rate.js'
import { burnToUseAll } from './burn-to-use-all.js'
import { type ConcurrencyChange, concurrencyAt, listConcurrencyChanges } from './concurrency.js'
import { assertConserved, type LotBalance } from './drawdown.js'
import { type Burn, forecastPool, type PoolForecast } from './forecast.js'
import { costOfUnits, sumKnown } from './forfeiture.js'
import { forecastFullSpeed, fullSpeed } from './full-speed.js'
import type { Lot } from './lot.js'
import { expiresWithin, hasUnitsLeft, type LotStatus, statusOf } from './lot-status.js'

/** One lot. */
export interface LotOutlook {
  readonly balance: LotBalance
  readonly status: LotStatus
  /** What was paid for the units that are lost, exact; null, here and below, where a price is not known. */
  readonly forfeitedDollars: Ratio | null
  /** The units that will be lost at the forecast burn. */
  readonly forecastForfeited: Ratio
  readonly forecastForfeitedDollars: Ratio | null
  /** Whether it has units left and expires within the time that counts as soon. */
  readonly expiresSoon: boolean
}

/** Where a burn comes from: it was given, it was measured, or nothing is known and none is assumed. */
export type BurnBasis = 'given' | 'measured' | 'unknown'

/** What can be used at most. */
export interface FullSpeedOutlook {
  /** Units a day at the limit of now; null when no active lot states one. */
  readonly perDay: Ratio | null
  /** The units that are lost even so; null when for some time no lot states a limit. */
  readonly forfeited: Ratio | null
  readonly forfeitedDollars: Ratio | null
  /** They by lot; null likewise. */
  readonly lost: ReadonlyMap<Lot, Ratio> | null
}

/** A burn, and the time that it was measured over; null where it was given. */
export interface MeasuredBurn extends Burn {
  readonly measuredMillis: number | null
}

/** How many tasks may run at once, and what can be used so. */
export interface Limits {
  /** The limit of now, and when it changes; null: no active lot with units left states one. */
  readonly concurrency: number | null
  readonly concurrencyChanges: readonly ConcurrencyChange[]
  /** Null when it was not asked for, or no task is known. */
  readonly fullSpeed: FullSpeedOutlook | null
}

/** One account of several; what it can draw from is its own lots, and those that are anyone's. */
export interface AccountOutlook extends Limits {
  /** Null: whoever has no lot of their own. */
  readonly account: string | null
  /** Units a day that it uses; null when nobody knows how much is whose. */
  readonly burnPerDay: Ratio | null
  /** Units of its own lots, or of those that are anyone's. */
  readonly forecastForfeited: Ratio
  /** The least steady burn at which nothing of them is lost, if it draws from no others, in units a day. */
  readonly burnToUseAll: Ratio
}

/** One pool. */
export interface PoolOutlook extends Limits {
  readonly pool: string
  readonly drawn: Units
  /** In active and pending lots. */
  readonly remaining: Units
  readonly burnBasis: BurnBasis
  /** Units a day, all accounts together. */
  readonly burnPerDay: Ratio
  /** That of each account; of nobody in particular where it makes no difference whose the tasks are. */
  readonly burns: readonly MeasuredBurn[]
  /** Whether it was given for packages of several accounts, and nothing says how much each of them uses. */
  readonly isOfAnyone: boolean
  /** Accounts that use units of the pool and have no package of it. */
  readonly strangers: readonly string[]
  readonly forecast: PoolForecast
  readonly forecastForfeited: Ratio
  readonly forecastForfeitedDollars: Ratio | null
  /** The least steady burn at which nothing is lost, in units a day; null when nothing is left. */
  readonly burnToUseAll: Ratio | null
  /** Those with units left, in the order of the ledger; none where one account can draw from all that is used or left. */
  readonly accounts: readonly AccountOutlook[]
  /** Null when no use is known. */
  readonly unitsPerTask: Ratio | null
  readonly firstUseAt: Instant | null
}

/** All of it. */
export interface Outlook {
  /** In the order of the ledger. */
  readonly lots: readonly LotOutlook[]
  /** Those of the ledger in its order, then those of other use. */
  readonly pools: readonly PoolOutlook[]
  readonly totals: {
    /** Units of all pools, which are not alike: check sums. */
    readonly drawn: Units
    readonly remaining: Units
    readonly forfeited: Units
    readonly forfeitedDollars: Ratio | null
    readonly forecastForfeitedDollars: Ratio | null
  }
}

/** What is known and asked. */
export interface OutlookQuestion {
  readonly order: BurnOrder
  readonly asOf: Instant
  /** Use by pool; null when there is no file of use. */
  readonly measured: ReadonlyMap<string, MeasuredUse> | null
  /** The time that use was measured over which began at a time. */
  readonly measuredSince: (begin: Instant) => number
  /** Units a day by pool, instead of what was measured. */
  readonly givenBurns: ReadonlyMap<string, Ratio>
  /** The average time of a task; null when not given. */
  readonly taskMillis: number | null
  /** What counts as expiring soon. */
  readonly soonMillis: number
}

/** Looks ahead from the balances of `question.asOf`. */
export function lookAhead(balances: readonly LotBalance[], question: OutlookQuestion): Outlook {
  balances.forEach(assertConserved)
  const ofPool = groupBy(balances, ({ lot }) => lot.pool)
  for (const pool of question.measured?.keys() ?? []) if (!ofPool.has(pool)) ofPool.set(pool, [])
  const pools = [...ofPool].map(([pool, its]) => lookAtPool(pool, its, question))
  const forecastOf = new Map(pools.flatMap(({ forecast }) => [...forecast.forfeited]))
  const lots = balances.map((balance): LotOutlook => {
    const forecastForfeited = forecastOf.get(balance.lot) ?? ZERO
    return {
      balance,
      status: statusOf(balance, question.asOf),
      forfeitedDollars: costOfUnits(balance.lot, balance.forfeited),
      forecastForfeited,
      forecastForfeitedDollars: costOfUnits(balance.lot, forecastForfeited),
      expiresSoon: expiresWithin(balance, question.asOf, question.soonMillis),
    }
  })
  const totals = {
    drawn: sumOf(balances.map(({ drawn }) => drawn)),
    remaining: sumOf(balances.map(({ remaining }) => remaining)),
    forfeited: sumOf(balances.map(({ forfeited }) => forfeited)),
    forfeitedDollars: sumKnown(lots.map(lot => lot.forfeitedDollars)),
    forecastForfeitedDollars: sumKnown(lots.map(lot => lot.forecastForfeitedDollars)),
  }
  return { lots, pools, totals }
}

function lookAtPool(pool: string, balances: readonly LotBalance[], question: OutlookQuestion): PoolOutlook {
  const { order, asOf } = question
  const use = question.measured?.get(pool) ?? null
  const burns = listBurns(pool, balances, use, question)
  // Who has no package will find nothing however long what others have lasts: that is told as unfunded use.
  const owners = new Set(balances.map(({ lot }) => lot.account))
  const isStranger = ({ account }: Burn): boolean =>
    account !== null && !owners.has(account) && !owners.has(null)
  const funded = burns.filter(burn => !isStranger(burn))
  const forecast = forecastPool(balances, order, asOf, () => funded)
  const burnBasis = question.givenBurns.has(pool) ? 'given' : question.measured ? 'measured' : 'unknown'
  const left = balances.filter(hasUnitsLeft)
  const isOfAnyone =
    burnBasis === 'given' &&
    burns.some(({ account }) => account === null) &&
    new Set(left.map(({ lot }) => lot.account)).size > 1
  // Nobody knows from whose packages that is drawn.
  const isAnyUnowned = burns.some(({ account, perDay: rate }) => account === null && rate.num > 0n)
  const shared = left.filter(({ lot }) => lot.account === null)
  const units = use && unitsPerTask(use)
  const limitsOf = (its: readonly LotBalance[]): Limits => lookAtLimits(pool, its, forecast, units, question)
  const burnsOf = groupBy(burns, ({ account }) => account)
  return {
    pool,
    drawn: sumOf(balances.map(({ drawn }) => drawn)),
    remaining: sumOf(balances.map(({ remaining }) => remaining)),
    burnBasis,
    strangers: burns.filter(isStranger).flatMap(({ account }) => account ?? []),
    isOfAnyone,
    burnPerDay: sumBurns(burns),
    burns,
    forecast,
    ...priceForfeiture(forecast),
    burnToUseAll: burnOfAccounts(balances, order, asOf),
    ...limitsOf(left),
    accounts: groupByAccount(left, burns).map(([account, own]) => {
      const isKnown = account !== null && burnBasis !== 'unknown' && !isOfAnyone && !isAnyUnowned
      return {
        account,
        burnPerDay: isKnown ? sumBurns(burnsOf.get(account) ?? []) : null,
        forecastForfeited: sumRatios(own.map(({ lot }) => forecast.forfeited.get(lot) ?? ZERO)),
        burnToUseAll: burnToUseAll(own, order, asOf)!,
        ...limitsOf(account === null ? own : [...own, ...shared]),
      }
    }),
    unitsPerTask: units,
    firstUseAt: use?.firstAt ?? null,
  }
}

/** What is left by account, where it and use are of several: what one of them uses is none of what another one holds. */
function groupByAccount(left: readonly LotBalance[], burns: readonly Burn[]) {
  const ofAccount = [...groupBy(left, ({ lot }) => lot.account)]
  const named = new Set([...ofAccount.map(([account]) => account), ...burns.map(({ account }) => account)])
  named.delete(null)
  // What is anyone's alone is of no account.
  return named.size < 2 || ofAccount.every(([account]) => account === null) ? [] : ofAccount
}

/** The limits of those who can draw from all of `left`. */
function lookAtLimits(
  pool: string,
  left: readonly LotBalance[],
  { usedUpAt }: PoolForecast,
  units: Ratio | null,
  question: OutlookQuestion,
): Limits {
  // A lot that is used up is not active (rules §2), so that its limit no longer counts.
  const lots = left.map(({ lot }) => lot)
  const concurrency = concurrencyAt(lots, pool, question.asOf)
  return {
    concurrency,
    concurrencyChanges: listConcurrencyChanges(
      lots.map(lot => endAt(lot, usedUpAt.get(lot))),
      pool,
      question.asOf,
    ),
    fullSpeed: lookAtFullSpeed(left, concurrency, units, question),
  }
}

/** A lot as it counts for concurrency (R32): until it is used up, if it does not expire before. */
const endAt = (lot: Lot, usedUpAt: Ratio | undefined): Lot =>
  usedUpAt ? { ...lot, expiresAt: instantAt(Number(usedUpAt.num / usedUpAt.den)) } : lot

/** Units a day of several burns. */
export const sumBurns = (burns: readonly Burn[]): Ratio => sumRatios(burns.map(({ perDay }) => perDay))

/**
 * The least steady burn of all accounts together. What is one's own is used by its account alone; what is anyone's, by the
 * account at which that adds least.
 */
function burnOfAccounts(balances: readonly LotBalance[], order: BurnOrder, asOf: Instant): Ratio | null {
  const ofAccount = groupBy(balances.filter(hasUnitsLeft), ({ lot }) => lot.account)
  const shared = ofAccount.get(null) ?? []
  ofAccount.delete(null)
  if (ofAccount.size <= 1) return burnToUseAll(balances, order, asOf)
  const burns = [...ofAccount.values()].map(own => {
    const alone = burnToUseAll(own, order, asOf)!
    const more = burnToUseAll([...own, ...shared], order, asOf)!
    return { alone, added: subtractRatios(more, alone) }
  })
  const least = burns.map(({ added }) => added).reduce(smallerRatio)
  return sumRatios([least, ...burns.map(({ alone }) => alone)])
}

/** Units and dollars that a forecast loses. */
function priceForfeiture({ forfeited }: PoolForecast) {
  return {
    forecastForfeited: sumRatios([...forfeited.values()]),
    forecastForfeitedDollars: sumKnown([...forfeited].map(([lot, units]) => costOfUnits(lot, units))),
  }
}

/** The use that goes on. Where no lot is of one account alone, whose tasks they are makes no difference. */
function listBurns(
  pool: string,
  balances: readonly LotBalance[],
  use: MeasuredUse | null,
  { givenBurns, measuredSince }: OutlookQuestion,
): MeasuredBurn[] {
  const given = givenBurns.get(pool)
  const total = use ? sumOf([...use.inWindow.values()]) : NO_UNITS
  const isOfAll = isZero(total) || balances.every(({ lot }) => lot.account === null)
  if (given) {
    if (isOfAll) return [{ account: null, perDay: given, measuredMillis: null }]
    // What is given is used by the accounts as what was measured: what one of them holds pays for no other.
    const share = divideRatios(given, toRatio(total))
    return [...use!.inWindow].map(([account, units]) => ({
      account,
      perDay: multiplyRatios(share, toRatio(units)),
      measuredMillis: null,
    }))
  }
  if (!use) return []
  const measure = (account: string | null, units: Units, begin: Instant, lots: readonly LotBalance[]) => {
    // Before there was a package nothing could be used: those are no days without use.
    const millis = measuredSince(instantAt(Math.min(begin, ...lots.map(({ lot }) => lot.effectiveAt))))
    return { account, perDay: perDay(units, millis), measuredMillis: millis }
  }
  if (isOfAll) return [measure(null, total, use.firstAt, balances)]
  const ofAccount = groupBy(balances, ({ lot }) => lot.account)
  const openTo = (account: string | null): readonly LotBalance[] =>
    account === null ? balances : [...(ofAccount.get(account) ?? []), ...(ofAccount.get(null) ?? [])]
  return [...use.inWindow].map(([account, units]) =>
    measure(account, units, use.firstAtOf.get(account)!, openTo(account)),
  )
}

function lookAtFullSpeed(
  balances: readonly LotBalance[],
  concurrency: number | null,
  units: Ratio | null,
  { order, asOf, taskMillis }: OutlookQuestion,
): FullSpeedOutlook | null {
  if (taskMillis === null || units === null || units.num === 0n) return null
  const task = { millis: taskMillis, units }
  const forecast = forecastFullSpeed(balances, order, asOf, task)
  const lost = forecast && priceForfeiture(forecast)
  return {
    perDay: concurrency === null ? null : fullSpeed(concurrency, task),
    forfeited: lost?.forecastForfeited ?? null,
    forfeitedDollars: lost?.forecastForfeitedDollars ?? null,
    lost: forecast?.forfeited ?? null,
  }
}
