import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { offersOf } from '../../../src/answers/quote.js'
import { assortmentAt } from '../../../src/core/ledger/package-list.js'
import { format, units, usd } from '../../../src/core/quantity.js'
import { type Alternative, adviseOn, differenceOf } from '../../../src/core/rating/other-ways.js'
import { coverUnits, type Market, type Purchase, type UnitOffer } from '../../../src/core/rating/purchase.js'
import { addRatios, compareRatios, formatRatio, subtractRatios } from '../../../src/core/ratio.js'
import {
  at,
  makeUnitOffer,
  type Options,
  packageLists,
  price,
  type Texts,
  tally,
  termsOf,
} from './pricing.js'

const marketAt = (asOf: string, more: Partial<Market> = {}): Market => ({
  offers: offersOf(assortmentAt(packageLists, at(asOf), null), []),
  volumePerMonth: null,
  span: 0,
  mixesSellers: false,
  ...more,
})
const NOW = '2026-11-28'
const FINAL = { model: '3.0', resolution: '1080p', audio: 'yes', duration: '10' }
const adviseAll = (
  jobs: readonly (readonly [Texts, number])[],
  options: Options = {},
  more: Partial<Market> = {},
) => {
  const asOf = options.asOf ?? NOW
  const priced = jobs.map(([job, count]) => [price(job, { ...options, asOf }), count] as const)
  return adviseOn(tally(...priced), termsOf({ ...options, asOf }), marketAt(asOf, more))
}
const advise = (job: Texts, count = 1, options: Options = {}, more: Partial<Market> = {}) =>
  adviseAll([[job, count]], options, more)
const show = ({ kind, sample, cards, purchases, change, cost, count }: Alternative): string =>
  [
    kind,
    change ?? sample.rated.job.model,
    purchases.length > 0
      ? purchases.map(({ offer, count }) => `${count ?? 'of'} ${offer.id}`).join(' + ')
      : cards.map(card => card.id).join(),
    formatRatio(cost),
    String(count),
  ].join(' ')
const ofKind = (all: readonly Alternative[], kind: Alternative['kind']) =>
  all.filter(each => each.kind === kind).map(show)

describe('other ways to do the same jobs', () => {
  test('are the vendor at list price and in packages, each seller, other models and other settings', () => {
    const { alternatives } = advise(FINAL, 500)
    expect(ofKind(alternatives, 'list')).toEqual(['list kling-v3 kling-units-2026 840 500'])
    expect(ofKind(alternatives, 'package')).toEqual([
      'package kling-v3 1 trial-1000-2026 + 1 package-5000 798 500',
      'package kling-v3 2 package-5000 1400 500',
    ])
    expect(ofKind(alternatives, 'seller')).toEqual([
      'seller kling-v3 fal-2026 840 500',
      'seller kling-v3 openrouter-2026 886.2 500',
      'seller kling-v3 piapi-2026 1000 500',
      'seller kling-v3 replicate-2026 1680 500',
      'seller kling-v3 krea-2026 1764 500',
    ])
    expect(ofKind(alternatives, 'model')).toEqual([
      'model kling-v3-omni kling-per-second 625 500',
      'model kling-v3-turbo kling-units-2026 700 500',
      'model kling-v2-6 kling-units-2026 700 500',
      'model kling-v4 fal-2026 1175 500',
    ])
    expect(ofKind(alternatives, 'setting')).toEqual([
      'setting no-audio kling-per-second 500 500',
      'setting 720p kling-per-second 565 500',
    ])
  })
  test('never compare unlike things: the base is that of the same jobs, by each way', () => {
    const jobs = [
      [FINAL, 3],
      [{ model: '3.0', resolution: '720p', duration: '7' }, 2],
      [{ model: 'O1', duration: '10' }, 5],
      [{ model: '2.6', capability: 'text-to-video', resolution: '720p', duration: '5' }, 7],
      [{ capability: 'lip-sync', duration: '7' }, 4],
    ] as const
    const { alternatives } = adviseAll(jobs)
    const whole = advise(FINAL, 3).alternatives.find(each => each.kind === 'seller')!
    expect(formatRatio(whole.baseCost)).toBe('4.5')
    for (const alternative of alternatives) {
      const { cost, baseCost } = alternative
      expect(addRatios(baseCost, differenceOf(alternative))).toEqual(cost)
      expect(alternative.count > 0n).toBe(true)
    }
    // Turbo has no price without audio: three jobs of 21, at 1.50 here.
    const turbo = alternatives.find(each => each.sample.rated.job.model === 'kling-v3-turbo')!
    expect([turbo.count, formatRatio(turbo.baseCost), formatRatio(turbo.cost)]).toEqual([3n, '4.5', '4.2'])
  })
  test('are none that lack what the job needs, or of which nobody knows whether they have it', () => {
    const modelsOf = (job: Texts) =>
      advise(job).alternatives.map(each => `${each.kind} ${each.sample.rated.job.model}`)
    // A video input: 4.0 and O1 at Krea are billed otherwise or at a resolution that is not said.
    const omni = { model: 'O3', resolution: '1080p', reference: 'video', duration: '5' }
    expect(new Set(modelsOf(omni).filter(way => way.startsWith('model')))).toEqual(
      new Set(['model kling-video-o1']),
    )
    expect(modelsOf(omni).filter(way => way.startsWith('seller'))).toEqual([])
    // Voice control: only where a row has it.
    const voice = {
      model: '2.6',
      capability: 'text-to-video',
      resolution: '1080p',
      audio: 'yes',
      voice_control: 'yes',
      duration: '10',
    }
    expect(modelsOf(voice).filter(way => /^(seller|model)/.test(way))).toEqual(['model kling-v3'])
    // 4K.
    expect(
      new Set(
        modelsOf({ model: '3.0', resolution: '4k', duration: '5' }).filter(way => way.startsWith('model')),
      ),
    ).toEqual(new Set(['model kling-v3-omni']))
    // O1 by 004 says no resolution: other models at one of theirs may be worse.
    expect(modelsOf({ model: 'O1', duration: '10' }).filter(way => way.startsWith('model'))).toEqual([])
  })
  test('are at another mode, by a list that has modes and no resolutions', () => {
    const job = { model: 'V1.6', capability: 'text-to-video', mode: 'pro', duration: '5' }
    const { alternatives } = advise(job, 3, { asOf: '2026-09-14' })
    expect(ofKind(alternatives, 'setting')).toEqual(['setting std kling-units-2025 0.84 3'])
    expect(alternatives.map(each => [each.settings, each.hasOtherSettings])).toEqual(
      alternatives.map(() => [[], true]),
    )
  })
  test('say at which setting they do jobs that leave theirs open', () => {
    const { alternatives } = adviseAll([
      [{ model: 'O1', duration: '10' }, 2],
      [{ model: 'O3', resolution: '1080p', duration: '10' }, 1],
    ])
    const settingsOf = (name: string) => {
      const { settings, hasOtherSettings } = alternatives.find(each => show(each) === name)!
      return [settings, hasOtherSettings]
    }
    expect(settingsOf('list kling-video-o1 kling-units-2026 2.8 3')).toEqual([['720p'], true])
  })
  test('are in no packages where the price of one was asked for', () => {
    const { alternatives } = advise(FINAL, 5, { card: 'kling-units-2026', package: 'package-5000' })
    expect(ofKind(alternatives, 'package')).toEqual([])
    expect(ofKind(alternatives, 'list')).toEqual(['list kling-v3 kling-per-second 7.5 5'])
  })
  test('are no models that are reported retired, at the time of the job', () => {
    const job = { model: '3.0', mode: 'std', duration: '10', capability: 'text-to-video' }
    const models = (asOf: string) =>
      advise(job, 1, { asOf }).alternatives.flatMap(each => each.cards.map(card => card.id))
    expect(models('2026-09-14')).toContain('kling-units-2025')
    expect(models('2026-09-15')).not.toContain('kling-units-2025')
  })
})

describe('packages', () => {
  const boughtFor = (count: number, more: Partial<Market> = {}, asOf = NOW) =>
    ofKind(
      advise({ ...FINAL, model: '3.0' }, count, { asOf, card: 'kling-units-2026' }, more).alternatives,
      'package',
    )
  test('are those that the jobs use up, else the least that has to be bought', () => {
    expect(boughtFor(5)).toEqual(['package kling-v3 1 trial-100-2026 9.8 5'])
    expect(boughtFor(9)).toEqual(['package kling-v3 1 trial-1000-2026 98 9'])
    // 1,200 units: a trial can be bought once, and 1,000 are too few.
    expect(boughtFor(100)).toEqual(['package kling-v3 1 package-5000 700 100'])
    expect(boughtFor(1250)).toEqual([
      'package kling-v3 1 package-15000 2100 1250',
      'package kling-v3 3 package-5000 2100 1250',
    ])
  })
  test('are the larger ones, too, that cost less than what the jobs use up', () => {
    // 44,004 units: 45,000 at $5,670 are less than 9 × 5,000 or 3 × 15,000, and 60,000 are more.
    expect(boughtFor(3667)).toEqual([
      'package kling-v3 1 package-45000 5670 3667',
      'package kling-v3 3 package-15000 6300 3667',
      'package kling-v3 9 package-5000 6300 3667',
    ])
  })
  test('leave over what the jobs do not use', () => {
    const bought = advise(FINAL, 500).alternatives.flatMap(each => each.purchases)
    expect(bought.map(({ offer, left }) => `${offer.id} ${format(left)}`)).toEqual([
      'trial-1000-2026 0',
      'package-5000 0',
      'package-5000 4000',
    ])
  })
  test('are those of the list on sale at the time', () => {
    expect(boughtFor(100, {}, '2026-09-19')).toEqual(['package kling-v3 1 package-1 4200 100'])
  })
  test('that a monthly volume uses up before they expire cost no more than their units', () => {
    // 2,000 jobs a month are 24,000 units, 144,000 in 180 days.
    expect(boughtFor(500, { volumePerMonth: 2000n })).toEqual([
      'package kling-v3 of package-5000 840 500',
      'package kling-v3 of package-15000 840 500',
      'package kling-v3 of package-45000 756 500',
      'package kling-v3 of package-60000 756 500',
    ])
    // 834 jobs a month are 60,048 in 180 days, 833 are 59,976.
    const largest = (volume: bigint) => boughtFor(1, { volumePerMonth: volume }).at(-1)
    expect([largest(834n), largest(833n)]).toEqual([
      'package kling-v3 of package-60000 1.512 1',
      'package kling-v3 of package-45000 1.512 1',
    ])
    expect(boughtFor(1, { volumePerMonth: 1n })).toEqual(['package kling-v3 1 trial-100-2026 9.8 1'])
  })
})

describe('the cheapest way', () => {
  test('is one seller, and includes what has to be bought', () => {
    const { cheapest } = advise(FINAL, 500)
    expect([
      formatRatio(cheapest!.cost),
      cheapest!.purchases,
      cheapest!.ways.map(way => way.rated.card.id),
    ]).toEqual(['625', [], ['kling-per-second']])
    // 3.0 from the vendor is 6,000 units; Turbo is 5,000, which is one package.
    const vendor = advise({ ...FINAL, capability: 'image-to-video' }, 500).cheapest!
    expect([
      formatRatio(vendor.cost),
      vendor.purchases.map(({ offer, count, left }) => [offer.id, count, format(left)]),
    ]).toEqual(['700', [['package-5000', 1n, '0']]])
    // One clip more needs a second package: what is left over makes a seller the cheaper.
    const more = advise({ ...FINAL, capability: 'image-to-video' }, 501).cheapest!
    expect([formatRatio(more.cost), more.purchases, more.ways.map(way => way.rated.card.id)]).toEqual([
      '701.4',
      [],
      ['fal-2026'],
    ])
  })
  test('is none where nothing is cheaper', () => {
    expect(advise({ model: 'O3', resolution: '1080p', audio: 'yes', duration: '10' }).cheapest).toBeNull()
  })
  test('of jobs that no one seller can do is none, and said to be so', () => {
    const jobs = [
      [{ model: 'O1', duration: '10' }, 2],
      [{ model: 'V1.6', capability: 'multi-elements', mode: 'std', duration: '5' }, 1],
    ] as const
    expect(adviseAll(jobs)).toMatchObject({ cheapest: null, isAnyWhole: false })
    expect(adviseAll(jobs, {}, { mixesSellers: true }).isAnyWhole).toBe(true)
  })
  test('of any seller has some kinds of jobs in units, where a package that they fill costs less', () => {
    const jobs = [
      [{ model: 'O3', resolution: '1080p', audio: 'yes', duration: '4' }, 250],
      [{ model: '3.0', resolution: '1080p', duration: '7' }, 1000],
    ] as const
    expect(adviseAll(jobs, { asOf: '2026-11-21' }).cheapest).toBeNull()
    const { cheapest } = adviseAll(jobs, { asOf: '2026-11-21' }, { mixesSellers: true })
    // 1,000 units for the first in the trial of $98; $0.70 for each of the others.
    expect(formatRatio(cheapest!.cost)).toBe('798')
    expect(cheapest!.purchases).toMatchObject([{ offer: { id: 'trial-1000-2026' }, count: 1n }])
  })
  test('is of another seller too for jobs of which no list names a resolution', () => {
    const { cheapest } = advise({ capability: 'lip-sync', duration: '6' }, 1000)
    expect([formatRatio(cheapest!.cost), cheapest!.ways[0]!.rated.card.id]).toEqual(['84', 'replicate-2026'])
  })
  test('never costs more than the quote', () => {
    for (const count of [1, 7, 100, 5000]) {
      const job = price(FINAL, { asOf: NOW })
      const { cheapest } = advise(FINAL, count)
      const saved = subtractRatios(
        { num: job.priceEach.num * BigInt(count), den: job.priceEach.den },
        cheapest!.cost,
      )
      expect(compareRatios(saved, { num: 0n, den: 1n })).toBeGreaterThan(0)
    }
  })
})

describe('the packages that are bought for jobs', () => {
  const JOB = { model: '2.6', capability: 'text-to-video', resolution: '1080p', duration: '5' }
  const cheapest = (count: number, more: Partial<Market> = {}) => {
    const { cheapest } = advise(JOB, count, {}, more)
    return (
      cheapest && [
        formatRatio(cheapest.cost),
        ...cheapest.purchases.map(({ offer, count, left }) => `${count} ${offer.id} ${format(left)}`),
      ]
    )
  }
  test('are of several kinds, where these together cost least', () => {
    // 2.5 units each.
    expect(cheapest(440)).toEqual(['107.8', '1 trial-100-2026 0', '1 trial-1000-2026 0'])
    expect(cheapest(2400)).toEqual(['798', '1 trial-1000-2026 0', '1 package-5000 0'])
  })
  test('are of one kind, where a volume uses it up', () => {
    expect(cheapest(2400, { volumePerMonth: 1_000_000n })?.slice(1)).toHaveLength(1)
  })

  test('are the cheapest that hold the units, by trying all', () => {
    const offer = (id: string, size: number, price: number, isOncePerAccount: boolean): UnitOffer =>
      makeUnitOffer(id, size, price, { isOncePerAccount })
    const sizeAndPrice = (most: number, dearest: number) =>
      fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: dearest }))
    const arbitrary = fc.record({
      packages: fc.array(sizeAndPrice(12, 30), { minLength: 1, maxLength: 3 }),
      trials: fc.array(sizeAndPrice(6, 9), { maxLength: 2 }),
      needed: fc.integer({ min: 1, max: 200 }),
      unit: fc.constantFrom(1, 0.5),
    })
    fc.assert(
      fc.property(arbitrary, ({ packages, trials, needed, unit }) => {
        const offers = [
          ...packages.map(([size, price], i) => offer(`p${i}`, size * unit, price, false)),
          ...trials.map(([size, price], i) => offer(`t${i}`, size * unit, price, true)),
        ]
        /** The least price of so many units, with the trials from one on. */
        const least = (missing: number, from: number): number => {
          const [trial] = trials.slice(from)
          if (missing <= 0) return 0
          if (trial) return Math.min(trial[1] + least(missing - trial[0], from + 1), least(missing, from + 1))
          const known = [0]
          for (let m = 1; m <= missing; m++)
            known[m] = Math.min(...packages.map(([size, price]) => price + known[Math.max(0, m - size)]!))
          return known[missing]!
        }
        const bought = coverUnits(offers, units(String(needed * unit)))!
        const sum = (of: (purchase: Purchase) => number): number =>
          bought.reduce((all, each) => all + of(each), 0)
        expect(sum(({ offer, count }) => Number(format(offer.price)) * Number(count))).toBe(least(needed, 0))
        const held = sum(({ offer, count }) => Number(format(offer.units)) * Number(count))
        expect(held - sum(({ left }) => Number(format(left)))).toBe(needed * unit)
        for (const { offer, count } of bought) if (offer.isOncePerAccount) expect(count).toBe(1n)
      }),
      { numRuns: 500, seed: 14 },
    )
  })
  test('leave the rest in the one that lasts longest, which may never expire', () => {
    const offer = (id: string, size: string, validityDays: number | null): UnitOffer => ({
      id,
      list: { id: 'list', vendor: 'kling' } as UnitOffer['list'],
      pool: 'video',
      price: usd(size),
      units: units(size),
      validityDays,
      isOncePerAccount: false,
    })
    for (const [first, second, longest] of [
      [90, null, 'b'],
      [null, 90, 'a'],
      [90, 30, 'a'],
      [30, 90, 'b'],
    ] as const) {
      const bought = coverUnits([offer('a', '10', first), offer('b', '7', second)], units('16.5'))!
      expect(bought.map(({ offer, left }) => [offer.id, format(left)]).sort()).toEqual(
        ['a', 'b'].map(id => [id, id === longest ? '0.5' : '0']),
      )
    }
  })
})
