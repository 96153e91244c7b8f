/** A file system that fails at a call of one's choice: what node:fs does to files of one folder, counted and broken. */
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { sep } from 'node:path'

// The object itself: what is imported by name is made anew from it.
const fs = createRequire(import.meta.url)('node:fs') as Record<string, (...args: unknown[]) => unknown>

/** What can fail, by what a call does. */
const CALLS = {
  look: ['statSync', 'lstatSync', 'fstatSync', 'realpathSync', 'readlinkSync', 'readdirSync', 'existsSync'],
  open: ['openSync', 'open'],
  read: ['readSync', 'read', 'readFileSync'],
  write: ['writeSync', 'writeFileSync', 'appendFileSync', 'copyFileSync', 'mkdirSync'],
  settle: ['fsyncSync', 'closeSync', 'close', 'chmodSync', 'fchmodSync'],
  place: ['renameSync', 'linkSync'],
  remove: ['rmSync', 'ftruncateSync'],
} as const
type Call = keyof typeof CALLS

/** A way to fail. */
export interface Fault {
  /** The system's word for it, or a transfer of fewer bytes than were asked for, which is right. */
  readonly code: 'EIO' | 'EACCES' | 'ENOSPC' | 'EMFILE' | 'EAGAIN' | 'fewer bytes'
  readonly calls: readonly Call[]
  /** Whether all later calls fail too. */
  readonly lasts?: true
}

/** What a run under a fault did. */
export interface Faulted<T> {
  readonly result: T
  /** The call that failed first; null when there were not so many. */
  readonly failed: string | null
  /** How many calls there were that could have failed. */
  readonly calls: number
  /** Files of the folder that the run left open. */
  readonly leftOpen: readonly string[]
}

/** The descriptors of standard output and error, whose bytes are kept here. */
const STREAMS = [1, 2]

/**
 * Runs `act` on a file system whose call number `at` fails, counted from 0 over those that `fault` is of. Standard output
 * and error belong to it; `written` takes what goes there.
 */
export async function withFault<T>(
  { folder, descriptors }: { folder: string; descriptors: readonly number[] },
  fault: Fault,
  at: number,
  act: () => Promise<T>,
  written: (descriptor: number, text: string) => void,
): Promise<Faulted<T>> {
  const names = Object.values(CALLS).flat()
  const before = Object.fromEntries(names.map(name => [name, fs[name]!]))
  const open = new Map<unknown, string>([...STREAMS, ...descriptors].map(each => [each, '']))
  const leftOpen = (): string[] => [...open.values()].filter(path => path !== '')
  let count = 0
  let failed: string | null = null
  let isRemoving = false
  const isOurs = (target: unknown): boolean =>
    typeof target === 'number' ? open.has(target) : typeof target === 'string' && isBelow(target, folder)
  const isDue = (name: string, target: unknown): boolean => {
    const isIt = fault.lasts ? count >= at : count === at
    count++
    if (isIt) failed ??= `${name} ${String(target)}`.replace(`${folder}${sep}`, '')
    return isIt
  }
  const errorOf = (name: string): Error =>
    Object.assign(new Error(`${fault.code}: ${name}`), { code: fault.code, syscall: name, errno: -1 })

  for (const [call, names] of Object.entries(CALLS))
    for (const name of names) {
      const real = before[name]!
      const isCounted = fault.calls.includes(call as Call)
      fs[name] = (...args: unknown[]): unknown => {
        if (!isOurs(args[0])) return real(...args)
        const isStream = STREAMS.includes(args[0] as number)
        const callback =
          typeof args.at(-1) === 'function' ? (args.at(-1) as (...all: unknown[]) => void) : null
        // What cannot be told is told to nobody.
        const broken = isCounted && args[0] !== 2 && !isRemoving && isDue(name, args[0])
        if (broken && fault.code === 'fewer bytes') {
          args = withFewerBytes(name, args)
        } else if (broken) {
          if (name === 'existsSync') return false
          // Half of it may be there already; and what fails to close is closed.
          if (name === 'writeFileSync' || name === 'appendFileSync')
            real(args[0], String(args[1]).slice(0, String(args[1]).length / 2))
          if (name.startsWith('close')) {
            open.delete(args[0])
            before.closeSync!(args[0])
          }
          if (!callback) throw errorOf(name)
          process.nextTick(callback, errorOf(name))
          return undefined
        }
        if (isStream) return writeStream(args, written)
        if (name.startsWith('close')) open.delete(args[0])
        if (name === 'open') {
          args[args.length - 1] = (error: unknown, descriptor: unknown) => {
            if (!error) open.set(descriptor, String(args[0]))
            callback!(error, descriptor)
          }
        }
        // Inside it calls others of these, which belong to it.
        isRemoving = name === 'rmSync'
        let result: unknown
        try {
          result = real(...args)
        } finally {
          isRemoving = false
        }
        if (name === 'openSync') open.set(result, String(args[0]))
        return result
      }
      Object.assign(fs[name]!, real)
    }
  syncBuiltinESMExports()
  try {
    const result = await act()
    // A stream that was left closes its file a moment later.
    for (let turn = 0; turn < 20 && leftOpen().length > 0; turn++)
      await new Promise(resolve => setImmediate(resolve))
    return {
      result,
      failed,
      calls: count,
      leftOpen: leftOpen().map(path => path.replace(`${folder}${sep}`, '')),
    }
  } finally {
    Object.assign(fs, before)
    syncBuiltinESMExports()
  }
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep)

/** The same call for half of the bytes, where a call may give fewer. */
function withFewerBytes(name: string, args: unknown[]): unknown[] {
  if (name !== 'readSync' && name !== 'read' && name !== 'writeSync') return args
  const [descriptor, bytes, third, length, position, ...rest] = args as [
    ...[number, Buffer, unknown],
    number?,
    ...unknown[],
  ]
  if (typeof third === 'object') throw new Error(`${name} with options: not foreseen here`)
  const offset = Number(third ?? 0)
  const whole = length ?? bytes.length - offset
  return [descriptor, bytes, offset, Math.max(1, whole >> 1), position ?? null, ...rest]
}

/** What goes to a stream; only `writeSync` writes there. */
function writeStream(args: unknown[], written: (descriptor: number, text: string) => void): number {
  const [descriptor, bytes, offset = 0, length] = args as [number, Buffer, number?, number?]
  const part = bytes.subarray(offset, offset + (length ?? bytes.length - offset))
  written(descriptor, part.toString('latin1'))
  return part.length
}
