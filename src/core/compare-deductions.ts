/** What the service deducted, held against what the price list charges, task by task. */
import type { Instant } from './instant.js'
import { add, compare, isZero, NO_UNITS, subtract, type Units } from './quantity.js'

/** A task of which both are known. */
export interface ComparedTask {
  readonly taskId: string | null
  readonly at: Instant
  readonly pool: string
  /** Where it stands. */
  readonly file: string
  readonly line: number
  readonly deducted: Units
  /** By the price list; nothing for a task that failed. */
  readonly listed: Units
  readonly hasFailed: boolean
}

/** What the comparison comes to. */
export interface DeductionComparison {
  /** How many tasks, or rows that stand for several, could be compared. */
  readonly compared: number
  /** How many could not: no price list in units has a price, or nothing says what they were. */
  readonly notCompared: number
  /** Those in which the two differ, in the order in which they were met. */
  readonly differing: readonly ComparedTask[]
  /** By how much in all, whichever way. */
  readonly differingUnits: Units
  /** What was deducted beyond the price list, and what it charges beyond what was deducted. */
  readonly more: Units
  readonly less: Units
  /** Tasks that failed and were charged all the same (001, 002: failed tasks cost nothing). */
  readonly failedCharged: number
  readonly failedUnits: Units
}

/** Where no row says what was deducted. */
export const NOTHING_COMPARED: DeductionComparison = {
  compared: 0,
  notCompared: 0,
  differing: [],
  differingUnits: NO_UNITS,
  more: NO_UNITS,
  less: NO_UNITS,
  failedCharged: 0,
  failedUnits: NO_UNITS,
}

export class DeductionComparer {
  readonly #sums = { ...NOTHING_COMPARED, differing: [] as ComparedTask[] }

  /** Takes a task; `listed` null: it has no price to be compared with. */
  take(task: Omit<ComparedTask, 'listed'> & { readonly listed: Units | null }): void {
    const { deducted, listed } = task
    const sums = this.#sums
    if (listed === null) {
      sums.notCompared++
      return
    }
    sums.compared++
    if (task.hasFailed && !isZero(deducted)) {
      sums.failedCharged++
      sums.failedUnits = add(sums.failedUnits, deducted)
    }
    const by = compare(deducted, listed)
    if (by === 0) return
    sums.differing.push({ ...task, listed })
    if (by > 0) sums.more = add(sums.more, subtract(deducted, listed))
    else sums.less = add(sums.less, subtract(listed, deducted))
  }

  /** Null when no task says what was deducted. */
  finish(): DeductionComparison | null {
    const { compared, notCompared, more, less } = this.#sums
    return compared + notCompared === 0 ? null : { ...this.#sums, differingUnits: add(more, less) }
  }
}
