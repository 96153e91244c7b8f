/** What `budget` answers: use to come, pool by pool, and what to buy for it. */

import type { DeductionComparison } from '../compare-deductions.js'
import type { RejectedRow } from '../failure.js'
import type { FileColumns } from '../file-columns.js'
import type { Day, Instant } from '../instant.js'
import type { PaidOtherwise } from '../paid-otherwise.js'
import { isZero, type Seconds, type Units, type Usd } from '../quantity.js'
import type { Ratio } from '../ratio.js'
import type { RepeatedTasks } from '../repeated-tasks.js'
import type { CoarseTotals, DayRun, EarlyEnd } from '../silent-days.js'
import type { Dated } from '../source.js'
import type { UsedLists } from '../used-lists.js'
import type { AfterwardsKind } from './afterwards.js'
import type { PlanMonth } from './demand/plan-month.js'
import type { Forecast } from './forecast/forecast.js'
import { DAYS_TO_KNOW } from './forecast/spread.js'
import type { HeldOnly, PoolPlan } from './pool-plan.js'

/** Where the demand comes from: a log of use, jobs per month, units day by day, or units a day. */
export const DEMAND_BASES = ['history', 'plan', 'demand', 'rate'] as const
export type DemandBasis = (typeof DEMAND_BASES)[number]

/** The demand of each day of the horizon at one quantile of its total. */
export interface DemandPath<Q extends Units | Usd> {
  readonly quantile: Ratio
  readonly daily: readonly Q[]
  readonly total: Q
}

/** How a demand was forecast; the amounts are in the paths. */
export interface ForecastBasis {
  readonly forecast: Omit<Forecast, 'paths'>
  /** First and last day of the history. */
  readonly firstDay: Day
  readonly lastDay: Day
  /** Whether the log has rows before, which are not of this history (R62). */
  readonly isLater: boolean
  /** The use of each day of the history; null: a gap, of which nothing is known. */
  readonly history: readonly (Ratio | null)[]
}

/** The use to come, of one pool in units or of all dollar jobs in dollars. */
export interface Demand<Q extends Units | Usd = Units> {
  /** At the quantile that is planned for. */
  readonly chosen: DemandPath<Q>
  /** At the quantiles that are shown, rising; of a demand that is given, all the same. */
  readonly paths: readonly DemandPath<Q>[]
  /** Null when the demand was given. */
  readonly basis: ForecastBasis | null
}

/** Fewer known days than this are too few to buy by. */
export const LEAST_DAYS_TO_BUY = DAYS_TO_KNOW

/** The days of a history that are too few to buy by; null: enough, or the demand was given. */
export function countLittleHistory({ basis }: Pick<Demand<Units | Usd>, 'basis'>): number | null {
  const days = basis?.forecast.knownDays ?? LEAST_DAYS_TO_BUY
  return days < LEAST_DAYS_TO_BUY ? days : null
}

/** A pool: its use to come. */
interface PoolUse {
  readonly pool: string
  readonly demand: Demand
  /** The demand at the list unit price; null when no price list has one. */
  readonly listCost: Ratio | null
}

/** A pool whose use is covered by a plan. */
export interface PlannedPool extends PoolUse {
  readonly plan: PoolPlan
}

/** A pool of which nothing is on sale that covers the use: what is held is drawn, and the rest is without a package. */
export interface UnplannedPool extends PoolUse {
  readonly plan: HeldOnly
  /** What is on sale and does not suffice: packages that can be bought once. */
  readonly onSale: readonly string[]
  /** The use without a package at the list unit price; null when no price list has one. */
  readonly uncoveredCost: Ratio | null
}

/** A pool: its use to come, and what packages there are for it. */
export type PoolBudget = PlannedPool | UnplannedPool

/** Whether the pool has packages, held or to be bought, that something can be told of. */
export const hasLots = (budget: PoolBudget): boolean => isPlanned(budget) || budget.plan.plan.held.length > 0

/** The days on which some use is without a package. */
export const listUncoveredDays = ({ plan }: UnplannedPool): number[] =>
  plan.burnDown.uncovered.flatMap((open, day) => (isZero(open) ? [] : [day]))

export const isPlanned = (budget: PoolBudget): budget is PlannedPool => budget.plan.kind === 'pool-plan'

/** What was read beside the demand, told in notes. */
export interface BudgetInput {
  readonly file: string
  readonly columns: FileColumns
  readonly rows: number
  readonly rejected: readonly RejectedRow[]
  readonly notBilled: bigint
  readonly pending: bigint
  /** Jobs of a plan that failed or are under way, by their status, and are not planned. */
  readonly unplanned?: bigint
  /** Use that lies after `asOf`, or on its day, which is not over; left out of the forecast. */
  readonly later: number
}

/** A part of a plan that lies in a month outside the horizon, or partly so. */
export interface OutsidePlan {
  /** The pool whose units are planned; null: dollars. */
  readonly pool: string | null
  readonly month: PlanMonth
  readonly planned: Ratio
  readonly outside: Ratio
}

/** Time in which held packages may have been used, and of which a log says nothing. */
export interface UnknownUse {
  /** Whole days from its last row to the plan. */
  readonly daysSince: number
  readonly silences: readonly DayRun[]
}

/** What is asked, as far as the answer tells it again. */
export interface BudgetTerms {
  readonly asOf: Instant
  /** The calendar day of `asOf`, the first of the horizon (a ruling, R63). */
  readonly firstDay: Day
  readonly days: number
  /** The quantile that is planned for. */
  readonly quantile: Ratio
  /** Of no effect any more: nothing is drawn. */
  readonly seed: number
  readonly taskTime: Seconds
  /** Whether nobody said how long a task takes. */
  readonly isTaskTimeAssumed: boolean
  readonly minConcurrency: number | null
  readonly isExplained: boolean
  /** What is told of options that change nothing. */
  readonly idle: readonly string[]
}

/** The answer. */
export interface BudgetAnswer extends BudgetTerms {
  /** Of all files: which columns nothing was read from. */
  readonly columns: readonly FileColumns[]
  readonly demandBasis: DemandBasis
  readonly afterwards: AfterwardsKind
  /** Pools with use, in the order in which they were met. */
  readonly pools: readonly PoolBudget[]
  /** Jobs that only a dollar price list prices; null when there are none. */
  readonly dollars: Demand<Usd> | null
  /** The lists of packages that are bought from: the vendor's first, then the user's that add to it. */
  readonly lists: readonly (Dated & { readonly id: string })[]
  /** The price of all purchases. */
  readonly cost: Usd
  /** `crossed` also when a pool could not be planned, for then what it costs is not known. */
  /** `spend` is for purchases, and for what is paid in dollars. */
  readonly gate: { readonly maxSpend: Usd; readonly spend: Usd; readonly isCrossed: boolean } | null
  readonly inputs: readonly BudgetInput[]
  /** Rows of `--demand` on days outside the horizon, which were left out. */
  readonly outside: number
  /** What `--plan` says of months outside the horizon, which was left out. */
  readonly outsidePlan: readonly OutsidePlan[]
  /** Rows of logs that were left out because another one is about the same task. */
  readonly repeats: RepeatedTasks
  /** What was deducted held against the price list; null when no row says it. */
  readonly comparison: DeductionComparison | null
  /** The pool that units of logs were taken to be of where nothing says it; null: it is said everywhere. */
  readonly assumedPool: string | null
  /** The list that was asked for by name, where it is not in force when some of the tasks took place. */
  readonly outOfForce: string | null
  /** Of logs and of a plan. */
  readonly usedLists: readonly UsedLists[]
  /** Logs that end while another one of the same days goes on, each with its last day. */
  readonly earlyEnds: readonly EarlyEnd[]
  /** Logs whose totals look like those of weeks or months, and count as those of days. */
  readonly coarseTotals: readonly CoarseTotals[]
  /** Whose use it is, as far as a log or a plan says: of several accounts it is planned as that of one. */
  readonly accounts: readonly string[]
  /** The file of held packages; null: none was given. */
  readonly ledger: {
    readonly file: string
    /** Held packages of which nobody says how much is used: they count as full. */
    readonly full: readonly string[]
    /** Packages that are said to be expired before their time: the plan has none of their units. */
    readonly saidExpired: readonly string[]
    /** Held packages that are said to be used up although units of them are left by the same file: none of these counts. */
    readonly saidUsedUp: readonly { readonly id: string; readonly stated: Units }[]
    /** Held packages of which other units are left by what is stated than by the log: the plan takes the fewer. */
    readonly disputed: readonly { readonly id: string; readonly stated: Units; readonly computed: Units }[]
    /** What deductions say otherwise than the draw-down; null: nothing. */
    readonly paidOtherwise: PaidOtherwise | null
    /** Held packages that took effect before the log begins, and of which nothing is stated; the log's first row. */
    readonly unknownStarts: { readonly ids: readonly string[]; readonly from: Instant } | null
    /** What a log does not say of the use of what is held; null: no log was given. */
    readonly unknownUse: UnknownUse | null
    /** Whether a package of it expires on a bare date. */
    readonly endsWithDay: boolean
    /** Held packages of pools that nothing is planned for. */
    readonly asides: readonly { readonly id: string; readonly pool: string }[]
    /** Held packages without a price, so that what they lose has none either. */
    readonly unpriced: readonly string[]
  } | null
}
