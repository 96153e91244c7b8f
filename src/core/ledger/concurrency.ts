/**
 * How many tasks may run at once: the highest limit among the active lots of a pool, never their sum; buying
 * more of the same adds nothing (002). That it is taken pool by pool is a ruling (rules §2). Time decides here
 * which lots are active; whether one that is used up still counts is the caller's ruling, who knows balances.
 */
import type { Instant } from '../instant.js'
import { isActive, type Lot } from './lot.js'

/** From `at` on the limit is `to`; null: no active lot states one. */
export interface ConcurrencyChange {
  readonly at: Instant
  readonly to: number | null
}

/** The limit of `pool` at an instant; null when no active lot states one. */
export function concurrencyAt(lots: readonly Lot[], pool: string, at: Instant): number | null {
  return highestLimit(lots.filter(lot => lot.pool === pool && isActive(lot, at)))
}

/** The highest limit that any of the lots states; null when none does. */
export function highestLimit(lots: readonly Lot[]): number | null {
  const limits = lots.map(lot => lot.concurrency).filter(limit => limit !== null)
  return limits.length === 0 ? null : Math.max(...limits)
}

/** When the limit of `pool` changes after `from`, by starts and expiries of `lots`, in order. */
export function listConcurrencyChanges(
  lots: readonly Lot[],
  pool: string,
  from: Instant,
): ConcurrencyChange[] {
  const boundaries = lots
    .filter(lot => lot.pool === pool)
    .flatMap(lot => [lot.effectiveAt, lot.expiresAt])
    .filter(at => at > from)
  const changes: ConcurrencyChange[] = []
  let limit = concurrencyAt(lots, pool, from)
  for (const at of [...new Set(boundaries)].sort((a, b) => a - b)) {
    const to = concurrencyAt(lots, pool, at)
    if (to === limit) continue
    changes.push({ at, to })
    limit = to
  }
  return changes
}
