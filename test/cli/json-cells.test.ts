/** Objects of JSON in the cells of a table, or in the texts of JSON lines: what they say is told as it is of objects. */
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

const HEADER = 'created_at,model,resolution,duration'
const JOB = '2026-11-01T10:00:00Z,3.0,1080p,5'
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

const quote = async (name: string, lines: readonly string[], ...options: string[]) => {
  writeFileSync(name, `${lines.join('\n')}\n`)
  return runWith(['quote', '--from', name, '--as-of', '2026-11-21', ...options])
}
const table = (column: string, cells: readonly string[]): string[] => [
  `${HEADER},${column}`,
  ...cells.map(cell => `${JOB},${cell === '' ? '' : quoted(cell)}`),
]
const asLines = (column: string, texts: readonly string[]): string[] =>
  texts.map(text =>
    JSON.stringify({
      created_at: '2026-11-01',
      model: '3.0',
      resolution: '1080p',
      duration: 5,
      [column]: text,
    }),
  )
const firstLineOf = (out: string): string => out.split('\n')[0]!

describe.each([
  ['jobs.csv', table, 'jobs.csv:2:'],
  ['jobs.jsonl', asLines, 'jobs.jsonl:1:'],
] as const)('%s', (name, write, place) => {
  test.each([
    ['params', '{"prompt": "x", "sound": "on"}', 'params.sound', 'audio'],
    ['request_body', '{"sound": "on", "duration": "5"}', 'request_body.sound', 'audio'],
    ['response', '{"data": {"task_status": "failed"}}', 'response.data.task_status', 'status'],
    ['payload', '{"final_unit_deduction": "5"}', 'payload.final_unit_deduction', 'units'],
    // As pandas writes them.
    [
      'params',
      `{'prompt': 'it\\'s "x"', 'sound': 'on', 'loop': True, 'seed': None}`,
      'params.sound',
      'audio',
    ],
  ])('what %s says (%s) is told', async (column, text, inner, like) => {
    const { status, out, err } = await quote(name, write(column, [text]))
    expect([status, out]).toEqual([2, ''])
    expect(err).toContain(place)
    expect(err).toContain(
      `COLUMN_UNREAD nothing is read from the column "${inner}", which looks like ${like}\n  --columns ${like}=${inner} reads it or --ignore-columns ${inner} leaves it out`,
    )
  })

  test.each([
    ['what changes nothing', 'params', '{"prompt": "x", "sound": "off"}'],
    ['an object about something else', 'user', '{"id": 7, "status": "failed"}'],
    ['a text that is no JSON', 'params', '{sound: on'],
    ['nothing', 'params', ''],
  ])('%s is not', async (_, column, text) => {
    const { status, out } = await quote(name, write(column, [text]))
    expect(status).toBe(0)
    expect(firstLineOf(out)).toBe('$0.50 for 1 job, 1 Nov 2026.')
  })

  test('--columns reads a value within, and --ignore-columns leaves it out', async () => {
    const rows = write('params', ['{"sound": "on"}', '{"sound": "off"}', '{}'])
    const read = await quote(name, rows, '--columns', 'audio=params.sound')
    expect(firstLineOf(read.out)).toBe('$1.75 for 3 jobs, 1 Nov 2026.')
    expect(read.err).not.toContain('params')
    for (const left of ['params', 'params.sound', 'sound']) {
      const { status, out, err } = await quote(name, rows, '--ignore-columns', left)
      expect([status, firstLineOf(out)]).toEqual([0, '$1.50 for 3 jobs, 1 Nov 2026.'])
      expect(err).not.toContain('no column')
    }
  })
})

test('a row of a wrong width is told by the width of the file', async () => {
  const rows = table('params', ['{"sound": "on"}', '{"sound": "on"}'])
  const { err } = await quote('wide.csv', [...rows, `${JOB},{},x`], '--columns', 'audio=params.sound')
  expect(err).toContain('wide.csv:4: ROW_WIDTH the row has 6 fields; the header has 5')
})

test('a name within a column that holds no objects is none that is there', async () => {
  const { status, err } = await quote('plain.csv', table('params', ['x']), '--columns', 'audio=params.sound')
  expect(status).toBe(2)
  expect(err).toContain('HEADER_MISSING no column is called "params.sound", which was asked for')
})
