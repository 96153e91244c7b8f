/** Logs of lines that ask for more than a kernel has, or knows; and what it is for. */

import { expect, it } from 'vitest'
import type { LineLog } from '../../../src/answers/logs/line-scanner.js'
import { scanLines } from '../../../src/answers/logs/request-lines.js'
import type { ScanSizes } from '../../../src/answers/logs/scan-file.js'
import { zoneOf } from '../../../src/core/calendar.js'
import { NOWHERE } from '../../../src/core/failure.js'
import { NO_FILTER } from '../../../src/core/sla/endpoint.js'
import { locateFields } from '../../../src/read/requests/combined-log.js'
import { PLAIN_WORDS } from '../../../src/read/requests/request-words.js'
import { EndpointTally } from '../../../src/scan/endpoint-tally.js'
import { RequestCounter } from '../../../src/scan/request-counter.js'
import { type HostileLog, readLog } from './hostile-logs.js'

const NEVER = Number.POSITIVE_INFINITY
const inChunks: ScanSizes = {
  regions: NEVER,
  optimised: NEVER,
  threads: NEVER,
  region: 1 << 16,
  step: 1 << 14,
}
const WAYS: readonly [way: string, sizes: ScanSizes, asStream: boolean][] = [
  ['chunks', inChunks, false],
  ['stream', inChunks, true],
  ['file', { ...inChunks, regions: 0, optimised: 0 }, false],
  ['two threads', { ...inChunks, regions: 0, optimised: 0, threads: 0 }, false],
]
/** Reads a log exactly, and sees that all other ways say the same. */
async function readAlike(text: string, more: Partial<HostileLog> = {}): Promise<string> {
  const log: HostileLog = {
    form: 'jsonl',
    bytes: Buffer.from(text),
    zone: 'UTC',
    badRows: 'stop',
    windows: [],
    sliceMinutes: [5],
    filter: NO_FILTER,
    times: 1,
    ...more,
  }
  const exact = await readLog(log, null)
  for (const [way, sizes, asStream] of WAYS) {
    // A chunk of a stream is 37 bytes.
    if (asStream && log.bytes.length > 4e6) continue
    const found = await readLog(log, sizes, asStream)
    if (found !== exact) expect(`${way}\n${found}`).toBe(`${way}\n${exact}`)
  }
  return exact
}

const lineOf = (i: number, more = ''): string =>
  `{"timestamp":"2026-10-01T00:${String(i % 60).padStart(2, '0')}:00Z","status":${i % 7 === 0 ? 503 : 200}${more}}`
const linesOf = (count: number, more: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${lineOf(i, more(i))}\n`).join('')

/** Scans a text by a kernel alone: a line that it hands out fails the test. Returns what was counted, and the keys met. */
async function scanPlain(text: string, log: LineLog) {
  const zone = zoneOf('UTC')
  const counter = new RequestCounter(5, [], zone)
  async function* chunks() {
    yield Buffer.from(text)
  }
  const keys: string[] = []
  let counted = 0
  await scanLines({ log, chunks: chunks(), plain: null }, () => expect.unreachable(), {
    notation: { zone, decimal: null, dates: null },
    words: PLAIN_WORDS,
    counters: [counter],
    endpoints: new EndpointTally(NO_FILTER),
    touched: null,
    search: null,
    noteCounted(rows) {
      counted += rows
    },
    onProgress() {},
    noteEnd() {},
    noteKey: name => keys.push(name),
    noteSuccess() {},
    follow: rest => rest,
  })
  return { counter, counted, keys }
}

it('lines that are alike are not read one by one', async () => {
  const text = linesOf(
    1000,
    i => `,"account":"${i % 3}","note":"a \\"b\\"${i % 2 ? '' : ' long '.repeat(i % 9)}"`,
  )
  const names = ['timestamp', 'status', 'account']
  const layout = {
    names: new Map(names.map(name => [name, name])),
    counting: ['status', 'account'],
  }
  const { counter, counted, keys } = await scanPlain(text, { kind: 'json', layout })
  expect(counted).toBe(1000)
  expect(counter.requests).toBe(1000)
  expect(counter.accounts()).toEqual(['0', '1', '2'])
  expect(keys).toEqual([...names, 'note'])
})

it.each(['ann', 'bob smith', 'a-name-of-more-than-forty-characters-in-all'])(
  'plain lines of the combined format are not read one by one, of %s',
  async user => {
    const lineOf = (i: number): string =>
      `10.0.0.${i % 250} - ${user} [0${1 + (i % 9)}/Oct/2026:13:${String(i % 60).padStart(2, '0')}:36 +0800] "GET /${i} \\x22 HTTP/1.1" ${i % 2 ? 503 : 200} ${i} "-" "x"`
    const text = Array.from({ length: 1000 }, (_, i) => lineOf(i) + (i % 3 ? '\n' : '\r\n')).join('')
    const fields = locateFields(new Map([['account', 'remote_user']]), NOWHERE)
    const layout = { fields, counting: ['status', 'account'] }
    const { counter, counted } = await scanPlain(text, { kind: 'combined', layout })
    expect(counted).toBe(1000)
    expect(counter.accounts()).toEqual([user])
  },
)

it.each([
  ['first', (i: number) => (i % 2 ? ',"res.id":"y"' : '')],
  ['last', (i: number) => (i % 2 ? '' : ',"res.id":"y"')],
])('what a value is read as may be for the %s keys of a line to say', async (_, more) => {
  const text = linesOf(20, i => `,"res":{"id":"x"}${more(i)}`)
  const read = await readAlike(text, { columns: new Map([['account', 'res.id']]) })
  expect(read).toContain('"x"')
  expect(read).toContain('"y"')
})

it('more kinds of line than are learnt', async () => {
  const text = linesOf(1000, i => `,"k${i % 300}":1`)
  expect(await readAlike(text)).toContain('"requests": 1000')
})

it('lines of which hardly any is like another, before and behind some that are', async () => {
  const mixed = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => `${lineOf(i, `,"k${from + i}":"${i}"`)}\n`).join('')
  const alike = linesOf(20_000, () => ',"account":"a"')
  const text = alike + mixed(0, 40_000) + alike + mixed(40_000, 20_000) + alike
  expect(await readAlike(text.slice(0, -1))).toContain('"requests": 120000')
  expect(await readAlike(`${text}x\n`)).toContain('"line": 120001')
})

it.each(['\n', 'x', '{', '\r\n', '{}\r'])('a text of no more than %j', async text => {
  await readAlike(text, { badRows: 'skip' })
})

it('keys for which there is no room', async () => {
  const long = 'k'.repeat(20_000)
  const text = linesOf(200, i => `,"${long}${i % 20}":1,"account":"${i % 2}"`)
  expect(await readAlike(text)).toContain('"requests": 200')
})

it('a line longer than a block, and one that is wrong behind it', async () => {
  const lines = Array.from({ length: 300 }, (_, i) => lineOf(i, `,"note":${i}`))
  lines[150] = lineOf(150, `,"note":"${'x'.repeat(1_200_000)}"`)
  lines[160] = lineOf(160, ',"status":1')
  expect(await readAlike(`${lines.join('\r\n')}\r\n`)).toContain('"line": 161')
  expect(await readAlike(lines.join('\n'), { badRows: 'skip' })).toContain('"requests": 299')
})

it('a line longer than a block that is the last, with and without an end', async () => {
  const text = `${linesOf(300, () => '')}${lineOf(1, `,"note":"${'x'.repeat(1_200_000)}"`)}`
  expect(await readAlike(text)).toContain('"requests": 301')
  expect(await readAlike(`${text}\n`)).toContain('"requests": 301')
})

it('a line of 17 MiB, which a text that begins as JSON may have, and no other', async () => {
  const long = `${lineOf(1, `,"note":"${'x'.repeat(17 << 20)}"`)}\n`
  const lines = linesOf(10, () => '')
  expect(await readAlike(lines + long + lines)).toContain('"requests": 21')
  expect(await readAlike(`x\n${lines}${long}${lines}`, { badRows: 'skip' })).toContain(
    'is longer than 16 MiB',
  )
})

it('a line that is no UTF-8', async () => {
  const bytes = Buffer.from(linesOf(2000, () => ',"note":"é"'))
  bytes[bytes.length - 300] = 0xff
  expect(await readAlike('', { bytes })).toContain('FILE_NOT_TEXT')
})

it('a second byte order mark, which is taken away and told', async () => {
  const long = `${lineOf(1, `,"note":"${'x'.repeat(1_200_000)}"`)}\n`
  for (const first of ['', long]) {
    const text = `\ufeff\ufeff${first}${linesOf(10, () => '')}`
    expect(await readAlike(text, { badRows: 'skip' })).toContain('"marks": 1,')
  }
})
