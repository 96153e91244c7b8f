/**
 * The fast paths of JSON lines and of access logs against the exact ones: the same hostile files through both
 * must give the same. `readRequestLogs` scans bytes; `readExactly` below parses every line with the readers that
 * know places. `LINE_FILES=10000` reads that many files of each form instead of the usual few.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRequestLogs } from '../../src/answers/logs/request-log.js'
import { zoneOf } from '../../src/core/calendar.js'
import { atLine, InputError } from '../../src/core/failure.js'
import { NO_FILTER } from '../../src/core/sla/endpoint.js'
import { type BadRowPolicy, BadRows } from '../../src/read/bad-rows.js'
import { parseJson } from '../../src/read/json.js'
import { findColumnPaths, jsonRow } from '../../src/read/json-value.js'
import { readLines } from '../../src/read/lines.js'
import { combinedRow, locateFields } from '../../src/read/requests/combined-log.js'
import {
  NO_REQUEST,
  REQUEST_COLUMNS,
  readRequestClass,
  readRequestTime,
} from '../../src/read/requests/request-row.js'
import { type BrokenRow, type ColumnNames, RenamedColumns, type Row } from '../../src/read/rows.js'
import { openInput } from '../../src/read/source.js'
import { RequestCounter } from '../../src/scan/request-counter.js'

const RUNS = Number(process.env.LINE_FILES ?? 300)

/** How a file is read. */
interface Reading {
  readonly form: 'jsonl' | 'combined'
  readonly clock: string
  readonly policy: BadRowPolicy
  readonly columns: ColumnNames
}

interface Told {
  readonly counts: unknown
  readonly rejected: unknown
  readonly failure: string | null
}

const inputOf = (bytes: Buffer, cuts: readonly number[]) => {
  const ends = [...new Set([...cuts.map(cut => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  )
  async function* chunks() {
    let start = 0
    for (const end of ends) {
      if (end > start) yield bytes.subarray(start, end)
      start = end
    }
  }
  return openInput('-', { stream: chunks(), isTerminal: false })
}

const UTC_ZONE = zoneOf('UTC')

/** All that a counter holds, by account and minute; and what reading told beside it. */
async function tell(read: (counter: RequestCounter) => Promise<unknown>): Promise<Told> {
  const counter = new RequestCounter(1, [], UTC_ZONE)
  try {
    const rejected = await read(counter)
    const counts = counter.accounts().map(name => [name, counter.countsOf(name, 'timeslices')])
    return { counts, rejected, failure: null }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    // What the exact reader of rows says, a reader of logs says with the way out for all of them.
    const issues = error.issues.map(({ hint, ...issue }) => ({
      ...issue,
      hint: hint?.replace(/^if such rows .* \| kling-cost sla -(?:\n {2}|$)/, '') || undefined,
    }))
    return { counts: null, rejected: null, failure: JSON.stringify(issues) }
  }
}

const readFast = (bytes: Buffer, cuts: readonly number[], { form, clock, policy, columns }: Reading) =>
  tell(async counter => {
    const rejected: unknown[] = []
    const input = await inputOf(bytes, cuts)
    const log = { open: async () => ({ input, onRows: () => {}, close: () => {} }) }
    const zone = zoneOf(clock)
    const onReject = (row: object) => {
      rejected.push({ ...row, file: undefined })
    }
    const reading = { form, isReduced: false, zone, columns, badRows: policy, filter: NO_FILTER, onReject }
    const { rows, empty } = await readRequestLogs([log], [counter], reading, UTC_ZONE, [])
    return { rows, isEmpty: empty.length > 0, rejected }
  })

const readExactly = (bytes: Buffer, { form, clock, policy, columns }: Reading) =>
  tell(async counter => {
    const { name: file, chunks } = await inputOf(bytes, [])
    const badRows = new BadRows(policy, true)
    const renamed = new RenamedColumns(file, columns)
    const fields = form === 'combined' ? locateFields(columns, atLine(file, 1)) : new Map()
    const readRow = (text: string, line: number): Row | BrokenRow =>
      form === 'combined'
        ? combinedRow(text, line, fields, file)
        : jsonRow(parseJson(text, file, line), text, line, value =>
            findColumnPaths(value, REQUEST_COLUMNS, columns),
          )
    let [rows, read] = [0, 0]
    for await (const lines of readLines(chunks)) {
      for (const { number, text } of lines) {
        if (text.trim() === '') continue
        read++
        const row = readRow(text, number)
        renamed.note(row)
        if ('issue' in row) {
          badRows.reject([row.issue], number, text)
          continue
        }
        const notation = { zone: zoneOf(clock), decimal: null, dates: null }
        const at = readRequestTime(row.text('timestamp'), notation, atLine(file, number))
        const found = readRequestClass(column => row.text(column), atLine(file, number))
        if (found === NO_REQUEST) continue
        if (Array.isArray(at) || Array.isArray(found)) {
          const issues = [...(Array.isArray(at) ? at : []), ...(Array.isArray(found) ? found : [])]
          badRows.reject(issues, number, text)
          continue
        }
        rows++
        counter.add(counter.slotOf(found.account, found.kind, found.isExcluded), at)
      }
    }
    if (form === 'jsonl') renamed.check()
    badRows.finish()
    return { rows, isEmpty: read === 0, rejected: badRows.rejected }
  })

const weighted = <T>(...choices: [weight: number, value: T][]): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))

/** Texts of a line that one change may make something else. */
const mangle = (line: string, change: readonly [kind: number, at: number, text: string]): string => {
  const [kind, at, text] = change
  const place = at % (line.length + 1)
  if (kind === 0) return line.slice(0, place) + text + line.slice(place)
  if (kind === 1) return line.slice(0, place) + line.slice(place + 1)
  if (kind === 2) return line.slice(0, place) + text + line.slice(place + 1)
  return line.slice(0, place)
}
const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  ' ',
  '\t',
  '\r',
  '\u0001',
  '\u0002',
  '\u007f',
  '0',
  '-',
  'e',
  '.',
  'é',
  '😀',
  '\u2028',
  '\u00a0',
  '\ufeff',
  '\\"',
  '\\u0041',
  '\\x22',
  'null',
  '1',
  '+',
  '/',
]
const changes = fc.array(fc.tuple(fc.constantFrom(0, 1, 2, 2, 3), fc.nat(400), fc.constantFrom(...PIECES)), {
  minLength: 1,
  maxLength: 3,
})
const blank = weighted([2, ''], [1, '  '], [1, '\r'], [1, '\u00a0\ufeff'], [1, '\t'])
const lineEnds = weighted([6, '\n'], [2, '\r\n'], [1, '\r\r\n'])
const policies = fc.constantFrom<BadRowPolicy>('stop', 'skip', 'skip')
const clocks = fc.constantFrom('UTC', 'UTC', 'America/New_York')

/** A file of such lines: some as they are, a few broken. */
const fileOf = (line: fc.Arbitrary<string>, weightOfBroken: number, fewest = 1) =>
  fc
    .array(
      fc.tuple(
        fc.oneof(
          { weight: 14, arbitrary: line },
          {
            weight: weightOfBroken,
            arbitrary: fc.tuple(line, changes).map(([text, made]) => made.reduce(mangle, text)),
          },
          { weight: 1, arbitrary: blank },
        ),
        lineEnds,
      ),
      { minLength: fewest, maxLength: fewest + 39 },
    )
    .chain(lines =>
      fc.boolean().map(isEnded => {
        const text = lines.map(([body, end]) => body.replaceAll('\n', ' ') + end).join('')
        // Behind a delimiter the end of a file is another matter.
        return isEnded ? text : text.replace(/[\r\n,;\t]+$/, '')
      }),
    )

const TIMES = [
  '"2026-10-01T00:00:00Z"',
  '"2026-10-01T00:00:59.999Z"',
  '"2026-10-01T00:00:01.5Z"',
  '"2026-10-01T00:00:02.123456789Z"',
  '"2026-10-01T00:00:03.1234567890Z"',
  '"2026-10-01 00:00:04Z"',
  '"2026-10-01 00:01:04"',
  '"2026-10-01T00:00"',
  '"2026-10-01"',
  '"2026-10-01T08:00:00+08:00"',
  '"2026-10-01T08:00:00.250-05:30"',
  '"2026-10-01T08:00:00Z+08:00"',
  '"2026-10-01T08:00:00+0800"',
  '"2026-10-01T08:00:00+24:00"',
  '"2026-10-01T08:00:00+00:60"',
  '1790812800',
  '1790812800123',
  '1790812800.5',
  '1790812800.1030519009',
  '"1790812800"',
  '"1790812800123"',
  '"0000000001"',
  '"0790812800123"',
  '1.7908128e9',
  '-1790812800',
  '"8999-12-31T12:00:00Z"',
  '"8998-12-31T12:00:00Z"',
  '"9999-12-31T00:00:00Z"',
  '"1969-12-31T23:59:59Z"',
  '"1970-01-01T00:00:00+00:01"',
  '"0999-01-01T00:00:00Z"',
  '"2026-10-01T00:00:60Z"',
  '"2026-10-01T00:60:00Z"',
  '"2026-10-01T24:00:00Z"',
  '"2026-02-29T00:00:00Z"',
  '"2026-10-01T00:00:0xZ"',
  '"2026-10-01T00:00:00.12xZ"',
  '"2026-10-01T00:00:00,123Z"',
  '"2026-10-01T00:00:00xZ"',
  '" 2026-10-01T00:00:00Z "',
  '"2026-10-01T00\\u003a00:00Z"',
  '""',
  'null',
  'true',
  '"yesterday"',
  '{}',
  '[1]',
  '"2026-11-01 01:30:00"',
  '"2026-03-08 02:30:00"',
]
const STATUSES = [
  '200',
  '503',
  '"200"',
  '"503"',
  '429',
  '0',
  '"000"',
  '""',
  'null',
  '"-"',
  '" 500 "',
  '99',
  '600',
  '2e2',
  '200.0',
  '-200',
  '"5xx"',
  'true',
  '{}',
  '"\\u0032"',
]
const ACCOUNTS = [
  '"a"',
  '"b"',
  '"team é"',
  '""',
  'null',
  '1',
  '1.0',
  '"1"',
  '1e3',
  '" a "',
  '"\\"q"',
  '"a\\/b"',
  '"x\\u0041"',
  'false',
  '["a"]',
  '"=1+1"',
  '"\u00a0z\ufeff"',
  '"__proto__"',
  '"😀"',
]
const FAULTS = ['""', '"customer"', '"PROVIDER"', '"nobody"', 'null', '"network"']
const EXCLUDED = ['true', 'false', '"no"', '"content"', '0', '1', 'null']
const OTHERS = [
  '"x"',
  '12',
  '-0.5e-3',
  '01',
  '1.',
  '.5',
  '+1',
  '-',
  '1e',
  'nul',
  'nullx',
  'true',
  'tru',
  '"a\\\\"',
  '"\\q"',
  '"\\u12g4"',
  '"\\u12"',
  '{"status":1}',
  '{"a":[1,{"b":"}"}],"c":{}}',
  '[]',
  '[1,]',
  '{,}',
  '{"a"}',
  '[1 2]',
  '"tab\there"',
  `${'['.repeat(33)}${']'.repeat(33)}`,
  `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
  '"日本語"',
  '{"é":1}',
]
const good = (values: readonly string[], few: number) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...values.slice(0, few)) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  )
const members = fc.record({
  timestamp: good(TIMES, 7),
  status: good(STATUSES, 4),
  account: fc.option(good(ACCOUNTS, 4), { nil: undefined }),
  fault: fc.option(good(FAULTS, 3), { nil: undefined, freq: 2 }),
  excluded: fc.option(good(EXCLUDED, 3), { nil: undefined, freq: 2 }),
  request_id: fc.option(good(OTHERS, 3), { nil: undefined }),
  note: fc.option(good(OTHERS, 3), { nil: undefined }),
  res: fc.option(
    fc.constantFrom(
      '{"status":503}',
      '{"Status":"200","id":{"x":"a"}}',
      'null',
      '1',
      '{"status":1,"status":2}',
      '{"status":{}}',
      '{ "time" : "2026-10-01T00:00:00Z" , "status" :503, "x":{"status":1} }',
      '{"status":200,"id":"a"}',
      '{"status":200,"id":"a\\u0041"}',
      '[{"status":200}]',
    ),
    { nil: undefined, freq: 1 },
  ),
})

/** How a line is put together. */
const shapes = fc.record({
  blanks: weighted<[string, string, string]>(
    [5, ['', '', '']],
    [2, ['', ' ', ' ']],
    [1, [' ', '  ', '\t']],
    [1, ['\r', '', '']],
  ),
  order: fc.nat(5),
  spelling: weighted(
    [20, ''],
    [1, 'upper'],
    [1, 'escaped'],
    [1, 'blanks'],
    [1, 'twice'],
    [1, 'twice-otherwise'],
    [1, 'kelvin'],
    [1, 'res.status'],
  ),
})
const jsonLine = (keys: ReadonlyMap<string, string>) =>
  fc.tuple(members, shapes).map(
    ([
      values,
      {
        blanks: [outer, afterColon, afterComma],
        order,
        spelling,
      },
    ]) => {
      let pairs = Object.entries(values).flatMap(([name, value]) =>
        value === undefined ? [] : [[keys.get(name) ?? name, value] as [string, string]],
      )
      const status = pairs.findIndex(([name]) => name === (keys.get('status') ?? 'status'))
      const [name, value] = pairs[Math.max(status, 0)]!
      if (spelling === 'upper') pairs = pairs.map(([key, of]) => [key.toUpperCase(), of])
      if (spelling === 'escaped') pairs[0]![0] = `\\u0074${pairs[0]![0].slice(1)}`
      if (spelling === 'blanks') pairs[1]![0] = ` ${pairs[1]![0]}\u00a0`
      if (spelling === 'twice') pairs.push([name, value])
      if (spelling === 'twice-otherwise') pairs.push([name.toUpperCase(), '"503"'])
      if (spelling === 'kelvin') pairs.push(['K', '1'])
      if (spelling === 'res.status') pairs.push(['res.status', '503'])
      if (order === 1) pairs.reverse()
      if (order === 2) pairs = [...pairs.slice(2), ...pairs.slice(0, 2)]
      const text = pairs
        .map(([key, of]) => `"${key}"${outer}:${afterColon}${of}`)
        .join(`${outer},${afterComma}`)
      return `${outer}{${outer}${text}${outer}}${outer}`
    },
  )
const jsonColumns = weighted<[string, string][]>(
  [8, []],
  [2, [['timestamp', 'Time']]],
  [2, [['status', 'res.status']]],
  [1, [['account', 'res.id.x']]],
  [2, [['account', 'request_id']]],
  [1, [['account', 'status']]],
  [
    1,
    [
      ['status', 'res.status'],
      ['account', 'res.id'],
    ],
  ],
  [
    1,
    [
      ['timestamp', 'res.time'],
      ['account', 'res.status'],
    ],
  ],
  [1, [['account', 'k']]],
  [1, [['account', 'misspelt']]],
  [1, [['account', '__proto__']]],
  [
    1,
    [
      ['status', 'res'],
      ['account', 'res.status'],
    ],
  ],
).map(pairs => new Map(pairs))

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
const VALUES = OTHERS.filter(isJson)
/** Lines of one shape, in which most values that are not read are those of the others, as loggers write them. */
const usually = (value: string) =>
  weighted([150, value], ...VALUES.map((value): [number, string] => [1, value]))
const alikeLine = fc
  .record({
    level: usually('"info"'),
    time: fc.constantFrom(...TIMES.slice(0, 4)),
    service: usually('"gateway"'),
    host: usually('{"name":"a","pid":17}'),
    status: fc.constantFrom('200', '429', '503', '"200"'),
    id: fc.constantFrom(...VALUES),
    tags: usually('["x","y"]'),
    message: usually('"request done"'),
  })
  .map(
    ({ level, time, service, host, status, id, tags, message }) =>
      `{"level":${level},"timestamp":${time},"service":${service},"host":${host},"status":${status},"id":${id},"tags":${tags},"message":${message}}`,
  )
const alikeFile = fc
  .tuple(policies, clocks, fc.array(fc.nat(4000), { maxLength: 4 }), fileOf(alikeLine, 1, 24))
  .map(([policy, clock, cuts, text]) => ({
    text,
    cuts,
    reading: { form: 'jsonl' as const, clock, policy, columns: new Map<string, string>() },
  }))

const jsonFile = fc
  .tuple(jsonColumns, policies, clocks, fc.array(fc.nat(4000), { maxLength: 4 }))
  .chain(([columns, policy, clock, cuts]) =>
    fileOf(jsonLine(new Map([...columns].filter(([, name]) => name === 'Time'))), 2).map(text => ({
      text,
      cuts,
      reading: { form: 'jsonl' as const, clock, policy, columns },
    })),
  )

const DATES = [
  '10/Oct/2026',
  '10/Oct/2026',
  '11/Oct/2026',
  '31/Sep/2026',
  '29/Feb/2028',
  '1/Oct/2026',
  '01/oct/2026',
  '01/Foo/2026',
  '00/Oct/2026',
  '01/Jan/1969',
  '31/Dec/8999',
  '31/Dec/9999',
  '01/Jan/0000',
]
const CLOCKS = [
  '13:55:36',
  '13:55:37',
  '00:00:00',
  '23:59:59',
  '24:00:00',
  '12:60:00',
  '12:00:60',
  '1:00:00',
  '12:00',
  'aa:bb:cc',
]
const OFFSETS = ['+0000', '+0000', '-0530', '+0800', '+2400', '+0060', '0000', '+00:00', 'Z']
const REQUESTS = [
  '"GET / HTTP/1.1"',
  '"POST /v1/x HTTP/2.0"',
  '""',
  '"-"',
  '"\\x16\\x03"',
  '"a \\" b"',
  '"a \\\\"',
  '"a" b"',
  '"[10/Oct/2026:13:55:36 +0000]"',
  '"日本 [x] \u2028"',
  '"\\é"',
  '"\\\u2028"',
  '"\\\t"',
  '"',
  '"tab\t"',
]
const CODES = ['200', '503', '429', '-', '0', '000', '99', '600', '20', '2000', '', '2x0', '--']
const SIZES = ['512', '0', '-', '', '1.5', '12345678901234567890', '-1', '5x']
const TAILS = [
  '',
  ' "-" "curl/8"',
  ' "http://a/" "Mozilla \\"x\\" 5"',
  ' "a" "b" 0.003 upstream',
  ' 0.1',
  ' ',
  ' "a"',
  ' "a" "b"x',
  '\t"a" "b"',
  ' "\\',
]
const CLIENTS = [
  '203.0.113.9 - -',
  '203.0.113.9 - ann',
  '2001:db8::1 - bob smith',
  'host:443 1.2.3.4 - a [b] c',
  'kong-1  | 1.2.3.4 - ann',
  'app ::1 - bob smith',
  'x',
  '',
  'a -',
  'a - b [10/Oct/2026:13:55:36 +0000]',
  'é - ü',
  'a [b - -',
  'a  - x',
]
const combinedLine = fc
  .tuple(
    good(CLIENTS, 3),
    good(DATES, 3),
    good(CLOCKS, 4),
    good(OFFSETS, 4),
    good(REQUESTS, 5),
    good(CODES, 4),
    good(SIZES, 3),
    good(TAILS, 5),
  )
  .map(
    ([client, date, clock, offset, request, code, size, tail]) =>
      `${client} [${date}:${clock} ${offset}] ${request} ${code} ${size}${tail}`,
  )
const combinedColumns = weighted<[string, string][]>(
  [5, []],
  [2, [['account', 'remote_user']]],
  [2, [['account', '$remote_addr']]],
  [1, [['account', 'request']]],
  [1, [['account', 'http_user_agent']]],
  [1, [['account', 'body_bytes_sent']]],
  [1, [['account', 'time_local']]],
  [1, [['account', 'status']]],
  [1, [['timestamp', 'request']]],
  [
    1,
    [
      ['fault', 'remote_user'],
      ['account', 'remote_user'],
    ],
  ],
  [1, [['account', 'misspelt']]],
).map(pairs => new Map(pairs))
const combinedFile = fc
  .tuple(combinedColumns, policies, clocks, fc.array(fc.nat(4000), { maxLength: 4 }), fileOf(combinedLine, 2))
  .map(([columns, policy, clock, cuts, text]) => ({
    text,
    cuts,
    reading: { form: 'combined' as const, clock, policy, columns },
  }))

/** Requests that got an answer. */
const countAnswered = ({ counts }: Told): number =>
  ((counts ?? []) as [string | null, { slices: { valid: number }[] }][])
    .flatMap(([, { slices }]) => slices)
    .reduce((sum, { valid }) => sum + valid, 0)

describe('the scanners and the exact readers take the same lines', () => {
  test.each([
    ['JSON lines', jsonFile],
    ['JSON lines that are alike', alikeFile],
    ['the combined format', combinedFile],
  ])('of %s', { timeout: 300_000 + RUNS * 200 }, async (_, file) => {
    let counted = 0
    await fc.assert(
      fc.asyncProperty(file as typeof jsonFile, async ({ text, cuts, reading }) => {
        const bytes = Buffer.from(text)
        fc.pre(bytes.length > 0)
        const exact = await readExactly(bytes, reading)
        const fast = await readFast(bytes, cuts, reading)
        // What the rows together are is not for a reader of single ones to say.
        if (fast.failure?.includes('ROWS_MOSTLY_BAD')) expect(countAnswered(exact)).toBe(0)
        else expect(fast).toEqual(exact)
        if (exact.counts !== null) counted++
      }),
      { numRuns: RUNS, seed: Number(process.env.LINE_SEED ?? 20261121) },
    )
    expect(counted).toBeGreaterThan(RUNS / 20)
  })
})
