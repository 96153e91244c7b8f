/**
 * JSON lines and the combined format are read by their bytes as the exact readers read them. `HOSTILE_LOGS=10000 npx
 * vitest run test/answers/logs/request-lines.test.ts` tries as many logs, `HOSTILE_FROM` says from which seed on.
 */
import { describe, expect, it } from 'vitest'
import { makeAlikeLines, makeLines } from './hostile-lines.js'
import { readLog } from './hostile-logs.js'

const NEVER = Number.POSITIVE_INFINITY
const logs = Number(process.env.HOSTILE_LOGS ?? 500)
const first = Number(process.env.HOSTILE_FROM ?? 1)

describe.each([
  ['of lines', makeLines],
  ['of JSON lines that are alike', makeAlikeLines],
])('a hostile log %s', (_, make) => {
  it(`is read alike by its bytes and exactly, ${logs} times`, { timeout: 300_000 + logs * 200 }, async () => {
    let counted = 0
    for (let seed = first; seed < first + logs; seed++) {
      const log = make(seed)
      const asStream = seed % 3 === 0
      const region = 1 + ((seed * 7919) % 997)
      const step = 1 + ((seed * 104_729) % 499)
      const sizes = { optimised: seed % 5 === 0 ? 0 : NEVER, threads: NEVER, region, step }
      const exact = await readLog(log, null, asStream)
      if (exact.includes('"counts"')) counted++
      const ways = [
        { regions: 0 },
        { regions: NEVER },
        ...(seed % 50 === 0 ? [{ regions: 0, threads: 0 }] : []),
      ]
      for (const way of ways) {
        const found = await readLog(log, { ...sizes, ...way }, asStream)
        if (found !== exact) expect(`seed ${seed}\n${found}`).toBe(`seed ${seed}\n${exact}`)
      }
    }
    // Logs that nobody could read would be read alike by anything.
    expect(counted).toBeGreaterThan(logs / 2)
  })
})
