/**
 * The scanner of request logs in JSON lines, in AssemblyScript. How it counts, by hour, minute and class, is
 * how the one of CSV does (request-kernel.ts); its own is only how it finds the values of a line.
 *
 * What writes a log writes the same line again and again, with other values. A line is therefore taken for
 * texts that stand between values, such as `{"timestamp":` and `,"status":`, and the values. The texts of a line
 * that is met for the first time are learnt from the exact reader (the import below), which also tells which of
 * the values are read. They form a tree: each text leads to those that have followed it. A line that consists
 * of the texts of one way through the tree, with a string, number, true, false or null behind each but the
 * last, which holds the newline, has the keys, the nesting and the order of the line they were learnt from: it
 * is JSON as that one was, and its values lie where they lay in that. All other lines are handed out.
 *
 * A value that is not read and that nearly all lines repeat, such as `"level":"info"`, is part of a text, too, in front of the
 * texts without it: where it fits, it leads to where they would.
 *
 * Of the others at most one of those that may follow fits: where one ends there begins a value that holds no others, and
 * in a longer one there stands a blank, a brace or a bracket instead. (The same text may be there twice, when keys
 * behind it decide whether the value is read; then the first is followed, and may lead nowhere.)
 */

import { BACKSLASH, findNewline, findSpecial, isDigit, skipDigits } from './find'
import { BOUNDS, FURTHER, FURTHER_SIZE, ODD, QUOTE } from './memory'
import { kindOfPath, kindOfPlainPath } from './path-kernel'
import {
  begin,
  classOfStatus,
  countRecord,
  endOf,
  handOut,
  noteLines,
  pathColumn,
  recallClass,
  startOf,
  statusColumn,
  width,
} from './request-kernel'

// All but the other kernel's own `scan`.
export * from './request-kernel'

/**
 * Adds the texts of the line at `from` to the tree, which has the room `[tree, end)`; whether it did. Lines behind it, up to
 * `stop`, tell which values are usual.
 */
declare function learn(from: i32, stop: i32, tree: i32, end: i32): bool

// A text: the first of those that follow it, the next one of those that stand in its place, its length, what the
// value behind it is, which of the last sixteen bytes lie beyond it, and its bytes.
const FOLLOWING: i32 = 0
const OTHER: i32 = 4
const LENGTH: i32 = 8
const FIELD: i32 = 12
const BEYOND: i32 = 16
const BYTES: i32 = 20
const SIXTEEN_BITS: i32 = 0xffff
// What the value is: the number of a field that is read, or one of these.
const UNREAD: i32 = -1
/** There is none, the line is over. */
const NONE: i32 = -2
/** The same, and of what it counts as nothing but a status has been said. */
const NONE_BUT_STATUS: i32 = -3

const ABSENT: i64 = 0xffff_ffff

/** The tree. Its root is a text of which nothing but what follows is used. */
const TREE: i32 = FURTHER

const ZERO: i32 = 0x30
const MINUS: i32 = 0x2d
const PLUS: i32 = 0x2b
const POINT: i32 = 0x2e
const COMMA: i32 = 0x2c
const BRACE: i32 = 0x7d
// Four bytes as a number.
const TRUE: u32 = 0x65757274
const FALS: u32 = 0x736c6166
const NULL: u32 = 0x6c6c756e

/** The field that the last line ended with: NONE or NONE_BUT_STATUS. */
let ending: i32 = NONE
/** Whether a string of the last line has a backslash. */
let hasEscapes: bool = false

/**
 * Counts the lines that begin in `[from, stop)`, all of which end; each adds `weight`. Returns where the first
 * begins behind them. `line` is the line of `from`.
 */
export function scan(from: i32, _to: i32, stop: i32, line: i32, weight: i32): i32 {
  const firstLine = line
  let row = from
  begin()
  for (; row < stop; line++) {
    let next = walkLine(row)
    if (next === 0 && learn(row, stop, TREE, TREE + FURTHER_SIZE)) next = walkLine(row)
    const isKnown = next !== 0
    if (!isKnown) next = findNewline(row) + 1
    if (!isKnown || !countLine(weight)) handOut(row, next, line)
    row = next
  }
  noteLines(line - firstLine)
  return row
}

/** Adds `weight` to what the line in BOUNDS counts as; whether it could. */
function countLine(weight: i32): bool {
  const path = pathOfLine()
  if (path === ODD) return false
  return countRecord(classOfLine(), path, weight)
}

/** The kind of its path; ODD when it is not plain. */
function pathOfLine(): i32 {
  if (pathColumn < 0) return 0
  const start = startOf(pathColumn)
  const end = endOf(pathColumn)
  if (start === end) return kindOfPlainPath(start, end)
  if (load<u8>(start) === QUOTE)
    return hasEscapes ? kindOfPath(start, end) : kindOfPlainPath(start + 1, end - 1)
  return load<u32>(start) === NULL ? kindOfPlainPath(0, 0) : ODD
}

/** What the line in BOUNDS counts as; ODD when it is no plain one. */
function classOfLine(): i32 {
  if (ending !== NONE_BUT_STATUS) return recallClass()
  return classOfStatus(load<i32>(BOUNDS + 4 * statusColumn) + 1, load<i32>(BOUNDS + 4 * statusColumn + 4))
}

/** Behind the newline of the line at `row`, with what is read from it in BOUNDS; 0 when it is none that is known. */
function walkLine(row: i32): i32 {
  // Of each field two bounds.
  for (let bound = 0; bound < width; bound += 2) store<i64>(BOUNDS + 4 * bound, ABSENT)
  hasEscapes = false
  let at = row
  let text = load<i32>(TREE, FOLLOWING)
  while (text !== 0) {
    if (isTextAt(at, text)) {
      const start = at + load<i32>(text, LENGTH)
      const field = load<i32>(text, FIELD)
      if (field <= NONE) {
        ending = field
        return start
      }
      const end = skipScalar(start)
      if (end !== 0) {
        if (field !== UNREAD) {
          store<i32>(BOUNDS + 8 * field, start - 1)
          store<i32>(BOUNDS + 8 * field, end, 4)
        }
        at = end
        text = load<i32>(text, FOLLOWING)
        continue
      }
    }
    text = load<i32>(text, OTHER)
  }
  return 0
}

function isTextAt(at: i32, text: i32): bool {
  const last = at + load<i32>(text, LENGTH) - 16
  let expected = text + BYTES
  for (; at < last; at += 16, expected += 16) if (alikeBits(at, expected) !== SIXTEEN_BITS) return false
  return (alikeBits(at, expected) | load<i32>(text, BEYOND)) === SIXTEEN_BITS
}

/** A bit for each of sixteen bytes that are the same at two places. */
function alikeBits(one: i32, other: i32): i32 {
  return i8x16.bitmask(i8x16.eq(v128.load(one), v128.load(other)))
}

// Every line ends with a newline, which stops each of the walks below. They return 0 for what is no JSON.

/** Behind a value that holds no others. */
function skipScalar(at: i32): i32 {
  if (load<u8>(at) !== QUOTE) return skipOther(at)
  const found = findSpecial(at + 1)
  return load<u8>(found) === QUOTE ? found + 1 : skipString(found)
}

/** The same for one that is no string. */
function skipOther(at: i32): i32 {
  const others = i8x16.gt_u(i8x16.sub(v128.load(at), i8x16.splat(<i8>ZERO)), i8x16.splat(9))
  const digits = <i32>ctz(i8x16.bitmask(others) | 0x1_0000)
  if (digits === 0) return load<u8>(at) === MINUS ? skipNumber(at) : skipWord(at)
  // Mostly a whole number ends there.
  const byte: i32 = load<u8>(at + digits)
  if ((byte === COMMA || byte === BRACE) && (digits === 1 || load<u8>(at) !== ZERO)) return at + digits
  return skipNumber(at)
}

/** Behind true, false or null. */
function skipWord(at: i32): i32 {
  const word = load<u32>(at)
  if (word === TRUE || word === NULL) return at + 4
  return word === FALS && load<u8>(at, 4) === 0x65 ? at + 5 : 0
}

/** Behind a string, of which the first byte that is special is at `at`. */
function skipString(at: i32): i32 {
  hasEscapes = true
  while (load<u8>(at) === BACKSLASH) {
    const behind = skipEscape(at + 1)
    if (behind === 0) return 0
    at = findSpecial(behind)
  }
  return load<u8>(at) === QUOTE ? at + 1 : 0
}

/** Behind the rest of an escape. */
function skipEscape(at: i32): i32 {
  switch (<i32>load<u8>(at)) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 1
    case 0x75: // u
      for (let digit = 1; digit <= 4; digit++) {
        const byte: i32 = load<u8>(at + digit)
        const letter = (byte | 0x20) - 0x61
        if (!isDigit(byte) && !(letter >= 0 && letter < 6)) return 0
      }
      return at + 5
    default:
      return 0
  }
}

function skipNumber(at: i32): i32 {
  if (load<u8>(at) === MINUS) at++
  const whole = at
  at = skipDigits(at)
  if (at === whole || (at > whole + 1 && load<u8>(whole) === ZERO)) return 0
  if (load<u8>(at) === POINT) {
    const fraction = at + 1
    at = skipDigits(fraction)
    if (at === fraction) return 0
  }
  if ((load<u8>(at) | 0x20) === 0x65) {
    const sign: i32 = load<u8>(at, 1)
    const exponent = sign === PLUS || sign === MINUS ? at + 2 : at + 1
    at = skipDigits(exponent)
    if (at === exponent) return 0
  }
  return at
}
