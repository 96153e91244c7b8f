/** The files that a dossier is made from: what each is called there, its digest, and that it stayed the same. */
import { createHash } from 'node:crypto'
import { type BigIntStats, createReadStream, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { fail, inFile } from '../core/failure.js'
import { groupBy } from '../core/group-by.js'
import { describeSystemError } from '../read/system-error.js'
import type { ClaimInput } from '../report/claim/dossier.js'

/** The files of a run as they were before the logs were read. */
export interface ClaimFiles {
  readonly paths: readonly string[]
  readonly logs: ReadonlySet<string>
  readonly stats: ReadonlyMap<string, string>
  /** Those that may hold figures of other accounts. */
  readonly shared: ReadonlySet<string | undefined>
  /** What each is called in the dossier. */
  readonly names: ReadonlyMap<string, string>
}

/** Whether a path is that of a file, and no name. What the system refuses is thrown: a file that is left out would be missed. */
export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

/** What changes when a file does. */
export function identityOf(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats = statSync(path, { bigint: true })
  return [dev, ino, size, mtimeNs, ctimeNs].join()
}

/**
 * The digest of every input, and the key of the tokens where the claimant has none: a digest of the logs behind words of
 * its own, as the dossier tells the digests themselves. Of a file that may hold figures of other accounts neither digest
 * nor length is told: by them a figure could be tried out.
 */
export async function digestInputs({
  paths,
  logs,
  names,
  shared,
}: ClaimFiles): Promise<{ inputs: ClaimInput[]; key: Buffer }> {
  const secret = createHash('sha256').update('kling-cost claim tokens 1\n')
  const inputs: ClaimInput[] = []
  for (const path of paths) {
    const digest = createHash('sha256')
    let bytes = 0
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
        digest.update(chunk as Buffer)
        if (logs.has(path)) secret.update(chunk as Buffer)
        bytes += (chunk as Buffer).length
      }
    } catch (error) {
      fail('FILE_UNREADABLE', describeSystemError(error), inFile(path))
    }
    const told = shared.has(path) ? null : { bytes, sha256: digest.digest('hex') }
    inputs.push({ name: names.get(path)!, told })
  }
  return { inputs, key: secret.digest() }
}

/** What was read twice must have been the same twice. */
export function checkUnchanged({ paths, stats }: ClaimFiles): void {
  for (const path of paths) {
    if (isFile(path) && stats.get(path) === identityOf(path)) continue
    fail('FILE_UNREADABLE', 'changed while it was read', inFile(path), 'make a copy, and claim from that')
  }
}

/**
 * Files by their own names, as folders are nobody else's business; of one name, each with as many of its folders as tell
 * it from the others.
 */
export function nameFiles(paths: readonly string[]): Map<string, string> {
  const names = new Map<string, string>()
  let open = new Set(paths.map(path => resolve(path)))
  for (let depth = 1; open.size > 0; depth++) {
    const same = groupBy([...open], path => path.split(sep).slice(-depth).join('/'))
    for (const [name, files] of same) if (files.length === 1) names.set(files[0]!, name)
    open = new Set([...open].filter(path => !names.has(path)))
  }
  return new Map(paths.map(path => [path, names.get(resolve(path))!]))
}
