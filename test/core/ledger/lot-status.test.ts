import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawDown } from '../../../src/core/ledger/drawdown.js'
import { expiresWithin, LOT_STATUSES, statusOf } from '../../../src/core/ledger/lot-status.js'
import { format, units } from '../../../src/core/quantity.js'
import { at, makeLots, makeUses } from './lots.js'

const lots = makeLots({ id: 'p', units: '10', from: 100, to: 200 })
const balanceAt = (time: number, used = '1') =>
  drawDown(lots, makeUses({ at: 120, units: used }), { order: 'expiry', asOf: at(time) }).balances[0]!
const statusAt = (time: number, used?: string) => statusOf(balanceAt(time, used), at(time))

describe('the status of a lot', () => {
  it('is pending to the millisecond before it takes effect', () => {
    expect([99, 100].map(time => statusAt(time))).toEqual(['pending', 'active'])
  })
  it('is expired from the millisecond of its expiry on, used up or not', () => {
    expect([199, 200].map(time => statusAt(time))).toEqual(['active', 'expired'])
    expect([199, 200].map(time => statusAt(time, '10'))).toEqual(['used-up', 'expired'])
  })
  it('is expired before its time where units are lost, as the service may say', () => {
    const lost = { ...balanceAt(150), remaining: units('0'), forfeited: units('9') }
    expect(statusOf(lost, at(150))).toBe('expired')
  })
  it('is used-up from the use that takes the last unit on', () => {
    expect([119, 120].map(time => statusAt(time, '10'))).toEqual(['active', 'used-up'])
    expect(statusAt(120, '9.999999999')).toBe('active')
  })
})

describe('a lot expires within a time', () => {
  const within = (time: number, millis: number, used?: string) =>
    expiresWithin(balanceAt(time, used), at(time), millis)
  it('when less is left of its life, not when as much', () => {
    expect([49, 50, 51].map(millis => within(150, millis))).toEqual([false, false, true])
  })
  it('also before it takes effect', () => {
    expect([150, 151].map(millis => within(50, millis))).toEqual([false, true])
  })
  it('only with units left', () => {
    expect(within(150, 1000, '10')).toBe(false)
    expect(within(200, 1000)).toBe(false)
  })
})

it('goes on, never back, in any random life of a lot', () => {
  const use = fc.record({ at: fc.nat(30), units: fc.constantFrom('1', '2.5', '4') })
  const life = fc.record({ from: fc.nat(9), length: fc.integer({ min: 1, max: 15 }), uses: fc.array(use) })
  const seen = new Set<string>()
  fc.assert(
    fc.property(life, ({ from, length, uses }) => {
      const [lot] = makeLots({ id: 'p', units: '10', from, to: from + length })
      const inOrder = makeUses(...uses.sort((a, b) => a.at - b.at))
      let latest = 0
      for (let time = 0; time <= 30; time++) {
        const [balance] = drawDown([lot!], inOrder, { order: 'expiry', asOf: at(time) }).balances
        const status = statusOf(balance!, at(time))
        const stage = LOT_STATUSES.indexOf(status)
        expect(stage).toBeGreaterThanOrEqual(latest)
        latest = stage
        const paid = inOrder
          .filter(one => one.at <= time && one.at >= from && one.at < from + length)
          .reduce((sum, one) => sum + Number(format(one.units)), 0)
        expect(status).toBe(
          time < from ? 'pending' : time >= from + length ? 'expired' : paid >= 10 ? 'used-up' : 'active',
        )
        seen.add(status)
      }
    }),
    { seed: 20261121, numRuns: 200 },
  )
  expect(seen.size).toBe(4)
})
