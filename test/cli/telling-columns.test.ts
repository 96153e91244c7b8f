/** Headings of people's own that change an answer: read as what they say, or told before anything is answered. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, ...lines: string[]): string => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}
const AS_OF = ['--as-of', '2026-11-20']

describe('of a ledger', () => {
  const ask = (heading: string, value: string, ...args: string[]) => {
    const ledger = write(
      'ledger.csv',
      `id,package,purchased_at,${heading}`,
      `p,package-1,2026-09-01,${value}`,
    )
    return runWith(['expiry', ledger, ...AS_OF, ...args])
  }
  test.each([
    'Available',
    'Balance',
    'Debit',
    'Credit (USD)',
    'Haben',
    'Transaction Type',
    'Guthaben',
    'Saldo',
    'Usage',
    'Consumption',
    'Spent',
    'Months',
    'Laufzeit (Tage)',
    'Voided',
  ])('"%s" is not passed over', async heading => {
    const { status, err } = await ask(heading, '1')
    expect(status).toBe(2)
    expect(err).toContain(`COLUMN_UNREAD nothing is read from the column "${heading}"`)
    expect((await ask(heading, '1', '--ignore-columns', heading)).status).toBe(0)
  })
  test.each(['Valid Through', 'Valid till', 'Use by', 'Good through', '截止日期', "Valable jusqu'au"])(
    '"%s" says when it expires',
    async heading => {
      const { out } = await ask(heading, '2026-12-31', '--json')
      expect(JSON.parse(out).packages[0].expires_at).toBe('2027-01-01T00:00:00Z')
    },
  )
  test.each([
    ['Packs', 'units', '60000'],
    ['Units available', 'remaining', '2'],
    ['可用额度', 'remaining', '2'],
    ['Max concurrent', 'concurrency', 2],
  ])('"%s" is %s', async (heading, key, value) => {
    const { out } = await ask(heading, '2', '--json')
    const packages = JSON.parse(out).packages as Record<string, unknown>[]
    const sum =
      key === 'units' ? String(packages.reduce((all, each) => all + Number(each[key]), 0)) : packages[0]![key]
    expect(sum).toBe(value)
  })
  test.each(['Expired', 'EXPIRED', 'Run out', 'runout'])(
    'a status "%s" is a word of the service',
    async word => {
      expect((await ask('Status', word)).status).toBe(0)
    },
  )
})

describe('in another unit', () => {
  const ask = (command: string, ...lines: string[]) => {
    write('other.csv', ...lines)
    const args = command.split(' ').map(arg => (arg.endsWith('.csv') ? join(folder, arg) : arg))
    return runWith([...args, ...AS_OF])
  }
  const refuse = async (heading: string, column: string, answer: ReturnType<typeof ask>) => {
    const { status, err } = await answer
    expect(status).toBe(2)
    expect(err).toContain(
      `COLUMN_UNREAD nothing is read from the column "${heading}", which looks like ${column} in another unit`,
    )
    // A mapping would read the wrong unit.
    expect(err).toContain('replace it with a column')
    expect(err).not.toMatch(/--columns|call it/)
  }
  test.each([
    ['Remaining (%)', 'remaining'],
    ['Left ％', 'remaining'],
    ['余量(%)', 'remaining'],
    ['remaining_percent', 'remaining'],
    ['余量百分比', 'remaining'],
    ['Balance ($)', 'remaining'],
    ['Rest (USD)', 'remaining'],
    ['Days left', 'remaining'],
    ['剩余天数', 'remaining'],
    ['Used (US$)', 'used'],
    ['Units ($)', 'units'],
    ['Units (k)', 'units'],
    ['Price (¢)', 'price'],
    ['Price (cents)', 'price'],
    ['price_micros', 'price'],
    ['Cost (‰)', 'price'],
    ['Price (HK$)', 'price'],
    ['Amount (%)', 'total price'],
    ['validity_months', 'validity days'],
    ['Months', 'validity days'],
    ['Validity (years)', 'validity days'],
    ['有效期(月)', 'validity days'],
    ['Laufzeit (Monate)', 'validity days'],
  ])('a ledger\'s "%s" is not read as %s, nor offered', async (heading, column) => {
    const lines = [`id,package,purchased_at,${heading}`, 'p,package-1,2026-09-01,50']
    await refuse(heading, column, ask('expiry other.csv', ...lines))
  })
  test.each(['Remaining (€)', 'Price (￥)', 'Amount (₫)'])(
    'a ledger\'s "%s" is other money',
    async heading => {
      const { err } = await ask(
        'expiry other.csv',
        `package,purchased_at,${heading}`,
        'package-1,2026-09-01,50',
      )
      expect(err).toContain(`the column "${heading}", which looks like other currency`)
    },
  )
  test.each(['Units ($)', 'units %', 'Units €'])('use of "%s" is none of units', async heading => {
    write('ledger.csv', 'package,purchased_at', 'package-1,2026-09-01')
    const ofTasks = ['timestamp', heading].join()
    await refuse(
      heading,
      'units',
      ask('expiry ledger.csv --usage other.csv', ofTasks, '2026-10-01T00:00:00Z,5'),
    )
    await refuse(
      heading,
      'units',
      ask('budget --demand other.csv', `date,pool,${heading}`, '2026-11-21,video,5'),
    )
  })
  test.each([
    ['Fee (€)', 'fee'],
    ['Fee EUR', 'fee'],
    ['fee (%)', 'fee'],
    ['Voucher fee (%)', 'voucher fee'],
    ['Fee excluded (¢)', 'fee excluded'],
  ])('"%s" of --fees is no %s', async (heading, column) => {
    write('log.csv', 'timestamp,status', '2026-10-01T00:00:00Z,503')
    const lines = [`account,period,${column === 'fee' ? 'x' : 'fee'},${heading}`, ',2026-10,5,5']
    await refuse(heading, column, ask('sla log.csv --fees other.csv', ...lines))
  })
  test.each(['Price, %', 'Price + %'])('"%s" is left out as the message says', async heading => {
    const lines = [`"${heading}",package,purchased_at`, '5,package-1,2026-09-01']
    const { err } = await ask('expiry other.csv', ...lines)
    const [, hint] = /--ignore-columns '(.*?)'/.exec(err)!
    const { status } = await runWith([
      'expiry',
      join(folder, 'other.csv'),
      '--ignore-columns',
      hint!,
      ...AS_OF,
    ])
    expect(status).toBe(0)
  })
  test('dollars are none', async () => {
    const lines = ['package,purchased_at,Amount paid ($)', 'package-1,2026-09-01,4000']
    const ledger = JSON.parse((await ask('expiry other.csv --json', ...lines)).out)
    expect(ledger.packages[0].price).toBe('4000')
    write('log.csv', 'timestamp,status', '2026-10-01T00:00:00Z,503')
    const fees = ['period,Fee ($),Voucher fee (USD)', '2026-10,1000,600']
    const { periods } = JSON.parse((await ask('sla log.csv --json --fees other.csv', ...fees)).out)
    expect(periods[0]).toMatchObject({ fee: '1000', voucher_fee: '600' })
  })
})

describe('of jobs', () => {
  const JOB = '3.0,text-to-video,720p,5,no'
  const ask = (heading: string, value: string, more = '', its = '') => {
    const header = `model,capability,resolution,duration,audio,${heading}${more && `,${more}`}`
    return runWith([
      'quote',
      '--from',
      write('jobs.csv', header, `${JOB},${value}${its && `,${its}`}`),
      ...AS_OF,
      '--json',
    ])
  }
  test.each([
    ['success', 'status'],
    ['is_failed', 'status'],
    ['result', 'status'],
    ['code', 'status'],
    ['error_code', 'status'],
    ['result code', 'status'],
    ['refunded', 'status'],
    ['batch_size', 'count'],
    ['num_outputs', 'count'],
    ['credits_used', 'units'],
    ['points', 'units'],
    ['video_list', 'reference'],
    ['voice_list', 'voice control'],
    ['voice_ids', 'voice control'],
    ['unit', 'unit of quantity'],
    ['Billing Unit', 'unit of quantity'],
    ['count(*)', 'count'],
    ['count_star()', 'count'],
    ['Count of task_id', 'count'],
    ['Sum of jobs', 'count'],
    ['cnt', 'count'],
    ['f0_', 'count'],
    ['tasks', 'count'],
    ['job_count', 'count'],
    ['请求数', 'count'],
  ])('"%s" is not passed over where %s is missing', async (heading, column) => {
    const { status, err } = await ask(heading, '1')
    expect(status).toBe(2)
    expect(err).toContain(
      `COLUMN_UNREAD nothing is read from the column "${heading}", which looks like ${column}`,
    )
  })
  test.each([
    ['success', 'status', 'succeed'],
    ['code', 'status', 'succeed'],
    ['batch_size', 'count', '1'],
    ['credits_used', 'units', '3'],
    ['video_list', 'reference', 'none'],
  ])('"%s" says no more than %s does', async (heading, column, value) => {
    expect((await ask(heading, '1', column, value)).status).toBe(0)
  })
  test('in JSON lines are asked for in each row', async () => {
    const row = { model: '3.0', capability: 'text-to-video', resolution: '720p', duration: 5, audio: false }
    const [told, silent] = [
      { ...row, status: 'succeed', success: true },
      { ...row, success: false },
    ]
    const ask = (...rows: object[]) =>
      runWith(['quote', '--from', write('jobs.jsonl', ...rows.map(each => JSON.stringify(each))), ...AS_OF])
    expect((await ask(told)).status).toBe(0)
    for (const rows of [[silent], [silent, told], [told, silent]]) expect((await ask(...rows)).status).toBe(2)
  })
  test.each([
    ['失败', '0'],
    ['成功', '0.375'],
  ])('状态 %s costs %s', async (word, cost) => {
    expect(JSON.parse((await ask('状态', word)).out).totals.cost).toBe(cost)
  })
})

test.each([
  'Sum of hits',
  'f0_',
  'tasks',
  'job_count',
  'cnt_requests',
  'itemCount',
  'item_count',
  '_sample_interval',
  'SampleRate',
  '_sample_rate',
])('of a log whose rows stand for many, "%s" stops the command', async heading => {
  const log = write('sample.csv', `timestamp,status,${heading}`, '2026-10-01T00:00:00Z,503,10')
  const { status, err } = await runWith(['sla', log, ...AS_OF])
  expect(status).toBe(2)
  expect(err).toContain(`nothing is read from the column "${heading}", which looks like number of requests`)
})

describe('of a log in JSON lines, keys that only later rows have', () => {
  const START = '{"timestamp":"2026-10-01T00:00:00Z","status":503'
  const ask = (last: string, many = 150) =>
    runWith([
      'sla',
      write('late.jsonl', ...new Array(many).fill(`${START},"path":"/v1"}`), `${START},${last}}`),
      ...AS_OF,
      '--json',
    ])
  test.each([150, 20_000])('stop the command where they tell, behind %i rows', async many => {
    const { status, err } = await ask('"count":50', many)
    expect(status).toBe(2)
    expect(err).toContain('nothing is read from the column "count", which looks like number of requests')
  })
  test.each([
    ['"url":"/healthz"', ['url']],
    // With an escape only the exact reader takes it apart.
    ['"u\\u0072l":"/healthz"', ['url']],
    ['"fault":"provider","excluded":"no"', []],
  ])('are told: %s', async (last, ignored) => {
    expect(JSON.parse((await ask(last)).out).ignored_columns).toEqual(ignored)
  })
})

describe('beside a log', () => {
  const log = write('log.csv', 'timestamp,status', '2026-10-01T00:00:00Z,503')
  test.each([
    ['--fees', 'account,period,fee,vouchers', ',2026-10,1000,600', 'vouchers', 'call it voucher_fee'],
    ['--fees', 'account,period,fee,excluded', ',2026-10,1000,600', 'excluded', 'call it fee_excluded'],
    [
      '--maintenance',
      'start,end,reason,account',
      '2026-10-01,2026-10-02,x,a',
      'account',
      '--ignore-columns account',
    ],
    [
      '--maintenance',
      'start,end,reason,cancelled',
      '2026-10-01,2026-10-02,x,yes',
      'cancelled',
      '--ignore-columns cancelled',
    ],
  ])('%s with %s stops the command', async (option, header, row, column, hint) => {
    const { status, err } = await runWith(['sla', log, option, write('side.csv', header, row), ...AS_OF])
    expect(status).toBe(2)
    expect(err).toContain(`COLUMN_UNREAD nothing is read from the column "${column}"`)
    expect(err).toContain(hint)
  })
})

test('a comma in a number of seconds is asked about', async () => {
  const jobs = write('comma.csv', 'model;mode;duration;capability', 'V1.6;std;5,04;text-to-video')
  const { err } = await runWith(['quote', '--from', jobs, ...AS_OF])
  expect(err).toContain('say which sign separates the decimals of the whole file')
  const { status } = await runWith(['quote', '--from', jobs, '--decimal', ',', ...AS_OF])
  expect(status).toBe(0)
})

describe('of a length', () => {
  const ask = (file: string, ...lines: string[]) =>
    runWith(['quote', '--from', write(file, ...lines), ...AS_OF])
  test.each(['duration_sec', 'Duration (sec)', 'durationSeconds', '时长(秒)', 'video length', 'Dauer'])(
    '"%s" is read',
    async heading => {
      const { out } = await ask('d.csv', `model,mode,capability,${heading}`, '2.6,pro,text-to-video,5')
      expect(out).toContain('$0.35 for 1 job')
    },
  )
  test('in another unit is named where the job has none, in a table as in JSON', async () => {
    const said =
      'a column of that name says which; --columns maps one that is called otherwise; nothing is read from "duration_ms"'
    expect(
      (await ask('d.csv', 'model,mode,capability,duration_ms', '2.6,pro,text-to-video,5000')).err,
    ).toContain(said)
    const job = '{"model":"2.6","mode":"pro","capability":"text-to-video","duration_ms":5000}'
    expect((await ask('d.jsonl', job)).err).toContain(said)
  })
})
