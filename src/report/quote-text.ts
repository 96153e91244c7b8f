/** A quote as CSV and Markdown. */
import type { Quote } from '../core/rating/quote.js'
import { ratioOfDecimal } from '../core/ratio.js'
import { showUsd } from './amounts.js'
import { writeCsvLine } from './csv.js'
import { listNotes } from './quote-notes.js'
import { viewLine, viewSummary } from './quote-view.js'
import { escapeMarkdown } from './text.js'

const LINE_COLUMNS = [
  'input_line',
  'card',
  'capability',
  'model',
  'mode',
  'resolution',
  'audio',
  'reference',
  'voice_control',
  'effect',
  'duration',
  'billed_seconds',
  'count',
  'billing',
  'pool',
  'units_each',
  'units',
  'unit_price',
  'price_each',
  'cost',
  'stage',
  'row',
] as const

const SUMMARY_COLUMNS = ['card', 'model', 'pool', 'count', 'units', 'cost'] as const

/** One CSV line per line of the quote, or per card, model and pool with `--summary`. */
export function* writeQuoteCsv(quote: Quote, isSummary: boolean): Generator<string> {
  if (isSummary) {
    yield `${writeCsvLine(SUMMARY_COLUMNS)}\n`
    for (const row of viewSummary(quote.tallies))
      yield `${writeCsvLine(SUMMARY_COLUMNS.map(column => row[column]))}\n`
    return
  }
  yield `${writeCsvLine(LINE_COLUMNS)}\n`
  for (const line of quote.lines) {
    const view = { stage: null, ...viewLine(line) }
    yield `${writeCsvLine(LINE_COLUMNS.map(column => view[column]))}\n`
  }
}

/** A Markdown table by card, model and pool, the total, and the notes. */
export function* writeQuoteMarkdown(quote: Quote): Generator<string> {
  yield '| Card | Model | Pool | Jobs | Units | Cost |\n| --- | --- | --- | ---: | ---: | ---: |\n'
  for (const row of viewSummary(quote.tallies)) {
    const cells = [
      row.card,
      row.model ?? '',
      row.pool ?? '',
      String(row.count),
      row.units ?? '',
      showUsd(ratioOfDecimal(row.cost)),
    ]
    yield `| ${cells.map(escapeMarkdown).join(' | ')} |\n`
  }
  yield `\n**Total: ${escapeMarkdown(showUsd(quote.totals.cost))}**\n\n`
  for (const note of listNotes(quote)) yield `- ${escapeMarkdown(note.text)}\n`
}
