/** How every command answers: settings, files, rates, the answer, the files beside it, notes, gates, exit status. */
import { failWithHint, quoteArgument } from '../core/failure.js'
import { loadRates } from '../read/rates/load-rates.js'
import type { Document } from '../report/document.js'
import type { FocusRow } from '../report/focus/columns.js'
import type { Note } from '../report/note.js'
import type { CommonOptions, RequestContext } from '../requests/context.js'
import { FOCUS, FORMATS } from '../requests/flags/shared-flags.js'
import { type ExitStatus, exitStatusOf } from './exit.js'
import { checkFiles, type RunFiles } from './files.js'
import { findConfigInUse } from './find-config.js'
import { annotate, summaryFileOf } from './github.js'
import type { Io } from './io.js'
import { writeCrossings, writeLeftovers, writeNotes } from './notes.js'
import { contextOf, type HtmlOption, readSettings, type Settings } from './options.js'
import { printAnswer } from './output.js'
import type { Outputs } from './outputs.js'
import { presentDocument, presentPage } from './present.js'

type Pieces = Iterable<string>
type Later<T> = T | Promise<T>

/** Options that name a file beside the answer, in the order in which messages name them; `html` is every command's. */
const BESIDE = ['trace', 'ics', 'html', 'rejects', 'claim'] as const
type Beside = (typeof BESIDE)[number]

/** The options that the run itself reads. */
export type AnswerOptions = CommonOptions & HtmlOption & { readonly [Name in Beside | 'sheet']?: string }

/** What tells one command from another. Reports are loaded when they are asked for, so that a start waits for none. */
export interface AnsweringCommand<A> {
  readonly files: Pick<RunFiles, 'logs' | 'inputs'>
  /** Opens what is written while the answer is made, and what is no file: their places are settled beforehand. */
  open?(outputs: Outputs): Later<void>
  /** Reads the request and answers it. Throws InputError. */
  answer(context: RequestContext): Promise<A>
  json(answer: A): Promise<Pieces>
  csv(answer: A): Promise<Pieces>
  /** Rows of charges for FinOps tools, where the command knows any. */
  focus?(answer: A): Promise<Iterable<FocusRow>>
  /** The answer for people: on a screen, in Markdown, as a page. */
  document(answer: A, settings: Settings): Promise<Document>
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

/** Runs a command. Throws InputError. */
export async function runAnswer<A>(
  options: AnswerOptions,
  io: Io,
  command: AnsweringCommand<A>,
): Promise<ExitStatus> {
  const settings = await readSettings(options, io, command.focus ? [...FORMATS, FOCUS] : FORMATS)
  const outputs = await openAll(options, settings, command, io)
  try {
    if (outputs) await command.open?.(outputs)
    const rates = await loadRates(settings.rateFiles, io.stdin)
    // A file of settings is for other runs as well.
    const sheet = settings.config === null ? options.sheet : undefined
    const workbooks = sheet === undefined ? null : watchWorkbooks(io)
    const answer = await command.answer(contextOf(rates, settings, workbooks?.io ?? io))
    workbooks?.expect(sheet!)
    if (outputs) await writeBeside(answer, command, options, settings, io, outputs)
    const pieces = await render(answer, command, settings, io)
    if (settings.output === null || settings.output === '-') printAnswer(pieces, io)
    else outputs!.write('output', pieces)
    if (summaryFileOf(options.summaryFile, io.env) !== null) {
      const summary = await render(answer, command, { ...settings, format: 'markdown' }, io)
      outputs!.write('summary-file', summary)
    }
    outputs?.finish()
    if (outputs && !settings.isQuiet) writeLeftovers(outputs.leftovers, io)
    // With its details a document on the screen holds its own notes.
    const isSaid = settings.showsDetails && settings.format === 'table'
    writeNotes([...rates.notes, ...(isSaid ? [] : command.notes(answer))], settings, io)
    if (!settings.isQuiet) for (const message of command.messages?.() ?? []) io.err(`${message}\n`)
    const crossings = command.crossings(answer)
    writeCrossings(crossings, settings, io)
    if (!settings.isQuiet) annotate(crossings, io)
    return exitStatusOf({ crossesGate: crossings.length > 0, setAside: command.countRejected(answer) })
  } finally {
    outputs?.discard()
  }
}

/** A world that is told of workbooks; `expect` throws BAD_USAGE where files are none. What is lazy in the given one stays so. */
function watchWorkbooks(given: Io) {
  const found = { any: 0, workbook: 0 }
  const noteInput = (what: keyof typeof found): void => {
    found[what]++
  }
  const stdin = Object.create(given.stdin, { noteInput: { value: noteInput } })
  const io: Io = Object.create(given, { stdin: { value: stdin } })
  const expect = (sheet: string): void => {
    if (found.any === 0 || found.workbook > 0) return
    const message = `--sheet ${quoteArgument(sheet)} is of a workbook (.xlsx), and none of the files is one`
    failWithHint('BAD_USAGE', message, 'leave it out, or give the workbook')
  }
  return { io, expect }
}

/** Checks the files of a run, and opens those that it writes; null when it writes none. Throws InputError. */
async function openAll<A>(
  options: AnswerOptions,
  settings: Settings,
  { files: { logs = [], inputs } }: AnsweringCommand<A>,
  io: Io,
): Promise<Outputs | null> {
  const summary = summaryFileOf(options.summaryFile, io.env)
  const beside = Object.fromEntries(BESIDE.map(name => [name, options[name]]))
  const outputs = { output: options.output, 'summary-file': options.summaryFile, ...beside }
  const hasOutputs = summary !== null || Object.values(outputs).some(path => path !== undefined)
  const config = hasOutputs ? findConfigInUse(options.config, io) : null
  checkFiles({ logs, inputs: [...inputs, ...settings.rateFiles, config ?? undefined], outputs }, io.stdin)
  if (!hasOutputs) return null
  const output = options.output === '-' ? undefined : options.output
  // A dossier is a folder, which the command itself opens.
  return (await import('./outputs.js')).openOutputs({ output, ...beside, claim: undefined }, summary)
}

async function writeBeside<A>(
  answer: A,
  { beside, document }: AnsweringCommand<A>,
  options: AnswerOptions,
  settings: Settings,
  io: Io,
  outputs: Outputs,
): Promise<void> {
  for (const [name, write] of Object.entries(beside)) {
    if (options[name as Beside] === undefined) continue
    const pieces = await write(answer, settings)
    if (pieces !== null) outputs.write(name, pieces)
  }
  if (options.html === undefined) return
  const page = await presentPage(await document(answer, settings), settings, io)
  outputs.write('html', page)
}

async function render<A>(
  answer: A,
  { json, csv, focus, document }: AnsweringCommand<A>,
  settings: Settings,
  io: Io,
): Promise<Pieces> {
  if (settings.format === 'json') {
    const { withConfig } = await import('../report/fields.js')
    return withConfig(await json(answer), settings.config)
  }
  if (settings.format === 'csv') return csv(answer)
  if (settings.format === 'focus')
    return (await import('../report/focus/charges.js')).writeFocus(await focus!(answer))
  return presentDocument(() => document(answer, settings), settings, io)
}
