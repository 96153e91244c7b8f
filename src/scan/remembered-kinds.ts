/**
 * What rows count as, by the bytes of the values that decide it. A log of millions of rows holds a few dozen kinds of
 * them, so that each is read once by the exact functions and then known by its bytes; mostly it is that of the row
 * before.
 */

/** How many kinds are remembered before it starts afresh, so that memory stays flat. */
const MOST_REMEMBERED = 50_000

/** Kinds of rows, `Slot` being what the exact functions make of one. */
export class RememberedKinds<Slot extends object> {
  readonly #known = new Map<string, Slot>()
  #lastBytes: Uint8Array = new Uint8Array(64)
  #last: Slot | null = null
  readonly #lastLengths: Int32Array

  /** `width`: how many values decide. */
  constructor(width: number) {
    this.#lastLengths = new Int32Array(width)
  }

  /**
   * What the row counts as whose i-th value is `bytes` from `starts[i]` up to `ends[i]`; a value that the row does
   * not have ends before it starts. Null when it must be read: `remember` then takes what was read.
   */
  find(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): Slot | null {
    const lengths = this.#lastLengths
    const last = this.#lastBytes
    let at = 0
    let isLast = this.#last !== null
    for (let i = 0; isLast && i < lengths.length; i++) {
      const start = starts[i]!
      const length = ends[i]! - start
      if (length !== lengths[i]) isLast = false
      for (let j = 0; isLast && j < length; j++) if (bytes[start + j] !== last[at++]) isLast = false
    }
    if (isLast) return this.#last
    this.#last = this.#known.get(this.#note(bytes, starts, ends)) ?? null
    return this.#last
  }

  /** Remembers the kind of the row that `find` did not know. */
  remember(bytes: Uint8Array, starts: Int32Array, ends: Int32Array, slot: Slot): void {
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear()
    this.#known.set(this.#note(bytes, starts, ends), slot)
    this.#last = slot
  }

  /** Keeps the values for the next row to be compared with; returns them as a key. */
  #note(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): string {
    let key = ''
    let at = 0
    for (let i = 0; i < this.#lastLengths.length; i++) {
      const length = ends[i]! - starts[i]!
      this.#lastLengths[i] = length
      if (length > 0) {
        if (at + length > this.#lastBytes.length) {
          const larger = new Uint8Array(2 * (at + length))
          larger.set(this.#lastBytes)
          this.#lastBytes = larger
        }
        const value = bytes.subarray(starts[i]!, ends[i]!)
        this.#lastBytes.set(value, at)
        at += length
        key += Buffer.from(value.buffer, value.byteOffset, length).toString('latin1')
      }
      key += `\n${length}\n`
    }
    return key
  }
}
