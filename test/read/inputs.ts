/** Inputs out of text, for tests. */
import type { Input } from '../../src/read/source.js'

/** Texts as chunks, each of them gone once the next one is asked for. */
export async function* chunksOf(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) {
    const chunk = Buffer.from(text)
    yield chunk
    chunk.fill(0)
  }
}

/** A text as an input: in one chunk, or in chunks of `lines` lines. */
export function inputOf(text: string, name = 'test.csv', lines = Number.POSITIVE_INFINITY): Input {
  const parts = text.split(/(?<=\n)/)
  const size = Math.min(lines, parts.length)
  const texts = Array.from({ length: Math.ceil(parts.length / size) }, (_, i) =>
    parts.slice(i * size, (i + 1) * size).join(''),
  )
  return { name, chunks: chunksOf(...texts), size: text.length, bytesRead: () => text.length }
}
