/** What `--by` sums up: jobs that are alike in model, account, month, day or capability. */
import { getOrInsert } from '../core/get-or-insert.js'
import { type Day, dayAt, formatDay, type Instant, UTC, type Zone } from '../core/instant.js'
import { accountOf } from '../core/nothing-words.js'
import { modelOf } from '../core/rating/price-job.js'
import type { Grouping, Groups } from '../core/rating/quote.js'
import { type Tally, totalOf } from '../core/rating/tally.js'
import type { Occurrence, RatedRow, ReadColumn } from './jobs/job-files.js'

/** Counts rows as they come, by the values of what they are summed up by. */
export class RowGroups {
  readonly #groups = new Map<
    string,
    { readonly values: readonly (string | null)[]; readonly occurrences: Map<RatedRow, Occurrence> }
  >()

  constructor(
    private readonly by: readonly Grouping[],
    private readonly dayOf: (at: Instant) => Day,
  ) {}

  add(row: RatedRow, at: Instant | null, text: ReadColumn): void {
    const values = this.by.map(grouping => this.#valueOf(grouping, row, at, text))
    const key = JSON.stringify(values)
    const { occurrences } = getOrInsert(this.#groups, key, () => ({ values, occurrences: new Map() }))
    getOrInsert(occurrences, row, (): Occurrence => ({ row, times: 0 })).times++
  }

  #valueOf(grouping: Grouping, { priced }: RatedRow, at: Instant | null, text: ReadColumn): string | null {
    const { job, capabilities } = priced.rated
    switch (grouping) {
      case 'model':
        return modelOf(priced)
      case 'capability':
        return job.capability ?? capabilities.join(' or ')
      case 'account':
        return accountOf(text('account'))
      case 'day':
        return at === null ? null : formatDay(this.dayOf(at))
      case 'month':
        return at === null ? null : formatDay(this.dayOf(at)).slice(0, 7)
    }
  }

  /** The sums, in order of their values; rows that have none come last. */
  list(tallyUp: (occurrences: readonly Occurrence[]) => readonly Tally[]): Groups {
    const sums = [...this.#groups.values()].map(({ values, occurrences }) => ({
      values,
      totals: totalOf(tallyUp([...occurrences.values()])),
    }))
    return { by: this.by, sums: sums.sort((a, b) => compareValues(a.values, b.values)) }
  }
}

function compareValues(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i]!
    if (left === right) continue
    if (left === null || right === null) return left === null ? 1 : -1
    return left < right ? -1 : 1
  }
  return 0
}

/** The day of the zone's clock. Zone tables are loaded for other zones than UTC alone. */
export async function dayReader(zone: Zone): Promise<(at: Instant) => Day> {
  if (zone.id === UTC.id) return dayAt
  const { zoneOf } = await import('../core/calendar.js')
  const local = zoneOf(zone.id)
  return at => local.toLocal(at).day
}
