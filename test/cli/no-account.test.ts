/** What programs write where a row has no account is no account's name, in whatever file it stands. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
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
  '[NULL]',
  '<null>',
  '∅',
  '(Blank)',
  '#NV',
  '#NULL!',
  '#REF!',
  '--',
  '—',
  'n.a.',
  '无',
  '暂无',
]
const NO_IDS = [
  ...NO_ACCOUNTS,
  ...['0', '-1', '?', 'unknown', '(none)', 'not set', 'anonymous', '{}'],
  ...['00000000-0000-0000-0000-000000000000', '$request_id', '$http_x_request_id', '%REQ(X-REQUEST-ID)%'],
]

test('as ids, and in excluded', async () => {
  const rows = (at: (i: number) => string) =>
    NO_IDS.flatMap(word => [0, 1].map(i => `2026-10-01T00:00:00Z,${at(i)}${word}`))
  const log = write('ids.csv', ['timestamp,status,request_id', ...rows(i => `${i === 0 ? 503 : 200},`)])
  const { answer } = await answerTo('sla', log)
  expect(answer.periods[0]).toMatchObject({ requests: 2 * NO_IDS.length, errors: NO_IDS.length })
  const jobs = write('ids-jobs.csv', [
    'timestamp,model,capability,resolution,duration,audio,task_id',
    ...rows(() => '3.0,text-to-video,720p,5,no,'),
  ])
  expect((await answerTo('quote', '--from', jobs)).answer.totals.count).toBe(2 * NO_IDS.length)
  const set = write('set.csv', [
    'timestamp,status,excluded',
    ...[...NO_ACCOUNTS, 'FALSCH', 'faux', '否', '[]'].map(word => `2026-10-01T00:00:00Z,503,${word}`),
  ])
  expect((await answerTo('sla', set)).answer.periods[0]).toMatchObject({ excluded: 0 })
})

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

describe('a whole number beside one that is missing, as tables of numbers write it', () => {
  const ledger = write('whole-ledger.csv', [
    'id,package,purchased_at,account',
    '101,package-1,2026-09-20,123',
  ])
  write('whole-own.csv', ['id,package,purchased_at', '101,package-1,2026-09-20'])
  test('is the account that it is', async () => {
    const use = write('whole-use.csv', ['timestamp,units,account', '2026-10-03,2,123.0', '2026-10-03,2,'])
    const { answer } = await answerTo('expiry', ledger, '--usage', use)
    expect(answer.unfunded).toEqual([])
    const log = write('whole-log.csv', ['timestamp,status,account', '2026-10-03T00:00:05Z,503,123.0'])
    const other = write('whole-other.csv', ['timestamp,status,account', '2026-10-03T00:00:05Z,200,123'])
    const { answer: sla } = await answerTo('sla', log, other)
    expect(sla.periods).toMatchObject([{ account: '123', requests: 2, errors: 1 }])
  })
  test.each([
    ['priced', 'timestamp,task_id,model,mode,duration,capability', ',kling-v1-6,std,5,t2v'],
    ['deducted', 'timestamp,task_id,units', ',2'],
    ['deducted from a package', 'timestamp,task_id,units,package_id', ',2,101'],
  ])('is the task that it is: %s', async (_, header, rest) => {
    const own = write('whole-1.csv', [header, `2026-10-03,1001${rest}`, `2026-10-03,1002${rest}`])
    const others = write('whole-2.csv', [
      header,
      `2026-10-03,1002.0${rest.replace(/101$/, '101.0')}`,
      `2026-10-03,${rest}`,
    ])
    const { answer } = await answerTo(
      'expiry',
      ledger.replace('whole-ledger', 'whole-own'),
      '--usage',
      own,
      '--usage',
      others,
    )
    expect(answer.repeated_tasks).toBe(1)
    expect(answer.packages[0].remaining).toBe('29994')
  })
  test('is the request that it is', async () => {
    const [header, time] = ['timestamp,status,request_id', '2026-10-03T00:00:05Z,503']
    const own = write('whole-3.csv', [header, `${time},1001`, `${time},1.0.0`])
    const others = write('whole-4.csv', [header, `${time},1001.0`, `${time},`, `${time},1.0`])
    const { answer } = await answerTo('sla', own, others)
    expect(answer).toMatchObject({ repeated_requests: 1, periods: [{ requests: 4 }] })
  })
})

test('packages may be numbered from 0, as the rows of a data frame are', async () => {
  const ledger = write('numbered.csv', [
    'id,package,purchased_at',
    '0,package-1,2026-10-01',
    '1,package-1,2026-10-02',
  ])
  const use = write('numbered-use.csv', ['timestamp,units,package_id', '2026-10-05,5,0', '2026-10-06,5,1'])
  const { answer } = await answerTo('expiry', ledger, '--usage', use)
  expect(answer.reconciliation).toMatchObject({ deductions: 2, without_package: { count: 0 } })
})

describe('failures without an account beside requests with one', () => {
  const rowsOf = (statuses: Readonly<Record<string, readonly (number | '')[]>>) =>
    Object.entries(statuses).flatMap(([account, each]) =>
      each.map((status, i) => `2026-10-01T0${i}:00:00Z,${status},${account}`),
    )
  const warningOf = async (statuses: Readonly<Record<string, readonly (number | '')[]>>) => {
    const log = write('failures.csv', ['timestamp,status,account', ...rowsOf(statuses)])
    const { answer } = await answerTo('sla', log)
    return answer.notes.filter((note: string) => note.includes('without an account'))
  }

  test('may be theirs, which is told', async () => {
    expect(await warningOf({ a: [200, 200], '': [503, ''] })).toEqual([
      expect.stringMatching(/^warning: 2 requests without an account, none of which succeeded: /),
    ])
  })
  test.each([
    ['one of them succeeded', { a: [200, 200], '': [503, 200] }],
    ['none failed', { a: [200, 503], '': [200] }],
    ['nobody is named', { '': [503, 503] }],
  ] as const)('is not told where %s', async (_why, statuses) => {
    expect(await warningOf(statuses)).toEqual([])
  })
})

test('nothing in the column of faults says nothing of a fault, in whatever word', async () => {
  const rows = ['-', 'NULL', 'nan', 'None', 'N/A', '\\N', ''].map(word => `2026-10-01T00:00:00Z,,${word}`)
  const log = write('faults.csv', ['timestamp,status,fault', ...rows])
  const { answer } = await answerTo('sla', log)
  expect(answer.periods[0]).toMatchObject({ requests: 7, unreached: 7 })
})

describe('a column that looks like an account', () => {
  test.each(['account_id', 'Account ID', 'customer', 'acct'])(
    '"%s" of a log is asked about on the screen',
    async heading => {
      const file = join(folder, 'unread-account.csv')
      writeFileSync(
        file,
        `timestamp,status,${heading},x\n2026-10-01T00:00:00Z,503,A,1\n2026-10-01T00:00:01Z,200,B,2\n`,
      )
      const ask = (...args: readonly string[]) => runWith(['sla', file, '--as-of', '2026-11-21', ...args])
      const told = `all requests count as those of one account; if ${heading} names accounts: --columns`
      expect((await ask()).out.replaceAll(/\s+/g, ' ')).toContain(told)
      expect(JSON.parse((await ask('--json')).out).notes.join()).toContain(told)
      const { out } = await ask('--columns', `account=${heading}`, '--json')
      expect(JSON.parse(out).periods.map(({ account }: { account: string }) => account)).toEqual(['A', 'B'])
      expect(out).not.toContain('count as those of one account')
      expect((await ask('--ignore-columns', heading)).out).not.toContain('count as those of one account')
    },
  )
  test.each(['account_id', 'Account ID', 'accountId', '账号'])(
    '"%s" of jobs and ledgers is one',
    async heading => {
      const [ledger, use] = ['unread-ledger.csv', 'unread-use.csv'].map(name => join(folder, name))
      writeFileSync(
        ledger!,
        `id,package,purchased_at,${heading}\na,package-5000,2026-09-01,A\nb,package-5000,2026-09-01,B\n`,
      )
      writeFileSync(use!, `timestamp,task_id,units,${heading}\n2026-10-01,1,6000,A\n2026-10-02,2,100,B\n`)
      const { out } = await runWith(['expiry', ledger!, '--usage', use!, '--as-of', '2026-11-21', '--json'])
      const { packages, totals } = JSON.parse(out)
      expect(packages.map(({ remaining }: { remaining: string }) => remaining)).toEqual(['0', '4900'])
      expect(totals.drawn).toBe('5100')
    },
  )
})

test.each(['access_key', 'AK', 'api_key', 'kling_account', 'subaccount', 'Workspace ID'])(
  'requests of several accounts are not taken for those of one in silence: %s',
  async name => {
    const log = write('keys.csv', [`timestamp,status,${name}`, '2026-10-01T00:00:00Z,503,a1'])
    const { out } = await runWith(['sla', log, '--as-of', '2026-11-21'])
    expect(out).toContain(`all requests count as those of one account; if ${name} names accounts: --columns`)
  },
)
