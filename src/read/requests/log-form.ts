/** Which form a request log has. */
import { isCombinedLine } from './combined-log.js'

/** `--log-format`, `auto` aside. */
export const LOG_FORMS = ['csv', 'jsonl', 'combined'] as const
export type LogForm = (typeof LOG_FORMS)[number]

/** Tells a log's form by its first line that is not blank, of which `head` holds the beginning. */
export function detectLogForm(head: string): LogForm {
  const start = head.trimStart()
  if (start.startsWith('{') || start.startsWith('[')) return 'jsonl'
  return isCombinedLine(start.split(/\r?\n/, 1)[0]!) ? 'combined' : 'csv'
}
