/**
 * DuckDB counts the tasks of a log by what a price depends on, with all its threads and its sniffer off; it prices nothing.
 * `groups`: it merely groups rows, all of them text. `tasks`: as a quote must, each task counts once, its last row, and
 * times are times: by day.
 */
import { DuckDBInstance } from '@duckdb/node-api'

const [, , path, what = 'groups'] = process.argv
const names = 'timestamp,task_id,capability,model,mode,resolution,duration,audio,status,account'.split(',')
const isByTask = what === 'tasks'
const typeOf = name => (isByTask && name === 'timestamp' ? 'TIMESTAMP' : 'VARCHAR')
const columns = names.map(name => `'${name}': '${typeOf(name)}'`).join(', ')
const rows = `read_csv('${path.replaceAll("'", "''")}', header = true, auto_detect = false, delim = ',',
  quote = '"', escape = '"', columns = {${columns}})`
const keys = names.slice(2, 9)
const counts = isByTask
  ? `SELECT count(*) AS n FROM (
      SELECT max_by({${keys.map(key => `${key}: ${key}`).join(', ')}}, timestamp) AS job, max(timestamp)::DATE AS day
      FROM ${rows} GROUP BY task_id) GROUP BY job, day`
  : `SELECT count(*) AS n FROM ${rows} GROUP BY ${keys.join(', ')}`
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const sums = await connection.runAndReadAll(`SELECT sum(n) FROM (${counts})`)
console.log(String(sums.getRows()[0][0]))
