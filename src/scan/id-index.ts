/**
 * Ids, or other short byte strings, each once: numbered in the order in which they are first met, compared exactly. A million
 * take some 15 bytes each beside their own. Ids that rise, as those of tasks do that are numbered by the clock, need
 * no look-up at all: a table is built when the first one does not rise, and only then.
 */
import { wholeNumbers } from './number-column.js'

/** The longest id that is taken; nothing that is longer is an id. */
export const LONGEST_ID = 1024
const PIECE_BITS = 20
const PIECE = 1 << PIECE_BITS
/** A table is at most this full; beyond, look-ups take long. */
const FULLEST = 0.6

export class IdIndex {
  /** All ids, each behind its length in two bytes; none goes over the end of a piece. */
  readonly #pieces: Buffer[] = []
  /** Where the next one may begin. */
  #free = 0
  /** Where each begins. */
  readonly #starts = wholeNumbers()
  #size = 0
  /** The number of an id + 1 at a place that follows from its bytes; null as long as ids rise. */
  #table: Uint32Array | null = null

  /** How many there are. */
  get size(): number {
    return this.#size
  }

  /** The number of the id `bytes[start..end)`, at most `LONGEST_ID` long; `size` before the call when it is new. */
  add(bytes: Buffer, start: number, end: number): number {
    if (this.#table === null) {
      if (this.#size === 0 || this.#compareWith(this.#size - 1, bytes, start, end) < 0)
        return this.#append(bytes, start, end)
      this.#rebuild()
    }
    const table = this.#table!
    const mask = table.length - 1
    for (let place = hash(bytes, start, end) & mask; ; place = (place + 1) & mask) {
      const number = table[place]! - 1
      if (number < 0) {
        table[place] = this.#size + 1
        const added = this.#append(bytes, start, end)
        if (this.#size > table.length * FULLEST) this.#rebuild()
        return added
      }
      if (this.#compareWith(number, bytes, start, end) === 0) return number
    }
  }

  text(number: number): string {
    const start = this.#starts.get(number)
    const piece = this.#pieces[start >>> PIECE_BITS]!
    const from = (start & (PIECE - 1)) + 2
    return piece.toString('utf8', from, from + piece.readUInt16LE(from - 2))
  }

  #append(bytes: Buffer, start: number, end: number): number {
    const length = end - start
    let to = this.#free & (PIECE - 1)
    if (to === 0 || to + length + 2 > PIECE) {
      this.#free = this.#pieces.push(Buffer.allocUnsafeSlow(PIECE)) * PIECE - PIECE
      to = 0
    }
    this.#starts.set(this.#size, this.#free)
    const piece = this.#pieces.at(-1)!
    piece[to++] = length & 0xff
    piece[to++] = length >>> 8
    for (let i = start; i < end; i++) piece[to++] = bytes[i]!
    this.#free += length + 2
    return this.#size++
  }

  /** Below 0 where an id comes before `bytes[start..end)`, 0 where it is the same: by length, then byte by byte. */
  #compareWith(number: number, bytes: Buffer, start: number, end: number): number {
    const at = this.#starts.get(number)
    const piece = this.#pieces[at >>> PIECE_BITS]!
    let from = at & (PIECE - 1)
    const longer = piece[from]! + (piece[from + 1]! << 8) - (end - start)
    if (longer !== 0) return longer
    from += 2
    for (let i = start; i < end; i++, from++) {
      const difference = piece[from]! - bytes[i]!
      if (difference !== 0) return difference
    }
    return 0
  }

  /** Makes a table of all ids, half as full as one may be. */
  #rebuild(): void {
    let length = 4096
    while (this.#size > (length * FULLEST) / 2) length *= 2
    const table = new Uint32Array(length)
    const mask = length - 1
    for (let number = 0; number < this.#size; number++) {
      const start = this.#starts.get(number)
      const piece = this.#pieces[start >>> PIECE_BITS]!
      const from = (start & (PIECE - 1)) + 2
      let place = hash(piece, from, from + piece[from - 2]! + (piece[from - 1]! << 8)) & mask
      while (table[place] !== 0) place = (place + 1) & mask
      table[place] = number + 1
    }
    this.#table = table
  }
}

/** 32 bits that differ where ids do, as a rule: four bytes at a time (FNV-1a), mixed so that the low bits differ too. */
function hash(bytes: Buffer, start: number, end: number): number {
  let value = 0x811c9dc5
  let i = start
  for (const last = end - 3; i < last; i += 4) {
    const four = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    value = Math.imul(value ^ four, 0x01000193)
    value ^= value >>> 15
  }
  for (; i < end; i++) value = Math.imul(value ^ bytes[i]!, 0x01000193)
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 12)) >>> 0
}
