/** One record of a CSV text by its bytes, as the exact parser reads it. */

const NEWLINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22

export interface ByteRecord {
  readonly fields: readonly string[]
  /** As it stands in the file, without its line end. */
  readonly raw: string
  /** Behind its line end. */
  readonly end: number
}

/**
 * The record that begins at `from`; null when it is not complete before `to`, or a quote in it is out of place.
 */
export function readRecordAt(bytes: Buffer, from: number, to: number, delimiter: number): ByteRecord | null {
  const bounds = [from - 1]
  let position = from
  while (position < to) {
    if (bytes[position] === QUOTE) {
      position = endOfQuotes(bytes, position)
      if (position < 0 || position >= to) return null
      if (bytes[position] === RETURN && bytes[position + 1] === NEWLINE) position++
      if (bytes[position] !== delimiter && bytes[position] !== NEWLINE) return null
    }
    while (position < to && bytes[position] !== delimiter && bytes[position] !== NEWLINE) {
      if (bytes[position] === QUOTE) return null
      position++
    }
    if (position >= to) return null
    if (bytes[position] === NEWLINE) {
      const end = position > from && bytes[position - 1] === RETURN ? position - 1 : position
      bounds.push(end)
      const fields = bounds.slice(1).map((bound, i) => readField(bytes, bounds[i]! + 1, bound))
      return { fields, raw: bytes.toString('utf8', from, end), end: position + 1 }
    }
    bounds.push(position)
    position++
  }
  return null
}

/** Behind the quote that closes the field which the one at `open` begins; -1 where none does. */
export function endOfQuotes(bytes: Buffer, open: number): number {
  let at = open
  do {
    at = bytes.indexOf(QUOTE, at + 1) + 1
    if (at === 0) return -1
  } while (bytes[at] === QUOTE)
  return at
}

/** The text of the field `[from, to)`, whose quotes are known to be in place. */
export function readField(bytes: Buffer, from: number, to: number): string {
  if (bytes[from] !== QUOTE) return bytes.toString('utf8', from, to)
  return bytes.toString('utf8', from + 1, to - 1).replaceAll('""', '"')
}
