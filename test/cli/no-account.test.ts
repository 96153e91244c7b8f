/** What programs write where a row has no account is no account's name, in whatever file it stands. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, rows: readonly string[]): string => {
  writeFileSync(join(folder, name), `${rows.join('\n')}\n`)
  return join(folder, name)
}

async function answerTo(...args: string[]) {
  const { out, err } = await runWith([...args, '--as-of', '2026-11-21', '--json'])
  return { err, answer: JSON.parse(out) }
}

const NO_ACCOUNTS = [
  '',
  '-',
  "'-",
  'null',
  'None',
  'NaN',
  '<NA>',
  'n/a',
  'undefined',
  '\\N',
  '(null)',
  '<nil>',
  '#N/A',
  'NaT',
]

test('in a log of requests, and in the fees', async () => {
  const log = write('requests.csv', [
    'timestamp,status,account',
    ...NO_ACCOUNTS.map(word => `2026-10-01T00:00:00Z,503,${word}`),
    '2026-10-01T00:00:00Z,200,NA',
  ])
  const fees = write('fees.csv', ['account,period,fee', 'NaN,2026-10,100', 'NA,2026-10,7'])
  const { answer } = await answerTo('sla', log, '--fees', fees)
  expect(
    answer.periods.map((period: { account: string; requests: number; fee: string }) => [
      period.account,
      period.requests,
      period.fee,
    ]),
  ).toEqual([
    [null, NO_ACCOUNTS.length, '100'],
    ['NA', 1, '7'],
  ])
  const twice = write('twice.csv', ['account,period,fee', 'NaN,2026-10,100', ',2026-10,7'])
  expect((await runWith(['sla', log, '--fees', twice])).err).toContain('KEY_REPEATED')
})

test('in jobs', async () => {
  const jobs = write('jobs.csv', [
    'model,capability,resolution,duration,audio,account',
    ...NO_ACCOUNTS.map(word => `3.0,text-to-video,720p,5,no,${word}`),
  ])
  const { answer } = await answerTo('quote', '--from', jobs, '--by', 'account')
  expect(answer.groups.sums).toEqual([expect.objectContaining({ account: null, count: NO_ACCOUNTS.length })])
})

test('in a ledger and the use of its packages', async () => {
  const ledger = write('ledger.csv', ['id,package,purchased_at,account', 'p,package-2,2026-10-01,None'])
  const use = write('use.csv', [
    'timestamp,units,task_id,account',
    ...NO_ACCOUNTS.map((word, i) => `2026-11-01T00:00:00Z,2,task-${i},${word}`),
  ])
  const { answer } = await answerTo('expiry', ledger, '--usage', use)
  expect(answer.packages[0]).toMatchObject({ account: null, drawn: String(2 * NO_ACCOUNTS.length) })
  expect(answer.unfunded).toEqual([])
})
