import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import type { Day } from '../../../src/core/instant.js'
import {
  assertOffers,
  calendarDays,
  daysCovered,
  daysFrom,
  endOfPurchase,
  listOpenOffers,
  unitPriceOf,
} from '../../../src/core/plan/offer.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { dayAt, HOUR, makeOffer, makeQuestion } from './questions.js'

/** The days of a plan whose third day, day 2, has 25 hours. */
const { startOf: longDay } = makeQuestion({ demand: [], offers: [], clocksBackOn: 2 })

describe('the days of a plan', () => {
  it('of a horizon that begins later are counted from its first', () => {
    const startOf = calendarDays(dayAt(0), 0 as Day, zoneOf('UTC'))
    expect([0, 1].map(daysFrom(startOf, 2))).toEqual([2, 3].map(startOf))
  })
})

describe('a held lot covers', () => {
  const covered = (from: number, until: number, startOf = dayAt as typeof longDay) => {
    const span = daysCovered(
      { ...makeQuestion({ demand: [], offers: [], held: [{ units: 1, from, until }] }).held[0]! },
      startOf,
    )
    return [span.from, span.until]
  }
  it('the days on which it is valid from the first instant to the last', () => {
    expect(covered(1, 3)).toEqual([1, 3])
    expect(covered(1 + HOUR, 3 - HOUR)).toEqual([2, 2])
    expect(covered(1 - HOUR, 3 + HOUR)).toEqual([1, 3])
    expect(covered(-5, 3)).toEqual([0, 3])
    expect(covered(-5, -1)).toEqual([0, 0])
  })
  it('a day of 25 hours only where it lasts to its end', () => {
    expect(covered(0, 3, longDay)).toEqual([0, 2])
    expect(covered(0, 3 + HOUR, longDay)).toEqual([0, 3])
    expect(covered(3, 6, longDay)).toEqual([3, 5])
  })
  it('a day of 23 hours also where a day of 24 would not be over', () => {
    const shortDay = (day: number) => dayAt(day - (day > 2 ? HOUR : 0))
    expect(covered(0, 3 - HOUR, shortDay)).toEqual([0, 3])
    expect(covered(3 - HOUR, 9, shortDay)).toEqual([3, 9])
  })
})

it('a purchase ends after its days of 24 hours, a day less where one has 25, and covers the day it is made', () => {
  const end = (days: number, day: number, startOf = dayAt as typeof longDay) =>
    endOfPurchase({ validityDays: days }, day, startOf)
  expect([end(3, 0), end(3, 4), end(1, 7)]).toEqual([3, 7, 8])
  expect([end(2, 0, longDay), end(3, 0, longDay), end(9, 1, longDay), end(3, 3, longDay)]).toEqual([
    2, 2, 9, 6,
  ])
  expect(end(1, 2, longDay)).toBe(3)
  // An hour that is won is no day more.
  expect(end(3, 0, day => dayAt(day - (day > 2 ? HOUR : 0)))).toBe(3)
})

it('a trial is open until it was used, and anything else for ever', () => {
  const offers = [
    { id: 'trial', price: 1, units: 4, days: 1, once: true },
    { id: 'other', price: 1, units: 4, days: 1, once: true },
    { id: 'lasting', price: 1, units: 4, days: 1 },
  ].map(makeOffer)
  expect(listOpenOffers(offers, ['trial', 'lasting']).map(({ id }) => id)).toEqual(['other', 'lasting'])
  expect(formatRatio(unitPriceOf(offers[0]!))).toBe('0.25')
})

it('offers without units or days, or of one id, are a bug', () => {
  const good = { id: 'a', price: 1, units: 1, days: 1 }
  const check = (...offers: readonly Parameters<typeof makeOffer>[0][]) => assertOffers(offers.map(makeOffer))
  expect(() => check(good, { ...good, id: 'b' })).not.toThrow()
  expect(() => check(good, good)).toThrow('two offers of one id')
  expect(() => check({ ...good, units: 0 })).toThrow('offer a holds no units')
  for (const days of [0, 1.5]) expect(() => check({ ...good, days })).toThrow('offer a is never valid')
})
