/** What state a lot is in at an instant, in the contract's words. */
import type { Instant } from '../instant.js'
import { isZero } from '../quantity.js'
import type { LotBalance } from './drawdown.js'

export const LOT_STATUSES = ['pending', 'active', 'used-up', 'expired'] as const
export type LotStatus = (typeof LOT_STATUSES)[number]

/** Time decides: a lot that was used up and has expired since is expired, with nothing forfeited. What was lost before is over too. */
export function statusOf({ lot, remaining, forfeited }: LotBalance, asOf: Instant): LotStatus {
  if (!isZero(forfeited)) return 'expired'
  if (asOf < lot.effectiveAt) return 'pending'
  if (asOf >= lot.expiresAt) return 'expired'
  return isZero(remaining) ? 'used-up' : 'active'
}

/** Whether a lot that can still be used, now or later, has units left. */
export const hasUnitsLeft = ({ remaining }: LotBalance): boolean => !isZero(remaining)

/** Whether units are lost within less than `millis` from `asOf` unless they are used (gates are strict). */
export const expiresWithin = (balance: LotBalance, asOf: Instant, millis: number): boolean =>
  hasUnitsLeft(balance) && balance.lot.expiresAt - asOf < millis
