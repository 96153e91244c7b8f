/**
 * Every way of reading a request log in CSV says what the exact parser says. `HOSTILE_LOGS=10000 npx vitest run
 * test/answers/request-csv.test.ts` tries as many logs, `HOSTILE_FROM` says from which seed on.
 */
import { describe, expect, it } from 'vitest'
import { launchWorker, offerWorker } from '../../src/answers/region-helper.js'
import type { ScanSizes } from '../../src/answers/request-csv.js'
import { makeLog, readLog } from './hostile-logs.js'

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
    'chunks, JavaScript': { sizes: { ...inChunks, compiled: NEVER } },
    'chunks, WebAssembly': { sizes: { ...inChunks, compiled: 0 } },
    'stream, WebAssembly': { sizes: { ...inChunks, compiled: 0 }, asStream: true },
    'regions, JavaScript': { sizes: { ...inRegions, compiled: NEVER } },
    'regions, WebAssembly': { sizes: { ...inRegions, compiled: 0 } },
    ...(seed % 50 === 0
      ? { 'two threads': { sizes: { ...inRegions, compiled: 0, optimised: 0, threads: 0 } } }
      : {}),
  }
}

describe('a hostile log', () => {
  it(`is read alike in every way, ${logs} times`, { timeout: 60_000 + logs * 200 }, async () => {
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

it('a log whose second thread does not come up', async () => {
  const log = makeLog(50)
  offerWorker(launchWorker('throw new Error("out of threads")'))
  const found = await readLog(log, waysOf(50)['two threads']!.sizes)
  expect(found).toBe(await readLog(log, null))
})
