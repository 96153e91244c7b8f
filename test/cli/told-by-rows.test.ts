/** Columns of jobs without a word that is known, of which their rows together say that they change the answer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
const home = process.cwd()
beforeAll(() => process.chdir(folder))
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

/** Rows of the same job with other cells. */
const jobsWith = (cells: readonly (readonly string[])[]): string[][] =>
  cells.map((row, i) => [`2026-11-01T10:0${i}:00Z`, '3.0', '1080p', '5', ...row])

async function ask(columns: readonly string[], cells: readonly (readonly string[])[], ...options: string[]) {
  const header = ['timestamp', 'model', 'resolution', 'duration', ...columns]
  const rows = jobsWith(cells)
  const csv = [header, ...rows].map(row => row.join(','))
  const lines = rows.map(row =>
    JSON.stringify(Object.fromEntries(row.map((text, i) => [header[i], text === '' ? null : text]))),
  )
  writeFileSync('jobs.csv', `${csv.join('\n')}\n`)
  writeFileSync('jobs.jsonl', `${lines.join('\n')}\n`)
  const [ofCsv, ofLines] = [
    await runWith(['quote', '--from', 'jobs.csv', '--as-of', '2026-11-20', ...options]),
    await runWith(['quote', '--from', 'jobs.jsonl', '--as-of', '2026-11-20', ...options]),
  ]
  const toldOf = (err: string): string[] => [...err.matchAll(/COLUMN_UNREAD (.*)/g)].map(([, told]) => told!)
  expect(toldOf(ofLines.err)).toEqual(toldOf(ofCsv.err))
  return { told: toldOf(ofCsv.err), status: ofCsv.status, first: ofCsv.out.split('\n')[0], err: ofCsv.err }
}

const looksLike = (name: string, column: string): string =>
  `nothing is read from the column "${name}", which looks like ${column}`

describe('what became of tasks', () => {
  test.each([
    ['event', ['kling.submit', 'kling.done', 'kling.submit', 'kling.failed']],
    ['what', ['submit', 'done', 'submit', 'error']],
    ['log', ['Video generation started', 'Video generation failed: timeout', '', '']],
    ['log', ['task 81 sent', 'task 81 done', 'task 82 sent', 'task 82 timeout']],
    ['level', ['info', 'info', 'info', 'ERROR']],
    ['说明', ['提交任务', '生成完毕', '提交任务', '视频生成失败']],
    // No word of these is known.
    ['msg', ['sending', 'got it', 'sending', 'got it']],
  ])('%s: %s', async (column, cells) => {
    const { told, status } = await ask(
      [column],
      cells.map(cell => [cell]),
    )
    expect([told, status]).toEqual([[looksLike(column, 'status')], 2])
  })

  test.each([
    ['words that are the same throughout', 'event', ['nothing failed yet', 'nothing failed yet']],
    ['free texts', 'scene', ['an error', 'a door', 'a cat', 'a dog']],
    ['long texts', 'scene', ['the error that she made when all was almost over', 'x', 'x', 'x']],
    ['answers of yes or no', 'hot', ['no', 'yes', 'no', 'yes']],
    ['other words under another heading', 'style', ['oil', 'ink', 'oil', 'ink']],
    ['messages with a name each', 'message', ['made a1', 'made a2', 'made a3', 'made a4']],
  ])('%s say nothing', async (_, column, cells) => {
    const { told, status } = await ask(
      [column],
      cells.map(cell => [cell]),
    )
    expect([told, status]).toEqual([[], 0])
  })

  test('nor do they beside a status, or as words of tasks that are known', async () => {
    const events = ['sent', 'error', 'sent', 'got']
    const beside = await ask(
      ['event', 'status'],
      events.map((event, i) => [event, i % 2 ? 'succeed' : 'failed']),
    )
    expect([beside.told, beside.first]).toEqual([[], '$1.00 for 2 jobs, 1 Nov 2026 (2 failed: free).'])
    const ofTasks = await ask(
      ['msg', 'task_id'],
      [
        ['sent', 'a1'],
        ['got', 'a1'],
        ['sent', 'a2'],
        ['got', 'a2'],
      ],
    )
    expect([ofTasks.told, ofTasks.first]).toEqual([[], '$1.00 for 2 jobs, 1 Nov 2026.'])
  })

  test.each([
    ['video_url', ['https://cdn/a.mp4', 'https://cdn/b.mp4', '']],
    ['s3_key', ['', 'videos/7.mp4', 'videos/9.mp4']],
    ['progress', ['100%', '37%', '100%']],
    ['progress', ['1.0', '0.4', '1.0']],
    ['finish_time', ['2026-11-01T10:00:00Z', '', '']],
  ])('%s: %s', async (column, cells) => {
    for (const tasks of [[], ['task_id']]) {
      const { told, err } = await ask(
        [column, ...tasks],
        cells.map((cell, i) => [cell, ...tasks.map(() => `a${i}`)]),
      )
      expect(told).toEqual([looksLike(column, 'end of task')])
      expect(err).toContain(
        `  say in a column status what became of each task, as one that failed is not billed, or --ignore-columns ${column} leaves it out`,
      )
    }
  })

  test.each([
    ['video_url', ['https://cdn/a.mp4', 'https://cdn/b.mp4']],
    ['video_url', ['', '']],
    ['progress', ['100', '100']],
  ])('%s: %s is nothing to ask about', async (column, cells) => {
    expect(
      (
        await ask(
          [column],
          cells.map(cell => [cell]),
        )
      ).told,
    ).toEqual([])
  })

  test('what --ignore-columns names is left out', async () => {
    const cells = [
      ['sent', ''],
      ['got', 'https://cdn/a.mp4'],
    ]
    const { told, status } = await ask(['event', 'video_url'], cells, '--ignore-columns', 'event,video_url')
    expect([told, status]).toEqual([[], 0])
  })
})

describe('numbers beside a count, or beside units', () => {
  test.each(['errors', 'failures', 'errors_count', 'num_errors', 'timeouts', 'n_ok', 'échecs'])(
    '%s are of jobs that are not billed',
    async column => {
      const { told } = await ask(
        ['count', column],
        [
          ['15', '3'],
          ['12', '0'],
        ],
      )
      expect(told).toEqual([expect.stringContaining(looksLike(column, 'status'))])
    },
  )
  test.each(['adjustment', 'corrections'])('%s are units that were given back', async column => {
    writeFileSync('use.csv', `date,units,${column}\n2026-11-01,100,-10\n2026-11-02,100,0\n`)
    const { status, err } = await runWith(['budget', 'use.csv', '--as-of', '2026-11-20'])
    expect([status, err]).toEqual([2, expect.stringContaining(looksLike(column, 'deduction or refund'))])
  })
})

describe('which task a row is about', () => {
  const A = '770123456789012345'
  const B = '770123456789012399'
  test.each([
    [
      'a row for each state',
      [
        [A, 'submitted'],
        [A, 'succeed'],
        [A, 'succeed'],
        [B, 'succeed'],
      ],
      1,
    ],
    [
      'tasks that failed',
      [
        [A, 'submitted'],
        [B, 'processing'],
        [A, 'failed'],
        [B, 'succeed'],
      ],
      1,
    ],
    [
      'a row each',
      [
        [A, 'succeed'],
        [B, 'failed'],
      ],
      0,
    ],
    [
      'several tasks of one',
      [
        [A, 'succeed'],
        [A, 'failed'],
        [B, 'succeed'],
      ],
      0,
    ],
    [
      'several tasks of one, the last of them not over',
      [
        [A, 'succeed'],
        [A, 'processing'],
      ],
      0,
    ],
    [
      'short numbers',
      [
        ['1', 'submitted'],
        ['1', 'succeed'],
      ],
      0,
    ],
  ])('%s', async (_, cells, times) => {
    const { told } = await ask(['generation_id', 'status'], cells)
    expect(told).toEqual(times ? [looksLike('generation_id', 'task id')] : [])
  })

  test('a user is no task, and of other jobs there are several', async () => {
    const rows = [
      [A, 'submitted'],
      [A, 'succeed'],
    ]
    expect((await ask(['user_id', 'status'], rows)).told).toEqual([])
    const others = rows.map((row, i) => [...row, String(i)])
    expect((await ask(['render_id', 'status', 'audio'], others)).told).toEqual([])
  })
})

describe('ids that may be those of tasks, each in several rows of the same job', () => {
  const twice = ['g0', 'g0', 'g1', 'g1', 'g2', 'g2'].map(id => [id])
  test.each(['job_id', 'external_task_id', 'generation_id', 'request_id'])(
    '%s is asked about',
    async name => {
      const { told } = await ask([name], twice)
      expect(told).toEqual([looksLike(name, 'task id')])
      const read = await ask([name], twice, '--columns', `task_id=${name}`)
      expect(read.first).toContain('for 3 jobs')
    },
  )
  test.each<[string, string, readonly string[]]>([
    ['of a row each', 'job_id', ['g0', 'g1', 'g2', 'g3']],
    ['that are few', 'job_id', ['g0', 'g0', 'g1', 'g1']],
    ['some of which stand alone', 'job_id', ['g0', 'g0', 'g1', 'g1', 'g2', 'g2', 'g3']],
    ['of something else', 'prompt_id', ['g0', 'g0', 'g1', 'g1', 'g2', 'g2']],
  ])('are not those %s', async (_, name, ids) => {
    expect(
      (
        await ask(
          [name],
          ids.map(id => [id]),
        )
      ).told,
    ).toEqual([])
  })
  test('are not those of other jobs', async () => {
    const cells = twice.map(([id], i) => [id!, i % 2 === 0 ? 'on' : 'off'])
    expect((await ask(['job_id', 'audio'], cells)).told).toEqual([])
  })
})

describe('stages of tasks that have no id', () => {
  test.each<[string, readonly string[]]>([
    ['phase', ['start', 'end', 'start', 'end']],
    ['stage', ['queued', 'rendered', 'queued', 'rendered']],
    ['method', ['POST', 'GET', 'GET', 'POST']],
  ])('%s is asked about', async (name, words) => {
    expect(
      (
        await ask(
          [name],
          words.map(word => [word]),
        )
      ).told,
    ).toEqual([looksLike(name, 'status')])
  })
  test('are not those of which some are left out', async () => {
    const words = ['draft', 'final', 'final', 'draft', 'final']
    expect(
      (
        await ask(
          ['stage'],
          words.map(word => [word]),
        )
      ).told,
    ).toEqual([])
    expect((await ask(['method'], [['POST'], ['POST']])).told).toEqual([])
  })
})
