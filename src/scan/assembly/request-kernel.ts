/**
 * The scanner of request logs in CSV, in AssemblyScript (TypeScript's syntax, compiled to WebAssembly): it
 * finds the records of a block of bytes, tells what each counts as and when it was, and adds one to a counter.
 * It knows no rule of its own: what it has not met before it asks for once, with the record in hand (the
 * imports below), and remembers the answer under the bytes that decided it. What it cannot count for certain
 * is handed out as an odd record, to be read by the exact functions.
 *
 * A record is scanned in windows of 64 bytes that begin with it. Each byte of a window becomes one bit of a
 * mask: which are delimiters, newlines, quotes. Between quotes neither of the first two means anything, and a
 * byte is between quotes when the number of quotes up to it is odd, which a running exclusive-or tells for all
 * 64 at once. A doubled quote closes and opens again, so that it needs no rule of its own.
 *
 * Counters are kept by hour as the log writes it, minute and class. An hour is read once, by the exact reader,
 * and only minutes over which a single answer holds are counted here (see request-scanner.ts).
 */

import { findEntry, rememberEntry } from './entries'
import {
  BOUNDS,
  CLASS_OF_STATUS,
  CLASSES,
  COUNTING,
  FORM_LOWEST,
  FORM_SPAN,
  HOUR_SLOTS,
  HOURS,
  KEY,
  LEAD_BOUNDS,
  LEAD_LOWEST,
  LEAD_SPAN,
  LONGEST_KEY,
  LONGEST_LEAD,
  MINUTES_PER_HOUR,
  MOST_HOUR_SLOTS,
  NEWLINE,
  NO_CLASS,
  NO_STATUS,
  ODD,
  QUOTE,
  SECONDS_PER_HOUR,
  TALLIES,
} from './memory'
import { countPath, kindOfPath, openPaths } from './path-kernel'

export {
  BLOCK,
  BLOCK_SIZE,
  BOUNDS,
  CLASSES,
  COUNTING,
  HOURS,
  LEAD_BOUNDS,
  LONGEST_LEAD,
  MINUTES_PER_HOUR,
  MOST_COLUMNS,
  ODD,
  TALLIES,
} from './memory'
export { clearPaths, MOST_PREFIXES, PATH_COUNTS } from './path-kernel'

// A record's fields lie in `[BOUNDS[i] + 1, BOUNDS[i + 1])`, which is what the imports read them by.

/** Fills in the new hour at `hour`, for a time of the log at `[from, to)`: PLAIN_MINUTES, MINUTES, ASIDE and ID. */
declare function openHour(hour: i32, from: i32, to: i32, isEpoch: i32): void
/** What the record in BOUNDS counts as: its account × CLASSES + its class; ODD when it is no plain one. */
declare function classify(): i32
/** Takes a record that was not counted. */
export declare function handOut(from: i32, to: i32, line: i32): void
/** What findRepeated says of a record that is not to be counted but taken back; as scan/request-kernel.ts has it. */
const TAKEN_BACK: i32 = 1
/** Whether the record in BOUNDS is a repetition: see findRepeated in scan/request-kernel.ts. */
declare function findRepeated(hour: i32, minute: i32, value: i32): i32
/** Takes all counts away, for want of room. */
declare function takeCounts(): void

// An hour: the bytes it is known by, its account, its number in JavaScript, which minutes are plain, how many are counted
// as one, and as many counts as that takes.
const SUFFIX: i32 = 16
export const ACCOUNT: i32 = 24
export const ID: i32 = 28
export const PLAIN_MINUTES: i32 = 32
export const MINUTES: i32 = 40
/** 1 where paths are counted as set aside, whatever the status: added to the class, which makes it that. */
export const ASIDE: i32 = 44
const COUNTS: i32 = 48
const LONGEST_HOUR: i32 = COUNTS + MINUTES_PER_HOUR * CLASSES * 4
// So many that searches stay short. Where fewer than six minutes are counted as one, the memory is full before.
const MOST_HOURS = MOST_HOUR_SLOTS / 2
// How much memory there is, the host decides (simd-kernel.ts).
if (memory.size() << 16 < HOURS + LONGEST_HOUR) unreachable()

const RETURN: i32 = 0x0d
const ZERO: i32 = 0x30
const POINT: i32 = 0x2e
const COMMA: i32 = 0x2c
const COLON: i32 = 0x3a
const SLASH: i32 = 0x2f
const HIGHEST_ASCII: i32 = 0x7f

let delimiter: i32 = 0
export let width: i32 = 0
let timeColumn: i32 = 0
export let statusColumn: i32 = 0
/** The column of the path; -1: there is none. */
export let pathColumn: i32 = -1
/** The column of the id; −1: repetitions are not looked for, and all is counted. */
let idColumn: i32 = -1
/** Whether the status is all that decides what a record counts as. */
let isStatusAll: bool = false
let countingColumns: i32 = 0
let leadLength: i32 = 0
// Where the time lies in the lead, which column behind the lead is the status, how many there are behind it; whether they
// lie so.
let timeInLead: i32 = 0
let timeLength: i32 = 0
let statusInTail: i32 = 0
/** The same for the path; -1: there is none. */
let pathInTail: i32 = -1
let edgesInTail: i32 = 0
let isUsual: bool = false

/** How many hours are in use, and where the next one begins. */
let hours: i32 = 0
export let hoursEnd: i32 = 0

/** Records counted, newlines passed, by the last call of `scan`; and whether it met quotes that are out of place. */
export let records: i32 = 0
export let lines: i32 = 0
export let isRefused: bool = false
/** The line at which it began, for the records that it hands out. */
let firstLine: i32 = 0
/** All bits that any byte has that it looked at. */
let seen: v128 = i8x16.splat(0)
// The minute of the last time, its account, and where the two are counted; 0 when they are not.
let lastMinute: v128 = i8x16.splat(0)
let lastAccount: i32 = 0
let lastCell: i32 = 0
/** The hour in which that is, and the minute of it. */
let lastHour: i32 = 0
let minuteOfHour: i32 = 0
/** Whether all that it scanned is ASCII for certain, so that nobody need ask whether it is UTF-8. */
export let isAscii: bool = false

/**
 * How the log is laid out; called before all else. `lead` columns of `length` bytes in all have the same form in every
 * record.
 */
export function configure(
  delimiterByte: i32,
  fields: i32,
  time: i32,
  status: i32,
  path: i32,
  id: i32,
  counting: i32,
  length: i32,
  lead: i32,
): void {
  delimiter = delimiterByte
  width = fields
  timeColumn = time
  statusColumn = status
  pathColumn = path
  idColumn = id
  if (path >= 0) openPaths()
  countingColumns = counting
  isStatusAll = counting === 1
  hoursEnd = HOURS
  memory.fill(CLASS_OF_STATUS, <u8>NO_CLASS, 0x1000)
  leadLength = length
  isUsual =
    isStatusAll && time < lead && status >= lead && length >= 16 && (path < 0 || path >= lead) && id < 0
  if (!isUsual) return
  timeInLead = time === 0 ? 0 : load<i32>(LEAD_BOUNDS + 4 * (time - 1)) + 1
  timeLength = load<i32>(LEAD_BOUNDS + 4 * time) - timeInLead
  statusInTail = status - lead
  pathInTail = path < 0 ? -1 : path - lead
  edgesInTail = fields - lead
  // Above all of these bytes there is none that ends a field or a record; what is no ASCII is looked at elsewhere.
  const lowest = max(delimiter, QUOTE) + 1
  memory.fill(LEAD_LOWEST, <u8>lowest, length)
  memory.fill(LEAD_SPAN, <u8>(HIGHEST_ASCII - lowest), length)
  memory.fill(LEAD_LOWEST + length, 0, LONGEST_LEAD - length)
  memory.fill(LEAD_SPAN + length, 255, LONGEST_LEAD - length)
  for (let i = 0; i < lead; i++) {
    const bound = load<i32>(LEAD_BOUNDS + 4 * i)
    store<u8>(LEAD_LOWEST + bound, delimiter)
    store<u8>(LEAD_SPAN + bound, 0)
  }
}

/** Begins a scan. */
export function begin(): void {
  records = 0
  lines = 0
  isRefused = false
  seen = i8x16.splat(0)
  lastCell = 0
  forgetForm()
}

/** Says how many lines a scan passed; for the kernel of JSON lines. */
export function noteLines(passed: i32): void {
  lines = passed
}

/** Where an hour ends. */
export function endOfHour(hour: i32): i32 {
  return hour + COUNTS + (MINUTES_PER_HOUR / load<i32>(hour, MINUTES)) * CLASSES * 4
}

/** Lists the counts of an hour that are not 0, each behind its index, at TALLIES; returns how many numbers that is. */
export function listCounts(hour: i32): i32 {
  const first = hour + COUNTS
  const end = endOfHour(hour)
  let at = TALLIES
  for (let cell = first; cell < end; cell += 4) {
    const count = load<i32>(cell)
    if (count === 0) continue
    store<i32>(at, (cell - first) >> 2)
    store<i32>(at, count, 4)
    at += 8
  }
  return (at - TALLIES) >> 2
}

/** Forgets all hours. */
export function clearHours(): void {
  memory.fill(HOURS, 0, hoursEnd - HOURS)
  memory.fill(HOUR_SLOTS, 0, 4 * MOST_HOUR_SLOTS)
  hours = 0
  hoursEnd = HOURS
}

/** A bit for each of the 64 bytes at `at` that are the one of which `byte` is full. */
export function maskOf(at: i32, byte: v128): u64 {
  return maskOfEach(v128.load(at), v128.load(at, 16), v128.load(at, 32), v128.load(at, 48), byte)
}

/** The same for bytes in hand. */
function maskOfEach(a: v128, b: v128, c: v128, d: v128, byte: v128): u64 {
  return bitsFor(i8x16.eq(a, byte), i8x16.eq(b, byte), i8x16.eq(c, byte), i8x16.eq(d, byte))
}

/** A bit for each of 64 bytes that are one or the other. */
function maskOfEither(a: v128, b: v128, c: v128, d: v128, byte: v128, other: v128): u64 {
  return bitsFor(
    v128.or(i8x16.eq(a, byte), i8x16.eq(a, other)),
    v128.or(i8x16.eq(b, byte), i8x16.eq(b, other)),
    v128.or(i8x16.eq(c, byte), i8x16.eq(c, other)),
    v128.or(i8x16.eq(d, byte), i8x16.eq(d, other)),
  )
}

/** The highest bit of each of 64 bytes. */
function bitsFor(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = i8x16.bitmask(a) | (i8x16.bitmask(b) << 16)
  const high = i8x16.bitmask(c) | (i8x16.bitmask(d) << 16)
  return <u64>(<u32>low) | ((<u64>high) << 32)
}

/** All bits that any of the 64 bytes at `at` has. */
function bitsOf(at: i32): v128 {
  return v128.or(v128.or(v128.load(at), v128.load(at, 16)), v128.or(v128.load(at, 32), v128.load(at, 48)))
}

/** Whether any of the 64 bytes at `at` is the one of which `byte` is full. */
function hasAny(at: i32, byte: v128): bool {
  const first = v128.or(i8x16.eq(v128.load(at), byte), i8x16.eq(v128.load(at, 16), byte))
  const second = v128.or(i8x16.eq(v128.load(at, 32), byte), i8x16.eq(v128.load(at, 48), byte))
  return v128.any_true(v128.or(first, second))
}

/** A bit for each position at which the number of quotes up to it is odd. */
function parityOf(marks: u64): u64 {
  let parity = marks ^ (marks << 1)
  parity ^= parity << 2
  parity ^= parity << 4
  parity ^= parity << 8
  parity ^= parity << 16
  return parity ^ (parity << 32)
}

/**
 * Of 64 bytes, those that are on the wrong side of a quote: quoted text (the quotes included) begins behind an edge, and
 * an edge is behind it. The last two say what the byte in front of them was, as 0 or 1.
 */
function strayFromQuotes(quoted: u64, edges: u64, wasQuoted: u64, wasEdge: u64): u64 {
  return (quoted ^ ((quoted << 1) | wasQuoted)) & ~(edges | (edges << 1) | wasEdge)
}

/** The lowest bit that is set and all below it; all bits when none is. */
function upToLowest(mask: u64): u64 {
  return mask ^ (mask - 1)
}

/** Of 16 bytes, those that lie outside their ranges. */
function strayFrom(bytes: v128, lowest: v128, span: v128): v128 {
  return i8x16.sub_sat_u(i8x16.sub(bytes, lowest), span)
}

/** Whether a record at `row` begins as the lead does. */
function hasLeadAt(row: i32): bool {
  const first = strayFrom(v128.load(row), v128.load(LEAD_LOWEST), v128.load(LEAD_SPAN))
  const second = strayFrom(v128.load(row, 16), v128.load(LEAD_LOWEST, 16), v128.load(LEAD_SPAN, 16))
  const third = strayFrom(v128.load(row, 32), v128.load(LEAD_LOWEST, 32), v128.load(LEAD_SPAN, 32))
  const fourth = strayFrom(v128.load(row, 48), v128.load(LEAD_LOWEST, 48), v128.load(LEAD_SPAN, 48))
  return !v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))
}

/** Where the class of a status at `[start, behind)` is, in quotes or not; NO_STATUS when it is no three digits. */
function placeOfStatus(start: i32, behind: i32): i32 {
  if (behind - start !== 3) {
    const isQuoted = behind - start === 5 && load<u8>(start) === QUOTE && load<u8>(behind - 1) === QUOTE
    if (!isQuoted) return NO_STATUS
    start++
  }
  const digits = load<u32>(start)
  // Each byte must be 0x30 to 0x3f; with those that are no digit, nothing is ever found to count.
  if ((digits & 0xf0f0f0) !== 0x303030) return NO_STATUS
  // The product has the three digits in its highest twelve bits, the first one highest.
  return CLASS_OF_STATUS + <i32>(<u32>((digits & 0x0f0f0f) * 0x10010010) >> 20)
}

/**
 * What the record in BOUNDS counts as when nothing but the status at `[start, behind)` says so; ODD for no plain one.
 * Such a record has no account, which is number 0, so that its class is the whole answer.
 */
export function classOfStatus(start: i32, behind: i32): i32 {
  const place = placeOfStatus(start, behind)
  const known = load<u8>(place)
  if (known !== NO_CLASS) return known
  const value = recallClass()
  if (place !== NO_STATUS && value !== ODD) store<u8>(place, value)
  return value
}

/**
 * Counts the records that begin in `[from, stop)` and end before `to`, which lies behind a newline; each adds
 * `weight`. Returns where the first record begins that was not taken: at or behind `stop`, not complete, or
 * refused. `line` is the line of `from`.
 */
export function scan(from: i32, to: i32, stop: i32, line: i32, weight: i32): i32 {
  begin()
  firstLine = line
  let row = from
  while (row < stop) {
    // Records of minutes that are not plain are not usual.
    if (isLeadKnown && lastCell !== 0) row = scanUsual(row, to, stop, weight)
    if (row >= stop) break
    const next = scanRecord(row, to, weight)
    if (next === row) break
    row = next
  }
  isAscii = i8x16.bitmask(seen) === 0
  return row
}

/**
 * Nearly all records are usual: they begin with the lead, and the status follows within 64 bytes. Counts those that
 * begin at `from`, one behind the other, and returns where the first begins that is not. Most end where the first
 * newline of the first window is: which guess the processor goes on with, so that it begins with the next record
 * before it has checked this one.
 */
function scanUsual(from: i32, to: i32, stop: i32, weight: i32): i32 {
  const separators = i8x16.splat(<i8>delimiter)
  const newlines = i8x16.splat(<i8>NEWLINE)
  const quotes = i8x16.splat(<i8>QUOTE)
  v128.store(LEAD_LOWEST + timeInLead, lastMinute)
  let cell = lastCell
  let bits = seen
  let count = 0
  let embedded = 0
  let row = from
  while (row < stop) {
    const tail = row + leadLength
    const a = v128.load(tail)
    const b = v128.load(tail, 16)
    const c = v128.load(tail, 32)
    const d = v128.load(tail, 48)
    bits = v128.or(v128.or(bits, v128.or(a, b)), v128.or(c, d))
    const stops = maskOfEither(a, b, c, d, newlines, quotes)
    const splits = maskOfEach(a, b, c, d, separators)
    /** Where fields end, of those that end in the first window. */
    let edges: u64 = 0
    let fields = 0
    let within = 0
    /** How many delimiters quotes hold. */
    let held = 0
    // Where nothing stops it in the first window, the first byte is looked at, which is then no newline.
    let end = tail + (<i32>ctz(stops) & 63)
    if (load<u8>(end) === NEWLINE) {
      // Not behind `to`: a record without a newline up to there would have the one before `to` in its lead.
      edges = (splits | stops) & upToLowest(stops)
      fields = <i32>popcnt(edges)
    } else {
      // There are quotes, or it does not end in the first window.
      end = 0
      const marks = maskOfEach(a, b, c, d, quotes)
      const breaks = stops ^ marks
      const between = parityOf(marks)
      const quoted = marks | between
      let ends = breaks
      // Is the first newline between quotes?
      if ((popcnt(marks & upToLowest(breaks)) & 1) !== 0) {
        ends &= ~between
        within = <i32>popcnt(breaks & between & upToLowest(ends))
      }
      const all = (splits & ~between) | ends
      if ((strayFromQuotes(quoted, all, 0, 1) & upToLowest(ends)) !== 0) break
      edges = all & upToLowest(ends)
      fields = <i32>popcnt(edges)
      held = <i32>popcnt(splits & between & upToLowest(ends))
      if (ends !== 0) end = tail + <i32>ctz(ends)
      else {
        // The status must have ended by now.
        if (fields <= statusInTail) break
        let inside = <u64>(<i64>between >> 63)
        let wasQuoted = quoted >> 63
        let wasEdge = all >> 63
        let position = tail
        for (;;) {
          position += 64
          if (position >= to) break
          const a = v128.load(position)
          const b = v128.load(position, 16)
          const c = v128.load(position, 32)
          const d = v128.load(position, 48)
          bits = v128.or(v128.or(bits, v128.or(a, b)), v128.or(c, d))
          const marks = maskOfEach(a, b, c, d, quotes)
          const breaks = maskOfEach(a, b, c, d, newlines)
          const between = parityOf(marks) ^ inside
          const quoted = marks | between
          const ends = breaks & ~between
          const splits = maskOfEach(a, b, c, d, separators)
          const all = (splits & ~between) | ends
          fields += <i32>popcnt(all & upToLowest(ends))
          held += <i32>popcnt(splits & between & upToLowest(ends))
          within += <i32>popcnt(breaks & between & upToLowest(ends))
          if ((strayFromQuotes(quoted, all, wasQuoted, wasEdge) & upToLowest(ends)) !== 0) break
          if (ends !== 0) {
            end = position + <i32>ctz(ends)
            break
          }
          inside = <u64>(<i64>between >> 63)
          wasQuoted = quoted >> 63
          wasEdge = all >> 63
        }
      }
      if (end === 0 || end >= to || holdsRows(within, held)) break
    }
    if (fields !== edgesInTail) break
    if (!hasLeadAt(row)) {
      cell = enterMinute(row)
      if (cell === 0) break
    }
    let path = 0
    if (pathInTail >= 0) {
      const last = edgeAt(edges, pathInTail)
      if (last === 0) break
      const before = pathInTail === 0 ? tail : tail + <i32>ctz(edgeAt(edges, pathInTail - 1)) + 1
      path = kindOfPath(before, tail + <i32>ctz(last))
      if (path === ODD) break
    }
    let start = tail
    if (statusInTail !== 0) {
      for (let i = 1; i < statusInTail; i++) edges &= edges - 1
      start += <i32>ctz(edges) + 1
      edges &= edges - 1
    }
    const requestClass: i32 = load<u8>(placeOfStatus(start, tail + <i32>ctz(edges)))
    if (requestClass === NO_CLASS) break
    if ((path & 1) !== 0) {
      countPath(path, 0, weight)
      count++
      embedded += within
      row = end + 1
      continue
    }
    const counter = cell + (requestClass << 2)
    store<i32>(counter, load<i32>(counter) + weight)
    if (pathInTail >= 0) countPath(path, requestClass | load<i32>(lastHour, ASIDE), weight)
    count++
    embedded += within
    row = end + 1
  }
  seen = bits
  records += count
  lines += count + embedded
  return row
}

/** Whether the lines within quotes may be rows: they hold as many delimiters as that many rows have. */
function holdsRows(newlines: i32, delimiters: i32): bool {
  return newlines !== 0 && delimiters === newlines * (width - 1)
}

/** The edge behind the first so many, and all behind it. */
function edgeAt(edges: u64, index: i32): u64 {
  for (; index > 0; index--) edges &= edges - 1
  return edges
}

/**
 * Where the counts of a minute are that the record at `row` brings in, when that is all in which it differs from the
 * lead; 0 otherwise, and where that minute is not plain.
 */
function enterMinute(row: i32): i32 {
  const time = row + timeInLead
  const minute = v128.load(time)
  v128.store(LEAD_LOWEST + timeInLead, minute)
  if (!hasLeadAt(row)) return 0
  lastCell = findMinute(time, time + timeLength, 0)
  lastMinute = minute
  // Where nothing but a status counts, there is no account, which is number 0 (request-scanner.ts).
  lastAccount = 0
  return lastCell
}

/**
 * Counts the record at `row`, whatever it is, or hands it out: in as many windows as it takes, where it ends, and
 * where its fields do. Returns where the next one begins, or `row` when it is not complete or refused. It begins behind
 * a newline, so that a quote may open there.
 */
function scanRecord(row: i32, to: i32, weight: i32): i32 {
  const separators = i8x16.splat(<i8>delimiter)
  const newlines = i8x16.splat(<i8>NEWLINE)
  const quotes = i8x16.splat(<i8>QUOTE)
  store<i32>(BOUNDS, row - 1)
  let fields = 0
  let end = 0
  let embedded = 0
  let held = 0
  let inside: u64 = 0
  let wasEdge: u64 = 1
  let wasQuoted: u64 = 0
  for (let position = row; position < to; position += 64) {
    seen = v128.or(seen, bitsOf(position))
    let ends = maskOf(position, newlines)
    let splits = maskOf(position, separators)
    if (hasAny(position, quotes) || wasQuoted !== 0) {
      const marks = maskOf(position, quotes)
      const between = parityOf(marks) ^ inside
      const quoted = marks | between
      const allEnds = ends
      ends &= ~between
      held += <i32>popcnt(splits & between & upToLowest(ends))
      splits &= ~between
      const edges = ends | splits
      let wrong = strayFromQuotes(quoted, edges, wasQuoted, wasEdge)
      // Behind a quote, a return may belong to a newline. All else is for the exact parser to judge.
      for (let strays = wrong & ~quoted; strays !== 0; strays &= strays - 1) {
        const at = position + <i32>ctz(strays)
        if (load<u8>(at) === RETURN && load<u8>(at + 1) === NEWLINE) wrong ^= strays & -strays
      }
      wrong &= upToLowest(ends)
      if (wrong !== 0) {
        // Behind `to` lies what is left of another block.
        isRefused = position + <i32>ctz(wrong) < to
        return row
      }
      embedded += <i32>popcnt(allEnds & between & upToLowest(ends))
      wasEdge = edges >> 63
      wasQuoted = quoted >> 63
      inside = <u64>(<i64>between >> 63)
    } else {
      wasEdge = splits >> 63
      wasQuoted = 0
    }
    for (splits &= upToLowest(ends); splits !== 0; splits &= splits - 1) {
      fields++
      if (fields <= width) store<i32>(BOUNDS + 4 * fields, position + <i32>ctz(splits))
    }
    if (ends !== 0) {
      end = position + <i32>ctz(ends)
      break
    }
  }
  if (end === 0 || end >= to) return row
  const next = end + 1
  const line = firstLine + lines
  lines += embedded + 1
  if (end > row && load<u8>(end - 1) === RETURN) end--
  if (end === row) return next
  let isCounted = false
  if (fields + 1 === width && !holdsRows(embedded, held)) {
    store<i32>(BOUNDS + 4 * width, end)
    const path = pathColumn < 0 ? 0 : kindOfPath(startOf(pathColumn), endOf(pathColumn))
    if (path !== ODD) {
      isCounted = countRecord(classOfRecord(), path, weight)
      if (isCounted && (path & 1) === 0 && !isLeadKnown) describeLead(row)
    }
  }
  if (!isCounted) handOut(row, next, line)
  return next
}

/** Where the field of a column in BOUNDS begins. */
export function startOf(column: i32): i32 {
  return load<i32>(BOUNDS + 4 * column) + 1
}

/** Where it ends. */
export function endOf(column: i32): i32 {
  return load<i32>(BOUNDS + 4 * column + 4)
}

/** Adds `weight` to what the record in BOUNDS counts as, whose path is of the kind `path`; whether it could. */
export function countRecord(value: i32, path: i32, weight: i32): bool {
  // What has no class may be no request at all.
  if (value === ODD) return false
  if ((path & 1) !== 0) {
    if (idColumn < 0) countPath(path, 0, weight)
    records++
    return true
  }
  let timeStart = load<i32>(BOUNDS + 4 * timeColumn) + 1
  let timeEnd = load<i32>(BOUNDS + 4 * timeColumn + 4)
  if (load<u8>(timeStart) === QUOTE && timeEnd - timeStart >= 2 && load<u8>(timeEnd - 1) === QUOTE) {
    timeStart++
    timeEnd--
  }
  const account = value >> 3
  const minute = v128.load(timeStart)
  // Mostly a time lies in the minute of the last one.
  const isLast =
    lastCell !== 0 &&
    account === lastAccount &&
    hasForm(timeStart, timeEnd) &&
    !v128.any_true(v128.xor(minute, lastMinute))
  if (!isLast) {
    lastCell = findMinute(timeStart, timeEnd, account)
    lastMinute = minute
    lastAccount = account
  }
  if (lastCell === 0) return false
  if (idColumn >= 0) {
    const found = findRepeated(load<i32>(lastHour, ID), minuteOfHour, value)
    if (found === ODD) return false
    if (found === 0) {
      records++
      return true
    }
    weight = found === TAKEN_BACK ? -1 : 1
  }
  const requestClass = value & (CLASSES - 1)
  const counter = lastCell + (requestClass << 2)
  store<i32>(counter, load<i32>(counter) + weight)
  if (pathColumn >= 0) countPath(path, requestClass | load<i32>(lastHour, ASIDE), weight)
  records++
  return true
}

/** Whether a time lies in a minute that is plain, for a record that is not counted. */
export function isTimePlain(start: i32, behind: i32): bool {
  lastCell = findMinute(start, behind, 0)
  lastMinute = v128.load(start)
  lastAccount = 0
  return lastCell !== 0
}

/** What the record in BOUNDS counts as; ODD when it is no plain one. */
export function classOfRecord(): i32 {
  if (!isStatusAll) return recallClass()
  return classOfStatus(load<i32>(BOUNDS + 4 * statusColumn) + 1, load<i32>(BOUNDS + 4 * statusColumn + 4))
}

// Behind the minute, a time has a form: seconds, a fraction of so many digits, and what says its zone. All
// records of a log have the same, so that the last one's is compared at once: digits where it has digits of
// the clock, and elsewhere its very bytes.
const NO_FORM: i32 = -1
let formLength: i32 = NO_FORM
let formSuffix: u64 = 0
/** Whether LEAD_LOWEST and LEAD_SPAN describe that form, too, where the lead has the time. */
let isLeadKnown: bool = false

function forgetForm(): void {
  formLength = NO_FORM
  isLeadKnown = false
}

function hasForm(start: i32, behind: i32): bool {
  if (behind - start !== formLength) return false
  return !v128.any_true(strayFrom(v128.load(start, 16), v128.load(FORM_LOWEST), v128.load(FORM_SPAN)))
}

/**
 * Puts the form of the time of the record in BOUNDS, which begins at `row`, into the lead, if it lies there as in all
 * others. In quotes, where it may hold a delimiter, its field is longer than its form.
 */
function describeLead(row: i32): void {
  const from = load<i32>(BOUNDS + 4 * timeColumn) + 1 - row
  const behind = load<i32>(BOUNDS + 4 * timeColumn + 4) - row
  if (!isUsual || from !== timeInLead || behind - from !== timeLength || timeLength !== formLength) return
  // What stands before the form is the last minute, which scanUsual puts there.
  memory.fill(LEAD_SPAN + from, 0, 16)
  memory.copy(LEAD_LOWEST + from + 16, FORM_LOWEST, timeLength - 16)
  memory.copy(LEAD_SPAN + from + 16, FORM_SPAN, timeLength - 16)
  isLeadKnown = true
}

function isDigit(at: i32): bool {
  return <u32>load<u8>(at) - ZERO <= 9
}

/** Learns the form of a time; false when it is none of the forms known here. */
function learnForm(start: i32, behind: i32): bool {
  forgetForm()
  const length = behind - start
  if (length < 19 || load<u8>(start, 16) !== COLON) return false
  if (!isDigit(start + 17) || !isDigit(start + 18) || load<u8>(start, 17) > 0x35) return false
  let position = start + 19
  if (position < behind && (load<u8>(position) === POINT || load<u8>(position) === COMMA)) {
    const first = ++position
    while (position < behind && isDigit(position)) position++
    if (position === first || position - first > 9) return false
  }
  const digitsEnd = position
  const suffixLength = behind - position
  if (suffixLength > 7) return false
  formSuffix = suffixLength
  for (; position < behind; position++) {
    if (load<u8>(position) > <u8>HIGHEST_ASCII) return false
    formSuffix = (formSuffix << 8) | load<u8>(position)
  }
  keepForm(start, behind, start + 17, digitsEnd)
  return true
}

/** Keeps the form of a time, whose seconds and fraction are in `[seconds, digitsEnd)`. */
function keepForm(start: i32, behind: i32, seconds: i32, digitsEnd: i32): void {
  const length = behind - start
  if (length > 32) return
  memory.fill(FORM_LOWEST, 0, 16)
  memory.fill(FORM_SPAN, 255, 16)
  for (let at = start + 16; at < behind; at++) {
    const isOfClock = at >= seconds && at < digitsEnd && isDigit(at)
    store<u8>(FORM_LOWEST + at - start - 16, isOfClock ? ZERO : load<u8>(at))
    store<u8>(FORM_SPAN + at - start - 16, isOfClock ? 9 : 0)
  }
  // Seconds end at 59.
  store<u8>(FORM_SPAN + seconds - start - 16, 5)
  formLength = length
}

/** The counts of the minute of a time and an account; 0 when it is not plain, or not known here as a time. */
function findMinute(start: i32, behind: i32, account: i32): i32 {
  if (behind - start >= 10 && isDigit(start + 4)) return findEpochMinute(start, behind, account)
  if (load<u8>(start, 2) === SLASH && load<u8>(start, 6) === SLASH)
    return findNamedMinute(start, behind, account)
  if (!hasForm(start, behind) && !learnForm(start, behind)) return 0
  if (load<u8>(start, 13) !== COLON || !isDigit(start + 14) || !isDigit(start + 15)) return 0
  const minute = 10 * (<i32>load<u8>(start, 14) - ZERO) + (<i32>load<u8>(start, 15) - ZERO)
  if (minute >= MINUTES_PER_HOUR) return 0
  // The two words overlap and hold the first 13 bytes, up to the hour.
  const hour = findHour(load<u64>(start), load<u64>(start, 5), formSuffix, account, start, behind, 0)
  return cellOf(hour, minute)
}

/**
 * A time of the common log format, such as `01/Oct/2026:00:00:00 +0000`. The last digit of its minute is the seventeenth
 * byte: it is kept as part of the form, which is thus another one each minute.
 */
function findNamedMinute(start: i32, behind: i32, account: i32): i32 {
  forgetForm()
  if (behind - start < 20 || load<u8>(start, 14) !== COLON || load<u8>(start, 17) !== COLON) return 0
  if (!isDigit(start + 15) || !isDigit(start + 16)) return 0
  if (!isDigit(start + 18) || !isDigit(start + 19) || load<u8>(start, 18) > 0x35) return 0
  let position = start + 20
  if (position < behind && load<u8>(position) === POINT) {
    const first = ++position
    while (position < behind && isDigit(position)) position++
    if (position === first || position - first > 9) return 0
  }
  const digitsEnd = position
  let suffix: u64 = behind - position
  if (suffix > 7) return 0
  for (; position < behind; position++) {
    if (load<u8>(position) > <u8>HIGHEST_ASCII) return 0
    suffix = (suffix << 8) | load<u8>(position)
  }
  const minute = 10 * (<i32>load<u8>(start, 15) - ZERO) + (<i32>load<u8>(start, 16) - ZERO)
  if (minute >= MINUTES_PER_HOUR) return 0
  keepForm(start, behind, start + 18, digitsEnd)
  // The two words overlap and hold the first 14 bytes, up to the hour.
  const hour = findHour(load<u64>(start), load<u64>(start, 6), suffix, account, start, behind, 0)
  return cellOf(hour, minute)
}

/** Epoch seconds of 10 digits, with or without a fraction, or milli-, micro- or nanoseconds of 13, 16 or 19. */
function findEpochMinute(start: i32, behind: i32, account: i32): i32 {
  forgetForm()
  const seconds = secondsAt(start)
  if (seconds < 0 || !isEpochEnd(start + 10, behind)) return 0
  const hour = seconds / SECONDS_PER_HOUR
  const minute = <i32>(seconds - hour * SECONDS_PER_HOUR) / 60
  // Mostly a time lies in the hour of the last one.
  const isLast = lastCell !== 0 && isEpochHour(lastHour, hour) && load<i32>(lastHour, ACCOUNT) === account
  return cellOf(isLast ? lastHour : findHour(hour, 0, 0, account, start, behind, 1), minute)
}

/** The number of ten digits, the first of which is no zero; −1 where there are others. */
function secondsAt(start: i32): i64 {
  const digits = load<u64>(start) ^ 0x3030_3030_3030_3030
  const odd = (digits | (digits + 0x0606_0606_0606_0606)) & 0xf0f0_f0f0_f0f0_f0f0
  if (odd !== 0 || (digits & 0xf) === 0 || !isDigit(start + 8) || !isDigit(start + 9)) return -1
  // Each step makes numbers of two neighbours, the first of which is the lower byte, pair of bytes, and half.
  const pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff
  const fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff
  const eight = (fours * 10_000 + (fours >> 32)) & 0xffff_ffff
  return 100 * eight + 10 * (load<u8>(start, 8) - ZERO) + (load<u8>(start, 9) - ZERO)
}

/** Whether what stands behind ten digits of an epoch belongs to it: a fraction, or three, six or nine digits more. */
function isEpochEnd(at: i32, behind: i32): bool {
  const hasFraction = at < behind && load<u8>(at) === POINT
  if (hasFraction) at++
  const first = at
  while (at < behind && isDigit(at)) at++
  const digits = at - first
  return at === behind && (hasFraction ? digits > 0 : digits <= 9 && digits % 3 === 0)
}

/** Whether an hour is known by the number of an epoch's. */
function isEpochHour(hour: i32, number: i64): bool {
  return load<u64>(hour) === <u64>number && load<u64>(hour, 8) === 0 && load<u64>(hour, SUFFIX) === 0
}

function cellOf(hour: i32, minute: i32): i32 {
  lastHour = hour
  minuteOfHour = minute
  if (((load<u64>(hour, PLAIN_MINUTES) >> minute) & 1) === 0) return 0
  return hour + COUNTS + (((minute / load<i32>(hour, MINUTES)) * CLASSES) << 2)
}

function findHour(
  first: u64,
  second: u64,
  suffix: u64,
  account: i32,
  start: i32,
  behind: i32,
  isEpoch: i32,
): i32 {
  let hash = first * 0x9e37_79b9_7f4a_7c15
  hash ^= (second ^ suffix) * 0xc2b2_ae3d_27d4_eb4f
  hash ^= <u64>account * 0x1656_67b1_9e37_79f9
  hash ^= hash >> 32
  let slot = <i32>((hash * 0x9e37_79b9_7f4a_7c15) >> 40)
  for (;;) {
    slot &= MOST_HOUR_SLOTS - 1
    const hour = load<i32>(HOUR_SLOTS + (slot << 2))
    if (hour === 0) break
    if (
      load<u64>(hour) === first &&
      load<u64>(hour, 8) === second &&
      load<u64>(hour, SUFFIX) === suffix &&
      load<i32>(hour, ACCOUNT) === account
    ) {
      return hour
    }
    slot++
  }
  if (hours === MOST_HOURS || hoursEnd + LONGEST_HOUR > memory.size() << 16) {
    takeCounts()
    clearHours()
    return findHour(first, second, suffix, account, start, behind, isEpoch)
  }
  const hour = hoursEnd
  hours++
  store<i32>(HOUR_SLOTS + (slot << 2), hour)
  store<u64>(hour, first)
  store<u64>(hour, second, 8)
  store<u64>(hour, suffix, SUFFIX)
  store<i32>(hour, account, ACCOUNT)
  openHour(hour, start, behind, isEpoch)
  hoursEnd = endOfHour(hour)
  return hour
}

/** What the record counts as, by the bytes of its counting columns. */
export function recallClass(): i32 {
  // The key: each column's length and bytes.
  let keyEnd = KEY
  for (let i = 0; i < countingColumns; i++) {
    const column = load<i32>(COUNTING + 4 * i)
    const start = load<i32>(BOUNDS + 4 * column) + 1
    const length = load<i32>(BOUNDS + 4 * column + 4) - start
    if (keyEnd + 4 + length > KEY + LONGEST_KEY) return ODD
    store<i32>(keyEnd, length)
    keyEnd += 4
    for (let at = 0; at < length; at += 16) v128.store(keyEnd + at, v128.load(start + at))
    keyEnd += length
  }
  const found = findEntry(keyEnd)
  if (found !== 0) return load<i32>(found)
  const value = classify()
  // An odd record is asked for again: what is wrong with it is told with its own place.
  if (value !== ODD) rememberEntry(value)
  return value
}
