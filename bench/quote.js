/**
 * From a usage log to totals: `npm run bench:quote [ROWS]`. Each peer prices the same log by the same rows and
 * prints its total; the run fails when the exact ones disagree.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isInstalled, printRatios, timeInTurn } from './rounds.js'
import { writeUsageLog } from './usage-log.js'

const rows = Number(process.argv[2] ?? 1_000_000)
const here = import.meta.dirname
const program = join(here, '..', 'bin', 'kling-cost.js')
mkdirSync(join(here, 'data'), { recursive: true })
const log = join(here, 'data', `usage-${rows}.csv`)
if (!existsSync(log)) writeUsageLog(log, rows)

const quote = [process.execPath, program, 'quote', '--from', log, '--summary', '--json', '--quiet']
const history = [process.execPath, program, 'budget', log, '--as-of', '2026-11-01', '--json', '--quiet']
const peer = (name, ...how) => [process.execPath, join(here, 'peers', `${name}.js`), log, ...how]
const commands = [
  { name: 'kling-cost quote --summary', argv: quote },
  { name: 'kling-cost budget', argv: history },
  { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
  { name: 'DuckDB, groups alone', argv: peer('quote-duckdb', 'groups') },
  { name: 'DuckDB, each task once, by day', argv: peer('quote-duckdb', 'tasks') },
  { name: 'split lines, BigInt', argv: peer('split-bigint') },
  { name: 'csv-parse, decimal.js', argv: peer('csv-parse-decimal') },
  ...(isInstalled('mawk') || isInstalled('awk')
    ? [{ name: 'awk, floats', argv: ['awk', '-f', join(here, 'peers', 'floats.awk'), log] }]
    : []),
]
const results = timeInTurn(commands, 7)
const total = JSON.parse(results[0].output).totals.cost
for (const { name, output } of results.slice(3, 5))
  if (output.trim() !== String(rows)) throw new Error(`${name}: ${output} of ${rows}`)
for (const { name, output } of results.slice(5)) {
  const theirs = output.trim()
  if (theirs === total) continue
  if (!name.includes('floats')) throw new Error(`${name} says ${theirs}, kling-cost ${total}`)
  console.log(`${name}: ${theirs} where ${total} is right`)
}
printRatios(`${rows} rows to totals, median of 7`, results)

// Peak memory of a summary grows with the ids of tasks alone, which are held against each other: some 40 bytes each.
for (const size of [rows, 2 * rows]) {
  const file = join(here, 'data', `usage-${size}.csv`)
  if (!existsSync(file)) writeUsageLog(file, size)
  const measure = `process.on('exit', () => console.error(process.resourceUsage().maxRSS)); process.argv.splice(1, 1); process.argv[1] = ${JSON.stringify(program)}; require(process.argv[1])`
  const run = spawnSync(
    process.execPath,
    ['-e', measure, 'x', program, ...quote.slice(2, 4), file, ...quote.slice(5)],
    { encoding: 'utf8' },
  )
  console.log(
    `peak memory, ${size} rows: ${Math.round(Number(run.stderr.trim().split('\n').at(-1)) / 1024)} MB`,
  )
}
