/** The kernel in WebAssembly, seen from JavaScript; see assembly/request-kernel.ts. */
import { assert } from '../core/failure.js'
import { MOST_PREFIXES } from './endpoint-kinds.js'
import {
  CLASSES,
  type KernelHost,
  type KernelLayout,
  LONGEST_LEAD,
  MINUTES_PER_HOUR,
  MOST_COLUMNS,
  ODD,
  type RequestKernel,
} from './request-kernel.js'
import type { KernelMaker } from './request-scanner.js'

/** What the compiled kernel exports: its functions, and its variables and constants as globals. */
interface Exports {
  configure(
    delimiter: number,
    width: number,
    time: number,
    status: number,
    path: number,
    id: number,
    counting: number,
    leadLength: number,
    leadColumns: number,
  ): void
  scan(from: number, to: number, stop: number, line: number, weight: number): number
  listCounts(hour: number): number
  endOfHour(hour: number): number
  clearHours(): void
  clearPaths(): void
  readonly memory: WebAssembly.Memory
}
/** Numbers that both sides have of their own and must agree about. */
const SHARED = { CLASSES, LONGEST_LEAD, MINUTES_PER_HOUR, MOST_COLUMNS, MOST_PREFIXES, ODD }
type Global =
  | keyof typeof SHARED
  | 'BLOCK'
  | 'BLOCK_SIZE'
  | 'BOUNDS'
  | 'COUNTING'
  | 'HOURS'
  | 'ID'
  | 'ACCOUNT'
  | 'ASIDE'
  | 'LEAD_BOUNDS'
  | 'MINUTES'
  | 'PATH_COUNTS'
  | 'PLAIN_MINUTES'
  | 'hoursEnd'
  | 'isAscii'
  | 'isRefused'
  | 'lines'
  | 'records'
  | 'TALLIES'

/**
 * Compiles the kernel; null where WebAssembly is missing or knows no vectors. V8 begins with code that is half as
 * fast and puts better code in its place when it finds the time, which with all processors busy takes as long as
 * a third of ten million rows. `isOptimised` lets it make that code at once, in some 5 ms.
 */
export async function compileKernel(
  code: Uint8Array<ArrayBuffer>,
  isOptimised: boolean,
): Promise<WebAssembly.Module | null> {
  const v8 = isOptimised ? await import('node:v8') : null
  try {
    v8?.setFlagsFromString('--no-liftoff --no-wasm-lazy-compilation')
    return new WebAssembly.Module(code)
  } catch {
    return null
  } finally {
    // Whatever else is compiled in this process is compiled as ever. `--no-liftoff` also turns dynamic tiering off, which
    // `--liftoff` does not turn on again.
    v8?.setFlagsFromString('--liftoff --wasm-lazy-compilation --wasm-dynamic-tiering')
  }
}

/** In place of a state for which there is no number: the text must be read. As assembly/path-kernel.ts has it. */
const ASK = 253

/** A memory as it is compiled has room for 14,000 hours that count so many minutes as one. */
const USUAL_MINUTES = 5
/** Pages of 64 KiB that are added where hours count fewer as one: each takes up to five times as much then. */
const PAGES_FOR_MINUTES = 160

/** A kernel for logs of one layout. `further`: what the module imports beside what all kernels do. */
export function createSimdKernel(
  module: WebAssembly.Module,
  layout: KernelLayout,
  host: KernelHost,
  further: Readonly<Record<string, object>> = {},
): RequestKernel {
  const imports = {
    openHour(hour: number, from: number, to: number, isEpoch: number) {
      const { id, plain, minutes, isAside } = host.openHour(from, to, isEpoch !== 0)
      words[(hour + inHour.id) >> 2] = id
      words[(hour + inHour.minutes) >> 2] = minutes
      words[(hour + inHour.aside) >> 2] = isAside ? 1 : 0
      longs[(hour + inHour.plainMinutes) >> 3] = plain
    },
    classify: () => host.classify(),
    findRepeated: (hour: number, minute: number, value: number) => host.findRepeated(hour, minute, value),
    handOut: (from: number, to: number, line: number) => host.handOut(from, to, line),
    takeCounts: () => handCounts(),
  }
  const pathImports = {
    readBeginning: (from: number, to: number, isCut: number, isFolded: number) =>
      host.paths!.readBeginning(bytes.toString('utf8', from, to), isCut !== 0, isFolded !== 0),
    stepState: (state: number, byte: number) => host.paths!.step(state, byte) ?? ASK,
    kindByState: (prefix: number, state: number) => host.paths!.kindByState(prefix, state),
    kindOfText: (from: number, to: number) => host.paths!.kindOf(bytes.toString('utf8', from, to).trim()),
  }
  const { exports } = new WebAssembly.Instance(module, {
    'request-kernel': imports,
    'path-kernel': pathImports,
    ...further,
  })
  const { configure, scan, listCounts, endOfHour, clearHours, clearPaths, memory } =
    exports as unknown as Exports
  const global = (name: Global) => exports[name] as WebAssembly.Global
  const at = (name: Global): number => global(name).value
  for (const [name, value] of Object.entries(SHARED)) {
    assert(at(name as Global) === value, `the kernel does not agree about ${name}`)
  }
  if (layout.minutesAlike < USUAL_MINUTES) memory.grow(PAGES_FOR_MINUTES)
  const inHour = {
    id: at('ID'),
    account: at('ACCOUNT'),
    minutes: at('MINUTES'),
    aside: at('ASIDE'),
    plainMinutes: at('PLAIN_MINUTES'),
  }
  const bytes = Buffer.from(memory.buffer)
  const words = new Int32Array(memory.buffer)
  const longs = new BigUint64Array(memory.buffer)

  const { delimiter, width, time, status, path, id, counting, lead } = layout
  const leadLength = (lead.at(-1) ?? -1) + 1
  words.set(counting, at('COUNTING') >> 2)
  words.set(lead, at('LEAD_BOUNDS') >> 2)
  configure(delimiter, width, time, status, path, id, counting.length, leadLength, lead.length)

  const handCounts = (): void => {
    const end = at('hoursEnd')
    const first = at('TALLIES') >> 2
    for (let hour = at('HOURS'); hour < end; hour = endOfHour(hour)) {
      const id = words[(hour + inHour.id) >> 2]!
      const account = words[(hour + inHour.account) >> 2]!
      host.takeHour(id, account, words.subarray(first, first + listCounts(hour)))
    }
    host.forgetHours()
  }
  const takeKinds = (): void => {
    if (!host.paths) return
    const first = at('PATH_COUNTS') >> 2
    const count = host.paths.count
    for (let kind = 0; kind < count; kind++)
      host.takeKind(2 * kind, words.subarray(first + CLASSES * kind, first + CLASSES * (kind + 1)))
    clearPaths()
  }
  const [records, lines, isRefused] = [global('records'), global('lines'), global('isRefused')]
  const isAscii = global('isAscii')
  return {
    bytes,
    block: at('BLOCK'),
    blockSize: at('BLOCK_SIZE'),
    bounds: words.subarray(at('BOUNDS') >> 2, (at('BOUNDS') >> 2) + MOST_COLUMNS + 2),
    scan,
    get records() {
      return records.value
    },
    get lines() {
      return lines.value
    },
    get isRefused() {
      return isRefused.value !== 0
    },
    get isAscii() {
      return isAscii.value !== 0
    },
    takeCounts() {
      handCounts()
      clearHours()
      takeKinds()
      host.paths?.forget()
    },
    takeKinds,
  }
}

/** Makes kernels of compiled code. */
export const kernelOf =
  (module: WebAssembly.Module): KernelMaker =>
  (layout, host) =>
    createSimdKernel(module, layout, host)

/** What `make` makes with a compiled kernel; null where the system has no memory for one. */
export function unlessNoMemory<T>(make: () => T): T | null {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return null
  }
}
