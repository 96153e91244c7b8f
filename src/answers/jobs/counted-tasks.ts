/** The tasks of files, each counted once, whether rows tell their states or deductions tell what was taken for them. */
import { type Instant, MILLIS_PER_DAY } from '../../core/instant.js'
import { accountOf, withoutGuard } from '../../core/nothing-words.js'
import { add, compare } from '../../core/quantity.js'
import type { Job } from '../../core/rating/job.js'
import type { PricedJob } from '../../core/rating/price-job.js'
import { type Counted, CountedOnce } from './counted-once.js'
import { type CountedDeduction, type DeductedTask, DeductedTasks, isSame } from './deducted-tasks.js'
import type { PricedRow, ReadColumn, TakeRow } from './job-files.js'

export class CountedTasks {
  /** Rows of a log about tasks of which an export says what was taken, and deductions that stand twice. */
  #superseded = 0
  /** Of those rows the ones that say that something else was taken. */
  #differing = 0
  /** Tasks whose deductions name no package, and take the same at different times. */
  #alikeParts = 0
  readonly #rows: CountedOnce<PricedRow>
  readonly #deducted = new DeductedTasks()
  /** Deductions that name no package, by the number of their task, but for the first of each. */
  readonly #further = new Map<number, CountedDeduction[]>()

  /** `share`: the one object for all rows like that one. */
  constructor(isUsage: boolean, share: (row: Omit<PricedRow, 'number'>) => PricedRow) {
    this.#rows = new CountedOnce({
      numberOf: row => row.number,
      isFinished: row => row.status !== 'pending',
      isSilent: row => !row.saysStatus && row.deducted === null,
      isSame: isSameRow,
      areDeductions: (a, b) => a.isDeduction && b.isDeduction,
      statesDeduction: row => isUsage && row.deducted !== null,
      fill: (row, other) =>
        isUsage && row.deducted !== null
          ? fillDeduction(row, other, share)
          : row.saysStatus || !other.saysStatus
            ? row
            : share({ ...row, saysStatus: true }),
      contradict: isOtherJob,
    })
  }

  /** How many tasks rows have told of. */
  get size(): number {
    return this.#rows.size
  }

  /** Takes an entry of a billing export. */
  takeEntry(deduction: CountedDeduction, priced: PricedJob | null): void {
    this.#deducted.take(deduction, priced)
  }

  /** Takes a row that says what was taken from a package, which `text` names. */
  takePackaged(row: PricedRow, line: number, at: Instant | null, text: ReadColumn, file: number): void {
    const status = row.isDeduction ? null : row.status
    this.#deducted.take(deductionOf(row, line, at, text, file), row.priced, status, row.count)
  }

  /** Takes a row about the task `id[start..end)`. */
  takeRow(
    row: PricedRow,
    line: number,
    at: Instant | null,
    said: Instant | null,
    text: ReadColumn,
    id: Buffer,
    start: number,
    end: number,
    file: number,
  ): void {
    const account = accountOf(text('account')) ?? undefined
    const task = this.#rows.add(id, start, end, row, at, said ?? at, line, account, file)
    if (task !== null) this.#takeFurther(task, deductionOf(row, line, at, text, file))
  }

  /** Takes a deduction beside the one that is kept of the task of that number. */
  #takeFurther(task: number, deduction: CountedDeduction): void {
    const known = this.#further.get(task)
    if (!known) this.#further.set(task, [deduction])
    else if (known.some(other => isSame(other, deduction))) this.#superseded++
    else known.push(deduction)
  }

  /** Hands on each task: by its row, or by the deductions for it. */
  handOn(takeRow: TakeRow, takeDeducted: (task: DeductedTask) => void): void {
    let row: Counted<PricedRow>
    const text: ReadColumn = column =>
      column === 'task_id' ? row.id : column === 'account' ? row.account : undefined
    const nameless: DeductedTask[] = []
    const hasDeductions = this.#deducted.list().length > 0
    const hasFurther = this.#further.size > 0
    this.#rows.forEach(each => {
      row = each
      const { entry, line, at, file } = row
      const deducted = hasDeductions ? this.#deducted.find(row.id) : undefined
      const further = (hasFurther && this.#further.get(row.task)) || NONE
      if (deducted) {
        // What was taken, package by package, says more than what a log says of the task.
        deducted.priced ??= entry.priced
        deducted.status ??= entry.status
        const beside = entry.isDeduction
          ? this.#deducted.addBeside(row.id, [deductionOf(entry, line, at, text, file), ...further])
          : 0
        this.#superseded += 1 + further.length - beside
        if (entry.status === 'billed' && entry.deducted !== null) {
          const said = further.map(other => other.deducted).reduce(add, entry.deducted)
          if (compare(said, this.#deducted.sumFor(row.id)) !== 0) this.#differing++
        }
      } else if (further.length > 0 && entry.isDeduction) {
        const deductions = [deductionOf(entry, line, at, text, file), ...further]
        if (further.every(other => compare(other.deducted, entry.deducted!) === 0)) this.#alikeParts++
        nameless.push({ deductions, count: entry.count, priced: entry.priced, status: entry.status })
      } else {
        this.#superseded += further.length
        takeRow(entry, line, at, text, file, row.task + 0.5)
      }
    })
    for (const task of [...this.#deducted.list(), ...nameless]) takeDeducted(task)
  }

  /** How many rows were left out, and how many of them as another job or with other units. */
  report() {
    return {
      repeatedTasks: this.#rows.repeated + this.#deducted.repeated + this.#superseded,
      contradictingTasks: this.#rows.contradicting + this.#differing,
      alikeParts: this.#alikeParts,
    }
  }
}

const NONE: readonly CountedDeduction[] = []

/** The package that a row names; null when it names none. */
const packageOf = (text: string): string | null => accountOf(withoutGuard(text))

/** What a row says was taken: a task that two packages paid has a row for each. */
const deductionOf = (
  row: PricedRow,
  line: number,
  at: Instant | null,
  text: ReadColumn,
  file: number,
): CountedDeduction => ({
  line,
  at,
  taskId: text('task_id') || null,
  account: accountOf(text('account')),
  pool: row.pool ?? '',
  deducted: row.deducted!,
  outcome: row.outcome,
  packageId: packageOf(text('package_id') ?? ''),
  unitsBefore: null,
  unitsAfter: null,
  file,
})

/** Whether two rows are one object, or deductions of the same, whatever other rows have told of their tasks. */
const isSameRow = (a: PricedRow, b: PricedRow): boolean =>
  a === b || (a.isDeduction && b.isDeduction && a.pool === b.pool && compare(a.deducted!, b.deducted!) === 0)

/** A row that says what was deducted with the price and the end of its task, as far as the other alone says them. */
function fillDeduction(
  row: PricedRow,
  other: PricedRow,
  share: (row: Omit<PricedRow, 'number'>) => PricedRow,
): PricedRow {
  const priced = row.priced ?? other.priced
  const isOpen = !row.saysStatus && row.status === 'billed' && other.status !== 'pending'
  const status = isOpen ? other.status : row.status
  const saysStatus = row.saysStatus || other.saysStatus
  const isFull = priced === row.priced && status === row.status && saysStatus === row.saysStatus
  return isFull ? row : share({ ...row, priced, status, saysStatus })
}

/** Whether two rows of a task are of jobs that are not one, or say that something else was deducted for it in the end. */
function isOtherJob(a: PricedRow, b: PricedRow, apart: number): boolean {
  if (a.priced !== b.priced && a.priced !== null && b.priced !== null && areUnlike(a.priced, b.priced))
    return true
  const areBilled = a.status === 'billed' && b.status === 'billed'
  // No task succeeds twice, days apart: shots and tickets have several.
  if (areBilled && (a.count !== b.count || apart > MILLIS_PER_DAY)) return true
  return areBilled && a.deducted !== null && b.deducted !== null && compare(a.deducted, b.deducted) !== 0
}

/** Whether two jobs differ in what both of them say, whichever lists price them. */
function areUnlike({ rated: a }: PricedJob, { rated: b }: PricedJob): boolean {
  if (a.billedSeconds !== b.billedSeconds || !a.models.some(model => b.models.includes(model))) return true
  return (Object.keys(a.job) as (keyof Job)[]).some(key => {
    const [one, other] = [a.job[key], b.job[key]]
    return key !== 'model' && typeof one !== 'object' && typeof other !== 'object' && one !== other
  })
}
