/**
 * A request log in the combined format of nginx and Apache, by its bytes: of a line only time and status are read, and
 * the form of what stands between them and behind. A line in which anything is unusual goes to the exact reader
 * (read/requests/combined-log.ts), which looks for ` [time] "request" status bytes` and takes the first that fits; here
 * the first ` [` must fit, so that both find the same.
 */
import type { Issue } from '../core/failure.js'
import { dayOf, type Instant, instantAt, MILLIS_PER_DAY, MILLIS_PER_SECOND } from '../core/instant.js'
import { RememberedKinds } from './remembered-kinds.js'

/** What is done with the lines. */
export interface CombinedHandler<Slot> {
  /** Reads what a row of this status counts as; `-` stands for none. */
  readSlot(status: string): Slot | Issue[]
  count(slot: Slot, at: Instant): void
  /** A line for the exact reader. */
  readOdd(text: string, line: number): void
}

const NEWLINE = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN = 0x5b
const CLOSE = 0x5d
const SLASH = 0x2f
const COLON = 0x3a
const PLUS = 0x2b
const MINUS = 0x2d
const ZERO = 0x30
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** `10/Oct/2026:13:55:36 +0000` */
const TIME_LENGTH = 26

/** Scans `chunks` of whole lines, the first being line 1. */
export async function scanCombined<Slot extends object>(
  chunks: AsyncIterable<Buffer>,
  handler: CombinedHandler<Slot>,
): Promise<void> {
  const scanner = new CombinedScanner(handler)
  for await (const chunk of chunks) scanner.scan(chunk)
}

class CombinedScanner<Slot extends object> {
  #bytes: Buffer = Buffer.alloc(0)
  #line = 0
  readonly #kinds = new RememberedKinds<Slot>(1)
  readonly #starts = new Int32Array(1)
  readonly #ends = new Int32Array(1)
  /** The date and the offset that were read last, and what they come to. */
  readonly #date = new Uint8Array(11)
  #midnight = 0
  readonly #zone = new Uint8Array(5)
  #offset = 0

  constructor(private readonly handler: CombinedHandler<Slot>) {}

  scan(chunk: Buffer): void {
    this.#bytes = chunk
    for (let start = 0; start < chunk.length; ) {
      this.#line++
      const newline = chunk.indexOf(NEWLINE, start)
      const stop = newline < 0 ? chunk.length : newline
      const end = stop > start && chunk[stop - 1] === RETURN ? stop - 1 : stop
      if (!this.#readLine(start, end)) {
        const text = chunk.toString('utf8', start, end)
        if (text.trim() !== '') this.handler.readOdd(text, this.#line)
      }
      start = stop + 1
    }
  }

  /** Counts the line; false: it is for the exact reader. */
  #readLine(start: number, end: number): boolean {
    const bytes = this.#bytes
    let at = start + 1
    while (at < end && (bytes[at] !== OPEN || bytes[at - 1] !== SPACE)) at++
    const time = at + 1
    at = time + TIME_LENGTH
    if (at + 2 >= end || bytes[at] !== CLOSE || bytes[at + 1] !== SPACE || bytes[at + 2] !== QUOTE)
      return false
    const instant = this.#readTime(time)
    if (instant === null) return false
    at = this.#skipQuoted(at + 3, end)
    if (at < 0 || bytes[at] !== SPACE) return false
    const status = at + 1
    at = status
    if (bytes[at] === MINUS) at++
    else while (at < end && at < status + 3 && isDigit(bytes[at]!)) at++
    if (at === status || bytes[at] !== SPACE) return false
    const statusEnd = at
    const size = at + 1
    at = size
    if (bytes[at] === MINUS) at++
    else while (at < end && isDigit(bytes[at]!)) at++
    // Behind it anything may stand that a blank divides from it.
    if (at === size || at > end || (at < end && bytes[at] !== SPACE)) return false
    this.#starts[0] = status
    this.#ends[0] = statusEnd
    let slot = this.#kinds.find(bytes, this.#starts, this.#ends)
    if (slot === null) {
      const read = this.handler.readSlot(bytes.toString('latin1', status, statusEnd))
      if (Array.isArray(read)) return false
      this.#kinds.remember(bytes, this.#starts, this.#ends, read)
      slot = read
    }
    this.handler.count(slot, instant)
    return true
  }

  /** Where the quoted text that begins at `at` ends, behind its quote; -1 when it does not in this line. */
  #skipQuoted(at: number, end: number): number {
    const bytes = this.#bytes
    for (; at < end; at++) {
      const byte = bytes[at]
      if (byte === QUOTE) return at + 1
      if (byte !== BACKSLASH) continue
      // Of what an escape may stand for the exact reader knows more.
      const escaped = bytes[++at]!
      if (escaped === RETURN || escaped >= 0x80) return -1
    }
    return -1
  }

  #readTime(at: number): Instant | null {
    const bytes = this.#bytes
    if (!this.#isKnown(this.#date, at) && !this.#learnDate(at)) return null
    if (
      bytes[at + 11] !== COLON ||
      bytes[at + 14] !== COLON ||
      bytes[at + 17] !== COLON ||
      bytes[at + 20] !== SPACE
    )
      return null
    const hour = this.#twoDigits(at + 12)
    const minute = this.#twoDigits(at + 15)
    const second = this.#twoDigits(at + 18)
    // What is no digit is not a number, and fails every comparison.
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return null
    if (!this.#isKnown(this.#zone, at + 21) && !this.#learnZone(at + 21)) return null
    return instantAt(this.#midnight + ((hour * 60 + minute) * 60 + second) * MILLIS_PER_SECOND - this.#offset)
  }

  #isKnown(known: Uint8Array, at: number): boolean {
    const bytes = this.#bytes
    for (let i = 0; i < known.length; i++) if (bytes[at + i] !== known[i]) return false
    return true
  }

  #learnDate(at: number): boolean {
    const bytes = this.#bytes
    if (bytes[at + 2] !== SLASH || bytes[at + 6] !== SLASH) return false
    const month = MONTHS.indexOf(bytes.toString('latin1', at + 3, at + 6)) + 1
    const year = 100 * this.#twoDigits(at + 7) + this.#twoDigits(at + 9)
    const date = this.#twoDigits(at)
    if (month === 0 || !(year >= 1970 && year <= 8998 && date >= 1)) return false
    const day = dayOf(year, month, date)
    if (day === null) return false
    this.#date.set(bytes.subarray(at, at + 11))
    this.#midnight = day * MILLIS_PER_DAY
    return true
  }

  #learnZone(at: number): boolean {
    const sign = this.#bytes[at]
    const [hours, minutes] = [this.#twoDigits(at + 1), this.#twoDigits(at + 3)]
    if ((sign !== PLUS && sign !== MINUS) || !(hours <= 23 && minutes <= 59)) return false
    this.#zone.set(this.#bytes.subarray(at, at + 5))
    this.#offset = (sign === MINUS ? -1 : 1) * (hours * 60 + minutes) * 60_000
    return true
  }

  #twoDigits(at: number): number {
    const [tens, ones] = [this.#bytes[at]! - ZERO, this.#bytes[at + 1]! - ZERO]
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN
  }
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= 0x39
