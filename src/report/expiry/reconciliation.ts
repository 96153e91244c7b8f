/** What a billing export says of the packages that paid, beside what the draw-down has computed. */
import { compact } from '../../core/compact.js'
import { inQuotes, listChoices } from '../../core/failure.js'
import { formatInstant, type Instant } from '../../core/instant.js'
import type { BurnOrder } from '../../core/ledger/burn-order.js'
import { type DifferingDeduction, isContradicted, type Reconciliation } from '../../core/ledger/reconcile.js'
import { compare, format, type Units } from '../../core/quantity.js'
import { showUnitCount, showUnits } from '../amounts.js'
import { countOf, listSome } from '../text.js'
import { nameOfLot } from './words.js'

/** What an answer says that rests on the draw-down, whether the export agrees with it or not. */
export function describeReconciliation(found: Reconciliation, order: BurnOrder): string[] {
  // Deductions that say nothing of packages have nothing to be checked.
  if (found.nameless.count === found.deductions && found.sums.count === 0) return []
  const all = countOf(found.deductions, 'deduction')
  return compact([
    !isContradicted(found) &&
      `the billing export agrees with the draw-down in ${found.nameless.count > 0 ? 'what it says of ' : ''}all ${all}`,
    found.nameless.count > 0 &&
      `${countOf(found.nameless.count, 'deduction names', 'deductions name')} no package and could not be checked`,
    ...listContradictions(found, order),
  ])
}

/** What the export says otherwise; nothing where it agrees. */
function listContradictions(found: Reconciliation, order: BurnOrder): string[] {
  const { choices, agreeing, order: inferred } = found.order
  const other = order === 'expiry' ? 'purchase' : 'expiry'
  return compact([
    found.strangers.first &&
      `${countOf(found.strangers.count, 'deduction is', 'deductions are')} of packages that the ledger does not hold; the first, ${describeFirst(found.strangers.first)}: ${inQuotes(found.strangers.first.deduction.packageId!)}`,
    describePaidOtherwise(found),
    found.balances.first && describeBalance(found.balances.count, found.balances.first),
    found.sums.first &&
      `${countOf(found.sums.count, 'deduction does', 'deductions do')} not lead from the balance before to the balance after; the first, ${describeFirst(found.sums.first)}`,
    agreeing[order] < choices &&
      (inferred === null
        ? `the service burns packages by neither order: of ${countOf(choices, 'choice')} ${agreeing.expiry} are by expiry and ${agreeing.purchase} by purchase`
        : `the service burns packages by ${inferred}, not by ${order}: all ${countOf(choices, 'choice')} agree with it, with ${order} ${agreeing[order]}; --burn-order ${other} computes it so`),
  ])
}

/** What the export says was left of packages in the end, where it is not what is computed; null where it is. */
export function describeExported({ lots }: Reconciliation, showTime: (at: Instant) => string): string | null {
  const others = lots.filter(({ exported, computed }) => compare(exported, computed) !== 0)
  const balances = others.map(
    ({ lot, exported, at, computed }) =>
      `${nameOfLot(lot)} held ${showUnitCount(exported)} after ${showTime(at)} (computed ${showUnits(computed)})`,
  )
  return others.length === 0 ? null : listSome(balances, 3)
}

const describeFirst = ({ deduction }: DifferingDeduction): string =>
  compact([
    `line ${deduction.line} of ${deduction.file}`,
    formatInstant(deduction.at),
    deduction.taskId !== null && `task ${deduction.taskId}`,
  ]).join(', ')

/** That deductions name other packages than those that are computed to have paid them; null where none does. */
export function describePaidOtherwise({
  payers: { count, first },
  deductions,
}: Reconciliation): string | null {
  if (first === null) return null
  const ids = first.payers.map(({ id }) => id)
  const computed = ids.length === 0 ? 'no package' : listChoices(ids, 'and')
  return `${count} of ${countOf(deductions, 'deduction')} ${count === 1 ? 'was' : 'were'} paid by another package than computed; the first, ${describeFirst(first)}: ${first.deduction.packageId}, computed ${computed}`
}

function describeBalance(count: number, first: DifferingDeduction): string {
  const { deduction, before, after } = first
  const show = (said: Units | null, computed: Units) =>
    `${said ? format(said) : '?'} (computed ${format(computed)})`
  return `${countOf(count, 'deduction found', 'deductions found')} another balance than computed in the package that paid; the first, ${describeFirst(first)}: ${deduction.packageId} held ${show(deduction.unitsBefore, before!)} before and ${show(deduction.unitsAfter, after!)} after`
}
