import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../src/core/calendar.js'
import { instantAt } from '../../src/core/instant.js'
import { NO_FILTER } from '../../src/core/sla/endpoint.js'
import { type ReductionRequest, writeReducingQuery } from '../../src/sql/query.js'
import { findAgreement } from '../core/sla/agreements.js'

const kling = findAgreement('kling')
const at = (text: string) => instantAt(Date.parse(text))
const month = (year: number, month: number) => ({ kind: 'months', months: [{ year, month }] }) as const

const write = (change: Partial<ReductionRequest>): string =>
  writeReducingQuery(
    {
      dialect: 'duckdb',
      table: ['requests'],
      columns: {
        timestamp: 'timestamp',
        status: 'status',
        account: null,
        fault: null,
        excluded: null,
        endpoint: null,
      },
      timeType: 'time',
    },
    {
      policy: 'kling',
      versions: [kling],
      windows: [],
      filter: NO_FILTER,
      periods: { kind: 'touched' },
      zone: zoneOf('UTC'),
      logZone: change.zone ?? zoneOf('UTC'),
      asOf: at('2026-11-21T00:00:00Z'),
      ...change,
    },
  )

describe('the rows that a query reads', () => {
  it('are those of the periods, by the clock of the zone', () => {
    // The clock of Berlin is two hours ahead on 1 October and one on 1 November.
    const berlin = write({ periods: month(2026, 10), zone: zoneOf('Europe/Berlin') })
    expect(berlin).toContain(
      `q_time >= ${at('2026-09-30T22:00:00Z') / 1000} AND q_time < ${at('2026-10-31T23:00:00Z') / 1000}`,
    )
  })
  it('may be of several months, which are joined where they touch', () => {
    const periods = { kind: 'months', months: [2, 3, 12].map(each => ({ year: 2026, month: each })) } as const
    const [first, second] = [at('2026-02-01T00:00:00Z'), at('2026-12-01T00:00:00Z')].map(time => time / 1000)
    expect(write({ periods })).toContain(
      `(q_time >= ${first} AND q_time < ${at('2026-04-01T00:00:00Z') / 1000}) OR (q_time >= ${second} AND`,
    )
  })
  it('are all when no period is asked for, as far as the clock is known', () => {
    expect(write({})).toMatch(/q_time >= 946684800 AND q_time < 221813856000 THEN 1/)
    const berlin = write({ zone: zoneOf('Europe/Berlin') })
    expect(berlin).toContain(`q_time >= 946684800 AND q_time < ${Date.UTC(2028, 0, 1) / 1000} THEN 1`)
    expect(write({ zone: zoneOf('Asia/Shanghai') })).toContain('q_time < 221813856000 THEN 1')
  })
  it('are those of some months where both clocks change', () => {
    const clocks = { zone: zoneOf('America/New_York'), logZone: zoneOf('Europe/Berlin') }
    expect(() => write(clocks)).toThrow(
      'BAD_USAGE the clocks of America/New_York and Europe/Berlin both change too often',
    )
    expect(write({ ...clocks, periods: month(2026, 10) })).toContain(
      '-- Times that name no zone are read on the clock of Europe/Berlin.',
    )
  })
  it('begin in the year 2000', () => {
    expect(() => write({ periods: month(1999, 12) })).toThrow(/1999-12-01 lies too far back/)
  })
})

describe('maintenance', () => {
  const window = (start: string, end: string) => ({
    start: at(start),
    end: at(end),
    reason: 'works',
    notifiedAt: null,
  })
  it('is joined, and left out where no period has a part of it', () => {
    const windows = [
      window('2026-10-02T00:00:00Z', '2026-10-03T00:00:00Z'),
      window('2026-10-01T12:00:00Z', '2026-10-02T00:00:00Z'),
      window('2026-12-02T00:00:00Z', '2026-12-03T00:00:00Z'),
    ]
    const [from, to] = [at('2026-10-01T12:00:00Z') / 1000, at('2026-10-03T00:00:00Z') / 1000]
    const sql = write({ windows, periods: month(2026, 10) })
    expect(sql).toContain(`CASE WHEN q_time >= ${from} AND q_time < ${to} THEN 1 ELSE 0 END AS q_scheduled`)
    expect(sql).not.toContain(String(at('2026-12-02T00:00:00Z') / 1000))
  })
  it('that was not announced in time sets nothing aside', () => {
    const konnect = findAgreement('kong-konnect')
    const windows = [window('2026-10-02T00:00:00Z', '2026-10-03T00:00:00Z')]
    expect(write({ versions: [konnect], windows })).toContain('0 AS q_scheduled')
  })
  it('that begins within a second is refused: whole seconds are counted', () => {
    const windows = [window('2026-10-02T00:00:00.500Z', '2026-10-03T00:00:00Z')]
    expect(() => write({ windows })).toThrow(
      /BAD_TIME the maintenance "works" begins or ends within a second/,
    )
  })
})

it('versions that count in different ways need a query each', () => {
  const cut = (date: number) => date as NonNullable<typeof kling.effectiveTo>
  const day = Date.UTC(2026, 9, 1) / 86_400_000
  const versions = [
    { ...kling, effectiveTo: cut(day) },
    { ...kling, effectiveFrom: cut(day), sliceMinutes: 1 },
  ]
  expect(() => write({ versions })).toThrow(/BAD_USAGE the versions of kling count in different ways/)
  expect(write({ versions, periods: month(2026, 9) })).toContain('slices of 5 min')
  expect(write({ versions, periods: month(2026, 10) })).toContain('slices of 1 min')
})
