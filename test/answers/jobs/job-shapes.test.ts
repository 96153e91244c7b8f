/**
 * One set of random jobs, written in every shape that is read, gives one answer: what a file looks like must not change
 * what was done.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readUsage } from '../../../src/answers/use/usage.js'
import { zoneOf } from '../../../src/core/calendar.js'
import { formatInstant, instantAt, UTC } from '../../../src/core/instant.js'
import { format } from '../../../src/core/quantity.js'
import { plainReading } from '../../../src/read/file-reading.js'
import { loadRates } from '../../../src/read/rates/load-rates.js'
import { inputOf } from '../../read/inputs.js'

const NO_STDIN = { stream: (async function* () {})(), isTerminal: true }
const { catalogue, names } = await loadRates([], NO_STDIN)
const ASKED = { catalogue, card: null, asOf: instantAt(Date.UTC(2026, 10, 21)), zone: zoneOf('UTC') }

interface Job {
  readonly id: string
  readonly at: number
  readonly resolution: '720p' | '1080p'
  readonly length: 5 | 10
  readonly audio: boolean
  readonly fate: 'good' | 'bad' | 'busy'
}

const JOBS = fc
  .sample(
    fc.record({
      at: fc.integer({ min: 0, max: 40 * 86_400 }).map(second => Date.UTC(2026, 9, 1) + second * 1000),
      resolution: fc.constantFrom('720p' as const, '1080p' as const),
      length: fc.constantFrom(5 as const, 10 as const),
      audio: fc.boolean(),
      fate: fc.oneof(
        { weight: 8, arbitrary: fc.constant('good' as const) },
        { weight: 1, arbitrary: fc.constant('bad' as const) },
        { weight: 1, arbitrary: fc.constant('busy' as const) },
      ),
    }),
    { seed: 20261121, numRuns: 1000 },
  )
  .map((job, i): Job => {
    // With sound there is a price at 1080p only.
    const audio = job.audio && job.resolution === '1080p'
    return { ...job, audio, id: `78000000000${String((i * 7919) % 1000).padStart(7, '0')}` }
  })

const UNITS_A_SECOND = { '720p': 3n, '1080p': 5n } as const
const unitsOf = ({ resolution, length, audio }: Job): string => {
  const tenths = (audio ? 10n : UNITS_A_SECOND[resolution]) * BigInt(length)
  return `${tenths / 10n}${tenths % 10n === 0n ? '' : `.${tenths % 10n}`}`
}
const word = (job: Job, good: string, bad: string, busy: string) =>
  job.fate === 'good' ? good : job.fate === 'bad' ? bad : busy

const csv = (header: string, delimiter: string, row: (job: Job) => readonly string[]) =>
  [header.split(',').join(delimiter), ...JOBS.map(job => row(job).join(delimiter))].join('\n')
const lines = (row: (job: Job) => object) => JOBS.map(job => JSON.stringify(row(job))).join('\n')

const ownRow = (job: Job) => ({
  timestamp: new Date(job.at).toISOString(),
  task_id: job.id,
  capability: 'text-to-video',
  model: '2.6',
  resolution: job.resolution,
  duration: job.length,
  audio: job.audio,
  status: word(job, 'succeed', 'failed', 'processing'),
})
const apiRow = (job: Job) => ({
  ts: job.at,
  task_id: job.id,
  endpoint: '/v1/videos/text2video',
  model_name: 'kling-v2-6',
  mode: job.resolution === '720p' ? 'standard' : 'professional',
  resolution: job.resolution === '720p' ? '1280x720' : '1080',
  duration: `${job.length}s`,
  sound: job.audio ? 'on' : 'off',
  task_status: word(job, 'COMPLETED', 'timeout', 'in_progress'),
})
const taskRow = (job: Job) => ({
  task_id: job.id,
  task_status: word(job, 'succeed', 'failed', 'submitted'),
  created_at: job.at,
  updated_at: job.at + 90_000,
  task_info: { external_task_id: 'x' },
  ...(job.fate === 'good' && {
    task_result: { videos: [{ id: 'v', url: 'u', duration: `${job.length}.04` }] },
    final_unit_deduction: unitsOf(job),
  }),
})

/** Each shape, as a text; `hasLog` is false where failed and unfinished tasks are not in it. */
const SHAPES: Readonly<Record<string, { text: string; file?: string; hasLog?: false }>> = {
  'our CSV': {
    text: csv(Object.keys(ownRow(JOBS[0]!)).join(','), ',', job => Object.values(ownRow(job)).map(String)),
  },
  'CSV of a spreadsheet': {
    text: csv(Object.keys(ownRow(JOBS[0]!)).join(','), ';', job =>
      Object.values(ownRow(job)).map(cell => `"${cell}"`),
    ).replaceAll('\n', '\r\n'),
  },
  'CSV in the words of the API': {
    text: csv(
      Object.keys(apiRow(JOBS[0]!))
        .filter(name => name !== 'mode')
        .join(','),
      '\t',
      job =>
        Object.entries(apiRow(job))
          .filter(([name]) => name !== 'mode')
          .map(([, cell]) => String(cell)),
    ),
  },
  'JSON lines': { text: lines(ownRow) },
  'JSON lines in the words of the API': {
    text: lines(job => ({ ...apiRow(job), mode: undefined, level: 'INFO' })),
  },
  'a JSON list': { text: JSON.stringify(JOBS.map(ownRow), null, 1) },
  YAML: {
    file: 'usage.yaml',
    text: `jobs:\n${JOBS.map(job => ` - ${JSON.stringify(ownRow(job))}`).join('\n')}\n`,
  },
  'callbacks of each state': {
    text: JOBS.flatMap(job => [
      { ...taskRow({ ...job, fate: 'busy' }), updated_at: job.at },
      ...(job.fate === 'busy' ? [] : [taskRow(job)]),
    ])
      .map(row => JSON.stringify(row))
      .join('\n'),
  },
  'a list of tasks': { text: JSON.stringify({ code: 0, message: 'SUCCEED', data: JOBS.map(taskRow) }) },
  'answers for one task each': { text: lines(job => ({ code: 0, data: taskRow(job) })) },
  'tasks with bills': {
    text: lines(job => ({
      code: 0,
      data: {
        id: job.id,
        status: word(job, 'succeeded', 'failed', 'processing'),
        create_time: job.at,
        ...(job.fate === 'good' && { billing: [{ product_type: 'video', amount: unitsOf(job) }] }),
      },
    })),
  },
  'a billing export': {
    hasLog: false,
    text: JSON.stringify({
      data: {
        result: {
          detail: JOBS.filter(job => job.fate === 'good').map(job => ({
            package_id: 'p',
            product_type: 'video',
            task_id: job.id,
            product_function: 'Text to Video',
            model_name: 'kling-v2-6',
            resolution: job.resolution,
            duration: `${job.length}.04`,
            video_sound: job.audio ? 'native' : 'off',
            deduction_time: String(job.at),
            deduction_amount: unitsOf(job),
          })),
        },
        has_more: false,
      },
    }),
  },
  deductions: {
    hasLog: false,
    text: [
      'timestamp,units,task_id,pool',
      ...JOBS.filter(job => job.fate === 'good').map(
        job => `${new Date(job.at).toISOString()},${unitsOf(job)},${job.id},video`,
      ),
    ].join('\n'),
  },
}

const read = async (shapes: readonly { text: string; file?: string }[]) => {
  const usage = await readUsage(
    shapes.map(({ text, file = 'usage' }) => ({
      input: inputOf(text, file),
      reading: { ...plainReading(UTC), names },
      badRows: 'stop',
      keepsRejects: false,
    })),
    ASKED,
    { known: ['video', 'image', 'try-on'], paying: ['video'] },
  )
  const uses = usage.uses
    .map(({ at, pool, units, taskId }) => `${formatInstant(at)} ${taskId} ${format(units)} ${pool}`)
    .sort()
  return { uses, notBilled: usage.notBilled, pending: usage.pending, usage }
}

const RIGHT = {
  uses: JOBS.filter(job => job.fate === 'good')
    .map(job => `${formatInstant(instantAt(job.at))} ${job.id} ${unitsOf(job)} video`)
    .sort(),
  notBilled: BigInt(JOBS.filter(job => job.fate === 'bad').length),
  pending: BigInt(JOBS.filter(job => job.fate === 'busy').length),
}

describe('1,000 random jobs are the same use', () => {
  test.each(Object.entries(SHAPES))('as %s', async (_, shape) => {
    const { usage, ...found } = await read([shape])
    expect(found.uses).toEqual(RIGHT.uses)
    if (shape.hasLog !== false) expect(found).toEqual(RIGHT)
    // Where both are known, what was deducted is what the list charges.
    if (usage.comparison) expect(usage.comparison.differing).toEqual([])
  })
  test.each(Object.keys(SHAPES))('as our CSV and %s together, each task once', async name => {
    const { usage, ...found } = await read([SHAPES['our CSV']!, SHAPES[name]!])
    expect(found).toEqual(RIGHT)
    expect(usage.repeatedTasks).toBeGreaterThanOrEqual(RIGHT.uses.length)
  })
  test('cut into two files that overlap, in either order', async () => {
    const rows = SHAPES['our CSV']!.text.split('\n')
    const [header] = rows
    const one = { text: rows.slice(0, 700).join('\n') }
    const two = { text: [header, ...rows.slice(400)].join('\n') }
    for (const files of [
      [one, two],
      [two, one],
    ]) {
      const { usage, ...found } = await read(files)
      expect(found).toEqual(RIGHT)
      expect(usage.repeatedTasks).toBe(300)
    }
  })
})
