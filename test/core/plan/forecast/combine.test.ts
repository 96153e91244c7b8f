import { describe, expect, it } from 'vitest'
import { combineForecasts, type Usual } from '../../../../src/core/plan/forecast/combine.js'
import { PARTS } from '../../../../src/core/plan/forecast/history.js'
import { steps, weekly } from './histories.js'

type Uses = readonly (number | null)[]
const daysOf = (use: number | null, days: number): (number | null)[] => new Array(days).fill(use)
/** A forecast from a history that has no bursts, or is `calm` without them. */
const combine = (uses: Uses, span = 30, calm = uses): Usual =>
  combineForecasts({ history: steps(uses), calm: steps(calm) }, span)

it.each([
  // Days, days to forecast; days of each trial, trials.
  [20, 30, 7, 0], // none begins before two weeks are over
  [21, 30, 7, 1],
  [100, 28, 25, 6], // every week from day 75 back, none before the 34th, as a third comes before them all
  [112, 28, 28, 4], // every second week where four are forecast
  [400, 90, 90, 5], // every sixth
  [400, 7, 7, 8], // eight at most
  [400, 1, 7, 8],
])('%i days, to forecast %i: parts of %i days are forecast, %i of them', (days, span, held, count) => {
  const { trials } = combine(daysOf(1, days), span)
  const used = BigInt(held) * PARTS
  expect(trials).toEqual(new Array(count).fill({ used, forecast: used }))
})

it('a part of the history without use, where none was forecast either, is no trial', () => {
  expect(combine([...daysOf(0, 99), 1], 7).trials).toHaveLength(1)
})

describe('weekdays are told apart', () => {
  it('once three weeks are known, gaps between them or not', () => {
    const everyOther = (days: number) => weekly(days).map((use, day) => (day % 2 === 0 ? use : null))
    expect(combine(weekly(20)).isWeekly).toBe(false)
    expect(combine(everyOther(39)).isWeekly).toBe(false)
    expect(combine(everyOther(41)).isWeekly).toBe(true)
  })
  it('where that makes the errors of days less by more than a twentieth', () => {
    // Two weekdays are `off`, the one above and the other below. Four more are so by 190, other ones in every week: of
    // their errors, 4 × 190, the two would have added another 2 × `off`, a twentieth of all where it is 20.
    const isWeeklyWith = (off: number) => {
      const week = [off, -off, 190, -190, 190, -190, 0]
      const uses = Array.from({ length: 56 }, (_, i) =>
        week.map((use, day) => 1024 + (day > 1 && i % 2 === 0 ? -use : use)),
      )
      return combine(uses.flat(), 28).isWeekly
    }
    expect([19, 20, 21, 22].map(isWeeklyWith)).toEqual([false, false, true, true])
  })
})

describe('use is over', () => {
  const isOver = (...parts: readonly Uses[]): boolean => {
    const uses = [...daysOf(10, 60), ...parts.flat()]
    return combine(uses).usualOn(uses.length) === 0n
  }
  it('when there was none for two weeks', () => {
    expect(isOver(daysOf(0, 13))).toBe(false)
    expect(isOver(daysOf(0, 14))).toBe(true)
  })
  it('and for more than twice as long as ever before', () => {
    const pauses = [daysOf(0, 10), daysOf(10, 9), daysOf(0, 3), daysOf(10, 9)]
    expect(isOver(...pauses, daysOf(0, 20))).toBe(false)
    expect(isOver(...pauses, daysOf(0, 21))).toBe(true)
    const late = (quiet: number): Uses => [...daysOf(0, 7), ...daysOf(10, 60), ...daysOf(0, quiet)]
    expect(combine(late(14)).usualOn(81)).not.toBe(0n)
    expect(combine(late(15)).usualOn(82)).toBe(0n)
  })
  it('whatever is not known of the days between', () => {
    expect(isOver(daysOf(0, 10), [null], daysOf(0, 4))).toBe(true)
    expect(isOver(daysOf(0, 10), daysOf(null, 4), daysOf(0, 3))).toBe(false)
  })
})

it('bursts add as many as are to be expected, each of their mean size, over all the days', () => {
  // Two in a hundred days, of 100 and of 200 above the usual 10, and gaps that say nothing.
  const calm = [...daysOf(10, 50), ...daysOf(null, 20), ...daysOf(10, 50)]
  const uses = calm.with(30, 110).with(90, 210)
  const addedIn = (span: number) =>
    Number(combine(uses, span, calm).usualOn(uses.length) - 10n * PARTS) / Number(PARTS)
  // Of k expected, k + 1/3 rounded down: 0.66 are none, 0.68 one, and 1.66 and 1.68 one and two.
  expect([33, 34, 50, 83, 84].map(span => addedIn(span) * span)).toEqual(
    [0, 150, 150, 150, 300].map(all => expect.closeTo(all, 3)),
  )
})

it('a part of the history is forecast from the bursts before it alone', () => {
  const calm = daysOf(10, 100)
  // Two of 100 before day 75, of which the 25 days after it can expect one; the third is of that day itself.
  const { trials } = combine(calm.with(10, 110).with(20, 110).with(75, 1010), 28, calm)
  const [{ used, forecast }] = trials as [Usual['trials'][number]]
  expect([used, forecast].map(parts => Number(parts) / Number(PARTS))).toEqual([1250, expect.closeTo(350, 3)])
})
