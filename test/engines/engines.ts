/** The engines that reducing queries are tried on, each with a table of requests and the answer as CSV. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SqlDialect } from '../../src/sql/dialects.js'

/** Where the engines are that are no package of this one; a variable that is not set leaves its tests out. */
export const SERVERS = {
  /** The shards of a cluster called `two`, as addresses with a comma between them: see .ci/clickhouse. */
  clickhouse: process.env.KLING_COST_CLICKHOUSE,
  /** The address of a database: see .ci/postgres. */
  postgres: process.env.KLING_COST_POSTGRES,
  /** Addresses of a Spark and a Trino: see .ci/spark and .ci/trino. */
  spark: process.env.KLING_COST_SPARK,
  trino: process.env.KLING_COST_TRINO,
  /** A folder in whose node_modules the package `chdb` is: a ClickHouse of today. */
  chdb: process.env.KLING_COST_CHDB,
}

/** A value of a table: null, or as a CSV log would write it. */
export type Value = string | null

/** A column of a table to be made. */
export interface Column {
  readonly name: string
  /** `instant` and `reading` are the engine's own types for times with and without a zone. */
  readonly type: 'instant' | 'reading' | 'text' | 'integer' | 'long'
}

export interface Engine {
  readonly name: string
  readonly dialect: SqlDialect
  /** Whether it has a type for clock readings. */
  readonly hasReadings: boolean
  /** Makes a table anew. Instants are written in ISO-8601 with `Z`, readings without. */
  fill(table: string, columns: readonly Column[], rows: readonly (readonly Value[])[]): Promise<void>
  /** The answer of a query as CSV with a header. */
  ask(query: string): Promise<string>
  close(): Promise<void>
}

const literal = (value: Value): string => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`)
/** Rows in one statement: a longer one than some engines take. */
const MOST_INSERTED = 500

const insert = (table: string, rows: readonly (readonly string[])[]): string =>
  `INSERT INTO ${table} VALUES ${rows.map(row => `(${row.join(', ')})`).join(', ')}`

export async function openDuckdb(): Promise<Engine> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'Asia/Kolkata'")
  const folder = mkdtempSync(join(tmpdir(), 'kling-cost-duckdb-'))
  const types = {
    instant: 'TIMESTAMPTZ',
    reading: 'TIMESTAMP',
    text: 'VARCHAR',
    integer: 'INTEGER',
    long: 'BIGINT',
  }
  return {
    name: 'DuckDB',
    dialect: 'duckdb',
    hasReadings: true,
    async fill(table, columns, rows) {
      const list = columns.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${types[type]}`)
      await connection.run(`CREATE OR REPLACE TABLE ${table} (${list.join(', ')})`)
      await connection.run(
        insert(
          table,
          rows.map(row => row.map(literal)),
        ),
      )
    },
    async ask(query) {
      const file = join(folder, 'answer.csv')
      await connection.run(`COPY (${query}) TO '${file}' (FORMAT csv, HEADER)`)
      return readFileSync(file, 'utf8')
    },
    async close() {
      connection.closeSync()
      rmSync(folder, { recursive: true })
    },
  }
}

export async function openPostgres(address: string): Promise<Engine> {
  const psql = (script: string): string =>
    execFileSync('psql', [address, '--csv', '--quiet', '--no-psqlrc', '--set=ON_ERROR_STOP=1'], {
      input: script,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  const types = {
    instant: 'timestamptz',
    reading: 'timestamp',
    text: 'text',
    integer: 'integer',
    long: 'bigint',
  }
  return {
    name: 'PostgreSQL',
    dialect: 'postgres',
    hasReadings: true,
    async fill(table, columns, rows) {
      const list = columns.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${types[type]}`)
      psql(
        `DROP TABLE IF EXISTS ${table}; CREATE TABLE ${table} (${list.join(', ')}); ${insert(
          table,
          rows.map(row => row.map(literal)),
        )};`,
      )
    },
    ask: async query => psql(`${query};`),
    async close() {},
  }
}

/** ClickHouse reads a backslash in a literal, and an instant as a number. */
const clickhouseLiteral = (value: Value, { type }: Column, digits: number): string => {
  if (value === null) return 'NULL'
  if (type === 'integer' || type === 'long') return value
  if (type === 'instant') {
    const millis = Date.parse(value)
    return digits === 0 ? String(Math.floor(millis / 1000)) : (millis / 1000).toFixed(digits)
  }
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** Two servers of 2019 as one cluster: the rows are dealt out, and the query asks a table that spans both. */
export async function openClickhouse(addresses: string): Promise<Engine> {
  const shards = addresses.split(',')
  const ask = async (shard: string, query: string): Promise<string> => {
    const response = await fetch(shard, { method: 'POST', body: query })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
  }
  const types = {
    instant: 'DateTime',
    reading: '',
    text: 'Nullable(String)',
    integer: 'Nullable(UInt16)',
    long: 'Int64',
  }
  return {
    name: 'ClickHouse 18.16, two shards',
    dialect: 'clickhouse',
    hasReadings: false,
    async fill(table, columns, rows) {
      const list = columns
        .map(({ name, type }) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\` ${types[type]}`)
        .join(', ')
      for (const [index, shard] of shards.entries()) {
        await ask(shard, `DROP TABLE IF EXISTS ${table}`)
        await ask(shard, `DROP TABLE IF EXISTS ${table}_local`)
        await ask(shard, `CREATE TABLE ${table}_local (${list}) ENGINE = MergeTree ORDER BY tuple()`)
        await ask(
          shard,
          `CREATE TABLE ${table} AS ${table}_local ENGINE = Distributed(two, default, ${table}_local)`,
        )
        const dealt = rows.filter((_, row) => row % shards.length === index)
        const values = dealt.map(row => row.map((value, at) => clickhouseLiteral(value, columns[at]!, 0)))
        await ask(shard, insert(`${table}_local`, values))
      }
    },
    ask: query => ask(shards[0]!, `${query} FORMAT CSVWithNames`),
    async close() {},
  }
}

/** The ClickHouse of today, in this process. */
export async function openChdb(folder: string): Promise<Engine> {
  const { Session } = createRequire(join(folder, 'package.json'))('chdb')
  const session = new Session()
  const types = {
    instant: 'DateTime64(3)',
    reading: '',
    text: 'LowCardinality(Nullable(String))',
    integer: 'Nullable(UInt16)',
    long: 'Int64',
  }
  return {
    name: 'ClickHouse of today',
    dialect: 'clickhouse',
    hasReadings: false,
    async fill(table, columns, rows) {
      session.query(`DROP TABLE IF EXISTS ${table}`)
      const list = columns
        .map(({ name, type }) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\` ${types[type]}`)
        .join(', ')
      session.query(`CREATE TABLE ${table} (${list}) ENGINE = MergeTree ORDER BY tuple()`)
      const values = rows.map(row => row.map((value, at) => clickhouseLiteral(value, columns[at]!, 3)))
      session.query(insert(table, values))
    },
    ask: async query => session.query(query, 'CSVWithNames') as string,
    async close() {
      session.cleanup()
    },
  }
}

/** A Spark of two executors, behind .ci/spark-server.py. */
export async function openSpark(address: string): Promise<Engine> {
  const post = async (path: string, body: string): Promise<string> => {
    const response = await fetch(`${address}${path}`, { method: 'POST', body })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
  }
  const types = {
    instant: 'timestamp',
    reading: 'timestamp_ntz',
    text: 'string',
    integer: 'int',
    long: 'bigint',
  }
  return {
    name: 'Spark',
    dialect: 'spark',
    // A TIMESTAMP_NTZ has no time that is sure there.
    hasReadings: false,
    async fill(table, columns, rows) {
      const typed = columns.map(({ name, type }) => ({ name, type: types[type] }))
      await post('/fill', JSON.stringify({ table, columns: typed, rows }))
    },
    ask: query => post('/ask', query),
    async close() {},
  }
}

interface TrinoAnswer {
  readonly columns?: readonly { readonly name: string }[]
  readonly data?: readonly (readonly (string | number | boolean | null)[])[]
  readonly nextUri?: string
  readonly error?: { readonly message: string }
}

/** A Trino, by its own protocol, in a session whose zone is not UTC. */
export async function openTrino(address: string): Promise<Engine> {
  const headers = {
    'X-Trino-User': 'test',
    'X-Trino-Catalog': 'memory',
    'X-Trino-Schema': 'default',
    'X-Trino-Time-Zone': 'Asia/Kolkata',
  }
  const run = async (query: string) => {
    let columns: string[] = []
    const rows: (string | number | boolean | null)[][] = []
    let response = await fetch(`${address}/v1/statement`, { method: 'POST', body: query, headers })
    for (;;) {
      const answer = (await response.json()) as TrinoAnswer
      if (answer.error) throw new Error(answer.error.message)
      if (answer.columns) columns = answer.columns.map(({ name }) => name)
      for (const row of answer.data ?? []) rows.push([...row])
      if (answer.nextUri === undefined) return { columns, rows }
      response = await fetch(answer.nextUri, { headers })
    }
  }
  const types = {
    instant: 'timestamp(3) with time zone',
    reading: 'timestamp(3)',
    text: 'varchar',
    integer: 'integer',
    long: 'bigint',
  }
  const cell = (value: string | number | boolean | null): string =>
    `"${String(value ?? '').replaceAll('"', '""')}"`
  return {
    name: 'Trino',
    dialect: 'trino',
    hasReadings: true,
    async fill(table, columns, rows) {
      const list = columns.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${types[type]}`)
      await run(`DROP TABLE IF EXISTS ${table}`)
      await run(`CREATE TABLE ${table} (${list.join(', ')})`)
      const typed = (value: Value, at: number): string => {
        const { type } = columns[at]!
        if (value === null) return 'NULL'
        if (type === 'integer' || type === 'long') return value
        if (type === 'text') return literal(value)
        const text = value.replace('T', ' ').replace('Z', ' UTC')
        return `CAST(${literal(text)} AS ${types[type]})`
      }
      for (let from = 0; from < rows.length; from += MOST_INSERTED)
        await run(
          insert(
            table,
            rows.slice(from, from + MOST_INSERTED).map(row => row.map(typed)),
          ),
        )
    },
    async ask(query) {
      const { columns, rows } = await run(query)
      return [columns, ...rows].map(row => `${row.map(cell).join(',')}\n`).join('')
    },
    async close() {},
  }
}
