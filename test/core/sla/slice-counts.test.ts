import { describe, expect, it } from 'vitest'
import { servicePeriodOf, zoneOf } from '../../../src/core/calendar.js'
import { type Day, formatInstant, parseDay, UTC } from '../../../src/core/instant.js'
import {
  measureCoverage,
  mergeSlices,
  type SliceCounts,
  sliceOf,
  slicesOf,
  slicesWithin,
  startOfSlice,
  sumCounts,
} from '../../../src/core/sla/slice-counts.js'
import { parseInstant } from '../../../src/core/time-text.js'

const day = (text: string): Day => parseDay(text)!
const entry = (slice: number, valid = 1): SliceCounts => ({
  slice,
  valid,
  errors: 0,
  unreached: 0,
  excluded: 0,
  requests: valid,
})
const berlin = zoneOf('Europe/Berlin')
const sliceAt = (text: string): number => sliceOf(berlin.toLocal(parseInstant(text, UTC)!), 5)

describe('the slices of a period', () => {
  it('are 12 × 24 × days by the letter, in months with a clock change too', () => {
    const lengths = [
      servicePeriodOf({ year: 2026, month: 3 }),
      servicePeriodOf({ year: 2026, month: 10 }),
      servicePeriodOf({ year: 2028, month: 2 }),
      { start: day('2026-03-17'), end: day('2026-03-31') },
    ].map(period => slicesOf(period, 5))
    expect(lengths.map(({ first, end }) => end - first)).toEqual([8928, 8928, 8352, 4320])
  })
  it('follow on from one month to the next', () => {
    const [october, november] = [10, 11].map(month => slicesOf(servicePeriodOf({ year: 2026, month }), 5))
    expect(october!.end).toBe(november!.first)
  })
  it('are shared by both passes of a repeated hour', () => {
    expect(sliceAt('2026-10-25T01:30:00Z')).toBe(sliceAt('2026-10-25T00:30:00Z'))
    expect(sliceAt('2026-10-25T02:00:00Z')).toBe(sliceAt('2026-10-25T00:59:59.999Z') + 1)
  })
  it('begin on the slice and end one millisecond before the next', () => {
    expect(sliceAt('2026-10-31T23:04:59.999Z')).toBe(sliceAt('2026-10-31T23:00:00Z'))
    expect(sliceAt('2026-10-31T23:05:00Z')).toBe(sliceAt('2026-10-31T23:00:00Z') + 1)
    const november = slicesOf(servicePeriodOf({ year: 2026, month: 11 }), 5)
    expect(sliceAt('2026-10-31T23:00:00Z')).toBe(november.first)
    expect(sliceAt('2026-10-31T22:59:59.999Z')).toBe(november.first - 1)
  })
  it('of a skipped hour have no start', () => {
    expect(
      startOfSlice(slicesOf({ start: day('2026-03-29'), end: day('2026-03-29') }, 5).first + 24, 5, berlin),
    ).toBeNull()
    expect(formatInstant(startOfSlice(sliceAt('2026-03-29T01:00:00Z'), 5, berlin)!)).toBe(
      '2026-03-29T01:00:00Z',
    )
  })
})

describe('a slice', () => {
  it('of which the clock skips the first half starts with the second', () => {
    const howe = zoneOf('Australia/Lord_Howe')
    const two = slicesOf({ start: day('2026-10-04'), end: day('2026-10-04') }, 60).first + 2
    expect(formatInstant(startOfSlice(two, 60, howe)!)).toBe('2026-10-03T15:30:00Z')
  })
})

describe('counts', () => {
  it('of one slice add up, and slices come in order of time', () => {
    expect(mergeSlices([entry(7), entry(3), entry(7, 4)])).toEqual([entry(3), entry(7, 5)])
    const inOrder = [entry(3), entry(7)]
    expect(mergeSlices(inOrder)).toBe(inOrder)
    expect(sumCounts([entry(3), entry(7, 5)])).toMatchObject({ valid: 6, requests: 6 })
  })
  it('outside a period are left out, its end excluded', () => {
    const range = { first: 3, end: 7 }
    expect(slicesWithin([entry(2), entry(3), entry(6), entry(7)], range)).toEqual([entry(3), entry(6)])
  })
})

describe('coverage', () => {
  const range = { first: 100, end: 110 }
  it('of no request is one gap over the whole period', () => {
    expect(measureCoverage([], range)).toEqual({
      slices: 10,
      slicesWithRequests: 0,
      first: null,
      last: null,
      longestGap: { first: 100, slices: 10 },
    })
  })
  it('counts the gaps at both ends of the period, the earliest of equal ones', () => {
    expect(measureCoverage([entry(103), entry(106)], range).longestGap).toEqual({ first: 100, slices: 3 })
    expect(measureCoverage([entry(101), entry(106)], range)).toMatchObject({
      first: 101,
      last: 106,
      longestGap: { first: 102, slices: 4 },
    })
    expect(measureCoverage([entry(100), entry(101)], range).longestGap).toEqual({ first: 102, slices: 8 })
  })
  it('of every slice has no gap', () => {
    const all = Array.from({ length: 10 }, (_, i) => entry(100 + i))
    expect(measureCoverage(all, range)).toMatchObject({ slicesWithRequests: 10, longestGap: { slices: 0 } })
  })
})
