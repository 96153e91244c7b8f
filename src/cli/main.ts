/** The program as a function of its arguments and the world. */
import type { LaunchedWorker } from '../answers/logs/region-helper.js'
import { formatIssue, InputError, type Issue, inFile, ofFirstRows } from '../core/failure.js'
import { describeSystemError, isSystemError } from '../read/system-error.js'
import { makeLinesVisible, makeVisible } from '../report/text.js'
import { EXIT, type ExitStatus } from './exit.js'
import { type Io, PipeClosed, processIo } from './io.js'
import { CommanderError, createProgram } from './program.js'
import { placeIssue, type Setting } from './settings.js'

export { processIo }

const OUT_IS_LOST =
  'note: standard output is closed (or /dev/null): what was written there is lost; -o FILE writes a file\n'

/** Runs `kling-cost` with `argv` (program name left out); never throws. */
export async function run(argv: readonly string[], io: Io): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.answered
  let settings: readonly Setting[] = []
  let isQuiet = false
  try {
    const program = createProgram(argv, io, {
      finish(result) {
        status = result
      },
      takeSettings(found, quiet) {
        settings = found
        isQuiet = quiet
      },
    })
    await program.parseAsync([...argv], { from: 'user' })
    if (!isQuiet) tellSettings(settings, io)
  } catch (error) {
    status = reportFailure(error, status, settings, io)
  }
  if (!isQuiet && io.outIsLost) io.err(OUT_IS_LOST)
  return status
}

/** Which options a file set is told: who wonders at an answer need not search for it. */
function tellSettings(settings: readonly Setting[], io: Io): void {
  const set = settings.flatMap(({ name, origin }) =>
    origin.kind === 'file' ? [{ name, place: origin.place }] : [],
  )
  if (set.length === 0) return
  const names = set.map(({ name, place }) => `${name} (line ${place.line})`).join(', ')
  io.err(`note: ${makeVisible(`${set[0]!.place.file} sets ${names}`)}\n`)
}

/** `run` for the process it is called in; `worker` is one that was launched before. */
export async function main(worker: LaunchedWorker | null): Promise<ExitStatus> {
  if (worker) (await import('../answers/logs/region-helper.js')).offerWorker(worker)
  return run(process.argv.slice(2), processIo())
}

function reportFailure(error: unknown, status: ExitStatus, settings: readonly Setting[], io: Io): ExitStatus {
  if (error instanceof PipeClosed) return status
  if (error instanceof InputError) {
    io.err(
      `${ofFirstRows(error.issues)
        .map(issue => printIssue(placeIssue(issue, settings)))
        .join('\n')}\n`,
    )
    return EXIT.badInput
  }
  if (error instanceof CommanderError) {
    // Help and version end here too, with their text on standard output already.
    return error.exitCode === 0 ? EXIT.answered : EXIT.badInput
  }
  if (isSystemError(error)) {
    const message = describeSystemError(error)
    io.err(`${printIssue({ code: 'FILE_UNREADABLE', message, place: inFile(error.path ?? null) })}\n`)
    return EXIT.badInput
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  io.err(
    `kling-cost: this is a bug; please report it with the command you ran\n${makeLinesVisible(message)}\n`,
  )
  if (io.env.KLING_COST_DEBUG && error instanceof Error) io.err(`${error.stack}\n`)
  return EXIT.bug
}

/** An issue for a terminal: what came from a file is shown, not executed. */
const printIssue = (issue: Issue): string =>
  formatIssue({
    ...issue,
    message: makeVisible(issue.message),
    place: { ...issue.place, file: issue.place.file && makeVisible(issue.place.file) },
    ...(issue.hint === undefined ? {} : { hint: makeLinesVisible(issue.hint) }),
  })
