import { expect, it } from 'vitest'
import { ratio } from '../../src/core/ratio.js'
import { showShare } from '../../src/report/amounts.js'

it.each([
  [0, 44_640, '0 %'],
  [2, 44_640, '< 0.01 %'],
  [3, 44_640, '0.01 %'],
  [44_638, 44_640, '> 99.99 %'],
  [44_640, 44_640, '100 %'],
  [44_650, 44_640, '100.02 %'],
])('%d of %d is %s: nothing is rounded to none or to all', (part, whole, right) => {
  expect(showShare(ratio(BigInt(part)), ratio(BigInt(whole)))).toBe(right)
})
