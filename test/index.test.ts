import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  type BudgetView,
  budget,
  type ExpiryView,
  expiry,
  InputError,
  type QuoteView,
  quote,
  type SlaView,
  sla,
} from '../src/index.js'
import { runWith } from './cli/fake-io.js'

const FIXTURES = join(import.meta.dirname, '..', 'fixtures')
const AS_OF = '2026-11-21'
const at = (path: string): string => join(FIXTURES, path)
const LEDGER = at('expiry/readme/ledger.csv')
const USAGE = at('expiry/readme/usage.csv')
const LOG = at('sla/month/requests.csv.gz')

/** What the command writes with --json. Names of files are not the library's own. */
async function answerOf(argv: readonly string[]) {
  const { out, err } = await runWith([...argv, '--json', '--as-of', AS_OF])
  // Which gates are crossed is said beside the answer, too.
  expect(err.replaceAll(/^gate: .*\n/gm, '')).toBe('')
  // The library reads no configuration file, and does not say that it did not.
  const { config, ...answer } = JSON.parse(out)
  expect(config).toBeNull()
  return answer
}

describe('each function gives what its command writes with --json', () => {
  test('quote', async () => {
    const jobs = at('quote/usage-log/usage.csv')
    const expected = await answerOf([
      'quote',
      '--from',
      jobs,
      '--compare',
      '--card',
      'kling-units-2025',
      '--bad-rows',
      'skip',
    ])
    const answer = await quote({
      jobs,
      asOf: AS_OF,
      compare: true,
      card: 'kling-units-2025',
      badRows: 'skip',
    })
    expect(answer).toEqual(expected)
  })
  test('expiry', async () => {
    const expected = await answerOf([
      'expiry',
      LEDGER,
      '--usage',
      USAGE,
      '--task-time',
      '300s',
      '--burn-rate',
      '400',
      '--fail-within',
      '12d',
      '--tz',
      'Asia/Shanghai',
    ])
    const answer = await expiry({
      ledger: LEDGER,
      usage: USAGE,
      asOf: AS_OF,
      taskTime: '300s',
      burnRate: 400,
      failWithin: '12d',
      tz: 'Asia/Shanghai',
    })
    expect(answer).toEqual(expected)
    expect(answer.gate?.crossed_by).toEqual(['autumn'])
  })
  test('budget', async () => {
    const expected = await answerOf([
      'budget',
      '--units-per-day',
      '400.5',
      '--horizon',
      '60d',
      '--trials-used',
      'trial-100',
      '--packages',
      LEDGER,
      '--max-spend',
      '6000',
      '--explain',
    ])
    const answer = await budget({
      unitsPerDay: 400.5,
      horizon: '60d',
      trialsUsed: 'trial-100',
      packages: LEDGER,
      maxSpend: 6000n,
      explain: true,
      asOf: AS_OF,
    })
    expect(answer).toEqual(expected)
  })
  test('budget by history', async () => {
    expect(await budget({ usage: USAGE, quantile: 0.9, asOf: AS_OF })).toEqual(
      await answerOf(['budget', USAGE, '--quantile', '0.9']),
    )
  })
  test('sla', async () => {
    const expected = await answerOf([
      'sla',
      LOG,
      '--fee',
      '1200',
      '--voucher-fee',
      '100.5',
      '--calendar',
      'weekdays',
      '--fail-under',
      '99.9',
      '--period',
      '2026-10',
    ])
    const answer = await sla({
      log: LOG,
      fee: 1200,
      voucherFee: '100.5',
      calendar: 'weekdays',
      failUnder: 99.9,
      period: '2026-10',
      asOf: new Date(AS_OF),
    })
    expect(answer).toEqual(expected)
  })
})

describe('data come as they are at hand', () => {
  const text = 'timestamp,status\n2026-10-01T00:00:00Z,200\n2026-10-01T00:07:00Z,503\n'
  const rows = [
    { timestamp: new Date('2026-10-01T00:00:00Z'), status: 200 },
    { timestamp: '2026-10-01T00:07:00Z', status: '503' },
  ]
  async function* stream<T>(items: Iterable<T>) {
    yield* items
  }
  const forms = {
    'a text': text,
    'a Buffer': Buffer.from(text),
    'bytes of a larger buffer': new Uint8Array(Buffer.from(`#${text}#`).buffer, 0, 0),
    rows: rows,
    'a stream of rows': stream(rows),
    'a stream of texts, cut anywhere': stream([text.slice(0, 30), text.slice(30)]),
    'a stream of bytes': stream([Buffer.from(text)]),
  }
  const padded = Buffer.from(`#${text}#`)
  forms['bytes of a larger buffer'] = new Uint8Array(padded.buffer, padded.byteOffset + 1, padded.length - 2)
  test.each(Object.entries(forms))('%s', async (_, log) => {
    const { periods } = await sla({ log, asOf: AS_OF })
    expect(periods).toHaveLength(1)
    expect(periods[0]).toMatchObject({ requests: 2, valid: 2, errors: 1 })
  })
  test('rows become CSV where only that is read', async () => {
    const ledger = [
      { id: 'p"1', package: 'package-1', purchased_at: new Date('2026-11-01T00:00:00Z') },
      { id: 'p,2', package: 'trial-100', purchased_at: '2026-11-02', account: null },
    ]
    const { packages } = await expiry({ ledger, asOf: AS_OF })
    expect(packages.map(({ id }) => id)).toEqual(['p"1', 'p,2'])
    const fees = [{ account: '', period: '2026-10', fee: 1200 }]
    const maintenance = [{ start: '2026-10-01T00:05:00Z', end: '2026-10-01T00:10:00Z', reason: 'plan' }]
    const answer = await sla({ log: rows, fees, maintenance, asOf: AS_OF })
    expect(answer.periods[0]).toMatchObject({ fee: '1200', errors: 0, excluded: 1 })
  })
  test('an agreement, tiers and a calendar are data as well as paths', async () => {
    const policy = readFileSync('rates/kling/sla.2026-11-21.yaml', 'utf8').replace('id: kling', 'id: ours')
    for (const data of [policy, Buffer.from(policy)])
      expect(await sla({ ...ERRORS, policy: data })).toMatchObject({ policy: 'ours' })
    expect(await sla({ ...ERRORS, policy: 'kong-konnect' })).toMatchObject({ policy: 'kong-konnect' })
    expect(await sla(ERRORS)).toMatchObject({ policy: 'kling' })
    const calendar = 'date,kind\n2026-11-02,holiday\n'
    const { periods } = await sla({ ...ERRORS, calendar })
    expect(periods[0]!.claim!.opens).toBe('2026-11-10')
  })
  test('several logs, one service beside another, and parsed JSON', async () => {
    const log = [{ timestamp: '2026-10-01T00:00:00Z', status: 200 }]
    const more = [{ timestamp: '2026-10-02T00:00:00Z', status: 500 }]
    const answer = await sla({ log, moreLogs: [more], asOf: AS_OF, with: { policy: 'kong-konnect', log } })
    expect(answer.periods[0]).toMatchObject({ requests: 2 })
    expect(answer.companion?.policy).toBe('kong-konnect')
    const costs = JSON.parse(readFileSync(at('expiry/account-costs/account-costs.json'), 'utf8'))
    expect((await expiry({ ledger: costs, asOf: AS_OF })).packages.length).toBeGreaterThan(0)
  })
  test('no rows at all are none, not an error of form', async () => {
    expect((await quote({ jobs: [] })).totals.count).toBe(0)
    expect((await sla({ log: [], asOf: AS_OF })).periods).toEqual([])
    expect((await expiry({ ledger: [], asOf: AS_OF })).packages).toEqual([])
  })
})

const HELD = [{ id: 'a', package: 'package-2', purchased_at: '2026-10-01' }]
const ERRORS = { log: 'timestamp,status\n2026-10-01T00:00:00Z,503\n', asOf: AS_OF }

async function* streamOf<T>(...items: T[]) {
  yield* items
}

describe('bad input', () => {
  const issuesOf = async (answer: Promise<unknown>) => {
    const error = await answer.then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(InputError)
    return (error as InputError).issues
  }
  test('throws every issue, in the words of the library', async () => {
    const issues = await issuesOf(sla({ log: 'a\n', fee: '12x', failUnder: 101, asOf: AS_OF }))
    expect(issues.map(({ message }) => message.split(':')[0])).toEqual(['failUnder', 'fee'])
  })
  test('names the row', async () => {
    const [issue] = await issuesOf(
      quote({
        jobs: [
          { model: 'O1', duration: 5 },
          { model: 'O9', duration: 5 },
        ],
      }),
    )
    expect(issue).toMatchObject({ code: 'UNKNOWN_MODEL', place: { file: 'jobs', line: 2 } })
  })
  test.each([
    ['NaN', { model: 'O1', duration: Number.NaN }, 'BAD_NUMBER'],
    ['an invalid Date', { model: 'O1', duration: 5, timestamp: new Date('never') }, 'BAD_TIME'],
  ])('%s is refused, not taken for nothing', async (_, job, code) => {
    expect((await issuesOf(quote({ jobs: [job] })))[0]).toMatchObject({ code })
  })
  test.each<[string, () => Promise<unknown>]>([
    ['log', () => sla({ asOf: AS_OF } as never)],
    ['log', () => sla(['a path'] as never)],
    ['ledger', () => expiry({ ledger: null, asOf: AS_OF } as never)],
  ])('a %s that is not there is named', async (key, answer) => {
    const [issue] = await issuesOf(answer())
    expect(issue).toMatchObject({ code: 'BAD_USAGE', message: `${key} is missing` })
  })
  test.each<[string, () => Promise<unknown>]>([
    ['expiry', () => expiry({ ledger: HELD } as never)],
    ['budget', () => budget({ unitsPerDay: 5, asOf: null } as never)],
    ['sla', () => sla({ log: 'timestamp,status\n' } as never)],
  ])('%s needs a time', async (_, answer) => {
    expect(await issuesOf(answer())).toMatchObject([{ code: 'BAD_USAGE', message: 'asOf is missing' }])
  })
  test.each([[new Date(Number.NaN)], [Number.NaN], [true], [[]], [{}], [5]])('no time is %o', async asOf => {
    const log = 'timestamp,status\n'
    expect(await issuesOf(sla({ log, asOf } as never))).toMatchObject([{ code: 'BAD_TIME' }])
  })
  test.each<[file: string, line: number, answer: () => Promise<unknown>]>([
    [
      'ledger',
      2,
      () =>
        expiry({
          ledger: [
            { ...HELD[0], note: 'two\nlines' },
            { id: 'b', purchased_at: 'x' },
          ],
          asOf: AS_OF,
        }),
    ],
    ['ledger', 1, () => expiry({ ledger: streamOf({ ...HELD[0], purchased_at: 'x' }), asOf: AS_OF })],
    ['demand', 1, () => budget({ demand: [{ date: 'x', units: 5 }], asOf: AS_OF })],
    ['fees', 1, () => sla({ ...ERRORS, fees: [{ account: 'A', period: '2026-10', fee: 'x' }] })],
    ['maintenance', 1, () => sla({ ...ERRORS, maintenance: [{ start: 'x', end: 'y', reason: 'z' }] })],
    ['calendar.csv', 1, () => sla({ ...ERRORS, calendar: [{ date: 'x', kind: 'holiday' }] })],
    ['counts', 1, () => sla({ log: [{ slice_start: 'x', valid: 1, errors: 0 }], counts: true, asOf: AS_OF })],
  ])('in rows of %s is told by its row, from 1', async (file, line, answer) => {
    expect((await issuesOf(answer()))[0]).toMatchObject({ place: { file, line } })
  })
  test('columns that rows lack are told without a line', async () => {
    const maintenance = [{ start: '2026-10-01', end: '2026-10-02' }]
    expect((await issuesOf(sla({ ...ERRORS, maintenance })))[0]).toMatchObject({
      code: 'HEADER_MISSING',
      place: { file: 'maintenance', line: null },
    })
  })
  test('a number is what it is whatever separates decimals in files', async () => {
    const ledger = [{ ...HELD[0], units: 101.125, price: 14.125 }]
    const answer = await expiry({ ledger, decimal: ',', asOf: AS_OF })
    expect(answer.packages[0]).toMatchObject({ units: '101.125', price: '14.125' })
  })
  test('a number that has lost digits is refused, wherever it stands', async () => {
    const use = { timestamp: '2026-11-01T00:00:00Z', units: 5 }
    // What programs read of two ids that JSON writes in full.
    const two = JSON.parse('[831234567890123456, 831234567890123457]') as number[]
    const usage = [{ ...use, task_id: 2 ** 53 - 1 }, ...two.map(task_id => ({ ...use, task_id }))]
    const forms = [usage, streamOf(...usage), { data: usage }]
    for (const [i, data] of forms.entries()) {
      const [issue] = await issuesOf(expiry({ ledger: HELD, usage: data, asOf: AS_OF }))
      expect(issue).toMatchObject({
        code: 'BAD_NUMBER',
        message: expect.stringMatching(/task_id: expected a whole number of at most 9007199254740991/),
        place: { file: 'usage', line: i < 2 ? 2 : null },
        hint: expect.stringContaining('give it as text or as a bigint'),
      })
    }
    const exact = [831234567890123456n, 831234567890123457n].map(task_id => ({ ...use, task_id }))
    for (const data of [exact, { data: exact }])
      expect((await expiry({ ledger: HELD, usage: data, asOf: AS_OF })).totals.drawn).toBe('10')
  })
  test('a misspelt path is a file that is not there', async () => {
    expect((await issuesOf(expiry({ ledger: 'nowhere.csv', asOf: AS_OF })))[0]).toMatchObject({
      code: 'FILE_UNREADABLE',
    })
  })
})

test('the answers are typed', async () => {
  const views: [QuoteView, ExpiryView, BudgetView, SlaView] | null = null
  expect(views).toBeNull()
  const { totals }: QuoteView = await quote({ jobs: [{ model: 'O1', duration: 5 }] })
  expect(totals.cost satisfies string).toBe('0.556')
})

describe('what a program hands over', () => {
  const text =
    'timestamp,status,request_id\n2026-10-01T00:00:00Z,503,a\n2026-10-01T00:00:00Z,503,a\n2026-10-01T00:01:00Z,200,b\n'
  const rows = [
    { timestamp: '2026-10-01T00:00:00Z', status: 503, request_id: 'a' },
    { timestamp: '2026-10-01T00:00:00Z', status: 503, request_id: 'a' },
    { timestamp: '2026-10-01T00:01:00Z', status: 200, request_id: 'b' },
  ]
  async function* stream() {
    yield text
  }
  test.each([
    ['a text', text, 1],
    ['bytes', Buffer.from(text), 1],
    ['rows', rows, 1],
    // It cannot be read twice, which a note says.
    ['a stream', stream(), 1],
  ])('counts a repeated request of %s once', async (_, log, repeated) => {
    expect((await sla({ log, asOf: AS_OF })).repeated_requests).toBe(repeated)
  })
  test('in several logs, too', async () => {
    expect((await sla({ log: text, moreLogs: [rows], asOf: AS_OF })).repeated_requests).toBe(4)
  })

  test.skipIf(process.platform !== 'linux').each(['log.csv', 'log.csv.gz'])(
    'files are closed: %s',
    async name => {
      const folder = mkdtempSync(join(tmpdir(), 'kling-cost-library-'))
      const path = join(folder, name)
      writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
      const open = (): string[] =>
        readdirSync('/proc/self/fd').filter(fd => {
          try {
            return readlinkSync(`/proc/self/fd/${fd}`) === path
          } catch {
            return false
          }
        })
      try {
        await sla({ log: path, asOf: AS_OF })
        expect(open()).toEqual([])
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )

  test('an option that there is not is told, with the one that was meant', async () => {
    const input = { log: text, asOf: AS_OF, morelogs: [text], 'fail-under': 99.9, format: 'csv', bogus: 1 }
    await expect(sla(input)).rejects.toThrow(
      [
        'BAD_USAGE sla() has no option "morelogs"; did you mean "moreLogs"?',
        'BAD_USAGE sla() has no option "fail-under"; did you mean "failUnder"?',
        'BAD_USAGE sla() has no option "format"',
        'BAD_USAGE sla() has no option "bogus"',
      ].join('\n'),
    )
    const asOf = AS_OF
    await expect(quote({ jobs: [], summary: true } as never)).rejects.toThrow(
      'quote() has no option "summary"',
    )
    await expect(budget({ unitsperday: 3, asOf } as never)).rejects.toThrow('did you mean "unitsPerDay"?')
    await expect(expiry({ ledger: LEDGER, trace: 'f', asOf } as never)).rejects.toThrow('no option "trace"')
  })

  test('a time is a Date, a text or seconds', async () => {
    const answers = [new Date('2026-11-21T00:00:00Z'), '2026-11-21T00:00:00Z', 1_795_219_200].map(asOf =>
      sla({ log: text, asOf: asOf as string }),
    )
    const [first, ...others] = await Promise.all(answers)
    for (const other of others) expect(other).toEqual(first)
    await expect(sla({ log: text, asOf: new Date(Number.NaN) })).rejects.toBeInstanceOf(InputError)
  })

  test.each(['jobs', 'ledger', 'usage', 'log'])('data that is missing is told: %s', async name => {
    const calls = {
      jobs: () => quote({ jobs: null } as never),
      ledger: () => expiry({ ledger: null, asOf: AS_OF } as never),
      usage: () => budget({ usage: null, asOf: AS_OF } as never),
      log: () => sla({ log: undefined, asOf: AS_OF } as never),
    }
    await expect(calls[name as keyof typeof calls]()).rejects.toThrow(`BAD_USAGE ${name} is missing`)
  })
})
