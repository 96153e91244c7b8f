/**
 * From a usage log to totals: `npm run bench:quote [ROWS]`. Each peer prices the same log by the same rows and
 * prints its total; the run fails when the exact ones disagree.
 */

import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isInstalled, measureMemory, printRatios, timeInTurn } from './rounds.js'
import { writeUsageLog, writeWithQuotes } from './usage-log.js'

const rows = Number(process.argv[2] ?? 1_000_000)
const here = import.meta.dirname
const program = join(here, '..', 'bin', 'kling-cost.js')
mkdirSync(join(here, 'data'), { recursive: true })
const log = join(here, 'data', `usage-${rows}.csv`)
if (!existsSync(log)) writeUsageLog(log, rows)
const quotedLog = join(here, 'data', `usage-${rows}-quoted.csv`)
if (!existsSync(quotedLog)) writeWithQuotes(log, quotedLog)

const quoteOf = file => [process.execPath, program, 'quote', '--from', file, '--summary', '--json', '--quiet']
const quote = quoteOf(log)
const history = [process.execPath, program, 'budget', log, '--as-of', '2026-11-01', '--json', '--quiet']
const peer = (name, ...how) => [process.execPath, join(here, 'peers', `${name}.js`), log, ...how]
const commands = [
  { name: 'kling-cost quote --summary', argv: quote },
  { name: 'kling-cost budget', argv: history },
  { name: 'kling-cost quote, each field in quotes', argv: quoteOf(quotedLog) },
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
const [total, quotedTotal] = [results[0], results[2]].map(({ output }) => JSON.parse(output).totals.cost)
if (quotedTotal !== total) throw new Error(`in quotes ${quotedTotal}, without ${total}`)
for (const { name, output } of results.slice(4, 6))
  if (output.trim() !== String(rows)) throw new Error(`${name}: ${output} of ${rows}`)
for (const { name, output } of results.slice(6)) {
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
  console.log(`peak memory, ${size} rows: ${measureMemory(quoteOf(file))} MB`)
}
