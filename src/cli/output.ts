/** Where an answer goes: standard output, or a file that is written whole or not at all. */
import { readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { RejectedRow } from '../core/failure.js'
import { makeJsonVisible } from '../report/text.js'
import { type Io, PipeClosed } from './io.js'
import type { Settings } from './options.js'

/** Pieces are joined up to this size before they are written. */
const BLOCK = 1 << 16

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

/** Writes the pieces in blocks. */
export function writeBlocks(pieces: Iterable<string>, write: (text: string) => void): void {
  let block = ''
  for (const piece of pieces) {
    block += piece
    if (block.length >= BLOCK) {
      write(block)
      block = ''
    }
  }
  if (block !== '') write(block)
}

/**
 * The path of the file that `path` leads to through links, whether it is there yet or not. Throws the
 * system's error when the folder is not there or the links lead nowhere.
 */
export function resolveTarget(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || path.endsWith(sep)) throw error
  }
  // Nothing is there yet, or a link to what is not there yet.
  const place = join(realpathSync(dirname(path)), basename(path))
  let link: string
  try {
    link = readlinkSync(place)
  } catch {
    return place
  }
  return resolveTarget(resolve(dirname(place), link))
}

/** What is at a path, through links; undefined when nothing is, or the path is none. */
export function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** The rows that were set aside as JSON lines: line, reason, and the row as it stood. */
export const listRejects = (rejected: readonly RejectedRow[]): string[] =>
  rejected.map(({ line, reason, raw }) => `${makeJsonVisible(JSON.stringify({ line, reason, row: raw }))}\n`)

/** Whether the path is there and no regular file: a device or pipe, which cannot be replaced. */
export function isSpecialFile(path: string): boolean {
  // /dev/stdout is a link to whatever standard output is; replacing it would break the machine.
  if (/^\/(?:dev|proc)\//.test(path)) return true
  const stats = statIfThere(path)
  return stats !== undefined && !stats.isFile() && !stats.isDirectory()
}
