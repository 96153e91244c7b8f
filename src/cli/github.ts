/** What a job on GitHub Actions shows beside its log: annotations of crossed gates, and the answer as its summary. */
import { makeVisible } from '../report/text.js'
import type { Io } from './io.js'

type Environment = Io['env']

const isOnGithub = (env: Environment): boolean => env.GITHUB_ACTIONS === 'true'

/** Where the summary goes: the file that was named, else that of the job; null: nowhere. */
export const summaryFileOf = (named: string | undefined, env: Environment): string | null =>
  named ?? (isOnGithub(env) ? env.GITHUB_STEP_SUMMARY || null : null)

/** The message of a workflow command: a line end or a per cent sign would end it or be read as an escape. */
const escapeMessage = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** Annotates the run with each crossed gate. The runner reads standard error too, so the answer stays as it is. */
export function annotate(crossings: readonly string[], io: Io): void {
  if (!isOnGithub(io.env)) return
  for (const text of crossings)
    io.err(`::error title=kling-cost gate crossed::${escapeMessage(makeVisible(text))}\n`)
}
