/** A `budget` answer as JSON: what each key means, and where it comes from. */

import { addDays } from '../../core/calendar.js'
import { listIgnored } from '../../core/file-columns.js'
import { formatDay, formatInstant } from '../../core/instant.js'
import { AFTERWARDS } from '../../core/plan/afterwards.js'
import {
  type BudgetAnswer,
  countLittleHistory,
  DEMAND_BASES,
  type Demand,
  type ForecastBasis,
  LEAST_DAYS_TO_BUY,
  type PoolBudget,
} from '../../core/plan/budget-answer.js'
import { keyOfMonth } from '../../core/plan/demand/plan-month.js'
import type { LotOutcome } from '../../core/plan/draw-down.js'
import type { PoolPlan } from '../../core/plan/pool-plan.js'
import { add, format, NO_USD, sumOf, toRatio, type Units, type Usd } from '../../core/quantity.js'
import {
  addRatios,
  compareRatios,
  divideRatios,
  formatRatio,
  type Ratio,
  ratio,
  ZERO,
} from '../../core/ratio.js'
import { ageOf, CONFIDENCES } from '../../core/source.js'
import { writeRatio } from '../amounts.js'
import {
  amounts,
  count,
  day,
  decimal,
  type Field,
  fieldsOf,
  flag,
  list,
  object,
  optional,
  record,
  schemaName,
  schemaOfAnswer,
  signed,
  text,
  texts,
  time,
  type Written,
  word,
  write,
} from '../fields.js'
import { makeJsonVisible } from '../text.js'
import { listNotes, listRulings } from './notes.js'
import { dayOfPlan, lowerBoundOf, nameOfAlternative } from './words.js'

const writeOptional = (value: Ratio | null): string | null => value && writeRatio(value)

const BACK_TEST = fieldsOf<NonNullable<ForecastBasis['forecast']['backTest']>>()({
  train_days: count('Days of history that the forecast was made from', ({ trainDays }) => trainDays),
  test_days: count(
    'Days that it was held against: the last quarter of the history',
    ({ testDays }) => testDays,
  ),
  error: decimal('Sum of the errors of the days ÷ sum of their use', ({ error }) => writeRatio(error)),
  naive_error: decimal('The same of repeating the last week', ({ naiveError }) => writeRatio(naiveError)),
  total_error: signed('(forecast total − actual total) ÷ actual total', ({ totalError }) =>
    writeRatio(totalError),
  ),
  coverage: decimal('Share of the days that lay within P10 to P90', ({ coverage }) => writeRatio(coverage)),
  method: text(
    'The method that was tested: chosen by the days before those held out',
    ({ method }) => method,
  ),
  naive_total_error: signed('The total error of repeating the last week', ({ naiveTotalError }) =>
    writeRatio(naiveTotalError),
  ),
  total_inside: flag(
    'Whether the actual total lay within P10 to P90 of the total',
    ({ isTotalInside }) => isTotalInside,
  ),
})

const FORECAST = fieldsOf<ForecastBasis>()({
  method: text('How it was forecast: mean (every day alike) or weekly', ({ forecast }) => forecast.method),
  reason: text('Why this method', ({ forecast }) => forecast.reason),
  history: object(
    fieldsOf<ForecastBasis>()({
      start: day('First day of the history', ({ firstDay }) => formatDay(firstDay)),
      end: day('Last day of the history', ({ lastDay }) => formatDay(lastDay)),
      days: count('Days known', ({ forecast }) => forecast.knownDays),
      gap_days: count('Days without any row, taken for gaps in the log', ({ forecast }) => forecast.gapDays),
    }),
  )((basis: ForecastBasis) => basis),
  back_test: object(BACK_TEST, 'How well the method would have done; null: the history is too short').orNull(
    ({ forecast }) => forecast.backTest,
  ),
})

type AnyDemand = Demand<Units> | Demand<Usd>

const demandIn = (unit: string) =>
  fieldsOf<AnyDemand>()({
    per_day: decimal(`${unit} a day: total ÷ days`, ({ chosen }) =>
      writeRatio(divideRatios(toRatio(chosen.total), ratio(BigInt(chosen.daily.length)))),
    ),
    total: decimal(`${unit} over the horizon at the quantile that is planned for`, ({ chosen }) =>
      format(chosen.total),
    ),
    quantiles: amounts(unit)(
      `${unit} over the horizon by quantile; all the same when the demand is given`,
      ({ paths }) =>
        Object.fromEntries(paths.map(({ quantile, total }) => [formatRatio(quantile), format(total)])),
    ),
    forecast: object(FORECAST, 'Null: the demand is given').orNull(({ basis }) => basis),
  })

const outcomeOf = <From>(outcome: (from: From) => LotOutcome) =>
  fieldsOf<From>()({
    used: decimal('Units used within the horizon', from => format(outcome(from).used)),
    forfeited: decimal('Units that expire unused within the horizon, its end included', from =>
      format(outcome(from).forfeited),
    ),
    left: decimal('Units still valid after the last day', from => format(outcome(from).left)),
  })

type Bought = PoolPlan['plan']['purchases'][number]
interface PurchaseOf {
  readonly bought: Bought
  readonly pool: string
  readonly answer: BudgetAnswer
}

/** A purchase with what becomes of it. */
const PURCHASE = fieldsOf<PurchaseOf>()({
  at: time('When it is bought: the start of a day of the plan', ({ bought }) => formatInstant(bought.at)),
  package: text('Id of the package', ({ bought }) => bought.offer.id),
  pool: text('The pool of its units', ({ pool }) => pool),
  units: decimal('Units bought = used + forfeited + left', ({ bought }) => format(bought.offer.units)),
  price: decimal('US dollars', ({ bought }) => format(bought.offer.price)),
  ...outcomeOf(({ bought }: PurchaseOf) => bought),
  date: day('The calendar day of `at`', ({ bought, answer }) => formatDay(dayOfPlan(answer, bought.day))),
  validity_days: count('Days of 24 hours that it is valid', ({ bought }) => bought.offer.validityDays),
})

/** The columns of the CSV, both forms of the time together. */
export const PURCHASE_COLUMNS = [
  'at',
  'date',
  ...Object.keys(PURCHASE).filter(key => key !== 'at' && key !== 'date'),
] as (keyof typeof PURCHASE)[]

const listPurchases = (answer: BudgetAnswer, { pool, plan }: PoolBudget): PurchaseOf[] =>
  (plan?.plan.purchases ?? []).map(bought => ({ bought, pool, answer }))

export const viewPurchases = (answer: BudgetAnswer, pool: PoolBudget): Written<typeof PURCHASE>[] =>
  listPurchases(answer, pool).map(purchase => write(PURCHASE, purchase))

interface OtherOf {
  readonly pool: string
  readonly other: PoolPlan['alternatives'][number]
}

/** What a plan comes to; null where there is none. */
const planned =
  <To>(of: (outcome: Extract<OtherOf['other']['outcome'], { kind: 'plan' }>) => To) =>
  ({ other: { outcome } }: OtherOf): To | null =>
    outcome.kind === 'plan' ? of(outcome) : null

const ALTERNATIVE = fieldsOf<OtherOf>()({
  name: text('only PACKAGE, greedy, or without trials', ({ other }) => nameOfAlternative(other)),
  cost: decimal.orNull(
    'US dollars; null: no such plan',
    planned(({ cost }) => format(cost)),
  ),
  value_left: decimal.orNull(
    'US dollars that the units left are worth when use goes on',
    planned(({ valueLeft }) => writeRatio(valueLeft)),
  ),
  trials_left: decimal.orNull(
    'US dollars that trials not bought yet save when use goes on',
    planned(({ trialsLeft }) => writeRatio(trialsLeft)),
  ),
  forfeited: decimal.orNull(
    'Units',
    planned(({ forfeited }) => format(forfeited)),
  ),
  left: decimal.orNull(
    'Units',
    planned(({ left }) => format(left)),
  ),
  pool: text('The pool', ({ pool }) => pool),
  purchases: count.orNull(
    'How many',
    planned(({ purchases }) => purchases.length),
  ),
  proven_optimal: flag(
    'Whether nothing cheaper does it this way',
    ({ other: { outcome } }) => outcome.kind === 'plan' && outcome.isProvenOptimal,
  ),
  impossible: flag(
    'Whether it is proven that it cannot cover the use',
    ({ other: { outcome } }) => outcome.kind !== 'plan' && outcome.reason === 'impossible',
  ),
})

type BreakEven = PoolPlan['breakEvens'][number]
interface BreakEvenOf {
  readonly breakEven: BreakEven
  readonly below: BreakEven
  readonly pool: string
}

/** Where another package becomes the best; the one before the first holds from the lowest use on. */
const BREAK_EVEN = fieldsOf<BreakEvenOf>()({
  from_units_per_day: decimal('From this steady use on, in the long run', ({ breakEven }) =>
    writeRatio(breakEven.fromUnitsPerDay),
  ),
  package: text('this package is the best', ({ breakEven }) => breakEven.offer.id),
  instead_of: text('The best one below', ({ below }) => below.offer.id),
  pool: text('The pool', ({ pool }) => pool),
})

const listBreakEvens = ({ pool, plan }: PoolBudget): BreakEvenOf[] =>
  (plan?.breakEvens ?? []).flatMap((breakEven, i, all) =>
    i === 0 ? [] : [{ breakEven, below: all[i - 1]!, pool }],
  )

interface PlanOf {
  readonly plan: PoolPlan
  readonly budget: PoolBudget
  readonly answer: BudgetAnswer
}

const CONCURRENCY = fieldsOf<PlanOf>()({
  limit: count.orNull(
    'The lowest limit on any day with use; null: none is stated',
    ({ plan }) => plan.concurrency.limit,
  ),
  task_seconds: decimal('Average time of a task in seconds', ({ answer }) => format(answer.taskTime)),
  tasks_per_day_max: count.orNull('Whole tasks a day at that limit', ({ plan: { concurrency } }) =>
    concurrency.tasksPerDayMax === null ? null : Number(concurrency.tasksPerDayMax),
  ),
  binds: flag(
    'Whether the use of some day is known to need more tasks than the limit allows',
    ({ plan }) => (plan.concurrency.bindingDays?.length ?? 0) > 0,
  ),
  task_seconds_assumed: flag('Whether `--task-time` was left out', ({ answer }) => answer.isTaskTimeAssumed),
  units_per_task: decimal.orNull('Mean units of a task; null: not known', ({ plan }) =>
    writeOptional(plan.unitsPerTask),
  ),
  units_per_task_to_fit: decimal.orNull(
    'The fewest units a task may use on average on the busiest day',
    ({ plan }) => writeOptional(plan.unitsPerTaskToFit),
  ),
  binding_days: count.orNull(
    'Days on which it binds; null: not known',
    ({ plan }) => plan.concurrency.bindingDays?.length ?? null,
  ),
})

const RISK = fieldsOf<PlanOf>()({
  low: object(
    fieldsOf<PlanOf>()({
      quantile: decimal('The low quantile', ({ budget }) => formatRatio(budget.demand.paths[0]!.quantile)),
      forfeited: decimal('Units of held and bought packages that would expire unused', ({ plan }) =>
        format(plan.risk!.low.forfeited),
      ),
      forfeited_cost: decimal('US dollars paid for them', ({ plan }) => writeRatio(plan.risk!.low.dollars)),
      left: decimal('Units left at the end', ({ plan }) => format(plan.risk!.low.left)),
    }),
  )((its: PlanOf) => its),
  high: object(
    fieldsOf<PlanOf>()({
      quantile: decimal('The high quantile', ({ budget }) =>
        formatRatio(budget.demand.paths.at(-1)!.quantile),
      ),
      runs_out_on: day.orNull(
        'The first day that the plan does not cover; null: it is enough',
        ({ plan, answer }) => {
          const { shortDay } = plan.risk!.high
          return shortDay === null ? null : formatDay(dayOfPlan(answer, shortDay))
        },
      ),
      short: decimal('Units that would not be covered, if nothing is done', ({ plan }) =>
        format(plan.risk!.high.short),
      ),
      replan: object(
        fieldsOf<{ readonly more: Ratio; readonly purchases: readonly Pick<Bought, 'at' | 'offer'>[] }>()({
          more_cost: signed('US dollars more than the plan, in all', ({ more }) => writeRatio(more)),
          purchases: list(
            'In order of time',
            fieldsOf<Pick<Bought, 'at' | 'offer'>>()({
              at: time('When', ({ at }) => formatInstant(at)),
              package: text('Id of the package', ({ offer }) => offer.id),
            }),
            ({ purchases }) => purchases,
          ),
        }),
        'The cheapest purchases from that day on, in place of the planned ones',
      ).orNull(({ plan }) => {
        const { replan, more } = plan.risk!.high
        return replan?.kind === 'plan' ? { more, purchases: replan.purchases } : null
      }),
    }),
  )((its: PlanOf) => its),
})

interface PoolOf {
  readonly budget: PoolBudget
  readonly answer: BudgetAnswer
}

/** A key that is there only where a plan could be made. */
const ofPlan = <To>(field: Field<PlanOf, To>) =>
  optional<PoolOf, To>(
    {
      schema: field.schema,
      of: ({ budget, answer }) => field.of({ plan: budget.plan!, budget, answer }),
    },
    ({ budget }) => budget.plan !== null,
  )

/** What is said of one pool beside the promised keys, which speak of all. */
const POOL = fieldsOf<PoolOf>()({
  planned: flag(
    'Whether a plan could be made; the keys of the plan are left out otherwise',
    ({ budget }) => budget.plan !== null,
  ),
  list_cost: decimal.orNull(
    'US dollars for the use at the list unit price; null: no list has one',
    ({ budget }) => writeOptional(budget.listCost),
  ),
  cost: ofPlan(decimal('US dollars for its purchases', ({ plan }) => format(plan.plan.cost))),
  value_left: ofPlan(
    decimal('US dollars that the units left at the end are worth when use goes on', ({ plan }) =>
      writeRatio(plan.plan.valueLeft),
    ),
  ),
  trials_left: ofPlan(
    decimal('US dollars that trials not bought yet save when use goes on', ({ plan }) =>
      writeRatio(plan.plan.trialsLeft),
    ),
  ),
  lower_bound: ofPlan(
    decimal('No plan costs less, in US dollars, when as much is left', ({ plan }) =>
      writeRatio(lowerBoundOf(plan.plan)),
    ),
  ),
  proven_optimal: ofPlan(
    flag('Whether nothing cheaper covers the use', ({ plan }) => plan.plan.isProvenOptimal),
  ),
  effective_unit_price: ofPlan(
    decimal.orNull('US dollars a unit: cost ÷ units used; null: none', ({ plan }) =>
      writeOptional(plan.plan.effectiveUnitPrice),
    ),
  ),
  held: ofPlan(
    list(
      'Held packages that have not expired',
      fieldsOf<PoolPlan['plan']['held'][number]>()({
        id: text('Id of the held package', ({ lot }) => lot.id),
        units: decimal('Units left in it at the start', ({ lot }) => format(lot.units)),
        effective_at: time('From when it can be used', ({ lot }) => formatInstant(lot.effectiveAt)),
        expires_at: time('From when it cannot', ({ lot }) => formatInstant(lot.expiresAt)),
        ...outcomeOf((held: PoolPlan['plan']['held'][number]) => held),
      }),
      ({ plan }) => plan.plan.held,
    ),
  ),
  afterwards: ofPlan(
    object(
      fieldsOf<NonNullable<PoolPlan['afterwards']>>()({
        units_per_day: decimal('Units used every day behind the horizon', ({ perDay }) => format(perDay)),
        unit_price: decimal('US dollars a unit costs there in the long run', ({ unitPrice }) =>
          writeRatio(unitPrice),
        ),
      }),
      'Null: use ends with the horizon, or nothing can be bought behind it',
    ).orNull(({ plan }) => plan.afterwards),
  ),
  demand_range: ofPlan(
    object(
      fieldsOf<NonNullable<PoolPlan['demandRange']>>()({
        from: decimal('Lowest multiple of the demand, in thousandths', ({ from }) => writeRatio(from)),
        to: decimal.orNull('Highest; null: any', ({ to }) => writeOptional(to)),
        tight: flag(
          'Whether one thousandth beyond either end is proven to cost another amount',
          ({ isTight }) => isTight,
        ),
      }),
      'Over which multiples of the demand the least cost is the same; only with --explain',
    ).orNull(({ plan }) => plan.demandRange),
  ),
  concurrency: ofPlan(object(CONCURRENCY)((its: PlanOf) => its)),
  risk: ofPlan(
    object(RISK, 'What the plan comes to when use turns out low or high; null: the demand is given').orNull(
      (its: PlanOf) => (its.plan.risk ? its : null),
    ),
  ),
  negotiate_custom: ofPlan(
    object(
      fieldsOf<NonNullable<PoolPlan['negotiation']>>()({
        package: text('The package to ask for', ({ recommendation }) => recommendation.packageId),
        above_units: decimal('The use above which it is recommended', ({ recommendation }) =>
          format(recommendation.units),
        ),
        within_days: count('Within so many days', ({ recommendation }) => recommendation.days),
        units: decimal('The largest use within so many days', ({ most }) => format(most)),
        beats_below_unit_price: decimal.orNull(
          'US dollars a unit below which it beats the plan',
          ({ beatsBelow }) => writeOptional(beatsBelow),
        ),
      }),
      'Null: the use is not that large',
    ).orNull(({ plan }) => plan.negotiation),
  ),
  daily: ofPlan(
    list(
      'Day by day',
      fieldsOf<PlanOf & { readonly index: number }>()({
        date: day('The day', ({ answer, index }) => formatDay(dayOfPlan(answer, index))),
        use: decimal('Units used', ({ budget, index }) => format(budget.demand.chosen.daily[index]!)),
        left: decimal('Units left at its end', ({ plan, index }) => format(plan.burnDown.closing[index]!)),
        expired: decimal('Units that expire unused at its end', ({ plan, index }) =>
          format(plan.burnDown.expiring[index]!),
        ),
      }),
      (its: PlanOf) => its.budget.demand.chosen.daily.map((_, index) => ({ ...its, index })),
    ),
  ),
})

/** The list that is bought from, and how sure it is. */
const CATALOGUE = fieldsOf<BudgetAnswer>()({
  id: text('Id of the list of packages that is bought from', ({ lists }) => lists[0]!.id),
  published: text.orNull(
    'When its document was published, as far as it says',
    ({ lists }) => lists[0]!.source.published,
  ),
  confidence: word(CONFIDENCES)('How sure its figures are', ({ lists }) => lists[0]!.source.confidence),
  effective_from: day.orNull('The first day on which it applies; null: it always has', ({ lists }) => {
    const { effectiveFrom } = lists[0]!
    return effectiveFrom === null ? null : formatDay(effectiveFrom)
  }),
  age_days: count.orNull(
    'Days since then, or since its document; null: it is younger than the answer',
    ({ lists, asOf }) => ageOf(lists[0]!, asOf),
  ),
  also: texts("Lists of the user's that are bought from too", ({ lists }) =>
    lists.slice(1).map(({ id }) => id),
  ),
})

const plansOf = ({ pools }: BudgetAnswer): PoolPlan[] => pools.flatMap(({ plan }) => plan ?? [])
const littleOf = ({ pools }: BudgetAnswer): PoolBudget[] =>
  pools.filter(({ demand }) => countLittleHistory(demand) !== null)

const LITTLE_HISTORY = fieldsOf<readonly PoolBudget[]>()({
  days: count('Days known', little => Math.min(...little.map(({ demand }) => countLittleHistory(demand)!))),
  days_needed: count('Days from which on a history can be bought by', () => LEAST_DAYS_TO_BUY),
  buy_at_most: list(
    'What ordinary days need for as long as the history is',
    fieldsOf<{ readonly package: string; readonly pool: string }>()({
      package: text('Id of the package', its => its.package),
      pool: text('The pool', ({ pool }) => pool),
    }),
    little =>
      little.flatMap(({ pool, plan }) =>
        (plan?.atMost?.purchases ?? []).map(({ offer }) => ({ package: offer.id, pool })),
      ),
  ),
  cost: decimal('US dollars for these', little =>
    format(little.reduce((sum, { plan }) => (plan?.atMost ? add(sum, plan.atMost.cost) : sum), NO_USD)),
  ),
})

/** What becomes of all that is bought. */
function outcomeOfAll(answer: BudgetAnswer): LotOutcome {
  const lots = plansOf(answer).flatMap(({ plan }) => plan.purchases)
  return {
    used: sumOf(lots.map(({ used }) => used)),
    forfeited: sumOf(lots.map(({ forfeited }) => forfeited)),
    left: sumOf(lots.map(({ left }) => left)),
  }
}

const PLAN = fieldsOf<BudgetAnswer>()({
  purchases: list('In order of time within a pool', PURCHASE, answer =>
    answer.pools.flatMap(pool => listPurchases(answer, pool)),
  ),
  cost: decimal('US dollars for all purchases', ({ cost }) => format(cost)),
  ...outcomeOf(outcomeOfAll),
  effective_unit_price: decimal.orNull(
    'US dollars a unit: cost ÷ units used; null: nothing is bought, or of several pools',
    answer => {
      // Units of two pools have no price in common.
      const priced = plansOf(answer).filter(({ plan }) => plan.effectiveUnitPrice !== null)
      return priced.length === 1 ? writeRatio(priced[0]!.plan.effectiveUnitPrice!) : null
    },
  ),
  afterwards: word(AFTERWARDS)('Whether use goes on behind the horizon', ({ afterwards }) => afterwards),
  value_left: decimal(
    'US dollars that the units left at the end are worth when use goes on: what they save',
    answer =>
      writeRatio(
        plansOf(answer)
          .map(({ plan }) => plan.valueLeft)
          .reduce(addRatios, ZERO),
      ),
  ),
  trials_left: decimal('US dollars that trials not bought yet save when use goes on', answer =>
    writeRatio(
      plansOf(answer)
        .map(({ plan }) => plan.trialsLeft)
        .reduce(addRatios, ZERO),
    ),
  ),
  proven_optimal: flag(
    'Whether nothing cheaper covers the use, what is left counted, in every pool; false with too little history',
    answer =>
      plansOf(answer).every(({ plan }) => plan.isProvenOptimal) &&
      plansOf(answer).length === answer.pools.length &&
      littleOf(answer).length === 0,
  ),
  too_little_history: object(
    LITTLE_HISTORY,
    'Null: the history is long enough, or the demand is given',
  ).orNull((answer: BudgetAnswer) => {
    const little = littleOf(answer)
    return little.length === 0 ? null : little
  }),
})

/** The pool with the most use of those that have a plan. */
function findBusiest(answer: BudgetAnswer): PlanOf | null {
  const [busiest] = answer.pools
    .filter(({ plan }) => plan !== null)
    .sort((a, b) => compareRatios(toRatio(b.demand.chosen.total), toRatio(a.demand.chosen.total)))
  return busiest ? { plan: busiest.plan!, budget: busiest, answer } : null
}

/** The answer of `budget` (cli.md), and more of the same. */
const BUDGET = fieldsOf<BudgetAnswer>()({
  schema: schemaName('kling-cost/budget/1'),
  horizon: object(
    fieldsOf<BudgetAnswer>()({
      start: day('First day', ({ firstDay }) => formatDay(firstDay)),
      end: day('Last day', ({ firstDay, days }) => formatDay(addDays(firstDay, days - 1))),
      days: count('How many', ({ days }) => days),
    }),
  )((answer: BudgetAnswer) => answer),
  demand: record('By pool', demandIn('Units'), ({ pools }) =>
    pools.map(({ pool, demand }) => [pool, demand] as const),
  ),
  catalogue: object(CATALOGUE, 'Null: no list is in force').orNull((answer: BudgetAnswer) =>
    answer.lists.length > 0 ? answer : null,
  ),
  plan: object(PLAN)((answer: BudgetAnswer) => answer),
  alternatives: list('Other ways to buy', ALTERNATIVE, ({ pools }) =>
    pools.flatMap(({ pool, plan }) => (plan?.alternatives ?? []).map(other => ({ pool, other }))),
  ),
  break_even: list('Without trials, in order of use', BREAK_EVEN, ({ pools }) =>
    pools.flatMap(listBreakEvens),
  ),
  concurrency: object(
    fieldsOf<PlanOf>()({ ...CONCURRENCY, pool: text('The pool', ({ budget }) => budget.pool) }),
    'Of the pool with the most use',
  ).orNull(findBusiest),
  negotiate_custom: flag('Whether the use is so large that a package should be negotiated', answer =>
    plansOf(answer).some(({ negotiation }) => negotiation !== null),
  ),
  as_of: time('The start of the first day', ({ asOf }) => formatInstant(asOf)),
  demand_basis: word(DEMAND_BASES)('Where the demand comes from', ({ demandBasis }) => demandBasis),
  quantile: decimal('The quantile that is planned for', ({ quantile }) => formatRatio(quantile)),
  seed: count('What `--seed` said; of no effect, for nothing is drawn', ({ seed }) => seed),
  min_concurrency: count.orNull(
    'Tasks at once that were asked for on each day with use',
    ({ minConcurrency }) => minConcurrency,
  ),
  dollars: object(demandIn('US dollars'), 'Jobs that only price lists in dollars have').orNull(
    ({ dollars }) => dollars,
  ),
  pools: record('More of each pool', POOL, answer =>
    answer.pools.map(budget => [budget.pool, { budget, answer }] as const),
  ),
  gate: object(
    fieldsOf<NonNullable<BudgetAnswer['gate']>>()({
      max_spend: decimal('US dollars', ({ maxSpend }) => format(maxSpend)),
      crossed: flag('Whether the cost is above, or not known', ({ isCrossed }) => isCrossed),
    }),
  ).orNull(({ gate }) => gate),
  outside_horizon: list(
    'What --plan or --demand says of months that the horizon does not hold, or not wholly; left out of the demand',
    fieldsOf<BudgetAnswer['outsidePlan'][number]>()({
      month: text('The month: 2027-12, or 12 for every December', ({ month }) => keyOfMonth(month)),
      pool: text.orNull('The pool; null: US dollars', ({ pool }) => pool),
      outside: decimal('Units, or US dollars, of days outside the horizon', ({ outside }) =>
        writeRatio(outside),
      ),
      planned: decimal('All that is planned for the month', month => writeRatio(month.planned)),
    }),
    ({ outsidePlan }) => outsidePlan,
  ),
  repeated_tasks: count(
    'Rows left out because another row is about the same task',
    ({ repeats }) => repeats.repeatedTasks,
  ),
  rejected: list(
    'Rows set aside',
    fieldsOf<{ readonly file: string; readonly line: number; readonly reason: string }>()({
      file: text('The file', ({ file }) => file),
      input_line: count('The line', ({ line }) => line),
      reason: text('What is wrong with it', ({ reason }) => reason),
    }),
    ({ inputs }) =>
      inputs.flatMap(({ file, rejected }) => rejected.map(({ line, reason }) => ({ file, line, reason }))),
  ),
  rulings: texts('The rulings that shaped the answer (docs/rulings.md)', listRulings),
  ignored_columns: texts('Columns or keys of the files that nothing was read from', ({ columns }) =>
    listIgnored(columns),
  ),
  notes: texts('What the answer rests on', answer => listNotes(answer).map(note => note.text)),
})

export const budgetSchema = () => schemaOfAnswer('kling-cost/budget/1', BUDGET)

/** `kling-cost/budget/1` */
export type BudgetView = Written<typeof BUDGET>

export const viewBudget = (answer: BudgetAnswer): BudgetView => write(BUDGET, answer)

/** The answer as JSON. */
export const writeBudgetJson = (answer: BudgetAnswer): string[] => [
  `${makeJsonVisible(JSON.stringify(viewBudget(answer), null, 2))}\n`,
]
