/** The packages in which the units of jobs can be had, and what they cost. */
import { compare, NO_UNITS, subtract, sumOf, times, toRatio, type Units, type Usd } from '../quantity.js'
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

/** What is on sale, and how much of it would be used. */
export interface Market {
  readonly offers: readonly UnitOffer[]
  /** Jobs like these a month; null: these and no more. */
  readonly volumePerMonth: bigint | null
  /** Whether the cheapest way may take each job from another seller. */
  readonly mixesSellers: boolean
}

/** So many packages of one kind. */
export interface Bought {
  readonly offer: UnitOffer
  readonly count: bigint
}

/** Packages that have to be bought for the jobs, or are used up by a volume of which the jobs are a part. */
export interface Purchase {
  /** The largest package of it. */
  readonly offer: UnitOffer
  /** How many of it; null: it is one of many that the volume uses up, and the jobs bear their share of its price. */
  readonly count: bigint | null
  /** Packages of other kinds that are bought with it, the larger ones first. */
  readonly others: readonly Bought[]
  /** Units of all of them that the jobs leave over. */
  readonly left: Units
}

const MONTH_DAYS = 30n

/**
 * The packages in which the units can be had: those that the volume uses up before they expire, or, where there is none,
 * what is bought for the least, of several kinds where that costs less than any one kind. Without a volume there are only
 * the jobs themselves, so that what they do not use is left over; then the packages that they use up are told as well.
 */
export function listPurchases(needed: Units, pool: string, count: bigint, market: Market): Purchase[] {
  const open = market.offers.filter(offer => offer.pool === pool)
  const whole = open
    .flatMap(offer => buyWhole(offer, needed))
    .sort(
      (a, b) =>
        compareRatios(priceOfPurchase(a, needed), priceOfPurchase(b, needed)) || Number(a.count! - b.count!),
    )
  const { volumePerMonth: volume } = market
  if (volume !== null) {
    const usedUp = open.filter(offer => !offer.isOncePerAccount && isUsedUp(offer, needed, count, volume))
    if (usedUp.length > 0) return usedUp.map(offer => ({ offer, count: null, others: [], left: NO_UNITS }))
  }
  const [least] = whole
  const best = buyMixed(open, needed, least ? priceOfPurchase(least, needed) : null) ?? least
  const usedUp =
    volume === null ? whole.filter(each => each !== best && compare(each.offer.units, needed) <= 0) : []
  return [...(best ? [best] : []), ...usedUp]
}

/** The one of them that costs least; undefined where the units cannot be had in packages. */
export const cheapestPurchase = (
  needed: Units,
  pool: string,
  count: bigint,
  market: Market,
): Purchase | undefined =>
  listPurchases(needed, pool, count, market).sort((a, b) =>
    compareRatios(priceOfPurchase(a, needed), priceOfPurchase(b, needed)),
  )[0]

/** Enough of one package for all units; what an account can buy once must be enough by itself. */
function buyWhole(offer: UnitOffer, needed: Units): Purchase[] {
  const count = countToCover(toRatio(needed), toRatio(offer.units))
  if (count === 0n || (offer.isOncePerAccount && count > 1n)) return []
  return [{ offer, count, others: [], left: subtract(times(offer.units, count), needed) }]
}

/** How many of a size hold so many units; none where none are missing. */
function countToCover(missing: Ratio, size: Ratio): bigint {
  if (missing.num <= 0n) return 0n
  const exact = divideRatios(missing, size)
  return (exact.num + exact.den - 1n) / exact.den
}

/** A package whose numbers are compared often. */
interface Choice {
  readonly offer: UnitOffer
  readonly size: Ratio
  readonly price: Ratio
  readonly unitPrice: Ratio
  /** More of it are never needed. */
  readonly most: bigint
}

/** More sets of packages than this are not looked at: the best of them is still enough, though others may cost less. */
const MOST_SETS = 100_000

/**
 * The set of packages of several kinds that holds the units for less than `limit` (null: for any price), the cheapest;
 * null where there is none. The package with the cheapest unit fills up what the others leave open. As many of another
 * kind as hold a whole number of its units can always be replaced by it for no more, so that fewer of them are enough.
 */
function buyMixed(open: readonly UnitOffer[], needed: Units, limit: Ratio | null): Purchase | null {
  const sized = open
    .map(offer => {
      const [size, price] = [toRatio(offer.units), toRatio(offer.price)]
      return { offer, size, price, unitPrice: divideRatios(price, size) }
    })
    .sort((a, b) => compareRatios(a.unitPrice, b.unitPrice) || compareRatios(b.size, a.size))
  const filler = sized.find(({ offer }) => !offer.isOncePerAccount) ?? null
  const choices: readonly Choice[] = sized
    .filter(choice => choice !== filler)
    .map(choice => {
      const { offer, size } = choice
      // The filler's units are so many of this size, in lowest terms: num of it hold the units of den fillers.
      const replaced = filler && divideRatios(filler.size, size).num - 1n
      return { ...choice, most: offer.isOncePerAccount ? 1n : (replaced ?? 0n) }
    })
  const found: { counts: readonly bigint[]; fill: bigint }[] = []
  let least = limit
  let looked = 0
  const isTooDear = (price: Ratio) => least !== null && compareRatios(price, least) >= 0
  const search = (index: number, missing: Ratio, price: Ratio, counts: readonly bigint[]): void => {
    if (++looked > MOST_SETS) return
    const choice = choices[index]
    if (!choice || missing.num <= 0n) {
      const fill = filler ? countToCover(missing, filler.size) : 0n
      if (missing.num > 0n && !filler) return
      const whole = filler ? addRatios(price, multiplyRatios(filler.price, ratio(fill))) : price
      if (isTooDear(whole)) return
      least = whole
      found.push({ counts, fill })
      return
    }
    // What is missing costs no less than units of the cheapest package that is left.
    const cheapest = filler && compareRatios(filler.unitPrice, choice.unitPrice) < 0 ? filler : choice
    if (isTooDear(addRatios(price, multiplyRatios(missing, cheapest.unitPrice)))) return
    const enough = countToCover(missing, choice.size)
    for (let count = enough < choice.most ? enough : choice.most; count >= 0n; count--) {
      const taken = ratio(count)
      search(
        index + 1,
        subtractRatios(missing, multiplyRatios(choice.size, taken)),
        addRatios(price, multiplyRatios(choice.price, taken)),
        [...counts, count],
      )
    }
  }
  search(0, toRatio(needed), ZERO, [])
  const best = found.at(-1)
  return best ? asPurchase(best, choices, filler, needed) : null
}

function asPurchase(
  { counts, fill }: { readonly counts: readonly bigint[]; readonly fill: bigint },
  choices: readonly Choice[],
  filler: Pick<Choice, 'offer'> | null,
  needed: Units,
): Purchase | null {
  const bought: Bought[] = [
    ...counts.map((count, i) => ({ offer: choices[i]!.offer, count })),
    ...(filler ? [{ offer: filler.offer, count: fill }] : []),
  ]
    .filter(({ count }) => count > 0n)
    .sort((a, b) => compare(b.offer.units, a.offer.units))
  const [largest, ...others] = bought
  if (!largest) return null
  const held = sumOf(bought.map(({ offer, count }) => times(offer.units, count)))
  return { ...largest, others, left: subtract(held, needed) }
}

/** Whether `volume` jobs a month use the package up while it is valid. */
function isUsedUp({ units, validityDays }: UnitOffer, needed: Units, count: bigint, volume: bigint): boolean {
  if (validityDays === null) return true
  const used = multiplyRatios(toRatio(needed), ratio(volume * BigInt(validityDays), count * MONTH_DAYS))
  return compareRatios(toRatio(units), used) <= 0
}

/** What the jobs bear of a purchase: all of it, or their units at its price for one. */
export const priceOfPurchase = ({ offer, count, others }: Purchase, needed: Units): Ratio =>
  count === null
    ? multiplyRatios(toRatio(needed), divideRatios(toRatio(offer.price), toRatio(offer.units)))
    : [{ offer, count }, ...others]
        .map(bought => multiplyRatios(toRatio(bought.offer.price), ratio(bought.count)))
        .reduce(addRatios, ZERO)
