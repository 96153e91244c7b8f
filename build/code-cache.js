/**
 * The code cache of a command, `node build/code-cache.js COMMAND`: runs the command as it is mostly run, so that V8
 * compiles what it needs, and writes what was compiled beside the program, where src/cli/start.ts looks for it. Each
 * command has its own, because all that is in a cache is read whether it is needed or not. `worker` stands for the
 * second thread of `sla`, up to the point where it waits for its task. With `--list-parts` it lists which parts of the
 * program the command loads, for program.js to put them together.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const dist = join(import.meta.dirname, '..', 'dist')
const folder = mkdtempSync(join(tmpdir(), 'kling-cost-'))

/** Writes an input and returns where it is. */
const input = (name, text) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const QUOTE = ['quote', '3.0', '--resolution', '1080p', '--audio', '--duration', '10', '--count', '500']

/** What is run, and what its answer holds when all is well. */
const RUNS = {
  help: () => [{ args: ['--help'], shows: 'kling-cost' }],
  quote: () => [
    { args: QUOTE, shows: '$750.00' },
    { args: [...QUOTE, '--json'], shows: '"750"' },
  ],
  budget: () => [{ args: ['budget', '--units-per-day', '400', '--horizon', '30d'], shows: 'package-' }],
  expiry: () => [
    {
      args: ['expiry', input('ledger.csv', 'id,package,purchased_at\nfirst,package-1,2026-11-01\n')],
      shows: 'first',
    },
  ],
  // Logs of a size that is read as a file, not as a stream.
  sla: () => [
    {
      args: [
        'sla',
        input(
          'log.csv',
          `timestamp,status\n${'2026-10-01T00:00:00Z,200\n2026-10-01T00:07:00Z,503\n'.repeat(200_000)}`,
        ),
      ],
      shows: '99.9888 %',
    },
    {
      args: [
        'sla',
        '--json',
        input(
          'log.jsonl',
          '{"timestamp":"2026-10-01T00:00:00Z","endpoint":"/v1/videos","status":200}\n'.repeat(200_000),
        ),
      ],
      shows: '"requests": 200000',
    },
  ],
}

const require = createRequire(import.meta.url)
const { compile, createLoader, readProgram, readWorker, sealCache } = require('../dist/start.cjs')

/** Runs the program as `name` says. */
async function runProgram(name, load) {
  const { processIo, run } = load('./main.cjs')
  // What a process does with its streams is compiled, too.
  processIo().out('')
  for (const { args, shows } of RUNS[name]()) {
    let output = ''
    const io = {
      stdin: { stream: [], isTerminal: true },
      out: text => {
        output += text
      },
      err() {},
      outIsTerminal: false,
      errIsTerminal: false,
      columns: 80,
      env: { HOME: folder },
      cwd: folder,
      now: () => Date.UTC(2026, 10, 21),
    }
    const status = await run(args, io)
    if (status !== 0 || !output.includes(shows)) throw new Error(`${name} does not answer: ${output}`)
  }
}

/** Runs the second thread as far as its first wait. */
function runWorker(script) {
  let isReady = false
  const parentPort = {
    once() {},
    postMessage() {
      isReady = true
    },
  }
  const load = name => (name === 'node:worker_threads' ? { parentPort } : require(name))
  script.runInThisContext()({ exports: {} }, load)
  if (!isReady) throw new Error('the worker does not come up')
}

const [name, listsParts] = process.argv.slice(2)
try {
  if (listsParts) {
    const { load, loaded } = createLoader()
    await runProgram(name, load)
    process.stdout.write(JSON.stringify([...loaded.keys()].sort()))
  } else {
    const source = name === 'worker' ? readWorker(dist) : readProgram(dist, name)
    const script = compile(source)
    if (name === 'worker') runWorker(script)
    else await runProgram(name, createLoader(script.runInThisContext()).load)
    writeFileSync(join(dist, `program.${name}.cache`), sealCache(source, script.createCachedData()))
  }
} finally {
  rmSync(folder, { recursive: true })
}
