/** Takes rows, whichever parser they come from, through the same reading and pricing, and counts each task once. */
import { assert, fail, type Issue } from '../core/failure.js'
import type { AliasedColumn, AliasedWord, IgnoredColumn } from '../core/file-columns.js'
import { type Day, firstInstantOf, type Instant, instantAt, type Zone } from '../core/instant.js'
import { keyOfMonth, type PlanMonth } from '../core/plan/plan-month.js'
import { compare, format, isZero, NO_UNITS, subtract, times, type Units } from '../core/quantity.js'
import { type Job, roundLength } from '../core/rating/job.js'
import {
  createPricer,
  onlyUnits,
  type PricedJob,
  type PriceJob,
  type Terms,
} from '../core/rating/price-job.js'
import type { Deviation } from '../core/rating/quote.js'
import type { UnratedJob } from '../core/rating/rate-job.js'
import { TIME_FORMS } from '../core/time-text.js'
import { BadRows, rowPlace } from '../read/bad-rows.js'
import { describeIgnored } from '../read/columns.js'
import { readDayRow } from '../read/demand-file.js'
import { JOB_COLUMNS, type JobColumn, type JobContext, type ReadText, readJobTime } from '../read/job-row.js'
import type { JsonValue } from '../read/json-value.js'
import type { BrokenRow, Row } from '../read/rows.js'
import {
  type ExportPage,
  listSpellings,
  listStrangeKeys,
  readDeduction,
} from '../read/tasks/billing-export.js'
import { readPlanMonth } from '../read/tasks/plan-month.js'
import { readTaskRow, type TaskRow } from '../read/tasks/task-row.js'
import { quote } from '../read/values.js'
import { LONGEST_ID } from '../scan/id-index.js'
import { type Counted, CountedOnce } from './counted-once.js'
import { type DeductedTask, DeductedTasks, deductedFor } from './deducted-tasks.js'
import type { FileJobs, FileReport, PricedRow, Purpose, TakeRow } from './quote-jobs.js'

/** The columns of a plan: those of a job file, and when its jobs are to run. */
export const PLAN_COLUMNS = [...JOB_COLUMNS, 'month'] as const

/** An id that a spreadsheet has cut: 780000000000012345 as 7.8E+17. */
const CUT_ID = /^\d(?:[.,]\d+)?e\+?\d+$/i

/** What is left of a file when it has been read. */
interface ReadFile {
  readonly jobs: FileJobs
  readonly badRows: BadRows
  readonly deviations: Deviation[]
  readonly words: Map<string, AliasedWord>
  ignored: readonly IgnoredColumn[]
  aliased: readonly AliasedColumn[]
}

export class JobReader {
  readonly columns: readonly string[]
  /** How many rows of the file at hand have been read, good or bad. */
  rows = 0
  /** Rows of a log about tasks of which an export says what was taken. */
  #superseded = 0
  #cutIds = 0
  #assumedPools = 0
  readonly #files: ReadFile[] = []
  /** The file at hand, and its number. */
  #file!: ReadFile
  #fileNumber = -1
  #context!: JobContext
  readonly #price: PriceJob
  /** Prices what was deducted in units: by a list in units, unless the user names one in dollars. */
  readonly #priceDeduction: PriceJob
  readonly #rows = new Map<string, PricedRow>()
  readonly #pricedNumbers = new Map<PricedJob | null, number>()
  readonly #modesOfResolution: ReadonlyMap<string, string>
  readonly #tasks = new CountedOnce<PricedRow>({
    numberOf: row => row.number,
    isFinished: row => row.status !== 'pending',
    contradict: (a, b) => a.status === 'billed' && b.status === 'billed' && isOtherJob(a, b),
  })
  readonly #deducted = new DeductedTasks()
  /** The export whose last page so far says that others follow. */
  #openExport: { readonly page: ExportPage; readonly file: string } | null = null

  constructor(
    readonly terms: Terms,
    private readonly take: TakeRow,
    readonly purpose: Purpose,
  ) {
    this.columns = purpose.kind === 'plan' ? PLAN_COLUMNS : JOB_COLUMNS
    this.#price = createPricer(terms)
    this.#priceDeduction = createPricer({ ...terms, catalogue: onlyUnits(terms.catalogue) })
    this.#modesOfResolution = new Map(
      terms.catalogue.cards.flatMap(card =>
        [...card.typicalResolutionOfMode].map(([mode, resolution]) => [resolution, mode]),
      ),
    )
  }

  /** Turns to a file. */
  begin(jobs: FileJobs): this {
    const words = new Map<string, AliasedWord>()
    this.#file = {
      jobs,
      badRows: new BadRows(jobs.badRows, jobs.keepsRejects),
      deviations: [],
      words,
      ignored: [],
      aliased: [],
    }
    this.#fileNumber = this.#files.push(this.#file) - 1
    this.rows = 0
    this.#context = {
      catalogue: this.terms.catalogue,
      reading: jobs.reading,
      nameOf: column => column,
      ...(this.purpose.kind === 'usage' && { pools: this.purpose.pools }),
      noteWord: word => words.set(`${word.column}\n${word.word}`, word),
    }
    return this
  }

  get #name(): string {
    return this.#file.jobs.input.name
  }

  get isUsage(): boolean {
    return this.purpose.kind === 'usage'
  }

  /** Notes which columns of the file are not read as they stand. */
  noteColumns(ignored: readonly IgnoredColumn[], aliased: readonly AliasedColumn[]): void {
    this.#file.ignored = [...this.#file.ignored, ...ignored]
    this.#file.aliased = [...this.#file.aliased, ...aliased]
  }

  /** Reads and prices the texts of a row. */
  read(text: (column: string) => string | undefined, at: Instant | null, line: number): PricedRow | Issue[] {
    const place = rowPlace(this.#name, line)
    const row = readTaskRow(text as ReadText, this.#context, place)
    const month = this.purpose.kind === 'plan' ? readPlanMonth(text('month') ?? '', place) : null
    if (Array.isArray(row) || Array.isArray(month))
      return [...(Array.isArray(row) ? row : []), ...(Array.isArray(month) ? month : [])]
    const priced = row.job && this.#priceRow(row, at)
    if (priced === null || priced.kind === 'unrated') {
      if (this.#needsPrice(row))
        return row.job ? [this.#unratedIssue(priced as UnratedJob, line)] : [...row.unread]
      return this.#share(row, null, month, line)
    }
    return this.#share(row, priced, month, line)
  }

  /** Whether a row is of no use without a price: it was billed, and nothing says what was taken for it. */
  #needsPrice({ status, outcome, deducted }: TaskRow): boolean {
    return this.isUsage ? status === 'billed' && deducted === null : outcome === 'billed'
  }

  #priceRow({ job, deducted, count }: TaskRow, at: Instant | null): PricedJob | UnratedJob {
    if (deducted === null) return this.#priceLength(job!, at, this.#price)
    // What was deducted is compared with a list in units, if one has a price.
    const inUnits = this.#priceDeducted([job!], at, deducted, count)
    return inUnits.kind === 'priced' ? inUnits : this.#priceLength(job!, at, this.#price)
  }

  /**
   * The price of what was deducted, by a list in units: of the first of `spellings` that has one. Where the price depends
   * on a capability that nobody said, what was deducted tells which it was (a ruling, R92): by the price that it equals,
   * or, where the two are only compared, by the nearest.
   */
  #priceDeducted(
    spellings: readonly Job[],
    at: Instant | null,
    deducted: Units,
    count: bigint,
  ): PricedJob | UnratedJob {
    const price = (job: Job) => this.#priceLength(job, at, this.#priceDeduction)
    const attempts = spellings.map(price)
    const found = attempts.find(attempt => attempt.kind === 'priced')
    if (found) return found
    const open = spellings.filter(
      (job, i) => isAmbiguous(attempts[i]!) && job.model !== null && job.capability === null,
    )
    const capabilities = [...new Set(this.terms.catalogue.capabilities.values())]
    const ways = open
      .flatMap(job => capabilities.map(capability => price({ ...job, capability })))
      .filter(attempt => attempt.kind === 'priced')
      .map(way => ({ way, apart: distance(times(way.unitsEach!, count), deducted) }))
      .sort((a, b) => compare(a.apart, b.apart))
    const [nearest] = ways
    if (nearest && (this.isUsage || isZero(nearest.apart))) return nearest.way
    return attempts[0]!
  }

  #priceLength(job: Job, at: Instant | null, price: PriceJob): PricedJob | UnratedJob {
    if (this.#file.jobs.keepsLengths !== false) return price(job, at)
    const rounded = roundLength(job)
    const priced = price(rounded, at)
    // What is refused is told with the length that stands in the file.
    return priced.kind === 'priced' || rounded === job ? priced : price(job, at)
  }

  /** The one object for all rows that come down to the same. */
  #share(row: TaskRow, priced: PricedJob | null, month: PlanMonth | null, line: number): PricedRow | Issue[] {
    const pool = this.#poolOf(row, priced, line)
    if (Array.isArray(pool)) return pool
    const { outcome, status, count, deducted } = row
    return this.#sharedRow({ priced, outcome, status, count, deducted, pool, month })
  }

  #sharedRow(row: Omit<PricedRow, 'number'>): PricedRow {
    const { priced, outcome, status, count, deducted, pool, month } = row
    let number = this.#pricedNumbers.get(priced)
    if (number === undefined) {
      number = this.#pricedNumbers.size
      this.#pricedNumbers.set(priced, number)
    }
    const key = `${number} ${outcome} ${status} ${count} ${deducted && format(deducted)} ${pool} ${month && keyOfMonth(month)}`
    const known = this.#rows.get(key)
    if (known) return known
    const shared = { ...row, number: this.#rows.size }
    this.#rows.set(key, shared)
    return shared
  }

  /** The pool of what was deducted: the one that the row names, else that of its price, else the only one there is. */
  #poolOf(
    { deducted, pool, outcome }: TaskRow,
    priced: PricedJob | null,
    line: number,
  ): string | null | Issue[] {
    if (deducted === null) return null
    const known = pool ?? priced?.rated.rate.pool ?? null
    if (known !== null || this.purpose.kind !== 'usage' || isZero(deducted) || outcome === 'pending')
      return known
    const { onlyPool, pools } = this.purpose
    if (onlyPool !== null) {
      this.#assumedPools++
      return onlyPool
    }
    const message = `pool: is missing, and the units may be of ${pools.join(' or ')}`
    const hint = 'say in each row which pool they are of, in a column pool'
    return [{ code: 'KEY_MISSING', message, place: rowPlace(this.#name, line), hint }]
  }

  readTime(
    text: string | undefined,
    line: number,
    column: JobColumn = 'timestamp',
  ): Instant | null | Issue[] {
    const place = rowPlace(this.#name, line)
    const at = readJobTime(text, this.#context, place, column)
    if (at !== null || !this.isUsage || column !== 'timestamp') return at
    // A task is charged at its own time (rules §2): without one nobody can say which lot paid.
    return [{ code: 'BAD_TIME', message: `timestamp: is missing; ${TIME_FORMS} is needed`, place }]
  }

  /** Takes a row that an exact parser delivered. */
  takeRow(row: Row | BrokenRow): void {
    if ('issue' in row) {
      this.reject([row.issue], row.line, row.raw)
      return
    }
    const at = this.readTime(row.text('timestamp'), row.line)
    const said = this.readTime(row.text('updated_at'), row.line, 'updated_at')
    const read = this.read(column => row.text(column), Array.isArray(at) ? null : at, row.line)
    if (Array.isArray(at) || Array.isArray(said) || Array.isArray(read)) {
      const issues = [at, said, read].flatMap(found => (Array.isArray(found) ? found : []))
      this.reject(issues, row.line, row.raw)
      return
    }
    const id = Buffer.from(row.text('task_id') ?? '')
    this.accept(read, row.line, at, said, column => row.text(column), id, 0, id.length)
  }

  /** Takes a row that could be read; its task_id is `id[start..end)`, empty where it has none. */
  accept(
    row: PricedRow,
    line: number,
    at: Instant | null,
    said: Instant | null,
    text: ReadText,
    id: Buffer,
    start: number,
    end: number,
  ): void {
    this.rows++
    const file = this.#fileNumber
    if (this.purpose.kind === 'usage') this.purpose.onRow(at!, file)
    const { keepsAccounts } = this.#file.jobs
    const packageId = row.deducted === null ? '' : (text('package_id') ?? '')
    if (packageId !== '' && row.status !== 'pending') {
      this.#takePackaged(row, packageId, line, at, text)
      return
    }
    // A row that stands for several jobs, or for none that is known, names no task of its own.
    const isTask =
      end > start && end - start <= LONGEST_ID && row.count === 1n && this.purpose.kind !== 'plan'
    if (!isTask || this.#isCut(id, start, end)) {
      this.#handOn(row, line, at, text, file)
      return
    }
    const account = keepsAccounts === false ? undefined : text('account')
    this.#tasks.add(id, start, end, row, at, said ?? at, line, account, file)
  }

  #isCut(id: Buffer, start: number, end: number): boolean {
    // No id of a service is as short as what a spreadsheet leaves of a long one, as a rule.
    if (end - start > 12 || !CUT_ID.test(id.toString('latin1', start, end))) return false
    this.#cutIds++
    return true
  }

  /** What a row says was taken from one package: a task that two packages paid has a row for each. */
  #takePackaged(row: PricedRow, packageId: string, line: number, at: Instant | null, text: ReadText): void {
    this.#deducted.take(
      {
        line,
        at,
        taskId: (row.count === 1n && text('task_id')) || null,
        account: text('account') || null,
        pool: row.pool ?? '',
        deducted: row.deducted!,
        outcome: row.outcome,
        packageId,
        unitsBefore: null,
        unitsAfter: null,
        file: this.#fileNumber,
      },
      row.priced,
      row.status,
    )
  }

  /** Throws where the units of days are of no use: they cannot be priced. */
  checkDays(line: number): void {
    if (this.isUsage) return
    const place = rowPlace(this.#name, line)
    const hint =
      this.purpose.kind === 'plan'
        ? '--demand FILE reads them'
        : '`budget FILE` and `expiry --usage FILE` read them as use'
    fail('HEADER_MISSING', 'holds the units of days; expected jobs that can be priced', place, hint)
  }

  /** Takes the units of a day, of which nobody knows the tasks. */
  takeDay(row: Row | BrokenRow): void {
    if ('issue' in row) {
      this.reject([row.issue], row.line, row.raw)
      return
    }
    const { reading } = this.#file.jobs
    const pools = this.purpose.kind === 'usage' ? this.purpose.pools : []
    const day = readDayRow(row.text, rowPlace(this.#name, row.line), pools, reading.notation)
    const task = Array.isArray(day)
      ? day
      : this.#share(
          {
            job: null,
            count: 0n,
            outcome: 'billed',
            status: 'billed',
            deducted: day.units,
            pool: day.pool,
            unread: [],
          },
          null,
          null,
          row.line,
        )
    if (Array.isArray(day) || Array.isArray(task)) {
      this.reject(task as Issue[], row.line, row.raw)
      return
    }
    const none = Buffer.alloc(0)
    const at = endOf(day.date, reading.notation.zone)
    this.accept(task, row.line, at, at, column => row.text(column), none, 0, 0)
  }

  /** Takes a page of a billing export. */
  takePage(page: ExportPage): void {
    if (page.hasMore !== null) this.#openExport = page.hasMore ? { page, file: this.#name } : null
    for (const entry of page.entries) this.takeEntry(entry)
  }

  /** Takes an entry of a billing export. */
  takeEntry(entry: JsonValue): void {
    const line = entry.place.line ?? 1
    const read = readDeduction(entry, this.#context, this.isUsage)
    if (Array.isArray(read)) {
      this.reject(read, line, entry.raw)
      return
    }
    this.#noteKeys(entry)
    const { job, unread, at, pool, raw, ...deduction } = read
    const priced =
      job && this.#priceDeducted(listSpellings(job, this.#modesOfResolution), at, read.deducted, 1n)
    const needsPrice = !this.isUsage && deduction.outcome === 'billed'
    if (needsPrice && (priced === null || priced.kind === 'unrated')) {
      this.reject(priced ? [this.#unratedIssue(priced, line)] : unread, line, raw)
      return
    }
    const rated = priced?.kind === 'priced' ? priced : null
    const priceOfPool = rated?.rated.rate.pool ?? null
    const isOfPool = priceOfPool === null || priceOfPool === pool
    if (needsPrice && !isOfPool) {
      const message = `product_type: found ${quote(pool)}; the row that prices the job is of the ${priceOfPool} pool`
      this.reject([{ code: 'BAD_VALUE', message, place: rowPlace(this.#name, line) }], line, raw)
      return
    }
    this.rows++
    const file = this.#fileNumber
    if (this.purpose.kind === 'usage') this.purpose.onRow(at!, file)
    this.#deducted.take({ ...deduction, at, pool, file }, isOfPool ? rated : null)
  }

  #noteKeys(entry: JsonValue): void {
    const strange = listStrangeKeys(entry).filter(key => !this.#file.ignored.some(({ name }) => name === key))
    if (strange.length === 0) return
    const form = {
      columns: this.columns,
      words: new Map(),
      harmless: new Set<string>(),
      renamed: new Map(),
      leftOut: new Set<string>(),
    }
    this.noteColumns(
      strange.map(key => describeIgnored(key, form)),
      [],
    )
  }

  reject(issues: readonly Issue[], line: number, raw: string): void {
    this.rows++
    this.#file.badRows.reject(issues, line, raw)
  }

  /** Ends the reading of a file: throws InputError when it had bad rows that may not be set aside. */
  end(): void {
    this.#file.badRows.finish()
  }

  /** Ends all reading, and hands on each task once. Throws when pages of an export are missing. */
  finish(): FileReport[] {
    if (this.#openExport) failOnOpenExport(this.#openExport.page, this.#openExport.file)
    let row: Counted<PricedRow>
    const text = (column: JobColumn) =>
      column === 'task_id' ? row.id : column === 'account' ? row.account : undefined
    const hasDeductions = this.#deducted.list().length > 0
    this.#tasks.forEach(each => {
      row = each
      const deducted = hasDeductions ? this.#deducted.find(row.id) : undefined
      if (!deducted) {
        this.#handOn(row.entry, row.line, row.at, text, row.file)
        return
      }
      // What was taken, package by package, says more than what a log says of the task.
      deducted.priced ??= row.entry.priced
      deducted.status ??= row.entry.status
      this.#superseded++
    })
    for (const task of this.#deducted.list()) this.#handOnDeducted(task)
    return this.#files.map(({ jobs, badRows, deviations, ignored, aliased, words }) => ({
      rejected: badRows.rejected,
      deviations,
      columns: { file: jobs.input.name, ignored, aliased, words: [...words.values()] },
    }))
  }

  #handOn(row: PricedRow, line: number, at: Instant | null, text: ReadText, file: number): void {
    this.take(row, line, at, text, file)
    const { deducted } = row
    const charged = deducted && chargedByList(row)
    if (deducted === null || charged === null || compare(charged, deducted) === 0) return
    this.#files[file]!.deviations.push({ line, deducted: format(deducted), charged: format(charged) })
  }

  #handOnDeducted(task: DeductedTask): void {
    if (this.purpose.kind === 'usage') {
      this.purpose.takeDeducted(task)
      return
    }
    const { line, at, pool, taskId, account, file } = task.deductions[0]!
    const deducted = deductedFor(task)
    const status = task.status ?? 'billed'
    const outcome = status === 'billed' && isZero(deducted) ? 'not-billed' : status
    const row = { priced: task.priced, outcome, status, count: 1n, deducted, pool, month: null }
    const text = (column: JobColumn) =>
      (column === 'task_id' ? taskId : column === 'account' ? account : null) ?? undefined
    this.#handOn(this.#sharedRow(row), line, at, text, file)
  }

  /** What was met beside the rows. */
  report() {
    return {
      repeatedTasks: this.#tasks.repeated + this.#deducted.repeated + this.#superseded,
      contradictingTasks: this.#tasks.contradicting,
      cutIds: this.#cutIds,
      assumedPools: this.#assumedPools,
    }
  }

  #unratedIssue(unrated: UnratedJob, line: number): Issue {
    const issue = { code: unrated.code, message: unrated.reason, place: rowPlace(this.#name, line) }
    return unrated.hint === undefined ? issue : { ...issue, hint: unrated.hint }
  }
}

/**
 * What the price list charges for a row in units: nothing for what failed. Null when it has no price in units, or nobody
 * knows yet what becomes of the task.
 */
export function chargedByList({
  priced,
  status,
  count,
}: Pick<PricedRow, 'priced' | 'status' | 'count'>): Units | null {
  if (status === 'pending') return null
  if (status === 'not-billed') return NO_UNITS
  return priced?.unitsEach ? times(priced.unitsEach, count) : null
}

const isAmbiguous = (attempt: PricedJob | UnratedJob): boolean =>
  attempt.kind === 'unrated' && attempt.code === 'JOB_AMBIGUOUS'

const distance = (a: Units, b: Units): Units => (compare(a, b) < 0 ? subtract(b, a) : subtract(a, b))

/** The last instant of a day, by which all of its units have been used (a ruling, R91). */
function endOf(day: Day, zone: Zone): Instant {
  const next = (day + 1) as Day
  const start = firstInstantOf(next, zone) ?? firstInstantOf((next + 1) as Day, zone)
  assert(start !== null, `no clock of ${zone.id} shows day ${next}`)
  return instantAt(start - 1)
}

const isOtherJob = (a: PricedRow, b: PricedRow): boolean =>
  (a.priced !== b.priced && a.priced !== null && b.priced !== null) ||
  (a.deducted !== null && b.deducted !== null && compare(a.deducted, b.deducted) !== 0)

function failOnOpenExport({ entries, cursor }: ExportPage, file: string): never {
  const next = cursor === '' ? 'the next page' : `the next page (cursor ${quote(cursor)})`
  fail(
    'PAGES_MISSING',
    `the export has more pages: the last one here, of ${entries.length} deductions, says has_more: true`,
    { file, line: null, column: null },
    `ask the API for ${next} until it says has_more: false, and give all pages in their order: as several files, as an array, or one a line`,
  )
}
