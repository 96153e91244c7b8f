import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const src = join(root, 'src')

/** What each room may import, beside itself (shared/spec design; `answers` and `schema` are ours, see README). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  schema: ['core'],
  read: ['core', 'schema'],
  scan: ['core'],
  sql: ['core', 'read'],
  report: ['core'],
  answers: ['core', 'read', 'scan'],
  requests: ['core', 'read', 'sql', 'answers'],
  cli: ['core', 'read', 'scan', 'report', 'answers', 'requests'],
  // The library asks what the command line asks, and knows nothing of how that is typed.
  library: ['core', 'read', 'report', 'answers', 'requests'],
  'index.ts': ['core', 'read', 'report', 'answers', 'requests', 'library'],
}

/** Rooms of core that must not know each other: a command composes them. */
const APART = ['core/rating', 'core/ledger', 'core/sla', 'core/plan']

/** The one home of each package: a file, or a folder for the schemas. */
const HOMES: Readonly<Record<string, string>> = {
  '@clickhouse/client': 'sql/clickhouse.ts',
  '@duckdb/node-api': 'sql/parquet-log.ts',
  chalk: 'report/style.ts',
  'chinese-days': 'core/cn-working-days.ts',
  'cli-table3': 'report/table.ts',
  commander: 'cli/program.ts',
  'compiled:combined-kernel': 'answers/logs/request-lines.ts',
  'compiled:job-kernel': 'scan/job-kernel.ts',
  'compiled:json-lines-kernel': 'answers/logs/request-lines.ts',
  'compiled:region-worker': 'answers/logs/region-helper.ts',
  'compiled:request-kernel': 'answers/logs/request-csv.ts',
  'compiled:zstd-worker': 'read/zstd.ts',
  'csv-parse': 'read/csv.ts',
  'decimal.js': 'core/quantity.ts',
  hucre: 'read/workbook.ts',
  'jsonc-parser': 'read/json.ts',
  leven: 'core/nearest-name.ts',
  'string-width': 'report/width.ts',
  'temporal-polyfill': 'core/calendar.ts',
  yaml: 'read/rates/yaml.ts',
  zod: 'schema/',
  zstddec: 'read/zstd-decoder.ts',
}

interface Import {
  readonly from: string
  /** A path below src, or a package. */
  readonly to: string
  readonly isTypeOnly: boolean
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))

const imports: Import[] = files.flatMap(file => {
  const text = readFileSync(join(src, file), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b(\s+type\b)?[^'";]*?from '([^']+)'|import\('([^']+)'\)|^import '([^']+)'/gm,
  )
  return [...found].map(([, type, from, dynamic, bare]) => {
    const target = from ?? dynamic ?? bare!
    // AssemblyScript names modules without their ending.
    const to = target.startsWith('.')
      ? relative(src, join(src, dirname(file), target)).replace(/(\/[\w-]+)(?:\.js)?$/, '$1.ts')
      : target
    return { from: file, to, isTypeOnly: type !== undefined }
  })
})

const local = imports.filter(({ to }) => to.endsWith('.ts'))
const roomOf = (file: string): string => file.split('/')[0]!
const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

test('the check sees the program: a check that went blind would pass', () => {
  expect(files.length).toBeGreaterThan(60)
  expect(local.length).toBeGreaterThan(250)
  expect(imports.some(({ to }) => to === 'commander')).toBe(true)
})

test('rooms import only the rooms below them', () => {
  const wrong = local.filter(
    ({ from, to }) => roomOf(from) !== roomOf(to) && !MAY_IMPORT[roomOf(from)]?.includes(roomOf(to)),
  )
  expect(wrong).toEqual([])
})

test('the library reaches nothing of the command line', () => {
  const reached = new Set(['index.ts'])
  for (const file of reached) for (const { from, to } of local) if (from === file) reached.add(to)
  expect(reached.size).toBeGreaterThan(200)
  expect([...reached].filter(file => roomOf(file) === 'cli')).toEqual([])
})

test('no file imports itself by way of others, not even for a type', () => {
  const importsOf = new Map(files.map(file => [file, local.filter(({ from }) => from === file)]))
  const done = new Set<string>()
  const circles: string[] = []
  const follow = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
    else if (!done.has(file)) {
      for (const { to } of importsOf.get(file) ?? []) follow(to, [...path, file])
      done.add(file)
    }
  }
  for (const file of files) follow(file, [])
  expect(circles).toEqual([])
})

test('rating, ledger, sla and plan do not know each other', () => {
  const apart = (file: string) => APART.find(room => file.startsWith(`${room}/`))
  const wrong = local.filter(({ from, to }) => apart(from) && apart(to) && apart(from) !== apart(to))
  expect(wrong).toEqual([])
})

test('the report of one command knows no other; what they share stands beside them', () => {
  // A claim is about an answer of `sla`; the pages of all commands stand in one folder for as long as there are two ways.
  const commandOf = (file: string) =>
    /^report\/(?:html\/)?(quote|budget|expiry|sla|rates|claim)(?:\/|-page)/.exec(file)?.[1]
  const wrong = local.filter(({ from, to }) => {
    const [one, other] = [commandOf(from), commandOf(to)]
    return one && other && one !== other && !(one === 'claim' && other === 'sla')
  })
  expect(wrong).toEqual([])
})

test('every package has one home', () => {
  const wrong = imports.filter(({ from, to, isTypeOnly }) => {
    if (isTypeOnly || to.endsWith('.ts') || to.startsWith('node:')) return false
    const home = HOMES[packageOf(to)]
    return home === undefined || !(from === home || (home.endsWith('/') && from.startsWith(home)))
  })
  expect(wrong).toEqual([])
})

test('every home is in use', () => {
  const used = new Set(imports.filter(({ to }) => !to.endsWith('.ts')).map(({ to }) => packageOf(to)))
  expect(Object.keys(HOMES).filter(name => !used.has(name))).toEqual([])
})

test('core touches no files, no clock, no process', () => {
  const wrong = files
    .filter(file => file.startsWith('core/'))
    .filter(file =>
      /from 'node:|\bDate\.now\b|new Date\(\)|\bprocess\.|\bconsole\./.test(
        readFileSync(join(src, file), 'utf8'),
      ),
    )
  expect(wrong).toEqual([])
})

test('no file has a name that says nothing', () => {
  const wrong = files.filter(file => /(^|\/)(utils?|helpers?|common|types|misc|lib)(\.ts|\/)/.test(file))
  expect(wrong).toEqual([])
})

test('no code names a vendor', () => {
  const named = /\b(?:kling|kong|evolink|kolors)\b/i
  const ours = /kling-cost|KLING_COST/g
  const wrong = files.flatMap(file =>
    readFileSync(join(src, file), 'utf8')
      .split('\n')
      // Comments may cite the documents; help may show what people type.
      .map((line, i) => ({
        at: `${file}:${i + 1}`,
        line: line.replace(/\/\/.*|^\s*\/?\*.*/, '').replace(ours, ''),
      }))
      .filter(
        ({ line }) =>
          named.test(line) &&
          file !== 'cli/program.ts' &&
          !file.startsWith('cli/help') &&
          !file.startsWith('requests/flags/'),
      ),
  )
  expect(wrong).toEqual([])
})

test('docs/developing.md names files and folders that are there, and every room', () => {
  const text = readFileSync(join(root, 'docs/developing.md'), 'utf8')
  const named = [...text.matchAll(/`((?:src|test|docs|build)\/[\w./-]+)`/g)].map(([, path]) => path!)
  expect(named.length).toBeGreaterThan(15)
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([])
  const tree = /\nsrc\/\n([\s\S]*?)\nfixtures/.exec(text)![1]!
  const rooms = [...new Set(files.filter(file => file.includes('/')).map(roomOf))].sort()
  expect([...tree.matchAll(/^ {2}(\w+)\//gm)].map(([, room]) => room).sort()).toEqual(rooms)
})
