/** `kling-cost budget`: options → answer → report. */
import { answerBudget } from '../../answers/budget.js'
import { zoneOf } from '../../core/calendar.js'
import type { RejectedRow } from '../../core/failure.js'
import type { BudgetAnswer } from '../../core/plan/budget-answer.js'
import { loadRates } from '../../read/rates/load-rates.js'
import { listNotes } from '../../report/budget/notes.js'
import { describeCrossing } from '../../report/budget/words.js'
import type { BudgetOptions } from '../../requests/flags/budget.js'
import { type ExitStatus, exitStatusOf } from '../exit.js'
import { checkFiles } from '../files.js'
import type { Io } from '../io.js'
import { writeCrossings, writeNotes } from '../notes.js'
import { readSettings, type Settings } from '../options.js'
import { writeAnswer, writeFileWhole, writeRejects } from '../output.js'
import { presentDocument, writePageFile } from '../present.js'
import { readBudgetRequest } from './budget-request.js'

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
  const { request, clear } = await readBudgetRequest(paths, options, settings, rates, io)
  const answer = await answerBudget(request).finally(clear)
  const rejected: readonly RejectedRow[] = answer.inputs.flatMap(input => input.rejected)
  if (options.rejects !== undefined) writeRejects(options.rejects, rejected)
  if (options.ics !== undefined) {
    const { writeBudgetCalendar } = await import('../../report/budget/ics.js')
    writeFileWhole(options.ics, writeBudgetCalendar(answer, zone))
  }
  if (options.html !== undefined) {
    const { buildBudgetDocument } = await import('../../report/budget/document.js')
    await writePageFile(options.html, buildBudgetDocument(answer, zone), io)
  }
  writeAnswer(await render(answer, settings, io), settings.output, io)
  writeNotes([...rates.notes, ...listNotes(answer)], settings, io)
  const crossesGate = answer.gate?.isCrossed === true
  if (crossesGate) writeCrossings([describeCrossing(answer)], settings, io)
  return exitStatusOf({ crossesGate, setAside: rejected.length })
}

async function render(answer: BudgetAnswer, settings: Settings, io: Io): Promise<Iterable<string>> {
  const { format } = settings
  if (format === 'json') return (await import('../../report/budget/view.js')).writeBudgetJson(answer)
  if (format === 'csv') return (await import('../../report/budget/csv.js')).writeBudgetCsv(answer)
  const { buildBudgetDocument } = await import('../../report/budget/document.js')
  return presentDocument(() => buildBudgetDocument(answer, zoneOf(settings.zone.id)), settings, io)
}
