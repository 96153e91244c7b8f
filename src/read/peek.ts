/** The beginning of an input, without taking it away from who reads the whole. */

/**
 * What an input begins with, and all of it. The beginning reaches as far as something that is not blank: a
 * decoder may hand on a first chunk of blank lines only, by which no form could be told.
 */
export async function peekChunk(chunks: AsyncIterable<Buffer>): Promise<[Buffer, AsyncIterable<Buffer>]> {
  const { all, found } = await peekUntil(chunks, head => (head.toString('utf8').trim() === '' ? null : head))
  return [found ?? Buffer.alloc(0), all]
}

/**
 * Asks `recognise` with more and more of the beginning, until it gives something or there is no more; `isLast` says
 * that it will not be asked again. Nothing is read twice.
 */
export async function peekUntil<T>(
  chunks: AsyncIterable<Buffer>,
  recognise: (head: Buffer, isLast: boolean) => T | null,
  most = Number.POSITIVE_INFINITY,
): Promise<{ readonly found: T | null; readonly all: AsyncIterable<Buffer> }> {
  const iterator = chunks[Symbol.asyncIterator]()
  let head = Buffer.alloc(0) as Buffer
  let found: T | null = null
  while (found === null) {
    const next = await iterator.next()
    if (next.done) {
      found = recognise(head, true)
      break
    }
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
    const isLast = head.length >= most
    found = recognise(head, isLast)
    if (isLast) break
    // A chunk is there until the next one is asked for.
    if (found === null) head = Buffer.from(head)
  }
  async function* all() {
    if (head.length > 0) yield head
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return { found, all: all() }
}

/** Whether a text that begins so is JSON: no header of a CSV file begins with a brace or bracket. */
export function looksLikeJson(head: Buffer): boolean {
  const start = head.subarray(0, 4096).toString('utf8').trimStart()
  return start.startsWith('{') || start.startsWith('[')
}

const GZIP = [0x1f, 0x8b]
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd]
/** What follows the first byte, 0x50 to 0x5f, of a skippable frame. */
const ZSTD_SKIPPABLE = [0x2a, 0x4d, 0x18]

/** Gzip data. */
export const isGzip = (head: Buffer): boolean => startsWith(head, GZIP)

/** Zstandard data, or a frame in front of it that decoders skip, such as the tables of parallel compressors. */
export const isZstd = (head: Buffer): boolean =>
  startsWith(head, ZSTD) || ((head[0] ?? 0) >> 4 === 0x5 && startsWith(head.subarray(1), ZSTD_SKIPPABLE))

/** Whether `bytes` begin with those of `magic`. */
export const startsWith = (bytes: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, i) => bytes[i] === byte)
