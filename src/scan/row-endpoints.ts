/** Kinds of endpoints, and how many requests each has, for readers that go from row to row in JavaScript. */

import type { EndpointFilter } from '../core/sla/endpoint.js'
import { type EndpointKind, EndpointKinds } from './endpoint-kinds.js'
import { REQUEST_CLASSES } from './request-stretches.js'

export class RowEndpoints {
  readonly #kinds: EndpointKinds
  #counts: Int32Array[] = []

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
  }
}
