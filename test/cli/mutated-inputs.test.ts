/**
 * Inputs of every reader, damaged by seed: whatever becomes of one, the program answers or says what is wrong with it. A
 * failure names its seed; SEEDS=n tries more of them.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { LOG_WRITERS, type LogWriter, type WrittenRequest } from '../answers/logs/log-writers.js'
import { FIXTURES } from '../fixture.js'
import { createRandom } from '../random.js'
import { runWith } from './fake-io.js'

const SEEDS = Number(process.env.SEEDS ?? 40)
const folder = mkdtempSync(join(tmpdir(), 'kling-cost-mutated-'))
afterAll(() => rmSync(folder, { recursive: true }))
const put = (name: string, content: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const LEDGER = 'id,package,purchased_at\nfirst,package-1,2026-11-01\nsecond,package-2,2026-10-01\n'
const USAGE = 'timestamp,model,capability,mode,duration\n2026-11-20,V1.6,text-to-video,pro,5\n'
const LOG =
  'timestamp,status,request_id,account\n2026-10-01T00:00:00Z,200,a,acme\n2026-10-01T00:07:00Z,503,b,"a, b"\n'
const LINE = '{"timestamp":"2026-10-01T00:00:00Z","status":503,"request_id":"a","latency":{"ms":12}}\n'
const ACCESS = '10.0.0.1 - - [01/Oct/2026:00:00:00 +0000] "GET /v1/videos HTTP/1.1" 503 12 "-" "curl/8"\n'
const TASKS =
  '{"code":0,"message":"SUCCEED","data":[{"task_id":"1","task_status":"succeed","created_at":1763596800000,"final_unit_deduction":"3"}]}'

const ENTRY = (minute: number, status: number): string =>
  JSON.stringify({
    startedDateTime: `2026-10-01T00:0${minute}:00.000Z`,
    time: 120,
    request: { method: 'POST', url: 'https://api.example/v1/videos/text2video' },
    response: { status, statusText: '' },
  })
const HAR = `${[ENTRY(0, 200), ENTRY(3, 503), ENTRY(7, 200)].join('\n')}\n`
const TASK = {
  task_id: '1',
  task_status: 'succeed',
  task_info: { external_task_id: 'a' },
  created_at: 1763596800000,
  final_unit_deduction: '3',
}
const CALLBACKS = `${[1, 2, 3].map(id => JSON.stringify({ ...TASK, task_id: `${id}` })).join('\n')}\n`
const PAGES = [true, false]
  .map(has_more => JSON.stringify({ code: 0, message: 'SUCCEED', data: { items: [TASK], has_more } }))
  .join('\n')

/** Each reader: a whole input, and the run that reads it. */
const READERS: Readonly<Record<string, { text: string | Buffer; argv: (path: string) => string[] }>> = {
  'a log in CSV': { text: LOG, argv: path => ['sla', path] },
  'a log in JSON lines': { text: LINE.repeat(3), argv: path => ['sla', path] },
  'an access log': { text: ACCESS.repeat(3), argv: path => ['sla', path] },
  'jobs in CSV': { text: USAGE, argv: path => ['quote', '--from', path] },
  'jobs in YAML': {
    text: '- { model: O1, duration: 10, count: 5 }\n- { model: O1, duration: 5 }\n',
    argv: path => ['quote', '--from', path],
  },
  'an answer of the API': {
    text: TASKS,
    argv: path => ['expiry', put('whole-ledger.csv', LEDGER), '--usage', path],
  },
  'callbacks, one a line': {
    text: CALLBACKS,
    argv: path => ['expiry', put('whole-ledger.csv', LEDGER), '--usage', path],
  },
  'pages of tasks': { text: PAGES, argv: path => ['budget', path] },
  'a workbook': {
    text: readFileSync(join(FIXTURES, 'expiry/workbook/ledger.xlsx')),
    argv: path => ['expiry', path, '--sheet', 'ledger'],
  },
  'entries of an HTTP Archive': { text: HAR, argv: path => ['sla', path] },
  'jobs between bars': {
    text: '| model | duration | count |\n| O1 | 10 | 5 |\n| O1 | 5 | 1 |\n',
    argv: path => ['quote', '--from', path],
  },
  'a ledger': { text: LEDGER, argv: path => ['expiry', path] },
  'a usage log': { text: USAGE, argv: path => ['expiry', put('whole-ledger.csv', LEDGER), '--usage', path] },
  maintenance: {
    text: 'start,end,reason,notified_at\n2026-10-02T00:00:00Z,2026-10-02T02:00:00Z,upgrade,2026-09-01T00:00:00Z\n',
    argv: path => ['sla', put('whole-log.csv', LOG), '--maintenance', path],
  },
  fees: {
    text: 'account,period,fee,voucher_fee\nacme,2026-10,1200,0\n',
    argv: path => ['sla', put('whole-log.csv', LOG), '--fees', path],
  },
  'a configuration file': {
    text: 'common: { tz: Asia/Shanghai }\nbudget:\n  units-per-day: 400\n  horizon: 30d\n',
    argv: path => ['budget', '--units-per-day', '10', '--config', path],
  },
}

/** What texts hold that trips readers. */
const ODD = ['"', "'", '\n', '\r', '\r\n', '\0', '\ufeff', '\ud83d', ',', ';', '\t', '{', '}', '[', ']', '-1']
ODD.push('1e400', 'NaN', '9'.repeat(40), '__proto__', '&a *a', '=1+1', '\u202e', '\u200b', '%', '\\', 'null')

/** A text with up to four things wrong with it. */
function damage(text: string | Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(text as string)
  const upTo = (limit: number): number => Math.floor(random() * limit)
  for (let rest = 1 + upTo(4); rest > 0; rest--) {
    const at = upTo(bytes.length + 1)
    const end = Math.min(bytes.length, at + 1 + upTo(20))
    const [head, piece, tail] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)]
    const odd = Buffer.from(ODD[upTo(ODD.length)]!)
    const ways = [
      () => [head],
      () => [head, tail],
      () => [head, piece, piece, tail],
      () => [head, odd, piece, tail],
      () => [head, odd, tail],
      () => [head, Buffer.from([upTo(256)]), tail],
    ]
    bytes = Buffer.concat(ways[upTo(ways.length)]!())
  }
  return bytes
}

const COMMON = ['--as-of', '2026-11-21', '--json']

describe('whatever is damaged, a run answers or says what is wrong', () => {
  test.each(Object.entries(READERS))('%s', async (name, { text, argv }) => {
    const file = name.endsWith('YAML') ? 'input.yaml' : 'input'
    const whole = await runWith([...argv(put(file, text)), ...COMMON])
    expect([0, 1, 3], whole.err).toContain(whole.status)
    for (let seed = 1; seed <= SEEDS; seed++) {
      const path = put(file, damage(text, createRandom(seed)))
      const { status, out, err } = await runWith([...argv(path), ...COMMON])
      const said = `${name}, seed ${seed}: ${err}`
      expect([0, 1, 2, 3], said).toContain(status)
      // All of an answer, or none of it and the reason.
      if (status === 2) expect([out, err.trim() !== ''], said).toEqual(['', true])
      else expect(() => JSON.parse(out), said).not.toThrow()
    }
  })
})

describe('every line of a log is counted, set aside or left out by name', () => {
  const rows = {
    csv: [
      '2026-10-01T00:00:00Z,200',
      '2026-10-01T00:07:00Z,503',
      'junk,200',
      '2026-10-01T00:09:00Z,x',
      'a,b,c',
    ],
    jsonl: [
      '{"timestamp":"2026-10-01T00:00:00Z","status":200}',
      '{"timestamp":"2026-10-01T00:07:00Z","status":503}',
      '{"timestamp":"junk","status":200}',
      '{"timestamp":"2026-10-01T00:09:00Z"',
      '[]',
    ],
  }
  test.each(Object.entries(rows))('%s', async (form, kinds) => {
    let answered = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = createRandom(seed)
      // The first is whole, so that the log is known for what it is.
      const more = Array.from({ length: 60 }, () => kinds[Math.floor(random() * random() * kinds.length)]!)
      const lines = [kinds[0]!, ...more]
      const head = form === 'csv' ? 'timestamp,status\n' : ''
      const ends = random() < 0.5 ? '\n' : ''
      const path = put(`log.${form}`, `${head}${lines.join('\n')}${ends}`)
      const { status, out, err } = await runWith(['sla', path, '--bad-rows', 'skip', ...COMMON])
      if (status === 2 && err.includes('ROWS_MOSTLY_BAD')) continue
      expect(out, `seed ${seed}: ${err}`).not.toBe('')
      answered++
      const answer = JSON.parse(out)
      const [log] = answer.log_formats
      const ignored = log.other_rows + log.repeated_headers
      expect(answer.rows + answer.rejected_rows + ignored, `seed ${seed}`).toBe(lines.length)
    }
    expect(answered).toBeGreaterThan(SEEDS / 2)
  })
})

describe('and so is every line of a log in the form of', () => {
  const requests = Array.from(
    { length: 40 },
    (_, i): WrittenRequest => ({
      at: Date.UTC(2026, 9, 1, 0, i),
      status: i % 9 === 0 ? 503 : 200,
      path: `/v1/videos/${i % 3 === 0 ? 'text2video' : 'image2video'}`,
      id: `a087eaf3-${String(i).padStart(4, '0')}`,
    }),
  )
  /** Those that write a line for each request, beside a head. */
  const written = Object.entries(LOG_WRITERS).flatMap(([name, writer]) => {
    const lines = writer.write(requests).trimEnd().split('\n')
    const head = lines.length - requests.length
    return head >= 0 && head < 5 && !/^\s*\[|resourceLogs/.test(lines[0]!)
      ? [{ name, writer, lines, head }]
      : []
  })
  const count = async (path: string, { args = [] }: LogWriter) => {
    const { out, err } = await runWith(['sla', path, '--bad-rows', 'skip', ...args, ...COMMON])
    if (out === '') return err
    const answer = JSON.parse(out)
    const [log] = answer.log_formats
    return answer.rows + answer.rejected_rows + log.other_rows + log.repeated_headers
  }
  it('most that are known', () => expect(written.length).toBeGreaterThan(25))
  test.each(written)('$name', async ({ name, writer, lines, head }) => {
    const whole = await count(put(`whole.${writer.ending}`, `${lines.join('\n')}\n`), writer)
    // Some hold other messages, too.
    expect(whole).toBeGreaterThanOrEqual(requests.length)
    expect(whole).toBeLessThanOrEqual(lines.length)
    let answered = 0
    // In CSV a quote that does not close makes one record of many lines; of one form the times stand in quotes.
    const junk = name.includes('csv') ? '\x01{' : '\x01"{'
    for (let seed = 1; seed <= 20; seed++) {
      const random = createRandom(seed)
      // The first request stays, so that the log is known for what it is.
      const damaged = lines.map((line, i) => {
        if (i <= head || random() < 0.75) return line
        const at = Math.floor(random() * line.length)
        return random() < 0.5 ? `${line.slice(0, at)}x` : `${line.slice(0, at)}${junk}${line.slice(at + 2)}`
      })
      const found = await count(put(`damaged.${writer.ending}`, `${damaged.join('\n')}\n`), writer)
      if (typeof found === 'string') expect(found, `${name}, seed ${seed}`).toMatch(/[A-Z]+_[A-Z]+ /)
      else {
        answered++
        expect(found, `${name}, seed ${seed}`).toBe(whole)
      }
    }
    expect(answered, name).toBeGreaterThan(name === 'csv-semicolons' ? 0 : 10)
  })
})
