/**
 * The key of the tokens in a dossier, in a file of the claimant's own (`--claim-key`). Without one the key is made of the
 * logs, so that the provider, or anyone else who has the same logs, could try identifiers.
 */
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { fail, inFile, type Place } from '../core/failure.js'
import { describeSystemError } from '../read/system-error.js'
import { statIfThere } from './output-path.js'
import { clear, type Output } from './whole-file.js'

/** A key that is there, or is to be made: that is there before the dossier is, and stays only with it. */
export interface ClaimKey extends Output {
  readonly path: string
  readonly key: Buffer
  readonly isNew: boolean
}

/** A key file holds this many bytes, as hexadecimal digits. */
const BYTES = 32

/** Opens the key at `path` for a dossier in the folder `claim`. Throws InputError; its messages tell nothing of a key. */
export function openClaimKey(path: string, claim: string): ClaimKey {
  const place = inFile(path)
  if (`${resolve(path)}${sep}`.startsWith(`${resolve(claim)}${sep}`)) {
    const message = 'expected --claim-key outside the folder of --claim; got a file inside it'
    fail('BAD_USAGE', message, place, 'the folder is sent away, and the key must stay')
  }
  const stats = statIfThere(path)
  if (stats && !stats.isFile()) fail('FILE_UNREADABLE', 'expected a file for --claim-key; got none', place)
  const secret = stats ? readSecret(path, place) : randomBytes(BYTES).toString('hex')
  let isWritten = false
  let isPlaced = false
  return {
    path,
    isNew: !stats,
    key: createHash('sha256').update(`kling-cost claim tokens 2\n${secret}`).digest(),
    /** Writes a new key to its file, for the claimant alone to read. */
    settle() {
      if (stats) return
      try {
        const file = openSync(path, 'wx', 0o600)
        isWritten = true
        try {
          writeFileSync(file, `${secret}\n`)
          fsyncSync(file)
        } finally {
          closeSync(file)
        }
      } catch (error) {
        this.discard()
        fail('FILE_UNWRITABLE', describeSystemError(error), place)
      }
    },
    place() {
      isPlaced = true
    },
    takeBack() {
      isPlaced = false
    },
    discard() {
      if (isPlaced) return
      if (isWritten) clear(() => rmSync(path, { force: true }))
      isWritten = false
    },
  }
}

function readSecret(path: string, place: Place): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    return fail('FILE_UNREADABLE', describeSystemError(error), place)
  }
  if (new RegExp(`^[0-9a-f]{${BYTES * 2}}$`).test(text)) return text
  const message = `expected a key of ${BYTES * 2} hexadecimal digits; got something else`
  return fail('BAD_VALUE', message, place, 'name a file that is not there yet, and a key is made there')
}
