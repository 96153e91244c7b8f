/** The money of a planning question in whole numbers: prices, what is left is worth, and what tells equal costs apart. */
import { toRatio } from '../../quantity.js'
import {
  commonDenominator,
  compareRatios,
  gcd,
  multiplyRatios,
  type Ratio,
  ratio,
  ZERO,
} from '../../ratio.js'
import { type Afterwards, lossOf, savingOf } from '../afterwards.js'
import type { Offer } from '../offer.js'

/** A share `num / per` of a whole number. */
export interface Share {
  readonly num: bigint
  readonly per: bigint
}

/** `units × share`, rounded down. */
export const takeShare = (units: number, { num, per }: Share): number => {
  const product = units * Number(num)
  return per === 1n && product <= Number.MAX_SAFE_INTEGER ? product : Number((BigInt(units) * num) / per)
}

/** Money of an offer on the grid. */
export interface OfferMoney {
  readonly price: number
  /** Added to the cost where it is the first purchase: the best one in the long run has the least. Below `ties`. */
  readonly rank: number
  /** What a trial that is not bought within the horizon still saves behind it; a tie less, so that it comes sooner. */
  readonly saving: number
}

/** Money on the grid. */
export interface GridMoney {
  readonly offers: readonly OfferMoney[]
  /** What a unit of the grid that is left at the end of the horizon is worth. */
  readonly unitWorth: Share
  /** Money is counted in `1 / ties`: what is below a whole tells plans of one cost apart. */
  readonly ties: number
  /** A whole is so many dollars. */
  readonly dollars: Ratio
  /** Whether prices are as they are, and not rounded down. */
  readonly isExact: boolean
}

/** What money is scaled for. */
export interface MoneyQuestion {
  readonly offers: readonly Offer[]
  readonly afterwards: Afterwards | null
  readonly preference: Afterwards | null
  /** A unit of the grid in units. */
  readonly gridUnit: Ratio
  /** All units of the grid that can be used behind the horizon. */
  readonly unitsBehind: bigint
  /** Some plan's purchases, by their place among the offers; null: none is known. */
  readonly known: readonly number[] | null
}

/** Sums of units and of money on the grid stay below this, far from 2^53, beyond which a number skips integers. */
export const LARGEST_SUM = 2n ** 50n
/** Room beyond what a known plan takes, for bounds and for plans that are not the best. */
const MARGIN = 32n
/** Where no plan is known it buys fewer lots than this. */
const MAX_LOTS = 2n ** 20n

const larger = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** The amounts as whole numbers of `1 / scale`. */
export function toIntegers(amounts: readonly Ratio[]): { integers: bigint[]; scale: bigint } {
  const scale = commonDenominator(amounts)
  return { integers: amounts.map(({ num, den }) => num * (scale / den)), scale }
}

/**
 * The money on the grid, as fine as it must be for all of it to be exact. Where that is too fine, prices alone are
 * exact, and what a whole stock is worth is rounded down to a step as fine as there is room for: plans that differ by
 * less than that step, far below a cent, are then taken for equal. Where even prices are too fine they are rounded
 * down: a plan is paid at its true prices afterwards, and a bound must not be too high.
 */
export function scaleMoney(question: MoneyQuestion): GridMoney {
  const { offers, afterwards, known } = question
  const prices = offers.map(({ price }) => toRatio(price))
  const savings = offers.map(offer => (afterwards ? savingOf(offer, afterwards) : ZERO))
  const worth = afterwards ? multiplyRatios(afterwards.unitPrice, question.gridUnit) : ZERO
  const ranks = rankOffers(question)
  const saving = savings.map(({ num }) => num > 0n)
  // A rank outweighs all trials that are left, which count one each: none is bought before anything is needed.
  const perRank = 1 + saving.filter(Boolean).length
  const ties = BigInt((Math.max(0, ...ranks) + 1) * perRank)
  const most = (amounts: readonly bigint[], ofUnit: bigint): bigint =>
    MARGIN *
      (known === null
        ? amounts.reduce(larger, 0n) * MAX_LOTS
        : known.reduce((sum, offer) => sum + amounts[offer]!, amounts.reduce(larger, 0n))) +
    2n * ofUnit

  const all = toIntegers([...prices, ...savings, worth])
  const step = larger(1n, all.integers.reduce(gcd, 0n))
  const exactWorth = all.integers.at(-1)!
  const write = (of: (i: number) => bigint, ofTrial: (i: number) => bigint): OfferMoney[] =>
    offers.map((_, i) => ({
      price: Number(of(i)),
      rank: ranks[i]! * perRank,
      saving: Number(ofTrial(i)) - (saving[i] ? 1 : 0),
    }))
  if (
    (ties * most(all.integers.slice(0, offers.length), exactWorth * question.unitsBehind)) / step <
    LARGEST_SUM
  ) {
    const inTies = (i: number): bigint => (ties * all.integers[i]!) / step
    return {
      offers: write(inTies, i => inTies(offers.length + i)),
      unitWorth: { num: inTies(2 * offers.length), per: 1n },
      ties: Number(ties),
      dollars: ratio(step, all.scale),
      isExact: true,
    }
  }
  const own = toIntegers(prices)
  const ownStep = larger(1n, own.integers.reduce(gcd, 0n))
  const behind = multiplyRatios(worth, ratio(question.unitsBehind * own.scale))
  const mostPaid = most(own.integers, behind.num / behind.den + 1n)
  const isExact = (ties * mostPaid) / ownStep < LARGEST_SUM
  const finest = (LARGEST_SUM * ownStep) / (ties * mostPaid)
  // Of an exact grid each common step is `parts` steps; of a coarser one, several are one.
  const parts = isExact ? larger(1n, finest) : 1n
  const perStep = isExact ? ownStep : (mostPaid + LARGEST_SUM - 1n) / LARGEST_SUM
  const kept = isExact ? ties : 1n
  const onGrid = ({ num, den }: Ratio): bigint => (num * own.scale * parts * kept) / (den * perStep)
  const share = multiplyRatios(worth, ratio(own.scale * parts * kept, perStep))
  return {
    offers: write(
      i => onGrid(prices[i]!),
      i => onGrid(savings[i]!),
    ).map(money => (isExact ? money : { ...money, rank: 0, saving: Math.max(0, money.saving) })),
    unitWorth: { num: share.num, per: share.den },
    ties: Number(kept),
    dollars: ratio(perStep, own.scale * parts),
    isExact,
  }
}

/** Offers by how good a first purchase each is in the long run, the best 1; all 0 when nothing says so. */
function rankOffers({ offers, preference }: MoneyQuestion): number[] {
  if (preference === null) return offers.map(() => 0)
  const losses = offers.map(offer => lossOf(offer, preference))
  const sorted = [...losses].sort(compareRatios)
  return losses.map(loss => 1 + sorted.findIndex(other => compareRatios(other, loss) === 0))
}

/** `amount` of the grid in dollars. */
export const toDollars = (amount: number, { ties, dollars }: Pick<GridMoney, 'ties' | 'dollars'>): Ratio =>
  multiplyRatios(ratio(BigInt(Math.floor(amount / ties))), dollars)
