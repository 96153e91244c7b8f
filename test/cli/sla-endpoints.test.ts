/** Which requests are the service's, and those that stand in more than one place, as `kling-cost sla` answers. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'sla-endpoints-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
/** An agreement that a single failure breaks. */
const STRICT = `kind: agreement
id: strict
title: Strict
vendor: Example
source: { document: S, title: Strict, retrieved: 2026-09-01, confidence: own }
effective_from: 2026-09-01
service_period: { cut_to_term: true, clause: "1" }
availability: { method: ratio-timeslices, slice_minutes: 5, clause: "1", commitment: 99.9999, commitment_clause: "1" }
tiers:
  - { below: 99.9999, percent: 20, clause: "2" }
compensation: { form: service-credit, basis: the monthly fee, clause: "2" }
claim: { opens_after_working_day: 3, closes_after_months: 1, clause: "3" }
maintenance: { notice_hours: 48, clause: "4" }
`

const sla = (...argv: string[]) => runWith(['sla', ...argv])
const json = async (...argv: string[]) => {
  const { status, out, err } = await sla('--json', ...argv)
  expect(err).toBe('')
  expect(status).toBe(0)
  return JSON.parse(out)
}

/** A month of a request every five minutes, of which 45 fail, and a health check every minute, none of which does. */
function makeAccessLog(): string {
  const lines: string[] = []
  const line = (at: number, request: string, status: number): void => {
    const [date, time] = new Date(at).toISOString().split(/[T.]/)
    const day = date!.split('-')[2]
    lines.push(`10.0.0.1 - - [${day}/Oct/2026:${time} +0000] "${request} HTTP/1.1" ${status} 12 "-" "-"`)
  }
  for (let minute = 0; minute < 31 * 1440; minute++) {
    const at = Date.UTC(2026, 9, 1) + minute * 60_000
    line(at + 7000, 'GET /healthz', 200)
    if (minute % 5 === 1) line(at + 40_000, 'POST /v1/videos/text2video', minute % 1000 === 1 ? 503 : 200)
  }
  return `${lines.join('\n')}\n`
}

it.each([
  [21, 21, []],
  [22, 20, [{ prefix: 'other', requests: 2, failed: 0 }]],
  [25, 20, [{ prefix: 'other', requests: 5, failed: 0 }]],
])('of %i endpoints %i are told one by one, and the rest together', async (many, shown, rest) => {
  const rows = Array.from(
    { length: many },
    (_, i) => `2026-10-01T00:00:00Z,200,/${'abcdefghijklmnopqrstuvwxyz'[i]}\n`,
  )
  const { endpoints } = await json(write('many.csv', `timestamp,status,endpoint\n${rows.join('')}`))
  expect(endpoints.slice(shown)).toEqual(rest)
  expect(endpoints.slice(0, shown).map(({ requests }: { requests: number }) => requests)).toEqual(
    Array.from({ length: shown }, () => 1),
  )
})

it('failures that are set aside are none of an endpoint, whether by a column or by maintenance', async () => {
  const cells = ['503,/v1/a/x,', '503,/v1/a/x,banned', ',/v1/a/x,banned', '503,/v1/a/x,', ',/v1/b/x,']
  const rows = cells.map((cell, i) => `2026-10-01T00:${String(5 * i).padStart(2, '0')}:00Z,${cell}\n`)
  const log = write('aside.csv', `timestamp,status,endpoint,excluded\n${rows.join('')}`)
  const maintenance = write(
    'aside-windows.csv',
    'start,end,reason\n2026-10-01T00:15:00Z,2026-10-01T00:30:00Z,x\n',
  )
  const failedOf = async (...argv: string[]) =>
    (await json(log, ...argv)).endpoints.map(({ failed }: { failed: number }) => failed)
  expect(await failedOf()).toEqual([2, 1])
  expect(await failedOf('--maintenance', maintenance)).toEqual([1, 0])
  const { out } = await sla(log, '--maintenance', maintenance, '--quiet')
  expect(out).toContain('/v1/a 4 (1 failed) · /v1/b 1')
})

it('requests without a path that maintenance sets aside are no failures of theirs', async () => {
  const log = write('with-paths.csv', 'timestamp,status,endpoint\n2026-10-01T00:00:00Z,503,/v1/a/x\n')
  const bare = write('no-paths.csv', 'timestamp,status\n2026-10-01T01:00:00Z,503\n2026-10-01T02:00:00Z,503\n')
  const maintenance = write(
    'one-window.csv',
    'start,end,reason\n2026-10-01T02:00:00Z,2026-10-01T03:00:00Z,x\n',
  )
  expect((await json(log, bare, '--maintenance', maintenance)).endpoints).toEqual([
    { prefix: '', requests: 2, failed: 1 },
    { prefix: '/v1/a', requests: 1, failed: 1 },
  ])
})

it.each([
  ['/elb-status', '/elb-status'],
  ['/api/ping', '/api/ping*'],
  ['/internal/alive', '/internal/alive*'],
  ['/lb-check', '/lb-check'],
])('%s is likely not the service’s', async (path, glob) => {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const minute = String(i).padStart(2, '0')
    return `2026-10-01T00:${minute}:00Z,200,${i % 2 === 0 ? path : '/v1/videos/text2video'}\n`
  })
  const { notes } = await json(write('others.csv', `timestamp,status,endpoint\n${rows.join('')}`))
  expect(notes.join('\n')).toContain(`${glob} (health checks: 20 requests, 0 failed)`)
})

it('any port of a host is the usual one, too, which URLs leave out', async () => {
  const urls = [
    'https://a.example.com/v1',
    'http://a.example.com:8443/v1',
    'https://a.example.com:443/v1',
    'https://b.example.com/v1',
  ]
  const log = write(
    'ports.csv',
    `timestamp,status,endpoint\n${urls.map((url, i) => `2026-10-01T00:0${i}:00Z,200,${url}\n`).join('')}`,
  )
  expect((await json(log, '--endpoint', '//a.example.com:*/*')).periods[0].requests).toBe(3)
})

it.each(['', '-', 'N/A'])(
  'a failed request whose path is "%s" is told where a filter leaves it out',
  async none => {
    const log = write(
      'no-path.csv',
      `timestamp,status,endpoint\n2026-10-01T00:00:00Z,200,/v1/videos\n2026-10-01T00:01:00Z,503,${none}\n`,
    )
    const { notes } = await json(log, '--endpoint', '/v1/*')
    expect(notes.join('\n')).toContain('1 request without a path is left out')
  },
)

describe('health checks among the requests', () => {
  const log = write('access.log.gz', gzipSync(makeAccessLog()))

  it('are named loudly, with what leaves them out, in every form', async () => {
    const table = await sla(log, '--fee', '8000', '--quiet')
    expect(table.out).toContain('99.9160 %')
    expect(table.out).toContain(
      "44,640 of 53,568 requests are likely not the service's, but count: /healthz (health checks: 44,640 requests, 0 failed). To leave them out: --exclude-endpoint /healthz",
    )
    expect(table.out).toContain('/healthz 44,640 · /v1/videos 8,928 (45 failed)')
    const page = join(folder, 'page.html')
    const csv = await sla(log, '--format', 'csv', '--quiet', '--html', page)
    expect(csv.err).toContain('To leave them out: --exclude-endpoint /healthz')
    expect(readFileSync(page, 'utf8')).toMatch(/--exclude-endpoint(<\/\w+>)? \/healthz/)
    const markdown = await sla(log, '--format', 'markdown')
    expect(markdown.out).toContain('--exclude-endpoint /healthz')
    const found = await json(log)
    expect(found.endpoints).toEqual([
      { prefix: '/healthz', requests: 44_640, failed: 0 },
      { prefix: '/v1/videos', requests: 8928, failed: 45 },
    ])
    expect(found.foreign_endpoints).toEqual([
      { glob: '/healthz', what: 'health checks', requests: 44_640, failed: 0 },
    ])
    expect(found.notes[0]).toContain('--exclude-endpoint /healthz')
    expect(found.filtered).toBe(0)
  })

  it.each([
    ['--exclude-endpoint', '/healthz'],
    ['--endpoint', '/v1/*'],
    ['--endpoint', '*/text2video'],
  ])('are left out by %s %s', async (option, glob) => {
    const found = await json(log, '--fee', '8000', option, glob)
    expect(found.periods[0]).toMatchObject({
      availability: '99.495967741935483871',
      verdict: 'missed',
      compensation: '800',
      requests: 8928,
    })
    expect(found.filtered).toBe(44_640)
    expect(found.endpoints).toEqual([{ prefix: '/v1/videos', requests: 8928, failed: 45 }])
    expect(found.foreign_endpoints).toEqual([])
  })

  it('are in no claim when they are left out', async () => {
    const claim = join(folder, 'claim')
    const { status, out } = await sla(
      log,
      '--fee',
      '8000',
      '--exclude-endpoint',
      '/healthz',
      '--claim',
      claim,
    )
    expect(status).toBe(0)
    expect(out).toContain('44,640 requests by --exclude-endpoint /healthz')
    const failed = readdirSync(claim, { recursive: true })
      .map(String)
      .find(name => name.endsWith('requests.csv'))
    expect(readFileSync(join(claim, failed!), 'utf8').trim().split('\n')).toHaveLength(46)
  })
})

describe('a filter', () => {
  const log = write(
    'paths.csv',
    'timestamp,status,endpoint\n2026-10-01T00:00:00Z,200,/v1/a\n2026-10-01T00:00:01Z,bad,/x\n',
  )

  it('lets nothing else be read of what it leaves out', async () => {
    expect((await json(log, '--exclude-endpoint', '/x')).filtered).toBe(1)
  })
  it('that no request passes says which paths there are', async () => {
    const { status, err } = await sla(log, '--endpoint', '/v2/*', '--exclude-endpoint', '/x')
    expect(status).toBe(2)
    expect(err).toContain('--endpoint /v2/*: no path matches; paths begin with /v1/a, /x')
  })
  it('that is only the beginning of paths says how they are named', async () => {
    const deep = write('deep.csv', 'timestamp,status,path\n2026-10-01T00:00:00Z,200,/v1/videos/a/b\n')
    const { err } = await sla(deep, '--endpoint', '/v1/videos')
    expect(err).toContain('no path matches; paths begin with /v1/videos\n')
    const [, glob] = /--endpoint '(.*)'\n/.exec(err)!
    expect((await json(deep, '--endpoint', glob!)).filtered).toBe(0)
  })
  it('of which a part matches nothing says so', async () => {
    const { notes } = await json(log, '--exclude-endpoint', '/x', '--exclude-endpoint', '/helthz')
    expect(notes).toContainEqual(expect.stringContaining('no request has a path that /helthz matches'))
  })
  it('needs paths', async () => {
    const bare = write('bare.csv', 'timestamp,status\n2026-10-01T00:00:00Z,200\n')
    const { status, err } = await sla(bare, '--endpoint', '/v1/*')
    expect(status).toBe(2)
    expect(err).toContain(
      'HEADER_MISSING --endpoint and --exclude-endpoint compare paths, and no column is called endpoint',
    )
  })
  it.each(['--endpoint', '--exclude-endpoint'])('needs paths in JSON lines, too: %s', async option => {
    const bare = write('bare.jsonl', '{"timestamp":"2026-10-01T00:00:00Z","status":200}\n')
    const { status, err } = await sla(bare, option, '/v1/*')
    expect(status).toBe(2)
    expect(err).toContain('no request of the log has one')
  })
  it.each(['healthz', '/v1?x=1', ''])('is a path: not %j', async glob => {
    const { status, err } = await sla(log, '--endpoint', glob)
    expect(status).toBe(2)
    expect(err).toContain('a path without a query is allowed')
  })
  it('does not go with counts, which have no paths', async () => {
    const { status, err } = await sla(log, '--counts', '--endpoint', '/v1/*')
    expect(status).toBe(2)
    expect(err).toContain('--counts and --endpoint exclude each other')
  })
  it('is written into queries', async () => {
    const { out } = await sla(
      '--sql',
      'duckdb',
      '--table',
      'requests',
      '--columns',
      'endpoint=uri',
      '--endpoint',
      '/v1/*',
    )
    expect(out).toContain('requests."uri" AS q_endpoint')
    expect(out).toMatch(/regexp_matches\(.*\/v1\//)
  })
})

describe('paths', () => {
  const log = (paths: readonly string[]): string =>
    write(
      'many.csv',
      `timestamp,status,endpoint\n${paths.map(path => `2026-10-01T00:00:00Z,200,${path}\n`).join('')}`,
    )

  it('are told apart by two segments, ids aside, and all are accounted for', async () => {
    const paths = [
      ...Array.from({ length: 30 }, (_, i) => `/group${String.fromCharCode(97 + i)}/x`),
      ...Array.from(
        { length: 60 },
        (_, i) => `/user/n${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}`,
      ),
      ...['/tasks/1', '/tasks/2?page=3', 'GET /tasks/3 HTTP/1.1', ''],
    ]
    const { endpoints } = await json(log(paths))
    expect(endpoints).toHaveLength(21)
    expect(endpoints.slice(0, 2)).toEqual([
      { prefix: '/user/*', requests: 60, failed: 0 },
      { prefix: '/tasks/*', requests: 3, failed: 0 },
    ])
    expect(endpoints.at(-1).prefix).toBe('other')
    expect(endpoints.reduce((sum: number, { requests }: { requests: number }) => sum + requests, 0)).toBe(
      paths.length,
    )
  })
  it('of one host are shown without it; of several, with what counts one alone', async () => {
    expect(
      (await json(log(['https://api.example.com/v1/a', 'https://api.example.com/v1/b']))).endpoints,
    ).toMatchObject([{ prefix: '/v1/a' }, { prefix: '/v1/b' }])
    const both = await json(
      log(['https://a.example.com/v1/a', 'https://b.example.com/v1/a', 'https://cdn.test/v1/x']),
    )
    expect(both.foreign_endpoints).toEqual([])
    expect(both.notes[0]).toContain("To count one alone: --endpoint '//a.example.com/*', or --endpoint")
    const { filtered } = await json(
      log(['https://a.example.com/v1/a', 'https://cdn.test/v1/x']),
      '--exclude-endpoint',
      'https://cdn.test/*',
    )
    expect(filtered).toBe(1)
  })
  it('that a log does not have are no list', async () => {
    expect(await json(write('none.csv', 'timestamp,status\n2026-10-01T00:00:00Z,200\n'))).toMatchObject({
      endpoints: [],
      filtered: 0,
      repeated_requests: 0,
    })
  })
})

describe('a part of the requests is the service’s', () => {
  const times = Array.from({ length: 4 }, (_, i) => `2026-10-01T00:0${i}:00Z`)
  it('where others name no host', async () => {
    const urls = ['/api/generate', 'https://api.klingai.com/v1/videos']
    const rows = times.map((time, i) => JSON.stringify({ time, url: urls[i % 2], status: 200 }))
    const file = write('own.jsonl', rows.join('\n'))
    const { notes } = await json(file)
    const [, option] = /2 requests of 4 are to hosts .*, and 2 name no host.*--endpoint '(.*?)'/.exec(
      notes[0],
    )!
    expect((await json(file, '--endpoint', option!)).periods[0].requests).toBe(2)
  })
  it.each([
    ['target', ['api.openai.com', 'api.klingai.com'], '*kling*'],
    ['渠道', ['即梦', '可灵'], '*可灵*'],
    ['direction', ['inbound', 'outbound'], '*outbound*'],
    ['request_url', ['https://api.openai.com/v1/a', 'https://api.klingai.com/v1/b'], '//*kling*'],
  ])('as the column %s says', async (name, found, glob) => {
    const rows = times.map((time, i) => `${time},${found[i % 2]},/v1,200\n`)
    const file = write('columns.csv', `timestamp,${name},path,status\n${rows.join('')}`)
    const { notes } = await json(file)
    expect(notes[0]).toContain(`as the column ${name} says: of 4 rows that were looked at, 2 name`)
    expect(notes[0].replaceAll("'", '')).toContain(`--columns endpoint=${name} --endpoint ${glob}`)
    const { periods } = await json(file, '--columns', `endpoint=${name}`, '--endpoint', glob)
    expect(periods[0].requests).toBe(2)
  })
})

describe('lines of urllib3, whose host stands in front of the request', () => {
  const line = (i: number, host: string) =>
    `2026-10-01 00:00:0${i},000 DEBUG urllib3.connectionpool https://${host}:443 "POST /v1/a HTTP/1.1" 200 12`
  const httpx = (i: number, host: string) =>
    `2026-10-01 00:00:0${i},000 INFO httpx HTTP Request: POST https://${host}/v1/a "HTTP/1.1 200 OK"`
  it.each([
    ['urllib3', [line(0, 'api.openai.com'), line(1, 'api.klingai.com'), line(2, 'api.klingai.com')]],
    ['both', [httpx(0, 'api.openai.com'), line(1, 'api.klingai.com'), httpx(2, 'api.klingai.com')]],
  ])('are told apart by it: %s', async (name, rows) => {
    const file = write(`${name}.log`, `${rows.join('\n')}\n`)
    expect((await json(file)).periods[0].requests).toBe(3)
    expect((await json(file, '--endpoint', '//*kling*')).periods[0].requests).toBe(2)
  })
})

describe('a request that stands in more than one place counts once', () => {
  const HEADER = 'timestamp,status,request_id\n'
  const older = [
    ...Array.from({ length: 8 }, (_, i) => `2026-10-01T00:0${Math.floor(i / 2)}:00Z,200,a${i}\n`),
    '2026-10-01T00:04:30Z,500,z1\n',
    '2026-10-01T00:04:40Z,500,z2\n',
  ].join('')
  const newer = '2026-10-01T00:04:30Z,500,z1\n2026-10-01T00:04:40Z,500,z2\n2026-10-01T00:06:00Z,200,b1\n'
  const first = write('rot_1.csv', HEADER + older)
  const second = write('rot_0.csv', HEADER + newer)

  it('in logs that overlap', async () => {
    const found = await json(first, second)
    expect(found.periods[0]).toMatchObject({ requests: 11, rate_sum: '0.2' })
    expect(found.repeated_requests).toBe(2)
    expect(found.notes).toContainEqual(expect.stringContaining(`2 rows of ${second} left out`))
  })
  it.each([
    ['00:04:59', '00:05:01', 1],
    ['00:05:01', '00:04:59', 1],
    ['00:02:31', '00:05:01', 1],
    ['00:00:00', '00:04:59', 1],
    // An id that is used again, such as a number that is counted up.
    ['00:02:29', '00:07:31', 2],
    ['00:00:00', '00:10:00', 2],
    ['00:07:30', '00:10:00', 1],
    ['00:07:30', '00:10:01', 2],
    ['00:10:01', '00:07:30', 2],
    ['00:05:00', '00:10:00', 2],
    ['00:05:00', '00:12:29', 2],
  ])('at %s by one clock and at %s by the other: %d', async (one, other, requests) => {
    const a = write('one.csv', `${HEADER}2026-10-01T${one}Z,503,y\n`)
    const b = write('other.csv', `${HEADER}2026-10-01T${other}Z,503,y\n`)
    expect((await json(a, b)).periods[0].requests).toBe(requests)
  })
  it('in large logs also beside the time that they share', async () => {
    // Too many to be compared with themselves; they share 00:20 to 00:25 and the next five minutes.
    const filler = (minute: string, name: string) =>
      Array.from({ length: 50_001 }, (_, i) => `2026-10-01T00:${minute}:00Z,200,${name}${i}\n`).join('')
    const a = write(
      'large_1.csv',
      `${HEADER}${filler('10', 'a')}${filler('21', 'a')}2026-10-01T00:24:59Z,503,y\n`,
    )
    const b = write(
      'large_2.csv',
      `${HEADER}2026-10-01T00:22:00Z,200,x\n2026-10-01T00:25:01Z,503,y\n${filler('40', 'b')}${filler('50', 'b')}`,
    )
    const found = await json(a, b)
    expect([found.repeated_requests, found.periods[0].requests]).toEqual([1, 200_006])
  })
  it('in logs of different forms', async () => {
    const lines = newer
      .trim()
      .split('\n')
      .map(line => {
        const [timestamp, status, request_id] = line.split(',')
        return JSON.stringify({ timestamp, status: Number(status), request_id })
      })
    const found = await json(first, write('rot_0.jsonl', `${lines.join('\n')}\n`))
    expect(found.periods[0]).toMatchObject({ requests: 11, rate_sum: '0.2' })
  })
  it.each([
    [
      'combined',
      'http_referer',
      (second: number, id: string) =>
        `127.0.0.1 - - [01/Oct/2026:00:00:0${second} +0000] "GET /v1/a HTTP/1.1" 500 12 "${id}" "-"\n`,
    ],
    [
      'jsonl',
      'rid',
      (second: number, rid: string) =>
        `${JSON.stringify({ timestamp: `2026-10-01T00:00:0${second}Z`, status: 500, rid })}\n`,
    ],
  ])('in logs of the form %s that have it as %s', async (form, name, row) => {
    const [a, b] = [row(1, 'x') + row(2, 'y'), row(2, 'y') + row(3, 'z')]
    const files = [write(`a.${form}`, a), write(`b.${form}`, b)]
    const found = await json(...files, '--columns', `request_id=${name}`)
    expect([found.periods[0].requests, found.repeated_requests]).toEqual([3, 1])
    expect(found.notes.join()).not.toContain('have no ids')
  })
  it('in one log, answered alike at the same time; attempts may share an id', async () => {
    const rows = ['200,a', '200,a', '503,a', '503,-', '503,-'].map(row => `2026-10-01T00:00:00Z,${row}\n`)
    const later = '2026-10-01T00:00:01Z,200,a\n'
    const found = await json(write('twice.csv', HEADER + rows.join('') + later))
    expect(found.periods[0]).toMatchObject({ requests: 5, errors: 3 })
    expect(found.repeated_requests).toBe(1)
  })
  it('in three logs, where the second repeats the first, and the third is near the second alone', async () => {
    const [first, second, third] = ['07:11', '09:41', '10:03'].map((clock, i) =>
      write(`clock-${i}.csv`, `${HEADER}2026-10-01T00:${clock}Z,503,z\n`),
    )
    const found = await json(first!, second!, third!)
    expect([found.periods[0].requests, found.repeated_requests]).toEqual([1, 2])
  })
  describe('unless its id is none of a request', () => {
    const clock = (second: number) =>
      new Date(Date.UTC(2026, 9, 1) + second * 1000).toISOString().slice(0, 19).concat('Z')
    const jobs = Array.from({ length: 40 }, (_, i) => i)
    const asCsv = (columns: string, rows: readonly (readonly unknown[])[]) =>
      `${columns}\n${rows.map(row => `${row.join(',')}\n`).join('')}`
    const asLines = (columns: string, rows: readonly (readonly unknown[])[]) =>
      rows
        .map(row =>
          JSON.stringify(Object.fromEntries(columns.split(',').map((column, i) => [column, row[i]]))),
        )
        .join('\n')
    const submits = jobs.map(i => [clock(300 * i), `job-${i}`, 200, '/v1/videos/text2video'])
    const polls = jobs.flatMap(i =>
      [30, 60, 90].map(after => [
        clock(300 * i + after),
        `job-${i}`,
        i < 4 ? 503 : 200,
        `/v1/videos/text2video/${i}?full=1`,
      ]),
    )
    const columns = 'timestamp,request_id,status,path'
    it.each([asCsv, asLines])('but of a job that other paths ask for', async as => {
      const files = [write('submits', as(columns, submits)), write('polls', as(columns, polls))]
      for (const [first, second] of [files, files.toReversed()]) {
        const found = await json(first!, second!)
        expect([found.periods[0].requests, found.periods[0].errors]).toEqual([160, 12])
        expect(found.notes).toContainEqual(
          expect.stringMatching(/(120|40) rows of .* count although another log has the same request_id/),
        )
      }
    })
    it.each([asCsv, asLines])('but of a job, as one log tells that has it several times', async as => {
      const bare = (rows: readonly (readonly unknown[])[]) => rows.map(row => row.slice(0, 3))
      const files = ['submits', 'polls'].map((name, i) =>
        write(`bare-${name}`, as('timestamp,request_id,status', bare([submits, polls][i]!))),
      )
      for (const [first, second] of [files, files.toReversed()]) {
        const found = await json(first!, second!)
        expect([found.periods[0].requests, found.periods[0].errors]).toEqual([160, 12])
        expect(found.notes).toContainEqual(
          expect.stringMatching(/(120|40) rows whose request_id .* within .*bare-polls one id stands for/),
        )
        expect(found.repeated_requests).toBe(0)
      }
    })
    describe('but a number by which each program counts', () => {
      // The second program falls behind the first one, a second more with each request.
      const counted = (by: number, path: (i: number) => string) =>
        jobs.map(i => [clock(100 * i + by * i), `req-${i + 1}`, i < 4 ? 503 : 200, path(i)])
      const same = () => '/v1/videos/text2video'
      const bare = (rows: readonly (readonly unknown[])[]) => rows.map(row => row.slice(0, 3))
      it.each([asCsv, asLines])('as paths tell, or times that drift apart', async as => {
        const first = write('counted-1', as(columns, counted(0, same)))
        for (const second of [
          as(
            columns,
            counted(0, i => (i % 2 === 0 ? same() : `/v1/images/${i}`)),
          ),
          as('timestamp,request_id,status', bare(counted(1, same))),
        ]) {
          const found = await json(first, write('counted-2', second))
          expect([found.periods[0].requests, found.periods[0].errors]).toEqual([80, 8])
          expect(found.repeated_requests).toBe(0)
          expect(found.notes).toContainEqual(
            expect.stringMatching(
              /rows whose .* those of .*counted-2 are numbers by which it counts its own/,
            ),
          )
        }
      })
      it('unless both logs say the same of each, or two clocks differ', async () => {
        const first = write('counted-1', asCsv(columns, counted(0, same)))
        const copy = await json(first, write('counted-2', asCsv(columns, counted(0, same))))
        expect([copy.periods[0].requests, copy.repeated_requests]).toEqual([40, 40])
        expect(copy.notes).not.toContainEqual(expect.stringMatching(/numbers by which/))
        const late = counted(0, same).map(([, ...rest], i) => [clock(100 * i + 30), ...rest])
        const found = await json(first, write('counted-2', asCsv(columns, late)))
        expect([found.periods[0].requests, found.repeated_requests]).toEqual([40, 40])
        expect(found.notes).toContainEqual(expect.stringMatching(/40 rows of .*counted-2 are left out as/))
      })
      it('and the screen says so where times of two programs in one log may be the same', async () => {
        const rows = jobs.flatMap(i => ['a', 'b'].map(pod => [clock(100 * i), pod, i + 1, 200]))
        const file = write('pods', asCsv('timestamp,pod,request_id,status', rows))
        const { out } = await runWith(['sla', file])
        expect(out).toMatch(
          /! 40 rows of .*pods are left out .* --ignore-columns request_id counts every row/,
        )
        const whole = await json('--ignore-columns', 'request_id', file)
        expect(whole.periods[0].requests).toBe(80)
      })
    })
    it.each([asCsv, asLines])(
      'and rows of it in one second of a log count where their paths differ',
      async as => {
        const rows = ['/v1/a/1', '/v1/a/2', '/v1/a/2', '/v1/a/3?x=1', '/v1/a/3?x=2'].map(path => [
          clock(0),
          'a',
          503,
          path,
        ])
        const found = await json(write('fan-out', as(columns, rows)))
        expect([found.periods[0].requests, found.repeated_requests]).toEqual([4, 1])
      },
    )
    it('though gateways change what stands in front of its path, or hide what it names, and try again', async () => {
      const outer = jobs.map(i => [clock(300 * i), `r${i}`, 200, `/kling/v1/videos/${i}`])
      const tries = jobs.flatMap(i => [
        ...(i % 4 === 0
          ? [[clock(300 * i), `r${i}`, 503, `POST https://api.klingai.com/v1/videos/${i}/`]]
          : []),
        [clock(300 * i + 1), `r${i}`, 200, `/v1/videos/${i % 2 === 0 ? '{id}' : i}?x=1`],
      ])
      const found = await json(write('outer', asCsv(columns, outer)), write('tries', asCsv(columns, tries)))
      expect([found.periods[0].requests, found.repeated_requests]).toEqual([40, 50])
    })
  })
  it('in a pipe, too, unless that is long, which is said', async () => {
    const ask = async (stdin: string) =>
      JSON.parse((await runWith(['sla', '--json', first, '-'], { stdin })).out)
    expect((await ask(HEADER + newer)).periods[0].requests).toBe(11)
    const others = Array.from({ length: 400_000 }, (_, i) => `2026-10-02T00:00:00Z,200,other-request-${i}\n`)
    const found = await ask(HEADER + newer + others.join(''))
    expect(found.periods[0].requests).toBe(13 + others.length)
    expect(found.notes).toContainEqual(
      expect.stringContaining('stands twice in stdin, or in another log as well, counts each time'),
    )
  })
  it('unless a spreadsheet has cut its id, which is warned of', async () => {
    const row = '2026-10-01T00:00:00Z,503,8.31235E+17\n'
    const found = await json(write('cut.csv', HEADER + row.repeat(3)), write('cut2.csv', HEADER + row))
    expect([found.periods[0].requests, found.repeated_requests]).toEqual([4, 0])
    expect(found.notes).toContainEqual(expect.stringMatching(/cut\.csv.*ids were cut by a spreadsheet/))
  })
  describe('unless it has no id', () => {
    const rows = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => {
        const minute = String((from + i) % 60).padStart(2, '0')
        return `2026-10-01T0${Math.floor((from + i) / 60)}:${minute}:00Z,200\n`
      }).join('')
    const bare = (name: string, from: number, count: number) =>
      write(name, `timestamp,status\n${rows(from, count)}`)
    const notesOf = async (...logs: string[]) =>
      ((await json(...logs)).notes as string[]).filter(note => /twice/.test(note))

    it('which is said of logs of the same time', async () => {
      const [a, b, c] = [bare('a.csv', 0, 60), bare('b.csv', 50, 60), bare('c.csv', 120, 60)]
      expect(await notesOf(a, b)).toEqual([
        `${a} · ${b}: these requests have no ids. One that stands in another log of the same time as well counts twice`,
      ])
      expect(await notesOf(a, c)).toEqual([])
    })
    it('and loudly of logs that look like copies', async () => {
      const [a, copy] = [bare('a.csv', 0, 60), bare('copy.csv', 0, 60)]
      expect(await notesOf(a, copy)).toEqual([
        `warning: ${a} · ${copy} have the same number of requests in every five minutes. If one is a copy of another, each of its requests counts twice: give one of them`,
      ])
    })
    it('and names the other log of them, whether or not that one has ids', async () => {
      const ids = rows(0, 60).replaceAll('Z,200', (row, at) => `${row},r${at}`)
      const [named, copy] = [write('named.csv', HEADER + ids), bare('unnamed.csv', 0, 60)]
      expect(await notesOf(named, copy)).toEqual([
        `warning: ${named} · ${copy} have the same number of requests in every five minutes. If one is a copy of another, each of its requests counts twice: give one of them`,
      ])
    })
  })
  describe('nor in a log of failures beside that of all requests,', () => {
    const all = Array.from({ length: 30 }, (_, i) => [i, i % 6 === 1 ? 503 : 200] as const)
    const log = (name: string, rows: readonly (readonly [number, number])[], id = '') =>
      write(
        name,
        `timestamp,status${id && ',request_id'}\n${rows.map(([i, status]) => `2026-10-01T0${Math.floor(i / 10)}:${10 + 4 * (i % 10)}:07Z,${status}${id && `,${id}${i}`}\n`).join('')}`,
      )
    const failed = all.filter(([, status]) => status === 503)
    const warnings = async (...logs: string[]) =>
      ((await json(...logs)).notes as string[]).filter(note => note.includes('nothing but failures'))

    it('which is warned of', async () => {
      const [combined, error] = [log('combined.csv', all), log('error.csv', failed)]
      const told = [
        `warning: ${error} holds nothing but failures, and ${combined} has as many of them in the same five minutes. If they are the same requests, each failure counts twice: give ${combined} alone`,
      ]
      expect(await warnings(combined, error)).toEqual(told)
      expect(await warnings(error, combined)).toEqual(told)
      expect((await json(combined, error)).periods[0].errors).toBe(
        2 * (await json(combined)).periods[0].errors,
      )
    })
    it('and not where the times are others, or the ids, or it holds a success', async () => {
      const combined = log('combined.csv', all)
      const later = failed.map(([i, status]) => [i + 3, status] as const)
      expect(await warnings(combined, log('later.csv', later))).toEqual([])
      expect(await warnings(combined, log('mixed.csv', [...failed, [8, 200]]))).toEqual([])
      expect(await warnings(log('a.csv', all, 'a'), log('b.csv', failed, 'b'))).toEqual([])
      expect((await json(log('a.csv', all, 'a'), log('b.csv', failed, 'a'))).periods[0].requests).toBe(30)
    })
  })
  describe('nor hours apart,', () => {
    const START = Date.UTC(2026, 9, 2)
    /** Requests at odd times, `hours` later than they were, on a clock that names its zone or not. */
    const log = (name: string, hours: number, zone: string, start = START) => {
      const lines = Array.from({ length: 60 }, (_, i) => {
        const at = new Date(start + hours * 3_600_000 + 1000 * (40 * i * i + (zone === '' ? 1 : 0)))
        return `${at.toISOString().slice(0, 19)}${zone},200,id-${i}\n`
      })
      return write(name, HEADER + lines.join(''))
    }
    const warnings = async (...argv: string[]) =>
      ((await json(...argv)).notes as string[]).filter(note => note.includes('name no zone. Taken as'))

    it.each([
      [8, '8 h earlier', 'Asia/Shanghai'],
      [-2.5, '2 h 30 min later', 'America/St_Johns'],
    ])('%s, which is warned of where the times of one name no zone', async (hours, when, zone) => {
      const [named, bare] = [log('named-zone.csv', 0, 'Z'), log('no-zone.csv', hours, '')]
      expect(await warnings(named, bare)).toEqual([
        `warning: ${bare}: times name no zone. Taken as ${when}, there are about as many requests in every five minutes as in ${named}. If they are the same requests, each counts twice: --log-tz says of which zone the times are`,
      ])
      const apart = await json(named, bare)
      const together = await json(named, bare, '--log-tz', zone)
      expect([apart.periods[0].requests, together.periods[0].requests]).toEqual([120, 60])
      expect(await warnings(named, bare, '--log-tz', zone)).toEqual([])
    })
    it('and not where both name it, or neither, or where the requests are others', async () => {
      expect(await warnings(log('a.csv', 0, 'Z'), log('b.csv', 8, 'Z'))).toEqual([])
      expect(await warnings(log('a.csv', 0, ''), log('b.csv', 8, ''))).toEqual([])
      expect(await warnings(log('a.csv', 0, 'Z'), log('b.csv', 0, '', START + 100_000))).toEqual([])
    })
  })
  describe('nor under other ids,', () => {
    /** Five requests in five minutes, then as many more in the next ones, up to `most` times five. */
    const named = (name: string, letter: string, most: number) => {
      const lines = Array.from({ length: 60 }, (_, i) => {
        const time = `2026-10-01T00:${String(i).padStart(2, '0')}:00Z`
        const many = 1 + (Math.floor(i / 5) % most)
        return Array.from({ length: many }, (_, n) => `${time},200,${letter}${i}-${n}\n`).join('')
      })
      return write(name, HEADER + lines.join(''))
    }
    const warnings = async (...logs: string[]) =>
      ((await json(...logs)).notes as string[]).filter(note => note.includes('same number'))

    it('which is warned of where two logs have as many in every five minutes', async () => {
      const [a, b] = [named('ids-a.csv', 'a', 5), named('ids-b.csv', 'b', 5)]
      expect(await warnings(a, b)).toEqual([
        expect.stringContaining(`${a} · ${b} have the same number of requests in every five minutes`),
      ])
      expect((await json(a, b)).periods[0].requests).toBe(2 * (await json(a)).periods[0].requests)
    })
    it('and not of a steady stream, nor where they differ, nor of what is the same request', async () => {
      expect(await warnings(named('steady-a.csv', 'a', 3), named('steady-b.csv', 'b', 3))).toEqual([])
      expect(await warnings(named('less.csv', 'a', 5), named('more.csv', 'b', 6))).toEqual([])
      expect(await warnings(named('same-a.csv', 'a', 5), named('same-b.csv', 'a', 5))).toEqual([])
    })
  })
  it('and in a claim', async () => {
    const claim = join(folder, 'claim-once')
    const { status, err } = await sla(
      first,
      second,
      '--fee',
      '100',
      '--policy',
      write('strict.yaml', STRICT),
      '--claim',
      claim,
    )
    expect({ status, err }).toEqual({ status: 0, err: expect.any(String) })
    const failed = readdirSync(claim, { recursive: true })
      .map(String)
      .find(name => name.endsWith('requests.csv'))
    expect(readFileSync(join(claim, failed!), 'utf8').trim().split('\n')).toHaveLength(3)
  })
})

describe('the virtual host in front of lines of the combined format', () => {
  const line = (host: string, second: string, status: number) =>
    `${host} 203.0.113.9 - - [01/Oct/2026:00:00:${second} +0000] "GET /v1/x HTTP/1.1" ${status} 5 "-" "-"`
  const text = `${[line('api.example.com:443', '01', 503), line('api.example.com:8443', '02', 200), line('other.example.com:443', '03', 200)].join('\n')}\n`
  const log = write('vhost.log', text)
  const AS_OF = ['--as-of', '2026-11-21']

  it('is told where it is not read', async () => {
    const { periods, ignored_columns } = await json(log, ...AS_OF)
    expect(periods[0]).toMatchObject({ requests: 3, errors: 1 })
    expect(ignored_columns).toContain('virtual_host')
    const plain = write('no-vhost.log', text.replaceAll(/^\S+ /gm, ''))
    expect((await json(plain, ...AS_OF)).ignored_columns).not.toContain('virtual_host')
  })
  it.each([
    [['--endpoint', '//api.example.com/*'], 1, 1],
    [['--endpoint', '//api.example.com:8443/*'], 1, 0],
    [['--endpoint', '//api.example.com:*/*'], 2, 1],
    [['--endpoint', '//*.example.com:*/v1/*'], 3, 1],
    [['--endpoint', '//api.example.co:*/*', '--endpoint', '//other.example.com:*/v1/x'], 1, 0],
    [['--exclude-endpoint', '//api.example.com:*/*'], 1, 0],
    [['--exclude-endpoint', '//other.*'], 2, 1],
    [['--endpoint', '/v1/*'], 3, 1],
  ])('is what %j compares', async (filter, requests, errors) => {
    const found = await json(log, ...filter, ...AS_OF)
    expect(found.periods[0]).toMatchObject({ requests, errors })
    expect(found.filtered).toBe(3 - requests)
    expect(found.ignored_columns.includes('virtual_host')).toBe(!filter.some(glob => glob.startsWith('//')))
  })
  it('of any port is told as it was given', async () => {
    const only = write('vhost-8443.log', text.replaceAll(':443 ', ':8443 '))
    const glob = '//api.example.com:*/*'
    const { notes } = await json(only, '--endpoint', glob, ...AS_OF)
    expect(notes.join()).toContain(`--endpoint '${glob}'`)
    expect(notes.join()).not.toContain('//api.example.com/*')
  })
  it('of a URL is compared without the port of its scheme', async () => {
    const urls = [
      'https://api.example.com:443/v1/x',
      'https://api.example.com/v1/x',
      'https://www.example.com:443/v1/x',
    ]
    const rows = urls.map((url, i) => `2026-10-01T00:0${i}:00Z,${i === 0 ? 503 : 200},${url}`)
    const file = write('urls.csv', `timestamp,status,url\n${rows.join('\n')}\n`)
    for (const filter of [
      ['--endpoint', '//api.example.com/*'],
      ['--endpoint', '//api.example.com:443/*'],
      ['--exclude-endpoint', '//www.example.com/*'],
    ])
      expect((await json(file, ...filter, ...AS_OF)).periods[0]).toMatchObject({ requests: 2, errors: 1 })
  })
  it('may be read as any column', async () => {
    const { periods } = await json(log, '--account-column', 'virtual_host', ...AS_OF)
    expect(periods.map(({ account }: { account: string }) => account)).toEqual([
      'api.example.com',
      'api.example.com:8443',
      'other.example.com',
    ])
  })
  it.each([
    ['remote_user', '-', 'ann', 'bob b'],
    ['remote_addr', '192.0.2.1', '192.0.2.2', '192.0.2.3'],
  ])('does not shift %s, nor does anything else in front', async (column, ...accounts) => {
    const clients = ['site:443 192.0.2.1 - -', 'kong-1  | 192.0.2.2 - ann', '192.0.2.3 - bob b']
    const rest = '[01/Oct/2026:00:00:00 +0000] "GET /v1/x HTTP/1.1" 200 5 "-" "-" 0.003 up'
    const mixed = write('led.log', clients.map(client => `${client} ${rest}\n`).join(''))
    const { periods } = await json(mixed, '--account-column', column, ...AS_OF)
    expect(periods.map(({ account }: { account: string | null }) => account ?? '-').sort()).toEqual(accounts)
    const led = write('led-first.log', `${clients[1]} ${rest}\n`)
    expect((await json(led, '--account-column', column, ...AS_OF)).ignored_columns.slice(-2)).toEqual([
      'before remote_addr',
      'after http_user_agent',
    ])
  })
  it('and a claim has the same requests', async () => {
    const claim = join(folder, 'claim-vhost')
    const policy = write('strict-vhost.yaml', STRICT)
    const filter = ['--endpoint', '//api.example.com/*', '--policy', policy]
    await sla(log, ...filter, '--fee', '100', '--claim', claim, ...AS_OF)
    const failed = readdirSync(claim, { recursive: true })
      .map(String)
      .find(name => name.endsWith('requests.csv'))
    expect(readFileSync(join(claim, failed!), 'utf8').trim().split('\n')).toHaveLength(2)
  })
})

describe('what a gateway answers by itself', () => {
  const line = (request: string, status = 200) =>
    `10.0.0.1 - - [01/Oct/2026:00:00:00 +0000] "${request} HTTP/1.1" ${status} 12 "-" "-"`
  const ask = (name: string, ...lines: string[]) =>
    json(write(name, `${lines.join('\n')}\n`), '--period', '2026-10')
  const said = (answer: { notes: string[] }, part: string) => answer.notes.filter(note => note.includes(part))
  const OPTIONS = 'OPTIONS /v1/videos/text2video'
  const POST = 'POST /v1/videos/text2video'

  it('is told of preflights, which count and stand with the requests of their path', async () => {
    const answer = await ask('cors.log', line(OPTIONS, 204), line(POST), line(OPTIONS, 204), line(POST, 503))
    expect(answer.endpoints).toEqual([{ prefix: '/v1/videos', requests: 4, failed: 1 }])
    expect(said(answer, 'OPTIONS')).toEqual([
      'warning: 2 of 4 requests are OPTIONS, but count: browsers ask so before a request, and a gateway mostly answers by itself. If yours does, take them out of the log',
    ])
  })
  it('is told of tunnels, in which a proxy sees no answer', async () => {
    const answer = await ask('proxy.log', ...Array(3).fill(line('CONNECT api.example.com:443')))
    expect(answer.periods[0].requests).toBe(3)
    expect(
      said(answer, '3 of 3 requests are CONNECT, but count: a proxy answers that a tunnel is open'),
    ).toHaveLength(1)
  })
  it('is told of preflights that are one in a hundred', async () => {
    const told = async (others: number) =>
      said(await ask('few.log', line(OPTIONS), ...Array(others).fill(line(POST))), 'OPTIONS').length
    expect([await told(99), await told(100)]).toEqual([1, 0])
    const many = Array(20).fill(line(OPTIONS))
    expect(said(await ask('many.log', ...many, ...many.map(() => line(POST))), '20 of 40')).toHaveLength(1)
  })
  it('is told of preflights where a table joins method and path', async () => {
    const rows = ['OPTIONS,/v1/videos/a', 'POST,/v1/videos/a', 'POST,/v1/options']
    const log = ['timestamp,status,method,path', ...rows.map(row => `2026-10-01T00:00:00Z,200,${row}`)]
    const { out } = await sla(
      write('joined.csv', `${log.join('\n')}\n`),
      ...['--json', '--period', '2026-10', '--columns', 'endpoint=method+path'],
    )
    const answer = JSON.parse(out)
    expect(said(answer, '1 of 3 requests are OPTIONS')).toHaveLength(1)
    expect(answer.endpoints.map(({ prefix }: { prefix: string }) => prefix)).toEqual([
      '/v1/videos',
      '/v1/options',
    ])
  })
  it.each([
    ['GET /', '/'],
    ['GET /kling/health', '/kling/health*'],
    ['GET /server-status', '/server-status'],
    ['GET /version', '/version'],
  ])('such as %s is told as foreign', async (probe, glob) => {
    const answer = await ask('probes.log', line(probe), line(POST), line(POST, 503))
    expect(answer.foreign_endpoints).toMatchObject([{ glob, requests: 1, failed: 0 }])
    const left = await json(
      join(folder, 'probes.log'),
      ...['--period', '2026-10', '--exclude-endpoint', glob],
    )
    expect(left.periods[0].requests).toBe(2)
  })
})

it('requests without a path are told where a filter leaves them out', async () => {
  const rows = ['/v1/a,200', ',503', ',503', '/b,200'].map(row => `2026-10-01T00:00:00Z,${row}`)
  const log = write('pathless.csv', `timestamp,endpoint,status\n${rows.join('\n')}\n`)
  const told = async (...args: string[]) =>
    (await json(log, '--period', '2026-10', ...args)).notes.filter((note: string) =>
      note.includes('without a path'),
    )
  expect(await told('--endpoint', '/v1/*')).toEqual([
    'warning: 2 requests without a path are left out: a request that fails early may have none. Without the filter the endpoints say how many of them failed',
  ])
  expect(await told('--exclude-endpoint', '/b')).toEqual([])
  expect(await told()).toEqual([])
})
