/**
 * What will be forfeited if use goes on at a steady rate. Time runs from event to event: a lot starts, expires
 * or is used up; in between every burn draws from its first payer. All of it is exact, instants included, so
 * that "just used up" and "just lost" cannot be confused.
 */
import { assert } from '../failure.js'
import { getOrInsert } from '../get-or-insert.js'
import { type Instant, MILLIS_PER_DAY } from '../instant.js'
import { toRatio } from '../quantity.js'
import {
  addRatios,
  compareRatios,
  divideRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  subtractRatios,
  ZERO,
} from '../ratio.js'
import { type BurnOrder, sortToBurn } from './burn-order.js'
import type { LotBalance } from './drawdown.js'
import { isOpenTo, type Lot } from './lot.js'

/** A steady use of one pool. */
export interface Burn {
  /** Whose tasks; null: nobody's in particular, drawing from all lots. */
  readonly account: string | null
  /** Units a day; 0 or more. */
  readonly perDay: Ratio
}

/** What becomes of the units of one pool. */
export interface PoolForecast {
  /** The units of each lot that are lost at its expiry; lots that lose nothing are not in it. */
  readonly forfeited: ReadonlyMap<Lot, Ratio>
  /** When the last unit of a lot is used, in milliseconds since the epoch; lots that lose some are not in it. */
  readonly usedUpAt: ReadonlyMap<Lot, Ratio>
  /** When a burn first finds every lot used up, in milliseconds since the epoch; null when none does. */
  readonly runsOutAt: Ratio | null
  /** Whose burn that is; null: nobody's in particular. */
  readonly runsOutAccount: string | null
  /** When a burn first finds no units, used up or expired; null without any burn. */
  readonly coveredUntil: Ratio | null
  /** Whose burn that is; null: nobody's in particular. */
  readonly uncoveredAccount: string | null
  /**
   * Units left of all lots, those not started included: straight lines between these points, in order of time, with
   * two points at an instant at which something is lost.
   */
  readonly course: readonly CoursePoint[]
}

/** What is left at an instant, in milliseconds since the epoch. */
export interface CoursePoint {
  readonly at: Ratio
  readonly left: Ratio
}

/** The burns of a stretch of time in which `payers`, those with units left, are active. */
export type BurnsOf = (payers: readonly Lot[]) => readonly Burn[]

/** What is left of a lot. It is computed anew only where the lot is used faster or slower than before: most events are others'. */
interface Stock {
  readonly lot: Lot
  /** What was left at `since`. */
  left: Ratio
  since: Ratio
  /** Units a millisecond from `since` on. */
  perMilli: Ratio
  /** When nothing is left, if that goes on; null: never. */
  emptyAt: Ratio | null
}

const PER_DAY = ratio(1n, BigInt(MILLIS_PER_DAY))
const instantRatio = (at: number): Ratio => ratio(BigInt(at))
const isPositive = ({ num }: Ratio): boolean => num > 0n
/** The whole millisecond that an instant lies in: starts and expiries are whole, so that this tells them from it. */
const millisOf = ({ num, den }: Ratio): number => Number(num / den)

/**
 * Runs the balances of one pool from `asOf` on until nothing is left. Takes time in the square of their number,
 * and a little of it: an event computes only with the lots that it concerns.
 */
export function forecastPool(
  balances: readonly LotBalance[],
  order: BurnOrder,
  asOf: Instant,
  burnsOf: BurnsOf,
): PoolForecast {
  const remainingOf = new Map(balances.map(({ lot, remaining }) => [lot, remaining]))
  let now = instantRatio(asOf)
  let stocks = sortToBurn([...remainingOf.keys()], order)
    .map((lot): Stock => {
      const left = toRatio(remainingOf.get(lot)!)
      return { lot, left, since: now, perMilli: ZERO, emptyAt: null }
    })
    .filter(({ left }) => isPositive(left))
  const forfeited = new Map<Lot, Ratio>()
  const usedUpAt = new Map<Lot, Ratio>()
  let runsOutAt: Ratio | null = null
  let runsOutAccount: string | null = null
  let coveredUntil: Ratio | null = null
  let uncoveredAccount: string | null = null
  let left = stocks.map(stock => stock.left).reduce(addRatios, ZERO)
  const course: CoursePoint[] = [{ at: now, left }]
  let perMilli = ZERO
  /** Burns by the millisecond: the same go on from event to event. */
  const rates = new Map<Burn, Ratio>()
  for (;;) {
    const payers = listPayers(stocks, now)
    const burns = burnsOf(payers.map(({ lot }) => lot)).filter(({ perDay }) => isPositive(perDay))
    const drains = findDrains(payers, burns, rates)
    if (drains.unpaid && coveredUntil === null) {
      coveredUntil = now
      uncoveredAccount = drains.unpaid.account
    }
    for (const stock of stocks) {
      const before = stock.perMilli
      if (drain(stock, drains.perMilli.get(stock) ?? ZERO, now))
        perMilli = addRatios(perMilli, subtractRatios(stock.perMilli, before))
    }
    const end = findNextEvent(stocks, now)
    if (end === null) {
      assert(stocks.length === 0, 'a forecast ends when nothing is left')
      return { forfeited, usedUpAt, runsOutAt, runsOutAccount, coveredUntil, uncoveredAccount, course }
    }
    left = subtractRatios(left, multiplyRatios(perMilli, subtractRatios(end, now)))
    course.push({ at: end, left })
    const millis = end.den === 1n ? millisOf(end) : null
    for (const stock of stocks) {
      const isEmpty = stock.emptyAt !== null && compareRatios(stock.emptyAt, end) === 0
      if (!isEmpty && stock.lot.expiresAt !== millis) continue
      perMilli = subtractRatios(perMilli, stock.perMilli)
      drain(stock, ZERO, end)
      assert(stock.left.num >= 0n && isEmpty === (stock.left.num === 0n), `lot ${stock.lot.id} was overdrawn`)
      if (isEmpty) {
        usedUpAt.set(stock.lot, end)
        continue
      }
      forfeited.set(stock.lot, stock.left)
      left = subtractRatios(left, stock.left)
      stock.left = ZERO
      course.push({ at: end, left })
    }
    stocks = stocks.filter(({ left }) => isPositive(left))
    // Used up, not expired: a lot whose last units were lost is no longer empty by use.
    const usedUp = drains.paid.filter(({ payer }) => usedUpAt.has(payer.lot))
    if (runsOutAt === null && usedUp.length > 0) {
      const next = listPayers(stocks, end)
      const out = usedUp.find(({ account }) => !next.some(({ lot }) => isOpenTo(lot, account)))
      if (out) {
        runsOutAt = end
        runsOutAccount = out.account
      }
    }
    now = end
  }
}

/** Those that can pay at `now`, in burn order; `stocks` have units left, and thus have not expired. */
function listPayers(stocks: readonly Stock[], now: Ratio): Stock[] {
  const millis = millisOf(now)
  return stocks.filter(({ lot }) => lot.effectiveAt <= millis)
}

/** Lets a stock be used at a rate from `now` on; false: that is the rate that it had. */
function drain(stock: Stock, perMilli: Ratio, now: Ratio): boolean {
  if (perMilli === stock.perMilli || compareRatios(perMilli, stock.perMilli) === 0) return false
  const length = subtractRatios(now, stock.since)
  stock.left = subtractRatios(stock.left, multiplyRatios(stock.perMilli, length))
  stock.since = now
  stock.perMilli = perMilli
  stock.emptyAt = isPositive(perMilli) ? addRatios(now, divideRatios(stock.left, perMilli)) : null
  return true
}

/** Who pays for whom, and how fast that empties each payer. */
function findDrains(payers: readonly Stock[], burns: readonly Burn[], rates: Map<Burn, Ratio>) {
  const perMilli = new Map<Stock, Ratio>()
  const paid: { readonly account: string | null; readonly payer: Stock }[] = []
  let unpaid: Burn | null = null
  const payerOf = indexPayers(payers)
  for (const burn of burns) {
    const { account } = burn
    const payer = payerOf(account)
    if (!payer) {
      unpaid ??= burn
      continue
    }
    paid.push({ account, payer })
    const rate = getOrInsert(rates, burn, () => multiplyRatios(burn.perDay, PER_DAY))
    const others = perMilli.get(payer)
    perMilli.set(payer, others ? addRatios(others, rate) : rate)
  }
  return { perMilli, paid, unpaid }
}

/** The first of `payers` that is open to an account: its own or anyone's. */
function indexPayers(payers: readonly Stock[]): (account: string | null) => Stock | undefined {
  const firstOf = new Map<string | null, number>()
  for (const [i, { lot }] of payers.entries()) if (!firstOf.has(lot.account)) firstOf.set(lot.account, i)
  const ofAnyone = firstOf.get(null) ?? Number.POSITIVE_INFINITY
  return account =>
    payers[account === null ? 0 : Math.min(firstOf.get(account) ?? Number.POSITIVE_INFINITY, ofAnyone)]
}

/** The first start, expiry or emptying after `now`; null when nothing is left to happen. */
function findNextEvent(stocks: readonly Stock[], now: Ratio): Ratio | null {
  const millis = millisOf(now)
  let boundary = Number.POSITIVE_INFINITY
  let first: Ratio | null = null
  for (const { lot, emptyAt } of stocks) {
    if (lot.effectiveAt > millis && lot.effectiveAt < boundary) boundary = lot.effectiveAt
    if (lot.expiresAt > millis && lot.expiresAt < boundary) boundary = lot.expiresAt
    if (emptyAt && (first === null || compareRatios(emptyAt, first) < 0)) first = emptyAt
  }
  if (boundary === Number.POSITIVE_INFINITY) return first
  const start = instantRatio(boundary)
  return first !== null && compareRatios(first, start) < 0 ? first : start
}
