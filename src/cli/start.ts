/**
 * Starts the program from a code cache. Most of a short run is V8 reading and compiling source; the build
 * leaves what it compiled beside the program, and a Node of the same V8 takes it from there. Any other Node
 * finds that the cache is not its own and loads the program as it loads any other: slower, never different.
 */
import { readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { isLargeLog } from '../answers/logs/large-log.js'
import type { LaunchedWorker } from '../answers/logs/region-helper.js'
import type { ExitStatus } from './exit.js'

/** What the program exports; see main.ts. */
interface Program {
  main(worker: LaunchedWorker | null): Promise<ExitStatus>
}

/** A CommonJS file, wrapped as Node wraps it. */
type Wrapped = (module: { exports: object }, require: NodeJS.Require) => void

/** A CommonJS file's source as a function. */
interface Source {
  readonly script: Script
  readonly require: NodeJS.Require
}

/** The build makes the cache of the same text. */
function wrap(filename: string, text: string, cachedData: Buffer | undefined): Source {
  const source = `(function (module, require) {${text}\n})`
  return {
    script: new Script(source, cachedData ? { filename, cachedData } : { filename }),
    require: nodeModule.createRequire(filename),
  }
}

/** The program that lies in `folder`. */
export function readProgram(folder: string, cachedData?: Buffer): Source {
  const filename = join(folder, 'program.cjs')
  // The build writes ASCII only, and V8 keeps Latin-1 text in half the room.
  return wrap(filename, readFileSync(filename, 'latin1'), cachedData)
}

/** What the second thread of a large log runs. */
export function readWorker(folder: string, cachedData?: Buffer): Source {
  const filename = join(folder, 'packages', 'compiled-region-worker.cjs')
  const { source } = nodeModule.createRequire(filename)(filename)
  return wrap(filename, source, cachedData)
}

/** Runs a source and returns what it exports. */
export function runSource({ script, require }: Source): object {
  const module = { exports: {} }
  ;(script.runInThisContext() as Wrapped)(module, require)
  return module.exports
}

/** For the second thread itself. */
export function runWorker(): void {
  runSource(readWorker(__dirname, readCache(__dirname, 'worker')))
}

/** Loads the program that lies in `folder`. */
function load(folder: string): Program {
  const cache = readCache(folder, CACHED.find(name => name === process.argv[2]) ?? CACHED[0])
  const program = cache && readProgram(folder, cache)
  if (program && !program.script.cachedDataRejected) return runSource(program) as Program
  // Node 22 and later keep a cache of their own, from the second run on.
  const { enableCompileCache } = nodeModule as { enableCompileCache?: () => void }
  enableCompileCache?.()
  return nodeModule.createRequire(join(folder, 'start.cjs'))('./program.cjs')
}

/** Commands that have a code cache; the rest take the first one's. */
const CACHED = ['quote', 'budget', 'expiry', 'sla'] as const

function readCache(folder: string, name: string): Buffer | undefined {
  try {
    return readFileSync(join(folder, `program.${name}.cache`))
  } catch {
    return undefined
  }
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
