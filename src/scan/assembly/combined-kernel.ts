/**
 * The scanner of request logs in the combined format of nginx and Apache, in AssemblyScript. How it counts, by hour,
 * minute and class, is how the one of CSV does (request-kernel.ts); its own is only how it finds the fields of a line:
 *
 *     ADDRESS - USER [01/Oct/2026:00:00:00 +0000] "REQUEST" STATUS BYTES …
 *
 * The first bracket behind a blank is nearly always that of the time. Where what follows is of the format, the exact
 * reader (read/requests/combined-log.ts) finds the same place; every other line is left to it.
 */
import { BACKSLASH, BLANK, findNewline, findSpecial, skipDigits } from './find'
import { BOUNDS, NEWLINE, ODD, QUOTE } from './memory'
import { kindOfPath } from './path-kernel'
import {
  begin,
  classOfRecord,
  countRecord,
  endOf,
  handOut,
  isTimePlain,
  maskOf,
  noteLines,
  pathColumn,
  startOf,
} from './request-kernel'

// All but the other kernel's own `scan`.
export * from './request-kernel'

// The fields, each at every other of the bounds. As answers/logs/combined-scanner.ts has them.
const ADDRESS: i32 = 0
const USER: i32 = 2
const TIME: i32 = 4
const REQUEST: i32 = 6
const STATUS: i32 = 8
const BYTES: i32 = 10

const RETURN: i32 = 0x0d
const MINUS: i32 = 0x2d
const OPEN_BRACKET: i32 = 0x5b
const HIGHEST_PLAIN: i32 = 0x7e
/** Length of `01/Oct/2026:00:00:00 +0000`, and what stands between it and the request: three bytes as a number. */
const TIME_LENGTH: i32 = 26
const BEHIND_TIME: u32 = 0x22205d

/**
 * Counts the lines that begin in `[from, stop)`, all of which end; each adds `weight`. Returns where the first
 * begins behind them. `line` is the line of `from`.
 */
export function scan(from: i32, _to: i32, stop: i32, line: i32, weight: i32): i32 {
  const firstLine = line
  let row = from
  begin()
  for (; row < stop; line++) {
    let next = countLine(row, weight)
    if (next === 0) {
      next = findNewline(row) + 1
      handOut(row, next, line)
    }
    row = next
  }
  noteLines(line - firstLine)
  return row
}

/** Adds `weight` to what the line at `row` counts as; returns where the next one begins, or 0 when it could not. */
function countLine(row: i32, weight: i32): i32 {
  const end = locateFields(row)
  if (end === 0) return 0
  const value = classOfRecord()
  if (value === ODD) return 0
  const path = pathOfLine()
  if (path === ODD) return 0
  // A line that is left out must be of the format, too.
  if ((path & 1) !== 0 && !isTimePlain(startOf(TIME), endOf(TIME))) return 0
  const newline = findNewline(end)
  const isEnd =
    load<u8>(end) === BLANK || end === newline || (load<u8>(end) === RETURN && end + 1 === newline)
  return isEnd && countRecord(value, path, weight) ? newline + 1 : 0
}

/** The kind of its path. */
function pathOfLine(): i32 {
  if (pathColumn < 0) return 0
  const start = startOf(pathColumn)
  const end = endOf(pathColumn)
  // A minus stands for nothing.
  return kindOfPath(start, end - start === 1 && load<u8>(start) === MINUS ? start : end)
}

function setBounds(field: i32, start: i32, end: i32): void {
  store<i32>(BOUNDS + 4 * field, start - 1)
  store<i32>(BOUNDS + 4 * field, end, 4)
}

/** Puts the fields of the line at `row` into BOUNDS; returns where the last one ends, or 0 for no plain line. */
function locateFields(row: i32): i32 {
  // What joining and cutting files leaves in front of a line is not counted here.
  const first: i32 = load<u8>(row)
  if (first <= BLANK || first > HIGHEST_PLAIN) return 0
  const bracket = locateClient(row)
  if (bracket === 0) return 0
  const timeEnd = bracket + 1 + TIME_LENGTH
  const request = timeEnd + 3
  if ((load<u32>(timeEnd) & 0xff_ffff) !== BEHIND_TIME) return 0
  setBounds(TIME, bracket + 1, timeEnd)
  const requestEnd = findQuote(request)
  if (requestEnd === 0 || load<u8>(requestEnd, 1) !== BLANK) return 0
  setBounds(REQUEST, request, requestEnd)
  const status = requestEnd + 2
  const statusEnd = skipNumber(status)
  if (statusEnd === status || statusEnd > status + 3 || load<u8>(statusEnd) !== BLANK) return 0
  setBounds(STATUS, status, statusEnd)
  const size = statusEnd + 1
  const sizeEnd = skipNumber(size)
  if (sizeEnd === size) return 0
  setBounds(BYTES, size, sizeEnd)
  return sizeEnd
}

/** Puts address and user of the line at `row` into BOUNDS; returns where the bracket of its time is, or 0. */
function locateClient(row: i32): i32 {
  const blanks = maskOf(row, i8x16.splat(<i8>BLANK))
  const times = maskOf(row, i8x16.splat(<i8>OPEN_BRACKET)) & (blanks << 1)
  const ends = maskOf(row, i8x16.splat(<i8>NEWLINE))
  if (times === 0) return ends === 0 ? locateLongClient(row) : 0
  if (ctz(ends) < ctz(times)) return 0
  const second = blanks & (blanks - 1)
  const bracket = row + <i32>ctz(times)
  setClient(row, row + <i32>ctz(blanks), row + <i32>ctz(second), bracket)
  return bracket
}

/** The same where the time does not begin within 64 bytes. */
function locateLongClient(row: i32): i32 {
  let bracket = row + 1
  while (load<u8>(bracket) !== OPEN_BRACKET || load<u8>(bracket - 1) !== BLANK) {
    if (load<u8>(bracket) === NEWLINE) return 0
    bracket++
  }
  let first = row
  while (load<u8>(first) !== BLANK) first++
  let second = first + 1
  while (load<u8>(second) !== BLANK && second < bracket) second++
  setClient(row, first, second, bracket)
  return bracket
}

/**
 * `ADDRESS - USER [`, in which the user may hold blanks, or be missing; the first two blanks are given. Where something
 * else stands in front of the address, both are a blank, and where they are read the line is the exact reader's.
 */
function setClient(row: i32, first: i32, second: i32, bracket: i32): void {
  if (second !== first + 2 || load<u8>(first, 1) !== MINUS) {
    setBounds(ADDRESS, first, first + 1)
    setBounds(USER, first, first + 1)
    return
  }
  const end = bracket - 1
  setBounds(ADDRESS, row, first)
  setBounds(USER, min(second + 1, end), end)
}

/** Where the quoted text ends that begins at `at`; 0 when it is not plain. */
function findQuote(at: i32): i32 {
  at = findSpecial(at)
  while (load<u8>(at) === BACKSLASH) {
    // What may stand behind a backslash is the exact reader's to know, plain characters aside.
    const next: i32 = load<u8>(at, 1)
    if (next < BLANK || next > HIGHEST_PLAIN) return 0
    at = findSpecial(at + 2)
  }
  return load<u8>(at) === QUOTE ? at : 0
}

/** Behind digits or a minus alone; `at` when neither is there. */
function skipNumber(at: i32): i32 {
  return load<u8>(at) === MINUS ? at + 1 : skipDigits(at)
}
