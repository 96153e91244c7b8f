/** Packages that have to be bought for jobs. */
import { MILLIS_PER_DAY } from '../instant.js'
import { compare, NO_UNITS, subtract, sumOf, times, toRatio, type Units, type Usd } from '../quantity.js'
import {
  addRatios,
  commonDenominator,
  compareRatios,
  divideRatios,
  gcd,
  multiplyRatios,
  type Ratio,
  ratio,
  ZERO,
} from '../ratio.js'
import type { Dated } from '../source.js'

/** A package of units on sale, as far as a comparison looks at it. */
export interface UnitOffer {
  readonly id: string
  readonly list: Dated & { readonly id: string; readonly vendor: string }
  readonly pool: string
  readonly price: Usd
  readonly units: Units
  readonly validityDays: number | null
  readonly isOncePerAccount: boolean
}

/** Packages that have to be bought for the jobs, or are used up by a volume of which the jobs are a part. */
export interface Purchase {
  readonly offer: UnitOffer
  /** How many of it; null: it is one of many that the volume uses up, and the jobs bear their share of its price. */
  readonly count: bigint | null
  /** Units of it that the jobs leave over. */
  readonly left: Units
}

/** What is on sale, and how much of it would be used. */
export interface Market {
  readonly offers: readonly UnitOffer[]
  /** Jobs like these a month; null: these and no more. */
  readonly volumePerMonth: bigint | null
  /** Milliseconds from the first of the jobs to the last, as their file dates them. */
  readonly span: number
  /** Whether the cheapest way may take each job from another seller. */
  readonly mixesSellers: boolean
}

const MONTH_DAYS = 30n

/** Whether a package that is bought for the first of some jobs pays for the last one, so many milliseconds later. */
export const outlasts = ({ validityDays }: UnitOffer, millis: number): boolean =>
  validityDays === null || millis < validityDays * MILLIS_PER_DAY

/** Whether a package that is bought for the first of `count` jobs pays for the last one, at the volume. */
const outlastsVolume = ({ validityDays }: UnitOffer, count: bigint, volume: bigint | null): boolean =>
  validityDays === null || volume === null || (count - 1n) * MONTH_DAYS < BigInt(validityDays) * volume

/**
 * The packages in which the units can be had: those that the volume uses up before they expire, or, where there is none,
 * the one that is bought for the least and lasts for all jobs. Without a volume there are only the jobs themselves, so that what they do not
 * use is left over: those that the jobs use up, and those larger ones that cost less than one of these.
 */
export function listPurchases(needed: Units, pool: string, count: bigint, market: Market): Purchase[] {
  const { volumePerMonth: volume, span } = market
  const open = market.offers.filter(offer => offer.pool === pool)
  const whole = open
    .filter(offer => outlasts(offer, span) && outlastsVolume(offer, count, volume))
    .flatMap(offer => buyWhole(offer, needed))
    .sort(
      (a, b) =>
        compareRatios(priceOfPurchase(a, needed), priceOfPurchase(b, needed)) || Number(a.count! - b.count!),
    )
  const usedUp =
    volume === null
      ? whole.slice(0, whole.findLastIndex(({ offer }) => compare(offer.units, needed) <= 0) + 1)
      : open
          .filter(offer => !offer.isOncePerAccount && isUsedUp(offer, needed, count, volume))
          .map((offer): Purchase => ({ offer, count: null, left: NO_UNITS }))
  return usedUp.length > 0 ? usedUp : whole.slice(0, 1)
}

/** Enough of one package for all units; what an account can buy once must be enough by itself. */
function buyWhole(offer: UnitOffer, needed: Units): Purchase[] {
  const exact = divideRatios(toRatio(needed), toRatio(offer.units))
  const count = (exact.num + exact.den - 1n) / exact.den
  if (count === 0n || (offer.isOncePerAccount && count > 1n)) return []
  return [{ offer, count, left: subtract(times(offer.units, count), needed) }]
}

/** Whether `volume` jobs a month use the package up while it is valid. */
function isUsedUp({ units, validityDays }: UnitOffer, needed: Units, count: bigint, volume: bigint): boolean {
  if (validityDays === null) return true
  const used = multiplyRatios(toRatio(needed), ratio(volume * BigInt(validityDays), count * MONTH_DAYS))
  return compareRatios(toRatio(units), used) <= 0
}

/** What the jobs bear of a purchase: all of it, or their units at its price for one. */
export const priceOfPurchase = ({ offer, count }: Purchase, needed: Units): Ratio =>
  count === null
    ? multiplyRatios(toRatio(needed), divideRatios(toRatio(offer.price), toRatio(offer.units)))
    : multiplyRatios(toRatio(offer.price), ratio(count))

/** The cheapest purchases for the units, of whatever kinds; none where nothing on sale can hold them. */
export function buyUnits(needed: Units, pool: string, count: bigint, market: Market): Purchase[] {
  const alone = listPurchases(needed, pool, count, market)
    .sort((a, b) => compareRatios(priceOfPurchase(a, needed), priceOfPurchase(b, needed)))
    .slice(0, 1)
  if (market.volumePerMonth !== null) return alone
  const open = market.offers.filter(offer => offer.pool === pool)
  const mixed = coverUnits(open, needed)
  if (mixed === null) return alone
  const isLess = compareRatios(priceOfPurchases(mixed, needed), priceOfPurchases(alone, needed)) < 0
  return alone.length === 0 || isLess ? mixed : alone
}

export const priceOfPurchases = (bought: readonly Purchase[], needed: Units): Ratio =>
  bought.map(purchase => priceOfPurchase(purchase, needed)).reduce(addRatios, ZERO)

/** Beyond so many steps of the table packages are not mixed: their sizes have hardly a divisor in common. */
const MAX_STEPS = 1 << 16

/** Some packages. */
interface Basket {
  readonly price: Ratio
  readonly counts: ReadonlyMap<UnitOffer, bigint>
}

const EMPTY: Basket = { price: ZERO, counts: new Map() }

const withOffer = ({ price, counts }: Basket, offer: UnitOffer, count: bigint): Basket => ({
  price: addRatios(price, multiplyRatios(toRatio(offer.price), ratio(count))),
  counts: count === 0n ? counts : new Map([...counts, [offer, (counts.get(offer) ?? 0n) + count]]),
})

/**
 * The cheapest packages that together hold a number of units, for jobs that are done at once: each kind any number of
 * times, trials once. (When units are used and when they expire is for a plan to weigh: core/plan.) Null when none can
 * hold them, or their sizes are too odd to try all.
 */
export function coverUnits(offers: readonly UnitOffer[], needed: Units): Purchase[] | null {
  const trials = offers.filter(({ isOncePerAccount }) => isOncePerAccount)
  const repeatable = offers.filter(({ isOncePerAccount }) => !isOncePerAccount)
  let best: Basket | null = null
  for (const trial of listSets(trials)) {
    const left = subtract(needed, sumOf(trial.map(({ units }) => units)))
    const taken = trial.reduce((basket, offer) => withOffer(basket, offer, 1n), EMPTY)
    const found = compare(left, NO_UNITS) <= 0 ? taken : coverRepeatable(taken, repeatable, left)
    if (found && (best === null || compareRatios(found.price, best.price) < 0)) best = found
  }
  return best && toPurchases(best, needed)
}

function listSets(trials: readonly UnitOffer[]): UnitOffer[][] {
  const sets: UnitOffer[][] = [[]]
  for (const trial of trials) sets.push(...sets.map(set => [...set, trial]))
  return sets
}

/** Adds packages that any number can be had of. */
function coverRepeatable(taken: Basket, offers: readonly UnitOffer[], needed: Units): Basket | null {
  const sizes = offers.map(({ units }) => toRatio(units))
  const scale = commonDenominator([...sizes, toRatio(needed)])
  const whole = ({ num, den }: Ratio): bigint => (num * scale) / den
  const step = sizes.reduce((divisor, size) => gcd(divisor, whole(size)), 0n)
  const [good] = offers.toSorted((a, b) =>
    compareRatios(
      multiplyRatios(toRatio(a.price), toRatio(b.units)),
      multiplyRatios(toRatio(b.price), toRatio(a.units)),
    ),
  )
  if (!good) return null
  const steps = sizes.map(size => Number(whole(size) / step))
  const goodSteps = Number(whole(toRatio(good.units)) / step)
  const total = (whole(toRatio(needed)) + step - 1n) / step
  // Of any `goodSteps` other packages some together are a multiple of the good one, which costs no more for their units.
  const others = BigInt(goodSteps * Math.max(...steps))
  const many = total > others ? (total - others) / BigInt(goodSteps) : 0n
  const rest = Number(total - many * BigInt(goodSteps))
  if (rest > MAX_STEPS) return null
  const cheapest: Basket[] = [withOffer(taken, good, many)]
  for (let missing = 1; missing <= rest; missing++) {
    const [best] = offers
      .map((offer, i) => withOffer(cheapest[Math.max(0, missing - steps[i]!)]!, offer, 1n))
      .sort((a, b) => compareRatios(a.price, b.price))
    cheapest.push(best!)
  }
  return cheapest[rest]!
}

/** What they leave over is less than any of them holds, or it would not be bought: it is of the one that lasts longest. */
function toPurchases({ counts }: Basket, needed: Units): Purchase[] {
  const bought = [...counts].map(([offer, count]) => ({ offer, count, left: NO_UNITS }))
  const left = subtract(sumOf(bought.map(({ offer, count }) => times(offer.units, count))), needed)
  const daysOf = ({ offer }: Purchase): number => offer.validityDays ?? Number.POSITIVE_INFINITY
  const [longest] = bought.toSorted((a, b) => daysOf(b) - daysOf(a))
  return bought.map(purchase => (purchase === longest ? { ...purchase, left } : purchase))
}
