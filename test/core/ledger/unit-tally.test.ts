import { expect, it } from 'vitest'
import { UnitTally } from '../../../src/core/ledger/unit-tally.js'
import { format, units } from '../../../src/core/quantity.js'

it('a tally is the sum of what was taken, of more different amounts than it keeps apart, too', () => {
  const tally = new UnitTally()
  // 0.5 to 12,500 units, by halves; and of three units seven times.
  for (let halves = 1; halves <= 25_000; halves++) tally.take(units(String(halves / 2)))
  tally.take(units('3'), 7)
  expect(format(tally.total())).toBe('156256271')
  tally.take(units('1'))
  expect(format(tally.total())).toBe('156256272')
})
