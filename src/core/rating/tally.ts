/** Jobs added up: how often each distinct one occurs, and what they come to. */
import { getOrInsert } from '../get-or-insert.js'
import { add, NO_UNITS, times, type Units } from '../quantity.js'
import { addRatios, multiplyRatios, type Ratio, ratio, ZERO } from '../ratio.js'
import type { Outcome } from './job.js'
import type { PricedJob } from './price-job.js'

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

/** Ways that do the most jobs first: of unlike sets of jobs the sums say nothing of each other. */
export const byCount = (a: { readonly count: bigint }, b: { readonly count: bigint }): number =>
  a.count === b.count ? 0 : a.count > b.count ? -1 : 1

/** Jobs added up: how often each distinct one occurs. */
export class Tallies {
  readonly #tallies = new Map<PricedJob, Tally>()

  add(priced: PricedJob, outcome: Outcome, count: bigint): void {
    const tally = getOrInsert(this.#tallies, priced, () => ({
      priced,
      billed: 0n,
      notBilled: 0n,
      pending: 0n,
    }))
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
