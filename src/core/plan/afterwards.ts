/**
 * What is left at the end of the horizon, when use goes on behind it: worth what it saves.
 *
 * Model. Behind the horizon the same is used every day, evenly, and a package can be bought at any moment. Nothing is
 * asked there of concurrency. The horizon itself is planned by whole days, as ever.
 *
 * Long-run price. A lot of u units, valid for v days, serves at most min(u, r v) units at r units a day. So whatever
 * is bought, a unit that is used costs at least c = the least of price / min(u, r v) over all offers but the trials.
 * And it costs no more: buy the offer of that least, whenever the last one is used up or has expired.
 *
 * What is left. Let a stock, drawn first to expire first, serve x units behind the horizon before it is used up or has
 * expired (`countUsable`). Whatever is bought besides, of the r T units used in a long time T at least r T - x are
 * served by what is bought, for no more than x can be served by the stock: that costs c (r T - x) or more. And no more:
 * use the stock first, which is one stretch of time because the rate is steady, and then buy as above. So a stock is
 * worth c x against having none, exactly, however long use goes on: the plan that pays the least less c x is the best to
 * follow, and to follow again when the horizon has moved on. With one rate, and no day that two lots share, its first
 * purchase is the best of the long run: offer i costs price - c min(u, r v) more than its units are worth, which is 0 for
 * that offer and no less for any other.
 *
 * Trials. A trial that was not bought can still be bought, once, and is worth what it saves on whole days: c r (days that
 * it serves) - price, where that is above 0. Part of a day is left out, because on a grid of days it is mostly lost: were it
 * counted, a plan would leave a trial for later for ever. So a trial bought on the last days, all but unused, could seem up
 * to a day's use better than it is; plans are compared that draw from a trial on the day on which it is bought.
 *
 * A held lot that can be used only from a later day on is there in every plan, and serves its units whatever is bought.
 * What is left is worth what it serves of the use that remains (`listUseBehind`): that lot serves as late as it can,
 * since what expires before it can be drawn first.
 */
import { isZero, toRatio, type Units } from '../quantity.js'
import {
  addRatios,
  divideRatios,
  largerRatio,
  multiplyRatios,
  type Ratio,
  ratio,
  smallerRatio,
  subtractRatios,
  ZERO,
} from '../ratio.js'
import { costPerDay } from './break-even.js'
import type { Offer } from './offer.js'

/** Whether use goes on behind the horizon. */
export const AFTERWARDS = ['continue', 'stop'] as const
export type AfterwardsKind = (typeof AFTERWARDS)[number]

/** Use behind the horizon. */
export interface Afterwards {
  /** Above 0. */
  readonly perDay: Units
  /** The long-run price of a unit, in dollars. */
  readonly unitPrice: Ratio
}

/** The long-run price at a steady rate; null: nothing but trials is on offer, or nothing is used. */
export function findLongRunPrice(offers: readonly Offer[], perDay: Ratio): Ratio | null {
  if (perDay.num === 0n) return null
  const costs = offers.filter(offer => !offer.isOncePerAccount).map(offer => costPerDay(offer, perDay))
  return costs.length === 0 ? null : divideRatios(costs.reduce(smallerRatio), perDay)
}

/** What goes on behind the horizon at that rate; null where what is left cannot be told the worth of. */
export function goOnAt(perDay: Units, offers: readonly Offer[]): Afterwards | null {
  const unitPrice = isZero(perDay) ? null : findLongRunPrice(offers, toRatio(perDay))
  return unitPrice && { perDay, unitPrice }
}

/** What buying an offer costs more, or when negative less, than the units that it serves at a steady rate are worth. */
export function lossOf({ price, units, validityDays }: Offer, { perDay, unitPrice }: Afterwards): Ratio {
  const served = smallerRatio(toRatio(units), multiplyRatios(toRatio(perDay), ratio(BigInt(validityDays))))
  return subtractRatios(toRatio(price), multiplyRatios(unitPrice, served))
}

/** What a trial that was not bought still saves, on the whole days that it serves. */
export function savingOf(offer: Offer, { perDay, unitPrice }: Afterwards): Ratio {
  if (!offer.isOncePerAccount) return ZERO
  const days = divideRatios(toRatio(offer.units), toRatio(perDay))
  const whole = days.num / days.den
  const served = whole < BigInt(offer.validityDays) ? whole : BigInt(offer.validityDays)
  const worth = multiplyRatios(unitPrice, multiplyRatios(toRatio(perDay), ratio(served)))
  const saving = subtractRatios(worth, toRatio(offer.price))
  return saving.num > 0n ? saving : ZERO
}

/** Units that are left, with the whole days behind the horizon on which they can be used. */
export interface Leftover {
  readonly units: Ratio
  readonly days: number
}

/** A held lot that can be used on the days `[from, until)` behind the horizon, the first of which is day 0. */
export interface LaterLot {
  readonly units: Ratio
  readonly from: number
  readonly until: number
}

/** What is used on each day behind the horizon beyond what `later` lots serve; from the last of them on it is `perDay`. */
export function listUseBehind(perDay: Ratio, later: readonly LaterLot[]): Ratio[] {
  const uses = Array<Ratio>(Math.max(0, ...later.map(({ until }) => until))).fill(perDay)
  // From the last day back, what starts latest first: so all of them serve the most that they can.
  const lots = later.toSorted((a, b) => b.from - a.from).map(lot => ({ ...lot }))
  for (let day = uses.length - 1; day >= 0; day--) {
    for (const lot of lots) {
      if (day < lot.from || day >= lot.until) continue
      const served = smallerRatio(lot.units, uses[day]!)
      lot.units = subtractRatios(lot.units, served)
      uses[day] = subtractRatios(uses[day]!, served)
    }
  }
  return uses
}

/** The units that a stock serves of a steady use, drawn first to expire first; `uses`: what of its first days remains. */
export function countUsable(
  leftovers: readonly Leftover[],
  perDay: Ratio,
  uses: readonly Ratio[] = [],
): Ratio {
  const usedBefore = [ZERO]
  for (const use of uses) usedBefore.push(addRatios(usedBefore.at(-1)!, use))
  const usedIn = (days: number): Ratio =>
    usedBefore[days] ??
    addRatios(usedBefore.at(-1)!, multiplyRatios(perDay, ratio(BigInt(days - uses.length))))
  return leftovers
    .toSorted((a, b) => a.days - b.days)
    .reduce(
      (served, { units, days }) =>
        smallerRatio(addRatios(served, units), largerRatio(usedIn(Math.max(0, days)), served)),
      ZERO,
    )
}
