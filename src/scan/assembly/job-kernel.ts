/**
 * The scanner of usage logs in CSV, in AssemblyScript. It takes rows that are plain: as many fields as the header, no
 * quote, a time of ISO-8601 within the era at hand, and what decides the price known from a row before. It lists what
 * each of them comes down to; at any other row it stops, and the exact functions take that.
 */

import { findEntry, forgetEntries, rememberEntry } from './entries'
import { BOUNDS, COUNTING, HOURS, KEY, LONGEST_KEY, NEWLINE, ODD, QUOTE } from './memory'

export { BLOCK, BLOCK_SIZE, BOUNDS, COUNTING } from './memory'

/** Reads what the row in the bounds, at that time, comes down to: its number, or ODD. */
declare function learn(at: f64): i32

/** Rows that are listed in one go. */
export const MOST_ROWS: i32 = 32768
// What is listed of each.
export const TIMES: i32 = (HOURS + 15) & ~15
export const NUMBERS: i32 = TIMES + 8 * MOST_ROWS
export const ID_STARTS: i32 = NUMBERS + 4 * MOST_ROWS
export const ID_ENDS: i32 = ID_STARTS + 4 * MOST_ROWS

const ZERO: i32 = 0x30
const GRAPHIC: u32 = 0x5e
const NOT_TWO_DIGITS: i32 = 100
const MILLIS_PER_DAY: f64 = 86_400_000

let delimiter: i32 = 0
let width: i32 = 0
let timeColumn: i32 = 0
let idColumn: i32 = 0
/** Runs of neighbouring columns that decide what a row comes down to. */
let runs: i32 = 0
/** Whether a time that names no zone is one of UTC. */
let isUtc: bool = false
// The times of the era at hand.
let eraFrom: f64 = 0
let eraTo: f64 = 0
// The bytes of the last date, and when it begins.
let date: u64 = ~0
let dateEnd: u32 = 0
let midnight: f64 = 0

/** How many rows the last call listed. */
export let rows: i32 = 0
/** Whether the row at which it stopped is not plain. */
export let isOdd: bool = false

export function configure(
  itsDelimiter: i32,
  itsWidth: i32,
  time: i32,
  id: i32,
  itsRuns: i32,
  itIsUtc: bool,
): void {
  delimiter = itsDelimiter
  width = itsWidth
  timeColumn = time
  idColumn = id
  runs = itsRuns
  isUtc = itIsUtc
}

/** Turns to an era: what rows of another come down to is forgotten. */
export function turnTo(from: f64, to: f64): void {
  eraFrom = from
  eraTo = to
  forgetEntries()
}

const boundOf = (index: i32): i32 => load<i32>(BOUNDS + (index << 2))

/** Lists the rows of `[from, to)`. Returns where the first begins that was not: it is odd or not complete, or there is no room. */
export function scan(from: i32, to: i32): i32 {
  rows = 0
  isOdd = false
  while (from < to && rows < MOST_ROWS) {
    const next = findBounds(from, to)
    if (next <= 0) {
      isOdd = next < 0
      return from
    }
    if (!take()) {
      isOdd = true
      return from
    }
    from = next
  }
  return from
}

/** Finds where the fields of a row end, and returns what follows it; 0 if it is not complete, ODD if it is not plain. */
function findBounds(from: i32, to: i32): i32 {
  const delimiters = i8x16.splat(<i8>delimiter)
  store<i32>(BOUNDS, from - 1)
  let fields = 1
  for (let at = from; at < to; at += 16) {
    const bytes = v128.load(at)
    let found = i8x16.bitmask(
      v128.or(
        i8x16.eq(bytes, delimiters),
        v128.or(i8x16.eq(bytes, i8x16.splat(<i8>NEWLINE)), i8x16.eq(bytes, i8x16.splat(<i8>QUOTE))),
      ),
    )
    while (found !== 0) {
      const place = at + ctz(found)
      if (place >= to) return 0
      const byte = <i32>load<u8>(place)
      if (byte !== delimiter) {
        if (byte !== NEWLINE || fields !== width) return ODD
        const isReturn = place > from && load<u8>(place - 1) === 0x0d
        store<i32>(BOUNDS + (fields << 2), isReturn ? place - 1 : place)
        return place + 1
      }
      if (fields === width) return ODD
      store<i32>(BOUNDS + (fields << 2), place)
      fields++
      found &= found - 1
    }
  }
  return 0
}

/** Lists the row in the bounds; whether it is plain. */
function take(): bool {
  const at = readTime(boundOf(timeColumn) + 1, boundOf(timeColumn + 1))
  // What is no time is not a number, and fails every comparison.
  if (!(at >= eraFrom && at < eraTo)) return false
  let start = 0
  let end = 0
  if (idColumn >= 0) {
    start = boundOf(idColumn) + 1
    end = boundOf(idColumn + 1)
    if (start < end && !(isGraphic(load<u8>(start)) && isGraphic(load<u8>(end - 1)))) return false
  }
  const keyEnd = copyKey()
  if (keyEnd < 0) return false
  const entry = findEntry(keyEnd)
  let number: i32
  if (entry !== 0) number = load<i32>(entry)
  else {
    number = learn(at)
    if (number === ODD) return false
    rememberEntry(number)
  }
  store<f64>(TIMES + (rows << 3), at)
  store<i32>(NUMBERS + (rows << 2), number)
  store<i32>(ID_STARTS + (rows << 2), start)
  store<i32>(ID_ENDS + (rows << 2), end)
  rows++
  return true
}

const isGraphic = (byte: u8): bool => <u32>byte - 0x21 < GRAPHIC

/** Puts what decides behind KEY, run by run, and returns its end; ODD if it is too long. */
function copyKey(): i32 {
  let key = KEY
  for (let run = 0; run < runs; run++) {
    let at = boundOf(load<i32>(COUNTING + (run << 3))) + 1
    const end = boundOf(load<i32>(COUNTING + (run << 3), 4) + 1)
    if (key + (end - at) >= KEY + LONGEST_KEY) return ODD
    const next = key + (end - at)
    for (; at < end; at += 16, key += 16) v128.store(key, v128.load(at))
    store<u8>(next, NEWLINE)
    key = next + 1
  }
  return key
}

function twoDigits(at: i32): i32 {
  const tens = <u32>load<u8>(at) - ZERO
  const ones = <u32>load<u8>(at, 1) - ZERO
  return tens > 9 || ones > 9 ? NOT_TWO_DIGITS : <i32>(10 * tens + ones)
}

/** The milliseconds of the time at `[from, to)`; NaN if it is not plain. As plain-time.ts reads it. */
function readTime(from: i32, to: i32): f64 {
  if (to - from < 19) return NaN
  if (load<u64>(from) !== date || load<u16>(from, 8) !== <u16>dateEnd) {
    if (!learnDate(from)) return NaN
  }
  const mark = load<u8>(from, 10)
  if ((mark !== 0x54 && mark !== 0x20) || load<u8>(from, 13) !== 0x3a || load<u8>(from, 16) !== 0x3a)
    return NaN
  const hour = twoDigits(from + 11)
  const minute = twoDigits(from + 14)
  const second = twoDigits(from + 17)
  if (hour > 23 || minute > 59 || second > 59) return NaN
  let millis = 0
  let at = from + 19
  if (at < to && load<u8>(at) === 0x2e) {
    const first = ++at
    let weight = 100
    for (; at < to; at++) {
      const digit = <u32>load<u8>(at) - ZERO
      if (digit > 9) break
      millis += <i32>digit * weight
      weight /= 10
    }
    if (at === first || at - first > 9) return NaN
  }
  if (at === to ? !isUtc : at !== to - 1 || load<u8>(at) !== 0x5a) return NaN
  return midnight + <f64>(((hour * 60 + minute) * 60 + second) * 1000 + millis)
}

/** Reads the date at `from`; whether it is one. */
function learnDate(from: i32): bool {
  if (load<u8>(from, 4) !== 0x2d || load<u8>(from, 7) !== 0x2d) return false
  const century = twoDigits(from)
  const ofCentury = twoDigits(from + 2)
  const month = twoDigits(from + 5)
  const day = twoDigits(from + 8)
  const isDate = century < 100 && ofCentury < 100 && month >= 1 && month <= 12 && day >= 1
  const year = 100 * century + ofCentury
  if (!isDate || year < 2000 || year >= 8999) return false
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const longest =
    month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  if (day > longest) return false
  // Years are taken to begin in March, so that a leap day is the last of one.
  const y = month > 2 ? year : year - 1
  const m = month > 2 ? month - 3 : month + 9
  const days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 719_469
  midnight = <f64>days * MILLIS_PER_DAY
  date = load<u64>(from)
  dateEnd = load<u16>(from, 8)
  return true
}
