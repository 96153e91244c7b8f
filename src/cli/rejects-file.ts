/** `--rejects` for logs: rows are written as they are set aside, so that many of them take no memory. */

import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { fail } from '../core/failure.js'
import type { RejectedRequest } from '../core/sla/answer.js'
import { describeSystemError } from '../read/system-error.js'
import { makeJsonVisible } from '../report/text.js'
import { isSpecialFile } from './output.js'

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

/** Opens the file beside its name; a device is written directly. Throws FILE_UNWRITABLE. */
export function openRejectsFile(path: string): RejectsFile {
  const isDirect = isSpecialFile(path)
  const target = isDirect ? path : `${path}.${process.pid}.part`
  const attempt = <T>(act: () => T): T => {
    try {
      return act()
    } catch (error) {
      if (!isDirect) rmSync(target, { force: true })
      return fail('FILE_UNWRITABLE', describeSystemError(error), { file: path, line: null, column: null })
    }
  }
  const descriptor = attempt(() => openSync(target, isDirect ? 'w' : 'wx'))
  let block = ''
  let isDone = false
  const flush = (): void => {
    if (block !== '') attempt(() => writeSync(descriptor, block))
    block = ''
  }
  return {
    take({ file, line, reason, raw }) {
      block += `${makeJsonVisible(JSON.stringify({ file, line, reason, row: raw }))}\n`
      if (block.length >= BLOCK) flush()
    },
    finish() {
      flush()
      isDone = true
      attempt(() => {
        closeSync(descriptor)
        if (!isDirect) renameSync(target, path)
      })
    },
    discard() {
      if (isDone) return
      isDone = true
      closeSync(descriptor)
      if (!isDirect) rmSync(target, { force: true })
    },
  }
}
