/**
 * A request log's bytes into its scanner, block by block: out of a file from a place in it, or out of chunks.
 */
import { isUtf8 } from 'node:buffer'
import { readSync } from 'node:fs'
import type { RequestKernel } from './request-kernel.js'

const NEWLINE = 0x0a
const RETURN = 0x0d
/** A divisor of the size of a page of memory, which a kernel's block begins with. */
const PAGE = 4096
/** How far behind its end a region is read at first: most records are shorter. */
const OVERHANG = 4096

export interface RegionScan {
  readonly index: number
  /** Where its first record begins. */
  readonly start: number
  /** Where the first record begins that is not its own, or that it refused. */
  readonly end: number
  /** Records counted. */
  readonly records: number
  /** Newlines passed. */
  readonly lines: number
  /** Where each odd record begins, where it ends, and how many lines below the region's first. */
  readonly odd: Float64Array
  /** Whether the record at `end` is none that a scanner may read: the exact parser must go on from there. */
  readonly isRefused: boolean
}

/** Collects the odd records of the block in hand; a scanner's sink while regions are scanned. */
export class OddRecords {
  #places: number[] = []
  /** Where the block begins in the file. */
  #offset = 0
  /** How long the list was before it. */
  #before = 0

  moveTo(offset: number): void {
    this.#offset = offset
    this.#before = this.#places.length
  }

  /** Forgets those of the block in hand. */
  dropBlock(): void {
    this.#places.length = this.#before
  }

  add(from: number, to: number, line: number): void {
    this.#places.push(this.#offset + from, this.#offset + to, line)
  }

  take(): Float64Array {
    const places = Float64Array.from(this.#places)
    this.#places = []
    return places
  }
}

/**
 * Scans the records of a file that begin in `[start, stop)`. A `weight` of −1 takes back what 1 has counted.
 */
export function scanRegion(
  descriptor: number,
  scanner: RequestKernel,
  odd: OddRecords,
  { index, start, stop }: { readonly index: number; readonly start: number; readonly stop: number },
  step: number,
  weight: 1 | -1,
): RegionScan {
  const { bytes, block } = scanner
  const room = block + scanner.blockSize
  /** Where in the file `begin` lies, from which on the bytes in hand are. */
  let offset = start
  let begin = block
  let filled = block
  let records = 0
  let lines = 0
  let isRefused = false
  odd.take()
  while (offset < stop) {
    const wanted = Math.max(stop + OVERHANG - (offset + filled - begin), OVERHANG)
    const length = Math.min(step, room - 1 - filled, wanted)
    const read = length > 0 ? readSync(descriptor, bytes, filled, length, offset + filled - begin) : 0
    filled += read
    const isAtEnd = length > 0 && read === 0
    if (isAtEnd) {
      // A CR at the end is what is left of a line end (read/source.ts).
      if (filled > begin && bytes[filled - 1] === RETURN) filled--
      filled = endLastLine(bytes, begin, filled)
    }
    const to = endOfLines(bytes, begin, filled)
    odd.moveTo(offset - begin)
    const until = Math.min(to, begin + stop - offset)
    const next = scanner.scan(begin, to, until, lines, weight)
    // Bytes that are no UTF-8 are for the exact reader to tell of; what is taken back has been checked.
    if (
      weight > 0 &&
      !scanner.isAscii &&
      !isUtf8(new Uint8Array(bytes.buffer, bytes.byteOffset + begin, next - begin))
    ) {
      scanner.scan(begin, to, until, lines, -1)
      odd.dropBlock()
      isRefused = true
      break
    }
    records += scanner.records
    lines += scanner.lines
    isRefused = scanner.isRefused
    offset += next - begin
    // What is left is put where a page ends: the system copies to the start of a page faster than elsewhere.
    const left = filled - next
    begin = block + (-left & (PAGE - 1))
    bytes.copyWithin(begin, next, filled)
    filled = begin + left
    if (isRefused || offset >= stop) break
    if (isAtEnd || length <= 0) {
      // A record that does not end, or is longer than the block.
      isRefused = filled > begin
      break
    }
  }
  return { index, start, end: offset, records, lines, odd: odd.take(), isRefused }
}

/**
 * Gives the last line of a text, which is in `[from, to)`, an end, so that it is scanned as all others are; returns
 * where the text ends then. A CR in its place would become part of the line end, and is left to the exact parser.
 */
function endLastLine(bytes: Buffer, from: number, to: number): number {
  if (to === from || bytes[to - 1] === NEWLINE || bytes[to - 1] === RETURN) return to
  bytes[to] = NEWLINE
  return to + 1
}

/** Behind the last newline in `[from, to)`, or `from` when there is none. */
function endOfLines(bytes: Buffer, from: number, to: number): number {
  let end = to
  while (end > from && bytes[end - 1] !== NEWLINE) end--
  return end
}

/** What is left of chunks that a scanner could not go on with: the text from the line `line` on. */
export interface CsvRemainder {
  readonly line: number
  readonly chunks: AsyncIterable<Buffer>
}

/**
 * Scans a text in chunks of whole lines, the first of them `firstLine`; `onBlock` is called after each block.
 * Returns what is left from the first refused record on, or null.
 */
export async function scanChunks(
  chunks: AsyncIterable<Buffer>,
  scanner: RequestKernel,
  firstLine: number,
  onBlock: () => void,
): Promise<CsvRemainder | null> {
  const { bytes, block } = scanner
  const room = block + scanner.blockSize - 1
  const iterator = chunks[Symbol.asyncIterator]()
  let line = firstLine
  let filled = block
  /** Scans what is in the block; whether it may go on. */
  const scanBlock = (): boolean => {
    const to = endOfLines(bytes, block, filled)
    const next = scanner.scan(block, to, to, line, 1)
    line += scanner.lines
    onBlock()
    bytes.copyWithin(block, next, filled)
    filled -= next - block
    return !scanner.isRefused && filled < room
  }
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const chunk = next.value
    for (let at = 0; at < chunk.length; ) {
      const length = chunk.copy(bytes, filled, at, Math.min(chunk.length, at + room - filled))
      filled += length
      at += length
      if (!scanBlock())
        return { line, chunks: resume([bytes.subarray(block, filled), chunk.subarray(at)], iterator) }
    }
  }
  const length = filled - block
  filled = endLastLine(bytes, block, filled)
  const added = filled - block - length
  scanBlock()
  // Still there: a record that is refused, or whose quotes do not close.
  return filled > block ? { line, chunks: resume([bytes.subarray(block, filled - added)], iterator) } : null
}

async function* resume(first: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  // What the scanner holds is copied: nothing else is to lie in its block by the time it is read.
  for (const bytes of first) if (bytes.length > 0) yield Buffer.from(bytes)
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** How far behind a place a record is looked for: at first, as most records are short, and at most. */
const GUESS_FIRST = 2048
const GUESS_WITHIN = 65_536

/**
 * Where behind a newline at or behind `offset` − 1 a record seems to begin, as `isRecord` says; null when
 * none does. Between quotes something may look like a record that is none.
 */
export function guessRecord(
  descriptor: number,
  { bytes, block }: RequestKernel,
  offset: number,
  isRecord: (bytes: Buffer, at: number, end: number) => boolean,
): number | null {
  const begin = Math.max(0, offset - 1)
  for (const length of [GUESS_FIRST, GUESS_WITHIN]) {
    const end = block + readSync(descriptor, bytes, block, length, begin)
    for (
      let at = bytes.indexOf(NEWLINE, block) + 1;
      at > 0 && at < end;
      at = bytes.indexOf(NEWLINE, at) + 1
    ) {
      if (isRecord(bytes, at, end)) return begin + at - block
    }
  }
  return null
}
