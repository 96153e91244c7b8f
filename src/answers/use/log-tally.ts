/** Use of logs, counted while it is read: by day, and by what rows come down to. */
import type { TimeZone } from '../../core/calendar.js'
import { type Day, type Instant, UTC } from '../../core/instant.js'
import type { Use } from '../../core/ledger/drawdown.js'
import { UnitTally } from '../../core/ledger/unit-tally.js'
import { add, NO_USD, times, type Units, type Usd } from '../../core/quantity.js'
import type { RatedRow } from '../jobs/job-files.js'
import type { UsageWatch } from './usage.js'

/** What was used of a pool. */
export interface PoolUse {
  readonly days: Map<Day, UnitTally>
  tasks: bigint
}

export interface LogSums {
  readonly pools: ReadonlyMap<string, PoolUse>
  readonly dollars: ReadonlyMap<Day, Usd>
}

export class LogTally implements UsageWatch {
  /** Rows of the day of as-of or later, by file. */
  readonly later: number[] = []
  /** By day, how often each priced row occurs, by its number. */
  readonly #days = new Map<Day, number[]>()
  /** The day of the row before, and what is counted of it. */
  #day: Day | null = null
  #ofDay: number[] = []
  /** The priced rows, by their numbers. */
  readonly #rows: RatedRow[] = []
  readonly #pools = new Map<string, PoolUse>()

  constructor(
    private readonly zone: TimeZone,
    private readonly today: Day,
    readonly keepsUses: boolean,
  ) {}

  onRow(at: Instant, file: number): void {
    if (this.#dayOf(at) >= this.today) this.later[file] = (this.later[file] ?? 0) + 1
  }

  onPriced(row: RatedRow, at: Instant): void {
    const day = this.#dayOf(at)
    if (day >= this.today) return
    const times = this.#open(day)
    times[row.number] = (times[row.number] ?? 0) + 1
    if (this.#rows[row.number]) return
    this.#rows[row.number] = row
    const { pool } = row.priced.rated.rate
    // Pools are told in the order in which they were met.
    if (pool !== null) this.#poolOf(pool)
  }

  onUse({ at, pool, units, tasks = 1n }: Use): void {
    const day = this.#dayOf(at)
    if (day < this.today) this.#take(pool, day, units, 1, tasks)
  }

  #poolOf(pool: string): PoolUse {
    let ofPool = this.#pools.get(pool)
    if (!ofPool) {
      ofPool = { days: new Map(), tasks: 0n }
      this.#pools.set(pool, ofPool)
    }
    return ofPool
  }

  #take(pool: string, day: Day, units: Units, count: number, tasks: bigint): void {
    const ofPool = this.#poolOf(pool)
    let tally = ofPool.days.get(day)
    if (!tally) {
      tally = new UnitTally()
      ofPool.days.set(day, tally)
    }
    tally.take(units, count)
    ofPool.tasks += tasks
  }

  /** What is counted of a day. A log is in order of time as a rule: most rows are of the day of the one before. */
  #open(day: Day): number[] {
    if (day === this.#day) return this.#ofDay
    this.#ofDay = this.#days.get(day) ?? []
    this.#days.set(day, this.#ofDay)
    this.#day = day
    return this.#ofDay
  }

  /** Adds up rows as often as they were counted. */
  addUp(): LogSums {
    const dollars = new Map<Day, Usd>()
    for (const [day, counts] of this.#days) {
      // What did not occur on that day leaves gaps.
      counts.forEach((count, number) => {
        const { priced, count: tasks } = this.#rows[number]!
        const { rate, each } = priced.rated
        const all = tasks * BigInt(count)
        if (rate.pool === null) dollars.set(day, add(dollars.get(day) ?? NO_USD, times(each as Usd, all)))
        else this.#take(rate.pool, day, times(priced.unitsEach!, tasks), count, all)
      })
    }
    return { pools: this.#pools, dollars }
  }

  #dayOf(at: Instant): Day {
    return (this.zone.id === UTC.id ? Math.floor(at / 86_400_000) : this.zone.toLocal(at).day) as Day
  }
}
