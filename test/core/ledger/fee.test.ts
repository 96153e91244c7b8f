import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeFees, type FeeBasis, type FeePeriod } from '../../../src/core/ledger/fee.js'
import { format } from '../../../src/core/quantity.js'
import {
  addRatios,
  formatRatio,
  multiplyRatios,
  ratio,
  ratioOfDecimal,
  ZERO,
} from '../../../src/core/ratio.js'
import { at, makeLots, makeUses } from './lots.js'

const END = at('2100-01-01T00:00:00Z')
const period = (from: string | number, to: string | number, account: string | null = null): FeePeriod => ({
  account,
  from: at(from),
  to: at(to),
})

/** The fees as text. */
function feesOf(
  basis: FeeBasis,
  lots: ReturnType<typeof makeLots>,
  uses: ReturnType<typeof makeUses>,
  ...periods: FeePeriod[]
) {
  return computeFees({ lots, uses, periods, basis, order: 'expiry', asOf: END }).fees.map(fee => ({
    dollars: formatRatio(fee.dollars),
    parts: fee.parts.map(
      ({ lot, units, dollars }) => `${lot.id} ${units && format(units)} ${formatRatio(dollars)}`,
    ),
    unfunded: [...fee.unfunded].map(([pool, units]) => `${pool} ${format(units)}`),
  }))
}

describe('the fee by use', () => {
  const lots = makeLots(
    { id: 'package-2', units: '45000', price: '5670', from: '2026-09-15', to: '2026-12-14' },
    { id: 'trial', units: '100', price: '9.79', from: '2026-09-20', to: '2026-10-20' },
  )
  it('takes each unit at the price of the lot that paid it', () => {
    const uses = makeUses({ at: '2026-10-05', units: '60' }, { at: '2026-10-06', units: '60' })
    expect(feesOf('usage', lots, uses, period('2026-10-01', '2026-11-01'))).toEqual([
      // 100 × 0.0979 from the trial, which expires first; 20 × 0.126 from the package.
      { dollars: '12.31', parts: ['package-2 20 2.52', 'trial 100 9.79'], unfunded: [] },
    ])
  })
  it('belongs to the period that holds the instant of use, its first included and its end not', () => {
    const uses = makeUses(
      { at: '2026-09-30T23:59:59.999Z', units: '1' },
      { at: '2026-10-01T00:00:00Z', units: '10' },
      { at: '2026-10-19T23:59:59.999Z', units: '20' },
      { at: '2026-10-31T23:59:59.999Z', units: '100' },
      { at: '2026-11-01T00:00:00Z', units: '1000' },
    )
    const fees = feesOf(
      'usage',
      lots,
      uses,
      period('2026-09-01', '2026-10-01'),
      period('2026-10-01', '2026-11-01'),
      period('2026-11-01', '2026-12-01'),
    )
    expect(fees.map(fee => fee.parts)).toEqual([
      ['trial 1 0.0979'],
      ['package-2 100 12.6', 'trial 30 2.937'],
      ['package-2 1000 126'],
    ])
  })
  it('holds what was funded only, and says what was not', () => {
    const uses = makeUses({ at: '2026-09-14', units: '7' }, { at: '2026-09-14', units: '3', pool: 'image' })
    expect(feesOf('usage', lots, uses, period('2026-09-01', '2026-10-01'))).toEqual([
      { dollars: '0', parts: [], unfunded: ['video 7', 'image 3'] },
    ])
  })
  it('holds no use after the time of the answer, and says what that was', () => {
    const uses = makeUses(
      { at: '2026-10-05', units: '1' },
      { at: '2026-10-06T00:00:00Z', units: '20' },
      { at: '2026-10-07', units: '3' },
      { at: '2026-10-08', units: '4' },
      { at: '2026-11-01', units: '5' },
    )
    const request = { lots, uses, periods: [period('2026-10-01', '2026-11-01')], order: 'expiry' } as const
    const asOf = at('2026-10-06T00:00:00Z')
    const [fee] = computeFees({ ...request, basis: 'usage', asOf }).fees
    expect([
      formatRatio(fee!.dollars),
      [...fee!.later].map(([pool, units]) => [pool, format(units)]),
    ]).toEqual(['2.0559', [['video', '7']]])
    expect(computeFees({ ...request, basis: 'straight-line', asOf }).fees[0]!.later.size).toBe(0)
  })
  it('is exact where a unit price has no end as a decimal', () => {
    const thirds = makeLots({ id: 'p', units: '3', price: '10', from: 0, to: 10 })
    const request = { lots: thirds, uses: makeUses({ at: 1, units: '1' }), periods: [period(0, 10)] }
    const { fees } = computeFees({ ...request, basis: 'usage', order: 'expiry', asOf: END })
    expect(fees[0]!.dollars).toEqual({ num: 10n, den: 3n })
  })
  it('is incurred by the account of the task, or else of the lot that paid', () => {
    const own = makeLots({ id: 'a', units: '9', price: '9', account: 'a', from: 0, to: 10 })
    const shared = makeLots({ id: 's', units: '9', price: '9', from: 0, to: 10 })
    const fees = (lots: ReturnType<typeof makeLots>, account: string | null) =>
      feesOf(
        'usage',
        lots,
        makeUses({ at: 1, units: '1', account }),
        period(0, 10, 'a'),
        period(0, 10, 'b'),
        period(0, 10),
      ).map(fee => fee.dollars)
    expect(fees(own, null)).toEqual(['1', '0', '1'])
    expect(fees(shared, 'b')).toEqual(['0', '1', '1'])
  })
})

describe('the straight-line fee', () => {
  it('is the share of the price that falls into the period', () => {
    const lots = makeLots(
      // 90 days from 15 September: 16 in September, 31 in October, 30 in November, 13 in December.
      { id: 'package-1', units: '30000', price: '4200', from: '2026-09-15', to: '2026-12-14' },
      { id: 'gone', units: '1', price: '1', from: '2026-08-01', to: '2026-10-01' },
    )
    const months = ['2026-09-01', '2026-10-01', '2026-11-01', '2026-12-01', '2027-01-01', '2027-02-01']
    const periods = months.slice(1).map((to, i) => period(months[i]!, to))
    const fees = computeFees({ lots, uses: [], periods, basis: 'straight-line', order: 'expiry', asOf: END })
    const share = (days: bigint) => ratio(4200n * days, 90n)
    expect(fees.fees.map(fee => fee.dollars)).toEqual([
      addRatios(share(16n), ratio(30n, 61n)),
      share(31n),
      share(30n),
      share(13n),
      ZERO,
    ])
    expect(fees.drawDown).toBeNull()
  })
  it('counts lots of the account and those of nobody in particular', () => {
    const lots = makeLots(
      { id: 'a', units: '1', price: '1', account: 'a', from: 0, to: 10 },
      { id: 'b', units: '1', price: '2', account: 'b', from: 0, to: 10 },
      { id: 's', units: '1', price: '4', from: 0, to: 10 },
    )
    const fees = feesOf('straight-line', lots, [], period(0, 10, 'a'), period(0, 10, 'b'), period(0, 10))
    expect(fees.map(fee => fee.dollars)).toEqual(['5', '6', '7'])
  })
})

describe('random ledgers', () => {
  const lot = fc.record({
    units: fc.integer({ min: 1, max: 30 }).map(String),
    price: fc.integer({ min: 0, max: 99 }).map(n => `${n}.25`),
    from: fc.integer({ min: 0, max: 20 }),
    length: fc.integer({ min: 1, max: 20 }),
  })
  const ledger = fc
    .array(lot, { minLength: 1, maxLength: 6, size: 'max' })
    .map(lots => makeLots(...lots.map((one, i) => ({ ...one, id: `p${i}`, to: one.from + one.length }))))
  const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 45 }), { minLength: 2, maxLength: 6, size: 'max' })
  const periodsOf = (instants: number[]) => {
    const sorted = [...instants].sort((a, b) => a - b)
    return sorted.slice(1).map((to, i) => period(sorted[i]!, to))
  }
  it('spread each price millisecond by millisecond', () => {
    fc.assert(
      fc.property(ledger, cuts, (lots, instants) => {
        const periods = periodsOf(instants)
        const request = {
          lots,
          uses: [],
          periods,
          basis: 'straight-line',
          order: 'expiry',
          asOf: END,
        } as const
        computeFees(request).fees.forEach((fee, i) => {
          let expected = ZERO
          for (let time = 0; time < 60; time++) {
            if (time < periods[i]!.from || time >= periods[i]!.to) continue
            for (const one of lots) {
              if (time < one.effectiveAt || time >= one.expiresAt) continue
              const each = ratio(1n, BigInt(one.expiresAt - one.effectiveAt))
              expected = addRatios(expected, multiplyRatios(ratioOfDecimal(format(one.price!)), each))
            }
          }
          expect(fee.dollars).toEqual(expected)
        })
      }),
      { seed: 20261121, numRuns: 200 },
    )
  })
  it('charge in neighbouring periods together what they charge in one', () => {
    const log = fc
      .array(fc.record({ at: fc.integer({ min: 0, max: 45 }), units: fc.constantFrom('0.1', '3', '7.25') }), {
        minLength: 3,
        maxLength: 12,
        size: 'max',
      })
      .map(uses => makeUses(...uses.sort((a, b) => a.at - b.at)))
    fc.assert(
      fc.property(
        ledger,
        log,
        cuts,
        fc.constantFrom('usage', 'straight-line'),
        (lots, uses, instants, basis) => {
          const parts = periodsOf(instants)
          const whole = period(parts[0]!.from, parts.at(-1)!.to)
          const request = { lots, uses, basis, order: 'expiry', asOf: END } as const
          const sum = computeFees({ ...request, periods: parts }).fees.reduce(
            (total, fee) => addRatios(total, fee.dollars),
            ZERO,
          )
          expect(computeFees({ ...request, periods: [whole] }).fees[0]!.dollars).toEqual(sum)
        },
      ),
      { seed: 20261121, numRuns: 200 },
    )
  })
})
