/** DuckDB merely groups the tasks of a log by what a price depends on, its sniffer off; it prices nothing. */
import { DuckDBInstance } from '@duckdb/node-api'

const names = 'timestamp,task_id,capability,model,mode,resolution,duration,audio,status,account'.split(',')
const columns = names.map(name => `'${name}': 'VARCHAR'`).join(', ')
const rows = `read_csv('${process.argv[2].replaceAll("'", "''")}', header = true, auto_detect = false, delim = ',',
  quote = '"', escape = '"', columns = {${columns}})`
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const sums = await connection.runAndReadAll(
  `SELECT sum(n) FROM (SELECT count(*) AS n FROM ${rows} GROUP BY ${names.slice(2, 9).join(', ')})`,
)
console.log(sums.getRows()[0][0])
