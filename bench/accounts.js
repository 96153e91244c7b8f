/**
 * From the log of a gateway with many accounts to an answer for each: `npm run bench:accounts [ACCOUNTS [ROUNDS]]`. Each
 * account has four requests in two months. DuckDB counts the same log by account, month and slice, and prints the sums;
 * the run fails when they disagree.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureMemory, printRatios, timeInTurn } from './rounds.js'
import { createRandom } from './usage-log.js'

const accounts = Number(process.argv[2] ?? 100_000)
const rounds = Number(process.argv[3] ?? 3)
const here = import.meta.dirname
const sla = [process.execPath, join(here, '..', 'bin', 'kling-cost.js'), 'sla', '--quiet']

const folder = mkdtempSync(join(tmpdir(), 'bench-accounts-'))
try {
  const log = join(folder, 'requests.csv')
  const rows = 4 * accounts
  writeLog(log, rows)
  const csv = [...sla, '--format', 'csv', log]
  const results = timeInTurn(
    [
      { name: 'DuckDB', argv: [process.execPath, join(here, 'peers', 'accounts-duckdb.js'), log] },
      { name: 'kling-cost sla, CSV', argv: csv },
      { name: 'kling-cost sla, table', argv: [...sla, log] },
      { name: 'kling-cost sla, JSON', argv: ['sh', '-c', '"$@" >/dev/null', 'sh', ...sla, '--json', log] },
    ],
    rounds,
  )
  const [duckdb, own] = [results[0].output.trim(), sumsOf(results[1].output)]
  if (duckdb !== own) throw new Error(`DuckDB says ${duckdb}, kling-cost ${own}`)
  printRatios(`${rows} rows of ${accounts} accounts in two months, median of ${rounds}`, results)
  for (const format of ['table', 'json']) {
    const command = [process.execPath, ...sla.slice(1), '--format', format, log]
    console.log(`peak memory, ${format}: ${measureMemory(command)} MB`)
  }
} finally {
  rmSync(folder, { recursive: true })
}

/** Writes requests of September and October 2026, in order of time. */
function writeLog(path, rows) {
  const random = createRandom(1)
  const file = openSync(path, 'w')
  const [from, to] = [Date.UTC(2026, 8, 1), Date.UTC(2026, 10, 1)]
  let text = 'timestamp,account,path,status\n'
  for (let i = 0; i < rows; i++) {
    const time = new Date(from + Math.floor((i * (to - from)) / rows)).toISOString()
    const account = String(Math.floor(random() * accounts)).padStart(7, '0')
    text += `${time},account-${account},/v1/videos/text2video,${random() < 0.97 ? 200 : 503}\n`
    if (text.length > 1 << 20) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
}

/** Requests, errors and slices with requests of all accounts and months, and how many of these have any. */
function sumsOf(csv) {
  const [head, ...rows] = csv
    .trim()
    .split('\n')
    .map(line => line.split(','))
  const sum = name => rows.reduce((all, row) => all + Number(row[head.indexOf(name)]), 0)
  const busy = rows.filter(row => row[head.indexOf('requests')] !== '0').length
  return [sum('requests'), sum('errors'), sum('slices_with_requests'), busy].join(' ')
}
