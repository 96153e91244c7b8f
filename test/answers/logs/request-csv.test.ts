/**
 * Every way of reading a request log in CSV says what the exact parser says. `HOSTILE_LOGS=10000 npx vitest run
 * test/answers/request-csv.test.ts` tries as many logs, `HOSTILE_FROM` says from which seed on.
 */
import { describe, expect, it, vi } from 'vitest'
import { launchWorker, offerWorker } from '../../../src/answers/logs/region-helper.js'
import { RegionQueue, RegionScanner } from '../../../src/answers/logs/request-regions.js'
import { SCAN_SIZES, type ScanSizes } from '../../../src/answers/logs/scan-file.js'
import { type HostileLog, logOf, makeLog, readLog } from './hostile-logs.js'

const NEVER = Number.POSITIVE_INFINITY
const logs = Number(process.env.HOSTILE_LOGS ?? 100)
const first = Number(process.env.HOSTILE_FROM ?? 1)

/** Ways of reading, with blocks and regions so small that every log has many. */
const waysOf = (seed: number): Record<string, { sizes: ScanSizes; asStream?: boolean }> => {
  const region = 1 + ((seed * 7919) % 997)
  const step = 1 + ((seed * 104_729) % 499)
  const inRegions = { regions: 0, optimised: NEVER, threads: NEVER, region, step }
  const inChunks = { regions: NEVER, optimised: NEVER, threads: NEVER, region, step }
  return {
    chunks: { sizes: inChunks },
    stream: { sizes: inChunks, asStream: true },
    regions: { sizes: inRegions },
    ...(seed % 50 === 0 ? { 'two threads': { sizes: { ...inRegions, optimised: 0, threads: 0 } } } : {}),
  }
}

/** Blocks and regions that hold many rows. */
const LARGE = { region: 1 << 20, step: 1 << 19 }
/** Regions of a file, however short, scanned by the compiled kernel. */
const inLargeRegions: ScanSizes = { ...waysOf(1).regions!.sizes, ...LARGE }

/** Sees that every way of reading a log in large blocks says the same as the exact parser, which is returned. */
async function readAlike(log: HostileLog): Promise<string> {
  const exact = await readLog(log, null)
  for (const { sizes } of Object.values(waysOf(50))) {
    expect(await readLog(log, { ...sizes, ...LARGE })).toBe(exact)
  }
  return exact
}

describe('a hostile log', () => {
  it(`is read alike in every way, ${logs} times`, { timeout: 300_000 + logs * 200 }, async () => {
    for (let seed = first; seed < first + logs; seed++) {
      const log = makeLog(seed)
      const whole = await readLog(log, null)
      // Of two errors, the one that is met first is told: how the bytes arrive matters.
      const streamed = await readLog(log, null, true)
      for (const [way, { sizes, asStream }] of Object.entries(waysOf(seed))) {
        const exact = asStream ? streamed : whole
        const found = await readLog(log, sizes, asStream)
        // A diff of texts is for one log; `expect` in a loop of thousands is slow.
        if (found !== exact) expect(`seed ${seed}, ${way}\n${found}`).toBe(`seed ${seed}, ${way}\n${exact}`)
      }
    }
    expect(logs).toBeGreaterThan(0)
  })
})

it.each(['csv', 'jsonl'] as const)('a log in %s for whose kernel there is no memory', async form => {
  const text =
    form === 'csv'
      ? 'timestamp,status\n2026-10-01T00:00:00Z,503\n'
      : '{"timestamp":"2026-10-01T00:00:00Z","status":503}\n'
  const log = logOf(text, { form, badRows: 'stop' })
  const exact = await readLog(log, null)
  const { Instance } = WebAssembly
  let asked = 0
  WebAssembly.Instance = class {
    readonly exports = {}
    constructor() {
      asked++
      throw new RangeError('WebAssembly.Instance(): Out of memory')
    }
  }
  try {
    expect(await readLog(log, SCAN_SIZES)).toBe(exact)
    expect(asked).toBe(1)
  } finally {
    WebAssembly.Instance = Instance
  }
})

it('a log whose second thread does not come up', async () => {
  const text = `timestamp,status\n${'2026-10-01T00:00:00Z,503\n2026-10-02T00:00:00Z,200\n'.repeat(1000)}`
  const log = logOf(text, { form: 'csv' })
  const offered = launchWorker('throw new Error("out of threads")')
  const asked = vi.spyOn(offered.worker, 'ref')
  offerWorker(offered)
  const sizes = { regions: 0, optimised: NEVER, threads: 0, step: 1 << 16, region: 1 << 12 }
  expect(await readLog(log, sizes)).toBe(await readLog(log, null))
  expect(asked).toHaveBeenCalled()
})

describe('a log that the second thread alone scans', () => {
  const record = (form: 'csv' | 'jsonl', i: number, account: string): string => {
    const [timestamp, status] = [new Date(Date.UTC(2026, 9, 1, 0, 0, i)).toISOString(), i % 3 ? 200 : 503]
    return form === 'csv'
      ? `${timestamp},${status},${account}\n`
      : `${JSON.stringify({ timestamp, status, account })}\n`
  }
  const ENDPOINTS = `timestamp,status,endpoint\n${Array.from(
    { length: 2000 },
    (_, i) => `2026-10-01T00:00:00Z,${i % 3 ? 200 : 503},/v1/${i % 2 ? 'videos' : 'images'}/${i % 5}\n`,
  ).join('')}`
  const textOf = (form: 'csv' | 'jsonl', rows: number, accounts: number): string => {
    const all = Array.from({ length: rows }, (_, i) => record(form, i, `account ${i % accounts}`))
    return `${form === 'csv' ? 'timestamp,status,account\n' : ''}${all.join('')}`
  }
  it.each([
    ['csv', 'two regions and two accounts', textOf('csv', 2000, 2), 2],
    ['jsonl', 'two regions and two accounts', textOf('jsonl', 2000, 2), 2],
    ['csv', 'one region', textOf('csv', 2000, 1), 1],
    // More than it holds back before it reports.
    ['csv', 'two regions and many accounts', textOf('csv', 4000, 3000), 2],
    ['csv', 'two regions and several endpoints', ENDPOINTS, 2],
  ] as const)('in %s, of %s, is read as one thread reads it', async (form, _, text, regions) => {
    const log = logOf(text, { form })
    const exact = await readLog(log, null)
    const claim = vi.spyOn(RegionQueue.prototype, 'claim').mockReturnValue(null)
    const scan = vi.spyOn(RegionScanner.prototype, 'scan')
    try {
      const sizes = { regions: 0, optimised: NEVER, threads: 0, step: 1 << 16 }
      expect(await readLog(log, { ...sizes, region: Math.ceil(text.length / regions) })).toBe(exact)
      expect(claim).toHaveBeenCalled()
      // Where nothing stands in front of the first record, only the first thread knows that it is one.
      expect(scan.mock.calls.length).toBeLessThan(regions)
    } finally {
      vi.restoreAllMocks()
    }
  })
})

describe('a byte that is no ASCII, wherever it stands,', () => {
  const row = (i: number): string =>
    `2026-10-01T00:${String(i % 60).padStart(2, '0')}:07.123Z,a087eaf3-00b3,/v1/videos,${i % 7 === 0 ? 503 : 200},ok\n`
  const text = `timestamp,trace,path,status,error\n${Array.from({ length: 20_000 }, (_, i) => row(i)).join('')}`
  // A row behind the first MiB, in which the header is read and which is checked as a whole.
  const from = text.indexOf(row(200), 1 << 20)

  it.each([
    ['is text when UTF-8 has it', '\u00e9'],
    ['is told of when UTF-8 does not have it', '\u00ff'],
  ])('%s', async (_, letter) => {
    let whole = 0
    for (let at = from; at < from + row(200).length; at += 5) {
      const mark = letter === '\u00ff' ? Buffer.from([0xff]) : Buffer.from(letter)
      const bytes = Buffer.concat([Buffer.from(text.slice(0, at)), mark, Buffer.from(text.slice(at + 1))])
      const log = logOf('', { bytes })
      const exact = await readLog(log, null)
      // Blocks in which the row is one of many, and such that it begins or ends.
      for (const step of [LARGE.step, 97]) {
        const found = await readLog(log, { ...inLargeRegions, step })
        if (found !== exact) expect(`at ${at - from}: ${found}`).toBe(`at ${at - from}: ${exact}`)
      }
      if (exact.includes('"requests": 20000')) whole++
    }
    // In the id, the path, and the words behind the status it stands for itself.
    if (letter === '\u00ff') expect(whole).toBe(0)
    else expect(whole).toBeGreaterThan(5)
  })
})

describe('where one window of 64 bytes ends and the next begins,', () => {
  const PIECES = [
    'v,200,ok',
    'v,2000,ok',
    'v,20,ok',
    'v,2,00',
    'v,"200",ok',
    'v,"200,ok',
    'v,503,',
    'v,200',
    'v,200,a,b',
    '"v,w",200,',
    '"v",200,"a""b"',
    '"v",200,"a\n,b"',
    '"v",200,"a"b',
    '"v""",503,"""a"',
    '"v"",200,"a"',
    'v,200,a"b',
    'v,200,"\n2026-10-01T00:00:00.000Z,1,v,503,"',
  ]
  const row = (minute: number, rest: string): string =>
    `2026-10-01T00:0${minute}:07.123Z,0123456789,${rest}\n`

  it.each(PIECES)('%j is what it is', async piece => {
    const cases = [
      { text: piece, behind: '' },
      { text: piece, behind: '035'.repeat(47) },
      { text: piece.replace('a', 'a'.repeat(65)), behind: '' },
    ]
    for (const { text, behind } of cases) {
      for (let width = 30; width < 76; width++) {
        // Among rows that make its statuses known, in a minute of its own; what is wrong behind it has a line.
        const wide = text.replace('v', '200'.repeat(26).slice(0, width))
        const rows = ['u,200,', 'uu,503,', 'u,222,'].map(rest => row(1, rest)).join('')
        const twice = [rows, row(2, wide + behind), rows, row(2, wide + behind), rows, 'x\n']
        const log = logOf(`timestamp,trace,path,status,error\n${twice.join('')}`, { sliceMinutes: [1] })
        expect(await readLog(log, inLargeRegions)).toBe(await readLog(log, null))
      }
    }
  })
})

it('requests of a minute in which maintenance begins are told apart by their seconds', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 9, 1) + i * 1000).toISOString()
    return `${time},${String(i).padStart(9, '0')},${i % 2 === 0 ? 503 : 200},\n`
  })
  const start = Date.UTC(2026, 9, 1, 0, 2, 30)
  const log = logOf(`timestamp,request_id,status,error\n${rows.join('')}`, {
    windows: [[start, start + 45_000]],
    sliceMinutes: [1],
  })
  expect(await readAlike(log)).toContain('"excluded": 15')
})

it('failures of a path in maintenance are told apart from others of it, in whole hours of it, too', async () => {
  const rows = Array.from({ length: 1200 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 9, 1) + i * 10_000).toISOString()
    return `${time},${String(i).padStart(9, '0')},/v1/videos/x,${i % 2 === 0 ? 503 : ''}\n`
  })
  const start = Date.UTC(2026, 9, 1, 0, 50, 30)
  const log = logOf(`timestamp,request_id,endpoint,status\n${rows.join('')}`, {
    windows: [[start, start + 2 * 3_600_000]],
  })
  const { list } = JSON.parse(await readAlike(log)).paths
  expect(list).toEqual([{ prefix: '/v1/videos', requests: 1200, errors: 240, unreached: 240 }])
})

it('a last record whose quotes stay open is not closed by what was read before it', async () => {
  const row = `2026-10-01T00:00:07.123Z,0123456789,u,200,"a\n${'b'.repeat(17)}"\n`
  expect(row).toHaveLength(64)
  const text = `timestamp,trace,path,status,error\n${row.repeat(20)}`
  for (const open of [row.slice(0, row.indexOf('\n') + 1), row.slice(0, -1)]) {
    const log = logOf(text + open)
    expect(await readLog(log, { ...inLargeRegions, step: 512 })).toBe(await readLog(log, null))
  }
})

it('a time in quotes, which may hold a delimiter, is no form for those without', async () => {
  const rows = [
    ...Array.from({ length: 20 }, () => '123456789,2026-10-01T00:00:00.123Z,200,'),
    '12345678,"2026-10-01T00:00:00,123Z",200,',
    '123456789,2026-10-01T00:00:00,123Z,200,',
  ]
  // The sample that tells columns of one width ends before the time in quotes.
  const log = logOf(`request_id,timestamp,status,error\n${rows.join('\n')}\n`)
  expect(await readAlike(log)).toContain('ROW_WIDTH')
})

it('rows that stand within quotes are taken back where a region was guessed to begin with them', async () => {
  const quoted = '2026-10-02T00:00:00Z,503,x\n'.repeat(40)
  const row = `2026-10-01T00:00:00Z,503,"\n${quoted}"\n`
  const log = logOf(`timestamp,status,error\n${row.repeat(20)}`)
  const takeBack = vi.spyOn(RegionScanner.prototype, 'takeBack')
  try {
    const sizes = { regions: 0, optimised: NEVER, threads: NEVER, region: 1500, step: 1 << 16 }
    expect(await readLog(log, sizes)).toBe(await readLog(log, null))
    expect(Math.max(...takeBack.mock.calls.map(([{ records }]) => records))).toBeGreaterThan(20)
  } finally {
    vi.restoreAllMocks()
  }
})

it('regions that the second thread has scanned behind a record for which there is no room are taken back', async () => {
  const rows = '2026-10-01T00:00:00Z,503,x\n'.repeat(20_000)
  const long = 'long '.repeat(600_000)
  const log = logOf(`timestamp,status,error\n2026-10-01T00:00:00Z,503,"${long}"\n${rows}`)
  const exact = await readLog(log, null)
  vi.spyOn(RegionQueue.prototype, 'claim').mockReturnValue(null)
  try {
    const sizes = { regions: 0, optimised: NEVER, threads: 0, region: 1 << 17, step: 1 << 16 }
    expect(await readLog(log, sizes)).toBe(exact)
  } finally {
    vi.restoreAllMocks()
  }
})

it.each(['', '\r', '\n', 'b', 'b\r', 'b\n\r'])('a file whose last field is %j to its end', async end => {
  const row = '2026-10-01T00:00:00Z,503,'
  const log = logOf(`timestamp,status,error\n${row}a\n${row}${end}`)
  expect(await readLog(log, inLargeRegions)).toBe(await readLog(log, null))
})
