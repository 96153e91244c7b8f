import { describe, expect, it } from 'vitest'
import { assessConcurrency, isTooLargeToUse, tasksPerDay } from '../../../src/core/plan/concurrency.js'
import { mostWithin } from '../../../src/core/plan/demand/demand.js'
import { format, seconds, units } from '../../../src/core/quantity.js'
import { formatRatio, ratio } from '../../../src/core/ratio.js'

describe('the concurrency limit', () => {
  it('allows C × 86,400 ÷ T tasks a day', () => {
    expect(formatRatio(tasksPerDay(5, seconds('120')))).toBe('3600')
    expect(formatRatio(tasksPerDay(3, seconds('7')), 3)).toBe('37028.571')
  })
  it('binds on a day whose use takes one task more, and not before', () => {
    const demand = ['36000', '36000.001', '0'].map(units)
    const question = { demand, taskTime: seconds('120'), unitsPerTask: ratio(10n) }
    expect(assessConcurrency({ ...question, limits: [5, 5, null] })).toEqual({
      limit: 5,
      tasksPerDayMax: 3600n,
      bindingDays: [1],
    })
    expect(assessConcurrency({ ...question, limits: [5, 3, 1] })).toEqual({
      limit: 3,
      tasksPerDayMax: 2160n,
      bindingDays: [1],
    })
  })
  it('binds by whole tasks, of which the last must end with the day', () => {
    const demand = ['10', '10.001'].map(units)
    const question = { demand, taskTime: seconds('50000'), unitsPerTask: ratio(10n), limits: [1, 1] }
    expect(assessConcurrency(question)).toEqual({ limit: 1, tasksPerDayMax: 1n, bindingDays: [1] })
  })
  it('says nothing when it is unknown', () => {
    expect(
      assessConcurrency({ demand: [units('1')], limits: [null], taskTime: seconds('1'), unitsPerTask: null }),
    ).toEqual({ limit: null, tasksPerDayMax: null, bindingDays: null })
  })
  it('can make a lot too large to use before it expires', () => {
    const lot = { validityDays: 90, concurrency: 5 }
    const isTooLarge = (held: string) =>
      isTooLargeToUse({ ...lot, units: units(held) }, seconds('120'), ratio(1n, 10n))
    expect(isTooLarge('32400')).toBe(false)
    expect(isTooLarge('32400.1')).toBe(true)
  })
})

it('the most that is used within some days counts any days in a row', () => {
  const demand = ['5', '0', '7', '1', '9'].map(units)
  expect([1, 2, 3, 9].map(days => format(mostWithin(demand, days)))).toEqual(['9', '10', '17', '22'])
})
