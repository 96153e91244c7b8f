/** What `sla` is asked. */

import type { Month } from '../../core/calendar.js'
import type { FileColumns } from '../../core/file-columns.js'
import type { BurnOrder } from '../../core/ledger/burn-order.js'
import type { FeeBasis } from '../../core/ledger/fee.js'
import type { Ratio } from '../../core/ratio.js'
import type { Agreement } from '../../core/sla/agreement.js'
import type { PeriodChoice } from '../../core/sla/asked-periods.js'
import type { PeriodFee } from '../../core/sla/compensation.js'
import type { Judging } from '../../core/sla/judge-period.js'
import type { MaintenanceWindow } from '../../core/sla/maintenance.js'
import type { LogReading, LogSource } from '../logs/log-source.js'
import type { FeeSources } from '../use/fee.js'

export type FeeTerms =
  | { readonly kind: 'unknown' }
  /** One fee, for each period; the log may hold one account only. */
  | { readonly kind: 'option'; readonly fee: PeriodFee }
  | { readonly kind: 'fees-file'; readonly rows: readonly AccountFee[] }
  /** Computed from purchases and use, once accounts and periods are known. */
  | {
      readonly kind: FeeBasis
      readonly sources: FeeSources
      readonly order: BurnOrder
      /** The part of each period's fee that was paid with vouchers; 0 unless told. */
      readonly voucherFee: Ratio
    }

/** The fee of one account in one month; see read/fees-file.ts. */
export interface AccountFee extends PeriodFee {
  readonly account: string | null
  readonly month: Month
}

/** One service to be judged. */
export interface ServiceRequest {
  readonly policy: string
  /** Its agreement in every version, the tiers of `--tiers` in them; at least one. */
  readonly versions: readonly Agreement[]
  readonly logs: readonly LogSource[]
  readonly windows: readonly MaintenanceWindow[]
  readonly fees: FeeTerms
  /** Nodes in each network; null when not told. */
  readonly nodesOfNetworks: readonly number[] | null
  /** Options that were given and concern no version of the agreement. */
  readonly optionsWithoutEffect: readonly string[]
}

export interface SlaRequest extends Judging {
  readonly service: ServiceRequest
  readonly companion: ServiceRequest | null
  readonly reading: LogReading
  readonly periods: PeriodChoice
  /** Per cent as decimal text, or null. */
  readonly failUnder: string | null
  /** Per cent as decimal text, or null. */
  readonly minCoverage: string | null
  /** The columns of the files beside the logs. */
  readonly sideColumns: readonly FileColumns[]
  /** Whether the answer tells how periods went. */
  readonly keepsCourse: boolean
}
