/** `kling-cost expiry`: options → answer → report. */
import { answerExpiry } from '../../answers/expiry.js'
import { type TimeZone, zoneOf } from '../../core/calendar.js'
import type { ExpiryAnswer } from '../../core/ledger/expiry-answer.js'
import { loadRates } from '../../read/rates/load-rates.js'
import { listNotes } from '../../report/expiry/notes.js'
import { describeFailOnDifference, describeFailWithin } from '../../report/expiry/words.js'
import { readExpiryRequest } from '../../requests/expiry.js'
import type { ExpiryOptions } from '../../requests/flags/expiry.js'
import { type ExitStatus, exitStatusOf } from '../exit.js'
import { checkFiles } from '../files.js'
import type { Io } from '../io.js'
import { writeCrossings, writeNotes } from '../notes.js'
import { contextOf, readSettings, type Settings } from '../options.js'
import { makeTable, writeAnswer, writeFileWhole, writeRejects } from '../output.js'

/** Runs the command on the ledger at `path`. Throws InputError. */
export async function runExpiry(
  path: string | undefined,
  options: ExpiryOptions,
  io: Io,
): Promise<ExitStatus> {
  const settings = await readSettings(options, io)
  const zone = zoneOf(settings.zone.id)
  const { output, trace, ics, html, rejects } = options
  checkFiles(
    {
      inputs: [path ?? '-', ...(options.usage ?? []), ...settings.rateFiles],
      outputs: { output, trace, ics, html, rejects },
    },
    io.stdin,
  )
  const rates = await loadRates(settings.rateFiles, io.stdin)
  const { request, clear } = await readExpiryRequest(path, options, contextOf(rates, settings, io))
  const answer = await answerExpiry(request).finally(clear)
  await writeSideFiles(answer, options, zone)
  writeAnswer(await render(answer, settings, zone, io), settings.output, io)
  writeNotes([...rates.notes, ...listNotes(answer)], settings, io)
  const crossings = listCrossings(answer)
  if (crossings.length > 0) writeCrossings(crossings, settings, io)
  return exitStatusOf({ crossesGate: crossings.length > 0, setAside: answer.usage?.rejected.length ?? 0 })
}

/** The gates that are crossed. */
const listCrossings = ({ gate, differenceGate, usage }: ExpiryAnswer): string[] => [
  ...(gate && gate.crossedBy.length > 0 ? [describeFailWithin(gate)] : []),
  ...(differenceGate?.isCrossed ? [describeFailOnDifference(differenceGate, usage!.comparison!)] : []),
]

async function writeSideFiles(
  answer: ExpiryAnswer,
  { rejects, trace, ics, html }: ExpiryOptions,
  zone: TimeZone,
): Promise<void> {
  if (rejects !== undefined) writeRejects(rejects, answer.usage?.rejected ?? [])
  if (trace !== undefined) {
    const { writeAllocationCsv, writeAllocationJson } = await import('../../report/expiry/text.js')
    writeFileWhole(trace, /\.json$/i.test(trace) ? writeAllocationJson(answer) : writeAllocationCsv(answer))
  }
  if (ics !== undefined) {
    const { writeExpiryCalendar } = await import('../../report/expiry/ics.js')
    writeFileWhole(ics, writeExpiryCalendar(answer, zone))
  }
  if (html !== undefined) {
    const { writeExpiryPage } = await import('../../report/html/expiry-page.js')
    writeFileWhole(html, writeExpiryPage(answer, zone))
  }
}

async function render(
  answer: ExpiryAnswer,
  settings: Settings,
  zone: TimeZone,
  io: Io,
): Promise<Iterable<string>> {
  const { format, output, style } = settings
  if (format === 'json') return (await import('../../report/expiry/view.js')).writeExpiryJson(answer)
  if (format === 'csv') return (await import('../../report/expiry/text.js')).writeExpiryCsv(answer)
  if (format === 'markdown')
    return (await import('../../report/expiry/text.js')).writeExpiryMarkdown(answer, zone)
  const { renderExpiry } = await import('../../report/expiry/table.js')
  const screen = { width: output === null ? io.columns : Number.POSITIVE_INFINITY }
  return [`${await makeTable(settings, () => renderExpiry(answer, zone, screen, style))}\n`]
}
