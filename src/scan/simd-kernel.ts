/** The kernel in WebAssembly, seen from JavaScript; see assembly/request-kernel.ts. */
import { type KernelHost, type KernelLayout, MINUTES_PER_HOUR, type RequestKernel } from './request-kernel.js'

/** What the compiled kernel exports: its functions, and its variables and constants as globals. */
interface Exports {
  configure(
    delimiter: number,
    width: number,
    time: number,
    status: number,
    counting: number,
    leadLength: number,
    leadColumns: number,
  ): void
  scan(from: number, to: number, stop: number, line: number, weight: number): number
  clearHours(): void
}
type Global =
  | 'BLOCK'
  | 'BLOCK_SIZE'
  | 'BOUNDS'
  | 'CLASSES_PER_ACCOUNT'
  | 'CLASS_OF_STATUS'
  | 'COUNTING'
  | 'COUNTS'
  | 'HOURS'
  | 'HOUR_SIZE'
  | 'ID'
  | 'ACCOUNT'
  | 'LEAD_BOUNDS'
  | 'LEAD_DELIMITERS'
  | 'LEAD_EXTENT'
  | 'MOST_COLUMNS'
  | 'PLAIN_MINUTES'
  | 'hoursEnd'
  | 'isRefused'
  | 'lines'
  | 'records'

/** As `assembly/request-kernel.ts` asks for it; the build holds both to the same number. */
const MEMORY_PAGES = 320

/** Compiles the kernel; null where WebAssembly is missing or knows no vectors. */
export function compileKernel(code: Uint8Array<ArrayBuffer>): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(code)
  } catch {
    return null
  }
}

/** A kernel for logs of one layout. */
export function createSimdKernel(
  module: WebAssembly.Module,
  layout: KernelLayout,
  host: KernelHost,
): RequestKernel {
  const memory = new WebAssembly.Memory({ initial: MEMORY_PAGES })
  const bytes = Buffer.from(memory.buffer)
  const words = new Int32Array(memory.buffer)
  const longs = new BigUint64Array(memory.buffer)
  const imports = {
    openHour(hour: number, from: number, to: number, isEpoch: number) {
      const { id, plain } = host.openHour(from, to, isEpoch !== 0)
      words[(hour + at('ID')) >> 2] = id
      longs[(hour + at('PLAIN_MINUTES')) >> 3] = plain
    },
    classify: () => host.classify(),
    handOut: (from: number, to: number, line: number) => host.handOut(from, to, line),
    takeCounts: () => handCounts(),
  }
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, 'request-kernel': imports })
  const { configure, scan, clearHours } = exports as unknown as Exports
  const global = (name: Global) => exports[name] as WebAssembly.Global
  const at = (name: Global): number => global(name).value

  const { delimiter, width, time, status, counting, classOfStatus, lead } = layout
  const leadLength = (lead.at(-1) ?? -1) + 1
  words.set(counting, at('COUNTING') >> 2)
  bytes.set(classOfStatus, at('CLASS_OF_STATUS'))
  words.set(lead, at('LEAD_BOUNDS') >> 2)
  bytes.fill(0xff, at('LEAD_EXTENT'), at('LEAD_EXTENT') + leadLength)
  for (const bound of lead) bytes[at('LEAD_DELIMITERS') + bound] = 0xff
  configure(delimiter, width, time, status, counting.length, leadLength, lead.length)

  const handCounts = (): void => {
    const [hourSize, counts, classes] = [at('HOUR_SIZE'), at('COUNTS'), at('CLASSES_PER_ACCOUNT')]
    for (let hour = at('HOURS'); hour < at('hoursEnd'); hour += hourSize) {
      const id = words[(hour + at('ID')) >> 2]!
      const account = words[(hour + at('ACCOUNT')) >> 2]!
      const first = (hour + counts) >> 2
      for (let cell = 0; cell < MINUTES_PER_HOUR * classes; cell++) {
        const count = words[first + cell]!
        if (count !== 0) host.takeCount(id, account, Math.floor(cell / classes), cell % classes, count)
      }
    }
    host.forgetHours()
  }
  const [records, lines, isRefused] = [global('records'), global('lines'), global('isRefused')]
  return {
    bytes,
    block: at('BLOCK'),
    blockSize: at('BLOCK_SIZE'),
    bounds: words.subarray(at('BOUNDS') >> 2, (at('BOUNDS') >> 2) + at('MOST_COLUMNS') + 2),
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
    takeCounts() {
      handCounts()
      clearHours()
    },
  }
}
