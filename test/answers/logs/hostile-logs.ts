/**
 * Request logs in CSV as nobody should write them, by seed, and all that is read from one: counts, bad rows,
 * errors. Every way of reading must say the same.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readRequestLogs } from '../../../src/answers/logs/request-log.js'
import type { ScanSizes } from '../../../src/answers/logs/scan-file.js'
import { zoneOf } from '../../../src/core/calendar.js'
import { InputError } from '../../../src/core/failure.js'
import { instantAt } from '../../../src/core/instant.js'
import { type EndpointFilter, NO_FILTER } from '../../../src/core/sla/endpoint.js'
import type { ColumnNames } from '../../../src/read/rows.js'
import { openInput } from '../../../src/read/source.js'
import { RequestCounter } from '../../../src/scan/request-counter.js'
import { createRandom } from '../../random.js'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A time as the common log format writes it. */
export function commonLogTime(at: number, fraction: string, zone: string): string {
  const [, year, month, date, clock] = /^(.{4})-(..)-(..)T(.{8})/.exec(new Date(at).toISOString())!
  return `${date}/${MONTHS[Number(month) - 1]}/${year}:${clock}${fraction} ${zone}`
}

/** A log and how it is to be read. */
export interface HostileLog {
  /** CSV when left out. */
  readonly form?: 'csv' | 'jsonl' | 'combined'
  readonly columns?: ColumnNames
  readonly bytes: Buffer
  readonly zone: string
  readonly badRows: 'stop' | 'skip'
  readonly windows: readonly (readonly [number, number])[]
  readonly sliceMinutes: readonly number[]
  readonly filter: EndpointFilter
  /** How often it is given, as logs of their own. */
  readonly times: number
}

/** A log in CSV of which nothing is unusual but its text, unless `rest` says so. */
export const logOf = (text: string, rest: Partial<HostileLog> = {}): HostileLog => ({
  bytes: Buffer.from(text),
  zone: 'UTC',
  badRows: 'skip',
  windows: [],
  sliceMinutes: [5],
  filter: NO_FILTER,
  times: 1,
  ...rest,
})

/** Moments around which rows lie: clocks go forward or back, a year ends, or nothing happens. */
const MOMENTS = [
  '2026-10-01T00:00:00Z',
  '2026-03-08T07:00:00Z',
  '2026-11-01T06:00:00Z',
  '2026-10-25T01:00:00Z',
  '2026-10-03T15:30:00Z',
  '2026-12-31T23:58:00Z',
  '1969-12-31T23:59:00Z',
  '8999-12-31T00:00:00Z',
].map(text => Date.parse(text))
const ZONES = [
  'UTC',
  'UTC',
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Monrovia',
]
const BAD_TIMES = [
  '',
  ' ',
  'x',
  '2026-02-30T00:00:00Z',
  '2026-10-01T24:00:00Z',
  '2026-10-01T00:60:00Z',
  '2026-10-01T00:00:60Z',
  '2026-10-01T00:00:00.1234567890Z',
  '2026-10-01T00:00:00.Z',
  '2026-10-01T00:00:00+25:00',
  '2026-10-01T0000:00Z',
  '00000000012345',
  '26-10-01',
  '2026-10-01T00:00:0\u0660Z',
]
const STATUSES = ['200', '200', '200', '201', '429', '404', '500', '503', '599', '100', '', '-', '0', '000']
const BAD_STATUSES = ['99', '600', '5xx', ' 500 ', '20', '2000', '200.0', '٢٠٠', '-1', '2:0', '999', '099']
const FAULTS = ['', '', 'provider', 'customer', 'network', 'PROVIDER', ' customer ', 'nobody']
const EXCLUDED = ['', '', '0', 'no', 'FALSE', 'yes', 'hacked', 'a,b', 'é']
const ACCOUNTS = ['', 'a', 'b', 'a b', 'a "b"', 'x'.repeat(40), 'é', ' a ', 'y'.repeat(300)]
const TEXTS = [
  '',
  'ok',
  'a,b;c\td',
  'say ""hi""',
  'two\nlines',
  'two\r\nlines',
  '\n2026-10-01T00:00:00Z,200\n',
  '\n\n',
  'x'.repeat(70),
  'é€😀',
  '""',
  '\r',
  ' ',
]

export const ENDPOINTS = [
  '/v1/videos',
  '/v1/videos/',
  '/v1/videos/text2video',
  '/v1/videos/text2video/ID',
  '/v1/images/generations?page=ID',
  '/tasks/ID',
  '/tasks/0b9e7c1e-6a1d-4b62-9d7a-ID/result',
  '/healthz',
  '/healthz?deep=ID',
  'GET /healthz HTTP/1.1',
  'POST /v1/videos/text2video?x=ID HTTP/1.1',
  'DELETE /v1/ID HTTP/1.1',
  'GET /v1/2026-report HTTP/1.1',
  'https://api-singapore.example.com/v1/videos/ID?q=a',
  'https://api-singapore.example.com',
  'http://10.0.0.1:8080/healthz',
  '/a/very/long/path/that/does/not/end/within/any/window/of/thirty-two/bytes/ID',
  '/an-only-segment-that-is-longer-than-thirty-two-bytes-and-has-no-number',
  '/static/js/app.js',
  '/é/ü?ö',
  '/a b/c',
  '/a#b/c',
  '//double//slash',
  '/',
  '',
  '-',
  '*',
  'healthz',
  ' /healthz ',
  '/say/""hi""',
  '/back\\slash/x',
  '/a,b;c',
]
const IDS = [
  '',
  '-',
  'null',
  'a',
  'b',
  'request-1',
  'request-2',
  ' a',
  'say ""hi""',
  'é',
  'x'.repeat(40),
  `${'x'.repeat(39)}y`,
]
export const GLOBS = [
  ...[
    '*',
    '/*',
    '/v1/*',
    '/healthz',
    '*/healthz',
    '/v1/videos',
    '/v1/videos/*',
    '/v1/videos/text2video/*',
    '*.js',
    '*1',
  ],
  ...[
    '/tasks/*',
    '/tasks/*/result',
    '/tasks/*7',
    '//api-*.example.com/*',
    '//*',
    '/é/*',
    '/',
    '*/report*',
    '/a*',
    '*a*b*',
    '//api-*.example.com:*/*',
    '//10.0.0.1:*/healthz',
  ],
]

const DECOYS = new Map([
  ['timestamp', '2026-10-01T00:00:00Z'],
  ['status', '500'],
])

/** The log of a seed. */
export function makeLog(seed: number): HostileLog {
  const random = createRandom(seed)
  const upTo = (end: number): number => Math.floor(random() * end)
  const pick = <T>(values: readonly T[]): T => values[upTo(values.length)]!
  const chance = (probability: number): boolean => random() < probability
  const delimiter = pick([',', ',', ',', ';', '\t'])
  const zone = pick(ZONES)
  const moment = pick(MOMENTS)
  const spreads = [60_000, 3_600_000, 6 * 3_600_000, 40 * 86_400_000]
  const fault = pick([0, 0, 0.01, 0.05, 0.3])
  const quoting = pick([0, 0, 0.1, 1])
  const lineEnd = pick(['\n', '\n', '\n', '\r\n'])
  // Like nearly all logs: columns of one width, then the status, then text; most rows of the same minute.
  const isUsual = chance(0.4)
  const isRegular = isUsual || chance(0.6)
  // Fields that reach from one window of a scanner into another, some of them just so far.
  const isLong = chance(0.4)
  const isRepeating = chance(0.3)

  const spread = isUsual ? pick([10_000, 200_000]) : pick(spreads)
  const form = upTo(isUsual ? 8 : 15)
  // Read, or not.
  const path = chance(0.7) ? 'endpoint' : 'path'
  const columns = isUsual
    ? ['timestamp', 'request_id', path, 'status', 'error']
    : ['timestamp', 'status', 'error']
  for (const [column, probability] of [
    ['request_id', 0.7],
    [path, 0.4],
    ['account', 0.2],
    ['fault', 0.2],
    ['excluded', 0.2],
  ] as const) {
    if (!isUsual && chance(probability)) columns.splice(upTo(columns.length + 1), 0, column)
  }
  if (!isUsual && chance(0.3)) columns.sort(() => random() - 0.5)
  const used = columns.filter(column => column !== 'error' || isUsual || chance(0.8))

  const pad = (value: number, length: number): string => String(value).padStart(length, '0')
  const timeText = (): string => {
    if (chance(fault)) return pick(BAD_TIMES)
    const at = moment + upTo(spread)
    const iso = new Date(at).toISOString().replace(/^\+/, '')
    const kind = chance(fault) ? upTo(17) : form
    switch (kind) {
      case 0:
      case 1:
      case 2:
      case 3:
        return iso
      case 4:
        return `${iso.slice(0, 19)}Z`
      case 5:
        return iso.slice(0, 19).replace('T', ' ')
      case 6:
        return `${iso.slice(0, 23)}${pad(upTo(1000), 3)}+${pick(['00:00', '05:45', '0800', '08'])}`
      case 7:
        return `${iso.slice(0, 19)}-05:00`
      case 8:
        return String(Math.floor(at / 1000))
      case 9:
        return String(at)
      case 10:
        return `${Math.floor(at / 1000)}.${pad(upTo(1_000_000), 6)}`
      case 11:
        return `${iso.slice(0, 20)}${upTo(10)}Z`
      case 12:
        return commonLogTime(
          at,
          pick(['', '', `.${pad(upTo(1000), 3)}`]),
          pick(['+0000', '+0000', '-0530', '+00:00']),
        )
      case 13:
        return `${at}${pad(upTo(1000), 3)}`
      case 14:
        return `${at}${pad(upTo(1_000_000), 6)}`
      case 15:
        return iso.slice(0, pick([10, 13, 16]))
      default:
        return `${iso.slice(0, 19)},${pad(upTo(1_000_000_000), 9)}+08:00`
    }
  }
  const long = (): string => 'l'.repeat(upTo(130)) + pick(TEXTS) + 'm'.repeat(upTo(130))
  const value = (column: string): string => {
    switch (column) {
      case 'timestamp':
        return timeText()
      case 'status':
        return chance(fault) ? pick(BAD_STATUSES) : pick(STATUSES)
      case 'account':
        return pick(ACCOUNTS)
      case 'fault':
        return chance(1 - fault) ? pick(FAULTS.slice(0, 7)) : pick(FAULTS)
      case 'excluded':
        return pick(EXCLUDED)
      case 'request_id':
        if (isRepeating) return pick(IDS)
        return isRegular ? pad(upTo(1e9), 12) : 'r'.repeat(upTo(90))
      case 'endpoint':
        if (chance(isUsual ? 0.9 : 0.6)) return pick(ENDPOINTS).replace('ID', () => String(upTo(1e6)))
        if (isLong && chance(quoting / 3)) return long()
        return (
          pick(['/v1/', '/', 'GET /x/', 'https://h/']) + pick(TEXTS) + (isLong ? 'p'.repeat(upTo(300)) : '')
        )
      case 'path':
        if (isLong && chance(quoting / 3)) return long()
        return isLong ? `/v1/${'v'.repeat(upTo(70))}` : `/v1/${'videos'.slice(0, upTo(6))}`
      default:
        if (isLong && chance(0.2)) return 'x'.repeat(upTo(200))
        if (!chance(quoting)) return ''
        return isLong && chance(0.5) ? long() : pick([...TEXTS, decoy])
    }
  }
  /** Between quotes, what looks like a record from its first byte to its last. */
  const decoy = `x\n${used.map(column => DECOYS.get(column) ?? '').join(delimiter)}\n`
  const misplaced = isUsual && fault > 0 ? 0.002 : fault / 30
  const mustQuote = new RegExp(`["\\n\\r${delimiter}]`)
  const write = (text: string): string => {
    if (chance(misplaced)) return `${text}"`
    if (chance(misplaced)) return `"${text}`
    if (chance(misplaced)) return `"${text}"x`
    if (chance(misplaced)) return `${text}"x"`
    if (chance(misplaced)) return `"${text}"\rx`
    if (text === '\r') return text
    if (mustQuote.test(text)) return `"${text.includes('""') ? text : text.replaceAll('"', '""')}"`
    return chance(quoting === 1 ? 0.5 : quoting / 3) ? `"${text}"` : text
  }
  let text = chance(0.1) ? '\ufeff' : ''
  if (chance(0.05)) text += lineEnd
  text += used.map(name => (chance(0.1) ? `"${name}"` : name)).join(delimiter) + lineEnd
  const rows = pick([0, 1, 3, 20, 60, 150])
  for (let i = 0; i < rows; i++) {
    const fields = used.map(column => write(value(column)))
    if (chance(fault / 3)) fields.pop()
    if (chance(fault / 3)) fields.push('x')
    text += fields.join(delimiter)
    text += chance(fault) ? pick(['\n', '\r\n', '\n\n', '\r\n\r\n', '\r\r\n', '\n \n']) : lineEnd
  }
  if (chance(0.3)) text = text.replace(/\r?\n$/, pick(['', '\r', '\r\r', delimiter, '"']))
  let bytes = Buffer.from(text)
  const isBroken = chance(0.03) && bytes.length > 40
  if (isBroken) bytes[20 + upTo(bytes.length - 20)] = pick([0xff, 0x80, 0xc3])
  const isBinary = chance(0.02)
  if (isBinary) bytes = Buffer.concat([bytes, Buffer.from('\0\n')])
  const windows = Array.from({ length: pick([0, 0, 1, 3]) }, () => {
    const start = moment + upTo(spread) - (chance(0.5) ? moment % 60_000 : 0)
    return [start, start + pick([1, 1000, 60_000, 1_800_000, 7_200_000])] as const
  })
  return {
    bytes,
    zone,
    // Which of two errors comes first may depend on how much is read at once when one of them is of the bytes.
    badRows: isBroken || isBinary || chance(0.5) ? 'skip' : 'stop',
    windows,
    sliceMinutes: pick([[5], [5], [1], [5, 1], [60]]),
    times: isRepeating && chance(0.5) ? 2 : 1,
    filter: {
      include: chance(0.3) && used.includes('endpoint') ? [pick(GLOBS), pick(GLOBS)] : [],
      exclude: chance(0.4) && used.includes('endpoint') ? [pick(GLOBS)] : [],
    },
  }
}

/** All that comes of reading a log: as text, so that two can be compared and told apart. */
export async function readLog(log: HostileLog, sizes: ScanSizes | null, asStream = false): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
  const path = join(folder, 'log.csv')
  writeFileSync(path, log.bytes)
  const zone = zoneOf(log.zone)
  const counters = log.sliceMinutes.map((minutes, i) => {
    const windows = log.windows.slice(i).map(([start, end]) => ({
      start: instantAt(start),
      end: instantAt(end),
      reason: '',
      notifiedAt: null,
    }))
    return new RequestCounter(minutes, windows, zone)
  })
  const toText = (found: unknown): string =>
    JSON.stringify(found, null, 1)
      .replaceAll(JSON.stringify(path), '"log"')
      .replaceAll('"stdin"', '"log"')
      // Commands in hints name it, too.
      .replaceAll(path, 'log')
  const rejected: unknown[] = []
  try {
    const stream = (async function* () {
      for (let at = 0; at < log.bytes.length; at += 37) yield log.bytes.subarray(at, at + 37)
    })()
    const open = async () => ({
      input: await openInput(asStream ? '-' : path, { stream, isTerminal: false }),
      onRows() {},
      close() {},
    })
    const logs = Array.from({ length: asStream ? 1 : log.times }, () => ({
      open: async () => ({ ...(await open()), ...(asStream ? {} : { reopen: open }) }),
    }))
    const report = await readRequestLogs(
      logs,
      counters,
      {
        form: log.form ?? 'csv',
        isReduced: false,
        zone,
        columns: log.columns ?? new Map(),
        badRows: log.badRows,
        filter: log.filter,
        onReject: row => rejected.push(row),
        sizes,
      },
      zone,
      [],
    )
    const counts = counters.map(counter => ({
      requests: counter.requests,
      unreachedOtherwise: counter.unreachedOtherwise,
      accounts: counter.accounts(),
      days: [...counter.days()].sort(),
      counts: counter
        .accounts()
        .map(account =>
          (['ratio-timeslices', 'timeslices'] as const).map(method => counter.countsOf(account, method)),
        ),
    }))
    const { endpoints, ...rest } = report
    // Where in slices of an hour its requests are, the kernel does not tell: it may say of a stream that repetitions
    // were not looked for where the exact reader sees that there can be none.
    if (asStream) rest.repeated = { ...rest.repeated, uncompared: [] }
    const paths = {
      list: endpoints.list().sort((a, b) => (a.prefix < b.prefix ? -1 : 1)),
      filtered: endpoints.filtered,
      hasPaths: endpoints.hasPaths,
      unmatched: endpoints.listUnmatched(),
    }
    return toText({ report: rest, paths, rejected, counts })
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return toText(error.issues)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
