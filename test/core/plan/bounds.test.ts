import { describe, expect, it } from 'vitest'
import { LowerBound } from '../../../src/core/plan/search/bounds.js'
import { scaleToGrid } from '../../../src/core/plan/search/scale-grid.js'
import { searchPlan } from '../../../src/core/plan/search/search.js'
import {
  makeQuestion,
  makeRandom,
  NEVER,
  type PlainLot,
  type PlainOffer,
  type PlainQuestion,
} from './questions.js'

interface Kind {
  /** How many periods of validity the offers have. */
  readonly validities: number
  readonly trials: number
  /** With a lot that is held, and begins within the horizon or was begun. */
  readonly held: 'later' | 'now' | null
  /** With amounts that have nothing in common, and too many positions for the bound to have them all. */
  readonly isRough: boolean
  readonly goesOn: boolean
}

function makeOf(seed: number, { validities, trials, held, isRough, goesOn }: Kind): PlainQuestion {
  const random = makeRandom(seed)
  const size = (units: number): number => (isRough && units > 0 ? units * 997 + random(0, 9) : units)
  const days = Array.from({ length: validities }, () => random(1, 12))
  return {
    demand: Array.from({ length: random(2, 25) }, () => size(Math.max(0, random(-10, 20)))),
    offers: Array.from(
      { length: 3 },
      (_, i): PlainOffer => ({
        price: random(5, 60),
        units: size(random(5, 60)),
        days: days[i % validities]!,
        once: i > 0 && i <= trials,
      }),
    ),
    held:
      held === null
        ? []
        : [{ units: size(random(1, 60)), from: held === 'now' ? 0 : random(1, 9), until: random(10, 20) }],
    ...(goesOn && { after: size(random(1, 9)) }),
  }
}

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed)

describe('what must still be paid is never less than the bound, which is reached in at least so many cases of 100', () => {
  it.each<[number, Partial<Kind> & Pick<Kind, 'validities' | 'trials'>]>([
    // Where all offers have one validity, every plan is a chain of lots, and the bound is the least cost.
    [100, { validities: 1, trials: 0 }],
    [100, { validities: 1, trials: 2 }],
    [97, { validities: 1, trials: 0, isRough: true }],
    [96, { validities: 1, trials: 2, isRough: true }],
    [90, { validities: 3, trials: 0 }],
    [88, { validities: 3, trials: 2 }],
    [84, { validities: 3, trials: 2, isRough: true }],
    [82, { validities: 1, trials: 0, held: 'later' }],
    [81, { validities: 3, trials: 2, held: 'later' }],
    [79, { validities: 3, trials: 2, held: 'later', isRough: true }],
    [86, { validities: 1, trials: 2, held: 'now' }],
    [91, { validities: 3, trials: 2, held: 'now' }],
    [83, { validities: 3, trials: 2, held: 'now', isRough: true }],
    [45, { validities: 3, trials: 2, held: 'now', goesOn: true }],
    [100, { validities: 1, trials: 0, goesOn: true }],
    [100, { validities: 1, trials: 2, goesOn: true }],
    [87, { validities: 1, trials: 2, goesOn: true, isRough: true }],
    [70, { validities: 3, trials: 0, goesOn: true }],
    [76, { validities: 3, trials: 2, goesOn: true }],
    [70, { validities: 3, trials: 2, goesOn: true, isRough: true }],
    [47, { validities: 1, trials: 0, goesOn: true, held: 'later' }],
    [43, { validities: 3, trials: 2, goesOn: true, held: 'later' }],
    [32, { validities: 3, trials: 2, goesOn: true, held: 'later', isRough: true }],
  ])('%i: %j', (least, kind) => {
    const plain = { held: null, isRough: false, goesOn: false } as const
    const tight = SEEDS.filter(seed => {
      const { grid, ties } = scaleToGrid(makeQuestion(makeOf(seed, { ...plain, ...kind })), 'pessimistic')
      const now = grid.held.find(({ from }) => from === 0)
      const until = now?.until ?? 0
      const usable = Math.min(now?.units ?? 0, grid.usedBefore[until]!)
      const bound = new LowerBound(grid).costFrom({ day: 0, usable, until, trialsBought: 0 })
      const { cost } = searchPlan(grid, null, NEVER).plan!
      expect(bound, `seed ${seed}`).toBeLessThanOrEqual(cost)
      return cost - bound < ties
    })
    expect(tight.length).toBeGreaterThanOrEqual(least)
  })
})

it('concurrency costs at least the cheapest chain of offers that give it on each day with use that no held lot gives it', () => {
  const question: PlainQuestion = {
    demand: [1, 0, 1, 1, 0, 1],
    offers: [
      { price: 3, units: 10, days: 1 },
      { price: 5, units: 10, days: 2 },
      { price: 1, units: 10, days: 9, limit: 4 },
    ],
    minimum: 5,
  }
  const costsOf = (held: readonly PlainLot[]): number[] => {
    const { grid } = scaleToGrid(makeQuestion({ ...question, held }), 'pessimistic')
    const bound = new LowerBound(grid)
    // The bound takes off the most that what is left can be worth: nothing, rounded up to 1.
    return [...question.demand, 0].map((_, day) => bound.costOfConcurrency(day) + 1)
  }
  expect(costsOf([])).toEqual([11, 8, 8, 6, 3, 3, 0])
  expect(costsOf([{ units: 1, from: 3, until: 4 }])).toEqual([9, 6, 6, 3, 3, 3, 0])
  expect(costsOf([{ units: 1, from: 3, until: 4, limit: 4 }])).toEqual([11, 8, 8, 6, 3, 3, 0])
})
