/** A quote as CSV and Markdown. */
import { toRatio, type Usd } from '../../core/quantity.js'
import type { Quote } from '../../core/rating/quote.js'
import type { Tally } from '../../core/rating/tally.js'
import { ratioOfDecimal } from '../../core/ratio.js'
import { showUsd } from '../amounts.js'
import { writeCsvLine } from '../csv.js'
import { writeFacts, writeHead, writeHeading, writeList, writeTable } from '../markdown.js'
import { describeSource } from '../source-line.js'
import { groupDigits } from '../text.js'
import { tabulateGroups, writeGroupsCsv } from './groups.js'
import { listNotes } from './notes.js'
import { describeJob, explain } from './steps.js'
import { describeCrossing, describeOutcome, headWays, listComparison } from './table.js'
import { LINE_COLUMNS, SUMMARY_COLUMNS, viewLine, viewSummary } from './view.js'
import { listWays } from './ways.js'

/** One CSV line per line of the quote, or per card, model and pool with `--summary`. */
export function* writeQuoteCsv(quote: Quote, isSummary: boolean): Generator<string> {
  if (quote.groups) {
    yield* writeGroupsCsv(quote)
    return
  }
  if (isSummary) {
    yield `${writeCsvLine(SUMMARY_COLUMNS)}\n`
    for (const row of viewSummary(quote.tallies)) yield `${writeCsvLine(Object.values(row))}\n`
    return
  }
  yield `${writeCsvLine(LINE_COLUMNS)}\n`
  for (const line of quote.lines) {
    const view: Readonly<Record<string, string | number | boolean | null>> = {
      stage: null,
      ...viewLine(line),
    }
    yield `${writeCsvLine(LINE_COLUMNS.map(column => view[column]!))}\n`
  }
}

/** The gate of `--max-cost`. */
export interface CostGate {
  readonly maxCost: Usd
  readonly isCrossed: boolean
}

const MARKDOWN_COLUMNS = [
  { heading: 'Card' },
  { heading: 'Model' },
  { heading: 'Pool' },
  ...['Jobs', 'Units', 'Cost'].map(heading => ({ heading, isAmount: true })),
]

/** In Markdown: the total, a table by card, model and pool, what the same costs elsewhere, and the notes. */
export function* writeQuoteMarkdown(
  quote: Quote,
  gate: CostGate | null,
  isExplained: boolean,
): Generator<string> {
  const [total, ...outcome] = describeOutcome(quote)
  const title = quote.file ?? describeJob(quote.lines.at(-1)!.priced)
  yield writeHead(`Quote: ${title}`, [`Total: ${total!.text}.`, ...(gate ? [describeGate(quote, gate)] : [])])
  if (quote.groups) {
    const { columns, rows } = tabulateGroups(quote)
    yield* writeTable(columns, rows)
  }
  const rows = viewSummary(quote.tallies).map(row => [
    row.card,
    row.model ?? '',
    row.pool ?? '',
    groupDigits(String(row.count)),
    row.units === null ? '' : groupDigits(row.units),
    showUsd(ratioOfDecimal(row.cost)),
  ])
  if (rows.length > 0) yield* writeTable(MARKDOWN_COLUMNS, rows)
  const cards = [...new Set(quote.tallies.map(({ priced }) => priced.rated.card))]
  const sources = cards.map(card => `${card.id}: ${describeSource(card)}`)
  yield writeFacts([
    ...outcome.map(({ label, text }) => ({ label, lines: [text] })),
    ...(sources.length > 0 ? [{ label: 'Prices', lines: sources }] : []),
  ])
  if (quote.comparison) {
    const compared = listComparison(quote).map(({ price, difference, name, card, remarks }) => [
      price,
      difference,
      name,
      card,
      remarks.join(', '),
    ])
    yield writeHeading('Compared, cheapest first')
    yield* writeTable(COMPARED_COLUMNS, compared)
  }
  const ways = listWays(quote)
  if (ways.length > 0) {
    yield writeHeading(headWays(quote))
    yield* writeTable(
      WAY_COLUMNS,
      ways.map(({ cost, difference, name, by, remarks }) => [name, cost, difference, by, remarks.join('; ')]),
    )
  }
  if (isExplained) yield `${writeHeading('Why')}${writeFacts(quote.tallies.map(explainTally))}`
  const notes = listNotes(quote).filter(({ isInTable }) => !isInTable)
  if (notes.length > 0) yield `${writeHeading('Notes')}${writeList(notes.map(({ text }) => text))}`
}

const WAY_COLUMNS = [
  { heading: 'Way' },
  { heading: 'Cost', isAmount: true },
  { heading: 'Difference', isAmount: true },
  { heading: 'By' },
  { heading: '' },
]

const COMPARED_COLUMNS = [
  { heading: 'Cost', isAmount: true },
  { heading: 'Difference', isAmount: true },
  { heading: 'Model' },
  { heading: 'Card' },
  { heading: '' },
]

const describeGate = (quote: Quote, { maxCost, isCrossed }: CostGate): string =>
  isCrossed
    ? `The gate is crossed: ${describeCrossing(quote, maxCost)}.`
    : `The gate --max-cost ${showUsd(toRatio(maxCost))} is not crossed.`

function explainTally(tally: Tally) {
  const [job = '', ...lines] = explain(tally)
  return { label: job, lines }
}
