import { expect, test } from 'vitest'
import { seconds } from '../../../src/core/quantity.js'
import { ANY_JOB, describeSettings, type Job, keyOfJob, roundLength } from '../../../src/core/rating/job.js'

const SETTINGS: readonly Partial<Job>[] = [
  {},
  { capability: 'a' },
  { model: 'a' },
  { mode: 'a' },
  { resolution: 'a' },
  { duration: seconds('5') },
  { audio: true },
  { reference: 'image' },
  { voiceControl: true },
  { inputDuration: seconds('5') },
  { effect: 'a' },
]

test('jobs that differ in anything have keys that differ, and equal ones the same', () => {
  const keys = SETTINGS.map(setting => keyOfJob({ ...ANY_JOB, ...setting }))
  expect(new Set(keys).size).toBe(SETTINGS.length)
  expect(keyOfJob({ ...ANY_JOB, duration: seconds('5.0') })).toBe(
    keyOfJob({ ...ANY_JOB, duration: seconds('5') }),
  )
})

test('settings are told as far as they were said', () => {
  expect(describeSettings(ANY_JOB, null)).toEqual([])
  const all: Job = Object.assign({ ...ANY_JOB }, ...SETTINGS, {
    mode: 'pro',
    resolution: '720p',
    effect: 'hug',
  })
  expect(describeSettings(all, '5')).toEqual([
    'pro',
    '720p',
    'audio',
    'image reference',
    'voice control',
    '5 s of input',
    'hug',
    '5 s',
  ])
})

test.each([
  ['5.001', '5'],
  ['4.999', '5'],
  ['5.4999', '5'],
  ['5.51', '6'],
  ['5.05', '5'],
  // Half-way it stays, as its rounding is told.
  ['5.5', '5.5'],
  ['5.500', '5.5'],
  // Nothing could be billed of none.
  ['0.4', '0.4'],
])('a length of %s is one of %s', (given, length) => {
  expect(roundLength({ ...ANY_JOB, duration: seconds(given) }).duration).toEqual(seconds(length))
})
test('a job without a length has none', () => {
  expect(roundLength(ANY_JOB)).toBe(ANY_JOB)
})
