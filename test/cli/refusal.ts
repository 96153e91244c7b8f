/** Commands that are refused, each with the files that it finds, and what is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runWith } from './fake-io.js'

export type Refusal = readonly [command: string, files: Readonly<Record<string, string>>, refusal: string]

/** Tests that each command is refused in exactly these words, and answers nothing. */
export function testRefusals(refusals: readonly Refusal[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'kling-cost-refusals-'))
  const home = process.cwd()
  beforeAll(() => process.chdir(folder))
  afterAll(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true })
  })
  test.each(refusals)('%s', async (command, files, refusal) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(name, text)
    const asOf = command.includes('--as-of') || command.startsWith('rates') ? [] : ['--as-of', '2026-11-21']
    const { status, out, err } = await runWith([...command.split(' '), ...asOf])
    expect([status, out, err]).toEqual([2, '', refusal])
  })
}
