import { describe, expect, test } from 'vitest'
import { formatInstant, parseDay } from '../../src/core/instant.js'
import { ageOf, dateOf, isInForce, isToCome, type Source, startOfList } from '../../src/core/source.js'
import { at } from './rating/pricing.js'

const listOf = (published: string | null, from: string | null = null) => ({
  source: { published, retrieved: parseDay('2026-11-21')! } as Source,
  effectiveFrom: from === null ? null : parseDay(from),
  effectiveTo: null,
})

describe('the age of a list', () => {
  test.each([
    ['2026-09-20', null, 69],
    // Of a month or year the last day counts: it is at least so old.
    ['2026-04', null, 212],
    ['2025', null, 332],
    // A year that is not over ends with the day of reading.
    ['2026', null, 7],
    [null, null, 7],
    ['2026', '2026-09-20', 69],
  ])('of %s, in force from %s, is %s days', (published, from, days) => {
    expect(ageOf(listOf(published, from), at('2026-11-28'))).toBe(days)
  })
  test('is none before its date', () => {
    expect(ageOf(listOf('2026-09-20'), at('2026-09-19T23:59:59Z'))).toBeNull()
    expect(ageOf(listOf('2026-09-20'), at('2026-09-20'))).toBe(0)
  })
})

test('the date of a list is its own before that of its document', () => {
  expect([dateOf(listOf('2026', '2026-09-20')), dateOf(listOf('2026-04')), dateOf(listOf(null))]).toEqual([
    '2026-09-20',
    '2026-04',
    '2026-11-21',
  ])
  expect(isInForce(listOf(null, '2026-09-20'), at('2026-09-20'))).toBe(true)
  expect(isInForce(listOf(null, '2026-09-20'), at('2026-09-19T23:59:59.999Z'))).toBe(false)
})

test('a list applies from the first instant of its day, until the first one of the day that ends it', () => {
  const list = { ...listOf(null, '2026-09-20'), effectiveTo: parseDay('2026-10-01') }
  const times = ['2026-09-19T23:59:59.999Z', '2026-09-20', '2026-09-30T23:59:59.999Z', '2026-10-01'].map(at)
  expect(times.map(time => isInForce(list, time))).toEqual([false, true, true, false])
  expect(times.map(time => isToCome(list, time))).toEqual([true, false, false, false])
  expect(isToCome(listOf('2027'), at('2026-10-01'))).toBe(false)
})

test.each([
  ['2026', '2026-09-20', '2026-09-20T00:00:00Z'],
  ['2026-09-20', null, '2026-09-20T00:00:00Z'],
  ['2026-04', null, '2026-04-01T00:00:00Z'],
  ['2025', null, '2025-01-01T00:00:00Z'],
  [null, null, null],
])('a list of %s, in force from %s, began on %s at the earliest', (published, from, start) => {
  const found = startOfList(listOf(published, from))
  expect(found && formatInstant(found)).toBe(start)
})
