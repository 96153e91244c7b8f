/** Every command on a terminal of 60 columns, with names in Chinese: nothing is wider than the screen. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { widthOf } from '../../src/report/width.js'
import { runWith } from './fake-io.js'

const COLUMNS = 60
let folder: string
const home = process.cwd()
const FILES = {
  '账单.csv':
    'id,package,purchased_at,account\n十一月的套餐,package-1,2026-11-01,影视工作室\n试用,trial-100,2026-10-01,影视工作室\n',
  'usage.csv': `timestamp,model,capability,mode,duration,account\n${Array.from({ length: 20 }, (_, i) => `2026-11-${String(i + 1).padStart(2, '0')}T10:00:00Z,V1.6,text-to-video,pro,${i % 2 === 0 ? 5 : 10},影视工作室\n`).join('')}`,
  'requests.csv': `timestamp,status,account\n${['影视工作室', '东方广告传媒'].flatMap(name => [`2026-10-01T00:00:00Z,503,${name}\n`, `2026-10-09T00:00:00Z,200,${name}\n`]).join('')}`,
  'jobs.csv':
    'model,capability,mode,resolution,duration,count\n3.0,text-to-video,,1080p,10,500\nV1.6,text-to-video,pro,,5,12\n',
  'one.csv': 'timestamp,status\n2026-10-01T00:00:00Z,503\n2026-10-02T00:00:00Z,-\n',
  'kling-cost.yaml': 'sla: { account-column: 客户名称, calendar: weekdays }\nexpiry: { ledger: 账单.csv }\n',
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kling-cost-narrow-'))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
  process.chdir(folder)
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

const COMMANDS = [
  ['expiry', '账单.csv', '--usage', 'usage.csv', '--task-time', '300s'],
  ['expiry', '账单.csv'],
  ['sla', 'one.csv', '--fee', '1200', '--no-config'],
  ['sla', 'requests.csv', '--no-config'],
  ['sla', 'requests.csv', '--policy', 'kong-konnect', '--no-config'],
  ['budget', 'usage.csv', '--packages', '账单.csv', '--explain'],
  ['budget', '--units-per-day', '400', '--horizon', '180d', '--explain'],
  ['quote', '--from', 'usage.csv', '--summary'],
  ['quote', '--from', 'jobs.csv', '--compare'],
  ['quote', '3.0', '--resolution', '1080p', '--audio', '--duration', '10', '--compare', '--explain'],
  ['rates', 'list'],
  ['rates', 'show', 'kling-per-second'],
  ['config', 'show'],
  ['help'],
  ['help', 'files'],
  ['sla', '--help'],
] as const

describe('on 60 columns', () => {
  test.each(COMMANDS.map(argv => [argv.join(' '), argv] as const))('%s', async (_, argv) => {
    const world = { columns: COLUMNS, outIsTerminal: true, env: { NO_COLOR: '1' }, cwd: folder }
    const { out, err, status } = await runWith(argv, world)
    expect(status, err).not.toBe(2)
    const wide = `${out}${err}`.split('\n').filter(line => widthOf(line) > COLUMNS)
    // A word that is longer than the line stands whole, to be copied; examples are there to be typed.
    const isWord = (line: string): boolean =>
      line.trim().split(' ').length === 1 || /^ {2}.*kling-cost /.test(line)
    expect(wide.filter(line => !isWord(line))).toEqual([])
  })
})

test('no colour by NO_COLOR, nor where TERM is dumb', async () => {
  const world = { outIsTerminal: true, columns: 80 }
  const sequence = '\u001b['
  expect((await runWith(['rates', 'list'], world)).out).toContain(sequence)
  expect((await runWith(['rates', 'list'], { ...world, env: { NO_COLOR: '1' } })).out).not.toContain(sequence)
  expect((await runWith(['rates', 'list'], { ...world, env: { TERM: 'dumb' } })).out).not.toContain(sequence)
})
