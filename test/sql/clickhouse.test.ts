import dns from 'node:dns'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { isReadableOnTheWay, parseTableAddress } from '../../src/sql/clickhouse.js'
import { runWith } from '../cli/fake-io.js'

describe('the address of a table', () => {
  it.each([
    ['clickhouse://db/requests', 'http://db:8123', ['requests'], 'clickhouse://db:8123/requests'],
    [
      'clickhouse://db:9/gateway.requests',
      'http://db:9',
      ['gateway', 'requests'],
      'clickhouse://db:9/gateway.requests',
    ],
    ['clickhouse://db/a.b?secure', 'https://db:8443', ['a', 'b'], 'clickhouse://db:8443/a.b'],
    ['clickhouse://[::1]/a%20b', 'http://[::1]:8123', ['a b'], 'clickhouse://[::1]:8123/a b'],
  ])('%s', (text, server, table, name) => {
    expect(parseTableAddress(text)).toEqual({ server, table, name })
  })
  it.each([
    'clickhouse:',
    'clickhouse://',
    'clickhouse://db',
    'clickhouse://db/',
    'clickhouse://db/a.b.c',
    'clickhouse://db/a/b',
    'clickhouse://db/.a',
    'clickhouse://db/a?secure=0',
    'clickhouse://db/a#b',
    'clickhouse://db/a%0Ab',
    'clickhouse://db/%',
    'clickhouse://db:99999/a',
  ])('%s is refused', text => {
    expect(() => parseTableAddress(text)).toThrow(
      /clickhouse:\/\/HOST\[:PORT\]\/\[DATABASE\.\]TABLE is allowed/,
    )
  })
  it('holds no user and no password, and neither is repeated', () => {
    for (const text of [
      'clickhouse://anna@db/a',
      'clickhouse://anna:geheim@db/a',
      'clickhouse://:geheim@db/a',
      'clickhouse:anna:geheim@db/a',
      'clickhouse://db/anna:geheim@a',
    ]) {
      expect(() => parseTableAddress(text)).toThrow(/CLICKHOUSE_USER and CLICKHOUSE_PASSWORD/)
      expect(() => parseTableAddress(text)).not.toThrow(/anna|geheim/)
    }
  })
})

describe('an address that holds a password as drivers have it', () => {
  it.each([
    'clickhouse://db/a?password=geheim',
    'clickhouse://db/a?user=anna&password=geheim',
    'clickhouse://db/a#geheim',
  ])('is refused without a word of it: %s', text => {
    expect(() => parseTableAddress(text)).toThrow(/cannot be read/)
    expect(() => parseTableAddress(text)).not.toThrow(/geheim/)
  })
})

const DESCRIPTION = {
  data: [
    ['timestamp', "DateTime('UTC')"],
    ['Status', 'UInt16'],
  ],
}
const HEADER =
  '"slice_start","account","valid","errors","unreached","excluded","requests","row_kind","detail"\n'
const SLICE = '"2026-10-01T00:00:00Z","",3,1,0,0,3,"slice",""\n'
const END = '"","",0,0,0,0,3,"end","ratio-timeslices in slices of 5 min on the clock of UTC"\n'

/** What a server does with the query that counts. */
type Reply = (response: ServerResponse, query: string) => void

/** Servers of this test, each with its own reply. */
const servers: (() => void)[] = []
afterAll(() => {
  for (const close of servers) close()
})

/** Runs `sla` on a table of a server that answers as ClickHouse does, but for what `reply` does. */
async function ask(
  reply: Reply,
  {
    args = [] as string[],
    env = {},
    settings = [] as string[][],
    description = DESCRIPTION as unknown,
    host = '127.0.0.1',
    answer = null as Reply | null,
  } = {},
) {
  const queries: { query: string; headers: unknown; url: string }[] = []
  const server = createServer(async (request, response) => {
    let query = ''
    for await (const chunk of request) query += chunk
    queries.push({ query, headers: request.headers, url: request.url ?? '' })
    if (answer) answer(response, query)
    else if (query.includes('system.settings')) response.end(JSON.stringify({ data: settings }))
    else if (query.startsWith('DESCRIBE')) response.end(JSON.stringify(description))
    else reply(response, query)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  servers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const ran = await runWith(['sla', `clickhouse://${host}:${port}/gateway.requests`, ...args], { env })
  return { ...ran, queries }
}

describe('a server that does not play by the rules', () => {
  it('and drips bytes is left when the time is over', async () => {
    const { status, err } = await ask(
      response => {
        const timer = setInterval(() => response.write('"'), 50)
        response.on('close', () => clearInterval(timer))
      },
      { args: ['--timeout', '1s'] },
    )
    expect([status, err]).toEqual([2, expect.stringContaining('gave no whole answer within 1 s')])
  })
  it('and describes a table without an end is left', async () => {
    const { status, err } = await ask(() => {}, { description: { data: [['x'.repeat(5 << 20), 'String']] } })
    expect([status, err]).toEqual([2, expect.stringContaining('its answer has no end')])
  })
  it('and fails after it said 200 is quoted', async () => {
    const { status, err } = await ask(response =>
      response.end('Code: 241. DB::Exception: Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED)'),
    )
    expect([status, err]).toEqual([2, expect.stringContaining('refused: Memory limit (total) exceeded')])
  })
  it('and sends elsewhere is named', async () => {
    const { status, err } = await ask(response => {
      response.writeHead(302, { location: 'http://anna:geheim@other.example/login?password=geheim#geheim' })
      response.end()
    })
    expect([status, err]).toEqual([
      2,
      expect.stringContaining('sends to http://other.example/login, which is not'),
    ])
    expect(err).not.toMatch(/geheim|anna/)
  })
})

describe('a server that is asked without TLS', () => {
  it.each([
    ['clickhouse://db/a', true],
    ['clickhouse://10.0.0.1/a', true],
    ['clickhouse://localhost.example/a', true],
    ['clickhouse://127.example/a', true],
    ['clickhouse://[2001:db8::1]/a', true],
    ['clickhouse://db/a?secure', false],
    ['clickhouse://localhost:9/a', false],
    ['clickhouse://127.0.0.1/a', false],
    ['clickhouse://[::1]/a', false],
  ])('%s can be read on the way: %s', (text, isReadable) => {
    expect(isReadableOnTheWay(parseTableAddress(text))).toBe(isReadable)
  })
  it('on another machine is told, in the answer and on standard error', async () => {
    // A name that is not this machine's to the program, and is to the resolver.
    const answers = vi.spyOn(dns, 'lookup').mockImplementation(((_: string, ...rest: unknown[]) => {
      const options = rest[0] as { all?: boolean }
      const done = rest.at(-1) as (error: null, ...found: unknown[]) => void
      const address = '127.0.0.1'
      options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)
    }) as never)
    try {
      const reply: Reply = response => response.end(HEADER + SLICE + END)
      const { status, err } = await ask(reply, { host: 'db.example' })
      expect([status, answers.mock.calls.length > 0]).toEqual([0, true])
      expect(err).toMatch(/note: .*was asked without encryption.*\?secure/)
      const { out } = await ask(reply, { args: ['--json'], host: 'db.example' })
      expect(out).toContain('was asked without encryption')
      expect((await ask(reply)).err).not.toContain('encryption')
    } finally {
      answers.mockRestore()
    }
  })
})

describe('a table of a ClickHouse server', () => {
  it('is counted by the server, which is told to send nothing before it has ended', async () => {
    const { status, out, queries } = await ask(response => response.end(HEADER + SLICE + END), {
      args: ['--json'],
    })
    expect(status).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ reduced: true, rows: 1, periods: [{ requests: 3, errors: 1 }] })
    expect(queries).toHaveLength(3)
    expect(queries[2]!.query).toMatch(/FROM `gateway`\.`requests`\n[\s\S]*FORMAT CSVWithNames$/)
    // The columns are those that the server described, in their own spelling.
    expect(queries[2]!.query).toContain('`Status` AS q_status')
    expect(queries[2]!.query).not.toContain('`fault`')
    for (const { url } of queries) expect(url).toContain('wait_end_of_query=1')
  })
  it('takes user and password from the environment', async () => {
    const env = { CLICKHOUSE_USER: 'anna', CLICKHOUSE_PASSWORD: 'geheim' }
    const { status, queries } = await ask(response => response.end(HEADER + SLICE + END), { env })
    expect(status).toBe(0)
    const told = `Basic ${Buffer.from('anna:geheim').toString('base64')}`
    for (const { headers } of queries) expect(headers).toMatchObject({ authorization: told })
  })
  it.each([
    ['an empty password', { CLICKHOUSE_USER: 'anna', CLICKHOUSE_PASSWORD: '' }, '\\*\\*\\*'],
    ['no user', { CLICKHOUSE_USER: '', CLICKHOUSE_PASSWORD: '' }, 'anna'],
    ['the user that each server has', { CLICKHOUSE_USER: 'default' }, 'anna'],
  ])('quotes a refusal with %s as it stands', async (_, env, user) => {
    const { status, err } = await ask(
      response => {
        response.statusCode = 500
        response.end('Code: 516. DB::Exception: anna: by default a password is needed')
      },
      { env },
    )
    expect(status).toBe(2)
    expect(err).toMatch(new RegExp(`refused: ${user}: by default a password is needed`))
  })

  const failing: readonly [what: string, reply: Reply, message: RegExp][] = [
    [
      'that breaks off',
      response => void response.write(HEADER + SLICE, () => response.destroy()),
      /SERVER_FAILED/,
    ],
    [
      'that breaks off within a promised length',
      response => {
        response.setHeader('content-length', 10_000)
        response.write(HEADER + SLICE + END, () => response.destroy())
      },
      /SERVER_FAILED cannot be asked, or stopped before the answer was whole/,
    ],
    [
      'that ends properly but early',
      response => void response.end(HEADER + SLICE),
      /FILE_TRUNCATED .*no last row/,
    ],
    ['that lacks a row', response => void response.end(HEADER + END), /FILE_TRUNCATED .*of 0 requests; .* 3/],
    [
      'that ends within a row',
      response => void response.end(HEADER + SLICE.slice(0, -9)),
      /CSV_MALFORMED|ROW_WIDTH|FILE_TRUNCATED/,
    ],
    ['without anything', response => void response.end(), /FILE_EMPTY/],
    [
      'whose failure comes behind its first rows',
      response =>
        void response.end(
          `${HEADER}${SLICE}Code: 241, e.displayText() = DB::Exception: Memory limit exceeded\n`,
        ),
      /FILE_TRUNCATED|ROW_WIDTH/,
    ],
    [
      'that is refused',
      response => {
        response.statusCode = 500
        response.end(
          'Code: 516, e.displayText() = DB::Exception: anna: Authentication failed: password geheim is incorrect, e.what() = DB::Exception',
        )
      },
      /SERVER_FAILED refused: \*\*\*: Authentication failed: password \*\*\* is incorrect\n/,
    ],
    [
      'that repeats the header of the request',
      response => {
        response.statusCode = 403
        response.end(`no entry for Basic ${Buffer.from('anna:geheim').toString('base64')}`)
      },
      /SERVER_FAILED .*no entry for Basic \*\*\*/,
    ],
    [
      'that is refused by a server of today',
      response => {
        response.statusCode = 404
        response.setHeader('x-clickhouse-exception-code', '60')
        response.end(
          'Code: 60. DB::Exception: Table gateway.requests does not exist. (UNKNOWN_TABLE) (version 26.7.2.1 (official build))',
        )
      },
      /SERVER_FAILED refused: Table gateway\.requests does not exist\./,
    ],
    [
      'by other rules',
      response => void response.end(HEADER + SLICE + END.replace('UTC', 'Asia/Tokyo')),
      /BAD_VALUE the counts are by ratio-timeslices in slices of 5 min on the clock of Asia\/Tokyo/,
    ],
  ]
  it.each(failing)('gives no answer out of one %s', async (_, reply, message) => {
    const env = { CLICKHOUSE_USER: 'anna', CLICKHOUSE_PASSWORD: 'geheim' }
    const { status, out, err } = await ask(reply, { env })
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(message)
    expect(err).not.toMatch(/anna|geheim/)
  })
  it('that takes too long is not waited for', async () => {
    const { status, err } = await ask(response => void response.write(HEADER), {
      args: ['--timeout', '0.2s'],
    })
    expect(status).toBe(2)
    expect(err).toMatch(/SERVER_FAILED gave no whole answer within 0\.2 s\n {2}--timeout gives it longer/)
  })
  it('that may leave out shards or stop at a limit is not asked', async () => {
    const settings = [
      ['skip_unavailable_shards', '1'],
      ['timeout_overflow_mode', 'break'],
    ]
    const { status, err, queries } = await ask(response => response.end(HEADER + SLICE + END), { settings })
    expect(status).toBe(2)
    expect(err).toMatch(
      /SERVER_FAILED may answer with a part of the requests.*skip_unavailable_shards = 1, timeout_overflow_mode = break/,
    )
    expect(queries).toHaveLength(1)
  })
  it.each([
    [{ data: [['time', 'DateTime']] }, /HEADER_MISSING no column is called status; found time/],
    [
      {
        data: [
          ['timestamp', 'Date'],
          ['status', 'UInt16'],
        ],
      },
      /BAD_VALUE the column timestamp is of type Date/,
    ],
    ['Ok.', /SERVER_FAILED does not answer as a ClickHouse server does/],
  ])('of which %j is said is refused', async (description, message) => {
    const { status, err } = await ask(response => response.end(HEADER + SLICE + END), { description })
    expect(status).toBe(2)
    expect(err).toMatch(message)
  })
  it.each([
    ['DateTime64(3)', 'nullIf(toInt64(q_timestamp), 0)'],
    ["Nullable(DateTime('UTC'))", 'nullIf(toInt64(q_timestamp), 0)'],
    ['LowCardinality(Nullable(String))', 'q_is_iso'],
    ['UInt64', '> 100000000000'],
    ['Decimal(18, 3)', '> 100000000000'],
  ])('with a timestamp of %s is read accordingly', async (type, expression) => {
    const description = {
      data: [
        ['timestamp', type],
        ['status', 'String'],
      ],
    }
    const { queries } = await ask(response => response.end(HEADER + SLICE + END), { description })
    expect(queries[2]!.query).toContain(expression)
  })
})

/** Ways in which a server fails at one of its answers; the whole answer is what it would have said. */
const failures: readonly [what: string, fail: (response: ServerResponse, whole: string) => void][] = [
  ['resets', response => void response.socket!.resetAndDestroy()],
  ['says 500', response => void response.writeHead(500).end('Code: 1. DB::Exception: no. (X) (version 1)')],
  ['says 500 and nothing else', response => void response.writeHead(500).end()],
  [
    'says 200, and then that it failed',
    response => void response.end('Code: 241. DB::Exception: Memory. (M)'),
  ],
  ['sends elsewhere', response => void response.writeHead(307, { location: 'https://x.example/' }).end()],
  ['says nothing', response => void response.end()],
  ['waits for ever', () => {}],
  ['speaks another language', response => void response.end('<html>\n<p>hello</p>\n')],
]

describe('a server that fails at any point', () => {
  const wholeOf = (query: string): string =>
    query.includes('system.settings')
      ? JSON.stringify({ data: [] })
      : query.startsWith('DESCRIBE')
        ? JSON.stringify(DESCRIPTION)
        : HEADER + SLICE + END
  /** Runs with a server that breaks its answer number `at`. */
  async function askBroken(at: number, fail: (response: ServerResponse, whole: string) => void) {
    let count = 0
    return ask(() => {}, {
      args: ['--json', '--timeout', '1s'],
      answer(response, query) {
        if (count++ === at) fail(response, wholeOf(query))
        else response.end(wholeOf(query))
      },
    })
  }
  const whole = (): ReturnType<typeof askBroken> => askBroken(3, () => {})

  it.each(failures)('and %s gives an error, never a part', async (_, fail) => {
    expect((await whole()).status).toBe(0)
    for (const at of [0, 1, 2]) {
      const { status, out, err } = await askBroken(at, fail)
      expect([at, status, out]).toEqual([at, 2, ''])
      expect(err).toMatch(/^\S+: (?:SERVER_FAILED|FILE_EMPTY|FILE_TRUNCATED|HEADER_MISSING|CSV_MALFORMED) /)
    }
  })
  it('and closes behind any byte gives an error', async () => {
    for (const at of [0, 1, 2])
      for (const part of [1, 5, 20, 60, 120, 160]) {
        const { status, out } = await askBroken(at, (response, text) => {
          response.setHeader('content-length', Buffer.byteLength(text))
          if (part < text.length) response.write(text.slice(0, part), () => response.destroy())
          else response.write(text.slice(0, -1), () => response.destroy())
        })
        expect([at, part, status, out]).toEqual([at, part, 2, ''])
      }
  })
  it('and ends properly behind any byte of its counts gives an error', async () => {
    const text = HEADER + SLICE + END
    for (let part = 0; part < text.length - 1; part += 7) {
      const { status, out } = await askBroken(2, response => void response.end(text.slice(0, part)))
      expect([part, status, out]).toEqual([part, 2, ''])
    }
  })
  it('and refuses to be connected to is told', async () => {
    const { status, err } = await runWith(['sla', 'clickhouse://127.0.0.1:1/a'])
    expect([status, err]).toEqual([2, expect.stringMatching(/SERVER_FAILED .*ECONNREFUSED/)])
  })
  it('and gives one byte at a time is whole', async () => {
    const drip = (response: ServerResponse, text: string): void => {
      const [...letters] = text
      const next = (): void => {
        const letter = letters.shift()
        if (letter === undefined) response.end()
        else response.write(letter, next)
      }
      next()
    }
    const { out } = await whole()
    const port = /127\.0\.0\.1:\d+/g
    for (const at of [0, 1, 2]) {
      const ran = await askBroken(at, drip)
      expect([ran.status, ran.out.replaceAll(port, '')]).toEqual([0, out.replaceAll(port, '')])
    }
  })
})

it('options that do not go with a table are refused', async () => {
  const table = 'clickhouse://127.0.0.1:1/requests'
  expect((await runWith(['sla', table, '--counts'])).err).toMatch(
    /--counts and clickhouse:\/\/… exclude each other/,
  )
  expect((await runWith(['sla', table, '--timeout', '5'])).err).toMatch(/--timeout: found "5"/)
  expect((await runWith(['sla', 'x.csv', '--timeout', '5s'])).err).toMatch(
    /--timeout needs a log of the form clickhouse/,
  )
})
