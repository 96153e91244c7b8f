/**
 * Ids, each once: byte strings numbered in the order in which they are first met, compared exactly. A million of them
 * take about 20 bytes each beside their own. Ids that rise, as those of tasks do that are numbered by the clock, need
 * no look-up at all: a table is built when the first one does not rise, and only then.
 */

const MIN_ENTRIES = 1024
/** A table is at most this full; beyond, look-ups take long. */
const FULLEST = 0.6

export class IdIndex {
  /** All ids, one behind the other. */
  #bytes = Buffer.allocUnsafe(MIN_ENTRIES * 16)
  /** Where each begins, and the last one ends. */
  #starts = new Uint32Array(MIN_ENTRIES + 1)
  #size = 0
  /** The number of an id + 1 at a place that follows from its bytes; null as long as ids rise. */
  #table: Uint32Array | null = null

  /** How many there are. */
  get size(): number {
    return this.#size
  }

  /** The number of the id `bytes[start..end)`; `size` before the call when it is new. */
  add(bytes: Buffer, start: number, end: number): number {
    if (this.#table === null) {
      if (this.#size === 0 || this.#compareLast(bytes, start, end) < 0) return this.#append(bytes, start, end)
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
      if (this.#isAt(number, bytes, start, end)) return number
    }
  }

  /** The text of an id. */
  text(number: number): string {
    return this.#bytes.toString('utf8', this.#starts[number]!, this.#starts[number + 1]!)
  }

  #append(bytes: Buffer, start: number, end: number): number {
    const at = this.#starts[this.#size]!
    const next = at + (end - start)
    if (next > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(next, this.#bytes.length * 1.5) | 0)
      this.#bytes.copy(larger, 0, 0, at)
      this.#bytes = larger
    }
    if (this.#size + 2 > this.#starts.length) {
      const larger = new Uint32Array((this.#starts.length * 1.5) | 0)
      larger.set(this.#starts)
      this.#starts = larger
    }
    for (let i = start, to = at; i < end; i++, to++) this.#bytes[to] = bytes[i]!
    this.#starts[this.#size + 1] = next
    return this.#size++
  }

  /** Below 0 where the id comes behind the last one: it is longer, or as long and greater. */
  #compareLast(bytes: Buffer, start: number, end: number): number {
    const from = this.#starts[this.#size - 1]!
    const length = this.#starts[this.#size]! - from
    if (length !== end - start) return length - (end - start)
    for (let i = 0; i < length; i++) {
      const difference = this.#bytes[from + i]! - bytes[start + i]!
      if (difference !== 0) return difference
    }
    return 0
  }

  #isAt(number: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#starts[number]!
    const length = this.#starts[number + 1]! - from
    if (length !== end - start) return false
    for (let i = 0; i < length; i++) if (this.#bytes[from + i] !== bytes[start + i]) return false
    return true
  }

  /** Makes a table of all ids, half as full as one may be. */
  #rebuild(): void {
    let length = 4096
    while (this.#size > (length * FULLEST) / 2) length *= 2
    const table = new Uint32Array(length)
    const mask = length - 1
    for (let number = 0; number < this.#size; number++) {
      let place = hash(this.#bytes, this.#starts[number]!, this.#starts[number + 1]!) & mask
      while (table[place] !== 0) place = (place + 1) & mask
      table[place] = number + 1
    }
    this.#table = table
  }
}

/** 32 bits that differ where ids do, as a rule (FNV-1a, mixed once more so that the low bits do as well). */
function hash(bytes: Buffer, start: number, end: number): number {
  let value = 0x811c9dc5
  for (let i = start; i < end; i++) value = Math.imul(value ^ bytes[i]!, 0x01000193)
  value ^= value >>> 15
  value = Math.imul(value, 0x2c1b3c6d)
  return (value ^ (value >>> 12)) >>> 0
}
