/** A quote: priced jobs, one line each or summed up, and what they come to. */

import type { RejectedRow } from '../failure.js'
import type { FileColumns } from '../file-columns.js'
import { add, NO_UNITS, times, type Units } from '../quantity.js'
import { addRatios, compareRatios, multiplyRatios, type Ratio, ratio, ZERO } from '../ratio.js'
import { compareJob, draftOf, listFallbacks } from './alternatives.js'
import type { Outcome } from './job.js'
import type { PricedJob, Terms } from './price-job.js'
import { isRetired, type RateCard } from './rate-card.js'

/** One job of a quote, `count` times over. */
export interface QuoteLine {
  /** Line in the file, the header being 1; null for a job given by flags. */
  readonly inputLine: number | null
  readonly priced: PricedJob
  readonly outcome: Outcome
  readonly count: bigint
  /** With `--drafts`: whether the line is the drafts or the final. */
  readonly stage: 'draft' | 'final' | null
}

/** How often one distinct job occurs, by outcome. */
export interface Tally {
  readonly priced: PricedJob
  billed: bigint
  notBilled: bigint
  pending: bigint
}

/** What a set of jobs comes to. Only billed jobs have a cost and use units. */
export interface Totals {
  readonly billed: bigint
  readonly notBilled: bigint
  readonly pending: bigint
  /** Dollars. */
  readonly cost: Ratio
  /** Units used, pool by pool: they are never added up. */
  readonly units: ReadonlyMap<string, Units>
}

/** Jobs added up: how often each distinct one occurs. */
export class Tallies {
  readonly #tallies = new Map<PricedJob, Tally>()

  add(priced: PricedJob, outcome: Outcome, count: bigint): void {
    let tally = this.#tallies.get(priced)
    if (!tally) {
      tally = { priced, billed: 0n, notBilled: 0n, pending: 0n }
      this.#tallies.set(priced, tally)
    }
    if (outcome === 'billed') tally.billed += count
    else if (outcome === 'pending') tally.pending += count
    else tally.notBilled += count
  }

  /** Each distinct job, in order of first occurrence. */
  list(): Tally[] {
    return [...this.#tallies.values()]
  }
}

/** Cost and units of the tallied jobs. */
export function totalOf(tallies: readonly Tally[]): Totals {
  let [billed, notBilled, pending, cost] = [0n, 0n, 0n, ZERO]
  const units = new Map<string, Units>()
  for (const tally of tallies) {
    const { pool } = tally.priced.rated.rate
    billed += tally.billed
    notBilled += tally.notBilled
    pending += tally.pending
    cost = addRatios(cost, costOf(tally.priced, tally.billed))
    if (pool !== null && tally.billed > 0n) {
      units.set(pool, add(units.get(pool) ?? NO_UNITS, times(tally.priced.unitsEach!, tally.billed)))
    }
  }
  return { billed, notBilled, pending, cost, units }
}

/** Dollars of `count` calls. */
export const costOf = (priced: PricedJob, count: bigint): Ratio =>
  multiplyRatios(priced.priceEach, ratio(count))

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
  /** Dollars for those. */
  readonly cost: Ratio
}

/** Every way to do the tallied jobs: those that can do all of them first, then the cheapest (`--compare`). */
export function compareTallies(tallies: readonly Tally[], terms: Terms): Comparison[] {
  const found = new Map<string, Comparison>()
  const all = totalOf(tallies).billed
  for (const { priced, billed } of tallies) {
    if (billed === 0n) continue
    for (const way of compareJob(priced.rated, terms.catalogue, terms.asOf, terms.packagePrice)) {
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
      })
    }
  }
  return [...found.values()].sort(
    (a, b) => Number(b.count === all) - Number(a.count === all) || compareRatios(a.cost, b.cost),
  )
}

/** What the jobs would cost on another card with their own models, as far as it has them. */
export interface OtherCard {
  readonly card: RateCard
  readonly count: bigint
  readonly cost: Ratio
  readonly units: ReadonlyMap<string, Units>
  /** The modes or resolutions taken, the cheapest each, for jobs that leave them open. */
  readonly settings: readonly string[]
}

/** What people ask next: the same jobs by the other cards, and the cheapest way to the same result. */
export interface Advice {
  readonly otherCards: readonly OtherCard[]
  /** Each job by the cheapest model that can do it; null when nothing is cheaper than the quote. */
  readonly cheapest: { readonly cost: Ratio; readonly ways: readonly PricedJob[] } | null
}

/** Looks the tallied jobs up on all cards. */
export function adviseOn(tallies: readonly Tally[], terms: Terms): Advice {
  const others = new Map<RateCard, Tallies>()
  let cost = ZERO
  let cheapest = ZERO
  const ways = new Set<PricedJob>()
  const chosenSetting = new Map<PricedJob, string | readonly string[]>()
  for (const { priced, billed } of tallies) {
    if (billed === 0n) continue
    // Nobody is sent to models that are said to be gone; --compare shows them all the same.
    const alternatives = compareJob(priced.rated, terms.catalogue, terms.asOf, terms.packagePrice).filter(
      way =>
        !isRetired(way.rated.card, terms.asOf) ||
        (way.rated.card === priced.rated.card && isSameModel(way, priced)),
    )
    for (const card of new Set(alternatives.map(way => way.rated.card))) {
      if (card === priced.rated.card) continue
      const same = alternatives.find(way => way.rated.card === card && isSameModel(way, priced))
      if (!same) continue
      const sums = others.get(card) ?? new Tallies()
      sums.add(same, 'billed', billed)
      if (isOpen(priced)) chosenSetting.set(same, same.rated.job.resolution ?? same.rated.job.mode ?? [])
      others.set(card, sums)
    }
    const best = alternatives[0] ?? priced
    ways.add(best)
    cost = addRatios(cost, costOf(priced, billed))
    cheapest = addRatios(cheapest, costOf(best, billed))
  }
  return {
    otherCards: [...others].map(([card, sums]) => {
      const totals = totalOf(sums.list())
      const settings = new Set(sums.list().flatMap(tally => chosenSetting.get(tally.priced) ?? []))
      return { card, count: totals.billed, cost: totals.cost, units: totals.units, settings: [...settings] }
    }),
    cheapest: compareRatios(cheapest, cost) < 0 ? { cost: cheapest, ways: [...ways] } : null,
  }
}

/** Whether a job leaves mode and resolution open, its own card not speaking of them. */
const isOpen = ({ rated: { job } }: PricedJob): boolean => job.mode === null && job.resolution === null

const isSameModel = (a: PricedJob, b: PricedJob): boolean => a.rated.job.model === b.rated.job.model

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
      const ways = listFallbacks(priced.rated, terms.packagePrice)
      lowest = addRatios(lowest, costOf(ways[0]!, billed))
      highest = addRatios(highest, costOf(ways.at(-1)!, billed))
      return { asked: priced, ways }
    })
  return { lowest, highest, models }
}

/** The lines of a job with `drafts` drafts for each final, at the cheapest setting of its model. */
export function withDrafts(line: QuoteLine, drafts: bigint, terms: Terms): QuoteLine[] {
  const draft = draftOf(line.priced.rated, terms.packagePrice)
  return [
    { ...line, priced: draft, count: line.count * drafts, stage: 'draft' },
    { ...line, stage: 'final' },
  ]
}

/** A deduction that is not what the card charges. */
export interface Deviation {
  readonly line: number
  readonly deducted: string
  readonly charged: string
}

/** A quote with all that was asked beside it. */
export interface Quote {
  readonly terms: Terms
  /** The file that the jobs came from; null for flags. */
  readonly file: string | null
  /** Empty when only the sums were asked for. */
  readonly lines: readonly QuoteLine[]
  readonly tallies: readonly Tally[]
  readonly totals: Totals
  readonly rejected: readonly RejectedRow[]
  readonly comparison: readonly Comparison[] | null
  readonly fallback: FallbackRange | null
  /** Null when there are too many distinct jobs to look each up everywhere. */
  readonly advice: Advice | null
  /** What the billing export deducted where the card says otherwise. */
  readonly deviations: readonly Deviation[]
  /** Of the file, if there is one. */
  readonly columns: readonly FileColumns[]
}
