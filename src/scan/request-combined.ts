/**
 * A log in the combined format of nginx and Apache, by its bytes. The first bracket behind a blank is nearly
 * always that of the time; where what follows is of the format, the exact reader (combined-log.ts) finds the same
 * place. Every other line is left to it, so that only what both read alike is counted here; a test feeds
 * both with the same hostile files.
 */

import { dayOf, type Instant, instantAt, MILLIS_PER_DAY } from '../core/instant.js'
import { ClassCache, type FieldBounds } from './class-cache.js'
import { isKindLeftOut } from './endpoint-kinds.js'
import { type RequestLineHandler, readTwoDigits, textOfLine } from './request-kinds.js'
import { type Lines, padLines, viewOf } from './words.js'

/** The fields that a line's kind may be told by. */
const FIELDS = ['remote_addr', 'remote_user', 'request', 'status', 'body_bytes_sent'] as const
const [ADDRESS, USER, REQUEST, STATUS, BYTES] = [0, 1, 2, 3, 4]

const NEWLINE = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
const MINUS = 0x2d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const SLASH = 0x2f
const COLON = 0x3a

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

/** What is read from a line, by the format's names of its fields. */
export interface CombinedLayout {
  /** The field that is the time. */
  readonly time: string
  /** The fields that decide what a line counts as, the time aside. */
  readonly counting: readonly string[]
  /** The field that names the path. */
  readonly path: string
}

/** Scans `chunks`, which are whole lines. */
export async function scanRequestCombined<Slot>(
  chunks: AsyncIterable<Buffer>,
  { time, counting, path }: CombinedLayout,
  handler: RequestLineHandler<Slot>,
): Promise<void> {
  const deciding = [...new Set(counting)].map(name => (FIELDS as readonly string[]).indexOf(name))
  // What stands behind the fields above is not walked: whoever counts by it has the exact reader.
  const isPlain = time === 'time_local' && path === 'request' && !deciding.includes(-1)
  const scanLines = isPlain ? createScanner(deciding, handler) : createLineTaker(handler)
  let line = 1
  for await (const lines of padLines(chunks)) line = scanLines(lines, line)
}

type LineScanner = (lines: Lines, line: number) => number

const createLineTaker =
  <Slot>(handler: RequestLineHandler<Slot>): LineScanner =>
  ({ bytes, end }, line) => {
    for (let start = 0; start < end; line++) {
      const newline = bytes.indexOf(NEWLINE, start)
      handler.takeLine(textOfLine(bytes, start, newline), line)
      start = newline + 1
    }
    return line
  }

function createScanner<Slot>(deciding: readonly number[], handler: RequestLineHandler<Slot>): LineScanner {
  const kinds = new ClassCache<Slot>(deciding)
  const readTime = createTimeReader()
  const bounds: FieldBounds = new Int32Array(2 * FIELDS.length)
  const { endpoints } = handler
  const isByAddress = deciding.includes(ADDRESS!) || deciding.includes(USER!)

  /** Counts the line that begins at `start`; false when something about it is not plain. */
  const countLine = (
    bytes: Buffer,
    view: DataView,
    start: number,
    newline: number,
    line: number,
  ): boolean => {
    let bracket = start
    for (;;) {
      while (bytes[bracket] !== OPEN_BRACKET && bytes[bracket] !== NEWLINE) bracket++
      if (bytes[bracket] === NEWLINE) return false
      if (bracket > start && bytes[bracket - 1] === SPACE) break
      bracket++
    }
    const at = readTime(bytes, bracket)
    if (at === null) return false
    // Behind the time: ] "REQUEST" STATUS BYTES
    const request = bracket + TIME_LENGTH
    if (bytes[request - 2] !== SPACE || bytes[request - 1] !== QUOTE) return false
    const requestEnd = findQuote(bytes, request)
    if (requestEnd < 0 || bytes[requestEnd + 1] !== SPACE) return false
    const status = requestEnd + 2
    const statusEnd = skipNumber(bytes, status)
    if (statusEnd === status || statusEnd > status + 3 || bytes[statusEnd] !== SPACE) return false
    const size = statusEnd + 1
    const sizeEnd = skipNumber(bytes, size)
    if (sizeEnd === size) return false
    const end = bytes[newline - 1] === RETURN ? newline - 1 : newline
    if (bytes[sizeEnd] !== SPACE && sizeEnd !== end) return false
    bounds[2 * REQUEST!] = request
    bounds[2 * REQUEST! + 1] = requestEnd
    bounds[2 * STATUS!] = status
    bounds[2 * STATUS! + 1] = statusEnd
    bounds[2 * BYTES!] = size
    bounds[2 * BYTES! + 1] = sizeEnd
    if (isByAddress) locateClient(bytes, start, bracket - 1, bounds)
    let slot = kinds.find(bytes, view, bounds)
    if (slot === null) {
      slot = handler.readSlot(bytes.toString('utf8', start, end), line)
      if (slot === null) return false
      kinds.remember(bytes, bounds, slot)
    }
    const path = endpoints.kindAt(
      bytes,
      view,
      request,
      isNothing(bytes, request, requestEnd) ? request : requestEnd,
    )
    if (isKindLeftOut(path)) {
      handler.leaveOut(path)
      return true
    }
    handler.count(slot, at, path)
    return true
  }

  return ({ bytes, end }, line) => {
    const view = viewOf(bytes)
    for (let start = 0; start < end; line++) {
      const newline = bytes.indexOf(NEWLINE, start)
      if (!countLine(bytes, view, start, newline, line)) {
        handler.takeLine(textOfLine(bytes, start, newline), line)
      }
      start = newline + 1
    }
    return line
  }
}

/** Whether a field holds a minus, which stands for nothing. */
const isNothing = (bytes: Buffer, start: number, end: number): boolean =>
  end - start === 1 && bytes[start] === MINUS

/** `ADDRESS - USER`, in which the user may hold blanks. */
function locateClient(bytes: Buffer, start: number, end: number, bounds: FieldBounds): void {
  const first = findBlank(bytes, start, end)
  const second = findBlank(bytes, first + 1, end)
  bounds[2 * ADDRESS!] = start
  bounds[2 * ADDRESS! + 1] = first
  bounds[2 * USER!] = Math.min(second + 1, end)
  bounds[2 * USER! + 1] = end
}

function findBlank(bytes: Buffer, at: number, end: number): number {
  while (at < end && bytes[at] !== SPACE) at++
  return Math.min(at, end)
}

/** Where the quoted text ends that begins at `at`; -1 when it is not plain. */
function findQuote(bytes: Buffer, at: number): number {
  for (;;) {
    const byte = bytes[at]!
    if (byte === QUOTE) return at
    if (byte === NEWLINE) return -1
    if (byte === BACKSLASH) {
      // What may stand behind a backslash is the exact reader's to know, plain characters aside.
      const next = bytes[++at]!
      if (next < SPACE || next > 0x7e) return -1
    }
    at++
  }
}

/** Behind digits or a minus alone; `at` when neither is there. */
function skipNumber(bytes: Buffer, at: number): number {
  if (bytes[at] === MINUS) return at + 1
  while (isDigit(bytes[at]!)) at++
  return at
}

/** `[10/Oct/2026:13:55:36 +0000] "` */
const TIME_LENGTH = 30

/** A reader of such a time, by where its bracket is; null when it is not plain or does not exist. */
function createTimeReader() {
  // Date and offset are read once and compared from then on.
  const date = Buffer.alloc(13)
  const offset = Buffer.alloc(6)
  let midnight = 0
  return (bytes: Buffer, bracket: number): Instant | null => {
    if (!isSame(bytes, bracket, date) || !isSame(bytes, bracket + 21, offset)) {
      const found = readDate(bytes, bracket)
      const shift = readOffset(bytes, bracket + 21)
      if (found === null || shift === null) return null
      midnight = found - shift
      bytes.copy(date, 0, bracket, bracket + 13)
      bytes.copy(offset, 0, bracket + 21, bracket + 27)
    }
    const hour = readTwoDigits(bytes, bracket + 13)
    const minute = readTwoDigits(bytes, bracket + 16)
    const second = readTwoDigits(bytes, bracket + 19)
    const isClock = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59
    if (!isClock || bytes[bracket + 15] !== COLON || bytes[bracket + 18] !== COLON) return null
    if (bytes[bracket + 27] !== CLOSE_BRACKET) return null
    return instantAt(midnight + ((hour * 60 + minute) * 60 + second) * 1000)
  }
}

function isSame(bytes: Buffer, at: number, known: Buffer): boolean {
  for (let i = 0; i < known.length; i++) if (bytes[at + i] !== known[i]) return false
  return true
}

/** `[10/Oct/2026:` as its midnight in UTC, in milliseconds; for years in which all of a day is counted. */
function readDate(bytes: Buffer, bracket: number): number | null {
  if (bytes[bracket + 3] !== SLASH || bytes[bracket + 7] !== SLASH || bytes[bracket + 12] !== COLON)
    return null
  const month = MONTHS.indexOf(bytes.toString('latin1', bracket + 4, bracket + 7)) + 1
  const date = readTwoDigits(bytes, bracket + 1)
  const [century, year] = [readTwoDigits(bytes, bracket + 8), readTwoDigits(bytes, bracket + 10)]
  if (month === 0 || date < 0 || century < 19 || century > 88 || year < 0) return null
  const day = dayOf(100 * century + year, month, date)
  return day === null ? null : day * MILLIS_PER_DAY
}

/** ` +0800` in milliseconds. */
function readOffset(bytes: Buffer, at: number): number | null {
  const sign = bytes[at + 1] === 0x2b ? 1 : bytes[at + 1] === MINUS ? -1 : 0
  const [hours, minutes] = [readTwoDigits(bytes, at + 2), readTwoDigits(bytes, at + 4)]
  if (bytes[at] !== SPACE || sign === 0 || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null
  return sign * (hours * 60 + minutes) * 60_000
}
