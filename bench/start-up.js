/** How long the smallest run of each command takes beside Node doing nothing: `npm run bench:start-up`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { printRatios, timeInTurn } from './rounds.js'

const program = join(import.meta.dirname, '..', 'bin', 'kling-cost.js')
const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))

/** Writes an input and returns where it is. */
const input = (name, text) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const quote = 'quote 3.0 --resolution 1080p --audio --duration 10 --count 500'.split(' ')
const jobs = input('jobs.csv', 'model,resolution,duration,audio\n3.0,1080p,10,on\n')
const ledger = input('ledger.csv', 'id,package,purchased_at\nfirst,package-1,2026-11-01\n')
const log = input('log.csv', 'timestamp,status\n2026-10-01T00:00:00Z,200\n2026-10-01T00:07:00Z,503\n')

try {
  printRatios(
    'start-up, median of 15',
    timeInTurn(
      [
        { name: 'node -e 0', argv: [process.execPath, '-e', '0'] },
        ...[
          ['quote, table', ...quote],
          ['quote, JSON', ...quote, '--json'],
          ['quote --from', 'quote', '--from', jobs],
          ['budget', 'budget', '--units-per-day', '400', '--horizon', '30d'],
          ['expiry', 'expiry', ledger],
          ['sla', 'sla', log],
          ['--help', '--help'],
        ].map(([name, ...args]) => ({
          name: `kling-cost ${name}`,
          argv: [process.execPath, program, ...args],
        })),
      ],
      15,
    ),
  )
} finally {
  rmSync(folder, { recursive: true })
}
