/**
 * Which lot pays first when several could. The documents do not say; the order is a ruling (rules §2) and a
 * switch (`--burn-order`), and it is total, so that a ledger has one answer:
 *
 * `expiry` (default): the lot that expires first; of those the one that took effect first; of those the one
 * that stands first in the ledger. Nothing is lost that could have been used.
 *
 * `purchase`: the lot that was bought first; of those the one that took effect first; of those the one that
 * expires first; of those the one that stands first in the ledger.
 *
 * The order does not look at the clock: what changes with time is only which of the lots are active.
 */
import { unreachable } from '../failure.js'
import type { Lot } from './lot.js'

export const BURN_ORDERS = ['expiry', 'purchase'] as const
export type BurnOrder = (typeof BURN_ORDERS)[number]

const compareByExpiry = (a: Lot, b: Lot): number =>
  a.expiresAt - b.expiresAt || a.effectiveAt - b.effectiveAt || a.order - b.order

const compareByPurchase = (a: Lot, b: Lot): number =>
  a.purchasedAt - b.purchasedAt ||
  a.effectiveAt - b.effectiveAt ||
  a.expiresAt - b.expiresAt ||
  a.order - b.order

/** The lots in the order in which they pay, the first payer first. */
export function sortToBurn(lots: readonly Lot[], order: BurnOrder): Lot[] {
  switch (order) {
    case 'expiry':
      return [...lots].sort(compareByExpiry)
    case 'purchase':
      return [...lots].sort(compareByPurchase)
    default:
      return unreachable(order)
  }
}
