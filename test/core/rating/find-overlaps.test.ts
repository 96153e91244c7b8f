import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NOWHERE } from '../../../src/core/failure.js'
import { format, NO_UNITS, seconds } from '../../../src/core/quantity.js'
import { normaliseEffect } from '../../../src/core/rating/effect-name.js'
import { findCommonJob, findOverlaps } from '../../../src/core/rating/find-overlaps.js'
import type { Job } from '../../../src/core/rating/job.js'
import { matchRates } from '../../../src/core/rating/match-rate.js'
import type { Charge, DurationLimit, Rate, RateCard, Reference } from '../../../src/core/rating/rate-card.js'

const CAPABILITIES = ['text-to-video', 'avatar']
const MODELS = ['m1', 'm2']
const MODES = ['std', 'pro']
const RESOLUTIONS = ['720p', '4k']
const EFFECTS = ['hug', 'kiss']
const REFERENCES: Reference[] = ['none', 'video']
const LENGTHS = [null, 1, 2, 3, 4]

const cardOf = (...rates: Rate[]): RateCard => ({ rates }) as unknown as RateCard

/** Whether the row is one for the job. A job that names no model is only for rows without one. */
const isFor = (rate: Rate, job: Job, length: number | null): boolean =>
  (job.model !== null || rate.models.length === 0) && matchRates(job, length, cardOf(rate)).length === 1

/** Every job of a small universe, said in full. */
function* allJobs(): Generator<[Job, number | null]> {
  for (const capability of CAPABILITIES)
    for (const model of [null, ...MODELS])
      for (const mode of [null, ...MODES])
        for (const resolution of [null, ...RESOLUTIONS])
          for (const effect of [null, ...EFFECTS])
            for (const audio of [false, true])
              for (const reference of REFERENCES)
                for (const voiceControl of [false, true])
                  for (const length of LENGTHS) {
                    const duration = length === null ? null : seconds(String(length))
                    const settings = {
                      mode,
                      resolution,
                      effect,
                      audio,
                      reference,
                      voiceControl,
                      duration,
                      inputDuration: null,
                    }
                    yield [{ capability, model, ...settings }, length]
                  }
}

const lengthArbitrary = fc.integer({ min: 1, max: 4 })
const durationArbitrary: fc.Arbitrary<DurationLimit | null> = fc.oneof(
  fc.constant(null),
  fc.record({ min: lengthArbitrary, max: fc.option(lengthArbitrary) }),
  fc.record({ only: fc.uniqueArray(lengthArbitrary, { minLength: 1, maxLength: 3 }) }),
)
const chargeArbitrary: fc.Arbitrary<Charge> = fc.oneof(
  fc.constant<Charge>({ by: 'flat', amount: NO_UNITS }),
  fc.constant<Charge>({ by: 'per-second', amount: NO_UNITS }),
  fc.constant<Charge>({ by: 'per-segment', segment: seconds('5'), amount: NO_UNITS }),
  fc.uniqueArray(lengthArbitrary, { minLength: 1, maxLength: 3 }).map(
    (lengths): Charge => ({
      by: 'fixed-duration',
      amounts: lengths.map(length => ({ seconds: length, amount: NO_UNITS })),
    }),
  ),
)
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })
const rateArbitrary: fc.Arbitrary<Rate> = fc.record({
  capabilities: some(CAPABILITIES),
  models: fc.subarray(MODELS),
  modes: fc.subarray(MODES),
  resolutions: fc.subarray(RESOLUTIONS),
  effects: fc.subarray(EFFECTS),
  audio: some([false, true]),
  references: some(REFERENCES),
  voiceControl: some([false, true]),
  duration: durationArbitrary,
  charge: chargeArbitrary,
  pool: fc.constant('video'),
  section: fc.constant('a table'),
  place: fc.constant(NOWHERE),
})

/** Two rows that differ in a few properties, as rows of one table do. */
const pairArbitrary: fc.Arbitrary<[Rate, Rate]> = fc
  .tuple(
    rateArbitrary,
    rateArbitrary,
    fc.subarray(['models', 'modes', 'effects', 'audio', 'duration', 'charge']),
  )
  .map(([a, other, keys]) => [
    a,
    Object.fromEntries(
      Object.entries(a).map(([key, value]) => [key, keys.includes(key) ? other[key as keyof Rate] : value]),
    ) as unknown as Rate,
  ])

const ROW: Rate = {
  capabilities: ['text-to-video'],
  models: ['m1'],
  modes: [],
  resolutions: [],
  effects: [],
  audio: [false],
  references: ['none'],
  voiceControl: [false],
  duration: null,
  charge: { by: 'per-second', amount: NO_UNITS },
  pool: 'video',
  section: 'a table',
  place: NOWHERE,
}

describe('findCommonJob', () => {
  test('finds a job that two rows match if and only if trying every job finds one', () => {
    let both = 0
    fc.assert(
      fc.property(pairArbitrary, ([a, b]) => {
        const found = findCommonJob(a, b)
        const jobs = [...allJobs()].filter(([job, length]) => isFor(a, job, length) && isFor(b, job, length))
        expect(found !== null).toBe(jobs.length > 0)
        if (found === null) return
        both++
        const length = found.duration === null ? null : Number(format(found.duration))
        expect(isFor(a, found, length) && isFor(b, found, length)).toBe(true)
      }),
      { seed: 20260920, numRuns: 300 },
    )
    // The property says something only if rows that overlap occur.
    expect(both).toBeGreaterThan(60)
    expect(both).toBeLessThan(240)
  })
  test('is the same whichever row comes first', () => {
    fc.assert(
      fc.property(pairArbitrary, ([a, b]) => {
        expect(findCommonJob(a, b) === null).toBe(findCommonJob(b, a) === null)
      }),
      { seed: 7, numRuns: 2000 },
    )
  })
  test('ranges that share one second overlap, ranges that only touch do not', () => {
    const first = { ...ROW, duration: { min: 1, max: 5 } }
    expect(findCommonJob(first, { ...ROW, duration: { min: 5, max: null } })?.duration).toEqual(seconds('5'))
    expect(findCommonJob(first, { ...ROW, duration: { min: 6, max: null } })).toBeNull()
  })
  test('a row that is billed by the input has jobs with the length of one, and others need none', () => {
    const charge = { by: 'per-input-and-output-second', amount: NO_UNITS, leastTimesOutput: 1 } as const
    expect(findCommonJob(ROW, { ...ROW, charge })?.inputDuration).toEqual(seconds('1'))
    expect(findCommonJob({ ...ROW, charge }, { ...ROW, charge })?.inputDuration).toEqual(seconds('1'))
    expect(findCommonJob(ROW, ROW)?.inputDuration).toBeNull()
  })
  test('a row for a service without a model and a row for a model have no job in common', () => {
    expect(findCommonJob(ROW, { ...ROW, models: [] })).toBeNull()
  })
})

describe('findOverlaps', () => {
  test('names for each row one row before it that matches one of its jobs', () => {
    const rows = [
      ROW,
      { ...ROW, models: ['m2'] },
      { ...ROW, models: ['m1', 'm2'] },
      { ...ROW, audio: [true] },
      // Services without a model are one.
      { ...ROW, models: [] },
      { ...ROW, models: [] },
      { ...ROW, models: [], capabilities: ['avatar'] },
    ]
    expect(
      findOverlaps(rows).map(({ first, second }) => [rows.indexOf(first), rows.indexOf(second)]),
    ).toEqual([
      [0, 2],
      [4, 5],
    ])
  })
})

describe('normaliseEffect', () => {
  test('case, hyphens and blanks make no difference', () => {
    expect(['Jelly-Press', 'jelly press', ' JELLY_PRESS'].map(normaliseEffect)).toEqual(
      Array.from({ length: 3 }, () => 'jelly_press'),
    )
  })
})
