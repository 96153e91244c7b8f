import { expect, test } from 'vitest'
import type { GridOffer } from '../../../src/core/plan/search/grid.js'
import { listTrialSets } from '../../../src/core/plan/search/trial-sets.js'

const trial = (onceBit: number, units: number, price: number, validityDays: number): GridOffer =>
  ({ onceBit, units, price, validityDays }) as GridOffer

test('each trial is in half of the sets, the first of which is empty', () => {
  expect(listTrialSets([])).toEqual([{ bits: 0, units: 0, price: 0, longestDays: 0 }])
  expect(listTrialSets([trial(1, 100, 9, 30), trial(2, 1000, 97, 20)])).toEqual([
    { bits: 0, units: 0, price: 0, longestDays: 0 },
    { bits: 1, units: 100, price: 9, longestDays: 30 },
    { bits: 2, units: 1000, price: 97, longestDays: 20 },
    { bits: 3, units: 1100, price: 106, longestDays: 30 },
  ])
})
