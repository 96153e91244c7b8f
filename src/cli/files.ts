/** Files told apart by what they are: one file has many spellings, links, and second names. */
import { type BigIntStats, fstatSync, statSync } from 'node:fs'
import { sep } from 'node:path'
import { failOnAny, type Issue, NOWHERE } from '../core/failure.js'
import type { StandardInput } from '../read/standard-input.js'
import { inQuotes } from '../read/values.js'
import { isSpecialFile, resolveTarget, withoutSeparators } from './output-path.js'

/** The files of a run. `-` is standard input, and no output; what was not given is no file. */
export interface RunFiles {
  /** Of these no two may be one: what they hold would count twice. */
  readonly logs?: readonly string[]
  readonly inputs: readonly (string | undefined)[]
  /** By the option that names it, without its dashes. */
  readonly outputs: Readonly<Record<string, string | undefined>>
}

/**
 * Refuses a log that is given twice, an output that would overwrite an input, and two outputs in one file,
 * however they are spelled. Devices and pipes may be any of these. Throws BAD_USAGE.
 */
export function checkFiles({ logs = [], inputs, outputs }: RunFiles, stdin: StandardInput): void {
  const issues: Issue[] = []
  const refuse = (message: string): void => {
    issues.push({ code: 'BAD_USAGE', message, place: NOWHERE })
  }
  const read = new Map<string, string>()
  for (const log of logs) {
    const key = identityOf(log, stdin)
    const known = key === null ? undefined : read.get(key)
    if (known !== undefined) refuse(describeRepeated(log, known))
    else if (key !== null) read.set(key, log)
  }
  for (const input of inputs) {
    const key = input === undefined ? null : identityOf(input, stdin)
    if (key !== null && !read.has(key)) read.set(key, input!)
  }
  const written = new Map<string, string>()
  const claim = outputs.claim === undefined ? null : placeOf(withoutSeparators(outputs.claim))
  for (const [option, output] of Object.entries(outputs)) {
    if (output === undefined || output === '-' || isSpecialFile(output)) continue
    const key = identityOf(output, stdin) ?? placeOf(output)
    const input = read.get(key)
    if (input !== undefined)
      refuse(
        `--${option} ${inQuotes(output)} would overwrite ${input === output ? 'what is read' : nameOf(input)}`,
      )
    else if (written.has(key)) refuse(`${written.get(key)} and --${option}: one file cannot take two answers`)
    else written.set(key, `--${option}`)
    // A dossier lists all that is in it.
    if (claim !== null && option !== 'claim' && placeOf(output).startsWith(`${claim}${sep}`))
      refuse(`--${option} ${inQuotes(output)} lies in the folder of --claim; name a place outside it`)
  }
  failOnAny(issues)
}

const nameOf = (input: string): string => (input === '-' ? 'standard input' : inQuotes(input))

const describeRepeated = (log: string, known: string): string =>
  log === known
    ? `the log ${inQuotes(log)} is given twice: what it holds would count twice`
    : `the log ${nameOf(log)} is ${nameOf(known)} by another name: what it holds would count twice`

/** What tells a regular file from all others, whatever it is called; null for what is none. */
function identityOf(path: string, stdin: StandardInput): string | null {
  let stats: BigIntStats
  try {
    // Some file systems number their files beyond what a double holds.
    if (path !== '-') stats = statSync(path, { bigint: true })
    else if (stdin.descriptor !== undefined) stats = fstatSync(stdin.descriptor, { bigint: true })
    else return null
  } catch {
    return null
  }
  return stats.isFile() ? `${stats.dev}:${stats.ino}` : null
}

/** Where a file that is not there yet would be written. Whoever cannot write there is told so when it is tried. */
function placeOf(path: string): string {
  try {
    return resolveTarget(path)
  } catch {
    return path
  }
}
