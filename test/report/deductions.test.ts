import { expect, test } from 'vitest'
import { type ComparedTask, NOTHING_COMPARED } from '../../src/core/compare-deductions.js'
import { instantAt } from '../../src/core/instant.js'
import { units } from '../../src/core/quantity.js'
import { describeComparison, differenceOf } from '../../src/report/deductions.js'

const task = (more: Partial<ComparedTask>): ComparedTask => ({
  taskId: 't',
  at: instantAt(Date.UTC(2026, 10, 1)),
  pool: 'video',
  file: 'export.json',
  line: 7,
  deducted: units('10'),
  listed: units('8.5'),
  hasFailed: false,
  ...more,
})

test('what was deducted agrees with the price list, or could not be compared', () => {
  expect(describeComparison(NOTHING_COMPARED)).toEqual([])
  expect(describeComparison({ ...NOTHING_COMPARED, compared: 1, notCompared: 2 })).toEqual([
    'what was deducted agrees with the price list in 1 task',
    'no price is known for 2 deductions, which could not be compared',
  ])
})

test('what differs is told with the earliest task, and what failed tasks were charged', () => {
  const later = task({ at: instantAt(Date.UTC(2026, 10, 2)), line: 2 })
  const first = task({ taskId: null, hasFailed: true })
  const found = {
    ...NOTHING_COMPARED,
    compared: 3,
    differing: [later, first],
    differingUnits: units('4.5'),
    more: units('3'),
    less: units('1.5'),
    failedCharged: 1,
    failedUnits: units('10'),
  }
  expect(describeComparison(found)).toEqual([
    'what was deducted differs from the price list in 2 tasks of 3, by 4.5 units in all (3 units more than the price list, 1.5 units less); what was deducted counts. The first: line 7 of export.json, 2026-11-01T00:00:00Z, 10 deducted, 8.5 by the list (it failed)',
    'warning: 1 failed task was charged, 10 units in all, where failed tasks cost nothing (001, 002)',
  ])
  const [told, failed] = describeComparison({
    ...found,
    differing: [later],
    less: units('0'),
    failedCharged: 2,
  })
  expect(told).toMatch(
    / in 1 task of 3, .* \(3 units more than the price list\); .*, task t, 10 deducted, 8.5 by the list$/,
  )
  expect(failed).toContain('2 failed tasks were charged')
})

test.each([
  ['10', '8.5', '1.5'],
  ['8.5', '10', '-1.5'],
  ['3', '3', '0'],
])('%s deducted less %s listed is %s', (deducted, listed, difference) => {
  expect(differenceOf(task({ deducted: units(deducted), listed: units(listed) }))).toBe(difference)
})
