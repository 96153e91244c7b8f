/** A quote as CSV. */
import type { Quote } from '../../core/rating/quote.js'
import { writeCsvLine } from '../csv.js'
import { writeGroupsCsv } from './groups.js'
import { LINE_COLUMNS, SUMMARY_COLUMNS, viewLine, viewSummary } from './view.js'

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
