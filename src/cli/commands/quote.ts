/** `kling-cost quote`: options → answer → report. */
import { answerQuote } from '../../answers/quote.js'
import { toRatio } from '../../core/quantity.js'
import type { Quote } from '../../core/rating/quote.js'
import { compareRatios } from '../../core/ratio.js'
import { loadRates } from '../../read/rates/load-rates.js'
import { listNotes } from '../../report/quote/notes.js'
import { describeCrossing, renderExplanation, renderFile, renderSingle } from '../../report/quote/table.js'
import type { CostGate } from '../../report/quote/text.js'
import type { QuoteOptions } from '../../requests/flags/quote.js'
import { readQuoteRequest } from '../../requests/quote.js'
import { type ExitStatus, exitStatusOf } from '../exit.js'
import { checkFiles } from '../files.js'
import type { Io } from '../io.js'
import { writeCrossings, writeNotes } from '../notes.js'
import { contextOf, readSettings, type Settings } from '../options.js'
import { makeTable, writeAnswer, writeFileWhole, writeRejects } from '../output.js'

/** Runs the command; `model` is its argument. Throws InputError. */
export async function runQuote(
  model: string | undefined,
  options: QuoteOptions,
  io: Io,
): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  checkFiles(
    {
      // Without a job and a file, standard input is the file.
      inputs: [options.from ?? (model === undefined ? '-' : undefined), ...settings.rateFiles],
      outputs: { output: options.output, html: options.html, rejects: options.rejects },
    },
    io.stdin,
  )
  const rates = await loadRates(settings.rateFiles, io.stdin)
  const { request, maxCost, clear } = await readQuoteRequest(model, options, contextOf(rates, settings, io))
  const quote = await answerQuote(request).finally(clear)
  if (options.rejects !== undefined) writeRejects(options.rejects, quote.rejected)
  if (options.html !== undefined) {
    const { writeQuotePage } = await import('../../report/html/quote-page.js')
    writeFileWhole(options.html, writeQuotePage(quote))
  }
  const gate = maxCost && { maxCost, isCrossed: compareRatios(quote.totals.cost, toRatio(maxCost)) > 0 }
  writeAnswer(await render(quote, gate, options, settings, io), settings.output, io)
  writeNotes([...rates.notes, ...listNotes(quote)], settings, io)
  const crossesGate = gate?.isCrossed === true
  if (crossesGate) writeCrossings([describeCrossing(quote, gate.maxCost)], settings, io)
  return exitStatusOf({ crossesGate, setAside: quote.rejected.length })
}

async function render(
  quote: Quote,
  gate: CostGate | null,
  options: QuoteOptions,
  settings: Settings,
  io: Io,
): Promise<Iterable<string>> {
  const isSummary = options.summary === true
  const isExplained = options.explain === true
  if (settings.format === 'json')
    return (await import('../../report/quote/view.js')).writeQuoteJson(quote, isExplained)
  if (settings.format === 'csv')
    return (await import('../../report/quote/text.js')).writeQuoteCsv(quote, isSummary)
  if (settings.format === 'markdown')
    return (await import('../../report/quote/text.js')).writeQuoteMarkdown(quote, gate, isExplained)
  const screen = { width: settings.output === null ? io.columns : Number.POSITIVE_INFINITY }
  const table = await makeTable(settings, async () => {
    const body =
      quote.file === null
        ? renderSingle(quote, screen, settings.style)
        : await renderFile(quote, isSummary, screen, settings.style)
    return isExplained ? `${body}\n\n${renderExplanation(quote.tallies, screen)}` : body
  })
  return [`${table}\n`]
}
