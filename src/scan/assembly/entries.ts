/** Numbers that are known by keys of bytes, such as what records of the same counting columns count as. */
import {
  BLOCK,
  CLASS_ENTRIES,
  CLASS_SLOTS,
  KEY,
  LONGEST_CLASS_ENTRY,
  MOST_CLASS_SLOTS,
  MOST_CLASSES,
} from './memory'

let classEnd: i32 = CLASS_ENTRIES
let classes: i32 = 0
let lastClass: i32 = 0

// What the last search for a key was for, and where its place was found to be.
let keyLength: i32 = 0
let keySlot: i32 = 0

/** Where what is known by the key from KEY to `keyEnd` is; 0 for nothing. Whoever knows then may remember it. */
export function findEntry(keyEnd: i32): i32 {
  // Zeros up to the next 16.
  v128.store(keyEnd, i8x16.splat(0))
  const length = (keyEnd - KEY + 15) & ~15
  if (lastClass !== 0 && isKeyOf(lastClass, length)) return lastClass
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
      return entry
    }
    slot++
  }
  keyLength = length
  keySlot = slot
  return 0
}

/** Remembers a number by the key that was not found just now. */
export function rememberEntry(value: i32): void {
  if (classes === MOST_CLASSES || classEnd + LONGEST_CLASS_ENTRY > BLOCK) {
    forgetEntries()
    findEntry(KEY + keyLength)
  }
  classes++
  store<i32>(CLASS_SLOTS + (keySlot << 2), classEnd)
  store<i32>(classEnd, value)
  store<i32>(classEnd, keyLength, 4)
  for (let at = 0; at < keyLength; at += 16) v128.store(classEnd + 16 + at, v128.load(KEY + at))
  lastClass = classEnd
  classEnd += 16 + keyLength
}

/** Forgets all that is known by keys. */
export function forgetEntries(): void {
  memory.fill(CLASS_SLOTS, 0, 4 * MOST_CLASS_SLOTS)
  classEnd = CLASS_ENTRIES
  classes = 0
  lastClass = 0
}

function isKeyOf(entry: i32, length: i32): bool {
  if (load<i32>(entry, 4) !== length) return false
  for (let at = 0; at < length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(entry + 16 + at), v128.load(KEY + at)))) return false
  }
  return true
}
