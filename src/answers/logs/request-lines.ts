/**
 * A request log of lines into counters, as fast as it can be read: JSON lines that are like others and plain lines of
 * the combined format by a compiled kernel, and what that hands out by the exact reader.
 */
import { readSync } from 'node:fs'
import { readEveryLine, type TakeLine } from '../../read/lines.js'
import type { PlainFile } from '../../read/source.js'
import { textOfLine } from '../../scan/line-text.js'
import type { CsvRemainder } from '../../scan/request-region.js'
import type { LogSink, RequestSink } from '../../scan/request-scanner.js'
import { unlessNoMemory } from '../../scan/simd-kernel.js'
import { type LineLog, lineScanner } from './line-scanner.js'
import { countInto, type RequestTaker, rulesFor, SCAN_SIZES, scanFile, withMeans } from './scan-file.js'

interface LineText {
  readonly log: LineLog
  readonly chunks: AsyncIterable<Buffer>
  /** The file it is; null for other inputs. */
  readonly plain: PlainFile | null
}

/** Takes what comes of the log, apart from the lines that no kernel counts. */
export interface LineTaker extends RequestTaker {
  /** Passes chunks on, as it does the first ones; for what is left of a file. */
  follow(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer>
}

const KERNELS = {
  json: () => import('compiled:json-lines-kernel'),
  combined: () => import('compiled:combined-kernel'),
}

/** Scans a log; `takeLine` takes the lines that no kernel counts. */
export async function scanLines(
  { log, chunks, plain }: LineText,
  takeLine: TakeLine,
  taker: LineTaker,
  sizes = SCAN_SIZES,
): Promise<void> {
  await withMeans(KERNELS[log.kind], plain, taker, sizes, async ({ module, isInRegions, helper }) => {
    if (module === null) return readEveryLine(chunks, takeLine)
    let rest: CsvRemainder | null = { line: 1, chunks }
    if (isInRegions && plain !== null) {
      const window = new FileWindow(plain)
      const takeOdd = (from: number, to: number, line: number): void => takeLine(window.read(from, to), line)
      const file = { file: plain, start: plain.start, line: 1, rest: chunks }
      const odd = { takeOdd, isOfUse }
      rest = await scanFile(file, log, module, lineScanner(module, log), helper, taker, odd, sizes)
    }
    if (rest === null) return
    const { line } = rest
    const scanner = unlessNoMemory(() => createScanner(module, log, takeLine, taker, line))
    const left = rest.chunks === chunks ? chunks : taker.follow(rest.chunks)
    if (scanner === null) return readEveryLine(left, takeLine, line)
    return scanner.scanChunks(left)
  })
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
  log: LineLog,
  takeLine: TakeLine,
  taker: LineTaker,
  firstLine: number,
) {
  /** The first line of what the kernel has in hand. */
  let line = firstLine
  const sink: LogSink & RequestSink = {
    ...countInto(taker),
    noteKey: name => taker.noteKey(name),
    noteSuccess: taker.noteSuccess,
    readOdd(bytes, from, to, below) {
      readExactly(bytes, from, to, line + below)
    },
  }
  const kernel = lineScanner(module, log, taker.search)(rulesFor(taker), sink)
  // How many parts have been scanned, and from which one on the kernel is asked again.
  let parts = 0
  let next = 0

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
        taker.noteCounted(kernel.records)
        line += kernel.lines
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

  return {
    async scanChunks(chunks: AsyncIterable<Buffer>): Promise<void> {
      for await (const chunk of chunks) {
        for (let at = 0; at < chunk.length; ) at = scanPart(chunk, at)
      }
      kernel.takeCounts()
    },
  }
}

/** How much of a file is read for a line that is read exactly: the next one is mostly near. */
const WINDOW = 1 << 16

/** Lines of a file, read again. */
class FileWindow {
  #bytes = Buffer.alloc(WINDOW)
  #start = 0
  #end = 0

  constructor(private readonly file: PlainFile) {}

  /** The text of the line in `[from, to)`, which may lie before the last one. */
  read(from: number, to: number): string {
    if (from < this.#start || to > this.#end) {
      if (to - from > this.#bytes.length) this.#bytes = Buffer.alloc(to - from)
      this.#start = from
      this.#end = from + readSync(this.file.descriptor, this.#bytes, 0, this.#bytes.length, from)
    }
    const start = from - this.#start
    const end = Math.min(to, this.#end) - this.#start
    return textOfLine(this.#bytes, start, this.#bytes[end - 1] === NEWLINE ? end - 1 : end)
  }
}
