/**
 * What will be forfeited if use goes on at a steady rate. Time runs from event to event: a lot starts, expires
 * or is used up; in between every burn draws from its first payer. All of it is exact, instants included, so
 * that "just used up" and "just lost" cannot be confused.
 */
import { assert } from '../failure.js'
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

/** What is left of a lot. */
interface Stock {
  readonly lot: Lot
  /** The lot's start and expiry as fractions, which instants are compared with at every event. */
  readonly from: Ratio
  readonly to: Ratio
  left: Ratio
}

const PER_DAY = ratio(1n, BigInt(MILLIS_PER_DAY))
const instantRatio = (at: Instant): Ratio => ratio(BigInt(at))
const isPositive = ({ num }: Ratio): boolean => num > 0n

/** Runs the balances of one pool from `asOf` on until nothing is left. Takes time in the square of their number. */
export function forecastPool(
  balances: readonly LotBalance[],
  order: BurnOrder,
  asOf: Instant,
  burnsOf: BurnsOf,
): PoolForecast {
  const remainingOf = new Map(balances.map(({ lot, remaining }) => [lot, remaining]))
  let stocks = sortToBurn([...remainingOf.keys()], order)
    .map(
      (lot): Stock => ({
        lot,
        from: instantRatio(lot.effectiveAt),
        to: instantRatio(lot.expiresAt),
        left: toRatio(remainingOf.get(lot)!),
      }),
    )
    .filter(({ left }) => isPositive(left))
  const forfeited = new Map<Lot, Ratio>()
  const usedUpAt = new Map<Lot, Ratio>()
  let runsOutAt: Ratio | null = null
  let runsOutAccount: string | null = null
  let coveredUntil: Ratio | null = null
  let uncoveredAccount: string | null = null
  let now = instantRatio(asOf)
  let left = stocks.map(stock => stock.left).reduce(addRatios, ZERO)
  const course: CoursePoint[] = [{ at: now, left }]
  for (;;) {
    const payers = listPayers(stocks, now)
    const burns = burnsOf(payers.map(({ lot }) => lot)).filter(({ perDay }) => isPositive(perDay))
    const drains = findDrains(payers, burns)
    if (drains.unpaid && coveredUntil === null) {
      coveredUntil = now
      uncoveredAccount = drains.unpaid.account
    }
    const end = findNextEvent(stocks, drains.perMilli, now)
    if (end === null) {
      assert(stocks.length === 0, 'a forecast ends when nothing is left')
      return { forfeited, usedUpAt, runsOutAt, runsOutAccount, coveredUntil, uncoveredAccount, course }
    }
    const length = subtractRatios(end, now)
    for (const [stock, perMilli] of drains.perMilli) {
      const drained = multiplyRatios(perMilli, length)
      stock.left = subtractRatios(stock.left, drained)
      left = subtractRatios(left, drained)
      if (stock.left.num === 0n) usedUpAt.set(stock.lot, end)
      assert(stock.left.num >= 0n, `lot ${stock.lot.id} was overdrawn by a forecast`)
    }
    course.push({ at: end, left })
    for (const stock of stocks) {
      if (!isPositive(stock.left) || compareRatios(stock.to, end) !== 0) continue
      forfeited.set(stock.lot, stock.left)
      left = subtractRatios(left, stock.left)
      stock.left = ZERO
      course.push({ at: end, left })
    }
    stocks = stocks.filter(({ left }) => isPositive(left))
    const next = listPayers(stocks, end)
    for (const { account, payer } of drains.paid) {
      // Used up, not expired: a lot whose last units were lost is no longer empty by use.
      const isUsedUp = !isPositive(payer.left) && !forfeited.has(payer.lot)
      if (runsOutAt === null && isUsedUp && !next.some(({ lot }) => isOpenTo(lot, account))) {
        runsOutAt = end
        runsOutAccount = account
      }
    }
    now = end
  }
}

/** Those that can pay at `now`, in burn order; `stocks` have units left, and thus have not expired. */
const listPayers = (stocks: readonly Stock[], now: Ratio): Stock[] =>
  stocks.filter(({ from }) => compareRatios(from, now) <= 0)

/** Who pays for whom, and how fast that empties each payer. */
function findDrains(payers: readonly Stock[], burns: readonly Burn[]) {
  const perMilli = new Map<Stock, Ratio>()
  const paid: { readonly account: string | null; readonly payer: Stock }[] = []
  let unpaid: Burn | null = null
  for (const burn of burns) {
    const { account, perDay } = burn
    const payer = payers.find(({ lot }) => isOpenTo(lot, account))
    if (!payer) {
      unpaid ??= burn
      continue
    }
    paid.push({ account, payer })
    perMilli.set(payer, addRatios(perMilli.get(payer) ?? ZERO, multiplyRatios(perDay, PER_DAY)))
  }
  return { perMilli, paid, unpaid }
}

/** The first start, expiry or emptying after `now`; null when nothing is left to happen. */
function findNextEvent(stocks: readonly Stock[], drains: ReadonlyMap<Stock, Ratio>, now: Ratio) {
  let first: Ratio | null = null
  const offer = (at: Ratio): void => {
    if (compareRatios(at, now) > 0 && (first === null || compareRatios(at, first) < 0)) first = at
  }
  for (const { from, to } of stocks) {
    offer(from)
    offer(to)
  }
  for (const [{ left }, perMilli] of drains) offer(addRatios(now, divideRatios(left, perMilli)))
  return first
}
