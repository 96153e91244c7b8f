import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMonth, servicePeriodOf } from '../../../src/core/calendar.js'
import { UTC } from '../../../src/core/instant.js'
import { compareRatios, ratio } from '../../../src/core/ratio.js'
import type { AvailabilityMethod } from '../../../src/core/sla/agreement.js'
import { errorRateOf } from '../../../src/core/sla/availability/ratio-timeslices.js'
import { isDown } from '../../../src/core/sla/availability/timeslices.js'
import { cumulateLosses, cutIntoHours } from '../../../src/core/sla/hours.js'
import { measurePeriod } from '../../../src/core/sla/measure.js'
import { type SliceCounts, slicesOf } from '../../../src/core/sla/slice-counts.js'
import { findAgreement } from './agreements.js'

const FEBRUARY = servicePeriodOf(parseMonth('2026-02')!)
const CHOICES = { unreached: 'error', rate: 'capped', failure: '5xx' } as const

const slicesIn = (sliceMinutes: number) => {
  const { first, end } = slicesOf(FEBRUARY, sliceMinutes)
  return fc.uniqueArray(
    fc
      .tuple(fc.integer({ min: first, max: end - 1 }), fc.nat(9), fc.nat(9), fc.nat(4))
      .map(([slice, others, errors, unreached]): SliceCounts => {
        const valid = others + errors
        return { slice, valid, errors, unreached, excluded: 0, requests: valid + unreached }
      }),
    { selector: ({ slice }) => slice, maxLength: 60 },
  )
}

const CASES: readonly { method: AvailabilityMethod; sliceMinutes: number; cellMinutes: number }[] = [
  { method: 'ratio-timeslices', sliceMinutes: 5, cellMinutes: 60 },
  { method: 'timeslices', sliceMinutes: 1, cellMinutes: 60 },
  { method: 'ratio-timeslices', sliceMinutes: 45, cellMinutes: 90 },
  { method: 'ratio-timeslices', sliceMinutes: 1440, cellMinutes: 1440 },
]

describe.each(CASES)('$method of $sliceMinutes minutes', ({ method, sliceMinutes, cellMinutes }) => {
  const terms = { ...findAgreement('kling'), method, sliceMinutes }
  const rateOf = (slice: SliceCounts) =>
    method === 'ratio-timeslices'
      ? errorRateOf(slice, CHOICES)
      : ratio(isDown(slice, CHOICES.failure) ? 1n : 0n)

  test('each cell holds what its own slices come to', () => {
    fc.assert(
      fc.property(slicesIn(sliceMinutes), slices => {
        const sorted = slices.sort((a, b) => a.slice - b.slice)
        const grid = cutIntoHours(terms, FEBRUARY, { slices: sorted, scheduled: [] }, CHOICES)
        const { first } = slicesOf(FEBRUARY, sliceMinutes)
        expect(grid.minutes).toBe(cellMinutes)
        expect(grid.cells).toHaveLength((28 * 1440) / cellMinutes)
        grid.cells.forEach((cell, i) => {
          const its = sorted.filter(
            ({ slice }) => Math.floor(((slice - first) * sliceMinutes) / cellMinutes) === i,
          )
          const rates = its.map(rateOf)
          expect(cell.failed).toBe(rates.filter(({ num }) => num > 0n).length)
          expect(cell.busy).toBe(its.filter(({ requests }) => requests > 0).length)
          const failing = its.filter((_, at) => rates[at]!.num > 0n)
          const failures = failing.reduce((sum, { errors, unreached }) => sum + errors + unreached, 0)
          expect(cell.failures).toBe(failures)
        })
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  test('the losses of all cells add up to the loss of the period', () => {
    fc.assert(
      fc.property(slicesIn(sliceMinutes), slices => {
        const counts = { slices: slices.sort((a, b) => a.slice - b.slice), scheduled: [] }
        const sums = cumulateLosses(cutIntoHours(terms, FEBRUARY, counts, CHOICES))
        const measured = measurePeriod(terms, FEBRUARY, counts, CHOICES, UTC)
        const whole =
          measured.method === 'timeslices'
            ? ratio(BigInt(measured.downtimeMinutes), BigInt(sliceMinutes))
            : measured.rateSum
        expect(compareRatios(sums.at(-1)!, whole)).toBe(0)
        sums.forEach((sum, i) => {
          expect(compareRatios(sums[i - 1] ?? ratio(0n), sum)).toBeLessThanOrEqual(0)
        })
      }),
      { numRuns: 40, seed: 8 },
    )
  })
})

test('a slice of announced maintenance is one with requests, and no failure', () => {
  const { first } = slicesOf(FEBRUARY, 1)
  const down: SliceCounts = { slice: first, valid: 0, errors: 0, unreached: 3, excluded: 0, requests: 3 }
  const terms = { ...findAgreement('kling'), method: 'timeslices' as const, sliceMinutes: 1 }
  const { cells } = cutIntoHours(terms, FEBRUARY, { slices: [], scheduled: [down] }, CHOICES)
  expect(cells[0]).toMatchObject({ busy: 1, failed: 0 })
})
