/**
 * Mutation testing: `npm run mutate -- --sample 200 --seed 1 --under src/core`. Small changes are made to the code, one
 * at a time, and the tests that reach the place are run; a change that no test notices is a survivor, and is printed.
 * Not for CI, as it takes hours of one core.
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
import { createVitest, parseAst } from 'vitest/node'
import { bundleWorker } from '../build/compiled-modules.js'
import { EQUIVALENT } from './equivalent-mutants.js'

const root = join(import.meta.dirname, '..')

/** The least share of mutants, per cent, that must be noticed. */
const THRESHOLDS = { 'src/core': 95, 'src/read': 90, 'src/answers': 90, 'src/report': 90 }

const OPPOSITES = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
  '++': ['--'],
  '--': ['++'],
}
const METHODS = { min: 'max', max: 'min', some: 'every', every: 'some', floor: 'ceil', ceil: 'floor' }

/** Nodes of types that hold values. */
const VALUE_TYPES = ['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSParameterProperty']

/** The mutants of a module: a range of its text, and what stands there instead. */
function findMutants(file, text) {
  const mutants = []
  const statements = []
  const add = ({ start, end }, after) => mutants.push({ file, start, end, after })
  const addBoth = test => {
    add(test, 'true')
    add(test, 'false')
  }
  const textOf = ({ start, end }) => text.slice(start, end)
  const isText = ({ type, value }) =>
    type === 'TemplateLiteral' || (type === 'Literal' && typeof value === 'string')
  /** The node with its operator changed, which stands behind `left`. */
  const withOperator = (node, left, operator) =>
    textOf(node).slice(0, left.end - node.start) +
    text.slice(left.end, node.end).replace(node.operator, () => operator)

  const visitors = {
    IfStatement: ({ test }) => addBoth(test),
    ConditionalExpression: ({ test }) => addBoth(test),
    WhileStatement: ({ test }) => add(test, 'false'),
    ForStatement: ({ test }) => test && add(test, 'false'),
    BinaryExpression(node) {
      if (node.operator === '+' && (isText(node.left) || isText(node.right))) return
      for (const other of OPPOSITES[node.operator] ?? []) add(node, withOperator(node, node.left, other))
    },
    LogicalExpression(node) {
      if (node.operator === '??') add(node, textOf(node.left))
      else add(node, withOperator(node, node.left, OPPOSITES[node.operator][0]))
    },
    AssignmentExpression(node) {
      for (const other of OPPOSITES[node.operator] ?? []) add(node, withOperator(node, node.left, other))
    },
    UnaryExpression(node) {
      if (node.operator === '!' || node.operator === '-') add(node, textOf(node.argument))
    },
    UpdateExpression: node => add(node, textOf(node).replace(node.operator, OPPOSITES[node.operator][0])),
    CallExpression(node) {
      const { property } = node.callee
      if (!property || !Object.hasOwn(METHODS, property.name)) return
      const other = METHODS[property.name]
      add(node, text.slice(node.start, property.start) + other + text.slice(property.end, node.end))
    },
    ExpressionStatement({ expression }) {
      statements.push(expression)
      const call = expression.type === 'AwaitExpression' ? expression.argument : expression
      if (call.type === 'CallExpression') add(expression, 'undefined')
    },
    Literal(node) {
      const { value } = node
      if (typeof value === 'boolean') add(node, String(!value))
      else if (typeof value === 'number') add(node, String(value + 1))
      else if (typeof value === 'bigint') add(node, `${value + 1n}n`)
      else if (typeof value === 'string') add(node, value === '' ? "'mutated'" : "''")
    },
    TemplateLiteral: node => add(node, '``'),
  }

  const visit = node => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!node?.type) return
    if (node.type.startsWith('TS') && !VALUE_TYPES.includes(node.type)) return
    // What an assertion states never fails, and its words are for nobody.
    if (node.type === 'CallExpression' && node.callee.name === 'assert') return
    if (node.type === 'ExpressionStatement' && node.expression.callee?.name === 'assert') return
    if (/^Import|^ExportAll/.test(node.type)) return
    visitors[node.type]?.(node)
    for (const [key, child] of Object.entries(node)) {
      const isName = key === 'key' && !node.computed
      // Counting the other way, a loop ends only with memory.
      const isStep = key === 'update'
      if (typeof child === 'object' && !isName && !isStep && key !== 'source' && key !== 'quasis')
        visit(child)
    }
  }
  const program = parseAst(text, { lang: 'ts', astType: 'ts' })
  visit(program.body)
  const lines = text.split('\n')
  return mutants.map(mutant => {
    const line = text.slice(0, mutant.start).split('\n').length
    const before = text.slice(mutant.start, mutant.end)
    return { ...mutant, line, code: lines[line - 1].trim(), before, statements }
  })
}

/** The switches stand on the first line, so that lines keep their numbers. */
const PRELUDE = `globalThis.__mutant ??= (() => {
  const append = process.getBuiltinModule('fs').appendFileSync;
  const [active, folder, reached] = [Number(process.env.MUTANT), process.env.MUTANTS_REACHED, new Set()];
  return id => {
    if (folder && !reached.has(id)) {
      reached.add(id);
      append(folder + '/' + process.pid, id + '\\t' + (globalThis.__vitest_worker__?.filepath ?? '') + '\\n')
    }
    return id === active
  }
})();`.replaceAll(/\n\s*/g, ' ')

/** The text of a module with all its mutants behind switches. */
function withSwitches(text, mutants) {
  const edits = mutants.map(({ id, start, end, after }) => ({
    start,
    end,
    write: original => `(globalThis.__mutant(${id})?(${after}):(${original}))`,
  }))
  // A statement that begins with a parenthesis would go on the line before it.
  const wraps = mutants[0].statements
    .filter(({ start }) => edits.some(edit => edit.start === start))
    .map(({ start, end }) => ({ start, end, write: inner => `void(${inner})` }))
  // Whatever holds another comes before it.
  const nested = [...wraps, ...edits].sort((a, b) => a.start - b.start || b.end - a.end)
  const render = (from, to, inside) => {
    let written = ''
    let at = from
    for (let i = 0; i < inside.length; ) {
      const edit = inside[i]
      const next = inside.findIndex((other, j) => j > i && other.start >= edit.end)
      const until = next === -1 ? inside.length : next
      written +=
        text.slice(at, edit.start) + edit.write(render(edit.start, edit.end, inside.slice(i + 1, until)))
      at = edit.end
      i = until
    }
    return written + text.slice(at, to)
  }
  return PRELUDE + render(0, text.length, nested)
}

/** Numbers of [0, 1) by seed (mulberry32). */
function randomBy(seed) {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const folderOf = file => file.split('/').slice(0, 2).join('/')

/** The sample: as many of each folder, in random order, so that a run that ends early has some of all. */
function drawSample({ sample, seed, under }) {
  const random = randomBy(Number(seed))
  const files = under
    .flatMap(path =>
      path.endsWith('.ts')
        ? [path]
        : readdirSync(join(root, path), { recursive: true }).map(file => join(path, file)),
    )
    .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('/assembly/'))
    .sort()
  const queues = [...new Set(files.map(folderOf))].map(folder =>
    files
      .filter(file => folderOf(file) === folder)
      .flatMap(file => findMutants(file, readFileSync(join(root, file), 'utf8')))
      .filter(mutant => !isEquivalent(mutant))
      .map(mutant => ({ mutant, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ mutant }) => mutant),
  )
  const all = queues.reduce((sum, { length }) => sum + length, 0)
  const drawn = []
  for (let i = 0; drawn.length < Math.min(Number(sample), all); i++)
    for (const queue of queues) if (i < queue.length && drawn.length < Number(sample)) drawn.push(queue[i])
  return { all, mutants: drawn.map((mutant, i) => ({ ...mutant, id: i + 1 })) }
}

const isEquivalent = ({ file, code, after }) =>
  EQUIVALENT.some(one => one.file === file && one.code === code && one.after === after)

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

async function main(options) {
  const { all, mutants } = drawSample(options)
  console.log(
    `${mutants.length} of ${all} mutants under ${options.under.join(', ')}, by seed ${options.seed}`,
  )
  const server = new Server()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      server.stop()
      process.exit(130)
    })
  const end = Date.now() + Number(options.minutes) * 60_000
  const scores = new Map()
  let slow = 0
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
      if (answer.isLate) slow++
      const isKilled = Boolean(answer.isFailed || answer.isLate || answer.isGone)
      const score = scores.get(folderOf(file)) ?? { tried: 0, killed: 0 }
      scores.set(folderOf(file), { tried: score.tried + 1, killed: score.killed + (isKilled ? 1 : 0) })
      if (isKilled) continue
      const short = text => (text.length > 100 ? `${text.slice(0, 99)}…` : text).replaceAll(/\s+/g, ' ')
      const why = files.length === 0 ? ' (no test reaches it)' : ''
      console.log(`${file}:${line} ${short(before)} → ${short(after)}${why}`)
    }
  } finally {
    server.stop()
  }
  for (const [folder, { tried, killed }] of [...scores].sort()) {
    const share = (100 * killed) / tried
    const least = THRESHOLDS[folder] ?? 0
    if (share < least) process.exitCode = 1
    console.log(`${folder}: ${killed} of ${tried} noticed, ${share.toFixed(1)} % (${least} % wanted)`)
  }
  if (slow > 0) console.log(`noticed because the tests did not end: ${slow}`)
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
