import { expect, test } from 'vitest'
import { NO_UNITS, sumOf, times, toRatio, units, usd } from '../../../src/core/quantity.js'
import { type Choice, mixSellers } from '../../../src/core/rating/mix-sellers.js'
import { buyUnits, type Market, priceOfPurchases } from '../../../src/core/rating/purchase.js'
import { costOf, type Tally } from '../../../src/core/rating/tally.js'
import { addRatios, compareRatios, formatRatio, type Ratio, ratio, ZERO } from '../../../src/core/ratio.js'
import { createRandom } from '../../random.js'
import { makeUnitOffer } from './pricing.js'

const market: Market = {
  offers: [
    makeUnitOffer('trial-10', 10, 1, { isOncePerAccount: true }),
    makeUnitOffer('package-25', 25, 3),
    makeUnitOffer('package-60', 60, 6.1),
    makeUnitOffer('images', 40, 2, { pool: 'image' }),
  ],
  volumePerMonth: null,
  span: 0,
  mixesSellers: true,
}
/** So many jobs of one kind, in units of a pool or, without one, in dollars. */
const tally = (pool: string | null, each: string, billed: number): Tally =>
  ({
    priced: {
      rated: { rate: { pool } },
      unitsEach: pool && units(each),
      priceEach: toRatio(usd(each)),
    },
    billed: BigInt(billed),
    notBilled: 0n,
    pending: 0n,
  }) as unknown as Tally

function costToBuy(tallies: readonly Tally[]): Ratio {
  const dollars = tallies.filter(({ priced }) => priced.rated.rate.pool === null)
  const bought = ['video', 'image'].map(pool => {
    const inUnits = tallies.filter(({ priced }) => priced.rated.rate.pool === pool)
    const needed = sumOf([NO_UNITS, ...inUnits.map(({ priced, billed }) => times(priced.unitsEach!, billed))])
    return priceOfPurchases(buyUnits(needed, pool, 1n, market), needed)
  })
  return [...dollars.map(({ priced, billed }) => costOf(priced, billed)), ...bought].reduce(addRatios, ZERO)
}

/** The obvious slow way: everything. */
function listAll(choices: readonly Choice[]): Tally[][] {
  const [first, ...others] = choices
  if (!first) return [[]]
  const rest = listAll(others)
  return [first.inUnits, first.inDollars].flatMap(way => (way ? rest.map(ways => [way, ...ways]) : []))
}

test('a mix of sellers costs the least of all', () => {
  const random = createRandom(14)
  const below = (end: number) => Math.floor(random() * end)
  let mixed = 0
  for (let round = 0; round < 300; round++) {
    const choices = Array.from({ length: 1 + below(7) }, (): Choice => {
      const count = 1 + below(20)
      const pool = below(4) === 0 ? 'image' : 'video'
      const ways = {
        inUnits: tally(pool, `${below(3)}.${1 + below(9)}`, count),
        inDollars: tally(null, `0.${String(1 + below(60)).padStart(2, '0')}`, count),
      }
      const missing = below(6)
      return missing === 0 ? { ...ways, inUnits: null } : missing === 1 ? { ...ways, inDollars: null } : ways
    })
    const found = mixSellers(choices, market, costToBuy)
    for (const [i, { inUnits, inDollars }] of choices.entries())
      expect([inUnits, inDollars]).toContain(found[i])
    const [least] = listAll(choices).map(costToBuy).sort(compareRatios)
    expect(formatRatio(costToBuy(found))).toBe(formatRatio(least!))
    const pools = new Set(found.map(({ priced }) => priced.rated.rate.pool))
    if (pools.size > 1) mixed++
  }
  expect(mixed).toBeGreaterThan(100)
})

test('and of very many kinds of jobs is found too, and is no dearer than one way for all', () => {
  const choices = Array.from(
    { length: 500 },
    (_, i): Choice => ({
      inUnits: tally('video', `${1 + (i % 7)}.${1 + (i % 9)}`, 1 + (i % 5)),
      inDollars: tally(null, `0.${10 + (i % 83)}`, 1 + (i % 5)),
    }),
  )
  const cost = costToBuy(mixSellers(choices, market, costToBuy))
  for (const key of ['inUnits', 'inDollars'] as const)
    expect(compareRatios(cost, costToBuy(choices.map(choice => choice[key]!)))).toBe(-1)
  expect(compareRatios(cost, ratio(0n))).toBe(1)
})
