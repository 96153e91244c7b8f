/** What `expiry` answers: every format is made from this. */

import type { DeductionComparison } from '../compare-deductions.js'
import type { RejectedRow } from '../failure.js'
import type { FileColumns } from '../file-columns.js'
import type { Instant } from '../instant.js'
import type { Units } from '../quantity.js'
import type { RepeatedTasks } from '../repeated-tasks.js'
import type { CoarseTotals, DayRun, EarlyEnd } from '../silent-days.js'
import type { UsedLists } from '../used-lists.js'
import type { BurnOrder } from './burn-order.js'
import type { Draw, Unfunded, Use } from './drawdown.js'
import type { LotOutlook, Outlook } from './outlook.js'
import type { Reconciliation } from './reconcile.js'
import type { ComparedBalance } from './reported-balance.js'

/** What is known of files of use. */
export interface UsageReport extends RepeatedTasks {
  /** Their names, as messages give them. */
  readonly file: string
  /** Tasks that failed, which use nothing (001, 002), and tasks that were not finished, which count as no use. */
  readonly notBilled: bigint
  readonly pending: bigint
  /** Tasks that succeeded and for which nothing was deducted. */
  readonly free: bigint
  /** The times of the first row and the last, whatever became of their tasks; null without rows. */
  readonly from: Instant | null
  readonly until: Instant | null
  /** Days of which it says nothing, though it goes on behind them. */
  readonly silences: readonly DayRun[]
  /** Files that end while another one of the same days goes on, each with its last day. */
  readonly earlyEnds: readonly EarlyEnd[]
  /** Files whose totals look like those of weeks or months, and count as those of days. */
  readonly coarseTotals: readonly CoarseTotals[]
  /** The pool that units were taken to be of where nothing says it; null: it is said everywhere. */
  readonly assumedPool: string | null
  /** The list that was asked for by name, where it is not in force when some of the tasks took place. */
  readonly outOfForce: string | null
  readonly usedLists: UsedLists
  /** Rows whose time is a date alone: they count as that day begins. */
  readonly bareDates: number
  /** Uses that name no account where others do: the packages of any account pay for them. */
  readonly unowned: number
  /** What was deducted held against the price list; null when no row says it. */
  readonly comparison: DeductionComparison | null
  /** Use after the time of the answer, which is left out. */
  readonly later: { readonly count: number; readonly units: ReadonlyMap<string, Units> }
  readonly rejected: readonly (RejectedRow & { readonly file: string })[]
}

/** The answer. */
export interface ExpiryAnswer {
  readonly asOf: Instant
  readonly order: BurnOrder
  readonly ledger: string
  /** Whether the service wrote the ledger, rather than a user. */
  readonly isService: boolean
  /** Whether a package of it expires on a bare date. */
  readonly endsWithDay: boolean
  /** What is told of options that change nothing. */
  readonly idle: readonly string[]
  /** Whether balances are those that the ledger states, there being no file of use. */
  readonly isReported: boolean
  /** Of ledger and use: which columns nothing was read from. */
  readonly columns: readonly FileColumns[]
  readonly outlook: Outlook
  readonly unfunded: readonly Unfunded[]
  /** Null without a file of use. */
  readonly usage: UsageReport | null
  /** Use of the burn window by pool and day, the last day last; see `MeasuredUse`. */
  readonly useByDay: ReadonlyMap<string, readonly Units[]>
  /** What the ledger says is left of each lot; null when it says nothing of balances. */
  readonly reported: readonly ComparedBalance[] | null
  /** Null unless all use is deductions. */
  readonly reconciliation: Reconciliation | null
  /** Who paid for which use, in order of time. Null unless it was asked for. */
  readonly allocation: { readonly uses: readonly Use[]; readonly draws: readonly Draw[] } | null
  readonly soonMillis: number
  /** The window of `--burn-window`, and the part of it that the log knows, over which use is measured. */
  readonly windowMillis: number
  readonly measuredMillis: number
  /** When the window ends over which use is measured: the time of the answer, unless the log ends on a day before. */
  readonly windowEnd: Instant
  /** How many days of 24 hours before the answer the log ends. */
  readonly unknownDays: number
  readonly taskMillis: number | null
  /** Null when no gate was asked for. */
  readonly gate: { readonly millis: number; readonly crossedBy: readonly LotOutlook[] } | null
  /** How much deductions and price list may differ; null when no such gate was asked for. */
  readonly differenceGate: { readonly units: Units; readonly isCrossed: boolean } | null
}
