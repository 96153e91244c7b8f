/** What else could be bought, to hold against the plan: each package alone, the greedy way, and without trials. */

import { type NoPlan, type PurchasePlan, planAsGreedy, planPurchases } from './purchase-plan.js'
import type { PlanQuestion } from './search/grid.js'

/** Another way of buying, and what it comes to. */
export type Alternative = { readonly outcome: PurchasePlan | NoPlan } & (
  | { readonly kind: 'only'; readonly offerId: string }
  | { readonly kind: 'greedy' }
  | { readonly kind: 'without-trials' }
)

/**
 * The alternatives, each at its own least cost; those that there is no time for, greedily. `without-trials` is left
 * out when no trial is on offer.
 */
export function listAlternatives(question: PlanQuestion, isOutOfTime: () => boolean): Alternative[] {
  const lasting = question.offers.filter(offer => !offer.isOncePerAccount)
  const planWith = (offers: PlanQuestion['offers']) => {
    const other = { ...question, offers }
    return isOutOfTime() ? planAsGreedy(other) : planPurchases(other, isOutOfTime)
  }
  const alone = lasting.map(
    (offer): Alternative => ({ kind: 'only', offerId: offer.id, outcome: planWith([offer]) }),
  )
  const greedy: Alternative = { kind: 'greedy', outcome: planAsGreedy(question) }
  if (lasting.length === question.offers.length) return [...alone, greedy]
  return [...alone, greedy, { kind: 'without-trials', outcome: planWith(lasting) }]
}
