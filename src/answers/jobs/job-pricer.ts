/** What rows say, priced: every distinct one once, and one object for all rows that come down to the same. */
import { atLine, type Issue, inQuotes, listChoices, type Place } from '../../core/failure.js'
import type { IgnoredColumn } from '../../core/file-columns.js'
import type { Instant } from '../../core/instant.js'
import { keyOfMonth, type PlanMonth } from '../../core/plan/demand/plan-month.js'
import { compare, format, isZero, NO_UNITS, subtract, times, type Units } from '../../core/quantity.js'
import { findApiModel } from '../../core/rating/catalogue.js'
import { type Job, roundLength } from '../../core/rating/job.js'
import {
  createPricer,
  onlyUnits,
  type PricedJob,
  type PriceJob,
  type Terms,
} from '../../core/rating/price-job.js'
import type { UnratedJob } from '../../core/rating/rate-job.js'
import type { DemandRow } from '../../read/demand-file.js'
import type { JobContext, ReadText } from '../../read/job-row.js'
import { type Deduction, listSpellings } from '../../read/tasks/billing-export.js'
import { readPlanMonth } from '../../read/tasks/plan-month.js'
import { readTaskRow, type TaskRow } from '../../read/tasks/task-row.js'
import type { PricedRow, Purpose } from './job-files.js'

/** How the file at hand is read. */
interface PricedFile {
  readonly name: string
  readonly context: JobContext
  /** Whether jobs are told apart by lengths that are billed alike. */
  readonly keepsLengths: boolean
  /** Told of units that a row says were taken for a model that no list knows. */
  readonly noteUnknownModel: (model: string, line: number) => void
}

export class JobPricer {
  /** The columns of the file at hand that nothing is read from. */
  ignored: () => readonly IgnoredColumn[] = () => []
  /** Whether rows with units were taken to be of the only pool there is. */
  assumesPool = false
  #file!: PricedFile
  readonly #price: PriceJob
  /** Prices what was deducted in units: by a list in units, unless the user names one in dollars. */
  readonly #priceDeduction: PriceJob
  readonly #rows = new Map<string, PricedRow>()
  readonly #pricedNumbers = new Map<PricedJob | null, number>()
  readonly #modesOfResolution: ReadonlyMap<string, string>

  constructor(
    private readonly terms: Terms,
    private readonly purpose: Purpose,
  ) {
    this.#price = createPricer(terms)
    this.#priceDeduction = createPricer({ ...terms, catalogue: onlyUnits(terms.catalogue) })
    this.#modesOfResolution = new Map(
      terms.catalogue.cards.flatMap(card =>
        [...card.typicalResolutionOfMode].map(([mode, resolution]) => [resolution, mode]),
      ),
    )
  }

  begin(file: PricedFile): void {
    this.#file = file
  }

  /** Reads and prices the texts of a row. */
  read(
    text: (column: string) => string | undefined,
    at: Instant | null,
    line: number,
    resultPools: readonly string[] = [],
  ): PricedRow | Issue[] {
    const place = atLine(this.#file.name, line)
    const row = readTaskRow(text as ReadText, this.#file.context, place, resultPools)
    const month = this.purpose.kind === 'plan' ? readPlanMonth(text('month') ?? '', place) : null
    if (Array.isArray(row) || Array.isArray(month))
      return [...(Array.isArray(row) ? row : []), ...(Array.isArray(month) ? month : [])]
    if (row.outcome === 'billed' && row.unread.some(({ code }) => code === 'UNKNOWN_MODEL'))
      this.#file.noteUnknownModel(text('model')!, line)
    const priced = row.job && this.#priceRow(row, at)
    if (priced === null || priced.kind === 'unrated') {
      if (this.#needsPrice(row))
        return row.job ? [this.#withUnitsHint(priced as UnratedJob, row.job, line)] : [...row.unread]
      return this.share(row, null, month, line)
    }
    const issue = this.#otherPool(row, priced, place)
    if (issue !== null && this.#needsPrice(row)) return [issue]
    return this.share(row, issue === null ? priced : null, month, line)
  }

  /** What is wrong with a row that names another pool than that of its price; null where nothing is, or no list has it. */
  #otherPool({ pool, resultPools }: TaskRow, { rated }: PricedJob, place: Place): Issue | null {
    const [first] = resultPools
    if (pool === null && first !== undefined && !resultPools.includes(rated.rate.pool ?? first))
      return otherPoolIssue('the results that are listed', first, rated.rate.pool, place)
    const isKnown = pool !== null && this.terms.catalogue.cards.some(card => card.pools.has(pool))
    return isKnown ? otherPoolIssue(this.#file.context.nameOf('pool'), pool, rated.rate.pool, place) : null
  }

  /** A row of use that says nothing of its job may say what was deducted instead. */
  #withUnitsHint(unrated: UnratedJob, { model, capability }: Job, line: number): Issue {
    const issue = this.unratedIssue(unrated, line)
    if (this.purpose.kind !== 'usage' || model !== null || capability !== null) return issue
    return { ...issue, hint: 'for use, what was deducted is enough: a column units, or final_unit_deduction' }
  }

  /** Whether a row is of no use without a price: it was billed, and nothing says what was taken for it. */
  #needsPrice({ status, outcome, deducted }: TaskRow): boolean {
    return this.purpose.kind === 'usage' ? status === 'billed' && deducted === null : outcome === 'billed'
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
    // Without a length the nearest is one of what has none, which says nothing of the others.
    const isCompared = this.purpose.kind === 'usage' && nearest?.way.rated.job.duration !== null
    if (nearest && (isCompared || isZero(nearest.apart))) return nearest.way
    return attempts[0]!
  }

  #priceLength(job: Job, at: Instant | null, price: PriceJob): PricedJob | UnratedJob {
    if (this.#file.keepsLengths) return price(job, at)
    const rounded = roundLength(job)
    const priced = price(rounded, at)
    // What is refused is told with the length that stands in the file.
    return priced.kind === 'priced' || rounded === job ? priced : price(job, at)
  }

  /** Prices what an export says was deducted; null when nothing says what it was. */
  priceEntry({ job, deducted, at }: Deduction): PricedJob | UnratedJob | null {
    return job && this.#priceDeducted(listSpellings(job, this.#modesOfResolution), at, deducted, 1n)
  }

  /** A row with its price, as the one object for all that come down to the same; or what is wrong with its pool. */
  share(row: TaskRow, priced: PricedJob | null, month: PlanMonth | null, line: number): PricedRow | Issue[] {
    const pool = this.#poolOf(row, priced, line)
    if (Array.isArray(pool)) return pool
    const { outcome, status, saysStatus, count, deducted, isDeduction } = row
    return this.sharedRow({
      priced,
      outcome,
      status,
      saysStatus,
      count,
      deducted,
      isDeduction,
      pool,
      month,
    })
  }

  /** The units of a day, of which nobody knows the tasks; or what is wrong with their pool. */
  shareDay({ units, pool }: DemandRow, line: number): PricedRow | Issue[] {
    const status = 'billed'
    const day = {
      job: null,
      count: 0n,
      outcome: status,
      status,
      saysStatus: true,
      deducted: units,
      isDeduction: false,
    } as const
    return this.share({ ...day, pool, resultPools: [], unread: [] }, null, null, line)
  }

  /** The one object for rows like this one. */
  sharedRow(row: Omit<PricedRow, 'number'>): PricedRow {
    const { priced, outcome, status, saysStatus, count, deducted, isDeduction, pool, month } = row
    let number = this.#pricedNumbers.get(priced)
    if (number === undefined) {
      number = this.#pricedNumbers.size
      this.#pricedNumbers.set(priced, number)
    }
    const key = `${number} ${outcome} ${status} ${saysStatus} ${count} ${deducted && format(deducted)} ${isDeduction} ${pool} ${month && keyOfMonth(month)}`
    const known = this.#rows.get(key)
    if (known) return known
    const shared = { ...row, number: this.#rows.size }
    this.#rows.set(key, shared)
    return shared
  }

  /**
   * The pool of what was deducted: the one that the row names, else that of its price, else the one that pays for what came
   * out, else the only one that pays for such jobs, else the only one there is.
   */
  #poolOf(
    { deducted, pool, outcome, job, resultPools }: TaskRow,
    priced: PricedJob | null,
    line: number,
  ): string | null | Issue[] {
    if (deducted === null) return null
    const known = pool ?? priced?.rated.rate.pool ?? null
    if (known !== null || this.purpose.kind !== 'usage' || isZero(deducted) || outcome === 'pending')
      return known
    const { paying, pools } = this.purpose
    const ofJob = resultPools.filter(each => job !== null && this.#mayPay(each, job))
    const ofResults = ofJob.length > 0 ? ofJob : resultPools
    // A job that no list prices, as its resolution is missing, is one of its pool all the same.
    const isSaid = job !== null && (job.model ?? job.capability) !== null
    const ofSuch = isSaid && ofResults.length === 0 ? pools.filter(each => this.#mayPay(each, job)) : []
    if (ofSuch.length === 1) return ofSuch[0]!
    const paid = ofResults.filter(each => paying.includes(each))
    if (ofResults.length > 0 && paid.length <= 1) return paid[0] ?? ofResults[0]!
    const [only, ...others] = paying
    if (only !== undefined && others.length === 0) {
      this.assumesPool = true
      return only
    }
    const message = `pool: is missing, and the units may be of ${listChoices(paid.length > 0 ? paid : pools)}`
    const hint = 'say in each row which pool they are of, in a column pool'
    return [{ code: 'KEY_MISSING', message, place: atLine(this.#file.name, line), hint }]
  }

  /** What was left out of a job may stand in a column that nothing is read from. */
  #hintFor({ code, reason }: UnratedJob): string | undefined {
    const isLacking = code === 'JOB_AMBIGUOUS' || reason.includes('none was given')
    const names = isLacking ? this.ignored().map(({ name }) => inQuotes(name)) : []
    const unread =
      names.length === 0 ? '' : `; nothing is read from ${listChoices(names.slice(0, MOST_UNREAD), 'and')}`
    return code === 'JOB_AMBIGUOUS' || unread !== '' ? `${SAY_WHICH}${unread}` : undefined
  }

  /** Whether a pool pays for jobs of that model and capability, as far as they are known. */
  #mayPay(pool: string, { model, capability }: Job): boolean {
    const { catalogue } = this.terms
    const models = model === null ? [] : [model, findApiModel(catalogue, model, pool)]
    return catalogue.cards.some(({ rates }) =>
      rates.some(
        rate =>
          rate.pool === pool &&
          (model === null || models.some(each => each !== null && rate.models.includes(each))) &&
          (capability === null || rate.capabilities.includes(capability)),
      ),
    )
  }

  /** What is said of a job without a price. */
  unratedIssue(unrated: UnratedJob, line: number): Issue {
    const issue = { code: unrated.code, message: unrated.reason, place: atLine(this.#file.name, line) }
    const { hint = this.#hintFor(unrated) } = unrated
    return hint === undefined ? issue : { ...issue, hint }
  }
}

/** What is wrong with the pool `named` of a job that a list prices in units of `priced`; null where they are one. */
export const otherPoolIssue = (
  name: string,
  named: string,
  priced: string | null,
  place: Place,
): Issue | null =>
  priced === null || named === priced
    ? null
    : {
        code: 'BAD_VALUE',
        message: `${name}: found ${inQuotes(named)}; the row that prices the job is of the ${priced} pool`,
        place,
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

/** How many columns are named that what is missing may stand in. */
const MOST_UNREAD = 5
const SAY_WHICH = 'a column of that name says which; --columns maps one that is called otherwise'

const isAmbiguous = (attempt: PricedJob | UnratedJob): boolean =>
  attempt.kind === 'unrated' && attempt.code === 'JOB_AMBIGUOUS'

const distance = (a: Units, b: Units): Units => (compare(a, b) < 0 ? subtract(b, a) : subtract(a, b))
