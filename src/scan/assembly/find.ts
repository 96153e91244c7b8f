/** Where bytes of some kind are next; in a text of which every line has an end. */
import { NEWLINE, QUOTE } from './memory'

export const BACKSLASH: i32 = 0x5c
export const BLANK: i32 = 0x20

/** The first byte from `at` on that is a quote, a backslash or a control character. */
export function findSpecial(at: i32): i32 {
  // With the bit changed in which they differ, a quote becomes a blank, which no control character is above.
  const bit = i8x16.splat(<i8>(QUOTE ^ BLANK))
  const blanks = i8x16.splat(<i8>BLANK)
  const backslashes = i8x16.splat(<i8>BACKSLASH)
  let found = 0
  do {
    const bytes = v128.load(at)
    const special = v128.or(i8x16.le_u(v128.xor(bytes, bit), blanks), i8x16.eq(bytes, backslashes))
    found = i8x16.bitmask(special)
    at += 16
  } while (found === 0)
  return at - 16 + ctz(found)
}

export function findNewline(at: i32): i32 {
  let found = 0
  for (; found === 0; at += 16) found = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(<i8>NEWLINE)))
  return at - 16 + ctz(found)
}

export function isDigit(byte: i32): bool {
  return <u32>(byte - 0x30) <= 9
}

/** Behind the digits that begin at `at`. */
export function skipDigits(at: i32): i32 {
  while (isDigit(load<u8>(at))) at++
  return at
}
