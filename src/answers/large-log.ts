/** Which logs two threads read: small enough to be loaded before all else (see cli/start.ts). */
import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** Files shorter than this, in bytes, are scanned by one thread: it would be done before another came up. */
export const LARGE_LOG = 200e6

/** What gzip, zstd and lines of JSON begin with, two bytes each: one thread scans what is in them. */
const NOT_CSV = [0x1f8b, 0x28b5, 0x7b22]

/** Whether a file that large is at `path`, and may be CSV. */
export function isLargeLog(path: string): boolean {
  try {
    // A pipe would be waited for, and what is read from it would be gone.
    const found = statSync(path)
    return found.isFile() && found.size >= LARGE_LOG && !NOT_CSV.includes(readBeginning(path))
  } catch {
    // What is wrong with it is told by whoever reads it.
    return false
  }
}

function readBeginning(path: string): number {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(2)
    readSync(file, bytes, 0, bytes.length, 0)
    return bytes.readUInt16BE()
  } finally {
    closeSync(file)
  }
}
