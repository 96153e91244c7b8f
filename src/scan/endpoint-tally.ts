/** Requests by the first parts of their paths, and how many the filter left out. */
import { isNothing } from '../core/nothing-words.js'
import { type EndpointFilter, globsOf, isLeftOut } from '../core/sla/endpoint.js'
import type { RequestKind } from '../core/sla/request.js'
import type { EndpointKind } from './endpoint-kinds.js'
import { REQUEST_CLASSES } from './request-stretches.js'

/** Requests of one prefix: in all, and of these the failures that nothing sets aside. */
export interface EndpointCounts {
  readonly prefix: string
  readonly requests: number
  /** Answered with a server error. */
  readonly errors: number
  /** Never reached the server. */
  readonly unreached: number
}

interface Sum {
  requests: number
  errors: number
  unreached: number
}

/** How many prefixes are kept apart; of a log with more, all that begin alike in one segment are one. */
const MOST_PREFIXES = 20_000

const isFailure = (wanted: RequestKind): boolean[] =>
  REQUEST_CLASSES.map(({ kind, isExcluded }) => kind === wanted && !isExcluded)
const ERRORS = isFailure('server-error')
const UNREACHED = isFailure('unreached')

export class EndpointTally {
  /** By prefix, of those that count. */
  #counted = new Map<string, Sum>()
  readonly #leftOut = new Map<string, number>()
  /** Requests that the filter left out. */
  filtered = 0
  /** How many of them have no path: nobody can tell whether a glob is meant for them. */
  leftOutWithoutPath = 0
  /** How many requests each glob matches. */
  readonly #byGlob: number[]
  /** Whether any log has paths. */
  hasPaths = false

  constructor(readonly filter: EndpointFilter) {
    this.#byGlob = globsOf(filter).map(() => 0)
  }

  /** Adds requests of a kind, by the index of their class; those left out by whichever. */
  add({ prefix, matched }: EndpointKind, counts: ArrayLike<number>): void {
    const sum = { requests: 0, errors: 0, unreached: 0 }
    let isEmpty = true
    for (let i = 0; i < REQUEST_CLASSES.length; i++) {
      const count = counts[i]!
      if (count !== 0) isEmpty = false
      sum.requests += count
      if (ERRORS[i]) sum.errors += count
      if (UNREACHED[i]) sum.unreached += count
    }
    if (isEmpty) return
    for (let i = 0; i < matched.length; i++) if (matched[i] === '1') this.#byGlob[i]! += sum.requests
    if (isLeftOut(this.filter, glob => matched[glob] === '1')) {
      this.filtered += sum.requests
      // As gateways write that there is none: `-`.
      if (isNothing(prefix)) this.leftOutWithoutPath += sum.requests
      this.#leftOut.set(prefix, (this.#leftOut.get(prefix) ?? 0) + sum.requests)
      if (this.#leftOut.size > MOST_PREFIXES) this.#leftOut.clear()
      return
    }
    // Requests without a path are all that no path accounts for, those of logs without any among them.
    if (prefix === '') return
    this.hasPaths = true
    addTo(this.#counted, prefix, sum)
    if (this.#counted.size > MOST_PREFIXES) this.#counted = shorten(this.#counted)
  }

  /** The prefixes of requests that count, in no order. */
  list(): EndpointCounts[] {
    // What a scan took for a record and took back is none.
    return Array.from(this.#counted, ([prefix, sum]) => ({ prefix, ...sum })).filter(
      ({ requests }) => requests !== 0,
    )
  }

  /** The prefixes of requests that are left out, the most frequent first. */
  listLeftOut(): string[] {
    return [...this.#leftOut].sort((a, b) => b[1] - a[1]).map(([prefix]) => prefix)
  }

  /** The globs that match no request. */
  listUnmatched(): string[] {
    return globsOf(this.filter).filter((_, i) => this.#byGlob[i] === 0)
  }
}

function addTo(sums: Map<string, Sum>, prefix: string, { requests, errors, unreached }: Sum): void {
  const sum = sums.get(prefix)
  if (!sum) {
    sums.set(prefix, { requests, errors, unreached })
    return
  }
  sum.requests += requests
  sum.errors += errors
  sum.unreached += unreached
}

/** The same sums by one segment less. */
function shorten(sums: ReadonlyMap<string, Sum>): Map<string, Sum> {
  const shorter = new Map<string, Sum>()
  for (const [prefix, sum] of sums) addTo(shorter, prefix.replace(/\/[^/]*$/, '/*'), sum)
  return shorter
}
