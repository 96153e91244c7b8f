import { describe, expect, it } from 'vitest'
import { concurrencyAt, listConcurrencyChanges } from '../../../src/core/ledger/concurrency.js'
import { at, makeLots } from './lots.js'

const lots = makeLots(
  { id: 'big', units: '1', from: 100, to: 200, concurrency: 5 },
  { id: 'same', units: '1', from: 150, to: 250, concurrency: 5 },
  { id: 'trial', units: '1', from: 0, to: 300, concurrency: 3 },
  { id: 'silent', units: '1', from: 0, to: 400, concurrency: null },
  { id: 'image', units: '1', pool: 'image', from: 0, to: 1000, concurrency: 9 },
)

describe('the concurrency limit', () => {
  it('is the highest of the active lots of the pool, never their sum', () => {
    expect([50, 100, 160].map(time => concurrencyAt(lots, 'video', at(time)))).toEqual([3, 5, 5])
    expect(concurrencyAt(lots, 'image', at(160))).toBe(9)
  })
  it('falls at the very instant at which the bigger lot expires', () => {
    expect([249, 250].map(time => concurrencyAt(lots, 'video', at(time)))).toEqual([5, 3])
  })
  it('is unknown when no active lot states one', () => {
    expect(concurrencyAt(lots, 'video', at(300))).toBeNull()
    expect(concurrencyAt(lots, 'audio', at(0))).toBeNull()
  })
  it('changes only where it does, not at every start and expiry', () => {
    expect(listConcurrencyChanges(lots, 'video', at(50))).toEqual([
      { at: 100, to: 5 },
      { at: 250, to: 3 },
      { at: 300, to: null },
    ])
    expect(listConcurrencyChanges(lots, 'video', at(250))).toEqual([{ at: 300, to: null }])
  })
})
