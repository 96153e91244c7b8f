import { describe, expect, it } from 'vitest'
import { levelAtEnd } from '../../../../src/core/plan/demand/demand.js'
import { decimalsOf, toSteps, unitsOfSteps, usdOfSteps } from '../../../../src/core/plan/demand/steps.js'
import { format, units, usd } from '../../../../src/core/quantity.js'

describe('the level at the end of a demand', () => {
  const level = (...uses: readonly (number | string)[]) =>
    format(levelAtEnd(uses.map(use => units(String(use)))))
  const days = (use: number | string, count: number) => new Array<number | string>(count).fill(use)
  it('is what every day uses, to the last digit', () => {
    expect(level(...days('123456.789', 30))).toBe('123456.789')
  })
  it('is the mean of all days of less than a week, then of the last whole weeks, four at most', () => {
    expect(level(90, 0, 0)).toBe('30')
    expect(level(...days(90, 6), 0)).toBe('77.14')
    expect(level(1000, ...days(10, 7), ...days(20, 6), 30)).toBe('15.71')
    expect(level(...days(9000, 7), ...days(10, 14), ...days(20, 14))).toBe('15')
  })
  it('has four digits, or six decimals below one', () => {
    expect(level(12_345, 12_346)).toBe('12346')
    expect(level(1234, 1235)).toBe('1235')
    expect(level(12, '12.345')).toBe('12.17')
    expect(level(1, '1.2345')).toBe('1.117')
    expect(level('0.123', '0.1234567')).toBe('0.123228')
  })
})

describe('steps', () => {
  it('are of the decimals that an amount is written with', () => {
    expect([units('12'), units('1.50'), usd('0.125')].map(decimalsOf)).toEqual([0, 1, 3])
  })
  it('are counted, what is finer is cut, and become the amount again', () => {
    expect(toSteps(units('1.239'), 2)).toBe(123n)
    expect(toSteps(units('7'), 2)).toBe(700n)
    expect([format(unitsOfSteps(123n, 2)), format(usdOfSteps(5n, 0))]).toEqual(['1.23', '5'])
  })
})
