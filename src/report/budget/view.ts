/** A `budget` answer as JSON: what each key means, and where it comes from. */

import { addDays } from '../../core/calendar.js'
import { listIgnored } from '../../core/file-columns.js'
import { AFTERWARDS } from '../../core/plan/afterwards.js'
import {
  type BudgetAnswer,
  countLittleHistory,
  DEMAND_BASES,
  isPlanned,
  LEAST_DAYS_TO_BUY,
  type PlannedPool,
  type PoolBudget,
} from '../../core/plan/budget-answer.js'
import { keyOfMonth } from '../../core/plan/demand/plan-month.js'
import type { LotOutcome } from '../../core/plan/draw-down.js'
import type { PoolPlan } from '../../core/plan/pool-plan.js'
import type { PurchasePlan } from '../../core/plan/purchase-plan.js'
import { add, NO_USD, sumOf, toRatio } from '../../core/quantity.js'
import { addRatios, compareRatios, ZERO } from '../../core/ratio.js'
import { ageOf, CONFIDENCES } from '../../core/source.js'
import {
  count,
  day,
  decimal,
  fieldsOf,
  flag,
  list,
  object,
  record,
  schemaName,
  schemaOfAnswer,
  text,
  texts,
  time,
  type Written,
  word,
  write,
} from '../fields.js'
import { makeJsonVisible } from '../text.js'
import { listNotes, listRulings } from './notes.js'
import { CONCURRENCY, demandIn, outcomeOf, type PlanOf, POOL } from './pool-fields.js'
import { dayOfPlan, nameOfAlternative } from './words.js'

type Bought = PoolPlan['plan']['purchases'][number]
interface PurchaseOf {
  readonly bought: Bought
  readonly pool: string
  readonly answer: BudgetAnswer
}

/** A purchase with what becomes of it. */
const PURCHASE = fieldsOf<PurchaseOf>()({
  at: time('When it is bought: the start of a day of the plan', 'bought.at'),
  package: text('Id of the package', 'bought.offer.id'),
  pool: text('The pool of its units', 'pool'),
  units: decimal('Units bought = used + forfeited + left', 'bought.offer.units'),
  price: decimal('US dollars', 'bought.offer.price'),
  ...outcomeOf(({ bought }: PurchaseOf) => bought),
  date: day('The calendar day of `at`', ({ bought, answer }) => dayOfPlan(answer, bought.day)),
  validity_days: count('Days of 24 hours that it is valid', 'bought.offer.validityDays'),
})

/** The columns of the CSV, both forms of the time together. */
export const PURCHASE_COLUMNS = [
  'at',
  'date',
  ...Object.keys(PURCHASE).filter(key => key !== 'at' && key !== 'date'),
] as (keyof typeof PURCHASE)[]

const listPurchases = (answer: BudgetAnswer, { pool, plan }: PoolBudget): PurchaseOf[] =>
  plan.plan.purchases.map(bought => ({ bought, pool, answer }))

export const viewPurchases = (answer: BudgetAnswer, pool: PoolBudget): Written<typeof PURCHASE>[] =>
  listPurchases(answer, pool).map(purchase => write(PURCHASE, purchase))

type Alternative = PoolPlan['alternatives'][number]
interface OtherOf {
  readonly pool: string
  readonly other: Alternative
  /** What it comes to; null: there is no such plan. */
  readonly outcome: Extract<Alternative['outcome'], { kind: 'plan' }> | null
}

const ALTERNATIVE = fieldsOf<OtherOf>()({
  name: text('only PACKAGE, greedy, or without trials', ({ other }) => nameOfAlternative(other)),
  cost: decimal.orNull('US dollars; null: no such plan', 'outcome.cost'),
  value_left: decimal.orNull(
    'US dollars that the units left are worth when use goes on',
    'outcome.valueLeft',
  ),
  trials_left: decimal.orNull(
    'US dollars that trials not bought yet save when use goes on',
    'outcome.trialsLeft',
  ),
  forfeited: decimal.orNull('Units', 'outcome.forfeited'),
  left: decimal.orNull('Units', 'outcome.left'),
  pool: text('The pool', 'pool'),
  purchases: count.orNull('How many', ({ outcome }) => outcome?.purchases.length ?? null),
  proven_optimal: flag(
    'Whether nothing cheaper does it this way',
    ({ outcome }) => outcome?.isProvenOptimal ?? false,
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
  from_units_per_day: decimal('From this steady use on, in the long run', 'breakEven.fromUnitsPerDay'),
  package: text('this package is the best', 'breakEven.offer.id'),
  instead_of: text('The best one below', 'below.offer.id'),
  pool: text('The pool', 'pool'),
})

const listBreakEvens = ({ pool, plan }: PlannedPool): BreakEvenOf[] =>
  plan.breakEvens.flatMap((breakEven, i, all) => (i === 0 ? [] : [{ breakEven, below: all[i - 1]!, pool }]))

/** The list that is bought from, and how sure it is. */
const CATALOGUE = fieldsOf<{ readonly list: BudgetAnswer['lists'][number]; readonly answer: BudgetAnswer }>()(
  {
    id: text('Id of the list of packages that is bought from', 'list.id'),
    published: text.orNull('When its document was published, as far as it says', 'list.source.published'),
    confidence: word(CONFIDENCES)('How sure its figures are', 'list.source.confidence'),
    effective_from: day.orNull(
      'The first day on which it applies; null: it always has',
      'list.effectiveFrom',
    ),
    age_days: count.orNull(
      'Days since then, or since its document; null: it is younger than the answer',
      ({ list, answer }) => ageOf(list, answer.asOf),
    ),
    also: texts("Lists of the user's that are bought from too", ({ answer }) =>
      answer.lists.slice(1).map(({ id }) => id),
    ),
  },
)

const plansOf = ({ pools }: BudgetAnswer): PoolPlan[] => pools.filter(isPlanned).map(({ plan }) => plan)
/** What is bought at most for a pool of which little is known; null where it has no plan. */
const atMostOf = (budget: PoolBudget): PurchasePlan | null => (isPlanned(budget) ? budget.plan.atMost : null)
const littleOf = ({ pools }: BudgetAnswer): PoolBudget[] =>
  pools.filter(({ demand }) => countLittleHistory(demand) !== null)

const LITTLE_HISTORY = fieldsOf<readonly PoolBudget[]>()({
  days: count('Days known', little => Math.min(...little.map(({ demand }) => countLittleHistory(demand)!))),
  days_needed: count('Days from which on a history can be bought by', () => LEAST_DAYS_TO_BUY),
  buy_at_most: list(
    'What ordinary days need for as long as the history is',
    fieldsOf<{ readonly package: string; readonly pool: string }>()({
      package: text('Id of the package', 'package'),
      pool: text('The pool', 'pool'),
    }),
    little =>
      little.flatMap(budget =>
        (atMostOf(budget)?.purchases ?? []).map(({ offer }) => ({ package: offer.id, pool: budget.pool })),
      ),
  ),
  cost: decimal('US dollars for these', little =>
    little.reduce((sum, budget) => add(sum, atMostOf(budget)?.cost ?? NO_USD), NO_USD),
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
  cost: decimal('US dollars for all purchases', 'cost'),
  ...outcomeOf(outcomeOfAll),
  effective_unit_price: decimal.orNull(
    'US dollars a unit: cost ÷ units used; null: nothing is bought, or of several pools',
    answer => {
      // Units of two pools have no price in common.
      const priced = plansOf(answer).filter(({ plan }) => plan.effectiveUnitPrice !== null)
      return priced.length === 1 ? priced[0]!.plan.effectiveUnitPrice : null
    },
  ),
  afterwards: word(AFTERWARDS)('Whether use goes on behind the horizon', 'afterwards'),
  value_left: decimal(
    'US dollars that the units left at the end are worth when use goes on: what they save',
    answer => plansOf(answer).reduce((sum, { plan }) => addRatios(sum, plan.valueLeft), ZERO),
  ),
  trials_left: decimal('US dollars that trials not bought yet save when use goes on', answer =>
    plansOf(answer).reduce((sum, { plan }) => addRatios(sum, plan.trialsLeft), ZERO),
  ),
  proven_optimal: flag(
    'Whether nothing cheaper covers the use, what is left counted, in every pool; false with too little history',
    answer =>
      plansOf(answer).every(({ plan }) => plan.isProvenOptimal) &&
      plansOf(answer).length === answer.pools.length &&
      littleOf(answer).length === 0,
  ),
  too_little_history: object.orNull(
    'Null: the history is long enough, or the demand is given',
    LITTLE_HISTORY,
    (answer: BudgetAnswer) => {
      const little = littleOf(answer)
      return little.length === 0 ? null : little
    },
  ),
})

/** The pool with the most use of those that have a plan. */
function findBusiest(answer: BudgetAnswer): PlanOf | null {
  const [busiest] = answer.pools
    .filter(isPlanned)
    .sort((a, b) => compareRatios(toRatio(b.demand.chosen.total), toRatio(a.demand.chosen.total)))
  return busiest ? { plan: busiest.plan, budget: busiest, answer } : null
}

/** The answer of `budget` (cli.md), and more of the same. */
const BUDGET = fieldsOf<BudgetAnswer>()({
  schema: schemaName('kling-cost/budget/1'),
  horizon: object(
    'The days that the plan is for',
    fieldsOf<BudgetAnswer>()({
      start: day('First day', 'firstDay'),
      end: day('Last day', ({ firstDay, days }) => addDays(firstDay, days - 1)),
      days: count('How many', 'days'),
    }),
    (answer: BudgetAnswer) => answer,
  ),
  demand: record('By pool', demandIn('Units'), ({ pools }) =>
    pools.map(({ pool, demand }) => [pool, demand] as const),
  ),
  catalogue: object.orNull('Null: no list is in force', CATALOGUE, (answer: BudgetAnswer) =>
    answer.lists[0] ? { list: answer.lists[0], answer } : null,
  ),
  plan: object('What to buy', PLAN, (answer: BudgetAnswer) => answer),
  alternatives: list('Other ways to buy', ALTERNATIVE, ({ pools }) =>
    pools.filter(isPlanned).flatMap(({ pool, plan }) =>
      plan.alternatives.map(other => ({
        pool,
        other,
        outcome: other.outcome.kind === 'plan' ? other.outcome : null,
      })),
    ),
  ),
  break_even: list('Without trials, in order of use', BREAK_EVEN, ({ pools }) =>
    pools.filter(isPlanned).flatMap(listBreakEvens),
  ),
  concurrency: object.orNull(
    'Of the pool with the most use',
    fieldsOf<PlanOf>()({ ...CONCURRENCY, pool: text('The pool', 'budget.pool') }),
    findBusiest,
  ),
  negotiate_custom: flag('Whether the use is so large that a package should be negotiated', answer =>
    plansOf(answer).some(({ negotiation }) => negotiation !== null),
  ),
  as_of: time('The start of the first day', 'asOf'),
  demand_basis: word(DEMAND_BASES)('Where the demand comes from', 'demandBasis'),
  quantile: decimal('The quantile that is planned for', 'quantile'),
  seed: count('What `--seed` said; of no effect, for nothing is drawn', 'seed'),
  min_concurrency: count.orNull('Tasks at once that were asked for on each day with use', 'minConcurrency'),
  dollars: object.orNull('Jobs that only price lists in dollars have', demandIn('US dollars'), 'dollars'),
  pools: record('More of each pool', POOL, answer =>
    answer.pools.map(budget => [budget.pool, { budget, answer }] as const),
  ),
  gate: object.orNull(
    'The gate; null: none was asked for',
    fieldsOf<NonNullable<BudgetAnswer['gate']>>()({
      max_spend: decimal('US dollars', 'maxSpend'),
      crossed: flag('Whether the cost is above, or not known', 'isCrossed'),
    }),
    'gate',
  ),
  outside_horizon: list(
    'What --plan or --demand says of months that the horizon does not hold, or not wholly; left out of the demand',
    fieldsOf<BudgetAnswer['outsidePlan'][number]>()({
      month: text('The month: 2027-12, or 12 for every December', ({ month }) => keyOfMonth(month)),
      pool: text.orNull('The pool; null: US dollars', 'pool'),
      outside: decimal('Units, or US dollars, of days outside the horizon', 'outside'),
      planned: decimal('All that is planned for the month', 'planned'),
    }),
    'outsidePlan',
  ),
  repeated_tasks: count('Rows left out because another row is about the same task', 'repeats.repeatedTasks'),
  rejected: list(
    'Rows set aside',
    fieldsOf<{ readonly file: string; readonly line: number; readonly reason: string }>()({
      file: text('The file', 'file'),
      input_line: count('The line', 'line'),
      reason: text('What is wrong with it', 'reason'),
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
