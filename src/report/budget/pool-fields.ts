/** What the JSON of `budget` says of one pool: its use, its plan, and what that comes to when use is another. */
import {
  type BudgetAnswer,
  type Demand,
  type ForecastBasis,
  isPlanned,
  listUncoveredDays,
  type PoolBudget,
  type UnplannedPool,
} from '../../core/plan/budget-answer.js'
import type { LotOutcome } from '../../core/plan/draw-down.js'
import type { PoolPlan } from '../../core/plan/pool-plan.js'
import { sumOf, toRatio, type Units, type Usd } from '../../core/quantity.js'
import { divideRatios, formatRatio, type Ratio, ratio } from '../../core/ratio.js'
import {
  amounts,
  count,
  day,
  decimal,
  fieldsOf,
  flag,
  list,
  object,
  optional,
  optionalKeys,
  signed,
  text,
  time,
} from '../fields.js'
import { dayOfPlan, lowerBoundOf } from './words.js'

const BACK_TEST = fieldsOf<NonNullable<ForecastBasis['forecast']['backTest']>>()({
  train_days: count('Days of history that the forecast was made from', 'trainDays'),
  test_days: count('Days that it was held against: the last quarter of the history', 'testDays'),
  error: decimal('Sum of the errors of the days ÷ sum of their use', 'error'),
  naive_error: decimal('The same of repeating the last week', 'naiveError'),
  total_error: signed('(forecast total − actual total) ÷ actual total', 'totalError'),
  coverage: decimal('Share of the days that lay within P10 to P90', 'coverage'),
  method: text('The method that was tested: chosen by the days before those held out', 'method'),
  naive_total_error: signed('The total error of repeating the last week', 'naiveTotalError'),
  total_inside: flag('Whether the actual total lay within P10 to P90 of the total', 'isTotalInside'),
})

const FORECAST = fieldsOf<ForecastBasis>()({
  method: text('How it was forecast: mean (every day alike) or weekly', 'forecast.method'),
  reason: text('Why this method', 'forecast.reason'),
  history: object(
    'The days that it was forecast from',
    fieldsOf<ForecastBasis>()({
      start: day('First day of the history', 'firstDay'),
      end: day('Last day of the history', 'lastDay'),
      days: count('Days known', 'forecast.knownDays'),
      gap_days: count('Days without any row, taken for gaps in the log', 'forecast.gapDays'),
    }),
    (basis: ForecastBasis) => basis,
  ),
  back_test: object.orNull(
    'How well the method would have done; null: the history is too short',
    BACK_TEST,
    'forecast.backTest',
  ),
})

type AnyDemand = Demand<Units> | Demand<Usd>

export const demandIn = (unit: string) =>
  fieldsOf<AnyDemand>()({
    per_day: decimal(`${unit} a day: total ÷ days`, ({ chosen }) =>
      divideRatios(toRatio(chosen.total), ratio(BigInt(chosen.daily.length))),
    ),
    total: decimal(`${unit} over the horizon at the quantile that is planned for`, 'chosen.total'),
    quantiles: amounts(unit)(
      `${unit} over the horizon by quantile; all the same when the demand is given`,
      ({ paths }) => paths.map(({ quantile, total }) => [formatRatio(quantile), total] as const),
    ),
    forecast: object.orNull('Null: the demand is given', FORECAST, 'basis'),
  })

export const outcomeOf = <From>(outcome: (from: From) => LotOutcome) =>
  fieldsOf<From>()({
    used: decimal('Units used within the horizon', from => outcome(from).used),
    forfeited: decimal(
      'Units that expire unused within the horizon, its end included',
      from => outcome(from).forfeited,
    ),
    left: decimal('Units still valid after the last day', from => outcome(from).left),
  })

export interface PlanOf {
  readonly plan: PoolPlan
  readonly budget: PoolBudget
  readonly answer: BudgetAnswer
}

export const CONCURRENCY = fieldsOf<PlanOf>()({
  limit: count.orNull('The lowest limit on any day with use; null: none is stated', 'plan.concurrency.limit'),
  task_seconds: decimal('Average time of a task in seconds', 'answer.taskTime'),
  tasks_per_day_max: count.orNull('Whole tasks a day at that limit', 'plan.concurrency.tasksPerDayMax'),
  binds: flag(
    'Whether the use of some day is known to need more tasks than the limit allows',
    ({ plan }) => (plan.concurrency.bindingDays?.length ?? 0) > 0,
  ),
  task_seconds_assumed: flag('Whether `--task-time` was left out', 'answer.isTaskTimeAssumed'),
  units_per_task: decimal.orNull('Mean units of a task; null: not known', 'plan.unitsPerTask'),
  units_per_task_to_fit: decimal.orNull(
    'The fewest units a task may use on average on the busiest day',
    'plan.unitsPerTaskToFit',
  ),
  binding_days: count.orNull(
    'Days on which it binds; null: not known',
    ({ plan }) => plan.concurrency.bindingDays?.length ?? null,
  ),
})

/** A purchase of another plan. */
type Planned = Pick<PoolPlan['plan']['purchases'][number], 'at' | 'offer'>

export interface RiskOf extends PlanOf {
  readonly risk: NonNullable<PoolPlan['risk']>
}

const RISK = fieldsOf<RiskOf>()({
  low: object(
    'If use is as low as the low quantile',
    fieldsOf<RiskOf>()({
      quantile: decimal('The low quantile', ({ budget }) => budget.demand.paths[0]!.quantile),
      forfeited: decimal('Units of held and bought packages that would expire unused', 'risk.low.forfeited'),
      forfeited_cost: decimal('US dollars paid for them', 'risk.low.dollars'),
      left: decimal('Units left at the end', 'risk.low.left'),
    }),
    (its: RiskOf) => its,
  ),
  high: object(
    'If use is as high as the high quantile',
    fieldsOf<RiskOf>()({
      quantile: decimal('The high quantile', ({ budget }) => budget.demand.paths.at(-1)!.quantile),
      runs_out_on: day.orNull(
        'The first day that the plan does not cover; null: it is enough',
        ({ risk, answer }) => {
          const { shortDay } = risk.high
          return shortDay === null ? null : dayOfPlan(answer, shortDay)
        },
      ),
      short: decimal('Units that would not be covered, if nothing is done', 'risk.high.short'),
      replan: object.orNull(
        'The cheapest purchases from that day on, in place of the planned ones',
        fieldsOf<{ readonly more: Ratio; readonly purchases: readonly Planned[] }>()({
          more_cost: signed('US dollars more than the plan, in all', 'more'),
          purchases: list(
            'In order of time',
            fieldsOf<Planned>()({
              at: time('When', 'at'),
              package: text('Id of the package', 'offer.id'),
            }),
            'purchases',
          ),
        }),
        ({ risk }) => {
          const { replan, more } = risk.high
          return replan?.kind === 'plan' ? { more, purchases: replan.purchases } : null
        },
      ),
    }),
    (its: RiskOf) => its,
  ),
})

export interface PoolOf {
  readonly budget: PoolBudget
  readonly answer: BudgetAnswer
}

/** What is said of the plan of a pool. */
const POOL_PLAN = fieldsOf<PlanOf>()({
  cost: decimal('US dollars for its purchases', 'plan.plan.cost'),
  value_left: decimal(
    'US dollars that the units left at the end are worth when use goes on',
    'plan.plan.valueLeft',
  ),
  trials_left: decimal('US dollars that trials not bought yet save when use goes on', 'plan.plan.trialsLeft'),
  lower_bound: decimal('No plan costs less, in US dollars, when as much is left', ({ plan }) =>
    lowerBoundOf(plan.plan),
  ),
  proven_optimal: flag('Whether nothing cheaper covers the use', 'plan.plan.isProvenOptimal'),
  effective_unit_price: decimal.orNull(
    'US dollars a unit: cost ÷ units used; null: none',
    'plan.plan.effectiveUnitPrice',
  ),
  afterwards: object.orNull(
    'Null: use ends with the horizon, or nothing can be bought behind it',
    fieldsOf<NonNullable<PoolPlan['afterwards']>>()({
      units_per_day: decimal('Units used every day behind the horizon', 'perDay'),
      unit_price: decimal('US dollars a unit costs there in the long run', 'unitPrice'),
    }),
    'plan.afterwards',
  ),
  demand_range: object.orNull(
    'Over which multiples of the demand the least cost is the same; only with --explain',
    fieldsOf<NonNullable<PoolPlan['demandRange']>>()({
      from: decimal('Lowest multiple of the demand, in thousandths', 'from'),
      to: decimal.orNull('Highest; null: any', 'to'),
      tight: flag('Whether one thousandth beyond either end is proven to cost another amount', 'isTight'),
    }),
    'plan.demandRange',
  ),
  concurrency: object('How many tasks run at once', CONCURRENCY, (its: PlanOf) => its),
  risk: object.orNull(
    'What the plan comes to when use turns out low or high; null: the demand is given',
    RISK,
    (its: PlanOf) => its.plan.risk && { ...its, risk: its.plan.risk },
  ),
  negotiate_custom: object.orNull(
    'Null: the use is not that large',
    fieldsOf<NonNullable<PoolPlan['negotiation']>>()({
      package: text('The package to ask for', 'recommendation.packageId'),
      above_units: decimal('The use above which it is recommended', 'recommendation.units'),
      within_days: count('Within so many days', 'recommendation.days'),
      units: decimal('The largest use within so many days', 'most'),
      beats_below_unit_price: decimal.orNull('US dollars a unit below which it beats the plan', 'beatsBelow'),
    }),
    'plan.negotiation',
  ),
})

export interface UnplannedOf {
  readonly budget: UnplannedPool
  readonly answer: BudgetAnswer
}

const dayAt = (answer: BudgetAnswer, day: number | undefined) =>
  day === undefined ? null : dayOfPlan(answer, day)

const UNCOVERED = fieldsOf<UnplannedOf>()({
  uncovered: object(
    'What the held packages leave open; left out where `planned` is true',
    fieldsOf<UnplannedOf>()({
      units: decimal('Units of the use that no package covers', ({ budget }) =>
        sumOf(budget.plan.burnDown.uncovered),
      ),
      from: day.orNull('The first day on which some are; null: none are', ({ budget, answer }) =>
        dayAt(answer, listUncoveredDays(budget)[0]),
      ),
      to: day.orNull('The last such day', ({ budget, answer }) =>
        dayAt(answer, listUncoveredDays(budget).at(-1)),
      ),
      list_cost: decimal.orNull(
        'US dollars for them at the list unit price; null: no list has one',
        'budget.uncoveredCost',
      ),
      days_below_min_concurrency: count(
        'Days that held packages serve, but with fewer tasks at once than `--min-concurrency` asks for',
        ({ budget }) => budget.plan.daysBelowLimit.length,
      ),
    }),
    (its: UnplannedOf) => its,
  ),
})

const DAY = fieldsOf<PoolOf & { readonly index: number }>()({
  date: day('The day', ({ answer, index }) => dayOfPlan(answer, index)),
  use: decimal(
    'Units used, those without a package included',
    ({ budget, index }) => budget.demand.chosen.daily[index]!,
  ),
  left: decimal('Units left at its end', ({ budget, index }) => budget.plan.burnDown.closing[index]!),
  expired: decimal(
    'Units that expire unused at its end',
    ({ budget, index }) => budget.plan.burnDown.expiring[index]!,
  ),
  uncovered: optional(
    decimal(
      'Units of the use that no package covers; left out where `planned` is true',
      ({ budget, index }) => budget.plan.burnDown.uncovered[index]!,
    ),
    ({ budget }: PoolOf) => !isPlanned(budget),
  ),
})

/** What is said of one pool beside the promised keys, which speak of all. */
export const POOL = fieldsOf<PoolOf>()({
  planned: flag(
    'Whether a plan covers the use; where none does, `uncovered` says what is without a package, and of the keys of a plan only `held` and `daily` are there',
    ({ budget }) => isPlanned(budget),
  ),
  list_cost: decimal.orNull(
    'US dollars for the use at the list unit price; null: no list has one',
    'budget.listCost',
  ),
  ...optionalKeys(UNCOVERED, ({ budget, answer }: PoolOf) => (isPlanned(budget) ? null : { budget, answer })),
  ...optionalKeys(POOL_PLAN, ({ budget, answer }: PoolOf) =>
    isPlanned(budget) ? { plan: budget.plan, budget, answer } : null,
  ),
  held: list(
    'Held packages that have not expired',
    fieldsOf<PoolPlan['plan']['held'][number]>()({
      id: text('Id of the held package', 'lot.id'),
      units: decimal('Units left in it at the start', 'lot.units'),
      effective_at: time('From when it can be used', 'lot.effectiveAt'),
      expires_at: time('From when it cannot', 'lot.expiresAt'),
      ...outcomeOf((held: PoolPlan['plan']['held'][number]) => held),
    }),
    'budget.plan.plan.held',
  ),
  daily: list('Day by day', DAY, (its: PoolOf) =>
    its.budget.demand.chosen.daily.map((_, index) => ({ ...its, index })),
  ),
})
