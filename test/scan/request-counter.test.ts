import { describe, expect, it } from 'vitest'
import { type TimeZone, zoneOf } from '../../src/core/calendar.js'
import { type Instant, instantAt } from '../../src/core/instant.js'
import { sliceOf } from '../../src/core/sla/slice-counts.js'
import { RequestCounter } from '../../src/scan/request-counter.js'

const at = (text: string): Instant => instantAt(Date.parse(text))
const utc = zoneOf('UTC')
const window = (start: string, end: string) => ({
  start: at(start),
  end: at(end),
  reason: '',
  notifiedAt: null,
})

/** What one row of each kind counts as. */
function countOne(
  kind: 'received' | 'server-error' | 'unreached' | 'unreached-otherwise',
  isExcluded: boolean,
  isInWindow: boolean,
  method: 'ratio-timeslices' | 'timeslices',
) {
  const counter = new RequestCounter(
    5,
    isInWindow ? [window('2026-10-01T00:00:00Z', '2026-10-01T01:00:00Z')] : [],
    utc,
  )
  counter.add(counter.slotOf(null, kind, isExcluded), at('2026-10-01T00:00:00Z'))
  const { slices, scheduled } = counter.countsOf(null, method)
  const brief = ([one]: typeof slices) =>
    one && [one.valid, one.errors, one.unreached, one.excluded, one.requests].join(' ')
  return [brief(slices), brief(scheduled)]
}

describe('a row counts as valid, errors, unreached, excluded, requests', () => {
  const method = 'ratio-timeslices'
  it('by the mean of error rates: an exclusion makes an error no error, and what was received stays valid', () => {
    expect(countOne('received', false, false, method)).toEqual(['1 0 0 0 1', undefined])
    expect(countOne('received', true, true, method)).toEqual(['1 0 0 0 1', undefined])
    expect(countOne('server-error', false, false, method)).toEqual(['1 1 0 0 1', undefined])
    expect(countOne('server-error', true, false, method)).toEqual(['1 0 0 1 1', undefined])
    expect(countOne('server-error', false, true, method)[0]).toBe('1 0 0 1 1')
    expect(countOne('unreached', false, false, method)).toEqual(['0 0 1 0 1', undefined])
    expect(countOne('unreached', true, false, method)).toEqual(['0 0 0 1 1', undefined])
    expect(countOne('unreached', false, true, method)[0]).toBe('0 0 0 1 1')
    expect(countOne('unreached-otherwise', false, false, method)).toEqual(['0 0 0 0 1', undefined])
    expect(countOne('unreached-otherwise', true, true, method)).toEqual(['0 0 0 0 1', undefined])
  })
  it('by down slices: what is excluded speaks neither for nor against a slice', () => {
    expect(countOne('received', false, false, 'timeslices')).toEqual(['1 0 0 0 1', undefined])
    expect(countOne('received', true, false, 'timeslices')).toEqual(['0 0 0 0 1', undefined])
    expect(countOne('server-error', true, false, 'timeslices')).toEqual(['0 0 0 1 1', undefined])
    expect(countOne('unreached', true, true, 'timeslices')).toEqual(['0 0 0 1 1', undefined])
    expect(countOne('unreached-otherwise', false, false, 'timeslices')).toEqual(['0 0 0 0 1', undefined])
  })
  it('by down slices: failures in maintenance are kept apart, a success in it shows that the service was up', () => {
    expect(countOne('server-error', false, true, 'timeslices')).toEqual(['0 0 0 1 1', '1 1 0 0 1'])
    expect(countOne('unreached', false, true, 'timeslices')).toEqual(['0 0 0 1 1', '0 0 1 0 1'])
    expect(countOne('received', false, true, 'timeslices')).toEqual(['1 0 0 0 1', undefined])
  })
})

describe('maintenance', () => {
  const errorsAt = (windows: ReturnType<typeof window>[], times: string[]): number => {
    const counter = new RequestCounter(5, windows, utc)
    const slot = counter.slotOf(null, 'server-error', false)
    for (const time of times) counter.add(slot, at(time))
    return counter.countsOf(null, 'ratio-timeslices').slices.reduce((sum, { errors }) => sum + errors, 0)
  }
  it('covers its start and not its end, to the millisecond', () => {
    const windows = [window('2026-10-01T02:00:00Z', '2026-10-01T03:00:00Z')]
    expect(errorsAt(windows, ['2026-10-01T01:59:59.999Z'])).toBe(1)
    expect(errorsAt(windows, ['2026-10-01T02:00:00.000Z'])).toBe(0)
    expect(errorsAt(windows, ['2026-10-01T02:59:59.999Z'])).toBe(0)
    expect(errorsAt(windows, ['2026-10-01T03:00:00.000Z'])).toBe(1)
  })
  it('may overlap, touch, lie within another, and come in any order, as may the rows', () => {
    const windows = [
      window('2026-10-03T00:00:00Z', '2026-10-03T01:00:00Z'),
      window('2026-10-01T02:00:00Z', '2026-10-01T06:00:00Z'),
      window('2026-10-01T03:00:00Z', '2026-10-01T04:00:00Z'),
      window('2026-10-01T06:00:00Z', '2026-10-01T07:00:00Z'),
    ]
    const inside = ['2026-10-03T00:30:00Z', '2026-10-01T05:00:00Z', '2026-10-01T06:59:59Z']
    const outside = [
      '2026-10-01T01:00:00Z',
      '2026-10-02T00:00:00Z',
      '2026-10-01T07:00:00Z',
      '2026-10-04T00:00:00Z',
    ]
    expect(errorsAt(windows, inside)).toBe(0)
    expect(errorsAt(windows, [...outside, ...inside, ...outside.toReversed()])).toBe(8)
  })
})

describe('slices', () => {
  const zones = ['UTC', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Monrovia']
  it.each(zones)('are cells of the local clock in %s, whatever the order', name => {
    const zone: TimeZone = zoneOf(name)
    for (const minutes of [1, 5]) {
      const counter = new RequestCounter(minutes, [], zone)
      const slot = counter.slotOf('a', 'received', false)
      const expected = new Map<number, number>()
      for (let i = 0; i < 3000; i++) {
        const instant = instantAt(Date.UTC(2025, 11, 20) + ((i * 48_271) % 3000) * 9_000_017)
        counter.add(slot, instant)
        const slice = sliceOf(zone.toLocal(instant), minutes)
        expected.set(slice, (expected.get(slice) ?? 0) + 1)
      }
      const { slices } = counter.countsOf('a', 'ratio-timeslices')
      expect(new Map(slices.map(({ slice, requests }) => [slice, requests]))).toEqual(expected)
      expect(slices.map(({ slice }) => slice)).toEqual([...expected.keys()].sort((a, b) => a - b))
    }
  })
  it('of both passes of a repeated hour are the same', () => {
    const counter = new RequestCounter(5, [], zoneOf('Europe/Berlin'))
    const slot = counter.slotOf(null, 'received', false)
    counter.add(slot, at('2026-10-25T00:30:00Z'))
    counter.add(slot, at('2026-10-25T01:30:00Z'))
    expect(counter.countsOf(null, 'ratio-timeslices').slices).toMatchObject([{ requests: 2 }])
  })
})

it('accounts without a counted request are none', () => {
  const counter = new RequestCounter(5, [], utc)
  counter.slotOf('seen in a bad row only', 'received', false)
  for (const name of ['b', null, 'a'])
    counter.add(counter.slotOf(name, 'received', false), at('2026-10-01T00:00:00Z'))
  expect(counter.accounts()).toEqual([null, 'a', 'b'])
})
