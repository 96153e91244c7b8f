/** Where an answer goes: standard output, or a file that is written whole or not at all. */
import type { RejectedRow } from '../core/failure.js'
import { writeJson } from '../report/text.js'
import { type Io, PipeClosed } from './io.js'
import type { Settings } from './options.js'
import { writeBlocks } from './output-path.js'

/** Writes the pieces to `path`, or to standard output when it is null. Throws FILE_UNWRITABLE. */
export async function writeAnswer(pieces: Iterable<string>, path: string | null, io: Io): Promise<void> {
  if (path === null || path === '-') return printAnswer(pieces, io)
  const { openOutputs } = await import('./outputs.js')
  const outputs = openOutputs({ output: path }, null)
  try {
    outputs.write('output', pieces)
    outputs.finish()
  } finally {
    outputs.discard()
  }
}

/** Writes the pieces to standard output. Throws FILE_UNWRITABLE. */
export function printAnswer(pieces: Iterable<string>, io: Io): void {
  try {
    writeBlocks(pieces, text => io.out(text))
  } catch (error) {
    // Whoever closed the pipe has read enough; what the answer says of gates still counts.
    if (!(error instanceof PipeClosed)) throw error
  }
}

/** A table for people as `render` makes it, or in ASCII. */
export async function makeTable(
  { isAscii }: Settings,
  render: () => string | Promise<string>,
): Promise<string> {
  return isAscii ? (await import('../report/ascii.js')).renderInAscii(render) : render()
}

/** A row that was set aside as a line of JSON: file, line, reason, and the row as it stood. */
export const writeReject = (file: string, { line, reason, raw }: RejectedRow): string =>
  `${writeJson({ file, line, reason, row: raw })}\n`
