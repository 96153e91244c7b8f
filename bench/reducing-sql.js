/**
 * What counting in the database costs: `npm run bench:sql [ROWS]`. A table of ROWS requests (ten million unless told)
 * over October 2026 is made in DuckDB and, where KLING_COST_CLICKHOUSE names its shards (.ci/clickhouse), dealt
 * over a ClickHouse cluster. Each engine then runs the query of `sla --sql`, and a bare `count(*)` per five
 * minutes, which is the least that it could do. docs/scale.md takes its figures from here.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = join(import.meta.dirname, '..', 'bin', 'kling-cost.js')
const rows = Number(process.argv[2] ?? 10_000_000)
const ROUNDS = 3
const START = Date.UTC(2026, 9, 1) / 1000
const SECONDS = 31 * 86_400

const queryFor = (dialect, ...options) =>
  execFileSync(
    process.execPath,
    [
      program,
      'sla',
      '--sql',
      dialect,
      '--table',
      'bench_requests',
      '--period',
      '2026-10',
      '--quiet',
      ...options,
    ],
    { encoding: 'utf8' },
  )

/** The least time of a few rounds, in milliseconds, and what the last one gave. */
async function time(run) {
  let [best, result] = [Number.POSITIVE_INFINITY, '']
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    result = await run()
    best = Math.min(best, performance.now() - start)
  }
  return { millis: best, bytes: Buffer.byteLength(result), lines: result.split('\n').length - 1 }
}

async function openDuckdb() {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run('SET threads = 2')
  await connection.run(
    `CREATE TABLE bench_requests AS SELECT to_timestamp(${START} + (range * 7919) % ${SECONDS}) AS "timestamp",
      CAST(CASE WHEN range % 997 = 0 THEN 503 WHEN range % 1009 = 0 THEN 0 ELSE 200 END AS SMALLINT) AS status,
      'account-' || range % 10 AS account, '' AS fault, '' AS excluded FROM range(${rows})`,
  )
  const file = join(tmpdir(), `kling-cost-bench-${process.pid}.csv`)
  return {
    name: 'DuckDB, 2 threads',
    dialect: 'duckdb',
    least: `SELECT epoch_ms("timestamp") // 300000 AS slice, count(*) AS n FROM bench_requests GROUP BY slice`,
    async ask(query) {
      await connection.run(`COPY (${query}) TO '${file}' (FORMAT csv, HEADER)`)
      const text = readFileSync(file, 'utf8')
      rmSync(file)
      return text
    },
    async close() {
      connection.closeSync()
    },
  }
}

async function openClickhouse(addresses) {
  const shards = addresses.split(',')
  const send = async (shard, query) => {
    const response = await fetch(shard, { method: 'POST', body: query })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
  }
  const drop = async () => {
    for (const shard of shards) {
      await send(shard, 'DROP TABLE IF EXISTS bench_requests')
      await send(shard, 'DROP TABLE IF EXISTS bench_requests_local')
    }
  }
  await drop()
  const [count] = [Math.floor(rows / shards.length)]
  for (const shard of shards) {
    await send(
      shard,
      'CREATE TABLE bench_requests_local (timestamp DateTime, status UInt16, account String, fault String, excluded String) ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp) ORDER BY timestamp',
    )
    await send(
      shard,
      'CREATE TABLE bench_requests AS bench_requests_local ENGINE = Distributed(two, default, bench_requests_local)',
    )
    await send(
      shard,
      `INSERT INTO bench_requests_local SELECT toDateTime(${START} + (number * 7919) % ${SECONDS}),
        multiIf(number % 997 = 0, 503, number % 1009 = 0, 0, 200), concat('account-', toString(number % 10)), '', ''
        FROM numbers(${count})`,
    )
  }
  return {
    name: `ClickHouse, ${shards.length} shards`,
    dialect: 'clickhouse',
    least:
      'SELECT intDiv(toUnixTimestamp(timestamp), 300) AS slice, count() AS n FROM bench_requests GROUP BY slice',
    ask: query => send(shards[0], `${query} FORMAT CSVWithNames`),
    close: drop,
  }
}

const engines = [openDuckdb]
if (process.env.KLING_COST_CLICKHOUSE) engines.push(() => openClickhouse(process.env.KLING_COST_CLICKHOUSE))
for (const open of engines) {
  const engine = await open()
  const least = await time(() => engine.ask(engine.least))
  console.log(
    `${engine.name}, ${rows} rows; ${(rows / least.millis / 1000).toFixed(1)} million rows/s for count(*) per slice`,
  )
  const ways = [
    ['all columns', []],
    ['all columns, a zone whose clocks change', ['--tz', 'Europe/Berlin']],
    ['time and status alone', ['--columns', 'account=,fault=,excluded=']],
  ]
  for (const [name, options] of ways) {
    const { millis, bytes, lines } = await time(() => engine.ask(queryFor(engine.dialect, ...options)))
    console.log(
      `  ${name}: ${(rows / millis / 1000).toFixed(1)} million rows/s, ${(millis / least.millis).toFixed(1)} × count(*); ${lines} lines, ${bytes} bytes`,
    )
  }
  await engine.close()
}
