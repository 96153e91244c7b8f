/**
 * The plainest form of time, `2026-10-01T00:00:00Z` with or without a fraction, read from bytes: nearly every
 * row of a log has it. Whatever else it may be is for the exact reader (core/instant.ts).
 */
import { dayOf, type Instant, instantAt, MILLIS_PER_DAY, MILLIS_PER_SECOND } from '../core/instant.js'

/** Reads the bytes `[start, end)`; null when the exact reader must decide. */
export type PlainTimeReader = (bytes: Buffer, start: number, end: number) => Instant | null

const ZERO = 0x30
const digit = (byte: number): number => {
  const value = byte - ZERO
  return value >= 0 && value <= 9 ? value : Number.NaN
}
const twoDigits = (bytes: Buffer, at: number): number => 10 * digit(bytes[at]!) + digit(bytes[at + 1]!)

/** A reader for one log. `isUtc`: whether a time that names no zone is one of UTC. */
export function createPlainTimeReader(isUtc: boolean): PlainTimeReader {
  // The date is read once and compared from then on.
  const date = Buffer.alloc(10)
  let midnight = 0
  const isKnownDate = (bytes: Buffer, start: number): boolean => {
    for (let i = 9; i >= 0; i--) if (bytes[start + i] !== date[i]) return false
    return true
  }
  const learnDate = (bytes: Buffer, start: number): boolean => {
    if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return false
    const year = 100 * twoDigits(bytes, start) + twoDigits(bytes, start + 2)
    const month = twoDigits(bytes, start + 5)
    const dayOfMonth = twoDigits(bytes, start + 8)
    // What is no digit is not a number, and fails every comparison. The years that are read end
    // within 8999, not with it, and begin with 2000 (read/values.ts).
    if (!(year >= 2000 && year < 8999 && month >= 1 && dayOfMonth >= 1)) return false
    const day = dayOf(year, month, dayOfMonth)
    if (day === null) return false
    bytes.copy(date, 0, start, start + 10)
    midnight = day * MILLIS_PER_DAY
    return true
  }
  return (bytes, start, end) => {
    if (end - start < 19) return null
    if (!isKnownDate(bytes, start) && !learnDate(bytes, start)) return null
    const mark = bytes[start + 10]
    if ((mark !== 0x54 && mark !== 0x20) || bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a)
      return null
    const hour = twoDigits(bytes, start + 11)
    const minute = twoDigits(bytes, start + 14)
    const second = twoDigits(bytes, start + 17)
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return null
    let millis = 0
    let position = start + 19
    if (position < end && bytes[position] === 0x2e) {
      const first = ++position
      let weight = 100
      for (; position < end; position++) {
        const value = digit(bytes[position]!)
        if (!(value >= 0)) break
        // Finer than milliseconds is cut (core/instant.ts).
        millis += value * weight
        weight = weight === 100 ? 10 : weight === 10 ? 1 : 0
      }
      if (position === first || position - first > 9) return null
    }
    const isComplete = position === end ? isUtc : position === end - 1 && bytes[position] === 0x5a
    if (!isComplete) return null
    return instantAt(midnight + ((hour * 60 + minute) * 60 + second) * MILLIS_PER_SECOND + millis)
  }
}
