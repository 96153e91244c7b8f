/** Logs that need more room than a kernel has: it hands its counts on and goes on. */
import { expect, it } from 'vitest'
import type { ScanSizes } from '../../../src/answers/logs/scan-file.js'
import { logOf, readLog } from './hostile-logs.js'

const NEVER = Number.POSITIVE_INFINITY
const sizes: ScanSizes = {
  regions: NEVER,
  optimised: NEVER,
  threads: NEVER,
  region: 1 << 16,
  step: 1 << 14,
}
const WAYS: readonly [string, ScanSizes][] = [
  ['WebAssembly', sizes],
  ['regions', { ...sizes, regions: 0 }],
  ['two threads', { ...sizes, regions: 0, optimised: 0, threads: 0 }],
]
/** Reads a log exactly, and sees that all other ways say the same. */
async function readAlike(text: string, sliceMinutes = 60): Promise<string> {
  const log = logOf(text, { badRows: 'stop', sliceMinutes: [sliceMinutes] })
  const exact = await readLog(log, null)
  for (const [way, sizes] of WAYS) {
    const found = await readLog(log, sizes)
    if (found !== exact) expect(`${way}\n${found}`).toBe(`${way}\n${exact}`)
  }
  return exact
}

/** Numbers below `count` in an order that jumps about. */
const shuffled = (count: number): number[] => Array.from({ length: count }, (_, i) => (i * 7919) % count)

it.each([
  ['more hours than are remembered', 18_000, 60],
  ['hours that take more room, as each minute is a slice', 9000, 1],
])('%s, in any order', async (_, hours, sliceMinutes) => {
  const rows = shuffled(hours).map(
    hour => `${new Date(Date.UTC(2025, 0, 1, hour, hour % 60)).toISOString()},503`,
  )
  const text = await readAlike(`timestamp,status\n${[...rows, ...rows].join('\n')}\n`, sliceMinutes)
  expect(text).toContain(`"requests": ${2 * hours}`)
})

it('more accounts than are remembered', async () => {
  const rows = shuffled(17_000).map(
    account => `2026-10-01T00:00:00Z,200,${account % 3 === 0 ? 'a'.repeat(account % 200) : ''}${account}`,
  )
  const text = await readAlike(`timestamp,status,account\n${[...rows, ...rows].join('\n')}\n`)
  expect(text).toContain('"requests": 34000')
})

it('a record longer than a block is left to the exact parser, with its line', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => `2026-10-01T00:00:0${i % 10}Z,200,${i}`)
  rows[150] += 'x'.repeat(1_200_000)
  rows[160] = '2026-10-01T00:00:00Z,nothing,'
  expect(await readAlike(`timestamp,status,error\n${rows.join('\n')}\n`)).toContain('"line": 162')
})

it('a header wider than a kernel takes is left to the exact parser', async () => {
  const others = Array.from({ length: 5000 }, (_, i) => `c${i}`)
  const text = `timestamp,${others.join(',')},status\n2026-10-01T00:00:00Z,${others.join(',')},503\n`
  expect(await readAlike(text)).toContain('"errors": 1')
})

it.each([
  'a"b',
  '"a"b',
  '"a"b"',
  '"a" ',
  '"a',
  'a"',
  '"a"\rb',
  '"a""',
  '""a""',
  '"a"\r',
  '"a\n"',
  '"a,b\n""c"""',
  '"",',
])('among thousands of usual records, one that ends with %j', async text => {
  const row = (i: number, error: string) =>
    `2026-10-01T00:00:00.000Z,${String(i).padStart(12, '0')},/v1/videos,${i % 7 === 0 ? 503 : 200},${error}`
  const rows = Array.from({ length: 2000 }, (_, i) =>
    row(i, i === 1500 ? text : i % 3 === 0 ? '"b, ""c"""' : ''),
  )
  await readAlike(`timestamp,request_id,path,status,error\n${rows.join('\n')}\n`)
})
