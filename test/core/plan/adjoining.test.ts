import { expect, it } from 'vitest'
import { joinAdjoining } from '../../../src/core/plan/adjoining.js'
import { drawDownPlan } from '../../../src/core/plan/draw-down.js'
import { drawWhole } from '../../random.js'
import { dayAt, makeQuestion, type PlainLot } from './questions.js'

const FIRST = { units: 300, from: 0, until: 2.5 }
const SECOND = { units: 900, from: 2.5, until: 6 }

/** By day, what no held lot covers, of 100 units a day. */
function listUncovered(lots: readonly PlainLot[], minimum: number | null = null): string[] {
  const { demand, held } = makeQuestion({ demand: [100, 100, 100, 100], offers: [], held: lots })
  const joined = joinAdjoining(dayAt, demand, held, minimum)
  return drawDownPlan(dayAt, demand, joined, []).uncovered.map(String)
}

it('a day between two held lots is covered where what the first has left would do for all of it', () => {
  const covered = listUncovered([{ ...FIRST, until: 4 }])
  const [none, all] = [covered[0]!, covered[3]!]
  expect(listUncovered([FIRST, SECOND])).toEqual([none, none, none, none])
  expect(listUncovered([SECOND, FIRST])).toEqual([none, none, none, none])
  expect(listUncovered([{ ...FIRST, units: '299.99' }, SECOND])[2]).toBe(all)
  expect(listUncovered([FIRST, { ...SECOND, from: 2.6 }])[2]).toBe(all)
  expect(listUncovered([{ ...FIRST, until: 2.7 }, SECOND])[2]).toBe(none)
})

it('two lots may end within that day, and serve it between them', () => {
  const parts = [90, 210].map(units => ({ ...FIRST, units }))
  expect(new Set(listUncovered([...parts, SECOND])).size).toBe(1)
  expect(new Set(listUncovered([parts[0]!, { ...parts[1]!, until: 2.4 }, SECOND])).size).toBe(2)
})

it('it may be the first day or the last, and the first lot may begin with it', () => {
  const last = { units: 900, until: 9 }
  const isAll = (...lots: readonly PlainLot[]) => new Set(listUncovered(lots)).size === 1
  expect(isAll({ units: 100, from: -1, until: 0.5 }, { ...last, from: 0.5 })).toBe(true)
  expect(isAll({ units: 400, from: 0, until: 3.5 }, { ...last, from: 3.5 })).toBe(true)
  const begun = { units: 200, from: 0, until: 2 }
  expect(isAll(begun, { units: 100, from: 2, until: 2.5 }, { ...last, from: 2.5 })).toBe(true)
  expect(isAll(begun, { units: 99, from: 2, until: 2.5 }, { ...last, from: 2.5 })).toBe(false)
  // Behind the horizon there is no such day.
  expect(isAll({ units: 500, from: 0, until: 4.5 }, { ...last, from: 4.5 })).toBe(true)
})

it('of several such days each is served by what those before it leave', () => {
  const chain = (units: number): PlainLot[] => [
    { units: 900, from: 1.5, until: 9 },
    { units, from: 0.5, until: 1.5 },
    { units: 100, from: -1, until: 0.5 },
  ]
  expect(new Set(listUncovered(chain(200))).size).toBe(1)
  const [first, second] = listUncovered(chain(199))
  expect(first).not.toBe(second)
})

it('a day that another lot covers is left to it', () => {
  const { demand, held } = makeQuestion({
    demand: [100, 100, 100, 100],
    offers: [],
    held: [FIRST, SECOND, { units: 1000, from: 0, until: 9 }],
  })
  expect(joinAdjoining(dayAt, demand, held, null)).toEqual(held)
})

it('the first has to give the concurrency that is asked for', () => {
  expect(new Set(listUncovered([{ ...FIRST, limit: 3 }, SECOND], 3)).size).toBe(1)
  expect(new Set(listUncovered([{ ...FIRST, limit: 3 }, SECOND], 4)).size).toBe(2)
  expect(new Set(listUncovered([{ ...FIRST, limit: null }, SECOND], 1)).size).toBe(2)
})

it('whatever is covered is covered at whichever hours of its days the units are used', () => {
  const draw = drawWhole(61)
  const upTo = (most: number) => draw() % most
  let covered = 0
  for (let run = 0; run < 2000; run++) {
    const lots = Array.from({ length: 2 + upTo(4) }, (): PlainLot => {
      const from = upTo(10) / 2 - 0.5
      return { units: upTo(8), from, until: from + (1 + upTo(6)) / 2 }
    })
    const uses = Array.from({ length: 5 }, () => upTo(3))
    const { demand, held } = makeQuestion({ demand: uses, offers: [], held: lots })
    const joined = joinAdjoining(dayAt, demand, held, null)
    if (drawDownPlan(dayAt, demand, joined, []).shortDay !== null) continue
    if (drawDownPlan(dayAt, demand, held, []).shortDay !== null) covered++
    const left = lots.map(({ units }) => Number(units))
    for (const at of uses.flatMap((use, day) =>
      Array.from({ length: use }, () => day + upTo(4) / 4).sort(),
    )) {
      const [payer] = lots
        .flatMap((lot, i) => (left[i]! > 0 && lot.from <= at && at < lot.until ? [i] : []))
        .sort((a, b) => lots[a]!.until - lots[b]!.until || lots[a]!.from - lots[b]!.from)
      expect(payer, JSON.stringify({ lots, uses, at })).toBeDefined()
      left[payer!]!--
    }
  }
  expect(covered).toBeGreaterThan(20)
})
