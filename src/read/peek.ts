/** The beginning of an input, without taking it away from who reads the whole. */

/** The first chunk (empty when there is none), and all of them. */
export async function peekChunk(chunks: AsyncIterable<Buffer>): Promise<[Buffer, AsyncIterable<Buffer>]> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  const head = first.done ? Buffer.alloc(0) : first.value
  async function* all() {
    yield head
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
  }
  return [head, all()]
}

/** Whether a text that begins so is JSON: no header of a CSV file begins with a brace or bracket. */
export function looksLikeJson(head: Buffer): boolean {
  const start = head.subarray(0, 4096).toString('utf8').trimStart()
  return start.startsWith('{') || start.startsWith('[')
}
