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

// A record's fields lie in `[BOUNDS[i] + 1, BOUNDS[i + 1])`, which is what the imports read them by.

/** Fills in the new hour at `hour`, for a time of the log at `[from, to)`: PLAIN_MINUTES and ID. */
declare function openHour(hour: i32, from: i32, to: i32, isEpoch: i32): void
/** What the record in BOUNDS counts as: its account × CLASSES + its class; ODD when it is no plain one. */
declare function classify(): i32
/** Takes a record that was not counted. */
declare function handOut(from: i32, to: i32, line: i32): void
/** Takes all counts away, for want of room. */
declare function takeCounts(): void

export const ODD: i32 = -1
/** Columns that it has room for. */
export const MOST_COLUMNS: i32 = 4000
/** Length of the constant columns that a record may begin with. */
export const LONGEST_LEAD: i32 = 64
export const CLASSES: i32 = 8
export const MINUTES_PER_HOUR: i32 = 60
const SECONDS_PER_HOUR = 3600

// Memory, all of it laid out here: areas that are small, then tables, then the block of bytes.
/** Bytes of the leading columns: 0xff for each that must be a delimiter. */
export const LEAD_DELIMITERS: i32 = 2048
/** Where the leading columns end, from the start of the record. */
export const LEAD_BOUNDS: i32 = 2304
/** Indexes of the columns that decide what a record counts as. */
export const COUNTING: i32 = 3072
const FORM = 3584
export const BOUNDS: i32 = 4096
const KEY = 20480
const LONGEST_KEY = 256
/** A byte for each status of three digits, found by the digits as hexadecimal ones: its class, or NO_CLASS. */
export const CLASS_OF_STATUS: i32 = 24576
export const NO_CLASS: i32 = 255
const HOUR_SLOTS = 28672
const MOST_HOUR_SLOTS = 32768
const CLASS_SLOTS = HOUR_SLOTS + 4 * MOST_HOUR_SLOTS
const MOST_CLASS_SLOTS = 32768
const CLASS_ENTRIES = CLASS_SLOTS + 4 * MOST_CLASS_SLOTS
const MOST_CLASSES = MOST_CLASS_SLOTS / 2
/** Value, length of the key, the key. */
const LONGEST_CLASS_ENTRY = 16 + LONGEST_KEY + 16
const CLASS_ENTRIES_END = CLASS_ENTRIES + 0x200000
/** Where the bytes are put. What lies behind is read, never used. */
export const BLOCK: i32 = CLASS_ENTRIES_END
export const BLOCK_SIZE: i32 = 0x100000
/** Counts of hours, one behind the other. */
export const HOURS: i32 = BLOCK + BLOCK_SIZE + 256
// An hour: the bytes it is known by, its account, whose it is in JavaScript, which minutes are plain, counts.
const SUFFIX: i32 = 16
export const ACCOUNT: i32 = 24
export const ID: i32 = 28
export const PLAIN_MINUTES: i32 = 32
export const COUNTS: i32 = 40
export const HOUR_SIZE: i32 = COUNTS + MINUTES_PER_HOUR * CLASSES * 4
const MOST_HOURS = 8000
const HOURS_END = HOURS + MOST_HOURS * HOUR_SIZE
memory.grow((HOURS_END >> 16) + 1 - memory.size())

const NEWLINE: i32 = 0x0a
const RETURN: i32 = 0x0d
const QUOTE: i32 = 0x22
const ZERO: i32 = 0x30
const POINT: i32 = 0x2e
const COMMA: i32 = 0x2c
const COLON: i32 = 0x3a
const ALL: u64 = 0xffff_ffff_ffff_ffff

let delimiter: i32 = 0
let width: i32 = 0
let timeColumn: i32 = 0
let statusColumn: i32 = 0
/** Whether the status is all that decides what a record counts as. */
let isStatusAll: bool = false
let countingColumns: i32 = 0
let leadLength: i32 = 0
let leadColumns: i32 = 0
// Where the time lies in the lead, and which column behind the lead is the status; whether they lie so.
let timeInLead: i32 = 0
let timeLength: i32 = 0
let statusInTail: i32 = 0
let isUsual: bool = false

/** How many hours are in use. */
export let hours: i32 = 0
let classEnd: i32 = CLASS_ENTRIES
let classes: i32 = 0
let lastClass: i32 = 0

/** Records counted, newlines passed, by the last call of `scan`; and whether it met quotes that are out of place. */
export let records: i32 = 0
export let lines: i32 = 0
export let isRefused: bool = false

/** How the log is laid out. `lead` columns of `length` bytes in all have the same form in every record. */
export function configure(
  delimiterByte: i32,
  fields: i32,
  time: i32,
  status: i32,
  counting: i32,
  length: i32,
  lead: i32,
): void {
  delimiter = delimiterByte
  width = fields
  timeColumn = time
  statusColumn = status
  countingColumns = counting
  isStatusAll = counting === 1
  leadLength = length
  leadColumns = lead
  isUsual = isStatusAll && time < lead && status >= lead && length >= 16
  if (!isUsual) return
  timeInLead = time === 0 ? 0 : load<i32>(LEAD_BOUNDS + 4 * (time - 1)) + 1
  timeLength = load<i32>(LEAD_BOUNDS + 4 * time) - timeInLead
  statusInTail = status - lead
}

/** Forgets all hours. */
export function clearHours(): void {
  memory.fill(HOURS, 0, hours * HOUR_SIZE)
  memory.fill(HOUR_SLOTS, 0, 4 * MOST_HOUR_SLOTS)
  hours = 0
}

/** A bit for each of the 64 bytes at `at` that are the one of which `byte` is full. */
function maskOf(at: i32, byte: v128): u64 {
  return (
    <u64>i8x16.bitmask(i8x16.eq(v128.load(at), byte)) |
    ((<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 16), byte))) << 16) |
    ((<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 32), byte))) << 32) |
    ((<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 48), byte))) << 48)
  )
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

/** The lowest bit that is set and all below it; all bits when none is. */
function upToLowest(mask: u64): u64 {
  return mask ^ (mask - 1)
}

/** Of 16 bytes at `at`, those that keep a record from having the lead that LEAD_DELIMITERS describes. */
function strayInLead(at: i32, expected: i32, separators: v128, quotes: v128, newlines: v128): v128 {
  const bytes = v128.load(at)
  return v128.or(
    v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, newlines)),
    v128.xor(i8x16.eq(bytes, separators), v128.load(expected)),
  )
}

/** The class of a status of three digits at `[start, behind)`, in quotes or not; else NO_CLASS. */
function classAt(start: i32, behind: i32): i32 {
  const isQuoted = behind - start === 5 && load<u8>(start) === QUOTE && load<u8>(behind - 1) === QUOTE
  if (behind - start !== 3 && !isQuoted) return NO_CLASS
  const digits = load<u32>(isQuoted ? start + 1 : start)
  // Each byte must be 0x30 to 0x3f; of those that are no digit the table knows nothing.
  if ((digits & 0xf0f0f0) !== 0x303030) return NO_CLASS
  return load<u8>(CLASS_OF_STATUS + ((digits & 15) << 8) + ((digits >> 4) & 0xf0) + ((digits >> 16) & 15))
}

/**
 * Counts the records that begin in `[from, stop)` and end before `to`, which lies behind a newline; each adds
 * `weight`. Returns where the first record begins that was not taken: at or behind `stop`, not complete, or
 * refused. `line` is the line of `from`.
 */
export function scan(from: i32, to: i32, stop: i32, line: i32, weight: i32): i32 {
  const separators = i8x16.splat(<i8>delimiter)
  const newlines = i8x16.splat(<i8>NEWLINE)
  const quotes = i8x16.splat(<i8>QUOTE)
  const firstLine = line
  const lastField = width
  const separatorsInTail = width - 1 - leadColumns
  // Four times 16 bytes that cover the lead, which is no shorter than that; they may overlap.
  const fourth = leadLength - 16
  const second = min(16, fourth)
  const third = min(32, fourth)
  let lastMinute = i8x16.splat(0)
  let lastAccount = 0
  let lastCell = 0
  let count = 0
  let row = from
  isRefused = false
  forgetForm()

  while (row < stop) {
    // Nearly all records are usual: a lead, then within 64 bytes the status and the end, and the minute is the
    // last one's. Where the record ends depends on the one window alone, so that the processor can begin with
    // the next record before it has checked this one.
    if (isUsual) {
      const tail = row + leadLength
      let ends = maskOf(tail, newlines)
      let splits = maskOf(tail, separators)
      let embedded = 0
      let strange: u64 = 0
      if (hasAny(tail, quotes)) {
        const marks = maskOf(tail, quotes)
        const between = parityOf(marks)
        const allEnds = ends
        ends &= ~between
        splits &= ~between
        const closing = marks & ~between
        const mayFollow = ends | splits | closing
        strange = marks & between & ~((mayFollow << 1) | 1)
        strange |= (closing << 1) & ~(mayFollow | marks)
        strange &= upToLowest(ends)
        embedded = <i32>popcnt(allEnds & between & upToLowest(ends))
      }
      splits &= upToLowest(ends)
      const end = tail + <i32>ctz(ends)
      if (ends !== 0 && strange === 0 && <i32>popcnt(splits) === separatorsInTail && end < to) {
        const stray = v128.or(
          v128.or(
            strayInLead(row, LEAD_DELIMITERS, separators, quotes, newlines),
            strayInLead(row + second, LEAD_DELIMITERS + second, separators, quotes, newlines),
          ),
          v128.or(
            strayInLead(row + third, LEAD_DELIMITERS + third, separators, quotes, newlines),
            strayInLead(row + fourth, LEAD_DELIMITERS + fourth, separators, quotes, newlines),
          ),
        )
        let start = tail
        for (let i = 0; i < statusInTail; i++) {
          start = tail + <i32>ctz(splits) + 1
          splits &= splits - 1
        }
        const requestClass = classAt(start, tail + <i32>ctz(splits | ends))
        const time = row + timeInLead
        if (
          !v128.any_true(v128.or(stray, v128.xor(v128.load(time), lastMinute))) &&
          requestClass !== NO_CLASS &&
          lastCell !== 0 &&
          hasForm(time, time + timeLength)
        ) {
          const cell = lastCell + (requestClass << 2)
          store<i32>(cell, load<i32>(cell) + weight)
          count++
          line += embedded + 1
          row = end + 1
          continue
        }
      }
    }

    // Any other record, in as many windows as it takes: where it ends, and where its fields do. It begins behind
    // a newline, so that a quote may open there.
    store<i32>(BOUNDS, row - 1)
    let fields = 0
    let end = 0
    let embedded = 0
    let inside: u64 = 0
    let opens: u64 = ALL
    let closes: u64 = 0
    for (let position = row; position < to; position += 64) {
      let ends = maskOf(position, newlines)
      let splits = maskOf(position, separators)
      if (hasAny(position, quotes) || (inside | (closes >> 63)) !== 0) {
        const marks = maskOf(position, quotes)
        const between = parityOf(marks) ^ inside
        const allEnds = ends
        ends &= ~between
        splits &= ~between
        // A quote opens behind a separator or a closing quote, and what closes is followed by one of those
        // or by a return that belongs to a newline. All else is for the exact parser to judge.
        const opening = marks & between
        const closing = marks & ~between
        const mayFollow = ends | splits | closing
        let wrong = opening & ~((mayFollow << 1) | (opens >> 63))
        let strange = ((closing << 1) | (closes >> 63)) & ~(mayFollow | opening)
        for (; strange !== 0; strange &= strange - 1) {
          const at = position + <i32>ctz(strange)
          if (load<u8>(at) !== RETURN || load<u8>(at + 1) !== NEWLINE) wrong |= strange & -strange
        }
        wrong &= upToLowest(ends)
        if (wrong !== 0) {
          // Behind `to` lies what is left of another block.
          isRefused = position + <i32>ctz(wrong) < to
          records = count
          lines = line - firstLine
          return row
        }
        embedded += <i32>popcnt(allEnds & between & upToLowest(ends))
        opens = mayFollow
        closes = closing
        inside = <u64>(<i64>between >> 63)
      } else {
        opens = splits
        closes = 0
      }
      for (splits &= upToLowest(ends); splits !== 0; splits &= splits - 1) {
        fields++
        if (fields <= lastField) store<i32>(BOUNDS + 4 * fields, position + <i32>ctz(splits))
      }
      if (ends !== 0) {
        end = position + <i32>ctz(ends)
        break
      }
    }
    if (end === 0 || end >= to) break
    const next = end + 1
    if (end > row && load<u8>(end - 1) === RETURN) end--
    const rowLine = line
    line += embedded + 1
    if (end === row) {
      row = next
      continue
    }
    let cell = 0
    let value = ODD
    fields++
    if (fields === lastField) {
      store<i32>(BOUNDS + 4 * lastField, end)
      value = classOfRecord()
      if (value !== ODD) {
        let start = load<i32>(BOUNDS + 4 * timeColumn) + 1
        let behind = load<i32>(BOUNDS + 4 * timeColumn + 4)
        if (load<u8>(start) === QUOTE && behind - start >= 2 && load<u8>(behind - 1) === QUOTE) {
          start++
          behind--
        }
        const account = value >> 3
        const minute = v128.load(start)
        const isLast =
          lastCell !== 0 &&
          account === lastAccount &&
          hasForm(start, behind) &&
          !v128.any_true(v128.xor(minute, lastMinute))
        cell = isLast ? lastCell : findMinute(start, behind, account)
        lastCell = cell
        lastMinute = minute
        lastAccount = account
      }
    }
    if (cell === 0) {
      handOut(row, next, rowLine)
    } else {
      cell += (value & 7) << 2
      store<i32>(cell, load<i32>(cell) + weight)
      count++
    }
    row = next
  }
  records = count
  lines = line - firstLine
  return row
}

/** What the record in BOUNDS counts as; ODD when it is no plain one. */
function classOfRecord(): i32 {
  if (isStatusAll) {
    const start = load<i32>(BOUNDS + 4 * statusColumn) + 1
    const requestClass = classAt(start, load<i32>(BOUNDS + 4 * statusColumn + 4))
    if (requestClass !== NO_CLASS) return requestClass
  }
  return recallClass()
}

// Behind the minute, a time has a form: seconds, a fraction of so many digits, and what says its zone. All
// records of a log have the same, so that the last one's is compared at once: digits where it has digits of
// the clock, and elsewhere its very bytes.
const NO_FORM: i32 = -1
let formLength: i32 = NO_FORM
let formSuffix: u64 = 0
let formDigits: v128 = i8x16.splat(0)
let formOthers: v128 = i8x16.splat(0)
let formBytes: v128 = i8x16.splat(0)

function forgetForm(): void {
  formLength = NO_FORM
}

function hasForm(start: i32, behind: i32): bool {
  if (behind - start !== formLength) return false
  const bytes = v128.load(start, 16)
  const digits = i8x16.le_u(i8x16.sub(bytes, i8x16.splat(<i8>ZERO)), i8x16.splat(9))
  const wrong = v128.or(v128.andnot(formDigits, digits), v128.and(formOthers, v128.xor(bytes, formBytes)))
  return !v128.any_true(wrong) && load<u8>(start, 17) <= 0x35
}

function isDigit(at: i32): bool {
  return <u32>load<u8>(at) - ZERO <= 9
}

/** Learns the form of a time; false when it is none of the forms known here. */
function learnForm(start: i32, behind: i32): bool {
  formLength = NO_FORM
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
  for (; position < behind; position++) formSuffix = (formSuffix << 8) | load<u8>(position)
  if (length > 32) return true
  memory.fill(FORM, 0, 32)
  for (let at = start + 16; at < behind; at++) {
    const isOfClock = at < digitsEnd && isDigit(at)
    store<u8>((isOfClock ? FORM : FORM + 16) + (at - start - 16), 0xff)
  }
  formDigits = v128.load(FORM)
  formOthers = v128.load(FORM, 16)
  formBytes = v128.load(start, 16)
  formLength = length
  return true
}

/** The counts of the minute of a time and an account; 0 when it is not plain, or not known here as a time. */
function findMinute(start: i32, behind: i32, account: i32): i32 {
  if (behind - start >= 10 && isDigit(start + 4)) return findEpochMinute(start, behind, account)
  if (!hasForm(start, behind) && !learnForm(start, behind)) return 0
  if (load<u8>(start, 13) !== COLON || !isDigit(start + 14) || !isDigit(start + 15)) return 0
  const minute = 10 * (<i32>load<u8>(start, 14) - ZERO) + (<i32>load<u8>(start, 15) - ZERO)
  if (minute >= MINUTES_PER_HOUR) return 0
  // The two words overlap and hold the first 13 bytes, up to the hour.
  const hour = findHour(load<u64>(start), load<u64>(start, 5), formSuffix, account, start, behind, 0)
  return cellOf(hour, minute)
}

/** Epoch seconds of 10 digits, with or without a fraction, or milliseconds of 13. */
function findEpochMinute(start: i32, behind: i32, account: i32): i32 {
  formLength = NO_FORM
  if (load<u8>(start) === ZERO) return 0
  let seconds: i64 = 0
  for (let at = start; at < start + 10; at++) {
    if (!isDigit(at)) return 0
    seconds = 10 * seconds + (load<u8>(at) - ZERO)
  }
  let position = start + 10
  const hasFraction = position < behind && load<u8>(position) === POINT
  if (hasFraction) position++
  const first = position
  while (position < behind && isDigit(position)) position++
  const digits = position - first
  if (position !== behind) return 0
  if (hasFraction ? digits < 1 || digits > 9 : digits !== 0 && digits !== 3) return 0
  const hour = findHour(<u64>(seconds / SECONDS_PER_HOUR), 0, 0, account, start, behind, 1)
  return cellOf(hour, <i32>((seconds % SECONDS_PER_HOUR) / 60))
}

function cellOf(hour: i32, minute: i32): i32 {
  if (((load<u64>(hour, PLAIN_MINUTES) >> minute) & 1) === 0) return 0
  return hour + COUNTS + ((minute * CLASSES) << 2)
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
  if (hours === MOST_HOURS) {
    takeCounts()
    clearHours()
    return findHour(first, second, suffix, account, start, behind, isEpoch)
  }
  const hour = HOURS + hours * HOUR_SIZE
  hours++
  store<i32>(HOUR_SLOTS + (slot << 2), hour)
  store<u64>(hour, first)
  store<u64>(hour, second, 8)
  store<u64>(hour, suffix, SUFFIX)
  store<i32>(hour, account, ACCOUNT)
  openHour(hour, start, behind, isEpoch)
  return hour
}

/** What the record counts as, by the bytes of its counting columns. */
function recallClass(): i32 {
  // The key: each column's length and bytes, and zeros up to the next 16.
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
  v128.store(keyEnd, i8x16.splat(0))
  const length = (keyEnd - KEY + 15) & ~15
  if (lastClass !== 0 && isKeyOf(lastClass, length)) return load<i32>(lastClass)
  let hash: u64 = 0
  for (let at = 0; at < length; at += 8) {
    hash = (hash ^ load<u64>(KEY + at)) * 0x9e37_79b9_7f4a_7c15
    hash ^= hash >> 32
  }
  let slot = <i32>(hash >> 24)
  for (;;) {
    slot &= MOST_CLASS_SLOTS - 1
    const entry = load<i32>(CLASS_SLOTS + (slot << 2))
    if (entry === 0) break
    if (isKeyOf(entry, length)) {
      lastClass = entry
      return load<i32>(entry)
    }
    slot++
  }
  const value = classify()
  // An odd record is asked for again: what is wrong with it is told with its own place.
  if (value === ODD) return ODD
  if (classes === MOST_CLASSES || classEnd + LONGEST_CLASS_ENTRY > CLASS_ENTRIES_END) {
    memory.fill(CLASS_SLOTS, 0, 4 * MOST_CLASS_SLOTS)
    classEnd = CLASS_ENTRIES
    classes = 0
    slot = <i32>(hash >> 24) & (MOST_CLASS_SLOTS - 1)
  }
  classes++
  store<i32>(CLASS_SLOTS + (slot << 2), classEnd)
  store<i32>(classEnd, value)
  store<i32>(classEnd, length, 4)
  for (let at = 0; at < length; at += 16) v128.store(classEnd + 16 + at, v128.load(KEY + at))
  lastClass = classEnd
  classEnd += 16 + length
  return value
}

function isKeyOf(entry: i32, length: i32): bool {
  if (load<i32>(entry, 4) !== length) return false
  for (let at = 0; at < length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(entry + 16 + at), v128.load(KEY + at)))) return false
  }
  return true
}
