import { describe, expect, test } from 'vitest'
import { format, units } from '../../../src/core/quantity.js'
import {
  buyUnits,
  coverUnits,
  listPurchases,
  type Market,
  outlasts,
  type Purchase,
  priceOfPurchases,
  type UnitOffer,
} from '../../../src/core/rating/purchase.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { makeUnitOffer as offer } from './pricing.js'

const market = (volumePerMonth: bigint | null, ...offers: readonly UnitOffer[]): Market => ({
  offers,
  volumePerMonth,
  span: 0,
  mixesSellers: false,
})
const show = (bought: readonly Purchase[]) =>
  bought.map(({ offer, count, left }) => `${count ?? 'of'} ${offer.id}, ${format(left)} left`)
/** Packages for 17 units, which `jobs` jobs need. */
const list = (of: Market, jobs = 1n) => show(listPurchases(units('17'), 'video', jobs, of))
const buy = (of: Market) => {
  const bought = buyUnits(units('17'), 'video', 1n, of)
  return [...show(bought).sort(), formatRatio(priceOfPurchases(bought, units('17')))]
}

describe('for some jobs and no more', () => {
  test('packages are those that they use up, and larger ones that cost less', () => {
    const [small, middle, large] = [offer('small', 5, 6), offer('middle', 20, 23), offer('large', 90, 25)]
    expect(list(market(null, large, middle, small))).toEqual(['1 middle, 3 left', '4 small, 3 left'])
    expect(list(market(null, large))).toEqual(['1 large, 73 left'])
    expect(list(market(null, offer('exact', 17, 26), large))).toEqual(['1 large, 73 left', '1 exact, 0 left'])
  })
  test('of a trial one must be enough, and another pool pays for nothing', () => {
    const trial = { isOncePerAccount: true }
    expect(
      list(market(null, offer('trial', 10, 1, trial), offer('image', 20, 1, { pool: 'image' }))),
    ).toEqual([])
    expect(list(market(null, offer('trial', 17, 1, trial)))).toEqual(['1 trial, 0 left'])
  })
  test('several kinds are bought where that costs less', () => {
    expect(buy(market(null, offer('a', 10, 10), offer('b', 7, 8)))).toEqual([
      '1 a, 0 left',
      '1 b, 0 left',
      '18',
    ])
    expect(buy(market(null, offer('a', 10, 10), offer('b', 7, 10)))).toEqual(['2 a, 3 left', '20'])
    expect(buy(market(null, offer('b', 7, 10), offer('a', 10, 10)))).toEqual(['2 a, 3 left', '20'])
  })
  test('a trial is kept for later where it makes nothing cheaper', () => {
    const trial = offer('trial', 5, 5, { isOncePerAccount: true })
    expect(buy(market(null, offer('a', 6, 6), trial))).toEqual(['1 trial, 0 left', '2 a, 0 left', '17'])
    const bought = coverUnits([trial, offer('a', 5, 5)], units('5'))
    expect(show(bought!)).toEqual(['1 a, 0 left'])
  })
  test('kinds whose sizes have hardly a divisor in common are not mixed for very many units', () => {
    const offers = [offer('a', 500.01, 500), offer('b', 499.99, 500)]
    // Steps of a hundredth of a unit: 65,536 of them at most.
    expect(show(coverUnits(offers, units('655.36'))!)).toHaveLength(1)
    expect(coverUnits(offers, units('655.37'))).toBeNull()
  })
  test('nothing can be had of packages of which there are none, but trials', () => {
    const trial = offer('trial', 5, 5, { isOncePerAccount: true })
    expect(coverUnits([], units('1'))).toBeNull()
    expect(show(coverUnits([trial], units('5'))!)).toEqual(['1 trial, 0 left'])
    expect(coverUnits([trial], units('5.5'))).toBeNull()
  })
})

describe('for a volume of jobs a month', () => {
  test('packages are those that it uses up before they expire, of which the jobs bear a part', () => {
    // 3 jobs a month take 51 units in 30 days and 102 in 60.
    const offers = [
      offer('just-used-up', 51, 51),
      offer('not-used-up', 52, 1),
      offer('longer', 102, 51, { validityDays: 60 }),
      offer('never-expires', 1000, 1000, { validityDays: null }),
      offer('trial', 17, 1, { isOncePerAccount: true }),
    ]
    expect(list(market(3n, ...offers))).toEqual([
      'of just-used-up, 0 left',
      'of longer, 0 left',
      'of never-expires, 0 left',
    ])
    expect(buy(market(3n, ...offers))).toEqual(['of longer, 0 left', '8.5'])
    // The same units for two jobs: each month has three of them.
    expect(list(market(3n, offer('half', 26, 1), offer('less', 25, 1)), 2n)).toEqual(['of less, 0 left'])
  })
  test('or where it uses up none, the one kind that is bought for the least', () => {
    const brief = { validityDays: 1 }
    expect(buy(market(1n, offer('a', 10, 10, brief), offer('b', 7, 8, brief)))).toEqual(['2 a, 3 left', '20'])
  })
  test('which lasts until the last job, be it by the volume or by the days of the file', () => {
    const trial = offer('trial', 20, 1)
    const year = offer('year', 900, 9, { validityDays: 365 })
    // Of five jobs, two a month, the last is made on day 60; of five at four a month, on day 30.
    expect(list(market(2n, trial, year), 5n)).toEqual(['1 year, 883 left'])
    expect(list(market(4n, trial, year), 5n)).toEqual(['1 year, 883 left'])
    expect(list(market(5n, trial, year), 5n)).toEqual(['1 trial, 3 left'])
    expect(list(market(2n, trial), 5n)).toEqual([])
    expect(list({ ...market(5n, trial, year), span: 30 * 86_400_000 }, 5n)).toEqual(['1 year, 883 left'])
  })
})

test('a package that is bought for the first job pays for the last one before it expires', () => {
  const DAY = 86_400_000
  expect([30 * DAY - 1, 30 * DAY].map(millis => outlasts(offer('a', 1, 1), millis))).toEqual([true, false])
  expect(outlasts(offer('a', 1, 1, { validityDays: null }), 900 * DAY)).toBe(true)
})
