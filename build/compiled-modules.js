/**
 * Modules that are made rather than written: the kernels of request logs, compiled from AssemblyScript, and the
 * sources of workers. A plugin each for esbuild (the build) and for Vite (the tests).
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'
import binaryen from 'binaryen'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

/**
 * The zstd decoder unpacks its code by `fetch` where there is one, which in Node means to load an HTTP client
 * first, for 30 ms. Without it, it takes a Buffer.
 */
export const NO_FETCH = { fetch: 'undefined' }

/**
 * What kernels have, in pages of 64 KiB, all of it from the start: what a memory grows by counts twice for V8, which
 * collects garbage for its sake. Of twice as many pages it does so, too, at the end of every large log.
 */
const KERNEL_MEMORY = '144'

/** Compiles a kernel. */
async function compileKernel(name) {
  const kernel = join(root, 'src/scan/assembly', `${name}.ts`)
  const flags = ['--runtime', 'stub', '--noAssert', '--use', 'abort=', '-O3']
  let code
  const { error, stderr } = await asc.main(
    [
      kernel,
      ...flags,
      '--initialMemory',
      KERNEL_MEMORY,
      '--enable',
      'simd',
      '--enable',
      'bulk-memory',
      '--outFile',
      'kernel.wasm',
    ],
    {
      writeFile(name, contents) {
        if (name.endsWith('.wasm')) code = contents
      },
    },
  )
  if (error) throw new Error(`${name} does not compile: ${stderr}`)
  return `export const code = ${JSON.stringify(Buffer.from(code).toString('base64'))}`
}

/** Bundles a worker; `plugins` are for esbuild. */
async function bundleWorker(entry, plugins) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    // As bundle.js has it.
    mainFields: ['module', 'main'],
    format: 'cjs',
    target: 'node20.19',
    legalComments: 'none',
    define: NO_FETCH,
    plugins,
  })
  return `export const source = ${JSON.stringify(outputFiles[0].text)}`
}

/**
 * Makes the zstd decoder about a fifth faster: it is published as compiled for size, with every small function
 * called. The code is the same, its calls are inlined.
 */
const inlineZstd = {
  name: 'inline-zstd',
  setup({ onLoad }) {
    onLoad({ filter: /zstddec-stream\.mjs$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const [quoted, code] = /"(AGFzbQ[A-Za-z0-9+/=]+)"/.exec(text) ?? []
      if (!code) throw new Error(`${path} holds no WebAssembly in base64`)
      return { contents: text.replace(quoted, () => JSON.stringify(inlineCalls(code))) }
    })
  },
}

/** Inlines the calls of a module, both in base64. */
function inlineCalls(code) {
  const { BulkMemory, BulkMemoryOpt, MutableGlobals, NontrappingFPToInt, SignExt } = binaryen.Features
  const module = binaryen.readBinary(Buffer.from(code, 'base64'))
  try {
    // What Node 20 has and the decoder uses; the optimiser may use no more.
    module.setFeatures(BulkMemory | BulkMemoryOpt | MutableGlobals | NontrappingFPToInt | SignExt)
    // The settings are those of the process, and the compiler of kernels leaves its own behind, such as that nothing
    // uses low memory. Each is set here, or the result would depend on what was made first.
    binaryen.setLowMemoryUnused(false)
    binaryen.setZeroFilledMemory(false)
    binaryen.setTrapsNeverHappen(false)
    binaryen.setClosedWorld(false)
    binaryen.setFastMath(false)
    binaryen.setDebugInfo(false)
    binaryen.setGenerateStackIR(true)
    binaryen.setOptimizeStackIR(true)
    binaryen.clearPassArguments()
    binaryen.setAlwaysInlineMaxSize(2)
    binaryen.setOptimizeLevel(3)
    binaryen.setShrinkLevel(0)
    binaryen.setFlexibleInlineMaxSize(200)
    binaryen.setOneCallerInlineMaxSize(2000)
    binaryen.setAllowInliningFunctionsWithLoops(true)
    module.optimize()
    if (!module.validate()) throw new Error('the zstd decoder cannot be optimised')
    return Buffer.from(module.emitBinary()).toString('base64')
  } finally {
    module.dispose()
  }
}

const WORKERS = {
  'compiled:region-worker': { entry: 'src/answers/logs/region-worker.ts', plugins: [] },
  'compiled:zstd-worker': { entry: 'src/read/zstd-worker.ts', plugins: [inlineZstd] },
}

/** The source of the worker of that name, made with further plugins for esbuild; null where it is none. */
export function makeWorker(name, plugins) {
  const worker = WORKERS[name]
  return worker ? bundleWorker(worker.entry, [...plugins, ...worker.plugins]) : null
}

const MAKERS = {
  'compiled:job-kernel': () => compileKernel('job-kernel'),
  'compiled:combined-kernel': () => compileKernel('combined-kernel'),
  'compiled:json-lines-kernel': () => compileKernel('json-lines-kernel'),
  'compiled:request-kernel': () => compileKernel('request-kernel'),
  ...Object.fromEntries(Object.keys(WORKERS).map(name => [name, () => makeWorker(name, [])])),
}
const made = new Map()

/** The names of these modules. */
export const COMPILED = Object.keys(MAKERS)

/** The source of one of them, made once. */
export function makeModule(name) {
  if (!made.has(name)) made.set(name, MAKERS[name]())
  return made.get(name)
}

/** For esbuild: bundles them where they are imported. */
export const bundleCompiled = {
  name: 'bundle-compiled',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^compiled:/ }, ({ path }) => ({ path, namespace: 'compiled' }))
    onLoad({ filter: /.*/, namespace: 'compiled' }, async ({ path }) => ({
      contents: await makeModule(path),
    }))
  },
}

/** For Vite. */
export const compiledForVite = {
  name: 'compiled',
  resolveId: name => (COMPILED.includes(name) ? `\0${name}` : undefined),
  load: id => (COMPILED.includes(id.slice(1)) ? makeModule(id.slice(1)) : undefined),
}
