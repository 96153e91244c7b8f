import { expect, it } from 'vitest'
import { sortToBurn } from '../../../src/core/ledger/burn-order.js'
import { makeLots, type PlainLot } from './lots.js'

/** Each of two lots is told from the other by one thing. */
const pair = (one: Partial<PlainLot>, other: Partial<PlainLot>) => {
  const plain = { units: '1', purchased: 0, from: 10, to: 20 }
  return makeLots({ ...plain, id: 'one', ...one }, { ...plain, id: 'other', ...other })
}
const first = (lots: ReturnType<typeof makeLots>, order: 'expiry' | 'purchase') =>
  new Set([lots, lots.toReversed()].map(each => sortToBurn(each, order)[0]!.id))

it.each([
  ['is bought later and expires first', { purchased: 5, to: 19 }, {}, 'one', 'other'],
  ['takes effect first and expires later', { from: 9, to: 21 }, {}, 'other', 'one'],
  ['takes effect first', { from: 9 }, {}, 'one', 'one'],
  ['takes effect first, though it was bought later', { purchased: 5, from: 9 }, {}, 'one', 'other'],
  ['expires first', { to: 19 }, {}, 'one', 'one'],
  ['stands first in the ledger', {}, {}, 'one', 'one'],
])('of a lot that %s and another, by expiry and by purchase', (_, one, other, byExpiry, byPurchase) => {
  const lots = pair(one, other)
  expect([first(lots, 'expiry'), first(lots, 'purchase')]).toEqual([
    new Set([byExpiry]),
    new Set([byPurchase]),
  ])
})
