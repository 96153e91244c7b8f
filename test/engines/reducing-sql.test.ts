import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { zoneOf } from '../../src/core/calendar.js'
import { InputError } from '../../src/core/failure.js'
import { type Instant, instantAt } from '../../src/core/instant.js'
import type { PeriodChoice } from '../../src/core/sla/asked-periods.js'
import { type EndpointFilter, NO_FILTER } from '../../src/core/sla/endpoint.js'
import type { MaintenanceWindow } from '../../src/core/sla/maintenance.js'
import { DIALECTS, type TimeType } from '../../src/sql/dialects.js'
import { writeReducingQuery } from '../../src/sql/query.js'
import type { TableColumns } from '../../src/sql/reduction.js'
import { ENDPOINTS } from '../answers/logs/hostile-logs.js'
import { runSla } from '../answers/sla-runs.js'
import { findAgreement } from '../core/sla/agreements.js'
import {
  type Column,
  type Engine,
  openChdb,
  openClickhouse,
  openDuckdb,
  openPostgres,
  openSpark,
  openTrino,
  SERVERS,
  type Value,
} from './engines.js'
import { type HostileRequest, makeRequests, randomBelow, writeLog, writeReading } from './hostile-requests.js'

const PATHS = [
  ...ENDPOINTS,
  'kling/kling-v2-ID',
  'KLING-V2',
  'POST kling-v2 HTTP/1.1',
  'api.example.com/v1/videos',
  '可灵',
  'x/可灵-v2',
]

const ENGINES: readonly [
  name: string,
  address: string | undefined,
  open: (address: string) => Promise<Engine>,
  /** Of how many like questions one is asked: some engines take seconds for each. */
  asksOneIn: number,
][] = [
  ['DuckDB', 'in this process', openDuckdb, 1],
  ['PostgreSQL', SERVERS.postgres, openPostgres, 1],
  ['ClickHouse 18.16, two shards', SERVERS.clickhouse, openClickhouse, 1],
  ['ClickHouse of today', SERVERS.chdb, openChdb, 1],
  ['Spark', SERVERS.spark, openSpark, 8],
  ['Trino', SERVERS.trino, openTrino, 8],
]

const AS_OF = '2026-11-21T00:00:00Z'
const at = (text: string): Instant => instantAt(Date.parse(text))
const OCTOBER: PeriodChoice = { kind: 'months', months: [{ year: 2026, month: 10 }] }

const maybe = (name: string) => ({ name, isCertain: false })
const COLUMNS: TableColumns = {
  timestamp: 'timestamp',
  status: 'status',
  account: maybe('account'),
  fault: maybe('fault'),
  excluded: maybe('excluded'),
  endpoint: null,
}
const NAMES = ['timestamp', 'status', 'account', 'fault', 'excluded']

const WINDOWS: readonly MaintenanceWindow[] = [
  ['2026-10-10T00:00:00Z', '2026-10-10T02:00:00Z', '2026-10-01T00:00:00Z'],
  ['2026-10-25T00:30:07Z', '2026-10-25T01:30:00Z', '2026-10-24T00:30:07Z'],
  ['2026-10-25T01:00:00Z', '2026-10-25T01:45:59Z', '2026-10-01T00:00:00Z'],
  ['2026-10-20T00:00:00Z', '2026-10-20T01:00:00Z', '2026-10-19T01:00:00Z'],
  ['2026-09-01T00:00:00Z', '2026-09-02T00:00:00Z', ''],
].map(([start, end, notified]) => ({
  start: at(start!),
  end: at(end!),
  reason: 'works',
  notifiedAt: notified ? at(notified) : null,
}))

/** What is asked of both ways. */
interface Question {
  readonly policy: string
  readonly zone: string
  /** Where times without a zone are read; left out: in `zone`. */
  readonly logZone?: string
  readonly periods: PeriodChoice
  readonly windows: readonly MaintenanceWindow[]
  readonly filter?: EndpointFilter
}

describe.each(ENGINES)('%s', (_, address, open, asksOneIn) => {
  const some = <T>(questions: readonly T[]): T[] => questions.filter((_, i) => i % asksOneIn === 0)
  let engine: Engine
  beforeAll(async () => {
    if (address !== undefined) engine = await open(address)
  })
  afterAll(async () => engine?.close())
  const attempt = test.skipIf(address === undefined)

  const queryOf = (
    { policy, zone, logZone = zone, periods, windows, filter = NO_FILTER }: Question,
    columns = COLUMNS,
    timeType: TimeType = 'time',
  ) =>
    writeReducingQuery(
      { dialect: engine.dialect, table: ['requests'], columns, timeType },
      {
        policy,
        versions: [findAgreement(policy)],
        windows,
        periods,
        filter,
        zone: zoneOf(zone),
        logZone: zoneOf(logZone),
        asOf: at(AS_OF),
      },
    )
  const readLog = (
    log: string,
    { policy, zone, logZone = zone, periods, windows, filter = NO_FILTER }: Question,
  ) =>
    runSla(log, {
      policy,
      zone,
      asOf: AS_OF,
      reading: { filter, zone: zoneOf(logZone) },
      service: { windows },
      request: { periods },
    })
  const readCounts = (
    counts: string,
    { policy, zone, periods }: Question,
    badRows: 'stop' | 'skip' = 'stop',
  ) =>
    runSla(counts, { policy, zone, asOf: AS_OF, reading: { isReduced: true, badRows }, request: { periods } })

  /** Both ways must judge alike: every count, every period of every account, every incident. */
  async function expectSame(log: string, query: string, question: Question): Promise<void> {
    const raw = await readLog(log, question)
    const counted = await readCounts(await engine.ask(query), question)
    expect(raw.service.periods.some(({ measurement }) => measurement.totals.errors > 0)).toBe(true)
    // Windows are in the query and not in its answer, which cannot list them.
    expect(counted.service.periods).toEqual(raw.service.periods.map(period => ({ ...period, windows: [] })))
    if (question.periods.kind !== 'touched') return
    // Rows outside the periods asked for are not read in the table, but counted in a log.
    const others = ({ service }: typeof raw) => service.notes.filter(({ kind }) => kind === 'fault-of-others')
    expect(others(counted)).toEqual(others(raw))
  }

  const edgesOf = (zone: string): Instant[] => {
    const { offsetSpans } = zoneOf(zone)
    const spans = offsetSpans(at('2026-09-30T00:00:00Z'), at('2026-11-03T00:00:00Z'))
    const months = ['2026-10-01', '2026-11-01'].map(
      day => zoneOf(zone).toInstant({ day: Date.parse(day) / 86_400_000, millis: 0 } as never)!,
    )
    return [
      ...spans.slice(1).map(({ from }) => from),
      ...months,
      ...WINDOWS.slice(0, 4).flatMap(({ start, end }) => [start, end]),
    ]
  }

  const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']
  const POLICIES = ['kling', 'kong-konnect', 'kong-dedicated-cloud-gateways']
  const cases = POLICIES.flatMap(policy => ZONES.map(zone => ({ policy, zone })))

  attempt.each(some(cases))(
    'counts instants as the exact reader does: $policy, $zone',
    async ({ policy, zone }) => {
      const requests = makeRequests(1000, edgesOf(zone), randomBelow(policy.length * 100 + zone.length))
      const rows = requests.map(request => rowOf(request, new Date(request.at).toISOString()))
      await engine.fill('requests', columnsOf('instant', 'text'), rows)
      for (const periods of [OCTOBER, { kind: 'touched' } as const]) {
        const question = { policy, zone, periods, windows: WINDOWS }
        await expectSame(writeLog(NAMES, rows), queryOf(question), question)
      }
    },
  )
  attempt.each(some(ZONES))(
    'counts texts with and without zones as the exact reader does: %s',
    async zone => {
      const below = randomBelow(zone.length)
      const requests = makeRequests(1000, edgesOf(zone), below)
      const rows = requests.map(request => rowOf(request, writeTime(request.at, zone, below)))
      await engine.fill('requests', columnsOf('text', 'text'), rows)
      for (const periods of [OCTOBER, { kind: 'touched' } as const]) {
        const question = { policy: 'kling', zone, periods, windows: WINDOWS }
        await expectSame(writeLog(NAMES, rows), queryOf(question, COLUMNS, 'text'), question)
      }
    },
  )
  attempt.each(some(ZONES))('counts clock readings as the exact reader does: %s', async zone => {
    if (!engine.hasReadings) return
    const requests = makeRequests(1000, edgesOf(zone), randomBelow(7 * zone.length))
    const rows = requests.map(request => rowOf(request, writeReading(request.at, zoneOf(zone))))
    await engine.fill('requests', columnsOf('reading', 'text'), rows)
    const question = { policy: 'kling', zone, periods: OCTOBER, windows: WINDOWS }
    await expectSame(writeLog(NAMES, rows), queryOf(question), question)
  })
  attempt(
    'counts statuses that are integers, and tables without the columns that they need not have',
    async () => {
      const requests = makeRequests(1000, edgesOf('UTC'), randomBelow(3))
      const rows = requests.map(({ at, status }) => [
        new Date(at).toISOString(),
        status === null || /^\d+$/.test(status) ? status : null,
      ])
      await engine.fill('requests', columnsOf('instant', 'integer').slice(0, 2), rows)
      const question = { policy: 'kling', zone: 'UTC', periods: OCTOBER, windows: [] }
      // Only where a subquery finds out which columns there are need nothing be said of them.
      const columns = DIALECTS[engine.dialect].findsColumns
        ? COLUMNS
        : { ...COLUMNS, account: null, fault: null, excluded: null }
      await expectSame(writeLog(NAMES.slice(0, 2), rows), queryOf(question, columns), question)
    },
  )
  attempt('counts epoch seconds and milliseconds, and columns of any name', async () => {
    const requests = makeRequests(1000, edgesOf('UTC'), randomBelow(4))
    const rows = requests.map((request, index) => {
      const millis = String(request.at)
      return rowOf(request, index % 2 === 0 ? millis : millis.slice(0, -3))
    })
    const names = ['q_time', 'select', 'q_account', 'wh"o\'s `fault\\', 'ausgeschlossen ä']
    const columns = names.map((name, index): Column => ({ name, type: index === 0 ? 'long' : 'text' }))
    await engine.fill('requests', columns, rows)
    const question = { policy: 'kong-konnect', zone: 'Europe/Berlin', periods: OCTOBER, windows: WINDOWS }
    const certain = (name: string) => ({ name, isCertain: true })
    const named: TableColumns = {
      timestamp: names[0]!,
      status: names[1]!,
      account: certain(names[2]!),
      fault: certain(names[3]!),
      excluded: certain(names[4]!),
      endpoint: null,
    }
    await expectSame(writeLog(NAMES, rows), queryOf(question, named, 'epoch'), question)
  })
  attempt.each(some(['Europe/Berlin', 'Asia/Kathmandu']))(
    'reads times without a zone on the clock of the log, another than that of the answer: %s',
    async logZone => {
      const requests = makeRequests(1000, edgesOf(logZone), randomBelow(logZone.length))
      const readings = requests.map(request => rowOf(request, writeReading(request.at, zoneOf(logZone))))
      const below = randomBelow(5)
      const texts = requests.map(request => rowOf(request, writeTime(request.at, logZone, below)))
      for (const zone of ['UTC', 'America/New_York']) {
        // Where both clocks change, a query is of the months that are asked for.
        const isEver = zone === 'UTC' || logZone === 'Asia/Kathmandu'
        for (const periods of isEver ? [OCTOBER, { kind: 'touched' } as const] : [OCTOBER]) {
          const question = { policy: 'kling', zone, logZone, periods, windows: WINDOWS }
          await engine.fill('requests', columnsOf('text', 'text'), texts)
          await expectSame(writeLog(NAMES, texts), queryOf(question, COLUMNS, 'text'), question)
          if (!engine.hasReadings) continue
          await engine.fill('requests', columnsOf('reading', 'text'), readings)
          await expectSame(writeLog(NAMES, readings), queryOf(question), question)
        }
      }
    },
  )
  const filters = [
    { include: ['/v1/*', '/é*'], exclude: ['*/healthz', '//10.0.0.1*'] },
    { include: ['/v1/*'], exclude: [] },
    { include: [], exclude: ['/healthz', '*.js'] },
    { include: ['*'], exclude: ['/', "/it's/*", '/a.b'] },
    { include: ['*kling*', '*/v1/*', '/可灵'], exclude: ['*2'] },
  ]
  attempt.each(some(filters))('leaves out by paths what the exact reader does: %j', async filter => {
    const requests = makeRequests(1000, edgesOf('UTC'), randomBelow(6))
    const below = randomBelow(7)
    const rows = requests.map(request => [
      ...rowOf(request, new Date(request.at).toISOString()),
      // Of a row that is left out, nothing else is read.
      PATHS[below(PATHS.length)]!.replace('ID', String(below(100))).trim(),
    ])
    const names = [...NAMES, 'endpoint']
    await engine.fill(
      'requests',
      names.map((name): Column => ({ name, type: name === 'timestamp' ? 'instant' : 'text' })),
      rows,
    )
    const question = { policy: 'kling', zone: 'UTC', periods: OCTOBER, windows: WINDOWS, filter }
    const log = writeLog(
      names,
      rows.filter(([time]) => time!.startsWith('2026-10')),
    )
    const query = queryOf(question, { ...COLUMNS, endpoint: 'endpoint' })
    const raw = await readLog(log, question)
    const counted = await readCounts(await engine.ask(query), question)
    const periods = (answer: typeof raw) =>
      answer.service.periods.map(({ account, measurement }) => ({ account, measurement }))
    expect(periods(counted)).toEqual(periods(raw))
    expect(counted.service.filtered).toBe(raw.service.filtered)
    expect(raw.service.filtered).toBeGreaterThan(0)
    expect(raw.service.filtered).toBeLessThan(1000)
  })
  attempt(
    'tells of rows that the exact reader refuses, and counts the others when they may be skipped',
    async () => {
      const good = makeRequests(200, edgesOf('UTC'), randomBelow(5)).map(request =>
        rowOf(request, new Date(request.at).toISOString()),
      )
      const bad: Value[][] = [
        ...['600', '99', '2OO', '0200', '20', '-1', '１２３', 'nihil', '5 3'].map(status => [
          '2026-10-01T00:00:00Z',
          status,
          'a',
          '',
          '',
        ]),
        ...['someone', 'provider?', 'pro vider'].map(fault => [
          '2026-10-01T00:00:00Z',
          '200',
          'a',
          fault,
          '',
        ]),
        ...[
          '',
          '2026-02-29T00:00:00Z',
          '2026-10-32T00:00:00Z',
          '2026-10-01T24:00:00Z',
          '2026-10-01T00:00:00+24:00',
          'yesterday',
          '2026-10-01',
          null,
        ].map(time => [time, '200', 'a', '', '']),
      ]
      const rows = [...good, ...bad]
      await engine.fill('requests', columnsOf('text', 'text'), rows)
      const question = { policy: 'kling', zone: 'UTC', periods: OCTOBER, windows: [] }
      const answer = await engine.ask(queryOf(question, COLUMNS, 'text'))
      await expect(readCounts(answer, question)).rejects.toThrow(
        /BAD_TIME timestamp: found "" and the like in 8 rows of the table;[\s\S]*BAD_VALUE status: found ".*" and the like in 9 rows[\s\S]*BAD_VALUE fault: found ".*" and the like in 3 rows/,
      )
      const skipped = await readCounts(answer, question, 'skip')
      expect(skipped.service.rejectedRows).toBe(bad.length)
      const raw = await readLog(writeLog(NAMES, good), question)
      expect(skipped.service.periods).toEqual(raw.service.periods)
    },
  )
  attempt('refuses a time without a zone that the clock skips', async () => {
    const question = {
      policy: 'kling',
      zone: 'Europe/Berlin',
      periods: { kind: 'months', months: [{ year: 2026, month: 3 }] } as const,
      windows: [],
    }
    const times = ['2026-03-29 01:59:59', '2026-03-29 02:00:00', '2026-03-29 02:59:59', '2026-03-29 03:00:00']
    const rows = times.map(time => [time, '200', '', '', ''])
    for (const type of engine.hasReadings ? (['text', 'reading'] as const) : (['text'] as const)) {
      await engine.fill('requests', columnsOf(type, 'text'), rows)
      const query = queryOf(question, COLUMNS, type === 'text' ? 'text' : 'time')
      const counted = await readCounts(await engine.ask(query), question, 'skip')
      expect(counted.service).toMatchObject({
        rejectedRows: 2,
        periods: [{ measurement: { totals: { valid: 2 } } }],
      })
    }
  })
  attempt('gives a last row for a table without rows, and an answer that is cut is refused', async () => {
    const question = { policy: 'kling', zone: 'UTC', periods: OCTOBER, windows: [] }
    const rows = makeRequests(50, edgesOf('UTC'), randomBelow(6)).map(request =>
      rowOf(request, new Date(request.at).toISOString()),
    )
    await engine.fill('requests', columnsOf('instant', 'text'), rows)
    const answer = await engine.ask(queryOf(question))
    const lines = answer.trimEnd().split('\n')
    for (const cut of [1, Math.floor(lines.length / 2), lines.length - 1]) {
      await expect(readCounts(`${lines.slice(0, cut).join('\n')}\n`, question)).rejects.toThrow(InputError)
    }
    const year: PeriodChoice = { kind: 'months', months: [{ year: 2025, month: 3 }] }
    const none = await engine.ask(queryOf({ ...question, periods: year }))
    expect(none.trimEnd().split('\n')).toHaveLength(2)
    const counted = await readCounts(none, { ...question, periods: year })
    expect(counted.service.periods).toMatchObject([{ measurement: { verdict: 'no-data' } }])
  })
})

const columnsOf = (time: Column['type'], status: Column['type']): Column[] =>
  NAMES.map((name, index) => ({ name, type: index === 0 ? time : index === 1 ? status : 'text' }))

const rowOf = ({ status, account, fault, excluded }: HostileRequest, time: Value): Value[] => [
  time,
  status,
  account,
  fault,
  excluded,
]

/** A time in one of the forms that texts have. */
function writeTime(at: Instant, zone: string, below: (bound: number) => number): string {
  const iso = new Date(at).toISOString()
  const ahead = (minutes: number): string => new Date(at + minutes * 60_000).toISOString().slice(0, 19)
  switch (below(7)) {
    case 0:
      return iso
    case 1:
      return `${iso.slice(0, 19).replace('T', ' ')}z`
    case 2:
      return `${ahead(330)},5+05:30`
    case 3:
      return `${ahead(-210)} -0330`
    case 4:
      return `${ahead(480).toLowerCase()}+08`
    default:
      return writeReading(at, zoneOf(zone)).slice(0, 19 + 4 * below(2))
  }
}
