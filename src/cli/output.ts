/** Where an answer goes: standard output, or a file that is written whole or not at all. */
import {
  closeSync,
  fchmodSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { fail, type RejectedRow } from '../core/failure.js'
import { describeSystemError } from '../read/system-error.js'
import { makeJsonVisible } from '../report/text.js'
import { type Io, PipeClosed } from './io.js'
import type { Settings } from './options.js'

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

/** A table for people as `render` makes it, or in ASCII. */
export async function makeTable(
  { isAscii }: Settings,
  render: () => string | Promise<string>,
): Promise<string> {
  return isAscii ? (await import('../report/ascii.js')).renderInAscii(render) : render()
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

/** A file that is being written, whole or not at all. */
export interface WholeFile {
  write(text: string): void
  /** Puts the file in its place. */
  finish(): void
  /** Leaves nothing behind; does nothing after `finish`. */
  discard(): void
}

/** Parts are told apart by a number, as several may be open beside each other. */
let parts = 0

/**
 * Opens a file beside the one that `path` names, whose place and mode it takes when it is complete; through a
 * link it is the file at its end. A device is written directly. Throws FILE_UNWRITABLE.
 */
export function openWholeFile(path: string): WholeFile {
  const isDirect = isSpecialFile(path)
  let part: string | null = null
  const attempt = <T>(act: () => T): T => {
    try {
      return act()
    } catch (error) {
      if (part !== null) rmSync(part, { force: true })
      const isNoFolder = (error as NodeJS.ErrnoException).code === 'ENOENT'
      return fail('FILE_UNWRITABLE', isNoFolder ? 'there is no such folder' : describeSystemError(error), {
        file: path,
        line: null,
        column: null,
      })
    }
  }
  const target = isDirect ? path : attempt(() => resolveTarget(path))
  const descriptor = attempt(() => {
    if (isDirect) return openSync(path, 'w')
    const mode = statIfThere(target)?.mode
    // The name may be as long as names can be, with no room for more.
    const beside = join(dirname(target), `${basename(target).slice(0, 50)}.${process.pid}.${++parts}.part`)
    const opened = openSync(beside, 'wx', mode ?? 0o666)
    part = beside
    if (mode !== undefined) fchmodSync(opened, mode & 0o777)
    return opened
  })
  let isDone = false
  return {
    // Unlike writeSync, which may write a part and say so, this writes all or throws.
    write: text => attempt(() => writeFileSync(descriptor, text)),
    finish() {
      isDone = true
      attempt(() => {
        closeSync(descriptor)
        if (part !== null) renameSync(part, target)
      })
    },
    discard() {
      if (isDone) return
      isDone = true
      closeSync(descriptor)
      if (part !== null) rmSync(part, { force: true })
    },
  }
}

/** Writes a file whole or not at all. Throws FILE_UNWRITABLE. */
export function writeFileWhole(path: string, pieces: Iterable<string>): void {
  const file = openWholeFile(path)
  try {
    writeBlocks(pieces, text => file.write(text))
    file.finish()
  } finally {
    file.discard()
  }
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
