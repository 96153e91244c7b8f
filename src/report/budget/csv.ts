/** The purchases of a `budget` answer as CSV. */
import type { BudgetAnswer } from '../../core/plan/budget-answer.js'
import { writeCsvLine } from '../csv.js'
import { PURCHASE_COLUMNS, viewPurchases } from './view.js'

/** One line for each purchase, in order of time within a pool. */
export function* writeBudgetCsv(answer: BudgetAnswer): Generator<string> {
  yield `${writeCsvLine(PURCHASE_COLUMNS)}\n`
  for (const pool of answer.pools) {
    for (const view of viewPurchases(answer, pool))
      yield `${writeCsvLine(PURCHASE_COLUMNS.map(column => view[column]))}\n`
  }
}
