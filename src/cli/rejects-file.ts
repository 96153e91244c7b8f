/** `--rejects` for logs: rows are written as they are set aside, so that many of them take no memory. */

import type { RejectedRequest } from '../core/sla/answer.js'
import { makeJsonVisible } from '../report/text.js'
import { openWholeFile } from './output.js'

/** A file of rows set aside, written whole or not at all. */
export interface RejectsFile {
  take(row: RejectedRequest): void
  /** Puts the file in its place. */
  finish(): void
  /** Leaves nothing behind; does nothing after `finish`. */
  discard(): void
}

/** Pieces are joined up to this size before they are written. */
const BLOCK = 1 << 16

/** Opens the file. Throws FILE_UNWRITABLE. */
export function openRejectsFile(path: string): RejectsFile {
  const target = openWholeFile(path)
  let block = ''
  const flush = (): void => {
    if (block !== '') target.write(block)
    block = ''
  }
  return {
    take({ file, line, reason, raw }) {
      block += `${makeJsonVisible(JSON.stringify({ file, line, reason, row: raw }))}\n`
      if (block.length >= BLOCK) flush()
    },
    finish() {
      flush()
      target.finish()
    },
    discard: target.discard,
  }
}
