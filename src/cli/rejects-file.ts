/** `--rejects` for logs: rows are written as they are set aside, so that many of them take no memory. */

import type { RejectedRequest } from '../core/sla/answer.js'
import { writeJson } from '../report/text.js'
import type { Outputs } from './outputs.js'

/** Pieces are joined up to this size before they are written. */
const BLOCK = 1 << 16

/** What takes the rows, and the pieces that are left to write when there are no more. */
export function openRejectsFile(outputs: Outputs) {
  const file = outputs.take('rejects')
  let block = ''
  return {
    take({ file: log, line, reason, raw }: RejectedRequest): void {
      block += `${writeJson({ file: log, line, reason, row: raw })}\n`
      if (block.length < BLOCK) return
      file.write(block)
      block = ''
    },
    rest: (): string[] => [block],
  }
}
