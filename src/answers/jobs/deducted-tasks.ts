/**
 * Deductions, each counted once, by the tasks that they were for: a task that two packages paid has two of them, and
 * an entry that stands in two exports, or on two pages, is one.
 */
import type { Instant } from '../../core/instant.js'
import { add, compare, NO_UNITS, type Units } from '../../core/quantity.js'
import type { Outcome } from '../../core/rating/job.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import type { Deduction } from '../../read/tasks/billing-export.js'

/** A deduction that counts. */
export interface CountedDeduction extends Omit<Deduction, 'raw' | 'job' | 'unread' | 'pool'> {
  readonly pool: string
  /** Which of the files, the first being 0. */
  readonly file: number
}

/**
 * An entry of an export as what counts of it. It is written out: exports have millions, and an object that others are
 * spread into takes several times the memory.
 */
export const countEntry = (entry: Deduction, file: number): CountedDeduction => ({
  line: entry.line,
  at: entry.at,
  taskId: entry.taskId,
  account: entry.account,
  pool: entry.pool,
  deducted: entry.deducted,
  outcome: entry.outcome,
  packageId: entry.packageId,
  unitsBefore: entry.unitsBefore,
  unitsAfter: entry.unitsAfter,
  file,
})

/** A task and all that was taken for it. */
export interface DeductedTask {
  readonly deductions: CountedDeduction[]
  /** How many jobs it stands for: one, but for a row that says more. */
  readonly count: bigint
  /** What the price list charges for it; null when it has no price for it, or nothing says what it was. */
  priced: PricedJob | null
  /** What a log says became of it; null when none was given. */
  status: Outcome | null
}

export class DeductedTasks {
  /** How many entries were left out because the same stood elsewhere. */
  repeated = 0
  readonly #tasks: DeductedTask[] = []
  readonly #byId = new Map<string, readonly DeductedTask[]>()

  take(
    deduction: CountedDeduction,
    priced: PricedJob | null,
    status: Outcome | null = null,
    count = 1n,
  ): void {
    const { taskId } = deduction
    const known = taskId === null ? [] : (this.#byId.get(taskId) ?? [])
    for (const task of known) task.status = status ?? task.status
    if (known.some(task => task.deductions.some(other => isSame(other, deduction)))) {
      this.repeated++
      return
    }
    const partOf = known.find(task => isPart(deduction, priced, task))
    if (partOf) {
      partOf.deductions.push(deduction)
      partOf.priced ??= priced
      return
    }
    const task: DeductedTask = { deductions: [deduction], count, priced, status }
    this.#tasks.push(task)
    if (taskId !== null) this.#byId.set(taskId, [...known, task])
  }

  /** The task of that id, if anything was taken for it. */
  find(taskId: string): DeductedTask | undefined {
    return this.#byId.get(taskId)?.[0]
  }

  /** All that was taken under that id. */
  sumFor(taskId: string): Units {
    return (this.#byId.get(taskId) ?? []).map(deductedFor).reduce(add, NO_UNITS)
  }

  /**
   * Adds those of `listed`, the deductions of a task that a table lists without their packages, that stand nowhere here.
   * Only where another one of them does, which shows that both tell of the same: else either may be wrong. Returns how
   * many were added.
   */
  addBeside(taskId: string, listed: readonly CountedDeduction[]): number {
    const [task, ...others] = this.#byId.get(taskId)!
    const left = [task!, ...others].flatMap(({ deductions }) => deductions)
    const missing = listed.filter(deduction => {
      const index = left.findIndex(other => isSame({ ...other, packageId: null }, deduction))
      if (index >= 0) left.splice(index, 1)
      return index < 0
    })
    if (missing.length === listed.length) return 0
    task!.deductions.push(...missing)
    return missing.length
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
 * A deduction does not change once it is made: one that stands twice is the same in all that it says. Whatever differs
 * was taken beside it.
 */
export const isSame = (a: CountedDeduction, b: CountedDeduction): boolean =>
  a.packageId === b.packageId &&
  a.pool === b.pool &&
  isSameMoment(a.at, b.at) &&
  isEqual(a.deducted, b.deducted) &&
  mayBeEqual(a.unitsBefore, b.unitsBefore)

/** Whether two times are one: what a spreadsheet or a program has saved to the second has lost its fraction. */
export const isSameMoment = (a: Instant | null, b: Instant | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    Math.floor(a / 1000) === Math.floor(b / 1000) &&
    (a % 1000 === 0 || b % 1000 === 0))

const isEqual = (a: Units, b: Units): boolean => compare(a, b) === 0

const mayBeEqual = (a: Units | null, b: Units | null): boolean => a === null || b === null || isEqual(a, b)

/**
 * Whether a deduction paid for a part of a task: it is of the same job, and of another package, or of the same one where
 * not each of them alone is the whole price, as where ids come again.
 */
function isPart(deduction: CountedDeduction, priced: PricedJob | null, task: DeductedTask): boolean {
  if (priced !== null && task.priced !== null && priced !== task.priced) return false
  if (task.deductions.some(({ pool }) => pool !== deduction.pool)) return false
  const { packageId } = deduction
  if (task.deductions.every(other => other.packageId === null || other.packageId !== packageId)) return true
  const whole = (priced ?? task.priced)?.unitsEach
  return (
    !!whole && task.count === 1n && !(isEqual(deductedFor(task), whole) && isEqual(deduction.deducted, whole))
  )
}
