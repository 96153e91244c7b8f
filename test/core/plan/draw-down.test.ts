import { describe, expect, it } from 'vitest'
import { drawDownPlan, type Purchase } from '../../../src/core/plan/draw-down.js'
import { format, type Units } from '../../../src/core/quantity.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { HOUR, makeOffer, makeQuestion, type PlainLot } from './questions.js'

const bought = (units: number, days: number, day: number, limit: number | null = 3): Purchase => ({
  offer: makeOffer({ price: 1, units, days, limit }),
  day,
})

function outcomeOf(
  demand: readonly number[],
  held: readonly PlainLot[],
  purchases: readonly Purchase[] = [],
) {
  const question = makeQuestion({ demand, offers: [], held })
  const found = drawDownPlan(question.startOf, question.demand, question.held, purchases)
  const show = (units: readonly Units[]) => units.map(format).join(' ')
  const lots = [...found.held, ...found.purchases].map(({ used, forfeited, left }) =>
    show([used, forfeited, left]),
  )
  return {
    lots,
    shortDay: found.shortDay,
    uncovered: show(found.uncovered),
    limits: found.limits,
    limitsInUse: found.limitsInUse,
    closing: show(found.closing),
    expiring: show(found.expiring),
    leftovers: found.leftovers.map(({ units, days }) => `${formatRatio(units)} for ${days}`),
  }
}

describe('a plan is drawn down', () => {
  it('first to expire first, from held lots and from bought ones', () => {
    const held = [{ units: 4, from: 0, until: 2, limit: 7 }]
    expect(outcomeOf([3, 3, 3], held, [bought(5, 2, 1)])).toEqual({
      lots: ['4 0 0', '5 0 0'],
      shortDay: null,
      uncovered: '0 0 0',
      limits: [7, 7, 3],
      limitsInUse: [7, 3, 3],
      closing: '1 3 0',
      expiring: '0 0 0',
      leftovers: [],
    })
  })
  it('of two that expire together first to begin first', () => {
    const held = [
      { units: 4, from: 0, until: 3 },
      { units: 4, from: -1, until: 3 },
    ]
    expect(outcomeOf([5], held).lots).toEqual(['1 0 3', '4 0 0'])
  })
  it('and what expires is lost, and what nothing covers is short from the first such day on', () => {
    expect(outcomeOf([1, 5, 6], [{ units: 4, from: 0, until: 1, limit: null }])).toEqual({
      lots: ['1 3 0'],
      shortDay: 1,
      uncovered: '0 5 6',
      limits: [null, null, null],
      limitsInUse: [null, null, null],
      closing: '0 0 0',
      expiring: '3 0 0',
      leftovers: [],
    })
  })
  it('and what expires with the last day is lost as on any other', () => {
    expect(outcomeOf([1, 1], [{ units: 9, from: 0, until: 2 }], [bought(9, 1, 1)])).toMatchObject({
      lots: ['2 7 0', '0 9 0'],
      closing: '8 0',
      expiring: '0 16',
      leftovers: [],
    })
  })
  it('a lot that is used up on a day still limits its last task, and no other does that was used up before', () => {
    const held = [
      { units: 1, from: 0, until: 2, limit: 9 },
      { units: 2, from: 0, until: 3, limit: 5 },
      { units: 1, from: 0, until: 4, limit: 1 },
    ]
    const { limits, limitsInUse } = outcomeOf([3, 1], held)
    expect([limits, limitsInUse]).toEqual([
      [9, 9],
      [5, 1],
    ])
  })
  it('and what can be used behind its last day is left, by whole days, whenever within a day it expires', () => {
    const held = [
      { units: 9, from: 0, until: 5 },
      { units: 7, from: 0, until: 2 + HOUR },
      { units: 5, from: 2, until: 3 },
      { units: 3, from: 2 + HOUR, until: 9 },
      { units: 1, from: 0, until: 2 },
    ]
    const { lots, closing, expiring, leftovers } = outcomeOf([1, 3], held)
    expect(lots).toEqual(['0 0 9', '3 0 4', '0 0 5', '0 0 3', '1 0 0'])
    expect([closing, expiring]).toEqual(['16 13', '0 0'])
    expect(leftovers).toEqual(['4 for 0', '5 for 1', '9 for 3'])
  })
})

it('a purchase begins with its day and lasts for its days', () => {
  expect(outcomeOf([1, 1, 1, 1], [], [bought(9, 2, 1)])).toMatchObject({
    lots: ['2 7 0'],
    shortDay: 0,
    uncovered: '1 0 0 1',
    closing: '0 8 0 0',
    expiring: '0 0 7 0',
  })
})
