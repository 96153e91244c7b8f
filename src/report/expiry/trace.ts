/** Which package paid for which use (`--trace`), as CSV and as JSON. */
import { formatInstant } from '../../core/instant.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { format, isZero, type Units } from '../../core/quantity.js'
import { writeCsv } from '../csv.js'
import { writeAround } from '../fields.js'
import { writeJson } from '../text.js'

/** The payments in order of time; what no package paid stands behind what was paid of it. */
function* listPayments({ allocation, unfunded, asOf, usage }: ExpiryAnswer) {
  if (!allocation) return
  const { uses, draws } = allocation
  const isCompared = usage?.comparison != null
  let [paid, open] = [0, 0]
  for (const use of uses) {
    if (use.at > asOf) return
    const view = (payer: string | null, units: Units) => ({
      timestamp: formatInstant(use.at),
      task_id: use.taskId,
      account: use.account,
      pool: use.pool,
      // Null for what nobody paid.
      package: payer,
      units: format(units),
      file: use.file,
      input_line: use.line,
      // By the price list, for all of the task; only where the use states deductions, null where it has no price.
      ...(isCompared && { listed: use.listed ? format(use.listed) : null }),
    })
    for (; draws[paid]?.use === use; paid++) yield view(draws[paid]!.lot.id, draws[paid]!.units)
    if (unfunded[open]?.use === use) yield view(null, unfunded[open++]!.units)
    else if (isZero(use.units)) yield view(null, use.units)
  }
}

const COLUMNS = ['timestamp', 'task_id', 'account', 'pool', 'package', 'units', 'input_line', 'file']

export const writeTraceCsv = (answer: ExpiryAnswer): Generator<string> =>
  writeCsv(
    answer.usage?.comparison ? [...COLUMNS, 'listed'] : COLUMNS,
    listPayments(answer),
    payment => payment,
  )

export function writeTraceJson(answer: ExpiryAnswer): Generator<string> {
  const head = {
    schema: 'kling-cost/expiry-trace/1',
    as_of: formatInstant(answer.asOf),
    burn_order: answer.order,
  }
  return writeAround(head, 'draws', listPayments(answer), payment => writeJson(payment))
}
