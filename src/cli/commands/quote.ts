/** `kling-cost quote` */
import { answerQuote } from '../../answers/quote.js'
import { toRatio } from '../../core/quantity.js'
import { compareRatios } from '../../core/ratio.js'
import { listNotes } from '../../report/quote/notes.js'
import { describeCrossing, renderExplanation, renderFile, renderSingle } from '../../report/quote/table.js'
import type { QuoteOptions } from '../../requests/flags/quote.js'
import { readQuoteRequest } from '../../requests/quote.js'
import type { ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { listRejects } from '../output.js'
import { runAnswer } from '../run-answer.js'

/** Runs the command; `model` is its argument. Throws InputError. */
export function runQuote(model: string | undefined, options: QuoteOptions, io: Io): Promise<ExitStatus> {
  const isSummary = options.summary === true
  const isExplained = options.explain === true
  return runAnswer(options, io, {
    // Without a job and a file, standard input is the file.
    files: { inputs: [options.from ?? (model === undefined ? '-' : undefined)] },
    async answer(context) {
      const { request, maxCost, clear } = await readQuoteRequest(model, options, context)
      const quote = await answerQuote(request).finally(clear)
      const gate = maxCost && { maxCost, isCrossed: compareRatios(quote.totals.cost, toRatio(maxCost)) > 0 }
      return { quote, gate }
    },
    json: async ({ quote }) =>
      (await import('../../report/quote/view.js')).writeQuoteJson(quote, isExplained),
    csv: async ({ quote }) => (await import('../../report/quote/text.js')).writeQuoteCsv(quote, isSummary),
    people: {
      async table({ quote }, { style }, screen) {
        const body =
          quote.file === null
            ? renderSingle(quote, screen, style)
            : await renderFile(quote, isSummary, screen, style)
        return isExplained ? `${body}\n\n${renderExplanation(quote.tallies, screen)}` : body
      },
      markdown: async ({ quote, gate }) =>
        (await import('../../report/quote/text.js')).writeQuoteMarkdown(quote, gate, isExplained),
      page: async ({ quote }) => (await import('../../report/html/quote-page.js')).writeQuotePage(quote),
    },
    beside: { rejects: ({ quote }) => listRejects(quote.rejected) },
    notes: ({ quote }) => listNotes(quote),
    crossings: ({ quote, gate }) => (gate?.isCrossed ? [describeCrossing(quote, gate.maxCost)] : []),
    countRejected: ({ quote }) => quote.rejected.length,
  })
}
