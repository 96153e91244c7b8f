/** What one command writes is what another one reads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-own-'))
const home = process.cwd()
process.chdir(folder)
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const run = async (command: string) => (await runWith(command.split(' '))).out
const ask = async (command: string) => JSON.parse(await run(`${command} --json`))

test('a plan is a ledger once it is bought: what it will have used by its end is not used yet', async () => {
  writeFileSync('plan.csv', await run('budget --units-per-day 400 --as-of 2026-11-20 -f csv'))
  const { packages, notes, ignored_columns } = await ask('expiry plan.csv --as-of 2026-12-01')
  expect(packages.map(({ units, remaining }: Record<string, string>) => [units, remaining])).toEqual([
    ['1000', '1000'],
    ['100', '100'],
    ['45000', '45000'],
  ])
  expect(ignored_columns).toEqual(['date', 'used', 'forfeited', 'left'])
  expect(notes).toContain(
    'plan.csv: used, forfeited and left are what a plan expects by its end, and nothing is read from them: how much is left now --usage tells',
  )
  const said = await ask('expiry plan.csv --as-of 2026-12-01 --columns remaining=left')
  expect(said.packages[2].remaining).toBe('10100')
  writeFileSync(
    'held.csv',
    'package,units,price,purchased_at,used,forfeited,left\npackage-2,45000,5670,2026-10-01,40000,0,5000\n',
  )
  expect((await ask('expiry held.csv --as-of 2026-12-01')).packages[0].remaining).toBe('5000')
})

test('a plan that was bought needs nothing more, at whatever time of day it was made', async () => {
  const asked = 'budget --units-per-day 30 --horizon 240d --afterwards stop --as-of 2026-11-21T09:00:00Z'
  writeFileSync('bought.csv', await run(`${asked} -f csv`))
  const { plan } = await ask(`${asked} --packages bought.csv`)
  expect(plan.purchases).toEqual([])
  const { packages } = await ask('expiry bought.csv --as-of 2026-11-21T09:00:00Z')
  expect(packages[0].purchased_at).toBe('2026-11-21T09:00:00Z')
})

test('which package pays first is a ruling where two overlap, and none where one begins as the other ends', async () => {
  const rulings = async (days: number): Promise<string[]> => {
    writeFileSync(
      'two.csv',
      `id,pool,units,price,purchased_at,validity_days\na,video,6,0.84,2026-11-01T00:00:00Z,${days}\nb,video,10,1.4,2026-12-01T00:00:00Z,30\n`,
    )
    return (await ask('expiry two.csv --as-of 2026-11-20')).rulings
  }
  expect(await rulings(30)).not.toContain('R30')
  expect(await rulings(31)).toContain('R30')
})

test('a trace is use: what several packages paid for a task, and what none did', async () => {
  writeFileSync(
    'lots.csv',
    'id,pool,units,price,purchased_at,validity_days\na,video,6,0.84,2026-11-01,30\nb,video,10,1.4,2026-11-02,30\n',
  )
  writeFileSync(
    'use.csv',
    'timestamp,task_id,units\n2026-11-03T00:00:00Z,t1,11\n2026-11-04T00:00:00Z,t2,10\n2026-11-05T00:00:00Z,t3,2\n',
  )
  const expiry = (use: string) => ask(`expiry lots.csv --usage ${use} --as-of 2026-11-20`)
  const { totals, unfunded } = await ask(
    'expiry lots.csv --usage use.csv --as-of 2026-11-20 --trace trace.csv',
  )
  expect(unfunded.map(({ units }: { units: string }) => units)).toEqual(['5', '2'])
  const again = await expiry('trace.csv')
  expect([again.totals, again.repeated_tasks]).toEqual([totals, 0])
  expect(again.unfunded.map(({ units }: { units: string }) => units)).toEqual(['5', '2'])
})
