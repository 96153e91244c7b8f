/** `--ignore-columns`: a column that would be read is left out of every kind of file, as if the file did not have it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, describe, expect, test } from 'vitest'
import { rowsXml, workbookOf } from '../read/zip-archive.js'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-left-out-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, text: string | Buffer): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const AS_OF = ['--as-of', '2026-12-03']

type Row = Readonly<Record<string, string>>
const without = (rows: readonly Row[], column: string): Row[] =>
  rows.map(row => Object.fromEntries(Object.entries(row).filter(([name]) => name !== column)))
const csvOf = (rows: readonly Row[]): string =>
  [Object.keys(rows[0]!), ...rows.map(row => Object.values(row))]
    .map(cells => `${cells.join(',')}\n`)
    .join('')
const linesOf = (rows: readonly Row[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('')

/** How rows are written, by the end of the file's name. */
const FORMS: Readonly<Record<string, (rows: readonly Row[]) => string | Buffer>> = {
  csv: csvOf,
  xlsx: rows =>
    workbookOf({ rows: rowsXml([Object.keys(rows[0]!), ...rows.map(row => Object.values(row))]) }),
  jsonl: linesOf,
  json: rows => `[${rows.map(row => JSON.stringify(row)).join(',\n')}]`,
  yaml: rows => JSON.stringify({ jobs: rows }),
}

/** What is answered, without what is told of columns and files. */
async function answerOf(command: string, file: string, ...args: readonly string[]) {
  const { status, out, err } = await runWith([...command.split(' '), file, ...args, ...AS_OF, '--json'])
  if (status === 2) throw new Error(err)
  const {
    notes,
    ignored_columns,
    unused_columns,
    files,
    file: _,
    log_formats,
    ledger,
    ...answer
  } = JSON.parse(out)
  return { answer, notes, ignored: ignored_columns ?? unused_columns }
}

const LOG = [
  { timestamp: '2026-11-01T00:00:00Z', status: '200', account: 'acme', endpoint: '/v1/videos' },
  { timestamp: '2026-11-01T00:10:00Z', status: '503', account: 'globex', endpoint: '/healthz' },
]
const JOBS = [
  {
    timestamp: '2026-11-01T00:00:00Z',
    capability: 'text-to-video',
    model: '3.0',
    resolution: '1080p',
    duration: '10',
    count: '3',
    status: 'succeed',
  },
  {
    timestamp: '2026-11-02T00:00:00Z',
    capability: 'text-to-video',
    model: '3.0',
    resolution: '1080p',
    duration: '5',
    count: '2',
    status: 'failed',
  },
]
const LEDGER = [{ id: 'a', package: 'package-45000', purchased_at: '2026-10-01', remaining: '12000' }]

describe('a column that would be read', () => {
  const cases = [
    ...['csv', 'xlsx', 'jsonl', 'json'].flatMap(form => [
      ['sla', form, LOG, 'account'],
      ['sla', form, LOG, 'endpoint'],
    ]),
    ...['csv', 'xlsx', 'jsonl', 'json', 'yaml'].flatMap(form => [
      ['quote --from', form, JOBS, 'count'],
      ['quote --from', form, JOBS, 'Status'],
    ]),
    ...['csv', 'xlsx', 'json'].map(form => ['expiry', form, LEDGER, 'remaining']),
  ] as const
  test.each(cases as unknown as [string, string, Row[], string][])(
    'is left out: %s FILE.%s, %j without %s',
    async (command, form, rows, column) => {
      const file = write(`with.${form}`, FORMS[form]!(rows))
      const rest = write(`without.${form}`, FORMS[form]!(without(rows, column.toLowerCase())))
      const left = await answerOf(command, file, '--ignore-columns', column)
      const plain = await answerOf(command, rest)
      const whole = await answerOf(command, file)
      expect(left.answer).toEqual(plain.answer)
      expect(left.ignored).toEqual([column.toLowerCase()])
      expect(left.notes.join()).not.toContain('--ignore-columns')
      expect(left.answer).not.toEqual(whole.answer)
    },
  )
})

const KONG = [
  '{"request":{"method":"POST","uri":"/v1/videos"},"response":{"status":503},"upstream_status":"200","latencies":{"request":1},"started_at":1793491200000}',
]
const LOGS: Readonly<Record<string, readonly [path: string, status: string, lines: readonly string[]]>> = {
  'the combined format': [
    'request',
    'status',
    ['10.1.2.3 - - [01/Nov/2026:00:00:00 +0000] "POST /v1/videos HTTP/1.1" 503 9 "-" "curl"'],
  ],
  'JSON of a known format': ['request.uri', 'response.status', KONG],
  'lines of a known format': [
    'path',
    'response_code',
    [
      '[2026-11-01T00:00:00.000Z] "POST /v1/videos HTTP/1.1" 503 - 0 91 12 - "10.0.0.1" "curl" "1" "api.test" "10.0.2.1:80"',
    ],
  ],
  'fields named by a directive': [
    'cs-uri-stem',
    'sc-status',
    [
      '#Version: 1.0',
      '#Fields: date time cs-method cs-uri-stem sc-status',
      '2026-11-01 00:00:00 POST /v1/videos 503',
    ],
  ],
  'a table of a known format': [
    'ClientRequestURI',
    'EdgeResponseStatus',
    [
      'EdgeStartTimestamp,ClientRequestURI,EdgeResponseStatus,RayID,ClientRequestMethod,OriginResponseStatus',
      '2026-11-01T00:00:00Z,/v1/videos,503,1,POST,503',
    ],
  ],
}

describe('of a log in a form of its own', () => {
  test.each(Object.entries(LOGS))(
    '%s: its path is left out, and its status then is missing',
    async (_, [path, status, lines]) => {
      const file = write('own.log', `${lines.join('\n')}\n`)
      const { answer } = await answerOf('sla', file)
      expect(answer.endpoints).toHaveLength(1)
      const left = await answerOf('sla', file, '--ignore-columns', path)
      expect(left.answer).toEqual({ ...answer, endpoints: [] })
      await expect(answerOf('sla', file, '--ignore-columns', status)).rejects.toThrow(
        /HEADER_MISSING no .*"?status"?/,
      )
    },
  )
  test('a part of what is joined is left out with the whole', async () => {
    const file = write('own.log', `${LOGS['fields named by a directive']![2].join('\n')}\n`)
    await expect(answerOf('sla', file, '--ignore-columns', 'date')).rejects.toThrow('HEADER_MISSING')
  })
})

describe('of logs that are counted elsewhere', () => {
  test('a column of a Parquet file', async () => {
    const csv = write('log.csv', csvOf(LOG))
    const file = join(folder, 'log.parquet')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(`COPY (SELECT * FROM '${csv}') TO '${file}' (FORMAT parquet)`)
    connection.closeSync()
    const { answer } = await answerOf('sla', file, '--ignore-columns', 'account,excluded')
    expect(answer.periods.map(({ account, requests }: Row) => [account, requests])).toEqual([[null, 2]])
    await expect(answerOf('sla', file, '--ignore-columns', 'status')).rejects.toThrow(
      'no column is called status; found timestamp, account, endpoint',
    )
  })
  test.each(['csv', 'jsonl'])('a column of counts in %s', async form => {
    const rows = ['acme', 'globex'].map(account => ({
      slice_start: '2026-11-01T00:00:00Z',
      account,
      ...{ valid: '9', errors: '1', unreached: '0', excluded: '0' },
    }))
    const file = write(`counts.${form}`, FORMS[form]!(rows))
    const { answer } = await answerOf('sla --counts', file, '--ignore-columns', 'account')
    expect(answer.periods.map(({ account, requests }: Row) => [account, requests])).toEqual([[null, 18]])
  })
  test('a column that a query would read', async () => {
    const sql = 'sla --sql postgres --table t --ignore-columns account,fault,excluded'
    const { out } = await runWith([...sql.split(' '), ...AS_OF])
    expect(out).toContain('status')
    expect(out).not.toMatch(/"(?:account|fault|excluded)"/)
  })
})

describe('of other files', () => {
  test('a column of a file beside a log', async () => {
    const log = write('log.csv', csvOf(without(LOG, 'account')))
    const fees = write('fees.csv', 'period,fee,voucher_fee\n2026-11,1000,400\n')
    const feeOf = async (...args: string[]) =>
      (await answerOf(`sla --fees ${fees}`, log, ...args)).answer.periods[0].voucher_fee
    expect(await feeOf()).toBe('400')
    expect(await feeOf('--ignore-columns', 'voucher_fee')).not.toBe('400')
  })
  test('what is needed is missing, and is not among what was found', async () => {
    const ledger = write('ledger.csv', csvOf(LEDGER))
    await expect(answerOf('expiry', ledger, '--ignore-columns', 'purchased_at')).rejects.toThrow(
      /HEADER_MISSING no column "purchased_at" or "effective_at"\n {2}found id, package, remaining;/,
    )
  })
  test('another name is read in its place, if there is one', async () => {
    const log = write('log.csv', 'time,timestamp,status\n2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,503\n')
    const startOf = async (...args: string[]) => (await answerOf('sla', log, ...args)).answer.periods[0].start
    expect(await startOf()).toBe('2026-11-01')
    expect(await startOf('--ignore-columns', 'timestamp')).toBe('2026-10-01')
  })
  test('a name that --columns gives is read all the same', async () => {
    const log = write('log.csv', csvOf(LOG))
    const { answer } = await answerOf(
      'sla',
      log,
      '--ignore-columns',
      'account',
      '--columns',
      'account=account',
    )
    expect(answer.periods).toHaveLength(2)
  })
})

describe('a name that no file has', () => {
  const ledger = write('ledger.csv', csvOf(LEDGER))
  const jobs = write('jobs.jsonl', linesOf(JOBS))
  const log = write('log.csv', csvOf(LOG))
  test.each([
    [`expiry ${ledger}`, 'id, package, purchased_at, remaining'],
    [
      `expiry ${ledger} --usage ${jobs}`,
      'id, package, purchased_at, remaining, timestamp, capability, model, resolution, duration, count, status',
    ],
    [`quote --from ${jobs}`, 'timestamp, capability, model, resolution, duration, count, status'],
    [`budget ${jobs} --horizon 30d`, 'timestamp, capability, model, resolution, duration, count, status'],
    [`sla ${log}`, 'timestamp, status, account, endpoint'],
  ])('is told, with what there is: %s', async (command, found) => {
    const said = `--ignore-columns 'acount,"a,b"', which no file has, leaves nothing out; the files have ${found}`
    const names = 'acount,"a,b"'
    const argv = [...command.split(' '), ...AS_OF, '--ignore-columns', names]
    const { notes } = JSON.parse((await runWith([...argv, '--json'])).out)
    expect(notes).toContain(said)
    const { out } = await runWith(argv)
    expect(out).toContain(`! ${said}`)
  })
  test('is not told where one of several files has it, or a key within an object', async () => {
    const tasks = write(
      'tasks.jsonl',
      '{"timestamp":"2026-11-01T00:00:00Z","body":{"model":"3.0","resolution":"1080p","duration":5,"sound":"on"}}\n',
    )
    const { err } = await runWith([
      ...`expiry ${ledger} --usage ${tasks} --json`.split(' '),
      ...AS_OF,
      ...['--columns', 'model=body.model,resolution=body.resolution,duration=body.duration'],
      ...['--ignore-columns', 'remaining,sound,body.sound'],
    ])
    expect(err).not.toContain('which no file has')
  })
})

describe('counts', () => {
  const rows = ['kling', 'openai'].map(service => ({
    slice_start: '2026-10-01T00:00:00Z',
    service,
    Customer: 'a',
    ...{ valid: '10', errors: '5', unreached: '0', excluded: '0' },
  }))
  test.each(['csv', 'jsonl'])('of %s tell what is read by nothing, as logs do', async form => {
    const file = write(`counts.${form}`, FORMS[form]!(rows))
    const ask = (...args: readonly string[]) => runWith(['sla', '--counts', file, ...AS_OF, ...args])
    const { ignored_columns, periods } = JSON.parse((await ask('--json')).out)
    expect([ignored_columns, periods[0].valid]).toEqual([['service', 'Customer'], 20])
    const told =
      'nothing is read from service, Customer (looks like account); --columns account=Customer reads it'
    expect((await ask('--details')).out).toContain(told)
    const left = (await ask('--details', '--ignore-columns', 'service,customer')).out
    expect(left).not.toContain('looks like account')
    expect(left).not.toContain('leaves nothing out')
  })
})
