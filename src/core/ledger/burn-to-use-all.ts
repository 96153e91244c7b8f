/**
 * The least steady burn of a pool at which nothing is lost. A lot is used up in time when, at some instant up to
 * its expiry, no unit that is burnt before it or with it is left. From a start `from` on this takes as many units
 * as take effect between `from` and that instant and rank no later, over the time between the two.
 */
import { type Instant, MILLIS_PER_DAY } from '../instant.js'
import { toRatio } from '../quantity.js'
import { commonDenominator, type Ratio, ratio } from '../ratio.js'
import { type BurnOrder, sortToBurn } from './burn-order.js'
import type { LotBalance } from './drawdown.js'

/** A lot with units left; `from` is its start, or the time of the answer when it has started. */
interface Stock {
  readonly units: bigint
  readonly from: number
  readonly to: number
}

/** A fraction that is not reduced: units over milliseconds. */
interface Speed {
  readonly units: bigint
  readonly millis: bigint
}

const isFaster = (a: Speed, b: Speed): boolean => a.units * b.millis > b.units * a.millis
const faster = (a: Speed, b: Speed): Speed => (isFaster(b, a) ? b : a)
const slower = (a: Speed, b: Speed): Speed => (isFaster(a, b) ? b : a)

/** In units a day; null when nothing is left that could be lost. */
export function burnToUseAll(balances: readonly LotBalance[], order: BurnOrder, asOf: Instant): Ratio | null {
  const leftOf = new Map(balances.map(({ lot, remaining }) => [lot, toRatio(remaining)]))
  const lots = sortToBurn([...leftOf.keys()], order).filter(lot => leftOf.get(lot)!.num > 0n)
  const scale = commonDenominator(lots.map(lot => leftOf.get(lot)!))
  const stocks = lots.map((lot): Stock => {
    const { num, den } = leftOf.get(lot)!
    return { units: num * (scale / den), from: Math.max(lot.effectiveAt, asOf), to: lot.expiresAt }
  })
  if (stocks.length === 0) return null
  const { units, millis } = stocks.map((_, rank) => speedFor(stocks, rank, order)).reduce(faster)
  return ratio(units * BigInt(MILLIS_PER_DAY), millis * scale)
}

/** The least speed at which the lot of that rank is used up in time. */
function speedFor(stocks: readonly Stock[], rank: number, order: BurnOrder): Speed {
  const { from, to } = stocks[rank]!
  // In order of start, so that the units since each start are one running sum.
  const ahead = stocks.slice(0, rank + 1).sort((a, b) => b.from - a.from)
  // By expiry all that ranks before it expires before it and must be used by then, so that no instant but the
  // expiry itself matters. By purchase what ranks before it may last longer.
  const starts = order === 'expiry' ? [] : ahead.map(stock => stock.from)
  const ends = new Set([to, ...starts.filter(start => start > from && start < to)])
  return [...ends].map(end => speedUntil(ahead, end)).reduce(slower)
}

/** The speed at which, by `end`, all is used of `ahead` (the last to start first) that has started by then. */
function speedUntil(ahead: readonly Stock[], end: number): Speed {
  let fastest: Speed = { units: 0n, millis: 1n }
  let units = 0n
  for (const stock of ahead) {
    if (stock.from >= end) continue
    units += stock.units
    fastest = faster(fastest, { units, millis: BigInt(end - stock.from) })
  }
  return fastest
}
