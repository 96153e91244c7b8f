/** What is said beside an answer: all that the answer itself does not say. */
import { labelled } from '../report/layout.js'
import type { Note } from '../report/note.js'
import { makeVisible } from '../report/text.js'
import type { Io } from './io.js'
import type { Settings } from './options.js'
import { printAnswer } from './output.js'

/** Writes the notes, unless nobody wants them or the format holds its own: JSON and Markdown do. */
export function writeNotes(notes: readonly Note[], settings: Settings, io: Io): void {
  const { format, isQuiet } = settings
  if (format === 'json' || format === 'markdown') return
  const write = isPaged(settings, io)
    ? (text: string) => printAnswer([text], io)
    : (text: string) => io.err(text)
  for (const { text, isInTable, isDetail, isLoud } of notes) {
    if (isQuiet && !isLoud) continue
    if (format === 'csv' || format === 'focus' || !(isInTable || isDetail))
      writeLine('note: ', text, write, io)
  }
}

/**
 * Whether a table goes through a pipe to a program that may be drawing on the terminal, such as a pager: what standard
 * error said would stand in the middle of its screen, so the notes follow the table.
 */
const isPaged = ({ format, output }: Settings, io: Io): boolean =>
  format === 'table' && output === null && io.errIsTerminal && !io.outIsTerminal

/** Says what crosses a gate, beside every format: an exit status alone does not say why. */
export function writeCrossings(crossings: readonly string[], { isQuiet }: Settings, io: Io): void {
  if (isQuiet) return
  for (const text of crossings) writeLine('gate: ', text, line => io.err(line), io)
}

/** Names what killed runs left where this one wrote: it is of no use to anybody. */
export function writeLeftovers(paths: readonly string[], io: Io): void {
  for (const path of paths)
    writeLine('note: ', `${path} was left by a run that was killed; remove it`, line => io.err(line), io)
}

const writeLine = (label: string, text: string, write: (line: string) => void, io: Io): void =>
  write(`${labelled(label, makeVisible(text), label.length, { width: io.columns })}\n`)
