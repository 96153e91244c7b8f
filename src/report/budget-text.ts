/** A `budget` answer as CSV and Markdown. */
import type { BudgetAnswer } from '../core/plan/budget-answer.js'
import { toRatio } from '../core/quantity.js'
import { divideRatios, ratio } from '../core/ratio.js'
import { showUnits, showUsd } from './amounts.js'
import { listNotes } from './budget-notes.js'
import { describeCost } from './budget-table.js'
import { viewPurchases } from './budget-view.js'
import {
  describeAlternative,
  describeBackTest,
  describeBasis,
  describeConcurrency,
  describeHigh,
  describeLow,
  describeNegotiation,
  describeProof,
  describeSpread,
  nameOfAlternative,
  showPlanDay,
} from './budget-words.js'
import { writeCsvLine } from './csv.js'
import { showRounded } from './expiry-words.js'
import { escapeMarkdown } from './text.js'

const COLUMNS = [
  'at',
  'date',
  'package',
  'pool',
  'units',
  'price',
  'used',
  'forfeited',
  'left',
  'validity_days',
] as const

/** One CSV line for each purchase, in order of time within a pool. */
export function* writeBudgetCsv(answer: BudgetAnswer): Generator<string> {
  yield `${writeCsvLine(COLUMNS)}\n`
  for (const pool of answer.pools) {
    for (const view of viewPurchases(answer, pool))
      yield `${writeCsvLine(COLUMNS.map(column => view[column]))}\n`
  }
}

const row = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |\n`

/** The demand, the purchases, what else could be bought, and the notes. */
export function* writeBudgetMarkdown(answer: BudgetAnswer): Generator<string> {
  yield `**${escapeMarkdown(describeCost(answer))}**\n\n`
  yield '| Pool | Day | Buy | Units | Price | Used | Lost | Left |\n| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |\n'
  for (const { pool, plan } of answer.pools) {
    for (const { day, offer, used, forfeited, left } of plan?.plan.purchases ?? []) {
      yield row([
        pool,
        showPlanDay(answer, day),
        offer.id,
        showUnits(offer.units),
        showUsd(toRatio(offer.price)),
        showUnits(used),
        showUnits(forfeited),
        showUnits(left),
      ])
    }
  }
  for (const { pool, demand, plan } of answer.pools) {
    const perDay = divideRatios(toRatio(demand.chosen.total), ratio(BigInt(answer.days)))
    const spread = describeSpread(demand)
    const backTest = demand.basis && describeBackTest(demand.basis)
    const facts = [
      `use: ${showUnits(demand.chosen.total)} units, ${showRounded(perDay)} a day: ${describeBasis(demand, answer)}`,
      ...(spread ? [`range: ${spread}`] : []),
      ...(backTest ? [`back-test: ${backTest}`] : []),
      ...(plan
        ? [
            `proof: ${describeProof(plan)}`,
            ...(plan.risk
              ? [
                  `if low: ${describeLow(plan.risk, demand)}`,
                  `if high: ${describeHigh(plan.risk, demand, answer)}`,
                ]
              : []),
            `at once: ${describeConcurrency(plan, answer)}`,
            ...(plan.negotiation ? [`negotiate: ${describeNegotiation(plan.negotiation)}`] : []),
            ...plan.alternatives.map(
              alternative =>
                `instead, ${nameOfAlternative(alternative)}: ${describeAlternative(alternative.outcome, plan)}`,
            ),
          ]
        : []),
    ]
    yield `\n### ${escapeMarkdown(pool)} pool\n\n`
    for (const fact of facts) yield `- ${escapeMarkdown(fact)}\n`
  }
  const notes = listNotes(answer)
  if (notes.length > 0) yield '\n'
  for (const { text } of notes) yield `- ${escapeMarkdown(text)}\n`
}
