import { expect, it } from 'vitest'
import { medianOf, rankOf } from '../../../../src/core/plan/forecast/quantile.js'
import { ratio } from '../../../../src/core/ratio.js'
import { makeRandom } from '../questions.js'

it('a quantile is the value at rank ceil(n p): definition 1 of Hyndman and Fan', () => {
  expect(rankOf(ratio(1n, 10n), 1000)).toBe(99)
  expect(rankOf(ratio(1n, 2n), 1000)).toBe(499)
  expect(rankOf(ratio(9n, 10n), 1000)).toBe(899)
  expect(rankOf(ratio(1n, 2n), 5)).toBe(2)
  expect(rankOf(ratio(1n, 1_000_000n), 5)).toBe(0)
})

it('a quantile is the least value that the share asked is not above, as counted one by one', () => {
  const random = makeRandom(1)
  for (let round = 0; round < 300; round++) {
    const count = random(1, 30)
    const [num, den] = [BigInt(random(1, 40)), 41n]
    const values = Array.from({ length: count }, () => random(0, 10)).sort((a, b) => a - b)
    const least = values.find(value => {
      const notAbove = values.filter(other => other <= value).length
      return BigInt(notAbove) * den >= num * BigInt(count)
    })
    expect(values[rankOf(ratio(num, den), count)]).toBe(least)
  }
})

it('the median has as many at or below as at or above, and is the lower of two', () => {
  expect(medianOf([])).toBe(0n)
  expect(medianOf([4n])).toBe(4n)
  expect(medianOf([9n, 1n])).toBe(1n)
  const random = makeRandom(2)
  for (let round = 0; round < 200; round++) {
    const values = Array.from({ length: random(1, 12) }, () => BigInt(random(0, 9)))
    const median = medianOf(values)
    const half = values.length / 2
    expect(values).toContain(median)
    expect(values.filter(value => value <= median).length).toBeGreaterThanOrEqual(half)
    expect(values.filter(value => value < median).length).toBeLessThan(half)
  }
})
