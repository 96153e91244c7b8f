import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  compare,
  countStarted,
  divide,
  format,
  isPlainDecimal,
  isZero,
  NO_UNITS,
  NO_USD,
  priceOf,
  roundToSecond,
  seconds,
  subtract,
  times,
  toRatio,
  units,
  usd,
} from '../../src/core/quantity.js'
import { formatRatio } from '../../src/core/ratio.js'

/** A plain decimal as text, with the same value as a count of 10^-18. */
const decimalArbitrary = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
    fc.integer({ min: 0, max: 18 }),
    fc.bigInt({ min: 0n }),
  )
  .map(([whole, decimals, random]) => {
    const fraction = decimals === 0 ? 0n : random % 10n ** BigInt(decimals)
    const text = decimals === 0 ? String(whole) : `${whole}.${fraction.toString().padStart(decimals, '0')}`
    return { text, scaled: whole * 10n ** 18n + fraction * 10n ** BigInt(18 - decimals) }
  })

/** The text of `scaled` × 10^-`decimals`, by nothing but big integers. */
function write(scaled: bigint, decimals: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return `${scaled < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

describe('a plain decimal', () => {
  test.each(['0', '7', '0.5', '5.04', '0.100', '0.000000000000000001', '999999999999999999', '10.0'])(
    '%s is one',
    text => {
      expect(isPlainDecimal(text)).toBe(true)
    },
  )
  test.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['a blank in front', ' 5'],
    ['a blank behind', '5 '],
    ['a line end behind', '5\n'],
    ['a minus', '-1'],
    ['a plus', '+1'],
    ['an exponent', '1e9'],
    ['a hexadecimal number', '0x10'],
    ['NaN', 'NaN'],
    ['Infinity', 'Infinity'],
    ['no digit before the point', '.5'],
    ['no digit behind the point', '5.'],
    ['two points', '1.2.3'],
    ['a comma', '1,5'],
    ['a thousands mark', '1_000'],
    ['a unit', '5 s'],
    ['a leading zero', '05'],
    ['two zeros', '00'],
    ['full-width digits', '５'],
    ['Arabic digits', '٥'],
    ['19 digits before the point', '1000000000000000000'],
    ['19 digits behind the point', '0.0000000000000000001'],
  ])('%s is none', (_, text) => {
    expect(isPlainDecimal(text)).toBe(false)
  })
  test('a quantity is built from nothing else', () => {
    for (const make of [usd, units, seconds]) expect(() => make('1e3')).toThrow('not a plain decimal: 1e3')
  })
})

describe('quantities', () => {
  test('keep every digit, without exponent and without trailing zeros', () => {
    expect(format(usd('0.100'))).toBe('0.1')
    expect(format(usd('0.000000000000000001'))).toBe('0.000000000000000001')
    expect(format(units('123456789012345678.123456789012345678'))).toBe(
      '123456789012345678.123456789012345678',
    )
    expect(format(NO_USD)).toBe('0')
  })
  test('do not have the errors of floating point', () => {
    expect(format(add(usd('0.1'), usd('0.2')))).toBe('0.3')
    expect(format(times(usd('0.0035'), 3n))).toBe('0.0105')
    expect(format(priceOf(units('3.5'), usd('0.14')))).toBe('0.49')
    expect(format(times(usd('0.151'), 30n))).toBe('4.53')
    expect(format(subtract(usd('1'), usd('0.9')))).toBe('0.1')
  })
  test('add, subtract and multiply exactly, whatever the digits', () => {
    fc.assert(
      fc.property(decimalArbitrary, decimalArbitrary, fc.bigInt({ min: 0n, max: 10n ** 12n }), (a, b, n) => {
        expect(format(usd(a.text))).toBe(write(a.scaled, 18))
        expect(format(add(usd(a.text), usd(b.text)))).toBe(write(a.scaled + b.scaled, 18))
        expect(format(subtract(units(a.text), units(b.text)))).toBe(write(a.scaled - b.scaled, 18))
        expect(format(times(units(a.text), n))).toBe(write(a.scaled * n, 18))
        expect(format(priceOf(units(a.text), usd(b.text)))).toBe(write(a.scaled * b.scaled, 36))
        expect(Math.sign(compare(usd(a.text), usd(b.text)))).toBe(
          a.scaled < b.scaled ? -1 : a.scaled > b.scaled ? 1 : 0,
        )
      }),
      { seed: 1, numRuns: 500 },
    )
  })
  test('become exact fractions and come back', () => {
    fc.assert(
      fc.property(decimalArbitrary, ({ text, scaled }) => {
        const value = toRatio(units(text))
        expect(value.num * 10n ** 18n).toBe(scaled * value.den)
        expect(formatRatio(value)).toBe(format(units(text)))
      }),
      { seed: 2, numRuns: 500 },
    )
  })
  test('divide into an exact fraction: a trial unit is 0.0979 dollars, not the rounded 0.098', () => {
    expect(divide(usd('9.79'), units('100'))).toEqual({ num: 979n, den: 10_000n })
    expect(divide(usd('97.99'), units('1000'))).toEqual({ num: 9799n, den: 100_000n })
    expect(divide(usd('1'), units('3'))).toEqual({ num: 1n, den: 3n })
    expect(() => divide(usd('1'), NO_UNITS)).toThrow('denominator 0')
  })
  test('are equal when their value is, and only then', () => {
    expect(usd('1.50')).toEqual(usd('1.5'))
    expect(usd('1.5')).not.toEqual(usd('1.51'))
    expect([isZero(usd('0.00')), isZero(usd('0.000000000000000001'))]).toEqual([true, false])
  })
})

describe('lengths', () => {
  test.each([
    ['0.4', '0'],
    ['0.5', '1'],
    ['4.499999999999999999', '4'],
    ['4.5', '5'],
    ['5.04', '5'],
    ['5.5', '6'],
    ['6.5', '7'],
    ['15.04', '15'],
    ['15.499', '15'],
    ['15.5', '16'],
  ])('%s s is billed as %s s: to the nearest second, ties up', (length, billed) => {
    expect(format(roundToSecond(seconds(length)))).toBe(billed)
  })
  test.each([
    ['1', 1n],
    ['5', 1n],
    ['5.000000000000000001', 2n],
    ['6', 2n],
    ['10', 2n],
    ['11', 3n],
    ['0', 0n],
  ])('%s s starts %s segments of 5 s', (length, started) => {
    expect(countStarted(seconds(length), seconds('5'))).toBe(started)
  })
  test('a segment of no length is a bug', () => {
    expect(() => countStarted(seconds('5'), seconds('0'))).toThrow('a segment of no length')
  })
})
