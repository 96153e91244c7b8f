/** `kling-cost budget` */
import { answerBudget } from '../../answers/budget.js'
import { zoneOf } from '../../core/calendar.js'
import { listNotes } from '../../report/budget/notes.js'
import { describeCrossing } from '../../report/budget/words.js'
import { readBudgetRequest } from '../../requests/budget.js'
import type { BudgetOptions } from '../../requests/flags/budget.js'
import type { ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { writeReject } from '../output.js'
import { runAnswer } from '../run-answer.js'

/** Runs the command on the usage logs at `paths`. Throws InputError. */
export function runBudget(paths: readonly string[], options: BudgetOptions, io: Io): Promise<ExitStatus> {
  const vendors = new Map<string, string>()
  return runAnswer(options, io, {
    files: { logs: paths, inputs: [options.plan, options.demand, options.packages] },
    async answer(context) {
      const { request, clear } = await readBudgetRequest(paths, options, context)
      for (const { id, vendor } of request.assortment.offers) vendors.set(id, vendor)
      return answerBudget(request).finally(clear)
    },
    json: async answer => (await import('../../report/budget/view.js')).writeBudgetJson(answer),
    csv: async answer => (await import('../../report/budget/view.js')).writeBudgetCsv(answer),
    focus: async answer =>
      (await import('../../report/focus/budget-rows.js')).listBudgetCharges(answer, vendors),
    document: async (answer, { zone }) =>
      (await import('../../report/budget/document.js')).buildBudgetDocument(answer, zoneOf(zone.id)),
    beside: {
      rejects: ({ inputs }) =>
        inputs.flatMap(({ file, rejected }) => rejected.map(row => writeReject(file, row))),
      ics: async (answer, { zone }) =>
        (await import('../../report/budget/ics.js')).writeBudgetCalendar(answer, zoneOf(zone.id)),
    },
    notes: listNotes,
    crossings: answer => (answer.gate?.isCrossed ? [describeCrossing(answer)] : []),
    countRejected: ({ inputs }) => inputs.reduce((sum, { rejected }) => sum + rejected.length, 0),
  })
}
