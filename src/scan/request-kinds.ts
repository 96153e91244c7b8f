/**
 * What the scanners of JSON lines and of access logs have in common: what is done with lines, and times. A scanner
 * decides nothing but that a line is well formed and where its fields lie. What it has not met (class-cache.ts) is read
 * by the exact reader, and so is every line that is not plain.
 */
import { type Instant, instantAt } from '../core/instant.js'
import { createPlainTimeReader, type PlainTimeReader } from './plain-time.js'
import type { RowEndpoints } from './row-endpoints.js'
import { isAt, type Piece, pieceOf } from './words.js'

/** What is done with the lines; `Slot` is whatever lines of one kind are counted under. */
export interface RequestLineHandler<Slot> {
  /** What a line counts as; null when something is wrong with it. It must depend on the counting fields only. */
  readSlot(text: string, line: number): Slot | null
  /** Reads a time that is not plain; null when something is wrong with it. */
  readTime(text: string): Instant | null
  /** Counts a line whose path is of a kind. */
  count(slot: Slot, at: Instant, path: number): void
  /** Kinds of paths; what a line says whose path is left out is not read. */
  readonly endpoints: RowEndpoints
  /** Takes a line whose path is of a kind that is left out. */
  leaveOut(path: number): void
  /** Takes a line by the exact reader, blank or bad though it may be. */
  takeLine(text: string, line: number): void
}

// Near the ends of the years that are read the exact reader decides.
const LAST_PLAIN = Date.UTC(8999, 0, 1)

const ZERO = 0x30
const COLON = 0x3a
const POINT = 0x2e
const LETTER_Z = 0x5a
const MINUTE_LENGTH = '2026-10-01T12:30:'.length

/**
 * Reads the bytes `[start, end)` as a time that is plain: ISO-8601 with `Z`, an offset of hours and minutes, or
 * neither where `isUtc`; epoch seconds or milliseconds as they are today. Null for any other.
 */
export class LogTimeReader {
  readonly #readPlain: PlainTimeReader
  readonly #readClock = createPlainTimeReader(true)
  // The last time up to its minute, `2026-10-01T12:30:`, and when that began: mostly the next is of the same.
  #minute: Piece = pieceOf(Buffer.alloc(MINUTE_LENGTH))
  #minuteStart = 0

  constructor(isUtc: boolean) {
    this.#readPlain = createPlainTimeReader(isUtc)
  }

  read(bytes: Buffer, view: DataView, start: number, end: number): Instant | null {
    return this.readInMinute(bytes, view, start, end) ?? this.#readAny(bytes, start, end)
  }

  /** Reads a time in the same minute as the last one, with `Z`, to the second or millisecond. */
  readInMinute(bytes: Buffer, view: DataView, start: number, end: number): Instant | null {
    const length = end - start
    if ((length !== 20 && length !== 24) || bytes[end - 1] !== LETTER_Z) return null
    if (!isAt(view, start, this.#minute)) return null
    const second = readTwoDigits(bytes, start + MINUTE_LENGTH)
    if (second < 0 || second > 59) return null
    if (length === 20) return instantAt(this.#minuteStart + 1000 * second)
    const tenths = bytes[start + 20]! - ZERO
    const rest = readTwoDigits(bytes, start + 21)
    if (bytes[start + 19] !== POINT || tenths < 0 || tenths > 9 || rest < 0) return null
    return instantAt(this.#minuteStart + 1000 * second + 100 * tenths + rest)
  }

  #readFineEpoch(bytes: Buffer, start: number, end: number): number | null {
    for (let at = start + 13; at < end; at++)
      if (!(bytes[at]! >= ZERO && bytes[at]! <= ZERO + 9)) return this.#readPlain(bytes, start, end)
    return readEpoch(bytes, start, start + 13) ?? this.#readPlain(bytes, start, end)
  }

  #readAny(bytes: Buffer, start: number, end: number): Instant | null {
    const length = end - start
    let at: number | null
    if (length === 10 || length === 13) at = readEpoch(bytes, start, end)
    // Micro- and nanoseconds are cut.
    else if (length === 16 || length === 19) at = this.#readFineEpoch(bytes, start, end)
    else if (length < 25 || bytes[end - 3] !== COLON) at = this.#readPlain(bytes, start, end)
    else {
      const offset = readOffset(bytes, end - 6)
      at = offset === null || isLetter(bytes[end - 7]!) ? null : this.#readClock(bytes, start, end - 6)
      if (at !== null) at -= offset!
    }
    if (at === null || at < 0 || at >= LAST_PLAIN) return null
    if (bytes[end - 1] === LETTER_Z) {
      this.#minute = pieceOf(bytes.subarray(start, start + MINUTE_LENGTH))
      this.#minuteStart = Math.floor(at / 60_000) * 60_000
    }
    return instantAt(at)
  }
}

const isLetter = (byte: number): boolean => byte > COLON

/** Ten digits are seconds; thirteen, the first of them no zero, milliseconds. */
function readEpoch(bytes: Buffer, start: number, end: number): number | null {
  if (bytes[start] === ZERO) return null
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (!(digit >= 0 && digit <= 9)) return null
    value = 10 * value + digit
  }
  return end - start === 10 ? 1000 * value : value
}

/** `+08:00` in milliseconds. */
function readOffset(bytes: Buffer, at: number): number | null {
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : 0
  const hours = readTwoDigits(bytes, at + 1)
  const minutes = readTwoDigits(bytes, at + 4)
  // What is no digit is below zero.
  return sign !== 0 && hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59
    ? sign * (hours * 60 + minutes) * 60_000
    : null
}

/** Two digits as a number; below zero when one of them is none. */
export function readTwoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at]! - ZERO
  const ones = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1
}

const RETURN = 0x0d

/** The text of a line of which `newline` is the end. */
export const textOfLine = (bytes: Buffer, start: number, newline: number): string =>
  bytes.toString('utf8', start, newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline)
