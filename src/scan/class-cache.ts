/** What rows count as, remembered by the bytes of the fields that decide it. */
import { viewOf, wordAt } from './words.js'

/** Where the fields of a line lie: field i is the bytes `[bounds[2 * i], bounds[2 * i + 1])`. */
export type FieldBounds = Int32Array

interface Kind<Slot> {
  readonly key: Buffer
  /** The same bytes. */
  readonly view: DataView
  /** The length of each field in `key`, in which they stand one behind the other. */
  readonly lengths: readonly number[]
  readonly slot: Slot
}

/** How many distinct kinds are remembered before it starts afresh, so that memory stays flat. */
const MOST_REMEMBERED = 50_000
/** Kinds that are found without a string being made; a power of two. */
const CELLS = 1024

/** The slots of the kinds that have been met, by the bytes of the fields that decide. */
export class ClassCache<Slot> {
  readonly #remembered = new Map<string, Kind<Slot>>()
  readonly #cells: (Kind<Slot> | null)[] = new Array(CELLS).fill(null)
  #cell = 0

  /** `deciding`: the numbers of the fields that decide what a row counts as. */
  constructor(private readonly deciding: readonly number[]) {}

  /** The slot of such a line, or null when it is new. */
  find(bytes: Buffer, view: DataView, bounds: FieldBounds): Slot | null {
    const { deciding } = this
    let hash = 0
    for (let i = 0; i < deciding.length; i++) {
      const field = 2 * deciding[i]!
      const end = bounds[field + 1]!
      let at = bounds[field]!
      for (; at + 4 <= end; at += 4) hash = Math.imul(hash ^ wordAt(view, at), 0x01000193)
      for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
      // Fields that read alike when joined are not alike.
      hash = Math.imul(hash ^ 0x1ff, 0x01000193)
    }
    this.#cell = (hash ^ (hash >>> 9) ^ (hash >>> 20)) & (CELLS - 1)
    const kind = this.#cells[this.#cell]!
    if (kind !== null && isOfKind(kind, bytes, view, bounds, deciding)) return kind.slot
    const known = this.#remembered.get(this.#nameOf(bytes, bounds))
    if (known === undefined) return null
    this.#cells[this.#cell] = known
    return known.slot
  }

  /** Remembers the slot of the line that was not found just now. */
  remember(bytes: Buffer, bounds: FieldBounds, slot: Slot): void {
    if (this.#remembered.size >= MOST_REMEMBERED) {
      this.#remembered.clear()
      this.#cells.fill(null)
    }
    const parts = this.deciding.map(field => bytes.subarray(bounds[2 * field], bounds[2 * field + 1]))
    const key = Buffer.concat(parts)
    const kind = { key, view: viewOf(key), lengths: parts.map(({ length }) => length), slot }
    this.#remembered.set(this.#nameOf(bytes, bounds), kind)
    this.#cells[this.#cell] = kind
  }

  #nameOf(bytes: Buffer, bounds: FieldBounds): string {
    // No field holds a newline.
    return this.deciding
      .map(field => bytes.toString('latin1', bounds[2 * field]!, bounds[2 * field + 1]!))
      .join('\n')
  }
}

function isOfKind(
  kind: Kind<unknown>,
  bytes: Buffer,
  view: DataView,
  bounds: FieldBounds,
  deciding: readonly number[],
): boolean {
  let known = 0
  for (let i = 0; i < deciding.length; i++) {
    let at = bounds[2 * deciding[i]!]!
    const end = bounds[2 * deciding[i]! + 1]!
    if (end - at !== kind.lengths[i]) return false
    for (; at + 4 <= end; at += 4, known += 4) {
      if (wordAt(view, at) !== wordAt(kind.view, known)) return false
    }
    for (; at < end; at++, known++) if (bytes[at] !== kind.key[known]) return false
  }
  return true
}
