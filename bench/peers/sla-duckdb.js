/** DuckDB with typed columns, its sniffer off: counts per five minutes, and their sums. */
import { DuckDBInstance } from '@duckdb/node-api'

const file = process.argv[2].replaceAll("'", "''")
const columns = ['request_id', 'path', 'error'].map(name => `'${name}': 'VARCHAR'`)
const typed = [
  `'timestamp': 'TIMESTAMP'`,
  ...columns.slice(0, 2),
  `'status': 'USMALLINT'`,
  `'latency_ms': 'INTEGER'`,
]
const rows = `read_csv('${file}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
  columns = {${[...typed, columns[2]].join(', ')}})`
const slices = `SELECT epoch_ms("timestamp") // 300000 AS slice, count(*) AS requests, count("status") AS valid,
  count(*) FILTER ("status" >= 500) AS errors FROM ${rows} GROUP BY slice`
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const sums = await connection.runAndReadAll(
  `SELECT sum(requests), sum(valid), sum(errors), count(*) FROM (${slices})`,
)
console.log(sums.getRows()[0].join(' '))
