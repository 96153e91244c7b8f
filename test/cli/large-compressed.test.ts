/**
 * Whoever reads a large compressed file reads what the file holds. Its text comes in pieces whose memory is gone once
 * the next one is asked for; a reader that kept one would lose text without a word.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { frameOf } from '../read/zstd-frames.js'
import { runWith } from './fake-io.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'large-compressed-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** From how many compressed bytes on a worker decompresses (read/zstd.ts). */
const LARGE = 1 << 22
const timeOf = (i: number): string => new Date(Date.UTC(2026, 9, 1) + i * 60_000).toISOString()
const repeat = (write: (i: number) => string): string => {
  let text = ''
  for (let i = 0; text.length < LARGE + (1 << 20); i++) text += write(i)
  return text
}
const pad = 'x'.repeat(150)
const durationOf = (i: number): number => (i % 2 === 0 ? 5 : 10)
const jobOf = (i: number): string =>
  `{"model":"3.0","resolution":"720p","duration":${durationOf(i)},"note":"${pad}"}`

it.each([
  [
    'a log in CSV',
    'log.csv',
    ['sla', '--json'],
    () =>
      `timestamp,request_id,status,error\n${repeat(i => `${timeOf(i)},${i},${i % 9 === 0 ? 503 : 200},"${pad}\n${pad}"\n`)}`,
  ],
  [
    'a log in CSV with a row too long for a scanner, from which on it is parsed',
    'log.csv',
    ['sla', '--json', '--bad-rows', 'skip'],
    () =>
      `timestamp,status,error\n${timeOf(0)},200,${'x'.repeat(1_200_000)}\n${repeat(i => `${timeOf(i)},503,"${pad}\n${pad}"\n`)}bad\n`,
  ],
  [
    'a log in JSON lines',
    'log.jsonl',
    ['sla', '--json'],
    () => repeat(i => `{"timestamp":"${timeOf(i)}","status":${i % 9 === 0 ? 503 : 200},"note":"${pad}"}\n`),
  ],
  [
    'a log in the combined format',
    'access.log',
    ['sla', '--json'],
    () =>
      repeat(
        i =>
          `10.0.0.1 - - [01/Oct/2026:00:${String(i % 60).padStart(2, '0')}:00 +0000] "GET /${pad} HTTP/1.1" 503 1 "-" "-"\n`,
      ),
  ],
  [
    'jobs in CSV, with quotes',
    'jobs.csv',
    ['quote', '--json', '--from'],
    () =>
      `model,resolution,duration,note\n${repeat(i => `3.0,720p,${durationOf(i)},"${pad}\n${pad}""${i}"""\n`)}`,
  ],
  ['jobs in JSON lines', 'jobs.jsonl', ['quote', '--json', '--from'], () => repeat(i => `${jobOf(i)}\n`)],
  [
    'jobs in one array, far behind empty lines',
    'jobs.json',
    ['quote', '--json', '--from'],
    () => `${'\n'.repeat(200_000)}[\n${repeat(i => `${jobOf(i)},\n`)}${jobOf(0)}\n]\n`,
  ],
  [
    'jobs in an array of one line',
    'jobs.json',
    ['quote', '--json', '--from'],
    () => `[${repeat(i => `${jobOf(i)},`)}${jobOf(0)}]`,
  ],
])('%s', async (_, name, argv, write) => {
  const text = write()
  const compressed = frameOf(Buffer.from(text))
  expect(compressed.length).toBeGreaterThan(LARGE)
  writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, `${name}.zst`), compressed)
  // Not made smaller, so that it is read in many blocks.
  writeFileSync(join(folder, `${name}.gz`), gzipSync(text, { level: 0 }))
  const [plain, ...packed] = await Promise.all(
    [name, `${name}.zst`, `${name}.gz`].map(async file => {
      const path = join(folder, file)
      const { status, out, err } = await runWith([...argv, path])
      return { status, out: out.replaceAll(path, 'FILE'), err: err.replaceAll(path, 'FILE') }
    }),
  )
  for (const { status, out, err } of packed) {
    expect(status).toBe(plain!.status)
    expect(err).toBe(plain!.err)
    expect(out === plain!.out).toBe(true)
  }
  expect(plain!.out.length + plain!.err.length).toBeGreaterThan(100)
})
