/** What the service deducted, held against what the price list charges, task by task. */
import type { Instant } from './instant.js'
import { add, compare, isZero, NO_UNITS, subtract, type Units } from './quantity.js'

/** A task of which both are known. */
export interface ComparedTask {
  readonly taskId: string | null
  readonly at: Instant
  readonly pool: string
  /** Where it stands in its file. */
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
  #compared = 0
  #notCompared = 0
  #more = NO_UNITS
  #less = NO_UNITS
  #failedCharged = 0
  #failedUnits = NO_UNITS
  readonly #differing: ComparedTask[] = []

  /** Takes a task; `listed` null: it has no price to be compared with. */
  take(task: Omit<ComparedTask, 'listed'> & { readonly listed: Units | null }): void {
    const { deducted, listed } = task
    if (listed === null) {
      this.#notCompared++
      return
    }
    this.#compared++
    if (task.hasFailed && !isZero(deducted)) {
      this.#failedCharged++
      this.#failedUnits = add(this.#failedUnits, deducted)
    }
    const by = compare(deducted, listed)
    if (by === 0) return
    this.#differing.push({ ...task, listed })
    if (by > 0) this.#more = add(this.#more, subtract(deducted, listed))
    else this.#less = add(this.#less, subtract(listed, deducted))
  }

  /** Null when no task says what was deducted. */
  finish(): DeductionComparison | null {
    if (this.#compared + this.#notCompared === 0) return null
    return {
      compared: this.#compared,
      notCompared: this.#notCompared,
      differing: this.#differing,
      differingUnits: add(this.#more, this.#less),
      more: this.#more,
      less: this.#less,
      failedCharged: this.#failedCharged,
      failedUnits: this.#failedUnits,
    }
  }
}
