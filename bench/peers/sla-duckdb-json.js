/**
 * DuckDB with typed columns, its sniffer off: counts per five minutes, and their sums. FILE, the columns as DuckDB
 * writes them, and what gives the time and the status of a line.
 */
import { DuckDBInstance } from '@duckdb/node-api'

const [file, columns, time, status] = process.argv.slice(2)
const rows = `read_json('${file.replaceAll("'", "''")}', format = 'newline_delimited', auto_detect = false,
  columns = ${columns})`
const slices = `SELECT epoch_ms(${time}) // 300000 AS slice, count(*) AS requests, count(${status}) AS valid,
  count(*) FILTER (${status} >= 500) AS errors FROM ${rows} GROUP BY slice`
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const sums = await connection.runAndReadAll(
  `SELECT sum(requests), sum(valid), sum(errors), count(*) FROM (${slices})`,
)
console.log(sums.getRows()[0].join(' '))
