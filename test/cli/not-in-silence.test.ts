/** What asks for something that is not there is told: gates over nothing, sheets without a workbook, far guesses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
const home = process.cwd()
beforeAll(() => process.chdir(folder))
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const run = (command: string) => runWith([...command.split(' '), '--as-of', '2026-11-21'])

test('a gate over a ledger without packages says that it has judged nothing', async () => {
  writeFileSync('empty.csv', 'id,package,purchased_at\n')
  const { status, out, err } = await run('expiry empty.csv --fail-within 14d --quiet')
  const told =
    '--fail-within 14 days has judged nothing, and so is not crossed: the ledger holds no package. Was it cut off, or does a filter leave nothing?'
  expect([status, out]).toEqual([0, `The ledger holds no package.\nThe gate ${told}\n`])
  expect(err).toBe('')
  const { notes } = JSON.parse((await run('expiry empty.csv --fail-within 14d --json')).out)
  expect(notes[0]).toBe(`warning: ${told}`)
})

test.each([
  ['expiry ledger.csv --sheet Ledger', 'Ledger'],
  ['quote --from jobs.csv --sheet 2', '2'],
  ['budget jobs.csv --sheet 2', '2'],
])('a sheet without a workbook is refused: %s', async (command, sheet) => {
  writeFileSync('ledger.csv', 'package,purchased_at\npackage-1,2026-11-01\n')
  writeFileSync(
    'jobs.csv',
    'timestamp,model,capability,resolution,duration\n2026-11-01T00:00:00Z,3.0,text-to-video,720p,5\n',
  )
  const { status, err } = await run(command)
  expect([status, err]).toEqual([
    2,
    `BAD_USAGE --sheet ${sheet} is of a workbook (.xlsx), and none of the files is one\n  leave it out, or give the workbook\n`,
  ])
})

test('a sheet in a file of settings is for other runs as well', async () => {
  writeFileSync('settings.yaml', 'common:\n  sheet: Ledger\n')
  writeFileSync('ledger.csv', 'package,purchased_at\npackage-1,2026-11-01\n')
  expect((await run('expiry ledger.csv --config settings.yaml')).status).toBe(0)
})

test('rows that were set aside stand behind the sums of --by', async () => {
  writeFileSync('jobs.csv', 'model,resolution,duration,account\n3.0,720p,5,a\n9.9,720p,5,b\n9.8,720p,5,b\n')
  const { status, out } = await run('quote --from jobs.csv --by account --bad-rows skip')
  expect(status).toBe(3)
  expect(out).toMatch(/\na +1 +\$0\.375 +100.%.*\n\(set aside\) +2\n/)
})

test.each([
  ['plan', "BAD_USAGE unknown command 'plan'\n  kling-cost --help shows what is allowed\n"],
  [
    'expire',
    "BAD_USAGE unknown command 'expire'\n(Did you mean expiry?)\n  kling-cost --help shows what is allowed\n",
  ],
])('a command is guessed where it is near: %s', async (command, told) => {
  expect((await runWith([command])).err).toBe(told)
})
