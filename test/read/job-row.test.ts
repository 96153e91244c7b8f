import { describe, expect, test } from 'vitest'
import { formatIssue, NOWHERE } from '../../src/core/failure.js'
import { formatInstant, UTC } from '../../src/core/instant.js'
import { format } from '../../src/core/quantity.js'
import { plainReading } from '../../src/read/file-reading.js'
import { type JobColumn, readJobRow, readJobTime } from '../../src/read/job-row.js'
import { catalogue, type Texts } from '../core/rating/pricing.js'

const CONTEXT = { catalogue, reading: plainReading(UTC), nameOf: (column: JobColumn) => column }
const read = (texts: Texts) => readJobRow(column => texts[column], CONTEXT, NOWHERE)
const job = (texts: Texts) => {
  const row = read(texts)
  if (Array.isArray(row)) throw new Error(row.map(formatIssue).join('\n'))
  return row
}
/** What is wrong with a row, hints left out. */
const issues = (texts: Texts): string[] => {
  const row = read(texts)
  return Array.isArray(row) ? row.map(issue => formatIssue(issue).split('\n')[0]!) : []
}

describe('a row', () => {
  test('of empty cells says nothing, and is one billed job', () => {
    const row = job({ model: '', duration: '', audio: '', count: '' })
    expect(row).toMatchObject({
      job: {
        model: null,
        capability: null,
        duration: null,
        audio: false,
        reference: 'none',
        voiceControl: false,
      },
      count: 1n,
      outcome: 'billed',
    })
  })
  test('reads words in any case and names as people type them', () => {
    const row = job({
      model: 'kling V1.6',
      capability: 'Dual Character Effects',
      mode: 'PRO',
      resolution: '1080P',
      reference: 'Image',
      effect: ' Hug',
      duration: '5.10',
      count: '1000000000',
    })
    expect(row.job).toMatchObject({
      model: 'kling-v1-6',
      capability: 'dual-character-effects',
      mode: 'pro',
      resolution: '1080p',
      reference: 'image',
      effect: 'hug',
    })
    expect([format(row.job.duration!), row.count]).toEqual(['5.1', 1_000_000_000n])
  })
  test.each([
    ['true', true],
    ['YES', true],
    ['1', true],
    ['False', false],
    ['no', false],
    ['0', false],
  ])('audio %s is %s', (audio, given) => {
    expect(job({ audio }).job.audio).toBe(given)
    expect(job({ voice_control: audio }).job.voiceControl).toBe(given)
  })
  test.each([
    ['succeed', 'billed'],
    ['succeeded', 'billed'],
    ['SUCCESS', 'billed'],
    ['Failed', 'not-billed'],
    ['submitted', 'pending'],
    ['processing', 'pending'],
  ])('status %s is %s', (status, outcome) => {
    expect(job({ status }).outcome).toBe(outcome)
  })
  test.each(['', 'done', 'fail', 'ok', '200', 'succeeded '])(
    'status "%s" is unclear, and what is unclear is never billed',
    status => {
      expect(issues({ status })).toEqual([
        `BAD_VALUE status: found "${status}"; succeed, succeeded, success, failed, submitted or processing is allowed`,
      ])
    },
  )
  test('tells everything that is wrong at once, in the order of the columns', () => {
    expect(
      issues({
        capability: 'dance',
        model: 'sora',
        mode: 'fast',
        resolution: '8k',
        duration: '5 s',
        audio: 'loud',
        reference: 'sound',
        voice_control: '2',
        count: '0',
        status: 'gone',
      }).map(issue => issue.replace(/[:;] .*/, '')),
    ).toEqual([
      'UNKNOWN_CAPABILITY capability',
      'UNKNOWN_MODEL model',
      'BAD_VALUE mode',
      'BAD_VALUE resolution',
      'BAD_NUMBER duration',
      'BAD_VALUE audio',
      'BAD_VALUE reference',
      'BAD_VALUE voice_control',
      'BAD_NUMBER count',
      'BAD_VALUE status',
    ])
  })
  test('quotes a long value cut', () => {
    expect(issues({ mode: 'x'.repeat(100) })[0]).toContain(`found "${'x'.repeat(60)}…"`)
  })
})

const BAD_NUMBERS = [
  '-1',
  '0',
  '-0',
  'NaN',
  'Infinity',
  '-Infinity',
  '1e9',
  '0x10',
  '5 s',
  '5s',
  '５',
  '1,5',
  '1_000',
  '+5',
  '05',
  '.5',
  '5.',
  '9'.repeat(19),
  '9'.repeat(400),
]

describe('a number', () => {
  test.each(BAD_NUMBERS)('%j is no duration', duration => {
    const [issue, ...more] = issues({ duration })
    expect(more).toEqual([])
    expect(issue).toMatch(/^BAD_NUMBER duration: found .*; a plain decimal number of seconds above 0/)
  })
  test.each([...BAD_NUMBERS, '1.5', '1.000', '1,000', '1000000001', '10000000000'])(
    '%j is no count',
    count => {
      const [issue, ...more] = issues({ count })
      expect(more).toEqual([])
      expect(issue).toMatch(/^BAD_NUMBER count: found .*; a whole number from 1 to 1000000000 is allowed$/)
    },
  )
  test.each(['3', '3.0', '3.00', '3,0'])('%s is a count, as tables of numbers write it', count => {
    expect(job({ count }).count).toBe(3n)
  })
  test.each(['0.000000000000000001', '5', '5.04', '864000'])('%s is a duration', duration => {
    expect(issues({ duration })).toEqual([])
  })
  test('above ten days is no duration', () => {
    expect(issues({ duration: '864000.1' })[0]).toContain('at most 864000')
  })
})

describe('the time of a row', () => {
  const time = (text: string | undefined) => {
    const at = readJobTime(text, CONTEXT, NOWHERE)
    return Array.isArray(at) ? at.map(formatIssue) : at && formatInstant(at)
  }
  test('may be missing', () => {
    expect([time(undefined), time('')]).toEqual([null, null])
  })
  test('is any time that exists', () => {
    expect(time('1790812800')).toBe('2026-10-01T00:00:00Z')
    expect(time('2026-02-30')).toEqual([
      'BAD_TIME timestamp: expected an ISO-8601 time such as 2026-10-01T00:00:00Z, a date, or epoch seconds or milliseconds; got "2026-02-30", which is a date that does not exist',
    ])
  })
})
