/** Mutants: small changes to the code, found in its syntax tree, and put behind switches. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'vitest/node'
import { EQUIVALENT } from './equivalent-mutants.js'

const root = join(import.meta.dirname, '../..')

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

/** Calls that say what cannot be; the types see to it that `unreachable` is not. */
const ASSERTIONS = ['assert', 'unreachable']

/** Nodes of types that hold values. */
const VALUE_TYPES = ['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSParameterProperty']

/** The mutants of a module: a range of its text, and what stands there instead. */
function findMutants(file, text) {
  const mutants = []
  const statements = []
  /** How many functions the node at hand is in. */
  let depth = 0
  const add = ({ start, end }, after) => mutants.push({ file, start, end, after, isTop: depth === 0 })
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
    TaggedTemplateExpression: node => add(node, `${textOf(node.tag)}\`\``),
  }

  const visit = node => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!node?.type) return
    if (node.type.startsWith('TS') && !VALUE_TYPES.includes(node.type)) return
    // What an assertion states never fails, and its words are for nobody.
    const call = node.type === 'ExpressionStatement' ? node.expression : node
    if (call.type === 'CallExpression' && ASSERTIONS.includes(call.callee.name)) return
    if (/^Import|^ExportAll/.test(node.type)) return
    visitors[node.type]?.(node)
    if (node.type === 'TaggedTemplateExpression') return visit(node.quasi.expressions)
    const isLater = /Function/.test(node.type) || (node.type === 'PropertyDefinition' && !node.static)
    if (isLater) depth++
    for (const [key, child] of Object.entries(node)) {
      const isName = key === 'key' && !node.computed
      // Counting the other way, a loop ends only with memory.
      const isStep = key === 'update'
      if (typeof child === 'object' && !isName && !isStep && key !== 'source' && key !== 'quasis')
        visit(child)
    }
    if (isLater) depth--
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

/**
 * The switches stand on the first line, so that lines keep their numbers. What is reached is written down by test;
 * without one where a module is loaded, though a test does so (later ones see what it made), and in a thread, which does
 * not know for whom it works.
 */
const PRELUDE = `globalThis.__mutant ??= (() => {
  const append = process.getBuiltinModule('fs').appendFileSync;
  const [active, folder, reached] = [Number(process.env.MUTANT), process.env.MUTANTS_REACHED, new Set()];
  let last;
  return (id, isTop) => {
    if (folder) {
      const worker = globalThis.__vitest_worker__;
      const test = !isTop && worker?.current?.type === 'test' ? worker.current.id : '';
      if (test !== last) reached.clear();
      last = test;
      if (!reached.has(id)) {
        reached.add(id);
        append(folder + '/' + process.pid, id + '\\t' + (worker?.filepath ?? '') + '\\t' + test + '\\n')
      }
    }
    return id === active
  }
})();`.replaceAll(/\n\s*/g, ' ')

/** The text of a module with all its mutants behind switches. */
export function withSwitches(text, mutants) {
  const edits = mutants.map(({ id, start, end, after, isTop }) => ({
    start,
    end,
    write: original => `(globalThis.__mutant(${id},${isTop})?(${after}):(${original}))`,
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

/** The folder whose score a mutant is part of. */
export const folderOf = file => file.split('/').slice(0, 2).join('/')

/** The sample: as many of each folder, in random order, so that a run that ends early has some of all. */
export function drawSample({ sample, seed, under }) {
  const random = randomBy(Number(seed))
  const places = under.map(text => {
    const [, path, line] = /^(.*?)(?::(\d+))?$/.exec(text)
    return { path, line: line && Number(line) }
  })
  const files = places
    .flatMap(({ path }) =>
      path.endsWith('.ts')
        ? [path]
        : readdirSync(join(root, path), { recursive: true }).map(file => join(path, file)),
    )
    .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('/assembly/'))
    .sort()
  const isAsked = mutant =>
    places.some(({ path, line }) => mutant.file.startsWith(path) && (line ?? mutant.line) === mutant.line)
  const queues = [...new Set(files.map(folderOf))].map(folder =>
    [...new Set(files)]
      .filter(file => folderOf(file) === folder)
      .flatMap(file => findMutants(file, readFileSync(join(root, file), 'utf8')))
      .filter(mutant => isAsked(mutant) && !isEquivalent(mutant))
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

/** Entries of equivalent-mutants.js whose line no longer stands in the code. */
export const listStale = () =>
  EQUIVALENT.filter(({ file, code }) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n')
    return !lines.some(line => line.trim() === code)
  })

const isEquivalent = ({ file, code, after }) =>
  EQUIVALENT.some(one => one.file === file && one.code === code && one.after === after)
