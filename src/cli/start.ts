/**
 * Starts the program from a code cache. Most of a short run is V8 reading and compiling source; the build
 * leaves what it compiled beside the program, and a Node of the same V8 takes it from there. Any other Node
 * finds that the cache is not its own and loads the program as it loads any other: slower, never different.
 */
import { readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'
import type { ExitStatus } from './exit.js'

/** What the program exports; see main.ts. */
interface Program {
  main(): Promise<ExitStatus>
}

/** A CommonJS file, wrapped as Node wraps it. */
type Wrapped = (module: { exports: object }, require: NodeJS.Require) => void

/** The program's source as a function; the build makes the cache of the same text. */
export function readProgram(
  folder: string,
  cachedData?: Buffer,
): { script: Script; require: NodeJS.Require } {
  const filename = join(folder, 'program.cjs')
  // The build writes ASCII only, and V8 keeps Latin-1 text in half the room.
  const source = `(function (module, require) {${readFileSync(filename, 'latin1')}\n})`
  return {
    script: new Script(source, cachedData ? { filename, cachedData } : { filename }),
    require: nodeModule.createRequire(filename),
  }
}

/** Runs the program's source and returns what it exports. */
export function runProgram({ script, require }: ReturnType<typeof readProgram>): object {
  const module = { exports: {} }
  ;(script.runInThisContext() as Wrapped)(module, require)
  return module.exports
}

/** The program that lies in `folder`. */
function load(folder: string): Program {
  const cache = readCache(folder)
  const program = cache && readProgram(folder, cache)
  if (program && !program.script.cachedDataRejected) return runProgram(program) as Program
  // Node 22 and later keep a cache of their own, from the second run on.
  const { enableCompileCache } = nodeModule as { enableCompileCache?: () => void }
  enableCompileCache?.()
  return nodeModule.createRequire(join(folder, 'start.cjs'))('./program.cjs')
}

/** Commands that have a code cache; the rest take the first one's. */
const CACHED = ['quote', 'budget', 'expiry', 'sla']

function readCache(folder: string): Buffer | undefined {
  const command = CACHED.find(name => name === process.argv[2]) ?? CACHED[0]
  try {
    return readFileSync(join(folder, `program.${command}.cache`))
  } catch {
    return undefined
  }
}

/** Runs the program and leaves its exit status with the process, which ends when nothing is left to do. */
export async function start(): Promise<void> {
  process.exitCode = await load(__dirname).main()
}
