/** Use that draws units down, out of a usage log priced by a card or a billing export as it was deducted. */
import { fail, type RejectedRow } from '../core/failure.js'
import type { Instant, Zone } from '../core/instant.js'
import type { Use } from '../core/ledger/drawdown.js'
import { times } from '../core/quantity.js'
import type { Catalogue } from '../core/rating/catalogue.js'
import type { Terms } from '../core/rating/price-job.js'
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
}

/**
 * Reads a usage log or billing export. Throws InputError for a card that charges dollars and for bad rows unless
 * they may be set aside; a row without a time is one.
 */
export async function readUsage(file: FileJobs, usageTerms: UsageTerms, zone: Zone): Promise<Usage> {
  const terms = onlyUnits(usageTerms)
  const uses = new UsesInOrder<Use>()
  const deductions = new UsesInOrder<DeductedUse>()
  let isExport = false
  const unfinished = { 'not-billed': 0n, pending: 0n }
  const { rejected } = await priceFile(
    file,
    terms,
    zone,
    (row, line, at, text) => {
      if (row.outcome !== 'billed') {
        unfinished[row.outcome] += row.count
        return
      }
      const { pool } = row.priced.rated.rate
      uses.push({
        at: at!,
        pool: pool!,
        units: unitsOf(row),
        ...(row.count === 1n ? {} : { tasks: row.count }),
        taskId: text('task_id') || null,
        account: text('account') || null,
        line,
      })
    },
    {
      takeDeduction(entry) {
        isExport = true
        const use = readDeductedUse(entry, zone)
        if (Array.isArray(use)) return use
        deductions.push(use)
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
  }
}

const unitsOf = ({ priced, count }: PricedRow) =>
  count === 1n ? priced.unitsEach! : times(priced.unitsEach!, count)

/** Only cards in units say what a task draws; names are known from all. */
function onlyUnits({ catalogue, card, asOf }: UsageTerms): Terms {
  if (card !== null && card.billing !== 'prepaid-units') {
    fail('BAD_USAGE', `--card ${card.id} charges dollars; what is drawn from packages is priced in units`)
  }
  const cards = catalogue.cards.filter(({ billing }) => billing === 'prepaid-units')
  return { catalogue: { ...catalogue, cards }, card, asOf, packagePrice: null }
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
