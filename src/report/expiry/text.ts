/** An `expiry` answer as CSV and Markdown, and its allocation for `--trace`. */

import type { TimeZone } from '../../core/calendar.js'
import { formatInstant } from '../../core/instant.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { showForecastCents, showRounded, showUnits } from '../amounts.js'
import { writeCsvLine } from '../csv.js'
import { writeHead, writeHeading, writeList, writeStatements, writeTable } from '../markdown.js'
import { countOf } from '../text.js'
import { showTime } from '../times.js'
import { listNotes } from './notes.js'
import { describeEnds, describePool, describeRisk, sortForPeople } from './table.js'
import { LOT_COLUMNS, viewAllocation, viewLots } from './view.js'
import { describeFailWithin, nameOfLot } from './words.js'

/** One CSV line for each package, in the order of the ledger. */
export function* writeExpiryCsv(answer: ExpiryAnswer): Generator<string> {
  yield `${writeCsvLine(LOT_COLUMNS)}\n`
  for (const { reported: _, ...lot } of viewLots(answer)) yield `${writeCsvLine(Object.values(lot))}\n`
}

const MARKDOWN_COLUMNS = [
  { heading: 'Package' },
  { heading: 'Pool' },
  { heading: 'Status' },
  { heading: 'Expires' },
  ...['Units', 'Used', 'Left', 'Lost', 'At risk', 'Cost'].map(heading => ({ heading, isAmount: true })),
]

/** In Markdown: the money at risk, the packages with the soonest expiry first, the pools, and the notes. */
export function* writeExpiryMarkdown(answer: ExpiryAnswer, zone: TimeZone): Generator<string> {
  const { asOf, gate, outlook } = answer
  const lots = sortForPeople(answer)
  yield writeHead(`Expiry: ${countOf(lots.length, 'package')} at ${showTime(asOf, zone)} (${zone.id})`, [
    `At risk: ${describeRisk(answer)}.`,
    ...(gate ? [`The gate ${describeFailWithin(gate)}.`] : []),
  ])
  const rows = lots.map(({ balance, status, forecastForfeited, forecastForfeitedDollars }) => {
    const { lot, drawn, remaining, forfeited } = balance
    return [
      nameOfLot(lot),
      lot.pool,
      status,
      showTime(lot.expiresAt, zone),
      showUnits(lot.units),
      showUnits(drawn),
      showUnits(remaining),
      showUnits(forfeited),
      showRounded(forecastForfeited),
      showForecastCents(forecastForfeitedDollars),
    ]
  })
  if (rows.length > 0) yield* writeTable(MARKDOWN_COLUMNS, rows)
  yield writeStatements(describeEnds(answer).filter(({ label }) => !SAID_ABOVE.has(label)))
  for (const pool of outlook.pools)
    yield `${writeHeading(`${pool.pool} pool`)}${writeStatements(describePool(pool, answer, zone))}`
  const notes = listNotes(answer)
  if (notes.length > 0) yield `${writeHeading('Notes')}${writeList(notes.map(({ text }) => text))}`
}

/** What the first sentences say. */
const SAID_ABOVE: ReadonlySet<string> = new Set(['Gate', 'At risk'])

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
  const columns = [...ALLOCATION_COLUMNS, ...(answer.usage?.comparison ? (['listed'] as const) : [])]
  yield `${writeCsvLine(columns)}\n`
  for (const view of viewAllocation(answer))
    yield `${writeCsvLine(columns.map(column => view[column] ?? null))}\n`
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
