import { describe, expect, it } from 'vitest'
import { parseDay } from '../../../../src/core/instant.js'
import { describeMonth, keyOfMonth } from '../../../../src/core/plan/demand/plan-month.js'
import { spreadOverMonths } from '../../../../src/core/plan/demand/spread-months.js'

const day = (text: string) => parseDay(text)!
const sumOf = (steps: readonly bigint[]) => steps.reduce((sum, each) => sum + each, 0n)

describe('a month of a plan', () => {
  it.each([
    [{ year: null, month: 1 }, '01', 'January'],
    [{ year: null, month: 12 }, '12', 'December'],
    [{ year: 2027, month: 2 }, '2027-02', '2027-02'],
  ])('%o has a key and is told', (month, key, told) => {
    expect([keyOfMonth(month), describeMonth(month)]).toEqual([key, told])
  })
})

describe('a demand per month', () => {
  it('has exactly its amount in every whole month, of 28 days or of 31', () => {
    for (const [from, days] of [
      ['2027-02-01', 28],
      ['2028-02-01', 29],
      ['2026-12-01', 31],
      ['2026-11-01', 30],
    ] as const) {
      for (const perMonth of [0n, 1n, 29n, 30n, 1000n, 123_457n]) {
        expect(sumOf(spreadOverMonths(() => perMonth, day(from), days))).toBe(perMonth)
      }
    }
  })
  it('is spread evenly: no two days of a month differ by more than one step', () => {
    const daily = spreadOverMonths(() => 1000n, day('2026-12-01'), 31)
    expect(Math.max(...daily.map(Number)) - Math.min(...daily.map(Number))).toBe(1)
  })
  it('gives a month that the horizon cuts its share', () => {
    // 11 of November's 30 days, all of December, 17 of January's 31.
    const daily = spreadOverMonths(() => 31_000n, day('2026-11-20'), 11 + 31 + 17)
    expect(sumOf(daily.slice(0, 11))).toBe(31_000n - (31_000n * 19n) / 30n)
    expect(sumOf(daily.slice(11, 42))).toBe(31_000n)
    expect(sumOf(daily.slice(42))).toBe(17_000n)
  })
})
