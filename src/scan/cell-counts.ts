/**
 * Counts by account and cell, a cell being any whole number. A log of many accounts has millions of them, most of
 * which are small: here each takes some 32 bytes, in arrays of numbers that no garbage collector looks into.
 *
 * An entry is found by a table of hashes (open addressing, at most half full). Those of one account are chained, each
 * to the one before it, so that they can be listed without looking at the others'.
 */

/** Enough for a month of one account. */
const FIRST_LENGTH = 1 << 15
const NONE = -1
// Odd, and far from any pattern.
const ACCOUNT_FACTOR = 0x85eb_ca77
const CELL_FACTOR = 0x9e37_79b1

export class CellCounts {
  #size = 0
  // The entries, in order of their first mention.
  #accounts = new Int32Array(FIRST_LENGTH)
  #cells = new Float64Array(FIRST_LENGTH)
  #counts = new Float64Array(FIRST_LENGTH)
  /** The entry of the same account before each one, or NONE. */
  #before = new Int32Array(FIRST_LENGTH)
  /** Entries by their hash, counted from 1; 0 is a free place. */
  #places = new Int32Array(2 * FIRST_LENGTH)
  /** By how much a hash of 32 bits is too long for a place. */
  #shift = Math.clz32(2 * FIRST_LENGTH) + 1
  /** The last entry of each account. */
  readonly #last: number[] = []

  /** An account without entries, as the number by which it is known. */
  addAccount(): number {
    return this.#last.push(NONE) - 1
  }

  /** Adds a count, which may be negative, to a cell of an account. */
  add(account: number, cell: number, count: number): void {
    this.#reserve(1)
    const place = this.#placeOf(account, cell)
    const entry = this.#places[place]! - 1
    this.#counts[entry < 0 ? this.#addEntry(account, cell, place) : entry]! += count
  }

  /** Adds counts to cells of an account. By twos, `tallies` names one of `offsets`, from `base` on, and a count. */
  addAll(account: number, base: number, offsets: Int32Array, tallies: Int32Array): void {
    this.#reserve(tallies.length / 2)
    const [places, cells, accounts, counts] = [this.#places, this.#cells, this.#accounts, this.#counts]
    const mask = places.length - 1
    // `#placeOf` written out: by the time that V8 has made good code of calls, a log's counts have all been added.
    const salt = Math.imul(account, ACCOUNT_FACTOR)
    for (let i = 0; i < tallies.length; i += 2) {
      const cell = base + offsets[tallies[i]!]!
      let place = Math.imul((cell | 0) ^ salt, CELL_FACTOR) >>> this.#shift
      let entry = places[place]! - 1
      while (entry >= 0 && (cells[entry] !== cell || accounts[entry] !== account)) {
        place = (place + 1) & mask
        entry = places[place]! - 1
      }
      if (entry < 0) entry = this.#addEntry(account, cell, place)
      counts[entry]! += tallies[i + 1]!
    }
  }

  /** Whether an account has any count that is not 0: what was added may have been taken back. */
  hasAny(account: number): boolean {
    let entry = this.#last[account]!
    while (entry !== NONE && this.#counts[entry] === 0) entry = this.#before[entry]!
    return entry !== NONE
  }

  /** Shows `see` the cells of an account whose counts are not 0, and those counts, the last mentioned first. */
  visit(account: number, see: (cell: number, count: number) => void): void {
    const [cells, counts, before] = [this.#cells, this.#counts, this.#before]
    for (let entry = this.#last[account]!; entry !== NONE; entry = before[entry]!) {
      // What comes of an array of doubles stays a double for V8, as do all sums of it, until it is made whole again.
      const count = Math.floor(counts[entry]!)
      if (count !== 0) see(Math.floor(cells[entry]!), count)
    }
  }

  /** Where an entry is, or where its place is. */
  #placeOf(account: number, cell: number): number {
    // Neighbours in time are spread by the multiplication, whose highest bits are the place.
    let place = Math.imul((cell | 0) ^ Math.imul(account, ACCOUNT_FACTOR), CELL_FACTOR) >>> this.#shift
    const mask = this.#places.length - 1
    for (;;) {
      const entry = this.#places[place]! - 1
      if (entry < 0 || (this.#cells[entry] === cell && this.#accounts[entry] === account)) return place
      place = (place + 1) & mask
    }
  }

  /** Adds an entry at a free place. */
  #addEntry(account: number, cell: number, place: number): number {
    const entry = this.#size++
    this.#places[place] = entry + 1
    this.#accounts[entry] = account
    this.#cells[entry] = cell
    this.#before[entry] = this.#last[account]!
    this.#last[account] = entry
    return entry
  }

  /** Makes room for so many entries more. */
  #reserve(entries: number): void {
    let length = this.#cells.length
    if (this.#size + entries <= length) return
    while (this.#size + entries > length) length *= 2
    this.#accounts = resize(this.#accounts, new Int32Array(length))
    this.#cells = resize(this.#cells, new Float64Array(length))
    this.#counts = resize(this.#counts, new Float64Array(length))
    this.#before = resize(this.#before, new Int32Array(length))
    this.#places = new Int32Array(2 * length)
    this.#shift = Math.clz32(2 * length) + 1
    for (let entry = 0; entry < this.#size; entry++)
      this.#places[this.#placeOf(this.#accounts[entry]!, this.#cells[entry]!)] = entry + 1
  }
}

function resize<A extends Int32Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
