/** Takes rows, whichever parser they come from, through the same reading and pricing, and counts each task once. */
import { atLine, failOnAny, type Issue, inQuotes, listChoices } from '../../core/failure.js'
import type { AliasedColumn, AliasedWord, IgnoredColumn } from '../../core/file-columns.js'
import { getOrInsert } from '../../core/get-or-insert.js'
import { beginningOf, type Instant, lastInstantOf, type Zone } from '../../core/instant.js'
import { accountOf, endOfId, guardOfId, idOf, isId, kindOfId, textOrEmpty } from '../../core/nothing-words.js'
import { compare, format, isZero } from '../../core/quantity.js'
import { createEras, type Era } from '../../core/rating/catalogue.js'
import { OUTCOME_OF_STATUS } from '../../core/rating/job.js'
import type { Terms } from '../../core/rating/price-job.js'
import type { Deviation } from '../../core/rating/quote.js'
import { isBareDate, TIME_FORMS } from '../../core/time-text.js'
import { BadRows, nameTask } from '../../read/bad-rows.js'
import { describeIgnored, NO_WORDS } from '../../read/columns.js'
import { readDayRow } from '../../read/demand-file.js'
import {
  JOB_COLUMNS,
  type JobColumn,
  type JobContext,
  PLAN_COLUMNS,
  PRICING_COLUMNS,
  poolWordsOf,
  type ReadText,
  readJobTime,
} from '../../read/job-row.js'
import type { JsonValue } from '../../read/json-value.js'
import { type Notation, orderOf } from '../../read/notation.js'
import type { BrokenRow, Row } from '../../read/rows.js'
import { NO_RESULTS, type TaskResults } from '../../read/tasks/api-answer.js'
import { type ExportPage, listStrangeKeys, readDeduction } from '../../read/tasks/billing-export.js'
import { type Page, Pages } from '../../read/tasks/pages.js'
import { LONGEST_ID } from '../../scan/id-index.js'
import { CountedTasks } from './counted-tasks.js'
import { countEntry, type DeductedTask, deductedFor } from './deducted-tasks.js'
import type { FileJobs, FileReport, PricedRow, Purpose, TakeRow } from './job-files.js'
import { chargedByList, JobPricer, otherPoolIssue } from './job-pricer.js'
import { RoundedIds, withId } from './rounded-ids.js'
import { RowDoubts, UnitSums } from './row-doubts.js'
import { RowsWithoutIds } from './rows-without-ids.js'

/** What is left of a file when it has been read. */
interface ReadFile {
  readonly jobs: FileJobs
  readonly badRows: BadRows
  readonly deviations: Deviation[]
  readonly words: Map<string, AliasedWord>
  readonly doubts: RowDoubts
  /** How many of its rows have been read, good or bad. */
  rows: number
  /** Whether a row so far says what became of its task, where others may leave that out; null: all rows have the same columns. */
  saysStatus: (() => boolean) | null
  /** The line of the first row without it that was counted before there was one. */
  silentLine: number | null
  /** Rows without it by their task and line, as far as they are kept for `--rejects`. */
  readonly silentRows: Map<string, string>
  /** Rows that could be read, by the time of their prices and what they say of a job. */
  readonly rowsByEra: Map<Era, Map<string, PricedRow>>
  /** Whether `expiry` wrote it: which package paid for what. */
  isTrace: boolean
  ignored: readonly IgnoredColumn[]
  aliased: readonly AliasedColumn[]
}

/** How many rows that say different things of jobs are remembered of a time. */
const MOST_REMEMBERED = 10_000

export class JobReader {
  readonly columns: readonly string[]
  /** Those that decide what a row is priced at. */
  readonly pricing: readonly string[]
  readonly #files: ReadFile[] = []
  /** The file at hand, and its number. */
  #file!: ReadFile
  #fileNumber = -1
  #context!: JobContext
  /** Rows whose time is a date alone. */
  #bareDates = 0
  readonly #pricer: JobPricer
  readonly #eraOf: (at: Instant) => Era
  readonly #tasks: CountedTasks
  readonly #ids: RoundedIds
  #sums: UnitSums | null = null
  /** The first row of sums that its table alone tells. */
  #sumsIssue: Issue | null = null
  /** Null for a plan, of which nothing has happened yet, and where there is one file alone. */
  readonly #unnamed: RowsWithoutIds | null
  readonly #lists = new Pages('the list of tasks')
  readonly #exports = new Pages('the export')

  constructor(
    readonly terms: Terms,
    private readonly take: TakeRow,
    readonly purpose: Purpose,
    hasOthers = false,
  ) {
    this.#unnamed = hasOthers && purpose.kind === 'usage' ? new RowsWithoutIds() : null
    this.columns = purpose.kind === 'plan' ? PLAN_COLUMNS : JOB_COLUMNS
    this.pricing = [...PRICING_COLUMNS, ...(purpose.kind === 'plan' ? ['month'] : [])]
    this.#eraOf = createEras(terms.catalogue)
    this.#pricer = new JobPricer(terms, purpose)
    this.#tasks = new CountedTasks(this.isUsage, row => this.#pricer.sharedRow(row))
    this.#ids = new RoundedIds(this.#tasks, (...row) => this.#handOn(...row))
  }

  begin(jobs: FileJobs): this {
    const words = new Map<string, AliasedWord>()
    this.#file = {
      jobs,
      badRows: new BadRows(jobs.badRows, jobs.keepsRejects),
      deviations: [],
      words,
      doubts: new RowDoubts(),
      rows: 0,
      saysStatus: null,
      silentLine: null,
      silentRows: new Map(),
      rowsByEra: new Map(),
      isTrace: false,
      ignored: [],
      aliased: [],
    }
    this.#fileNumber = this.#files.push(this.#file) - 1
    this.#sums ??= new UnitSums(jobs.reading.names)
    this.#unnamed?.begin(jobs.input.name)
    this.#context = {
      catalogue: this.terms.catalogue,
      reading: jobs.reading,
      nameOf: column => column,
      mayBeNone: this.purpose.kind === 'plan',
      ...(this.purpose.kind === 'usage' && { pools: this.purpose.pools }),
      noteWord: word => words.set(`${word.column}\n${word.word}`, word),
    }
    this.#beginPricing()
    return this
  }

  #beginPricing(): void {
    const { jobs, doubts } = this.#file
    this.#pricer.begin({
      name: jobs.input.name,
      context: this.#context,
      keepsLengths: jobs.keepsLengths !== false,
      noteUnknownModel: (model, line) => doubts.takeUnknownModel(model, line),
    })
    this.watchIgnored(() => this.#file.ignored)
  }

  /** Where columns that nothing is read from are noted while rows are read. */
  watchIgnored(ignored: () => readonly IgnoredColumn[]): void {
    this.#pricer.ignored = ignored
  }

  /** Where it is noted whether a row says what became of its task, as each row of JSON has keys of its own. */
  watchStatus(saysStatus: () => boolean): void {
    this.#file.saysStatus = saysStatus
  }

  /** How the file writes its numbers and times, as its form shows. */
  useNotation(notation: Notation): void {
    this.#context = { ...this.#context, reading: { ...this.#context.reading, notation } }
    this.#beginPricing()
  }

  /** By column the zones that its headings name; of JSON those of the row at hand. */
  useZones(zones: ReadonlyMap<string, Zone>): void {
    this.useNotation({ ...this.#context.reading.notation, zones })
  }

  get #name(): string {
    return this.#file.jobs.input.name
  }

  /** How many rows of the file at hand have been read, good or bad. */
  get rows(): number {
    return this.#file.rows
  }

  get isUsage(): boolean {
    return this.purpose.kind === 'usage'
  }

  /** The header of a table, the columns in front, which may be the labels of a pivot table, and whether it is a trace. */
  useHeader(header: RowDoubts['header'], labels: readonly string[] = [], isTrace = false): void {
    Object.assign(this.#file.doubts, { header, labels })
    this.#file.isTrace = isTrace
  }

  /** Notes that rows are sums of others, which is told once nothing else is wrong. */
  noteSums(issue: Issue | null): void {
    this.#sumsIssue ??= issue
  }

  /** Notes which columns of the file are not read as they stand. */
  noteColumns(ignored: readonly IgnoredColumn[], aliased: readonly AliasedColumn[]): void {
    this.#file.ignored = [...this.#file.ignored, ...ignored]
    this.#file.aliased = [...this.#file.aliased, ...aliased]
  }

  /** Reads and prices the texts of a row. */
  read(...asked: Parameters<JobPricer['read']>): PricedRow | Issue[] {
    const [given, at, line, ...rest] = asked
    // A state that nobody knows is told as it stands: what is unclear is never billed.
    const text = (column: string) => (column === 'status' ? given(column) : textOrEmpty(given(column)))
    const row = this.#pricer.read(text, at, line, ...rest)
    if (Array.isArray(row)) return row
    const { doubts } = this.#file
    doubts.look(text, row, line, other => this.#pricer.read(other as typeof given, at, line, ...rest))
    if (!this.isUsage || row.deducted === null) doubts.lookAtLength(row, line)
    return row
  }

  readTime(
    text: string | undefined,
    line: number,
    column: JobColumn = 'timestamp',
  ): Instant | null | Issue[] {
    const place = atLine(this.#name, line)
    const at = readJobTime(text, this.#context, place, column)
    const order = orderOf(this.#context.reading.notation)
    if (column === 'timestamp' && text !== undefined && isBareDate(text, order)) this.#bareDates++
    if (at !== null || !this.isUsage || column !== 'timestamp') return at
    // A task is charged at its own time (rules §2): without one nobody can say which lot paid.
    return [{ code: 'BAD_TIME', message: `timestamp: is missing; ${TIME_FORMS} is needed`, place }]
  }

  /** The time of the same prices that an instant lies in; without one that of the answer. */
  eraOf(at: Instant | null): Era {
    return this.#eraOf(at ?? this.terms.asOf)
  }

  /**
   * Reads a row, or finds it among those that say the same of a job at a time of the same prices, as the scanner of CSV does.
   * A row of a table may mean what stands above it, so that each of those is read.
   */
  #readOnce(
    text: (column: string) => string | undefined,
    at: Instant | null,
    line: number,
    pools: readonly string[],
  ): PricedRow | Issue[] {
    const { doubts, rowsByEra } = this.#file
    if (doubts.labels.length > 0) return this.read(text, at, line, pools)
    const rows = getOrInsert(rowsByEra, this.eraOf(at), () => new Map<string, PricedRow>())
    let key = pools.join()
    for (const column of this.pricing) {
      const said = text(column)
      key += said === undefined ? ' -' : ` ${said.length} ${said}`
    }
    const known = rows.get(key)
    if (known !== undefined) return known
    const row = this.read(text, at, line, pools)
    if (Array.isArray(row)) return row
    if (rows.size === MOST_REMEMBERED) rows.clear()
    rows.set(key, row)
    return row
  }

  /** Takes a row that an exact parser delivered; `place` is its place in a list of tasks, from 1. */
  takeRow(row: Row | BrokenRow, place: number | null = null, results: TaskResults = NO_RESULTS): void {
    if ('issue' in row) {
      this.reject([row.issue], row.line, row.raw)
      return
    }
    const at = this.readTime(row.text('timestamp'), row.line)
    const said = this.readTime(row.text('updated_at'), row.line, 'updated_at')
    const known = Array.isArray(at) ? null : at
    const file = this.#file
    // What a program writes where nothing has become of a task yet is none of its keys' values: `null`.
    const hasKeys = file.saysStatus !== null
    const text = (column: string) =>
      column === 'status' && hasKeys ? row.text(column) || undefined : row.text(column)
    const read = this.#readOnce(text, known, row.line, results.pools)
    if (Array.isArray(at) || Array.isArray(said) || Array.isArray(read)) {
      const issues = [at, said, read].flatMap(found => (Array.isArray(found) ? found : []))
      this.reject(place === null ? issues : nameTask(issues, place, row.text('task_id')), row.line, row.raw)
      return
    }
    const id = row.text('task_id') ?? ''
    if (hasKeys && !read.saysStatus && file.jobs.keepsRejects)
      file.silentRows.set(keyOfRow(isId(id) ? idOf(id) : '', row.line), row.raw)
    const bytes = Buffer.from(id)
    this.accept(read, row.line, at, said, text, bytes, 0, bytes.length, results.areCounted)
  }

  /** Takes a row that could be read; its task_id is `id[idStart..idEnd)`, empty where it has none. */
  accept(
    row: PricedRow,
    line: number,
    at: Instant | null,
    said: Instant | null,
    rowText: ReadText,
    id: Buffer,
    idStart: number,
    idEnd: number,
    countsResults = false,
  ): void {
    const guard = guardOfId(id, idStart, idEnd)
    const start = idStart + guard
    const end = endOfId(id, start, guard === 2 ? idEnd - 1 : idEnd)
    const kind = kindOfId(id, start, end)
    const isAsItIs = kind !== 'none' && guard === 0 && end === idEnd
    const text = isAsItIs ? rowText : withId(rowText, kind === 'none')
    this.#file.rows++
    const file = this.#fileNumber
    if (this.purpose.kind === 'usage')
      this.purpose.onRow(at!, file, row.count > 1n || (row.deducted !== null && kind === 'none'))
    // A row that stands for several jobs, or for none that is known, names no task of its own.
    const isNamed = kind !== 'none' && (row.count === 1n || countsResults)
    // What used nothing counts nothing twice.
    if (row.outcome === 'billed' && this.#unnamed !== null) {
      this.#unnamed.take(at!, row.number, isNamed, isNamed ? null : accountOf(text('account')))
    }
    if (kind === 'none' && at !== null && row.outcome === 'billed')
      this.#file.doubts.takeUnnamed(at, row, text, line)
    if (this.isUsage && row.deducted !== null && kind === 'none' && row.count > 0n) {
      this.#sums!.takeUnits(at!, row, text, () => atLine(this.#name, line))
      this.#file.doubts.takeUnits(at!, row.deducted)
    }
    // Where a trace names none, no package paid.
    const packageId =
      row.deducted === null || row.status === 'pending' ? undefined : textOrEmpty(text('package_id'))
    if (packageId === '' ? this.#file.isTrace : packageId !== undefined && accountOf(packageId) !== null) {
      this.#tasks.takePackaged(row, line, at, isNamed ? text : withId(text, true), file)
      return
    }
    const isTask = isNamed && this.purpose.kind !== 'plan'
    if (isTask && kind === 'id' && end - start <= LONGEST_ID)
      this.#ids.take(row, line, at, said, text, id, start, end, file)
    else if (isTask && kind === 'cut') this.#ids.takeCut(row, line, at, text, file)
    else this.#handOn(row, line, at, text, file)
  }

  /** Takes the units of a day, of which nobody knows the tasks. */
  takeDay(row: Row | BrokenRow): void {
    if ('issue' in row) {
      this.reject([row.issue], row.line, row.raw)
      return
    }
    const { reading } = this.#context
    const words = poolWordsOf(this.#context)
    const day = readDayRow(row.text, atLine(this.#name, row.line), words, reading.notation)
    const task = Array.isArray(day) ? day : this.#pricer.shareDay(day, row.line)
    if (Array.isArray(day) || Array.isArray(task)) {
      this.reject(task as Issue[], row.line, row.raw)
      return
    }
    const place = atLine(this.#name, row.line)
    this.#file.doubts.takeDay(row, day)
    this.#sums!.takeDay(row, day.date, day.units, place)
    const start = beginningOf(day.date, reading.notation.zone)
    if (!isZero(day.units))
      this.#unnamed?.takeDay(day.date, start, task.pool, accountOf(row.text('account')), place)
    const none = Buffer.alloc(0)
    const at = lastInstantOf(day.date, reading.notation.zone)
    this.accept(task, row.line, at, at, column => row.text(column), none, 0, 0)
  }

  takeList(list: Page): void {
    this.#lists.take(list, this.#name)
  }

  takePage({ entries, page }: ExportPage): void {
    this.#exports.take(page, this.#name)
    for (const entry of entries) this.takeEntry(entry)
  }

  /** Takes an entry of a billing export. */
  takeEntry(entry: JsonValue): void {
    const line = entry.place.line
    const read = readDeduction(entry, this.#context, this.isUsage)
    if (Array.isArray(read)) {
      this.reject(read, line, entry.raw)
      return
    }
    this.#noteKeys(entry)
    const { unread, at, pool, raw } = read
    const priced = this.#pricer.priceEntry(read)
    const needsPrice = !this.isUsage && read.outcome === 'billed'
    if (needsPrice && (priced === null || priced.kind === 'unrated')) {
      this.reject(priced ? [this.#pricer.unratedIssue(priced, line)] : unread, line, raw)
      return
    }
    const rated = priced?.kind === 'priced' ? priced : null
    const place = atLine(this.#name, line)
    const issue = rated && otherPoolIssue('product_type', pool, rated.rated.rate.pool, place)
    if (needsPrice && issue !== null) {
      this.reject([issue], line, raw)
      return
    }
    this.#file.rows++
    const file = this.#fileNumber
    if (this.purpose.kind === 'usage') this.purpose.onRow(at!, file, false)
    this.#unnamed?.take(at!, 0, read.taskId !== null, read.account)
    this.#tasks.takeEntry(countEntry(read, file), issue === null ? rated : null)
  }

  #noteKeys(entry: JsonValue): void {
    const strange = listStrangeKeys(entry).filter(key => !this.#file.ignored.some(({ name }) => name === key))
    if (strange.length === 0) return
    const form = { ...NO_WORDS, columns: this.columns }
    this.noteColumns(
      strange.map(key => describeIgnored(key, form)),
      [],
    )
  }

  reject(issues: readonly Issue[], line: number, raw: string): void {
    const { doubts } = this.#file
    if (doubts.isHeader(raw, this.#name, line) || doubts.takeRemark(issues, raw, line)) return
    this.#file.rows++
    this.#file.badRows.reject(issues, line, raw)
  }

  /** Ends the reading of a file: throws InputError when it had bad rows that may not be set aside. */
  end(): void {
    this.#ids.end()
    const { saysStatus, silentLine, badRows } = this.#file
    badRows.finish()
    // It has been counted, so that it cannot be set aside any more.
    if (silentLine !== null && saysStatus?.()) failOnAny([silentIssue(this.#name, silentLine, '')])
  }

  /** Ends all reading, and hands on each task once. Throws when pages of an export are missing. */
  finish(): FileReport[] {
    this.#exports.check()
    this.#lists.check()
    this.#sums?.check()
    if (this.#sumsIssue) failOnAny([this.#sumsIssue])
    this.#tasks.handOn(
      (...row) => this.#handOn(...row),
      task => this.#handOnDeducted(task),
    )
    for (const { jobs, badRows, rows } of this.#files) {
      badRows.endFile(jobs.input.name, rows)
      badRows.finish()
    }
    return this.#files.map(({ jobs, badRows, deviations, ignored, aliased, words, doubts }) => ({
      rejected: badRows.rejected,
      deviations,
      columns: {
        file: jobs.input.name,
        ignored,
        aliased,
        words: [...words.values()],
        remarks: [...(jobs.input.remarks ?? []), ...doubts.remarks],
        // What nothing is read from may tell such rows apart.
        doubts: doubts.list(this.terms.asOf, ignored.length === 0),
      },
    }))
  }

  /** Hands on a row; one of no task stands behind those tasks that have been met. */
  #handOn(
    row: PricedRow,
    line: number,
    at: Instant | null,
    text: ReadText,
    file: number,
    order = this.#tasks.size,
  ): void {
    if (!row.saysStatus && this.#rejectSilent(line, text('task_id') ?? '', file)) return
    if (at !== null) this.#files[file]!.doubts.takeCounted(row, at)
    this.take(row, line, at, text, file, order)
    const { deducted } = row
    const charged = deducted && chargedByList(row)
    if (deducted === null || charged === null || compare(charged, deducted) === 0) return
    const pool = row.pool ?? row.priced?.rated.rate.pool ?? ''
    this.#files[file]!.deviations.push({ line, pool, deducted: format(deducted), charged: format(charged) })
  }

  /** Rejects a row of no status, of a file whose rows have one, unless another row of its task has told it. */
  #rejectSilent(line: number, id: string, number: number): boolean {
    const file = this.#files[number]!
    if (!file.saysStatus?.()) {
      file.silentLine ??= line
      return false
    }
    const raw = file.silentRows.get(keyOfRow(id, line)) ?? ''
    file.badRows.reject([silentIssue(file.jobs.input.name, line, id)], line, raw)
    return true
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
    const row = {
      priced: task.priced,
      outcome,
      status,
      saysStatus: true,
      count: task.count,
      deducted,
      isDeduction: false,
      pool,
      month: null,
    }
    const text = (column: JobColumn) =>
      (column === 'task_id' ? taskId : column === 'account' ? account : null) ?? undefined
    this.#handOn(this.#pricer.sharedRow(row), line, at, text, file)
  }

  /** What was met beside the rows. */
  report() {
    return {
      ...this.#tasks.report(),
      cutIds: this.#ids.cut,
      ...(this.#unnamed?.report() ?? { withoutIds: [], copies: [] }),
      assumesPool: this.#pricer.assumesPool,
      bareDates: this.#bareDates,
    }
  }
}

const keyOfRow = (id: string, line: number): string => `${line} ${id}`

/** What is wrong with a row that does not say what became of its task, which may fail yet. */
const silentIssue = (file: string, line: number, id: string): Issue => ({
  code: 'KEY_MISSING',
  message: `${id === '' ? '' : `task ${inQuotes(id)}: `}status: is missing, which other rows of the file say; ${STATUSES} is allowed`,
  place: atLine(file, line),
})

const STATUSES = listChoices([...OUTCOME_OF_STATUS.keys()])
