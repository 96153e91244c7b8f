/** Which logs two threads read: small enough to be loaded before all else (see cli/start.ts). */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { isGzip, isZstd } from '../../read/peek.js'

/** Files shorter than this, in bytes, are scanned by one thread: it would be done before another came up. */
export const LARGE_LOG = 200e6

/** How many bytes tell that a log is compressed: one thread scans what is in those. */
const HEAD = 16

/** Whether a file that large is at `path`, and may be scanned by two threads. */
export function isLargeLog(path: string): boolean {
  try {
    // A pipe would be waited for, and what is read from it would be gone.
    const found = statSync(path)
    if (!found.isFile() || found.size < LARGE_LOG) return false
    const head = readHead(path)
    return !isGzip(head) && !isZstd(head)
  } catch {
    // What is wrong with it is told by whoever reads it.
    return false
  }
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(HEAD)
    return bytes.subarray(0, readSync(file, bytes, 0, HEAD, 0))
  } finally {
    closeSync(file)
  }
}
