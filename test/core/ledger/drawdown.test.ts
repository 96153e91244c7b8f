import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BURN_ORDERS, type BurnOrder } from '../../../src/core/ledger/burn-order.js'
import { type Draw, type DrawDown, drawDown, type Use } from '../../../src/core/ledger/drawdown.js'
import { costOfUnits } from '../../../src/core/ledger/forfeiture.js'
import type { Lot } from '../../../src/core/ledger/lot.js'
import { format, units } from '../../../src/core/quantity.js'
import { formatRatio } from '../../../src/core/ratio.js'
import { at, makeLots, makeUses, type PlainLot } from './lots.js'

const SEED = { seed: 20261121, numRuns: 500 }
const END = '2100-01-01T00:00:00Z'

/** A draw-down with everything as text: what each lot holds, who paid what, what nobody paid. */
function run(lots: Lot[], uses: Use[], asOf: string | number = END, order: BurnOrder = 'expiry') {
  const draws: string[] = []
  const onDraw = ({ use, lot, units: paid }: Draw) => draws.push(`${use.taskId} ${lot.id} ${format(paid)}`)
  return { ...describeOutcome(drawDown(lots, uses, { order, asOf: at(asOf), onDraw })), draws }
}

const describeOutcome = ({ balances, unfunded, later }: DrawDown) => ({
  balances: Object.fromEntries(
    balances.map(({ lot, drawn, remaining, forfeited }) => [
      lot.id,
      `${format(drawn)} drawn, ${format(remaining)} left, ${format(forfeited)} lost`,
    ]),
  ),
  unfunded: unfunded.map(({ use, units: open }) => `${use.taskId} ${format(open)}`),
  later: later.count,
})

describe('a lot pays', () => {
  const [from, to] = ['2026-03-01T00:00:00Z', '2026-03-31T00:00:00Z']
  const pays = (time: string): boolean =>
    run(makeLots({ id: 'p', units: '10', from, to }), makeUses({ at: time, units: '1' })).unfunded.length ===
    0

  it('from the very instant at which it takes effect', () => {
    expect(pays('2026-02-28T23:59:59.999Z')).toBe(false)
    expect(pays('2026-03-01T00:00:00Z')).toBe(true)
  })
  it('until the millisecond before its expiry, and not at its expiry', () => {
    expect(pays('2026-03-30T23:59:59.999Z')).toBe(true)
    expect(pays('2026-03-31T00:00:00Z')).toBe(false)
  })
  it('for its own pool only', () => {
    const lots = makeLots({ id: 'p', units: '10', pool: 'image', from, to })
    expect(run(lots, makeUses({ at: from, units: '1', pool: 'video' })).unfunded).toEqual(['t1 1'])
  })
  it('for its own account only, when both are named', () => {
    const lots = makeLots({ id: 'p', units: '10', account: 'a', from, to })
    const of = (account: string | null) => run(lots, makeUses({ at: from, units: '1', account })).unfunded
    expect(of('b')).toEqual(['t1 1'])
    expect(of('a')).toEqual([])
    expect(of(null)).toEqual([])
  })
  it('for anyone when it names no account', () => {
    const lots = makeLots({ id: 'shared', units: '3', from, to })
    const uses = makeUses(
      { at: from, units: '2', account: 'a' },
      { at: from, units: '2', account: 'b' },
      { at: from, units: '1', account: 'a' },
    )
    expect(run(lots, uses)).toMatchObject({
      draws: ['t1 shared 2', 't2 shared 1'],
      unfunded: ['t2 1', 't3 1'],
    })
  })
})

describe('a task', () => {
  it('may draw from several lots, the first payer first', () => {
    const lots = makeLots(
      { id: 'late', units: '5', from: 0, to: 300 },
      { id: 'early', units: '2', from: 0, to: 100 },
      { id: 'middle', units: '1.5', from: 0, to: 200 },
    )
    const outcome = run(lots, makeUses({ at: 50, units: '4' }), 50)
    expect(outcome.draws).toEqual(['t1 early 2', 't1 middle 1.5', 't1 late 0.5'])
    expect(outcome.balances).toEqual({
      late: '0.5 drawn, 4.5 left, 0 lost',
      early: '2 drawn, 0 left, 0 lost',
      middle: '1.5 drawn, 0 left, 0 lost',
    })
  })
  it('that is partly covered draws what is there, the rest being unfunded', () => {
    const lots = makeLots({ id: 'p', units: '3', from: 0, to: 100 })
    const outcome = run(lots, makeUses({ at: 1, units: '3.5' }, { at: 2, units: '1' }), 2)
    expect(outcome).toMatchObject({
      draws: ['t1 p 3'],
      unfunded: ['t1 0.5', 't2 1'],
      balances: { p: '3 drawn, 0 left, 0 lost' },
    })
  })
  it('that used nothing draws nothing', () => {
    const outcome = run(makeLots({ id: 'p', units: '3', from: 0, to: 100 }), makeUses({ at: 1, units: '0' }))
    expect(outcome).toMatchObject({ draws: [], unfunded: [] })
  })
  it('is exact in decimals that binary fractions cannot hold', () => {
    const tenths = makeUses(...Array.from({ length: 30 }, () => ({ at: 1, units: '0.1' })))
    const outcome = run(makeLots({ id: 'p', units: '3', from: 0, to: 100 }), tenths, 1)
    expect(outcome).toMatchObject({ unfunded: [], balances: { p: '3 drawn, 0 left, 0 lost' } })
  })
})

describe('the time of the answer', () => {
  const lots = makeLots({ id: 'p', units: '10', from: 0, to: 100 })
  const uses = makeUses({ at: 49, units: '1' }, { at: 50, units: '2' }, { at: 51, units: '4' })
  it('counts use at that very instant and leaves later use out, but counts how much it was', () => {
    expect(run(lots, uses, 50)).toMatchObject({ balances: { p: '3 drawn, 7 left, 0 lost' }, later: 1 })
    const { later } = drawDown(lots, uses, { order: 'expiry', asOf: at(48) })
    expect([later.count, [...later.units].map(([pool, sum]) => [pool, format(sum)])]).toEqual([
      3,
      [['video', '7']],
    ])
  })
  it('decides at the expiry whether what is left is there or lost', () => {
    expect(run(lots, uses, 99).balances).toEqual({ p: '7 drawn, 3 left, 0 lost' })
    expect(run(lots, uses, 100).balances).toEqual({ p: '7 drawn, 0 left, 3 lost' })
  })
  it('leaves a lot that has not taken effect whole', () => {
    expect(run(makeLots({ id: 'p', units: '10', from: 60, to: 100 }), uses, 50)).toMatchObject({
      balances: { p: '0 drawn, 10 left, 0 lost' },
      unfunded: ['t1 1', 't2 2'],
    })
  })
  it('refuses use that is not in order of time', () => {
    expect(() => run(lots, makeUses({ at: 2, units: '1' }, { at: 1, units: '1' }))).toThrow(
      'in order of time',
    )
  })
})

describe('what is forfeited', () => {
  it('is priced at the effective unit price of its lot, exactly', () => {
    const lots = makeLots(
      { id: 'trial', units: '1000', price: '97.99', from: 0, to: 20 },
      { id: 'first', units: '3', price: '10', from: 0, to: 10 },
      { id: 'used', units: '1', price: '1', from: 0, to: 5 },
      { id: 'open', units: '1', price: '1', from: 0, to: 50 },
    )
    const uses = makeUses({ at: 1, units: '1' }, { at: 15, units: '742' })
    const { balances } = drawDown(lots, uses, { order: 'expiry', asOf: at(20) })
    const lost = balances.map(({ lot, forfeited }) => [
      lot.id,
      format(forfeited),
      formatRatio(costOfUnits(lot, forfeited)!),
    ])
    expect(lost).toEqual([
      ['trial', '258', '25.28142'],
      ['first', '3', '10'],
      ['used', '0', '0'],
      ['open', '0', '0'],
    ])
    expect(costOfUnits(lots[1]!, units('1'))).toEqual({ num: 10n, den: 3n })
  })
})

describe('the burn order', () => {
  const drawnFirst = (order: BurnOrder, ...lots: PlainLot[]) =>
    run(makeLots(...lots), makeUses({ at: 50, units: '1' }), 50, order).draws[0]!.split(' ')[1]
  const lot = { units: '1', purchased: 10, from: 20, to: 100 }

  it('by expiry looks at the expiry, then the start, then the ledger', () => {
    expect(
      drawnFirst('expiry', { ...lot, id: 'a', purchased: 1, from: 1, to: 101 }, { ...lot, id: 'b' }),
    ).toBe('b')
    expect(drawnFirst('expiry', { ...lot, id: 'a', purchased: 1 }, { ...lot, id: 'b', from: 19 })).toBe('b')
    expect(drawnFirst('expiry', { ...lot, id: 'a' }, { ...lot, id: 'b', purchased: 1 })).toBe('a')
  })
  it('by purchase looks at the purchase, then the start, then the expiry, then the ledger', () => {
    expect(
      drawnFirst('purchase', { ...lot, id: 'a', from: 1, to: 60 }, { ...lot, id: 'b', purchased: 9 }),
    ).toBe('b')
    expect(drawnFirst('purchase', { ...lot, id: 'a', to: 60 }, { ...lot, id: 'b', from: 19 })).toBe('b')
    expect(drawnFirst('purchase', { ...lot, id: 'a' }, { ...lot, id: 'b', to: 99 })).toBe('b')
    expect(drawnFirst('purchase', { ...lot, id: 'a' }, { ...lot, id: 'b' })).toBe('a')
  })
})

/** Random ledgers in small numbers, so that instants, amounts and accounts coincide all the time. */
const account = fc.constantFrom(null, null, null, 'a', 'b')
const pool = fc.constantFrom('video', 'video', 'video', 'image')
const tenths = (max: number) => fc.integer({ min: 1, max }).map(n => `${Math.floor(n / 10)}.${n % 10}`)
const plainLot = fc.record({
  units: tenths(40),
  price: fc.integer({ min: 0, max: 50 }).map(String),
  pool,
  account,
  purchased: fc.integer({ min: 0, max: 9 }),
  from: fc.integer({ min: 0, max: 9 }),
  length: fc.integer({ min: 1, max: 8 }),
})
const ledger = fc
  .array(plainLot, { minLength: 1, maxLength: 7, size: 'max' })
  .map(lots => makeLots(...lots.map((one, i) => ({ ...one, id: `p${i}`, to: one.from + one.length }))))
const log = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 18 }), units: tenths(25), pool, account }), {
    minLength: 3,
    maxLength: 14,
    size: 'max',
  })
  .map(uses => makeUses(...uses.sort((a, b) => a.at - b.at)))
const anOrder = fc.constantFrom(...BURN_ORDERS)
const anAsOf = fc.integer({ min: 4, max: 20 })

/** The same question answered tenth by tenth: of all lots that could pay this tenth, the smallest key pays. */
function drawTenthByTenth(lots: readonly Lot[], uses: readonly Use[], asOf: number, order: BurnOrder) {
  const left = new Map(lots.map(one => [one.id, Math.round(Number(format(one.units)) * 10)]))
  const keyOf = (one: Lot): number[] =>
    order === 'expiry'
      ? [one.expiresAt, one.effectiveAt, one.order]
      : [one.purchasedAt, one.effectiveAt, one.expiresAt, one.order]
  const isLess = (a: number[], b: number[]): boolean => {
    const i = a.findIndex((key, place) => key !== b[place])
    return i >= 0 && a[i]! < b[i]!
  }
  const draws = new Map<string, number>()
  const unfunded = new Map<string, number>()
  for (const use of uses) {
    if (use.at > asOf) continue
    for (let tenth = Math.round(Number(format(use.units)) * 10); tenth > 0; tenth--) {
      let payer: Lot | null = null
      for (const one of lots) {
        if (one.pool !== use.pool || left.get(one.id) === 0) continue
        if (use.at < one.effectiveAt || use.at >= one.expiresAt) continue
        if (use.account && one.account && use.account !== one.account) continue
        if (payer === null || isLess(keyOf(one), keyOf(payer))) payer = one
      }
      const [sums, key] = payer ? [draws, `${use.taskId} ${payer.id}`] : [unfunded, use.taskId!]
      sums.set(key, (sums.get(key) ?? 0) + 1)
      if (payer) left.set(payer.id, left.get(payer.id)! - 1)
    }
  }
  const text = (sums: Map<string, number>) => [...sums].map(([key, n]) => `${key} ${n / 10}`).sort()
  return { draws: text(draws), unfunded: text(unfunded), left }
}

describe('random ledgers', () => {
  it('agree with a draw-down that goes tenth by tenth', () => {
    let seen = 0
    fc.assert(
      fc.property(ledger, log, anAsOf, anOrder, (lots, uses, asOf, order) => {
        const expected = drawTenthByTenth(lots, uses, asOf, order)
        const actual = run(lots, uses, asOf, order)
        expect(actual.draws.sort()).toEqual(expected.draws)
        expect(actual.unfunded.sort()).toEqual(expected.unfunded)
        for (const one of lots) {
          const rest = expected.left.get(one.id)! / 10
          const isLost = one.expiresAt <= asOf
          expect(actual.balances[one.id]).toMatch(isLost ? ` 0 left, ${rest} lost` : ` ${rest} left, 0 lost`)
        }
        seen += expected.draws.length
      }),
      SEED,
    )
    // A property that never drew anything would hold too.
    expect(seen).toBeGreaterThan(900)
  })
  it('keep every unit: bought is drawn, left or forfeited, and used is drawn or unfunded', () => {
    fc.assert(
      fc.property(ledger, log, anAsOf, anOrder, (lots, uses, asOf, order) => {
        const tenthsOf = (amount: Parameters<typeof format>[0]) => Math.round(Number(format(amount)) * 10)
        const { balances, unfunded } = drawDown(lots, uses, { order, asOf: at(asOf) })
        for (const { lot, drawn, remaining, forfeited } of balances)
          expect(tenthsOf(drawn) + tenthsOf(remaining) + tenthsOf(forfeited)).toBe(tenthsOf(lot.units))
        const sum = (amounts: number[]) => amounts.reduce((a, b) => a + b, 0)
        const counted = uses.filter(use => use.at <= asOf)
        expect(
          sum(balances.map(({ drawn }) => tenthsOf(drawn))) + sum(unfunded.map(one => tenthsOf(one.units))),
        ).toBe(sum(counted.map(use => tenthsOf(use.units))))
      }),
      SEED,
    )
  })
  it('give in one run what they give in two, split anywhere', () => {
    fc.assert(
      fc.property(ledger, log, fc.nat(14), anOrder, (lots, uses, split, order) => {
        const asOf = at(END)
        const whole: string[] = []
        const parts: string[] = []
        const note = (list: string[]) => (draw: Draw) =>
          void list.push(`${draw.use.taskId} ${draw.lot.id} ${format(draw.units)}`)
        drawDown(lots, uses, { order, asOf, onDraw: note(whole) })
        const left = new Map(lots.map(one => [one.id, one.units]))
        // As of the last use of the first part, so that nothing is forfeited in between that could still pay.
        const first = uses.slice(0, split)
        const then = drawDown(lots, first, { order, asOf: first.at(-1)?.at ?? at(0), onDraw: note(parts) })
        for (const { lot, remaining } of then.balances) left.set(lot.id, remaining)
        const rest = lots
          .filter(one => format(left.get(one.id)!) !== '0')
          .map(one => ({ ...one, units: left.get(one.id)! }))
        drawDown(rest, uses.slice(split), { order, asOf, onDraw: note(parts) })
        expect(parts).toEqual(whole)
      }),
      SEED,
    )
  })
  it('do not depend on the order of the ledger unless lots tie', () => {
    const distinct = fc
      .uniqueArray(plainLot, { maxLength: 7, selector: one => `${one.purchased} ${one.from} ${one.length}` })
      .map(lots => lots.map((one, i) => ({ ...one, id: `p${i}`, to: one.from + one.length })))
    fc.assert(
      fc.property(distinct, log, anOrder, fc.nat(6), (plain, uses, order, turn) => {
        // Two lots that agree in all but the purchase tie by expiry.
        const keys = plain.map(one => `${one.from} ${one.to}`)
        fc.pre(order === 'purchase' || new Set(keys).size === keys.length)
        const turned = [...plain.slice(turn), ...plain.slice(0, turn)].reverse()
        const straight = run(makeLots(...plain), uses, 12, order)
        const shuffled = run(makeLots(...turned), uses, 12, order)
        expect(shuffled).toEqual(straight)
      }),
      SEED,
    )
  })
})
