import { closeSync } from 'node:fs'
import { fail, inFile } from '../core/failure.js'

/** An operating system's refusal in plain words. */
export function describeSystemError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'permission is denied'
  if (code === 'EISDIR') return 'is a directory; a file is needed'
  if (code === 'ENOSPC') return 'no space is left'
  if (code === 'ENOTDIR') return 'a part of the path is not a directory'
  if (code === 'ENAMETOOLONG') return 'the name is too long'
  if (code === 'ELOOP') return 'its links lead round in a circle'
  return `cannot be used (${code ?? String(error)})`
}

/** Whether the operating system refused something; what we refuse ourselves is an InputError. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error

/** Throws FILE_UNREADABLE for what the system refuses of `file`, and anything else as it is. */
export function failOnUnreadable(error: unknown, file: string): never {
  if (!isSystemError(error)) throw error
  return fail('FILE_UNREADABLE', describeSystemError(error), inFile(file))
}

/** Closes a file that was read. All that was wanted of it is there, so that nothing is lost where this fails. */
export function closeRead(descriptor: number): void {
  try {
    closeSync(descriptor)
  } catch {}
}
