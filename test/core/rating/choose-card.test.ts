import { describe, expect, test } from 'vitest'
import { NOWHERE } from '../../../src/core/failure.js'
import { findCapability, findCard, findModel } from '../../../src/core/rating/catalogue.js'
import { catalogue, catalogueWith, costOf, price, refusalOf, type Texts, tryPrice } from './pricing.js'

const DOLLARS = (id: string, dates: string, usd: string) => `kind: rate-card
id: ${id}
title: A contract
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
${dates}
models:
  kling-v3: { name: "3.0" }
rates:
  - capability: text-to-video
    model: kling-v3
    resolution: 720p
    charge: { by: per-second, usd: ${usd} }
    section: a
`
const UNITS = (id: string, dates: string, units: string) => `kind: rate-card
id: ${id}
title: A contract
vendor: me
currency: USD
billing: prepaid-units
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
${dates}
pools:
  video: { list_unit_price: 0.14, section: a }
models:
  kling-lip-sync: { name: Lip-Sync }
rates:
  - capability: lip-sync
    model: kling-lip-sync
    pool: video
    charge: { by: per-segment, seconds: 5, units: ${units} }
    section: a
`
const cardFor = (job: Texts, options = {}) => price(job, options).rated.card.id
const JOB = { model: '3.0', capability: 'text-to-video', resolution: '720p', duration: '10' }

describe('the card that prices a job', () => {
  test.each<[Texts, string]>([
    [JOB, 'kling-per-second'],
    [{ model: 'O3', resolution: '1080p', audio: 'yes', duration: '5' }, 'kling-per-second'],
    [{ model: 'O1', duration: '5' }, 'kling-per-second'],
    [{ model: 'Motion Control', resolution: '720p', duration: '5' }, 'kling-per-second'],
    // 004 has motion control as a model of its own; that of 3.0 and 2.6 is in units.
    [{ model: '3.0', capability: 'motion-control', resolution: '720p', duration: '5' }, 'kling-units-2026'],
    [{ model: '2.6', capability: 'motion-control', resolution: '720p', duration: '5' }, 'kling-units-2026'],
    [{ model: '3.0', capability: 'image-to-video', resolution: '720p', duration: '5' }, 'kling-units-2026'],
    [{ model: '2.5 Turbo', resolution: '720p', duration: '5' }, 'kling-units-2026'],
    // Of two cards in units that have the row, the newer.
    [{ capability: 'lip-sync', duration: '5' }, 'kling-units-2026'],
    [{ capability: 'text-to-audio', duration: '5' }, 'kling-units-2026'],
    [{ model: 'kolors-v2-1', capability: 'text-to-image' }, 'kling-units-2026'],
    [{ model: 'V1.6', capability: 'text-to-video', mode: 'std', duration: '5' }, 'kling-units-2025'],
  ])('of %j is %s', (job, card) => {
    expect(cardFor(job)).toBe(card)
  })
  test('is the one in units when a package is to pay', () => {
    expect(cardFor(JOB, { package: 'package-3' })).toBe('kling-units-2026')
    expect(costOf(JOB, { package: 'package-3' })).toBe('6 video units, $0.672')
  })
  test('is the one that was asked for', () => {
    expect(cardFor(JOB, { card: 'kling-units-2026' })).toBe('kling-units-2026')
    expect(cardFor({ capability: 'lip-sync', duration: '5' }, { card: 'kling-units-2025' })).toBe(
      'kling-units-2025',
    )
    expect(refusalOf(JOB, { card: 'kling-units-2025' })).toMatch(/^JOB_UNRATED no row is for kling-v3; /)
  })
})

describe('the time of a job', () => {
  const dated = catalogueWith(
    DOLLARS('mine-october', 'effective_from: 2026-10-01\neffective_to: 2026-11-01', '0.05'),
    DOLLARS('mine-later', 'effective_from: 2026-12-01', '0.01'),
    UNITS('mine-units', 'effective_from: 2027-01-01', '0.25'),
  )
  const at = (time: string) => cardFor(JOB, { catalogue: dated, at: time })
  test('decides between cards, to the millisecond', () => {
    expect(at('2026-09-30T23:59:59.999Z')).toBe('kling-per-second')
    expect(at('2026-10-01T00:00:00Z')).toBe('mine-october')
    expect(at('2026-10-31T23:59:59.999Z')).toBe('mine-october')
    expect(at('2026-11-01T00:00:00Z')).toBe('kling-per-second')
    expect(at('2026-12-01T00:00:00Z')).toBe('mine-later')
  })
  test('is --as-of for a job without one', () => {
    expect(cardFor(JOB, { catalogue: dated, asOf: '2026-10-15' })).toBe('mine-october')
    expect(cardFor(JOB, { catalogue: dated, asOf: '2026-11-15' })).toBe('kling-per-second')
    expect(cardFor(JOB, { catalogue: dated, asOf: '2026-11-15', at: '2026-10-15T12:00:00Z' })).toBe(
      'mine-october',
    )
  })
  test('decides between cards in units too: the newest of those in force', () => {
    const lipSync = { capability: 'lip-sync', duration: '5' }
    expect(cardFor(lipSync, { catalogue: dated, at: '2026-12-31T23:59:59Z' })).toBe('kling-units-2026')
    expect(costOf(lipSync, { catalogue: dated, at: '2027-01-01T00:00:00Z' })).toBe('0.25 video units, $0.035')
  })
  test('does not matter for a card that was asked for by name', () => {
    expect(cardFor(JOB, { catalogue: dated, card: 'mine-later', at: '2026-10-15T00:00:00Z' })).toBe(
      'mine-later',
    )
  })
  test('leaves a job without a price when no card in force has one', () => {
    const only = { ...dated, cards: dated.cards.filter(card => card.id === 'mine-october') }
    expect(refusalOf(JOB, { catalogue: only, at: '2026-11-15T00:00:00Z' })).toBe(
      "JOB_UNRATED 3.0 is unrated: the vendor's lists in force give it no price",
    )
    expect(refusalOf({ capability: 'lip-sync', duration: '5' }, { catalogue: only, at: '2026-11-15' })).toBe(
      'JOB_UNRATED no rate card in force prices this capability',
    )
  })
  test('cannot be chosen for a job of which nothing is said', () => {
    expect(refusalOf({})).toBe(
      'JOB_AMBIGUOUS nothing says what the job is; a model or a capability is needed',
    )
  })
})

describe('the first list that has a row', () => {
  const UHD = { model: '3.0', resolution: '4k', duration: '10' }
  const passedOver = (job: Texts, options = {}) => price(job, options).passedOver.map(card => card.id)
  test('prices the job, and those before it that know the model are told', () => {
    expect(costOf(UHD)).toBe('30 video units, $4.2')
    expect([cardFor(UHD), passedOver(UHD)]).toEqual(['kling-units-2026', ['kling-per-second']])
    expect(passedOver(JOB)).toEqual([])
    // 004 does not know V1.6 at all: nothing is passed over.
    expect(passedOver({ model: 'V1.6', capability: 'text-to-video', mode: 'std', duration: '5' })).toEqual([])
    expect(
      passedOver({ model: '3.0', capability: 'image-to-video', resolution: '720p', duration: '5' }),
    ).toEqual(['kling-per-second'])
  })
  test.each<[Texts, string, string]>([
    [{ model: 'O1', resolution: '1080p', duration: '5' }, 'kling-units-2026', '4 video units, $0.56'],
    [
      { model: 'O3', resolution: '720p', reference: 'video', duration: '10' },
      'kling-units-2026',
      '9 video units, $1.26',
    ],
    [
      { model: 'O3', resolution: '4k', audio: 'yes', duration: '10' },
      'kling-units-2026',
      '30 video units, $4.2',
    ],
  ])('of %j is %s', (job, card, cost) => {
    expect([cardFor(job), costOf(job)]).toEqual([card, cost])
  })
  test('is a list of the user before any other, as far as it has a row', () => {
    const mine = catalogueWith(UNITS('mine', '', '0.2'), DOLLARS('mine-too', '', '0.5'))
    const lipSync = { capability: 'lip-sync', duration: '5' }
    expect([cardFor(lipSync, { catalogue: mine }), cardFor(JOB, { catalogue: mine })]).toEqual([
      'mine',
      'mine-too',
    ])
    expect(cardFor({ ...JOB, resolution: '1080p' }, { catalogue: mine })).toBe('kling-per-second')
  })
  test('is never the list of a seller, unless it is asked for', () => {
    const four = { model: '4.0', resolution: '1080p', audio: 'yes', duration: '10' }
    expect(tryPrice(four)).toMatchObject({
      code: 'JOB_UNRATED',
      reason: "4.0 is unrated: the vendor's lists in force give it no price",
      hint: '--seller fal.ai has it for $2.35 each (fal-2026), and 2 more',
    })
    expect(costOf(four, { seller: 'fal.ai' })).toBe('$2.35')
    expect(costOf({ ...four, resolution: '720p', duration: '30' }, { seller: 'Venice' })).toBe('$5.889')
    expect(
      costOf({ model: '4.0 Flash', resolution: '720p', audio: 'yes', duration: '20' }, { seller: 'PiAPI' }),
    ).toBe('$2')
    expect(refusalOf({ model: 'V1.6', mode: 'std', duration: '5' }, { seller: 'Venice' })).toBe(
      'JOB_UNRATED Venice has no list in force with a price for V1.6',
    )
  })
  test('of a model that always has sound names who has it with sound', () => {
    expect(tryPrice({ model: '4.0', resolution: '720p', duration: '10' })).toMatchObject({
      hint: '--seller fal.ai has it with --audio for $1.57 each (fal-2026), and 2 more',
    })
  })
  test('never makes another service of a length that is too long', () => {
    expect(refusalOf({ model: '3.0', resolution: '1080p', duration: '20' })).toBe(
      'JOB_UNRATED 3.0 1080p takes 3 to 15 seconds; 20 was given (kling-per-second)',
    )
  })
})

describe("a seller's list", () => {
  test('has its fee in the price', () => {
    expect(costOf({ ...JOB, audio: 'yes' }, { seller: 'OpenRouter' })).toBe('$1.3293')
  })
  test('may bill the seconds of the video input, and a least of the output', () => {
    const edit = { model: '4.0', resolution: '720p', audio: 'yes', reference: 'video', duration: '10' }
    const cost = (input: string) => costOf({ ...edit, input_duration: input }, { seller: 'fal.ai' })
    // 14 s of both are fewer than twice the output.
    expect([cost('4'), cost('10'), cost('12'), cost('12.4')]).toEqual(['$1.88', '$1.88', '$2.068', '$2.068'])
    expect(refusalOf(edit, { seller: 'fal.ai' })).toContain(
      '4.0 720p with audio is billed by the length of the video input too, which was not given (fal-2026)',
    )
  })
  test('may bill credits, and says what they cost', () => {
    const all = catalogueWith(`kind: rate-card
id: credits
title: In credits
vendor: Acme
seller: Acme
currency: USD
billing: credits
credits: { count: 211, usd: 1, section: a }
top_up_fee: { percent: 10, section: a }
source: { document: own, title: A page, retrieved: 2026-11-01, confidence: second-hand }
models:
  kling-lip-sync: { name: Lip-Sync }
rates:
  - { capability: lip-sync, model: kling-lip-sync, charge: { by: per-segment, seconds: 5, credits: 21.1 }, section: a }
assertions:
  - { job: { capability: lip-sync, duration: 7 }, usd: 0.22 }
`)
    expect(costOf({ capability: 'lip-sync', duration: '5' }, { catalogue: all, seller: 'Acme' })).toBe(
      '$0.11',
    )
  })
})

describe('a card of the user', () => {
  test('takes the place of a shipped one with the same id', () => {
    const all = catalogueWith(DOLLARS('kling-per-second', '', '0.02'))
    expect(all.cards.length).toBe(catalogue.cards.length)
    expect(costOf(JOB, { catalogue: all })).toBe('$0.2')
  })
  test('without a date of its own is as new as its document', () => {
    expect(costOf(JOB, { catalogue: catalogueWith(DOLLARS('mine', '', '0.02')) })).toBe('$0.2')
  })
})

describe('a name', () => {
  const idOf = (name: string) => {
    const found = findModel(catalogue, name, NOWHERE)
    return typeof found === 'string' ? found : `${found.code} ${found.message}`
  }
  test.each([
    ['kling-v1', 'V1.0 | v1 | 1.0 | v1.0 | Kling V1.0 | KLING-V1 | kling v1'],
    ['kling-v1-5', 'V1.5 | 1.5 | kling-v1-5 | kling v1.5'],
    ['kling-v1-6', 'V1.6 | 1.6 | v1.6 | KLING V1.6 | kling_v1-6 | " V1.6 "'],
    ['kling-v2-master', 'V2.0 Master | v2.0 | 2.0 | v2 master | 2.0 master'],
    ['kling-v2-1', 'V2.1 | 2.1 | kling-v2-1'],
    ['kling-v2-1-master', 'V2.1 Master | v2.1 master | 2.1 MASTER | V2.1-Master | kling-v2-1-master'],
    ['kling-v2-5-turbo', '2.5 Turbo | v2.5 turbo | 2.5 | Kling 2.5 Turbo'],
    ['kling-v2-6', '2.6 | v2.6 | Kling 2.6'],
    ['kling-v3', '3.0 | v3 | v3.0 | 3 | Kling 3.0 | kling-v3'],
    ['kling-v3-turbo', '3.0 Turbo | v3.0 turbo | 3.0-turbo'],
    ['kling-v3-omni', 'O3 | o3 | 3.0 Omni | Kling O3 | kling-v3-omni'],
    ['kling-video-o1', 'O1 | o1 | Kling O1 | kling-video-o1'],
    ['kling-motion-control', 'motion control | Motion-Control | kling-motion-control'],
    ['kling-lip-sync', 'lip-sync | Lip Sync'],
    ['kolors-v1', 'Kolors V1.0 | kolors 1.0 | kolors-v1'],
    ['kolors-v2-1', 'Kolors V2.1 | Image 2.1'],
    ['kolors-virtual-try-on-v1-5', 'Virtual Try-on V1.5 | try-on v1.5'],
  ])('of %s may be typed %s', (id, names) => {
    for (const name of names.split(' | ')) expect(idOf(name.replaceAll('"', ''))).toBe(id)
  })
  test('that is not known gets the one that was meant', () => {
    expect(idOf('vv3')).toBe('UNKNOWN_MODEL no model is called "vv3"; did you mean "v3"?')
    expect(idOf('kling-v2-1-mastr')).toBe(
      'UNKNOWN_MODEL no model is called "kling-v2-1-mastr"; did you mean "kling-v2-1-master"?',
    )
    expect(idOf('sora')).toBe('UNKNOWN_MODEL no model is called "sora"')
  })
  test('of a capability may have any case, blanks and underscores, and aliases', () => {
    for (const name of ['text-to-video', 'Text To Video', 'TEXT_TO_VIDEO'])
      expect(findCapability(catalogue, name, NOWHERE)).toBe('text-to-video')
    expect(findCapability(catalogue, 'outpainting', NOWHERE)).toBe('image-expansion')
    expect(findCapability(catalogue, 'text-to-vido', NOWHERE)).toMatchObject({
      code: 'UNKNOWN_CAPABILITY',
      message: 'no capability is called "text-to-vido"; did you mean "text-to-video"?',
      hint: expect.stringContaining('allowed: avatar, custom-voice, '),
    })
  })
  test('of a card must be its id', () => {
    expect(findCard(catalogue, 'kling-per-secnd', NOWHERE)).toMatchObject({
      code: 'UNKNOWN_CARD',
      message: 'no rate card is called "kling-per-secnd"; did you mean "kling-per-second"?',
      hint: expect.stringMatching(/^allowed: kling-per-second, kling-units-2026, kling-units-2025, /),
    })
  })
})
