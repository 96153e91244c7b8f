import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MILLIS_PER_DAY } from '../../../src/core/instant.js'
import { BURN_ORDERS, type BurnOrder } from '../../../src/core/ledger/burn-order.js'
import { burnToUseAll } from '../../../src/core/ledger/burn-to-use-all.js'
import { drawDown, type LotBalance } from '../../../src/core/ledger/drawdown.js'
import { type Burn, forecastPool } from '../../../src/core/ledger/forecast.js'
import { forecastFullSpeed, fullSpeed } from '../../../src/core/ledger/full-speed.js'
import type { Lot } from '../../../src/core/ledger/lot.js'
import { format } from '../../../src/core/quantity.js'
import {
  addRatios,
  compareRatios,
  divideRatios,
  formatRatio,
  multiplyRatios,
  type Ratio,
  ratio,
  ratioOfDecimal,
  ZERO,
} from '../../../src/core/ratio.js'
import { at, makeLots, makeUses, type PlainLot } from './lots.js'

const SEED = { seed: 20261121, numRuns: 500 }
/** So many units a millisecond, as units a day. */
const perMilli = (units: string): Ratio =>
  multiplyRatios(ratioOfDecimal(units), ratio(BigInt(MILLIS_PER_DAY)))
const burn = (units: string, account: string | null = null): Burn => ({ account, perDay: perMilli(units) })

const balancesOf = (lots: Lot[], asOf = 0, order: BurnOrder = 'expiry'): readonly LotBalance[] =>
  drawDown(lots, [], { order, asOf: at(asOf) }).balances

/** A forecast with everything as text. */
function look(lots: readonly PlainLot[], burns: readonly Burn[], asOf = 0, order: BurnOrder = 'expiry') {
  const forecast = forecastPool(balancesOf(makeLots(...lots), asOf, order), order, at(asOf), () => burns)
  const show = (millis: Ratio | null) => millis && formatRatio(millis)
  return {
    lost: Object.fromEntries([...forecast.forfeited].map(([lot, units]) => [lot.id, formatRatio(units)])),
    runsOut: show(forecast.runsOutAt),
    covered: show(forecast.coveredUntil),
  }
}

describe('at a steady burn', () => {
  const p = { id: 'p', units: '10', from: 0, to: 100 }
  it('a lot loses what it does not use by its expiry', () => {
    expect(look([p], [burn('0.05')])).toEqual({ lost: { p: '5' }, runsOut: null, covered: '100' })
    expect(look([p], [burn('0.05')], 20)).toEqual({ lost: { p: '6' }, runsOut: null, covered: '100' })
  })
  it('a lot that is used up at its very expiry loses nothing; a touch slower, it does', () => {
    expect(look([p], [burn('0.1')])).toEqual({ lost: {}, runsOut: '100', covered: '100' })
    expect(look([p], [burn('0.099999')])).toEqual({ lost: { p: '0.0001' }, runsOut: null, covered: '100' })
    expect(look([p], [burn('0.2')])).toEqual({ lost: {}, runsOut: '50', covered: '50' })
  })
  it('without any burn everything is lost and nothing runs out', () => {
    expect(look([p], [])).toEqual({ lost: { p: '10' }, runsOut: null, covered: null })
    expect(look([p], [burn('0')])).toEqual({ lost: { p: '10' }, runsOut: null, covered: null })
  })
  it('thousands of accounts with packages of their own are each forecast as if alone, and take seconds', () => {
    const all = Array.from({ length: 2000 }, (_, i) => i)
    const lots = all.map(i => ({ id: `p${i}`, account: `a${i}`, units: '10', from: 0, to: 10_000 + i }))
    const { lost, covered } = look(
      lots,
      all.map(i => burn('0.0005', `a${i}`)),
    )
    expect(covered).toBe('10000')
    expect(lost).toEqual(
      Object.fromEntries(all.map(i => [`p${i}`, formatRatio(ratio(BigInt(10_000 - i), 2000n))])),
    )
  })
  it('the course falls with the burn, and by a step where something is lost', () => {
    const lots = makeLots(p, { id: 'q', units: '6', from: 50, to: 200 })
    const { course } = forecastPool(balancesOf(lots), 'expiry', at(0), () => [burn('0.05')])
    expect(course.map(({ at: when, left }) => `${formatRatio(when)} ${formatRatio(left)}`)).toEqual([
      '0 16',
      '50 13.5',
      '100 11',
      '100 6',
      '200 1',
      '200 0',
    ])
  })
  it('a lot is used up when its last unit is, and not when the rest is lost', () => {
    const [some, rest] = makeLots(p, { id: 'q', units: '6', from: 0, to: 200 })
    const { usedUpAt } = forecastPool(balancesOf([some!, rest!]), 'expiry', at(0), () => [burn('0.125')])
    expect([usedUpAt.get(some!), usedUpAt.get(rest!)]).toEqual([ratio(80n), ratio(128n)])
    const slow = forecastPool(balancesOf([some!, rest!]), 'expiry', at(0), () => [burn('0.09')])
    expect([...slow.usedUpAt.keys()]).toEqual([rest!])
  })
  it('lots pay in burn order, and the order changes what is lost', () => {
    const lots = [
      { id: 'old', units: '10', purchased: 0, from: 0, to: 200 },
      { id: 'new', units: '10', purchased: 1, from: 0, to: 100 },
    ]
    expect(look(lots, [burn('0.1')])).toEqual({ lost: {}, runsOut: '200', covered: '200' })
    expect(look(lots, [burn('0.1')], 0, 'purchase').lost).toEqual({ new: '10' })
  })
  it('a pending lot waits for its start, and until then nobody pays', () => {
    const lots = [p, { id: 'later', units: '10', from: 150, to: 250 }]
    expect(look(lots, [burn('0.2')])).toEqual({ lost: {}, runsOut: '50', covered: '50' })
    expect(look(lots, [burn('0.05')])).toEqual({
      lost: { p: '5', later: '5' },
      runsOut: null,
      covered: '100',
    })
  })
  it('a lot that starts at the instant at which another is used up goes on without a gap', () => {
    const lots = [p, { id: 'next', units: '10', from: 50, to: 100 }]
    expect(look(lots, [burn('0.2')])).toEqual({ lost: {}, runsOut: '100', covered: '100' })
  })
  it('lots of one account pay for its tasks only', () => {
    const lots = [
      { ...p, id: 'a', account: 'a' },
      { ...p, id: 'b', account: 'b' },
      { ...p, id: 'all', to: 200 },
    ]
    expect(look(lots, [burn('0.15', 'a')])).toEqual({
      lost: { b: '10' },
      runsOut: formatRatio(ratio(400n, 3n)),
      covered: formatRatio(ratio(400n, 3n)),
    })
  })
  it('says whose tasks are the first to find no lot', () => {
    const uncovered = (accounts: readonly (string | null)[], lots: readonly PlainLot[]) =>
      forecastPool(balancesOf(makeLots(...lots)), 'expiry', at(0), () =>
        accounts.map(account => burn('0.01', account)),
      ).uncoveredAccount
    const ofA = { id: 'a', units: '10', from: 0, to: 100, account: 'A' }
    expect(uncovered(['A', 'C'], [ofA])).toBe('C')
    expect(uncovered([null], [{ ...ofA, from: 10 }])).toBeNull()
  })
  it('two accounts empty a shared lot together', () => {
    const lots = [{ ...p, id: 'a', units: '1', account: 'a', to: 50 }, p]
    // a: 1 unit of its own for 10 ms, then both draw on p: 10 - 1 = 9 left at 0.2 a millisecond.
    expect(look(lots, [burn('0.1', 'a'), burn('0.1', 'b')]).runsOut).toBe('55')
  })
})

const tenths = (max: number) => fc.integer({ min: 1, max }).map(n => `${Math.floor(n / 10)}.${n % 10}`)
const plainLot = fc.record({
  units: tenths(60),
  purchased: fc.integer({ min: 0, max: 9 }),
  from: fc.integer({ min: 0, max: 12 }),
  length: fc.integer({ min: 1, max: 12 }),
})
const ledger = fc
  .array(plainLot, { minLength: 1, maxLength: 7, size: 'max' })
  .map(lots => makeLots(...lots.map((one, i) => ({ ...one, id: `p${i}`, to: one.from + one.length }))))
const anOrder = fc.constantFrom(...BURN_ORDERS)

/** The same millisecond by millisecond, tenth by tenth: of all lots that can pay, the one of the smallest key does. */
function burnTenthByTenth(lots: readonly Lot[], rate: number, asOf: number, order: BurnOrder) {
  const left = new Map(lots.map(lot => [lot.id, Math.round(Number(format(lot.units)) * 10)]))
  const keyOf = (lot: Lot): number[] =>
    order === 'expiry'
      ? [lot.expiresAt, lot.effectiveAt, lot.order]
      : [lot.purchasedAt, lot.effectiveAt, lot.expiresAt, lot.order]
  for (let now = asOf; now < 30; now++) {
    for (let tenth = 0; tenth < rate; tenth++) {
      const [payer] = lots
        .filter(lot => lot.effectiveAt <= now && now < lot.expiresAt && left.get(lot.id)! > 0)
        .sort(
          (a, b) =>
            keyOf(a)
              .map((key, i) => key - keyOf(b)[i]!)
              .find(d => d !== 0) ?? 0,
        )
      if (payer) left.set(payer.id, left.get(payer.id)! - 1)
    }
  }
  // What had expired before is not part of a forecast.
  return lots
    .filter(lot => lot.expiresAt > asOf && left.get(lot.id)! > 0)
    .map(lot => `${lot.id} ${left.get(lot.id)}`)
}

describe('random ledgers', () => {
  it('lose what they lose millisecond by millisecond and tenth by tenth', () => {
    let lost = 0
    fc.assert(
      fc.property(ledger, fc.nat(12), fc.nat(12), anOrder, (lots, rate, asOf, order) => {
        const expected = burnTenthByTenth(lots, rate, asOf, order)
        const { forfeited } = forecastPool(balancesOf(lots, asOf, order), order, at(asOf), () => [
          burn(`${Math.floor(rate / 10)}.${rate % 10}`),
        ])
        const found = lots.flatMap(lot => {
          const units = forfeited.get(lot)
          return units ? [`${lot.id} ${formatRatio(multiplyRatios(units, ratio(10n)))}`] : []
        })
        expect(found).toEqual(expected)
        lost += found.length
      }),
      SEED,
    )
    expect(lost).toBeGreaterThan(500)
  })
  it('lose nothing at the burn that just uses everything, and something at any less', () => {
    let seen = 0
    fc.assert(
      fc.property(ledger, fc.nat(15), anOrder, (lots, asOf, order) => {
        const balances = balancesOf(lots, asOf, order)
        const enough = burnToUseAll(balances, order, at(asOf))
        if (enough === null) {
          expect(lots.every(lot => lot.expiresAt <= asOf)).toBe(true)
          return
        }
        const lostAt = (perDay: Ratio): Ratio =>
          [
            ...forecastPool(balances, order, at(asOf), () => [{ account: null, perDay }]).forfeited.values(),
          ].reduce(addRatios, ZERO)
        expect(formatRatio(lostAt(enough))).toBe('0')
        const less = multiplyRatios(enough, ratio(999_999_999n, 1_000_000_000n))
        expect(compareRatios(lostAt(less), ZERO)).toBe(1)
        seen++
      }),
      SEED,
    )
    expect(seen).toBeGreaterThan(400)
  })
  it('keep every unit: what is left now is used or lost', () => {
    fc.assert(
      fc.property(ledger, fc.nat(12), fc.integer({ min: 1, max: 30 }), (lots, asOf, rate) => {
        const balances = balancesOf(lots, asOf)
        const accounts = ['a', 'b'].map(account => ({ account, perDay: perMilli(`0.${rate % 10}1`) }))
        const { forfeited } = forecastPool(balances, 'expiry', at(asOf), () => accounts)
        for (const { lot, remaining } of balances) {
          const lost = forfeited.get(lot) ?? ZERO
          expect(compareRatios(lost, ZERO)).toBeGreaterThanOrEqual(0)
          expect(compareRatios(lost, ratioOfDecimal(format(remaining)))).toBeLessThanOrEqual(0)
        }
      }),
      SEED,
    )
  })
})

describe('at full speed', () => {
  const task = { millis: 10, units: ratio(2n) }
  it('a day has as many tasks as fit behind one another, times the limit', () => {
    expect(formatRatio(fullSpeed(5, { millis: 120_000, units: ratio(1n) }))).toBe('3600')
    expect(formatRatio(fullSpeed(3, { millis: 7000, units: ratio(1n, 3n) }))).toBe(
      formatRatio(divideRatios(ratio(86_400n), ratio(7n))),
    )
  })
  it('what does not fit is lost, and the limit falls when the bigger lot is used up', () => {
    const lots = makeLots(
      { id: 'big', units: '10', from: 0, to: 100, concurrency: 5 },
      { id: 'small', units: '40', from: 0, to: 110, concurrency: 1 },
    )
    // 1 unit a millisecond for 10 ms, then 0.2 for the 100 that are left: 20 of 40.
    const forecast = forecastFullSpeed(balancesOf(lots), 'expiry', at(0), task)!
    expect([...forecast.forfeited].map(([lot, units]) => [lot.id, formatRatio(units)])).toEqual([
      ['small', '20'],
    ])
  })
  it('is not known when for some time no lot states a limit', () => {
    const lots = makeLots(
      { id: 'a', units: '10', from: 0, to: 100, concurrency: 5 },
      { id: 'b', units: '10', from: 100, to: 200 },
    )
    expect(forecastFullSpeed(balancesOf(lots), 'expiry', at(0), task)).toBeNull()
  })
})

it('the forecast starts where the draw-down ends', () => {
  const lots = makeLots({ id: 'p', units: '10', from: 0, to: 100 })
  const { balances } = drawDown(lots, makeUses({ at: 40, units: '3' }), { order: 'expiry', asOf: at(50) })
  const { forfeited } = forecastPool(balances, 'expiry', at(50), () => [burn('0.1')])
  expect([...forfeited.values()].map(units => formatRatio(units))).toEqual(['2'])
})
