/** Parquet files as a log: DuckDB counts in this process, where its package is installed, and only counts are read. */
import { fail, inFile } from '../core/failure.js'
import type { UnlikeColumns } from '../core/file-columns.js'
import type { Input } from '../read/source.js'
import { DIALECTS, type TimeType } from './dialects.js'
import { type ReductionRequest, writeReducingQuery } from './query.js'
import type { TableColumns } from './reduction.js'
import { type FoundTable, findTableColumns, type TableReading } from './table-columns.js'

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
  // Otherwise the first file alone would say which columns there are.
  const table = `read_parquet(${DIALECTS.duckdb.text(path)}${isPattern(path) ? ', union_by_name = true' : ''})`
  const { DuckDBInstance } = await loadDuckdb(path, table)
  const refuse = (error: unknown): never => {
    const said = String((error as Error).message ?? error).replaceAll(/\s+/g, ' ')
    return fail('FILE_UNREADABLE', `DuckDB cannot read it: ${said.slice(0, 300)}`, place)
  }
  const connection = await DuckDBInstance.create(':memory:').then(instance => instance.connect())
  try {
    const ask = async (query: string) =>
      (await connection.runAndReadAll(query).catch(refuse)).getRowObjectsJson()
    const describe = async (file: string, source: string) => {
      const columns = (await ask(`DESCRIBE SELECT * FROM ${source}`)).map(row => ({
        name: String(row.column_name),
        type: String(row.column_type),
      }))
      const found = findTableColumns(columns, reading, request.filter, file, timeTypeOf)
      const { type } = columns.find(({ name }) => name === found.columns.timestamp)!
      return { found, time: `${found.timeType}${type.endsWith('TIME ZONE') ? ' with a zone' : ''}` }
    }
    const all = await describe(path, table)
    const { found } = all
    if (isPattern(path)) {
      for (const { file } of await ask(`SELECT file FROM glob(${DIALECTS.duckdb.text(path)})`)) {
        const name = String(file)
        failOnUnlike(all, await describe(name, `read_parquet(${DIALECTS.duckdb.text(name)})`), name)
      }
    }
    const query = writeReducingQuery({ dialect: 'duckdb', table: { call: table }, ...found }, request)
    const rows = await ask(query)
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

const isPattern = (path: string): boolean => /[*?[]/.test(path)

/** What a table's columns are read from, and what its times hold. */
interface Described {
  readonly found: FoundTable
  readonly time: string
}

/** Throws for a file whose columns are not read as those of all files together are: the engine would make them alike. */
function failOnUnlike(all: Described, { found, time }: Described, file: string): void {
  const hint = 'name the files one by one'
  if (time !== all.time)
    fail(
      'BAD_VALUE',
      `the column ${found.columns.timestamp} is of another type than in other files`,
      inFile(file),
      hint,
    )
  const nameIn = ({ columns }: FoundTable, column: keyof TableColumns) => {
    const read = columns[column]
    return typeof read === 'object' ? read?.name : read
  }
  for (const column of Object.keys(found.columns) as (keyof TableColumns)[]) {
    const name = nameIn(found, column)
    if (name !== undefined && name.toLowerCase() !== nameIn(all.found, column)?.toLowerCase())
      fail('HEADER_MISSING', `${column} is read from ${name}, and not in other files`, inFile(file), hint)
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
