/** `kling-cost budget`: options → answer → report. */
import { answerBudget } from '../../answers/budget.js'
import { zoneOf } from '../../core/calendar.js'
import type { RejectedRow } from '../../core/failure.js'
import type { BudgetAnswer } from '../../core/plan/budget-answer.js'
import { loadRates } from '../../read/rates/load-rates.js'
import { listNotes } from '../../report/budget/notes.js'
import { describeCrossing } from '../../report/budget/words.js'
import { readBudgetRequest } from '../../requests/budget.js'
import type { BudgetOptions } from '../../requests/flags/budget.js'
import { type ExitStatus, exitStatusOf } from '../exit.js'
import { checkFiles } from '../files.js'
import type { Io } from '../io.js'
import { writeCrossings, writeNotes } from '../notes.js'
import { contextOf, readSettings, type Settings } from '../options.js'
import { makeTable, writeAnswer, writeFileWhole, writeRejects } from '../output.js'

/** Runs the command on the usage logs at `paths`. Throws InputError. */
export async function runBudget(
  paths: readonly string[],
  options: BudgetOptions,
  io: Io,
): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  const zone = zoneOf(settings.zone.id)
  checkFiles(
    {
      logs: paths,
      inputs: [options.plan, options.demand, options.packages, ...settings.rateFiles],
      outputs: { output: options.output, ics: options.ics, html: options.html, rejects: options.rejects },
    },
    io.stdin,
  )
  const rates = await loadRates(settings.rateFiles, io.stdin)
  const { request, clear } = await readBudgetRequest(paths, options, contextOf(rates, settings, io))
  const answer = await answerBudget(request).finally(clear)
  const rejected: readonly RejectedRow[] = answer.inputs.flatMap(input => input.rejected)
  if (options.rejects !== undefined) writeRejects(options.rejects, rejected)
  if (options.ics !== undefined) {
    const { writeBudgetCalendar } = await import('../../report/budget/ics.js')
    writeFileWhole(options.ics, writeBudgetCalendar(answer, zone))
  }
  if (options.html !== undefined) {
    const { writeBudgetPage } = await import('../../report/html/budget-page.js')
    writeFileWhole(options.html, writeBudgetPage(answer, zone))
  }
  writeAnswer(await render(answer, settings, io), settings.output, io)
  writeNotes([...rates.notes, ...listNotes(answer)], settings, io)
  const crossesGate = answer.gate?.isCrossed === true
  if (crossesGate) writeCrossings([describeCrossing(answer)], settings, io)
  return exitStatusOf({ crossesGate, setAside: rejected.length })
}

async function render(answer: BudgetAnswer, settings: Settings, io: Io): Promise<Iterable<string>> {
  const { format, output, style, zone } = settings
  if (format === 'json') return (await import('../../report/budget/view.js')).writeBudgetJson(answer)
  if (format === 'csv') return (await import('../../report/budget/text.js')).writeBudgetCsv(answer)
  if (format === 'markdown')
    return (await import('../../report/budget/text.js')).writeBudgetMarkdown(answer, zone.id)
  const { renderBudget } = await import('../../report/budget/table.js')
  const screen = { width: output === null ? io.columns : Number.POSITIVE_INFINITY }
  return [`${await makeTable(settings, () => renderBudget(answer, zone.id, screen, style))}\n`]
}
