/**
 * Bytes four at a time. What is slow about walking a text in JavaScript is the step from byte to byte, and a
 * word takes no longer than a byte does.
 */

/** Bytes that are looked for, at least four of them. */
export interface Piece {
  readonly length: number
  /** All but the last few bytes. */
  readonly words: Int32Array
  /** The last four bytes, which may have been in `words` in part. */
  readonly last: number
}

const LITTLE_ENDIAN = true

export function pieceOf(bytes: Buffer): Piece {
  const view = viewOf(bytes)
  const words = Int32Array.from({ length: Math.floor((bytes.length - 1) / 4) }, (_, i) =>
    view.getInt32(4 * i, LITTLE_ENDIAN),
  )
  return { length: bytes.length, words, last: view.getInt32(bytes.length - 4, LITTLE_ENDIAN) }
}

export const viewOf = (bytes: Buffer): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const wordAt = (view: DataView, at: number): number => view.getInt32(at, LITTLE_ENDIAN)

/** Whether `piece` stands at `at`. */
export function isAt(view: DataView, at: number, { length, words, last }: Piece): boolean {
  for (let i = 0; i < words.length; i++) {
    if (view.getInt32(at + 4 * i, LITTLE_ENDIAN) !== words[i]) return false
  }
  return view.getInt32(at + length - 4, LITTLE_ENDIAN) === last
}

/**
 * The first byte from `at` on that is a quote, a backslash or a control character. The highest bit of each byte
 * of `found` says so of that byte: a byte less than n borrows from it when n is subtracted. A quote is made less
 * than 0x21, as control characters are, by changing the bit in which it differs from a blank.
 */
export function findSpecial(view: DataView, at: number): number {
  for (;;) {
    const word = view.getInt32(at, LITTLE_ENDIAN)
    const quote = word ^ 0x02020202
    const backslash = word ^ 0x5c5c5c5c
    const found = (((quote - 0x21212121) & ~quote) | ((backslash - 0x01010101) & ~backslash)) & 0x80808080
    // The lowest one is certain; those above it may have been lent from.
    if (found !== 0) return at + ((31 - Math.clz32(found & -found)) >> 3)
    at += 4
  }
}

const NEWLINE = 0x0a

/** How far behind a newline a scanner may look without asking whether there is anything. */
const MARGIN = 64

/** Whole lines: the bytes up to `end`, which stands behind a newline. At least `MARGIN` bytes follow. */
export interface Lines {
  readonly bytes: Buffer
  readonly end: number
}

/** Chunks of whole lines as such: the last lines of each are copied, since nothing follows them. */
export async function* padLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Lines> {
  for await (const chunk of chunks) {
    const enough = chunk.length - MARGIN - 1
    const end = enough < 0 ? 0 : chunk.lastIndexOf(NEWLINE, enough) + 1
    if (end > 0) yield { bytes: chunk, end }
    const last = chunk.subarray(end)
    if (last.length === 0) continue
    yield padEnd(last)
  }
}

/** A copy of lines, of which the last one need not have an end, with something behind them. */
export function padEnd(lines: Buffer): Lines {
  const isEnded = lines[lines.length - 1] === NEWLINE
  const bytes = Buffer.alloc(lines.length + 1 + MARGIN, NEWLINE)
  lines.copy(bytes)
  return { bytes, end: isEnded ? lines.length : lines.length + 1 }
}
