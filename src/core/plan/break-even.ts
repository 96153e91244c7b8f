/**
 * Break-even rates: at which steady rate of use, in the long run, which package is the cheapest.
 *
 * A package bought again and again, whenever the last one is used up or has expired, costs so much a day at x units a
 * day: price ÷ validity as long as it expires with units left, x × price ÷ units once it is used up before. The
 * larger of the two is the cost; the best package is the one whose cost is least. Trials have no long run.
 */
import { compare, toRatio } from '../quantity.js'
import {
  addRatios,
  compareRatios,
  divideRatios,
  largerRatio,
  multiplyRatios,
  type Ratio,
  ratio,
  ZERO,
} from '../ratio.js'
import { type Offer, unitPriceOf } from './offer.js'

/** From so many units a day on, this offer is the best, up to the next break-even. */
export interface BreakEven {
  /** Exact; 0 for the first. */
  readonly fromUnitsPerDay: Ratio
  readonly offer: Offer
}

const perDayWhenWasted = ({ price, validityDays }: Offer): Ratio =>
  divideRatios(toRatio(price), ratio(BigInt(validityDays)))

/** What the offer costs a day at a rate of so many units a day, in the long run. */
export function costPerDay(offer: Offer, unitsPerDay: Ratio): Ratio {
  return largerRatio(perDayWhenWasted(offer), multiplyRatios(unitsPerDay, unitPriceOf(offer)))
}

/**
 * The best offer for every rate from 0 up, in order of rate. Where two cost the same, the one that was best below
 * stays; at the start, the one that holds more. Trials are left out; empty when nothing else is on offer.
 */
export function listBreakEvens(offers: readonly Offer[]): BreakEven[] {
  const lasting = offers.filter(offer => !offer.isOncePerAccount).sort((a, b) => compare(b.units, a.units))
  // Costs are constant, then rise in proportion. So two of them can only change places where the constant part of
  // one meets the rising part of another, its own included.
  const rates = lasting
    .flatMap(flat => lasting.map(rising => meetingRate(flat, rising)))
    .filter(rate => rate !== null)
    .concat(ZERO)
    .sort(compareRatios)
  const breakEvens: BreakEven[] = []
  for (const [i, rate] of rates.entries()) {
    const next = rates[i + 1] ?? addRatios(rate, ratio(1n))
    if (compareRatios(rate, next) === 0) continue
    // Between two such rates nobody changes places, so the middle speaks for all of it.
    const middle = multiplyRatios(addRatios(rate, next), ratio(1n, 2n))
    const best = findBest(lasting, middle, breakEvens.at(-1)?.offer)
    if (best && best !== breakEvens.at(-1)?.offer) breakEvens.push({ fromUnitsPerDay: rate, offer: best })
  }
  return breakEvens
}

function meetingRate(flat: Offer, rising: Offer): Ratio | null {
  const unitPrice = unitPriceOf(rising)
  return unitPrice.num === 0n ? null : divideRatios(perDayWhenWasted(flat), unitPrice)
}

function findBest(offers: readonly Offer[], rate: Ratio, current: Offer | undefined): Offer | undefined {
  return offers.reduce(
    (best, offer) =>
      best === undefined || compareRatios(costPerDay(offer, rate), costPerDay(best, rate)) < 0 ? offer : best,
    current,
  )
}
