/** When the jobs of a file took place, and whether the lists that price them can know of it. */
import { type Day, type Instant, instantAt } from '../core/instant.js'
import type { JobDays } from '../core/rating/quote.js'
import type { RateCard } from '../core/rating/rate-card.js'
import { startOfList } from '../core/source.js'
import type { EarlyJobs } from '../core/used-lists.js'
import type { RatedRow } from './jobs/job-files.js'

/** Counts jobs that took place before the list that prices them was published. */
export class EarlyCount {
  readonly #early = new Map<RateCard, bigint>()
  /** From when on there is a list for each row, by its number. */
  readonly #listed: Instant[] = []

  add(row: RatedRow, at: Instant): void {
    const { card } = row.priced.rated
    this.#listed[row.number] ??= startOfList(card) ?? instantAt(Number.MIN_SAFE_INTEGER)
    if (at < this.#listed[row.number]!) this.#early.set(card, (this.#early.get(card) ?? 0n) + row.count)
  }

  /** Those of the list that has the most; null where there are none. */
  most(): EarlyJobs | null {
    const [most] = [...this.#early].sort(([, a], [, b]) => Number(b - a))
    return most ? { listId: most[0].id, count: most[1] } : null
  }
}

export class JobTimes {
  #first: Instant | null = null
  #last: Instant | null = null
  #late = 0n
  readonly #early = new EarlyCount()

  constructor(private readonly asOf: Instant) {}

  add(row: RatedRow, at: Instant): void {
    if (this.#first === null || at < this.#first) this.#first = at
    if (this.#last === null || at > this.#last) this.#last = at
    if (at > this.asOf) this.#late += row.count
    this.#early.add(row, at)
  }

  /** From the first job to the last, in milliseconds. */
  get span(): number {
    return this.#first === null || this.#last === null ? 0 : this.#last - this.#first
  }

  list(dayOf: (at: Instant) => Day): JobDays | null {
    if (this.#first === null || this.#last === null) return null
    return {
      first: dayOf(this.#first),
      last: dayOf(this.#last),
      early: this.#early.most(),
      late: this.#late,
    }
  }
}
