/** `kling-cost expiry` */

import { answerExpiry } from '../../answers/expiry.js'
import { zoneOf } from '../../core/calendar.js'
import { compact } from '../../core/compact.js'
import { listNotes } from '../../report/expiry/notes.js'
import { describeFailOnDifference, describeFailWithin } from '../../report/expiry/words.js'
import { readExpiryRequest } from '../../requests/expiry.js'
import type { ExpiryOptions } from '../../requests/flags/expiry.js'
import type { ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { writeReject } from '../output.js'
import { runAnswer } from '../run-answer.js'

/** Runs the command on the ledger at `path`. Throws InputError. */
export function runExpiry(path: string | undefined, options: ExpiryOptions, io: Io): Promise<ExitStatus> {
  const vendors = new Map<string, string>()
  return runAnswer(options, io, {
    files: { logs: options.usage ?? [], inputs: [path ?? '-'] },
    async answer(context) {
      const { request, clear } = await readExpiryRequest(path, options, context)
      for (const { id, vendor } of request.packages) vendors.set(id, vendor)
      return answerExpiry(request).finally(clear)
    },
    json: async answer => (await import('../../report/expiry/view.js')).writeExpiryJson(answer),
    csv: async answer => (await import('../../report/expiry/view.js')).writeExpiryCsv(answer),
    focus: async answer =>
      (await import('../../report/focus/expiry-rows.js')).listExpiryCharges(answer, vendors),
    document: async (answer, { zone }) =>
      (await import('../../report/expiry/document.js')).buildExpiryDocument(answer, zoneOf(zone.id)),
    beside: {
      rejects: ({ usage }) => usage?.rejected.map(row => writeReject(row.file, row)) ?? [],
      async trace(answer) {
        const { writeTraceCsv, writeTraceJson } = await import('../../report/expiry/trace.js')
        return /\.json$/i.test(options.trace!) ? writeTraceJson(answer) : writeTraceCsv(answer)
      },
      ics: async (answer, { zone }) =>
        (await import('../../report/expiry/ics.js')).writeExpiryCalendar(answer, zoneOf(zone.id)),
    },
    notes: listNotes,
    crossings: ({ gate, differenceGate, usage, outlook }) =>
      compact([
        gate && gate.crossedBy.length > 0 && describeFailWithin(gate, { outlook }),
        differenceGate?.isCrossed && describeFailOnDifference(differenceGate, usage?.comparison ?? null),
      ]),
    countRejected: ({ usage }) => usage?.rejected.length ?? 0,
  })
}
