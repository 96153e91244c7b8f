import { describe, expect, test } from 'vitest'
import { scaleToGrid } from '../../../src/core/plan/search/scale-grid.js'
import { makeQuestion, type PlainLot } from './questions.js'

describe('what is used behind the horizon', () => {
  const gridOf = (...held: readonly PlainLot[]) =>
    scaleToGrid(
      makeQuestion({ demand: [1, 1], offers: [{ price: 9, units: 99, days: 6 }], held, after: 10 }),
      'pessimistic',
    ).grid
  const usesOf = (...held: readonly PlainLot[]) => {
    const { usedBefore } = gridOf(...held)
    return Array.from(usedBefore.subarray(1), (used, day) => used - usedBefore[day]!)
  }
  test('goes on as long as any lot lasts', () => {
    expect(usesOf()).toEqual([1, 1, 10, 10, 10, 10, 10, 10])
    expect(usesOf({ units: 5, from: 0, until: 10 })).toEqual([1, 1, ...Array(8).fill(10)])
  })
  test('is what lots do not serve that begin there, as late as they can', () => {
    const later = { units: 25, from: 3, until: 6 }
    expect(usesOf(later)).toEqual([1, 1, 10, 5, 0, 0, 10, 10])
    expect(usesOf({ units: 5, from: 0, until: 8 }, later)).toEqual([1, 1, 10, 5, 0, 0, 10, 10])
    // One that begins with it is in stock then.
    const lot = { units: 25, from: 2, until: 6 }
    expect(usesOf(lot)).toEqual([1, 1, 10, 10, 10, 10, 10, 10])
    expect(gridOf(lot).held).toMatchObject([{ units: 25, from: 2, until: 6 }])
  })
  test('is told apart by days for ten years at most', () => {
    const uses = usesOf({ units: 25, from: 3, until: 9000 })
    expect(uses).toHaveLength(2 + 3650)
    expect(uses.slice(-4)).toEqual([10, 5, 0, 0])
  })
})
