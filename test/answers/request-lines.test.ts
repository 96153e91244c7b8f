/**
 * JSON lines and the combined format are read by their bytes as the exact readers read them. `HOSTILE_LOGS=10000 npx
 * vitest run test/answers/request-lines.test.ts` tries as many logs.
 */
import { describe, expect, it } from 'vitest'
import { makeLines } from './hostile-lines.js'
import { readLog } from './hostile-logs.js'

const logs = Number(process.env.HOSTILE_LOGS ?? 1000)
const ALL_FAST = {
  regions: 0,
  optimised: 0,
  threads: Number.POSITIVE_INFINITY,
  compiled: 0,
  region: 64,
  step: 64,
}

describe('a hostile log of lines', () => {
  it(`is read alike by its bytes and exactly, ${logs} times`, { timeout: 60_000 + logs * 60 }, async () => {
    let counted = 0
    for (let seed = 1; seed <= logs; seed++) {
      const log = makeLines(seed)
      const asStream = seed % 3 === 0
      const exact = await readLog(log, null, asStream)
      const found = await readLog(log, ALL_FAST, asStream)
      if (exact.includes('"counts"')) counted++
      if (found !== exact) expect(`seed ${seed}\n${found}`).toBe(`seed ${seed}\n${exact}`)
    }
    // Logs that nobody could read would be read alike by anything.
    expect(counted).toBeGreaterThan(logs / 2)
  })
})
