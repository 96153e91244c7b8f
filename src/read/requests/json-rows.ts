/**
 * Logs of JSON that are no lines: values over many lines, arrays, and lists within lists. They are made lines of one
 * object each, for the readers of JSON lines, with the line of the file that each began on.
 */
import { fail, inFile } from '../../core/failure.js'
import { readLines } from '../lines.js'

/** JSON lines made of something else. */
export interface JsonRows {
  readonly chunks: AsyncIterable<Buffer>
  /** The line of the file on which the row began that is now in the line `number`; for rows that have been read. */
  lineOf(number: number): number
}

const [NEWLINE, RETURN, SPACE, TAB, QUOTE, BACKSLASH, COMMA] = [
  0x0a, 0x0d, 0x20, 0x09, 0x22, 0x5c, 0x2c,
] as const
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d] as const

/** Numbers by their places, as many as there are. */
class NumberList {
  #numbers = new Int32Array(1024)
  #length = 0

  add(number: number): void {
    if (this.#length === this.#numbers.length) {
      const longer = new Int32Array(2 * this.#length)
      longer.set(this.#numbers)
      this.#numbers = longer
    }
    this.#numbers[this.#length++] = number
  }

  at(index: number): number {
    return this.#numbers[index] ?? 0
  }
}

/** Finds the values of a text of JSON that comes in chunks, each of whole lines. */
class ValueSplitter {
  #line = 1
  /** How deep in braces and brackets of a value; whether in a text of it. */
  #depth = 0
  #isText = false
  #isEscaped = false
  /** Whether the values stand in an array. */
  #isArray = false
  #pieces: Buffer[] = []
  #start = 1

  /** Whether a value or the array that holds them has no end yet. */
  get isOpen(): boolean {
    return this.#depth > 0 || this.#isArray
  }

  /** Calls `take` for each value that ends in the chunk, with the line on which it began, until it says to stop. */
  split(chunk: Buffer, take: (value: Buffer, line: number) => boolean): void {
    let begin = this.#depth > 0 ? 0 : -1
    let isStopped = false
    const end = (behind: number): void => {
      isStopped = !take(Buffer.concat([...this.#pieces, chunk.subarray(begin, behind)]), this.#start)
      this.#pieces = []
      begin = -1
    }
    for (let at = 0; at < chunk.length && !isStopped; at++) {
      const byte = chunk[at]!
      if (byte === NEWLINE) this.#line++
      if (this.#isText) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === BACKSLASH) this.#isEscaped = true
        else if (byte === QUOTE) this.#isText = false
        continue
      }
      if (this.#depth > 0) {
        if (byte === QUOTE) this.#isText = true
        else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth++
        else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --this.#depth === 0) end(at + 1)
        continue
      }
      if (byte === NEWLINE || byte === RETURN || byte === SPACE || byte === TAB || byte === COMMA) continue
      if (byte === OPEN_BRACKET && !this.#isArray) this.#isArray = true
      else if (byte === CLOSE_BRACKET) this.#isArray = false
      else {
        begin = at
        this.#start = this.#line
        if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth = 1
        else {
          // No object: up to where it must have ended, for the reader of rows to tell of.
          while (at < chunk.length && ![NEWLINE, COMMA, CLOSE_BRACKET].includes(chunk[at]! as 0x0a)) at++
          end(at--)
        }
      }
    }
    if (begin >= 0) this.#pieces.push(Buffer.from(chunk.subarray(begin)))
  }
}

/** The values at the beginning of a text, as far as they are whole. */
export function firstValues(head: Buffer, most: number): unknown[] {
  const values: unknown[] = []
  new ValueSplitter().split(head, value => {
    try {
      values.push(JSON.parse(value.toString('utf8')))
    } catch {
      // The reader of rows tells what is wrong.
    }
    return values.length < most
  })
  return values
}

/** Values one behind the other, or in an array, as lines. Throws FILE_TRUNCATED when the last one has no end. */
export function splitValues(chunks: AsyncIterable<Buffer>, file: string): JsonRows {
  const lines = new NumberList()
  async function* split(): AsyncGenerator<Buffer> {
    const splitter = new ValueSplitter()
    for await (const chunk of chunks) {
      const values: Buffer[] = []
      splitter.split(chunk, (value, line) => {
        values.push(onOneLine(value))
        lines.add(line)
        return true
      })
      if (values.length > 0) yield Buffer.concat(values)
    }
    if (splitter.isOpen) {
      fail('FILE_TRUNCATED', 'the JSON has no end: a bracket or brace that opens never closes', inFile(file))
    }
  }
  return { chunks: split(), lineOf: number => lines.at(number - 1) }
}

/** A value with a line end of its own, and none within. */
function onOneLine(value: Buffer): Buffer {
  const line = Buffer.allocUnsafe(value.length + 1)
  value.copy(line)
  line[value.length] = NEWLINE
  for (let at = line.indexOf(NEWLINE); at < value.length; at = line.indexOf(NEWLINE, at)) {
    line[at] = SPACE
    if (line[at - 1] === RETURN) line[at - 1] = SPACE
  }
  return line
}

type Keys = Record<string, unknown>

const isObject = (value: unknown): value is Keys =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The rows that stand in `value` within lists, by the keys of these from the outside in, each as its alternatives; the
 * value itself where it has no such list. `keyValues`: a key whose list of `{key, value}` becomes an object.
 */
export function rowsWithin(
  value: unknown,
  inside: readonly (readonly string[])[],
  keyValues: string | null,
): unknown[] {
  const found = inside.reduce<unknown[]>(
    (outer, names) =>
      outer.flatMap(each => {
        const name = isObject(each) ? names.find(known => Array.isArray(each[known])) : undefined
        return name === undefined ? [each] : ((each as Keys)[name] as unknown[])
      }),
    [value],
  )
  return keyValues === null ? found : found.map(row => withObject(row, keyValues))
}

function withObject(row: unknown, key: string): unknown {
  if (!isObject(row) || !Array.isArray(row[key])) return row
  const pairs = row[key].flatMap(pair =>
    isObject(pair) && typeof pair.key === 'string' ? [[pair.key, bareValue(pair.value)] as const] : [],
  )
  return { ...row, [key]: Object.fromEntries(pairs) }
}

/** `{intValue: "200"}` as what it holds. */
const bareValue = (value: unknown): unknown => (isObject(value) ? Object.values(value)[0] : value)

/** The rows within lines of JSON as lines of their own. What is no JSON stays as it is. */
export function unnestRows(
  { chunks, lineOf }: JsonRows,
  inside: readonly (readonly string[])[],
  keyValues: string | null,
): JsonRows {
  const lines = new NumberList()
  async function* unnest(): AsyncGenerator<Buffer> {
    for await (const batch of readLines(chunks)) {
      let text = ''
      for (const { number, text: line } of batch) {
        for (const row of rowsOfLine(line)) {
          text += `${row}\n`
          lines.add(lineOf(number))
        }
      }
      if (text !== '') yield Buffer.from(text)
    }
  }
  const rowsOfLine = (line: string): string[] => {
    if (line.trim() === '') return []
    try {
      return rowsWithin(JSON.parse(line), inside, keyValues).map(row => JSON.stringify(row))
    } catch {
      return [line]
    }
  }
  return { chunks: unnest(), lineOf: number => lines.at(number - 1) }
}
