/** A `budget` answer as JSON: what each key means, and where it comes from. */

import { addDays } from '../../core/calendar.js'
import { listIgnored } from '../../core/file-columns.js'
import type { Instant } from '../../core/instant.js'
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
import { writeCsv } from '../csv.js'
import * as f from '../fields.js'
import { writeJson } from '../text.js'
import { listUsed } from '../used-lists.js'
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
const PURCHASE = f.fieldsOf<PurchaseOf>()({
  at: f.time('When it is bought: the start of a day of the plan', 'bought.at'),
  package: f.text('Id of the package', 'bought.offer.id'),
  pool: f.text('The pool of its units', 'pool'),
  units: f.decimal('Units bought = used + forfeited + left', 'bought.offer.units'),
  price: f.decimal('US dollars', 'bought.offer.price'),
  ...outcomeOf(({ bought }: PurchaseOf) => bought),
  date: f.day('The calendar day of `at`', ({ bought, answer }) => dayOfPlan(answer, bought.day)),
  validity_days: f.count('Days of 24 hours that it is valid', 'bought.offer.validityDays'),
})

/** The columns of the CSV, both forms of the time together. */
const PURCHASE_COLUMNS = [
  'at',
  'date',
  ...Object.keys(PURCHASE).filter(key => key !== 'at' && key !== 'date'),
]

const listPurchases = (answer: BudgetAnswer, { pool, plan }: PoolBudget): PurchaseOf[] =>
  plan.plan.purchases.map(bought => ({ bought, pool, answer }))

/** The purchases as CSV, in order of time within a pool. */
export const writeBudgetCsv = (answer: BudgetAnswer): Generator<string> =>
  writeCsv(
    PURCHASE_COLUMNS,
    answer.pools.flatMap(pool => listPurchases(answer, pool)),
    purchase => f.write(PURCHASE, purchase),
  )

type Alternative = PoolPlan['alternatives'][number]
interface OtherOf {
  readonly pool: string
  readonly other: Alternative
  /** What it comes to; null: there is no such plan. */
  readonly outcome: Extract<Alternative['outcome'], { kind: 'plan' }> | null
}

const ALTERNATIVE = f.fieldsOf<OtherOf>()({
  name: f.text('only PACKAGE, greedy, or without trials', ({ other }) => nameOfAlternative(other)),
  cost: f.decimal.orNull('US dollars; null: no such plan', 'outcome.cost'),
  value_left: f.decimal.orNull(
    'US dollars that the units left are worth when use goes on',
    'outcome.valueLeft',
  ),
  trials_left: f.decimal.orNull(
    'US dollars that trials not bought yet save when use goes on',
    'outcome.trialsLeft',
  ),
  forfeited: f.decimal.orNull('Units', 'outcome.forfeited'),
  left: f.decimal.orNull('Units', 'outcome.left'),
  pool: f.text('The pool', 'pool'),
  purchases: f.count.orNull('How many', ({ outcome }) => outcome?.purchases.length ?? null),
  proven_optimal: f.flag(
    'Whether nothing cheaper does it this way',
    ({ outcome }) => outcome?.isProvenOptimal ?? false,
  ),
  impossible: f.flag(
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
const BREAK_EVEN = f.fieldsOf<BreakEvenOf>()({
  from_units_per_day: f.decimal('From this steady use on, in the long run', 'breakEven.fromUnitsPerDay'),
  package: f.text('this package is the best', 'breakEven.offer.id'),
  instead_of: f.text('The best one below', 'below.offer.id'),
  pool: f.text('The pool', 'pool'),
})

const listBreakEvens = ({ pool, plan }: PlannedPool): BreakEvenOf[] =>
  plan.breakEvens.flatMap((breakEven, i, all) => (i === 0 ? [] : [{ breakEven, below: all[i - 1]!, pool }]))

/** The list that is bought from, and how sure it is. */
const CATALOGUE = f.fieldsOf<{
  readonly list: BudgetAnswer['lists'][number]
  readonly answer: BudgetAnswer
}>()({
  id: f.text('Id of the list of packages that is bought from', 'list.id'),
  published: f.text.orNull('When its document was published, as far as it says', 'list.source.published'),
  confidence: f.word(CONFIDENCES)('How sure its figures are', 'list.source.confidence'),
  effective_from: f.day.orNull(
    'The first day on which it applies; null: it always has',
    'list.effectiveFrom',
  ),
  age_days: f.count.orNull(
    'Days since then, or since its document; null: it is younger than the answer',
    ({ list, answer }) => ageOf(list, answer.asOf),
  ),
  also: f.texts("Lists of the user's that are bought from too", ({ answer }) =>
    answer.lists.slice(1).map(({ id }) => id),
  ),
})

const plansOf = ({ pools }: BudgetAnswer): PoolPlan[] => pools.filter(isPlanned).map(({ plan }) => plan)
/** What is bought at most for a pool of which little is known; null where it has no plan. */
const atMostOf = (budget: PoolBudget): PurchasePlan | null => (isPlanned(budget) ? budget.plan.atMost : null)
const littleOf = ({ pools }: BudgetAnswer): PoolBudget[] =>
  pools.filter(({ demand }) => countLittleHistory(demand) !== null)

const LITTLE_HISTORY = f.fieldsOf<readonly PoolBudget[]>()({
  days: f.count('Days known', little => Math.min(...little.map(({ demand }) => countLittleHistory(demand)!))),
  days_needed: f.count('Days from which on a history can be bought by', () => LEAST_DAYS_TO_BUY),
  buy_at_most: f.list(
    'What ordinary days need for as long as the history is',
    f.fieldsOf<{ readonly package: string; readonly pool: string; readonly at: Instant }>()({
      package: f.text('Id of the package', 'package'),
      pool: f.text('The pool', 'pool'),
      at: f.time('When to buy it: no earlier than it is needed', 'at'),
    }),
    little =>
      little.flatMap(budget =>
        (atMostOf(budget)?.purchases ?? []).map(({ offer, at }) => ({
          package: offer.id,
          pool: budget.pool,
          at,
        })),
      ),
  ),
  cost: f.decimal('US dollars for these', little =>
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

const PLAN = f.fieldsOf<BudgetAnswer>()({
  purchases: f.list('In order of time within a pool', PURCHASE, answer =>
    answer.pools.flatMap(pool => listPurchases(answer, pool)),
  ),
  cost: f.decimal('US dollars for all purchases', 'cost'),
  ...outcomeOf(outcomeOfAll),
  effective_unit_price: f.decimal.orNull(
    'US dollars a unit: cost ÷ units used; null: nothing is bought, or of several pools',
    answer => {
      // Units of two pools have no price in common.
      const priced = plansOf(answer).filter(({ plan }) => plan.effectiveUnitPrice !== null)
      return priced.length === 1 ? priced[0]!.plan.effectiveUnitPrice : null
    },
  ),
  afterwards: f.word(AFTERWARDS)('Whether use goes on behind the horizon', 'afterwards'),
  value_left: f.decimal(
    'US dollars that the units left at the end are worth when use goes on: what they save',
    answer => plansOf(answer).reduce((sum, { plan }) => addRatios(sum, plan.valueLeft), ZERO),
  ),
  trials_left: f.decimal('US dollars that trials not bought yet save when use goes on', answer =>
    plansOf(answer).reduce((sum, { plan }) => addRatios(sum, plan.trialsLeft), ZERO),
  ),
  proven_optimal: f.flag(
    'Whether nothing cheaper covers the use, what is left counted, in every pool; false with too little history',
    answer =>
      plansOf(answer).every(({ plan }) => plan.isProvenOptimal) &&
      plansOf(answer).length === answer.pools.length &&
      littleOf(answer).length === 0,
  ),
  too_little_history: f.object.orNull(
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
const BUDGET = f.fieldsOf<BudgetAnswer>()({
  schema: f.schemaName('kling-cost/budget/1'),
  horizon: f.object(
    'The days that the plan is for',
    f.fieldsOf<BudgetAnswer>()({
      start: f.day('First day', 'firstDay'),
      end: f.day('Last day', ({ firstDay, days }) => addDays(firstDay, days - 1)),
      days: f.count('How many', 'days'),
    }),
    (answer: BudgetAnswer) => answer,
  ),
  demand: f.record('By pool', demandIn('Units'), ({ pools }) =>
    pools.map(({ pool, demand }) => [pool, demand] as const),
  ),
  catalogue: f.object.orNull('Null: no list is in force', CATALOGUE, (answer: BudgetAnswer) =>
    answer.lists[0] ? { list: answer.lists[0], answer } : null,
  ),
  plan: f.object('What to buy', PLAN, (answer: BudgetAnswer) => answer),
  alternatives: f.list('Other ways to buy', ALTERNATIVE, ({ pools }) =>
    pools.filter(isPlanned).flatMap(({ pool, plan }) =>
      plan.alternatives.map(other => ({
        pool,
        other,
        outcome: other.outcome.kind === 'plan' ? other.outcome : null,
      })),
    ),
  ),
  break_even: f.list('Without trials, in order of use', BREAK_EVEN, ({ pools }) =>
    pools.filter(isPlanned).flatMap(listBreakEvens),
  ),
  concurrency: f.object.orNull(
    'Of the pool with the most use',
    f.fieldsOf<PlanOf>()({ ...CONCURRENCY, pool: f.text('The pool', 'budget.pool') }),
    findBusiest,
  ),
  negotiate_custom: f.flag('Whether the use is so large that a package should be negotiated', answer =>
    plansOf(answer).some(({ negotiation }) => negotiation !== null),
  ),
  as_of: f.time('The start of the first day', 'asOf'),
  demand_basis: f.word(DEMAND_BASES)('Where the demand comes from', 'demandBasis'),
  quantile: f.decimal('The quantile that is planned for', 'quantile'),
  seed: f.count('What `--seed` said; of no effect, for nothing is drawn', 'seed'),
  min_concurrency: f.count.orNull('Tasks at once that were asked for on each day with use', 'minConcurrency'),
  dollars: f.object.orNull('Jobs that only price lists in dollars have', demandIn('US dollars'), 'dollars'),
  pools: f.record('More of each pool', POOL, answer =>
    answer.pools.map(budget => [budget.pool, { budget, answer }] as const),
  ),
  gate: f.object.orNull(
    'The gate; null: none was asked for',
    f.fieldsOf<NonNullable<BudgetAnswer['gate']>>()({
      max_spend: f.decimal('US dollars', 'maxSpend'),
      spend: f.decimal('US dollars for purchases, and for use that is paid in dollars', 'spend'),
      crossed: f.flag('Whether the cost is above, or not known', 'isCrossed'),
    }),
    'gate',
  ),
  outside_horizon: f.list(
    'What --plan or --demand says of months that the horizon does not hold, or not wholly; left out of the demand',
    f.fieldsOf<BudgetAnswer['outsidePlan'][number]>()({
      month: f.text('The month: 2027-12, or 12 for every December', ({ month }) => keyOfMonth(month)),
      pool: f.text.orNull('The pool; null: US dollars', 'pool'),
      outside: f.decimal('Units, or US dollars, of days outside the horizon', 'outside'),
      planned: f.decimal('All that is planned for the month', 'planned'),
    }),
    'outsidePlan',
  ),
  repeated_tasks: f.count(
    'Rows left out because another row is about the same task',
    'repeats.repeatedTasks',
  ),
  rejected: f.list(
    'Rows set aside',
    f.fieldsOf<{ readonly file: string; readonly line: number; readonly reason: string }>()({
      file: f.text('The file', 'file'),
      input_line: f.count('The line', 'line'),
      reason: f.text('What is wrong with it', 'reason'),
    }),
    ({ inputs }) =>
      inputs.flatMap(({ file, rejected }) => rejected.map(({ line, reason }) => ({ file, line, reason }))),
  ),
  price_lists: f.texts(
    'Ids of the price lists by which units of a log or plan were computed',
    ({ usedLists }) => listUsed(usedLists).map(({ id }) => id),
  ),
  rulings: f.texts('The rulings that shaped the answer (docs/rulings.md)', listRulings),
  ignored_columns: f.texts('Columns or keys of the files that nothing was read from', ({ columns }) =>
    listIgnored(columns),
  ),
  notes: f.texts('What the answer rests on', answer => listNotes(answer).map(note => note.text)),
})

export const budgetSchema = () => f.schemaOfAnswer('kling-cost/budget/1', BUDGET)

/** `kling-cost/budget/1` */
export type BudgetView = f.Written<typeof BUDGET>

export const viewBudget = (answer: BudgetAnswer): BudgetView => f.write(BUDGET, answer)

export const writeBudgetJson = (answer: BudgetAnswer): string[] => [`${writeJson(viewBudget(answer), 2)}\n`]
