import { expect, it } from 'vitest'
import { DeductionComparer } from '../../src/core/compare-deductions.js'
import { instantAt } from '../../src/core/instant.js'
import { format, units } from '../../src/core/quantity.js'

/** What comes of tasks as `deducted listed`, or `deducted -` where no list has a price; `!` behind it: it failed. */
function compared(...tasks: readonly string[]) {
  const comparer = new DeductionComparer()
  for (const [i, task] of tasks.entries()) {
    const [deducted = '', listed = ''] = task.replace('!', '').split(' ')
    comparer.take({
      taskId: `t${i + 1}`,
      at: instantAt(0),
      pool: 'video',
      file: 'use.csv',
      line: i + 2,
      deducted: units(deducted),
      listed: listed === '-' ? null : units(listed),
      hasFailed: task.endsWith('!'),
    })
  }
  const found = comparer.finish()
  if (found === null) return null
  const { differing, differingUnits, more, less, failedUnits, ...counts } = found
  const sums = [differingUnits, more, less, failedUnits].map(format).join(' ')
  return { ...counts, differing: differing.map(({ taskId }) => taskId).join(' '), sums }
}

it('what was deducted differs from the list by more and by less, and both count', () => {
  expect(compared('5 5', '7 5', '1 5.5', '9 -')).toEqual({
    compared: 3,
    notCompared: 1,
    differing: 't2 t3',
    failedCharged: 0,
    // In all, beyond the list, below it, for failed tasks.
    sums: '6.5 2 4.5 0',
  })
})
it('a task that failed costs nothing, and one that was charged all the same is told', () => {
  expect(compared('3 0!', '0 0!')).toMatchObject({ failedCharged: 1, differing: 't1', sums: '3 3 0 3' })
})
it('there is no comparison where no task says what was deducted, and one of nothing where no list has a price', () => {
  expect(compared()).toBeNull()
  expect(compared('3 -')).toMatchObject({ compared: 0, notCompared: 1, differing: '' })
})
