/**
 * CSV rows by their bytes, as long as no quote occurs: at the first one it stops in front of that row and
 * leaves the rest to the exact parser (read/csv.ts), line number included. Blank lines are no rows, and a row
 * whose width is not the header's is told apart; what the fields say is for the caller.
 */

const NEWLINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22

/** Takes the rows. Byte positions are those of `bytes`, which is good for the call only. */
export interface CsvRowTaker {
  /** A row of the header's width: field i lies in `[bounds[i] + 1, bounds[i + 1])`. */
  take(bytes: Buffer, bounds: Int32Array, line: number): void
  /** A row of `found` fields instead. */
  takeMisshapen(found: number, raw: string, line: number): void
}

/** What is left to the exact parser: the rest of the file from the line `line` on. */
export interface CsvRemainder {
  readonly line: number
  readonly chunks: AsyncIterable<Buffer>
}

/**
 * Scans `chunks` (whole lines, the first being `firstLine`) of `width` fields a row. Returns the remainder
 * from the first row with a quote on, or null when there is none.
 */
export async function scanCsvRows(
  chunks: AsyncIterable<Buffer>,
  firstLine: number,
  { delimiter, width }: { readonly delimiter: string; readonly width: number },
  taker: CsvRowTaker,
): Promise<CsvRemainder | null> {
  const iterator = chunks[Symbol.asyncIterator]()
  const separator = delimiter.charCodeAt(0)
  // One bound more than fields on either side, and one for the first field too many.
  const bounds = new Int32Array(width + 2)
  let line = firstLine
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const chunk = next.value
    for (let start = 0; start < chunk.length; line++) {
      let fields = 0
      let position = start
      bounds[0] = start - 1
      for (; position < chunk.length; position++) {
        const byte = chunk[position]!
        // Nearly every byte is above the comma, and one comparison tells it.
        if (byte > 0x2c && byte !== separator) continue
        if (byte === separator) {
          fields++
          if (fields <= width) bounds[fields] = position
        } else if (byte === NEWLINE) break
        else if (byte === QUOTE) return { line, chunks: resume(chunk.subarray(start), iterator) }
      }
      const end = position > start && chunk[position - 1] === RETURN ? position - 1 : position
      fields++
      if (end > start) {
        bounds[width] = fields === width ? end : bounds[width]!
        if (fields === width) taker.take(chunk, bounds, line)
        else taker.takeMisshapen(fields, chunk.toString('utf8', start, end), line)
      }
      start = position + 1
    }
  }
  return null
}

async function* resume(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
