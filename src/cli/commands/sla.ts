/** `kling-cost sla`: options → answer → report. */
import { answerSla, type SlaRequest } from '../../answers/sla.js'
import type { SlaAnswer } from '../../core/sla/answer.js'
import { loadRates } from '../../read/rates/load-rates.js'
import { listSlaNotes } from '../../report/sla/notes.js'
import { listGates } from '../../report/sla/words.js'
import type { SlaOptions } from '../../requests/flags/sla.js'
import { listOtherInputs } from '../../requests/sla/exclusions.js'
import { readSlaRequest } from '../../requests/sla/request.js'
import { EXIT, type ExitStatus, exitStatusOf } from '../exit.js'
import { checkFiles } from '../files.js'
import type { Io } from '../io.js'
import { writeCrossings, writeNotes } from '../notes.js'
import { contextOf, readSettings, type Settings, worldOf } from '../options.js'
import { makeTable, writeAnswer, writeFileWhole } from '../output.js'
import { openRejectsFile, type RejectsFile } from '../rejects-file.js'

/** Runs the command on `logs`. Throws InputError. */
export async function runSla(logs: readonly string[], options: SlaOptions, io: Io): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  if (options.sql !== undefined) return printQuery(logs, options, settings, io)
  checkFiles(
    {
      logs: logs.length > 0 ? logs : ['-'],
      inputs: listOtherInputs(options),
      outputs: {
        output: options.output,
        html: options.html,
        ics: options.ics,
        rejects: options.rejects,
        claim: options.claim,
      },
    },
    io.stdin,
  )
  // Where they go is settled before a log of hours is read.
  let claims: Claims | null = null
  let rejects: RejectsFile | null = null
  try {
    if (options.claim !== undefined) claims = await openClaims(logs, options)
    if (options.rejects !== undefined && options.badRows === 'skip')
      rejects = openRejectsFile(options.rejects)
    const rates = await loadRates(settings.rateFiles, io.stdin)
    const request = await readSlaRequest(
      logs,
      options,
      contextOf(rates, settings, io),
      rejects && (row => rejects?.take(row)),
    )
    const answer = await answerSla(request)
    rejects?.finish()
    const said = claims && (await claims.write(answer, request))
    if (options.ics !== undefined) {
      const { writeSlaCalendar } = await import('../../report/sla/ics.js')
      writeFileWhole(options.ics, writeSlaCalendar(answer))
    }
    if (options.html !== undefined) {
      const { writeSlaPage } = await import('../../report/html/sla-page.js')
      writeFileWhole(options.html, writeSlaPage(answer))
    }
    writeAnswer(await render(answer, settings, io), settings.output, io)
    writeNotes([...rates.notes, ...listSlaNotes(answer)], settings, io)
    // Where the dossier is stands in no answer, of whatever format.
    if (said && !settings.isQuiet) io.err(`${said}\n`)
    const crossed = listGates(answer).filter(({ isCrossed }) => isCrossed)
    writeCrossings(
      crossed.map(({ text }) => text),
      settings,
      io,
    )
    return exitStatusOf({ crossesGate: crossed.length > 0, setAside: countRejected(answer) })
  } finally {
    rejects?.discard()
    claims?.discard()
  }
}

/** `--sql` */
async function printQuery(
  logs: readonly string[],
  options: SlaOptions,
  settings: Settings,
  io: Io,
): Promise<ExitStatus> {
  const { readReducingQuery } = await import('../../requests/sla/query.js')
  const rates = () => loadRates(settings.rateFiles, io.stdin)
  const query = await readReducingQuery(logs, options, rates, {
    terms: settings,
    world: worldOf(io, settings),
  })
  writeAnswer([query.text], settings.output, io)
  writeNotes(
    query.notes.map(text => ({ text })),
    settings,
    io,
  )
  return EXIT.answered
}

type Claims = Awaited<ReturnType<typeof openClaims>>

async function openClaims(logs: readonly string[], options: SlaOptions) {
  const { openClaim, writeClaims } = await import('./sla-claim.js')
  const opened = openClaim(logs, options)
  return {
    write: (answer: SlaAnswer, request: SlaRequest) => writeClaims(answer, request, logs, options, opened),
    discard: opened.folder.discard,
  }
}

const countRejected = ({ service, companion }: SlaAnswer): number =>
  service.rejectedRows + (companion?.rejectedRows ?? 0)

async function render(answer: SlaAnswer, settings: Settings, io: Io): Promise<Iterable<string>> {
  if (settings.format === 'json') return (await import('../../report/sla/view.js')).writeSlaJson(answer)
  if (settings.format === 'csv') return (await import('../../report/sla/text.js')).writeSlaCsv(answer)
  if (settings.format === 'markdown')
    return (await import('../../report/sla/text.js')).writeSlaMarkdown(answer)
  const { renderSla } = await import('../../report/sla/table.js')
  const screen = { width: settings.output === null ? io.columns : Number.POSITIVE_INFINITY }
  return [`${await makeTable(settings, () => renderSla(answer, screen, settings.style))}\n`]
}
