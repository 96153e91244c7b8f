/**
 * A folder that is written whole or not at all: built beside its name, and moved there when it is complete. What
 * somebody else put there, or changed, is never removed.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { fail, inFile, type Place } from '../core/failure.js'
import { inQuotes } from '../read/values.js'
import { pathsBeside, resolveTarget, statIfThere, withoutSeparators } from './output-path.js'
import { attemptAt, clear, type Output, syncFolder } from './whole-file.js'

/** The list of all files, by which an earlier folder is known again. */
export const DIGESTS = 'SHA256SUMS'

/** A folder that is being built. */
export interface WholeFolder extends Output {
  /** Writes a file; folders on its path are made. */
  write(path: string, pieces: Iterable<string>): void
  /** Adds to a file, in whatever pieces. */
  append(path: string, text: string): void
  /** Lists the files below `folder` (all of them, when it is empty) with their digests, but for `unlisted`. */
  writeDigests(folder: string, unlisted?: readonly string[]): void
}

/** How much is kept before it is appended, over all files: there may be one for each of thousands of accounts. */
const MAX_KEPT = 4 << 20

/** How much of a file is read at once. */
const BLOCK = 1 << 20

/**
 * Opens a folder for `path`. One that is there already must be empty; with `replaces` it may also be one that was
 * made here before and has not been touched since. Throws FILE_UNWRITABLE.
 */
export function openWholeFolder(path: string, replaces: boolean): WholeFolder {
  const place = inFile(path)
  const attempt = attemptAt(path)
  const target = attempt(() => resolveTarget(withoutSeparators(path)))
  if (attempt(() => isAbove(target)))
    fail('FILE_UNWRITABLE', 'is the folder of this run; name another', place)
  attempt(() => checkPlace(target, replaces, place))
  const { part, old } = pathsBeside(target)
  const mode = statIfThere(target)?.mode
  attempt(() => {
    fs.mkdirSync(part)
    try {
      // A folder that only some may read stays so, while it is built too.
      if (mode !== undefined) fs.chmodSync(part, mode & 0o777)
    } catch (error) {
      clear(() => fs.rmSync(part, { recursive: true }))
      throw error
    }
  })
  let state: 'open' | 'placed' | 'discarded' = 'open'
  let isKept = false
  const kept = new Map<string, string[]>()
  let size = 0
  const flush = (): void => {
    for (const [file, texts] of kept) attempt(() => fs.appendFileSync(join(part, file), texts.join('')))
    kept.clear()
    size = 0
  }
  const append = (file: string, text: string): void => {
    const texts = kept.get(file)
    if (texts) texts.push(text)
    else kept.set(file, [text])
    size += text.length
    if (size >= MAX_KEPT) flush()
  }
  return {
    append,
    write(file, pieces) {
      attempt(() => fs.mkdirSync(dirname(join(part, file)), { recursive: true }))
      for (const piece of pieces) append(file, piece)
    },
    writeDigests(folder, unlisted = []) {
      flush()
      attempt(() => {
        const lines = listFiles(join(part, folder))
          .filter(file => !unlisted.includes(file))
          .map(file => `${digestOf(join(part, folder, file))}  ${file}\n`)
        fs.writeFileSync(join(part, folder, DIGESTS), lines.join(''))
      })
    },
    settle() {
      if (state === 'open') flush()
    },
    place() {
      if (state !== 'open') return
      attempt(() => {
        if (fs.existsSync(target)) {
          fs.renameSync(target, old)
          isKept = true
        }
        try {
          // It may have changed while the logs were read; from here on nobody comes by it.
          if (isKept) checkPlace(old, replaces, place)
          fs.renameSync(part, target)
        } catch (error) {
          if (isKept) {
            isKept = false
            fs.renameSync(old, target)
          }
          throw error
        }
      })
      state = 'placed'
      syncFolder(dirname(target))
    },
    takeBack() {
      if (state !== 'placed') return
      const wasKept = isKept
      isKept = false
      attempt(() => {
        fs.renameSync(target, part)
        state = 'open'
        if (wasKept) fs.renameSync(old, target)
      })
    },
    discard() {
      if (state === 'open') clear(() => fs.rmSync(part, { recursive: true, force: true }))
      if (isKept) clear(() => fs.rmSync(old, { recursive: true }))
      isKept = false
      state = 'discarded'
    },
  }
}

/** Whether a folder is that in which the program runs, or one above it: its shell would be left in a folder that is gone. */
function isAbove(folder: string): boolean {
  let here: string
  try {
    here = fs.realpathSync('.')
  } catch (error) {
    // It is gone already, and lies in no folder any more.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
  const way = relative(folder, here)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Refuses a place in which anything would be lost. */
function checkPlace(target: string, replaces: boolean, place: Place): void {
  const stats = fs.lstatSync(target, { throwIfNoEntry: false })
  if (!stats) return
  if (!stats.isDirectory()) fail('FILE_UNWRITABLE', 'is a file; a folder is needed', place)
  if (fs.readdirSync(target).length === 0) return
  if (!replaces)
    fail('FILE_UNWRITABLE', 'is a folder that is not empty', place, '--force replaces an earlier dossier')
  const foreign = listForeign(target)
  if (foreign.length === 0) return
  const shown = foreign.slice(0, 5).map(file => inQuotes(file))
  const rest = foreign.length > shown.length ? ` and ${foreign.length - shown.length} more` : ''
  const message = `holds what no earlier run left there, or was changed since: ${shown.join(', ')}${rest}`
  fail(
    'FILE_UNWRITABLE',
    message,
    place,
    'move it away, or choose another folder; --force removes nothing of yours',
  )
}

/** What in a folder is not as it was written here. */
function listForeign(folder: string): string[] {
  const list = join(folder, DIGESTS)
  const known = new Map<string, string>()
  if (fs.lstatSync(list, { throwIfNoEntry: false })?.isFile()) {
    for (const row of fs.readFileSync(list, 'utf8').split('\n')) {
      const [, digest, file] = /^([0-9a-f]{64}) {2}(.+)$/.exec(row) ?? []
      if (digest && file) known.set(file, digest)
    }
  }
  return listFiles(folder).filter(
    file =>
      !(file === DIGESTS && known.size > 0) &&
      !(known.has(file) && isRegular(join(folder, file)) && known.get(file) === digestOf(join(folder, file))),
  )
}

const isRegular = (path: string): boolean => fs.lstatSync(path).isFile()

/** Every file and empty folder below a folder, links not followed, by paths with `/`, in order. */
function listFiles(folder: string, below = ''): string[] {
  return fs
    .readdirSync(join(folder, below), { withFileTypes: true })
    .flatMap(entry => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (!entry.isDirectory()) return [path]
      const inner = listFiles(folder, path)
      return inner.length === 0 ? [`${path}/`] : inner
    })
    .sort()
}

/** Failed requests can be more than memory holds, so that a file is read in blocks. */
function digestOf(path: string): string {
  const hash = createHash('sha256')
  const file = fs.openSync(path, 'r')
  try {
    const block = Buffer.allocUnsafe(BLOCK)
    for (let length = fs.readSync(file, block); length > 0; length = fs.readSync(file, block))
      hash.update(block.subarray(0, length))
  } finally {
    fs.closeSync(file)
  }
  return hash.digest('hex')
}
