import { expect, it } from 'vitest'
import { lowerBursts } from '../../../../src/core/plan/forecast/burst.js'
import { steps, weekly } from './histories.js'

it('a launch is lowered to three times its weekday, whatever other weekdays use', () => {
  const uses = weekly(70)
  uses[33] = 50_000 // a weekday that uses 300
  uses[40] = 900 // three times that is not a burst
  const calm = lowerBursts(steps(uses))
  expect(calm[33]).toBe(600n + 300n)
  expect(calm[40]).toBe(900n)
  expect(calm.toSpliced(33, 1)).toEqual(steps(uses).toSpliced(33, 1))
})
it('growth is no burst, nor is a new level that lasts', () => {
  const growing = steps(Array.from({ length: 200 }, (_, day) => Math.round(10 * 1.02 ** day)))
  expect(lowerBursts(growing)).toEqual(growing)
  const raised = steps(Array.from({ length: 200 }, (_, day) => (day < 100 ? 10 : 1000)))
  expect(lowerBursts(raised)).toEqual(raised)
})
it('sparse use has no bursts, nor has a history of four weeks', () => {
  const sparse = steps(Array.from({ length: 100 }, (_, day) => (day % 10 === 0 ? 500 : 0)))
  expect(lowerBursts(sparse)).toEqual(sparse)
  const short = steps([...weekly(27), 90_000])
  expect(lowerBursts(short)).toEqual(short)
})
it('a gap stays a gap, and is nothing to compare with', () => {
  const uses = weekly(70).map((use, day) => (day % 14 < 7 ? use : null))
  uses[28] = 50_000
  expect(lowerBursts(steps(uses))[28]).toBe(3000n)
  expect(lowerBursts(steps(uses))[7]).toBe(null)
})
