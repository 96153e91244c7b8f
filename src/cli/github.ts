/** What a job on GitHub Actions shows beside its log: annotations of crossed gates, and the answer as its summary. */
import { appendFileSync } from 'node:fs'
import { fail } from '../core/failure.js'
import { describeSystemError } from '../read/system-error.js'
import { makeVisible } from '../report/text.js'
import type { Io } from './io.js'

type Environment = Io['env']

const isOnGithub = (env: Environment): boolean => env.GITHUB_ACTIONS === 'true'

/** Where the summary goes: the file that was named, else that of the job; null: nowhere. */
export const summaryFileOf = (named: string | undefined, env: Environment): string | null =>
  named ?? (isOnGithub(env) ? env.GITHUB_STEP_SUMMARY || null : null)

/** Appends to the summary: each step of a job adds its own. Throws FILE_UNWRITABLE. */
export function appendSummary(path: string, pieces: Iterable<string>): void {
  try {
    appendFileSync(path, `${[...pieces].join('')}\n`)
  } catch (error) {
    fail('FILE_UNWRITABLE', describeSystemError(error), { file: path, line: null, column: null })
  }
}

/** The message of a workflow command: a line end or a per cent sign would end it or be read as an escape. */
const escapeMessage = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** Annotates the run with each crossed gate. The runner reads standard error too, so the answer stays as it is. */
export function annotate(crossings: readonly string[], io: Io): void {
  if (!isOnGithub(io.env)) return
  for (const text of crossings)
    io.err(`::error title=kling-cost gate crossed::${escapeMessage(makeVisible(text))}\n`)
}
