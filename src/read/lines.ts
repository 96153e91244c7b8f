/** Lines of text out of chunks of whole lines. */

/** A line without its end. */
export interface Line {
  readonly number: number
  readonly text: string
}

/** The lines of an `Input`'s chunks in batches, one per chunk, numbered from `first`. */
export async function* readLines(chunks: AsyncIterable<Buffer>, first = 1): AsyncGenerator<Line[]> {
  let number = first
  for await (const chunk of chunks) {
    const texts = chunk.toString('utf8').split('\n')
    // A chunk ends with a newline, behind which stands nothing.
    if (texts.at(-1) === '') texts.pop()
    yield texts.map(text => ({ number: number++, text: text.endsWith('\r') ? text.slice(0, -1) : text }))
  }
}

/** What takes a line, which it is told the number of. */
export type TakeLine = (text: string, line: number) => void

/** Each line of an `Input`'s chunks, numbered from `first`. */
export async function readEveryLine(
  chunks: AsyncIterable<Buffer>,
  takeLine: TakeLine,
  first = 1,
): Promise<void> {
  for await (const lines of readLines(chunks, first))
    for (const { number, text } of lines) takeLine(text, number)
}
