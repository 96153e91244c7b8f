/** A quote: priced jobs, one line each or summed up, and what they come to. */

import type { RejectedRow } from '../failure.js'
import type { FileColumns } from '../file-columns.js'
import type { Day, Instant } from '../instant.js'
import { add, NO_UNITS, times, type Units } from '../quantity.js'
import { addRatios, compareRatios, type Ratio, ZERO } from '../ratio.js'
import type { RepeatedTasks } from '../repeated-tasks.js'
import type { EarlyJobs } from '../used-lists.js'
import { createComparer, draftOf, isOpen, listFallbacks } from './alternatives.js'
import type { Outcome } from './job.js'
import type { Advice } from './other-ways.js'
import type { PricedJob, Terms } from './price-job.js'
import type { Market } from './purchase.js'
import type { RateCard } from './rate-card.js'
import { byCount, costOf, type Tally, type Totals } from './tally.js'

/** One job of a quote, `count` times over. */
export interface QuoteLine {
  /** Line in the file, the header being 1; null for a job given by flags. */
  readonly inputLine: number | null
  readonly priced: PricedJob
  readonly outcome: Outcome
  readonly count: bigint
  /** With `--drafts`: whether the line is the drafts or the final. */
  readonly stage: 'draft' | 'final' | null
  /** What the row says of the task; null where it does not. */
  readonly at: Instant | null
  readonly taskId: string | null
  readonly account: string | null
}

/** The same jobs by one card and model: the cost of those of them that it can do. */
export interface Comparison {
  readonly card: RateCard
  /** Null for a service without a model. */
  readonly model: string | null
  /** The mode or resolution, where the jobs leave it open. */
  readonly setting: string | null
  /** A priced job to show for it; the one job when there is only one. */
  readonly sample: PricedJob
  /** How many of the billed jobs it can do. */
  readonly count: bigint
  /** Dollars for those, and what the same jobs cost by the quote. */
  readonly cost: Ratio
  readonly baseCost: Ratio
  /** Units for those, pool by pool; at list price unless a package is priced by. */
  readonly units: ReadonlyMap<string, Units>
}

/** Every way to do the tallied jobs: those that can do most of them first, of these the cheapest (`--compare`). */
export function compareTallies(tallies: readonly Tally[], terms: Terms): Comparison[] {
  const found = new Map<string, Comparison>()
  const listWays = createComparer(terms.catalogue, terms.packagePrice)
  for (const { priced, billed } of tallies) {
    if (billed === 0n) continue
    for (const way of listWays(priced)) {
      const { card, job: done } = way.rated
      const setting = isOpen(priced) ? (done.resolution ?? done.mode) : null
      const key = [card.id, done.model, setting].join('\n')
      const known = found.get(key)
      found.set(key, {
        card,
        model: done.model,
        setting,
        sample: known?.sample ?? way,
        count: (known?.count ?? 0n) + billed,
        cost: addRatios(known?.cost ?? ZERO, costOf(way, billed)),
        baseCost: addRatios(known?.baseCost ?? ZERO, costOf(priced, billed)),
        units: addUnits(known?.units, way, billed),
      })
    }
  }
  return [...found.values()].sort((a, b) => byCount(a, b) || compareRatios(a.cost, b.cost))
}

function addUnits(
  known: ReadonlyMap<string, Units> | undefined,
  { rated: { rate }, unitsEach }: PricedJob,
  count: bigint,
): ReadonlyMap<string, Units> {
  if (rate.pool === null) return known ?? new Map()
  const units = times(unitsEach!, count)
  return new Map(known).set(rate.pool, add(known?.get(rate.pool) ?? NO_UNITS, units))
}

/** The range of cost when the service falls back to another model of the same card. */
export interface FallbackRange {
  /** Dollars if every job fell to the cheapest model that can do it. */
  readonly lowest: Ratio
  /** Dollars if every job went to the dearest. */
  readonly highest: Ratio
  /** The models of each distinct job, cheapest first. */
  readonly models: readonly { readonly asked: PricedJob; readonly ways: readonly PricedJob[] }[]
}

/** The range over the fallbacks of the tallied jobs (`--fallback`). */
export function findFallbackRange(tallies: readonly Tally[], terms: Terms): FallbackRange {
  let [lowest, highest] = [ZERO, ZERO]
  const models = tallies
    .filter(tally => tally.billed > 0n)
    .map(({ priced, billed }) => {
      const ways = listFallbacks(priced, terms.packagePrice)
      lowest = addRatios(lowest, costOf(ways[0]!, billed))
      highest = addRatios(highest, costOf(ways.at(-1)!, billed))
      return { asked: priced, ways }
    })
  return { lowest, highest, models }
}

/** The lines of a job with `drafts` drafts for each final, at the cheapest setting of its model. */
export function withDrafts(line: QuoteLine, drafts: bigint, terms: Terms): QuoteLine[] {
  const draft = draftOf(line.priced, terms.packagePrice)
  return [
    { ...line, priced: draft, count: line.count * drafts, stage: 'draft' },
    { ...line, stage: 'final' },
  ]
}

/** A deduction that is not what the card charges. */
export interface Deviation {
  readonly line: number
  /** Empty where nothing says of which pool it was. */
  readonly pool: string
  readonly deducted: string
  readonly charged: string
}

/** Jobs that deserve a word beside what they cost. */
export interface UnpricedJobs {
  /** Failed and unfinished jobs of which nothing says what they were. */
  readonly notBilled: bigint
  readonly pending: bigint
  /** Jobs that succeeded and for which nothing was deducted. */
  readonly free: bigint
  /** Jobs that failed and for which something was deducted. */
  readonly failedCharged: bigint
}

/** What jobs can be summed up by. */
export const GROUPINGS = ['model', 'account', 'month', 'day', 'capability'] as const
export type Grouping = (typeof GROUPINGS)[number]

/** Sums by one or more properties of the jobs, in order of their values; null: the job has none. */
export interface Groups {
  readonly by: readonly Grouping[]
  readonly sums: readonly { readonly values: readonly (string | null)[]; readonly totals: Totals }[]
}

/** When the jobs took place, on the clock of the zone; jobs without a time are in none of the counts. */
export interface JobDays {
  readonly first: Day
  readonly last: Day
  readonly early: EarlyJobs | null
  /** Jobs that are dated after the time of the answer. */
  readonly late: bigint
}

/** A quote with all that was asked beside it. */
export interface Quote {
  readonly terms: Terms
  /** Of packages, those that last from the first job to the last. */
  readonly market: Market
  readonly leavesPackagesOut: boolean
  /** The file that the jobs came from; null for flags. */
  readonly file: string | null
  /** Empty when only the sums were asked for. */
  readonly lines: readonly QuoteLine[]
  readonly tallies: readonly Tally[]
  readonly totals: Totals
  /** Sums by what `--by` names; null when it was not asked for. */
  readonly groups: Groups | null
  /** Null where no job has a time. */
  readonly days: JobDays | null
  readonly rejected: readonly RejectedRow[]
  readonly comparison: readonly Comparison[] | null
  readonly fallback: FallbackRange | null
  /** Null when there are too many distinct jobs to look each up everywhere. */
  readonly advice: Advice | null
  /** What was deducted where the card says otherwise. */
  readonly deviations: readonly Deviation[]
  /** Jobs that deserve a word beside what they cost. */
  readonly unpriced: UnpricedJobs
  /** Whose jobs they are, as far as a file says; of several accounts packages are counted as for one. */
  readonly accounts: readonly string[]
  /** What became of rows of which more than one is about the same task. */
  readonly repeats: RepeatedTasks
  /** Of the file, if there is one. */
  readonly columns: readonly FileColumns[]
}
