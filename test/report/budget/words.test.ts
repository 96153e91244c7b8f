import { expect, test } from 'vitest'
import { NO_UNITS, seconds, units } from '../../../src/core/quantity.js'
import { ONE, ratio, ZERO } from '../../../src/core/ratio.js'
import {
  describeBackTest,
  describeBreakEvens,
  describeConcurrency,
  describeDemandRange,
  describeHigh,
  describeLow,
  describeNegotiation,
  showUnitPrice,
} from '../../../src/report/budget/words.js'

/** As much of an answer as its words ask for. */
const part = <T>(some: object): T => some as T

test.each([
  [14n, 100n, '$0.14'],
  [1n, 2n, '$0.50'],
  [1n, 3n, '$0.3333'],
  [12_345n, 1n, '$12,345.00'],
])('a price of %i / %i a unit is shown as %s', (num, den, shown) => {
  expect(showUnitPrice(ratio(num, den))).toBe(shown)
})

test('a back-test says how far off the total and the days were, or why there is none', () => {
  const told = (totalError: bigint, more = {}) =>
    describeBackTest(
      part({
        forecast: {
          method: 'mean',
          noBackTest: null,
          backTest: {
            trainDays: 90,
            testDays: 30,
            method: 'mean',
            error: ratio(21n, 100n),
            naiveError: ratio(3n, 10n),
            totalError: ratio(totalError, 100n),
            coverage: ratio(8n, 10n),
          },
          ...more,
        },
      }),
    ).replaceAll('\u00a0', ' ')
  expect(told(-5n)).toBe(
    'the last 30 days, forecast from the 90 before: the total was 5 % too low, single days were 21 % off (copying the week before: 30 %); 80 % of the days were within the 10 % to 90 % range',
  )
  expect(told(5n)).toContain(': the total was 5 % too high, ')
  expect(told(0n)).toContain(': the total was exact, ')
  expect(told(0n, { method: 'weekly' })).toContain('before, by the recent level, the same every day: ')
  expect(told(0n, { backTest: null, noBackTest: 'no-use' })).toBe(
    'not possible: the last days of the history have no use',
  )
  expect(told(0n, { backTest: null, noBackTest: 'too-short' })).toBe(
    'not possible with fewer than four weeks of history',
  )
})

test('so many tasks at once are enough, too few, or enough for tasks that use much', () => {
  const told = (concurrency: object, unitsPerTaskToFit: unknown = null, isTaskTimeAssumed = false) =>
    describeConcurrency(
      part({
        concurrency: { limit: 5n, tasksPerDayMax: 3600n, bindingDays: null, ...concurrency },
        unitsPerTaskToFit,
      }),
      part({ taskTime: seconds('1200'), isTaskTimeAssumed }),
    ).replaceAll('\u00a0', ' ')
  const most = '5 tasks at once, so at most 3,600 tasks a day of 1,200 s each'
  expect(told({ limit: null })).toBe('not known: no package states a limit')
  expect(told({ tasksPerDayMax: null })).toBe('not known: no package states a limit')
  expect(told({}, null, true)).toBe(`${most} (assumed)`)
  expect(told({}, ratio(5n, 2n))).toBe(`${most}: enough if a task uses 2.5 units or more`)
  expect(told({}, ratio(1n, 100n))).toBe(`${most}: enough if a task uses 0.01 units or more`)
  expect(told({}, ratio(1n, 101n))).toBe(`${most}: enough if a task uses 0.01 units or more`)
  expect(told({ bindingDays: [] })).toBe(`${most}: enough`)
  expect(told({ bindingDays: [3] })).toBe(`${most}: too few on 1 day`)
})

const PATHS = [{ total: units('100') }, { total: units('250') }, { total: units('900') }]

test('where use is low, so much is lost and so much is left', () => {
  const told = (low: object) =>
    describeLow(
      part({ low: { forfeited: NO_UNITS, dollars: ZERO, left: NO_UNITS, ...low } }),
      part({ paths: PATHS }),
    )
  expect(told({})).toBe('with 100 units used, nothing expires unused')
  expect(told({ left: units('7') })).toBe(
    'with 100 units used, nothing expires unused; 7 are left at the end',
  )
  expect(told({ forfeited: units('40') })).toBe('with 100 units used, 40 units expire unused')
  expect(told({ forfeited: units('40'), dollars: ratio(5n) })).toBe(
    'with 100 units used, 40 units expire unused (about $5.00)',
  )
})

test('where use is high, the plan is enough, or more is bought', () => {
  const told = (high: object) =>
    describeHigh(
      part({ high: { shortDay: 2, short: units('30'), replan: null, more: ZERO, ...high } }),
      part({ paths: PATHS }),
      part({ firstDay: Date.UTC(2026, 10, 21) / 86_400_000 }),
    ).replaceAll('\u00a0', ' ')
  const replan = { kind: 'plan', purchases: [{ offer: { id: 'package-1' }, day: 2 }] }
  expect(told({ shortDay: null })).toBe('with 900 units used, the plan is enough')
  expect(told({})).toBe('with 900 units used, units run out on 23 Nov 2026 and 30 are missing by the end')
  expect(told({ replan: { kind: 'no-plan' } })).toBe(told({}))
  expect(told({ replan })).toBe(`${told({})}; then buy package-1 on 23 Nov 2026, for the same money in all`)
  expect(told({ replan, more: ratio(12n) })).toMatch(/on 23 Nov 2026, for about \$12\.00 more in all$/)
})

test('at a steady use each package is the best from some use on', () => {
  const breakEvens = [
    { offer: { id: 'a' }, fromUnitsPerDay: ZERO },
    { offer: { id: 'b' }, fromUnitsPerDay: ratio(225n) },
  ]
  expect(describeBreakEvens(part({ breakEvens }))).toBe('a, b from 225 units a day')
})

test('much use is negotiated, below a price or at any', () => {
  const recommendation = { units: units('60000'), days: 180n, packageId: 'custom' }
  const told = (beatsBelow: unknown, isLongRun: boolean) =>
    describeNegotiation(part({ recommendation, most: units('70000'), beatsBelow }), isLongRun)
  const all =
    'up to 70,000 units are used within 180 days; above 60,000 units the seller offers a custom package'
  expect(told(null, true)).toBe(all)
  expect(told(ratio(1n, 8n), true)).toBe(`${all}; it is better than the packages below $0.125 a unit`)
  expect(told(ratio(1n, 8n), false)).toBe(`${all}; it is better than this plan below $0.125 a unit`)
})

test('a plan of its price is the cheapest from some use to some other', () => {
  const told = (range: object) =>
    describeDemandRange(
      part({ demandRange: { from: ratio(1n, 2n), to: ratio(2n), isTight: true, ...range } }),
      units('100'),
    )
  const plan = 'a plan of this price is the cheapest from'
  expect(told({})).toBe(`${plan} 50 units to 200 units, if every day changes alike`)
  expect(told({ from: ZERO, to: null })).toBe(
    `${plan} any lower use to any higher use, if every day changes alike`,
  )
  expect(told({ from: ONE, isTight: false })).toBe(
    `${plan} 100 units to 200 units, perhaps further, if every day changes alike`,
  )
})
