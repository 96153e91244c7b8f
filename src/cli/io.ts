/** The outside world as arguments, so that a run is a function of them: streams, clock, environment. */
import { fstatSync, readFileSync, readSync, statSync, writeSync } from 'node:fs'
import { fail, inFile } from '../core/failure.js'
import type { StandardInput } from '../read/standard-input.js'
import { describeSystemError } from '../read/system-error.js'

/** What a command may use of the process it runs in. */
export interface Io {
  readonly stdin: StandardInput
  /** Writes to standard output. Throws `PipeClosed` when the reader has gone. */
  out(text: string): void
  /** Whether what was written to standard output went nowhere, and nobody may have meant it to. */
  readonly outIsLost?: boolean
  /** Writes to standard error. */
  err(text: string): void
  readonly outIsTerminal: boolean
  readonly errIsTerminal: boolean
  /** Columns of the terminal; Infinity for a pipe or file. */
  readonly columns: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** The words of the command line; left out where there is none. */
  readonly commandLine?: readonly string[] | undefined
  /** The folder that the run is in; left out: none, and no config file is looked for. */
  readonly cwd?: string | undefined
  /** Milliseconds since the epoch. */
  now(): number
}

/** The reader of standard output closed it early, as `head` does: the program ends quietly. */
export class PipeClosed extends Error {}

const RETRY_MILLIS = 5
/** Not everywhere: where it is missing, nothing is it. Node's own name for it would have to be loaded. */
const NULL_DEVICE = '/dev/null'
const STAT_OPTIONS = { throwIfNoEntry: false } as const
const NAMES: Readonly<Record<number, string>> = { 1: 'standard output', 2: 'standard error' }

/**
 * Writes all of `text` before it returns, whatever the other end: a pipe that is full is waited for, so that
 * a large answer arrives whole and the program may simply end.
 */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE') throw new PipeClosed()
      if (code !== 'EAGAIN')
        fail('FILE_UNWRITABLE', describeSystemError(error), inFile(NAMES[descriptor] ?? null))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MILLIS)
    }
  }
}

/**
 * Whether a descriptor is a terminal. Node's own answer loads its network modules, which a pipe need not wait for:
 * only a character device can be a terminal, and the null device, where those who measure let answers go, is none.
 */
function isTerminal(descriptor: 0 | 1 | 2): boolean {
  try {
    if (!fstatSync(descriptor).isCharacterDevice() || isNullDevice(descriptor)) return false
  } catch {
    // A descriptor that was closed before the program started.
    return false
  }
  const stream = descriptor === 0 ? process.stdin : descriptor === 1 ? process.stdout : process.stderr
  return stream.isTTY === true
}

const isNullDevice = (descriptor: number): boolean =>
  fstatSync(descriptor).rdev === statSync(NULL_DEVICE, STAT_OPTIONS)?.rdev

/**
 * Whether standard output is the null device, and can be read: what Node puts in the place of one that was closed when it
 * started. `> /dev/null` cannot be read. Programs that start others may open it just so to let an answer go, so that this is
 * no reason to refuse one.
 */
function isOutClosed(): boolean {
  try {
    return isNullDevice(1) && readSync(1, Buffer.alloc(1)) === 0
  } catch {
    return false
  }
}

/** The file that standard input is, when it is one that nobody has read from: what is left is then the whole. */
function findInputFile(): NonNullable<StandardInput['file']> | null {
  try {
    const stats = fstatSync(0)
    // Only Linux says how far a descriptor has been read; elsewhere it is read on as a stream.
    const isWhole = stats.isFile() && /^pos:\s*0$/m.test(readFileSync('/proc/self/fdinfo/0', 'latin1'))
    return isWhole ? { descriptor: 0, size: stats.size } : null
  } catch {
    return null
  }
}

/** The process this runs in. */
export function processIo(): Io {
  const outIsTerminal = isTerminal(1)
  let isWritten = false
  return {
    stdin: {
      get stream() {
        return process.stdin
      },
      descriptor: 0,
      get isTerminal() {
        return isTerminal(0)
      },
      get file() {
        return findInputFile()
      },
    },
    out(text) {
      writeAll(1, text)
      isWritten = true
    },
    get outIsLost() {
      return isWritten && isOutClosed()
    },
    err(text) {
      try {
        writeAll(2, text)
      } catch {
        // Where complaints cannot be written there is nobody to complain to; the exit status still tells.
      }
    },
    outIsTerminal,
    get errIsTerminal() {
      return isTerminal(2)
    },
    // A terminal that does not know its width says 0.
    columns: outIsTerminal ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY,
    env: process.env,
    commandLine: process.argv.slice(2),
    get cwd() {
      try {
        return process.cwd()
      } catch {
        // The folder was removed under the run.
        return undefined
      }
    },
    now: Date.now,
  }
}
