import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { format, usd } from '../../../src/core/quantity.js'
import type { RateCard } from '../../../src/core/rating/rate-card.js'
import { describeAmount, rateJob } from '../../../src/core/rating/rate-job.js'
import { compareRatios, formatRatio } from '../../../src/core/ratio.js'
import { cardOf, costOf, jobOf, price, refusalOf, type Texts, tryPrice } from './pricing.js'

describe('a length', () => {
  const base = { model: '3.0', resolution: '720p' }
  test.each([
    ['2.5', 3],
    ['3.499999999999999999', 3],
    ['5.04', 5],
    ['9.5', 10],
    ['15.04', 15],
    ['15.499', 15],
  ])('of %s s is billed as %d s, to the nearest second, ties up', (duration, billed) => {
    const { rated, priceEach } = price({ ...base, duration })
    expect(rated.billedSeconds).toBe(billed)
    expect(formatRatio(priceEach)).toBe(formatRatio({ num: BigInt(75 * billed), den: 1000n }))
    expect(format(rated.job.duration!)).toBe(duration)
  })
  test.each(['2.499', '2', '1', '0.4', '15.5', '16', '864000'])(
    'of %s s is out of the limits of 3 to 15 billed seconds',
    duration => {
      expect(refusalOf({ ...base, duration })).toBe(
        `JOB_UNRATED 3.0 720p takes 3 to 15 seconds; ${duration} was given (kling-per-second)`,
      )
    },
  )
  test('that rounds to no second at all has no price, also where a length has no lower limit', () => {
    expect(refusalOf({ capability: 'lip-sync', duration: '0.4' })).toContain(
      '1 second or more; 0.4 was given',
    )
    expect(refusalOf({ model: 'Motion Control', resolution: '720p', duration: '0.49' })).toContain(
      'takes 1 to 30 seconds; 0.49 was given',
    )
    expect(costOf({ model: 'Motion Control', resolution: '720p', duration: '0.5' })).toBe('$0.113')
  })
  test.each([
    ['4.5', '3.5 video units, $0.49'],
    ['5.04', '3.5 video units, $0.49'],
    ['5.499', '3.5 video units, $0.49'],
    ['9.5', '7 video units, $0.98'],
    ['10.04', '7 video units, $0.98'],
  ])('of %s s is one of the two lengths of 002', (duration, cost) => {
    expect(costOf({ model: 'V1.6', capability: 'text-to-video', mode: 'pro', duration })).toBe(cost)
  })
  test.each(['4.499', '5.5', '7', '10.5', '20'])(
    'of %s s is none that 002 sells, and the refusal names those that it does',
    duration => {
      expect(refusalOf({ model: 'V1.6', capability: 'text-to-video', mode: 'pro', duration })).toBe(
        `JOB_UNRATED V1.6 text-to-video pro takes 5 or 10 seconds; ${duration} was given (kling-units-2025)`,
      )
    },
  )
  test.each([
    ['1', '0.5', '0.07'],
    ['5', '0.5', '0.07'],
    ['5.04', '0.5', '0.07'],
    ['5.5', '1', '0.14'],
    ['7', '1', '0.14'],
    ['10', '1', '0.14'],
    ['11', '1.5', '0.21'],
    ['60', '6', '0.84'],
  ])(
    'of %s s of lip-sync is %s units: each started segment of 5 s, after rounding',
    (duration, units, usd) => {
      for (const card of ['kling-units-2025', 'kling-units-2026'])
        expect(costOf({ capability: 'lip-sync', duration }, { card })).toBe(`${units} video units, $${usd}`)
    },
  )
  test('is needed where it decides the price, and refused where there is none', () => {
    expect(refusalOf({ ...base })).toBe(
      'JOB_UNRATED 3.0 720p takes 3 to 15 seconds; none was given (kling-per-second)',
    )
    expect(refusalOf({ capability: 'lip-sync' })).toBe(
      'JOB_UNRATED Lip-Sync lip-sync takes 1 second or more; none was given (kling-units-2026)',
    )
    expect(refusalOf({ model: 'kolors-v1', capability: 'text-to-image', duration: '5' })).toBe(
      'JOB_UNRATED Kolors V1.0 text-to-image takes no duration; 5 was given (kling-units-2025)',
    )
  })
  test('may be left out or given for a clip of one price, within its limits', () => {
    const extension = { model: 'V1.5', capability: 'video-extension', mode: 'std' }
    expect(costOf(extension)).toBe('2 video units, $0.28')
    for (const duration of ['3.5', '4', '5', '5.4'])
      expect(costOf({ ...extension, duration })).toBe('2 video units, $0.28')
    for (const duration of ['3', '6'])
      expect(refusalOf({ ...extension, duration })).toContain(`takes 4 to 5 seconds; ${duration} was given`)
  })
})

describe('mode and resolution', () => {
  test('are two words for one thing on a card that says so', () => {
    expect(costOf({ model: '3.0', mode: 'std', duration: '10' })).toBe('$0.75')
    expect(costOf({ model: '3.0', mode: 'pro', duration: '10' })).toBe('$1')
    expect(costOf({ model: '3.0', mode: 'pro', resolution: '1080p', duration: '10' })).toBe('$1')
    const { job } = price({ model: '3.0', mode: 'pro', duration: '10' }).rated
    expect([job.mode, job.resolution]).toEqual(['pro', '1080p'])
  })
  test('must not contradict each other', () => {
    expect(refusalOf({ model: '3.0', mode: 'std', resolution: '1080p', duration: '10' })).toBe(
      'JOB_UNRATED std is 720p by kling-per-second; 1080p was given too (kling-per-second)',
    )
  })
  test('are two things on a card that does not say of which resolution a mode is', () => {
    const card = { ...cardOf('kling-per-second'), resolutionOfMode: new Map([['std', '720p']]) }
    const refused = rateJob(jobOf({ model: '3.0', mode: 'pro', resolution: '1080p', duration: '10' }), card)
    expect(refused.kind === 'unrated' && refused.reason).toContain('takes no mode; pro was given')
  })
  test('have no default', () => {
    expect(refusalOf({ model: '3.0', duration: '10' })).toBe(
      'JOB_UNRATED 3.0 takes resolution 720p or 1080p; none was given (kling-per-second)',
    )
    expect(refusalOf({ model: 'V1.6', capability: 'text-to-video', duration: '10' })).toBe(
      'JOB_UNRATED V1.6 text-to-video takes mode std or pro; none was given (kling-units-2025)',
    )
  })
  test('are not exchanged for one another on a card that does not say so', () => {
    expect(
      refusalOf({ model: 'V1.6', capability: 'text-to-video', resolution: '1080p', duration: '5' }),
    ).toMatch(/takes no resolution \(1080p was given\) and takes mode std or pro \(none was given\)/)
  })
})

describe('what a row does not price is refused, never ignored', () => {
  test.each<[Texts, string]>([
    [{ model: 'O1', audio: 'yes', duration: '5' }, 'O1 has no price with audio (kling-per-second)'],
    [
      { model: '3.0', resolution: '720p', effect: 'hug', duration: '5' },
      '3.0 720p takes no effect; hug was given (kling-per-second)',
    ],
    [
      { model: '3.0', resolution: '720p', voice_control: 'yes', duration: '5' },
      '3.0 720p has no price with voice control (kling-per-second)',
    ],
    [
      { model: 'V2.1 Master', mode: 'pro', duration: '5' },
      'V2.1 Master takes no mode; pro was given (kling-units-2025)',
    ],
    [
      { model: 'V1.6', capability: 'dual-character-effects', mode: 'std', effect: 'wave' },
      'V1.6 dual-character-effects std takes effect hug or kiss; wave was given (kling-units-2025)',
    ],
    [
      { model: '3.0 Turbo', resolution: '720p', duration: '5' },
      '3.0 Turbo 720p is priced with audio only (kling-units-2026)',
    ],
    [
      { model: '2.6', capability: 'text-to-video', resolution: '1080p', voice_control: 'yes', duration: '5' },
      '2.6 text-to-video 1080p has no price with voice control; 2.6 text-to-video 1080p is priced with audio only (kling-units-2026)',
    ],
  ])('%j: %s', (job, reason) => {
    expect(refusalOf(job)).toBe(`JOB_UNRATED ${reason}`)
  })
  // Other lists have a row for these; this one has none.
  test.each<[Texts, string]>([
    [{ model: 'O1', resolution: '720p', duration: '5' }, 'O1 takes no resolution; 720p was given'],
    [{ model: 'O1', mode: 'pro', duration: '5' }, 'O1 takes no resolution; 1080p was given'],
    [
      { model: 'O3', resolution: '720p', reference: 'video', duration: '5' },
      'O3 720p takes no reference; video was given',
    ],
    [{ model: '3.0', resolution: '4k', duration: '5' }, '3.0 takes resolution 720p or 1080p; 4k was given'],
  ])('%j by 004: %s', (job, reason) => {
    expect(refusalOf(job, { card: 'kling-per-second' })).toBe(`JOB_UNRATED ${reason} (kling-per-second)`)
  })
  test('at lengths that are not sold: O1 of 2026 has 5 and 10 s', () => {
    expect(refusalOf({ model: 'O1', resolution: '1080p', duration: '7' }, { card: 'kling-units-2026' })).toBe(
      'JOB_UNRATED O1 1080p takes 5 or 10 seconds; 7 was given (kling-units-2026)',
    )
  })
})

describe('what was left out', () => {
  const OLD = { card: 'kling-units-2025' }
  test('is inferred where one row matches', () => {
    const { job } = price({ effect: 'hug', mode: 'pro' }).rated
    expect([job.model, job.capability]).toEqual(['kling-v1-6', 'dual-character-effects'])
    expect(price({ model: 'O1', duration: '5' }).rated.job.capability).toBe('image-to-video')
    expect(price({ model: 'kling-v2-5', resolution: '720p', duration: '5' }).rated.job.model).toBe(
      'kling-v2-5-turbo',
    )
    expect(price({ capability: 'lip-sync', duration: '5' }).rated.job.model).toBe('kling-lip-sync')
    expect(price({ capability: 'multi-elements', mode: 'std', duration: '5' }).rated.job.model).toBe(
      'kling-v1-6',
    )
  })
  test('is left open where several rows match at one price', () => {
    const { job } = price({ model: 'V2.1', mode: 'std', duration: '5' }).rated
    expect([job.model, job.capability]).toEqual(['kling-v2-1', null])
    expect(price({ capability: 'virtual-try-on' }).rated.job.model).toBeNull()
  })
  test('is what all the rows that match can do, and what was given is that alone', () => {
    const job = { model: '3.0', resolution: '4k', duration: '5' }
    expect(price(job).rated.capabilities).toEqual(['text-to-video', 'image-to-video'])
    expect(price({ ...job, capability: 'text-to-video' }).rated.capabilities).toEqual(['text-to-video'])
  })
  test('is not what has no length, where the length was left out as well', () => {
    expect(refusalOf({ model: 'Lip-Sync' })).toBe(
      'JOB_AMBIGUOUS the price depends on the capability and the duration, which were not given: lip-sync with a duration, face-recognition (0.05 units) without one (kling-units-2026)',
    )
    expect(refusalOf({ model: 'V1.6', mode: 'std' }, OLD)).toContain(
      'multi-elements with a duration, video-extension (2 units) without one',
    )
    expect(costOf({ model: 'Lip-Sync', capability: 'face-recognition' })).toBe('0.05 video units, $0.007')
    expect(costOf({ model: 'V1.6', mode: 'std', capability: 'video-extension' }, OLD)).toBe(
      '2 video units, $0.28',
    )
  })
  test('is asked for where it decides the price, with every choice and what it costs', () => {
    expect(refusalOf({ model: 'V1.6', mode: 'pro', duration: '5' })).toBe(
      'JOB_AMBIGUOUS the price depends on the capability, which was not given: text-to-video, image-to-video, multi-image-to-video or video-extension (3.5 units), multi-elements (5 units) (kling-units-2025)',
    )
    expect(refusalOf({ capability: 'text-to-video', mode: 'std', duration: '10' }, OLD)).toBe(
      'JOB_AMBIGUOUS the price depends on the model, which was not given: V1.0 (2 units), V1.5, V1.6 or V2.1 (4 units) (kling-units-2025)',
    )
    expect(costOf({ capability: 'text-to-video', mode: 'pro', duration: '5' }, OLD)).toBe(
      '3.5 video units, $0.49',
    )
  })
  test('audio is off unless asked for', () => {
    expect(price({ model: '3.0', resolution: '720p', duration: '5' }).rated.job.audio).toBe(false)
    expect(costOf({ model: '3.0', resolution: '720p', duration: '5', audio: 'no' })).toBe('$0.375')
    expect(costOf({ model: '3.0', resolution: '720p', duration: '5', audio: 'yes' })).toBe('$0.565')
  })
})

describe('a refusal', () => {
  test('says that the card does not have the model at all', () => {
    expect(refusalOf({ model: 'V1.6', mode: 'std', duration: '5' }, { card: 'kling-per-second' })).toBe(
      'JOB_UNRATED no row is for kling-v1-6; the models are 3.0, O3, O1 and Motion Control (kling-per-second)',
    )
  })
  test('names model and capability that do not go together', () => {
    expect(refusalOf({ model: 'O1', capability: 'lip-sync', duration: '5' })).toContain(
      'O1 takes capability image-to-video; lip-sync was given',
    )
  })
  test('tells which other card has a price, and none in dollars when a package is to pay', () => {
    const hintOf = (job: Texts, options = {}) => {
      const unrated = tryPrice(job, options)
      return unrated.kind === 'unrated' ? unrated.hint : 'priced'
    }
    expect(hintOf({ model: '3.0', resolution: '4k', duration: '5' }, { card: 'kling-per-second' })).toBe(
      '--card kling-units-2026 has a price for it, as text-to-video or image-to-video; --seller fal.ai has it for $2.1 each (fal-2026), and 3 more',
    )
    expect(
      hintOf(
        { model: '3.0', capability: 'text-to-video', resolution: '4k', duration: '5' },
        { card: 'kling-per-second' },
      ),
    ).toBe(
      '--card kling-units-2026 has a price for it; --seller fal.ai has it for $2.1 each (fal-2026), and 3 more',
    )
    expect(hintOf({ model: '3.0', resolution: '4k', duration: '99' })).toBeUndefined()
    expect(hintOf({ model: 'O1', duration: '5' }, { package: 'package-3' })).toBeUndefined()
  })
  test('names no more than three reasons', () => {
    const reason = refusalOf({ audio: 'yes' }, { card: 'kling-units-2025' })
    expect(reason.split('; ').length).toBeLessThan(10)
    expect(reason).toMatch(/; and \d+ more \(kling-units-2025\)$/)
    expect(refusalOf({ mode: 'std', duration: '5', audio: 'yes' }, { card: 'kling-units-2025' })).toBe(
      'JOB_UNRATED V1.0 std has no price with audio; V1.5 std has no price with audio; V1.6 std has no price with audio (kling-units-2025)',
    )
    expect(refusalOf({ resolution: '4k', duration: '5' }, { card: 'kling-per-second' })).toBe(
      'JOB_UNRATED 3.0 takes resolution 720p or 1080p; 4k was given; O3 takes resolution 720p or 1080p; 4k was given; O1 takes no resolution; 4k was given; and 1 more (kling-per-second)',
    )
  })
})

test('amounts are told with their unit', () => {
  const tell = (billing: RateCard['billing'], ...amounts: readonly string[]) =>
    amounts.map(amount => describeAmount({ billing } as RateCard, usd(amount)))
  expect(tell('us-dollars', '0.556', '1')).toEqual(['$0.556', '$1'])
  expect(tell('prepaid-units', '7', '1', '0.5')).toEqual(['7 units', '1 unit', '0.5 units'])
  expect(tell('credits', '21.1', '1')).toEqual(['21.1 credits', '1 credit'])
})

describe('for every job that has a price', () => {
  const some = <T>(...values: T[]) => fc.constantFrom(...values)
  const jobArbitrary = fc.record({
    model: some('3.0', 'O3', 'O1', 'Motion Control', 'V1.6', 'V2.1 Master', '2.6', 'Avatar', 'Lip-Sync'),
    capability: some('', 'text-to-video', 'image-to-video', 'motion-control', 'avatar', 'lip-sync'),
    mode: some('', 'std', 'pro'),
    resolution: some('', '', '720p', '1080p'),
    audio: some('yes', 'no', 'no'),
    reference: some('', '', 'image', 'video'),
  })
  const lengthArbitrary = fc.integer({ min: 1, max: 3000 }).map(hundredths => hundredths / 100)
  test('more seconds never cost less', () => {
    let compared = 0
    fc.assert(
      fc.property(jobArbitrary, lengthArbitrary, lengthArbitrary, (job, a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)].map(length =>
          tryPrice({ ...job, duration: String(length) }),
        )
        if (short!.kind === 'unrated' || long!.kind === 'unrated') return
        if (short!.rated.rate !== long!.rated.rate) return
        compared++
        expect(compareRatios(short!.priceEach, long!.priceEach)).toBeLessThanOrEqual(0)
        if (short!.rated.rate.charge.by !== 'per-second') return
        // Per second the price of a whole second is the same at any length.
        expect(short!.priceEach.num * long!.priceEach.den * BigInt(long!.rated.billedSeconds!)).toBe(
          long!.priceEach.num * short!.priceEach.den * BigInt(short!.rated.billedSeconds!),
        )
      }),
      { seed: 6, numRuns: 3000 },
    )
    expect(compared).toBeGreaterThan(80)
  })
  test('the price depends on the billed seconds alone, not on the length as logged', () => {
    let compared = 0
    fc.assert(
      fc.property(
        jobArbitrary,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: -50, max: 49 }),
        (job, s, part) => {
          const logged = tryPrice({ ...job, duration: ((s * 100 + part) / 100).toFixed(2) })
          const whole = tryPrice({ ...job, duration: String(s) })
          expect(logged.kind).toBe(whole.kind)
          if (logged.kind === 'unrated' || whole.kind === 'unrated') return
          compared++
          expect(logged.priceEach).toEqual(whole.priceEach)
        },
      ),
      { seed: 7, numRuns: 2000 },
    )
    expect(compared).toBeGreaterThan(100)
  })
})
