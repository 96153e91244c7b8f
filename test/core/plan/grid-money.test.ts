import { expect, test } from 'vitest'
import type { Offer } from '../../../src/core/plan/offer.js'
import { scaleMoney, takeShare, toDollars } from '../../../src/core/plan/search/grid-money.js'
import { units, usd } from '../../../src/core/quantity.js'
import { divideRatios, formatRatio, ratio } from '../../../src/core/ratio.js'

const offerOf = (price: string): Offer => ({
  id: price,
  price: usd(price),
  units: units('1'),
  validityDays: 30,
  concurrency: null,
  isOncePerAccount: false,
})

const scale = (prices: readonly string[], known: readonly number[] | null) =>
  scaleMoney({
    offers: prices.map(offerOf),
    afterwards: null,
    preference: null,
    gridUnit: ratio(1n),
    unitsBehind: 0n,
    known,
  })

test.each<[string, readonly string[], readonly number[] | null, boolean, string, number[]]>([
  ['are whole cents', ['1.25', '0.5'], [0, 1], true, '0.25', [5, 2]],
  [
    'are exact where the plan that is known leaves room',
    ['1.0000000001', '3'],
    [0, 1],
    true,
    '0.0000000001',
    [10000000001, 30000000000],
  ],
  ['are rounded down where many lots may be bought', ['1.0000000001', '3'], null, false, '', []],
])('prices on the grid %s', (_, prices, known, isExact, dollars, amounts) => {
  const money = scale(prices, known)
  expect(money.isExact).toBe(isExact)
  if (isExact) {
    expect(formatRatio(money.dollars)).toBe(dollars)
    expect(money.offers.map(({ price }) => price / money.ties)).toEqual(amounts)
  }
  // A million of the dearest are still counted exactly.
  if (known === null)
    expect(Number.isSafeInteger(1e6 * Math.max(...money.offers.map(({ price }) => price)))).toBe(true)
})

test('a share of units is rounded down, and an amount in dollars leaves the rank of the first purchase out', () => {
  const share = (units: number, num: bigint, per: bigint) => takeShare(units, { num, per })
  expect([share(7, 3n, 1n), share(7, 3n, 2n), share(2 ** 50, 2n ** 30n, 2n ** 40n)]).toEqual([
    21,
    10,
    2 ** 40,
  ])
  const dollars = ratio(1n, 100n)
  expect([8, 11, 12].map(amount => toDollars(amount, { ties: 4, dollars }))).toEqual(
    [2n, 2n, 3n].map(cents => ratio(cents, 100n)),
  )
})

test('of prices that are too fine, neither the best first purchase nor what a trial is short of counts', () => {
  const afterwards = { perDay: units('1'), unitPrice: ratio(1n) }
  const offers = [
    { ...offerOf('90000000000000000.02'), units: units('9') },
    { ...offerOf('0.99'), isOncePerAccount: true },
    { ...offerOf('1000000000'), units: units('20000000000'), validityDays: 2 ** 40, isOncePerAccount: true },
  ]
  const money = scaleMoney({
    offers,
    afterwards,
    preference: afterwards,
    gridUnit: ratio(1n),
    unitsBehind: 1n,
    known: [0],
  })
  expect([money.isExact, money.ties, ...money.offers.map(({ rank }) => rank)]).toEqual([false, 1, 0, 0, 0])
  const [none, little, much] = money.offers.map(({ saving }) => saving)
  expect([none, little]).toEqual([0, 0])
  // A whole less than what it saves, rounded down: of equal ways the trial comes sooner.
  const whole = Number(formatRatio(divideRatios(ratio(19_000_000_000n), money.dollars), 0))
  expect(much).toBe(whole - 1)
})
