import { expect, it } from 'vitest'
import {
  addToStock,
  countAll,
  countUntil,
  cutToUse,
  drawFromStock,
  NO_STOCK,
  type Stock,
} from '../../../src/core/plan/search/stock.js'
import { makeRandom } from './questions.js'

/** Units one by one, as the days before which they can be used, the first to expire first. */
const unitsOf = ({ ends, units }: Stock): number[] =>
  ends.flatMap((end, i) => Array<number>(units[i]!).fill(end))
const stockOf = (ends: readonly number[]): Stock =>
  ends.reduce((stock, end) => addToStock(stock, end, 1), NO_STOCK)

it('units are drawn first to expire first, and those that end with a day are gone on the next', () => {
  const random = makeRandom(3)
  for (let round = 0; round < 500; round++) {
    const day = random(0, 3)
    const held = Array.from({ length: random(0, 6) }, () => day + random(1, 4)).sort((a, b) => a - b)
    const stock = stockOf(held)
    expect(unitsOf(stock)).toEqual(held)
    expect(countAll(stock)).toBe(held.length)
    const end = random(0, 8)
    expect(countUntil(stock, end)).toBe(held.filter(one => one <= end).length)
    const use = random(0, 7)
    const left = drawFromStock(stock, use, day + 1)
    if (use > held.length) expect(left).toBeNull()
    else expect(unitsOf(left!)).toEqual(held.slice(use).filter(one => one > day + 1))
    for (const each of [stock, left ?? NO_STOCK]) {
      expect(each.ends).toEqual([...new Set(each.ends)])
      expect(each.units.every(units => units > 0)).toBe(true)
    }
  }
})

it('nothing more is no entry', () => {
  expect(addToStock(NO_STOCK, 3, 0)).toEqual(NO_STOCK)
  expect(addToStock(stockOf([3]), 2, 5)).toEqual({ ends: [2, 3], units: [5, 1] })
})

it('what can be used of a stock is what the days until each end use, unit by unit', () => {
  const random = makeRandom(4)
  for (let round = 0; round < 500; round++) {
    const demand = Array.from({ length: 8 }, () => random(0, 2))
    const usedBefore = Float64Array.from(demand, (_, day) =>
      demand.slice(0, day).reduce((sum, use) => sum + use, 0),
    )
    const day = random(0, 3)
    const held = Array.from({ length: random(0, 8) }, () => random(day + 1, 7)).sort((a, b) => a - b)
    // Each unit is taken if, with those taken that end no later, there is use for it before its end.
    const taken: number[] = []
    for (const end of held) if (taken.length < usedBefore[end]! - usedBefore[day]!) taken.push(end)
    expect(unitsOf(cutToUse(stockOf(held), day, usedBefore))).toEqual(taken)
  }
})
