/** Kinds of endpoints, and how many requests each has, for readers that go from row to row in JavaScript. */

import type { EndpointFilter } from '../core/sla/endpoint.js'
import { ClassCache, type FieldBounds } from './class-cache.js'
import { type EndpointKind, EndpointKinds } from './endpoint-kinds.js'
import { REQUEST_CLASSES } from './request-stretches.js'

const SLASH = 0x2f
const QUESTION = 0x3f
const BLANK = 0x20

/** In place of a kind: all of the path decides. */
const WHOLE = -1

export class RowEndpoints {
  readonly #kinds: EndpointKinds
  #counts: Int32Array[] = []
  readonly #bounds: FieldBounds = new Int32Array(2)
  #beginnings = new ClassCache<number>([0])
  #wholes = new ClassCache<number>([0])

  /** `take` is given the counts of a kind by class, in parts. */
  constructor(
    filter: EndpointFilter,
    private readonly take: (kind: EndpointKind, counts: Int32Array) => void,
  ) {
    this.#kinds = new EndpointKinds(filter, () => this.finish())
  }

  /** The kind of a text of `endpoint`: see `EndpointKinds`. */
  kindOf(text: string): number {
    return this.#kinds.kindOf(text)
  }

  /** The kind of a text by its bytes, which hold no escapes. */
  kindAt(bytes: Buffer, view: DataView, start: number, end: number): number {
    const bounds = this.#bounds
    bounds[0] = start
    let at = start
    for (let slashes = 0; at < end && bytes[at] !== QUESTION; at++) {
      if (bytes[at] === SLASH && ++slashes === 3) break
    }
    const isCut = at < end && bytes[at] === SLASH
    bounds[1] = isCut ? at + 1 : at
    let kind = this.#beginnings.find(bytes, view, bounds)
    if (kind === null) {
      const found = this.#kinds.readBeginning(bytes.toString('utf8', start, bounds[1]), isCut, false)
      kind = this.#kinds.isKind(found) ? found : WHOLE
      this.#beginnings.remember(bytes, bounds, kind)
    }
    if (kind !== WHOLE) return kind
    while (at < end && bytes[at] !== QUESTION && bytes[at] !== BLANK) at++
    // The line of a request has a blank in front of its path, too.
    if (bytes[at] === BLANK) at = end
    bounds[1] = at
    kind = this.#wholes.find(bytes, view, bounds)
    if (kind === null) {
      kind = this.#kinds.kindOf(bytes.toString('utf8', start, end))
      this.#wholes.remember(bytes, bounds, kind)
    }
    return kind
  }

  /** Counts a request of a kind, by the index of its class; a `weight` of −1 takes it back. */
  count(kind: number, requestClass: number, weight: 1 | -1 = 1): void {
    const index = kind >> 1
    while (this.#counts.length <= index) this.#counts.push(new Int32Array(REQUEST_CLASSES.length))
    this.#counts[index]![requestClass]! += weight
  }

  /** Hands all counts on; kinds are void from now on. */
  finish(): void {
    for (const [index, counts] of this.#counts.entries()) this.take(this.#kinds.describe(2 * index), counts)
    this.#counts = []
    this.#kinds.forget()
    this.#beginnings = new ClassCache([0])
    this.#wholes = new ClassCache([0])
  }
}
