/**
 * Jobs by several sellers, for the least in all. Units are sold in packages, so that what is cheap by the unit can be dear
 * by the package, and which jobs fill a package best depends on what they cost elsewhere. Jobs of one kind stay together.
 */
import { groupBy } from '../group-by.js'
import { add, compare, NO_UNITS, times, toRatio, type Units } from '../quantity.js'
import { addRatios, compareRatios, divideRatios, multiplyRatios, type Ratio, ZERO } from '../ratio.js'
import type { Market } from './purchase.js'
import { costOf, type Tally } from './tally.js'

/** The cheapest ways of any seller to do the jobs of one kind; one of them is not null. */
export interface Choice {
  readonly inUnits: Tally | null
  readonly inDollars: Tally | null
}

/** Ways for some of the choices. */
interface Mix {
  readonly units: Units
  readonly dollars: Ratio
  readonly last: Tally
  readonly before: Mix | null
}

/** Steps of the search, which bound its time: of more mixes than they allow some are left out, and a rule of thumb helps. */
const MOST_STEPS = 200_000
const FEWEST_MIXES = 100
const MOST_BY_RATIO = 50

/**
 * The cheapest way for each choice, in their order; `costToBuy`: what jobs cost when their units have to be bought. It is
 * the least of all unless there are so many kinds of jobs that mixes had to be left out.
 */
export function mixSellers(
  choices: readonly Choice[],
  market: Market,
  costToBuy: (tallies: readonly Tally[]) => Ratio,
): Tally[] {
  const ways = new Map<Choice, Tally>()
  for (const [pool, ofPool] of groupBy(choices, poolOf)) {
    const tallies =
      pool === null ? ofPool.map(each => each.inDollars!) : mixPool(ofPool, pool, market, costToBuy)
    for (const [i, choice] of ofPool.entries()) ways.set(choice, tallies[i]!)
  }
  return choices.map(choice => ways.get(choice)!)
}

const poolOf = ({ inUnits }: Choice): string | null => inUnits?.priced.rated.rate.pool ?? null

/** Packages hold units of one pool, so that each pool is for itself. */
function mixPool(
  choices: readonly Choice[],
  pool: string,
  market: Market,
  costToBuy: (tallies: readonly Tally[]) => Ratio,
): Tally[] {
  const most = Math.max(FEWEST_MIXES, Math.floor(MOST_STEPS / choices.length))
  let mixes: readonly (Mix | null)[] = [null]
  let isThinned = false
  for (const { inUnits, inDollars } of choices) {
    const ways = [inUnits, inDollars].filter(way => way !== null)
    const further = withoutWorse(ways.flatMap(way => mixes.map(mix => withWay(mix, way))))
    isThinned ||= further.length > most
    mixes = thin(further, most)
  }
  if (isThinned) mixes = [...mixes, ...listByRatio(choices)]
  // No unit costs less than in the best package, or as it is priced: what cannot be the cheapest by that need not be bought.
  const inPackages = market.offers
    .filter(offer => offer.pool === pool)
    .map(({ price, units }) => divideRatios(toRatio(price), toRatio(units)))
  const perUnit = [
    ...inPackages,
    ...choices.flatMap(({ inUnits }) => inUnits?.priced.unitPrice ?? []),
  ].reduce<Ratio | null>((least, each) => (least && compareRatios(least, each) <= 0 ? least : each), null)
  const sorted = (mixes as readonly Mix[])
    .map(mix => ({ mix, least: addRatios(mix.dollars, multiplyRatios(toRatio(mix.units), perUnit ?? ZERO)) }))
    .sort((a, b) => compareRatios(a.least, b.least))
  let best: { readonly tallies: Tally[]; readonly cost: Ratio } | null = null
  for (const { mix, least } of sorted) {
    if (best && compareRatios(least, best.cost) >= 0) break
    const tallies = listWays(mix)
    const cost = costToBuy(tallies)
    if (best === null || compareRatios(cost, best.cost) < 0) best = { tallies, cost }
  }
  return best!.tallies
}

function withWay(before: Mix | null, last: Tally): Mix {
  const { priced, billed } = last
  const [units, dollars] = [before?.units ?? NO_UNITS, before?.dollars ?? ZERO]
  return priced.rated.rate.pool === null
    ? { units, dollars: addRatios(dollars, costOf(priced, billed)), last, before }
    : { units: add(units, times(priced.unitsEach!, billed)), dollars, last, before }
}

/** Without those that take no less of units and of dollars than another. From the fewest units on. */
function withoutWorse(mixes: Mix[]): Mix[] {
  mixes.sort((a, b) => compare(a.units, b.units) || compareRatios(a.dollars, b.dollars))
  const kept: Mix[] = []
  for (const mix of mixes)
    if (kept.length === 0 || compareRatios(mix.dollars, kept.at(-1)!.dollars) < 0) kept.push(mix)
  return kept
}

/** Mixes with ever more kinds of jobs in units, those first in which a unit saves the most dollars. */
function listByRatio(choices: readonly Choice[]): Mix[] {
  const either = choices.flatMap(choice => {
    const { inUnits, inDollars } = choice
    if (inUnits === null || inDollars === null) return []
    return [{ choice, listed: inUnits.priced.priceEach, paid: inDollars.priced.priceEach }]
  })
  either.sort((a, b) => compareRatios(multiplyRatios(b.paid, a.listed), multiplyRatios(a.paid, b.listed)))
  const mixes = Math.min(either.length, MOST_BY_RATIO)
  return Array.from({ length: mixes + 1 }, (_, i) => {
    const count = Math.ceil((i * either.length) / Math.max(1, mixes))
    const moved = new Set(either.slice(0, count).map(({ choice }) => choice))
    return choices.reduce<Mix | null>((mix, choice) => {
      const way = (moved.has(choice) ? choice.inUnits : choice.inDollars) ?? choice.inUnits!
      return withWay(mix, way)
    }, null)!
  })
}

/** At most so many, from the first to the last. */
const thin = <T>(items: readonly T[], most: number): readonly T[] =>
  items.length <= most
    ? items
    : Array.from({ length: most }, (_, i) => items[Math.floor((i * (items.length - 1)) / (most - 1))]!)

function listWays(mix: Mix): Tally[] {
  const ways: Tally[] = []
  for (let at: Mix | null = mix; at; at = at.before) ways.unshift(at.last)
  return ways
}
