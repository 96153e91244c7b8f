import { describe, expect, it } from 'vitest'
import { servicePeriodOf, zoneOf } from '../../../src/core/calendar.js'
import { formatInstant, UTC } from '../../../src/core/instant.js'
import { formatRatio, ratio, ZERO } from '../../../src/core/ratio.js'
import { framePeriod, type Judging, judgePeriod, type KnownFee } from '../../../src/core/sla/judge-period.js'
import type { MaintenanceWindow } from '../../../src/core/sla/maintenance.js'
import { type SliceCounts, slicesOf } from '../../../src/core/sla/slice-counts.js'
import { parseInstant } from '../../../src/core/time-text.js'
import { WEEKDAYS } from '../../../src/core/working-days.js'
import { findAgreement, TIERED } from './agreements.js'

const OCTOBER = servicePeriodOf({ year: 2026, month: 10 })
/** Slices of five minutes: 288 a day. */
const AGREEMENT = {
  ...findAgreement('kling'),
  ...TIERED,
  maintenance: { noticeHours: 24, clause: 'A' },
  nodeMinimum: { networks: 2, nodesEach: 2, clause: 'E5' },
}
const FIRST = slicesOf(OCTOBER, 5).first
const at = (text: string) => parseInstant(text, UTC)!

const judging = (asOf: string, more: Partial<Judging> = {}): Judging => ({
  choices: { unreached: 'error', rate: 'capped', failure: 'unreached' },
  workingDays: WEEKDAYS,
  asOf: at(asOf),
  zone: zoneOf('UTC'),
  keepsCounts: false,
  ...more,
})
/** A request in a slice of October, and whether it failed. */
const slice = (number: number, errors = 0): SliceCounts => ({
  slice: FIRST + number,
  valid: 1,
  errors,
  unreached: 0,
  excluded: 0,
  requests: 1,
})
const FREE: KnownFee = { fee: null, source: null, parts: [] }

const judge = (
  slices: readonly SliceCounts[],
  { asOf = '2026-12-01', nodes = null as readonly number[] | null, fee = FREE } = {},
) => {
  const how = judging(asOf)
  const frame = framePeriod(OCTOBER, AGREEMENT, [], nodes, how)
  return judgePeriod(null, frame, { slices, scheduled: [] }, fee, how)
}

describe('a period', () => {
  it('has what has passed of it, and the requests behind the slice in hand', () => {
    const slices = [0, 288, 289, 290, 291].map(number => slice(number))
    const { elapsed, elapsedWithRequests, requestsAhead, running, isAhead } = judge(slices, {
      asOf: '2026-10-02T00:07Z',
    })
    expect({ elapsed, elapsedWithRequests, requestsAhead, running, isAhead }).toEqual({
      elapsed: 289,
      elapsedWithRequests: 2,
      requestsAhead: 2,
      running: true,
      isAhead: false,
    })
    expect(judge(slices)).toMatchObject({ elapsed: 31 * 288, elapsedWithRequests: 5, requestsAhead: 0 })
    // Counts may have slices without any.
    const empty = { ...slice(2), valid: 0, requests: 0 }
    expect(judge([slice(1), empty], { asOf: '2026-10-20' }).elapsedWithRequests).toBe(1)
    expect(judge(slices, { asOf: '2026-09-30T23:59Z' })).toMatchObject({ elapsed: 0, isAhead: true })
    expect(judge(slices, { asOf: '2026-10-31T23:59Z' })).toMatchObject({ running: true })
  })
  it('says when its log begins and ends, and how long it says nothing', () => {
    const { coverage } = judge([slice(1), slice(288), slice(4 * 288)])
    const { first, last, longestGap } = coverage
    expect([first, last, longestGap!.from, longestGap!.to].map(time => formatInstant(time!))).toEqual([
      '2026-10-01T00:05:00Z',
      '2026-10-05T00:05:00Z',
      '2026-10-05T00:05:00Z',
      '2026-11-01T00:00:00Z',
    ])
    expect(judge([]).coverage).toMatchObject({ first: null, last: null })
    const all = Array.from({ length: 31 * 288 }, (_, number) => slice(number))
    expect(judge(all).coverage.longestGap).toBeNull()
  })
  it('has its five worst slices, the counts only where they are kept', () => {
    const slices = Array.from({ length: 7 }, (_, number) => slice(number, number === 0 ? 0 : 1))
    const { worst, counts } = judge(slices)
    expect(worst).toHaveLength(5)
    expect(worst.every(({ rate }) => formatRatio(rate) === '1')).toBe(true)
    expect(counts).toBeNull()
    const kept = judging('2026-12-01', { keepsCounts: true })
    const frame = framePeriod(OCTOBER, AGREEMENT, [], null, kept)
    expect(judgePeriod(null, frame, { slices, scheduled: [] }, FREE, kept).counts!.slices).toBe(slices)
  })
})

it('a slice that the clock skips begins when the next one does that it shows', () => {
  const march = servicePeriodOf({ year: 2026, month: 3 })
  const how = judging('2026-12-01', { zone: zoneOf('Europe/Berlin') })
  const frame = framePeriod(march, AGREEMENT, [], null, how)
  // At 02:00 on the 29th the clocks go on to 03:00.
  const skipped = slicesOf(march, 5).first + 28 * 288 + 24
  const counts = { slices: [{ ...slice(0, 1), slice: skipped }], scheduled: [] }
  expect(formatInstant(judgePeriod(null, frame, counts, FREE, how).worst[0]!.start)).toBe(
    '2026-03-29T01:00:00Z',
  )
})

describe('with too few nodes deployed', () => {
  // More than 5 % of the month is lost: 50 % of the fee, capped at 50 % of what no voucher paid.
  const lost = Array.from({ length: 500 }, (_, number) => slice(number, 1))
  const fee: KnownFee = {
    fee: { fee: ratio(1000n), voucherFee: ratio(600n), feeExcluded: ZERO },
    source: 'option',
    parts: [],
  }
  const claimFor = (nodes: readonly number[] | null) => {
    const { compensation, meetsNodeMinimum } = judge(lost, { nodes, fee })
    return [meetsNodeMinimum, formatRatio(compensation!.amount), compensation!.capped]
  }
  it('nothing can be claimed (E5), which no cap says', () => {
    expect(claimFor([2, 1])).toEqual([false, '0', false])
  })
  it('is not assumed', () => {
    expect(claimFor([2, 2])).toEqual([true, '200', true])
    expect(claimFor(null)).toEqual([null, '200', true])
  })
  it('or without a fee, no amount is known', () => {
    expect(judge(lost).compensation).toBeNull()
  })
})

it('declared windows are those of which a part lies in the period, and count if they were announced in time', () => {
  const window = (start: string, end: string, notifiedAt: string): MaintenanceWindow => ({
    start: at(start),
    end: at(end),
    reason: start,
    notifiedAt: at(notifiedAt),
  })
  const windows = [
    window('2026-09-30T23:00Z', '2026-10-01', '2026-09-01'),
    window('2026-09-30T23:00:00Z', '2026-10-01T00:01Z', '2026-09-29T23:00Z'),
    window('2026-10-31T23:59Z', '2026-11-02', '2026-10-31'),
    window('2026-11-01', '2026-11-02', '2026-09-01'),
  ]
  const frame = framePeriod(OCTOBER, AGREEMENT, windows, null, judging('2026-12-01'))
  expect(frame.windows.map(({ reason, counts }) => [reason, counts])).toEqual([
    ['2026-09-30T23:00:00Z', true],
    ['2026-10-31T23:59Z', false],
  ])
})
