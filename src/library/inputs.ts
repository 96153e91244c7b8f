/** What the library's functions take: the options of the command line in camelCase, as plain values. */
import type { Amount } from './options.js'

/** One row: names of columns, and what stands under them; null and undefined stand for nothing. */
export type Row = Readonly<Record<string, string | number | bigint | boolean | Date | null | undefined>>

/**
 * Data of a file, in whichever way it is at hand:
 * - a text that has a line break, or begins with `{` or `[`: the data itself; any other text: the path of a file
 * - bytes (a Buffer): the data itself, compressed or not
 * - an array of rows, or an async iterable of rows
 * - an async iterable of texts or bytes, such as a stream
 * - any other object: JSON that was parsed already, such as the answer of an API
 */
export type Data = string | Uint8Array | readonly Row[] | AsyncIterable<string | Uint8Array | Row> | object

/** Options of every function. */
export interface CommonInput {
  /** Rate files of your own, on top of the shipped ones. */
  readonly rates?: Data | readonly string[]
  /** Time zone of times that name none, and of days and months; an IANA name. UTC when left out. */
  readonly tz?: string
}

/** Options of functions that read rows. */
export interface RowsInput {
  /** Names of columns in the data, such as `{ timestamp: 'ts' }`. */
  readonly columns?: Readonly<Record<string, string>>
  /** Columns that may stay unread although their names say that they matter. */
  readonly ignoreColumns?: readonly string[]
  /** What separates decimals where a number can be read in two ways. */
  readonly decimal?: '.' | ','
  /** What comes first in dates that begin with month or day. */
  readonly dateFormat?: 'ISO' | 'MDY' | 'DMY'
  /** `skip` sets rows aside that cannot be read; they are in the answer's `rejected`. `stop` when left out. */
  readonly badRows?: 'stop' | 'skip'
}

/** What to quote, and how: `kling-cost quote`. */
export interface QuoteInput extends CommonInput, RowsInput {
  /** Jobs, or a usage log, with the columns of `kling-cost quote --from`. */
  readonly jobs: Data
  /** When jobs without a timestamp take place; left out: now. */
  readonly asOf?: Date | string
  /** The price list to use; left out: the one that the command line would choose. */
  readonly card?: string
  /** Price units at this resource package's effective unit price. */
  readonly package?: string
  readonly compare?: boolean
  readonly fallback?: boolean
  /** Drafts for each final. */
  readonly drafts?: number
  readonly explain?: boolean
}

/** What to look at: `kling-cost expiry`. */
export interface ExpiryInput extends CommonInput, RowsInput {
  /** The purchased packages: rows, CSV, or the JSON of `GET /account/costs`. */
  readonly ledger: Data
  /** The time for which to answer. */
  readonly asOf: Date | string
  /** A usage log, or a billing export with deductions as they were. */
  readonly usage?: Data
  readonly card?: string
  readonly burnOrder?: 'expiry' | 'purchase'
  /** Units a day, of the only pool or as `video=400`. */
  readonly burnRate?: Amount | readonly string[]
  /** A duration such as `30d`. */
  readonly burnWindow?: string
  readonly taskTime?: string
  readonly within?: string
  /** A gate: `gate.crossed_by` names the packages that expire within this duration with units left. */
  readonly failWithin?: string
}

/** What to plan: `kling-cost budget`. */
export interface BudgetInput extends CommonInput, RowsInput {
  /** The day of it is the first that is planned. */
  readonly asOf: Date | string
  /** Use so far; one of `usage`, `plan`, `demand` and `unitsPerDay` says what will be used. */
  readonly usage?: Data
  readonly plan?: Data
  readonly demand?: Data
  readonly unitsPerDay?: Amount
  readonly pool?: string
  /** A duration of whole days such as `90d`. */
  readonly horizon?: string
  /** The ledger of packages held already. */
  readonly packages?: Data
  readonly trialsUsed?: string | readonly string[]
  /** Whether use goes on behind the horizon: by default with `usage` and `unitsPerDay`. */
  readonly afterwards?: 'continue' | 'stop'
  readonly quantile?: Amount
  /** Of no effect any more: the forecast draws nothing. */
  readonly seed?: number
  readonly emptyDays?: 'auto' | 'gap' | 'zero'
  readonly burnOrder?: 'expiry' | 'purchase'
  readonly taskTime?: string
  readonly minConcurrency?: number
  /** A gate, in dollars: see `gate.crossed`. */
  readonly maxSpend?: Amount
  readonly card?: string
  readonly explain?: boolean
}

/** What to judge: `kling-cost sla`. */
export interface SlaInput extends CommonInput, RowsInput {
  /** One request log; several are in `moreLogs`. */
  readonly log: Data
  readonly moreLogs?: readonly Data[]
  /** The time for which to answer. */
  readonly asOf: Date | string
  /** An agreement's name, or the path of your own. */
  readonly policy?: string
  /** Calendar months such as `2026-10`; left out: all that the log touches. */
  readonly period?: string | readonly string[]
  readonly termStart?: string
  readonly termMonths?: number
  readonly tiers?: Data
  /** `cn`, `weekdays`, or days off and worked. */
  readonly calendar?: Data
  readonly networks?: readonly number[]
  readonly fee?: Amount
  readonly voucherFee?: Amount
  readonly feeExcluded?: Amount
  readonly fees?: Data
  readonly packages?: Data
  readonly usage?: Data
  readonly card?: string
  readonly feeBasis?: 'usage' | 'straight-line'
  readonly burnOrder?: 'expiry' | 'purchase'
  readonly logFormat?: 'auto' | 'csv' | 'jsonl' | 'combined'
  /** The log is reduced to counts per slice and account already. */
  readonly counts?: boolean
  readonly accountColumn?: string
  readonly maintenance?: Data
  readonly unreached?: 'error' | 'ignore'
  readonly rate?: 'capped' | 'attempts'
  readonly failure?: 'unreached' | '5xx'
  /** A second service: its agreement and its log. */
  readonly with?: { readonly policy: string; readonly log: Data }
  readonly withFee?: Amount
  readonly withFeeExcluded?: Amount
  readonly withTiers?: Data
  readonly withMaintenance?: Data
  /** A gate, in per cent: see `gate.crossed`. */
  readonly failUnder?: Amount
}
