/**
 * A request log of JSON lines, by its bytes, in JavaScript: for small logs, for what the kernel hands out
 * (json-lines-kernel.ts), and for where there is none. Each line is walked once: that it is JSON is seen on the way, and
 * where the values lie that are read from it. Whatever is not plain (escapes in what is read, keys that occur
 * twice, values within values where one is read, broken JSON) is for the exact reader (read/json-lines.ts), a
 * line at a time, so that only what both read alike is counted here; a test feeds both with the same
 * hostile files.
 */

import type { Instant } from '../core/instant.js'
import { ClassCache, type FieldBounds } from './class-cache.js'
import { isKindLeftOut } from './endpoint-kinds.js'
import { LogTimeReader, type RequestLineHandler, textOfLine } from './request-kinds.js'
import { findSpecial, isAt, type Piece, padLines, pieceOf, viewOf } from './words.js'

/** What is read from a line. */
export interface JsonLinesLayout {
  /** The key of each known column, in the spelling that `normalise` gives. */
  readonly names: ReadonlyMap<string, string>
  /** Keys that it makes the same are the same. */
  readonly normalise: (key: string) => string
  /** The columns that decide what a line counts as, `timestamp` aside. */
  readonly counting: readonly string[]
  /** Whether a time that names no zone is one of UTC. */
  readonly isUtc: boolean
  /** Told each key of the file that is read, at least once. */
  readonly onKey: (name: string) => void
}

const NEWLINE = 0x0a
const RETURN = 0x0d
const SPACE = 0x20
const TAB = 0x09
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

const IS_DIGIT = new Uint8Array(256).fill(1, 0x30, 0x3a)
const IS_HEX = new Uint8Array(256).fill(1, 0x30, 0x3a).fill(1, 0x41, 0x47).fill(1, 0x61, 0x67)
/** What may stand behind a backslash, `u` aside. */
const IS_ESCAPE = new Uint8Array(256)
for (const byte of Buffer.from('"\\/bfnrt')) IS_ESCAPE[byte] = 1

const [TRUE, FALSE, NULL] = [Buffer.from('true'), Buffer.from('false'), Buffer.from('null')]

// What a key stands for, other than the number of a field.
const UNREAD = -1
const NOT_PLAIN = -2
/** And below: one of the keys in which others stand. */
const FIRST_OUTER = -3

/** What stood between two values of a line, such as `,"status":`, and what the key in it stands for. */
interface Joint {
  readonly piece: Piece
  readonly field: number
  /** What stood behind the value that followed it, in the last lines. */
  next: Joint | null
  other: Joint | null
}
const createJoint = (piece: Piece, field: number): Joint => ({ piece, field, next: null, other: null })

const IS_ASCII = /^[ -~]*$/

/** How many spellings of keys are remembered. */
const MOST_KEYS = 1000
/** How deep values may be nested; the exact reader knows where the end really is. */
const DEEPEST = 32

/** Scans `chunks`, which are whole lines. */
export async function scanRequestJsonLines<Slot>(
  chunks: AsyncIterable<Buffer>,
  layout: JsonLinesLayout,
  handler: RequestLineHandler<Slot>,
): Promise<void> {
  const scanLines = createJsonLinesScanner(layout, handler)
  let line = 1
  for await (const { bytes, end } of padLines(chunks)) line = scanLines(bytes, 0, end, line)
}

/**
 * A scanner for one log. It scans the whole lines in `[from, to)` of some bytes, the first of them `line`, and
 * returns the number of the one behind them; it may look at up to `MARGIN` bytes behind.
 */
export function createJsonLinesScanner<Slot>(
  { names, normalise, counting, isUtc, onKey }: JsonLinesLayout,
  handler: RequestLineHandler<Slot>,
): (bytes: Buffer, from: number, to: number, line: number) => number {
  // Two columns may be read from one key.
  const fields = [...new Set(names.values())]
  const fieldOf = (column: string): number => fields.indexOf(names.get(column)!)
  const timeField = fieldOf('timestamp')
  const pathField = fieldOf('endpoint')
  const kinds = new ClassCache<Slot>([...new Set(counting.map(fieldOf))])
  const times = new LogTimeReader(isUtc)
  const bounds: FieldBounds = new Int32Array(2 * fields.length)
  // `res.status` may stand in `res`.
  const outer = [
    ...new Set(fields.flatMap(name => (name.includes('.') ? [name.slice(0, name.indexOf('.'))] : []))),
  ]
  const isDeep = (name: string): boolean =>
    fields.some(field => field.startsWith(`${name}.`) && field.split('.').length > 2)
  const joints = new Map<string, Joint>()
  const fieldOfInner = new Map<string, number>()
  const beginning = createJoint(pieceOf(Buffer.alloc(4)), UNREAD)

  /** What a key stands for. */
  const fieldOfKey = (spelling: string): number => {
    if (!IS_ASCII.test(spelling)) return NOT_PLAIN
    const name = normalise(spelling)
    const field = fields.indexOf(name)
    const group = outer.indexOf(name)
    if (group >= 0) return field >= 0 || isDeep(name) ? NOT_PLAIN : FIRST_OUTER - group
    if (field >= 0) onKey(name)
    return field
  }

  /** Reads what stands in front of the next value, from `start` on; null when it is not plain. */
  const readJoint = (bytes: Buffer, view: DataView, start: number, before: Joint): Joint | null => {
    if (bytes[start] !== (before === beginning ? OPEN_BRACE : COMMA)) return null
    const quote = skipBlanks(bytes, start + 1)
    const close = bytes[quote] === QUOTE ? findSpecial(view, quote + 1) : quote
    if (close === quote || bytes[close] !== QUOTE) return null
    const colon = skipBlanks(bytes, close + 1)
    if (bytes[colon] !== COLON) return null
    const end = skipBlanks(bytes, colon + 1)
    const spelling = bytes.toString('latin1', start, end)
    let joint = joints.get(spelling)
    if (joint === undefined) {
      const field = fieldOfKey(bytes.toString('latin1', quote + 1, close))
      if (field === NOT_PLAIN) return null
      joint = createJoint(pieceOf(bytes.subarray(start, end)), field)
      if (joints.size >= MOST_KEYS) {
        joints.clear()
        beginning.next = null
        beginning.other = null
      }
      joints.set(spelling, joint)
    }
    before.other = before.next
    before.next = joint
    return joint
  }

  /** What joins the next value to the one before, as it mostly does; null when it is not plain. */
  const joinNext = (bytes: Buffer, view: DataView, start: number, before: Joint): Joint | null => {
    const { next, other } = before
    if (next !== null && isAt(view, start, next.piece)) return next
    if (other === null || !isAt(view, start, other.piece)) return readJoint(bytes, view, start, before)
    before.next = other
    before.other = next
    return other
  }

  /** Behind the value of a key in which others stand that are read. */
  const skipOuter = (bytes: Buffer, view: DataView, start: number, name: string): number => {
    if (bytes[start] !== OPEN_BRACE) return skipValue(bytes, view, start, 1)
    let at = skipBlanks(bytes, start + 1)
    if (bytes[at] === CLOSE_BRACE) return at + 1
    for (;;) {
      if (bytes[at] !== QUOTE) return -1
      const close = findSpecial(view, at + 1)
      if (bytes[close] !== QUOTE) return -1
      const spelling = `${name}.${bytes.toString('latin1', at + 1, close)}`
      let field = fieldOfInner.get(spelling)
      if (field === undefined) {
        field = IS_ASCII.test(spelling)
          ? fields.indexOf(`${name}.${normalise(spelling.slice(name.length + 1))}`)
          : NOT_PLAIN
        if (field >= 0) onKey(fields[field]!)
        if (fieldOfInner.size >= MOST_KEYS) fieldOfInner.clear()
        fieldOfInner.set(spelling, field)
      }
      if (field === NOT_PLAIN) return -1
      at = skipBlanks(bytes, close + 1)
      if (bytes[at] !== COLON) return -1
      at = skipBlanks(bytes, at + 1)
      at = field === UNREAD ? skipValue(bytes, view, at, 1) : skipField(bytes, view, at, field)
      if (at < 0) return -1
      at = skipBlanks(bytes, at)
      if (bytes[at] === CLOSE_BRACE) return at + 1
      if (bytes[at] !== COMMA) return -1
      at = skipBlanks(bytes, at + 1)
    }
  }

  /** Behind the value of a field that is read, of which it sets the bounds. */
  const skipField = (bytes: Buffer, view: DataView, start: number, field: number): number => {
    if (bounds[2 * field + 1] !== 0) return -1
    const known = field === timeField ? skipKnownTime(bytes, view, start) : 0
    const end = known === 0 ? skipPlainValue(bytes, view, start) : known
    bounds[2 * field] = start
    bounds[2 * field + 1] = end
    return end
  }

  // The time of the line, when walking it has told.
  let lineTime: Instant | null = null

  /** Behind a time in the minute of the last one, which need not be walked once it has been read; 0 for any other. */
  const skipKnownTime = (bytes: Buffer, view: DataView, at: number): number => {
    const length = bytes[at + 25] === QUOTE ? 24 : 20
    if (bytes[at] !== QUOTE || bytes[at + length + 1] !== QUOTE) return 0
    lineTime = times.readInMinute(bytes, view, at + 1, at + 1 + length)
    return lineTime === null ? 0 : at + length + 2
  }

  /** Sets `bounds` for the line that begins at `start`; returns where its newline stands, or -1 if it is not plain. */
  const walkLine = (bytes: Buffer, view: DataView, start: number): number => {
    for (let i = 0; i < bounds.length; i++) bounds[i] = 0
    lineTime = null
    let at = start
    let joint = beginning
    for (;;) {
      const following = joinNext(bytes, view, at, joint)
      if (following === null) return -1
      joint = following
      at += joint.piece.length
      const { field } = joint
      if (field === UNREAD) at = skipValue(bytes, view, at, 0)
      else if (field >= 0) at = skipField(bytes, view, at, field)
      else at = skipOuter(bytes, view, at, outer[FIRST_OUTER - field]!)
      if (at < 0) return -1
      let next = bytes[at]
      if (next === SPACE || next === TAB) {
        at = skipBlanks(bytes, at)
        next = bytes[at]
      }
      if (next === CLOSE_BRACE) return findNewline(bytes, at + 1)
      if (next !== COMMA) return -1
    }
  }

  const readTime = (bytes: Buffer, view: DataView): Instant | null => {
    let start = bounds[2 * timeField]!
    let end = bounds[2 * timeField + 1]!
    if (bytes[start] === QUOTE) {
      start++
      end--
    }
    return times.read(bytes, view, start, end) ?? handler.readTime(bytes.toString('utf8', start, end).trim())
  }

  /** The kind of its path. */
  const readPath = (bytes: Buffer, view: DataView): number => {
    const start = bounds[2 * pathField]
    const end = bounds[2 * pathField + 1]
    if (start === undefined || end === undefined || start === end) return handler.endpoints.kindOf('')
    if (bytes[start] === QUOTE) return handler.endpoints.kindAt(bytes, view, start + 1, end - 1)
    const text = bytes.toString('latin1', start, end)
    return handler.endpoints.kindOf(text === 'null' ? '' : text)
  }

  /** Counts the line, unless something about it is not plain. */
  const countLine = (
    bytes: Buffer,
    view: DataView,
    start: number,
    newline: number,
    line: number,
  ): boolean => {
    const at = lineTime ?? readTime(bytes, view)
    if (at === null) return false
    let slot = kinds.find(bytes, view, bounds)
    if (slot === null) {
      slot = handler.readSlot(textOfLine(bytes, start, newline), line)
      if (slot === null) return false
      kinds.remember(bytes, bounds, slot)
    }
    const path = readPath(bytes, view)
    if (isKindLeftOut(path)) {
      handler.leaveOut(path)
      return true
    }
    handler.count(slot, at, path)
    return true
  }

  let lastBytes: Buffer = Buffer.alloc(0)
  let view = viewOf(lastBytes)
  return (bytes, from, to, line) => {
    if (bytes !== lastBytes) {
      lastBytes = bytes
      view = viewOf(bytes)
    }
    for (let start = from; start < to; line++) {
      let newline = walkLine(bytes, view, start)
      if (newline < 0 || !countLine(bytes, view, start, newline, line)) {
        if (newline < 0) newline = bytes.indexOf(NEWLINE, start)
        handler.takeLine(textOfLine(bytes, start, newline), line)
      }
      start = newline + 1
    }
    return line
  }
}

// Every line ends with a newline, which stops each of the walks below. They return -1 for what is not plain.

function startsWith(bytes: Buffer, at: number, beginning: Buffer): boolean {
  for (let i = 0; i < beginning.length; i++) if (bytes[at + i] !== beginning[i]) return false
  return true
}

function skipBlanks(bytes: Buffer, at: number): number {
  while (bytes[at] === SPACE || bytes[at] === TAB) at++
  return at
}

function findNewline(bytes: Buffer, at: number): number {
  at = skipBlanks(bytes, at)
  if (bytes[at] === RETURN) at++
  return bytes[at] === NEWLINE ? at : -1
}

/** Behind the value of a field that is read: a string without escapes, a number or a literal. */
function skipPlainValue(bytes: Buffer, view: DataView, at: number): number {
  if (bytes[at] !== QUOTE) return skipScalar(bytes, at)
  const close = findSpecial(view, at + 1)
  return bytes[close] === QUOTE ? close + 1 : -1
}

/** Behind any value. */
function skipValue(bytes: Buffer, view: DataView, at: number, depth: number): number {
  const first = bytes[at]
  if (first === QUOTE) return skipString(bytes, view, at)
  if (first === OPEN_BRACE || first === OPEN_BRACKET) {
    return depth >= DEEPEST ? -1 : skipNested(bytes, view, at, depth + 1)
  }
  return skipScalar(bytes, at)
}

function skipString(bytes: Buffer, view: DataView, at: number): number {
  for (;;) {
    at = findSpecial(view, at + 1)
    if (bytes[at] === QUOTE) return at + 1
    if (bytes[at] !== BACKSLASH) return -1
    at++
    if (IS_ESCAPE[bytes[at]!] === 1) continue
    if (bytes[at] !== 0x75) return -1
    for (let digits = 0; digits < 4; digits++) if (IS_HEX[bytes[++at]!] !== 1) return -1
  }
}

function skipNested(bytes: Buffer, view: DataView, start: number, depth: number): number {
  const isObject = bytes[start] === OPEN_BRACE
  const close = isObject ? CLOSE_BRACE : CLOSE_BRACKET
  let at = skipBlanks(bytes, start + 1)
  if (bytes[at] === close) return at + 1
  for (;;) {
    if (isObject) {
      if (bytes[at] !== QUOTE) return -1
      at = skipString(bytes, view, at)
      if (at < 0) return -1
      at = skipBlanks(bytes, at)
      if (bytes[at] !== COLON) return -1
      at = skipBlanks(bytes, at + 1)
    }
    at = skipValue(bytes, view, at, depth)
    if (at < 0) return -1
    at = skipBlanks(bytes, at)
    if (bytes[at] === close) return at + 1
    if (bytes[at] !== COMMA) return -1
    at = skipBlanks(bytes, at + 1)
  }
}

function skipScalar(bytes: Buffer, at: number): number {
  const first = bytes[at]!
  if (IS_DIGIT[first] === 1 || first === MINUS) return skipNumber(bytes, at)
  const literal = first === 0x74 ? TRUE : first === 0x66 ? FALSE : NULL
  return startsWith(bytes, at, literal) ? at + literal.length : -1
}

function skipNumber(bytes: Buffer, at: number): number {
  if (bytes[at] === MINUS) at++
  if (IS_DIGIT[bytes[at]!] !== 1) return -1
  if (bytes[at] === 0x30) at++
  else while (IS_DIGIT[bytes[at]!] === 1) at++
  if (bytes[at] === POINT) {
    if (IS_DIGIT[bytes[++at]!] !== 1) return -1
    while (IS_DIGIT[bytes[at]!] === 1) at++
  }
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    at++
    if (bytes[at] === MINUS || bytes[at] === 0x2b) at++
    if (IS_DIGIT[bytes[at]!] !== 1) return -1
    while (IS_DIGIT[bytes[at]!] === 1) at++
  }
  return at
}
