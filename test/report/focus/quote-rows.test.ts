import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COLUMNS } from '../../../src/report/focus/columns.js'
import { runWith } from '../../cli/fake-io.js'
import { FIXTURES } from '../../fixture.js'
import { listCharges, sumOf } from './focus-files.js'
import { listFocusFaults } from './rules.js'

const LOG = ['quote', '--from', join(FIXTURES, 'quote/usage-log/usage.csv'), '--as-of', '2026-11-21']

function write(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'focus-')), name)
  writeFileSync(path, text)
  return path
}

describe('the charges of a usage log', () => {
  test('keep the rules of every column, and sum to the cost of the quote', async () => {
    const rows = await listCharges(...LOG)
    const { totals } = JSON.parse((await runWith([...LOG, '--json'])).out)
    expect(Object.keys(rows[0]!)).toEqual(COLUMNS)
    expect(rows.flatMap(listFocusFaults)).toEqual([])
    expect(sumOf(rows.map(row => row.EffectiveCost))).toBe(sumOf([totals.cost]))
    for (const [pool, units] of Object.entries<string>(totals.units))
      expect(sumOf(rows.filter(row => row.x_Pool === pool).map(row => row.ConsumedQuantity))).toBe(
        sumOf([units]),
      )
    expect(rows[0]).toMatchObject({ ChargePeriodStart: '2026-10-01T00:00:00Z', SubAccountId: 'studio-a' })
  })

  test('with a price that has no end as a decimal still sum to the cost', async () => {
    const mine = readFileSync(join(FIXTURES, 'budget/mine/packages.yaml'), 'utf8')
    const path = write('packages.yaml', mine.replace('price: 9.80, units: 100,', 'price: 10, units: 300,'))
    const days = ['2026-10-01', '2026-10-02', '2026-10-03']
    const log = days.map(day => `${day}T12:00:00Z,3.0,5,1080p,true\n`).join('')
    const jobs = write('jobs.csv', `timestamp,model,duration,resolution,audio\n${log}`)
    const argv = ['quote', '--from', jobs, '--rates', path, '--package', 't100', '--as-of', '2026-11-28']
    const rows = await listCharges(...argv)
    const { totals } = JSON.parse((await runWith([...argv, '--json'])).out)
    expect(rows).toHaveLength(3)
    expect(sumOf(rows.map(row => row.EffectiveCost))).toBe(sumOf([totals.cost]))
  })
})

test('units are not billed again, and dollars are; a job without a time is of the day of the answer', async () => {
  const path = write(
    'jobs.csv',
    'model,duration,resolution,audio,status\n3.0,10,1080p,true,succeed\n3.0,10,4k,false,failed\n',
  )
  const inUnits = await listCharges(
    'quote',
    '--from',
    path,
    '--card',
    'kling-units-2026',
    '--as-of',
    '2026-11-21',
  )
  expect(inUnits).toHaveLength(1)
  expect(inUnits[0]).toMatchObject({
    BilledCost: '0',
    ConsumedUnit: 'Units',
    ChargePeriodStart: '2026-11-21T00:00:00Z',
    x_PriceList: 'kling-units-2026',
  })
  const inDollars = await listCharges(
    'quote',
    '--from',
    path,
    '--card',
    'kling-per-second',
    '--as-of',
    '2026-11-21',
  )
  expect(inDollars[0]).toMatchObject({ ConsumedUnit: 'Jobs', PricingQuantity: '1', x_Pool: null })
  expect(inDollars[0]!.BilledCost).toBe(inDollars[0]!.EffectiveCost)
  expect([...inUnits, ...inDollars].flatMap(listFocusFaults)).toEqual([])
})

test.each([
  [['quote', '3.0', '--duration', '5'], 'name a file with --from'],
  [[...LOG, '--summary'], '--summary'],
  [[...LOG, '--by', 'model'], '--by'],
])('%j has no charges', async (argv, problem) => {
  const ran = await runWith([...argv, '--format', 'focus'])
  expect(ran.status).toBe(2)
  expect(ran.err).toContain(problem)
})
