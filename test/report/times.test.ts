import { expect, test } from 'vitest'
import { zoneOf } from '../../src/core/calendar.js'
import { instantAt } from '../../src/core/instant.js'
import { showMinutes, showMoment, showSpan, showTime } from '../../src/report/times.js'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')
const at = (text: string) => instantAt(Date.parse(text))
const zone = zoneOf('Asia/Kathmandu')

test.each([
  [0, '0 min'],
  [1, '1 min'],
  [59, '59 min'],
  [60, '1 h'],
  [61, '1 h 1 min'],
  [120, '2 h'],
  [1439, '23 h 59 min'],
  [1440, '1 day'],
  [1500, '1 day 1 h'],
  [2881, '2 days 1 min'],
])('%i minutes are %s', (minutes, words) => {
  expect(plain(showMinutes(minutes))).toBe(words)
})

test('a moment and a stretch of time, on the clock of a zone', () => {
  const from = at('2026-10-18T20:25:00Z')
  expect(showTime(from, zone)).toBe('2026-10-19 02:10')
  expect(plain(showMoment(at('2026-10-18T20:25:07Z'), zone))).toBe('19 Oct 2026, 02:10:07')
  const span = (to: string, isYearKnown = false) => plain(showSpan(from, at(to), zone, isYearKnown))
  expect(span('2026-10-19T03:15:00Z')).toBe('19 Oct 2026, 02:10 to 09:00')
  expect(span('2026-10-19T18:15:00Z')).toBe('19 Oct 2026, 02:10 to 24:00')
  expect(span('2026-10-19T18:16:00Z')).toBe('19 Oct 2026, 02:10 to 20 Oct 2026, 00:01')
  expect(span('2026-10-20T18:15:00Z')).toBe('19 Oct 2026, 02:10 to 21 Oct 2026, 00:00')
  expect(span('2026-10-19T18:16:00Z', true)).toBe('19 Oct 02:10 to 20 Oct 00:01')
})

test('a stretch that ends when clocks are set back ends by the clock that it began by', () => {
  const span = (from: string, to: string, id = 'Europe/Berlin') =>
    plain(showSpan(at(from), at(to), zoneOf(id)))
  expect(span('2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z')).toBe('25 Oct 2026, 02:00 to 03:00')
  expect(span('2026-10-25T00:00:00Z', '2026-10-25T01:05:00Z')).toBe('25 Oct 2026, 02:00 to 02:05')
  expect(span('2026-03-29T00:30:00Z', '2026-03-29T01:00:00Z')).toBe('29 Mar 2026, 01:30 to 03:00')
  // Beirut's clocks go back from 24 to 23 o'clock.
  expect(span('2026-10-24T20:00:00Z', '2026-10-24T21:00:00Z', 'Asia/Beirut')).toBe(
    '24 Oct 2026, 23:00 to 24:00',
  )
})
