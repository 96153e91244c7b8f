/**
 * What a plan takes: `npm run bench:budget [ROWS]`. A quarter and a year at a steady rate, beside an empty program and
 * a general solver of the same question; and a forecast from a log of ROWS rows, beside pricing the same log.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { printRatios, timeInTurn } from './rounds.js'
import { writeUsageLog } from './usage-log.js'

const rows = Number(process.argv[2] ?? 1_000_000)
const here = import.meta.dirname
const data = join(here, 'data')
const node = process.execPath
const program = join(here, '..', 'bin', 'kling-cost.js')
const at = ['--as-of', '2026-11-01', '--json', '--quiet']
const RATE = 400
const QUARTER = 60

mkdirSync(data, { recursive: true })
const log = join(data, `usage-${rows}.csv`)
if (!existsSync(log)) writeUsageLog(log, rows)

const plans = timeInTurn(
  [
    { name: 'node -e 0', argv: [node, '-e', '0'] },
    {
      name: `${QUARTER} days, ${RATE} a day`,
      argv: [node, program, 'budget', '--units-per-day', `${RATE}`, '--horizon', `${QUARTER}d`, ...at],
    },
    {
      name: '365 days, 2,000 a day',
      argv: [node, program, 'budget', '--units-per-day', '2000', '--horizon', '365d', ...at],
    },
    {
      name: `${QUARTER} days, ${RATE} a day, by highs`,
      argv: [node, join(here, 'peers', 'highs-plan.js'), `${RATE}`, `${QUARTER}`],
    },
  ],
  3,
)
const [, ours, year, peer] = plans.map(({ output }) => (output === '' ? null : JSON.parse(output)))
if (Number(ours.plan.cost) !== Number(peer.cost))
  throw new Error(`${ours.plan.cost} is not ${peer.cost} (${peer.status})`)
if (!ours.plan.proven_optimal || !year.plan.proven_optimal) throw new Error('a plan is not proven')
printRatios('plans, median of 3', plans)

const forecasts = timeInTurn(
  [
    {
      name: `quote --summary, ${rows} rows`,
      argv: [node, program, 'quote', '--from', log, '--summary', '--json', '--quiet'],
    },
    { name: `budget, ${rows} rows`, argv: [node, program, 'budget', log, ...at] },
  ],
  3,
)
printRatios('from log to plan, median of 3', forecasts)
