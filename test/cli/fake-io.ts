/** A run of the program in a world of its own: streams, clock and environment are arguments. */
import type { Io } from '../../src/cli/io.js'
import { run } from '../../src/cli/main.js'

/** What a run finds; nothing is a terminal unless it says so. */
export interface World {
  /** What standard input holds; a terminal when left out. */
  readonly stdin?: string | Buffer
  readonly outIsTerminal?: boolean
  readonly errIsTerminal?: boolean
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  /** Where a config file is looked for; left out: nowhere. */
  readonly cwd?: string
  /** Milliseconds that pass between two looks at the clock. */
  readonly tick?: number
  /** Takes standard output in place of the record. */
  readonly out?: (text: string) => void
}

/** What a run leaves. */
export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** 2026-11-21, the day of every run that is not told another. */
export const NOW = Date.UTC(2026, 10, 21)

/** Runs `kling-cost` with `argv`. */
export async function runWith(argv: readonly string[], world: World = {}): Promise<Ran> {
  let [out, err, now] = ['', '', NOW]
  async function* stream() {
    if (world.stdin !== undefined && world.stdin.length > 0) yield Buffer.from(world.stdin)
  }
  const io: Io = {
    stdin: { stream: stream(), isTerminal: world.stdin === undefined },
    out:
      world.out ??
      (text => {
        out += text
      }),
    err: text => {
      err += text
    },
    outIsTerminal: world.outIsTerminal ?? false,
    errIsTerminal: world.errIsTerminal ?? false,
    columns: world.columns ?? Number.POSITIVE_INFINITY,
    env: world.env ?? {},
    ...(world.cwd === undefined ? {} : { cwd: world.cwd }),
    now: () => {
      now += world.tick ?? 0
      return now
    },
  }
  return { status: await run(argv, io), out, err }
}
