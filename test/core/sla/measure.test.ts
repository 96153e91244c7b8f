import { describe, expect, it } from 'vitest'
import { servicePeriodOf, zoneOf } from '../../../src/core/calendar.js'
import { instantAt, UTC } from '../../../src/core/instant.js'
import { measurePeriod } from '../../../src/core/sla/measure.js'
import { type SliceCounts, sliceOf } from '../../../src/core/sla/slice-counts.js'
import { parseInstant } from '../../../src/core/time-text.js'
import { findAgreement } from './agreements.js'

const OCTOBER = servicePeriodOf({ year: 2026, month: 10 })
const CHOICES = { unreached: 'error', rate: 'capped', failure: 'unreached' } as const
const ratios = findAgreement('kling')
const minutes = findAgreement('kong-konnect')

const failing = (slice: number): SliceCounts => ({
  slice,
  valid: 0,
  errors: 0,
  unreached: 2,
  excluded: 0,
  requests: 2,
})

describe('a service period', () => {
  const at = (text: string, length: number): number =>
    sliceOf(zoneOf('UTC').toLocal(parseInstant(text, UTC)!), length)
  it('takes in its first and last slice and leaves out what lies beside them', () => {
    const times = [
      '2026-09-30T23:59:59Z',
      '2026-10-01T00:00:00Z',
      '2026-10-31T23:59:59Z',
      '2026-11-01T00:00:00Z',
    ]
    const counts = (length: number) => ({
      slices: times.map(text => failing(at(text, length))),
      scheduled: [],
    })
    expect(measurePeriod(ratios, OCTOBER, counts(5), CHOICES, UTC)).toMatchObject({
      method: 'ratio-timeslices',
      totals: { unreached: 4 },
      coverage: { slicesWithRequests: 2 },
    })
    expect(measurePeriod(minutes, OCTOBER, counts(1), CHOICES, UTC)).toMatchObject({
      method: 'timeslices',
      downtimeMinutes: 2,
    })
  })
  it('does not depend on the zone when log and zone are shifted together', () => {
    const shanghai = zoneOf('Asia/Shanghai')
    const instants = Array.from(
      { length: 200 },
      (_, i) => parseInstant('2026-10-03T00:00:00Z', UTC)! + i * 777_777,
    )
    const inUtc = instants.map(millis => failing(sliceOf(zoneOf('UTC').toLocal(instantAt(millis)), 5)))
    const shifted = instants.map(millis =>
      failing(sliceOf(shanghai.toLocal(instantAt(millis - 8 * 3_600_000)), 5)),
    )
    const measure = (slices: SliceCounts[], zone = UTC) =>
      measurePeriod(ratios, OCTOBER, { slices, scheduled: [] }, CHOICES, zone)
    expect(measure(shifted, shanghai)).toEqual(measure(inUtc))
  })
})
