/** Where files are written to, and in which pieces. */
import { readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'

/** Pieces are joined up to this size before they are written. */
export const BLOCK = 1 << 16

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

/** The path of a folder as that of what it names, without the separators that may stand behind it. */
export const withoutSeparators = (path: string): string => path.replace(/(?<=.)[/\\]+$/, '')

/** The name may be as long as names can be, with no room for more. */
const startBeside = (target: string): string => `${basename(target).slice(0, 50)}.`

/** Names are told apart by a number, as several outputs may be open beside each other. */
let outputs = 0

/** The paths beside a file or folder of what is being written for it, and of what was there before. */
export function pathsBeside(target: string): { part: string; old: string } {
  const beside = join(dirname(target), `${startBeside(target)}${process.pid}.${++outputs}`)
  return { part: `${beside}.part`, old: `${beside}.old` }
}

/** The process that made a name beside `target` by `pathsBeside`; undefined when none did. */
export function writerOf(name: string, target: string): number | undefined {
  const start = startBeside(target)
  if (!name.startsWith(start)) return undefined
  const pid = /^(\d+)\.\d+\.(?:part|old)$/.exec(name.slice(start.length))?.[1]
  return pid === undefined ? undefined : Number(pid)
}

/** What is at a path, through links; undefined when nothing is, or the path is none. */
export function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** Whether the path is there and no regular file: a device or pipe, which cannot be replaced. */
export function isSpecialFile(path: string): boolean {
  // /dev/stdout is a link to whatever standard output is; replacing it would break the machine.
  if (/^\/(?:dev|proc)\//.test(path)) return true
  const stats = statIfThere(path)
  return stats !== undefined && !stats.isFile() && !stats.isDirectory()
}
