/** Zones in headings: times below them that name none are read by their clock, or the heading is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, describe, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, ...lines: string[]): string => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}
const ask = async (...args: string[]) => {
  const ran = await runWith([...args, '--json', '--as-of', '2026-11-21'])
  return { ...ran, answer: ran.status === 2 ? null : JSON.parse(ran.out) }
}
const SHANGHAI = ['--tz', 'Asia/Shanghai']

describe('of a log', () => {
  test.each([
    ['TimeGenerated [UTC]', '2026-11'],
    ['timestamp (GMT)', '2026-11'],
    ['created_at_utc', '2026-11'],
    ['createdAtUtc', '2026-11'],
    ['gmt_time', '2026-11'],
    ['gmt_create', '2026-10'],
    ['gmtModified', '2026-10'],
    ['StartUTC', '2026-11'],
    ['utcTime', '2026-11'],
    ['UTC时间', '2026-11'],
    ['时间(北京时间)', '2026-10'],
    ['时间（UTC+8）', '2026-10'],
    ['time utc+08:00', '2026-10'],
    ['Time (-04:00)', '2026-11'],
    ['time_jst', '2026-10'],
    ['Time (Asia/Shanghai)', '2026-10'],
    ['execution_time_est', '2026-10'],
    ['Time (UTC - 5)', '2026-11'],
    ['Time (UTC–5)', '2026-11'],
    ['Time (UTC—5)', '2026-11'],
    ['Time (UTC minus 5)', '2026-11'],
    ['Time (UTC/GMT+08:00)', '2026-10'],
    ['Time (+8h)', '2026-10'],
    ['Time (UTC+08.00, CST)', '2026-10'],
    ['Time (Shanghai)', '2026-10'],
    ['Time (China time)', '2026-10'],
    ['Time (UTC, 24h)', '2026-11'],
    ['Time (UTC or GMT)', '2026-11'],
    ['Time (ms)', '2026-10'],
  ])('"%s" at 20:00 on 31 October is of %s in Shanghai', async (heading, period) => {
    const csv = write('log.csv', `"${heading}",status`, '2026-10-31 20:00:05,503')
    const json = write('log.jsonl', JSON.stringify({ [heading]: '2026-10-31 20:00:05', status: 503 }))
    for (const log of [csv, json]) {
      for (const clock of [SHANGHAI, [...SHANGHAI, '--log-tz', 'Asia/Shanghai']]) {
        const { answer, err } = await ask('sla', log, '--columns', `timestamp="${heading}"`, ...clock)
        expect(err).toBe('')
        expect(answer.periods[0].start.slice(0, 7)).toBe(period)
        expect(answer.periods[0].errors).toBe(1)
      }
    }
  })
  test('date and time may have one zone for both', async () => {
    const log = write('log.csv', 'Date,Time (UTC),status', '2026-10-31,20:00:05,503')
    const { answer } = await ask('sla', log, '--columns', 'timestamp=Date+Time (UTC)', ...SHANGHAI)
    expect(answer.periods[0].start).toBe('2026-11-01')
  })
  test.each(['timestamp [UTC]', 'time_utc', 'created_at (UTC+8)'])(
    '"%s" is found without being named',
    async heading => {
      const log = write('log.csv', `${heading},status`, '2026-10-31 20:00:05,503')
      const { answer } = await ask('sla', log, '--tz', 'America/New_York')
      expect(answer.notes).toContain(
        `${log}: timestamp is read from "${heading}", by the clock of UTC${heading.includes('8') ? '+8' : ''}`,
      )
    },
  )
  test('a joined column may have a zone with a + of its own', async () => {
    const csv = write('log.csv', 'date,time (UTC+8),status', '2026-11-01,07:59:10,503')
    const json = write('log.jsonl', '{"date":"2026-11-01","time (UTC+8)":"07:59:10","status":503}')
    for (const log of [csv, json]) {
      const { answer, err } = await ask('sla', log, '--columns', 'timestamp=date+time (UTC+8)')
      expect(err).toBe('')
      expect(answer.periods[0].outages[0].start).toBe('2026-10-31T23:55:00Z')
    }
  })
  test('halves of hours are read', async () => {
    const log = write('log.csv', '"time (UTC+5,5)",status', '2026-10-31 20:00:00,503')
    const { answer } = await ask('sla', log)
    expect(answer.periods[0].outages[0].start).toBe('2026-10-31T14:30:00Z')
  })
  test('a city is no riddle where it is that of the zone asked for', async () => {
    const log = write('log.csv', 'time (Berlin),status', '2026-10-31 20:00:00,503')
    const { answer } = await ask('sla', log, '--tz', 'Europe/Berlin')
    expect(answer.periods[0].outages[0].start).toBe('2026-10-31T19:00:00Z')
  })
  test.each(['local_time', 'timestamp_local', 'localtime'])(
    '"%s" needs the zone of the clock',
    async heading => {
      const log = write('local.csv', `${heading},status`, '2026-10-31 20:00:05,503')
      const columns = ['--columns', `timestamp=${heading}`]
      expect((await ask('sla', log, ...columns)).err).toContain('BAD_TIME expected a zone')
      const { answer } = await ask('sla', log, ...columns, '--log-tz', 'America/New_York')
      expect(answer.periods[0].start.slice(0, 7)).toBe('2026-11')
    },
  )
  test('a zone in brackets is read, and the local time that nginx writes is that of its offset', async () => {
    const named = write('named.csv', 'Time (America/New_York),status', '2026-10-31 20:00:05,503')
    const { answer } = await ask('sla', named, '--columns', 'timestamp="Time (America/New_York)"')
    expect(answer.periods[0].start.slice(0, 7)).toBe('2026-11')
    const nginx = write('nginx.csv', 'time_local,status', '31/Oct/2026:20:00:05 -0400,503')
    expect((await ask('sla', nginx, '--columns', 'timestamp=time_local')).answer.periods[0].errors).toBe(1)
  })
  test.each([
    'Date (PST)',
    'Time PST',
    'timestamp_est',
    'Time (GMT/BST)',
    'Time (CET/CEST)',
    'Time (NZT)',
    'Time (PHT)',
    'Time (Berlin)',
    'Time (EST5EDT)',
    'Time (UTC+5.30)',
    'Time (UTC+1/+2)',
    'Time (UTC+1 / UTC+2)',
    'Time (+1/+2)',
    'Time (Etc/GMT-8)',
    'Time [ET]',
    'time_utc_8',
    'Time (Europe/Berlin)',
    'time (UTC+5:45)',
    'created_at_pst',
    'time_et',
    'Time CT',
    'timestamp_eastern',
    'timestamp_cet',
    'time_ist',
    'ts_msk',
  ])('"%s" is refused', async heading => {
    const log = write('log.csv', `${heading},status`, '2026-10-31 20:00:05,503')
    const { status, err } = await ask('sla', log, '--columns', `timestamp=${heading}`, ...SHANGHAI)
    expect(status).toBe(2)
    expect(err).toContain(
      `BAD_TIME expected a zone that can be read in one way, such as UTC or UTC+8; got the column "${heading}"`,
    )
  })
  test('a time that names its zone keeps it', async () => {
    const log = write('log.csv', 'time (UTC+8),status', '2026-10-31T20:00:05Z,503')
    expect((await ask('sla', log)).answer.periods[0].outages[0].start).toBe('2026-10-31T20:00:00Z')
  })
})

describe('of a table', () => {
  test.each(['TIMESTAMP', 'VARCHAR'])('%s is a reading of the clock that its name says', async type => {
    const file = join(folder, `${type}.parquet`)
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(
      `COPY (SELECT CAST('2026-10-31 20:00:05' AS ${type}) AS "at (UTC+9)", 503 AS status) TO '${file}' (FORMAT parquet)`,
    )
    connection.closeSync()
    const { answer } = await ask('sla', file, '--columns', 'timestamp=at (UTC+9)', '--tz', 'Europe/Berlin')
    expect(answer.periods[0].outages[0].start).toBe('2026-10-31T11:00:00Z')
  })
})

describe('of jobs and ledgers', () => {
  const JOB = ['kling-v2-6', 'pro', '5', 'text-to-video']
  test.each([
    ['csv', ['created_at (UTC),model,mode,duration,capability', ['2026-10-31 20:00:00', ...JOB].join()]],
    [
      'jsonl',
      ['{"created_at_utc":"2026-10-31 20:00:00","model":"kling-v2-6","mode":"pro","duration":5,"units":2}'],
    ],
  ])('a use counts at its own instant: %s', async (form, lines) => {
    const use = write(`use.${form}`, ...lines)
    const ledger = write('ledger.csv', 'id,package,purchased_at (UTC)', 'p,package-1,2026-10-31 20:00:00')
    const { answer } = await ask('expiry', ledger, '--usage', use, ...SHANGHAI)
    expect(answer.unfunded).toEqual([])
    expect(answer.packages[0].purchased_at).toBe('2026-10-31T20:00:00Z')
    expect(answer.packages[0].used).not.toBe('0')
  })
  test('a day on which a package expires ends by the clock of its heading', async () => {
    const ledger = write(
      'ledger.csv',
      'id,package,Purchase date (UTC),Valid until (北京时间)',
      'p,package-1,2026-10-31,2026-12-05',
    )
    const { answer } = await ask('expiry', ledger, '--tz', 'America/New_York')
    expect(answer.packages[0].purchased_at).toBe('2026-10-31T00:00:00Z')
    expect(answer.packages[0].expires_at).toBe('2026-12-05T16:00:00Z')
  })
  test.each([
    ['expiry', 'id,package,purchased_at,timezone', 'p,package-1,2026-10-31,UTC', []],
    [
      'quote',
      'timestamp,time zone,model,mode,duration,capability',
      `2026-10-31,UTC,${JOB.join()}`,
      ['--from'],
    ],
    ['sla', 'timestamp,time_zone_name,status', '2026-10-01 00:00:00,Asia/Tokyo,200', []],
    ['sla', 'timestamp,tz_offset,status', '2026-10-01 00:00:00,+08:00,200', []],
    ['sla', 'timestamp,时区,status', '2026-10-01 00:00:00,+08:00,200', []],
  ])('a column of zones is not passed over: %s', async (command, header, row, before) => {
    const file = write('zones.csv', header, row)
    const { status, err } = await ask(command, ...before, file)
    expect(status).toBe(2)
    const name = header.split(',')[command === 'expiry' ? 3 : 1]
    expect(err).toContain(`COLUMN_UNREAD nothing is read from the column "${name}"`)
  })
})

describe('of the units of days', () => {
  const ledger = write('days-ledger.csv', 'package,purchased_at', 'package-1,2026-10-01T10:00:00Z')
  const untilOf = async (file: string, ...args: string[]) => {
    const { answer, err } = await ask('expiry', ledger, '--usage', file, ...args)
    return answer ? [answer.log_until, answer.totals.drawn] : err
  }
  // R91: they are drawn at the last instant of their day, as those of the day on which the package was bought.
  const WHOLE = ['2026-10-02T23:59:59.999Z', '1000']
  const csvOf = (heading: string, [first, last] = ['2026-10-01', '2026-10-02']) =>
    write('days.csv', `${heading},units`, `${first},500`, `${last},500`)
  test.each(['date', 'date_utc', 'Date (UTC)'])('"%s" is a day', async heading => {
    expect(await untilOf(csvOf(heading))).toEqual(WHOLE)
    const rows = ['2026-10-01', '2026-10-02'].map(day => JSON.stringify({ [heading]: day, units: 500 }))
    expect(await untilOf(write('days.jsonl', ...rows))).toEqual(WHOLE)
  })
  test('a day of another clock is refused', async () => {
    expect(await untilOf(csvOf('date_utc'), ...SHANGHAI)).toContain('expected days by the clock of --tz')
  })
  test('what --columns reads as the time is a day where it holds days alone', async () => {
    const mapped = ['--columns', 'timestamp=usage day']
    expect(await untilOf(csvOf('usage day'), ...mapped)).toEqual(WHOLE)
    const rows = ['2026-10-01', '2026-10-02'].map(day => JSON.stringify({ 'usage day': day, units: 500 }))
    expect(await untilOf(write('days.jsonl', ...rows), ...mapped)).toEqual(WHOLE)
    const times = csvOf('usage day', ['2026-10-01', '2026-10-02T08:00:00Z'])
    expect(await untilOf(times, ...mapped)).toEqual(['2026-10-02T08:00:00Z', '500'])
  })
})

describe('of files beside', () => {
  const log = write(
    'failures.csv',
    'timestamp,status',
    '2026-10-03T00:00:05Z,503',
    '2026-10-03T00:10:05Z,503',
  )
  test('maintenance is by the clocks of its headings', async () => {
    const windows = write(
      'windows.csv',
      'start (UTC),end_utc,reason,notified_at (JST)',
      '2026-10-03 00:00,2026-10-03 00:05,x,2026-09-01 00:00',
    )
    const { answer } = await ask('sla', log, '--maintenance', windows, ...SHANGHAI)
    expect(answer.periods[0].errors).toBe(1)
  })
  test.each([
    ['demand', ['budget', '--demand'], ['date (UTC),units', '2026-12-01,500']],
    ['a calendar', ['sla', log, '--calendar'], ['日期 (UTC),date (UTC),kind', '1,2026-12-01,holiday']],
    ['fees', ['sla', log, '--fees'], ['period (UTC),fee', '2026-10,500']],
  ])('days of %s are those of --tz', async (_, args, lines) => {
    const file = write('days.csv', ...lines)
    const { status, err } = await ask(...args, file, ...SHANGHAI)
    expect(status).toBe(2)
    expect(err).toContain('BAD_TIME expected days by the clock of --tz, Asia/Shanghai; got the column')
    expect((await ask(...args, file)).err).not.toContain('BAD_TIME')
  })
})
