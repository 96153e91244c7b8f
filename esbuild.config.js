/**
 * The build: checks and compiles `rates/`, bundles the program and the library into `dist/`, writes the JSON
 * Schemas and the licences of what is bundled. Types come from tsc (see `npm run build`).
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = dirname(fileURLToPath(import.meta.url))
const dist = join(root, 'dist')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const common = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20.19', format: 'esm', mainFields: ['module', 'main'] }

/** Bundles a module of the build itself, runs it, and removes it. */
async function load(entry) {
  const outfile = join(dist, `build-${entry.replaceAll('/', '-')}.mjs`)
  await build({ ...common, entryPoints: [entry], outfile, logLevel: 'warning', banner: REQUIRE })
  try {
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(outfile)
  }
}

// Some of the bundled packages are CommonJS and ask for Node's own modules with `require`.
const REQUIRE = {
  js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
}

rmSync(dist, { recursive: true, force: true })
mkdirSync(join(dist, 'schema'), { recursive: true })

const { compileRates } = await load('src/read/compile-rates.ts')
let rates
try {
  rates = compileRates(root)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

const { jsonSchemas } = await load('src/schema/index.ts')
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(join(dist, 'schema', name), `${JSON.stringify(schema, null, 2)}\n`)
}

const { metafile } = await build({
  ...common,
  entryPoints: { 'kling-cost': 'src/cli/main.ts', index: 'src/index.ts' },
  outdir: dist,
  chunkNames: 'parts/[name]-[hash]',
  splitting: true,
  alias: { 'node:child_process': './src/cli/no-subprocess.ts' },
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  banner: REQUIRE,
  define: { PACKAGE_VERSION: JSON.stringify(version), SHIPPED_RATES: JSON.stringify(JSON.stringify(rates)) },
})

writeFileSync(join(dist, 'LICENSES.txt'), listLicences(Object.keys(metafile.inputs)))

/** The licence of every package that a bundle holds, as the packages ask for. */
function listLicences(inputs) {
  const packages = new Set(
    inputs.flatMap(input => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  )
  return [...packages].sort().map(describeLicence).join('\n\n')
}

function describeLicence(name) {
  const folder = join(root, 'node_modules', name)
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = ['LICENSE', 'LICENSE.md', 'LICENCE', 'license', 'License.md'].find(each =>
    existsSync(join(folder, each)),
  )
  const text = file
    ? readFileSync(join(folder, file), 'utf8').trim()
    : `${license} (the package holds no licence text)`
  return `## ${name} ${version} (${license})\n\n${text}`
}
