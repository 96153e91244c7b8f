/**
 * The files that a run writes, as one transaction: all are opened before work begins, so that a place that cannot be
 * written is told before a log of hours is read; and all take their places when everything is written, or none does.
 */
import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { resolveTarget, writeBlocks, writerOf } from './output-path.js'
import { attemptAt, clear, type Output, openWholeFile, type WholeFile } from './whole-file.js'

/** The outputs of a run, by the option that names each. */
export interface Outputs {
  /** What runs that were killed left where this one writes. */
  readonly leftovers: readonly string[]
  /** The file of an option, to be written. One that nobody takes is not placed. */
  take(option: string): WholeFile
  write(option: string, pieces: Iterable<string>): void
  /** Adds what was opened elsewhere for `path`. */
  add(output: Output, path: string): void
  /** Puts everything in its place, or nothing. Throws FILE_UNWRITABLE. */
  finish(): void
  /** Leaves nothing behind; does nothing after `finish`. */
  discard(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Opens the files that options name, and the summary that is added to. Throws FILE_UNWRITABLE. */
export function openOutputs(
  paths: Readonly<Record<string, string | undefined>>,
  summary: string | null,
): Outputs {
  const files = new Map<string, WholeFile>()
  const taken = new Set<string>()
  const added: Output[] = []
  const leftovers = new Set<string>()
  const discard = (): void => {
    for (const signal of SIGNALS) process.off(signal, stop)
    for (const output of [...files.values(), ...added]) output.discard()
  }
  // Whoever stops a run finds nothing of it.
  const stop = (signal: NodeJS.Signals): void => {
    discard()
    process.kill(process.pid, signal)
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  const noteLeftovers = (path: string): void => {
    for (const left of findLeftovers(path)) leftovers.add(left)
  }
  try {
    for (const [option, path] of Object.entries(paths)) {
      if (path === undefined) continue
      files.set(option, openWholeFile(path))
      noteLeftovers(path)
    }
    if (summary !== null) files.set('summary-file', openGrowingFile(summary))
  } catch (error) {
    discard()
    throw error
  }
  const take = (option: string): WholeFile => {
    taken.add(option)
    return files.get(option)!
  }
  return {
    get leftovers() {
      return [...leftovers]
    },
    take,
    write(option, pieces) {
      const file = take(option)
      writeBlocks(pieces, text => file.write(text))
    },
    add(output, path) {
      added.push(output)
      noteLeftovers(path)
    },
    finish() {
      const all = [...[...files].flatMap(([option, file]) => (taken.has(option) ? [file] : [])), ...added]
      for (const output of all) output.settle()
      const placed: Output[] = []
      try {
        for (const output of all) {
          output.place(all.length > 1)
          placed.push(output)
        }
      } catch (error) {
        for (const output of placed.reverse()) clear(() => output.takeBack())
        throw error
      } finally {
        discard()
      }
    },
    discard,
  }
}

/** A file that every run adds to. */
function openGrowingFile(path: string): WholeFile {
  const isNew = !fs.existsSync(path)
  const attempt = attemptAt(path)
  const descriptor = attempt(() => fs.openSync(path, 'a'))
  let size: number
  try {
    size = attempt(() => fs.fstatSync(descriptor)).size
  } catch (error) {
    clear(() => fs.closeSync(descriptor))
    if (isNew) clear(() => fs.rmSync(path))
    throw error
  }
  let text = ''
  let state: 'open' | 'placed' | 'closed' = 'open'
  return {
    write(piece) {
      text += piece
    },
    settle() {},
    place() {
      try {
        attempt(() => fs.writeFileSync(descriptor, text))
      } catch (error) {
        clear(() => fs.ftruncateSync(descriptor, size))
        throw error
      }
      state = 'placed'
    },
    takeBack() {
      attempt(() => fs.ftruncateSync(descriptor, size))
      state = 'open'
    },
    discard() {
      if (state === 'closed') return
      clear(() => fs.closeSync(descriptor))
      if (isNew && state === 'open') clear(() => fs.rmSync(path, { force: true }))
      state = 'closed'
    },
  }
}

/** What a process that is no more left beside the file or folder at `path`. */
function findLeftovers(path: string): string[] {
  let target: string
  try {
    target = resolveTarget(path)
  } catch {
    // The one who writes there tells why it cannot be.
    return []
  }
  return readFolder(dirname(target)).flatMap(name => {
    const pid = writerOf(name, target)
    return pid !== undefined && !isAlive(pid) ? [join(dirname(path), name)] : []
  })
}

/** A folder that may be written into need not be readable. */
function readFolder(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
