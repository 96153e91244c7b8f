/**
 * From a ledger and a usage log to an outlook: `npm run bench:expiry [ROWS]`. 200 packages, and logs of ROWS rows
 * and of half and a quarter of them: twice the rows must not take more than about twice the time.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { printRatios, timeInTurn } from './rounds.js'
import { writeUsageLog } from './usage-log.js'

const rows = Number(process.argv[2] ?? 1_000_000)
const PACKAGES = 200
const DAY = 86_400_000

const here = import.meta.dirname
const data = join(here, 'data')
const program = join(here, '..', 'bin', 'kling-cost.js')
mkdirSync(data, { recursive: true })

const argvOf = (ledger, log) => [
  process.execPath,
  program,
  'expiry',
  ledger,
  '--usage',
  log,
  '--as-of',
  '2026-11-01',
  '--json',
  '--quiet',
]

/** A package every few hours of October for each pool, so that time falls into hundreds of phases. */
function writeLedger(path, units) {
  const lines = Array.from({ length: PACKAGES }, (_, i) => {
    const from = Date.UTC(2026, 8, 20) + Math.floor((i * 40 * DAY) / PACKAGES)
    const to = from + (5 + (i % 25)) * DAY
    const pool = i % 4 === 3 ? 'image' : 'video'
    const times = [from, to].map(time => new Date(time).toISOString()).join(',')
    return `p${i},${pool},${units},${Math.round(units * 0.12)},${times},5`
  })
  writeFileSync(path, `id,pool,units,price,effective_at,expires_at,concurrency\n${lines.join('\n')}\n`)
}

const sizes = [rows / 4, rows / 2, rows].map(Math.floor)
const expiry = sizes.map(size => {
  const log = join(data, `usage-${size}.csv`)
  if (!existsSync(log)) writeUsageLog(log, size)
  const ledger = join(data, `ledger-${size}.csv`)
  // About as many units as are used, so that packages are used up and expire alike.
  writeLedger(ledger, Math.ceil((size * 6) / PACKAGES))
  return { name: `${size} rows`, argv: argvOf(ledger, log), log }
})
const commands = [
  ...expiry,
  {
    name: `quote --summary, ${rows} rows`,
    argv: [process.execPath, program, 'quote', '--from', expiry.at(-1).log, '--summary', '--json', '--quiet'],
  },
]
const results = timeInTurn(commands, 3)
for (const { name, output } of results.slice(0, sizes.length)) {
  const { packages, unfunded, pools } = JSON.parse(output)
  const count = status => packages.filter(lot => lot.status === status).length
  const drawn = packages.filter(lot => lot.drawn !== '0').length
  console.log(
    `${name}: ${packages.length} packages, ${drawn} drawn from, ${count('expired')} expired, ${count('active')} active, ${unfunded.length} uses unfunded, ${Object.keys(pools).length} pools`,
  )
}
printRatios(`${PACKAGES} packages, from ledger and log to outlook, median of 3`, results)

/** Ten packages and a hundred uses for each of so many accounts. */
function writeAccounts(accounts) {
  const [ledger, log] = ['ledger', 'usage'].map(name => join(data, `${name}-of-${accounts}-accounts.csv`))
  const isoOf = millis => new Date(millis).toISOString()
  const begin = Date.UTC(2026, 8, 1)
  const lots = Array.from({ length: 10 * accounts }, (_, i) => {
    const from = begin + (i % 60) * DAY
    return `p${i},account-${i % accounts},video,1000,140,${isoOf(from)},${isoOf(from + 30 * DAY)}`
  })
  writeFileSync(ledger, `id,account,pool,units,price,effective_at,expires_at\n${lots.join('\n')}\n`)
  const uses = Array.from({ length: 100 * accounts }, (_, i) => {
    const at = begin + Math.floor((i * 60 * DAY) / (100 * accounts))
    return `${isoOf(at)},account-${(i * 7) % accounts},video,${1 + (i % 40)}`
  })
  writeFileSync(log, `timestamp,account,pool,units\n${uses.join('\n')}\n`)
  return { ledger, log }
}

const ofAccounts = [500, 5000].map(accounts => {
  const { ledger, log } = writeAccounts(accounts)
  return {
    name: `${accounts} accounts`,
    argv: argvOf(ledger, log),
  }
})
printRatios('accounts with ten packages and a hundred uses each, median of 3', timeInTurn(ofAccounts, 3))
