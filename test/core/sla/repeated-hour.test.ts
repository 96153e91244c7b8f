import { describe, expect, test } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import { formatInstant, instantAt } from '../../../src/core/instant.js'
import { findOneSidedHours } from '../../../src/core/sla/repeated-hour.js'
import { NO_REQUESTS, type SliceCounts, sliceOf } from '../../../src/core/sla/slice-counts.js'

const UTC = zoneOf('UTC')
const NEW_YORK = zoneOf('America/New_York')

/** Slices of five minutes with a request in each of the hours of 1 November 2026, UTC. */
const slicesIn = (...hours: number[]): SliceCounts[] =>
  hours.flatMap(hour =>
    Array.from({ length: 12 }, (_, i) => ({
      ...NO_REQUESTS,
      requests: 1,
      slice: sliceOf(UTC.toLocal(instantAt(Date.UTC(2026, 10, 1, hour, 5 * i))), 5),
    })),
  )

const find = (slices: readonly SliceCounts[], zone = UTC, logZone = NEW_YORK) =>
  findOneSidedHours(slices, 5, zone, logZone).map(({ from, to }) => [formatInstant(from), formatInstant(to)])

// At 06:00 UTC the clocks of New York go back from 2 to 1 o'clock.
describe('an hour that the clock of the log shows twice', () => {
  test('is told where its later pass alone is without a request', () => {
    expect(find(slicesIn(4, 5, 7))).toEqual([['2026-11-01T05:00:00Z', '2026-11-01T06:00:00Z']])
  })
  test('has its first and its last slice, and none beside them', () => {
    const [first, last] = [slicesIn(5)[0]!, slicesIn(5)[11]!]
    const alone = (...slices: SliceCounts[]) => find([...slicesIn(4), ...slices, ...slicesIn(7)])
    expect([alone(first), alone(last), alone(slicesIn(6)[0]!)].map(({ length }) => length)).toEqual([1, 1, 0])
    expect(alone(first, slicesIn(6)[0]!)).toEqual([])
    expect(alone(first, slicesIn(6)[11]!)).toEqual([])
  })
  test('is not told where both passes, neither, or the later one alone have requests', () => {
    expect(find(slicesIn(4, 5, 6, 7))).toEqual([])
    expect(find(slicesIn(4, 7))).toEqual([])
    expect(find(slicesIn(4, 6, 7))).toEqual([])
  })
  test('is not told where the log ends with its earlier pass', () => {
    expect(find(slicesIn(4, 5))).toEqual([])
    expect(find([])).toEqual([])
  })
  test('is not told where the clock that cuts slices is set back too: both passes share them', () => {
    expect(find(slicesIn(4, 5, 7), NEW_YORK)).toEqual([])
  })
})
