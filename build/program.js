/**
 * The program in parts. The bundler splits it where the source says `await import()`, so that each part is loaded when
 * something needs it. One file for each part would be many files, so what a command always needs is one more file,
 * `program.COMMAND.cjs`, in which its parts are bundled as if they had never been split; src/cli/start.ts takes a part
 * from there, or else from `program/`.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'

const commonJs = { bundle: true, write: false, format: 'cjs', supported: { 'dynamic-import': false } }

/**
 * Writes the program below `dist`, where start.cjs is already, with the code caches that it looks for; code-cache.js says
 * how each of its commands is run. `options` are the bundler's. Returns what is bundled.
 */
export async function writeProgram(dist, options) {
  const { outputFiles, metafile } = await build({
    ...options,
    format: 'esm',
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    splitting: true,
    chunkNames: '[name]-[hash]',
    write: false,
  })
  const parts = new Map(outputFiles.map(({ path, text }) => [`.${path.slice(dist.length)}`, text]))
  const exportsOf = new Map(
    Object.entries(metafile.outputs).map(([path, { exports }]) => [`./${path.split('/').at(-1)}`, exports]),
  )

  mkdirSync(join(dist, 'program'))
  await Promise.all(
    [...parts].map(async ([name, contents]) => {
      const { outputFiles } = await build({
        ...options,
        ...commonJs,
        stdin: { contents, sourcefile: `${name}.mjs` },
        plugins: [takeParts(new Map())],
      })
      writePart(join(dist, 'program', name), outputFiles[0].text)
    }),
  )

  const { CACHED_COMMANDS } = createRequire(import.meta.url)(join(dist, 'start.cjs'))
  for (const run of ['help', ...CACHED_COMMANDS]) {
    const needed = JSON.parse(runOnce(run, '--list-parts'))
    const { outputFiles } = await build({
      ...options,
      ...commonJs,
      stdin: { contents: listParts(needed, exportsOf), sourcefile: 'parts.mjs' },
      plugins: [takeParts(new Map(needed.map(name => [name, parts.get(name)])))],
    })
    writePart(join(dist, `program.${run}.cjs`), outputFiles[0].text)
    runOnce(run)
  }
  return metafile
}

/**
 * A process of its own, for what one has compiled would be in the cache of the next. V8 orders what it keeps by a
 * random seed; with a fixed one two builds are the same byte for byte.
 */
export const runOnce = (...args) =>
  execFileSync(process.execPath, ['--random-seed=1', join(import.meta.dirname, 'code-cache.js'), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })

/** Bundles parts where they are imported, and leaves the others out: no part needs those before it runs. */
const takeParts = parts => ({
  name: 'take-parts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\// }, ({ path, kind }) =>
      parts.has(path) && kind === 'import-statement'
        ? { path: `${path}.mjs`, namespace: 'part', pluginData: path }
        : { path, external: true },
    )
    onLoad({ filter: /./, namespace: 'part' }, ({ pluginData }) => ({ contents: parts.get(pluginData) }))
  },
})

/** A module that gives what parts export, by name, to the parts that are not bundled with them. */
function listParts(names, exportsOf) {
  const imports = names.map((name, part) => {
    const list = exportsOf.get(name).map((each, index) => `${each} as e${part}_${index}`)
    return `import { ${list.join(', ')} } from '${name}'`
  })
  // Made when it is asked for: few of them are.
  const given = names.map((name, part) => {
    const getters = exportsOf.get(name).map((each, index) => `get ${each}() { return e${part}_${index} }`)
    return `'${name}': () => ({ ${getters.join(', ')} })`
  })
  return `${imports.join('\n')}\nexport const parts = { ${given.join(', ')} }`
}

/**
 * Writes a part as the function that start.ts calls. The program is read as Latin-1; the bundler escapes what is in
 * strings, but no regular expressions.
 */
function writePart(path, text) {
  const ascii = text.replaceAll(/\P{ASCII}/gu, char =>
    char
      .split('')
      .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  )
  writeFileSync(path, `module.exports=(function(module,require){"use strict";${ascii}\n})`)
}
