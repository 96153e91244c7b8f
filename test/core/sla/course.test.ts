import { describe, expect, test } from 'vitest'
import { formatRatio, ratio } from '../../../src/core/ratio.js'
import { followPeriod } from '../../../src/core/sla/course.js'
import { NO_REQUESTS, type SliceCounts } from '../../../src/core/sla/slice-counts.js'

const CHOICES = { unreached: 'error', rate: 'capped', failure: 'unreached' } as const
const slice = (number: number, counts: Partial<SliceCounts>): SliceCounts => ({
  ...NO_REQUESTS,
  requests: 1,
  ...counts,
  slice: number,
})
const daysFrom = (first: number, days: number, sliceMinutes = 5) => {
  const perDay = 1440 / sliceMinutes
  return { first: first * perDay, end: (first + days) * perDay }
}
const follow = (slices: readonly SliceCounts[], days: number, scheduled: readonly SliceCounts[] = []) =>
  followPeriod('ratio-timeslices', daysFrom(100, days), 5, { slices, scheduled }, CHOICES)
const sumOf = ({ num, den }: { num: bigint; den: bigint }) => formatRatio(ratio(num, den))

describe('the course of a period', () => {
  test('has a stretch for each day, with the rates of its own slices and no others', () => {
    const first = 100 * 288
    const { minutesEach, slicesEach, stretches } = follow(
      [
        slice(first, { valid: 4, errors: 1 }),
        slice(first + 287, { valid: 4, errors: 2 }),
        slice(first + 288, { valid: 4 }),
        slice(first + 31 * 288 - 1, { unreached: 1 }),
      ],
      31,
    )
    expect([minutesEach, slicesEach, stretches.length]).toEqual([1440, 288, 31])
    expect(stretches.map(({ slicesWithRequests }) => slicesWithRequests)).toEqual([
      2,
      1,
      ...Array<number>(28).fill(0),
      1,
    ])
    expect(stretches.map(({ rateSum }) => sumOf(rateSum)).filter(sum => sum !== '0')).toEqual(['0.75', '1'])
  })
  test.each([
    [31, 5, 1440],
    [8, 5, 1440],
    [7, 5, 240],
    [6, 5, 240],
    [5, 5, 180],
    [4, 5, 180],
    [3, 5, 120],
    [2, 5, 120],
    [1, 5, 60],
    [1, 1, 60],
    [1, 96, 480],
    [1, 360, 360],
    [1, 720, 720],
    [7, 1440, 1440],
  ])('of %i days and slices of %i minutes is cut into stretches of %i', (days, sliceMinutes, minutes) => {
    const range = daysFrom(100, days, sliceMinutes)
    const empty = { slices: [], scheduled: [] }
    const { minutesEach, slicesEach, stretches } = followPeriod(
      'ratio-timeslices',
      range,
      sliceMinutes,
      empty,
      CHOICES,
    )
    expect(minutesEach).toBe(minutes)
    expect(slicesEach * stretches.length).toBe(range.end - range.first)
    expect(stretches.length).toBeLessThanOrEqual(44)
  })
  test('of uptime counts slices that were down, and knows those in maintenance as not silent', () => {
    const first = 100 * 1440
    const course = followPeriod(
      'timeslices',
      daysFrom(100, 31, 1),
      1,
      {
        slices: [slice(first, { unreached: 2 }), slice(first + 1, { valid: 1, unreached: 9 })],
        scheduled: [slice(first + 1440, { unreached: 5 })],
      },
      CHOICES,
    )
    expect(course.stretches.slice(0, 2)).toEqual([
      { slicesWithRequests: 2, rateSum: { num: 1n, den: 1n } },
      { slicesWithRequests: 1, rateSum: { num: 0n, den: 1n } },
    ])
  })
})
