import { parse } from 'csv-parse/sync'
import { expect } from 'vitest'
import type { FocusRow } from '../../../src/report/focus/columns.js'
import { runWith } from '../../cli/fake-io.js'

/** The rows that a command writes with `--format focus`. */
export async function listCharges(...argv: string[]): Promise<FocusRow[]> {
  const { out, status, err } = await runWith([...argv, '--format', 'focus', '--quiet'])
  expect(status, err).toBe(0)
  const rows: Record<string, string>[] = parse(out, { columns: true })
  return rows.map(row =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === '' ? null : value])),
  ) as unknown as FocusRow[]
}

/** The sum of exact decimals, in 10^-18. */
export const sumOf = (texts: readonly (string | null)[]): bigint =>
  texts.reduce((sum, text) => {
    const [whole = '', part = ''] = text!.split('.')
    return sum + BigInt(whole + part.padEnd(18, '0'))
  }, 0n)
