import { expect, test } from 'vitest'
import { ratio } from '../../../src/core/ratio.js'
import {
  describeRequests,
  isPositive,
  showFailedShare,
  showRateSum,
  signOf,
} from '../../../src/report/sla/words.js'
import { counts, periodAnswer } from './answers.js'

test.each([
  [0n, 7n, '0 %'],
  [1n, 1001n, '< 0.1 %'],
  [1n, 1000n, '0.1 %'],
  [999n, 10_000n, '10 %'],
  [42n, 1000n, '4.2 %'],
  [1n, 10n, '10 %'],
  [999n, 1000n, '> 99 %'],
  [1n, 1n, '100 %'],
])('%i of %i failed: %s', (failed, all, shown) => {
  expect(showFailedShare({ num: failed, den: all }).replace('\u00a0', ' ')).toBe(shown)
})

test('a sum of error rates that is something is never shown as nothing', () => {
  expect(showRateSum(ratio(0n), 1)).toBe('0')
  expect(showRateSum(ratio(1n, 3n), 1)).toBe('0.3')
  expect(showRateSum(ratio(1n, 3000n), 1)).toBe('0.0003')
  expect(showRateSum(ratio(12_345n), 1)).toBe('12,345')
})

test('a single failure that is set aside is one', () => {
  const told = (excluded: number): string =>
    describeRequests(periodAnswer({ slices: [counts(0, { valid: 9, requests: 9 + excluded, excluded })] }))
  expect(told(1)).toMatch(/; 1 failure set aside$/)
  expect(told(2)).toMatch(/; 2 failures set aside$/)
})

test('the smallest amount is one, and nothing is none', () => {
  expect([ratio(0n), ratio(1n, 1000n), ratio(1n)].map(isPositive)).toEqual([false, true, true])
})

test('a formula whose numbers are cut gives about its result', () => {
  expect(signOf([ratio(1n, 2n)], ratio(1n), 1)).toBe('=')
  expect(signOf([ratio(1n, 3n)], ratio(1n), 1)).toBe('≈')
  expect(signOf([ratio(1n)], ratio(1n, 3n), 1)).toBe('≈')
})
