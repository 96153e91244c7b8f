/** Every price of the source documents, copied here from their tables and not from rates/. */
import { describe, expect, test } from 'vitest'
import { totalOf } from '../../../src/core/rating/tally.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { cardOf, costOf, price, refusalOf, type Texts, tally } from './pricing.js'

const CARD_002 = 'kling-units-2025'
const CARD_004 = 'kling-per-second'
const CARD_2026 = 'kling-units-2026'

/** The cells of a table's rows. */
const rowsOf = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map(row => row.split('|').map(cell => cell.trim()))

// 002, "Text-to-Video & Image-to-Video Costs".
const VIDEO = rowsOf(`
  V1.0             | std | 5  | 1   | 0.14
  V1.0             | std | 10 | 2   | 0.28
  V1.0             | pro | 5  | 3.5 | 0.49
  V1.0             | pro | 10 | 7   | 0.98
  V1.5, V1.6, V2.1 | std | 5  | 2   | 0.28
  V1.5, V1.6, V2.1 | std | 10 | 4   | 0.56
  V1.5, V1.6, V2.1 | pro | 5  | 3.5 | 0.49
  V1.5, V1.6, V2.1 | pro | 10 | 7   | 0.98
  V2.0 Master, V2.1 Master |  | 5  | 10 | 1.4
  V2.0 Master, V2.1 Master |  | 10 | 20 | 2.8
`).flatMap(([models, mode, duration, units, usd]) =>
  models!
    .split(', ')
    .flatMap(model =>
      ['text-to-video', 'image-to-video'].map((capability): [Texts, string] => [
        { capability, model, mode: mode!, duration: duration! },
        `${units} video units, $${usd}`,
      ]),
    ),
)

// 002, "Advanced Video Feature Costs", "Audio Service Costs" and "Image Service & Virtual Try-On Costs".
const FEATURES = rowsOf(`
  multi-image-to-video   | V1.6 | std | 5  |             | 2    | 0.28
  multi-image-to-video   | V1.6 | std | 10 |             | 4    | 0.56
  multi-image-to-video   | V1.6 | pro | 5  |             | 3.5  | 0.49
  multi-image-to-video   | V1.6 | pro | 10 |             | 7    | 0.98
  multi-elements         | V1.6 | std | 5  |             | 3    | 0.42
  multi-elements         | V1.6 | std | 10 |             | 6    | 0.84
  multi-elements         | V1.6 | pro | 5  |             | 5    | 0.7
  multi-elements         | V1.6 | pro | 10 |             | 10   | 1.4
  video-extension        | V1.0 | std | 4  |             | 1    | 0.14
  video-extension        | V1.0 | std | 5  |             | 1    | 0.14
  video-extension        | V1.5 | std | 4  |             | 2    | 0.28
  video-extension        | V1.6 | std | 5  |             | 2    | 0.28
  video-extension        | V1.0 | pro | 5  |             | 3.5  | 0.49
  video-extension        | V1.5 | pro | 4  |             | 3.5  | 0.49
  video-extension        | V1.6 | pro | 4  |             | 3.5  | 0.49
  video-extension        | V1.6 | pro |    |             | 3.5  | 0.49
  lip-sync               |      |     | 5  |             | 0.5  | 0.07
  single-image-effects   |      |     |    | jelly_press | 2    | 0.28
  single-image-effects   |      |     | 5  | pixelpixel  | 2    | 0.28
  single-image-effects   |      |     |    | yearbook    | 2    | 0.28
  single-image-effects   |      |     |    | bloombloom  | 3.5  | 0.49
  single-image-effects   |      |     |    | dizzydizzy  | 3.5  | 0.49
  dual-character-effects | V1.6 | std |    | hug         | 2    | 0.28
  dual-character-effects | V1.6 | std |    | kiss        | 2    | 0.28
  dual-character-effects | V1.6 | pro |    | hug         | 3.5  | 0.49
  dual-character-effects | V1.6 | pro | 5  | kiss        | 3.5  | 0.49
  text-to-audio          |      |     | 3  |             | 0.25 | 0.035
  text-to-audio          |      |     | 10 |             | 0.25 | 0.035
  video-to-audio         |      |     | 3  |             | 0.25 | 0.035
  video-to-audio         |      |     | 20 |             | 0.25 | 0.035
`).map(([capability, model, mode, duration, effect, units, usd]): [Texts, string] => [
  { capability: capability!, model: model!, mode: mode!, duration: duration!, effect: effect! },
  `${units} video units, $${usd}`,
])

const IMAGES = rowsOf(`
  Kolors V1.0                           | text-to-image, image-to-image | 1  | image  | 0.0035
  Kolors V1.5, Kolors V2.0, Kolors V2.1 | text-to-image                 | 4  | image  | 0.014
  Kolors V1.5, Kolors V2.0, Kolors V2.1 | image-to-image                | 8  | image  | 0.028
  Kolors V2.0                           | multi-image-to-image          | 16 | image  | 0.056
  Kolors V1.0, Kolors V1.5, Kolors V2.0, Kolors V2.1 | image-expansion  | 8  | image  | 0.028
  Virtual Try-on V1.0, Virtual Try-on V1.5 | virtual-try-on             | 1  | try-on | 0.07
`).flatMap(([models, capabilities, units, pool, usd]) =>
  models!
    .split(', ')
    .flatMap(model =>
      capabilities!
        .split(', ')
        .map((capability): [Texts, string] => [{ model, capability }, `${units} ${pool} units, $${usd}`]),
    ),
)

describe('002', () => {
  test.each([...VIDEO, ...FEATURES, ...IMAGES].map(([job, cost]) => ({ job, cost })))(
    '$job costs $cost',
    ({ job, cost }) => {
      expect(costOf(job, { card: CARD_002 })).toBe(cost)
    },
  )
  test('is all that the card holds: every row of it prices one of these jobs', () => {
    const jobs = [...VIDEO, ...FEATURES, ...IMAGES].map(([job]) => price(job, { card: CARD_002 }))
    expect(jobs.length).toBe(40 + 30 + 15)
    expect(new Set(jobs.map(job => job.rated.rate))).toEqual(new Set(cardOf(CARD_002).rates))
  })
  test('image expansion names no model and needs none', () => {
    expect(costOf({ capability: 'image-expansion' }, { card: CARD_002 })).toBe('8 image units, $0.028')
  })
  test('ten seconds cost double what five do', () => {
    for (const [job] of VIDEO) {
      if (job.duration !== '5') continue
      const [five, ten] = ['5', '10'].map(duration => price({ ...job, duration }, { card: CARD_002 }))
      expect(formatRatio(ten!.priceEach)).toBe(
        formatRatio({ num: five!.priceEach.num * 2n, den: five!.priceEach.den }),
      )
    }
  })
})

// 004, "Rate Tables", in thousandths of a dollar a second.
const PER_SECOND: [model: string, resolution: string, audio: string, rate: number][] = [
  ['3.0', '720p', 'no', 75],
  ['3.0', '720p', 'yes', 113],
  ['3.0', '1080p', 'no', 100],
  ['3.0', '1080p', 'yes', 150],
  ['O3', '720p', 'no', 75],
  ['O3', '720p', 'yes', 100],
  ['O3', '1080p', 'no', 100],
  ['O3', '1080p', 'yes', 125],
]
const dollars = (thousandths: number) => `$${formatRatio({ num: BigInt(thousandths), den: 1000n })}`

describe('004', () => {
  test.each(PER_SECOND)('%s %s, audio %s, costs %d thousandths for each of 3 to 15 seconds', (...row) => {
    const [model, resolution, audio, rate] = row
    for (let length = 3; length <= 15; length++) {
      const job = { model, resolution, audio, duration: String(length) }
      expect(costOf(job, { card: CARD_004 })).toBe(dollars(rate * length))
      expect(costOf(job)).toBe(dollars(rate * length))
    }
    for (const duration of ['2', '16'])
      expect(refusalOf({ model, resolution, audio, duration })).toContain('takes 3 to 15 seconds')
  })
  test.each([
    ['720p', 113],
    ['1080p', 151],
  ])('motion control %s costs %d thousandths for each of 1 to 30 seconds', (resolution, rate) => {
    for (let length = 1; length <= 30; length++) {
      const job = { model: 'Motion Control', resolution, duration: String(length) }
      expect(costOf({ ...job, reference: 'video' })).toBe(dollars(rate * length))
      expect(costOf(job)).toBe(dollars(rate * length))
      if (length <= 10) expect(costOf({ ...job, reference: 'image' })).toBe(dollars(rate * length))
      else expect(refusalOf({ ...job, reference: 'image' })).toContain('takes 1 to 10 seconds')
    }
  })
  test('the dearest single job is 30 seconds of motion control at 1080p: $4.53', () => {
    expect(costOf({ model: 'motion control', resolution: '1080p', reference: 'video', duration: '30' })).toBe(
      '$4.53',
    )
    expect(refusalOf({ model: 'motion control', resolution: '1080p', duration: '31' })).toBe(
      'JOB_UNRATED Motion Control 1080p takes 1 to 30 seconds; 31 was given (kling-per-second)',
    )
  })
  test('O1 is two prices a clip, no rate: 5 s is $0.556 and 10 s is $1.111', () => {
    expect(costOf({ model: 'O1', duration: '5' })).toBe('$0.556')
    expect(costOf({ model: 'O1', duration: '10' })).toBe('$1.111')
    for (let length = 1; length <= 16; length++) {
      if (length === 5 || length === 10) continue
      expect(refusalOf({ model: 'O1', duration: String(length) })).toBe(
        `JOB_UNRATED O1 takes 5 or 10 seconds; ${length} was given (kling-per-second)`,
      )
    }
  })
  test.each([
    ['O3', 100, '125'],
    ['O3', 500, '625'],
    ['O3', 1000, '1250'],
    ['3.0', 100, '150'],
    ['3.0', 500, '750'],
    ['3.0', 1000, '1500'],
  ])('ten seconds of %s at 1080p with audio, %d times, cost $%s', (model, count, usd) => {
    const priced = price({ model, resolution: '1080p', audio: 'yes', duration: '10' })
    expect(formatRatio(totalOf(tally([priced, count])).cost)).toBe(usd)
  })
  test.each([
    [100, '111.1'],
    [500, '555.5'],
    [1000, '1111'],
  ])('ten seconds of O1, %d times, cost $%s', (count, usd) => {
    expect(formatRatio(totalOf(tally([price({ model: 'O1', duration: '10' }), count])).cost)).toBe(usd)
  })
})

// Rules §7. `native` is with audio; a dash is a job without a price.
const UNITS_A_SECOND = rowsOf(`
  3.0 Turbo | text-to-video  | audio |       |       | 0.8 | 1.0 | -
  3.0       | text-to-video  |       |       |       | 0.6 | 0.8 | 3.0
  3.0       | text-to-video  | audio |       |       | 0.9 | 1.2 | 3.0
  3.0       | motion-control |       |       |       | 0.9 | 1.2 | -
  3.0 Omni  | text-to-video  |       |       |       | 0.6 | 0.8 | 3.0
  3.0 Omni  | text-to-video  | audio |       |       | 0.8 | 1.0 | 3.0
  3.0 Omni  | text-to-video  |       | video |       | 0.9 | 1.2 | 3.0
  O1        | text-to-video  |       |       |       | 0.6 | 0.8 | -
  O1        | text-to-video  |       | video |       | 0.9 | 1.2 | -
  2.6       | text-to-video  |       |       |       | 0.3 | 0.5 | -
  2.6       | text-to-video  | audio |       |       | -   | 1.0 | -
  2.6       | text-to-video  | audio |       | voice | -   | 1.2 | -
  2.6       | motion-control |       |       |       | 0.5 | 0.8 | -
  2.5 Turbo | text-to-video  |       |       |       | 0.3 | 0.5 | -
  Avatar    | avatar         |       |       |       | 0.4 | 0.8 | -
`)
const LENGTHS: Record<string, [takes: number[], refuses: number[]]> = {
  '3.0 Turbo': [
    [3, 5, 10, 15],
    [2, 16],
  ],
  '3.0': [
    [3, 5, 10, 15],
    [2, 16],
  ],
  '3.0 Omni': [
    [3, 5, 10, 15],
    [2, 16],
  ],
  O1: [[5, 10], []],
  '2.6': [
    [5, 10],
    [3, 7, 15],
  ],
  '2.5 Turbo': [
    [5, 10],
    [3, 7, 15],
  ],
  Avatar: [[1, 60], []],
}
const MOTION: [number[], number[]] = [[1, 10, 30], [31]]

describe('the units of rules §7', () => {
  test('are priced cell by cell, and a dash has no price', () => {
    let cells = 0
    for (const [model, capability, audio, reference, voice, ...amounts] of UNITS_A_SECOND) {
      const [takes, refuses] = capability === 'motion-control' ? MOTION : LENGTHS[model!]!
      for (const [i, resolution] of ['720p', '1080p', '4k'].entries()) {
        const texts: Texts = {
          model: model!,
          capability: capability!,
          resolution,
          audio: audio === '' ? 'no' : 'yes',
          reference: reference!,
          voice_control: voice === '' ? 'no' : 'yes',
        }
        const amount = amounts[i]!
        for (const length of takes) {
          const job = { ...texts, duration: String(length) }
          if (amount === '-') {
            expect(refusalOf(job, { card: CARD_2026 })).toMatch(/^JOB_UNRATED /)
            continue
          }
          const tenths = Math.round(Number(amount) * 10) * length
          const units = formatRatio({ num: BigInt(tenths), den: 10n })
          const usd = formatRatio({ num: BigInt(tenths * 14), den: 1000n })
          expect(costOf(job, { card: CARD_2026 })).toBe(`${units} video units, $${usd}`)
          cells++
        }
        if (amount === '-') continue
        for (const length of refuses)
          expect(refusalOf({ ...texts, duration: String(length) }, { card: CARD_2026 })).toContain(
            `; ${length} was given`,
          )
      }
    }
    expect(cells).toBeGreaterThan(90)
  })
  test.each([
    [{ capability: 'text-to-speech' }, '0.05 video units, $0.007'],
    [{ capability: 'face-recognition' }, '0.05 video units, $0.007'],
    [{ capability: 'text-to-audio', duration: '10' }, '0.25 video units, $0.035'],
    [{ capability: 'video-to-audio', duration: '20' }, '0.25 video units, $0.035'],
    [{ capability: 'custom-voice' }, '0.05 video units, $0.007'],
    [{ capability: 'image-recognition' }, '0.1 video units, $0.014'],
    [{ capability: 'lip-sync', duration: '5' }, '0.5 video units, $0.07'],
    [{ model: 'Image 3.0', resolution: '1k', capability: 'text-to-image' }, '8 image units, $0.028'],
    [{ model: 'Image 3.0', resolution: '2k', capability: 'image-to-image' }, '8 image units, $0.028'],
    [{ model: 'Image 3.0 Omni', resolution: '1k' }, '8 image units, $0.028'],
    [{ model: 'Image O1', resolution: '2k' }, '8 image units, $0.028'],
    [{ model: 'Image 3.0 Omni', resolution: '4k' }, '16 image units, $0.056'],
    [{ model: 'Image 2.1', capability: 'text-to-image' }, '4 image units, $0.014'],
    [{ model: 'Image 2.1', capability: 'image-to-image' }, '8 image units, $0.028'],
    [{ model: 'Image 2.1', capability: 'multi-image-to-image' }, '16 image units, $0.056'],
    [{ capability: 'outpainting' }, '8 image units, $0.028'],
  ] as [Texts, string][])('%j costs %s a call', (job, cost) => {
    expect(costOf(job, { card: CARD_2026 })).toBe(cost)
  })
  test.each(['Image 3.0', 'Image O1'])('%s has no price at 4k', model => {
    expect(refusalOf({ model, resolution: '4k' }, { card: CARD_2026 })).toContain(
      'takes resolution 1k or 2k; 4k was given',
    )
  })
})
