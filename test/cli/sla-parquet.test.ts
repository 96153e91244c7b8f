/** Parquet files as logs: the answer is that of the same requests as CSV. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-parquet-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A request every 90 seconds through two days, of which some fail or never arrive. */
const REQUESTS = Array.from({ length: 1920 }, (_, i) => ({
  time: new Date(Date.UTC(2026, 9, 30) + i * 90_000).toISOString(),
  status: i % 97 === 0 ? '503' : i % 113 === 0 ? '' : '200',
  path: i % 5 === 0 ? '/healthz' : '/v1/videos',
}))
const csv = join(folder, 'log.csv')
const whole = join(folder, 'log.parquet')

beforeAll(async () => {
  const rows = REQUESTS.map(({ time, status, path }) => `${time},${status},${path}\n`)
  writeFileSync(csv, `timestamp,status,endpoint\n${rows.join('')}`)
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const copy = (where: string, file: string) =>
    connection.run(
      `COPY (SELECT CAST(timestamp AS TIMESTAMPTZ) AS ts, CAST(nullif(status, '') AS INTEGER) AS code, endpoint FROM read_csv('${csv}', all_varchar = true) WHERE ${where}) TO '${file}' (FORMAT parquet)`,
    )
  await copy('true', whole)
  await copy("timestamp < '2026-10-31'", join(folder, 'part-1.parquet'))
  await copy("timestamp >= '2026-10-31'", join(folder, 'part-2.parquet'))
  connection.closeSync()
})

const ask = async (log: string, ...args: string[]) => {
  const { status, out, err } = await runWith([
    'sla',
    log,
    ...['--json', '--as-of', '2026-12-01', '--fee', '100', ...args],
  ])
  return { status, err, answer: status === 2 ? null : JSON.parse(out) }
}
const COLUMNS = ['--columns', 'timestamp=ts,status=code']

describe('a Parquet file', () => {
  test.each([
    ['as it is', []],
    ['with a filter of paths', ['--endpoint', '/v1/*']],
    ['on another clock', ['--tz', 'America/New_York']],
    ['by months', ['--period', '2026-10']],
  ])('is counted as its rows would be: %s', async (_, args) => {
    const rows = await ask(csv, ...args)
    const counted = await ask(whole, ...COLUMNS, ...args)
    expect(rows.answer.periods[0].errors).toBeGreaterThan(0)
    expect(rows.answer.periods[0].unreached).toBeGreaterThan(0)
    expect(counted.answer.periods).toEqual(rows.answer.periods)
    expect(counted.answer.filtered).toBe(rows.answer.filtered)
  })
  test.each([
    ['seconds', 'epoch_ms(ts) // 1000'],
    ['milliseconds', 'epoch_ms(ts)'],
    ['microseconds', 'epoch_us(ts)'],
    ['nanoseconds', 'epoch_ns(ts)'],
  ])('may count times in epoch %s, with periods and without', async (unit, time) => {
    const file = join(folder, `${unit}.parquet`)
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(
      `COPY (SELECT ${time} AS ts, code, endpoint FROM '${whole}') TO '${file}' (FORMAT parquet)`,
    )
    connection.closeSync()
    for (const args of [[], ['--period', '2026-10']]) {
      const { answer } = await ask(file, ...COLUMNS, ...args)
      expect(answer?.periods).toEqual((await ask(whole, ...COLUMNS, ...args)).answer.periods)
    }
  })
  test.each([
    ['doubles, as pandas writes them where some are missing', 'CAST(code AS DOUBLE)'],
    ['doubles with NaN', "coalesce(CAST(code AS DOUBLE), 'NaN'::DOUBLE)"],
    ['floats', 'CAST(code AS FLOAT)'],
    ['decimals', 'CAST(code AS DECIMAL(9, 2))'],
    ['texts of Python', "coalesce(CAST(code AS VARCHAR) || '.0', 'None')"],
  ])('may hold statuses as %s', async (kind, status) => {
    const file = join(folder, `${kind.split(/[ ,]/)[0]}-${status.length}.parquet`)
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(
      `COPY (SELECT ts, ${status} AS code, endpoint FROM '${whole}') TO '${file}' (FORMAT parquet)`,
    )
    connection.closeSync()
    expect((await ask(file, ...COLUMNS)).answer?.periods).toEqual((await ask(csv)).answer.periods)
  })
  test('may hold accounts as doubles', async () => {
    const file = join(folder, 'accounts.parquet')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(
      `COPY (SELECT ts, code, CAST(123 AS DOUBLE) AS account FROM '${whole}') TO '${file}' (FORMAT parquet)`,
    )
    connection.closeSync()
    expect((await ask(file, ...COLUMNS)).answer?.periods[0].account).toBe('123')
  })
  test('may be many, by a pattern', async () => {
    const one = await ask(whole, ...COLUMNS)
    const many = await ask(join(folder, 'part-*.parquet'), ...COLUMNS)
    expect(many.answer.periods).toEqual(one.answer.periods)
  })
  test('says that its paths are not looked at, unless a filter did', async () => {
    const told = async (...more: string[]) =>
      ((await ask(whole, ...COLUMNS, ...more)).answer.notes as string[])
        .join()
        .includes('its paths are not looked at')
    expect(await told()).toBe(true)
    expect(await told('--endpoint', '/v1/*')).toBe(false)
  })
  describe('of several by a pattern', () => {
    /** Two files of 960 requests, the second one with what `more` selects, in a folder of its own. */
    const split = async (name: string, first: string, second: string) => {
      const at = mkdtempSync(join(folder, name))
      const connection = await (await DuckDBInstance.create(':memory:')).connect()
      for (const [i, select] of [first, second].entries())
        await connection.run(
          `COPY (SELECT ${select} FROM '${join(folder, `part-${i + 1}.parquet`)}') TO '${join(at, `${i + 1}.parquet`)}' (FORMAT parquet)`,
        )
      connection.closeSync()
      const files = ['1.parquet', '2.parquet'].map(file => join(at, file))
      return { pattern: join(at, '*.parquet'), files }
    }
    test.each([
      ['accounts', "'A' AS account"],
      ['what does not count', 'true AS excluded'],
    ])('later files may say more: %s', async (_, more) => {
      const plain = 'ts, code, endpoint'
      for (const [first, second] of [
        [plain, `${more}, ${plain}`],
        [`${more}, ${plain}`, plain],
      ] as const) {
        const { pattern, files } = await split('more-', first, second)
        const periodsOf = async (...logs: string[]) =>
          JSON.parse((await runWith(['sla', ...logs, '--json', '--as-of', '2026-12-01', ...COLUMNS])).out)
            .periods
        const together = await periodsOf(pattern)
        expect(together).toEqual(await periodsOf(...files))
        expect(together).not.toEqual(await periodsOf(whole))
      }
    })
    test.each([
      ['ts, code', 'ts, code, 7 AS count', /COLUMN_UNREAD nothing is read from the column "count"/],
      ['ts::TIMESTAMP AS ts, code', 'ts, code', /BAD_VALUE the column ts is of another type/],
      ['ts, code', 'ts::TIMESTAMP AS ts, code', /BAD_VALUE the column ts is of another type/],
      ['ts, code', 'ts::VARCHAR AS ts, code', /BAD_VALUE the column ts is of another type/],
      ['ts, code', 'ts', /2\.parquet: HEADER_MISSING no column is called "code"/],
    ])('files that would be made alike are refused: %s and %s', async (first, second, message) => {
      const { pattern } = await split('unlike-', first, second)
      const { status, err } = await ask(pattern, ...COLUMNS, '--tz', 'Asia/Tokyo')
      expect(status).toBe(2)
      expect(err).toMatch(message)
    })
    test('a column must be called alike in all of them', async () => {
      const { pattern } = await split('named-', 'ts, code', 'ts AS created_at, code')
      const { err } = await ask(pattern, '--columns', 'status=code')
      expect(err).toMatch(/HEADER_MISSING timestamp is read from created_at, and not in other files/)
    })
  })
  test('that has no such columns, or is none, is refused with the next step', async () => {
    const unnamed = await ask(whole)
    expect(unnamed.status).toBe(2)
    expect(unnamed.err).toMatch(
      /log\.parquet: HEADER_MISSING no column is called status; found ts, code, endpoint\n {2}.*--columns status=NAME/,
    )
    const broken = join(folder, 'broken.parquet')
    writeFileSync(broken, 'PAR1 and no more')
    expect((await ask(broken)).err).toMatch(/broken\.parquet: FILE_UNREADABLE DuckDB cannot read it: /)
    expect((await ask(join(folder, 'none.parquet'))).err).toMatch(/FILE_UNREADABLE .*No files found/)
  })
})

describe('the columns of a Parquet file', () => {
  const file = join(folder, 'columns.parquet')
  beforeAll(async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(
      `COPY (SELECT ts AS created_at, code AS status_code, 3 AS count, 'x' AS team FROM '${whole}') TO '${file}' (FORMAT parquet)`,
    )
    connection.closeSync()
  })

  test('that would change the answer stop the command', async () => {
    const { status, err } = await ask(file)
    expect(status).toBe(2)
    expect(err).toMatch(/columns\.parquet: COLUMN_UNREAD nothing is read from the column "count"/)
  })
  test('are found under the names that logs are known to have, and told', async () => {
    const { answer } = await ask(file, '--ignore-columns', 'count')
    expect(answer.periods).toEqual((await ask(whole, ...COLUMNS)).answer.periods)
    expect(answer.ignored_columns).toEqual(['count', 'team'])
    const { err } = await runWith(['sla', file, '--ignore-columns', 'count', '--as-of', '2026-12-01'])
    expect(err).toContain('timestamp is read from "created_at", status is read from "status_code"')
  })
  test('are not joined, of which the first alone would be read', async () => {
    const { status, err } = await ask(
      file,
      '--ignore-columns=count',
      '--columns',
      'timestamp=created_at+team',
    )
    expect(status).toBe(2)
    expect(err).toContain('columns of a table cannot be joined')
  })
})

test('a query may read files in place of a table, where the engine can', async () => {
  const print = (dialect: string, table: string) => runWith(['sla', '--sql', dialect, '--table', table])
  const { status, out } = await print('duckdb', "read_parquet('it''s/*.parquet', union_by_name = true)")
  expect(status).toBe(0)
  expect(out).toContain("FROM read_parquet('it''s/*.parquet', union_by_name = true) AS requests")
  for (const [engine, table] of [
    ['spark', "read_parquet('a')"],
    ['duckdb', "read_text('/etc/passwd')"],
  ] as const) {
    const refused = await print(engine, table)
    expect(refused.status).toBe(2)
    expect(refused.err).toContain(`--table: expected a table, or a function that reads files`)
  }
  // Whatever else it is, it is a name, and quoted.
  expect((await print('duckdb', "read_parquet('a'); DROP TABLE requests")).out).toContain(
    `FROM "read_parquet('a'); DROP TABLE requests" AS requests`,
  )
})
