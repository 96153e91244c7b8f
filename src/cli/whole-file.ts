/** A file that is written beside its place, and takes it when it is whole and on the disk. */
import fs from 'node:fs'
import { dirname } from 'node:path'
import { fail, inFile } from '../core/failure.js'
import { describeSystemError } from '../read/system-error.js'
import { isSpecialFile, pathsBeside, resolveTarget, statIfThere } from './output-path.js'

/** A file or folder that is being written. After `discard` nothing else does anything. */
export interface Output {
  /** All is written: what was kept goes to the disk. */
  settle(): void
  /** Puts it in its place. What was there is kept until `discard` when `keepsOld` says so. */
  place(keepsOld: boolean): void
  /** Puts back what was there before `place`. */
  takeBack(): void
  /** Leaves nothing behind but what was placed, as far as the system lets it. Throws nothing. */
  discard(): void
}

/** A file that is being written, whole or not at all. */
export interface WholeFile extends Output {
  write(text: string): void
}

/** Runs what the system may refuse, of which it makes FILE_UNWRITABLE; a refusal of ours has its words already. */
export function attemptAt(path: string): <T>(act: () => T) => T {
  return act => {
    try {
      return act()
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error
      const isNoFolder = (error as NodeJS.ErrnoException).code === 'ENOENT'
      return fail(
        'FILE_UNWRITABLE',
        isNoFolder ? 'there is no such folder' : describeSystemError(error),
        inFile(path),
      )
    }
  }
}

/**
 * Opens a file beside the one that `path` names, whose place and mode it takes when it is complete; through a
 * link it is the file at its end. A device is written directly. Throws FILE_UNWRITABLE.
 */
export function openWholeFile(path: string): WholeFile {
  const attempt = attemptAt(path)
  return isSpecialFile(path) ? openDevice(path) : attempt(() => openPart(resolveTarget(path), attempt))
}

/** Unlike writeSync, which may write a part and say so, writeFileSync writes all or throws. */
function openDevice(path: string): WholeFile {
  const attempt = attemptAt(path)
  const descriptor = attempt(() => fs.openSync(path, 'w'))
  let isOpen = true
  // Whatever the system says to it, it is closed then.
  const close = (): void => {
    const wasOpen = isOpen
    isOpen = false
    if (wasOpen) fs.closeSync(descriptor)
  }
  return {
    write: text => attempt(() => fs.writeFileSync(descriptor, text)),
    settle: () => attempt(close),
    place() {},
    takeBack() {},
    discard: () => clear(close),
  }
}

function openPart(target: string, attempt: ReturnType<typeof attemptAt>): WholeFile {
  const stats = statIfThere(target)
  if (stats?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR', syscall: 'open' })
  const { part, old } = pathsBeside(target)
  const descriptor = fs.openSync(part, 'wx', stats?.mode ?? 0o666)
  let isOpen = true
  let isPlaced = false
  let isKept = false
  const close = (): void => {
    const wasOpen = isOpen
    isOpen = false
    if (wasOpen) fs.closeSync(descriptor)
  }
  const discard = (): void => {
    clear(close)
    if (!isPlaced) clear(() => fs.rmSync(part, { force: true }))
    if (isKept) clear(() => fs.rmSync(old, { force: true }))
    isKept = false
  }
  try {
    if (stats) fs.fchmodSync(descriptor, stats.mode & 0o777)
  } catch (error) {
    discard()
    throw error
  }
  return {
    write: text => attempt(() => fs.writeFileSync(descriptor, text)),
    settle() {
      attempt(() => {
        fs.fsyncSync(descriptor)
        close()
      })
    },
    place(keepsOld) {
      attempt(() => {
        if (keepsOld && statIfThere(target)) {
          keep(target, old)
          isKept = true
        }
        fs.renameSync(part, target)
      })
      isPlaced = true
      syncFolder(dirname(target))
    },
    takeBack() {
      const wasKept = isKept
      // Where it cannot be put back, it must not be removed either.
      isKept = false
      attempt(() => (wasKept ? fs.renameSync(old, target) : fs.rmSync(target, { force: true })))
    },
    discard,
  }
}

/** Does what is left to be done as far as the system lets it: what stays behind is named by the next run. */
export function clear(act: () => void): void {
  try {
    act()
  } catch {}
}

/** A second name, or where the file system has none a copy. */
function keep(target: string, old: string): void {
  try {
    fs.linkSync(target, old)
  } catch {
    fs.copyFileSync(target, old)
  }
}

/** A new name is on the disk when its folder is. Not every system lets a folder be opened. */
export function syncFolder(folder: string): void {
  try {
    const descriptor = fs.openSync(folder, 'r')
    try {
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
  } catch {}
}
