/** A `budget` answer as JSON: the one view model from which every format is made. */

import { addDays } from '../../core/calendar.js'
import { listIgnored } from '../../core/file-columns.js'
import { formatDay, formatInstant } from '../../core/instant.js'
import {
  type BudgetAnswer,
  countLittleHistory,
  type Demand,
  type ForecastBasis,
  LEAST_DAYS_TO_BUY,
  type PoolBudget,
} from '../../core/plan/budget-answer.js'
import { keyOfMonth } from '../../core/plan/demand/plan-month.js'
import type { LotOutcome } from '../../core/plan/draw-down.js'
import type { PoolPlan, Risk } from '../../core/plan/pool-plan.js'
import { add, format, NO_UNITS, NO_USD, toRatio, type Units, type Usd } from '../../core/quantity.js'
import {
  addRatios,
  compareRatios,
  divideRatios,
  formatRatio,
  type Ratio,
  ratio,
  ZERO,
} from '../../core/ratio.js'
import { ageOf } from '../../core/source.js'
import { writeRatio } from '../amounts.js'
import { makeJsonVisible } from '../text.js'
import { listNotes, listRulings } from './notes.js'
import { dayOfPlan, lowerBoundOf, nameOfAlternative } from './words.js'

const writeOptional = (value: Ratio | null): string | null => value && writeRatio(value)
const sumOf = (amounts: readonly Units[]): Units => amounts.reduce(add, NO_UNITS)

/** A purchase with what becomes of it. */
export function viewPurchases(answer: BudgetAnswer, { pool, plan }: PoolBudget) {
  return (plan?.plan.purchases ?? []).map(({ at, day, offer, used, forfeited, left }) => ({
    at: formatInstant(at),
    package: offer.id,
    pool,
    units: format(offer.units),
    price: format(offer.price),
    used: format(used),
    forfeited: format(forfeited),
    left: format(left),
    date: formatDay(dayOfPlan(answer, day)),
    validity_days: offer.validityDays,
  }))
}

const viewOutcome = ({ used, forfeited, left }: LotOutcome) => ({
  used: format(used),
  forfeited: format(forfeited),
  left: format(left),
})

function viewBackTest({ forecast: { backTest } }: ForecastBasis) {
  return (
    backTest && {
      train_days: backTest.trainDays,
      test_days: backTest.testDays,
      error: writeRatio(backTest.error),
      naive_error: writeRatio(backTest.naiveError),
      total_error: writeRatio(backTest.totalError),
      coverage: writeRatio(backTest.coverage),
      method: backTest.method,
      naive_total_error: writeRatio(backTest.naiveTotalError),
      total_inside: backTest.isTotalInside,
    }
  )
}

function viewDemand<Q extends Units | Usd>({ chosen, paths, basis }: Demand<Q>) {
  return {
    per_day: writeRatio(divideRatios(toRatio(chosen.total), ratio(BigInt(chosen.daily.length)))),
    total: format(chosen.total),
    quantiles: Object.fromEntries(paths.map(({ quantile, total }) => [formatRatio(quantile), format(total)])),
    forecast: basis && {
      method: basis.forecast.method,
      reason: basis.forecast.reason,
      history: {
        start: formatDay(basis.firstDay),
        end: formatDay(basis.lastDay),
        days: basis.forecast.knownDays,
        gap_days: basis.forecast.gapDays,
      },
      back_test: viewBackTest(basis),
    },
  }
}

function viewAlternatives({ pool, plan }: PoolBudget) {
  return (plan?.alternatives ?? []).map(alternative => {
    const { outcome } = alternative
    const isPlan = outcome.kind === 'plan'
    return {
      name: nameOfAlternative(alternative),
      cost: isPlan ? format(outcome.cost) : null,
      value_left: isPlan ? writeRatio(outcome.valueLeft) : null,
      trials_left: isPlan ? writeRatio(outcome.trialsLeft) : null,
      forfeited: isPlan ? format(outcome.forfeited) : null,
      left: isPlan ? format(outcome.left) : null,
      pool,
      purchases: isPlan ? outcome.purchases.length : null,
      proven_optimal: isPlan ? outcome.isProvenOptimal : false,
      impossible: !isPlan && outcome.reason === 'impossible',
    }
  })
}

/** Where another package becomes the best; the one before the first holds from the lowest use on. */
const viewBreakEvens = ({ pool, plan }: PoolBudget) =>
  (plan?.breakEvens ?? []).flatMap(({ fromUnitsPerDay, offer }, i, all) =>
    i === 0
      ? []
      : [
          {
            from_units_per_day: writeRatio(fromUnitsPerDay),
            package: offer.id,
            instead_of: all[i - 1]!.offer.id,
            pool,
          },
        ],
  )

function viewConcurrency({ concurrency, unitsPerTask, unitsPerTaskToFit }: PoolPlan, answer: BudgetAnswer) {
  const { limit, tasksPerDayMax, bindingDays } = concurrency
  return {
    limit,
    task_seconds: format(answer.taskTime),
    tasks_per_day_max: tasksPerDayMax === null ? null : Number(tasksPerDayMax),
    binds: (bindingDays?.length ?? 0) > 0,
    task_seconds_assumed: answer.isTaskTimeAssumed,
    units_per_task: writeOptional(unitsPerTask),
    units_per_task_to_fit: writeOptional(unitsPerTaskToFit),
    binding_days: bindingDays === null ? null : bindingDays.length,
  }
}

function viewRisk({ low, high }: Risk, { demand }: PoolBudget, answer: BudgetAnswer) {
  const { replan } = high
  return {
    low: {
      quantile: formatRatio(demand.paths[0]!.quantile),
      forfeited: format(low.forfeited),
      forfeited_cost: writeRatio(low.dollars),
      left: format(low.left),
    },
    high: {
      quantile: formatRatio(demand.paths.at(-1)!.quantile),
      runs_out_on: high.shortDay === null ? null : formatDay(dayOfPlan(answer, high.shortDay)),
      short: format(high.short),
      replan:
        replan?.kind === 'plan'
          ? {
              more_cost: writeRatio(high.more),
              purchases: replan.purchases.map(({ at, offer }) => ({
                at: formatInstant(at),
                package: offer.id,
              })),
            }
          : null,
    },
  }
}

/** What is said of one pool beside the promised keys, which speak of all. */
function viewPool(budget: PoolBudget, answer: BudgetAnswer) {
  const { plan, listCost } = budget
  const list_cost = writeOptional(listCost)
  if (plan === null) return { planned: false, list_cost }
  const { plan: its, demandRange, negotiation, burnDown } = plan
  return {
    planned: true,
    list_cost,
    cost: format(its.cost),
    value_left: writeRatio(its.valueLeft),
    trials_left: writeRatio(its.trialsLeft),
    lower_bound: writeRatio(lowerBoundOf(its)),
    proven_optimal: its.isProvenOptimal,
    effective_unit_price: writeOptional(its.effectiveUnitPrice),
    held: its.held.map(({ lot, ...outcome }) => ({
      id: lot.id,
      units: format(lot.units),
      effective_at: formatInstant(lot.effectiveAt),
      expires_at: formatInstant(lot.expiresAt),
      ...viewOutcome(outcome),
    })),
    afterwards: plan.afterwards && {
      units_per_day: format(plan.afterwards.perDay),
      unit_price: writeRatio(plan.afterwards.unitPrice),
    },
    demand_range: demandRange && {
      from: writeRatio(demandRange.from),
      to: writeOptional(demandRange.to),
      tight: demandRange.isTight,
    },
    concurrency: viewConcurrency(plan, answer),
    risk: plan.risk && viewRisk(plan.risk, budget, answer),
    negotiate_custom: negotiation && {
      package: negotiation.recommendation.packageId,
      above_units: format(negotiation.recommendation.units),
      within_days: negotiation.recommendation.days,
      units: format(negotiation.most),
      beats_below_unit_price: writeOptional(negotiation.beatsBelow),
    },
    daily: budget.demand.chosen.daily.map((use, day) => ({
      date: formatDay(dayOfPlan(answer, day)),
      use: format(use),
      left: format(burnDown.closing[day]!),
      expired: format(burnDown.expiring[day]!),
    })),
  }
}

/** The list that is bought from, and how sure it is; null when none is in force. */
function viewCatalogue({ lists: [first, ...more], asOf }: BudgetAnswer) {
  if (!first) return null
  return {
    id: first.id,
    published: first.source.published,
    confidence: first.source.confidence,
    effective_from: first.effectiveFrom === null ? null : formatDay(first.effectiveFrom),
    age_days: ageOf(first, asOf),
    also: more.map(({ id }) => id),
  }
}

/** The answer of `budget` (cli.md), and more of the same. */
export function viewBudget(answer: BudgetAnswer) {
  const { pools } = answer
  const plans = pools.flatMap(({ plan }) => plan ?? [])
  const busiest = pools
    .filter(({ plan }) => plan !== null)
    .sort((a, b) => compareRatios(toRatio(b.demand.chosen.total), toRatio(a.demand.chosen.total)))[0]
  const lots = plans.flatMap(({ plan }) => plan.purchases)
  const little = pools.filter(({ demand }) => countLittleHistory(demand) !== null)
  // Units of two pools have no price in common.
  const priced = plans.filter(({ plan }) => plan.effectiveUnitPrice !== null)
  return {
    schema: 'kling-cost/budget/1' as const,
    horizon: {
      start: formatDay(answer.firstDay),
      end: formatDay(addDays(answer.firstDay, answer.days - 1)),
      days: answer.days,
    },
    demand: Object.fromEntries(pools.map(({ pool, demand }) => [pool, viewDemand(demand)])),
    catalogue: viewCatalogue(answer),
    plan: {
      purchases: pools.flatMap(pool => viewPurchases(answer, pool)),
      cost: format(answer.cost),
      used: format(sumOf(lots.map(({ used }) => used))),
      forfeited: format(sumOf(lots.map(({ forfeited }) => forfeited))),
      left: format(sumOf(lots.map(({ left }) => left))),
      effective_unit_price: priced.length === 1 ? writeRatio(priced[0]!.plan.effectiveUnitPrice!) : null,
      afterwards: answer.afterwards,
      value_left: writeRatio(plans.map(({ plan }) => plan.valueLeft).reduce(addRatios, ZERO)),
      trials_left: writeRatio(plans.map(({ plan }) => plan.trialsLeft).reduce(addRatios, ZERO)),
      proven_optimal:
        plans.every(({ plan }) => plan.isProvenOptimal) &&
        plans.length === pools.length &&
        little.length === 0,
      too_little_history:
        little.length === 0
          ? null
          : {
              days: Math.min(...little.map(pool => countLittleHistory(pool.demand)!)),
              days_needed: LEAST_DAYS_TO_BUY,
              buy_at_most: little.flatMap(({ pool, plan }) =>
                (plan?.atMost?.purchases ?? []).map(({ offer }) => ({ package: offer.id, pool })),
              ),
              cost: format(
                little.reduce((sum, { plan }) => (plan?.atMost ? add(sum, plan.atMost.cost) : sum), NO_USD),
              ),
            },
    },
    alternatives: pools.flatMap(viewAlternatives),
    break_even: pools.flatMap(viewBreakEvens),
    concurrency: busiest ? { ...viewConcurrency(busiest.plan!, answer), pool: busiest.pool } : null,
    negotiate_custom: plans.some(({ negotiation }) => negotiation !== null),
    as_of: formatInstant(answer.asOf),
    demand_basis: answer.demandBasis,
    quantile: formatRatio(answer.quantile),
    seed: answer.seed,
    min_concurrency: answer.minConcurrency,
    dollars: answer.dollars && viewDemand(answer.dollars),
    pools: Object.fromEntries(pools.map(budget => [budget.pool, viewPool(budget, answer)])),
    gate: answer.gate && { max_spend: format(answer.gate.maxSpend), crossed: answer.gate.isCrossed },
    outside_horizon: answer.outsidePlan.map(({ pool, month, planned, outside }) => ({
      month: keyOfMonth(month),
      pool,
      outside: writeRatio(outside),
      planned: writeRatio(planned),
    })),
    repeated_tasks: answer.repeats.repeatedTasks,
    rejected: answer.inputs.flatMap(({ file, rejected }) =>
      rejected.map(({ line, reason }) => ({ file, input_line: line, reason })),
    ),
    rulings: listRulings(answer),
    ignored_columns: listIgnored(answer.columns),
    notes: listNotes(answer).map(({ text }) => text),
  }
}

/** `kling-cost/budget/1` */
export type BudgetView = ReturnType<typeof viewBudget>

/** The answer as JSON. */
export const writeBudgetJson = (answer: BudgetAnswer): string[] => [
  `${makeJsonVisible(JSON.stringify(viewBudget(answer), null, 2))}\n`,
]
