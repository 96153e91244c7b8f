/** Parquet files as a log: DuckDB counts in this process, where its package is installed, and only counts are read. */
import { fail, inFile } from '../core/failure.js'
import type { UnlikeColumns } from '../core/file-columns.js'
import type { Input } from '../read/source.js'
import { DIALECTS, type TimeType } from './dialects.js'
import { type ReductionRequest, writeReducingQuery } from './query.js'
import { findTableColumns, type TableReading } from './table-columns.js'

/** Whether a log is a Parquet file by its name, or many by a pattern. */
export const isParquetPath = (path: string): boolean => /\.parquet$/i.test(path)

/** Rows of the answer that are passed on at once. */
const BATCH = 1000

/**
 * The counts of the files that `path` names, which may hold `*`. Throws FILE_UNREADABLE
 * without DuckDB or where it cannot read them; see `findTableColumns`.
 */
export async function askParquet(
  path: string,
  reading: TableReading,
  request: ReductionRequest,
): Promise<{ input: Input; columns: UnlikeColumns }> {
  const place = inFile(path)
  const table = `read_parquet(${DIALECTS.duckdb.text(path)})`
  const { DuckDBInstance } = await loadDuckdb(path, table)
  const refuse = (error: unknown): never => {
    const said = String((error as Error).message ?? error).replaceAll(/\s+/g, ' ')
    return fail('FILE_UNREADABLE', `DuckDB cannot read it: ${said.slice(0, 300)}`, place)
  }
  const connection = await DuckDBInstance.create(':memory:').then(instance => instance.connect())
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${table}`).catch(refuse)
    const found = findTableColumns(
      described
        .getRowObjectsJson()
        .map(row => ({ name: String(row.column_name), type: String(row.column_type) })),
      reading,
      request.filter,
      path,
      timeTypeOf,
    )
    const query = writeReducingQuery({ dialect: 'duckdb', table: { call: table }, ...found }, request)
    const rows = (await connection.runAndReadAll(query).catch(refuse)).getRowObjectsJson()
    let bytes = 0
    async function* write(): AsyncGenerator<Buffer> {
      for (let from = 0; from < rows.length; from += BATCH) {
        const lines = rows.slice(from, from + BATCH).map(row => `${JSON.stringify(row)}\n`)
        const chunk = Buffer.from(lines.join(''))
        bytes += chunk.length
        yield chunk
      }
    }
    return { input: { name: path, size: null, bytesRead: () => bytes, chunks: write() }, columns: found }
  } finally {
    connection.closeSync()
  }
}

/** DuckDB is installed by those who need it: it is larger than all of this. */
async function loadDuckdb(path: string, table: string): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api')
  } catch {
    return fail(
      'FILE_UNREADABLE',
      'expected DuckDB beside this program, which reads Parquet; it is not installed',
      inFile(path),
      `npm install @duckdb/node-api, or: kling-cost sla --sql duckdb --table "${table}" | duckdb -csv | kling-cost sla --counts`,
    )
  }
}

function timeTypeOf(type: string): TimeType | null {
  if (/^TIMESTAMP(?:_(?:S|MS|NS))?(?: WITH TIME ZONE)?$/.test(type)) return 'time'
  if (type === 'VARCHAR') return 'text'
  return /^(?:U?(?:INTEGER|BIGINT)|DOUBLE|DECIMAL.*)$/.test(type) ? 'epoch' : null
}
