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
    let place = this.#placeOf(account, cell)
    let entry = this.#places[place]! - 1
    if (entry < 0) {
      if (this.#size === this.#cells.length) {
        this.#grow()
        place = this.#placeOf(account, cell)
      }
      entry = this.#size++
      this.#places[place] = entry + 1
      this.#accounts[entry] = account
      this.#cells[entry] = cell
      this.#before[entry] = this.#last[account]!
      this.#last[account] = entry
    }
    this.#counts[entry]! += count
  }

  /** Whether an account has any count that is not 0: what was added may have been taken back. */
  hasAny(account: number): boolean {
    let entry = this.#last[account]!
    while (entry !== NONE && this.#counts[entry] === 0) entry = this.#before[entry]!
    return entry !== NONE
  }

  /** Calls `visit` with each cell of an account whose count is not 0, in order of cells. */
  forEach(account: number, visit: (cell: number, count: number) => void): void {
    const entries: number[] = []
    let isInOrder = true
    for (let entry = this.#last[account]!; entry !== NONE; entry = this.#before[entry]!) {
      if (this.#counts[entry] === 0) continue
      const behind = entries.at(-1)
      if (behind !== undefined && this.#cells[entry]! > this.#cells[behind]!) isInOrder = false
      entries.push(entry)
    }
    // A log is in order of time, or nearly.
    if (!isInOrder) entries.sort((a, b) => this.#cells[b]! - this.#cells[a]!)
    for (let i = entries.length - 1; i >= 0; i--) visit(this.#cells[entries[i]!]!, this.#counts[entries[i]!]!)
  }

  /** Where an entry is, or where its place is. */
  #placeOf(account: number, cell: number): number {
    // Neighbours in time are spread by the multiplication, whose highest bits are the place.
    let place = Math.imul((cell | 0) ^ Math.imul(account, 0x85eb_ca77), 0x9e37_79b1) >>> this.#shift
    const mask = this.#places.length - 1
    for (;;) {
      const entry = this.#places[place]! - 1
      if (entry < 0 || (this.#cells[entry] === cell && this.#accounts[entry] === account)) return place
      place = (place + 1) & mask
    }
  }

  #grow(): void {
    const length = 2 * this.#cells.length
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
