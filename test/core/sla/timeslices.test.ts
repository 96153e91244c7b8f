import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { servicePeriodOf, zoneOf } from '../../../src/core/calendar.js'
import { formatInstant, instantAt, MILLIS_PER_DAY, UTC, type Zone } from '../../../src/core/instant.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { type FailureChoice, isDown, measureUptime } from '../../../src/core/sla/availability/timeslices.js'
import { findSharedIncidents, meetsNodeMinimum } from '../../../src/core/sla/eligibility.js'
import { covers, isNoticed } from '../../../src/core/sla/maintenance.js'
import { type SliceCounts, slicesOf } from '../../../src/core/sla/slice-counts.js'
import { parseInstant } from '../../../src/core/time-text.js'
import { TIERED } from './agreements.js'

const OCTOBER = slicesOf(servicePeriodOf({ year: 2026, month: 10 }), 1)
const TERMS = {
  commitment: null,
  tiers: [],
  sliceMinutes: 1,
  claim: {
    opensAfterWorkingDay: null,
    closesAfterMonths: 1,
    ticketHours: 24,
    processedWithinDays: 45,
    requirements: [],
    clause: 'C',
  },
}

/** Counts of a minute of October, by its number in the month. */
const minute = (offset: number, counts: Partial<SliceCounts>): SliceCounts => ({
  slice: OCTOBER.first + offset,
  valid: 0,
  errors: 0,
  unreached: 0,
  excluded: 0,
  requests: (counts.valid ?? 0) + (counts.unreached ?? 0),
  ...counts,
})
const DOWN = { unreached: 3 }
const UP = { valid: 1, unreached: 3 }
const measure = (
  slices: readonly SliceCounts[],
  {
    failure = 'unreached',
    scheduled = [],
    zone = UTC,
    terms = TERMS,
  }: {
    failure?: FailureChoice
    scheduled?: readonly SliceCounts[]
    zone?: Zone
    terms?: Parameters<typeof measureUptime>[0]
  } = {},
) => measureUptime(terms, OCTOBER, { slices, scheduled }, failure, zone)

describe('maintenance', () => {
  /** An answer of 5XX within maintenance, as counts hold it: set aside, and apart. */
  const set = {
    judged: minute(0, { unreached: 1, excluded: 1, requests: 2 }),
    apart: minute(0, { valid: 1, errors: 1 }),
  }

  it('sets no answer aside that is no failure: it was an attempt that connected', () => {
    const { downtimeMinutes, scheduledMinutes, totals } = measure([set.judged], { scheduled: [set.apart] })
    expect({ downtimeMinutes, scheduledMinutes }).toEqual({ downtimeMinutes: 0, scheduledMinutes: 0 })
    expect(totals).toEqual({ valid: 1, errors: 1, unreached: 1, excluded: 0, requests: 2 })
  })

  it('sets it aside where an answer of 5XX is a failure', () => {
    const { downtimeMinutes, totals } = measure([set.judged], { scheduled: [set.apart], failure: '5xx' })
    expect(downtimeMinutes).toBe(1)
    expect(totals.excluded).toBe(1)
  })
})

describe('a minute', () => {
  it('is down when every attempt in it failed to connect', () => {
    expect(isDown(minute(0, DOWN), 'unreached')).toBe(true)
  })
  it('with one success is not down', () => {
    expect(isDown(minute(0, UP), 'unreached')).toBe(false)
  })
  it('without an attempt is not down', () => {
    expect(isDown(minute(0, {}), 'unreached')).toBe(false)
    expect(isDown(minute(0, {}), '5xx')).toBe(false)
  })
  it('of server errors alone is down only when they count as failures', () => {
    expect(isDown(minute(0, { valid: 2, errors: 2, unreached: 1 }), 'unreached')).toBe(false)
    expect(isDown(minute(0, { valid: 2, errors: 2, unreached: 1 }), '5xx')).toBe(true)
    expect(isDown(minute(0, { valid: 2, errors: 1 }), '5xx')).toBe(false)
  })
  it('whose only rows were dropped (excluded, or failed by others) is not down', () => {
    expect(isDown(minute(0, { excluded: 4, requests: 9 }), 'unreached')).toBe(false)
    expect(isDown(minute(0, { excluded: 4, requests: 9 }), '5xx')).toBe(false)
  })
})

describe('uptime', () => {
  it('is the minutes of the month less those down, of the minutes of the month', () => {
    const result = measure([minute(0, DOWN), minute(1, UP), minute(9, DOWN)])
    expect(result).toMatchObject({
      minutes: 44_640,
      downtimeMinutes: 2,
      verdict: null,
      tier: null,
      toNextTier: null,
    })
    expect(formatRatio(result.uptime!)).toBe(formatRatio({ num: 100n * 44_638n, den: 44_640n }))
  })
  it('without an attempt is not known', () => {
    expect(measure([])).toMatchObject({ uptime: null, verdict: null, bounds: null })
    expect(measure([], { terms: { ...TERMS, ...TIERED } }).verdict).toBe('no-data')
    expect(measure([minute(0, { excluded: 1, requests: 1 })]).uptime).toBeNull()
  })
  it("with the customer's tiers has a verdict and a tier, decided to the minute", () => {
    const terms = { ...TERMS, ...TIERED }
    // 0.1 % of 44,640 minutes is 44.64.
    const down = (minutes: number) =>
      measure(
        Array.from({ length: minutes }, (_, i) => minute(i, DOWN)),
        { terms },
      )
    expect(down(44).verdict).toBe('met')
    expect(down(45)).toMatchObject({ verdict: 'missed', tier: { percent: '10' } })
    expect(formatRatio(down(44).toNextTier!)).toBe('0.64')
  })
  it('tells what the other reading of a failure gives, when it differs', () => {
    const slices = [minute(0, DOWN), minute(1, { valid: 1, errors: 1 })]
    expect(measure(slices).sensitivity).toMatchObject([{ choice: 'failure=5xx', downtimeMinutes: 2 }])
    expect(measure(slices, { failure: '5xx' }).sensitivity).toMatchObject([
      { choice: 'failure=unreached', downtimeMinutes: 1 },
    ])
    expect(measure([minute(0, DOWN)]).sensitivity).toEqual([])
  })
  it('is bounded below by every minute without an attempt having been down', () => {
    const { bounds } = measure([minute(0, UP)])
    expect(formatRatio(bounds!.lowest, 6)).toBe(formatRatio({ num: 100n, den: 44_640n }, 6))
    expect(formatRatio(bounds!.highest)).toBe('100')
  })
  it('never rises when more attempts fail', () => {
    const counts = fc.array(fc.record({ valid: fc.nat(2), unreached: fc.nat(2) }), {
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(counts, fc.nat(), (minutes, pick) => {
        const changed = pick % minutes.length
        const worse = minutes.map((entry, i) =>
          i === changed && entry.valid > 0
            ? { valid: entry.valid - 1, unreached: entry.unreached + 1 }
            : entry,
        )
        const down = (all: typeof minutes) => measure(all.map((entry, i) => minute(i, entry))).downtimeMinutes
        expect(down(worse)).toBeGreaterThanOrEqual(down(minutes))
      }),
      { seed: 13 },
    )
  })
})

describe('scheduled downtime', () => {
  it('is the minutes that were down but for the maintenance', () => {
    const scheduled = [minute(1, DOWN), minute(2, UP), minute(3, DOWN)]
    const result = measure([minute(0, DOWN), minute(3, { valid: 1 })], { scheduled })
    expect(result).toMatchObject({ downtimeMinutes: 1, scheduledMinutes: 1 })
  })
  it('does not hide a minute that failed outside the window too', () => {
    expect(measure([minute(0, DOWN)], { scheduled: [minute(0, DOWN)] })).toMatchObject({
      downtimeMinutes: 1,
      scheduledMinutes: 0,
    })
  })
})

describe('notice of maintenance', () => {
  const start = parseInstant('2026-10-10T00:00:00Z', UTC)!
  const window = (notifiedAt: number | null) => ({
    start,
    end: instantAt(start + 3_600_000),
    reason: 'upgrade',
    notifiedAt: notifiedAt === null ? null : instantAt(notifiedAt),
  })
  const terms = { noticeHours: 24, clause: 'A' }
  it('of exactly 24 hours is enough, one millisecond less is not', () => {
    expect(isNoticed(window(start - MILLIS_PER_DAY), terms)).toBe(true)
    expect(isNoticed(window(start - MILLIS_PER_DAY + 1), terms)).toBe(false)
  })
  it('that is not recorded is none where hours are asked for, and enough where they are not', () => {
    expect(isNoticed(window(null), terms)).toBe(false)
    expect(isNoticed(window(null), { noticeHours: null, clause: '2.2(i)' })).toBe(true)
  })
  it('covers the start of its window and not the end', () => {
    expect(covers(window(null), start)).toBe(true)
    expect(covers(window(null), instantAt(start + 3_599_999))).toBe(true)
    expect(covers(window(null), instantAt(start + 3_600_000))).toBe(false)
    expect(covers(window(null), instantAt(start - 1))).toBe(false)
  })
})

describe('incidents', () => {
  it('are minutes down without a break, each with its ticket deadline 24 hours after the start', () => {
    const { incidents } = measure([minute(5, DOWN), minute(6, DOWN), minute(8, DOWN)])
    expect(
      incidents.map(({ start, end, minutes }) => [formatInstant(start), formatInstant(end), minutes]),
    ).toEqual([
      ['2026-10-01T00:05:00Z', '2026-10-01T00:07:00Z', 2],
      ['2026-10-01T00:08:00Z', '2026-10-01T00:09:00Z', 1],
    ])
    expect(formatInstant(incidents[0]!.ticketBy!)).toBe('2026-10-02T00:05:00Z')
  })
  it('have no ticket deadline where the agreement asks for no ticket', () => {
    const terms = { ...TERMS, claim: { ...TERMS.claim, ticketHours: null } }
    expect(measure([minute(5, DOWN)], { terms }).incidents[0]!.ticketBy).toBeNull()
  })
  it('are told in instants of the zone, and go on over an hour that its clock skips', () => {
    const march = slicesOf(servicePeriodOf({ year: 2026, month: 3 }), 1)
    const at = (offset: number) => ({ ...minute(0, DOWN), slice: march.first + offset })
    // 29 March: 01:59 is followed by 03:00.
    const skip = 28 * 1440 + 119
    const { incidents } = measureUptime(
      TERMS,
      march,
      { slices: [at(skip), at(skip + 61)], scheduled: [] },
      'unreached',
      zoneOf('Europe/Berlin'),
    )
    expect(incidents).toHaveLength(1)
    expect(formatInstant(incidents[0]!.start)).toBe('2026-03-29T00:59:00Z')
    expect(formatInstant(incidents[0]!.end)).toBe('2026-03-29T01:01:00Z')
    expect(incidents[0]!.minutes).toBe(2)
  })
  it('of two services are shared when they have time in common; touching is not enough', () => {
    const first = measure([minute(5, DOWN), minute(6, DOWN), minute(20, DOWN)]).incidents
    const second = measure([minute(6, DOWN), minute(7, DOWN), minute(21, DOWN)]).incidents
    expect(findSharedIncidents(first, second)).toEqual([{ first: first[0], second: second[0] }])
    expect(findSharedIncidents(second, first)).toEqual([{ first: second[0], second: first[0] }])
  })
})

describe('the least deployment', () => {
  const minimum = { networks: 2, nodesEach: 2, clause: 'E5' }
  it('is two nodes in each of two networks; more networks, however small, do no harm', () => {
    expect(
      [
        [2, 2],
        [3, 2],
        [2, 2, 1],
      ].map(nodes => meetsNodeMinimum(nodes, minimum)),
    ).toEqual([true, true, true])
    expect([[4], [2, 1], [1, 1, 1, 1], []].map(nodes => meetsNodeMinimum(nodes, minimum))).toEqual([
      false,
      false,
      false,
      false,
    ])
  })
})

describe('slices longer than a minute', () => {
  it('count with all their minutes, in every figure', () => {
    const range = slicesOf(servicePeriodOf({ year: 2026, month: 10 }), 5)
    const slice = (offset: number, counts: Partial<SliceCounts>): SliceCounts => ({
      ...minute(0, counts),
      slice: range.first + offset,
    })
    // Down by either choice, and by server errors alone; another outage apart from them.
    const slices = [slice(0, DOWN), slice(1, { valid: 2, errors: 2 }), slice(2, UP), slice(9, DOWN)]
    const found = measureUptime(
      { ...TERMS, sliceMinutes: 5 },
      range,
      { slices, scheduled: [slice(20, DOWN)] },
      'unreached',
      UTC,
    )
    const { minutes, downtimeMinutes, scheduledMinutes, incidents, uptime, sensitivity } = found
    expect([minutes, downtimeMinutes, scheduledMinutes]).toEqual([31 * 24 * 60, 10, 5])
    expect(incidents.map(({ start, end }) => [formatInstant(start), formatInstant(end)])).toEqual([
      ['2026-10-01T00:00:00Z', '2026-10-01T00:05:00Z'],
      ['2026-10-01T00:45:00Z', '2026-10-01T00:50:00Z'],
    ])
    // Two of 8,928 slices.
    expect(formatRatio(uptime!, 6)).toBe('99.977599')
    expect(sensitivity).toMatchObject([{ choice: 'failure=5xx', downtimeMinutes: 15 }])
  })
})
