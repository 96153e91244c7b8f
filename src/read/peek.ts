/** The beginning of an input, without taking it away from who reads the whole. */

/**
 * What an input begins with, and all of it. The beginning reaches as far as something that is not blank: a
 * decoder may hand on a first chunk of blank lines only, by which no form could be told.
 */
export const peekChunk = (chunks: AsyncIterable<Buffer>): Promise<[Buffer, AsyncIterable<Buffer>]> =>
  peekUntil(chunks, head => head.toString('utf8').trim() !== '')

/** What an input begins with, as far as `isEnough` asks for, and all of it. Nothing is read twice. */
export async function peekUntil(
  chunks: AsyncIterable<Buffer>,
  isEnough: (head: Buffer) => boolean,
): Promise<[Buffer, AsyncIterable<Buffer>]> {
  const iterator = chunks[Symbol.asyncIterator]()
  let head = Buffer.alloc(0) as Buffer
  for (;;) {
    const next = await iterator.next()
    if (next.done) break
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
    if (isEnough(head)) break
    // A chunk is there until the next one is asked for.
    head = Buffer.from(head)
  }
  return [head, resume(head, iterator)]
}

/** What has been read of a text and was not used, and what comes behind it. */
export async function* resume(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

/** Whether a text that begins so is JSON: no header of a CSV file begins with a brace or bracket. */
export function looksLikeJson(head: Buffer): boolean {
  const start = head.subarray(0, 4096).toString('utf8').trimStart()
  return start.startsWith('{') || start.startsWith('[')
}

/** The byte order mark of UTF-8. */
export const UTF8_MARK = [0xef, 0xbb, 0xbf]

const GZIP = [0x1f, 0x8b]
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd]
/** What follows the first byte, 0x50 to 0x5f, of a skippable frame. */
const ZSTD_SKIPPABLE = [0x2a, 0x4d, 0x18]

export const isGzip = (head: Buffer): boolean => startsWith(head, GZIP)

/** Zstandard data, or a frame in front of it that decoders skip, such as the tables of parallel compressors. */
export const isZstd = (head: Buffer): boolean =>
  startsWith(head, ZSTD) || ((head[0] ?? 0) >> 4 === 0x5 && startsWith(head.subarray(1), ZSTD_SKIPPABLE))

/** Whether `bytes` begin with those of `magic`. */
export const startsWith = (bytes: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, i) => bytes[i] === byte)
