import { describe, expect, it } from 'vitest'
import { instantAt } from '../../../src/core/instant.js'
import { formatRatio } from '../../../src/core/ratio.js'
import type { AvailabilityMethod } from '../../../src/core/sla/agreement.js'
import type { Choices } from '../../../src/core/sla/measure.js'
import { findOutages } from '../../../src/core/sla/outages.js'
import { NO_REQUESTS, type SliceCounts } from '../../../src/core/sla/slice-counts.js'

const CHOICES: Choices = { unreached: 'error', rate: 'capped', failure: 'unreached' }
const MINUTES = 5
const startOf = (slice: number) => instantAt(slice * MINUTES)
/** Of a slice: how many requests arrived, how many of them failed, and how many did not arrive. */
const slice = (number: number, valid: number, errors: number, unreached = 0): SliceCounts => ({
  ...NO_REQUESTS,
  valid,
  errors,
  unreached,
  requests: valid + unreached,
  slice: number,
})
const find = (
  slices: readonly SliceCounts[],
  method: AvailabilityMethod = 'ratio-timeslices',
  choices: Partial<Choices> = {},
) =>
  findOutages({ method, sliceMinutes: MINUTES }, slices, { ...CHOICES, ...choices }, startOf).map(
    ({ start, end, slices: count, failed, errors, requests, lost }) => ({
      from: start / MINUTES,
      end,
      count,
      failed: `${failed} (${errors}) of ${requests}`,
      lost: formatRatio(lost, 4),
    }),
  )

describe('an outage', () => {
  it('is of slices in which one request in twenty failed, or more', () => {
    expect(find([slice(3, 100, 5)])).toEqual([
      { from: 3, end: 15 + MINUTES * 60_000, count: 1, failed: '5 (5) of 100', lost: '0.05' },
    ])
    expect(find([slice(3, 100, 4), slice(5, 9, 0)])).toEqual([])
  })
  it('goes on over one slice between, and not over two', () => {
    const [one] = find([slice(9, 10, 10), slice(7, 10, 5), slice(8, 100, 1)])
    expect(one).toMatchObject({ from: 7, count: 2, failed: '16 (16) of 120', lost: '1.51' })
    expect(find([slice(7, 10, 5), slice(9, 10, 5)])).toMatchObject([{ from: 7, count: 2 }])
    expect(find([slice(7, 10, 5), slice(10, 10, 5)])).toMatchObject([
      { from: 7, count: 1 },
      { from: 10, count: 1 },
    ])
  })
  it('has the requests that did not arrive as they are counted', () => {
    const slices = [slice(3, 8, 2, 2)]
    expect(find(slices)[0]!.failed).toBe('4 (2) of 10')
    expect(find(slices, 'ratio-timeslices', { unreached: 'ignore' })[0]!.failed).toBe('2 (2) of 8')
  })
  it('of uptime is of slices that were down, by what counts as down', () => {
    const down = [slice(3, 0, 0, 2), slice(4, 3, 3, 1)]
    expect(find(down, 'timeslices')).toMatchObject([{ count: 1, failed: '2 (0) of 2', lost: '1' }])
    expect(find(down, 'timeslices', { failure: '5xx' })).toMatchObject([
      { count: 2, failed: '6 (3) of 6', lost: '2' },
    ])
  })
})
