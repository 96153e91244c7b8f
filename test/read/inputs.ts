/** Inputs out of text, for tests. */
import type { Input } from '../../src/read/source.js'

/** A text as an input: in one chunk, or in chunks of `lines` lines. */
export function inputOf(text: string, name = 'test.csv', lines = Number.POSITIVE_INFINITY): Input {
  async function* chunks() {
    const parts = text.split(/(?<=\n)/)
    const size = Math.min(lines, parts.length)
    for (let i = 0; i < parts.length; i += size) yield Buffer.from(parts.slice(i, i + size).join(''))
  }
  return { name, chunks: chunks(), size: text.length, bytesRead: () => text.length }
}
