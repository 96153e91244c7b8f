/** The whole way from a command line to a cluster and back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, runWith } from '../cli/fake-io.js'
import { type Engine, openClickhouse, SERVERS } from './engines.js'
import { writeLog } from './hostile-requests.js'

const NAMES = ['timestamp', 'status', 'account', 'excluded']
const MINUTE = 60_000
const rows = Array.from({ length: 2000 }, (_, index) => [
  new Date(Date.UTC(2026, 9, 1) + index * 7 * MINUTE).toISOString(),
  index % 11 === 0 ? '503' : index % 17 === 0 ? '0' : '200',
  ['a', 'b', ''][index % 3]!,
  index % 33 === 0 ? 'hacked' : '',
])

describe.skipIf(SERVERS.clickhouse === undefined)('a cluster of two shards', () => {
  let engine: Engine
  const [first = ''] = (SERVERS.clickhouse ?? '').split(',')
  const host = first.replace('http://', '')
  const send = async (query: string): Promise<void> => {
    const response = await fetch(first, { method: 'POST', body: query })
    if (!response.ok) throw new Error(await response.text())
  }
  const ask = (table: string, args: readonly string[] = [], env = {}): Promise<Ran> =>
    runWith(['sla', `clickhouse://${host}/${table}`, '--period', '2026-10', ...args], { env })

  beforeAll(async () => {
    engine = await openClickhouse(SERVERS.clickhouse!)
    const columns = NAMES.map((name, index) => ({ name, type: index === 0 ? 'instant' : 'text' }) as const)
    await engine.fill('asked', columns, rows)
    // The second shard of this cluster is a port on which nobody listens.
    await send('DROP TABLE IF EXISTS half')
    await send('CREATE TABLE half AS asked_local ENGINE = Distributed(half, default, asked_local)')
  })
  afterAll(() => engine?.close())

  test.each([
    ['--policy', 'kling'],
    ['--policy', 'kong-konnect', '--tz', 'Europe/Berlin'],
  ])('answers as its log does: %j', async (...args) => {
    const raw = await runWith(['sla', '--period', '2026-10', '--json', ...args], {
      stdin: writeLog(NAMES, rows),
    })
    const asked = await ask('default.asked', ['--json', ...args])
    expect(asked.err).toBe('')
    expect(asked.status).toBe(0)
    expect(JSON.parse(asked.out).periods).toEqual(JSON.parse(raw.out).periods)
    expect(JSON.parse(asked.out)).toMatchObject({ reduced: true, rejected_rows: 0 })
  })
  test('with a shard that is down gives an error, never the half that is up', async () => {
    const { status, out, err } = await ask('half')
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/SERVER_FAILED refused: .*connection tries failed/i)
  })
  test('is not asked by a user whose settings leave out shards that are down', async () => {
    const { status, out, err } = await ask('half', [], { CLICKHOUSE_USER: 'careless' })
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/SERVER_FAILED may answer with a part of the requests.*skip_unavailable_shards = 1/)
  })
  test('answers a user who may only read, and knows users by their passwords', async () => {
    const reader = { CLICKHOUSE_USER: 'reader', CLICKHOUSE_PASSWORD: 'sesame' }
    expect((await ask('asked', ['--json'], reader)).status).toBe(0)
    const { status, err } = await ask('asked', [], { ...reader, CLICKHOUSE_PASSWORD: 'open' })
    expect(status).toBe(2)
    expect(err).toMatch(/SERVER_FAILED refused: /)
    expect(err).not.toMatch(/reader|sesame|open/)
  })
  test('that takes too long is not waited for', async () => {
    await send('DROP TABLE IF EXISTS slow')
    await send(
      'CREATE VIEW slow AS SELECT toDateTime(1790812800) AS timestamp, toString(200 + sleep(3)) AS status',
    )
    const { status, out, err } = await ask('slow', ['--timeout', '1s'])
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/SERVER_FAILED gave no whole answer within 1 s/)
  })
})
