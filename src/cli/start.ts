/**
 * Starts the program from a code cache. Most of a short run is V8 reading and compiling source; the build
 * leaves what it compiled beside the program, and a Node of the same V8 takes it from there. Any other Node
 * finds that the cache is not its own, or not whole, and loads the program as it loads any other: slower, never different.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { crc32 } from 'node:zlib'
import { isLargeLog } from '../answers/logs/large-log.js'
import type { LaunchedWorker } from '../answers/logs/region-helper.js'
import type { ExitStatus } from './exit.js'

// Of this file, which is CommonJS when it is built. Asking Node for one costs a millisecond.
declare const require: NodeJS.Require

/** What the program exports; see main.ts. */
interface Program {
  main(worker: LaunchedWorker | null): Promise<ExitStatus>
}

/** A CommonJS file, wrapped as Node wraps it. */
type Wrapped = (module: { exports: object }, require: Require) => void

type Require = (name: string) => object

/** The file of a command: what gives a part of the program, by its name. */
interface Together {
  readonly parts: Readonly<Record<string, () => object>>
}

/** Source that has a code cache; as a script its value is a `Wrapped`. */
interface Source {
  /** The name of its script. No folder: the cache keeps it, and the builder's folders are nobody else's business. */
  readonly filename: string
  readonly bytes: Buffer
  readonly text: string
}

/** What comes before the function in the file of a command, so that Node can load it too. */
const ASSIGNS = 'module.exports='

/** The parts of the program that a command needs. */
export function readProgram(folder: string, command: string): Source {
  const filename = `program.${command}.cjs`
  const bytes = readFileSync(join(folder, filename))
  // The build writes ASCII only, and V8 keeps Latin-1 text in half the room. It is taken as it is: what is put
  // together of so long a text is room enough for V8 to collect garbage.
  return { filename, bytes, text: bytes.toString('latin1', ASSIGNS.length) }
}

/** What the second thread of a large log runs. */
export function readWorker(folder: string): Source {
  const filename = 'compiled-region-worker.cjs'
  const text = `(function (module, require) {${require(join(folder, 'packages', filename)).source}\n})`
  return { filename, bytes: Buffer.from(text), text }
}

/** Compiles a source, or takes it as V8 compiled it before. The build makes the cache of the same text. */
export const compile = ({ filename, text }: Source, cachedData?: Buffer): Script =>
  new Script(text, cachedData ? { filename, cachedData } : { filename })

/** The bytes of the check sum that a cache begins with. */
const CHECK_SUM = 4

/**
 * A code cache as it is kept. V8 knows a cache of another V8 by its head, but of the source it looks at the length
 * alone, and at a damaged byte it ends the process. So a check sum of the source and of the code stands in front.
 */
export function sealCache({ bytes }: Source, code: Buffer): Buffer {
  const sum = Buffer.alloc(CHECK_SUM)
  sum.writeUInt32LE(crc32(code, crc32(bytes)))
  return Buffer.concat([sum, code])
}

/** The code cache of a source; undefined where none can be read, or it is damaged or of another source. */
export function readCache(folder: string, name: string, { bytes }: Source): Buffer | undefined {
  try {
    const cache = readFileSync(join(folder, `program.${name}.cache`))
    const code = cache.subarray(CHECK_SUM)
    return cache.readUInt32LE() === crc32(code, crc32(bytes)) ? code : undefined
  } catch {
    return undefined
  }
}

/** For the second thread itself. */
export function runWorker(): void {
  const source = readWorker(__dirname)
  const script = compile(source, readCache(__dirname, 'worker', source))
  ;(script.runInThisContext() as Wrapped)({ exports: {} }, require)
}

/** Loads parts of the program: from those that lie `together` (see build/program.js), or from a file of their own. */
export function createLoader(together?: Wrapped) {
  const loaded = new Map<string, { exports: object }>()
  const run = (part: Wrapped, module: { exports: object }): object => {
    part(module, load)
    return module.exports
  }
  const load: Require = name => {
    if (!name.startsWith('./') || name.startsWith('./packages/')) return require(name)
    const known = loaded.get(name)
    if (known) return known.exports
    const module = { exports: {} }
    loaded.set(name, module)
    const give = given.parts[name]
    if (!give) return run(require(join(__dirname, 'program', name)), module)
    module.exports = give()
    return module.exports
  }
  const given = (together ? run(together, { exports: {} }) : { parts: {} }) as Together
  return { load, loaded }
}

/** Commands that have parts and a code cache of their own; the build makes both for each (build/program.js). */
export const CACHED_COMMANDS = ['quote', 'budget', 'expiry', 'sla'] as const

/** Loads the program that lies in `folder`. */
function load(folder: string): Program {
  const command = CACHED_COMMANDS.find(name => name === process.argv[2]) ?? 'help'
  return createLoader(readParts(folder, command)).load('./main.cjs') as Program
}

/** The parts of the program that a command needs, from their code cache where it can be used. */
function readParts(folder: string, command: string): Wrapped {
  const source = readProgram(folder, command)
  const cache = readCache(folder, command, source)
  const program = cache && compile(source, cache)
  if (program && !program.cachedDataRejected) return program.runInThisContext()
  // Node 22 and later keep a cache of their own, from the second run on.
  const { enableCompileCache } = require('node:module') as { enableCompileCache?: () => void }
  enableCompileCache?.()
  return require(join(folder, `program.${command}.cjs`))
}

/**
 * A worker for a log so large that two threads read it, else null. It takes as long to come up as the program does,
 * and the second processor has nothing else to do by then.
 */
async function launchForLog([, , command, ...rest]: readonly string[]): Promise<LaunchedWorker | null> {
  if (command !== 'sla' || !rest.some(isLargeLog)) return null
  const { launchWorker } = await import('../answers/logs/region-helper.js')
  try {
    return launchWorker(`require(${JSON.stringify(join(__dirname, 'start.cjs'))}).runWorker()`)
  } catch {
    // The system grants no further thread.
    return null
  }
}

/**
 * Runs the program and ends the process with its exit status. Whatever a command writes has been written when it
 * is done; a process that ended by itself would wait for V8 to compile functions that nobody will call any more.
 */
export async function start(): Promise<void> {
  const worker = await launchForLog(process.argv)
  process.exit(await load(__dirname).main(worker))
}
