/** The program as a function of its arguments and the world. */
import { formatIssue, InputError, type Issue } from '../core/failure.js'
import { makeLinesVisible, makeVisible } from '../report/text.js'
import { EXIT, type ExitStatus } from './exit.js'
import { type Io, PipeClosed, processIo } from './io.js'
import { CommanderError, createProgram } from './program.js'

/** Runs `kling-cost` with `argv` (program name left out); never throws. */
export async function run(argv: readonly string[], io: Io): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.answered
  try {
    const program = createProgram(argv, io, result => {
      status = result
    })
    await program.parseAsync([...argv], { from: 'user' })
    return status
  } catch (error) {
    return reportFailure(error, status, io)
  }
}

/** `run` for the process it is called in. */
export const main = (): Promise<ExitStatus> => run(process.argv.slice(2), processIo())

function reportFailure(error: unknown, status: ExitStatus, io: Io): ExitStatus {
  if (error instanceof PipeClosed) return status
  if (error instanceof InputError) {
    io.err(`${error.issues.map(printIssue).join('\n')}\n`)
    return EXIT.badInput
  }
  if (error instanceof CommanderError) {
    // Help and version end here too, with their text on standard output already.
    return error.exitCode === 0 ? EXIT.answered : EXIT.badInput
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
