import { expect, test } from 'vitest'
import { NOWHERE } from '../../../src/core/failure.js'
import { format, seconds, usd } from '../../../src/core/quantity.js'
import { diffCards } from '../../../src/core/rating/diff-cards.js'
import type { Rate, RateCard } from '../../../src/core/rating/rate-card.js'
import { cardOf } from './pricing.js'

const ROW: Rate = {
  capabilities: ['text-to-video'],
  models: ['kling-v3'],
  modes: [],
  resolutions: ['720p'],
  effects: [],
  audio: [false],
  references: ['none'],
  voiceControl: [false],
  duration: null,
  pool: null,
  charge: { by: 'per-second', amount: usd('0.1') },
  section: '',
  place: NOWHERE,
}
const listOf = (rates: readonly Rate[], more: Partial<RateCard> = {}): RateCard => ({
  ...cardOf('kling-per-second'),
  resolutionOfMode: new Map(),
  rates,
  ...more,
})
const perSecond = (amount: string, more: Partial<Rate> = {}): Rate => ({
  ...ROW,
  charge: { by: 'per-second', amount: usd(amount) },
  ...more,
})
const diff = (before: RateCard, after: RateCard) =>
  diffCards(before, after).map(({ job: { resolution, mode, duration, audio }, kind }) =>
    [kind, resolution, mode, audio ? 'audio' : null, duration && format(duration)]
      .filter(part => part !== null)
      .join(' '),
  )

test('each job that a list prices is the same, cheaper or dearer on the other, or on one of them only', () => {
  const before = ['720p', '1080p', '1k', '2k'].map(resolution =>
    perSecond('0.1', { resolutions: [resolution] }),
  )
  const after = [
    perSecond('0.1'),
    perSecond('0.09', { resolutions: ['1080p'] }),
    perSecond('0.11', { resolutions: ['1k'] }),
    perSecond('0.1', { resolutions: ['4k'] }),
  ]
  expect(diff(listOf(before), listOf(after))).toEqual([
    'same 720p 5',
    'same 720p 10',
    'cheaper 1080p 5',
    'cheaper 1080p 10',
    'dearer 1k 5',
    'dearer 1k 10',
    'only-before 2k 5',
    'only-before 2k 10',
    'only-after 4k 5',
    'only-after 4k 10',
  ])
})

test.each<[string, Partial<Rate>, string[]]>([
  ['as long as is usual, where any length is sold', {}, ['5', '10']],
  ['of those within its limits', { duration: { min: 3, max: 9 } }, ['5']],
  ['both, where the limits are these', { duration: { min: 5, max: 10 } }, ['5', '10']],
  ['of its least length where neither is', { duration: { min: 12, max: null } }, ['12']],
  ['of each length on the list', { duration: { only: [4, 6] } }, ['4', '6']],
  [
    'of each that has a price of its own',
    { charge: { by: 'fixed-duration', amounts: [{ seconds: 8, amount: usd('1') }] } },
    ['8'],
  ],
  ['of none where the call has one price', { charge: { by: 'flat', amount: usd('1') } }, ['']],
])('a row is shown at jobs %s', (_, row, lengths) => {
  const list = listOf([{ ...ROW, ...row }])
  expect(diff(list, list)).toEqual(lengths.map(length => `same 720p ${length}`.trim()))
})

test('a row without settings is no row of any setting on the other list', () => {
  const length = { duration: { only: [5] } }
  const [none, some] = [perSecond('0.1', { ...length, resolutions: [] }), perSecond('0.1', length)]
  expect(diff(listOf([none]), listOf([some]))).toEqual(['only-before 5', 'only-after 720p 5'])
})

test('a row of a mode that is no resolution stands in its own words on both', () => {
  const rates = [perSecond('0.1', { modes: ['turbo'], resolutions: [], duration: { only: [5] } })]
  const list = listOf(rates, { resolutionOfMode: new Map([['std', '720p']]) })
  expect(diff(list, list)).toEqual(['same turbo 5'])
})

test('a row that is billed by its input is shown with one as long as is usual', () => {
  const charge = { by: 'per-input-and-output-second', amount: usd('0.1'), leastTimesOutput: 1 } as const
  const list = listOf([{ ...ROW, charge }])
  expect(diffCards(list, list).map(({ job }) => job.inputDuration)).toEqual([seconds('5'), seconds('5')])
})

test('a row is shown at each of its settings, in the words of the list that has it first', () => {
  const before = listOf([perSecond('0.1', { modes: ['std'], resolutions: [], audio: [false, true] })], {
    typicalResolutionOfMode: new Map([['std', '720p']]),
  })
  const after = listOf([perSecond('0.2', { audio: [false, true], duration: { only: [5] } })], {
    resolutionOfMode: new Map([['std', '720p']]),
  })
  expect(diff(before, after)).toEqual([
    'dearer std 5',
    'only-before std 10',
    'dearer std audio 5',
    'only-before std audio 10',
  ])
})
