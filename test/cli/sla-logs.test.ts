/** Logs as gateways write them, as somebody hands them in: recognised, answered, or refused with the next step. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { LOG_WRITERS } from '../answers/logs/log-writers.js'
import { FIXTURES } from '../fixture.js'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const FORMATS = join(FIXTURES, 'sla', 'log-formats')
const CASES = join(FIXTURES, 'sla', 'log-cases')

/** What an answer says of its one period. */
interface Figures {
  readonly start: string
  readonly requests: number
  readonly valid: number
  readonly errors: number
  readonly unreached: number
  readonly rate_sum: string
}

interface Answer {
  readonly periods: readonly Figures[]
  readonly rejected_rows: number
  readonly notes: readonly string[]
  readonly ignored_columns: readonly string[]
  readonly log_formats: readonly { format: string | null; other_rows: number; repeated_headers: number }[]
  readonly fault_of_others: number
  readonly rulings: readonly string[]
}

async function ask(log: string, args: readonly string[] = [], stdin?: string | Buffer) {
  const { status, out, err } = await runWith(
    ['sla', log, ...args, '--json', '--period', '2026-10'],
    stdin === undefined ? {} : { stdin },
  )
  return { status, err, answer: status === 2 ? null : (JSON.parse(out) as Answer) }
}

const write = (name: string, text: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function figuresOf(log: string, args: readonly string[] = [], stdin?: string | Buffer) {
  const { status, err, answer } = await ask(log, args, stdin)
  expect([status, err.replaceAll(/^note: .*\n/gm, '')]).toEqual([0, ''])
  const { requests, valid, errors, unreached, rate_sum } = answer!.periods[0]!
  return { requests, valid, errors, unreached, rate_sum, answer: answer! }
}

test.each([
  ['[]\n', 'stdin holds no request'],
  ['timestamp,status\n', 'stdin has a header and no rows'],
])('a log without rows is told as what it is: %j', async (stdin, note) => {
  const { status, err } = await runWith(['sla', '-'], { stdin })
  expect([status, err]).toEqual([0, `note: ${note}\n`])
})

describe('every format of the documentation', () => {
  const files = readdirSync(FORMATS)
  test('is there', () => {
    expect(files.map(file => file.split('.')[0]).sort()).toEqual(Object.keys(LOG_WRITERS).sort())
  })
  // Eight requests 97 seconds apart: 200 200 503 200 | 429, none or 499, 200 | 500.
  test.each(files)('%s is recognised and answered', async file => {
    const { args = [], format, hasUnreached } = LOG_WRITERS[file.split('.')[0]!]!
    const { answer, ...figures } = await figuresOf(join(FORMATS, file), args)
    expect(figures).toEqual(
      hasUnreached
        ? { requests: 8, valid: 7, errors: 2, unreached: 1, rate_sum: '1.75' }
        : { requests: 8, valid: 8, errors: 2, unreached: 0, rate_sum: '1.25' },
    )
    expect(answer.log_formats[0]?.format).toBe(format)
    expect(answer.rejected_rows).toBe(0)
  })
  test.each(files)('%s is the same from a pipe, and when its format is named', async file => {
    const { args = [], format } = LOG_WRITERS[file.split('.')[0]!]!
    const named = file.startsWith('traefik') ? 'traefik' : format
    const bytes = readFileSync(join(FORMATS, file))
    const { answer: _, ...expected } = await figuresOf(join(FORMATS, file), args)
    for (const more of named === null ? [[]] : [[], ['--log-format', named]]) {
      const { answer: __, ...figures } = await figuresOf('-', [...args, ...more], bytes)
      expect(figures).toEqual(expected)
    }
  })
  test('has columns that nothing was read from, in JSON and without a warning', async () => {
    const { answer } = await figuresOf(join(FORMATS, 'nginx-json.log'))
    expect(answer.ignored_columns).toEqual([
      'remote_addr',
      'body_bytes_sent',
      'request_time',
      'upstream_status',
    ])
    expect(answer.notes.join('\n')).not.toContain('nothing is read from')
    const kong = await figuresOf(join(FORMATS, 'kong.jsonl'))
    // Of what is read in part, what is not read of it.
    expect(kong.answer.ignored_columns).toEqual(
      expect.arrayContaining(['latencies', 'response.headers', 'request.method']),
    )
    expect(kong.answer.ignored_columns).not.toContain('response')
  })
})

describe('files as they are handed in', () => {
  const cases: readonly [string, readonly string[], Partial<Figures>][] = [
    ['k6_min.csv', [], { requests: 1, valid: 1, errors: 0, unreached: 0 }],
    [
      'datecol_min.tsv',
      ['--columns', 'timestamp=date+time,status=sc-status'],
      { requests: 3, rate_sum: '2' },
    ],
    ['cloudfront.tsv', [], { requests: 6, valid: 5, errors: 1, unreached: 1, rate_sum: '1.25' }],
    ['pandas_min.csv', [], { requests: 2, valid: 1, errors: 0, unreached: 1 }],
    ['i_hdr_repeat.csv', [], { requests: 4, valid: 3, errors: 1, unreached: 1, rate_sum: '1.5' }],
    ['i_12h.csv', [], { requests: 1, errors: 1 }],
    ['nginx_json.log', [], { requests: 8, valid: 7, errors: 2, unreached: 1, rate_sum: '1.75' }],
    ['kongarr.json', [], { requests: 2, errors: 1, rate_sum: '0.5' }],
    ['alb.log', [], { requests: 8, valid: 8, errors: 2, rate_sum: '1.25' }],
    ['envoy_default.log', [], { requests: 8, valid: 7, errors: 2, unreached: 1, rate_sum: '1.75' }],
  ]
  test.each(cases)('%s %j', async (file, args, expected) => {
    expect(await figuresOf(join(CASES, file), args)).toMatchObject(expected)
  })
  test('a leap second is read', async () => {
    const { status, answer } = await ask(join(CASES, 'i_leapsec.csv'), ['--period', '2016-12'])
    expect([status, answer?.periods.map(({ errors }) => errors)]).toEqual([0, [1, 0]])
  })
  test('a header that stands there again is no row, and is told', async () => {
    const { answer } = await figuresOf(join(CASES, 'i_hdr_repeat.csv'))
    expect(answer.log_formats[0]?.repeated_headers).toBe(1)
    expect(answer.notes.join('\n')).toContain('left out: its header again, 1 time')
  })
  test('a log of other statuses than those of HTTP is refused, also with --bad-rows skip', async () => {
    for (const args of [[], ['--bad-rows', 'skip']]) {
      const { status, err } = await ask(join(CASES, 'kuma_min.jsonl'), args)
      expect(status).toBe(2)
      expect(err).toMatch(args.length > 0 ? /none of the statuses is an HTTP status/ : /status: found "1"/)
    }
  })
})

describe('a request without an answer', () => {
  let asked = 0
  const envoy = (status: number, flags: string): string =>
    `[2026-10-01T00:00:00.123Z] "POST /v1 HTTP/1.1" ${status} ${flags} 0 0 5 - "-" "curl/8" "r${++asked}" "api" "-"\n`
  test('is no error where Envoy says that the client went away', async () => {
    const log = write(
      'dc.log',
      envoy(200, '-') + envoy(0, 'DC') + envoy(0, 'UF,DC') + envoy(0, 'UF') + envoy(503, 'DC'),
    )
    const { answer, ...figures } = await figuresOf(log)
    expect(figures).toMatchObject({ requests: 5, valid: 2, errors: 1, unreached: 1 })
    expect(answer.fault_of_others).toBe(2)
    expect(answer.rulings).toContain('R48')
    expect(answer.notes.join('\n')).toContain('(ruling R48)')
  })
  test('nor where HAProxy, Google or CloudFront do', async () => {
    const haproxy = (state: string): string =>
      `haproxy[1]: 192.0.2.1:3 [01/Oct/2026:00:00:00.655] in s/srv 10/0/30/-1/109 -1 0 - - ${state} 1/1/1/1/0 0/0 "POST /v1 HTTP/1.1"\n`
    expect(
      await figuresOf(write('ha.log', haproxy('CR--') + haproxy('cD--') + haproxy('sH--'))),
    ).toMatchObject({
      requests: 3,
      unreached: 1,
    })
    const gcp = (details: string): string =>
      `${JSON.stringify({ timestamp: '2026-10-01T00:00:00Z', httpRequest: { requestUrl: 'https://a/v1', status: 0 }, jsonPayload: { statusDetails: details } })}\n`
    const google = write(
      'gcp.jsonl',
      gcp('client_disconnected_before_any_response') + gcp('failed_to_connect_to_backend'),
    )
    expect(await figuresOf(google)).toMatchObject({ requests: 2, unreached: 1 })
    const bigQuery = write(
      'bq.json',
      JSON.stringify([
        {
          timestamp: '2026-10-01 00:00:00 UTC',
          httpRequest: { requestUrl: 'https://a/v1', status: '0' },
          jsonpayload_type_loadbalancerlogentry: { statusdetails: 'client_disconnected_before_any_response' },
        },
      ]),
    )
    expect(await figuresOf(bigQuery)).toMatchObject({ requests: 1, unreached: 0 })
    const cloudfront = write(
      'cf.log',
      `#Fields: date time x-edge-location sc-status x-edge-detailed-result-type\n2026-10-01\t00:00:00\tHKG\t000\tClientCommError\n2026-10-01\t00:00:00\tHKG\t000\tError\n`,
    )
    expect(await figuresOf(cloudfront)).toMatchObject({ requests: 2, unreached: 1 })
  })
  test('is one by the column that is named for it, and by its words', async () => {
    const log = write('fault.log', envoy(0, 'DC') + envoy(200, '-'))
    const { status, err } = await ask(log, ['--columns', 'fault=response_flags'])
    expect([status, err]).toEqual([2, expect.stringContaining('fault: found "DC"')])
  })
})

test('where both sides of a request write a span, the client’s counts, and the others are told', async () => {
  const span = (kind: number, status: number) => ({
    kind,
    startTimeUnixNano: '1790812800000000000',
    attributes: [
      { key: 'http.request.method', value: { stringValue: 'POST' } },
      { key: 'http.response.status_code', value: { intValue: String(status) } },
    ],
  })
  const log = (spans: object[]): string => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] })
  const both = write('both.jsonl', log([span(2, 503), span(3, 503), span(3, 200), span(2, 200)]))
  const { answer, ...figures } = await figuresOf(both)
  expect(figures).toMatchObject({ requests: 2, errors: 1 })
  expect(answer.log_formats[0]?.other_rows).toBe(2)
  expect(await figuresOf(write('server.jsonl', log([span(2, 503), span(2, 200)])))).toMatchObject({
    requests: 2,
  })
})

test('what HAProxy writes beside requests is none', async () => {
  const line = (text: string): string => `Oct  1 00:00:00 lb haproxy[1]: ${text}\n`
  const log = write(
    'haproxy.log',
    line('Server s/srv1 is DOWN, reason: Layer4 timeout, check duration: 2001ms.') +
      line(
        '192.0.2.1:3 [01/Oct/2026:00:00:00.655] in s/srv2 10/0/30/-1/109 503 0 - - SC-- 1/1/1/1/0 0/0 "POST /v1 HTTP/1.1"',
      ) +
      line('192.0.2.1:4 [01/Oct/2026:00:00:01.000] in/1: Connection closed during SSL handshake'),
  )
  const { answer } = await ask(log)
  expect(answer!.periods[0]).toMatchObject({ requests: 1, errors: 1 })
  expect(answer!.log_formats[0]).toMatchObject({ format: 'haproxy', other_rows: 2 })
})

describe("LiteLLM's spend logs", () => {
  const codes = ['', '503', '', '', '429', '502', '', '404']
  const rows = codes.map((code, i) => ({
    request_id: `chatcmpl-${i}`,
    call_type: 'acompletion',
    startTime: `2026-10-01 00:00:0${i}.000`,
    status: code === '' ? 'success' : 'failure',
    metadata: {
      user_api_key_alias: 'team',
      ...(code === '' ? {} : { error_information: { error_code: code, traceback: '"error_code": "500"' } }),
    },
  }))
  const right = { requests: 8, valid: 8, errors: 2, unreached: 0 }
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const table = (metadata: (row: (typeof rows)[number]) => string): string =>
    [
      'request_id,call_type,startTime,metadata,status\n',
      ...rows.map(
        row => `${row.request_id},${row.call_type},${row.startTime},${quoted(metadata(row))},${row.status}\n`,
      ),
    ].join('')

  test.each([
    ['as the database writes it', ({ metadata }: (typeof rows)[number]) => JSON.stringify(metadata)],
    [
      'as Python writes it',
      ({ metadata }: (typeof rows)[number]) =>
        JSON.stringify(metadata).replaceAll('\\"', '§').replaceAll('"', "'").replaceAll('§', '"'),
    ],
  ])('have the status inside the text of a column: %s', async (_, metadata) => {
    expect(await figuresOf(write('spend.csv', table(metadata)))).toMatchObject(right)
  })
  test('may have it inside a text of JSON lines', async () => {
    const lines = rows.map(row => `${JSON.stringify({ ...row, metadata: JSON.stringify(row.metadata) })}\n`)
    expect(await figuresOf(write('spend.jsonl', lines.join('')))).toMatchObject(right)
  })
  test('may show the first failure long after what they are recognised by', async () => {
    const fine = Array.from({ length: 500 }, (_, i) => ({ ...rows[0]!, request_id: `before-${i}` }))
    const lines = [...fine, ...rows].map(row => `${JSON.stringify(row)}\n`)
    expect(await figuresOf(write('late.jsonl', lines.join('')))).toMatchObject({
      ...right,
      requests: 508,
      valid: 508,
    })
  })
})

test('an object where a word is expected is told with how to read a value inside it', async () => {
  const log = write(
    'object.jsonl',
    '{"timestamp":"2026-10-01T00:00:00Z","status":503,"excluded":{"by":"x"}}\n',
  )
  expect((await ask(log)).err).toContain('--columns excluded=excluded.KEY reads it')
  expect((await ask(log, ['--columns', 'excluded=excluded.by'])).status).toBe(0)
})
test.each([
  [
    'Kibana',
    '"@timestamp","http.response.status_code","url.path",_id',
    '"Oct 1, 2026 @ 00:00:05.123",503,/v1/x,a',
  ],
  [
    'Athena',
    'time,elb_status_code,target_status_code,request_url',
    '2026-10-01T00:00:00.1Z,503,-,https://a:443/x',
  ],
])('a table that %s exports is read as it is', async (_, header, row) => {
  expect(await figuresOf(write('export.csv', `${header}\n${row}\n`))).toMatchObject({
    requests: 1,
    errors: 1,
  })
})
test('of other messages in a JSON log a word under another name of the status is none', async () => {
  const at = (second: number) => ({ asctime: `2026-10-01 00:00:0${second}` })
  const lines = [
    { ...at(0), status: 'started' },
    { ...at(1), status_code: 503, path: '/v1/videos' },
    { ...at(2), status: 'done', code: 7 },
  ]
  const log = write('words.jsonl', lines.map(line => `${JSON.stringify(line)}\n`).join(''))
  const { answer } = await ask(log)
  expect(answer!.periods[0]).toMatchObject({ requests: 1, errors: 1 })
  expect(answer!.log_formats[0]).toMatchObject({ format: 'python', other_rows: 2 })
})
test('fields may stand between bars, as databases export them', async () => {
  const log = write('bars.txt', 'timestamp|status|account\n2026-10-01T00:00:00Z|503|a\n')
  expect(await figuresOf(log)).toMatchObject({ requests: 1, errors: 1 })
})

test('requests that a gateway did not pass on are told from those that never arrived, where its own status is not read', async () => {
  const log = write(
    'upstream.jsonl',
    [
      { time: '2026-10-01T00:00:00Z', status: 301, upstream_status: '' },
      { time: '2026-10-01T00:05:00Z', status: 502, upstream_status: '502' },
    ]
      .map(row => JSON.stringify(row))
      .join('\n'),
  )
  const columns = ['--columns', 'timestamp=time,status=upstream_status']
  const { answer } = await ask(log, columns)
  expect(answer!.notes).toContain(
    'warning: 1 request without a status in "upstream_status" counts as never arrived. A gateway also leaves it empty where it answers by itself, as with redirects and limits: --unreached ignore leaves it out. Those alone that it answered by itself are left out by --columns passed_on=upstream_status, in place of status',
  )
  const ignoring = await ask(log, [...columns, '--unreached', 'ignore'])
  expect(ignoring.answer!.notes.join()).not.toContain('A gateway also')
})

test('entries of an HTTP Archive are read, a line each', async () => {
  const entry = (status: number) => ({
    startedDateTime: '2026-10-01T00:00:00.000Z',
    time: 339,
    request: { method: 'POST', url: 'https://api.klingai.com/v1/videos' },
    response: { status, statusText: '' },
  })
  const log = write('entries.jsonl', [200, 503, 0].map(status => JSON.stringify(entry(status))).join('\n'))
  const { answer } = await ask(log)
  expect(answer!.periods[0]).toMatchObject({ requests: 3, valid: 2, errors: 1, unreached: 1 })
  expect(answer!.log_formats[0]).toMatchObject({ format: 'har' })
})

describe('statuses', () => {
  test('are read out of the first line of an answer', async () => {
    const rows = [
      '200 OK',
      'HTTP/1.1 503',
      'HTTP 200',
      '503 Service Unavailable',
      "'200",
      '="502"',
      'http/2 404',
    ]
    const log = write(
      'lines.csv',
      `timestamp,status\n${rows.map(row => `2026-10-01T00:00:00Z,"${row.replaceAll('"', '""')}"\n`).join('')}`,
    )
    expect(await figuresOf(log)).toMatchObject({ requests: 7, valid: 7, errors: 3 })
  })
  test('of numbers with a fraction, lists of upstreams and marks of nothing are read', async () => {
    const rows = ['200.0', '503.0', '"502, 200"', '502 : 200', '-', 'NaN', 'null', '\\N', '0.0', '"200, -"']
    const log = write(
      'statuses.csv',
      `timestamp,status\n${rows.map(row => `2026-10-01T00:00:00Z,${row}\n`).join('')}`,
    )
    expect(await figuresOf(log)).toMatchObject({ requests: 10, valid: 4, errors: 1, unreached: 6 })
  })
  test('what exports write for NULL excludes nothing, is no account, and makes no two requests one', async () => {
    const NULL = '\\N'
    const rows = ['503', '503', '200'].map(status =>
      ['2026-10-01 00:00:05', status, NULL, NULL, NULL].join('\t'),
    )
    const log = write(
      'null.tsv',
      ['timestamp\tstatus\trequest_id\texcluded\taccount', ...rows, ''].join('\n'),
    )
    const { answer } = await figuresOf(log)
    expect(answer).toMatchObject({ repeated_requests: 0 })
    expect(answer.periods).toMatchObject([{ account: null, requests: 3, errors: 2, excluded: 0 }])
  })
  test('that are none of HTTP are told with what is allowed', async () => {
    const log = write('word.csv', 'timestamp,status\n2026-10-01T00:00:00Z,200.5\n2026-10-01T00:00:00Z,OK\n')
    const { status, err } = await ask(log)
    expect(status).toBe(2)
    expect(err).toContain('word.csv:2: BAD_VALUE status: found "200.5"')
    expect(err).toContain('word.csv:3: BAD_VALUE status: found "OK"')
  })
})

describe('what stands in a log beside requests', () => {
  const ROW = '2026-10-01T00:00:00Z,200\n'
  test('rows of empty cells, as spreadsheets write blank ones, are none', async () => {
    const log = write('blank.csv', `timestamp,status\n${ROW},\n , \n${ROW},,\n`)
    expect(await figuresOf(log)).toMatchObject({ requests: 2, answer: { rejected_rows: 0 } })
  })
  test('a notice of what rotates logs, in front and between', async () => {
    const notice = 'Oct  1 00:00:00 web newsyslog[1234]: logfile turned over due to size>1000K\n'
    const log = write('rotated.csv', `${notice}timestamp,status\n${ROW}${notice}${ROW}`)
    const { answer, requests } = await figuresOf(log)
    expect([requests, answer.log_formats[0]?.other_rows]).toEqual([2, 1])
    const access = '192.0.2.1 - - [01/Oct/2026:00:00:00 +0000] "POST / HTTP/1.1" 200 12\n'
    expect(await figuresOf(write('rotated.log', notice + access + access))).toMatchObject({ requests: 2 })
    expect(
      await figuresOf(write('rotated.jsonl', `${notice}{"timestamp":"2026-10-01T00:00:00Z","status":200}\n`)),
    ).toMatchObject({ requests: 1 })
  })
  test('a byte order mark and zero bytes where files were joined or cut', async () => {
    const log = write(
      'joined.csv',
      `\ufefftimestamp,status\n${ROW}\ufefftimestamp,status\n${ROW}\ufeff${ROW}`,
    )
    const { answer, requests } = await figuresOf(log)
    expect([requests, answer.log_formats[0]?.repeated_headers]).toEqual([3, 1])
    const long = `timestamp,status\n${ROW.repeat(3000)}${'\0'.repeat(100)}${ROW}`
    const cut = await figuresOf(write('zeros.csv', long))
    expect(cut.requests).toBe(3001)
    expect(cut.answer.notes.join('\n')).toContain('zero bytes in front of 1 line')
  })
  test('zero bytes at the beginning are told with what takes them away', async () => {
    const { status, err } = await ask(write('truncated.csv', `${'\0'.repeat(5000)}timestamp,status\n${ROW}`))
    expect(status).toBe(2)
    expect(err).toContain('begins with zero bytes, as copytruncate leaves them')
    expect(err).toContain("tr -d '\\000'")
  })
  test('its header again is no row, with a delimiter behind it either', async () => {
    const { answer } = await ask(
      write('again.csv', `timestamp,status\n${ROW}timestamp,status,\n2026-10-01T00:00:02Z,503\n`),
    )
    expect(answer!.periods[0]).toMatchObject({ requests: 2, errors: 1 })
  })
  test.each([[], ['--bad-rows', 'skip']])('a header of another table stops it %j', async (...flags) => {
    const { status, err } = await ask(
      write('two.csv', `timestamp,status\n${ROW}status,timestamp\n200,2026-10-01T00:00:00Z\n`),
      flags,
    )
    expect(status).toBe(2)
    expect(err).toContain('two.csv:3: CSV_MALFORMED a header with other columns stands inside the file')
  })
  test('other messages of a program are counted, and none is a bad row', async () => {
    const { answer } = await figuresOf(join(FORMATS, 'pino.log'))
    expect(answer.log_formats).toEqual([expect.objectContaining({ format: 'pino', other_rows: 1 })])
    expect(answer.notes.join('\n')).toContain('left out: 1 row that is no request')
  })
})

test.each([
  [
    'sqlcmd',
    'timestamp,status\n-------------------,------\n2026-10-01 00:00:00,200\n2026-10-01 00:01:00,503\n\n(2 rows affected)\n',
  ],
  [
    'psql',
    '      timestamp      | status \n---------------------+--------\n 2026-10-01 00:00:00 |    200\n 2026-10-01 00:01:00 |    503\n(2 rows)\n\n',
  ],
])('what %s draws around rows is left out', async (name, text) => {
  const { answer } = await ask(write(`${name}.txt`, text))
  expect(answer!.periods[0]).toMatchObject({ requests: 2, errors: 1 })
  expect(answer!.notes.join('\n')).toContain(
    'left out: 2 lines written by log rotation, by joining files or by a database client',
  )
})

describe('a log that is not understood', () => {
  test('is told once, with what was found and the mapping that would work', async () => {
    const nested = { started: '2026-10-01T00:00:00Z', res: { code: 503 }, msg: 'x' }
    const log = write('own.jsonl', `${JSON.stringify(nested)}\n`.repeat(50))
    const { status, err } = await ask(log)
    expect(status).toBe(2)
    expect(err).toBe(
      `${log}: HEADER_MISSING no row has "timestamp" or "status"; found started, res.code, msg\n  --columns timestamp=started,status=res.code\n`,
    )
    expect(await figuresOf(log, ['--columns', 'timestamp=started,status=res.code'])).toMatchObject({
      errors: 50,
    })
  })
  test.each(['Time (+x)', 'time, local', 'Time+date, local'])(
    'is read by the mapping that is offered, also of a heading such as "%s"',
    async name => {
      const rows = ['200', '503'].map((code, i) => ({ [name]: `2026-10-01T00:0${i}:00Z`, code }))
      const inLines = rows.map(row => `${JSON.stringify(row)}\n`).join('')
      const inTable = `"${name}",code\n${rows.map(row => Object.values(row).join()).join('\n')}\n`
      for (const [file, text] of [
        ['odd.csv', inTable],
        ['odd.jsonl', inLines],
        ['odd-keys.jsonl', inLines.replaceAll('"code"', '"\\u0063ode"')],
        ['odd.json', JSON.stringify(rows)],
      ] as const) {
        const log = write(file, text)
        const [, hint] = /--columns (.*)/.exec((await ask(log)).err)!
        const columns = hint!.replaceAll("'", '')
        const { answer, ...figures } = await figuresOf(log, ['--columns', columns])
        expect(figures).toMatchObject({ requests: 2, errors: 1 })
        expect(answer.ignored_columns).toEqual([])
      }
    },
  )
  test('is offered no column of numbers as its status', async () => {
    const hintFor = async (name: string, ...lines: string[]) =>
      (await ask(write(name, `${lines.join('\n')}\n`))).err
    // As Grafana exports the counts of each status, and Locust the history of a test.
    const time = '2026-10-01T00:00:00Z'
    for (const names of [
      '"200","503"',
      'status 200,status 5xx',
      'Total Request Count,Code Count',
      'bytes,http',
    ]) {
      expect(await hintFor('pivot.csv', `Time,${names}`, `${time},100,120`)).toContain(
        '--columns timestamp=Time,status=NAME\n',
      )
    }
    const byColumns = { timestamp: { 0: time, 1: time }, status: { 0: 503, 1: 200 } }
    expect(await hintFor('pandas.json', JSON.stringify(byColumns))).toContain(
      '  the file holds its columns one by one',
    )
  })
  test('of dates and times apart is told how to join them', async () => {
    const { err } = await ask(join(CASES, 'datecol_min.tsv'))
    expect(err).toContain('--columns timestamp=date+time,status=sc-status')
    const alone = await ask(join(CASES, 'datecol_min.tsv'), ['--columns', 'timestamp=date,status=sc-status'])
    expect(alone.status).toBe(2)
    expect(alone.err).toContain('expected a time of day, too; got the date "2026-10-01" alone')
  })
  test('in several lists inside of one object, or a page of one, is told so', async () => {
    const rows = [{ time: '2026-10-01T00:00:00Z', code: 503 }]
    const two = write('two-lists.json', JSON.stringify({ meta: [{ name: 'time' }], ok: rows, failed: rows }))
    expect((await ask(two)).err).toContain(
      `got one object that holds lists, ok and failed\n  extract the rows of those lists that hold requests: jq -c '.ok[], .failed[]' ${two} |`,
    )
    expect((await ask('-', [], JSON.stringify({ ok: rows }))).err).toContain(
      "jq -c '.ok[]' | kling-cost sla -",
    )
    for (const page of [{ has_more: true }, { paging: { has_more: true } }])
      expect((await ask(write('page.json', JSON.stringify({ data: rows, ...page })))).err).toContain(
        'a list, data, and says that others follow (has_more: true)\n  ask for all pages, and extract the rows of each:',
      )
  })
  test('in a list inside of one object is told how to take it out', async () => {
    const rows = [{ time: '2026-10-01T00:00:00Z', code: 503 }]
    const log = write('hits.json', JSON.stringify({ took: 3, total: {}, 'the hits': { hits: rows } }))
    expect((await ask(log)).err).toContain(
      `got one object that holds a list, the hits.hits\n  extract the rows: jq -c '.["the hits"].hits[]' ${log} | kling-cost sla -`,
    )
    const answer = { meta: [{ name: 'time' }], hits: { tags: ['a'], hits: Array(100_000).fill(rows[0]) } }
    const long = write('long-hits.json', JSON.stringify(answer, null, 1))
    expect((await ask(long)).err).toContain(
      `got one object that holds a list, hits.hits\n  extract the rows: jq -c '.hits.hits[]' ${long} | kling-cost sla -`,
    )
    const compact = { meta: [{ name: 'time' }], data: Array(100_000).fill(['2026-10-01T00:00:00Z', 503]) }
    for (const indent of [undefined, 1]) {
      const found = await ask(write('lists.json', JSON.stringify(compact, null, indent)))
      expect(found.err).toContain(
        'expected requests, an object for each; got lists, in data\n  have the rows',
      )
    }
    const line = '{"time":"2026-10-01T00:00:00Z","status":503}'
    const docker = write(
      'docker.log',
      `${JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: 'x' })}\n`,
    )
    expect((await ask(docker)).err).toContain(`extract the rows: jq -r '.log' ${docker} | kling-cost sla -`)
    for (const [i, prefix] of [
      '2026-10-01T00:00:00.1Z stdout F ',
      'api-1  | ',
      'Dec  1 08:16:49 host app[12]: ',
    ].entries()) {
      const log = write(`prefix-${i}.log`, `${prefix}${line}\n${prefix}starting\n${prefix}${line}\n`)
      expect((await ask(log)).err).toContain(`extract the rows: sed 's/^[^{]*//' ${log} | kling-cost sla -`)
    }
    const lists = write(
      'tags.json',
      JSON.stringify({ tags: ['a'], started: '2026-10-01T00:00:00Z', code: 503 }),
    )
    expect((await ask(lists)).err).toContain('--columns timestamp=started,status=code')
  })
  test('nor what a format is that does not fit', async () => {
    const { status, err } = await ask(join(CASES, 'kongarr.json'), ['--log-format', 'caddy'])
    expect(status).toBe(2)
    expect(err).toContain(
      'the log is not what Caddy, access logs as JSON writes; found started_at, response.status',
    )
  })
  test('a request without a status is bad where the format always has one, and other messages are none', async () => {
    const row = (seconds: number, rest: object) =>
      JSON.stringify({ ts: 1790848800 + seconds, logger: 'http.log.access', ...rest })
    const request = { method: 'POST', uri: '/v1/videos' }
    const rows = [row(0, { request, status: 200 }), row(1, { msg: 'autosaved config' }), row(2, { request })]
    const { status, err } = await ask(write('caddy.log', `${rows.join('\n')}\n`))
    expect(status).toBe(2)
    expect(err).toMatch(/caddy\.log:3: KEY_MISSING status: is missing/)
    expect(err).not.toContain('caddy.log:2')
  })
  test('a request without a status got no answer where the format leaves it out then', async () => {
    const row = (seconds: number, rest: object) =>
      JSON.stringify({
        '@timestamp': `2026-10-05T10:00:0${seconds}Z`,
        'http.request.method': 'POST',
        ...rest,
      })
    const rows = [
      row(0, { 'http.response.status_code': 200 }),
      row(1, { 'error.type': 'timeout' }),
      row(2, { 'http.request.method': undefined, message: 'started' }),
    ]
    expect(await figuresOf(write('otel.jsonl', `${rows.join('\n')}\n`))).toMatchObject({
      requests: 2,
      valid: 1,
      unreached: 1,
    })
  })
  describe('of several names that a format may write, each row has its own', () => {
    const span = (at: number, status: number, names: readonly [string, string, string]) => ({
      kind: 3,
      startTimeUnixNano: `${Date.UTC(2026, 9, 5, 10, at)}000000`,
      attributes: Object.entries({
        [names[0]]: 'POST',
        [names[1]]: 'https://a.example/v1/videos',
        [names[2]]: String(status),
      }).map(([key, value]) => ({ key, value: { stringValue: value } })),
    })
    const now = ['http.request.method', 'url.full', 'http.response.status_code'] as const
    const before = ['http.method', 'http.url', 'http.status_code'] as const
    const otlp = [span(0, 200, now), span(6, 503, before), span(12, 200, now)].map(each =>
      JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [each] }] }] }),
    )
    const nginx = ['request_uri', 'uri', 'request'].map((name, i) =>
      JSON.stringify({
        time_iso8601: `2026-10-05T10:0${3 * i}:05Z`,
        status: i === 1 ? 503 : 200,
        [name]: name === 'request' ? 'POST /v1/videos HTTP/1.1' : '/v1/videos',
        ...(name === 'uri' && { request_uri: '' }),
      }),
    )
    // Only the rows behind the first lack the name that those have.
    const late = [
      ...Array.from({ length: 300 }, () => nginx[0]!),
      ...nginx.slice(1),
      nginx[1]!.replace('"request_uri":""', '"request_uri":null'),
    ]
    test.each([
      ['spans by two conventions', otlp, '/v1/*', 3, 1],
      ['keys of nginx', nginx, '/v1/*', 3, 1],
      ['keys of nginx, late', late, '/v1/*', 303, 2],
    ] as const)('the path: %s', async (name, rows, glob, requests, errors) => {
      const log = write(`${name}.jsonl`, `${rows.join('\n')}\n`)
      expect(await figuresOf(log, ['--endpoint', glob])).toMatchObject({ requests, errors })
    })
    test('the time, also where the first is 0', async () => {
      const rows = [
        { DownstreamStatus: 200, StartUTC: '2026-10-05T10:00:05Z', time: '2026-10-05T10:00:06Z' },
        { DownstreamStatus: 503, time: '2026-10-05T10:06:05Z' },
        { DownstreamStatus: 503, StartUTC: '', time: '2026-10-05T10:12:05Z' },
      ]
      const log = write('traefik.jsonl', rows.map(row => `${JSON.stringify(row)}\n`).join(''))
      expect(await figuresOf(log)).toMatchObject({ requests: 3, errors: 2, rate_sum: '2' })
      const record = (time: string, observed: string) => ({
        timeUnixNano: time,
        observedTimeUnixNano: observed,
        attributes: [{ key: 'http.response.status_code', value: { stringValue: '503' } }],
      })
      const logRecords = [
        record('1790985605000000000', '1790985606000000000'),
        record('0', '1790985965000000000'),
      ]
      const records = write(
        'records.json',
        JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
      )
      expect(await figuresOf(records)).toMatchObject({ requests: 2, errors: 2, rate_sum: '2' })
    })
  })
  test('fields of CloudFront in JSON are those of its lines: times in UTC, and what the client broke off', async () => {
    const row = (time: string, status: string, result: string) =>
      JSON.stringify({
        date: '2026-09-30',
        time,
        'x-edge-location': 'FRA2-C1',
        'cs-uri-stem': '/v1',
        'sc-status': status,
        'x-edge-request-id': time,
        'x-edge-detailed-result-type': result,
      })
    const rows = [
      row('20:00:05', '000', 'ClientCommError'),
      row('20:06:05', '503', 'Error'),
      row('20:07:05', '000', 'Error'),
    ]
    const { answer, ...figures } = await figuresOf(write('cf.jsonl', `${rows.join('\n')}\n`), [
      '--tz',
      'Asia/Shanghai',
    ])
    expect(figures).toMatchObject({ requests: 3, errors: 1, unreached: 1 })
    expect(answer.periods.map(({ start }) => start)).toEqual(['2026-10-01'])
    expect(answer.log_formats[0]?.format).toBe('cloudfront')
  })
  test('a row of a logger as a request comes is none: that of its end counts', async () => {
    const ecs = (seconds: number, http: object, rest: object = {}) =>
      JSON.stringify({ '@timestamp': `2026-10-05T10:00:0${seconds}Z`, http, ...rest })
    const rows = [
      ecs(0, { request: { id: '0', method: 'POST' } }, { url: { path: '/v1' }, message: 'incoming request' }),
      ecs(1, { request: { id: '0' }, response: { status_code: 200 } }, { event: { duration: 12 } }),
      ecs(2, { request: { id: '1', method: 'POST' } }, { url: { path: '/v1' }, message: 'incoming request' }),
      ecs(3, { request: { id: '1' }, response: { status_code: 503 } }, { event: { duration: 12 } }),
      ecs(4, { request: { id: '2', method: 'POST' } }, { event: { duration: 60000 } }),
      ecs(5, { request: { id: '3', method: 'POST' }, response: { status_code: null } }),
    ]
    const { answer, ...figures } = await figuresOf(write('ecs.jsonl', `${rows.join('\n')}\n`))
    expect(figures).toMatchObject({ requests: 3, valid: 2, errors: 1, unreached: 1 })
    expect(answer.log_formats[0]?.other_rows).toBe(3)
  })
  test('messages of the service beside its requests are none, in what Google Cloud exports', async () => {
    const entry = (seconds: number, rest: object) =>
      JSON.stringify({ timestamp: `2026-10-05T10:00:0${seconds}Z`, ...rest })
    const httpRequest = { requestMethod: 'POST', requestUrl: 'https://a/v1' }
    const rows = [
      entry(0, { httpRequest: { ...httpRequest, status: 503 } }),
      entry(1, { textPayload: 'calling the service' }),
      entry(2, { protoPayload: { methodName: 'x' } }),
      entry(3, { httpRequest }),
    ]
    const found = await figuresOf(write('run.jsonl', `${rows.join('\n')}\n`))
    expect(found).toMatchObject({ requests: 2, errors: 1, unreached: 1 })
    expect(found.answer.log_formats).toMatchObject([{ format: 'gcp', other_rows: 2 }])
  })
  test.each([
    [
      'HAProxy',
      'h:1 [01/Oct/2026:00:00:00] f b/s 0/0/0/1/1 200 20 - - ---- 1/1/1/1/0 0/0 "GET /a HTTP/1.1"',
      'h:1 [01/Oct/2026:00:00:01] f b/s api.example 0/0/0/1/1 503 20 - - ---- 1/1/1/1/0 0/0 "GET /a HTTP/1.1"',
    ],
    [
      'Python',
      '2026-10-01T00:00:00Z host "GET /a HTTP/1.1" 512 200',
      '2026-10-01T00:00:01Z host "GET /a HTTP/1.1" 1043 200',
    ],
  ])('a line with a request that is not written as %s does is no message', async (title, ...lines) => {
    const { status, err } = await ask(write('other.log', `${lines.join('\n')}\n`))
    expect(status).toBe(2)
    expect(err).toMatch(new RegExp(`other\\.log:2: LOG_MALFORMED the line is not of the format of ${title}`))
  })
  test('a table that was exported from rows of a format is read like them', async () => {
    const envoy = `start_time,method,path,response_code,response_flags
2026-10-05T10:00:00Z,POST,/v1,503,UF
2026-10-05T10:00:01Z,POST,/v1,0,DownstreamConnectionTermination
2026-10-05T10:00:02Z,-,-,0,-
`
    expect(await figuresOf(write('envoy.csv', envoy))).toMatchObject({
      requests: 2,
      errors: 1,
      unreached: 0,
      answer: { fault_of_others: 1, log_formats: [{ format: 'envoy', other_rows: 1 }] },
    })
    // Kibana writes a dash for a field that a row has not, and guards it as it does formulas.
    const ecs = `@timestamp,http.request.method,http.response.status_code,error.type
2026-10-05T10:00:00Z,POST,503,'-
2026-10-05T10:00:01Z,POST,'-,timeout
2026-10-05T10:00:02Z,'-,'-,'-
2026-10-05T10:00:03Z,POST,'-,'-
`
    expect(await figuresOf(write('kibana.csv', ecs))).toMatchObject({
      requests: 2,
      errors: 1,
      unreached: 1,
      answer: { log_formats: [{ format: 'otel', other_rows: 2 }] },
    })
  })
  test('the offset in front of a line of HAProxy is that of its time of accept', async () => {
    const line = (prefix: string) =>
      `${prefix} lb haproxy[1]: h:1 [01/Oct/2026:07:59:59.123] f b/s 0/0/0/1/1 503 20 - - ---- 1/1/1/1/0 0/0 "GET /a HTTP/1.1"\n`
    const ahead = write('offset.log', line('2026-10-01T07:59:59+08:00'))
    expect((await ask(ahead)).answer).toMatchObject({ outside_periods: 1 })
    expect(await figuresOf(write('none.log', line('Oct  1 07:59:59')))).toMatchObject({ requests: 1 })
  })
  test('connections that ended without a request are none, in what http.sys writes', async () => {
    const text = `#Fields: date time cs-method cs-uri sc-status s-reason
2026-10-05 10:00:00 - - - Timer_ConnectionIdle
2026-10-05 10:00:01 POST /v1 503 QueueFull
2026-10-05 10:00:02 POST /v1 - Connection_Dropped
`
    expect(await figuresOf(write('httperr.log', text))).toMatchObject({
      requests: 2,
      errors: 1,
      unreached: 1,
      answer: { log_formats: [{ format: 'w3c', other_rows: 1 }] },
    })
  })
  describe('that begins with a damaged line is recognised by the others', () => {
    const combined = (minute: number, status: number) =>
      `127.0.0.1 - - [01/Oct/2026:00:0${minute}:00 +0000] "POST /v1/a HTTP/1.1" ${status} 12 "-" "-"`
    const kong = (minute: number, status: number) =>
      JSON.stringify({
        started_at: 1790812800000 + minute * 60_000,
        request: { uri: '/v1/a' },
        response: { status },
      })
    test.each([
      ['combined', combined, /damaged\.log:1: LOG_MALFORMED the line is not of the combined log format/],
      ['kong', kong, /damaged\.log:1:\d: JSON_MALFORMED/],
    ])('%s', async (format, row, message) => {
      // What was cut may hold a null; a line of a program beside it may be like those of another format.
      const ofPython = '2026-10-01 00:00:00,001 INFO HTTP Request: POST /v1/cut "HTTP/1.1 200 OK"'
      for (const foreign of ['29 "POST /v1/cut', '"tenant":null}', ofPython]) {
        const log = write('damaged.log', `${[foreign, row(0, 200), row(1, 503), row(2, 200)].join('\n')}\n`)
        expect((await ask(log)).err).toMatch(message)
        for (const more of [[], ['--log-format', format]]) {
          const { status, answer } = await ask(log, ['--bad-rows', 'skip', ...more])
          expect(status).toBe(3)
          expect(answer).toMatchObject({ rejected_rows: 1, periods: [{ requests: 3, errors: 1 }] })
        }
      }
    })
  })
  test('a table without a header is not read as if its first request were one', async () => {
    const rows = Array.from({ length: 3 }, (_, i) => `2026-10-01T00:0${i}:00Z,/v1/a,200\n`)
    const { status, err } = await ask(write('bare.csv', rows.join('')))
    expect(status).toBe(2)
    expect(err).toContain(
      'bare.csv:1: HEADER_MISSING expected a first line that names the columns; got 2026-10-01T00:00:00Z, /v1/a, 200\n  put one above it, such as timestamp,column_2,status',
    )
  })
  test('a column that holds objects is told with a name inside it', async () => {
    const row = (id: string) =>
      JSON.stringify({ timestamp: '2026-10-01T00:00:00Z', status: 200, tenant: { id, plan: 'pro' } })
    const { err } = await ask(write('nested.jsonl', `${row('a')}\n`), ['--account-column', 'tenant'])
    expect(err).toContain('name a value inside it, such as tenant.id')
  })
  test('an unknown format is named with those there are', async () => {
    const { status, err } = await ask(join(CASES, 'kongarr.json'), ['--log-format', 'kongg'])
    expect(status).toBe(2)
    expect(err).toMatch(/--log-format: expected auto, csv, .*litellm.*got "kongg"; did you mean "kong"\?/)
  })
  test('broken JSON is told in words of its own', async () => {
    const { err } = await ask(
      write('broken.jsonl', '{"timestamp":"2026-10-01T00:00:00Z","status":200}\n{"timestamp":x}\n'),
    )
    expect(err).toMatch(/broken\.jsonl:2:14: JSON_MALFORMED not JSON: /)
    expect(err).not.toMatch(/InvalidSymbol|[a-z][A-Z][a-z]+(?:Expected|Symbol)/)
  })
  test('an array without an end was cut', async () => {
    const { status, err } = await ask(
      write(
        'cut.json',
        '[{"timestamp":"2026-10-01T00:00:00Z","status":200},\n{"timestamp":"2026-10-01T00:00:00Z"',
      ),
    )
    expect(status).toBe(2)
    expect(err).toContain('FILE_TRUNCATED')
  })
})

test.each([
  ['[{"timestamp":"2026-10-01T00:00:00Z","status":200}]', false],
  [
    '{"resourceSpans":[{"scopeSpans":[{"spans":[{"kind":3,"startTimeUnixNano":"1790812800000000000","attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},{"key":"http.response.status_code","value":{"intValue":"200"}}]}]}]}]}',
    false,
  ],
  ['{"timestamp":"2026-10-01T00:00:00Z","status":200}', true],
  ['timestamp,status\n2026-10-01T00:00:00Z,200', true],
])(
  'a document of JSON that is closed was not cut, though its last line has no end: %s',
  async (text, isTold) => {
    const { answer } = await ask('-', [], text)
    expect(answer!.periods[0]!.requests).toBe(1)
    expect(answer!.notes.some(note => note.includes('is not ended'))).toBe(isTold)
  },
)

test.each([
  ['"status_code":null},"error":"connect ECONNREFUSED"', 1],
  ['"status_code":null},"error":{"message":"connect ECONNREFUSED","stack":["a"]}', 1],
  ['"status_code":null},"err":{"code":"ECONNREFUSED"}', 1],
  ['"status_code":""},"exception":{"type":"TimeoutError"}', 1],
  // A request that only begins.
  ['"status_code":null}', 0],
  ['"status_code":null},"error":null', 0],
  ['"status_code":null},"error":{}', 0],
])('of a logger’s request without a status an error says that it has ended: %s', async (rest, unreached) => {
  const row = (rest: string) =>
    `{"time":"2026-10-11T10:00:00Z","http":{"method":"POST","url":"https://x/v1",${rest}}\n`
  const text = row('"status_code":200}').repeat(60) + row(rest)
  expect((await ask(write('client.jsonl', text))).answer!.periods[0]).toMatchObject({ valid: 60, unreached })
})

describe('a log of JSON lines whose writer is another from some row on', () => {
  const at = '2026-10-01T00:00:00Z'
  const line = (row: object): string => `${JSON.stringify({ time: at, ...row })}\n`
  const own = line({ http: { method: 'POST', url: '/v1', status_code: 200 } })
  test.each([
    ['otel.jsonl', own, line({ method: 'POST', url: '/v1', status: 503 }), 'http.status_code', 'status'],
    [
      'pino.jsonl',
      line({ req: { method: 'POST', url: '/v1' }, res: { statusCode: 200 } }),
      line({ method: 'POST', url: '/v1', statusCode: 503 }),
      'res.statusCode',
      'statusCode',
    ],
  ])('stops the command: %s', async (name, first, later, from, to) => {
    const { status, err } = await ask(write(name, first.repeat(100) + later))
    expect(status).toBe(2)
    expect(err).toContain(`some messages have a status in "${from}", others in "${to}"`)
  })
  test('holds messages with numbers of their own all the same', async () => {
    const messages = line({ msg: 'cached', status: 200 }) + line({ msg: 'took', path: '/v1', ms: 503 })
    expect(await figuresOf(write('messages.jsonl', own.repeat(100) + messages))).toMatchObject({
      requests: 100,
    })
  })
  test('is recognised behind many lines of how a program starts', async () => {
    const text = line({ level: 'info', msg: 'boot' }).repeat(100) + own
    expect(await figuresOf(write('boot.jsonl', text))).toMatchObject({ requests: 1 })
  })
})

test('sizes in front of statuses, in lines like the combined format, are refused', async () => {
  const line = (status: number, size: number): string =>
    `10.0.0.1 - - [01/Oct/2026:00:00:07 +0000] "POST /v1 HTTP/1.1" ${status} ${size} "-" "py"\n`
  const lines = (row: (i: number) => string): string => Array.from({ length: 40 }, (_, i) => row(i)).join('')
  const { status, err } = await ask(
    write(
      'bytes.log',
      lines(i => line(240 + 3 * i, 200)),
    ),
  )
  expect(status).toBe(2)
  expect(err).toContain('LOG_MALFORMED the first statuses, such as 240, are none that services answer with')
  const odd = write(
    'odd.log',
    lines(i => line(240 + 3 * i, 1200)),
  )
  expect((await ask(odd)).status).toBe(0)
})

const ENVOY = { start_time: '2026-10-14T09:00:01.123Z', path: '/v1' }
test.each([
  [
    'envoy.jsonl',
    `${JSON.stringify({ ...ENVOY, response_code: 0, response_flags: '-', fault: 'customer' })}\n`,
  ],
  // The format's own word counts where the column says nothing.
  ['flags.jsonl', `${JSON.stringify({ ...ENVOY, response_code: 0, response_flags: 'DC', fault: '' })}\n`],
  [
    'envoy.csv',
    'start_time,response_code,response_flags,path,fault\n2026-10-14T09:00:01.123Z,0,-,/v1,customer\n',
  ],
  [
    'gcp.jsonl',
    '{"httpRequest":{"requestMethod":"POST","requestUrl":"https://k/v1","status":0},"jsonPayload":{"statusDetails":"x"},"timestamp":"2026-10-14T09:00:01Z","fault":"network"}\n',
  ],
  [
    'iis.log',
    '#Fields: date time sc-status cs-method cs-uri-stem fault\n2026-10-14 09:00:01 000 POST /v1 customer\n',
  ],
  [
    'cloudfront.log',
    '#Fields: date time x-edge-location sc-status cs-uri-stem x-edge-detailed-result-type fault\n2026-10-14\t09:00:01\tFRA\t000\t/v1\tError\tcustomer\n',
  ],
])('a column fault that was added to a log of a format that is known decides: %s', async (name, text) => {
  const { answer } = await ask(write(name, text))
  expect(answer).toMatchObject({ fault_of_others: 1, periods: [{ requests: 1, unreached: 0 }] })
  const { status, err } = await ask(write(name, text.replace(/customer|network|DC/, 'nobody')))
  if (name !== 'flags.jsonl')
    expect([status, err]).toEqual([2, expect.stringContaining('BAD_VALUE fault: found "nobody"')])
})

describe('spans in a flat table or flat JSON, of client and server', () => {
  const AT = '2026-10-01T00:00:00Z'
  const objects = (...rows: readonly object[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('')
  const server = { start_time: AT, 'http.method': 'POST', 'http.status_code': 200 }
  const client = { ...server, 'http.status_code': 503 }
  test.each([
    [
      'spans.csv',
      `start_time,kind,http.method,http.status_code\n${AT},SpanKind.SERVER,POST,200\n${AT},SpanKind.CLIENT,POST,503\n`,
    ],
    [
      'honeycomb.csv',
      `timestamp,span.kind,http.method,http.status_code\n${AT},server,POST,200\n${AT},client,POST,503\n`,
    ],
    ['flat.jsonl', objects({ ...server, kind: 2 }, { ...client, kind: 3 })],
    ['dotted.jsonl', objects({ ...server, 'span.kind': 'server' }, { ...client, 'span.kind': 'client' })],
  ])('only those of the client count: %s', async (name, text) => {
    expect(await figuresOf(write(name, text))).toMatchObject({ requests: 1, errors: 1 })
  })
  test('all count where they are of one side, or of none', async () => {
    const other = { ...server, start_time: '2026-10-01T00:00:01Z' }
    expect(await figuresOf(write('one.jsonl', objects(server, other)))).toMatchObject({ requests: 2 })
    const [a, b] = [server, other].map(row => ({ ...row, kind: 'SPAN_KIND_SERVER' }))
    expect(await figuresOf(write('server.jsonl', objects(a!, b!)))).toMatchObject({ requests: 2 })
  })
})

describe('times that lie further apart than intervals', () => {
  const MINUTE = 60_000
  const at = (minutes: number, millis = 0): string =>
    new Date(Date.UTC(2026, 9, 1) + minutes * MINUTE + millis).toISOString()
  const hours = Array.from({ length: 48 }, (_, hour) => 60 * hour)
  const run = async (csv: string, ...more: readonly string[]): Promise<string> => {
    const { out, err } = await runWith(['sla', '-', '--as-of', '2026-11-20', ...more], { stdin: csv })
    return `${out} ${err}`.replaceAll(/\s+/g, ' ')
  }
  const counts = (minutes: readonly number[], requests = 1200) =>
    `slice_start,valid,errors,unreached,excluded\n${minutes.map(minute => `${at(minute)},${requests},1,0,0\n`).join('')}`
  test.each([
    ['1 h', 60],
    ['10 min', 10],
    ['1 day', 1440],
  ])('are told of counts: %s', async (step, minutes) => {
    const rows = Array.from({ length: 30 }, (_, i) => i * minutes)
    const out = await run(counts(rows), '--counts')
    expect(out).toContain(
      `But all counts lie ${step} apart: if they are sums of ${step}, the true figure is lower.`,
    )
    expect(out).toContain(
      `All counts lie ${step} apart, or a multiple of it. Sums of ${step} count as those of 5 min`,
    )
  })
  test('are told of requests whose times were cut', async () => {
    const rows = hours.flatMap(hour => [200, 200, 503].map(status => `${at(hour)},${status}\n`))
    const out = await run(`timestamp,status\n${rows.join('')}`)
    expect(out).toContain(
      'But all requests lie 1 h apart: if their times were cut to 1 h, the true figure is lower.',
    )
    expect(out).toContain('Those of 1 h, if times were cut to that, count as those of 5 min')
  })
  test('are not told where they may be so by themselves', async () => {
    // A job at each full hour, and a probe that asks once.
    const polled = hours.flatMap(hour => [1, 2, 3].map(i => `${at(hour, 917 * i)},200\n`))
    const probed = hours.map(hour => `${at(hour)},200\n`)
    for (const rows of [polled, probed])
      expect(await run(`timestamp,status\n${rows.join('')}`)).not.toContain('apart')
    expect(await run(counts([0, 60, 120]), '--counts')).not.toContain('apart')
    expect(await run(counts(hours, 1), '--counts')).not.toContain('apart')
    const close = Array.from({ length: 48 }, (_, i) => 5 * i)
    expect(await run(counts(close), '--counts')).not.toContain('apart')
  })
})

describe('rows that stand for many requests', () => {
  const NAMES = [
    'count',
    'Requests',
    'hits',
    'COUNT(*)',
    'count()',
    'Count of records',
    'request_count',
    'n',
    '_col2',
    '(No column name)',
    'Number of Records',
    '条数',
    '请求数',
  ]
  test.each(NAMES)('stop the command where a column is called %s, with the next step', async name => {
    const csv = `timestamp,status,${name}\n2026-10-01T00:00:00Z,200,950\n2026-10-01T00:00:00Z,503,50\n`
    const { status, err } = await ask('-', [], csv)
    expect(status).toBe(2)
    expect(err).toContain(`nothing is read from the column "${name}", which looks like number of requests`)
    expect(err).toContain('--counts')
    const row = JSON.stringify({ timestamp: '2026-10-01T00:00:00Z', status: 503, [name]: 3 })
    expect((await ask('-', [], `${row}\n`)).err).toContain('which looks like number of requests')
  })
  test('are none where the user says so, and nothing is suggested for the column then', async () => {
    const csv = 'timestamp,status,count\n2026-10-01T00:00:00Z,200,3\n'
    const { answer } = await ask('-', ['--ignore-columns', 'count'], csv)
    expect(answer).toMatchObject({ periods: [{ requests: 1 }], ignored_columns: ['count'] })
    const { out } = await runWith(['sla', '-', '--details', '--ignore-columns', 'count'], { stdin: csv })
    expect(out).toContain('nothing is read from count')
    expect(out).not.toContain('looks like')
  })
  test('are not meant by numbers of other things', async () => {
    const names = 'bytes,retries,retry_count,connection_requests,attempts,latency_ms,token_count,size'
    const csv = `timestamp,status,${names}\n2026-10-01T00:00:00Z,200,1,1,1,1,1,1,1,1\n`
    expect((await ask('-', [], csv)).answer).toMatchObject({ periods: [{ requests: 1 }] })
  })

  const AT = '2026-10-01T00:00:00Z'
  test.each([
    ['otel.csv', `Timestamp,http.response.status_code,count\n${AT},200,4213\n${AT},503,1\n`, 'count'],
    ['honeycomb.csv', `Timestamp,http.status_code,http.route,sample_rate\n${AT},200,/v1,10\n`, 'sample_rate'],
    ['traefik.csv', `StartUTC,DownstreamStatus,count\n${AT},200,4213\n`, 'count'],
    ['kong.csv', `started_at,response.status,count\n1790812800000,200,4213\n`, 'count'],
    [
      'cf.jsonl',
      `{"EdgeStartTimestamp":"${AT}","EdgeResponseStatus":200,"SampleInterval":10}\n`,
      'SampleInterval',
    ],
    ['ecs.jsonl', `{"@timestamp":"${AT}","http.response.status_code":200,"count":4213}\n`, 'count'],
    [
      'otel.json',
      `{"@timestamp":"${AT}","http":{"response":{"status_code":200,"count":7}}}\n`,
      'http.response.count',
    ],
    ['ratio.jsonl', `{"StartUTC":"${AT}","DownstreamStatus":200,"sampling_ratio":0.1}\n`, 'sampling_ratio'],
    // A key that only later rows have.
    [
      'later.jsonl',
      `${`{"StartUTC":"${AT}","DownstreamStatus":200}\n`.repeat(60)}{"StartUTC":"${AT}","DownstreamStatus":200,"count":9}\n`,
      'count',
    ],
  ])('stop the command in a log of a format that is known: %s', async (name, text, column) => {
    const path = write(name, text)
    const { status, err } = await ask(path)
    expect(status).toBe(2)
    expect(err).toContain(`nothing is read from the column "${column}", which looks like number of requests`)
    const { answer } = await ask(path, ['--ignore-columns', column])
    expect(answer!.log_formats[0]!.format).not.toBeNull()
  })
  test.each([
    // Messages beside the requests have numbers of their own.
    [
      'messages.jsonl',
      `{"@timestamp":"${AT}","message":"queue","count":9}\n{"@timestamp":"${AT}","http":{"response":{"status_code":200}}}\n`,
    ],
    ['messages.csv', `Timestamp,http.response.status_code,message,count\n${AT},,queue,9\n${AT},200,,\n`],
    // A running number of the gateway.
    ['traefik.jsonl', `{"StartUTC":"${AT}","DownstreamStatus":200,"RequestCount":17}\n`],
    ['traefik.csv', `StartUTC,DownstreamStatus,RequestCount\n${AT},200,17\n`],
    [
      'k6.jsonl',
      `{"metric":"http_reqs","type":"Point","data":{"time":"${AT}","value":1,"tags":{"status":"200"}}}\n`,
    ],
  ])('are not meant by numbers of the format itself, or of other messages: %s', async (name, text) => {
    expect((await ask(write(name, text))).answer!.periods[0]!.requests).toBe(1)
  })
})

describe('a last line that ends behind a delimiter', () => {
  const row = (retries: string): string => `2026-10-01T00:00:00Z,200,${retries}`
  const csv = (...retries: string[]): string => ['timestamp,status,model', ...retries.map(row)].join('\n')
  test('was cut where no other row has an empty last field', async () => {
    const { status, err } = await ask(write('behind.csv', csv('a', 'b', '')))
    expect([status, err]).toEqual([2, expect.stringContaining('FILE_TRUNCATED')])
  })
  test('is whole where another has one', async () => {
    const { status, err } = await ask(write('behind.csv', csv('', 'b', '')))
    expect([status, err]).toEqual([0, expect.not.stringContaining('FILE_TRUNCATED')])
  })
})

describe('bad rows that may be set aside', () => {
  const rows = (good: number, bad: number): string =>
    `timestamp,status\n${'2026-10-01T00:00:00Z,200\n'.repeat(good)}${'2026-10-01T00:00:00Z,x\n'.repeat(bad)}`
  test.each([
    [10, 10, 3],
    [9, 11, 2],
    [9, 10, 3],
    [1, 18, 3],
  ])('%i good and %i bad: exit status %i', async (good, bad, status) => {
    const ran = await ask(write('mostly.csv', rows(good, bad)), ['--bad-rows', 'skip'])
    expect(ran.status).toBe(status)
    if (status === 2) expect(ran.err).toContain('ROWS_MOSTLY_BAD 11 of 20 rows are bad')
  })
})

describe('a format of one’s own', () => {
  test('is a file, as those are that come with the program', async () => {
    const format = write(
      'ours.yaml',
      [
        'kind: log-format',
        'id: ours',
        'title: our proxy',
        'source: the wiki',
        'forms:',
        '  - shape: pattern',
        "    line: '^(?<when>\\S+) (?<code>\\S+) (?<path>\\S+)$'",
        '    columns: { timestamp: when, status: code, endpoint: path }',
        '    unreached: [none]',
      ].join('\n'),
    )
    const log = write('ours.log', '2026-10-01T00:00:00Z 200 /v1\n2026-10-01T00:00:00Z none /v1\n')
    expect(await figuresOf(log, ['--log-format', format])).toMatchObject({
      requests: 2,
      valid: 1,
      unreached: 1,
    })
  })
  test('is checked as a whole', async () => {
    const format = write(
      'wrong.yaml',
      "kind: log-format\nid: wrong\ntitle: x\nsource: y\nforms:\n  - shape: pattern\n    line: '(?<a>x'\n    colums: {}\n    columns: { timestamp: a, status: b }\n",
    )
    const { status, err } = await ask(join(CASES, 'kongarr.json'), ['--log-format', format])
    expect(status).toBe(2)
    expect(err).toContain('unknown key "colums" (did you mean "columns"?)')
  })
})

describe('a whole export in OTLP JSON', () => {
  const folder = join(FIXTURES, 'sla', 'otlp')
  // 200 200 503 200, none or 502, 429: within one slice, of which two sixths failed.
  test.each([
    ['traces.json', 6, { requests: 6, valid: 5, errors: 1, unreached: 1 }],
    ['logs.json', 1, { requests: 6, valid: 6, errors: 2, unreached: 0 }],
  ])('%s counts each request once, and nothing else', async (file, others, expected) => {
    const { answer, ...figures } = await figuresOf(join(folder, file))
    expect(figures).toMatchObject(expected)
    expect(answer.log_formats[0]).toMatchObject({ format: 'otel', other_rows: others })
  })
})

describe('a claim', () => {
  test.each(['kong-pretty', 'envoy', 'otel', 'k6-csv', 'w3c', 'litellm', 'csv-date-and-time'])(
    'lists the failed requests of %s',
    async name => {
      const { write: writeLog, args = [], hasUnreached } = LOG_WRITERS[name]!
      const requests = Array.from({ length: 60 }, (_, i) => ({
        at: Date.UTC(2026, 9, 1) + 200_000 * i,
        status: [503, 200, hasUnreached ? 0 : 500][i % 3]!,
        path: '/v1',
        id: `a${i}`,
      }))
      const claim = join(folder, `claim-${name}`)
      await ask(write(`claim-${name}.log`, writeLog(requests)), [...args, '--claim', claim])
      const [inner] = readdirSync(claim, { withFileTypes: true }).filter(entry => entry.isDirectory())
      const listed = readFileSync(join(claim, inner!.name, 'failed-requests.csv'), 'utf8')
        .trim()
        .split('\n')
      expect(listed.length - 1).toBe(40)
    },
  )
})

test.each([
  ['time,level,msg,res.statusCode', '1790812802000,30,done,', '503', '', 'pino'],
  ['asctime,levelname,message,status_code', '2026-10-01 00:00:00,INFO,done,', '503', '', 'python'],
  ['ts,logger,status,request.uri,request.method', '1790812802,http,', '503,/x,GET', ',,', 'caddy'],
])('in a table of %s messages without a status are no requests', async (header, row, own, other, format) => {
  const rows = [header, row + own, row + other, row + own, row + other]
  const { answer } = await ask(write(`mixed-${format}.csv`, `${rows.join('\n')}\n`))
  expect(answer!.log_formats[0]).toMatchObject({ format, other_rows: 2 })
  expect(answer!.periods[0]).toMatchObject({ requests: 2, errors: 2, unreached: 0 })
})

test.each([
  [
    'pino',
    'time,res.statusCode,req.method,req.url',
    (i: number, status: string) => `${1790812800000 + i},${status},POST,/v1`,
  ],
  [
    'python',
    'asctime,levelname,status_code,path',
    (i: number, status: string) => `"2026-10-01 00:00:0${i},123",INFO,${status},/v1`,
  ],
  ['caddy', 'ts,status,request.uri,duration', (i: number, status: string) => `179081280${i},${status},/v1,1`],
  [
    'otel',
    'timestamp,http.response.status_code,url.path,duration',
    (i: number, status: string) => `2026-10-01T00:00:0${i}Z,${status},/v1,12`,
  ],
])('in a table of %s a row with a path and no status got no answer', async (format, header, row) => {
  const rows = [header, row(1, '200'), row(2, ''), row(3, '503'), row(4, '')]
  const { answer } = await ask(write(`unanswered-${format}.csv`, `${rows.join('\n')}\n`))
  expect(answer!.log_formats[0]).toMatchObject({ format, other_rows: 0 })
  expect(answer!.periods[0]).toMatchObject({ requests: 4, errors: 1, unreached: 2 })
})

test('a row with null for its status and a path got no answer, and one without a path is a message', async () => {
  const ended = { '@timestamp': '2026-10-01T00:00:00Z', 'url.path': '/v1', 'event.duration': 12 }
  const rows = [
    { ...ended, 'http.response.status_code': 503 },
    { ...ended, 'http.response.status_code': null, 'error.type': 'timeout' },
    { ...ended, 'http.response.status_code': null, 'url.path': null },
  ]
  const { answer } = await ask(write('ecs.jsonl', rows.map(each => `${JSON.stringify(each)}\n`).join('')))
  expect(answer!.log_formats[0]).toMatchObject({ format: 'otel', other_rows: 1 })
  expect(answer!.periods[0]).toMatchObject({ requests: 2, errors: 1, unreached: 1 })
})

describe('what a server says of itself, written into one stream with the requests', () => {
  const combined = (i: number, status: number, more = ''): string =>
    `172.17.0.1 - - [01/Oct/2026:00:00:${10 + i} +0000] "POST /v1/videos HTTP/1.1" ${status} 157 "-" "curl/8"${more}`
  const nginx = [
    '/docker-entrypoint.sh: Configuration complete; ready for start up',
    '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
    '2026/10/01 00:00:00 [notice] 1#1: using the "epoll" event method',
    '2026/10/01 00:00:12 [error] 29#29: *1 connect() failed (111: Connection refused), request: "POST /v1/videos HTTP/1.1"',
  ]
  test.each<[string, readonly string[], (i: number, status: number) => string]>([
    ['nginx', nginx, combined],
    [
      'nginx as JSON',
      nginx,
      (i, status) =>
        `{"time_iso8601":"2026-10-01T00:00:${10 + i}+00:00","request_uri":"/v1/videos","status":"${status}","request_time":"0.1"}`,
    ],
    [
      'docker-compose',
      nginx.map(line => `web-1  | ${line}`),
      (i, status) => `web-1  | ${combined(i, status)}`,
    ],
    [
      'gunicorn',
      [
        '[2026-10-01 00:00:00 +0000] [1] [INFO] Starting gunicorn 23.0.0',
        '[2026-10-01 00:00:12 +0000] [7] [ERROR] Error handling request /v1/videos',
      ],
      combined,
    ],
    [
      'Apache',
      [
        "AH00558: httpd: Could not reliably determine the server's fully qualified domain name",
        '[Thu Oct 01 00:00:00.123456 2026] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.62 (Unix) configured',
      ],
      combined,
    ],
    [
      'Traefik',
      [
        '2026-10-01T00:00:00Z INF Traefik version 3.1.0',
        'time="2026-10-01T00:00:00Z" level=error msg="Skipping same configuration"',
      ],
      (i, status) => combined(i, status, ` ${i} "api@docker" "http://10.0.0.1:80" 5ms`),
    ],
    [
      'Envoy',
      ['[2026-10-01 00:00:00.100][1][info][main] [source/server/server.cc:404] initializing epoch 0'],
      (i, status) =>
        `[2026-10-01T00:00:${10 + i}.000Z] "POST /v1/videos HTTP/1.1" ${status} - 0 157 12 11 "-" "curl/8" "abc-${i}" "a" "10.0.0.1:80"`,
    ],
    [
      'HAProxy',
      ['[NOTICE]   (1) : New worker (8) forked', '[WARNING]  (8) : Server be/s1 is DOWN'],
      (i, status) =>
        `172.17.0.1:54321 [01/Oct/2026:00:00:${10 + i}.123] fe be/s1 0/0/1/2/3 ${status} 157 - - ---- 1/1/0/0/0 0/0 "POST /v1/videos HTTP/1.1"`,
    ],
  ])('is left out: %s', async (name, said, request) => {
    const requests = [200, 503, 200, 200].map((status, i) => request(i, status))
    const lines = [said[0], ...requests.slice(0, 2), ...said.slice(1), ...requests.slice(2)]
    const { answer } = await ask(write(`${name} server.log`, `${lines.join('\n')}\n`))
    expect(answer!.periods[0]).toMatchObject({ requests: 4, errors: 1, unreached: 0 })
    expect(answer!.notes.join('\n')).toContain(
      `left out: ${said.length === 1 ? '1 row that is no request' : `${said.length} rows that are no requests`}`,
    )
  })
  test.each([
    '[2026-10-01 00:00:00 +0000] [7] [INFO] 127.0.0.1:5000 - "POST /v1 1.1" 503',
    'time="2026-10-01T00:00:00Z" level=info msg=request method=POST status=503',
    '2026-10-01T00:00:00Z INF request method=POST status=503',
  ])('and what tells of a request is none of it: %s', async line => {
    const log = `${combined(0, 200)}\n${line}\n${combined(1, 200)}\n`
    expect((await ask(write('told.log', log))).err).toContain('told.log:2: LOG_MALFORMED')
  })
  test('and a request that is cut is none of it', async () => {
    const { err } = await ask(
      write('cut.log', `${nginx[0]}\n${combined(0, 200)}\n${combined(1, 503).slice(0, 60)}\n`),
    )
    expect(err).toContain('cut.log:3: LOG_MALFORMED')
  })
})

describe('two rows for a request', () => {
  const entry = (i: number, type: string, more: object = {}): string =>
    `${JSON.stringify({
      insertId: `${type}${i}`,
      httpRequest: {
        requestMethod: 'POST',
        requestUrl: 'https://api.klingai.com/v1/videos',
        status: i % 3 === 1 ? 503 : 200,
      },
      resource: { type },
      timestamp: new Date(Date.UTC(2026, 9, 1) + 5000 * i).toISOString(),
      ...more,
    })}\n`
  const type = 'type.googleapis.com/google.cloud.loadbalancing.type.LoadBalancerLogEntry'
  const rows = (write: (i: number) => string): string =>
    Array.from({ length: 12 }, (_, i) => write(i)).join('')
  test('are told of a load balancer of Google Cloud and what stands behind it', async () => {
    const log = rows(
      i =>
        entry(i, 'http_load_balancer', { jsonPayload: { '@type': type } }) + entry(i, 'cloud_run_revision'),
    )
    const { answer } = await ask(write('two-layers.jsonl', log))
    const notes = answer!.notes.join('\n')
    expect(notes).toContain('differ from it by "resource.type: ')
    expect(notes).not.toContain('Kling')
  })
  test('are told of Django, which says of an error what its server says of each answer', async () => {
    const line = (i: number, name: string): string =>
      `${JSON.stringify({ asctime: `2026-10-01 00:0${Math.floor(i / 10)}:${10 + (i % 10)},123`, name, message: 'x', status_code: i % 2 === 0 ? 500 : 200 })}\n`
    const log = rows(i => (i % 2 === 0 ? line(i, 'django.request') : '') + line(i, 'django.server'))
    const { answer } = await ask(write('django.jsonl', log))
    expect(answer!.notes.join('\n')).toContain('differ from it by "name: django.request"')
  })
})

test('of Playwright’s archives a request with the status -1 got no answer', async () => {
  const entry = (status: number): string =>
    `${JSON.stringify({ startedDateTime: '2026-10-01T00:00:00.000Z', request: { method: 'POST', url: 'https://a/v1' }, response: { status } })}\n`
  const { answer } = await ask(write('playwright.har.jsonl', entry(200) + entry(-1)))
  expect(answer!.periods[0]).toMatchObject({ valid: 1, unreached: 1 })
})

test('of Caddy what it says of passing a request on is no request', async () => {
  const line = (logger: string, more: object): string =>
    `${JSON.stringify({ ts: 1790812800, logger, request: { method: 'POST', uri: '/v1/videos' }, ...more })}\n`
  const passedOn = (more: object): string => line('http.handlers.reverse_proxy', more)
  const answered = (status: number): string => line('http.log.access', { status })
  const log =
    passedOn({ status: 200 }) + answered(200) + passedOn({ error: 'dial tcp: refused' }) + answered(502)
  const { answer } = await ask(write('caddy-debug.jsonl', log))
  expect(answer!.periods[0]).toMatchObject({ requests: 2, errors: 1, unreached: 0 })
})

test('of Fastify the line of what was thrown is no request beside the one that ends it', async () => {
  const line = (row: object): string =>
    `${JSON.stringify({ level: 30, time: 1790812800000, reqId: 'req-1', ...row })}\n`
  const req = { method: 'POST', url: '/v1' }
  const ended = (status: number): string => line({ res: { statusCode: status }, responseTime: 1.5 })
  const thrown = line({ level: 50, req, res: { statusCode: 503 }, err: { message: 'upstream 503' } })
  const unreached = line({ req, res: { statusCode: null } })
  const log = line({ req }) + ended(200) + line({ req }) + thrown + ended(503) + unreached
  const { answer } = await ask(write('fastify.jsonl', log))
  expect(answer!.periods[0]).toMatchObject({ requests: 3, errors: 1, unreached: 1 })
  // Without lines that end requests those of errors are all there is.
  const alone = await ask(write('errors-alone.jsonl', thrown.repeat(3)))
  expect(alone.answer!.periods[0]).toMatchObject({ requests: 3, errors: 3 })
  const rows = [
    'time,reqId,req.url,res.statusCode,responseTime,err.message',
    '1790812800000,req-1,/v1,503,,upstream 503',
    '1790812800010,req-1,,503,12,',
    '1790812800020,req-2,,200,12,',
  ]
  const table = await ask(write('thrown.csv', `${rows.join('\n')}\n`))
  expect(table.answer!.periods[0]).toMatchObject({ requests: 2, errors: 1 })
})

test('of a client that logs by pino a failure without a time counts', async () => {
  const line = (row: object): string => `${JSON.stringify({ level: 30, time: 1790812800000, ...row })}\n`
  const failed = line({ level: 50, res: { statusCode: 503 }, err: { message: 'upstream 503' } })
  const log = line({ res: { statusCode: 200 }, responseTime: 2 }).repeat(3) + failed
  const { answer } = await ask(write('pino-client.jsonl', log))
  expect(answer!.periods[0]).toMatchObject({ requests: 4, errors: 1 })
})

test('a row of Fastify that says that a request comes is none, in a table too', async () => {
  const rows = [
    'time,req.url,res.statusCode,msg',
    '1790812800000,/v1,,incoming request',
    '1790812800010,,503,request completed',
  ]
  const { answer } = await ask(write('fastify.csv', `${rows.join('\n')}\n`))
  expect(answer!.periods[0]).toMatchObject({ requests: 1, errors: 1, unreached: 0 })
})

test.each([
  ['@timestamp,http.response.status_code,event.duration', '2026-10-01T00:00:00Z,', '200,5', ',30000'],
  ['@timestamp,http.response.status_code', '2026-10-01T00:00:00Z,', '200', '-'],
  ['@timestamp,http.request.method,http.response.status_code', '2026-10-01T00:00:00Z,POST,', '200', ''],
  ['start_time,http.status_code', '2026-10-01T00:00:00Z,', '200', ''],
  ['startTimeUnixNano,http.status_code', '1790812802000000000,', '200', ''],
  ['time,res.statusCode', '1790812802000,', '200', ''],
  ['asctime,status_code', '2026-10-01 00:00:00,', '200', ''],
])('in a table of %s alone a row without a status is a request', async (header, row, answered, silent) => {
  const rows = [header, row + answered, row + silent, row + silent]
  const { answer } = await ask(write('requests-alone.csv', `${rows.join('\n')}\n`))
  expect(answer!.log_formats[0]).toMatchObject({ other_rows: 0 })
  expect(answer!.periods[0]).toMatchObject({ requests: 3, valid: 1, unreached: 2 })
})

test.each(['Value #A', 'num_reqs', 'Requests (Sum)', 'invocations', 'sampling_rate', '请求总数'])(
  'rows that stand for many requests are no log: %s',
  async heading => {
    const { status, err } = await ask(
      write('sums.csv', `timestamp,status,"${heading}"\n2026-10-01T00:00:00Z,503,12\n`),
    )
    expect(status).toBe(2)
    expect(err).toContain('which looks like number of requests')
  },
)

test('a column named default is no fault', async () => {
  const log = write('default.csv', 'timestamp,status,is_default\n2026-10-01T00:00:00Z,503,true\n')
  expect((await ask(log)).answer!.periods[0]).toMatchObject({ errors: 1 })
})

test('a row of Caddy with null for status and request is none', async () => {
  const row = { ts: 1790812802, status: 503, request: { uri: '/x', method: 'GET' } }
  const rows = [row, { ts: 1790812803, status: null, request: null }, { ...row, status: null }]
  const { answer } = await ask(write('null.jsonl', rows.map(each => `${JSON.stringify(each)}\n`).join('')))
  expect(answer!.periods[0]).toMatchObject({ requests: 2, errors: 1, unreached: 1 })
})

describe('--columns of several logs', () => {
  const own = write('named.csv', 'timestamp,status\n2026-10-01T00:00:00Z,503\n')
  const other = write('other-names.csv', 'ts,code\n2026-10-01T00:00:01Z,200\n')
  const lines = write('other-names.jsonl', '{"ts":"2026-10-01T00:00:02Z","code":200}\n')
  const kong = write(
    'other-kong.log',
    `${JSON.stringify({ started_at: Date.UTC(2026, 9, 1), response: { status: 503 }, request: { uri: '/' } })}\n`,
  )
  const asked = (status: string) => ['--columns', `timestamp=ts,status=${status}`]
  test('are names that one of them has; each is read by its own', async () => {
    const { out } = await runWith([
      'sla',
      own,
      other,
      lines,
      kong,
      ...asked('code'),
      '--as-of',
      '2026-11-21',
      '--json',
    ])
    expect(JSON.parse(out).periods[0]).toMatchObject({ requests: 4, errors: 2 })
    const turned = await runWith([
      'sla',
      kong,
      lines,
      other,
      own,
      ...asked('code'),
      '--as-of',
      '2026-11-21',
      '--json',
    ])
    expect(JSON.parse(turned.out).periods).toEqual(JSON.parse(out).periods)
  })
  test('that none has are told', async () => {
    const { status, err } = await runWith(['sla', own, kong, ...asked('code'), '--as-of', '2026-11-21'])
    expect(status).toBe(2)
    expect(err).toContain('HEADER_MISSING no log has "ts", which was asked for')
    const typo = await runWith(['sla', own, other, ...asked('kode'), '--as-of', '2026-11-21'])
    expect(typo.err).toContain('no row has "kode", which was asked for')
    expect(err).toContain('HEADER_MISSING no log has "code", which was asked for')
  })
})

test.each(['None', 'null', 'N/A', null, ''])(
  'a failure of LiteLLM with the code %j got no answer',
  async code => {
    const row = { startTime: '2026-10-01T00:00:00', call_type: 'x' }
    const rows = [
      { ...row, id: 'a', status: 'failure', error_information: { error_code: code } },
      { ...row, id: 'b', status: 'failure', error_information: { error_code: '503' } },
      { ...row, id: 'c', status: 'success' },
    ]
    const { answer } = await ask(write('none.jsonl', rows.map(each => `${JSON.stringify(each)}\n`).join('')))
    expect(answer!.periods[0]).toMatchObject({ requests: 3, errors: 1, unreached: 1 })
  },
)

test('messages of two kinds that have a status are told apart by whoever asks', async () => {
  const inbound = { time: 1790812802000, req: { url: '/x' }, res: { statusCode: 200 } }
  const outbound = { time: 1790812802001, url: 'https://api.klingai.com/v1', status: 503 }
  const other = { time: 1790812802002, status: 'started' }
  const text = (rows: readonly object[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('')
  const log = write('two-kinds.log', text([inbound, outbound, other, inbound]))
  expect((await ask(log)).err).toContain(
    'LOG_MALFORMED some messages have a status in "res.statusCode", others in "status"\n' +
      '  say which are the requests: --columns status=res.statusCode or --columns status=status\n',
  )
  const own = await ask(log, ['--columns', 'status=res.statusCode'])
  expect(own.answer!.periods[0]).toMatchObject({ requests: 2, errors: 0 })
  const alone = await ask(write('one-kind.log', text([inbound, other])))
  expect(alone.answer!.periods[0]).toMatchObject({ requests: 1 })
})

test('a log that says nothing of sides counts whole, beside one of clients in any order', async () => {
  const span = (second: number, status: number, more: object) =>
    `${JSON.stringify({
      spanId: `s${second}`,
      startTimeUnixNano: `${1_790_812_800 + second}000000000`,
      ...more,
      attributes: [
        { key: 'http.request.method', value: { stringValue: 'POST' } },
        { key: 'http.response.status_code', value: { intValue: String(status) } },
      ],
    })}\n`
  const clients = write('clients.log', span(1, 503, { kind: 3 }) + span(2, 200, { kind: 3 }))
  const plain = write('no-sides.log', span(3, 503, {}) + span(4, 200, { kind: 1 }))
  for (const [first, second] of [
    [clients, plain],
    [plain, clients],
  ])
    expect((await ask(first!, [second!])).answer!.periods[0]).toMatchObject({ requests: 4, errors: 2 })
})

test('a request that a Worker of Cloudflare makes in answer to another counts where it stands alone', async () => {
  const row = (source: string, status: number) =>
    `${JSON.stringify({ EdgeStartTimestamp: '2026-10-01T00:00:00Z', EdgeResponseStatus: status, ClientRequestSource: source })}\n`
  const visitor = row('eyeball', 503)
  const subrequest = row('edgeWorkerFetch', 200)
  const unnamed = row('', 200) + row('unknown', 200)
  const both = await ask(write('worker.log', subrequest + visitor + visitor + subrequest + unnamed))
  expect(both.answer!.periods[0]).toMatchObject({ requests: 4, errors: 2 })
  expect(both.answer!.log_formats[0]).toMatchObject({ format: 'cloudflare', other_rows: 2 })
  const alone = await ask(write('worker-alone.log', subrequest))
  expect(alone.answer!.periods[0]).toMatchObject({ requests: 1, errors: 0 })
})

test.each(['jsonl', 'csv'])('a spend log of LiteLLM has successes without a status, in %s', async form => {
  const error = '"error_information": {"error_code": "503"}'
  const failed = '"status": "failure"'
  const rows = [
    [null, ''],
    ['success', ''],
    ['failure', `{${error}}`],
    [null, `{${failed}}`],
    [null, `{${failed}, ${error}}`],
    [null, `{${error}, ${failed}}`],
    ['-', ''],
    [null, '{"status": "success"}'],
  ].map(([status, metadata], i) => ({
    request_id: `r${i}`,
    call_type: 'acompletion',
    startTime: `2026-10-01 00:00:0${i}`,
    status,
    metadata: form === 'csv' ? metadata : JSON.parse(metadata || '{}'),
  }))
  const csv = [Object.keys(rows[0]!), ...rows.map(row => Object.values(row))]
    .map(row => row.map(value => `"${String(value ?? '').replaceAll('"', '""')}"`).join(','))
    .join('\n')
  const text = form === 'csv' ? `${csv}\n` : rows.map(row => `${JSON.stringify(row)}\n`).join('')
  const { answer } = await ask(write(`spend.${form}`, text))
  expect(answer!.log_formats[0]!.format).toBe('litellm')
  expect(answer!.periods[0]).toMatchObject({ requests: 8, errors: 3, unreached: 2 })
})

test('JSON lines whose date and time stand apart are read where --columns joins them', async () => {
  const lines = ['200', '503', '200'].map(
    (status, i) => `{"date":"2026-10-0${i + 1}","time":"00:00:00Z","status":${status}}\n`,
  )
  const { answer } = await ask(write('apart.jsonl', lines.join('')), ['--columns', 'timestamp=date+time'])
  expect(answer!.periods[0]).toMatchObject({ requests: 3, valid: 3, errors: 1, rate_sum: '1' })
})

describe('two sides of requests', () => {
  const HEADER =
    'EdgeStartTimestamp,EdgeResponseStatus,ClientRequestURI,ClientRequestSource,OriginResponseStatus'
  const visitors = '2026-10-01T00:00:00Z,503,/v1,eyeball,503'
  const workers = '2026-10-01T00:00:00Z,200,/v1,edgeWorkerFetch,200'
  const table = (name: string, ...rows: string[]) => write(name, `${[HEADER, ...rows].join('\n')}\n`)

  test.each([
    ['as they are', (row: string) => row],
    ['in quotes', (row: string) => row.replaceAll(/[^,]+/g, '"$&"')],
  ])('in one table count as the first: %s', async (_, quote) => {
    const { answer } = await ask(table('sides.csv', ...[workers, visitors].map(quote)))
    expect(answer!.periods[0]).toMatchObject({ requests: 1, errors: 1 })
  })
  test('in tables of their own count as in one, and a log that does not count is told', async () => {
    const first = table('visitors.csv', visitors)
    const second = table('workers.csv', workers, workers)
    const { answer } = await ask(first, [second])
    expect(answer!.periods[0]).toMatchObject({ requests: 1, errors: 1 })
    expect(answer!.notes.filter((note: string) => note.includes('logs them'))).toEqual([
      `warning: ${second} begins with requests as "edgeWorkerFetch" logs them, and ${first} with those of "eyeball": both may log the same request, so that only those of "eyeball" count. If these are other requests, give each log alone`,
    ])
    const late = await ask(second, [first])
    expect(late.err).toContain(
      `${first}: LOG_MALFORMED begins with requests as "eyeball" logs them, and ${second} with those of "edgeWorkerFetch": both may log the same request, so that only those of "eyeball" count\n  name it in front of ${second}; if these are other requests, give each log alone`,
    )
  })
  test('of OpenTelemetry do so too, in files that are read twice and in a claim', async () => {
    const span = (kind: number, status: number) =>
      `${JSON.stringify({
        spanId: `${kind}`,
        kind,
        startTimeUnixNano: '1790812800000000000',
        attributes: Object.entries({
          'http.request.method': 'POST',
          'http.response.status_code': status,
        }).map(([key, value]) => ({ key, value: { stringValue: String(value) } })),
      })}\n`
    const client = write('client.jsonl', span(3, 503))
    const server = write('server.jsonl', span(2, 500))
    const claim = join(folder, 'claim-of-sides')
    const { answer } = await ask(client, [server, '--claim', claim])
    expect(answer!.periods[0]).toMatchObject({ requests: 1, errors: 1 })
    expect(answer!.notes.filter((note: string) => note.includes('logs them'))).toHaveLength(1)
  })
})

describe('the zone in which a log is read', () => {
  const ASKED = ['--log-tz', 'Asia/Shanghai', '--as-of', '2026-10-02T00:00:00Z']
  const READ = 'times in the log that name no zone are read as Asia/Shanghai (--log-tz)'
  test.each([
    ['timestamp,status', '2026-10-01 00:00:00', '2026-10-05 00:00:00', true],
    ['timestamp,status', '2026-10-01T00:00:00Z', '2026-10-05T02:00:00+02:00', false],
    ['timestamp,status', '2026-10-01T00:00:00Z', '2026-10-05 00:00:00', true],
    ['timestamp_utc,status', '2026-10-01 00:00:00', '2026-10-05 00:00:00', false],
    ['timestamp,status', '1790812800', '1791158400', false],
  ])('is told where a time needs it: %s, %s, %s', async (header, first, later, isTold) => {
    const log = write('zones.csv', `${header}\n${first},200\n${later},200\n`)
    const notes: readonly string[] = (await ask(log, ASKED)).answer!.notes
    expect(notes.includes(READ)).toBe(isTold)
    const ahead =
      'warning: 1 request of the log lies behind --as-of (2\u00a0Oct\u00a02026, 00:00) and is counted'
    const question = isTold ? ': are the times read in the right zone (--log-tz)?' : ''
    expect(notes).toContain(`${ahead.replaceAll('\u00a0', ' ')}${question}`)
  })
  test('is told of a log in the combined format by none of its lines, which name their own', async () => {
    const line = '203.0.113.9 - - [01/Oct/2026:00:00:01 +0000] "GET /v1/x HTTP/1.1" 200 5 "-" "-"\n'
    expect((await ask(write('zones.log', line), ASKED)).answer!.notes).not.toContain(READ)
  })
})

describe('rows without a status that may be no requests are told', () => {
  const time = (i: number) => `2026-10-01T00:${String(i % 60).padStart(2, '0')}:00Z`
  const doubts = async (rows: readonly string[], ...args: string[]) => {
    const { answer } = await ask(write('doubtful.csv', `${rows.join('\n')}\n`), args)
    return answer!.notes.filter(note => note.includes('take those out of the log'))
  }
  test.each(['message', '@message', 'log.level', 'event', 'Log Level'])(
    'beside a column %s',
    async column => {
      const rows = [`timestamp,${column},status`, `${time(0)},POST,200`, `${time(1)},refreshed,`]
      const [told, ...more] = await doubts(rows)
      expect(more).toEqual([])
      expect(told).toContain(
        `doubtful.csv: 1 of 2 requests has no status and counts as never arrived; beside the column "${column}" such`,
      )
      expect(await doubts(rows, '--unreached', 'ignore')).toEqual([])
      expect(await doubts(rows.slice(0, 2))).toEqual([])
    },
  )
  test.each(['error', 'error_message', 'client', 'messages_sent'])(
    'and not beside a column %s',
    async column =>
      expect(await doubts([`timestamp,${column},status`, `${time(0)},x,200`, `${time(1)},x,`])).toEqual([]),
  )
  test('and not in JSON, where a message has no status at all', async () => {
    const row = (i: number, status: string) => `{"timestamp":"${time(i)}","msg":"a","status":${status}}\n`
    const { answer } = await ask(write('doubtful.jsonl', row(1, '200') + row(2, 'null')))
    expect(answer!.periods[0]!.unreached).toBe(1)
    expect(answer!.notes.join()).not.toContain('beside the column')
  })
  test('where they are as many as the others', async () => {
    const rows = (received: number, unreached: number) => [
      'timestamp,status',
      ...Array.from({ length: received }, (_, i) => `${time(i)},200`),
      ...Array.from({ length: unreached }, (_, i) => `${time(i)},`),
    ]
    const file = join(folder, 'doubtful.csv')
    expect(await doubts(rows(110, 100))).toEqual([
      `warning: ${file}: 100 of 210 requests have no status and count as never arrived; where they are as many as the others, such rows may be other messages, or tell that a request began which another row ends: take those out of the log (--unreached ignore leaves out all)`,
    ])
    expect(await doubts(rows(130, 100))).toEqual([])
    expect(await doubts(rows(100, 130))).toEqual([])
    expect(await doubts(rows(99, 99))).toEqual([])
  })
})

test('no name is offered for a column that the user maps otherwise, nor one of formats alone', async () => {
  const row = '{"timestamp":"2026-10-01T00:00:00Z","status":0,"code":200,"method":"GET"}\n'
  const { answer } = await ask(write('mapped.jsonl', row), ['--columns', 'status=code'])
  expect(answer!.periods[0]!.valid).toBe(1)
  expect(answer!.ignored_columns).toEqual(['status', 'method'])
  expect(answer!.notes.join()).not.toContain('looks like')
})

test('rows set aside for a word in place of a status may be the failures, which is told', async () => {
  const rows = ['200', 'timeout', '200', 'ECONNRESET', '200'].map(status => `2026-10-01T00:00:00Z,${status}`)
  const log = write('words.csv', `timestamp,status\n${rows.join('\n')}\nsoon,200\n`)
  const { out } = await runWith(['sla', log, '--bad-rows', 'skip', '--json', '--period', '2026-10'])
  const { notes, rejected_rows } = JSON.parse(out)
  expect(rejected_rows).toBe(3)
  expect(notes[0]).toBe(
    'warning: 2 rows set aside for what stands in status, such as "timeout", may be failures: if such a request got no answer, clear the cell, or read it by a format of your own with unreached: ["timeout"] (--log-format FILE)',
  )
})

test.each(['value', 'sum', 'RPS', 'requests_per_minute', 'Throughput', 'error_count'])(
  'a column "%s" is of rows that stand for many requests',
  async column => {
    const { status, err } = await ask(
      write('graph.csv', `timestamp,status,${column}\n2026-10-01 00:00,200,250\n`),
    )
    expect(status).toBe(2)
    expect(err).toContain(`nothing is read from the column "${column}", which looks like number of requests`)
  },
)

test('an export of failures alone is told to show no availability', async () => {
  const at = (i: number) => new Date(Date.UTC(2026, 9, 1) + i * 7_000_000).toISOString()
  const failed = Array.from({ length: 300 }, (_, i) => `${at(i)},${i % 9 === 0 ? '' : 503}\n`).join('')
  const told =
    'No request succeeded: if this is an export of errors alone, the others are missing and the true figure is higher.'
  const run = async (rows: string) => {
    const ran = await runWith(['sla', '-', '--fee', '1000', '--as-of', '2026-11-21'], {
      stdin: Buffer.from(`timestamp,status\n${rows}`),
    })
    return stripVTControlCharacters(ran.out).replaceAll(/\s+/g, ' ')
  }
  const alone = await run(failed)
  expect(alone).toContain(told)
  const whole = await run(`${failed}${at(7)},200\n`)
  expect(whole).not.toContain('No request succeeded')
  expect(whole).toContain('the true figure may be lower')
})
