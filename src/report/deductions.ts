/** What was deducted beside what the price list charges, in sentences. */
import { compact } from '../core/compact.js'
import type { ComparedTask, DeductionComparison } from '../core/compare-deductions.js'
import { listChoices } from '../core/failure.js'
import { formatInstant } from '../core/instant.js'
import type { PaidOtherwise } from '../core/paid-otherwise.js'
import { compare, format, isZero, subtract } from '../core/quantity.js'
import { showUnitCount } from './amounts.js'
import { countOf, makeVisible } from './text.js'

/** How the two differ, task by task; one sentence when they do not. */
export function describeComparison(found: DeductionComparison): string[] {
  const { compared, notCompared, differing, differingUnits, more, less, failedCharged } = found
  const [first] = [...differing].sort((a, b) => a.at - b.at)
  const ways = compact([
    !isZero(more) && `${showUnitCount(more)} more than the price list`,
    !isZero(less) && `${showUnitCount(less)} less`,
  ])
  return compact([
    compared > 0 && !first && `what was deducted agrees with the price list in ${countOf(compared, 'task')}`,
    first &&
      `what was deducted differs from the price list in ${countOf(differing.length, 'task')} of ${compared}, by ${showUnitCount(differingUnits)} in all (${ways.join(', ')}); what was deducted counts. The first: ${describeTask(first)}`,
    failedCharged > 0 && describeFailed(found),
    notCompared > 0 &&
      `no price is known for ${countOf(notCompared, 'deduction')}, which could not be compared`,
  ])
}

/** In how much of what was deducted other packages paid than computed, or held something else. */
export function describePaidOtherwise({ deductions, differing, first }: PaidOtherwise): string {
  const { file, line, packageId, payers } = first
  const named =
    packageId === null
      ? ''
      : `, of ${makeVisible(packageId)}, computed ${payers.length === 0 ? 'of no package' : listChoices(payers.map(makeVisible), 'and')}`
  return `what the service says of the packages that paid differs from it in ${differing} of ${countOf(deductions, 'deduction')}, first in line ${line} of ${file}${named}; kling-cost expiry tells more`
}

/** Failed tasks that were charged. */
export const describeFailed = ({ failedCharged, failedUnits }: DeductionComparison): string =>
  `warning: ${countOf(failedCharged, 'failed task was', 'failed tasks were')} charged, ${showUnitCount(failedUnits)} in all, where failed tasks cost nothing (001, 002)`

const describeTask = ({ file, line, at, taskId, deducted, listed, hasFailed }: ComparedTask): string =>
  compact([
    `line ${line} of ${file}`,
    formatInstant(at),
    taskId !== null && `task ${taskId}`,
    `${format(deducted)} deducted, ${format(listed)} by the list${hasFailed ? ' (it failed)' : ''}`,
  ]).join(', ')

/** Deducted less listed: above 0 when more was deducted. */
export const differenceOf = ({ deducted, listed }: ComparedTask): string =>
  compare(deducted, listed) >= 0
    ? format(subtract(deducted, listed))
    : `-${format(subtract(listed, deducted))}`
