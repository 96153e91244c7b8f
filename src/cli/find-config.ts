/** Which `kling-cost.yaml` counts: the one that is named, or the one that is found upward from the working directory. */
import { statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Io } from './io.js'

/** The name of the file. */
export const CONFIG_NAME = 'kling-cost.yaml'

/**
 * The path of the file that counts in `folder`: its own, or that of the nearest folder above, up to the root of the
 * repository or the home folder. What lies above these is other people's as a rule.
 */
export function findConfig(folder: string, home: string | undefined): string | null {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, CONFIG_NAME)
    if (isThere(path)) return path
    if (at === home || isThere(join(at, '.git')) || dirname(at) === at) return null
  }
}

/**
 * Whether something is there. A folder that may not be searched has nothing for us; what else the system says is thrown:
 * a file that is there and overlooked would change the answer without a word.
 */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return false
    throw error
  }
}

/** The path of the file that counts for a run: the one that is named, else the one that is found. */
export function findConfigInUse(named: string | boolean | undefined, io: Io): string | null {
  if (typeof named === 'string') return named
  return named === false || io.cwd === undefined ? null : findConfig(io.cwd, io.env.HOME)
}
