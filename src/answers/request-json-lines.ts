/**
 * A request log of JSON lines into counters, as fast as it can be read: lines that are like others by a compiled
 * kernel (scan/json-lines-kernel.ts), and what that hands out by the exact reader.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { readLineShape } from '../read/json-line-shape.js'
import { readEveryLine, type TakeLine } from '../read/lines.js'
import type { PlainFile } from '../read/source.js'
import { jsonLinesKernel, type TextReader } from '../scan/json-lines-kernel.js'
import { textOfLine } from '../scan/request-kinds.js'
import { OddRecords, scanRegion } from '../scan/request-region.js'
import { createRequestScanner, type RequestCsvLayout, type RequestSink } from '../scan/request-scanner.js'
import { unlessNoMemory } from '../scan/simd-kernel.js'
import {
  countInto,
  findKernel,
  type RequestTaker,
  readLastByte,
  rulesFor,
  SCAN_SIZES,
  type ScanSizes,
} from './request-csv.js'

/** What is read from a line. */
export interface JsonLinesLayout {
  /** The key of each known column, in the spelling by which keys are compared. */
  readonly names: ReadonlyMap<string, string>
  /** The columns that decide what a line counts as, `timestamp` aside. */
  readonly counting: readonly string[]
  /** Told each key of the file that is read, at least once. */
  readonly onKey: (name: string) => void
}

/** A log that is to be scanned. */
interface JsonLog {
  readonly layout: JsonLinesLayout
  /** Its lines. */
  readonly chunks: AsyncIterable<Buffer>
  /** The file it is; null for other inputs. */
  readonly plain: PlainFile | null
}

/** Takes what comes of the log, apart from the lines that no kernel counts. */
interface JsonTaker extends Omit<RequestTaker, 'takeRecord'> {
  /** Passes chunks on, as it does the first ones; for what is left of a file. */
  follow(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer>
}

/** Scans a log; `takeLine` takes the lines that no kernel counts. */
export async function scanJsonLog(
  { layout, chunks, plain }: JsonLog,
  takeLine: TakeLine,
  taker: JsonTaker,
  sizes = SCAN_SIZES,
): Promise<void> {
  const module = await findKernel(() => import('compiled:json-lines-kernel'), plain, sizes)
  const scanner = module && unlessNoMemory(() => createScanner(module, layout, takeLine, taker))
  if (scanner === null) return readEveryLine(chunks, takeLine)
  if (plain && plain.size >= sizes.regions) await scanner.scanFile(plain, sizes)
  else await scanner.scanChunks(chunks)
  scanner.takeCounts()
}

const NEWLINE = 0x0a

/** How many blocks a kernel is not asked about that has been of no use for the last one. */
const PARTS_SPARED = 15

/** Whether it saves time to ask a kernel: handing a line out takes some, too. */
const isOfUse = ({ records, lines }: { readonly records: number; readonly lines: number }): boolean =>
  records >= lines / 2

/** A scanner of one log, which takes its lines in order. */
function createScanner(
  module: WebAssembly.Module,
  layout: JsonLinesLayout,
  takeLine: TakeLine,
  taker: JsonTaker,
) {
  /** The first line of what the kernel has in hand. */
  let line = 1
  const sink: RequestSink = {
    ...countInto(taker),
    readOdd(bytes, from, to, below) {
      readExactly(bytes, from, to, line + below)
    },
  }
  const makeKernel = jsonLinesKernel(module, textReader(layout))
  const kernel = createRequestScanner(
    makeKernel,
    fieldsOf(layout),
    [],
    rulesFor(taker),
    sink,
    readValue,
    taker.search,
  )
  // How many parts have been scanned, and from which one on the kernel is asked again.
  let parts = 0
  let next = 0
  const noteScanned = ({ records, lines }: { readonly records: number; readonly lines: number }): void => {
    taker.noteCounted(records)
    line += lines
  }

  /** Takes lines, of which the last need not have an end, one by one; returns the number of the line behind them. */
  const readExactly = (bytes: Buffer, from: number, to: number, first: number): number => {
    let number = first
    for (let start = from; start < to; number++) {
      const found = bytes.indexOf(NEWLINE, start)
      const newline = found < 0 || found > to ? to : found
      takeLine(textOfLine(bytes, start, newline), number)
      start = newline + 1
    }
    return number
  }

  /** Scans as many lines from `at` on as there is room for; returns where the next one begins. */
  const scanPart = (chunk: Buffer, at: number): number => {
    const { bytes, block } = kernel
    const room = at + kernel.blockSize - 1
    const end = chunk.length <= room ? chunk.length : chunk.lastIndexOf(NEWLINE, room - 1) + 1
    if (end > at) {
      let to = block + chunk.copy(bytes, block, at, end)
      if (bytes[to - 1] !== NEWLINE) bytes[to++] = NEWLINE
      if (parts++ < next) line = readExactly(bytes, block, to, line)
      else {
        kernel.scan(block, to, to, 0, 1)
        noteScanned(kernel)
        if (!isOfUse(kernel)) next = parts + PARTS_SPARED
      }
      return end
    }
    // A line for which there is no room.
    const newline = chunk.indexOf(NEWLINE, at)
    const behind = newline < 0 ? chunk.length : newline + 1
    line = readExactly(chunk, at, behind, line)
    return behind
  }
  const scanChunks = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; ) at = scanPart(chunk, at)
    }
  }

  return {
    scanChunks,
    /** Scans a file without the copies that chunks are, for as long as its lines are text and not too long for that. */
    async scanFile(file: PlainFile, { region, step }: ScanSizes): Promise<void> {
      const odd = new OddRecords()
      let start = file.start
      for (let isAtEnd = false; !isAtEnd; ) {
        const stop = start + region
        const scan = scanRegion(file.descriptor, kernel, odd, { index: 0, start, stop }, step, 1)
        noteScanned(scan)
        start = scan.end
        file.noteRead(start)
        taker.onProgress()
        if (scan.isRefused) return scanChunks(taker.follow(file.linesFrom(start)))
        taker.noteEnd(readLastByte(file, start))
        isAtEnd = start < stop
        if (!isAtEnd && !isOfUse(scan)) return scanChunks(taker.follow(file.linesFrom(start)))
        await nextTurn()
      }
    },
    takeCounts: () => kernel.takeCounts(),
  }
}

/** The keys that are read to count a line. */
const namesRead = ({ names, counting }: JsonLinesLayout): string[] => [
  ...new Set(['timestamp', 'endpoint', 'request_id', ...counting].flatMap(column => names.get(column) ?? [])),
]

/** The fields of a line as columns that a kernel keeps the bounds of, which lie apart: every other one. */
function fieldsOf(layout: JsonLinesLayout): RequestCsvLayout {
  const fields = namesRead(layout)
  const indexOf = (column: string): number => 2 * fields.indexOf(layout.names.get(column)!)
  const { counting } = layout
  const known = ['timestamp', 'endpoint', 'request_id', ...counting].filter(column =>
    layout.names.has(column),
  )
  const columns = new Map(known.map(column => [column, indexOf(column)]))
  return { delimiter: ',', width: 2 * fields.length, columns, counting }
}

/** Takes lines apart for a kernel, and notes which keys they have. */
function textReader(layout: JsonLinesLayout): TextReader {
  const { names, counting, onKey } = layout
  const fields = namesRead(layout)
  const known = [...new Set(names.values())]
  return line => {
    const shape = readLineShape(line, known)
    if (shape === null) return null
    for (const name of shape.names) if (name !== null) onKey(name)
    const isThere = (column: string): boolean => shape.names.includes(names.get(column)!)
    return {
      texts: shape.texts,
      fields: shape.names.map(name => (name !== null && fields.includes(name) ? fields.indexOf(name) : null)),
      isStatusAll: !counting.some(column => column !== 'status' && isThere(column)),
    }
  }
}

/** The text of a value that holds no others; undefined when there is none. */
function readValue(bytes: Buffer, from: number, to: number): string | undefined {
  if (from >= to) return undefined
  const text = bytes.toString('utf8', from, to)
  if (text === 'null') return ''
  return text.startsWith('"') ? JSON.parse(text) : text
}
