/**
 * Bytes four at a time. What is slow about walking a text in JavaScript is the step from byte to byte, and a
 * word takes no longer than a byte does.
 */

export const viewOf = (bytes: Buffer): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export const wordAt = (view: DataView, at: number): number => view.getInt32(at, true)

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
function padEnd(lines: Buffer): Lines {
  const isEnded = lines[lines.length - 1] === NEWLINE
  const bytes = Buffer.alloc(lines.length + 1 + MARGIN, NEWLINE)
  lines.copy(bytes)
  return { bytes, end: isEnded ? lines.length : lines.length + 1 }
}
