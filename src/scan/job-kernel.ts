/**
 * The kernel of usage logs in CSV, seen from JavaScript; see assembly/job-kernel.ts. It takes plain rows, and others are left
 * to the exact scanner.
 */
import { type Instant, instantAt } from '../core/instant.js'
import {
  type ChunkScanner,
  type ExactScanner,
  findRuns,
  type JobCsvLayout,
  type JobRowHandler,
} from './job-rows.js'
import { MOST_COLUMNS, ODD } from './request-kernel.js'
import { compileKernel, unlessNoMemory } from './simd-kernel.js'

/** How many distinct jobs are remembered before it starts afresh; the kernel has room for some more. */
const MOST_REMEMBERED = 16_000
/** The kernel is of no use where more rows than one in so many are not plain, of the first thousands. */
const PLAIN_TO_ODD = 2
const TRIED = 4096

/** What the compiled kernel exports. */
interface Exports {
  configure(delimiter: number, width: number, time: number, id: number, runs: number, isUtc: boolean): void
  turnTo(from: number, to: number): void
  scan(from: number, to: number): number
  readonly memory: WebAssembly.Memory
}
type Global =
  | 'BLOCK'
  | 'BLOCK_SIZE'
  | 'BOUNDS'
  | 'COUNTING'
  | 'ID_ENDS'
  | 'ID_STARTS'
  | 'isOdd'
  | 'MOST_ROWS'
  | 'NUMBERS'
  | 'rows'
  | 'TIMES'

let compiled: Promise<WebAssembly.Module | null> | null = null

/** The kernel, compiled for the first log; null where it cannot be, or is not for such a log. */
export async function loadJobKernel({ columns, width }: JobCsvLayout): Promise<WebAssembly.Module | null> {
  // Without times, or with two of them, rows are not what the kernel knows.
  if (!columns.has('timestamp') || columns.has('updated_at') || width > MOST_COLUMNS) return null
  compiled ??= import('compiled:job-kernel').then(({ code }) =>
    compileKernel(Buffer.from(code, 'base64'), true),
  )
  return compiled
}

/** What is known of rows that agree in all that decides. */
interface Known<Entry> {
  readonly entry: Entry
  readonly texts: ReadonlyMap<string, string>
}

/** A scanner that leaves to `exact` each row that is not plain. */
export function createKernelScanner<Entry>(
  module: WebAssembly.Module,
  { delimiter, width, columns, pricing, asked }: JobCsvLayout,
  handler: JobRowHandler<Entry>,
  exact: ExactScanner,
): ChunkScanner {
  let known: Known<Entry>[] = []
  let isFull = false
  let firstLine = 0
  const learn = (at: number): number => {
    isFull = known.length >= MOST_REMEMBERED
    if (isFull) return ODD
    const entry = handler.read(fieldOf, instantAt(at), firstLine + global('rows').value)
    // What is wrong with a row is told by the exact scanner.
    if (Array.isArray(entry)) return ODD
    const texts = new Map(asked.flatMap(column => (columns.has(column) ? [[column, fieldOf(column)!]] : [])))
    return known.push({ entry, texts }) - 1
  }
  const instance = unlessNoMemory(() => new WebAssembly.Instance(module, { 'job-kernel': { learn } }))
  if (instance === null) return exact.scan
  const { exports } = instance
  const { configure, turnTo, scan, memory } = exports as unknown as Exports
  const global = (name: Global) => exports[name] as WebAssembly.Global
  const at = (name: Global): number => global(name).value
  const bytes = Buffer.from(memory.buffer)
  const block = at('BLOCK')
  const blockSize = at('BLOCK_SIZE')
  const mostRows = at('MOST_ROWS')
  const words = (name: Global, length: number) => new Int32Array(memory.buffer, at(name), length)
  const bounds = words('BOUNDS', width + 1)
  const times = new Float64Array(memory.buffer, at('TIMES'), mostRows)
  const numbers = words('NUMBERS', mostRows)
  const idStarts = words('ID_STARTS', mostRows)
  const idEnds = words('ID_ENDS', mostRows)

  const fieldOf = (column: string): string | undefined => {
    const index = columns.get(column)
    if (index === undefined) return undefined
    return bytes.toString('utf8', bounds[index]! + 1, bounds[index + 1]!).trim()
  }
  const deciding = [...pricing, ...asked].flatMap(column => columns.get(column) ?? [])
  const runs = findRuns([...new Set(deciding)])
  words('COUNTING', 2 * runs.length).set(runs.flat())
  const time = columns.get('timestamp')!
  configure(delimiter.charCodeAt(0), width, time, columns.get('task_id') ?? -1, runs.length, handler.isUtc)

  let era = { from: Number.NaN, to: Number.NaN }
  let plainRows = 0
  let oddRows = 0
  /** Turns to the era of the row that the exact scanner took. */
  const follow = (): void => {
    const { from, to } = exact.era()
    // A row without a time is of no era that others are in.
    if (!isFull && (!(from < to) || (from === era.from && to === era.to))) return
    if (from < to) era = { from, to }
    isFull = false
    known = []
    turnTo(era.from, era.to)
  }

  let row: Known<Entry>
  let idStart = 0
  let idEnd = 0
  const text = (column: string): string | undefined =>
    column === 'task_id' ? bytes.toString('utf8', idStart, idEnd) : row.texts.get(column)
  /** Hands on the rows that the kernel listed. */
  const handOn = (count: number): void => {
    for (let i = 0; i < count; i++) {
      row = known[numbers[i]!]!
      idStart = idStarts[i]!
      idEnd = idEnds[i]!
      handler.accept(row.entry, firstLine + i, times[i] as Instant, null, text, bytes, idStart, idEnd)
    }
    firstLine += count
    plainRows += count
  }

  return (chunk, line) => {
    firstLine = line
    let offset = 0
    while (offset < chunk.length) {
      if (oddRows > TRIED && oddRows * PLAIN_TO_ODD > plainRows) {
        const stop = exact.scan(chunk.subarray(offset), firstLine)
        return { offset: offset + stop.offset, line: stop.line }
      }
      const length = Math.min(blockSize, chunk.length - offset)
      chunk.copy(bytes, block, offset, offset + length)
      // Rows up to the first that is not plain, and that one, until the block holds no whole one.
      let isRowLeft = true
      let next = block
      while (isRowLeft) {
        const from = next
        next = scan(from, block + length)
        const count = at('rows')
        handOn(count)
        isRowLeft = count === mostRows
        // Neither is a row plain that is longer than the block, or has no end.
        if (at('isOdd') || next === block) {
          const start = offset + next - block
          const stop = exact.scan(chunk.subarray(start), firstLine, 1)
          if (stop.offset === 0) return { offset: start, line: firstLine }
          firstLine = stop.line
          next += stop.offset
          oddRows++
          follow()
          isRowLeft = next < block + length
        }
      }
      offset += next - block
    }
    return { offset, line: firstLine }
  }
}
