import { expect, test } from 'vitest'
import type { GridOffer } from '../../../src/core/plan/search/grid.js'
import { listTrialSets } from '../../../src/core/plan/search/trial-sets.js'
import { UnitCover } from '../../../src/core/plan/search/unit-cover.js'
import { makeRandom } from './questions.js'

const offerOf = (units: number, price: number, onceBit = 0): GridOffer => ({
  units,
  price,
  onceBit,
  rank: 0,
  saving: 0,
  validityDays: 1,
  ends: [],
  isEnoughConcurrency: true,
})
const NOTHING_BEHIND = { behind: 0, worthOf: () => 0, savingsOf: () => 0 }

/** The least price of each number of units, by trying every offer as the last one. */
function listLeast(offers: readonly GridOffer[], most: number): number[] {
  const least = [0]
  for (let held = 1; held <= most; held++)
    least[held] = Math.min(
      ...offers.map(({ units, price }) => price + least[Math.max(0, held - units)]!),
      Number.POSITIVE_INFINITY,
    )
  return least
}

test('the least price of units is that of offers which hold them, less what these hold beyond is worth', () => {
  const random = makeRandom(8)
  const total = 60
  for (let round = 0; round < 200; round++) {
    // What can be missing, and used behind the horizon, is a multiple of what all offers are multiples of.
    const step = random(1, 4)
    const offers = [1, random(1, 9), random(1, 9)]
      .slice(0, random(0, 3))
      .map(steps => offerOf(step * steps, random(4, 40)))
    const behind = step * random(0, 3)
    // Not more than any of them asks for a unit.
    const worth =
      behind === 0 ? 0 : Math.min(40, ...offers.map(({ units, price }) => Math.floor(price / units)))
    const cover = new UnitCover(offers, listTrialSets([]), {
      ...NOTHING_BEHIND,
      total,
      behind,
      worthOf: units => worth * units,
    })
    const least = listLeast(offers, total + behind)
    for (let missing = 1; missing <= total; missing++) {
      const ways = least.slice(missing).map((price, beyond) => price - worth * beyond)
      expect(cover.costOf(missing, 0)).toBe(Math.min(...ways))
    }
    // More than enough, of which what is used behind the horizon is worth something.
    for (let more = 0; more < 20; more++)
      expect(cover.costOf(-more, 0)).toBe(0 - worth * Math.min(more, behind))
  }
})

test('trials that are left hold units once, and save something where they are not bought', () => {
  const trials = [offerOf(5, 2, 1), offerOf(3, 1, 2)]
  const cover = new UnitCover([offerOf(10, 9)], listTrialSets(trials), {
    ...NOTHING_BEHIND,
    total: 40,
    savingsOf: bits => (bits & 2 ? 4 : 0),
  })
  const costsOf = (left: number) => [5, 8, 18, 28, 40].map(missing => cover.costOf(missing, left))
  expect(costsOf(0)).toEqual([9, 9, 18, 27, 36])
  expect(costsOf(1)).toEqual([2, 9, 18, 27, 36])
  // Both of them hold 8: rather than save 4 for later.
  expect(costsOf(3)).toEqual([-2, 3, 12, 21, 32])
})

test('of numbers too many to tell apart the price is no more than the least, and hardly less', () => {
  const offers = [offerOf(1_000_003, 1000), offerOf(350_001, 400)]
  const total = 5_000_000
  const cover = new UnitCover(offers, listTrialSets([]), { ...NOTHING_BEHIND, total })
  const leastOf = (missing: number): number =>
    Math.min(
      ...[0, 1, 2, 3, 4, 5].map(
        large => 1000 * large + 400 * Math.max(0, Math.ceil((missing - 1_000_003 * large) / 350_001)),
      ),
    )
  const sizes = [1, 350_001, 350_002, 700_003, 1_000_003, 1_000_004, 1_350_004, 2_000_007, total]
  for (const missing of sizes.flatMap(size => [size - 10, size, size + 10]).filter(size => size > 0)) {
    if (missing > total) continue
    expect(cover.costOf(missing, 0)).toBeLessThanOrEqual(leastOf(missing))
    expect(cover.costOf(missing, 0)).toBeGreaterThanOrEqual(leastOf(Math.max(0, missing - 9)))
  }
})
