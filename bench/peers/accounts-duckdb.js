/** DuckDB with typed columns, its sniffer off: counts per account, month and five minutes, and their sums. */
import { DuckDBInstance } from '@duckdb/node-api'

const file = process.argv[2].replaceAll("'", "''")
const rows = `read_csv('${file}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
  columns = {'timestamp': 'TIMESTAMP', 'account': 'VARCHAR', 'path': 'VARCHAR', 'status': 'USMALLINT'})`
const slices = `SELECT account, month("timestamp") AS month, epoch_ms("timestamp") // 300000 AS slice,
  count(*) AS requests, count(*) FILTER ("status" >= 500) AS errors FROM ${rows} GROUP BY account, month, slice`
const months = `SELECT account, month, sum(requests) AS requests, sum(errors) AS errors, count(*) AS busy
  FROM (${slices}) GROUP BY account, month ORDER BY account, month`
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const sums = await connection.runAndReadAll(
  `SELECT sum(requests), sum(errors), sum(busy), count(*) FROM (${months})`,
)
console.log(sums.getRows()[0].join(' '))
