import { describe, expect, it } from 'vitest'
import { drawDown } from '../../../src/core/ledger/drawdown.js'
import { expiresWithin, statusOf } from '../../../src/core/ledger/lot-status.js'
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
