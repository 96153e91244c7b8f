/** Use that draws units down: tasks priced by a list, or what the service deducted for them, as far as that is known. */
import type { TimeZone } from '../../core/calendar.js'
import { DeductionComparer } from '../../core/compare-deductions.js'
import { fail, listChoices } from '../../core/failure.js'
import type { FileColumns } from '../../core/file-columns.js'
import type { Day, Instant } from '../../core/instant.js'
import type { Use } from '../../core/ledger/drawdown.js'
import type { UsageReport } from '../../core/ledger/expiry-answer.js'
import type { Deduction } from '../../core/ledger/reconcile.js'
import { accountOf } from '../../core/nothing-words.js'
import type { BudgetInput } from '../../core/plan/budget-answer.js'
import { isZero, times, type Units } from '../../core/quantity.js'
import type { Catalogue } from '../../core/rating/catalogue.js'
import type { PricedJob, Terms } from '../../core/rating/price-job.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import {
  type CoarseTotals,
  DaysWithRows,
  type EarlyEnd,
  findSilences,
  listEarlyEnds,
  spanOfTotals,
} from '../../core/silent-days.js'
import { isInForce } from '../../core/source.js'
import { type DeductedTask, deductedFor } from '../jobs/deducted-tasks.js'
import type { FileJobs, PricedRow, RatedRow, ReadColumn } from '../jobs/job-files.js'
import { chargedByList } from '../jobs/job-pricer.js'
import { priceFiles } from '../jobs/price-files.js'
import { UsedListsTally } from './used-lists.js'

/** How a usage log is priced. */
export interface UsageTerms {
  readonly catalogue: Catalogue
  /** The card asked for; null: the one that rules §1 choose, among those in units. */
  readonly card: RateCard | null
  readonly asOf: Instant
  /** The zone of the days on which a log has rows. */
  readonly zone: TimeZone
}

/** The pools that units may be of. */
export interface UnitPools {
  readonly known: readonly string[]
  /** Those that packages can pay for: units whose pool nothing says are of the only one, where it is one. */
  readonly paying: readonly string[]
}

/** Those of price lists and packages. */
export const unitPools = (
  { catalogue }: Pick<UsageTerms, 'catalogue'>,
  sources: readonly { readonly pool: string }[],
): UnitPools => {
  const paying = [...new Set(sources.map(({ pool }) => pool))]
  const known = new Set([...paying, ...catalogue.cards.flatMap(card => [...card.pools.keys()])])
  return { known: [...known], paying }
}

/** What files of use hold, each task once. */
export interface Usage extends Omit<UsageReport, 'later'> {
  /** What each of them holds; `rows` are those that count, and those that another one of the same task replaces. */
  readonly files: readonly Omit<BudgetInput, 'columns' | 'later'>[]
  /** In order of time; of one instant in the order of the file. Those that say what was deducted are deductions. */
  readonly uses: readonly Use[]
  /** The days, up to that of the answer, on which they have rows, whatever became of their tasks. */
  readonly daysWithRows: ReadonlySet<Day>
  /** Whose tasks they were, as far as the files say it. */
  readonly accounts: readonly string[]
  readonly columns: readonly FileColumns[]
}

/** Told of more than the uses, row by row. */
export interface UsageWatch {
  /** Takes the time of every row that was read, also of tasks that used nothing. */
  onRow(at: Instant, file: number): void
  /** Takes each use of which the log says what was deducted, once all files have been read. */
  onUse(use: Use): void
  /** Takes each billed row that a price list prices, in units or in dollars; rows that come down to the same are one object. */
  onPriced(row: RatedRow, at: Instant): void
  /** Whether the uses are kept too; a log of millions takes memory, and not everyone asks for them twice. */
  readonly keepsUses: boolean
}

/**
 * Reads files of use: logs, exports, task lists, deductions, totals of days. Without `watch` only lists in units price
 * it. Throws InputError for a card that charges dollars and for bad rows unless they may be set aside; a row without a
 * time is one.
 */
export async function readUsage(
  files: readonly FileJobs[],
  usageTerms: UsageTerms,
  pools: UnitPools,
  watch: UsageWatch | null = null,
): Promise<Usage> {
  const names = files.map(({ input }) => input.name)
  const uses = new Uses(names, usageTerms, watch)
  const { files: reports, ...report } = await priceFiles(
    files,
    termsOf(usageTerms, watch !== null),
    (row, line, at, text, file) => uses.takeRow(row, line, at!, text, file),
    {
      kind: 'usage',
      paying: pools.paying,
      pools: pools.known,
      onRow: (at, file, isOfMany) => uses.noteRow(at, file, isOfMany),
      takeDeducted: task => uses.takeDeducted(task),
    },
  )
  const { assumesPool, ...counts } = report
  return {
    file: listChoices(names, 'and'),
    files: reports.map(({ rejected, columns }, i) => ({ ...uses.files[i]!, file: columns.file, rejected })),
    ...uses.finish(),
    rejected: reports.flatMap(({ rejected }, i) => rejected.map(row => ({ ...row, file: names[i]! }))),
    columns: reports.map(({ columns }) => columns),
    ...counts,
    // Files that hold the same tasks are parts of one export: the end of the earlier one is none.
    earlyEnds: counts.repeatedTasks > 0 ? [] : uses.listEarlyEnds(),
    assumedPool: assumesPool ? pools.paying[0]! : null,
  }
}

/** Takes the tasks of files as use. */
class Uses {
  readonly files: { rows: number; notBilled: bigint; pending: bigint }[]
  readonly #days: DaysWithRows[]
  #free = 0n
  #from: Instant | null = null
  #until: Instant | null = null
  #outOfForce: string | null = null
  readonly #accounts = new Set<string>()
  #unowned = 0
  /** The last one, which is the next one's as a rule. */
  #account: string | null = null
  readonly #uses = new UsesInOrder()
  readonly #comparer = new DeductionComparer()
  readonly #lists: UsedListsTally

  constructor(
    private readonly names: readonly string[],
    private readonly terms: UsageTerms,
    private readonly watch: UsageWatch | null,
  ) {
    this.#lists = new UsedListsTally(terms)
    this.files = names.map(() => ({ rows: 0, notBilled: 0n, pending: 0n }))
    this.#days = names.map(() => new DaysWithRows(terms.zone))
  }

  noteRow(at: Instant, file: number, isOfMany: boolean): void {
    this.files[file]!.rows++
    if (at <= this.terms.asOf) this.#days[file]!.note(at, isOfMany)
    if (this.#from === null || at < this.#from) this.#from = at
    if (this.#until === null || at > this.#until) this.#until = at
    this.watch?.onRow(at, file)
  }

  takeRow(row: PricedRow, line: number, at: Instant, text: ReadColumn, file: number): void {
    const { status, deducted, count, priced } = row
    if (status === 'pending') {
      this.files[file]!.pending += count
      return
    }
    const account = accountOf(text('account'))
    if (deducted !== null) {
      this.#takeDeductedRow(row, deducted, { line, at, taskId: text('task_id') || null, account, file })
      return
    }
    if (status === 'not-billed') {
      this.files[file]!.notBilled += count
      return
    }
    this.#noteAccount(account)
    const { card } = this.terms
    if (card !== null && !isInForce(card, at)) this.#outOfForce = card.id
    this.#lists.add(row as RatedRow, at)
    this.watch?.onPriced(row as RatedRow, at)
    const { pool } = priced!.rated.rate
    if (pool === null) return
    // A log has millions of rows, and a use is made where someone asks for it.
    if (this.#keepsUses) {
      const taskId = text('task_id') || null
      const use = { at, pool, units: unitsOf(priced!, count), taskId, account, file: this.names[file]!, line }
      this.#uses.push(ofTasks(count, use))
    }
  }

  /** A row that says what was deducted, without a word of the package that paid. */
  #takeDeductedRow(
    row: PricedRow,
    units: Units,
    { line, at, taskId, account, file }: Pick<Use, 'line' | 'at' | 'taskId' | 'account'> & { file: number },
  ): void {
    const { status, count } = row
    const name = this.names[file]!
    const listed = this.#compare(row, units, { at, file: name, line, taskId })
    if (isZero(units)) {
      this.#countFree(status, count, file)
      return
    }
    const use: Deduction = {
      at,
      pool: row.pool!,
      units,
      taskId,
      account,
      file: name,
      line,
      packageId: null,
      unitsBefore: null,
      unitsAfter: null,
      listed,
    }
    this.#take(ofTasks(count, use))
  }

  takeDeducted(task: DeductedTask): void {
    const [first] = task.deductions
    const status = task.status ?? 'billed'
    const deducted = deductedFor(task)
    const { priced, count } = task
    const row = { priced, status, count }
    const listed = this.#compare({ ...row, pool: first!.pool }, deducted, {
      ...first!,
      at: first!.at!,
      file: this.names[first!.file]!,
    })
    if (isZero(deducted)) {
      this.#countFree(status, count, first!.file)
      return
    }
    for (const [i, deduction] of task.deductions.filter(({ deducted }) => !isZero(deducted)).entries()) {
      const use: Deduction = {
        at: deduction.at!,
        pool: deduction.pool,
        units: deduction.deducted,
        taskId: deduction.taskId,
        account: deduction.account,
        file: this.names[deduction.file]!,
        line: deduction.line,
        packageId: deduction.packageId,
        unitsBefore: deduction.unitsBefore,
        unitsAfter: deduction.unitsAfter,
        listed: i === 0 ? listed : null,
      }
      // Parts of what was taken for a task are no tasks of their own.
      this.#take(ofTasks(i === 0 ? count : 0n, use))
    }
  }

  #compare(
    row: Pick<PricedRow, 'priced' | 'status' | 'count' | 'pool'>,
    deducted: Units,
    { at, file, line, taskId }: Pick<Use, 'at' | 'file' | 'line' | 'taskId'>,
  ): Units | null {
    // The units of a day are of tasks that nobody knows, so that there is nothing to compare them with.
    if (row.count === 0n) return null
    const listed = chargedByList(row)
    if (at > this.terms.asOf) return listed
    const hasFailed = row.status === 'not-billed'
    this.#comparer.take({ at, file, line, taskId, pool: row.pool ?? '', deducted, listed, hasFailed })
    return listed
  }

  #countFree(status: PricedRow['status'], count: bigint, file: number): void {
    if (status === 'billed') this.#free += count
    else this.files[file]!.notBilled += count
  }

  #noteAccount(account: string | null): void {
    if (account === null) this.#unowned++
    if (account === null || account === this.#account) return
    this.#account = account
    this.#accounts.add(account)
  }

  get #keepsUses(): boolean {
    return this.watch === null || this.watch.keepsUses
  }

  #take(use: Use): void {
    this.#noteAccount(use.account)
    this.watch?.onUse(use)
    if (this.#keepsUses) this.#uses.push(use)
  }

  finish() {
    const daysWithRows = new Set(this.#days.flatMap(({ days }) => [...days]))
    const sum = (key: 'notBilled' | 'pending') => this.files.reduce((all, file) => all + file[key], 0n)
    return {
      uses: this.#uses.list(),
      accounts: [...this.#accounts],
      unowned: this.#accounts.size > 0 ? this.#unowned : 0,
      notBilled: sum('notBilled'),
      pending: sum('pending'),
      free: this.#free,
      from: this.#from,
      until: this.#until,
      coarseTotals: this.#days.flatMap((days, file): CoarseTotals[] => {
        const span = spanOfTotals(days)
        return span ? [{ file: this.names[file]!, span }] : []
      }),
      daysWithRows,
      silences: findSilences(daysWithRows),
      comparison: this.#comparer.finish(),
      outOfForce: this.#outOfForce,
      usedLists: this.#lists.finish(),
    }
  }

  /** The files that end while another one of the same days goes on. */
  listEarlyEnds(): EarlyEnd[] {
    const files = this.#days.map(({ days }) => days)
    return listEarlyEnds(files).map(file => ({
      file: this.names[file]!,
      last: Math.max(...files[file]!) as Day,
    }))
  }
}

const unitsOf = ({ unitsEach }: PricedJob, count: bigint): Units =>
  count === 1n ? unitsEach! : times(unitsEach!, count)

// Uses are written out where they are made: objects that are put together from others share no shape, and a million
// of them take twice the time and memory. Only what few have is added to a whole one.
const ofTasks = <T extends Use>(count: bigint, use: T): T => (count === 1n ? use : { ...use, tasks: count })

/** The terms of a usage log: lists in units, and those in dollars only where someone takes the dollars. */
function termsOf({ catalogue, card, asOf }: UsageTerms, takesDollars: boolean): Terms {
  if (takesDollars) return { catalogue, card, asOf, packagePrice: null, prefersUnits: true }
  if (card !== null && card.billing !== 'prepaid-units') {
    fail('BAD_USAGE', `--card ${card.id} charges dollars; what is drawn from packages is priced in units`)
  }
  return { catalogue, card, asOf, packagePrice: null, isPaidInUnits: true }
}

/** Collects uses; a log is in order of time as a rule, the oldest first or the newest, and nothing is sorted. */
class UsesInOrder {
  readonly #uses: Use[] = []
  #rises = true
  #falls = true

  push(use: Use): void {
    const last = this.#uses.at(-1)
    if (last && use.at < last.at) this.#rises = false
    if (last && use.at > last.at) this.#falls = false
    this.#uses.push(use)
  }

  /**
   * In order of time, ties in order of arrival (sorting keeps it). Where the newest comes first, of one instant
   * the last to arrive was the first to happen.
   */
  list(): readonly Use[] {
    if (!this.#rises) {
      if (this.#falls) this.#uses.reverse()
      else this.#uses.sort((a, b) => a.at - b.at)
    }
    return this.#uses
  }
}
