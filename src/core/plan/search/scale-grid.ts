/**
 * A planning question in whole numbers, for the search. Units and dollars are scaled by powers of ten and divided
 * by what they have in common, so that equal questions look equal and every sum is exact; a question whose sums
 * would pass 2^53 is answered between two coarser ones instead (`isExact` is then false).
 */
import { toRatio } from '../../quantity.js'
import { gcd, multiplyRatios, ratio, ZERO } from '../../ratio.js'
import { listUseBehind } from '../afterwards.js'
import { daysCovered, endOfPurchase } from '../offer.js'
import { planGreedily } from './greedy.js'
import type { Grid, GridLot, PlanQuestion } from './grid.js'
import { type GridMoney, LARGEST_SUM, scaleMoney, toIntegers } from './grid-money.js'

/** The grid of a question, and how to read its costs. */
export interface ScaledGrid extends Pick<GridMoney, 'ties' | 'dollars'> {
  readonly grid: Grid
  /** Whether the grid is the question itself, and not a coarser one. */
  readonly isExact: boolean
}

/**
 * Which way a question is made coarser when it must be. `pessimistic` rounds demand up and offers down, so that its plans
 * serve the question itself; `optimistic` rounds the other way, so that its least cost is not above that of the question.
 */
export type Rounding = 'pessimistic' | 'optimistic'

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

/** No lot is told apart by its end so many days behind the horizon. */
const MAX_DAYS_BEHIND = 3650
/** Prices as coarse as this are good enough for a first plan. */
const COARSE_PRICE = 2n ** 20n
const MAX_FIRST_LOTS = 10_000

/** The question in whole numbers. Takes time in proportion to its days. */
export function scaleToGrid(question: PlanQuestion, rounding: Rounding): ScaledGrid {
  const { startOf, demand, offers, held, minConcurrency, afterwards, preference } = question
  const days = demand.length
  const spans = held.map(lot => daysCovered(lot, startOf))
  const isEnough = (limit: number | null): boolean =>
    minConcurrency === null || (limit !== null && limit >= minConcurrency)

  const behind =
    afterwards === null
      ? 0
      : Math.max(
          0,
          ...offers.map(({ validityDays }) => validityDays),
          ...spans.map(({ until }) => until - days),
        )
  const lastDay = days + Math.min(MAX_DAYS_BEHIND, behind)
  const { integers } = toIntegers([
    ...(afterwards === null ? [] : [toRatio(afterwards.perDay)]),
    ...demand.map(toRatio),
    ...offers.map(offer => toRatio(offer.units)),
    ...held.map(lot => toRatio(lot.units)),
  ])
  const perDay = afterwards === null ? 0n : integers.shift()!
  const later = spans.flatMap(({ from, until }, i) => {
    const units = ratio(integers[days + offers.length + i]!)
    return from > days ? [{ units, from: from - days, until: Math.min(lastDay, until) - days }] : []
  })
  const behindUse = listUseBehind(ratio(perDay), later).map(({ num }) => num)
  const uses = [
    ...integers.slice(0, days),
    ...behindUse,
    ...Array<bigint>(lastDay - days - behindUse.length).fill(perDay),
  ]
  const total = uses.reduce((sum, use) => sum + use, 0n)
  // Nobody can use more of a lot than is used while it is valid: a larger lot is worth as much as one of that size.
  const covered = spans.map(({ from, until }) => ({ from, until: Math.min(lastDay, until) }))
  const usable = [
    ...offers.map(({ validityDays }) => mostWithin(uses, validityDays)),
    ...covered.map(({ from, until }) =>
      uses.slice(from, Math.max(from, until)).reduce((sum, use) => sum + use, 0n),
    ),
  ]
  const supplies = integers.slice(days).map((units, i) => smaller(units, usable[i]!))
  const common = larger(1n, [...uses, ...supplies].reduce(gcd, 0n))
  const most = total + supplies.reduce((sum, units) => sum + units, 0n)
  const fits = most / common < LARGEST_SUM
  const step = fits ? common : roundUp(most, LARGEST_SUM)
  const up = (value: bigint): number => Number(roundUp(value, step))
  const down = (value: bigint): number => Number(value / step)
  const [toUse, toSupply] = rounding === 'pessimistic' ? [up, down] : [down, up]

  const usedBefore = new Float64Array(lastDay + 1)
  for (const [day, use] of uses.entries())
    usedBefore[day + 1] = usedBefore[day]! + (day < days ? toUse(use) : toSupply(use))
  let bit = 1
  const shapes = offers.map((offer, i) => {
    const onceBit = offer.isOncePerAccount ? bit : 0
    if (offer.isOncePerAccount) bit *= 2
    return {
      units: toSupply(supplies[i]!),
      validityDays: offer.validityDays,
      ends: demand.map((_, day) => Math.min(lastDay, endOfPurchase(offer, day, startOf))),
      onceBit,
      isEnoughConcurrency: isEnough(offer.concurrency),
    }
  })
  const prices = toIntegers(offers.map(({ price }) => toRatio(price))).integers
  const coarse = larger(1n, prices.reduce(larger, 0n) / COARSE_PRICE)
  const first: Grid = {
    demand: uses.slice(0, days).map(toUse),
    lastDay,
    usedBefore,
    unitWorth: { num: 0n, per: 1n },
    offers: shapes.map((shape, i) => ({ ...shape, price: Number(prices[i]! / coarse), rank: 0, saving: 0 })),
    held: covered
      .map(
        (span, i): GridLot => ({
          units: toSupply(supplies[offers.length + i]!),
          ...span,
          isEnoughConcurrency: isEnough(held[i]!.concurrency),
        }),
      )
      .filter(({ from, until }) => from < until && from <= days),
    hasMinimumConcurrency: minConcurrency !== null,
  }
  const money = scaleMoney({
    offers,
    afterwards,
    preference,
    gridUnit: perDay === 0n ? ZERO : multiplyRatios(toRatio(afterwards!.perDay), ratio(step, perDay)),
    unitsBehind: BigInt(usedBefore[lastDay]! - usedBefore[days]!),
    known: planGreedily(first, MAX_FIRST_LOTS)?.purchases.map(({ offer }) => offer) ?? null,
  })
  return {
    grid: {
      ...first,
      unitWorth: money.unitWorth,
      offers: shapes.map((shape, i) => ({ ...shape, ...money.offers[i]! })),
    },
    isExact: fits && money.isExact,
    ties: money.ties,
    dollars: money.dollars,
  }
}
