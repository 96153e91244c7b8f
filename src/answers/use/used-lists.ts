/** Collects the price lists by which units are computed. */
import type { Instant } from '../../core/instant.js'
import { createPricer, type PriceJob, type Terms } from '../../core/rating/price-job.js'
import type { RateCard } from '../../core/rating/rate-card.js'
import type { UsedLists } from '../../core/used-lists.js'
import { EarlyCount } from '../job-days.js'
import type { RatedRow } from '../jobs/job-files.js'

export class UsedListsTally {
  readonly #early = new EarlyCount()
  readonly #lists = new Set<RateCard>()
  #isRuled = false
  /** By their numbers the rows that were looked at: a log has millions, of which few are unlike the others. */
  readonly #seen: boolean[] = []
  /** Prices a job as it is where nobody asks for units. */
  readonly #price: PriceJob

  constructor(private readonly terms: Pick<Terms, 'catalogue' | 'card' | 'asOf'>) {
    const { catalogue, asOf } = terms
    this.#price = createPricer({ catalogue, card: null, asOf, packagePrice: null })
  }

  /** Takes a billed row that a list prices; `at` is null where it is planned. */
  add(row: RatedRow, at: Instant | null): void {
    if (at !== null) this.#early.add(row, at)
    if (this.#seen[row.number]) return
    this.#seen[row.number] = true
    const { rated, unitsEach, at: pricedAt } = row.priced
    if (unitsEach === null) return
    this.#lists.add(rated.card)
    if (this.#isRuled || this.terms.card !== null) return
    const usual = this.#price(rated.job, pricedAt)
    this.#isRuled = usual.kind === 'priced' && usual.rated.card !== rated.card
  }

  finish(): UsedLists {
    return { lists: [...this.#lists], isRuled: this.#isRuled, early: this.#early.most() }
  }
}
