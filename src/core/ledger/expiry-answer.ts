/** What `expiry` answers: every format is made from this. */
import type { RejectedRow } from '../failure.js'
import type { FileColumns } from '../file-columns.js'
import type { Instant } from '../instant.js'
import type { Units } from '../quantity.js'
import type { BurnOrder } from './burn-order.js'
import type { Draw, Unfunded, Use } from './drawdown.js'
import type { LotOutlook, Outlook } from './outlook.js'
import type { Reconciliation } from './reconcile.js'
import type { ComparedBalance } from './reported-balance.js'

/** What is known of a file of use. */
export interface UsageReport {
  readonly file: string
  /** Whether the units are those that were deducted, rather than priced by a card. */
  readonly isExport: boolean
  /** Tasks that failed, and tasks that were not finished. */
  readonly notBilled: bigint
  readonly pending: bigint
  /** Use after the time of the answer, which is left out. */
  readonly later: { readonly count: number; readonly units: ReadonlyMap<string, Units> }
  readonly rejected: readonly RejectedRow[]
}

/** The allocation: who paid for which use. */
export interface Allocation {
  /** In order of time. */
  readonly uses: readonly Use[]
  readonly draws: readonly Draw[]
}

/** The answer. */
export interface ExpiryAnswer {
  readonly asOf: Instant
  readonly order: BurnOrder
  readonly ledger: string
  /** Whether balances are the service's own, there being no file of use. */
  readonly isReported: boolean
  /** Of ledger and use: which columns nothing was read from. */
  readonly columns: readonly FileColumns[]
  readonly outlook: Outlook
  readonly unfunded: readonly Unfunded[]
  /** Null without a file of use. */
  readonly usage: UsageReport | null
  /** Use of the burn window by pool and day, the last day last; see `MeasuredUse`. */
  readonly useByDay: ReadonlyMap<string, readonly Units[]>
  /** What the service says of each lot; null when the ledger says nothing of balances. */
  readonly reported: readonly ComparedBalance[] | null
  /** Null unless the use is a billing export. */
  readonly reconciliation: Reconciliation | null
  /** Null unless it was asked for. */
  readonly allocation: Allocation | null
  readonly soonMillis: number
  readonly windowMillis: number
  readonly taskMillis: number | null
  /** Null when no gate was asked for. */
  readonly gate: { readonly millis: number; readonly crossedBy: readonly LotOutlook[] } | null
}
