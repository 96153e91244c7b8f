/** `kling-cost sla` */
import { answerSla } from '../../answers/sla.js'
import type { RejectedRequest } from '../../core/sla/answer.js'
import { loadRates } from '../../read/rates/load-rates.js'
import { listSlaNotes } from '../../report/sla/notes.js'
import { listGates } from '../../report/sla/words.js'
import type { SlaOptions } from '../../requests/flags/sla.js'
import { listOtherInputs } from '../../requests/sla/option-checks.js'
import { readSlaRequest } from '../../requests/sla/request.js'
import { EXIT, type ExitStatus } from '../exit.js'
import type { Io } from '../io.js'
import { writeNotes } from '../notes.js'
import { readSettings, worldOf } from '../options.js'
import { writeAnswer, writeReject } from '../output.js'
import { BLOCK } from '../output-path.js'
import type { Outputs } from '../outputs.js'
import { runAnswer } from '../run-answer.js'
import type { OpenClaim } from './sla-claim.js'

/** Runs the command on `logs`. Throws InputError. */
export async function runSla(logs: readonly string[], options: SlaOptions, io: Io): Promise<ExitStatus> {
  if (options.sql !== undefined) return printQuery(logs, options, io)
  const opened: { outputs?: Outputs; claim?: OpenClaim; rejects?: ReturnType<typeof openRejectsFile> } = {}
  let claimMessage = ''
  return runAnswer(options, io, {
    files: { logs: logs.length > 0 ? logs : ['-'], inputs: listOtherInputs(options) },
    async open(outputs) {
      opened.outputs = outputs
      if (options.claim !== undefined) {
        opened.claim = (await import('./sla-claim.js')).openClaim(logs, options)
        outputs.add(opened.claim.folder, options.claim)
      }
      if (options.rejects !== undefined && options.badRows === 'skip')
        opened.rejects = openRejectsFile(outputs)
    },
    async answer(context) {
      const request = await readSlaRequest(logs, options, context, opened.rejects?.take ?? null)
      return { request, answer: await answerSla(request) }
    },
    json: async ({ answer }) => (await import('../../report/sla/view.js')).writeSlaJson(answer),
    csv: async ({ answer }) => (await import('../../report/sla/csv.js')).writeSlaCsv(answer),
    document: async ({ answer }) => (await import('../../report/sla/document.js')).buildSlaDocument(answer),
    beside: {
      rejects: () => opened.rejects?.rest() ?? null,
      async claim({ answer, request }) {
        const { writeClaims } = await import('./sla-claim.js')
        claimMessage = await writeClaims(answer, request, logs, options, opened.claim!, opened.outputs!)
        return null
      },
      ics: async ({ answer }) => (await import('../../report/sla/ics.js')).writeSlaCalendar(answer),
    },
    notes: ({ answer }) => listSlaNotes(answer),
    // Where the dossier is stands in no answer, of whatever format.
    messages: () => (claimMessage === '' ? [] : [claimMessage]),
    crossings: ({ answer }) => listGates(answer).flatMap(({ text, isCrossed }) => (isCrossed ? [text] : [])),
    countRejected: ({ answer: { service, companion } }) =>
      service.rejectedRows + (companion?.rejectedRows ?? 0),
  })
}

/** `--sql`: prints the query that counts where the log lies. */
async function printQuery(logs: readonly string[], options: SlaOptions, io: Io): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  const { readReducingQuery } = await import('../../requests/sla/query.js')
  const rates = () => loadRates(settings.rateFiles, io.stdin)
  const query = await readReducingQuery(logs, options, rates, {
    terms: settings,
    world: worldOf(io, settings),
  })
  await writeAnswer([query.text], settings.output, io)
  writeNotes(
    query.notes.map(text => ({ text })),
    settings,
    io,
  )
  return EXIT.answered
}

/**
 * `--rejects`: rows are written as they are set aside, so that many of them take no memory. What takes the rows, and the
 * pieces that are left to write when there are no more.
 */
function openRejectsFile(outputs: Outputs) {
  const file = outputs.take('rejects')
  let block = ''
  return {
    take(row: RejectedRequest): void {
      block += writeReject(row.file, row)
      if (block.length < BLOCK) return
      file.write(block)
      block = ''
    },
    rest: (): string[] => [block],
  }
}
