/** Where an answer goes: standard output, or a file that is written whole or not at all. */
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { fail, type RejectedRow } from '../core/failure.js'
import { describeSystemError } from '../read/system-error.js'
import { makeJsonVisible } from '../report/text.js'
import { type Io, PipeClosed } from './io.js'

/** Pieces are joined up to this size before they are written. */
const BLOCK = 1 << 16

/** Writes the pieces to `path`, or to standard output when it is null. Throws FILE_UNWRITABLE. */
export function writeAnswer(pieces: Iterable<string>, path: string | null, io: Io): void {
  if (path !== null && path !== '-') {
    writeFileWhole(path, pieces)
    return
  }
  try {
    writeBlocks(pieces, text => io.out(text))
  } catch (error) {
    // Whoever closed the pipe has read enough; what the answer says of gates still counts.
    if (!(error instanceof PipeClosed)) throw error
  }
}

function writeBlocks(pieces: Iterable<string>, write: (text: string) => void): void {
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

/** Writes a file beside its name and moves it there when it is complete; a device is written directly. */
export function writeFileWhole(path: string, pieces: Iterable<string>): void {
  const isDirect = isSpecialFile(path)
  const target = isDirect ? path : `${path}.${process.pid}.part`
  try {
    const file = openSync(target, isDirect ? 'w' : 'wx')
    try {
      writeBlocks(pieces, text => writeSync(file, text))
    } finally {
      closeSync(file)
    }
    if (!isDirect) renameSync(target, path)
  } catch (error) {
    if (!isDirect) rmSync(target, { force: true })
    if (!isSystemError(error)) throw error
    const isNoFolder = (error as NodeJS.ErrnoException).code === 'ENOENT'
    fail('FILE_UNWRITABLE', isNoFolder ? 'there is no such folder' : describeSystemError(error), {
      file: path,
      line: null,
      column: null,
    })
  }
}

/** Whether the operating system refused, rather than a piece failed to be made. */
const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error

/** Writes the rows that were set aside as JSON lines: line, reason, and the row as it stood. */
export const writeRejects = (path: string, rejected: readonly RejectedRow[]): void =>
  writeFileWhole(
    path,
    rejected.map(
      ({ line, reason, raw }) => `${makeJsonVisible(JSON.stringify({ line, reason, row: raw }))}\n`,
    ),
  )

/** Whether the path is there and no regular file: a device or pipe, which cannot be replaced. */
export function isSpecialFile(path: string): boolean {
  // /dev/stdout is a link to whatever standard output is; replacing it would break the machine.
  if (/^\/(?:dev|proc)\//.test(path)) return true
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats !== undefined && !stats.isFile() && !stats.isDirectory()
}
