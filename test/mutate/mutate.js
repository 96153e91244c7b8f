/**
 * Mutation testing: `npm run mutate -- --sample 200 --seed 1 --under src/core`. Small changes are made to the code, one
 * at a time, and the tests that reach the place are run; a change that no test notices is a survivor, and is printed.
 * `--under src/core/ratio.ts:12` takes one line, `--tests test/core` some tests only, `--minutes 30` ends it in time.
 * A mutant is tried for `--seconds 60` of tests, by how long they take without it where all take ten minutes, however
 * busy the machine: what more would notice is missed.
 * What is reached when a module is loaded, such as a constant, is tried with whole files.
 * `--again FILE` tries those of the sample that an earlier run printed there, as with more seconds.
 * `--reaching FILE` keeps what the first run found, for the same sample of the same code, should the run be broken off.
 * Not for CI, as it takes an hour of one core; the code must stay as it is meanwhile.
 *
 * Nothing on disk changes. All changes of a sample are in the modules that Vite hands to the tests, each behind a
 * switch: `(globalThis.__mutant(7) ? a <= b : a < b)`; the environment says which one is on. A first run of all tests
 * with none on finds the tests that reach each; where a module that is loaded or a thread reaches it, all of the file.
 * Tests that run the built program do not see `src/`, and thus reach none; a test that only sees what an earlier one
 * left in memory is not run, either: the score is rather too low. Workers are bundled from the changed
 * modules; the kernels in WebAssembly are not changed.
 */
import { fork } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { createVitest } from 'vitest/node'
import { makeWorker } from '../../build/compiled-modules.js'
import { drawSample, folderOf, listStale, withSwitches } from './mutants.js'

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
    load: id => makeWorker(id.slice(1), [forEsbuild]) ?? change(id),
  }
  class InOrder {
    shard = files => files
    sort = files => files
  }
  // What Vitest returns has the outcomes of earlier runs, too.
  let ended = []
  const vitest = await createVitest(
    'test',
    {
      root,
      watch: false,
      bail: 0,
      maxWorkers: 1,
      reporters: [{ onTestModuleEnd: module => ended.push(module) }],
      // Beside other work a test may be slow without being wrong.
      testTimeout: 180_000,
      sequence: { sequencer: InOrder },
    },
    { plugins: [forVite] },
  )
  await vitest.standalone()
  const specifications = await vitest.globTestSpecifications(options.tests)
  const [{ project }] = specifications
  const choose = ({ file, tests }) =>
    project.createSpecification(file, tests ? { testIds: tests } : undefined)
  process.on('message', async ({ mutant, chosen, reached }) => {
    process.env.MUTANT = String(mutant)
    process.env.MUTANTS_REACHED = reached
    vitest.config.bail = chosen ? 1 : 0
    project.config.maxWorkers = chosen ? 1 : 2
    // In one process modules are loaded once for all of a mutant's tests.
    project.config.isolate = chosen === null
    ended = []
    const { unhandledErrors } = await vitest.runTestSpecifications(
      chosen ? chosen.map(choose) : specifications,
      chosen === null,
    )
    const testsOf = (module, state) => [...module.children.allTests(state)]
    const failed = ended.filter(module => !module.ok() || module.errors().length > 0)
    process.send({
      failed: failed.map(module => ({
        file: module.moduleId,
        tests: testsOf(module, 'failed').map(({ id }) => id),
      })),
      isFailed: failed.length > 0 || unhandledErrors.length > 0,
      millis: chosen
        ? []
        : ended.flatMap(module => [
            [module.moduleId, module.diagnostic().duration],
            ...testsOf(module).map(test => [test.id, test.diagnostic()?.duration ?? 0]),
          ]),
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

/**
 * The tests that reach each mutant, by file (null: all of it), and how long files and tests take. Kept in a file, if one is
 * named, and read from it when it is there.
 */
async function findReaching(server, kept) {
  if (kept && existsSync(kept)) {
    const { reaching, times } = JSON.parse(readFileSync(kept, 'utf8'))
    return { reaching: new Map(reaching.map(([id, files]) => [id, new Map(files)])), times: new Map(times) }
  }
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
  const started = Date.now()
  const { failed, millis, isLate, isGone } = await server.run(
    { mutant: 0, chosen: null, reached: folder },
    3_600_000,
  )
  if (isLate || isGone) throw new Error('the tests do not end without any mutant')
  const leftOut = failed.map(({ file }) => file)
  const reaching = new Map()
  for (const name of readdirSync(folder)) {
    let last = null
    for (const line of readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')) {
      const [id, file, test] = line.split('\t')
      // A thread does not know whose it is; its process does.
      last = file || last
      if (!last || leftOut.includes(last)) continue
      const ofFile = reaching.get(Number(id)) ?? new Map()
      const tests = ofFile.has(last) ? ofFile.get(last) : new Set()
      reaching.set(Number(id), ofFile.set(last, test ? (tests?.add(test) ?? null) : null))
    }
  }
  rmSync(folder, { recursive: true })
  console.log(`all tests without a mutant: ${Math.round((Date.now() - started) / 1000)} s`)
  for (const file of leftOut) console.log(`left out, as it fails without a mutant: ${relative(root, file)}`)
  if (kept) {
    const listed = [...reaching].map(([id, files]) => [
      id,
      [...files].map(([file, tests]) => [file, tests && [...tests]]),
    ])
    writeFileSync(kept, JSON.stringify({ reaching: listed, times: millis }))
  }
  return { reaching, times: new Map(millis) }
}

/** How long all files of tests take, one after another, on a machine that has nothing else to do. */
const SECONDS_OF_ALL = 600

/** Runs the tests that reach a mutant, those first that are the likeliest to notice it in the least time. */
class Trials {
  #found
  #server
  #seconds
  /** What a second of the first run counts as. */
  #pace
  /** By file of tests: how often it was run, and noticed something. */
  #tries = new Map()
  /** Tests that pass alone without a mutant, and files with one that does not, which are run whole. */
  #sound = new Set()
  #whole = new Set()

  constructor(server, found, seconds) {
    this.#server = server
    this.#found = found
    this.#seconds = seconds
    const files = [...found.times].filter(([name]) => name.startsWith(root))
    this.#pace = (1000 * SECONDS_OF_ALL) / files.reduce((sum, [, millis]) => sum + millis, 0)
  }

  /** `isReached`, `isNoticed`, and `isEndless` where it is noticed because the tests do not end. */
  async try({ id, file }) {
    const reaching = [...(this.#found.reaching.get(id) ?? [])]
    if (reaching.length === 0) return { isReached: false, isNoticed: false, isEndless: false }
    let spent = 0
    const name = file.replace(/^src\//, 'test/').replace(/\.ts$/, '')
    const choices = reaching
      .map(([file, tests]) => ({ file, tests: tests && !this.#whole.has(file) ? [...tests] : null }))
      .map(choice => ({ ...choice, seconds: this.#secondsOf(choice) }))
      .map(choice => ({ ...choice, gain: this.#chanceOf(choice.file, name) / choice.seconds }))
      .sort((a, b) => b.gain - a.gain)
      .filter(({ seconds }) => {
        if (spent > 0 && spent + seconds > this.#seconds) return false
        spent += seconds
        return true
      })
    const limit = 120_000 + 5000 * choices.reduce((sum, { seconds }) => sum + seconds, 0)
    const chosen = choices.map(({ file, tests }) => ({ file, tests }))
    const answer = await this.#server.run({ mutant: id, chosen, reached: '' }, limit)
    if (answer.isLate || answer.isGone)
      return { isReached: true, isNoticed: true, isEndless: Boolean(answer.isLate) }
    const [first] = answer.failed
    const until = chosen.findIndex(({ file }) => file === first?.file)
    for (const { file } of chosen) {
      const { runs, noticed } = this.#tries.get(file) ?? { runs: 0, noticed: 0 }
      this.#tries.set(file, { runs: runs + 1, noticed: noticed + Number(file === first?.file) })
      if (file === first?.file) break
    }
    if (first && !(await this.#isSound(first, chosen.slice(0, until + 1)))) {
      this.#whole.add(first.file)
      return this.try({ id, file })
    }
    return { isReached: true, isNoticed: answer.isFailed, isEndless: false }
  }

  #secondsOf({ file, tests }) {
    const { times } = this.#found
    const millis = tests ? tests.reduce((sum, test) => sum + (times.get(test) ?? 0), 0) : times.get(file)
    return 0.3 + (this.#pace * (millis ?? 0)) / 1000
  }

  #chanceOf(file, name) {
    const { runs, noticed } = this.#tries.get(file) ?? { runs: 0, noticed: 0 }
    const test = relative(root, file)
    const command = /\b(?:quote|budget|expiry|sla|rates|claim)\b/.exec(name)?.[0]
    const prior = test.startsWith(name) ? 4 : command && test.includes(command) ? 2 : 1
    return (noticed + prior) / (runs + 5)
  }

  /** Whether a failure is the mutant's: a test may need an earlier one of its file to run, or an earlier file not to. */
  async #isSound({ file, tests }, chosen) {
    const asked = tests.filter(test => !this.#sound.has(test))
    if (asked.length === 0 || this.#whole.has(file)) return true
    const only = chosen.map(one => (one.file === file && one.tests ? { file, tests: asked } : one))
    const { failed } = await this.#server.run({ mutant: 0, chosen: only, reached: '' }, 600_000)
    if (failed?.length === 0) for (const test of asked) this.#sound.add(test)
    return failed?.length === 0
  }
}

/** What came of the mutants so far, by folder. */
class Scores {
  #ofFolder = new Map()
  #tried = 0
  #endless = 0

  take(file, { isReached, isNoticed, isEndless }) {
    const folder = folderOf(file)
    const { tried, noticed, reached } = this.#ofFolder.get(folder) ?? { tried: 0, noticed: 0, reached: 0 }
    this.#ofFolder.set(folder, {
      tried: tried + 1,
      noticed: noticed + Number(isNoticed),
      reached: reached + Number(isReached),
    })
    this.#endless += Number(isEndless)
    if (++this.#tried % 25 === 0) console.error(`${this.#tried} tried`)
  }

  tell() {
    for (const [folder, { tried, noticed, reached }] of [...this.#ofFolder].sort()) {
      const share = (100 * noticed) / tried
      const least = THRESHOLDS[folder] ?? 0
      if (share < least) process.exitCode = 1
      const rest = `${reached - noticed} survived, ${tried - reached} not reached`
      console.log(
        `${folder}: ${noticed} of ${tried} noticed, ${share.toFixed(1)} % (${least} % wanted); ${rest}`,
      )
    }
    if (this.#endless > 0) console.log(`noticed because the tests did not end: ${this.#endless}`)
  }
}

/** A mutant as it is printed. */
function nameOf({ file, line, before, after }) {
  const short = text => (text.length > 100 ? `${text.slice(0, 99)}…` : text).replaceAll(/\s+/g, ' ')
  return `${file}:${line} ${short(before)} → ${short(after)}`
}

async function main(options) {
  const { all, mutants: drawn } = drawSample(options)
  const printed = options.again && readFileSync(options.again, 'utf8')
  const mutants = printed ? drawn.filter(mutant => printed.includes(nameOf(mutant))) : drawn
  const places = options.under.join(', ')
  if (mutants.length === 0) throw new Error(`expected code to change under ${places}; found none`)
  console.log(`${mutants.length} of ${all} mutants under ${places}, by seed ${options.seed}`)
  for (const { file, code } of listStale())
    console.log(`no longer in ${file}, though equivalent-mutants.js has it: ${code}`)
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
    const trials = new Trials(server, await findReaching(server, options.reaching), Number(options.seconds))
    for (const mutant of mutants) {
      if (Date.now() > end) break
      const outcome = await trials.try(mutant)
      scores.take(mutant.file, outcome)
      if (!outcome.isNoticed) console.log(nameOf(mutant) + (outcome.isReached ? '' : ' (no test reaches it)'))
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
    reaching: { type: 'string' },
    again: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '600' },
  },
})
setPriority(10)
if (process.env.MUTATE_SERVER) await serve(values)
else await main(values)
