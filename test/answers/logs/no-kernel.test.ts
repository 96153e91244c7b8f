/** Where no kernel can run, the exact readers read all: slower, and the same. */
import { afterEach, expect, it, vi } from 'vitest'
import type { HostileLog } from './hostile-logs.js'

afterEach(() => {
  vi.unstubAllGlobals()
})

const fail = (error: Error) =>
  class {
    constructor() {
      throw error
    }
  }

const WITHOUT: Readonly<Record<string, () => object | undefined>> = {
  WebAssembly: () => undefined,
  vectors: () => ({ Module: fail(new SyntaxError('invalid opcode')) }),
  memory: () => ({ Module: WebAssembly.Module, Instance: fail(new RangeError('no memory')) }),
}
const ROWS = Array.from({ length: 500 }, (_, i) => `2026-10-01T00:${String(i % 60).padStart(2, '0')}:00Z`)
const TEXTS: Readonly<Record<string, string>> = {
  csv: `timestamp,status\n${ROWS.map((time, i) => `${time},${i % 9 ? 200 : 503}\n`).join('')}`,
  jsonl: ROWS.map((time, i) => `{"timestamp":"${time}","status":${i % 9 ? 200 : 503}}\n`).join(''),
}
const cases = Object.keys(WITHOUT).flatMap(missing =>
  (['csv', 'jsonl'] as const).flatMap(form => [true, false].map(isFile => ({ missing, form, isFile }))),
)

it.each(cases)(
  'a log in $form without $missing, as regions of a file: $isFile',
  async ({ missing, form, isFile }) => {
    // Kernels are remembered.
    vi.resetModules()
    const [{ logOf, readLog }, { SCAN_SIZES }] = await Promise.all([
      import('./hostile-logs.js'),
      import('../../../src/answers/logs/scan-file.js'),
    ])
    const log: HostileLog = { ...logOf(TEXTS[form]!, { badRows: 'stop' }), form }
    const exact = await readLog(log, null)
    expect(exact).toContain('"requests": 500')
    vi.stubGlobal('WebAssembly', WITHOUT[missing]!())
    const regions = isFile ? 0 : SCAN_SIZES.regions
    expect(await readLog(log, { ...SCAN_SIZES, regions })).toBe(exact)
  },
)
