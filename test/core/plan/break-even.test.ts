import { expect, it } from 'vitest'
import { costPerDay, listBreakEvens } from '../../../src/core/plan/break-even.js'
import { compareRatios, formatRatio, ratio } from '../../../src/core/ratio.js'
import { makeOffer, makeRandom, readShippedOffers } from './questions.js'

const describeAll = (offers: Parameters<typeof listBreakEvens>[0]) =>
  listBreakEvens(offers).map(({ fromUnitsPerDay, offer }) => [fromUnitsPerDay, offer.id])

it('of the shipped packages are exactly 450 and 16,000/27 units a day', () => {
  expect(describeAll(readShippedOffers().map(makeOffer))).toEqual([
    [ratio(0n), 'package-1'],
    [ratio(450n), 'package-2'],
    [ratio(16_000n, 27n), 'package-3'],
  ])
  expect(formatRatio(ratio(16_000n, 27n), 4)).toBe('592.5926')
})
it('leave out a package that is never the best', () => {
  const offers = [
    { id: 'good', price: 10, units: 10, days: 10 },
    { id: 'bad', price: 11, units: 10, days: 10 },
  ].map(makeOffer)
  expect(describeAll(offers)).toEqual([[ratio(0n), 'good']])
})
it('have the larger of two packages that cost the same at any rate', () => {
  const [small, large] = [
    { id: 'small', price: 10, units: 10, days: 10 },
    { id: 'large', price: 20, units: 20, days: 20 },
  ].map(makeOffer)
  expect(describeAll([small!, large!])).toEqual([[ratio(0n), 'large']])
  expect(describeAll([large!, small!])).toEqual([[ratio(0n), 'large']])
})
it('have one that costs nothing at every rate', () => {
  const offers = [
    { id: 'paid', price: 10, units: 10, days: 10 },
    { id: 'free', price: 0, units: 1, days: 1 },
  ].map(makeOffer)
  expect(describeAll(offers)).toEqual([[ratio(0n), 'free']])
})
it('are none when only trials are on offer', () => {
  expect(listBreakEvens([makeOffer({ price: 1, units: 1, days: 1, once: true })])).toEqual([])
})
it('name the best package at every rate', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = makeRandom(seed)
    const offers = Array.from({ length: random(1, 6) }, (_, i) =>
      makeOffer({ price: random(1, 50), units: random(1, 50), days: random(1, 30) }, i),
    )
    const breakEvens = listBreakEvens(offers)
    for (let i = 0; i < 50; i++) {
      const rate = ratio(BigInt(random(0, 400)), BigInt(random(1, 40)))
      const best = breakEvens.findLast(({ fromUnitsPerDay }) => compareRatios(fromUnitsPerDay, rate) <= 0)!
      for (const offer of offers) {
        expect(compareRatios(costPerDay(best.offer, rate), costPerDay(offer, rate))).toBeLessThanOrEqual(0)
      }
    }
  }
})
