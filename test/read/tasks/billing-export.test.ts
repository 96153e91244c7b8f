import { describe, expect, test } from 'vitest'
import { priceFile } from '../../../src/answers/jobs/price-files.js'
import { formatIssue, InputError, isIssue } from '../../../src/core/failure.js'
import { formatInstant, UTC } from '../../../src/core/instant.js'
import { format } from '../../../src/core/quantity.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { plainReading } from '../../../src/read/file-reading.js'
import { parseJson } from '../../../src/read/json.js'
import { memberOf } from '../../../src/read/json-value.js'
import { findPage, readDeduction } from '../../../src/read/tasks/billing-export.js'
import { catalogue, termsOf } from '../../core/rating/pricing.js'
import { inputOf } from '../inputs.js'

const CONTEXT = { catalogue, reading: plainReading(UTC), nameOf: (column: string) => column }
const ENTRY = {
  package_id: 'p1',
  product_type: 'video',
  task_id: 't1',
  product_function: 'text-to-video',
  model_name: 'kling-v1-6',
  resolution: '',
  duration: '5.04',
  video_sound: 'off',
  deduction_time: '1790812800123',
  unit_before_deduction: '100',
  deduction_amount: '3.5',
  unit_after_deduction: '96.5',
}
const parsed = (json: unknown) => {
  const value = parseJson(JSON.stringify(json), 'f.json')
  if (isIssue(value)) throw new Error(value.message)
  return value
}
const deduction = (changes: Record<string, unknown> = {}) => {
  const read = readDeduction(parsed({ ...ENTRY, ...changes }), CONTEXT, false)
  const issues = Array.isArray(read) ? read : read.unread
  return issues.length > 0 ? issues.map(issue => formatIssue(issue).split('\n')[0]) : read
}

describe('a billing export', () => {
  test('is found nested once, twice, or not at all', () => {
    const result = { result: { detail: [ENTRY] } }
    for (const json of [result, { data: result }, { code: 0, data: { data: result } }])
      expect(findPage(parsed(json))!.entries).toHaveLength(1)
    for (const json of [{}, [ENTRY], { data: { result: { detail: {} } } }, { detail: [ENTRY] }])
      expect(findPage(parsed(json))).toBeNull()
  })
  test('without deductions is one all the same', () => {
    expect(findPage(parsed({ data: { result: { detail: [] } } }))!.entries).toEqual([])
  })
})

describe('a deduction', () => {
  test('is a billed job with its time and the units that were taken', () => {
    const read = deduction()
    if (Array.isArray(read)) throw new Error(read.join())
    expect(read).toMatchObject({
      pool: 'video',
      outcome: 'billed',
      job: { model: 'kling-v1-6', capability: 'text-to-video', audio: false, mode: null, resolution: null },
    })
    expect([formatInstant(read.at!), format(read.deducted), format(read.job!.duration!)]).toEqual([
      '2026-10-01T00:00:00.123Z',
      '3.5',
      '5.04',
    ])
  })
  test('has audio when its sound is native, and none when it kept that of the input', () => {
    for (const [video_sound, audio] of [
      ['native', true],
      ['NATIVE', true],
      ['original', false],
      ['off', false],
      ['', false],
    ])
      expect(deduction({ video_sound })).toMatchObject({ job: { audio } })
  })
  test('of an image is for the image model that the API calls by the name of the video model', () => {
    expect(deduction({ product_type: 'image', model_name: 'kling-v3' })).toMatchObject({
      job: { model: 'kling-image-v3', duration: null },
    })
    expect(deduction({ product_type: 'video', model_name: 'kling-v3' })).toMatchObject({
      job: { model: 'kling-v3' },
    })
  })
  test('for a function that is called otherwise leaves the capability to be inferred', () => {
    expect(deduction({ product_function: 'some new words' })).toMatchObject({ job: { capability: null } })
  })
  test.each([
    [{ product_type: undefined }, 'KEY_MISSING product_type: is missing'],
    [{ video_sound: 'loud' }, 'BAD_VALUE video_sound: found "loud"'],
    [{ deduction_amount: '' }, 'BAD_NUMBER deduction_amount: found ""'],
    [{ deduction_amount: '-1' }, 'BAD_NUMBER deduction_amount: found "-1"'],
    [{ deduction_amount: 1e21 }, 'BAD_NUMBER deduction_amount: found "1e+21"'],
    [{ duration: 'long' }, 'BAD_NUMBER duration: found "long"'],
    [{ deduction_time: 'now' }, 'BAD_TIME deduction_time: expected'],
    [{ model_name: 'sora' }, 'UNKNOWN_MODEL model: no model is called "sora"'],
  ])('%j cannot be read', (changes, told) => {
    expect(deduction(changes)).toEqual([expect.stringContaining(told)])
  })
  test('that is no object cannot be read, whatever it is', () => {
    for (const entry of [null, 5, 'x', [], [[]]]) {
      const read = readDeduction(memberOf(parsed({ a: entry }), 'a')!, CONTEXT, false)
      expect(Array.isArray(read) && read[0]!.code).toBe('KEY_MISSING')
    }
  })
})

describe('a file', () => {
  const TERMS = termsOf()
  async function read(text: string, badRows: 'stop' | 'skip' = 'stop') {
    const rows: string[] = []
    try {
      const report = await priceFile(
        { input: inputOf(text, 'f.json'), reading: plainReading(UTC), badRows, keepsRejects: true },
        TERMS,
        ({ priced, count }, line) =>
          rows.push(`${line} ${priced!.rated.job.model} ${count} ${formatRatio(priced!.priceEach)}`),
      )
      return { rows, ...report }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      return error.message
    }
  }
  const exportOf = (...entries: object[]) =>
    JSON.stringify({ data: { result: { detail: entries } } }, null, 1)

  test('of deductions is priced by the card, and what was deducted otherwise is told', async () => {
    const report = await read(
      exportOf(
        { ...ENTRY, resolution: '1080p' },
        { ...ENTRY, task_id: 't2', resolution: '720p', deduction_amount: '2' },
        {
          ...ENTRY,
          task_id: 't3',
          model_name: 'kling-v2-6',
          resolution: '1080p',
          duration: '10.04',
          deduction_amount: '4',
        },
        {
          ...ENTRY,
          task_id: 't4',
          model_name: 'kling-v3',
          product_type: 'image',
          product_function: 'text-to-image',
          resolution: '2k',
          deduction_amount: '8.0',
        },
      ),
    )
    expect(report).toMatchObject({
      columns: { file: 'f.json', ignored: [], aliased: [] },
      rows: [
        '5 kling-v1-6 1 0.49',
        '19 kling-v1-6 1 0.28',
        '33 kling-v2-6 1 0.7',
        '47 kling-image-v3 1 0.028',
      ],
      rejected: [],
      deviations: [{ line: 33, pool: 'video', deducted: '4', charged: '5' }],
    })
  })
  test('of deductions may be in one line, or spread over lines ended by CR LF', async () => {
    const text = exportOf({ ...ENTRY, resolution: '1080p' })
    for (const spelled of [JSON.stringify(JSON.parse(text)), text.replaceAll('\n', '\r\n'), `\n\n ${text}`])
      expect(await read(spelled)).toMatchObject({ rows: [expect.stringContaining('kling-v1-6 1 0.49')] })
  })
  test('of JSON lines has a job on each, blank lines aside', async () => {
    const text = '\n{"model":"O1","duration":5.10}\n\r\n{"model":"O1","duration":"10","count":3}\r\n'
    expect(await read(text)).toMatchObject({
      rows: ['2 kling-video-o1 1 0.556', '4 kling-video-o1 3 1.111'],
    })
  })
  test('of a list of jobs has each at its own line', async () => {
    const text = '[\n {"model":"O1","duration":5},\n {"model":"O1",\n  "duration":10}\n]'
    expect(await read(text)).toMatchObject({ rows: ['2 kling-video-o1 1 0.556', '3 kling-video-o1 1 1.111'] })
    expect(await read('[]')).toMatchObject({ rows: [] })
  })
  test('of one job over several lines is read, of anything else told apart', async () => {
    expect(await read('{\n "model": "O1",\n "duration": 5\n}\n')).toMatchObject({
      rows: ['1 kling-video-o1 1 0.556'],
    })
    expect(await read('{\n "hello": "O1"\n}\n')).toBe(
      'f.json:1:1: JSON_MALFORMED expected tasks, a billing export (data.result.detail) or one JSON object a line; got an object of hello',
    )
  })
  test('with a broken line keeps the other lines', async () => {
    const text = '{"model":"O1","duration":5}\n{"model":\n{"model":"O1","duration":10}\n'
    expect(await read(text)).toBe(
      'f.json:2:10: JSON_MALFORMED not JSON: expected a value\n  --bad-rows skip sets such rows aside and counts them',
    )
    expect(await read(text, 'skip')).toMatchObject({
      rows: ['1 kling-video-o1 1 0.556', '3 kling-video-o1 1 1.111'],
      rejected: [{ line: 2, reason: 'JSON_MALFORMED not JSON: expected a value', raw: '{"model":' }],
    })
  })
  test('whose first line is broken keeps the other lines too', async () => {
    const text = '{"model":\n{"model":"O1","duration":10}\n{"model":"O1","duration":5}\n'
    expect(await read(text, 'skip')).toMatchObject({
      rows: ['2 kling-video-o1 1 1.111', '3 kling-video-o1 1 0.556'],
      rejected: [{ line: 1, raw: '{"model":' }],
    })
  })
})
