import { expect, test } from 'vitest'
import { planPurchases } from '../../../src/core/plan/purchase-plan.js'
import { format } from '../../../src/core/quantity.js'
import { makeQuestion, makeRandom, type PlainLot, type PlainOffer } from './questions.js'

const OFFERS: readonly PlainOffer[] = [
  { price: '9.8', units: 100, days: 30, once: true },
  { price: 98, units: 1000, days: 30, once: true },
  { price: 700, units: 5000, days: 180, limit: 20 },
  { price: 2100, units: 15_000, days: 180, limit: 20 },
  { price: 5670, units: 45_000, days: 180, limit: 20 },
  { price: 7560, units: 60_000, days: 180, limit: 20 },
]
/** Of many lengths, and with amounts that have nothing in common. */
const ROUGH: readonly PlainOffer[] = [
  { price: '61.37', units: 997, days: 21 },
  { price: '113.9', units: 2003, days: 34 },
  { price: '430.01', units: 8111, days: 60, limit: 9 },
  { price: '19.99', units: 401, days: 12, once: true },
]
const HELD: readonly PlainLot[] = [
  { units: 2500, from: -20, until: 40 },
  { units: 1800, from: 15, until: 75, limit: 20 },
]
const days = (seed: number, count: number, least: number, most: number): number[] => {
  const random = makeRandom(seed)
  return Array.from({ length: count }, () => random(least, most))
}
const sometimes = (seed: number, count: number): number[] =>
  days(seed, count, -600, 600).map(use => Math.max(0, use))

/**
 * How long a plan takes is how often the search looks at the clock: a bound that grew looser finds the same plans, only
 * too late. A look comes after 64 purchases that were kept. Whoever makes the search better writes the lower number.
 */
test.each<[name: string, looks: number, cost: string, question: Parameters<typeof makeQuestion>[0]]>([
  ['a year alike', 350, '18508', { demand: new Array(365).fill(400), offers: OFFERS }],
  ['a year that goes on', 378, '19007.8', { demand: new Array(365).fill(400), offers: OFFERS, after: 400 }],
  ['half a year', 347, '10360', { demand: days(1, 180, 0, 900), offers: OFFERS, held: HELD }],
  [
    'a quarter, going on',
    86,
    '1507.8',
    { demand: days(2, 90, 0, 300), offers: OFFERS, held: HELD, after: 150 },
  ],
  ['rough, much', 0, '4495.36', { demand: days(3, 120, 0, 1500), offers: ROUGH }],
  ['rough, with packages held', 192, '2693.96', { demand: days(4, 120, 0, 900), offers: ROUGH, held: HELD }],
  ['rough, going on', 0, '247.79', { demand: days(5, 90, 0, 150), offers: ROUGH, held: HELD, after: '77.5' }],
  [
    'rough, much, going on',
    0,
    '1740.03',
    { demand: days(8, 90, 0, 700), offers: ROUGH, held: HELD, after: 300 },
  ],
  ['with many at once', 0, '860.02', { demand: days(6, 90, 0, 150), offers: ROUGH, held: HELD, minimum: 9 }],
  [
    'with many at once, going on',
    0,
    '1507.8',
    { demand: days(9, 60, 0, 500), offers: OFFERS, held: HELD, minimum: 20, after: 99 },
  ],
  ['now and then', 0, '993.91', { demand: sometimes(7, 150), offers: ROUGH, held: HELD }],
  ['now and then, going on', 68, '853.07', { demand: sometimes(10, 100), offers: ROUGH, after: 12 }],
])('%s: proven after %i looks ', (_, looks, cost, question) => {
  let looked = 0
  const found = planPurchases(makeQuestion(question), () => {
    looked++
    return false
  })
  if (found.kind !== 'plan') throw new Error(`no plan: ${found.reason}`)
  expect([format(found.cost), found.isProvenOptimal, looked]).toEqual([cost, true, looks])
})
