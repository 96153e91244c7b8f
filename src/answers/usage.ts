/** Use that draws units down, out of a usage log priced by a card or a billing export as it was deducted. */
import { fail, type RejectedRow } from '../core/failure.js'
import type { FileColumns } from '../core/file-columns.js'
import type { Instant, Zone } from '../core/instant.js'
import type { Use } from '../core/ledger/drawdown.js'
import { times, type Usd } from '../core/quantity.js'
import type { Catalogue } from '../core/rating/catalogue.js'
import { onlyUnits, type Terms } from '../core/rating/price-job.js'
import type { RateCard } from '../core/rating/rate-card.js'
import { type DeductedUse, readDeductedUse } from '../read/ledger/deducted-use.js'
import { type FileJobs, type PricedRow, priceFile } from './quote-jobs.js'

/** How a usage log is priced. */
export interface UsageTerms {
  readonly catalogue: Catalogue
  /** The card asked for; null: the one that rules §1 choose, among those in units. */
  readonly card: RateCard | null
  readonly asOf: Instant
}

/** What a file of use holds. */
export interface Usage {
  readonly file: string
  /** In order of time; of one instant in the order of the file. */
  readonly uses: readonly Use[]
  /** The same as deductions, when the file is a billing export. */
  readonly deductions: readonly DeductedUse[] | null
  /** Tasks that failed, which use nothing (001, 002). */
  readonly notBilled: bigint
  /** Tasks that were not finished when the log was written, and count as no use. */
  readonly pending: bigint
  readonly rejected: readonly RejectedRow[]
  readonly columns: FileColumns
}

/** Told of more than the uses, row by row. */
export interface UsageWatch {
  /** Takes the time of every row that was read, also of tasks that used nothing. */
  onRow(at: Instant): void
  /** Takes each use, in the order of the file. */
  onUse(use: Use): void
  /** Takes a row that only a price list in dollars prices: dollars for each of `count` tasks. */
  onDollars(at: Instant, each: Usd, count: bigint): void
  /** Whether the uses are kept too; a log of millions takes memory, and not everyone asks for them twice. */
  readonly keepsUses: boolean
}

/**
 * Reads a usage log or billing export. Without `watch` only lists in units price it. Throws InputError for a card that charges dollars and for bad rows unless
 * they may be set aside; a row without a time is one.
 */
export async function readUsage(
  file: FileJobs,
  usageTerms: UsageTerms,
  zone: Zone,
  watch: UsageWatch | null = null,
): Promise<Usage> {
  const terms = termsOf(usageTerms, watch !== null)
  const uses = new UsesInOrder<Use>()
  const deductions = new UsesInOrder<DeductedUse>()
  const keep = <U extends Use>(use: U, kept: UsesInOrder<U>): void => {
    watch?.onUse(use)
    if (watch === null || watch.keepsUses) kept.push(use)
  }
  let isExport = false
  const unfinished = { 'not-billed': 0n, pending: 0n }
  const { rejected, columns } = await priceFile(
    file,
    terms,
    (row, line, at, text) => {
      watch?.onRow(at!)
      if (row.outcome !== 'billed') {
        unfinished[row.outcome] += row.count
        return
      }
      const { rate, each } = row.priced.rated
      if (rate.pool === null) {
        watch!.onDollars(at!, each as Usd, row.count)
        return
      }
      const use: Use = {
        at: at!,
        pool: rate.pool,
        units: unitsOf(row),
        ...(row.count === 1n ? {} : { tasks: row.count }),
        taskId: text('task_id') || null,
        account: text('account') || null,
        line,
      }
      keep(use, uses)
    },
    {
      takeDeduction(entry) {
        isExport = true
        const use = readDeductedUse(entry, zone)
        if (Array.isArray(use)) return use
        watch?.onRow(use.at)
        keep(use, deductions)
        return []
      },
    },
  )
  const deducted = isExport ? deductions.list() : null
  return {
    file: file.input.name,
    uses: deducted ?? uses.list(),
    deductions: deducted,
    notBilled: unfinished['not-billed'],
    pending: unfinished.pending,
    rejected,
    columns,
  }
}

const unitsOf = ({ priced, count }: PricedRow) =>
  count === 1n ? priced.unitsEach! : times(priced.unitsEach!, count)

/** The terms of a usage log: lists in units, and those in dollars only where someone takes the dollars. */
function termsOf({ catalogue, card, asOf }: UsageTerms, takesDollars: boolean): Terms {
  if (takesDollars) return { catalogue, card, asOf, packagePrice: null, prefersUnits: true }
  if (card !== null && card.billing !== 'prepaid-units') {
    fail('BAD_USAGE', `--card ${card.id} charges dollars; what is drawn from packages is priced in units`)
  }
  return { catalogue: onlyUnits(catalogue), card, asOf, packagePrice: null }
}

/** Collects uses; a log is in order of time as a rule, the oldest first or the newest, and nothing is sorted. */
class UsesInOrder<U extends Use> {
  readonly #uses: U[] = []
  #rises = true
  #falls = true

  push(use: U): void {
    const last = this.#uses.at(-1)
    if (last && use.at < last.at) this.#rises = false
    if (last && use.at > last.at) this.#falls = false
    this.#uses.push(use)
  }

  /**
   * In order of time, ties in order of arrival (sorting keeps it). Where the newest comes first, of one instant
   * the last to arrive was the first to happen.
   */
  list(): readonly U[] {
    if (!this.#rises) {
      if (this.#falls) this.#uses.reverse()
      else this.#uses.sort((a, b) => a.at - b.at)
    }
    this.#rises = true
    return this.#uses
  }
}
