/**
 * What a plan takes: `npm run bench:budget [ROWS]`. A year and five at a steady rate, and two months of each of five
 * shapes of use beside a general solver of the same question; and a forecast from a log of ROWS rows, beside pricing
 * the same log.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KNOWN_DAYS, liveJobs, UNITS_PER_JOB } from './lives.js'
import { printRatios, timeInTurn } from './rounds.js'
import { writeUsageLog } from './usage-log.js'

const rows = Number(process.argv[2] ?? 1_000_000)
const here = import.meta.dirname
const data = join(here, 'data')
const node = process.execPath
const program = join(here, '..', 'bin', 'kling-cost.js')
const at = ['--as-of', '2026-11-01', '--json', '--quiet']
const DAYS = 60
/** What a life used on its first days; of that which ends, on its last. */
const SHAPES = {
  'steady 400': 0,
  'weekly 700': 0,
  'growing from 500': 0,
  'bursts around 900': 0,
  'ending after 250 days': 200,
}

mkdirSync(data, { recursive: true })
const log = join(data, `usage-${rows}.csv`)
if (!existsSync(log)) writeUsageLog(log, rows)

const steady = days => [node, program, 'budget', '--units-per-day', '2000', '--horizon', `${days}d`, ...at]
const plans = timeInTurn(
  [
    { name: 'node -e 0', argv: [node, '-e', '0'] },
    { name: '365 days, 2,000 a day', argv: steady(365) },
    { name: '1,826 days, 2,000 a day', argv: steady(1826) },
  ],
  3,
)
for (const { name, output } of plans.slice(1))
  if (!JSON.parse(output).plan.proven_optimal) throw new Error(`${name}: not proven`)
printRatios('plans, median of 3', plans)

for (const [shape, first] of Object.entries(SHAPES)) {
  const uses = liveJobs(shape, 1).slice(KNOWN_DAYS + first, KNOWN_DAYS + first + DAYS)
  const dateOf = day => new Date(Date.UTC(2026, 10, 1 + day)).toISOString().slice(0, 10)
  const demand = join(data, 'demand.csv')
  const lines = uses.map((count, day) => `${dateOf(day)},video,${count * UNITS_PER_JOB}`)
  writeFileSync(demand, `date,pool,units\n${lines.join('\n')}\n`)
  const trials = ['--trials-used', 'trial-100,trial-1000']
  const found = timeInTurn(
    [
      {
        name: 'kling-cost',
        argv: [node, program, 'budget', '--demand', demand, '--horizon', `${DAYS}d`, ...trials, ...at],
      },
      { name: 'highs', argv: [node, join(here, 'peers', 'highs-plan.js'), demand] },
    ],
    1,
  )
  const [ours, peer] = found.map(({ output }) => JSON.parse(output))
  if (!ours.plan.proven_optimal) throw new Error(`${shape}: not proven`)
  const isSame = Math.abs(Number(ours.plan.cost) - Number(peer.cost)) < 0.01
  if (!isSame && (peer.status === 'Optimal' || Number(ours.plan.cost) > Number(peer.cost)))
    throw new Error(`${shape}: ${ours.plan.cost} is not ${peer.cost} (${peer.status})`)
  printRatios(`${DAYS} days, ${shape}: $${ours.plan.cost}; highs $${peer.cost} (${peer.status})`, found)
}

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
