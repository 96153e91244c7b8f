/**
 * Mutation testing: `npm run mutate -- --sample 200 --seed 1 --under src/core`. Small changes are made to the code, one
 * at a time, and the tests that reach the place are run; a change that no test notices is a survivor, and is printed.
 * `--under src/core/ratio.ts:12` takes one line, `--tests test/core` some tests only, `--minutes 30` ends it in time.
 * Not for CI, as it takes hours of one core; the code must stay as it is meanwhile.
 *
 * Nothing on disk changes. All changes of a sample are in the modules that Vite hands to the tests, each behind a
 * switch: `(globalThis.__mutant(7) ? a <= b : a < b)`; the environment says which one is on. A first run of all tests
 * with none on finds the files that reach each. Tests that run the built program do not see `src/`, and thus reach
 * none. The region worker is bundled from the changed modules; the kernels in WebAssembly are not changed.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { createVitest } from 'vitest/node'
import { bundleWorker } from '../../build/compiled-modules.js'
import { drawSample, folderOf, withSwitches } from './mutants.js'

const root = join(import.meta.dirname, '../..')

/** The least share of mutants, per cent, that must be noticed. */
const THRESHOLDS = { 'src/core': 95, 'src/read': 90, 'src/answers': 90, 'src/report': 90 }

/** Runs tests in this process for the one that asks: `{ mutant, files }`, and all tests where `files` is null. */
async function serve(options) {
  const ofFile = new Map()
  for (const mutant of drawSample(options).mutants) {
    const file = join(root, mutant.file)
    ofFile.set(file, [...(ofFile.get(file) ?? []), mutant])
  }
  const change = file => {
    const mutants = ofFile.get(file)
    return mutants && withSwitches(readFileSync(file, 'utf8'), mutants)
  }
  const forEsbuild = {
    name: 'mutants',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
        const contents = change(path)
        return contents && { contents, loader: 'ts' }
      })
    },
  }
  const forVite = {
    name: 'mutants',
    enforce: 'pre',
    load: id =>
      id === '\0compiled:region-worker'
        ? bundleWorker('src/answers/logs/region-worker.ts', [forEsbuild])
        : change(id),
  }
  class InOrder {
    shard = files => files
    sort = files => files
  }
  const vitest = await createVitest(
    'test',
    {
      root,
      watch: false,
      bail: 0,
      maxWorkers: 1,
      reporters: [{}],
      // Beside other work a test may be slow without being wrong.
      testTimeout: 180_000,
      sequence: { sequencer: InOrder },
    },
    { plugins: [forVite] },
  )
  await vitest.standalone()
  const specifications = await vitest.globTestSpecifications(options.tests)
  process.on('message', async ({ mutant, files, reached }) => {
    process.env.MUTANT = String(mutant)
    process.env.MUTANTS_REACHED = reached
    vitest.config.bail = files ? 1 : 0
    const chosen = files
      ? files.map(file => specifications.find(({ moduleId }) => moduleId === file))
      : specifications
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(chosen, files === null)
    const failed = testModules.filter(module => !module.ok() || module.errors().length > 0)
    process.send({
      failed: failed.map(({ moduleId }) => moduleId),
      isFailed: failed.length > 0 || unhandledErrors.length > 0,
      millis: testModules.map(module => [module.moduleId, module.diagnostic().duration]),
    })
  })
  process.send('ready')
}

/** A process that runs tests, which is ended with all that it started when it takes too long, and begun anew. */
class Server {
  #child = null

  async #start() {
    this.#child = fork(import.meta.filename, process.argv.slice(2), {
      cwd: root,
      detached: true,
      env: { ...process.env, MUTATE_SERVER: '1', CI: '1' },
      stdio: ['ignore', 'ignore', process.env.MUTATE_DEBUG ? 'inherit' : 'ignore', 'ipc'],
    })
    await this.#hear(600_000)
  }

  #hear(limit) {
    const child = this.#child
    return new Promise(resolve => {
      const end = answer => {
        clearTimeout(timer)
        child.off('exit', onExit).off('message', end)
        resolve(answer)
      }
      const onExit = () => end({ isGone: true })
      const timer = setTimeout(() => end({ isLate: true }), limit)
      child.on('exit', onExit).on('message', end)
    })
  }

  /** What came of a run; `isLate` when it took longer than `limit`, `isGone` when the process ended. */
  async run(task, limit) {
    if (!this.#child) await this.#start()
    this.#child.send(task)
    const answer = await this.#hear(limit)
    if (answer.isLate || answer.isGone) this.stop()
    return answer
  }

  stop() {
    if (this.#child === null) return
    try {
      process.kill(-this.#child.pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
    this.#child = null
  }
}

/** Which files of tests reach each mutant, the quickest first, and which fail without any. */
async function findReaching(server) {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
  const started = Date.now()
  const { failed, millis, isLate, isGone } = await server.run(
    { mutant: 0, files: null, reached: folder },
    3_600_000,
  )
  if (isLate || isGone) throw new Error('the tests do not end without any mutant')
  const times = new Map(millis)
  const reaching = new Map()
  for (const name of readdirSync(folder)) {
    let last = null
    for (const line of readFileSync(join(folder, name), 'utf8').trim().split('\n')) {
      const [id, file] = line.split('\t')
      // A thread does not know whose it is; its process does.
      last = file || last
      if (last && !failed.includes(last))
        reaching.set(Number(id), (reaching.get(Number(id)) ?? new Set()).add(last))
    }
  }
  rmSync(folder, { recursive: true })
  console.log(`all tests without a mutant: ${Math.round((Date.now() - started) / 1000)} s`)
  for (const file of failed) console.log(`left out, as it fails without a mutant: ${relative(root, file)}`)
  return { reaching, times }
}

/** What came of the mutants so far, by folder. */
class Scores {
  #ofFolder = new Map()
  #tried = 0
  #endless = 0

  take(file, isNoticed, isEndless) {
    const folder = folderOf(file)
    const { tried, noticed } = this.#ofFolder.get(folder) ?? { tried: 0, noticed: 0 }
    this.#ofFolder.set(folder, { tried: tried + 1, noticed: noticed + Number(isNoticed) })
    this.#endless += Number(isEndless)
    if (++this.#tried % 25 === 0) console.error(`${this.#tried} tried`)
  }

  tell() {
    for (const [folder, { tried, noticed }] of [...this.#ofFolder].sort()) {
      const share = (100 * noticed) / tried
      const least = THRESHOLDS[folder] ?? 0
      if (share < least) process.exitCode = 1
      console.log(`${folder}: ${noticed} of ${tried} noticed, ${share.toFixed(1)} % (${least} % wanted)`)
    }
    if (this.#endless > 0) console.log(`noticed because the tests did not end: ${this.#endless}`)
  }
}

async function main(options) {
  const { all, mutants } = drawSample(options)
  const places = options.under.join(', ')
  if (mutants.length === 0) throw new Error(`expected code to change under ${places}; found none`)
  console.log(`${mutants.length} of ${all} mutants under ${places}, by seed ${options.seed}`)
  const server = new Server()
  const scores = new Scores()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      server.stop()
      scores.tell()
      process.exit(130)
    })
  const end = Date.now() + Number(options.minutes) * 60_000
  try {
    const { reaching, times } = await findReaching(server)
    for (const { id, file, line, before, after } of mutants) {
      if (Date.now() > end) break
      // The tests of the same name first, then those that take the least time.
      const name = file.replace(/^src\//, 'test/').replace(/\.ts$/, '')
      const costOf = test => (relative(root, test).startsWith(name) ? -1 : (times.get(test) ?? 0))
      const files = [...(reaching.get(id) ?? [])].sort((a, b) => costOf(a) - costOf(b))
      const limit = 120_000 + 5 * files.reduce((sum, test) => sum + (times.get(test) ?? 0), 0)
      const answer = files.length > 0 ? await server.run({ mutant: id, files, reached: '' }, limit) : {}
      const isNoticed = Boolean(answer.isFailed || answer.isLate || answer.isGone)
      scores.take(file, isNoticed, Boolean(answer.isLate))
      if (isNoticed) continue
      const short = text => (text.length > 100 ? `${text.slice(0, 99)}…` : text).replaceAll(/\s+/g, ' ')
      const why = files.length === 0 ? ' (no test reaches it)' : ''
      console.log(`${file}:${line} ${short(before)} → ${short(after)}${why}`)
    }
  } finally {
    server.stop()
  }
  scores.tell()
}

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    under: { type: 'string', multiple: true, default: Object.keys(THRESHOLDS) },
    tests: { type: 'string', multiple: true, default: ['test/'] },
    minutes: { type: 'string', default: '600' },
  },
})
setPriority(19)
if (process.env.MUTATE_SERVER) await serve(values)
else await main(values)
