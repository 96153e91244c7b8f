import { expect, it } from 'vitest'
import { ratio } from '../../src/core/ratio.js'
import { countAbout, showAboutUsd, showShare } from '../../src/report/amounts.js'

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

it('counts one unit as one, also where it is one but for a rounded remainder', () => {
  expect(countAbout(ratio(1n))).toBe('1 unit')
  expect(countAbout(ratio(1001n, 1000n))).toBe('1 unit')
  expect(countAbout(ratio(27_550n))).toBe('27,550 units')
  expect(countAbout(ratio(1n), 'unit expires', 'units expire')).toBe('1 unit expires')
})

it.each([
  [1, 3, 'about $0.333333'],
  [1, 4, 'about $0.25'],
  [100, 3, 'about $33.33'],
  [123_456, 1, 'about $123,000'],
])('%d / %d dollars are "%s": what is about needs no second mark', (amount, parts, right) => {
  expect(showAboutUsd(ratio(BigInt(amount), BigInt(parts)))).toBe(right)
})
