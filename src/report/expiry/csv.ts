/** An `expiry` answer as CSV, and its allocation for `--trace`. */
import { compact } from '../../core/compact.js'
import { formatInstant } from '../../core/instant.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { writeCsvLine } from '../csv.js'
import { LOT_COLUMNS, viewAllocation, viewLots } from './view.js'

/** One CSV line for each package, in the order of the ledger. */
export function* writeExpiryCsv(answer: ExpiryAnswer): Generator<string> {
  yield `${writeCsvLine(LOT_COLUMNS)}\n`
  for (const { reported: _, ...lot } of viewLots(answer)) yield `${writeCsvLine(Object.values(lot))}\n`
}

const ALLOCATION_COLUMNS = [
  'timestamp',
  'task_id',
  'account',
  'pool',
  'package',
  'units',
  'input_line',
] as const

/** `--trace` as CSV: one line for each payment; no package means that none paid. */
export function* writeAllocationCsv(answer: ExpiryAnswer): Generator<string> {
  const columns = compact([...ALLOCATION_COLUMNS, answer.usage?.comparison && ('listed' as const)])
  yield `${writeCsvLine(columns)}\n`
  for (const view of viewAllocation(answer))
    yield `${writeCsvLine(columns.map(column => view[column] ?? null))}\n`
}

export function* writeAllocationJson(answer: ExpiryAnswer): Generator<string> {
  const head = {
    schema: 'kling-cost/expiry-trace/1',
    as_of: formatInstant(answer.asOf),
    burn_order: answer.order,
  }
  yield `${JSON.stringify(head, null, 1).slice(0, -2)},\n "draws": [`
  let separator = '\n  '
  for (const view of viewAllocation(answer)) {
    yield `${separator}${JSON.stringify(view)}`
    separator = ',\n  '
  }
  yield '\n ]\n}\n'
}
