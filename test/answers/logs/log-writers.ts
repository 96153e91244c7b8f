/** Logs of the same requests as gateways, load balancers and programs write them, in the forms that they document. */
import { commonLogTime } from './hostile-logs.js'

/** A request; `status` 0: it got no answer. */
export interface WrittenRequest {
  /** In milliseconds since 1970, whole seconds. */
  readonly at: number
  readonly status: number
  readonly path: string
  readonly id: string
}

/** How logs of one shape are written. */
export interface LogWriter {
  /** The format that they are to be taken for; null: none but their columns. */
  readonly format: string | null
  readonly ending: string
  /** Whether it has a mark for a request that got no answer. */
  readonly hasUnreached: boolean
  /** What the command line must say. */
  readonly args?: readonly string[]
  readonly write: (requests: readonly WrittenRequest[]) => string
}

const iso = (at: number): string => new Date(at).toISOString()
const seconds = (at: number): string => iso(at).replace('.000Z', 'Z')
const local = (at: number): string => seconds(at).slice(0, 19).replace('T', ' ')
const clf = (at: number, fraction = ''): string => commonLogTime(at, fraction, '+0000')
const lines = (texts: readonly string[]): string => texts.map(text => `${text}\n`).join('')
const each =
  (line: (request: WrittenRequest, index: number) => string, before: readonly string[] = []) =>
  (requests: readonly WrittenRequest[]): string =>
    lines([...before, ...requests.map(line)])
const objects = (object: (request: WrittenRequest) => object) =>
  each(request => JSON.stringify(object(request)))
const array =
  (object: (request: WrittenRequest) => object, indent?: number) => (requests: readonly WrittenRequest[]) =>
    `${JSON.stringify(requests.map(object), null, indent)}\n`
/** A status as most write it, with a mark where there is none. */
const orMark = (status: number, mark: string): string => (status === 0 ? mark : String(status))

const kong = ({ at, status, path, id }: WrittenRequest) => ({
  response: { size: 9982, headers: { 'content-type': 'application/json', via: '1.1 kong/3.8.0.0' }, status },
  route: { id: '14fe1dc2', paths: ['/v1'], protocols: ['http', 'https'], created_at: 1726783446 },
  workspace: '0ca07c9c',
  client_ip: '192.0.2.1',
  upstream_status: String(status),
  tries: [{ balancer_start: at, balancer_latency: 0, port: 443, ip: '203.0.113.9' }],
  request: { id, method: 'POST', uri: path, url: `http://localhost:8000${path}`, size: 101, querystring: {} },
  latencies: { kong: 23, proxy: 410, request: 433 },
  service: { name: 'api', host: 'api.example', port: 443, created_at: 1726783446 },
  started_at: at,
})

const nginx = ({ status, path }: WrittenRequest, time: object) => ({
  ...time,
  remote_addr: '192.0.2.1',
  request: `POST ${path} HTTP/1.1`,
  status: orMark(status, '000'),
  body_bytes_sent: '12',
  request_time: '0.010',
  upstream_status: `502, ${status}`,
})

const ENVOY_TAIL = '0 12 5 4 "192.0.2.1" "python-httpx/0.28"'
const envoyJson = ({ at, status, path, id }: WrittenRequest) => ({
  start_time: iso(at),
  method: 'POST',
  'x-envoy-origin-path': path,
  protocol: 'HTTP/1.1',
  response_code: status,
  response_flags: status === 0 ? 'UF' : '-',
  bytes_received: 0,
  'x-request-id': id,
  ':authority': 'api',
})

const cloudflare = (time: (at: number) => string | number) => (request: WrittenRequest) => ({
  ClientIP: '192.0.2.1',
  ClientRequestMethod: 'POST',
  ClientRequestURI: `${request.path}?key=1`,
  EdgeResponseStatus: request.status,
  EdgeStartTimestamp: time(request.at),
  OriginResponseStatus: request.status,
  RayID: request.id,
})

const otlpValue = (value: string | number): object =>
  typeof value === 'number' ? { intValue: String(value) } : { stringValue: value }
const otlpSpan = ({ at, status, path, id }: WrittenRequest) => ({
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: id,
  name: 'POST',
  kind: 3,
  startTimeUnixNano: `${at}000000`,
  endTimeUnixNano: `${at + 400}000000`,
  attributes: [
    { key: 'http.request.method', value: otlpValue('POST') },
    { key: 'url.full', value: otlpValue(`https://api.example${path}`) },
    ...(status === 0 ? [] : [{ key: 'http.response.status_code', value: otlpValue(status) }]),
  ],
  status: {},
})

const otlpRecord = ({ at, status, path }: WrittenRequest) => ({
  timeUnixNano: `${at}000000`,
  observedTimeUnixNano: `${at + 900}000000`,
  severityNumber: 9,
  severityText: 'INFO',
  body: { stringValue: 'request completed' },
  attributes: [
    { key: 'http.request.method', value: otlpValue('POST') },
    { key: 'url.path', value: otlpValue(path) },
    { key: 'http.response.status_code', value: otlpValue(status) },
  ],
  droppedAttributesCount: 0,
  flags: 1,
})

const K6_METRICS = ['http_reqs', 'http_req_duration', 'http_req_failed', 'data_sent']

/** The writers by what they write. */
export const LOG_WRITERS: Readonly<Record<string, LogWriter>> = {
  csv: {
    format: null,
    ending: 'csv',
    hasUnreached: true,
    write: each(
      ({ at, status, path, id }) => `${iso(at)},${orMark(status, '')},${path},${id},`,
      ['timestamp,status,endpoint,request_id,account'],
    ),
  },
  'csv-semicolons': {
    format: null,
    ending: 'csv',
    hasUnreached: true,
    write: requests =>
      `\ufeff"status";"timestamp"\r\n${requests.map(({ at, status }) => `${orMark(status, '-')};"${local(at)}"\r\n`).join('')}`,
  },
  'csv-date-and-time': {
    format: null,
    ending: 'tsv',
    hasUnreached: true,
    args: ['--columns', 'timestamp=date+time,status=sc-status'],
    write: each(
      ({ at, status }) => `${local(at).replace(' ', '\t')}\t${orMark(status, '-')}`,
      ['date\ttime\tsc-status'],
    ),
  },
  'csv-of-pandas': {
    format: null,
    ending: 'csv',
    hasUnreached: true,
    write: requests =>
      lines([
        ',timestamp,status',
        ...requests.map(
          ({ at, status }, i) => `${i},${local(at)},${status === 0 ? (i % 2 ? '' : 'NaN') : `${status}.0`}`,
        ),
      ]),
  },
  'csv-by-other-names': {
    format: null,
    ending: 'csv',
    hasUnreached: true,
    write: each(({ at, status }) => `${Math.floor(at / 1000)},${orMark(status, '0')}`, ['ts,status_code']),
  },
  'json-lines': {
    format: null,
    ending: 'jsonl',
    hasUnreached: true,
    write: objects(({ at, status, path, id }) => ({
      timestamp: iso(at),
      status: status === 0 ? null : status,
      endpoint: path,
      request_id: id,
    })),
  },
  'json-lines-nested': {
    format: null,
    ending: 'jsonl',
    hasUnreached: true,
    args: ['--columns', 'timestamp=meta.when,status=http.response.code'],
    write: objects(({ at, status }) => ({ meta: { when: at }, http: { response: { code: status } } })),
  },
  combined: {
    format: 'combined',
    ending: 'log',
    hasUnreached: true,
    write: each(
      ({ at, status, path }) =>
        `192.0.2.1 - - [${clf(at)}] "POST ${path} HTTP/1.1" ${orMark(status, '-')} 12 "-" "python-httpx/0.28"`,
    ),
  },
  kong: { format: 'kong', ending: 'jsonl', hasUnreached: false, write: objects(kong) },
  'kong-http-log': { format: 'kong', ending: 'json', hasUnreached: false, write: array(kong) },
  'kong-pretty': { format: 'kong', ending: 'json', hasUnreached: false, write: array(kong, 2) },
  'kong-pretty-values': {
    format: 'kong',
    ending: 'json',
    hasUnreached: false,
    write: each(request => JSON.stringify(kong(request), null, 4)),
  },
  'nginx-json': {
    format: 'nginx-json',
    ending: 'log',
    hasUnreached: true,
    write: objects(request => nginx(request, { time_local: clf(request.at) })),
  },
  'nginx-json-iso8601': {
    format: 'nginx-json',
    ending: 'log',
    hasUnreached: true,
    write: objects(request => nginx(request, { time_iso8601: seconds(request.at).replace('Z', '+00:00') })),
  },
  'nginx-json-msec': {
    format: 'nginx-json',
    ending: 'log',
    hasUnreached: true,
    write: objects(request => nginx(request, { msec: `${request.at / 1000}.000` })),
  },
  envoy: {
    format: 'envoy',
    ending: 'log',
    hasUnreached: true,
    write: each(
      ({ at, status, path, id }) =>
        `[${iso(at)}] "POST ${path} HTTP/1.1" ${status} ${status === 0 ? 'UF' : '-'} ${ENVOY_TAIL} "${id}" "api" "10.0.0.2:80"`,
    ),
  },
  'envoy-json': { format: 'envoy', ending: 'jsonl', hasUnreached: true, write: objects(envoyJson) },
  istio: {
    format: 'istio',
    ending: 'log',
    hasUnreached: true,
    write: each(
      ({ at, status, path, id }) =>
        `[${iso(at)}] "POST ${path} HTTP/1.1" ${status} ${status === 0 ? 'UF' : '-'} via_upstream - "-" ${ENVOY_TAIL} "${id}" "api:80" "10.0.0.2:80" outbound|80||api.default.svc.cluster.local 10.0.0.1:38056 10.0.0.2:80 10.0.0.1:38054 - default`,
    ),
  },
  'istio-json': {
    format: 'istio',
    ending: 'jsonl',
    hasUnreached: true,
    write: objects(({ at, status, path, id }) => ({
      authority: 'api:80',
      bytes_received: 0,
      method: 'POST',
      path,
      protocol: 'HTTP/1.1',
      request_id: id,
      requested_server_name: null,
      response_code: status,
      response_code_details: 'via_upstream',
      response_flags: status === 0 ? 'UF' : '-',
      start_time: iso(at),
      upstream_cluster: 'outbound|80||api',
    })),
  },
  caddy: {
    format: 'caddy',
    ending: 'log',
    hasUnreached: true,
    write: requests =>
      lines([
        '{"level":"info","ts":1790812799.5,"msg":"serving initial configuration"}',
        ...requests.flatMap(({ at, status, path }) => {
          const request = `"request":{"remote_ip":"192.0.2.1","proto":"HTTP/2.0","method":"POST","host":"localhost","uri":${JSON.stringify(path)},"headers":{"User-Agent":["curl/8"]}}`
          // Fractions as Go writes them.
          const begun = `"ts":${at / 1000}.5241024,"logger":"http.log`
          const error = `{"level":"error",${begun}.error.log0","msg":"dial tcp: connection refused",${request},"duration":0.000929675,"status":${status},"err_id":"n4ta","err_trace":"reverseproxy.statusError"}`
          const access = `{"level":"info",${begun}.access.log0","msg":"handled request",${request},"bytes_read":0,"user_id":"","duration":0.000929675,"size":10900,"status":${status},"resp_headers":{"Server":["Caddy"]}}`
          return status >= 500 ? [error, access] : [access]
        }),
      ]),
  },
  traefik: {
    format: 'traefik',
    ending: 'log',
    hasUnreached: true,
    write: objects(({ at, status, path }) => ({
      ClientAddr: '192.0.2.1:49832',
      DownstreamStatus: status,
      Duration: 1_234_567,
      OriginStatus: status,
      RequestMethod: 'POST',
      RequestPath: path,
      RouterName: 'api@docker',
      StartLocal: iso(at),
      StartUTC: iso(at).replace('000Z', '000123456Z'),
      entryPointName: 'web',
      level: 'info',
      msg: '',
      time: seconds(at + 1000),
    })),
  },
  'traefik-clf': {
    format: 'combined',
    ending: 'log',
    hasUnreached: true,
    write: each(
      ({ at, status, path }) =>
        `192.0.2.1 - - [${clf(at)}] "POST ${path} HTTP/1.1" ${orMark(status, '-')} 12 "-" "-" 7 "api@docker" "http://10.0.0.2:80" 4ms`,
    ),
  },
  alb: {
    format: 'alb',
    ending: 'log',
    hasUnreached: true,
    write: each(
      ({ at, status, path, id }) =>
        `https ${iso(at).replace('Z', '000Z')} app/lb/50dc6c495c0c9188 192.0.2.1:2817 10.0.0.1:80 0.000 0.401 0.000 ${orMark(status, '-')} ${orMark(status, '-')} 34 366 "POST https://api.example:443${path} HTTP/1.1" "python-httpx/0.28 (a \\"b\\")" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:tg "Root=1-${id}" "api" "arn:aws:acm:c" 0 ${iso(at).replace('Z', '000Z')} "forward" "-" "-" "10.0.0.1:80" "${status}" "-" "-" TID_${id}`,
    ),
  },
  cloudfront: {
    format: 'cloudfront',
    ending: 'tsv',
    hasUnreached: true,
    write: each(
      ({ at, status, path, id }) =>
        [
          ...local(at).split(' '),
          'HKG1',
          '12',
          '192.0.2.1',
          'POST',
          'd1.cloudfront.net',
          path,
          orMark(status, '000'),
          '-',
          'curl/8',
          id,
        ].join('\t'),
      [
        '#Version: 1.0',
        '#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) x-edge-request-id',
      ],
    ),
  },
  w3c: {
    format: 'w3c',
    ending: 'log',
    hasUnreached: true,
    write: requests => {
      const head = [
        '#Software: Microsoft Internet Information Services 10.0',
        '#Version: 1.0',
        '#Date: 2026-10-01 00:00:00',
        '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken',
      ]
      // Begun anew with each start of the server, here with other fields.
      const again = [...head.slice(0, 3), '#Fields: date time cs-uri-stem sc-status']
      const half = requests.length >> 1
      return lines([
        ...head,
        ...requests
          .slice(0, half)
          .map(
            ({ at, status, path }) =>
              `${local(at)} 10.0.0.1 POST ${path} - 443 - 192.0.2.1 curl/8 ${orMark(status, '-')} 0 0 15`,
          ),
        ...again,
        ...requests.slice(half).map(({ at, status, path }) => `${local(at)} ${path} ${orMark(status, '-')}`),
      ])
    },
  },
  haproxy: {
    format: 'haproxy',
    ending: 'log',
    hasUnreached: true,
    write: each(
      ({ at, status, path }) =>
        `Oct  1 00:00:00 localhost haproxy[14389]: 192.0.2.1:33317 [${commonLogTime(at, '.655', '').trim()}] http-in static/srv1 10/0/30/69/109 ${orMark(status, '-1')} 2750 - - ${status === 0 ? 'SH--' : '----'} 1/1/1/1/0 0/0 {api.example} {} "POST ${path} HTTP/1.1"`,
    ),
  },
  gcp: {
    format: 'gcp',
    ending: 'json',
    hasUnreached: true,
    write: array(
      ({ at, status, path, id }) => ({
        httpRequest: {
          requestMethod: 'POST',
          requestUrl: `https://api.example${path}`,
          ...(status === 0 ? {} : { status }),
          latency: '0.4s',
        },
        insertId: id,
        jsonPayload: {
          '@type': 'type.googleapis.com/google.cloud.loadbalancing.type.LoadBalancerLogEntry',
          statusDetails: 'response_sent_by_backend',
        },
        logName: 'projects/p/logs/requests',
        severity: 'INFO',
        timestamp: iso(at).replace('Z', '123Z'),
      }),
      2,
    ),
  },
  cloudflare: {
    format: 'cloudflare',
    ending: 'jsonl',
    hasUnreached: true,
    write: objects(cloudflare(seconds)),
  },
  'cloudflare-unix': {
    format: 'cloudflare',
    ending: 'jsonl',
    hasUnreached: true,
    write: objects(cloudflare(at => at / 1000)),
  },
  'cloudflare-unixnano': {
    format: 'cloudflare',
    ending: 'jsonl',
    hasUnreached: true,
    // JSON.stringify would round.
    write: requests => objects(cloudflare(at => `@${at}000001@`))(requests).replaceAll(/"@(\d+)@"/g, '$1'),
  },
  logfmt: {
    format: null,
    ending: 'log',
    hasUnreached: true,
    write: each(
      ({ at, status, path, id }) =>
        `time=${iso(at)} level=INFO msg="http request" method=POST path=${path} status=${orMark(status, '')} request_id=${id}`,
      ['time=2026-09-30T23:59:59Z level=INFO msg="listening on \\":8080\\"" addr=:8080'],
    ),
  },
  pino: {
    format: 'pino',
    ending: 'log',
    hasUnreached: false,
    write: requests =>
      lines([
        '{"level":30,"time":1790812799000,"pid":1,"hostname":"api","msg":"Server listening at http://0.0.0.0:3000"}',
        ...requests.map(({ at, status, path }, i) =>
          JSON.stringify({
            level: 30,
            time: at,
            pid: 1,
            hostname: 'api',
            req: { id: i + 1, method: 'POST', url: path, headers: { host: 'api' } },
            res: { statusCode: status, headers: {} },
            responseTime: 12,
            msg: 'request completed',
          }),
        ),
      ]),
  },
  'python-httpx': {
    format: 'python',
    ending: 'log',
    hasUnreached: false,
    write: requests =>
      lines([
        '2026-10-01 00:00:00,001 - root - INFO - starting, with "GET" in a message',
        ...requests.map(
          ({ at, status, path }) =>
            `${local(at)},123 - httpx - INFO - HTTP Request: POST https://api.example${path} "HTTP/1.1 ${status} X"`,
        ),
        'Traceback (most recent call last):',
      ]),
  },
  'python-uvicorn': {
    format: 'python',
    ending: 'log',
    hasUnreached: false,
    write: each(
      ({ at, status, path }) =>
        `${local(at)},123 INFO uvicorn.access 192.0.2.1:5000 - "POST ${path} HTTP/1.1" ${status}`,
    ),
  },
  'python-two-clients': {
    format: 'python',
    ending: 'log',
    hasUnreached: false,
    write: each(({ at, status, path }, i) =>
      i % 2 === 0
        ? `${local(at)},123 - httpx - INFO - HTTP Request: POST https://api.example${path} "HTTP/1.1 ${status} X"`
        : `${local(at)},123 DEBUG urllib3.connectionpool: https://api.example:443 "POST ${path} HTTP/1.1" ${status} 12`,
    ),
  },
  'python-json': {
    format: 'python',
    ending: 'jsonl',
    hasUnreached: true,
    write: objects(({ at, status, path }) => ({
      asctime: `${local(at)},123`,
      levelname: 'INFO',
      name: 'client',
      message: 'done',
      status_code: status,
      path,
    })),
  },
  otel: {
    format: 'otel',
    ending: 'jsonl',
    hasUnreached: true,
    write: requests => {
      const spans = requests.map(otlpSpan)
      const other = {
        ...otlpSpan(requests[0]!),
        spanId: 'inner',
        attributes: [{ key: 'db.system', value: otlpValue('x') }],
      }
      const batches = Array.from({ length: Math.ceil(spans.length / 3) }, (_, i) =>
        spans.slice(3 * i, 3 * i + 3),
      )
      return lines(
        batches.map(batch =>
          JSON.stringify({
            resourceSpans: [
              {
                resource: { attributes: [{ key: 'service.name', value: otlpValue('api') }] },
                scopeSpans: [{ scope: { name: 'httpx' }, spans: [...batch, other] }],
              },
            ],
          }),
        ),
      )
    },
  },
  'otel-logs': {
    format: 'otel',
    ending: 'jsonl',
    hasUnreached: false,
    write: requests => {
      // The same request as it started, and a line that has nothing to do with any.
      const started = (request: WrittenRequest) => {
        const record = otlpRecord(request)
        return { ...record, attributes: record.attributes.slice(0, 2) }
      }
      const other = { ...otlpRecord(requests[0]!), body: { stringValue: 'cache warm' }, attributes: [] }
      return lines(
        requests.map(request =>
          JSON.stringify({
            resourceLogs: [
              {
                resource: { attributes: [{ key: 'service.name', value: otlpValue('api') }] },
                scopeLogs: [
                  { scope: { name: 'gateway' }, logRecords: [started(request), otlpRecord(request), other] },
                ],
              },
            ],
          }),
        ),
      )
    },
  },
  'otel-console': {
    format: 'otel',
    ending: 'json',
    hasUnreached: true,
    write: each(({ at, status, path, id }) =>
      JSON.stringify(
        {
          name: 'POST',
          context: { trace_id: '0x5b8e', span_id: id, trace_state: '[]' },
          kind: 'SpanKind.CLIENT',
          start_time: iso(at).replace('Z', '000Z'),
          attributes: {
            'http.method': 'POST',
            'http.url': `https://api.example${path}`,
            ...(status === 0 ? {} : { 'http.status_code': status }),
          },
        },
        null,
        4,
      ),
    ),
  },
  'otel-flat': {
    format: 'otel',
    ending: 'jsonl',
    hasUnreached: true,
    write: objects(({ at, status, path }) => ({
      '@timestamp': iso(at),
      'http.request.method': 'POST',
      'http.response.status_code': status,
      'url.path': path,
    })),
  },
  har: {
    format: 'har',
    ending: 'jsonl',
    hasUnreached: true,
    write: objects(({ at, status, path }) => ({
      startedDateTime: iso(at),
      time: 339,
      request: { method: 'POST', url: `https://api.example${path}` },
      response: { status, statusText: '' },
    })),
  },
  'k6-csv': {
    format: 'k6',
    ending: 'csv',
    hasUnreached: true,
    write: requests =>
      lines([
        'metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata',
        ...requests.flatMap(({ at, status, path }) =>
          K6_METRICS.map(
            name =>
              `${name},${at / 1000},1.000000,,,,true,::main,POST,n,HTTP/1.1,default,,${status},,tls1.3,https://api.example${path},,`,
          ),
        ),
      ]),
  },
  'k6-json': {
    format: 'k6',
    ending: 'json',
    hasUnreached: true,
    write: requests =>
      lines(
        K6_METRICS.map(metric =>
          JSON.stringify({ type: 'Metric', data: { name: metric, type: 'counter' }, metric }),
        ).concat(
          requests.flatMap(({ at, status, path }) =>
            K6_METRICS.map(metric =>
              JSON.stringify({
                metric,
                type: 'Point',
                data: {
                  time: iso(at).replace('Z', '625742Z'),
                  value: 1,
                  tags: { method: 'POST', status: String(status), url: `https://api.example${path}` },
                },
              }),
            ),
          ),
        ),
      ),
  },
  litellm: {
    format: 'litellm',
    ending: 'jsonl',
    hasUnreached: true,
    write: objects(({ at, status, id }) => {
      const isFailure = status === 0 || status >= 400
      return {
        id,
        call_type: 'acompletion',
        status: isFailure ? 'failure' : 'success',
        startTime: at / 1000 + 0.25,
        endTime: at / 1000 + 1.5,
        model: 'kling-v2-6',
        api_base: 'https://api.example/v1/videos/text2video',
        error_information: isFailure
          ? {
              error_code: status === 0 ? '' : String(status),
              error_class: 'APIConnectionError',
              llm_provider: 'x',
            }
          : null,
      }
    }),
  },
}
