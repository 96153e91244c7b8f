import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COLUMNS } from '../../../src/report/focus/columns.js'
import { runWith } from '../../cli/fake-io.js'
import { FIXTURES } from '../../fixture.js'
import { listCharges, sumOf } from './focus-files.js'
import { listFocusFaults } from './rules.js'

const README = join(FIXTURES, 'expiry/readme')
const LEDGER = [join(README, 'ledger.csv'), '--usage', join(README, 'usage.csv')]

describe('the charges of the ledger of the README', () => {
  test('keep the rules of every column', async () => {
    const rows = await listCharges('expiry', ...LEDGER)
    expect(rows.length).toBeGreaterThan(3)
    expect(Object.keys(rows[0]!)).toEqual(COLUMNS)
    expect(rows.flatMap(listFocusFaults)).toEqual([])
    expect(new Set(rows.map(row => `${row.ChargeCategory} ${row.CommitmentDiscountStatus}`))).toEqual(
      new Set(['Purchase null', 'Usage Used', 'Usage Unused']),
    )
  })

  test('are those of expiry: units drawn and forfeited, and a price that is charged once', async () => {
    const rows = await listCharges('expiry', ...LEDGER)
    const { out } = await runWith(['expiry', ...LEDGER, '--json'])
    for (const lot of JSON.parse(out).packages) {
      const ofLot = rows.filter(row => row.CommitmentDiscountId === lot.id)
      const unitsOf = (status: string) =>
        sumOf(
          ofLot
            .filter(row => row.CommitmentDiscountStatus === status)
            .map(row => row.CommitmentDiscountQuantity),
        )
      expect(unitsOf('Used')).toBe(sumOf([lot.drawn]))
      expect(unitsOf('Unused')).toBe(sumOf([lot.forfeited]))
      expect(sumOf(ofLot.map(row => row.BilledCost))).toBe(sumOf([lot.price]))
      // What is spent of a package that is over is its price to the last digit.
      if (lot.status === 'expired')
        expect(sumOf(ofLot.map(row => row.EffectiveCost))).toBe(sumOf([lot.price]))
    }
  })
})

test.each([
  ['BilledCost', '1e3'],
  ['BilledCost', null],
  ['ChargeCategory', 'Refund'],
  ['ConsumedQuantity', '1'],
  ['CommitmentDiscountStatus', 'Used'],
  ['ChargeFrequency', 'Usage-Based'],
  ['PricingUnit', null],
  ['BillingPeriodStart', '2026-09-01'],
] as const)('a purchase whose %s is %s breaks the rules', async (name, value) => {
  const purchase = (await listCharges('expiry', ...LEDGER)).find(row => row.ChargeCategory === 'Purchase')!
  expect(listFocusFaults({ ...purchase, [name]: value })).not.toEqual([])
})

test('without a log of use nobody knows which day to charge', async () => {
  const ran = await runWith(['expiry', LEDGER[0]!, '--format', 'focus'])
  expect(ran.status).toBe(2)
  expect(ran.err).toContain('name it with --usage')
})

test('a command without charges refuses the format', async () => {
  const ran = await runWith(['rates', 'list', '--format', 'focus'])
  expect(ran.status).toBe(2)
})
