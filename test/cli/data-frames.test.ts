/** Tables as pandas and other data frames write them: their times, their days, and their words for an empty cell. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-frames-'))
afterAll(() => rmSync(folder, { recursive: true }))

const AS_OF = '2026-11-21T00:00:00Z'
const write = (name: string, ...lines: string[]): string => {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}
const answerOf = async (...argv: string[]) => {
  const { out, err, status } = await runWith([...argv, '--as-of', AS_OF, '--json'])
  return { err, status, json: out === '' ? null : JSON.parse(out) }
}
const LEDGER = ['id,package,purchased_at', 'p1,package-1,2026-11-01']

describe('an empty cell', () => {
  test.each(['NaT', 'nan', 'None', '<NA>', 'NULL'])('of a ledger that holds %s is one', async word => {
    const ledger = write(
      'ledger.csv',
      'id,package,units,price,purchased_at,expires_at,remaining,package_status,account',
      `p1,package-1,${word},${word},2026-11-01 00:00:00.123456789+00:00,${word},${word},${word},${word}`,
    )
    const { json, err } = await answerOf('expiry', ledger)
    expect(err).not.toContain('BAD_')
    expect(json.packages).toMatchObject([
      { units: '30000', price: '4200', account: null, expires_at: '2027-01-30T00:00:00.123Z' },
    ])
  })
  test.each(['nan', 'None', '<NA>', 'NULL'])('of a job that holds %s is one', async word => {
    const head = 'timestamp,capability,model,mode,resolution,duration,audio,reference,effect,count,updated_at'
    const row = (empty: string) =>
      `2026-10-01 00:00:00+00:00,text-to-video,kling-v1-6,std,${empty},5,${empty},${empty},${empty},${empty},${empty}`
    const asWritten = await answerOf('quote', '--from', write('jobs.csv', head, row(word)))
    const empty = await answerOf('quote', '--from', write('empty.csv', head, row('')))
    expect(asWritten.json.totals).toMatchObject({ count: 1, units: { video: '2' } })
    expect(asWritten.json.lines).toEqual(empty.json.lines)
  })
  test('of deductions names neither pool, package nor account', async () => {
    const usage = write(
      'usage.csv',
      'timestamp,units,task_id,pool,package_id,account',
      '2026-11-02 05:00:00.123456789+00:00,12,t1,nan,nan,nan',
      '2026-11-02 05:00:00.123456+00:00,12,t2,None,NaT,<NA>',
    )
    const { json } = await answerOf('expiry', write('ledger.csv', ...LEDGER), '--usage', usage)
    expect(json.totals.drawn).toBe('24')
    expect(json.unfunded).toEqual([])
  })
  test('is none where it says NaN, which is a figure that could not be computed', async () => {
    const { err, status } = await answerOf(
      'expiry',
      write('ledger.csv', `${LEDGER[0]},units`, `${LEDGER[1]},NaN`),
    )
    expect(status).toBe(2)
    expect(err).toContain('BAD_NUMBER units')
  })
  test('of a state is told as it stands', async () => {
    const jobs = write('jobs.csv', 'model,mode,duration,status', 'kling-v1-6,std,5,nan')
    const { err, status } = await answerOf('quote', '--from', jobs)
    expect(status).toBe(2)
    expect(err).toContain('status: found "nan"')
  })
})

describe('a day', () => {
  const demand = (...dates: string[]): string =>
    write('days.csv', 'date,pool,units', ...dates.map((date, i) => `${date},video,${i + 1}0`))
  test.each([
    ['2026-11-01 00:00:00', 'UTC'],
    ['2026-11-01 00:00:00', 'America/Santiago'],
    ['2026-11-01T00:00:00.000', 'UTC'],
    ['2026-11-01 00:00:00+00:00', 'UTC'],
    ['2026-11-01 00:00:00.000000000+00:00', 'UTC'],
    ['2026-11-01T00:00:00Z', 'UTC'],
    ['2026-11-01 00:00:00+08:00', 'Asia/Shanghai'],
  ])('may have its midnight behind it: %s in %s', async (text, zone) => {
    const asWritten = demand(text, text.replace('11-01', '11-02'))
    const { json } = await answerOf(
      'expiry',
      write('ledger.csv', ...LEDGER),
      '--usage',
      asWritten,
      '--tz',
      zone,
    )
    const days = demand('2026-11-01', '2026-11-02')
    const alone = await answerOf('expiry', write('ledger.csv', ...LEDGER), '--usage', days, '--tz', zone)
    expect(json.totals.drawn).toBe('30')
    expect(json).toEqual(alone.json)
  })
  test('whole numbers beside blanks are those of resolutions, months and sound', async () => {
    const plan = (resolution: string, audio: string, month: string) =>
      answerOf(
        'budget',
        '--plan',
        write(
          'plan.csv',
          'model,resolution,audio,month,duration,count',
          `3.0,${resolution},${audio},${month},5.0,9.0`,
        ),
      )
    const [plain, framed] = [await plan('1080', '1', '12'), await plan('1080.0', '1.0', '12.0')]
    expect(plain.status).toBe(0)
    expect(framed.json.demand).toEqual(plain.json.demand)
  })
  test.each([
    ['2026-11-01 00:00:00+00:00', 'Asia/Shanghai'],
    ['2026-11-01 00:00:01', 'UTC'],
    ['2026-11-01 12:00:00', 'UTC'],
    ['2026-11-01 00:00:00.5', 'UTC'],
    ['2026-11-31 00:00:00', 'UTC'],
  ])('is none where it is not its midnight: %s in %s', async (text, zone) => {
    const ledger = write('ledger.csv', ...LEDGER)
    const { err, status } = await answerOf('expiry', ledger, '--usage', demand(text), '--tz', zone)
    expect(status).toBe(2)
    expect(err).toContain(`BAD_TIME date: expected a date such as 2026-12-01; got "${text}"`)
  })
})
