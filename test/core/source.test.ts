import { describe, expect, test } from 'vitest'
import { parseDay } from '../../src/core/instant.js'
import { ageOf, dateOf, isInForce, type Source } from '../../src/core/source.js'
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
