import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { annotate } from '../../src/cli/github.js'
import { type Io, processIo } from '../../src/cli/io.js'
import { FIXTURES } from '../fixture.js'
import { runWith } from './fake-io.js'

const README = join(FIXTURES, 'expiry/readme')
const GATE = [
  'expiry',
  join(README, 'ledger.csv'),
  '--usage',
  join(README, 'usage.csv'),
  '--fail-within',
  '400d',
]
const folder = mkdtempSync(join(tmpdir(), 'summary-'))

test('a crossed gate is an annotation on GitHub, and nowhere else', async () => {
  const here = await runWith(GATE)
  expect(here.status).toBe(1)
  expect(here.err).not.toContain('::error')
  const there = await runWith(GATE, { env: { GITHUB_ACTIONS: 'true' } })
  expect(there.status).toBe(1)
  expect(there.err).toMatch(/^::error title=kling-cost gate crossed::\S.*$/m)
  expect(there.out).toBe(here.out)
})

test('what a message holds ends no workflow command', () => {
  let err = ''
  const io: Io = { ...processIo(), env: { GITHUB_ACTIONS: 'true' }, err: text => (err += text) }
  annotate(['100 %\n::set-output name=x::y'], io)
  expect(err.trimEnd().split('\n')).toHaveLength(1)
  expect(err).toContain('100 %25')
})

test('the answer is appended to the summary as Markdown', async () => {
  const summary = join(folder, 'summary.md')
  writeFileSync(summary, 'before\n')
  const markdown = await runWith([...GATE, '--format', 'markdown'])
  await runWith(GATE, { env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary } })
  expect(readFileSync(summary, 'utf8')).toBe(`before\n${markdown.out}`)
  const named = join(folder, 'named.md')
  await runWith([...GATE, '--json', '--summary-file', named])
  expect(readFileSync(named, 'utf8')).toBe(markdown.out)
})

test('a summary that would stand in an input is refused', async () => {
  const ledger = join(folder, 'ledger.csv')
  writeFileSync(ledger, readFileSync(join(README, 'ledger.csv')))
  const ran = await runWith(['expiry', ledger, '--summary-file', ledger])
  expect(ran.status).toBe(2)
  expect(ran.err).toContain('--summary-file')
})
