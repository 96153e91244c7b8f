/**
 * A request log of JSON lines, by its bytes. A line is walked once, and checked to be an object as JSON has it, every
 * value of it; the values that are read are found on the way. What is unusual where it matters (an escape in a name or
 * in a value that is read, a name that occurs twice, a list where a word should stand), and whatever is no JSON, goes
 * to the exact reader (read/json-lines.ts) as a line, so that what it says of a log does not depend on this way.
 *
 * Strings are walked four bytes at a time: a word of bytes holds a quote, a backslash or a control character when
 * subtracting borrows from the byte that is equal to, or below, what is looked for (Lamport's and Mycroft's test).
 *
 * Lines of one program are alike: between the end of one value and the start of the next stand the same bytes in every
 * line, `","status":`. These are walked once, remembered by their place in the line, and compared from then on.
 */
import type { Issue } from '../core/failure.js'
import type { Instant } from '../core/instant.js'
import { createPlainTimeReader } from './plain-time.js'
import { RememberedKinds } from './remembered-kinds.js'

/** What is done with the lines. */
export interface JsonLineHandler<Slot> {
  /** The column that a name stands for: its index, or -1 for one that is not read. */
  columnOf(name: string): number
  /** Reads what a row counts as, from the texts of its counting columns. */
  readSlot(text: (column: string) => string | undefined): Slot | Issue[]
  readTime(text: string): Instant | Issue[]
  count(slot: Slot, at: Instant): void
  /** A line for the exact reader. */
  readOdd(text: string, line: number): void
}

/** The columns, as indices that `columnOf` gives. */
export interface JsonLineColumns {
  readonly timestamp: number
  /** Those that decide what a row counts as. */
  readonly counting: readonly { readonly name: string; readonly index: number }[]
  /** How many columns have an index. */
  readonly count: number
  /** First parts of names such as `res.status`: a line that has such a key is for the exact reader. */
  readonly outer: ReadonlySet<string>
}

const NEWLINE = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN = 0x7b
const CLOSE = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const MINUS = 0x2d
const ZERO = 0x30

/** Deeper values are for the exact reader. */
const DEEPEST = 32
/** Names that are remembered; a log has a few dozen. */
const MOST_NAMES = 1000
/** A name that makes the line one for the exact reader. */
const OUTER = -2
/** There is no value: the object is empty. */
const END_OF_OBJECT = -2

/** What stands between two values: all that leads to a value from the end of the one before. */
interface Passage {
  /** The bytes, four at a time; the rest of them one by one. */
  readonly words: Int32Array
  readonly rest: Uint8Array
  readonly length: number
  /** Whether it begins with the closing quote of a string: behind a number that would be no JSON. */
  readonly followsString: boolean
  /** The column of the value behind it. */
  readonly column: number
  /** Whether that is a string, whose opening quote is part of the passage. */
  readonly isString: boolean
}

/** Longer passages, such as those with many blanks, are walked each time. */
const LONGEST_PASSAGE = 256
/** So many places of a line are remembered. */
const MOST_PLACES = 1000

/** Scans `chunks` of whole lines, the first being line 1. */
export async function scanJsonLines<Slot extends object>(
  chunks: AsyncIterable<Buffer>,
  columns: JsonLineColumns,
  isUtc: boolean,
  handler: JsonLineHandler<Slot>,
): Promise<void> {
  const scanner = new JsonLineScanner(columns, isUtc, handler)
  for await (const chunk of chunks) scanner.scan(chunk)
}

class JsonLineScanner<Slot extends object> {
  #bytes: Buffer = Buffer.alloc(0)
  #words: DataView = new DataView(new ArrayBuffer(0))
  #line = 0
  readonly #columnOfName = new Map<string, number>()
  /** The passages of the lines before, by their place: mostly this one has the same. */
  readonly #passages: Passage[] = []
  /** Where the value behind the passage begins that was walked last, its column, and whether it is a string. */
  #column = -1
  #isString = false
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  /** Where the values that decide lie, in the order of `counting`. */
  readonly #keyStarts: Int32Array
  readonly #keyEnds: Int32Array
  readonly #kinds: RememberedKinds<Slot>
  readonly #readPlainTime

  constructor(
    private readonly columns: JsonLineColumns,
    isUtc: boolean,
    private readonly handler: JsonLineHandler<Slot>,
  ) {
    this.#starts = new Int32Array(columns.count)
    this.#ends = new Int32Array(columns.count)
    this.#keyStarts = new Int32Array(columns.counting.length)
    this.#keyEnds = new Int32Array(columns.counting.length)
    this.#kinds = new RememberedKinds(columns.counting.length)
    this.#readPlainTime = createPlainTimeReader(isUtc)
  }

  scan(chunk: Buffer): void {
    this.#bytes = chunk
    this.#words = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    for (let start = 0; start < chunk.length; ) {
      this.#line++
      const end = this.#readLine(start)
      if (end >= 0) {
        start = end
        continue
      }
      const newline = chunk.indexOf(NEWLINE, start)
      const stop = newline < 0 ? chunk.length : newline
      const text = chunk.toString('utf8', start, chunk[stop - 1] === RETURN && stop > start ? stop - 1 : stop)
      if (text.trim() !== '') this.handler.readOdd(text, this.#line)
      start = stop + 1
    }
  }

  /** Counts the line that starts at `start` and returns where the next does; -1: it is for the exact reader. */
  #readLine(start: number): number {
    const end = this.#walkObject(start)
    if (end < 0) return -1
    const time = this.columns.timestamp
    const from = this.#starts[time]!
    const to = this.#ends[time]!
    if (to <= from) return -1
    const bytes = this.#bytes
    const at = this.#readPlainTime(bytes, from, to) ?? this.#readEpoch(from, to)
    const { counting } = this.columns
    for (let i = 0; i < counting.length; i++) {
      this.#keyStarts[i] = this.#starts[counting[i]!.index]!
      this.#keyEnds[i] = this.#ends[counting[i]!.index]!
    }
    let slot = this.#kinds.find(bytes, this.#keyStarts, this.#keyEnds)
    if (slot === null) {
      const read = this.handler.readSlot(column => this.#textOf(column))
      if (Array.isArray(read)) return -1
      this.#kinds.remember(bytes, this.#keyStarts, this.#keyEnds, read)
      slot = read
    }
    if (at !== null) this.handler.count(slot, at)
    else {
      const exact = this.handler.readTime(bytes.toString('utf8', from, to).trim())
      if (Array.isArray(exact)) return -1
      this.handler.count(slot, exact)
    }
    return end
  }

  #textOf(column: string): string | undefined {
    const index = this.columns.counting.find(({ name }) => name === column)?.index ?? -1
    const [start, end] = [this.#starts[index] ?? 0, this.#ends[index] ?? -1]
    return end < start ? undefined : this.#bytes.toString('utf8', start, end).trim()
  }

  /** Epoch seconds of ten digits, or milliseconds of thirteen: what counters of time write in this century. */
  #readEpoch(start: number, end: number): Instant | null {
    const length = end - start
    if (length !== 10 && length !== 13) return null
    let value = 0
    for (let at = start; at < end; at++) {
      const digit = this.#bytes[at]! - ZERO
      if (!(digit >= 0 && digit <= 9)) return null
      value = value * 10 + digit
    }
    return (length === 10 ? value * 1000 : value) as Instant
  }

  /** Walks the object of a line and its end; notes where its values lie. */
  #walkObject(start: number): number {
    const bytes = this.#bytes
    const starts = this.#starts
    const ends = this.#ends
    for (let i = 0; i < ends.length; i++) ends[i] = -1
    for (let i = 0; i < starts.length; i++) starts[i] = 0
    // The closing quote of a string belongs to the passage behind it.
    let wasString = false
    let at = start
    for (let place = 0; ; place++) {
      const passage = this.#passages[place]
      let column: number
      let isString: boolean
      if (passage !== undefined && passage.followsString === wasString && this.#isPassage(passage, at)) {
        at += passage.length
        column = passage.column
        isString = passage.isString
        // A passage to a number leads to a string as well, but for its quote.
        if (!isString && bytes[at] === QUOTE) {
          isString = true
          at++
        }
      } else {
        const behind = wasString ? at + 1 : at
        const next = this.#skipBlanks(behind)
        if (place > 0 && bytes[next] === CLOSE) return this.#endLine(next + 1)
        const value = this.#walkPassage(next, place === 0)
        if (value < 0) return value === END_OF_OBJECT ? this.#endLine(this.#close) : -1
        column = this.#column
        isString = this.#isString
        this.#learnPassage(at, value, place, wasString)
        at = value
      }
      if (column >= 0 && ends[column]! >= 0) return -1
      const from = at
      if (isString) {
        at = this.#skipPlain(at)
        if (bytes[at] !== QUOTE) {
          // A value that is read must stand as it is meant.
          if (column >= 0 || bytes[at] !== BACKSLASH) return -1
          at = this.#walkString(at) - 1
          if (at < 0) return -1
        }
      } else {
        const first = bytes[at]
        if (column >= 0 && (first === OPEN || first === OPEN_LIST)) return -1
        at = this.#walkValue(at, 0)
        if (at < 0) return -1
      }
      if (column >= 0) {
        starts[column] = from
        // Null stands for an empty text.
        ends[column] = !isString && bytes[from] === 0x6e ? from : at
      }
      wasString = isString
    }
  }

  /** Where the object closed that turned out to be empty. */
  #close = 0

  /**
   * Walks from behind a value, or from the start of the object, to the next value, and notes its column and whether
   * it is a string. Returns where it begins, behind its quote; END_OF_OBJECT when there is none; -1: unusual.
   */
  #walkPassage(at: number, isFirst: boolean): number {
    const bytes = this.#bytes
    if (bytes[at] !== (isFirst ? OPEN : COMMA)) return -1
    at = this.#skipBlanks(at + 1)
    if (isFirst && bytes[at] === CLOSE) {
      this.#close = at + 1
      return END_OF_OBJECT
    }
    if (bytes[at] !== QUOTE) return -1
    const close = this.#skipPlain(at + 1)
    if (bytes[close] !== QUOTE) return -1
    this.#column = this.#columnOf(at + 1, close)
    if (this.#column === OUTER) return -1
    at = this.#skipBlanks(close + 1)
    if (bytes[at] !== COLON) return -1
    at = this.#skipBlanks(at + 1)
    this.#isString = bytes[at] === QUOTE
    return this.#isString ? at + 1 : at
  }

  #columnOf(start: number, close: number): number {
    const spelled = this.#bytes.toString('latin1', start, close)
    let column = this.#columnOfName.get(spelled)
    if (column === undefined) {
      const name = this.#bytes.toString('utf8', start, close)
      column = this.columns.outer.has(name.trim().toLowerCase()) ? OUTER : this.handler.columnOf(name)
      if (this.#columnOfName.size >= MOST_NAMES) this.#columnOfName.clear()
      this.#columnOfName.set(spelled, column)
    }
    return column
  }

  /** Remembers `[from, to)` for this place of the next line. */
  #learnPassage(from: number, to: number, place: number, followsString: boolean): void {
    const length = to - from
    if (length > LONGEST_PASSAGE || place > this.#passages.length || place >= MOST_PLACES) return
    const words = new Int32Array(length >> 2)
    for (let i = 0; i < words.length; i++) words[i] = this.#words.getInt32(from + 4 * i, true)
    const rest = Uint8Array.from(this.#bytes.subarray(from + 4 * words.length, to))
    const [column, isString] = [this.#column, this.#isString]
    this.#passages[place] = { words, rest, length, followsString, column, isString }
  }

  #isPassage({ words, rest, length }: Passage, at: number): boolean {
    if (at + length > this.#bytes.length) return false
    const found = this.#words
    for (let i = 0; i < words.length; i++, at += 4) if (found.getInt32(at, true) !== words[i]) return false
    for (let i = 0; i < rest.length; i++) if (this.#bytes[at + i] !== rest[i]) return false
    return true
  }

  /** Behind the object only blanks may stand. */
  #endLine(at: number): number {
    const bytes = this.#bytes
    if (bytes[at] === NEWLINE) return at + 1
    at = this.#skipBlanks(at)
    if (bytes[at] === RETURN) at++
    if (at >= bytes.length) return at
    return bytes[at] === NEWLINE ? at + 1 : -1
  }

  /** The first quote, backslash or control character from `at` on, or the end of the chunk. */
  #skipPlain(at: number): number {
    const bytes = this.#bytes
    const words = this.#words
    const last = bytes.length - 4
    for (; at <= last; at += 4) {
      const word = words.getInt32(at, true)
      const quotes = word ^ 0x22222222
      const slashes = word ^ 0x5c5c5c5c
      // The high bit of a byte that is what is looked for; a byte behind such a one may have it too, which only
      // leads to a closer look.
      const found =
        ((quotes - 0x01010101) & ~quotes) |
        ((slashes - 0x01010101) & ~slashes) |
        ((word - 0x20202020) & ~word)
      if ((found & 0x80808080) !== 0) break
    }
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (byte === QUOTE || byte === BACKSLASH || byte < 0x20) break
    }
    return at
  }

  /** Where a value that is not read ends; -1 when it is not as JSON has it, or unusual. */
  #walkValue(at: number, depth: number): number {
    const bytes = this.#bytes
    const first = bytes[at]!
    if (first === QUOTE) return this.#walkString(at + 1)
    if (first === MINUS || (first >= ZERO && first <= 0x39)) return this.#walkNumber(at)
    switch (first) {
      case 0x74:
        return this.#isWord(at, 0x72, 0x75, 0x65) ? at + 4 : -1
      case 0x6e:
        return this.#isWord(at, 0x75, 0x6c, 0x6c) ? at + 4 : -1
      case 0x66:
        return this.#isWord(at, 0x61, 0x6c, 0x73) && bytes[at + 4] === 0x65 ? at + 5 : -1
      case OPEN:
      case OPEN_LIST:
        return depth < DEEPEST ? this.#walkNested(at, depth + 1) : -1
      default:
        return -1
    }
  }

  #isWord(at: number, b: number, c: number, d: number): boolean {
    const bytes = this.#bytes
    return bytes[at + 1] === b && bytes[at + 2] === c && bytes[at + 3] === d
  }

  /** Where a string ends, behind its quote. Escapes of one letter are checked; others are for the exact reader. */
  #walkString(at: number): number {
    const bytes = this.#bytes
    for (;;) {
      at = this.#skipPlain(at)
      const byte = bytes[at]
      if (byte === QUOTE) return at + 1
      if (byte !== BACKSLASH) return -1
      switch (bytes[at + 1]) {
        case QUOTE:
        case BACKSLASH:
        case 0x2f:
        case 0x62:
        case 0x66:
        case 0x6e:
        case 0x72:
        case 0x74:
          at += 2
          break
        default:
          return -1
      }
    }
  }

  #walkDigits(at: number): number {
    const bytes = this.#bytes
    while (bytes[at]! >= ZERO && bytes[at]! <= 0x39) at++
    return at
  }

  #walkNumber(at: number): number {
    const bytes = this.#bytes
    if (bytes[at] === MINUS) at++
    const whole = this.#walkDigits(at)
    if (whole === at || (bytes[at] === ZERO && whole > at + 1)) return -1
    at = whole
    if (bytes[at] === 0x2e) {
      const fraction = this.#walkDigits(at + 1)
      if (fraction === at + 1) return -1
      at = fraction
    }
    if (bytes[at] === 0x65 || bytes[at] === 0x45) {
      at++
      if (bytes[at] === 0x2b || bytes[at] === MINUS) at++
      const exponent = this.#walkDigits(at)
      if (exponent === at) return -1
      at = exponent
    }
    return at
  }

  /** A list or an object below the first. */
  #walkNested(at: number, depth: number): number {
    const bytes = this.#bytes
    const isObject = bytes[at] === OPEN
    const close = isObject ? CLOSE : CLOSE_LIST
    at = this.#skipBlanks(at + 1)
    if (bytes[at] === close) return at + 1
    for (;;) {
      if (isObject) {
        if (bytes[at] !== QUOTE) return -1
        at = this.#walkString(at + 1)
        if (at < 0) return -1
        at = this.#skipBlanks(at)
        if (bytes[at] !== COLON) return -1
        at = this.#skipBlanks(at + 1)
      }
      at = this.#walkValue(at, depth)
      if (at < 0) return -1
      at = this.#skipBlanks(at)
      if (bytes[at] === close) return at + 1
      if (bytes[at] !== COMMA) return -1
      at = this.#skipBlanks(at + 1)
    }
  }

  #skipBlanks(at: number): number {
    const bytes = this.#bytes
    while (bytes[at] === SPACE || bytes[at] === TAB) at++
    return at
  }
}
