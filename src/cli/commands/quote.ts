/** `kling-cost quote` */
import { answerQuote } from '../../answers/quote.js'
import { fail, inFile } from '../../core/failure.js'
import { toRatio } from '../../core/quantity.js'
import type { Quote } from '../../core/rating/quote.js'
import { compareRatios } from '../../core/ratio.js'
import { listNotes } from '../../report/quote/notes.js'
import { describeCrossing, hasNoJob } from '../../report/quote/words.js'
import type { QuoteOptions } from '../../requests/flags/quote.js'
import { readQuoteRequest } from '../../requests/quote.js'
import type { ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { writeReject } from '../output.js'
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
      if (maxCost !== null && hasNoJob(quote)) failOnNoJob(quote)
      const gate = maxCost && { maxCost, isCrossed: compareRatios(quote.totals.cost, toRatio(maxCost)) > 0 }
      return { quote, gate }
    },
    json: async ({ quote }) =>
      (await import('../../report/quote/view.js')).writeQuoteJson(quote, isExplained),
    csv: async ({ quote }) => (await import('../../report/quote/view.js')).writeQuoteCsv(quote, isSummary),
    focus: async ({ quote }) => (await import('../../report/focus/quote-rows.js')).listQuoteCharges(quote),
    document: async ({ quote, gate }) =>
      (await import('../../report/quote/document.js')).buildQuoteDocument({
        quote,
        gate,
        isExplained,
        isSummary,
      }),
    beside: { rejects: ({ quote }) => quote.rejected.map(row => writeReject(quote.file!, row)) },
    notes: ({ quote }) => listNotes(quote),
    crossings: ({ quote, gate }) => (gate?.isCrossed ? [describeCrossing(quote, gate.maxCost)] : []),
    countRejected: ({ quote }) => quote.rejected.length,
  })
}

/** A price of nothing would pass every gate: an export that was cut off, or a filter that leaves nothing, must not. */
const failOnNoJob = ({ file }: Quote): never =>
  fail(
    'FILE_EMPTY',
    'expected at least one job, as --max-cost judges them; got none',
    inFile(file),
    'was the export cut off, or does a filter leave nothing?',
  )
