import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, format, NO_UNITS, times, type Units } from '../../../src/core/quantity.js'
import {
  createComparer,
  draftOf,
  listFallbacks,
  translateSetting,
} from '../../../src/core/rating/alternatives.js'
import type { Outcome } from '../../../src/core/rating/job.js'
import type { PricedJob } from '../../../src/core/rating/price-job.js'
import { compareTallies, findFallbackRange, withDrafts } from '../../../src/core/rating/quote.js'
import { costOf, Tallies, totalOf } from '../../../src/core/rating/tally.js'
import {
  addRatios,
  compareRatios,
  divideRatios,
  formatRatio,
  multiplyRatios,
  type Ratio,
  ratio,
  subtractRatios,
  ZERO,
} from '../../../src/core/ratio.js'
import { cardOf, catalogueWith, price, refusalOf, type Texts, tally, termsOf } from './pricing.js'

const TERMS = termsOf()
const FINAL = { model: '3.0', resolution: '1080p', audio: 'yes', duration: '10' }

/** A priced job in a line. */
const show = (priced: PricedJob): string => {
  const { card, job } = priced.rated
  return [
    job.model,
    job.mode,
    job.resolution,
    job.audio ? 'audio' : null,
    card.id,
    formatRatio(priced.priceEach),
  ]
    .filter(part => part !== null)
    .join(' ')
}
/** Ways by lists that are not of sellers, unless these are asked for. */
const waysOf = (texts: Texts, options = {}, isSellers = false) => {
  const terms = termsOf(options)
  return createComparer(
    terms.catalogue,
    terms.packagePrice,
  )(price(texts, options))
    .filter(way => (way.rated.card.seller !== null) === isSellers)
    .map(show)
}

const JOBS: Texts[] = [
  FINAL,
  { model: 'O3', resolution: '720p', duration: '5.04' },
  { model: 'O1', duration: '10' },
  { model: 'V1.6', capability: 'text-to-video', mode: 'pro', duration: '5' },
  { model: 'V1.0', capability: 'image-to-video', mode: 'std', duration: '10' },
  { capability: 'lip-sync', duration: '7' },
  { model: 'kolors-v1', capability: 'text-to-image' },
  { model: 'Image 3.0', resolution: '2k' },
  { capability: 'virtual-try-on' },
  { capability: 'text-to-audio', duration: '3' },
]

test('jobs that are not billed are compared with nothing, and fall back to nothing', () => {
  const tallies = new Tallies()
  tallies.add(price(FINAL), 'billed', 2n)
  const alone = tallies.list().map(each => ({ ...each }))
  tallies.add(
    price({ model: 'V1.6', capability: 'text-to-video', mode: 'pro', duration: '5' }),
    'pending',
    1n,
  )
  expect(compareTallies(tallies.list(), TERMS)).toEqual(compareTallies(alone, TERMS))
  expect(findFallbackRange(tallies.list(), TERMS)).toEqual(findFallbackRange(alone, TERMS))
})

describe('a total', () => {
  const countArbitrary = fc.integer({ min: 1, max: 1_000_000_000 })
  const jobArbitrary = fc.constantFrom(...JOBS.map(job => price(job)))
  const rowsArbitrary = fc.array(
    fc.tuple(jobArbitrary, countArbitrary, fc.constantFrom<Outcome>('billed', 'not-billed', 'pending')),
    { maxLength: 30 },
  )
  test('is the sum of its jobs one by one, and units of two pools are never added', () => {
    fc.assert(
      fc.property(rowsArbitrary, rows => {
        const tallies = new Tallies()
        for (const [priced, count, outcome] of rows) tallies.add(priced, outcome, BigInt(count))
        const totals = totalOf(tallies.list())
        const billed = rows.filter(([, , outcome]) => outcome === 'billed')
        const cost = billed.reduce<Ratio>(
          (sum, [{ priceEach }, count]) => addRatios(sum, multiplyRatios(priceEach, ratio(BigInt(count)))),
          ZERO,
        )
        expect(totals.cost).toEqual(cost)
        const units = new Map<string, Units>()
        for (const [{ rated, unitsEach }, count] of billed) {
          const { pool } = rated.rate
          if (pool === null) continue
          units.set(pool, add(units.get(pool) ?? NO_UNITS, times(unitsEach!, BigInt(count))))
        }
        expect(new Map([...totals.units].sort())).toEqual(new Map([...units].sort()))
        const countOf = (wanted: Outcome) =>
          rows.reduce((sum, [, count, outcome]) => sum + (outcome === wanted ? BigInt(count) : 0n), 0n)
        expect([totals.billed, totals.notBilled, totals.pending]).toEqual([
          countOf('billed'),
          countOf('not-billed'),
          countOf('pending'),
        ])
      }),
      { seed: 8, numRuns: 300 },
    )
  })
  test('of a and b jobs of a kind is the total of a + b of them', () => {
    fc.assert(
      fc.property(jobArbitrary, countArbitrary, countArbitrary, (job, a, b) => {
        expect(totalOf(tally([job, a], [job, b]))).toEqual(totalOf(tally([job, a + b])))
        expect(addRatios(costOf(job, BigInt(a)), costOf(job, BigInt(b)))).toEqual(costOf(job, BigInt(a + b)))
      }),
      { seed: 9, numRuns: 300 },
    )
  })
  test('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(rowsArbitrary, rows => {
        const total = (ordered: typeof rows) => {
          const tallies = new Tallies()
          for (const [priced, count, outcome] of ordered) tallies.add(priced, outcome, BigInt(count))
          const { units, ...rest } = totalOf(tallies.list())
          return { ...rest, units: Object.fromEntries([...units].map(([pool, sum]) => [pool, format(sum)])) }
        }
        expect(total([...rows].reverse())).toEqual(total(rows))
      }),
      { seed: 10, numRuns: 200 },
    )
  })
  test('keeps three pools apart', () => {
    const jobs = [JOBS[5]!, JOBS[6]!, JOBS[8]!].map(job => [price(job), 1000] as const)
    const { units, cost } = totalOf(tally(...jobs))
    expect([...units].map(([pool, sum]) => [pool, format(sum)])).toEqual([
      ['video', '1000'],
      ['image', '1000'],
      ['try-on', '1000'],
    ])
    expect(formatRatio(cost)).toBe('213.5')
  })
  test('of failed and pending jobs is nothing, and none of their units are used', () => {
    const tallies = new Tallies()
    tallies.add(price(JOBS[3]!), 'not-billed', 5n)
    tallies.add(price(JOBS[3]!), 'pending', 2n)
    const totals = totalOf(tallies.list())
    expect([totals.cost, totals.units.size, totals.notBilled, totals.pending]).toEqual([ZERO, 0, 5n, 2n])
  })
})

describe('a package', () => {
  test.each([
    ['trial-100', '0.0979', '0.6853'],
    ['trial-1000', '0.09799', '0.68593'],
    ['package-1', '0.14', '0.98'],
    ['package-2', '0.126', '0.882'],
    ['package-3', '0.112', '0.784'],
  ])('%s prices a unit at %s and seven at %s', (id, unit, seven) => {
    const job = price({ ...JOBS[3]!, duration: '10' }, { package: id })
    expect([formatRatio(job.unitPrice!), formatRatio(job.priceEach)]).toEqual([unit, seven])
  })
  test('does not pay for units of another pool', () => {
    expect(formatRatio(price(JOBS[6]!, { package: 'package-3' }).priceEach)).toBe('0.0035')
  })
})

describe('compared', () => {
  test('the same job is shown on every card and model that can do it, cheapest first', () => {
    expect(waysOf(FINAL)).toEqual([
      'kling-v3-omni 1080p audio kling-per-second 1.25',
      'kling-v3-turbo 1080p audio kling-units-2026 1.4',
      'kling-v3-omni 1080p audio kling-units-2026 1.4',
      'kling-v2-6 1080p audio kling-units-2026 1.4',
      'kling-v3 1080p audio kling-per-second 1.5',
      'kling-v3 1080p audio kling-units-2026 1.68',
    ])
  })
  test('and on the list of each seller, with its fee', () => {
    const same = waysOf(FINAL, {}, true).filter(way => way.startsWith('kling-v3 '))
    expect(same).toEqual([
      'kling-v3 1080p audio fal-2026 1.68',
      'kling-v3 1080p audio openrouter-2026 1.7724',
      'kling-v3 1080p audio piapi-2026 2',
      'kling-v3 1080p audio replicate-2026 3.36',
      'kling-v3 1080p audio krea-2026 3.528',
    ])
  })
  test('and of two lists of a seller that are in force on the newer', () => {
    const all = catalogueWith(
      ...['2026-01-01', '2026-02-01'].map(
        from => `kind: rate-card
id: acme-${from}
title: A page
vendor: Acme
seller: Acme
currency: USD
billing: us-dollars
source: { document: own, title: A page, retrieved: 2026-02-01, confidence: second-hand }
effective_from: ${from}
models: { kling-v3: { name: "3.0" } }
rates:
  - capability: text-to-video
    model: kling-v3
    resolution: 1080p
    audio: true
    charge: { by: per-second, usd: 0.01 }
    section: a
`,
      ),
    )
    const at = (asOf: string, card = 'kling-per-second') =>
      waysOf(FINAL, { catalogue: all, card, asOf }, true).filter(way => way.includes('acme'))
    expect(at('2026-01-31')).toEqual(['kling-v3 1080p audio acme-2026-01-01 0.1'])
    expect(at('2026-02-01')).toEqual(['kling-v3 1080p audio acme-2026-02-01 0.1'])
    // That which the job is priced by stands beside the newer.
    expect(at('2026-02-01', 'acme-2026-01-01')).toEqual([
      'kling-v3 1080p audio acme-2026-02-01 0.1',
      'kling-v3 1080p audio acme-2026-01-01 0.1',
    ])
    const early = { catalogue: all, seller: 'Acme', asOf: '2025-12-31' }
    expect(refusalOf(FINAL, early)).toBe(
      'JOB_UNRATED the job took place before the first list of Acme with a price for 3.0, which is in force from 2026-01-01',
    )
    expect(refusalOf({ ...FINAL, model: 'O3' }, early)).toBe(
      'JOB_UNRATED Acme has no list in force with a price for O3',
    )
  })
  test('a list that was not in force when the job took place is left out', () => {
    const at = (asOf: string) =>
      waysOf(FINAL, { asOf }, true).filter(way => way.startsWith('kling-v3 ')).length
    expect([
      at('2026-06-29'),
      at('2026-06-30'),
      at('2026-09-19'),
      at('2026-10-06'),
      at('2026-10-15'),
    ]).toEqual([0, 1, 2, 3, 5])
  })
  test('a mode is compared with the resolution that it usually means', () => {
    const ways = waysOf({ model: 'V1.6', capability: 'text-to-video', mode: 'pro', duration: '10' })
    expect(ways).toEqual([
      'kling-v2-6 1080p kling-units-2026 0.7',
      'kling-v2-5-turbo 1080p kling-units-2026 0.7',
      // Its own list is reported retired: of that its own model stays, and no other.
      'kling-v1-6 pro kling-units-2025 0.98',
      'kling-v3 1080p kling-per-second 1',
      'kling-v3-omni 1080p kling-per-second 1',
      'kling-v3 1080p kling-units-2026 1.12',
      'kling-v3-omni 1080p kling-units-2026 1.12',
      'kling-video-o1 1080p kling-units-2026 1.12',
    ])
  })
  test('a job without a resolution is compared at each that the other card has', () => {
    const ways = waysOf({ model: 'O1', duration: '10' })
    expect(ways.filter(way => way.includes('kling-video-o1'))).toEqual([
      'kling-video-o1 720p kling-units-2026 0.84',
      'kling-video-o1 kling-per-second 1.111',
      'kling-video-o1 1080p kling-units-2026 1.12',
    ])
  })
  test('many jobs without a mode: each mode that a list has is a way of its own', () => {
    const all = catalogueWith(`kind: rate-card
id: mine
title: A contract
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
models: { kling-v1-6: { name: "V1.6" } }
rates:
  - { capability: text-to-video, model: kling-v1-6, charge: { by: per-second, usd: 1 }, section: a }
`)
    const options = { catalogue: all, asOf: '2026-09-14' }
    const job = price({ model: 'V1.6', capability: 'text-to-video', duration: '5' }, options)
    const ways = compareTallies(tally([job, 2]), termsOf(options))
      .filter(({ model }) => model === 'kling-v1-6')
      .map(({ card, setting, cost }) => `${card.id} ${setting} ${formatRatio(cost)}`)
    expect(ways).toEqual(['kling-units-2025 std 0.56', 'kling-units-2025 pro 0.98', 'mine null 10'])
  })
  test('many jobs: who can do all of them comes before who is cheaper and can do some', () => {
    const jobs = tally([price(FINAL), 10], [price({ model: '3.0', resolution: '720p', duration: '7' }), 1])
    const shown = compareTallies(jobs, TERMS)
      .filter(({ card }) => card.seller === null)
      .map(({ card, model, count, cost }) => [`${model} ${card.id}`, count, formatRatio(cost)])
    // 3.0 Turbo has no price without audio, and 2.6 and O1 none for 7 seconds.
    expect(shown).toEqual([
      ['kling-v3-omni kling-per-second', 11n, '13.025'],
      ['kling-v3-omni kling-units-2026', 11n, '14.588'],
      ['kling-v3 kling-per-second', 11n, '15.525'],
      ['kling-v3 kling-units-2026', 11n, '17.388'],
      ['kling-v3-turbo kling-units-2026', 10n, '14'],
      ['kling-v2-6 kling-units-2026', 10n, '14'],
    ])
  })
  test('a card that is not in force is left out', () => {
    const all = catalogueWith(`kind: rate-card
id: later
title: Later
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
effective_from: 2026-12-01
models: { kling-v3: { name: "3.0" } }
rates:
  - capability: text-to-video
    model: kling-v3
    resolution: 1080p
    audio: true
    charge: { by: per-second, usd: 0.01 }
    section: a
`)
    const first = (asOf: string) => waysOf(FINAL, { catalogue: all, card: 'kling-per-second', asOf })[0]
    expect(first('2026-11-30T23:59:59Z')).toBe('kling-v3-omni 1080p audio kling-per-second 1.25')
    expect(first('2026-12-01')).toBe('kling-v3 1080p audio later 0.1')
  })
})

test('a mode stays one where another list has modes too, and else becomes the resolution that it means', () => {
  const plain = { ...cardOf('kling-units-2025'), typicalResolutionOfMode: new Map<string, string>() }
  const modes = new Map([
    ['std', '720p'],
    ['lite', '720p'],
  ])
  const [own, other] = [
    { ...plain, typicalResolutionOfMode: modes },
    { ...plain, resolutionOfMode: modes },
  ]
  const said = (setting: Parameters<typeof translateSetting>[0], to: typeof own, from = own) =>
    translateSetting(setting, from, to, []).map(({ mode, resolution }) => `${mode} ${resolution}`)
  const lite = { mode: 'lite', resolution: null }
  expect(said(lite, own)).toEqual(['lite null'])
  expect(said(lite, other)).toEqual(['null 720p'])
  expect(said(lite, own, other)).toEqual(['lite null'])
  expect(said(lite, plain)).toEqual(['lite null'])
  expect(said({ mode: 'ultra', resolution: null }, other)).toEqual([])
  expect(said({ mode: null, resolution: '720p' }, own)).toEqual(['std null'])
  expect(said({ mode: null, resolution: '4k' }, own)).toEqual([])
  expect(said({ mode: null, resolution: '4k' }, other)).toEqual(['null 4k'])
})

describe('a fallback', () => {
  test('is any model of the same card that can do the job, cheapest first', () => {
    expect(listFallbacks(price(FINAL), null).map(show)).toEqual([
      'kling-v3-omni 1080p audio kling-per-second 1.25',
      'kling-v3 1080p audio kling-per-second 1.5',
    ])
  })
  test('gives a range over all jobs', () => {
    const jobs = tally([price(FINAL), 100], [price({ model: 'O3', resolution: '720p', duration: '4' }), 10])
    const { lowest, highest, models } = findFallbackRange(jobs, TERMS)
    expect([formatRatio(lowest), formatRatio(highest), models.length]).toEqual(['128', '153', 2])
  })
})

describe('a draft', () => {
  test('is the same model at its cheapest setting: 720p without audio', () => {
    expect(show(draftOf(price(FINAL), null))).toBe('kling-v3 720p kling-per-second 0.75')
  })
  test('of a model with modes is std', () => {
    expect(show(draftOf(price({ ...JOBS[3]!, mode: 'pro' }), null))).toBe(
      'kling-v1-6 std kling-units-2025 0.28',
    )
  })
  test('keeps audio where the model has no price without it', () => {
    expect(
      show(draftOf(price({ model: '3.0 Turbo', resolution: '1080p', audio: 'yes', duration: '5' }), null)),
    ).toBe('kling-v3-turbo 720p audio kling-units-2026 0.56')
  })
  test('of a job that is at the cheapest setting costs the same', () => {
    for (const texts of [
      { model: 'O1', duration: '5' },
      { capability: 'lip-sync', duration: '5' },
    ]) {
      const job = price(texts)
      expect(draftOf(job, null).priceEach).toEqual(job.priceEach)
    }
  })
  test('of a job whose like no other setting has is the job', () => {
    const all = catalogueWith(`kind: rate-card
id: mine
title: A contract
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
models: { kling-v3: { name: "3.0" } }
rates:
  - capability: text-to-video
    model: kling-v3
    audio: true
    voice_control: true
    charge: { by: per-second, usd: 1 }
    section: a
`)
    const job = price(
      { model: '3.0', capability: 'text-to-video', audio: 'yes', voice_control: 'yes', duration: '5' },
      { catalogue: all },
    )
    expect(draftOf(job, null)).toBe(job)
  })
  test('is never dearer than the final', () => {
    for (const texts of JOBS) {
      const job = price(texts)
      expect(compareRatios(draftOf(job, null).priceEach, job.priceEach)).toBeLessThanOrEqual(0)
    }
  })
  test('is made so many times for each final', () => {
    const line = {
      inputLine: null,
      priced: price(FINAL),
      outcome: 'billed',
      count: 3n,
      stage: null,
      at: null,
      taskId: null,
      account: null,
    } as const
    const lines = withDrafts(line, 4n, TERMS)
    expect(lines.map(({ stage, count, priced }) => [stage, count, show(priced)])).toEqual([
      ['draft', 12n, 'kling-v3 720p kling-per-second 0.75'],
      ['final', 3n, 'kling-v3 1080p audio kling-per-second 1.5'],
    ])
    expect(
      formatRatio(totalOf(tally(...lines.map(each => [each.priced, Number(each.count)] as const))).cost),
    ).toBe('13.5')
  })
})

describe("004's remarks, computed from the rows", () => {
  const PER_SECOND = { card: 'kling-per-second' }
  const rate = (model: string, resolution: string, audio: string): Ratio =>
    divideRatios(price({ model, resolution, audio, duration: '10' }, PER_SECOND).priceEach, ratio(10n))
  const percentMore = (a: Ratio, b: Ratio): string =>
    formatRatio(multiplyRatios(divideRatios(subtractRatios(a, b), b), ratio(100n)), 1)
  test('1080p costs 25 to 33 % more a second than 720p, and motion control 33.6 %', () => {
    const more = ['3.0', 'O3'].flatMap(model =>
      ['no', 'yes'].map(audio => percentMore(rate(model, '1080p', audio), rate(model, '720p', audio))),
    )
    expect(more).toEqual(['33.3', '32.7', '33.3', '25'])
    expect(percentMore(rate('Motion Control', '1080p', 'no'), rate('Motion Control', '720p', 'no'))).toBe(
      '33.6',
    )
  })
  test('audio adds $0.025 to $0.050 a second', () => {
    const added = ['3.0', 'O3'].flatMap(model =>
      ['720p', '1080p'].map(resolution =>
        formatRatio(subtractRatios(rate(model, resolution, 'yes'), rate(model, resolution, 'no'))),
      ),
    )
    expect(added).toEqual(['0.038', '0.05', '0.025', '0.025'])
  })
  test('O3 and 3.0 cost the same at 720p silent, and 3.0 costs 20 % more at 1080p with audio', () => {
    expect(rate('3.0', '720p', 'no')).toEqual(rate('O3', '720p', 'no'))
    expect(percentMore(rate('3.0', '1080p', 'yes'), rate('O3', '1080p', 'yes'))).toBe('20')
  })
  test("O1's $0.111 a second does not compare favourably with $0.075, whatever 004 says", () => {
    const o1 = divideRatios(price({ model: 'O1', duration: '10' }, PER_SECOND).priceEach, ratio(10n))
    expect(compareRatios(o1, rate('O3', '720p', 'no'))).toBeGreaterThan(0)
    expect(compareRatios(o1, rate('3.0', '720p', 'no'))).toBeGreaterThan(0)
  })
})

test('the unit prices of the three pools are those of 002', () => {
  expect(
    [...cardOf('kling-units-2025').pools.values()].map(pool => [pool.id, format(pool.listUnitPrice)]),
  ).toEqual([
    ['video', '0.14'],
    ['image', '0.0035'],
    ['try-on', '0.07'],
  ])
})
