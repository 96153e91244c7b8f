/** A plan as charges of FOCUS: each package to buy is a purchase on its day. */
import { failWithHint, listChoices } from '../../core/failure.js'
import { type BudgetAnswer, isPlanned } from '../../core/plan/budget-answer.js'
import { describePackagePurchase } from './charges.js'
import type { FocusRow } from './columns.js'

/**
 * The purchases, pool by pool in order of time. `vendors` says by package whose it is. Throws when what a pool will
 * cost is not known: a file without it would look whole.
 */
export function listBudgetCharges(
  { pools, dollars }: BudgetAnswer,
  vendors: ReadonlyMap<string, string>,
): FocusRow[] {
  const unplanned = pools.filter(budget => !isPlanned(budget)).map(({ pool }) => pool)
  if (unplanned.length > 0)
    failWithHint(
      'NO_PLAN',
      `--format focus: expected packages that cover the use of every pool; got too few, or none, on sale for ${listChoices(unplanned, 'and')}`,
      'leave the use of that pool out, or read the plan with --format csv',
    )
  if (dollars !== null)
    failWithHint(
      'BAD_USAGE',
      '--format focus: expected use that packages pay for; got jobs that are charged in dollars, on days that no forecast knows',
      'leave those jobs out; quote --from FILE --format focus writes what they cost',
    )
  return pools.flatMap(({ pool, plan }) =>
    plan.plan.purchases.map(({ at, offer }, i) =>
      describePackagePurchase(
        {
          // Nobody has bought it yet, so that it has no id of a ledger.
          id: `planned ${pool} ${i + 1}`,
          packageId: offer.id,
          pool,
          units: offer.units,
          price: offer.price,
          purchasedAt: at,
          account: null,
        },
        vendors,
      ),
    ),
  )
}
