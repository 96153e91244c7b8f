/** JSON objects that hold their rows in a list: what else they hold is read, named or refused, and never lost. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, value: unknown): string => {
  writeFileSync(join(folder, name), JSON.stringify(value))
  return join(folder, name)
}
const LEDGER_ROW = { id: 'a', package: 'package-45000', purchased_at: '2026-10-01' }
const AS_OF = ['--as-of', '2026-11-30']
const job = (timestamp: string) => ({
  timestamp,
  model: '2.6',
  capability: 'text-to-video',
  resolution: '1080p',
  duration: 5,
})
const JOBS = [job('2026-11-01T00:00:00Z'), job('2026-11-02T00:00:00Z')]
const quote = (value: unknown, ...args: string[]) =>
  runWith(['quote', '--from', write('jobs.json', value), ...AS_OF, ...args])

test('another list of rows is refused, and may be left out', async () => {
  const two = { data: { tasks: JOBS, drafts: [job('2026-11-03T00:00:00Z')] } }
  const { status, err } = await quote(two)
  expect(status).toBe(2)
  expect(err).toContain(
    'expected one list of rows; got one object that holds lists, data.tasks and data.drafts\n',
  )
  expect(err).toContain("jq -c '.data.tasks[], .data.drafts[]'")
  const left = JSON.parse((await quote(two, '--json', '--ignore-columns', 'drafts')).out)
  expect(left.lines).toHaveLength(2)
  expect(left.ignored_columns).toEqual(['data.drafts (beside data.tasks)'])
  const plan = write('plan.json', { jobs: [{ ...JOBS[0], count: 2 }], later: [{ ...JOBS[0], count: 9 }] })
  const planned = await runWith(['budget', '--plan', plan, ...AS_OF])
  expect(planned.err).toContain('holds lists, jobs and later')
})

test.each(['concurrency', 'max_concurrency', 'task_concurrency'])(
  '%s beside packages is no currency',
  async key => {
    const lots = write('lots.json', {
      code: 0,
      data: { [key]: 5, resource_pack_subscribe_infos: [LEDGER_ROW] },
    })
    const { status, out } = await runWith(['expiry', lots, ...AS_OF, '--json'])
    expect(status).toBe(0)
    expect(JSON.parse(out).ignored_columns).toEqual([
      `data.${key} (beside data.resource_pack_subscribe_infos)`,
    ])
  },
)

test('sums of rows are no other list of rows', async () => {
  const totals = [{ model: '2.6', resolution: '1080p', duration: 5, count: 2 }]
  const { status, out } = await quote({ jobs: JOBS, totals }, '--json')
  expect(status).toBe(0)
  expect(JSON.parse(out).ignored_columns).toEqual(['totals (beside jobs)'])
})

test('other keys beside a list are named, but for those of answers', async () => {
  const answer = {
    code: 0,
    message: 'SUCCEED',
    request_id: 'r',
    errors: [],
    pageSize: 30,
    meta: { total: 2 },
  }
  const beside = { account: 'acme', count: 4, by_model: [{ model: '2.6', clips: 2 }] }
  const { status, out } = await quote({ ...answer, ...beside, data: JOBS }, '--json')
  expect(status).toBe(0)
  expect(JSON.parse(out).ignored_columns).toEqual([
    'account (beside data)',
    'count (beside data)',
    'by_model (beside data)',
  ])
  expect(JSON.parse((await quote({ ...answer, data: JOBS }, '--json')).out).ignored_columns).toEqual([])
})

test.each(['timezone', 'currency'])('%s beside a list is refused, as a column of that name is', async key => {
  const { status, err } = await quote({ [key]: 'x', jobs: JOBS })
  expect(status).toBe(2)
  expect(err).toContain(`COLUMN_UNREAD nothing is read from the column "${key}"`)
  expect((await quote({ [key]: 'x', jobs: JOBS }, '--ignore-columns', key)).status).toBe(0)
})

test.each([
  ['currency', 'USD'],
  ['timezone', 'UTC'],
])('%s beside a list that says %s changes nothing, and is named', async (key, value) => {
  const { status, out } = await quote({ [key]: value, jobs: JOBS }, '--json')
  expect(status).toBe(0)
  expect(JSON.parse(out).ignored_columns).toEqual([`${key} (beside jobs)`])
})

test('a log has the objects that its keys lie in, and a column of one is none that no file has', async () => {
  const row = { timestamp: '2026-11-01T00:00:00Z', status: 200, meta: { account: 'x', count: 3 } }
  writeFileSync(join(folder, 'log.jsonl'), `${JSON.stringify(row)}\n`)
  const { out, err } = await runWith(['sla', join(folder, 'log.jsonl'), ...AS_OF, '--ignore-columns', 'meta'])
  expect(out + err).not.toContain('which no file has')
})

test('a row that --columns reads within its keys is no object that holds lists', async () => {
  const { model, capability, resolution, duration } = job('')
  const row = {
    request: { model_name: model, type: capability, resolution, duration },
    response: { videos: [{ duration: 5 }] },
  }
  const columns =
    'model=request.model_name,capability=request.type,resolution=request.resolution,duration=request.duration'
  const { status, err } = await quote(row, '--columns', columns)
  expect(status, err).toBe(0)
})

test('keys beside the packages of an account are named', async () => {
  const answer = { code: 0, data: { code: 0, note: 'x', resource_pack_subscribe_infos: [LEDGER_ROW] } }
  const { out } = await runWith(['expiry', write('costs.json', answer), ...AS_OF, '--json'])
  expect(JSON.parse(out).ignored_columns).toEqual(['data.note (beside data.resource_pack_subscribe_infos)'])
})

test.each([
  { keys: ['quote', '--from'] },
  { keys: ['budget'] },
  { keys: ['budget', '--plan'] },
  { keys: ['expiry', write('ledger.json', [LEDGER_ROW]), '--usage'] },
])('rows in a list under a strange key are told how to be taken out: $keys', async ({ keys }) => {
  for (const [name, more] of [
    ['rows', { rowCount: 2 }],
    ['results', { success: true, meta: {} }],
  ] as const) {
    const file = write('answer.json', { [name]: JOBS, ...more })
    const { status, err } = await runWith([...keys, file, ...AS_OF])
    expect(status).toBe(2)
    expect(err).toContain(
      `expected jobs, a row for each; got one object that holds a list, ${name}\n  extract the rows: jq -c '.${name}[]' ${file} > rows.jsonl\n`,
    )
  }
})

test('rows in a list that is a page are told to be taken out of every page', async () => {
  expect((await quote({ count: 9, next: 'https://a.example/?page=2', results: JOBS })).err).toContain(
    'and says that others follow (next: "https://a.example/?page=2")\n  ask for all pages, and extract the rows of each: jq',
  )
})
