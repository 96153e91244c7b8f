/** A `budget` answer as CSV and Markdown. */
import type { BudgetAnswer, PoolBudget } from '../../core/plan/budget-answer.js'
import { toRatio } from '../../core/quantity.js'
import { showUnits, showUsd } from '../amounts.js'
import { writeCsvLine } from '../csv.js'
import { writeFacts, writeHead, writeHeading, writeList, writeStatements, writeTable } from '../markdown.js'
import { listNotes } from './notes.js'
import {
  describeCost,
  describeDollars,
  describeHorizon,
  describeLists,
  describePlan,
  describeUse,
  explainPlan,
} from './table.js'
import { viewPurchases } from './view.js'
import { describeAlternative, describeGate, nameOfAlternative, showPlanDay } from './words.js'

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

const MARKDOWN_COLUMNS = [
  { heading: 'Pool' },
  { heading: 'Day' },
  { heading: 'Buy' },
  ...['Units', 'Price', 'Used', 'Lost', 'Left'].map(heading => ({ heading, isAmount: true })),
]

/** In Markdown: what it comes to, the purchases, what is known of each pool and of what else could be bought, the notes. */
export function* writeBudgetMarkdown(answer: BudgetAnswer, zone: string): Generator<string> {
  yield writeHead(`Budget: ${describeHorizon(answer, zone)}`, [
    `Cost: ${describeCost(answer)}.`,
    ...describeLists(answer).map(text => `Packages: ${text}.`),
    ...(answer.gate ? [describeGate(answer)] : []),
  ])
  const rows = answer.pools.flatMap(({ pool, plan }) =>
    (plan?.plan.purchases ?? []).map(({ day, offer, used, forfeited, left }) => [
      pool,
      showPlanDay(answer, day),
      offer.id,
      showUnits(offer.units),
      showUsd(toRatio(offer.price)),
      showUnits(used),
      showUnits(forfeited),
      showUnits(left),
    ]),
  )
  if (rows.length > 0) yield* writeTable(MARKDOWN_COLUMNS, rows)
  for (const budget of answer.pools)
    yield `${writeHeading(`${budget.pool} pool`)}${writeFacts(listFacts(budget, answer))}`
  if (answer.dollars) yield `${writeHeading('In dollars')}${writeStatements(describeDollars(answer))}`
  const notes = listNotes(answer)
  if (notes.length > 0) yield `${writeHeading('Notes')}${writeList(notes.map(({ text }) => text))}`
}

function listFacts(budget: PoolBudget, answer: BudgetAnswer) {
  const { plan } = budget
  const said = [...describeUse(budget, answer), ...(plan ? describePlan(budget, plan, answer) : [])]
  const facts = said.map(({ label, text }) => ({ label, lines: [text] }))
  if (plan === null) return facts
  const alternatives = plan.alternatives.map(
    alternative => `${nameOfAlternative(alternative)}: ${describeAlternative(alternative.outcome, plan)}`,
  )
  return [
    ...facts,
    ...(plan.plan.purchases.length > 0 ? [{ label: 'instead', lines: alternatives }] : []),
    ...(answer.isExplained ? [{ label: 'why', lines: explainPlan(plan) }] : []),
  ]
}
