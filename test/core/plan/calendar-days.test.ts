import { expect, it } from 'vitest'
import { zoneOf } from '../../../src/core/calendar.js'
import { formatInstant } from '../../../src/core/instant.js'
import { calendarDays } from '../../../src/core/plan/offer.js'
import { at } from '../rating/pricing.js'

const daysFrom = (asOf: string, zone: string, ...days: number[]): string[] => {
  const clock = zoneOf(zone)
  const startOf = calendarDays(at(asOf), clock.toLocal(at(asOf)).day, clock)
  return days.map(day => formatInstant(startOf(day)))
}

it('each day of a plan begins at the time of day of the first, by the clock of the zone', () => {
  expect(daysFrom('2026-10-30T18:00:00Z', 'America/New_York', 0, 1, 2, 3)).toEqual([
    '2026-10-30T18:00:00Z',
    '2026-10-31T18:00:00Z',
    '2026-11-01T19:00:00Z',
    '2026-11-02T19:00:00Z',
  ])
  expect(daysFrom('2027-03-13T17:00:00Z', 'America/New_York', 1, 2)).toEqual([
    '2027-03-14T16:00:00Z',
    '2027-03-15T16:00:00Z',
  ])
})

it('a time of day that the clocks skip is that at which they go on', () => {
  // 02:30 by a clock that goes from 02:00 to 03:00.
  expect(daysFrom('2027-03-13T07:30:15Z', 'America/New_York', 1, 2)).toEqual([
    '2027-03-14T07:00:00Z',
    '2027-03-15T06:30:15Z',
  ])
})

it('the first day begins at the time asked, in the second pass of an hour, too', () => {
  expect(daysFrom('2026-11-01T06:30:00Z', 'America/New_York', 0, 1)).toEqual([
    '2026-11-01T06:30:00Z',
    '2026-11-02T06:30:00Z',
  ])
})
