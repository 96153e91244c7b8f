/** Logs in which requests to others stand beside those to the service: what `kling-cost sla` says, and what following it gives. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { runWith } from './fake-io.js'

const folder = mkdtempSync(join(tmpdir(), 'sla-others-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Request {
  readonly at: string
  readonly isOwn: boolean
  readonly status: number
}

/** 3,000 requests, a minute from each other, of which 3 in 10 are the service's; 100 of these fail, and 1 of the others. */
const REQUESTS: readonly Request[] = Array.from({ length: 3000 }, (_, i) => {
  const isOwn = i % 10 < 3
  const isFailed = isOwn ? i % 30 === 0 : i === 7
  return {
    at: new Date(Date.UTC(2026, 9, 1) + i * 60_000).toISOString(),
    isOwn,
    status: isFailed ? 503 : 200,
  }
})

/** A time as combined logs write it. */
const clfOf = (at: string): string => {
  const [, month, day, clock] = /-(\d\d)-(\d\d)T([\d:]+)/.exec(at)!
  return `${day}/${month === '10' ? 'Oct' : '?'}/2026:${clock} +0000`
}

/** A request as such logs write it. */
const combinedOf = ({ at, status }: Pick<Request, 'at' | 'status'>, agent: string): string =>
  `10.0.0.1 - - [${clfOf(at)}] "GET /v1/videos HTTP/1.1" ${status} 10 "-" "${agent}"`

type Form = (request: Request, host: string, path: string) => string | object
const FORMS: Record<string, { readonly header?: string; readonly row: Form; readonly hint: string }> = {
  'nginx-json': {
    row: ({ at, status }, host, path) => ({
      time_iso8601: at,
      request_method: 'POST',
      host,
      request_uri: path,
      status,
    }),
    hint: "--endpoint '//*kling*'",
  },
  envoy: {
    row: ({ at, status }, host, path) =>
      `[${at}] "POST ${path} HTTP/2" ${status} - 10 20 30 29 "-" "curl" "-" "${host}:443" "10.0.0.1:443"`,
    hint: "--endpoint '//*kling*'",
  },
  istio: {
    row: ({ at, status }, host, path) => ({
      start_time: at,
      method: 'POST',
      path,
      response_code: status,
      response_flags: '-',
      authority: host,
      upstream_cluster: `outbound|443||${host}`,
    }),
    hint: "--endpoint '//*kling*'",
  },
  kong: {
    row: ({ at, status }, host, path) => ({
      started_at: Date.parse(at),
      response: { status },
      request: { uri: path, headers: { host: 'gateway.test' } },
      service: { host, name: 'upstream' },
    }),
    hint: "--endpoint '//*kling*'",
  },
  traefik: {
    row: ({ at, status }, host, path) => ({
      StartUTC: at,
      DownstreamStatus: status,
      RequestPath: path,
      RequestHost: host,
    }),
    hint: "--endpoint '//*kling*'",
  },
  caddy: {
    row: ({ at, status }, host, path) => ({
      ts: Date.parse(at) / 1000,
      status,
      request: { uri: path, host, method: 'POST' },
    }),
    hint: "--endpoint '//*kling*'",
  },
  'lines of JSON': {
    row: ({ at, status }, host, path) => ({ timestamp: at, host, path, status }),
    hint: "--endpoint '//*kling*'",
  },
  'a table with hosts': {
    header: 'timestamp,Host,path,status',
    row: ({ at, status }, host, path) => `${at},${host},${path},${status}`,
    hint: "--endpoint '//*kling*'",
  },
  'a table with providers': {
    header: 'timestamp,provider,path,status',
    row: ({ at, status, isOwn }, _, path) => `${at},${isOwn ? 'Kling' : 'openai'},${path},${status}`,
    hint: "--columns endpoint=provider --endpoint '*Kling*'",
  },
  'a table with models': {
    header: 'timestamp,model,status',
    row: ({ at, status, isOwn }) => `${at},${isOwn ? 'kling-v2-6' : 'gpt-5-mini'},${status}`,
    hint: "--columns endpoint=model --endpoint '*kling*'",
  },
  'a table with a heading of its own': {
    header: 'timestamp,integration,path,status',
    row: ({ at, status, isOwn }, _, path) => `${at},${isOwn ? 'Kling AI' : 'OpenAI'},${path},${status}`,
    hint: "--columns endpoint=integration --endpoint '*Kling*'",
  },
  'a table with URLs under a heading of its own': {
    header: 'timestamp,called,path,status',
    row: ({ at, status }, host, path) => `${at},https://${host}${path}/${at.length},${path},${status}`,
    hint: "--columns endpoint=called --endpoint '//*kling*'",
  },
  'JSON with keys of its own, lists among them': {
    row: ({ at, status }, host) => ({ timestamp: at, net: { peer: { name: host } }, tries: [1], status }),
    hint: "--columns endpoint=net.peer.name --endpoint '*kling*'",
  },
  'the combined format with virtual hosts': {
    row: ({ at, status }, host, path) =>
      `${host}:443 192.0.2.1 - - [${at.slice(8, 10)}/Oct/2026:${at.slice(11, 19)} +0000] "POST ${path} HTTP/1.1" ${status} 5 "-" "-"`,
    hint: "--endpoint '//*kling*'",
  },
  URLs: {
    header: 'timestamp,url,status',
    row: ({ at, status }, host, path) => `${at},https://${host}${path},${status}`,
    hint: "--endpoint '//api.klingai.com/*'",
  },
  litellm: {
    row: ({ at, status, isOwn }) => ({
      call_type: 'acompletion',
      model: isOwn ? 'kling/kling-v2-6' : 'gpt-5-mini',
      startTime: Date.parse(at) / 1000,
      status: status === 200 ? 'success' : 'failure',
      error_information: { error_code: status === 200 ? '' : String(status) },
    }),
    hint: '--endpoint /kling/kling-v2-6',
  },
  paths: {
    header: 'timestamp,path,status',
    row: ({ at, status, isOwn }) => `${at},/${isOwn ? 'kling' : 'openai'}/v1/x,${status}`,
    hint: "--endpoint '/kling/*'",
  },
  'hosts without paths': {
    header: 'timestamp,host,status',
    row: ({ at, status }, host) => `${at},${host},${status}`,
    hint: "--endpoint '//*kling*'",
  },
  'URLs of hosts without paths': {
    header: 'timestamp,base_url,status',
    row: ({ at, status }, host) => `${at},https://${host}/v1,${status}`,
    hint: "--endpoint '//*kling*'",
  },
  'sellers of models of the service, whose paths have its name': {
    header: 'timestamp,host,path,status',
    row: ({ at, status, isOwn }, host) =>
      `${at},${isOwn ? `${host},/v1/videos` : 'api.replicate.com,/v1/models/kwaivgi/kling-v2.1/predictions'},${status}`,
    hint: "--endpoint '//*kling*'",
  },
  'others with its name in the first part of paths': {
    header: 'timestamp,host,path,status',
    row: ({ at, status, isOwn }, host) =>
      `${at},${isOwn ? `${host},/v1/videos` : 'queue.fal.run,/fal-ai/kling-video/v3'},${status}`,
    hint: "--endpoint '//*kling*'",
  },
  'text of Istio': {
    row: ({ at, status }, host) =>
      `[${at}] "POST /gw HTTP/1.1" ${status} - via_upstream - "-" 0 10 30 29 "-" "x" "-" "gw.example.com" "1.2.3.4:443" outbound|443||${host} 10.0.0.1:1 1.2.3.4:443 10.0.0.1:2 - default`,
    hint: "--columns endpoint=upstream_cluster --endpoint '*kling*'",
  },
  'ingress-nginx': {
    row: ({ at, status, isOwn }) =>
      `10.0.0.1 - - [${clfOf(at)}] "POST /gw HTTP/1.1" ${status} 10 "-" "x" 10 0.1 [prod-${isOwn ? 'kling' : 'openai'}-443] [] 1.2.3.4:443 10 0.1 ${status} 1a2b`,
    hint: "--columns 'endpoint=after http_user_agent 3' --endpoint '*kling*'",
  },
  'lines of Traefik': {
    row: ({ at, status, isOwn }) =>
      `10.0.0.1 - - [${clfOf(at)}] "POST /gw HTTP/1.1" ${status} 10 "-" "x" 7 "${isOwn ? 'kling' : 'openai'}@docker" "http://1.2.3.4" 30ms`,
    hint: "--columns 'endpoint=after http_user_agent 2' --endpoint '*kling*'",
  },
  'groups of ALB': {
    row: ({ at, status, isOwn }) =>
      `https ${at} app/gw/1 10.0.0.1:1 10.0.0.9:80 0.0 0.1 0.0 ${status} ${status} 10 10 "POST https://gw.example.com:443/gw HTTP/1.1" "x" - - arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${isOwn ? 'kling' : 'openai'}/1a2b "Root=1" "gw.example.com" "-" 0 ${at} "forward" "-" "-" "10.0.0.9:80" "${status}" "-" "-" TID_1`,
    hint: "--columns endpoint=target_group_arn --endpoint '*kling*'",
  },
  'sides in a column of its own': {
    header: 'Timestamp,SpanName,SpanKind,status',
    row: ({ at, status, isOwn }) => `${at},${isOwn ? 'POST,Client' : '/generate,Server'},${status}`,
    hint: "--columns endpoint=SpanKind --endpoint '*Client*'",
  },
}

describe('a log that names the service nowhere', () => {
  const say = async (header: string, row: string) => {
    const log = join(folder, 'strangers.csv')
    const rows = REQUESTS.slice(0, 200).map(({ at, status }) => `${at},${status},${row}`)
    writeFileSync(log, [`timestamp,status,${header}`, ...rows, ''].join('\n'))
    return (await json(log)).notes.filter((note: string) =>
      /is to Kling AI|no path is of Kling AI/.test(note),
    )
  }
  it.each([
    ['host', 'api.openai.com', 'as the column host says, which names api.openai.com'],
    ['vendor', 'openai', 'as the column vendor says, which names openai'],
    ['url', 'https://api.openai.com/v1/videos', 'as their URLs say, which name api.openai.com'],
    ['url', 'https://queue.fal.run/fal-ai/kling-video', 'as their URLs say, which name queue.fal.run'],
    ['path', '/api/cart', "no path is of Kling AI's API, but /api/cart. Is it the right log?"],
  ])('is told: %s %s', async (header, row, why) => {
    const said = await say(header, row)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(why)
  })
  it.each([
    ['path', '/v1/videos/text2video'],
    ['path', '/proxy/v1/videos'],
    ['path', '/kling/videos'],
    ['path', ''],
    ['path,model', '/generate,kling-v3'],
    ['path,upstream', '/generate,api.klingai.com'],
    ['host', 'gateway.example.com'],
  ])('but not where it may be the service’s: %s %s', async (header, row) => {
    expect(await say(header, row)).toEqual([])
  })
})

/** A log of one form; `isMixed`: those to others stand in it, else all are the service's. */
function write(form: string, isMixed = true): { plain: string; gz: string } {
  const { header, row } = FORMS[form]!
  const rows = REQUESTS.map(request => {
    const own = isMixed ? request : { ...request, isOwn: true }
    const found = row(
      own,
      own.isOwn ? 'api.klingai.com' : 'api.openai.com',
      own.isOwn ? '/v1/videos' : '/v1/responses',
    )
    return typeof found === 'string' ? found : JSON.stringify(found)
  })
  const text = `${[...(header ? [header] : []), ...rows].join('\n')}\n`
  const plain = join(folder, `${form} ${isMixed}.log`)
  writeFileSync(plain, text)
  writeFileSync(`${plain}.gz`, gzipSync(text))
  return { plain, gz: `${plain}.gz` }
}

const json = async (...argv: string[]) => {
  const { status, out, err } = await runWith(['sla', '--json', '--as-of', '2026-11-21', ...argv])
  expect({ status, err }).toEqual({ status: 0, err: '' })
  return JSON.parse(out)
}
/** The words of an option as a shell splits them. */
const wordsOf = (options: string): string[] =>
  [...options.matchAll(/'([^']*)'|(\S+)/g)].map(([, a, b]) => a ?? b!)

describe.each(Object.keys(FORMS))('%s', form => {
  const { hint } = FORMS[form]!
  it('says loudly that others count, and how the service alone does', async () => {
    const { plain, gz } = write(form)
    const { out } = await runWith(['sla', plain, '--as-of', '2026-11-21'])
    const warning = out.split('\n').find(line => line.endsWith(`: ${hint}`))
    expect(warning).toMatch(/^! /)
    const mixed = await json(plain)
    expect(mixed.periods[0]).toMatchObject({ requests: 3000, errors: 101 })
    expect((await json(gz)).notes[0]).toBe(mixed.notes[0])
    const alone = await json(plain, ...wordsOf(hint))
    expect(alone.periods[0]).toMatchObject({ requests: 900, errors: 100 })
    expect(alone.filtered).toBe(2100)
    expect(alone.notes.join()).not.toMatch(/than the service|not the service's|which is the service/)
    expect((await json(gz, ...wordsOf(hint))).periods).toEqual(alone.periods)
  })
  it('says nothing where all requests are the service’s', async () => {
    const { notes } = await json(write(form, false).plain)
    expect(notes.join()).not.toMatch(/service's|than the service/)
  })
})

it.each(['nginx-json', 'envoy', 'a table with hosts'])(
  'a claim of %s has the requests of the host alone',
  async form => {
    const claim = join(folder, `claim ${form}`)
    const { plain } = write(form)
    const argv = ['sla', plain, '--fee', '100', '--claim', claim, '--as-of', '2026-11-21']
    const { err } = await runWith([...argv, '--endpoint', '//api.klingai.com/*', '--period', '2026-10'])
    expect(err).not.toContain('FILE_UNREADABLE')
    const failed = readdirSync(claim, { recursive: true })
      .map(String)
      .find(name => name.endsWith('requests.csv'))
    expect(readFileSync(join(claim, failed!), 'utf8').trim().split('\n')).toHaveLength(101)
  },
)

it('what is filtered by another column is not told of', async () => {
  const { plain } = write('lines of JSON')
  const { periods, notes } = await json(plain, '--endpoint', '/v1/videos')
  expect(periods[0].requests).toBe(900)
  expect(notes.join()).not.toContain('than the service')
})

it('names that are no paths are offered as globs that match them, the service’s first', async () => {
  const { plain } = write('litellm')
  const { err } = await runWith(['sla', plain, '--endpoint', '/v9/*'])
  expect(err).toContain("--endpoint '/kling/kling-v2-6*'")
  const { periods } = await json(plain, '--endpoint', '/kling/kling-v2-6*')
  expect(periods[0].requests).toBe(900)
})

it('a host beside URLs is not that of the request', async () => {
  const rows = [
    '2026-10-01T00:00:00Z,web-1.internal,https://api.klingai.com/v1,503',
    '2026-10-01T00:01:00Z,web-1.internal,https://api.openai.com/v1,200',
  ]
  const log = join(folder, 'urls.csv')
  writeFileSync(log, `timestamp,host,url,status\n${rows.join('\n')}\n`)
  const { periods } = await json(log, '--endpoint', '//api.klingai.com/*')
  expect(periods[0]).toMatchObject({ requests: 1, errors: 1 })
})

it('logs whose hosts stand in columns of several names are filtered and told of together', async () => {
  const logs = ['host', 'authority'].map((column, i) => {
    const log = join(folder, `${column}.csv`)
    const rows = ['api.klingai.com,503', 'api.openai.com,200', 'api.openai.com,200']
    writeFileSync(
      log,
      `timestamp,path,${column},status\n${rows.map(row => `2026-10-0${i + 1}T00:00:00Z,/v1,${row}\n`).join('')}`,
    )
    return log
  })
  const mixed = await json(...logs)
  expect(mixed.notes[0]).toMatch(/the column host says: of 3 rows .*: --endpoint '\/\/\*kling\*'$/)
  expect((await json(...logs, '--endpoint', '//*kling*')).periods[0]).toMatchObject({
    requests: 2,
    errors: 2,
  })
})

/** A request a minute, half of which fail in one hour, and a health check with each of them. */
const UNREAD = Array.from({ length: 600 }, (_, i) => {
  const at = new Date(Date.UTC(2026, 9, 1) + i * 60_000).toISOString()
  return [
    { at, path: `/v1/videos/${i}`, status: i < 60 && i % 2 === 0 ? 503 : 200 },
    { at, path: '/healthz', status: 200 },
  ]
}).flat()

type Unread = (typeof UNREAD)[0]
const AS: readonly [form: string, name: string, row: (request: Unread) => string | object][] = [
  ['a table', 'what', ({ at, path, status }) => `${at},${path},${status}`],
  ['a table of URLs', 'what', ({ at, path, status }) => `${at},https://gw.test${path}?x=1,${status}`],
  ['a table of lines', 'what', ({ at, path, status }) => `${at},GET ${path} HTTP/1.1,${status}`],
  ['JSON', 'meta.what', ({ at, path, status }) => ({ timestamp: at, status, meta: { what: path } })],
]

it.each(AS)('health checks in paths that are not read are told of: %s', async (form, name, row) => {
  const rows = UNREAD.map(request => row(request)).map(each =>
    typeof each === 'string' ? each : JSON.stringify(each),
  )
  const log = join(folder, `unread ${form}`)
  writeFileSync(log, [...(form === 'JSON' ? [] : ['timestamp,what,status']), ...rows, ''].join('\n'))
  const all = await json(log)
  expect(all.periods[0]).toMatchObject({ requests: 1200, errors: 30 })
  const options = `--columns endpoint=${name} --exclude-endpoint /healthz`
  expect(all.notes[0]).toMatch(/nothing is read from the column .*, which holds paths: \d+ of \d+ rows/)
  expect(all.notes[0].endsWith(`To leave them out: ${options}`)).toBe(true)
  const own = await json(log, ...wordsOf(options))
  expect(own.periods[0]).toMatchObject({ requests: 600, errors: 30 })
  expect(own.notes.join()).not.toMatch(/not the service's|holds paths/)
})

it.each([
  ['who asked', 'user_agent', ['kling-client/1.0', 'python-requests/2.31']],
  ['whoever has an account', 'team', ['kling-team', 'video-team']],
  ['ids', 'job', Array.from({ length: 30 }, (_, i) => `${i % 2 ? 'kling' : 'other'}-${i}`)],
  ['files', 'code', ['/app/health.js', '/app/status.js']],
  ['what few rows have', 'tag', ['kling', 'openai', ...Array(20).fill('')]],
])('columns of %s say nothing of whose requests were', async (_, name, cells) => {
  const log = join(folder, `${name}.csv`)
  const rows = Array.from({ length: 60 }, (_, i) => `2026-10-01T00:00:00Z,${cells[i % cells.length]},200`)
  writeFileSync(log, [`timestamp,${name},status`, ...rows, ''].join('\n'))
  const { notes } = await json(log)
  expect(notes.join()).not.toMatch(/than the service|service's|holds paths/)
})

it.each([['uri_path'], ['RequestPath'], ['resourcePath'], ['http.target']])(
  '%s is read as the path',
  async name => {
    const log = join(folder, `${name}.csv`)
    writeFileSync(log, `timestamp,${name},status\n2026-10-01T00:00:00Z,/v1/videos,200\n`)
    expect((await json(log)).endpoints).toEqual([{ prefix: '/v1/videos', requests: 1, failed: 0 }])
  },
)

/** 600 requests, a minute from each other, of which 100 fail, 30 as the gateway got no answer; and 3 with each that it answered by itself. */
type Row = { readonly at: string; readonly path: string; readonly status: number; readonly isOwn: boolean }
const GATEWAY: readonly Row[] = Array.from({ length: 600 }, (_, i) => {
  const at = new Date(Date.UTC(2026, 9, 1) + i * 60_000).toISOString()
  const passedOn = { at, path: '/v1/videos', status: i < 200 && i % 2 === 0 ? 503 : 200, isOwn: false }
  return [passedOn, ...[0, 1, 2].map(() => ({ at, path: '/v1/videos', status: 429, isOwn: true }))]
}).flat()
const isUnreached = ({ at, status }: Row): boolean => status === 503 && at.includes('T00:')
/** What the service answered; nothing where it was not asked, or could not be. */
const upstreamOf = <T>(row: Row, none: T): number | T => (row.isOwn || isUnreached(row) ? none : row.status)

const GATEWAYS: Record<string, { header?: string; row: (row: Row) => string | object; column: string }> = {
  kong: {
    row: row => ({
      started_at: Date.parse(row.at),
      response: { status: row.status },
      request: { uri: row.path },
      upstream_status: upstreamOf(row, undefined),
    }),
    column: 'upstream_status',
  },
  'nginx-json': {
    row: row => ({
      time_iso8601: row.at,
      request_uri: row.path,
      status: row.status,
      upstream_cache_status: row.isOwn ? 'HIT' : '',
    }),
    column: 'upstream_cache_status',
  },
  traefik: {
    row: row => ({
      StartUTC: row.at,
      DownstreamStatus: row.status,
      RequestPath: row.path,
      OriginStatus: upstreamOf(row, 0),
    }),
    column: 'OriginStatus',
  },
  envoy: {
    row: row =>
      `[${row.at}] "POST ${row.path} HTTP/2" ${row.status} ${row.isOwn ? 'RL' : '-'} 10 20 30 29 "-" "curl" "-" "gw" "${upstreamOf(row, '-') === '-' ? '-' : '10.0.0.1:443'}"`,
    column: 'upstream_host',
  },
  'a table': {
    header: 'timestamp,path,status,cached',
    row: row => `${row.at},${row.path},${row.status},${row.isOwn ? 'True' : 'False'}`,
    column: 'cached',
  },
  'lines of JSON': {
    row: row => ({ timestamp: row.at, path: row.path, status: row.status, meta: { cache_hit: row.isOwn } }),
    column: 'meta.cache_hit',
  },
}

describe.each(Object.keys(GATEWAYS))('answers of the gateway’s own: %s', form => {
  const { header, row, column } = GATEWAYS[form]!
  const write = (rows: readonly Row[]): string => {
    const log = join(folder, `own ${form} ${rows.length}`)
    const lines = rows.map(row).map(each => (typeof each === 'string' ? each : JSON.stringify(each)))
    writeFileSync(log, [...(header ? [header] : []), ...lines, ''].join('\n'))
    return log
  }
  it('are warned of, and left out where that is asked, but for those that the service never gave', async () => {
    const log = write(GATEWAY)
    const all = await json(log)
    expect(all.periods[0]).toMatchObject({ requests: 2400, errors: 100 })
    const option = `--columns passed_on=${column}`
    expect(all.notes[0]).toMatch(/^warning: a gateway answered requests by itself, .*: \d+ of \d+ rows/)
    expect(all.notes[0].endsWith(`To leave them out: ${option}`)).toBe(true)
    const own = await json(log, ...option.split(' '))
    expect(own.periods[0]).toMatchObject({ requests: 600, errors: 100, unreached: 0 })
    expect(own.notes.join()).not.toContain('a gateway answered')
    const filtered = await json(log, ...option.split(' '), '--endpoint', '/v1/*')
    expect(filtered.periods).toEqual(own.periods)
  })
  it('are not warned of where there are none', async () => {
    const { notes } = await json(write(GATEWAY.filter(({ isOwn }) => !isOwn)))
    expect(notes.join()).not.toContain('a gateway answered')
  })
})

it.each([
  [
    'http_user_agent',
    '',
    (each: Row) => combinedOf(each, each.isOwn ? 'python-httpx/0.27' : 'ELB-HealthChecker/2.0'),
  ],
  ['is_test', 'timestamp,is_test,status', (each: Row) => `${each.at},${!each.isOwn},${each.status}`],
  ['valid', 'timestamp,valid,status', (each: Row) => `${each.at},${each.isOwn ? 1 : 0},${each.status}`],
])('probes and tests are told by %s, and left out', async (name, header, rowOf) => {
  const log = join(folder, `marked by ${name}.log`)
  const isFailing = (i: number): boolean => i % 50 === 1
  const rows = GATEWAY.map((each, i) => rowOf(!each.isOwn && isFailing(i) ? { ...each, status: 503 } : each))
  writeFileSync(log, [...(header === '' ? [] : [header]), ...rows, ''].join('\n'))
  const { notes } = await json(log)
  expect(notes.join()).toMatch(
    new RegExp(
      `probes, tests or the like count, too: .* the column ${name} says .*: --columns passed_on=${name}`,
    ),
  )
  const own = await json(log, '--columns', `passed_on=${name}`)
  const count = GATEWAY.filter(({ isOwn }) => isOwn)
  expect(own.periods[0]).toMatchObject({
    requests: count.length,
    errors: count.filter(({ status }) => status >= 500).length,
  })
  writeFileSync(log, [...(header === '' ? [] : [header]), ...count.map(rowOf), ''].join('\n'))
  expect((await json(log)).notes.join()).not.toContain('probes, tests')
})

const METHODS: Record<
  string,
  { header?: string; row: (at: string, method: string) => unknown; column: string }
> = {
  kong: {
    row: (at, method) => ({
      started_at: Date.parse(at),
      request: { method, uri: '/v1/videos' },
      response: { status: 204 },
    }),
    column: 'request.method',
  },
  caddy: {
    row: (at, method) => ({
      ts: Date.parse(at) / 1000,
      logger: 'http.log.access',
      request: { method, uri: '/v1/videos', host: 'x' },
      status: 204,
      duration: 0.1,
    }),
    column: 'request.method',
  },
  envoy: {
    row: (at, method) =>
      `[${at}] "${method} /v1/videos HTTP/2" 200 - 10 20 30 29 "-" "curl" "-" "gw" "10.0.0.1:443"`,
    column: 'method',
  },
  'a table': {
    header: 'timestamp,verb,path,status',
    row: (at, method) => `${at},${method},/v1/videos,204`,
    column: 'verb',
  },
}

describe.each(Object.keys(METHODS))('methods in a column of their own: %s', form => {
  const { header, row, column } = METHODS[form]!
  const write = (name: string, ...methods: string[]): string => {
    const log = join(folder, `methods ${form} ${name}`)
    const rows = methods.map((method, i) => row(`2026-10-01T00:00:${10 + i}.000Z`, method))
    const lines = rows.map(each => (typeof each === 'string' ? each : JSON.stringify(each)))
    writeFileSync(log, [...(header ? [header] : []), ...lines, ''].join('\n'))
    return log
  }
  it('preflights are told, and left out where that is asked', async () => {
    const log = write('cors', 'OPTIONS', 'POST', 'OPTIONS')
    const all = await json(log)
    expect(all.notes).toContain(
      `warning: 2 of 3 rows that were looked at are OPTIONS, but count: browsers ask so before a request, and a gateway mostly answers by itself. If yours does, leave them out: --columns passed_on=${column}`,
    )
    const own = await json(log, '--columns', `passed_on=${column}`)
    expect(own.periods[0].requests).toBe(1)
    expect(own.notes.join()).not.toContain('OPTIONS')
  })
  it('tunnels are told, and other methods are not', async () => {
    const { notes } = await json(write('proxy', 'CONNECT', 'CONNECT'))
    expect(notes.join()).toContain('2 of 2 rows that were looked at are CONNECT, but count: a proxy answers')
    expect((await json(write('plain', 'GET', 'POST'))).notes.join()).not.toContain('but count')
  })
})

describe('a service that failed where a gateway did not', () => {
  const write = (name: string, ...rows: object[]): string => {
    const log = join(folder, name)
    const lines = rows.map((row, i) =>
      JSON.stringify({ time_iso8601: `2026-10-01T00:00:${10 + i}Z`, request_uri: '/v1/videos', ...row }),
    )
    writeFileSync(log, [...lines, ''].join('\n'))
    return log
  }
  const hidden = ({ notes }: { notes: string[] }) => notes.filter(note => note.includes('answered below 500'))

  it('is told, with the option that counts it', async () => {
    const log = write(
      'stale.json',
      { status: '200', upstream_status: '503' },
      { status: '200', upstream_status: '200' },
      { status: '502', upstream_status: '502' },
    )
    const answer = await json(log)
    expect(answer.periods[0]).toMatchObject({ requests: 3, errors: 1 })
    expect(hidden(answer)).toEqual([
      'warning: the service answered 5XX where a gateway answered below 500, and that counts as no failure: 1 of 3 rows that were looked at, as the column upstream_status says, such as "503". To count what the service answered: --columns status=upstream_status',
    ])
    const own = await json(log, '--columns', 'status=upstream_status')
    expect(own.periods[0]).toMatchObject({ requests: 3, errors: 2 })
    expect(hidden(own)).toEqual([])
  })
  it('is told of lists, of which the last status counts', async () => {
    const [told] = hidden(await json(write('retried.json', { status: '200', upstream_status: '503, 200' })))
    expect(told).toContain(
      'such as "503, 200". Of such lists --columns status=upstream_status counts the last',
    )
  })
  it('is not told of codes that are no statuses', async () => {
    const rows = [
      { status: '200', error_code: '503' },
      { status: '200', error_code: '1303' },
    ]
    expect(hidden(await json(write('codes.json', ...rows)))).toEqual([])
  })
})

describe('an id in most rows of one log', () => {
  const write = (name: string, each: number): string => {
    const log = join(folder, name)
    const rows = Array.from(
      { length: 30 },
      (_, i) => `2026-10-01T00:00:00Z,200,batch-${Math.floor(i / each)}`,
    )
    writeFileSync(log, ['timestamp,status,request_id', ...rows, ''].join('\n'))
    return log
  }
  it('is told to be none of a request, perhaps, with the option that counts all', async () => {
    const log = write('batches.csv', 3)
    const { periods, notes } = await json(log)
    expect(periods[0].requests).toBe(10)
    expect(notes).toContain(
      `warning: ${log}: 20 of 30 rows are left out, as their request_id stands in another row of the same log. That many do not repeat a request: the id may be that of a batch, a job or a user. If so, count them all: --ignore-columns request_id`,
    )
    const all = await json(log, '--ignore-columns', 'request_id')
    expect(all.periods[0].requests).toBe(30)
    expect(all.notes.join()).not.toContain('are left out')
  })
  it('is not told of where two gateways logged each request', async () => {
    const { periods, notes } = await json(write('twice.csv', 2))
    expect(periods[0].requests).toBe(15)
    expect(notes.join()).not.toContain('same log')
  })
})

it('a host of one’s own network with the name of the service is another where that one is there, too', async () => {
  const write = (name: string, hosts: readonly string[]): string => {
    const log = join(folder, name)
    const rows = Array.from({ length: 40 }, (_, i) =>
      JSON.stringify({
        timestamp: new Date(Date.UTC(2026, 9, 1) + 61_000 * i).toISOString(),
        status: 200,
        url: `http://${hosts[i % hosts.length]}/v1/videos`,
      }),
    )
    writeFileSync(log, `${rows.join('\n')}\n`)
    return log
  }
  const { notes } = await json(write('own-service.jsonl', ['kling-svc:8080', 'api.klingai.com']))
  expect(notes.join('\n')).toContain('//kling-svc:8080/* (another host: 20 requests, 0 failed)')
  expect((await json(write('alone.jsonl', ['kling-svc:8080']))).notes.join()).not.toContain('another host')
  const two = await json(write('two-regions.jsonl', ['api.klingai.com', 'api-singapore.klingai.com']))
  expect(two.notes.join()).not.toContain('another host')
})

describe('rows of one id, outcome and path at other times', () => {
  const write = (name: string, ids: readonly number[], path = '/v1/videos'): string => {
    const log = join(folder, name)
    const rows = ids.map(
      (id, i) =>
        `2026-10-01T00:0${Math.floor(i / 40)}:${10 + (i % 40)}Z,503,${path.replace('ID', `r${id}`)},r${id}`,
    )
    writeFileSync(log, ['timestamp,status,endpoint,request_id', ...rows, ''].join('\n'))
    return log
  }
  it('count as requests, and are told where they are many', async () => {
    const log = write('lines.csv', [1, 1, 1, 2, 3])
    const { periods, notes } = await json(log)
    expect(periods[0].requests).toBe(5)
    expect(notes).toContain(
      `warning: ${log}: 2 of 5 rows have the request_id, status and path of an earlier row and count as requests all the same, as attempts may share an id. If the log has several rows for a request, such as one for each message, keep one of them. If they are several requests, nothing is wrong`,
    )
  })
  it('are not told of polls, whose paths name the id', async () => {
    const log = write('polls.csv', [1, 1, 1, 2, 3], '/v1/videos/ID')
    expect((await json(log)).notes.join()).not.toContain('attempts may share')
  })
  it('are not told where there are hardly any', async () => {
    const log = write('attempts.csv', [...Array.from({ length: 50 }, (_, i) => i), 0])
    const more = join(folder, 'more.csv')
    const others = Array.from({ length: 100 }, (_, i) => `2026-10-02T00:00:00Z,200,/v1/videos,o${i}`)
    writeFileSync(more, `${readFileSync(log, 'utf8').trim()}\n${others.join('\n')}\n`)
    expect((await json(more)).notes.join()).not.toContain('attempts may share')
  })
})

it.each(['attempt', 'retry_count', 'is_retry'])(
  'attempts of one second count each by %s, as the answer says',
  async column => {
    const log = join(folder, 'retries.csv')
    const rows = Array.from(
      { length: 90 },
      (_, i) => `2026-10-01T00:${10 + Math.floor(i / 3)}:00Z,503,r${Math.floor(i / 3)},${(i % 3) + 1}`,
    )
    writeFileSync(log, [`timestamp,status,rid,${column}`, ...rows, ''].join('\n'))
    const merged = await json(log, '--columns', 'request_id=rid')
    expect(merged.periods[0].requests).toBe(30)
    expect(merged.notes).toContain(
      `warning: ${log}: 60 rows left out, with the time, rid, outcome and path of another row. If "${column}" numbers attempts, each of them counts with --columns request_id=rid+${column}`,
    )
    const { periods, notes } = await json(log, '--columns', `request_id=rid+${column}`)
    expect(periods[0].requests).toBe(90)
    expect(notes.join()).not.toContain('left out')
  },
)

it('a claim has no requests that a gateway answered by itself', async () => {
  const log = join(folder, 'limits.csv')
  const rows = GATEWAY.map(each => `${each.at},${each.status},${upstreamOf(each, '')}`)
  writeFileSync(log, ['timestamp,status,upstream_status', ...rows, ''].join('\n'))
  const argv = ['sla', log, '--fee', '100', '--as-of', '2026-11-21', '--columns', 'passed_on=upstream_status']
  const claim = join(folder, 'claim of limits')
  await runWith([...argv, '--claim', claim, '--period', '2026-10'])
  const files = readdirSync(claim, { recursive: true }).map(String)
  const failed = files.find(name => name.endsWith('requests.csv'))
  expect(readFileSync(join(claim, failed!), 'utf8').trim().split('\n')).toHaveLength(101)
})

it('Kong’s rows without a status of the service count as such by it', async () => {
  const log = join(folder, 'kong.log')
  const rows = GATEWAY.slice(0, 400).map(each => JSON.stringify(GATEWAYS.kong!.row(each)))
  writeFileSync(log, rows.join('\n'))
  const { periods, notes } = await json(log, '--columns', 'status=upstream_status')
  expect(periods[0]).toMatchObject({ requests: 400, errors: 20, unreached: 330 })
  expect(notes.join()).toContain('are left out by --columns passed_on=upstream_status, in place of status')
})

it('a column passed_on of another name says it by being empty or no', async () => {
  const log = join(folder, 'forwarded.csv')
  const rows = ['no', 'false', '', '0', 'yes'].map(cell => `2026-10-01T00:00:00Z,200,${cell}`)
  writeFileSync(log, ['timestamp,status,forwarded', ...rows, ''].join('\n'))
  const { periods } = await json(log, '--columns', 'passed_on=forwarded')
  expect(periods[0].requests).toBe(1)
})
