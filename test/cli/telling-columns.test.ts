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
    ['refunded', 'status'],
    ['batch_size', 'count'],
    ['num_outputs', 'count'],
    ['credits_used', 'units'],
    ['points', 'units'],
    ['video_list', 'reference'],
    ['voice_list', 'voice control'],
    ['voice_ids', 'voice control'],
  ])('"%s" is not passed over where %s is missing', async (heading, column) => {
    const { status, err } = await ask(heading, '1')
    expect(status).toBe(2)
    expect(err).toContain(
      `COLUMN_UNREAD nothing is read from the column "${heading}", which looks like ${column}`,
    )
  })
  test.each([
    ['success', 'status', 'succeed'],
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

test.each(['itemCount', 'item_count', '_sample_interval', 'SampleRate', '_sample_rate'])(
  'of a log that is a sample, "%s" stops the command',
  async heading => {
    const log = write('sample.csv', `timestamp,status,${heading}`, '2026-10-01T00:00:00Z,503,10')
    const { status, err } = await runWith(['sla', log, ...AS_OF])
    expect(status).toBe(2)
    expect(err).toContain(`nothing is read from the column "${heading}", which looks like number of requests`)
  },
)

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
