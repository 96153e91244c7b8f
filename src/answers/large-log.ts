/** Which logs two threads read: small enough to be loaded before all else (see cli/start.ts). */
import { statSync } from 'node:fs'

/** Files shorter than this, in bytes, are scanned by one thread: it would be done before another came up. */
export const LARGE_LOG = 200e6

/** Whether a file that large is at `path`. */
export function isLargeLog(path: string): boolean {
  try {
    const found = statSync(path)
    return found.isFile() && found.size >= LARGE_LOG
  } catch {
    // What is wrong with it is told by whoever reads it.
    return false
  }
}
