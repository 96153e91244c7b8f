import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { servicePeriodOf } from '../../../src/core/calendar.js'
import { compareRatios, formatRatio, ratioOfDecimal } from '../../../src/core/ratio.js'
import {
  errorRateOf,
  findWorstSlices,
  measureRatioAvailability,
  type RatioChoices,
} from '../../../src/core/sla/availability/ratio-timeslices.js'
import { mergeSlices, type SliceCounts, slicesOf } from '../../../src/core/sla/slice-counts.js'
import { TIERED } from './agreements.js'

const OCTOBER = slicesOf(servicePeriodOf({ year: 2026, month: 10 }), 5)
const SLICES = 8928
const DEFAULT: RatioChoices = { unreached: 'error', rate: 'capped' }

/** Counts of the slice at `offset` in October. */
const count = (
  offset: number,
  { valid = 0, errors = 0, unreached = 0, excluded = 0 }: Partial<SliceCounts>,
): SliceCounts => ({
  slice: OCTOBER.first + offset,
  valid,
  errors,
  unreached,
  excluded,
  requests: valid + unreached,
})
const fill = (slices: number, counts: (offset: number) => Partial<SliceCounts>): SliceCounts[] =>
  Array.from({ length: slices }, (_, offset) => count(offset, counts(offset)))
const measure = (slices: readonly SliceCounts[], choices = DEFAULT) =>
  measureRatioAvailability(TIERED, OCTOBER, slices, choices)
const rate = (counts: Partial<SliceCounts>, choices = DEFAULT): string =>
  formatRatio(errorRateOf(count(0, counts), choices), 4)

describe('the error rate of a slice', () => {
  it('is errors ÷ valid requests, unreached ones being errors and not valid', () => {
    expect(rate({ valid: 200, errors: 3, unreached: 2 })).toBe('0.025')
  })
  it('of a slice without requests is 0', () => {
    expect(rate({})).toBe('0')
  })
  it('of a slice with errors and no valid request is 1', () => {
    expect(rate({ unreached: 1 })).toBe('1')
  })
  it('is never over 1', () => {
    expect(rate({ valid: 10, errors: 5, unreached: 6 })).toBe('1')
    expect(rate({ valid: 10, errors: 5, unreached: 5 })).toBe('1')
    expect(rate({ valid: 10, errors: 5, unreached: 4 })).toBe('0.9')
  })
  it('by attempts divides by valid and unreached together', () => {
    expect(rate({ valid: 10, errors: 5, unreached: 6 }, { unreached: 'error', rate: 'attempts' })).toBe(
      '0.6875',
    )
    expect(rate({ unreached: 6 }, { unreached: 'error', rate: 'attempts' })).toBe('1')
  })
  it('leaves unreached requests out of both sides when they are ignored', () => {
    expect(rate({ valid: 10, errors: 5, unreached: 6 }, { unreached: 'ignore', rate: 'capped' })).toBe('0.5')
    expect(rate({ valid: 10, errors: 5, unreached: 6 }, { unreached: 'ignore', rate: 'attempts' })).toBe(
      '0.5',
    )
    expect(rate({ unreached: 6 }, { unreached: 'ignore', rate: 'capped' })).toBe('0')
  })
})

describe('availability', () => {
  it('of half a month at 1/3000 errors and half at 5/3000 is exactly 99.90 %, and met', () => {
    const half = fill(SLICES, offset => ({ valid: 3000, errors: offset < SLICES / 2 ? 1 : 5 }))
    const { availability, verdict, tier, toNextTier } = measure(half)
    expect(compareRatios(availability!, ratioOfDecimal('99.90'))).toBe(0)
    expect([verdict, tier]).toEqual(['met', null])
    expect(formatRatio(toNextTier!)).toBe('0')
  })
  it('with one error more than that is missed', () => {
    const half = fill(SLICES, offset => ({
      valid: 3000,
      errors: offset < SLICES / 2 ? 1 : offset === 8927 ? 6 : 5,
    }))
    expect(measure(half).verdict).toBe('missed')
    expect(measure(half).tier?.percent).toBe('10')
  })
  it('with one error less than that is met, and one valid request fewer is missed', () => {
    const less = fill(SLICES, offset => ({
      valid: 3000,
      errors: offset < SLICES / 2 ? 1 : offset === 8927 ? 4 : 5,
    }))
    expect(measure(less).verdict).toBe('met')
    const fewer = fill(SLICES, offset => ({
      valid: offset === 8927 ? 2999 : 3000,
      errors: offset < SLICES / 2 ? 1 : 5,
    }))
    expect(measure(fewer).verdict).toBe('missed')
  })
  // 1 % of 8,928 slices is 89.28: 89 slices lost, and 28 of 100 requests in one more.
  it.each([
    ['99.90', 8, 928, 1000, 'met', undefined, '10'],
    ['99.00', 89, 280, 1000, 'missed', '10', '25'],
    ['95.00', 446, 400, 1000, 'missed', '25', '50'],
  ])(
    'of exactly %s %% is in the tier that begins there, one error more in the next',
    (percent, lost, errors, valid, verdict, at, beyond) => {
      const withErrors = (more: number) =>
        measure([
          ...fill(lost, () => ({ valid: 7, errors: 7 })),
          count(lost, { valid, errors: errors + more }),
        ])
      expect(compareRatios(withErrors(0).availability!, ratioOfDecimal(percent))).toBe(0)
      expect([withErrors(0).verdict, withErrors(0).tier?.percent]).toEqual([verdict, at])
      expect([withErrors(-1).verdict, withErrors(-1).tier?.percent]).toEqual([verdict, at])
      expect(withErrors(1).tier?.percent).toBe(beyond)
    },
  )
  it('is decided exactly by thirds and sevenths: 3 × 1/3 + 2/3 + 1/3 and so on to 8.928', () => {
    // 3 × 1/3 + 2/3 + 1/3 + 7 × 6/7 = 8, then 0.928 = 116/125.
    const thirds = [1, 1, 1, 2, 1].map((errors, i) => count(i, { valid: 3, errors }))
    const sevenths = Array.from({ length: 7 }, (_, i) => count(10 + i, { valid: 7, errors: 6 }))
    const met = measure([...thirds, ...sevenths, count(20, { valid: 125, errors: 116 })])
    expect([formatRatio(met.rateSum), formatRatio(met.availability!), met.verdict]).toEqual([
      '8.928',
      '99.9',
      'met',
    ])
    const missed = measure([...thirds, ...sevenths, count(20, { valid: 999_983, errors: 927_985 })])
    expect(missed.verdict).toBe('missed')
  })
  it('is shown as in the published example, with its bounds and the way to the next tier', () => {
    const slices = fill(8000, offset =>
      offset < 9 ? { valid: 10, errors: 10 } : offset === 9 ? { valid: 10, errors: 5 } : { valid: 15 },
    )
    const result = measure(slices)
    expect(formatRatio(result.rateSum)).toBe('9.5')
    expect(formatRatio(result.availability!)).toBe('99.893593189964157706')
    expect(formatRatio(result.bounds!.lowest)).toBe('89.499327956989247312')
    expect(formatRatio(result.bounds!.highest)).toBe('99.893593189964157706')
    expect(formatRatio(result.toNextTier!)).toBe('79.78')
    expect(result.tier).toMatchObject({ below: '99.90', atLeast: '99.00', percent: '10' })
    expect(result.coverage.slicesWithRequests).toBe(8000)
  })
  it('of a period without a request is no-data and not 100 %', () => {
    expect(measure([])).toMatchObject({
      availability: null,
      verdict: 'no-data',
      bounds: null,
      toNextTier: null,
    })
  })
  it('of unreached requests alone is 0 where they count, and no-data where they are ignored', () => {
    const slices = fill(SLICES, () => ({ unreached: 1 }))
    expect(formatRatio(measure(slices).availability!)).toBe('0')
    const ignored = measure(slices, { unreached: 'ignore', rate: 'capped' })
    expect(ignored.verdict).toBe('no-data')
    expect(ignored.sensitivity.map(({ choice, verdict }) => [choice, verdict])).toEqual([
      ['unreached=error', 'missed'],
    ])
  })
  it('of requests unreached through others alone is no-data', () => {
    expect(measure([{ ...count(0, {}), requests: 3 }]).verdict).toBe('no-data')
  })
  it('of a worst-case month, another large denominator in every slice, is measured with all readings', () => {
    const slices = fill(SLICES, offset => ({
      valid: 1_000_000 - 37 * offset,
      errors: 1 + (offset % 900),
      unreached: 1,
    }))
    const result = measure(slices)
    const shown = formatRatio(result.availability!)
    expect(shown).toMatch(/^99\.9\d{10,}$/)
    expect(result.sensitivity).toHaveLength(2)
  })
})

describe('the other readings of the agreement', () => {
  it('are reported when they give another availability, with verdict and tier', () => {
    const slices = [...fill(9, () => ({ unreached: 3 })), count(20, { valid: 10, errors: 5 })]
    expect(measure(slices).sensitivity).toMatchObject([
      { choice: 'unreached=ignore', verdict: 'met', tier: null },
    ])
    const both = [...fill(9, () => ({ valid: 1, unreached: 3 }))]
    expect(measure(both).sensitivity.map(({ choice }) => choice)).toEqual([
      'unreached=ignore',
      'rate=attempts',
    ])
  })
  it('are silent when nothing depends on them', () => {
    expect(measure(fill(10, () => ({ valid: 10, errors: 1 }))).sensitivity).toEqual([])
  })
})

describe('the worst slices', () => {
  it('come by rate, then by number of errors, then by time; slices without error do not come', () => {
    const slices = [
      count(1, { valid: 2, errors: 1 }),
      count(2, { valid: 100, errors: 50 }),
      count(3, { valid: 9 }),
      count(4, { unreached: 1 }),
      count(5, { valid: 3, errors: 1 }),
      count(6, { valid: 2, errors: 1 }),
    ]
    const worst = findWorstSlices(slices, DEFAULT, 4).map(({ slice }) => slice - OCTOBER.first)
    expect(worst).toEqual([4, 2, 1, 6])
  })
})

describe('availability as a property', () => {
  const slice = fc.record({
    slice: fc.integer({ min: OCTOBER.first, max: OCTOBER.first + 40 }),
    received: fc.nat(50),
    errors: fc.nat(50),
    unreached: fc.nat(5),
    excluded: fc.nat(5),
  })
  const log = fc.array(
    slice.map(
      ({ slice, received, errors, unreached, excluded }): SliceCounts => ({
        slice,
        valid: received,
        errors: Math.min(errors, received),
        unreached,
        excluded,
        requests: received + unreached + 1,
      }),
    ),
    { minLength: 1, maxLength: 40 },
  )
  const choices: fc.Arbitrary<RatioChoices> = fc.record({
    unreached: fc.constantFrom('error', 'ignore'),
    rate: fc.constantFrom('capped', 'attempts'),
  })
  const availabilityOf = (entries: readonly SliceCounts[], choice: RatioChoices) =>
    measure(mergeSlices(entries), choice).availability

  it('does not depend on the order of the entries, nor on where a log was split', () => {
    fc.assert(
      fc.property(log, choices, fc.nat(), (entries, choice, cut) => {
        const at = cut % (entries.length + 1)
        const parts = [...mergeSlices(entries.slice(at)), ...mergeSlices(entries.slice(0, at))]
        expect(measure(mergeSlices(parts), choice)).toEqual(measure(mergeSlices(entries), choice))
      }),
      { seed: 5 },
    )
  })
  it('never rises when a request fails instead, nor when another one fails', () => {
    const worsen = {
      'fails instead': (entry: SliceCounts) => ({
        ...entry,
        errors: Math.min(entry.errors + 1, entry.valid),
      }),
      'one more error': (entry: SliceCounts) => ({
        ...entry,
        valid: entry.valid + 1,
        errors: entry.errors + 1,
      }),
      'one more unreached': (entry: SliceCounts) => ({ ...entry, unreached: entry.unreached + 1 }),
    }
    for (const makeWorse of Object.values(worsen)) {
      fc.assert(
        fc.property(log, choices, fc.nat(), (entries, choice, pick) => {
          const changed = pick % entries.length
          const worse = entries.map((entry, i) => (i === changed ? makeWorse(entry) : entry))
          const [before, after] = [availabilityOf(entries, choice), availabilityOf(worse, choice)]
          if (before && after) expect(compareRatios(after, before)).toBeLessThanOrEqual(0)
        }),
        { seed: 5 },
      )
    }
  })
  it('never falls when an error is excluded', () => {
    fc.assert(
      fc.property(log, choices, fc.nat(), fc.boolean(), (entries, choice, pick, received) => {
        const changed = pick % entries.length
        const better = entries.map((entry, i) => {
          if (i !== changed) return entry
          if (received && entry.errors > 0)
            return { ...entry, errors: entry.errors - 1, excluded: entry.excluded + 1 }
          if (!received && entry.unreached > 0)
            return { ...entry, unreached: entry.unreached - 1, excluded: entry.excluded + 1 }
          return entry
        })
        const [before, after] = [availabilityOf(entries, choice), availabilityOf(better, choice)]
        if (before && after) expect(compareRatios(after, before)).toBeGreaterThanOrEqual(0)
      }),
      { seed: 5 },
    )
  })
  it('lies within 0 and 100 %, and not below its lower bound', () => {
    fc.assert(
      fc.property(log, choices, (entries, choice) => {
        const { availability, bounds } = measure(mergeSlices(entries), choice)
        if (!availability || !bounds) return
        expect(compareRatios(availability, ratioOfDecimal('100'))).toBeLessThanOrEqual(0)
        expect(compareRatios(bounds.lowest, ratioOfDecimal('0'))).toBeGreaterThanOrEqual(0)
        expect(compareRatios(bounds.lowest, availability)).toBeLessThanOrEqual(0)
      }),
      { seed: 5 },
    )
  })
})

describe('of equally bad slices', () => {
  const order = (slices: readonly SliceCounts[], limit = 10): number[] =>
    findWorstSlices(slices, DEFAULT, limit).map(({ slice }) => slice - OCTOBER.first)

  it('the one with more errors is first, then the earlier, in whatever order they come', () => {
    const slices = [
      count(7, { valid: 2, errors: 1 }),
      count(5, { valid: 4, errors: 2 }),
      count(3, { valid: 4, errors: 2 }),
      count(9, { valid: 8, errors: 4 }),
      count(1, { valid: 10, errors: 1 }),
    ]
    for (const given of [slices, slices.toReversed()]) {
      expect(order(given)).toEqual([9, 3, 5, 7, 1])
      expect(order(given, 2)).toEqual([9, 3])
    }
  })
  it('requests that never arrived weigh as errors do', () => {
    expect(
      order([count(1, { valid: 2, errors: 2 }), count(2, { valid: 1, errors: 1, unreached: 2 })]),
    ).toEqual([2, 1])
  })
})
