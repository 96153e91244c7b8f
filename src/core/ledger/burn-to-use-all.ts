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
  /** By what tells apart what each lot asks for, the last of its lots, which has all the others ahead of it. */
  const lastOf = new Map(stocks.map(stock => [keyOf(stock, order), stock]))
  const started: Started[] = []
  let fastest: Speed = { units: 0n, millis: 1n }
  for (const stock of stocks) {
    start(started, stock)
    if (lastOf.get(keyOf(stock, order)) === stock) fastest = faster(fastest, speedFor(stock, started, order))
  }
  return ratio(fastest.units * BigInt(MILLIS_PER_DAY), fastest.millis * scale)
}

/** By expiry, lots that expire at the same time differ in what is ahead of them alone; by purchase, their start counts, too. */
const keyOf = ({ from, to }: Stock, order: BurnOrder): string =>
  order === 'expiry' ? String(to) : `${from} ${to}`

/** The units that take effect at one time. */
interface Started {
  readonly from: number
  units: bigint
}

/** Adds a lot to those in `started`, the last to start first, so that the units since each start are one running sum. */
function start(started: Started[], { from, units }: Stock): void {
  const found = started.findIndex(each => each.from <= from)
  const at = found < 0 ? started.length : found
  const same = started[at]
  if (same?.from === from) same.units += units
  else started.splice(at, 0, { from, units })
}

/** The least speed at which a lot is used up in time, of which all in `ahead` are used before it, or with it. */
function speedFor({ from, to }: Stock, ahead: readonly Started[], order: BurnOrder): Speed {
  // By expiry all that ranks before it expires before it and must be used by then, so that no instant but the
  // expiry itself matters. By purchase what ranks before it may last longer.
  const starts = order === 'expiry' ? [] : ahead.map(each => each.from)
  const ends = [to, ...starts.filter(each => each > from && each < to)]
  return ends.map(end => speedUntil(ahead, end)).reduce(slower)
}

/** The speed at which, by `end`, all is used of `ahead` (the last to start first) that has started by then. */
function speedUntil(ahead: readonly Started[], end: number): Speed {
  let fastest: Speed = { units: 0n, millis: 1n }
  let units = 0n
  for (const each of ahead) {
    if (each.from >= end) continue
    units += each.units
    fastest = faster(fastest, { units, millis: BigInt(end - each.from) })
  }
  return fastest
}
