/** An `expiry` answer as CSV and Markdown, and its allocation for `--trace`. */
import type { TimeZone } from '../core/calendar.js'
import { formatInstant } from '../core/instant.js'
import type { ExpiryAnswer } from '../core/ledger/expiry-answer.js'
import { showUnits } from './amounts.js'
import { writeCsvLine } from './csv.js'
import { listNotes } from './expiry-notes.js'
import { describeRisk, sortForPeople } from './expiry-table.js'
import { viewAllocation, viewLot } from './expiry-view.js'
import { nameOfLot, showCents, showRounded } from './expiry-words.js'
import { showTime } from './sla-words.js'
import { escapeMarkdown } from './text.js'

const COLUMNS = [
  'id',
  'package',
  'pool',
  'units',
  'drawn',
  'remaining',
  'forfeited',
  'price',
  'effective_unit_price',
  'effective_at',
  'expires_at',
  'status',
  'days_left',
  'forecast_forfeited',
  'forecast_forfeited_cost',
  'forfeited_cost',
  'expires_soon',
  'purchased_at',
  'concurrency',
  'account',
  'input_line',
] as const

/** One CSV line for each package, in the order of the ledger. */
export function* writeExpiryCsv(answer: ExpiryAnswer): Generator<string> {
  yield `${writeCsvLine(COLUMNS)}\n`
  for (let i = 0; i < answer.outlook.lots.length; i++) {
    const view = viewLot(answer, i, answer.asOf)
    yield `${writeCsvLine(COLUMNS.map(column => view[column]))}\n`
  }
}

/** A Markdown table of the packages, the soonest expiry first, the money at risk, and the notes. */
export function* writeExpiryMarkdown(answer: ExpiryAnswer, zone: TimeZone): Generator<string> {
  yield '| Package | Pool | Status | Expires | Units | Used | Left | Lost | At risk | |\n'
  yield '| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n'
  for (const { balance, status, forecastForfeited, forecastForfeitedDollars } of sortForPeople(answer)) {
    const { lot, drawn, remaining, forfeited } = balance
    const cells = [
      nameOfLot(lot),
      lot.pool,
      status,
      showTime(lot.expiresAt, zone),
      showUnits(lot.units),
      showUnits(drawn),
      showUnits(remaining),
      showUnits(forfeited),
      showRounded(forecastForfeited),
      showCents(forecastForfeitedDollars),
    ]
    yield `| ${cells.map(escapeMarkdown).join(' | ')} |\n`
  }
  yield `\n**At risk: ${escapeMarkdown(describeRisk(answer))}**\n\n`
  for (const note of listNotes(answer)) yield `- ${escapeMarkdown(note.text)}\n`
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
  yield `${writeCsvLine(ALLOCATION_COLUMNS)}\n`
  for (const view of viewAllocation(answer))
    yield `${writeCsvLine(ALLOCATION_COLUMNS.map(column => view[column]))}\n`
}

/** `--trace` as JSON. */
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
