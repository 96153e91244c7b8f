/** How every command answers: settings, files, rates, the answer, the files beside it, notes, gates, exit status. */
import { loadRates } from '../read/rates/load-rates.js'
import type { Document } from '../report/document.js'
import type { FocusRow } from '../report/focus/columns.js'
import type { Screen } from '../report/layout.js'
import type { Note } from '../report/note.js'
import type { CommonOptions, RequestContext } from '../requests/context.js'
import { FOCUS, FORMATS } from '../requests/flags/shared-flags.js'
import { type ExitStatus, exitStatusOf } from './exit.js'
import { checkFiles, type RunFiles } from './files.js'
import { annotate, appendSummary, summaryFileOf } from './github.js'
import type { Io } from './io.js'
import { writeCrossings, writeNotes } from './notes.js'
import { contextOf, type HtmlOption, readSettings, type Settings } from './options.js'
import { makeTable, writeAnswer, writeFileWhole } from './output.js'
import { presentDocument, writePageFile } from './present.js'

type Pieces = Iterable<string>
type Later<T> = T | Promise<T>

/** Options that name a file beside the answer, in the order in which messages name them; `html` is every command's. */
const BESIDE = ['trace', 'ics', 'html', 'rejects', 'claim'] as const
type Beside = (typeof BESIDE)[number]

/** The options that the run itself reads. */
export type AnswerOptions = CommonOptions & HtmlOption & { readonly [Name in Beside]?: string }

/** What tells one command from another. Reports are loaded when they are asked for, so that a start waits for none. */
export interface AnsweringCommand<A> {
  readonly files: Pick<RunFiles, 'logs' | 'inputs'>
  /** Opens what is written while the answer is made: where that goes is settled before a log of hours is read. */
  open?(): Later<void>
  /** Reads the request and answers it. Throws InputError. */
  answer(context: RequestContext): Promise<A>
  json(answer: A): Promise<Pieces>
  csv(answer: A): Promise<Pieces>
  /** Rows of charges for FinOps tools, where the command knows any. */
  focus?(answer: A): Promise<Iterable<FocusRow>>
  /** The answer for people: on a screen, in Markdown, as a page. */
  readonly people: People<A>
  /** The files beside the answer, in the order in which they are written; one that writes itself gives null. */
  readonly beside: {
    readonly [Name in Exclude<Beside, 'html'>]?: (answer: A, settings: Settings) => Later<Pieces | null>
  }
  /** What the answer does not say by itself. */
  notes(answer: A): readonly Note[]
  /** What there is to say of the files beside the answer. */
  messages?(): readonly string[]
  /** The gates that are crossed, in words. */
  crossings(answer: A): readonly string[]
  countRejected(answer: A): number
}

/** One document, or three writers of a command whose document is not built yet. */
export type People<A> =
  | { document(answer: A, settings: Settings): Promise<Document> }
  | {
      table(answer: A, settings: Settings, screen: Screen): Promise<string>
      markdown(answer: A, settings: Settings): Promise<Pieces>
      page(answer: A, settings: Settings): Promise<Pieces>
    }

/** Runs a command. Throws InputError. */
export async function runAnswer<A>(
  options: AnswerOptions,
  io: Io,
  command: AnsweringCommand<A>,
): Promise<ExitStatus> {
  const settings = await readSettings(options, io, command.focus ? [...FORMATS, FOCUS] : FORMATS)
  const { logs = [], inputs } = command.files
  const outputs = {
    output: options.output,
    'summary-file': options.summaryFile,
    ...Object.fromEntries(BESIDE.map(name => [name, options[name]])),
  }
  checkFiles({ logs, inputs: [...inputs, ...settings.rateFiles], outputs }, io.stdin)
  await command.open?.()
  const rates = await loadRates(settings.rateFiles, io.stdin)
  const answer = await command.answer(contextOf(rates, settings, io))
  await writeBeside(answer, command, options, settings, io)
  writeAnswer(await render(answer, command, settings, io), settings.output, io)
  const summary = summaryFileOf(options.summaryFile, io.env)
  if (summary !== null)
    appendSummary(summary, await render(answer, command, { ...settings, format: 'markdown' }, io))
  // With its details a document on the screen holds its own notes.
  const isSaid = settings.showsDetails && settings.format === 'table' && 'document' in command.people
  writeNotes([...rates.notes, ...(isSaid ? [] : command.notes(answer))], settings, io)
  if (!settings.isQuiet) for (const message of command.messages?.() ?? []) io.err(`${message}\n`)
  const crossings = command.crossings(answer)
  writeCrossings(crossings, settings, io)
  if (!settings.isQuiet) annotate(crossings, io)
  return exitStatusOf({ crossesGate: crossings.length > 0, setAside: command.countRejected(answer) })
}

async function writeBeside<A>(
  answer: A,
  { beside, people }: AnsweringCommand<A>,
  options: AnswerOptions,
  settings: Settings,
  io: Io,
): Promise<void> {
  for (const [name, write] of Object.entries(beside)) {
    const path = options[name as Beside]
    if (path === undefined) continue
    const pieces = await write(answer, settings)
    if (pieces !== null) writeFileWhole(path, pieces)
  }
  if (options.html === undefined) return
  if ('document' in people) await writePageFile(options.html, await people.document(answer, settings), io)
  else writeFileWhole(options.html, await people.page(answer, settings))
}

async function render<A>(
  answer: A,
  { json, csv, focus, people }: AnsweringCommand<A>,
  settings: Settings,
  io: Io,
): Promise<Pieces> {
  if (settings.format === 'json') return json(answer)
  if (settings.format === 'csv') return csv(answer)
  if (settings.format === 'focus')
    return (await import('../report/focus/charges.js')).writeFocus(await focus!(answer))
  if ('document' in people) return presentDocument(() => people.document(answer, settings), settings, io)
  if (settings.format === 'markdown') return people.markdown(answer, settings)
  const screen = { width: settings.output === null ? io.columns : Number.POSITIVE_INFINITY }
  return [`${await makeTable(settings, () => people.table(answer, settings, screen))}\n`]
}
