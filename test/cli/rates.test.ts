import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, runWith, type World } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
const home = process.cwd()
beforeAll(() => process.chdir(folder))
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const rates = (args: string, world?: World): Promise<Ran> =>
  runWith(['rates', ...args.split(' ').filter(arg => arg !== '')], world)
const file = (name: string, text: string): string => {
  writeFileSync(name, text)
  return name
}
const CARD = `kind: rate-card
id: mine
title: A contract
vendor: me
currency: USD
billing: us-dollars
source: { document: own, title: A contract, retrieved: 2026-11-01, confidence: own }
models:
  kling-v3: { name: "3.0" }
rates:
  - capability: text-to-video
    model: kling-v3
    resolution: 720p
    duration: { min: 3, max: 15 }
    charge: { by: per-second, usd: 0.06 }
    section: a
`

describe('rates list', () => {
  test('shows every card, what each model can do, and the packages', async () => {
    const { status, out, err } = await rates('list')
    expect([status, err]).toEqual([0, ''])
    for (const text of [
      'kling-per-second',
      'kling-units-2026',
      'kling-units-2025',
      'V2.1 Master',
      'trial-1000',
      '$0.09799',
    ])
      expect(out).toContain(text)
  })
  test('counts the cards of --rates, and says the same in every format', async () => {
    const name = file('mine.yaml', CARD)
    const json = JSON.parse((await rates(`list --rates ${name} --json`)).out)
    expect(json.schema).toBe('kling-cost/rates-list/1')
    expect(json.cards.map((card: { id: string }) => card.id)).toEqual([
      'mine',
      'kling-per-second',
      'kling-units-2026',
      'kling-units-2025',
    ])
    expect(
      json.packages.map((offer: Record<string, unknown>) => [offer.id, offer.effective_unit_price]),
    ).toEqual([
      ['trial-100', '0.0979'],
      ['trial-1000', '0.09799'],
      ['package-1', '0.14'],
      ['package-2', '0.126'],
      ['package-3', '0.112'],
      ['custom', null],
    ])
    for (const format of ['csv', 'markdown', 'table'])
      expect((await rates(`list --rates ${name} --format ${format}`)).out).toContain('mine: A contract')
  })
})

describe('rates show', () => {
  test('has a line for each row, with the line of its file', async () => {
    const { out } = await rates('show kling-per-second')
    expect(out).toContain('3.0 · text-to-video · 1080p · audio')
    expect(out).toContain('0.15 a second')
    expect(out).toContain('0.556 for 5 s, 1.111 for 10 s')
    const json = JSON.parse((await rates('show kling-per-second --json')).out)
    expect([json.schema, json.rates.length]).toEqual(['kling-cost/rates-show/1', 13])
    const lines = readFileSync(join(home, json.card.file), 'utf8').split('\n')
    for (const rate of json.rates as { row: string; capabilities: string[] }[]) {
      const line = Number(rate.row.split(':')[1])
      expect(lines[line - 1]).toContain(`- capability: ${rate.capabilities[0]}`)
    }
  })
  test('of a card that is not there says what was meant', async () => {
    expect(await rates('show kling-per-secnd')).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining(
        'UNKNOWN_CARD no rate card is called "kling-per-secnd"; did you mean "kling-per-second"?',
      ),
    })
  })
})

describe('rates validate', () => {
  test('is 0 for files that are right, and says what they hold', async () => {
    const { status, out } = await rates(`validate ${file('mine.yaml', CARD)}`)
    expect([status, out]).toEqual([
      0,
      'mine.yaml: ok, rate card mine with 1 row and 0 assertions that hold\n',
    ])
  })
  test('is 2 for files that are not, and tells every problem of every file on standard output', async () => {
    file('bad.yaml', CARD.replace('usd: 0.06', 'usd: 1e3').replace('title:', 'tittle:'))
    file('mine.yaml', CARD)
    const { status, out, err } = await rates('validate bad.yaml mine.yaml none.yaml')
    expect([status, err]).toEqual([2, ''])
    expect(out).toMatch(/^bad\.yaml:\d+:\d+: /)
    for (const text of [
      'KEY_UNKNOWN unknown key "tittle" (did you mean "title"?)',
      'bad.yaml:15:',
      'mine.yaml: ok',
      'none.yaml: FILE_UNREADABLE',
    ])
      expect(out).toContain(text)
    const json = JSON.parse((await rates('validate bad.yaml mine.yaml --json')).out)
    expect(json.files.map((each: { valid: boolean }) => each.valid)).toEqual([false, true])
  })
  test('reads standard input for -', async () => {
    expect(await rates('validate -', { stdin: CARD })).toMatchObject({
      status: 0,
      out: expect.stringContaining('stdin: ok, rate card mine'),
    })
  })
  test('shows escapes of a file and does not send them', async () => {
    const { out } = await rates(`validate ${file('evil.yaml', CARD.replace('A contract', '"\\u001b[31m"'))}`)
    expect(out).toContain('\\u001b[31m')
    expect(out).not.toContain('\u001b')
  })
})

describe('rates diff', () => {
  test('groups jobs by what the change does to them', async () => {
    const name = file('mine.yaml', CARD)
    const { status, out } = await rates(`diff kling-per-second mine --rates ${name}`)
    expect(status).toBe(0)
    expect(out).toMatch(/Cheaper by mine: 2 jobs\n/)
    expect(out).toMatch(/3\.0 · text-to-video · 720p · 5 s +\$0\.375 +\$0\.30 +-20 %/)
    expect(out).toMatch(/Only by kling-per-second: \d+ jobs\n/)
    const json = JSON.parse((await rates(`diff kling-per-second mine --rates ${name} --json`)).out)
    expect([json.schema, json.before, json.after]).toEqual([
      'kling-cost/rates-diff/1',
      'kling-per-second',
      'mine',
    ])
    expect(
      json.jobs.find(
        (job: { change: string; duration: string }) => job.change === 'cheaper' && job.duration === '10',
      ),
    ).toMatchObject({
      model: 'kling-v3',
      before: { price_each: '0.75', units_each: null },
      after: { price_each: '0.6' },
    })
  })
  test('of a card with itself changes nothing', async () => {
    for (const card of ['kling-per-second', 'kling-units-2026', 'kling-units-2025']) {
      const json = JSON.parse((await rates(`diff ${card} ${card} --json`)).out)
      expect(json.jobs.length).toBeGreaterThan(10)
      expect(json.jobs.every((job: { change: string }) => job.change === 'same')).toBe(true)
    }
  })
  test('of per-second and units at list price is what the tables say', async () => {
    const { out } = await rates('diff kling-per-second kling-units-2026')
    // 004: 10 s of 3.0 at 1080p with audio are $1.50; rules §7: 12 units × $0.14.
    expect(out).toMatch(/3\.0 · text-to-video · 1080p · audio · 10 s +\$1\.50 +\$1\.68 +\+12 %/)
  })
})

test('what is not asked rightly is refused with the way to help', async () => {
  for (const args of [
    '',
    'shwo',
    'show',
    'validate',
    'diff kling-per-second',
    'list more',
    'list --card x',
  ]) {
    const { status, out, err } = await rates(args)
    expect([args, status, out]).toEqual([args, 2, ''])
    expect(err).not.toBe('')
  }
})
