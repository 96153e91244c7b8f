import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { configSchema } from '../../src/cli/config-schema.js'
import type { Io } from '../../src/cli/io.js'
import { createTree } from '../../src/cli/program.js'
import { applySettings, isConfigurable, listSections, readConfig } from '../../src/cli/settings.js'
import { InputError } from '../../src/core/failure.js'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kling-cost-schema-')))
afterAll(() => rmSync(folder, { recursive: true }))

const accepts = new Ajv2020({ allowUnionTypes: true }).compile(configSchema())

/** Whether the reader takes a file, and every command its values' form. */
async function isRead(text: string): Promise<boolean> {
  writeFileSync(join(folder, 'kling-cost.yaml'), text)
  const io = { env: {}, cwd: folder } as unknown as Io
  try {
    const root = createTree()
    const config = await readConfig(undefined, io)
    for (const command of root.commands.filter(isConfigurable)) applySettings(command, config, io)
    return true
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}

const sections = listSections()
const keys = [...new Set([...sections.values()].flatMap(each => [...each]))]

describe('the schema of the config file', () => {
  test.each([
    ['common: { tz: Asia/Shanghai }\nexpiry: { ledger: ledger.csv }\nsla: { fail-under: 99.9 }\n', true],
    ['', true],
    ['# sla:\n', true],
    ['sla:\n', true],
    ['sla: { period: [2026-10, 2026-11] }\n', true],
    ['budget: { explain: true, trials-used: trial-100 }\n', true],
    ['budget: { explain: "false" }\n', true],
    ['budget: { explain: yes }\n', false],
    ['budget: { horizon: [1d, 2d] }\n', false],
    ['expiry: { ledger: [a.csv, b.csv] }\n', false],
    ['expiry: { ledger: [a.csv] }\n', true],
    ['budget: { horizont: 30d }\n', false],
    ['budgets: { horizon: 30d }\n', false],
    ['sla: { claim: folder }\n', false],
    ['sla: { period: [] }\n', false],
    ['sla: { period: { from: 2026-10 } }\n', false],
    ['sla: [period]\n', false],
    ['[sla]\n', false],
  ])('%j: %s, by the reader and by the schema', async (text, expected) => {
    expect(await isRead(text)).toBe(expected)
    expect(accepts(parse(text))).toBe(expected)
  })

  test('takes what the reader takes and refuses what it refuses', async () => {
    const scalar = fc.constantFrom<unknown>('text', 'true', 'yes', 'no', true, false, 1, 99.9, '2026-10')
    const value = fc.oneof(
      { weight: 4, arbitrary: scalar },
      { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant({ a: '1' }) },
    )
    const key = fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...keys) },
      { weight: 1, arbitrary: fc.constant('x') },
    )
    const section = fc.dictionary(key, value, { maxKeys: 2 })
    const name = fc.constantFrom(...sections.keys())
    let taken = 0
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, section, { maxKeys: 2 }), async config => {
        const text = stringify(config)
        const isTaken = accepts(parse(text))
        if (isTaken) taken++
        expect(await isRead(text), text).toBe(isTaken)
      }),
      { numRuns: 400 },
    )
    expect(taken).toBeGreaterThan(40)
  })
})
