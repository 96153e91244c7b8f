/**
 * What requests have in common by their endpoints (scan/endpoint-kinds.ts), by bytes. The beginning of a path, two
 * segments long, is asked for once and remembered; of a log with ids in its paths, too, there are few. Where the rest
 * decides, which only the globs of a filter make it do, an automaton reads it, whose table is filled in as it is used.
 */
import { findEntry, forgetEntries, rememberEntry } from './entries'
import { KEY, LONGEST_KEY, NEWLINE, ODD, PATHS, PATHS_SIZE, QUOTE } from './memory'

/**
 * What the beginning `[from, to)` of a path says; `isCut`: it ends behind a slash and may go on. `isFolded`: ids in it
 * have been replaced.
 */
declare function readBeginning(from: i32, to: i32, isCut: i32, isFolded: i32): i32
/** The number of the state behind a further byte; ASK where there are too many. */
declare function stepState(state: i32, byte: i32): i32
/** The kind of paths with a prefix that end in a state. */
declare function kindByState(prefix: i32, state: i32): i32
/** The kind of a whole text. */
declare function kindOfText(from: i32, to: i32): i32

// As scan/endpoint-kinds.ts has them.
const LONGER: i32 = -2
const BY_STATE: i32 = 0x4000_0000
const FROM_START: i32 = 0x2000_0000
const STATE_BITS: i32 = 8
export const MOST_PREFIXES: i32 = 256
const MOST_KINDS: i32 = 2048
const CLASSES: i32 = 8

/** Counts by kind and class. */
export const PATH_COUNTS: i32 = PATHS
/** For each state and byte the next state: its number, or one of those below. */
const STEPS: i32 = PATH_COUNTS + 4 * CLASSES * MOST_KINDS
/** For each prefix and state the number of a kind, counted from 1; 0 when it is not known. */
const KIND_BY_STATE: i32 = STEPS + 0x10000
/** Beginnings of up to 32 bytes: the bytes, zeros behind them, their number counted from 1, and what they say. */
const BEGINNINGS: i32 = KIND_BY_STATE + 2 * (MOST_PREFIXES << STATE_BITS)
const MOST_SLOTS: i32 = 2048
const MOST_BEGINNINGS = MOST_SLOTS / 2
const LENGTH: i32 = 32
const VALUE: i32 = 36
const ENTRY: i32 = 48
/** 32 ones and as many zeros. */
const MASKS: i32 = BEGINNINGS + ENTRY * MOST_SLOTS
if (MASKS + 64 > PATHS + PATHS_SIZE) unreachable()

const END: i32 = 254
const ASK: i32 = 253
const UNKNOWN: i32 = 255

const BLANK: i32 = 0x20
const SLASH: i32 = 0x2f
const COLON: i32 = 0x3a
const QUESTION: i32 = 0x3f
const HASH: i32 = 0x23
const STAR: i32 = 0x2a
const BACKSLASH: i32 = 0x5c

let beginnings: i32 = 0
/** How often all kinds have been forgotten. */
let epoch: i32 = 0

/** Called before all else. */
export function openPaths(): void {
  memory.fill(MASKS, <u8>255, 32)
  memory.fill(STEPS, <u8>UNKNOWN, 0x10000)
  // Of any state: where a path ends.
  for (let state = 0; state < 256; state++) {
    const steps = STEPS + (state << 8)
    store<u8>(steps + BLANK, END)
    store<u8>(steps + QUESTION, END)
    store<u8>(steps + HASH, END)
    store<u8>(steps + NEWLINE, END)
    store<u8>(steps + 0x0d, END)
    store<u8>(steps + 0x09, END)
  }
}

/** Forgets all kinds and their counts. */
export function clearPaths(): void {
  memory.fill(PATH_COUNTS, 0, 4 * CLASSES * MOST_KINDS)
  memory.fill(KIND_BY_STATE, 0, 2 * (MOST_PREFIXES << STATE_BITS))
  clearBeginnings()
  forgetEntries()
  epoch++
}

function clearBeginnings(): void {
  memory.fill(BEGINNINGS, 0, ENTRY * MOST_SLOTS)
  beginnings = 0
}

/** Adds to the count of a kind and class. */
export function countPath(kind: i32, requestClass: i32, weight: i32): void {
  const counter = PATH_COUNTS + ((kind >> 1) << 5) + (requestClass << 2)
  store<i32>(counter, load<i32>(counter) + weight)
}

/** The kind of the path that a field `[start, behind)` names, in quotes or not; ODD when it is not plain. */
export function kindOfPath(start: i32, behind: i32): i32 {
  if (load<u8>(start) === QUOTE && behind > start) {
    start++
    behind--
    if (behind < start || hasEscape(start, behind)) return ODD
  }
  return kindOfPlainPath(start, behind)
}

/** The same for one that is in `[start, behind)` as it is. */
export function kindOfPlainPath(start: i32, behind: i32): i32 {
  const a = v128.load(start)
  const b = v128.load(start, 16)
  let slashes = bitsOfBoth(a, b, i8x16.splat(<i8>SLASH))
  const stop = <i32>ctz(bitsOfBoth(a, b, i8x16.splat(<i8>QUESTION)))
  slashes &= slashes - 1
  slashes &= slashes - 1
  /** Where the third slash ends; 33: it is not among these bytes. */
  const third = <i32>ctz(slashes) + 1
  const length = min(min(third, stop), behind - start)
  if (length === 32 && third !== 32 && behind - start !== 32) return kindOfLong(start, behind)
  const first = v128.and(a, v128.load(MASKS + 32 - length))
  const second = v128.and(b, v128.load(MASKS + 48 - length))
  let hash = <u64>v128.extract_lane<i64>(first, 0) * 0x9e37_79b9_7f4a_7c15
  hash ^= <u64>v128.extract_lane<i64>(first, 1) * 0xc2b2_ae3d_27d4_eb4f
  hash ^= <u64>v128.extract_lane<i64>(second, 0) * 0x1656_67b1_9e37_79f9
  hash ^= <u64>v128.extract_lane<i64>(second, 1) * 0x8542_3ad1_51cb_4f1d
  let slot = <i32>(hash >> 52)
  for (;;) {
    slot &= MOST_SLOTS - 1
    const entry = BEGINNINGS + slot * ENTRY
    const differing = v128.or(v128.xor(first, v128.load(entry)), v128.xor(second, v128.load(entry, 16)))
    if (!v128.any_true(differing) && load<i32>(entry, LENGTH) === length + 1) {
      const value = load<i32>(entry, VALUE)
      return value >= 0 && value < BY_STATE ? value : decide(value, start, start + length, behind)
    }
    if (load<i32>(entry, LENGTH) === 0) break
    slot++
  }
  return meet(first, second, length, slot, start, behind, length === third)
}

/** A beginning that is new to BEGINNINGS, in which it would have its place at `slot`. */
function meet(first: v128, second: v128, length: i32, slot: i32, start: i32, behind: i32, isCut: bool): i32 {
  if (hasId(start, start + length)) return kindOfLong(start, behind)
  const value = readBeginning(start, start + length, isCut ? 1 : 0, 0)
  if (beginnings === MOST_BEGINNINGS) {
    clearBeginnings()
    return decide(value, start, start + length, behind)
  }
  // Asking may have made all forgotten: then it has a place that is free.
  const entry = BEGINNINGS + slot * ENTRY
  beginnings++
  v128.store(entry, first)
  v128.store(entry, second, 16)
  store<i32>(entry, length + 1, LENGTH)
  store<i32>(entry, value, VALUE)
  return decide(value, start, start + length, behind)
}

/** What a beginning says that ends at `at`. */
function decide(value: i32, start: i32, at: i32, behind: i32): i32 {
  if (value === LONGER) return kindOfLong(start, behind)
  // Nothing but the whole text says it.
  if (value < 0) return kindOfText(start, behind)
  if (value < BY_STATE) return value
  return followStates(
    value & 0xff,
    (value >> STATE_BITS) & 0xffff,
    start,
    (value & FROM_START) !== 0 ? start : at,
    behind,
  )
}

/** The kind of a path with a prefix, of which the rest begins at `at`. */
function followStates(state: i32, prefix: i32, start: i32, at: i32, behind: i32): i32 {
  for (; at < behind; at++) {
    const step = STEPS + (state << 8) + <i32>load<u8>(at)
    let next: i32 = load<u8>(step)
    if (next === UNKNOWN) {
      next = stepState(state, load<u8>(at))
      store<u8>(step, next)
    }
    if (next === ASK) return kindOfText(start, behind)
    if (next === END) break
    state = next
  }
  const place = KIND_BY_STATE + 2 * ((prefix << STATE_BITS) | state)
  const known: i32 = load<u16>(place)
  if (known !== 0) return known - 1
  const asked = epoch
  const kind = kindByState(prefix, state)
  // The number of the prefix may have become void.
  if (epoch === asked) store<u16>(place, kind + 1)
  return kind
}

/**
 * The kind of a path by a beginning that is longer than others or has ids in it, each of which is a star in the key by
 * which it is remembered.
 */
function kindOfLong(start: i32, behind: i32): i32 {
  // No class begins so (recallClass).
  store<i32>(KEY, -1)
  let end = KEY + 4
  let segment = end
  let slashes = 0
  let most = 3
  let isFolded = false
  let isCut = false
  let at = start
  for (; at < behind && !isCut; at++) {
    const byte: i32 = load<u8>(at)
    if (byte === QUESTION || (byte === BLANK && slashes > 0)) break
    if (end === KEY + LONGEST_KEY) return kindOfText(start, behind)
    if (byte === SLASH) {
      if (slashes > 0 && isId(segment, end)) {
        isFolded = true
        store<u8>(segment, STAR)
        end = segment + 1
      }
      slashes++
      if (slashes === 2 && load<u8>(end - 1) === SLASH && load<u8>(end - 2) === COLON) most = 5
      isCut = slashes === most
      segment = end + 1
    }
    store<u8>(end++, byte)
  }
  if (!isCut && slashes > 0 && isId(segment, end)) {
    isFolded = true
    store<u8>(segment, STAR)
    end = segment + 1
  }
  const entry = findEntry(end)
  let value = entry !== 0 ? load<i32>(entry) : 0
  if (entry === 0) {
    value = readBeginning(KEY + 4, end, isCut ? 1 : 0, isFolded ? 1 : 0)
    // The key was not touched meanwhile.
    rememberEntry(value)
  }
  return value === LONGER ? kindOfText(start, behind) : decide(value, start, at, behind)
}

/** Whether any segment is an id. */
function hasId(start: i32, end: i32): bool {
  let segment = 0
  for (let at = start; at <= end; at++) {
    if (at < end && load<u8>(at) !== SLASH && load<u8>(at) !== BLANK) continue
    if (segment !== 0 && isId(segment, at)) return true
    if (at < end && load<u8>(at) === SLASH) segment = at + 1
  }
  return false
}

/** Whether a segment names one thing of many: see prefixOf in core/sla/endpoint.ts. */
function isId(start: i32, end: i32): bool {
  const length = end - start
  let digits = 0
  for (let at = start; at < end; at++) {
    const byte: i32 = load<u8>(at)
    // What may end a path within it, or is no ASCII, is read elsewhere.
    if (byte <= BLANK || byte === HASH || byte > 0x7f) return false
    if (<u32>(byte - 0x30) <= 9) digits++
  }
  return length > 0 && (digits === length || (length >= 16 && digits >= 4))
}

/** A bit for each of 32 bytes that is the one of which `byte` is full; as 64, so that none is set behind them. */
function bitsOfBoth(a: v128, b: v128, byte: v128): u64 {
  const low = i8x16.bitmask(i8x16.eq(a, byte))
  const high = i8x16.bitmask(i8x16.eq(b, byte))
  return <u64>(<u32>(low | (high << 16))) | 0x1_0000_0000
}

/** Whether a quote or a backslash stands in `[start, behind)`. */
function hasEscape(start: i32, behind: i32): bool {
  const quotes = i8x16.splat(<i8>QUOTE)
  const backslashes = i8x16.splat(<i8>BACKSLASH)
  for (let at = start; at < behind; at += 16) {
    const bytes = v128.load(at)
    let found = i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes)))
    if (behind - at < 16) found &= (1 << (behind - at)) - 1
    if (found !== 0) return true
  }
  return false
}
