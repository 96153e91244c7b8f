import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TABLES } from '../../src/requests/flags/commands.js'
import { flagsOf } from '../../src/requests/flags/flag.js'
import { FIXTURES } from '../fixture.js'
import { runWith } from './fake-io.js'

test('help --json has every option of every command', async () => {
  const { commands, schema } = JSON.parse((await runWith(['help', '--json'])).out)
  expect(schema).toBe('kling-cost/help/1')
  expect(
    commands.map(({ name, options }: { name: string; options: { name: string }[] }) => [
      name,
      options.map(each => each.name),
    ]),
  ).toEqual(TABLES.map(table => [table.name, Object.keys(flagsOf(table))]))
})

test('help --json has one command alone, and refuses what is none', async () => {
  expect(JSON.parse((await runWith(['help', 'sla', '--json'])).out).commands).toHaveLength(1)
  expect((await runWith(['help', 'slo', '--json'])).status).toBe(2)
})

test('the commands that SKILL.md teaches answer, and it stays short', async () => {
  const skill = readFileSync(join(import.meta.dirname, '../../SKILL.md'), 'utf8')
  expect(skill.split('\n').length).toBeLessThan(80)
  const taught = [...skill.matchAll(/`kling-cost ([a-z]+ .*--json)`/g)].map(([, words]) => words!)
  expect(taught.length).toBeGreaterThanOrEqual(5)
  const readme = join(FIXTURES, 'expiry/readme')
  for (const words of taught) {
    if (words.startsWith('help')) continue
    const argv = words
      .split(' ')
      .map(word =>
        word === 'requests.csv' ? '-' : /^(usage|ledger)\.csv$/.test(word) ? join(readme, word) : word,
      )
    const stdin = words.startsWith('sla') ? { stdin: 'timestamp,status\n2026-10-01T00:00:00Z,200\n' } : {}
    const { status, err, out } = await runWith(argv, stdin)
    expect(status, `${words}: ${err}`).toBe(0)
    expect(JSON.parse(out).schema).toContain(argv[0]!)
  }
})
