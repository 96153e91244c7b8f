/**
 * The build: checks and compiles `rates/` and `formats/`, bundles the program and the library into `dist/`, writes the JSON
 * Schemas and the licences of what is bundled. Types come from tsc (see `npm run build`).
 *
 * The program is CommonJS with code caches beside it, because Node starts that fastest; what a command seldom needs is
 * in files of its own (program.js). bench/start-up measures it.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { bundleCompiled, COMPILED, makeModule, NO_FETCH } from './compiled-modules.js'
import { listLicences } from './licences.js'
import { runOnce, writeProgram } from './program.js'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Packages that the program loads only when it needs them, as they are imported. */
const LAZY = [
  '@clickhouse/client',
  'chalk',
  'chinese-days/dist/chinese-days.json',
  'cli-table3',
  'hucre/xlsx',
  'yaml',
  'zod',
  'zstddec/stream',
]

/**
 * Packages that are one function, which what is loaded always imports and seldom calls: loaded with the first call.
 * Only names in other than plain letters need string-width.
 */
const LAZY_FUNCTIONS = ['string-width']

/** Packages that users install themselves if they want what they do. */
const OPTIONAL = ['@duckdb/node-api']

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // jsonc-parser's main is a UMD module that no bundler can follow.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  external: [...OPTIONAL],
}
// Some of the bundled packages are CommonJS and ask for Node's own modules with `require`.
const esm = {
  format: 'esm',
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
}

/** Bundles a module of the build itself, runs it, and removes it. */
async function load(entry, formats = []) {
  const outfile = join(dist, `build-${entry.replaceAll('/', '-')}.mjs`)
  const define = {
    PACKAGE_VERSION: JSON.stringify(version),
    SHIPPED_PRICES: '"[]"',
    SHIPPED_AGREEMENTS: '"[]"',
    SHIPPED_LOG_FORMATS: JSON.stringify(JSON.stringify(formats)),
    SHIPPED_FOREIGN_PATHS: '"[]"',
    SHIPPED_NAMES: '"[]"',
    SHIPPED_FEEDS: '"[]"',
  }
  await build({
    ...common,
    ...esm,
    define,
    external: ['compiled:*', ...OPTIONAL],
    entryPoints: [entry],
    outfile,
  })
  try {
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(outfile)
  }
}

const fileOf = name =>
  `${name
    .replace('@', '')
    .replaceAll(/[/:]/g, '-')
    .replace(/\.json$/, '')}.cjs`

/** Leaves the lazy packages and compiled modules out of a bundle and points at their own files. */
const splitOffLazy = {
  name: 'split-off-lazy',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) =>
      (LAZY.includes(path) || COMPILED.includes(path)) && kind !== 'entry-point'
        ? { path: `./packages/${fileOf(path)}`, external: true }
        : undefined,
    )
    onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) =>
      LAZY_FUNCTIONS.includes(path) && kind !== 'entry-point'
        ? { path, namespace: 'lazy-function' }
        : undefined,
    )
    onResolve({ filter: /^\.\/packages\//, namespace: 'lazy-function' }, ({ path }) => ({
      path,
      external: true,
    }))
    onLoad({ filter: /^/, namespace: 'lazy-function' }, ({ path }) => ({
      contents: `module.exports = (...args) => require('./packages/${fileOf(path)}')(...args)`,
    }))
  },
}

rmSync(dist, { recursive: true, force: true })
mkdirSync(join(dist, 'schema'), { recursive: true })

const { compileRates, InputError } = await load('src/read/rates/compile-rates.ts')
const { compileForeignWords, compileLogFormats } = await load('src/read/requests/compile-log-formats.ts')
let rates
let formats
let foreign
try {
  rates = compileRates(root)
  formats = compileLogFormats(root)
  foreign = compileForeignWords(root)
} catch (error) {
  // The two are bundled apart, each with a class of its own.
  if (!(error instanceof InputError) && error?.issues === undefined) throw error
  console.error(error.message)
  process.exit(1)
}

const { jsonSchemas } = await load('src/schema/index.ts')
const { answerSchemas } = await load('src/report/schemas.ts')
for (const [name, schema] of Object.entries({ ...jsonSchemas(), ...answerSchemas() })) {
  writeFileSync(join(dist, 'schema', name), `${JSON.stringify(schema, null, 2)}\n`)
}

const shipped = {
  minify: true,
  legalComments: 'none',
  metafile: true,
  define: {
    PACKAGE_VERSION: JSON.stringify(version),
    SHIPPED_PRICES: JSON.stringify(JSON.stringify(rates.prices)),
    SHIPPED_AGREEMENTS: JSON.stringify(JSON.stringify(rates.agreements)),
    SHIPPED_LOG_FORMATS: JSON.stringify(JSON.stringify(formats)),
    SHIPPED_FOREIGN_PATHS: JSON.stringify(JSON.stringify(foreign)),
    SHIPPED_NAMES: JSON.stringify(JSON.stringify(rates.names)),
    SHIPPED_FEEDS: JSON.stringify(JSON.stringify(rates.feeds)),
  },
}
const outputs = await Promise.all([
  build({
    ...common,
    ...shipped,
    format: 'cjs',
    entryPoints: ['src/cli/start.ts'],
    outfile: join(dist, 'start.cjs'),
    supported: { 'dynamic-import': false },
    plugins: [splitOffLazy],
  }),
  ...COMPILED.map(async name =>
    build({
      ...common,
      metafile: true,
      format: 'cjs',
      stdin: { contents: await makeModule(name) },
      outfile: join(dist, 'packages', fileOf(name)),
    }),
  ),
  ...[...LAZY, ...LAZY_FUNCTIONS].map(name =>
    build({
      ...common,
      minify: true,
      legalComments: 'none',
      metafile: true,
      format: 'cjs',
      // JSON as the entry of a CommonJS bundle would export nothing, and V8 reads it faster as JSON than as source.
      ...(name.endsWith('.json') ? { stdin: { contents: writeJsonModule(name) } } : { entryPoints: [name] }),
      outfile: join(dist, 'packages', fileOf(name)),
      ...(name === 'zstddec/stream' ? { define: NO_FETCH } : {}),
    }),
  ),
  build({
    ...common,
    ...esm,
    ...shipped,
    banner: esm.banner,
    entryPoints: { index: 'src/index.ts' },
    outdir: dist,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    plugins: [bundleCompiled],
  }),
  build({
    ...common,
    ...shipped,
    format: 'cjs',
    entryPoints: ['src/index.ts'],
    outfile: join(dist, 'index.cjs'),
    supported: { 'dynamic-import': false },
    plugins: [splitOffLazy],
  }),
])

const { configSchema } = await load('src/cli/config-schema.ts')
writeFileSync(join(dist, 'schema', 'config.schema.json'), `${JSON.stringify(configSchema(), null, 2)}\n`)

const { writeManPage } = await load('src/cli/man-page.ts', formats)
mkdirSync(join(dist, 'man'))
writeFileSync(join(dist, 'man', 'kling-cost.1'), writeManPage(version))

mkdirSync(join(dist, 'types'))
copyFileSync(join(root, 'src/index.d.cts'), join(dist, 'types', 'index.d.cts'))
const program = await writeProgram(dist, {
  ...common,
  ...shipped,
  plugins: [splitOffLazy],
  alias: { 'node:child_process': './src/cli/no-subprocess.ts' },
})
runOnce('worker')

writeFileSync(
  join(dist, 'THIRD-PARTY-LICENSES'),
  listLicences(root, [
    ...[...outputs.map(output => output.metafile), program].flatMap(({ inputs }) => Object.keys(inputs)),
    // What JSON comes from is no input of its module.
    ...LAZY.map(name => `node_modules/${name}/`),
  ]),
)

/** A CommonJS module of a package's JSON. */
function writeJsonModule(name) {
  const data = JSON.parse(readFileSync(join(root, 'node_modules', name), 'utf8'))
  return `module.exports = JSON.parse(${JSON.stringify(JSON.stringify(data))})`
}
