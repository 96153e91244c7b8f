/**
 * A planning question in whole numbers, for the search. Units and dollars are scaled by powers of ten and divided
 * by what they have in common, so that equal questions look equal and every sum is exact; a question whose sums
 * would pass 2^53 is answered between two coarser ones instead (`isExact` is then false).
 */
import type { Instant } from '../instant.js'
import { times, toRatio, type Units, type Usd, usd } from '../quantity.js'
import { formatRatio, type Ratio, ratio } from '../ratio.js'
import { daysCovered, type HeldLot, type Offer } from './offer.js'

/** An offer on the grid. */
export interface GridOffer {
  readonly units: number
  readonly price: number
  readonly validityDays: number
  /** Its bit among the trials; 0: it can be bought any number of times. */
  readonly onceBit: number
  /** Whether it states at least the minimum concurrency. */
  readonly isEnoughConcurrency: boolean
}

/** A held lot on the grid, usable on the days `[from, until)`. */
export interface GridLot {
  readonly units: number
  readonly from: number
  readonly until: number
  readonly isEnoughConcurrency: boolean
}

/** The question. */
export interface Grid {
  /** What each day uses. */
  readonly demand: readonly number[]
  /** In the order of the question. */
  readonly offers: readonly GridOffer[]
  /** Those that hold units or a limit on some day of the horizon. */
  readonly held: readonly GridLot[]
  readonly hasMinimumConcurrency: boolean
}

/** The grid of a question, and how to read its costs. */
export interface ScaledGrid {
  readonly grid: Grid
  /** Whether the grid is the question itself, and not a coarser one. */
  readonly isExact: boolean
  /** One on the grid is so many dollars. */
  readonly dollars: Ratio
}

/** What is asked. */
export interface PlanQuestion {
  /** The start of the horizon. */
  readonly asOf: Instant
  /** What each day uses, day 0 first: 1 to 3650 of them. */
  readonly demand: readonly Units[]
  readonly offers: readonly Offer[]
  readonly held: readonly HeldLot[]
  /**
   * On each day with use a lot that is valid on it must state at least this many tasks at once; null: none is asked
   * for. A ruling: validity decides, as in the dates of an expiry; a lot that is used up still counts until it
   * expires. Where that matters the plan says so (`daysOnEmptyLimit`).
   */
  readonly minConcurrency: number | null
}

/**
 * Which way a question is made coarser when it must be. `harsh` rounds demand up and offers down, so that its plans
 * serve the question itself; `kind` rounds the other way, so that its least cost is not above that of the question.
 */
export type Rounding = 'harsh' | 'kind'

/** Sums of units and of money on the grid stay below this, far from 2^53, beyond which a number skips integers. */
const LARGEST_SUM = 2n ** 50n

const gcd = (a: bigint, b: bigint): bigint => {
  while (b !== 0n) [a, b] = [b, a % b]
  return a
}

const roundUp = (value: bigint, step: bigint): bigint => (value + step - 1n) / step
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** The most that is used within any `days` days in a row. */
function mostWithin(uses: readonly bigint[], days: number): bigint {
  let [sum, most] = [0n, 0n]
  for (const [day, use] of uses.entries()) {
    sum += use - (day >= days ? uses[day - days]! : 0n)
    most = larger(most, sum)
  }
  return most
}

/** The amounts as whole numbers of `1 / scale`. */
function toIntegers(amounts: readonly Ratio[]): { integers: bigint[]; scale: bigint } {
  // Denominators of decimals divide powers of ten, so the largest power of ten among them serves all.
  const scale = amounts.reduce((common, { den }) => (common / gcd(common, den)) * den, 1n)
  return { integers: amounts.map(({ num, den }) => num * (scale / den)), scale }
}

/** The question in whole numbers. Takes time in proportion to its days. */
export function scaleToGrid(question: PlanQuestion, rounding: Rounding): ScaledGrid {
  const { asOf, demand, offers, held, minConcurrency } = question
  const isEnough = (limit: number | null): boolean =>
    minConcurrency === null || (limit !== null && limit >= minConcurrency)

  const { integers } = toIntegers([
    ...demand.map(toRatio),
    ...offers.map(offer => toRatio(offer.units)),
    ...held.map(lot => toRatio(lot.units)),
  ])
  const uses = integers.slice(0, demand.length)
  const total = uses.reduce((sum, use) => sum + use, 0n)
  // Nobody can use more of a lot than is used while it is valid: a larger lot is worth as much as one of that size.
  const usable = [
    ...offers.map(({ validityDays }) => mostWithin(uses, validityDays)),
    ...held.map(lot => {
      const { from, until } = daysCovered(lot, asOf, demand.length)
      return uses.slice(from, Math.max(from, until)).reduce((sum, use) => sum + use, 0n)
    }),
  ]
  const supplies = integers.slice(demand.length).map((units, i) => smaller(units, usable[i]!))
  const common = larger(1n, [...uses, ...supplies].reduce(gcd, 0n))
  const most = total + supplies.reduce((sum, units) => sum + units, 0n)
  const fits = most / common < LARGEST_SUM
  const step = fits ? common : roundUp(most, LARGEST_SUM)
  const up = (value: bigint): number => Number(roundUp(value, step))
  const down = (value: bigint): number => Number(value / step)
  const [toUse, toSupply] = rounding === 'harsh' ? [up, down] : [down, up]

  const prices = toIntegers(offers.map(({ price }) => toRatio(price)))
  const commonPrice = larger(1n, prices.integers.reduce(gcd, 0n))
  // A plan buys fewer lots than this: MAX_LOTS of purchase-plan.ts.
  const mostPaid = prices.integers.reduce(larger, 1n) * 2n ** 20n
  const pricesFit = mostPaid / commonPrice < LARGEST_SUM
  const priceStep = pricesFit ? commonPrice : roundUp(mostPaid, LARGEST_SUM)
  // Money is only ever rounded down: a plan is paid at its true prices afterwards, and a bound must not be too high.

  let bit = 1
  const gridOffers = offers.map((offer, i): GridOffer => {
    const onceBit = offer.isOncePerAccount ? bit : 0
    if (offer.isOncePerAccount) bit *= 2
    return {
      units: toSupply(supplies[i]!),
      price: Number(prices.integers[i]! / priceStep),
      validityDays: offer.validityDays,
      onceBit,
      isEnoughConcurrency: isEnough(offer.concurrency),
    }
  })
  const gridHeld = held.map(
    (lot, i): GridLot => ({
      units: toSupply(supplies[offers.length + i]!),
      ...daysCovered(lot, asOf, demand.length),
      isEnoughConcurrency: isEnough(lot.concurrency),
    }),
  )
  return {
    grid: {
      demand: uses.map(toUse),
      offers: gridOffers,
      held: gridHeld.filter(({ from, until }) => from < until),
      hasMinimumConcurrency: minConcurrency !== null,
    },
    isExact: fits && pricesFit,
    dollars: ratio(priceStep, prices.scale),
  }
}

/** A cost on the grid in dollars. */
export const toDollars = (cost: number, dollars: Ratio): Usd => times(usd(formatRatio(dollars)), BigInt(cost))
