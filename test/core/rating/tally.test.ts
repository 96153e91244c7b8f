import { expect, test } from 'vitest'
import { format } from '../../../src/core/quantity.js'
import { byCount, Tallies, totalOf } from '../../../src/core/rating/tally.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { price } from './pricing.js'

test('billed jobs alone cost and use something, each pool by itself', () => {
  const lipSync = price({ capability: 'lip-sync', duration: '5' }, { card: 'kling-units-2025' })
  const inDollars = price({ model: '3.0', resolution: '1080p', duration: '10' })
  const tallies = new Tallies()
  tallies.add(lipSync, 'billed', 1n)
  tallies.add(inDollars, 'billed', 3n)
  tallies.add(inDollars, 'not-billed', 20n)
  tallies.add(inDollars, 'pending', 400n)
  tallies.add(inDollars, 'billed', 2n)
  const { billed, notBilled, pending, cost, units } = totalOf(tallies.list())
  expect([billed, notBilled, pending]).toEqual([6n, 20n, 400n])
  const each = Number(formatRatio(lipSync.priceEach))
  expect(Number(formatRatio(cost))).toBeCloseTo(each + 5 * 1, 9)
  expect([...units].map(([pool, used]) => [pool, format(used)])).toEqual([
    [lipSync.rated.rate.pool, format(lipSync.unitsEach!)],
  ])
  expect(tallies.list()).toHaveLength(2)
})

test('what does the most jobs comes first', () => {
  const ways = [1n, 9n, 3n, 9n].map((count, i) => ({ count, i }))
  expect(ways.toSorted(byCount).map(({ i }) => i)).toEqual([1, 3, 2, 0])
})
