import { describe, expect, it } from 'vitest'
import { NO_FILTER } from '../../src/core/sla/endpoint.js'
import { REQUEST_KINDS } from '../../src/core/sla/request.js'
import { writeReducingSql } from '../../src/sql/counting-sql.js'
import { DIALECTS, SQL_DIALECTS } from '../../src/sql/dialects.js'
import type { Reduction } from '../../src/sql/reduction.js'
import { readingOf, timeOfReading } from '../../src/sql/time-sql.js'

const REDUCTION: Reduction = {
  dialect: 'postgres',
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
  method: 'ratio-timeslices',
  sliceMinutes: 5,
  offsets: [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, offset: 0 }],
  within: null,
  reach: { from: Date.UTC(2000, 0, 1), to: Date.UTC(8999, 0, 1) },
  windows: [],
  filter: NO_FILTER,
  rules: 'ratio-timeslices in slices of 5 min on the clock of UTC',
}
const write = (change: Partial<Reduction>): string => writeReducingSql({ ...REDUCTION, ...change })

describe('what a user names', () => {
  const hostile = `a"b\`c\\'; DROP TABLE requests; --`
  it.each([
    ['postgres', `"a""b\`c\\'; DROP TABLE requests; --"`],
    ['duckdb', `"a""b\`c\\'; DROP TABLE requests; --"`],
    ['spark', `\`a"b\`\`c\\'; DROP TABLE requests; --\``],
    ['clickhouse', `\`a"b\\\`c\\\\'; DROP TABLE requests; --\``],
  ] as const)('stands in quotes of %s alone, however it is spelled', (dialect, quoted) => {
    const name = { name: hostile, isCertain: true }
    const columns = {
      timestamp: hostile,
      status: hostile,
      account: name,
      fault: name,
      excluded: name,
      endpoint: null,
    }
    const sql = write({ dialect, table: [hostile, hostile], columns })
    expect(sql).toContain(`${quoted}.${quoted}`)
    expect(sql.replaceAll(quoted, '')).not.toContain('DROP')
  })
  it('is never taken for a name that the query gives', () => {
    const columns = { ...REDUCTION.columns, timestamp: 'Q_time', status: 'qq_status' }
    for (const dialect of SQL_DIALECTS) {
      const own = [...write({ dialect, columns }).matchAll(/ AS (q+_\w+)/g)].map(([, name]) => name)
      expect(own.length).toBeGreaterThan(20)
      expect(own.filter(name => !name!.startsWith('qqq_'))).toEqual([])
    }
  })
})

describe('counters', () => {
  const counterOf = (sql: string, name: string): string | undefined =>
    new RegExp(`sum\\(CASE WHEN ([^\\n]*) THEN q_count ELSE 0 END\\) AS ${name},`).exec(sql)?.[1]
  it('are those of the tables: an excluded error is valid where errors are divided by what was received', () => {
    expect(REQUEST_KINDS).toEqual(['received', 'server-error', 'unreached', 'unreached-otherwise'])
    const sql = write({ method: 'ratio-timeslices' })
    expect(counterOf(sql, 'valid')).toBe("q_what = 'received' OR q_what = 'server-error'")
    expect(counterOf(sql, 'errors')).toBe("q_what = 'server-error' AND q_why IN ('nothing')")
    expect(counterOf(sql, 'unreached')).toBe("q_what = 'unreached' AND q_why IN ('nothing')")
    expect(counterOf(sql, 'excluded')).toBe(
      "q_what = 'server-error' AND q_why IN ('excluded', 'maintenance') OR q_what = 'unreached' AND q_why IN ('excluded', 'maintenance')",
    )
    expect(counterOf(sql, 'unreached_otherwise')).toBe("q_what = 'unreached-otherwise'")
  })
  it('leave an excluded row out of valid where it is dropped before a slice is judged', () => {
    const sql = write({ method: 'timeslices' })
    expect(counterOf(sql, 'valid')).toBe(
      "q_what = 'received' AND q_why IN ('nothing', 'maintenance') OR q_what = 'server-error' AND q_why IN ('nothing')",
    )
    expect(counterOf(sql, 'scheduled_errors')).toBe("q_what = 'server-error' AND q_why IN ('maintenance')")
    expect(counterOf(sql, 'scheduled_unreached')).toBe("q_what = 'unreached' AND q_why IN ('maintenance')")
  })
})

describe('clocks', () => {
  const hour = 3_600_000
  const autumn = [
    { from: Number.NEGATIVE_INFINITY, to: 100 * hour, offset: 2 * hour },
    { from: 100 * hour, to: Number.POSITIVE_INFINITY, offset: hour },
  ]
  it('show one reading at a time', () => {
    expect(readingOf('t', autumn, DIALECTS.duckdb)).toBe('t + CASE WHEN t < 360000 THEN 7200 ELSE 3600 END')
    expect(readingOf('t', [{ ...autumn[0]!, offset: -hour }], DIALECTS.duckdb)).toBe('t - 3600')
  })
  it('mean no time by a reading that they skip', () => {
    const spring = autumn.map((stretch, i) => ({ ...stretch, offset: (i + 1) * hour }))
    expect(timeOfReading('r', spring, DIALECTS.duckdb)).toBe(
      'r - CASE WHEN r < 363600 THEN 3600 WHEN r < 367200 THEN NULL ELSE 7200 END',
    )
    expect(timeOfReading('r', spring, DIALECTS.clickhouse)).toBe(
      'r - arrayElement([3600, NULL, 7200], 1 + arrayCount(bound -> ifNull(bound <= r, 0), [363600, 367200]))',
    )
  })
  it('mean the earlier time by a reading that they show twice', () => {
    expect(timeOfReading('r', autumn, DIALECTS.duckdb)).toBe(
      'r - CASE WHEN r < 367200 THEN 7200 ELSE 3600 END',
    )
  })
})

it('rows without a time are read whatever was asked for, and partitions are left out by the column itself', () => {
  const within = [{ from: Date.UTC(2026, 9, 1), to: Date.UTC(2026, 10, 1) }]
  const bounds = `"timestamp" IS NULL OR requests."timestamp" >= '2026-09-29 00:00:00' AND requests."timestamp" < '2026-11-03 00:00:00'`
  expect(write({ within })).toContain(bounds)
  expect(write({ within })).toContain('WHERE q_time IS NULL OR q_time >= 1790812800 AND q_time < 1793491200')
  // A text that is no time could lie anywhere.
  expect(write({ within, timeType: 'text' })).not.toContain(bounds)
  const epoch = write({ within, timeType: 'epoch', dialect: 'clickhouse' })
  expect(epoch).toContain(
    '`timestamp` >= 1790812800 AND `timestamp` < 1793491200 OR `timestamp` >= 1790812800000',
  )
})
