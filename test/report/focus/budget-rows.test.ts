import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COLUMNS } from '../../../src/report/focus/columns.js'
import { runWith } from '../../cli/fake-io.js'
import { listCharges, sumOf } from './focus-files.js'
import { listFocusFaults } from './rules.js'

const STEADY = [
  'budget',
  '--units-per-day',
  '400',
  '--pool',
  'video',
  '--horizon',
  '180d',
  '--as-of',
  '2026-11-28',
]

test('the purchases of a plan keep the rules of every column and sum to its cost', async () => {
  const rows = await listCharges(...STEADY)
  const { plan } = JSON.parse((await runWith([...STEADY, '--json'])).out)
  expect(Object.keys(rows[0]!)).toEqual(COLUMNS)
  expect(rows.flatMap(listFocusFaults)).toEqual([])
  expect(new Set(rows.map(row => row.ChargeCategory))).toEqual(new Set(['Purchase']))
  expect(sumOf(rows.map(row => row.BilledCost))).toBe(sumOf([plan.cost]))
  expect(rows.map(row => row.CommitmentDiscountName)).toEqual(
    plan.purchases.map((each: { package: string }) => each.package),
  )
  expect(new Set(rows.map(row => row.CommitmentDiscountId)).size).toBe(rows.length)
  expect(rows[0]!.ProviderName).not.toBe('not stated')
})

describe('what would be missing from the file is an error', () => {
  test.each([
    [
      'a pool without packages on sale',
      '{ model: Image 3.0, capability: text-to-image, resolution: 2k, count: 9 }',
      'image',
    ],
    [
      'jobs charged in dollars',
      '{ model: Motion Control, resolution: 1080p, duration: 20, count: 30 }',
      'dollars',
    ],
  ])('%s', async (_, job, problem) => {
    const path = join(mkdtempSync(join(tmpdir(), 'focus-')), 'jobs.yaml')
    writeFileSync(path, `jobs:\n  - ${job}\n`)
    const ran = await runWith(['budget', '--plan', path, '--as-of', '2026-11-21', '--format', 'focus'])
    expect(ran.status).toBe(2)
    expect(ran.err).toContain(problem)
  })
})
