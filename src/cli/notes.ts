/** What standard error says beside an answer: all that the answer itself does not. */
import { labelled } from '../report/layout.js'
import { makeVisible } from '../report/text.js'
import type { Io } from './io.js'
import type { Settings } from './options.js'

/** A note of a report; `isInTable` when a table shows in another form what it says. */
interface Note {
  readonly text: string
  readonly isInTable?: boolean
  /** It is said to those too who want no notes. */
  readonly isLoud?: boolean
}

/** Writes the notes, unless nobody wants them or the format holds its own: JSON and Markdown do. */
export function writeNotes(notes: readonly Note[], { format, isQuiet }: Settings, io: Io): void {
  if (format === 'json' || format === 'markdown') return
  for (const { text, isInTable, isLoud } of notes) {
    if (isQuiet && !isLoud) continue
    if (format === 'csv' || !isInTable) writeLine('note: ', text, io)
  }
}

/** Says what crosses a gate, beside every format: an exit status alone does not say why. */
export function writeCrossings(crossings: readonly string[], { isQuiet }: Settings, io: Io): void {
  if (isQuiet) return
  for (const text of crossings) writeLine('gate: ', text, io)
}

const writeLine = (label: string, text: string, io: Io): void =>
  io.err(`${labelled(label, makeVisible(text), label.length, { width: io.columns })}\n`)
