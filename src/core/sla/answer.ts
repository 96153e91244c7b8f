/**
 * The answer of `sla` as plain core values: everything that was measured, granted and assumed, and nothing
 * of how it is shown. The report computes no figure of its own from it; it words, rounds and lays out.
 */

import type { ServicePeriod, TimeZone } from '../calendar.js'
import type { DeductionComparison } from '../compare-deductions.js'
import type { FileColumns } from '../file-columns.js'
import type { Instant } from '../instant.js'
import type { PaidOtherwise } from '../paid-otherwise.js'
import type { Units } from '../quantity.js'
import type { Ratio } from '../ratio.js'
import type { RepeatedTasks } from '../repeated-tasks.js'
import type { CoarseTotals, EarlyEnd } from '../silent-days.js'
import type { UsedLists } from '../used-lists.js'
import type { Agreement } from './agreement.js'
import type { UptimeCounts } from './availability/timeslices.js'
import type { ClaimStanding, ClaimWindow } from './claim-window.js'
import type { Compensation, PeriodFee } from './compensation.js'
import type { Course } from './course.js'
import type { SharedIncident } from './eligibility.js'
import type { EndpointFilter, MethodOnTheWay } from './endpoint.js'
import type {
  EndpointShare,
  ForeignEndpoint,
  MethodColumn,
  MixedColumn,
  OwnAnswers,
  Site,
  Strangers,
  UnreadPaths,
  WhoseColumn,
} from './foreign-endpoints.js'
import type { JudgedWindow, MaintenanceWindow } from './maintenance.js'
import type { Choices, Measurement } from './measure.js'
import type { Outage } from './outages.js'
import type { Stretch } from './repeated-hour.js'
import type { SliceCounts } from './slice-counts.js'

/** What `sla` was asked and what came out. */
export interface SlaAnswer {
  readonly asOf: Instant
  /** The zone whose clock cuts slices and days. */
  readonly zone: TimeZone
  /** In which times of the logs that name no zone were read. */
  readonly logZone: TimeZone
  /** Of every file, the logs included: which columns nothing was read from. */
  readonly columns: readonly FileColumns[]
  readonly service: ServiceAnswer
  /** The second service of `--with`; null without one. */
  readonly companion: ServiceAnswer | null
  /** Per account and month that both services have: which of two claims to make. Empty without a companion. */
  readonly exclusives: readonly ExclusiveClaim[]
  /** `--fail-under`; null when it was not asked for. */
  readonly gate: Gate | null
  /** `--min-coverage`; null when it was not asked for. */
  readonly coverageGate: CoverageGate | null
}

export interface ServiceAnswer {
  /** The id of the agreement. */
  readonly policy: string
  /** Which logs were read, as messages name them. */
  readonly files: readonly string[]
  /** How each log was read. */
  readonly logs: readonly ReadLog[]
  /** Requests that got no answer through the fault of the customer or a network. */
  readonly faultOfOthers: number
  /** Whether the logs were reduced before (`--counts`). */
  readonly isReduced: boolean
  /** How what the agreement leaves open was read; each method takes what concerns it. */
  readonly choices: Choices
  /** By account (none first, then by name), then by time; accounts × periods. */
  readonly periods: readonly PeriodAnswer[]
  /** All declared windows, each judged by the version in force on the day of its start, in their order of time. */
  readonly windows: readonly JudgedWindow[]
  /** Rows read, those outside all periods included, those set aside not. */
  readonly rows: number
  readonly filter: EndpointFilter
  /** Requests that the filter left out. */
  readonly filtered: number
  /** All requests that count, by the first parts of their paths, most first; empty where no log has paths. */
  readonly endpoints: readonly EndpointShare[]
  /** What of them looks as if it were not the service's. */
  readonly foreign: readonly ForeignEndpoint[]
  /** What names the service beside others that do not, and hosts of which none does: see `ForeignFindings`. */
  readonly own: readonly Site[]
  readonly hosted: readonly Site[]
  readonly hostless: number
  readonly sites: readonly Site[]
  /** The column that says so beside paths which do not; null: none does. */
  readonly mixed: MixedColumn | null
  /** What every request names instead of the service; null: something names it, or nothing tells. */
  readonly strangers: Strangers | null
  /** A column that holds paths and is not read, some of which are likely not the service's; null: there is none. */
  readonly unreadPaths: UnreadPaths | null
  /** Requests that a gateway answered by itself, and that count all the same; null: hardly any. */
  readonly ownAnswers: OwnAnswers | null
  /** Rows in which another column says that the service failed, and the status that counts does not; null: none is known. */
  readonly hiddenErrors: OwnAnswers | null
  /** Requests that mostly never reach the service, by their methods. */
  readonly onTheWay: Readonly<Record<MethodOnTheWay, number>>
  /** The same of methods that stand in a column of their own. */
  readonly methods: readonly MethodColumn[]
  /** Rows that are left out because the same request stands elsewhere. */
  readonly repeatedRequests: number
  /** The lines of these by the index of the log; null unless they were asked for. */
  readonly repeatedLines: ReadonlyMap<number, ReadonlySet<number>> | null
  /** Rows, or requests of a reduced log, outside all periods. */
  readonly outsidePeriods: number
  /** How many rows were set aside. */
  readonly rejectedRows: number
  /** The first of them. */
  readonly rejected: readonly RejectedRequest[]
  readonly notes: readonly SlaNote[]
}

/** What was found of a log beside its requests. */
export interface ReadLog {
  readonly file: string
  /** The id of its format; null where its columns say it all. */
  readonly format: string | null
  /** Whether the format says itself whose fault it was that a request got no answer. */
  readonly tellsFault: boolean
  /** Whether times name no zone, and are read in the one that the options say. */
  readonly needsZone: boolean
  /** Whether it is a table, in which a row has a cell for each column. */
  readonly isTable: boolean
  /** Requests, whichever period they are in, and those of them that never arrived. */
  readonly requests: number
  readonly unreached: number
  /** By which name it has the ids of requests. */
  readonly idColumn: string
  /** Rows and lines that are no requests, such as other messages. */
  readonly messages: number
  /** Headers within the log. */
  readonly headers: number
  /** Lines that something else wrote, such as what rotates logs, or prints tables. */
  readonly notices: number
  /** Lines with a byte order mark or zero bytes in front, which were taken away. */
  readonly marks: number
  /** Statuses that do not count, as their cells list others behind them, and how many of them are 5XX. */
  readonly passedOver: { readonly statuses: number; readonly errors: number }
  /** Rows among the messages that name an error, where nothing but a status and a path tells requests from messages. */
  readonly messagesOfErrors: number
  /** Others among them that warn, and what the first says. */
  readonly warnings: { readonly rows: number; readonly found: string }
  /** Of the first requests that never arrived, those whose rows name a status elsewhere, and what the first says. */
  readonly statusesElsewhere: { readonly rows: number; readonly of: number; readonly found: string }
  /** Whether most of these are objects that name no error, and say in columns of messages what none with a status does. */
  readonly areStrange: boolean
  /** Rows among the messages that the other side of a request wrote, and who that is. */
  readonly otherSide: { readonly rows: number; readonly found: string }
  readonly columns: FileColumns
  /** Left out: no column beside the times that are read holds others. */
  readonly otherTimes?: OtherTimes | undefined
  /** Left out: its first rows do not come in pairs. */
  readonly pairs?: PairedRows | undefined
  /** What says whose its requests were, beside their paths. */
  readonly whose?: readonly WhoseColumn[]
}

/** Rows that stand beside another with the same status, each of another kind. */
export interface PairedRows {
  /** How many do, of the first requests that were looked at. */
  readonly rows: number
  readonly of: number
  /** What they say and the others do not, such as `logger: http.handlers.reverse_proxy`, or a name alone; null: both say the same. */
  readonly differing: string | null
  /** The word that their lines have, and those of no other row; null: they have none. */
  readonly word: string | null
}

/** A column of times that nothing is read from, and that differ by more than an hour from those that are read. */
export interface OtherTimes {
  readonly name: string
  /** By which name the log has the times that are read. */
  readonly read: string
  /** What stands there in the first such row, and by how many minutes it is later; below 0: earlier. */
  readonly cell: string
  readonly minutes: number
  /** Whether it is as much in all rows as zones may lie apart. */
  readonly isZone: boolean
}

/** A log that begins with the side of requests that does not count, as another log has the one that does. */
export interface OtherSide {
  readonly file: string
  readonly side: string
  readonly counted: string
  readonly countedIn: string
}

/** A row that was set aside. */
export interface RejectedRequest {
  readonly file: string
  readonly line: number
  readonly reason: string
  /** The row as it stood in the file; empty unless it was asked for. */
  readonly raw: string
}

/** One account in one service period. */
export interface PeriodAnswer {
  /** Null: the log names no account, or not in these rows. */
  readonly account: string | null
  readonly period: ServicePeriod
  readonly days: number
  /** The version that judges this period, the tiers of `--tiers` in it. */
  readonly agreement: Agreement
  /** Counters, coverage, availability or uptime, bounds, verdict, tier, sensitivity, incidents. */
  readonly measurement: Measurement
  readonly coverage: CoverageTimes
  /** How many slices of the period have passed at `asOf`: all of one that is over, none of one to come. */
  readonly elapsed: number
  /** How many of those hold a request: a log may reach beyond `asOf`. */
  readonly elapsedWithRequests: number
  /** Requests behind `asOf`, which are in the figures all the same. */
  readonly requestsAhead: number
  /** The slices with the highest error rates, at most five; empty for `timeslices`. */
  readonly worst: readonly WorstSlice[]
  /** Stretches in which much failed, in order of time. */
  readonly outages: readonly Outage[]
  /** The counts that were judged, in order, one entry per slice; null unless they were asked for. */
  readonly counts: UptimeCounts | null
  /** How the period went, day by day; null for most of many periods, of which few are shown. */
  readonly course: Course | null
  /** Null when no fee is known. */
  readonly fee: PeriodFee | null
  readonly feeSource: FeeSource | null
  /** What a computed fee consists of; empty for a fee that was told. */
  readonly feeParts: readonly FeeShare[]
  /** Null when no fee is known, without data, or when the agreement at hand has no tier for it. */
  readonly compensation: Compensation | null
  readonly claim: ClaimWindow
  readonly standing: ClaimStanding
  /** Whether the period is not over at `asOf`, or has not begun, so that its figures can still change. */
  readonly running: boolean
  readonly isAhead: boolean
  /** That no request of any log was answered with a status below 400, whichever period it is in. */
  readonly noneSucceeded?: true
  /** The declared windows that lie in the period, wholly or in part, in order of time. */
  readonly windows: readonly JudgedWindow[]
  /** Whether `--networks` is as large as the agreement asks; null: it asks nothing, or was not told. */
  readonly meetsNodeMinimum: boolean | null
}

/** When the first and last slice with a request and the longest gap are; null without any request. */
export interface CoverageTimes {
  /** Start of the first slice with a request. */
  readonly first: Instant | null
  /** End of the last slice with a request. */
  readonly last: Instant | null
  /** The longest stretch without a request, the ends of the period included; null when there is none. */
  readonly longestGap: { readonly from: Instant; readonly to: Instant; readonly slices: number } | null
}

/** A slice with its error rate and when it is. */
export interface WorstSlice {
  readonly start: Instant
  /** 0 to 1. */
  readonly rate: Ratio
  readonly counts: SliceCounts
}

/** Where the fee of a period comes from. */
export type FeeSource = 'option' | 'fees-file' | 'usage' | 'straight-line'

/** What one purchased package contributes to a computed fee. */
export interface FeeShare {
  /** Its id in the ledger. */
  readonly lot: string
  readonly pool: string
  /** The units drawn from it in the period; null when the fee does not depend on use. */
  readonly units: Units | null
  readonly dollars: Ratio
}

/** Two claims for the same incidents, of which one can be made (003 D). */
export interface ExclusiveClaim {
  readonly account: string | null
  readonly first: PeriodAnswer
  readonly second: PeriodAnswer
  /** What hit both; when nothing did, both can be claimed. */
  readonly shared: readonly SharedIncident[]
  /**
   * The service with the larger compensation, `either` when they are equal; null when nothing was shared,
   * or when either amount is not known.
   */
  readonly larger: 'first' | 'second' | 'either' | null
}

/** The gate of `--fail-under`. */
export interface Gate {
  /** Per cent; an availability below it crosses, one equal to it does not. */
  readonly failUnder: string
  readonly isCrossed: boolean
  /**
   * The periods that cross it, those without data among them. Periods of a term that have not begun are not
   * asked. Empty and crossed: there was no period at all.
   */
  readonly crossedBy: readonly PeriodAnswer[]
}

/** The gate of `--min-coverage`. */
export interface CoverageGate {
  /** Per cent; a share of slices with requests below it crosses, one equal to it does not. */
  readonly minCoverage: string
  readonly isCrossed: boolean
  /** The periods that cross it, by the slices that have passed; asked are those that `Gate` asks. */
  readonly crossedBy: readonly PeriodAnswer[]
}

/** What a reader must know beside the figures. What the figures say themselves is no note. */
export type SlaNote =
  /** Windows that exclude nothing, the notice being too short or not recorded. */
  | {
      readonly kind: 'notice-too-short'
      readonly noticeHours: number
      readonly clause: string
      readonly windows: readonly MaintenanceWindow[]
    }
  /** Months that the log touches and for which no version of the agreement was in force: not judged. */
  | {
      readonly kind: 'not-in-force'
      readonly policy: string
      readonly periods: readonly ServicePeriod[]
      readonly requests: number
    }
  /** `--fees` has no row for them. */
  | {
      readonly kind: 'fee-missing'
      readonly of: readonly { readonly account: string | null; readonly period: ServicePeriod }[]
    }
  /** Rows of `--fees` for accounts or months that are not in the answer. */
  | {
      readonly kind: 'fee-unused'
      readonly of: readonly { readonly account: string | null; readonly month: string }[]
    }
  /** Use in these periods that no package paid, so that no fee holds it; by pool. */
  | {
      readonly kind: 'use-unfunded'
      readonly of: readonly {
        readonly account: string | null
        readonly period: ServicePeriod
        readonly units: ReadonlyMap<string, Units>
      }[]
    }
  /** Failed tasks that were charged all the same, so that the fee holds their units. */
  | { readonly kind: 'use-of-failed'; readonly comparison: DeductionComparison }
  /** By which price lists the units of the use were computed. */
  | { readonly kind: 'use-listed'; readonly usedLists: UsedLists }
  /** Tasks that had not finished, so that no fee holds them. */
  | { readonly kind: 'use-pending'; readonly pending: bigint }
  /** Deductions say that other packages paid than those that the fee is of. */
  | { readonly kind: 'fee-contradicted'; readonly paidOtherwise: PaidOtherwise }
  /** Use in these periods after the time of the answer, so that no fee holds it; by pool. */
  | {
      readonly kind: 'use-later'
      readonly of: readonly {
        readonly account: string | null
        readonly period: ServicePeriod
        readonly units: ReadonlyMap<string, Units>
      }[]
    }
  /** Files of use that end while another one of the same days goes on, or whose totals are not of days. */
  | {
      readonly kind: 'use-doubtful'
      readonly earlyEnds: readonly EarlyEnd[]
      readonly coarseTotals: readonly CoarseTotals[]
    }
  /** Days of these periods that lie before the usage log begins, after it ends, or in its silence: their use is in no fee. */
  | {
      readonly kind: 'use-unknown'
      readonly of: readonly {
        readonly account: string | null
        readonly period: ServicePeriod
        readonly days: number
        /** Whether these are all that are over, so that no fee is known. */
        readonly isWhole: boolean
      }[]
    }
  /** Rows of use that were left out, or may count twice, as they are about one task. */
  | { readonly kind: 'use-repeated'; readonly repeats: RepeatedTasks }
  /** Accounts of the log of which neither ledger nor usage holds anything: their fee is not known. `others`: of these alone. */
  | {
      readonly kind: 'fee-of-unknown-account'
      readonly accounts: readonly string[]
      readonly others: readonly string[]
    }
  /** `--fee` was taken for each of several periods. */
  | { readonly kind: 'one-fee-for-all'; readonly periods: number }
  /** Options that the agreement gives nothing to decide. */
  | { readonly kind: 'option-without-effect'; readonly options: readonly string[]; readonly policy: string }
  /**
   * Periods with an incident in time that the clock shows twice. Both passes share their slices, so that it is
   * told by the earlier one, whichever it was in.
   */
  | {
      readonly kind: 'incident-in-repeated-hour'
      readonly of: readonly { readonly account: string | null; readonly period: ServicePeriod }[]
    }
  /** Of hours that the logs' clock showed twice: the earlier passes, as only these have requests. */
  | { readonly kind: 'one-sided-hour'; readonly hours: readonly Stretch[]; readonly logZone: TimeZone }
  /** Requests behind `asOf`, which are in the figures. */
  | {
      readonly kind: 'behind-as-of'
      readonly requests: number
      readonly asOf: Instant
      /** Whether the zone in which times are read decides it. */
      readonly needsZone: boolean
    }
  /** Globs of the filter that match no request. */
  | { readonly kind: 'glob-unmatched'; readonly globs: readonly string[] }
  /** Requests that stood in more than one place, of which all but one are left out. */
  | { readonly kind: 'requests-repeated'; readonly requests: number; readonly files: readonly string[] }
  /** A log of which most rows are left out as they have the id of another row of it: it may be none of a request. */
  | {
      readonly kind: 'mostly-repeated'
      readonly file: string
      readonly idColumns: readonly string[]
      readonly requests: number
      readonly of: number
    }
  /** Rows that are left out as they have the time, id, outcome and path of another, in a log whose `column` may tell attempts apart. */
  | {
      readonly kind: 'attempts-repeated'
      readonly file: string
      readonly idColumn: string
      readonly column: string
      readonly requests: number
    }
  /** A log of which rows count although an earlier one of it has their id, outcome and path, at another time. */
  | {
      readonly kind: 'counted-again'
      readonly file: string
      readonly requests: number
      readonly of: number
    }
  /** Requests that count although another log has their ids: they asked for something else. */
  | { readonly kind: 'ids-by-other-paths'; readonly requests: number; readonly files: readonly string[] }
  /** Requests that are left out by ids that are numbers by which programs count, each its own. */
  | {
      readonly kind: 'repeated-by-counters'
      readonly requests: number
      readonly files: readonly string[]
      readonly idColumns: readonly string[]
    }
  /** Requests that count all the same, as the ids of these logs stand for several requests each, or count each log's own. */
  | {
      readonly kind: 'ids-shared'
      readonly requests: number
      readonly files: readonly string[]
      readonly areCounters: boolean
    }
  /**
   * Logs whose requests were not compared with those of others, as they cannot be read twice or have no ids, or not with
   * each other, as they are too many; or counts of requests, of which nothing tells.
   */
  | {
      readonly kind: 'requests-uncompared'
      readonly why: 'unrepeatable' | 'without-ids' | 'cut-ids' | 'large' | 'counts'
      readonly files: readonly string[]
    }
  /** Logs without ids that have as many requests as another in each stretch of time. */
  | { readonly kind: 'logs-alike'; readonly files: readonly string[] }
  /** Tables that were counted where they lie, all of them, whatever their paths. */
  | { readonly kind: 'paths-unseen' }
  /** A log of failures alone, of which another log has as many in each stretch of time. */
  | { readonly kind: 'failures-again'; readonly file: string; readonly other: string }
  /** Logs that are alike as their times name no zone, once they are taken as so many minutes earlier. */
  | {
      readonly kind: 'logs-shifted'
      readonly files: readonly string[]
      readonly others: readonly string[]
      readonly minutes: number
    }
  | ({ readonly kind: 'other-side' } & OtherSide)
  /** The last line of a log has no end: it may have been cut there. */
  | { readonly kind: 'last-line-open'; readonly file: string }
  /** A server of another machine was asked without TLS. */
  | { readonly kind: 'not-encrypted'; readonly file: string }
  /** A log holds more than requests. */
  | { readonly kind: 'other-rows'; readonly log: ReadLog }
  /** The log has no rows; a table has a header all the same. */
  | { readonly kind: 'no-rows'; readonly file: string; readonly isTable: boolean }
  /** Requests without a status in a column that a gateway leaves empty for what it answers itself, too. */
  | { readonly kind: 'not-passed-on'; readonly column: string; readonly requests: number }
  /**
   * Rows of a log that count as requests that never arrived, and may be none: it has a column as logs of messages have it,
   * or they are as many as the others.
   */
  | { readonly kind: 'may-be-messages'; readonly log: ReadLog; readonly column: string | null }
  /** Rows without a status and a path name an error: see `ReadLog`. */
  | { readonly kind: 'messages-of-errors'; readonly log: ReadLog }
  | { readonly kind: 'messages-that-warn'; readonly log: ReadLog }
  | { readonly kind: 'statuses-elsewhere'; readonly log: ReadLog }
  /** Rows that may tell of a request twice. */
  | { readonly kind: 'rows-in-pairs'; readonly file: string; readonly pairs: PairedRows }
  /** Cells list statuses, of which only the last counts. */
  | { readonly kind: 'statuses-passed-over'; readonly log: ReadLog }
  /** A log has other times beside those that are read. */
  | { readonly kind: 'other-times'; readonly file: string; readonly times: OtherTimes }
  /** All requests, or counts of them, lie so many minutes apart, or a multiple: they may be those of all that time. */
  | {
      readonly kind: 'times-coarse'
      readonly minutes: number
      readonly sliceMinutes: number
      readonly isReduced: boolean
    }
  /** Rows that were set aside for what stands in place of a status: these may be the failures. */
  | { readonly kind: 'statuses-set-aside'; readonly rows: number; readonly found: string }
  /** Rows that were set aside for something else than their status, and of them those that seem to be of failures. */
  | { readonly kind: 'failures-set-aside'; readonly rows: number; readonly of: number }
  /** Counts of periods that were asked for list accounts: one without a request then has no row, and no verdict. */
  | { readonly kind: 'silent-accounts-unknown' }
  /** Requests without a path, which a filter left out. */
  | { readonly kind: 'filtered-without-path'; readonly requests: number }
  /** Requests that name no account, all of which failed, beside others that name one. */
  | { readonly kind: 'failures-without-account'; readonly requests: number }
  /** Requests that failed to arrive through the customer's or a network's fault (column `fault`). */
  | { readonly kind: 'fault-of-others'; readonly requests: number }

/** Whether the zone that the options say for logs decides when a request was: that of counts does. */
export const needsLogZone = ({ logs, isReduced }: Pick<ServiceAnswer, 'logs' | 'isReduced'>): boolean =>
  isReduced || logs.some(({ needsZone }) => needsZone)
