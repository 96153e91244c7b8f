/**
 * Deductions, each counted once, by the tasks that they were for: a task that two packages paid has two of them, and
 * an entry that stands in two exports, or on two pages, is one.
 */
import { add, compare, type Units } from '../core/quantity.js'
import type { Outcome } from '../core/rating/job.js'
import type { PricedJob } from '../core/rating/price-job.js'
import type { Deduction } from '../read/tasks/billing-export.js'

/** A deduction that counts. */
export interface CountedDeduction extends Omit<Deduction, 'raw' | 'job' | 'unread' | 'pool'> {
  readonly pool: string
  /** Which of the files, the first being 0. */
  readonly file: number
}

/** A task and all that was taken for it. */
export interface DeductedTask {
  readonly deductions: CountedDeduction[]
  /** What the price list charges for it; null when it has no price for it, or nothing says what it was. */
  priced: PricedJob | null
  /** What a log says became of it; null when none was given. */
  status: Outcome | null
}

export class DeductedTasks {
  /** How many entries were left out because the same stood elsewhere. */
  repeated = 0
  readonly #tasks: DeductedTask[] = []
  readonly #byId = new Map<string, DeductedTask>()

  take(deduction: CountedDeduction, priced: PricedJob | null, status: Outcome | null = null): void {
    const { taskId } = deduction
    const known = taskId === null ? undefined : this.#byId.get(taskId)
    if (!known) {
      const task: DeductedTask = { deductions: [deduction], priced, status }
      this.#tasks.push(task)
      if (taskId !== null) this.#byId.set(taskId, task)
      return
    }
    known.priced ??= priced
    known.status = status ?? known.status
    const twin = known.deductions.findIndex(other => isSame(other, deduction))
    if (twin < 0) {
      known.deductions.push(deduction)
      return
    }
    this.repeated++
    if (isLater(deduction, known.deductions[twin]!)) known.deductions[twin] = deduction
  }

  /** The task of that id, if anything was taken for it. */
  find(taskId: string): DeductedTask | undefined {
    return this.#byId.get(taskId)
  }

  /** In the order in which they were met. */
  list(): readonly DeductedTask[] {
    return this.#tasks
  }
}

/** All that was taken for a task. */
export const deductedFor = ({ deductions }: DeductedTask): Units =>
  deductions.map(({ deducted }) => deducted).reduce(add)

/**
 * Two entries about one task and one package are the same, unless they say that the package held different amounts:
 * then its balance moved twice.
 */
const isSame = (a: CountedDeduction, b: CountedDeduction): boolean =>
  a.packageId === b.packageId && a.pool === b.pool && mayBeEqual(a.unitsBefore, b.unitsBefore)

const mayBeEqual = (a: Units | null, b: Units | null): boolean =>
  a === null || b === null || compare(a, b) === 0

const isLater = (a: CountedDeduction, b: CountedDeduction): boolean =>
  a.at !== null && b.at !== null && a.at > b.at
