/**
 * Ids of requests that were met, by 96 bits of a hash each, in arrays of numbers that grow: of a million ids, two
 * different ones are taken for the same once in 10^17 logs.
 */

const WORDS = 7
const FIRST_LENGTH = 1 << 12

export class IdSet {
  #length = FIRST_LENGTH
  #size = 0
  /**
   * Three words of a hash, the number of the file counted from 1, a hash of all that tells requests of a file apart, the last
   * bits of the time, and a hash of what two files have in common of a path, or 0.
   */
  #entries = new Int32Array(WORDS * FIRST_LENGTH)
  /** Of the id that was looked for last. */
  readonly #hash = new Int32Array(3)
  // Of the request that was looked for last.
  /** Whether what it repeats is of its own file. */
  isOfOwn = false
  /** Whether its file has the id with another request. */
  isShared = false
  /** Whether another file has the id near it in time, by another path. */
  isOtherPath = false
  /** Whether one of `apart` has it near it in time. */
  isApart = false
  /** Of what it repeats in another file: how many milliseconds later it is, and whether all else is the same, too. */
  lag = 0
  isExact = false

  /** `apart`: the files with which no other is compared. */
  constructor(private readonly apart: ReadonlySet<number>) {}

  /**
   * Whether a request is a repetition; if not, it is remembered. Of another file, all with its id are that lie `reach`
   * milliseconds before or behind at most, unless they have other paths; of the same file, those with the same tag: attempts
   * may share an id. What `salt` tells apart has ids of its own.
   */
  findOrAdd(
    bytes: Uint8Array,
    from: number,
    to: number,
    salt: number,
    file: number,
    tag: number,
    at: number,
    reach: number,
    path: number,
  ): boolean {
    if (2 * this.#size >= this.#length) this.#grow()
    const entry = WORDS * this.#find(bytes, from, to, salt, file, tag, at, reach, path)
    const owner = this.#entries[entry + 3]!
    this.isOfOwn = owner === file + 1
    if (owner !== 0) return true
    this.#entries.set(this.#hash, entry)
    this.#entries[entry + 3] = file + 1
    this.#entries[entry + 4] = tag
    this.#entries[entry + 5] = at | 0
    this.#entries[entry + 6] = path
    this.#size++
    return false
  }

  /** Whether a request of another file has that id, at most `reach` milliseconds before or behind. */
  isOfOther(
    bytes: Uint8Array,
    from: number,
    to: number,
    salt: number,
    file: number,
    at: number,
    reach: number,
    path: number,
  ): boolean {
    return this.#entries[WORDS * this.#find(bytes, from, to, salt, file, null, at, reach, path) + 3] !== 0
  }

  /** The place of what a request repeats, of other files alone and near it in time if it has no tag; else a free one. */
  #find(
    bytes: Uint8Array,
    from: number,
    to: number,
    salt: number,
    file: number,
    tag: number | null,
    at: number,
    reach: number,
    path: number,
  ): number {
    // Four lanes of different multipliers over the bytes by fours, mixed at the end.
    let [a, b, c] = [salt | 0, salt ^ 0x3c6ef372, Math.imul(salt, 0x1b873593)]
    for (let i = from; i < to; i += 4) {
      let word = bytes[i]!
      if (i + 1 < to) word |= bytes[i + 1]! << 8
      if (i + 2 < to) word |= bytes[i + 2]! << 16
      if (i + 3 < to) word |= bytes[i + 3]! << 24
      a = Math.imul(a ^ word, 0xcc9e2d51)
      a ^= a >>> 15
      b = Math.imul(b ^ word, 0x85ebca6b)
      b ^= b >>> 13
      c = Math.imul((c << 7) ^ (c >>> 25) ^ word, 0x9e3779b1)
    }
    const length = to - from
    a = mix(a ^ length ^ c)
    b = mix(b ^ Math.imul(length, 0x27d4eb2f) ^ a)
    c = mix(c ^ b)
    this.#hash[0] = a
    this.#hash[1] = b
    this.#hash[2] = c
    this.isShared = false
    this.isOtherPath = false
    this.isApart = false
    const entries = this.#entries
    const mask = this.#length - 1
    for (let place = a & mask; ; place = (place + 1) & mask) {
      const entry = WORDS * place
      const owner = entries[entry + 3]!
      if (owner === 0) return place
      const isSame = entries[entry] === a && entries[entry + 1] === b && entries[entry + 2] === c
      if (!isSame) continue
      if (owner === file + 1) {
        if (entries[entry + 4] === tag) return place
        this.isShared = true
      } else if (Math.abs((at - entries[entry + 5]!) | 0) <= reach) {
        const other = entries[entry + 6]!
        if (path !== other && path !== 0 && other !== 0) this.isOtherPath = true
        else if (this.apart.has(owner - 1)) this.isApart = true
        else {
          this.lag = (at - entries[entry + 5]!) | 0
          this.isExact = entries[entry + 4] === tag
          return place
        }
      }
    }
  }

  #grow(): void {
    const old = this.#entries
    this.#length *= 4
    this.#entries = new Int32Array(WORDS * this.#length)
    for (let entry = 0; entry < old.length; entry += WORDS) {
      if (old[entry + 3] === 0) continue
      let place = old[entry]! & (this.#length - 1)
      while (this.#entries[WORDS * place + 3] !== 0) place = (place + 1) & (this.#length - 1)
      this.#entries.set(old.subarray(entry, entry + WORDS), WORDS * place)
    }
  }
}

export function hashOf(text: string): number {
  let hash = 0x2545f491
  for (let i = 0; i < text.length; i++) hash = mix(hash ^ text.charCodeAt(i))
  return hash
}

/** Spreads all bits over all others. */
export function mix(bits: number): number {
  let mixed = bits ^ (bits >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
