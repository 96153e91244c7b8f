import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addRatios,
  commonDenominator,
  compareRatios,
  divideRatios,
  formatRatio,
  isExactAt,
  largerRatio,
  multiplyRatios,
  ONE,
  ratio,
  ratioOfDecimal,
  smallerRatio,
  subtractRatios,
  sumRatios,
  ZERO,
} from '../../src/core/ratio.js'

const ratioArbitrary = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 20n }))
  .map(([num, den]) => ratio(num, den))
const check = (property: fc.IRawProperty<unknown>) => fc.assert(property, { seed: 3, numRuns: 500 })

describe('a ratio', () => {
  test('is in lowest terms with a positive denominator, so that equal ones are equal field by field', () => {
    expect(ratio(6n, 4n)).toEqual({ num: 3n, den: 2n })
    expect(ratio(1n, -2n)).toEqual({ num: -1n, den: 2n })
    expect(ratio(-3n, -9n)).toEqual({ num: 1n, den: 3n })
    expect(ratio(0n, -5n)).toEqual(ZERO)
    expect(ratio(7n, 7n)).toEqual(ONE)
  })
  test('has no denominator 0', () => {
    expect(() => ratio(1n, 0n)).toThrow('a ratio with denominator 0')
    expect(() => divideRatios(ONE, ZERO)).toThrow('a ratio with denominator 0')
  })
  test('obeys the laws of fractions', () => {
    check(
      fc.property(ratioArbitrary, ratioArbitrary, ratioArbitrary, (a, b, c) => {
        expect(addRatios(a, b)).toEqual(addRatios(b, a))
        expect(addRatios(addRatios(a, b), c)).toEqual(addRatios(a, addRatios(b, c)))
        expect(multiplyRatios(a, addRatios(b, c))).toEqual(
          addRatios(multiplyRatios(a, b), multiplyRatios(a, c)),
        )
        expect(subtractRatios(addRatios(a, b), b)).toEqual(a)
        if (b.num !== 0n) expect(multiplyRatios(divideRatios(a, b), b)).toEqual(a)
        expect(compareRatios(a, b)).toBe(compareRatios(subtractRatios(a, b), ZERO))
      }),
    )
  })
  test('is compared with others, and has a denominator in common with them', () => {
    const [less, more] = [ratio(1n, 6n), ratio(1n, 4n)]
    for (const [a, b] of [
      [less, more],
      [more, less],
    ] as const)
      expect([smallerRatio(a, b), largerRatio(a, b)]).toEqual([less, more])
    expect(commonDenominator([less, more, ratio(5n)])).toBe(12n)
    expect(commonDenominator([])).toBe(1n)
  })
  test('half a month at 1/3000 errors and half at 5/3000 is exactly 99.90 %', () => {
    const half = ratio(1n, 2n)
    const rate = addRatios(multiplyRatios(half, ratio(1n, 3000n)), multiplyRatios(half, ratio(5n, 3000n)))
    expect(compareRatios(subtractRatios(ONE, rate), ratioOfDecimal('0.9990'))).toBe(0)
  })
})

describe('ratioOfDecimal', () => {
  test('reads a decimal exactly', () => {
    expect(ratioOfDecimal('99.90')).toEqual({ num: 999n, den: 10n })
    expect(ratioOfDecimal('-0.5')).toEqual({ num: -1n, den: 2n })
    expect(ratioOfDecimal('0')).toEqual(ZERO)
    expect(ratioOfDecimal('12')).toEqual({ num: 12n, den: 1n })
  })
  test.each(['', '1e3', '.5', '5.', '+1', '1/2', ' 1'])('refuses "%s"', text => {
    expect(() => ratioOfDecimal(text)).toThrow('not a plain decimal')
  })
})

describe('formatRatio', () => {
  test('rounds half up, away from zero, and drops trailing zeros', () => {
    expect(formatRatio(ratio(1n, 8n), 2)).toBe('0.13')
    expect(formatRatio(ratio(-1n, 8n), 2)).toBe('-0.13')
    expect(formatRatio(ratio(1n, 3n))).toBe('0.333333333333333333')
    expect(formatRatio(ratio(2n, 3n))).toBe('0.666666666666666667')
    expect(formatRatio(ratio(5n, 2n), 0)).toBe('3')
    expect(formatRatio(ratio(100n))).toBe('100')
    expect(formatRatio(ratio(999_999n, 1_000_000n), 4)).toBe('1')
  })
  test('what rounds to zero has no sign', () => {
    expect(formatRatio(ratio(-1n, 1000n), 2)).toBe('0')
  })
  test('is exact for every ratio that ends by then, and says so', () => {
    check(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.integer({ min: 0, max: 18 }),
        (num, decimals) => {
          const value = ratio(num, 10n ** BigInt(decimals))
          expect(isExactAt(value, decimals)).toBe(true)
          expect(ratioOfDecimal(formatRatio(value, decimals))).toEqual(value)
        },
      ),
    )
    expect(isExactAt(ratio(1n, 3n))).toBe(false)
    expect(isExactAt(ratio(1n, 2n ** 19n))).toBe(false)
    expect(isExactAt(ratio(1n, 2n ** 18n))).toBe(true)
  })
  test('is never further off than half of its last digit', () => {
    check(
      fc.property(ratioArbitrary, fc.integer({ min: 0, max: 18 }), (value, decimals) => {
        const error = subtractRatios(ratioOfDecimal(formatRatio(value, decimals)), value)
        const size = error.num < 0n ? ratio(-error.num, error.den) : error
        expect(compareRatios(size, ratio(1n, 2n * 10n ** BigInt(decimals)))).toBeLessThanOrEqual(0)
      }),
    )
  })
})

test('the sum of many ratios is that of one after the other', () => {
  check(
    fc.property(fc.array(ratioArbitrary, { maxLength: 9 }), values => {
      expect(sumRatios(values)).toEqual(values.reduce(addRatios, ZERO))
    }),
  )
})
