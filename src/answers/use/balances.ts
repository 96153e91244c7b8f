/** What is left in each lot of a ledger: drawn down by use that is known, else as the service reports it. */
import { failOnAny, type Issue } from '../../core/failure.js'
import type { Instant } from '../../core/instant.js'
import { type DrawDown, type DrawDownOptions, drawDown, type LotBalance } from '../../core/ledger/drawdown.js'
import type { LotStatus } from '../../core/ledger/lot-status.js'
import { canReconcile, isDeduction, type Reconciliation, reconcile } from '../../core/ledger/reconcile.js'
import { balancesOf, type ReportedBalance } from '../../core/ledger/reported-balance.js'
import type { PaidOtherwise } from '../../core/paid-otherwise.js'
import { compare, format, NO_UNITS } from '../../core/quantity.js'
import type { Ledger } from '../../read/ledger/ledger.js'
import type { PackStatus, StatedLot } from '../../read/ledger/row-reader.js'
import { findOwnerless } from './fee.js'
import type { Usage } from './usage.js'

/** Balances and where they come from. */
export interface LedgerBalances {
  /** One for each lot, in the order of the ledger. */
  readonly balances: readonly LotBalance[]
  readonly computed: DrawDown
  /** What the service, or the user's own ledger, says is left of each lot; null when neither says anything. */
  readonly reports: readonly ReportedBalance[] | null
  /** Whether `balances` are those stated, for no file of use was given. */
  readonly isReported: boolean
  /** The use, each with its owner's name where the ledger knows it. */
  readonly usage: Usage | null
  /** What deductions say of the packages that paid; null where none says anything. */
  readonly reconciliation: Reconciliation | null
}

/** Where deductions differ from the draw-down; null: nowhere. */
export function findPaidOtherwise(found: Reconciliation | null): PaidOtherwise | null {
  if (found === null) return null
  const differences = [found.chargedStrangers, found.payers, found.balances, found.sums]
  const [first] = differences
    .flatMap(difference => difference.first ?? [])
    .sort((a, b) => a.deduction.at - b.deduction.at)
  if (!first) return null
  const { file, line, packageId } = first.deduction
  return {
    deductions: found.deductions,
    differing: differences.reduce((sum, { count }) => sum + count, 0),
    first: { file, line, packageId, payers: first.payers.map(({ id }) => id) },
  }
}

/** Draws the use from the lots. Throws InputError when the two do not fit each other. */
export function balanceLedger(
  ledger: Ledger,
  givenUsage: Usage | null,
  options: DrawDownOptions,
): LedgerBalances {
  const usage = givenUsage && nameOwners(givenUsage, ledger)
  if (usage) failOnAny(findOwnerless(ledger, usage))
  const computed = drawDown(ledger.lots, usage?.uses ?? [], options)
  const reports = ledger.reported?.map(toReportedBalance) ?? null
  // Without a file of use nobody else can know what was used.
  const isReported = usage === null && (reports?.some(saysWhatIsLeft) ?? false)
  if (isReported) failOnAny(findOverfull(reports!))
  const balances = isReported
    ? balancesOf(reports!, options.asOf)
    : computed.balances.map((balance, i) => usedUpBefore(usage, reports?.[i], options.asOf) ?? balance)
  return {
    balances,
    computed,
    reports,
    isReported,
    usage,
    reconciliation: reconcileUse(ledger, usage, options),
  }
}

/** A lot that expired before any use is known, and is said to have been used up: it lost nothing. */
const usedUpBefore = (
  usage: Usage | null,
  report: ReportedBalance | undefined,
  asOf: Instant,
): LotBalance | null =>
  usage?.from != null && report?.status === 'used-up' && report.lot.expiresAt <= usage.from
    ? balancesOf([report], asOf)[0]!
    : null

/** Holds use against the draw-down; null where no deduction says which package paid. */
export const reconcileUse = (
  { lots }: Ledger,
  usage: Usage | null,
  { order, asOf }: Pick<DrawDownOptions, 'order' | 'asOf'>,
): Reconciliation | null =>
  usage && canReconcile(usage.uses) ? reconcile(lots, usage.uses, order, asOf) : null

/** An export names the package that paid, and the ledger whose it is: that is whose task it was. */
function nameOwners(usage: Usage, { lots }: Ledger): Usage {
  const owners = new Map(lots.map(({ id, account }) => [id, account]))
  if (lots.every(({ account }) => account === null)) return usage
  const uses = usage.uses.map(use => {
    const owner = isDeduction(use) && use.account === null ? owners.get(use.packageId ?? '') : null
    return owner ? { ...use, account: owner } : use
  })
  return { ...usage, uses }
}

const STATUS_OF = {
  toBeOnline: 'pending',
  online: 'active',
  expired: 'expired',
  runOut: 'used-up',
} as const satisfies Record<PackStatus, LotStatus>

/** One that is said to be used up has nothing left, though no balance is stated of it. */
const toReportedBalance = ({ status, remaining, ...report }: StatedLot): ReportedBalance => ({
  ...report,
  remaining: remaining ?? (status === 'runOut' ? NO_UNITS : null),
  status: status && STATUS_OF[status],
})

/** Of one that is said to be expired nothing can be used, whatever was left. */
const saysWhatIsLeft = ({ remaining, status }: ReportedBalance): boolean =>
  remaining !== null || status === 'expired'

/** More left than was bought: such a balance cannot be split into drawn and left. */
const findOverfull = (reports: readonly ReportedBalance[]): Issue[] =>
  reports
    .filter(({ lot, remaining }) => remaining !== null && compare(remaining, lot.units) > 0)
    .map(({ lot, remaining }) => ({
      code: 'BAD_NUMBER',
      message: `remaining: found ${format(remaining!)}, more than the ${format(lot.units)} that were bought`,
      place: lot.place,
    }))
