import { describe, expect, test } from 'vitest'
import { NOWHERE } from '../../../src/core/failure.js'
import { parseDay } from '../../../src/core/instant.js'
import {
  buildCatalogue,
  createEras,
  findCapability,
  findSeller,
  normaliseName,
} from '../../../src/core/rating/catalogue.js'
import type { RateCard } from '../../../src/core/rating/rate-card.js'
import { at, cardOf, catalogue } from './pricing.js'

const list = (id: string, from: string, more: Partial<RateCard> = {}): RateCard => ({
  ...cardOf('kling-per-second'),
  id,
  effectiveFrom: parseDay(from),
  effectiveTo: null,
  ...more,
})

test('lists are asked in order: the user’s, in dollars, in units, the newest first, and sellers’ last', () => {
  const inUnits = { billing: 'prepaid-units' } as const
  const lists = [
    list('seller', '2026-09-01', { seller: 'Acme' }),
    list('old-units', '2026-01-01', inUnits),
    list('new-units', '2026-06-01', inUnits),
    list('old-dollars', '2025-01-01'),
    list('new-dollars', '2025-06-01'),
    list('users-units', '2020-01-01', { ...inUnits, isUsers: true }),
    list('users-dollars', '2019-01-01', { isUsers: true }),
  ]
  const ordered = (given: readonly RateCard[]) => buildCatalogue(given).catalogue.cards.map(({ id }) => id)
  const expected = [
    'users-dollars',
    'users-units',
    'new-dollars',
    'old-dollars',
    'new-units',
    'old-units',
    'seller',
  ]
  expect(ordered(lists)).toEqual(expected)
  expect(ordered(lists.toReversed())).toEqual(expected)
  // Of one date they stay as they were handed in, and of one id the later counts.
  expect(ordered([list('b', '2026-01-01'), list('a', '2026-01-01')])).toEqual(['b', 'a'])
  expect(buildCatalogue([list('a', '2026-01-01'), list('a', '2020-01-01')]).catalogue.cards).toMatchObject([
    { effectiveFrom: parseDay('2020-01-01') },
  ])
})

describe('names', () => {
  test('are the same in any case, with blanks, hyphens or underscores', () => {
    expect([' Kling V3', 'kling_v3', 'KLING--v3'].map(normaliseName)).toEqual(Array(3).fill('kling-v3'))
  })
  test('that stand for two models are told', () => {
    const [own] = cardOf('kling-per-second').models.values()
    const clash = list('other', '2026-01-01', {
      models: new Map([['other', { ...own!, id: 'other', aliases: [] }]]),
    })
    const { issues } = buildCatalogue([list('a', '2026-02-01'), clash])
    expect(issues.map(({ code }) => code)).toContain('NAME_CLASH')
    expect(issues[0]!.message).toMatch(new RegExp(`names ${own!.id} already and cannot name other too$`))
  })
  test('of sellers are found however they are written, by their first word too', () => {
    const find = (name: string) => findSeller(catalogue, name, NOWHERE)
    expect(['fal.ai', 'FAL AI', 'fal', 'replicate', 'Krea!'].map(find)).toEqual([
      'fal.ai',
      'fal.ai',
      'fal.ai',
      'Replicate',
      'Krea',
    ])
    expect(find('replicat')).toMatchObject({
      code: 'BAD_VALUE',
      message: 'no seller is called "replicat"; did you mean "Replicate"?',
    })
  })
  test('of capabilities are told where none is called so', () => {
    expect(findCapability(catalogue, 'Text to Video', NOWHERE)).toBe('text-to-video')
    expect(findCapability(catalogue, 'text-to-vidoe', NOWHERE)).toMatchObject({
      code: 'UNKNOWN_CAPABILITY',
      message: 'no capability is called "text-to-vidoe"; did you mean "text-to-video"?',
    })
  })
})

test('an era lasts as long as every list stays in force or out of it', () => {
  const eraOf = createEras({
    ...catalogue,
    cards: [
      list('a', '2026-01-01', { effectiveTo: parseDay('2026-03-01') }),
      list('b', '2026-02-01', { retired: { on: parseDay('2026-04-01')!, confidence: 'vendor' } }),
    ],
  })
  const days = [
    '2025-12-31',
    '2026-01-01',
    '2026-01-31',
    '2026-02-01',
    '2026-03-01',
    '2026-03-31',
    '2026-04-01',
  ]
  const eras = days.map(day => eraOf(at(day)))
  expect(new Set(eras).size).toBe(5)
  expect(eras[2]).toBe(eras[1])
  expect(eras[5]).toBe(eras[4])
  expect(eras[0]).toEqual({ from: Number.NEGATIVE_INFINITY, to: at('2026-01-01') })
  expect(eras[6]).toEqual({ from: at('2026-04-01'), to: Number.POSITIVE_INFINITY })
  expect(eraOf(at('2026-02-28T23:59:59.999Z'))).toBe(eras[3])
})
