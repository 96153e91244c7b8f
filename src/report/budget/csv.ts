/** The purchases of a `budget` answer as CSV. */
import type { BudgetAnswer } from '../../core/plan/budget-answer.js'
import { writeCsvLine } from '../csv.js'
import { viewPurchases } from './view.js'

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

/** One line for each purchase, in order of time within a pool. */
export function* writeBudgetCsv(answer: BudgetAnswer): Generator<string> {
  yield `${writeCsvLine(COLUMNS)}\n`
  for (const pool of answer.pools) {
    for (const view of viewPurchases(answer, pool))
      yield `${writeCsvLine(COLUMNS.map(column => view[column]))}\n`
  }
}
