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
import * as f from '../fields.js'
import { dayOfPlan, lowerBoundOf } from './words.js'

const BACK_TEST = f.fieldsOf<NonNullable<ForecastBasis['forecast']['backTest']>>()({
  train_days: f.count('Days of history that the forecast was made from', 'trainDays'),
  test_days: f.count('Days that it was held against: the last quarter of the history', 'testDays'),
  error: f.decimal('Sum of the errors of the days ÷ sum of their use', 'error'),
  naive_error: f.decimal('The same of repeating the last week', 'naiveError'),
  total_error: f.signed('(forecast total − actual total) ÷ actual total', 'totalError'),
  coverage: f.decimal('Share of the days that lay within P10 to P90', 'coverage'),
  method: f.text('The method that was tested: chosen by the days before those held out', 'method'),
  naive_total_error: f.signed('The total error of repeating the last week', 'naiveTotalError'),
  total_inside: f.flag('Whether the actual total lay within P10 to P90 of the total', 'isTotalInside'),
})

const FORECAST = f.fieldsOf<ForecastBasis>()({
  method: f.text('How it was forecast: mean (every day alike) or weekly', 'forecast.method'),
  reason: f.text('Why this method', 'forecast.reason'),
  history: f.object(
    'The days that it was forecast from',
    f.fieldsOf<ForecastBasis>()({
      start: f.day('First day of the history', 'firstDay'),
      end: f.day('Last day of the history', 'lastDay'),
      days: f.count('Days known', 'forecast.knownDays'),
      gap_days: f.count('Days without any row, taken for gaps in the log', 'forecast.gapDays'),
    }),
    (basis: ForecastBasis) => basis,
  ),
  back_test: f.object.orNull(
    'How well the method would have done; null: the history is too short',
    BACK_TEST,
    'forecast.backTest',
  ),
})

type AnyDemand = Demand<Units> | Demand<Usd>

export const demandIn = (unit: string) =>
  f.fieldsOf<AnyDemand>()({
    per_day: f.decimal(`${unit} a day: total ÷ days`, ({ chosen }) =>
      divideRatios(toRatio(chosen.total), ratio(BigInt(chosen.daily.length))),
    ),
    total: f.decimal(`${unit} over the horizon at the quantile that is planned for`, 'chosen.total'),
    quantiles: f.amounts(unit)(
      `${unit} over the horizon by quantile; all the same when the demand is given`,
      ({ paths }) => paths.map(({ quantile, total }) => [formatRatio(quantile), total] as const),
    ),
    forecast: f.object.orNull('Null: the demand is given', FORECAST, 'basis'),
  })

export const outcomeOf = <From>(outcome: (from: From) => LotOutcome) =>
  f.fieldsOf<From>()({
    used: f.decimal('Units used within the horizon', from => outcome(from).used),
    forfeited: f.decimal(
      'Units that expire unused within the horizon, its end included',
      from => outcome(from).forfeited,
    ),
    left: f.decimal('Units still valid after the last day', from => outcome(from).left),
  })

export interface PlanOf {
  readonly plan: PoolPlan
  readonly budget: PoolBudget
  readonly answer: BudgetAnswer
}

export const CONCURRENCY = f.fieldsOf<PlanOf>()({
  limit: f.count.orNull(
    'The lowest limit on any day with use; null: none is stated',
    'plan.concurrency.limit',
  ),
  task_seconds: f.decimal('Average time of a task in seconds', 'answer.taskTime'),
  tasks_per_day_max: f.count.orNull('Whole tasks a day at that limit', 'plan.concurrency.tasksPerDayMax'),
  binds: f.flag(
    'Whether the use of some day is known to need more tasks than the limit allows',
    ({ plan }) => (plan.concurrency.bindingDays?.length ?? 0) > 0,
  ),
  task_seconds_assumed: f.flag('Whether `--task-time` was left out', 'answer.isTaskTimeAssumed'),
  units_per_task: f.decimal.orNull('Mean units of a task; null: not known', 'plan.unitsPerTask'),
  units_per_task_to_fit: f.decimal.orNull(
    'The fewest units a task may use on average on the busiest day',
    'plan.unitsPerTaskToFit',
  ),
  binding_days: f.count.orNull(
    'Days on which it binds; null: not known',
    ({ plan }) => plan.concurrency.bindingDays?.length ?? null,
  ),
})

/** A purchase of another plan. */
type Planned = Pick<PoolPlan['plan']['purchases'][number], 'at' | 'offer'>

export interface RiskOf extends PlanOf {
  readonly risk: NonNullable<PoolPlan['risk']>
}

const RISK = f.fieldsOf<RiskOf>()({
  low: f.object(
    'If use is as low as the low quantile',
    f.fieldsOf<RiskOf>()({
      quantile: f.decimal('The low quantile', ({ budget }) => budget.demand.paths[0]!.quantile),
      forfeited: f.decimal(
        'Units of held and bought packages that would expire unused',
        'risk.low.forfeited',
      ),
      forfeited_cost: f.decimal('US dollars paid for them', 'risk.low.dollars'),
      left: f.decimal('Units left at the end', 'risk.low.left'),
    }),
    (its: RiskOf) => its,
  ),
  high: f.object(
    'If use is as high as the high quantile',
    f.fieldsOf<RiskOf>()({
      quantile: f.decimal('The high quantile', ({ budget }) => budget.demand.paths.at(-1)!.quantile),
      runs_out_on: f.day.orNull(
        'The first day that the plan does not cover; null: it is enough',
        ({ risk, answer }) => {
          const { shortDay } = risk.high
          return shortDay === null ? null : dayOfPlan(answer, shortDay)
        },
      ),
      short: f.decimal('Units that would not be covered, if nothing is done', 'risk.high.short'),
      replan: f.object.orNull(
        'The cheapest purchases from that day on, in place of the planned ones',
        f.fieldsOf<{ readonly more: Ratio; readonly purchases: readonly Planned[] }>()({
          more_cost: f.signed('US dollars more than the plan, in all', 'more'),
          purchases: f.list(
            'In order of time',
            f.fieldsOf<Planned>()({
              at: f.time('When', 'at'),
              package: f.text('Id of the package', 'offer.id'),
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
const POOL_PLAN = f.fieldsOf<PlanOf>()({
  cost: f.decimal('US dollars for its purchases', 'plan.plan.cost'),
  value_left: f.decimal(
    'US dollars that the units left at the end are worth when use goes on',
    'plan.plan.valueLeft',
  ),
  trials_left: f.decimal(
    'US dollars that trials not bought yet save when use goes on',
    'plan.plan.trialsLeft',
  ),
  lower_bound: f.decimal('No plan costs less, in US dollars, when as much is left', ({ plan }) =>
    lowerBoundOf(plan.plan),
  ),
  proven_optimal: f.flag('Whether nothing cheaper covers the use', 'plan.plan.isProvenOptimal'),
  effective_unit_price: f.decimal.orNull(
    'US dollars a unit: cost ÷ units used; null: none',
    'plan.plan.effectiveUnitPrice',
  ),
  afterwards: f.object.orNull(
    'Null: use ends with the horizon, or nothing can be bought behind it',
    f.fieldsOf<NonNullable<PoolPlan['afterwards']>>()({
      units_per_day: f.decimal('Units used every day behind the horizon', 'perDay'),
      unit_price: f.decimal('US dollars a unit costs there in the long run', 'unitPrice'),
    }),
    'plan.afterwards',
  ),
  demand_range: f.object.orNull(
    'Over which multiples of the demand the least cost is the same; only with --explain',
    f.fieldsOf<NonNullable<PoolPlan['demandRange']>>()({
      from: f.decimal('Lowest multiple of the demand, in thousandths', 'from'),
      to: f.decimal.orNull('Highest; null: any', 'to'),
      tight: f.flag('Whether one thousandth beyond either end is proven to cost another amount', 'isTight'),
    }),
    'plan.demandRange',
  ),
  concurrency: f.object('How many tasks run at once', CONCURRENCY, (its: PlanOf) => its),
  risk: f.object.orNull(
    'What the plan comes to when use turns out low or high; null: the demand is given',
    RISK,
    (its: PlanOf) => its.plan.risk && { ...its, risk: its.plan.risk },
  ),
  negotiate_custom: f.object.orNull(
    'Null: the use is not that large',
    f.fieldsOf<NonNullable<PoolPlan['negotiation']>>()({
      package: f.text('The package to ask for', 'recommendation.packageId'),
      above_units: f.decimal('The use above which it is recommended', 'recommendation.units'),
      within_days: f.count('Within so many days', 'recommendation.days'),
      units: f.decimal('The largest use within so many days', 'most'),
      beats_below_unit_price: f.decimal.orNull(
        'US dollars a unit below which it beats the plan',
        'beatsBelow',
      ),
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

const UNCOVERED = f.fieldsOf<UnplannedOf>()({
  uncovered: f.object(
    'What the held packages leave open; left out where `planned` is true',
    f.fieldsOf<UnplannedOf>()({
      units: f.decimal('Units of the use that no package covers', ({ budget }) =>
        sumOf(budget.plan.burnDown.uncovered),
      ),
      from: f.day.orNull('The first day on which some are; null: none are', ({ budget, answer }) =>
        dayAt(answer, listUncoveredDays(budget)[0]),
      ),
      to: f.day.orNull('The last such day', ({ budget, answer }) =>
        dayAt(answer, listUncoveredDays(budget).at(-1)),
      ),
      list_cost: f.decimal.orNull(
        'US dollars for them at the list unit price; null: no list has one',
        'budget.uncoveredCost',
      ),
      days_below_min_concurrency: f.count(
        'Days that held packages serve, but with fewer tasks at once than `--min-concurrency` asks for',
        ({ budget }) => budget.plan.daysBelowLimit.length,
      ),
    }),
    (its: UnplannedOf) => its,
  ),
})

const DAY = f.fieldsOf<PoolOf & { readonly index: number }>()({
  date: f.day('The day', ({ answer, index }) => dayOfPlan(answer, index)),
  use: f.decimal(
    'Units used, those without a package included',
    ({ budget, index }) => budget.demand.chosen.daily[index]!,
  ),
  left: f.decimal('Units left at its end', ({ budget, index }) => budget.plan.burnDown.closing[index]!),
  expired: f.decimal(
    'Units that expire unused at its end',
    ({ budget, index }) => budget.plan.burnDown.expiring[index]!,
  ),
  uncovered: f.optional(
    f.decimal(
      'Units of the use that no package covers; left out where `planned` is true',
      ({ budget, index }) => budget.plan.burnDown.uncovered[index]!,
    ),
    ({ budget }: PoolOf) => !isPlanned(budget),
  ),
})

/** What is said of one pool beside the promised keys, which speak of all. */
export const POOL = f.fieldsOf<PoolOf>()({
  planned: f.flag(
    'Whether a plan covers the use; where none does, `uncovered` says what is without a package, and of the keys of a plan only `held` and `daily` are there',
    ({ budget }) => isPlanned(budget),
  ),
  list_cost: f.decimal.orNull(
    'US dollars for the use at the list unit price; null: no list has one',
    'budget.listCost',
  ),
  ...f.optionalKeys(UNCOVERED, ({ budget, answer }: PoolOf) =>
    isPlanned(budget) ? null : { budget, answer },
  ),
  ...f.optionalKeys(POOL_PLAN, ({ budget, answer }: PoolOf) =>
    isPlanned(budget) ? { plan: budget.plan, budget, answer } : null,
  ),
  held: f.list(
    'Held packages that have not expired',
    f.fieldsOf<PoolPlan['plan']['held'][number]>()({
      id: f.text('Id of the held package', 'lot.id'),
      units: f.decimal('Units left in it at the start', 'lot.units'),
      effective_at: f.time('From when it can be used', 'lot.effectiveAt'),
      expires_at: f.time('From when it cannot', 'lot.expiresAt'),
      ...outcomeOf((held: PoolPlan['plan']['held'][number]) => held),
    }),
    'budget.plan.plan.held',
  ),
  daily: f.list('Day by day', DAY, (its: PoolOf) =>
    its.budget.demand.chosen.daily.map((_, index) => ({ ...its, index })),
  ),
})
