import { describe, expect, it } from 'vitest'
import type { BurnOrder } from '../../../src/core/ledger/burn-order.js'
import { canReconcile, type Deduction, reconcile } from '../../../src/core/ledger/reconcile.js'
import { format, units } from '../../../src/core/quantity.js'
import { at, makeLots, makeUses, type PlainLot } from './lots.js'

/** `time lot before amount after`, as an export says it. */
const deduct = (...lines: readonly string[]): Deduction[] =>
  lines.map((line, i) => {
    const [time = '', lot = '', before = '', amount = '', after = ''] = line.split(' ')
    return {
      at: at(Number(time)),
      pool: 'video',
      units: units(amount),
      taskId: `t${i + 1}`,
      account: null,
      file: 'export.json',
      line: i + 1,
      packageId: lot === '-' ? null : lot,
      unitsBefore: before === '?' ? null : units(before),
      unitsAfter: after === '?' ? null : units(after),
    }
  })

const OLD: PlainLot = { id: 'old', units: '10', purchased: 0, from: 0, to: 300 }
const NEW: PlainLot = { id: 'new', units: '10', purchased: 5, from: 5, to: 200 }
const check = (lines: readonly string[], order: BurnOrder = 'expiry', asOf = 1000) => {
  const found = reconcile(makeLots(OLD, NEW), deduct(...lines), order, at(asOf))
  const first = (difference: (typeof found)['payers']) =>
    difference.first ? `${difference.count}, first ${difference.first.deduction.taskId}` : 'none'
  return {
    payers: first(found.payers),
    balances: first(found.balances),
    strangers: first(found.strangers),
    nameless: first(found.nameless),
    sums: first(found.sums),
    order: found.order,
    lots: found.lots.map(
      ({ lot, exported, computed }) => `${lot.id} ${format(exported)} ${format(computed)}`,
    ),
    deductions: found.deductions,
  }
}
const AGREED = { payers: 'none', balances: 'none', strangers: 'none', nameless: 'none', sums: 'none' }

describe('an export', () => {
  it('agrees when each lot paid that should have, out of the balance that it should have had', () => {
    const lines = ['1 old 10 1 9', '10 new 10 7 3', '11 new 3 3 0', '11 old 9 4 5']
    expect(check(lines)).toMatchObject({ ...AGREED, deductions: 4, lots: ['old 5 5', 'new 0 0'] })
  })
  it('counts up to the time of the answer, that instant included', () => {
    const lines = ['1 old 10 1 9', '10 new 10 7 3']
    expect(check(lines, 'expiry', 10).deductions).toBe(2)
    expect(check(lines, 'expiry', 9).deductions).toBe(1)
  })
  it('is held against what other uses leave, which are no deductions', () => {
    const [first, last] = deduct('1 old 10 1 9', '9 old 7 1 6')
    const priced = {
      at: at(5),
      pool: 'video',
      units: units('2'),
      taskId: 'log',
      account: null,
      file: 'log.csv',
      line: 9,
    }
    const found = reconcile(makeLots(OLD, NEW), [first!, priced, last!], 'purchase', at(1000))
    expect(found).toMatchObject({ deductions: 2, payers: { count: 0 }, balances: { count: 0 } })
    expect(found.lots.map(({ exported, computed }) => [format(exported), format(computed)])).toEqual([
      ['6', '6'],
    ])
    expect(found.order).toEqual({ order: null, choices: 0, agreeing: { expiry: 0, purchase: 0 } })
  })
  it('shows who paid in place of whom, and with what', () => {
    const found = reconcile(makeLots(OLD, NEW), deduct('10 old 10 7 3', '11 old 3 1 2'), 'expiry', at(1000))
    expect(found.payers.count).toBe(2)
    expect(found.payers.first!.payers.map(({ id }) => id)).toEqual(['new'])
    expect(format(found.payers.first!.after!)).toBe('10')
  })
  it('shows a balance that differs although the right lot paid: something is missing in one of the two', () => {
    expect(check(['1 old 8 1 7'])).toMatchObject({ ...AGREED, balances: '1, first t1', lots: ['old 7 9'] })
  })
  it('shows that it contradicts itself', () => {
    expect(check(['1 old 10 1 8'])).toMatchObject({ sums: '1, first t1' })
  })
  it('shows packages that the ledger does not hold, and deductions that name none', () => {
    expect(check(['1 other 10 1 9', '2 - 10 1 9'])).toMatchObject({
      strangers: '1, first t1',
      nameless: '1, first t2',
    })
  })
  it('has nothing of what a package held that is not in the ledger', () => {
    const { strangers } = reconcile(makeLots(OLD), deduct('1 other 10 1 9'), 'expiry', at(9))
    expect(strangers.first).toMatchObject({ before: null, after: null })
  })
  it('need not state balances', () => {
    expect(check(['1 old ? 1 ?', '10 new ? 2 ?'])).toMatchObject({ ...AGREED, lots: [] })
  })
})

describe('the burn order is inferred', () => {
  it('from the choices that there were, each with the balances that the export leads to', () => {
    const byPurchase = ['1 old 10 1 9', '10 old 9 7 2', '11 old 2 2 0', '12 new 10 3 7']
    // The first and the last had one lot with units only.
    expect(check(byPurchase).order).toEqual({
      order: 'purchase',
      choices: 2,
      agreeing: { expiry: 0, purchase: 2 },
    })
    expect(check(byPurchase, 'purchase')).toMatchObject(AGREED)
    const byExpiry = ['10 new 10 7 3', '11 new 3 3 0', '12 old 10 1 9']
    expect(check(byExpiry, 'purchase').order).toMatchObject({ order: 'expiry', choices: 2 })
  })
  it('from what the export says was left, where its entries add up to something else', () => {
    // The old one had a choice beside it twice; what it then held is gone, so that the new one was the only choice.
    const lines = ['6 old 10 1 9', '9 old 2 2 0', '12 new 10 3 7']
    expect(check(lines).order).toMatchObject({ order: 'purchase', choices: 2 })
  })
  it('as neither when no order agrees with all', () => {
    expect(check(['10 new 10 1 9', '11 old 10 1 9']).order).toEqual({
      order: null,
      choices: 2,
      agreeing: { expiry: 1, purchase: 1 },
    })
  })
  it('whatever else the export names: packages that the ledger does not hold, or none', () => {
    const lines = ['6 other 9 1 8', '10 new 10 7 3', '10 - ? 1 ?', '10 other 8 1 7', '11 new 3 3 0']
    expect(check(lines).order).toEqual({
      order: 'expiry',
      choices: 2,
      agreeing: { expiry: 2, purchase: 0 },
    })
  })
  it('not from a deduction of nothing, which any lot could have paid', () => {
    expect(check(['9 old 10 0 10', '10 new 10 7 3']).order).toMatchObject({ order: 'expiry', choices: 1 })
  })
  it('not at all when there was no choice', () => {
    expect(check(['1 old 10 1 9']).order).toMatchObject({ order: null, choices: 0 })
  })
  it('takes a lot that could not pay for agreeing with no order', () => {
    expect(check(['250 new 10 1 9']).order).toMatchObject({
      order: null,
      choices: 1,
      agreeing: { expiry: 0 },
    })
  })
})

it('uses can be held against a draw-down where one names a package, or all are deductions', () => {
  const uses = makeUses({ at: 1, units: '1' })
  const [named, nameless] = deduct('1 old 10 1 9', '2 - 10 1 9')
  expect(canReconcile([...uses, named!, nameless!])).toBe(true)
  expect(canReconcile([nameless!])).toBe(true)
  expect(canReconcile([...uses, nameless!])).toBe(false)
  expect(canReconcile(uses)).toBe(false)
  expect(canReconcile([])).toBe(false)
})
