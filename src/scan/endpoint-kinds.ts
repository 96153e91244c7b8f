/**
 * What requests have in common by their endpoints: the first parts of the path, and which globs match it. Kinds are
 * numbered, as kernels count by numbers; one whose lowest bit is set is left out by the filter.
 */
import {
  compileGlob,
  type EndpointFilter,
  globsOf,
  isLeftOut,
  isOfHost,
  isOfHostAlone,
  prefixOf,
  splitPorts,
  type Target,
  targetOf,
} from '../core/sla/endpoint.js'
import { GlobStates, isSettled, type State } from './glob-states.js'

/** What requests of one kind have in common. */
export interface EndpointKind {
  readonly prefix: string
  /** Which globs of the filter match, each as 1 or 0. */
  readonly matched: string
}

/** How many kinds have numbers at a time. */
export const MOST_KINDS = 2048
/** How many prefixes have numbers of which the rest of the path decides. */
export const MOST_PREFIXES = 256

/** How many texts are remembered. */
const MOST_TEXTS = 10_000

/** As kernels call what they hand out (ODD). */
const NO_KIND = -1

export const isKindLeftOut = (kind: number): boolean => (kind & 1) !== 0

// What the beginning of a path says, where it is not the number of its kind.
/** More of it must be known. */
export const LONGER = -2
/** All of it must be read by `kindOf`. */
export const WHOLE = -3
/** The rest decides, by the table of `GlobStates`: behind these bits are the number of the prefix and of the state. */
export const BY_STATE = 0x4000_0000
/** The state is that before the first byte of the path. */
export const FROM_START = 0x2000_0000
export const STATE_BITS = 8

export class EndpointKinds {
  readonly #tests: readonly ((target: Target) => boolean)[]
  /** The globs as the states read them, and which of the filter's each is a part of. */
  readonly #parts: readonly { readonly glob: string; readonly of: number }[]
  readonly #states: GlobStates
  #kinds: EndpointKind[] = []
  #numbers = new Map<string, number>()
  #prefixes: string[] = []
  readonly #texts = new Map<string, number>()

  /** `onFull` is called before all numbers that were given become void. */
  constructor(
    private readonly filter: EndpointFilter,
    private readonly onFull: () => void,
    /** Whether a row without a text may have its path elsewhere: it has no kind then, but NO_KIND. */
    private readonly isElsewhere = false,
  ) {
    const globs = globsOf(filter)
    this.#tests = globs.map(compileGlob)
    this.#parts = globs.flatMap((each, of) => splitPorts(each).map(glob => ({ glob, of })))
    this.#states = new GlobStates(this.#parts.map(({ glob }) => glob))
  }

  /** The kind of a text of `endpoint`. */
  kindOf(text: string): number {
    if (this.isElsewhere && text === '') return NO_KIND
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    // As readers of whole rows read a field, by whatever white space it is padded.
    const target = targetOf(text.trim())
    const kind = this.#numberOf(
      prefixOf(target),
      this.#tests.map(test => test(target)),
    )
    if (this.#texts.size === MOST_TEXTS) this.#texts.clear()
    this.#texts.set(text, kind)
    return kind
  }

  /** How many kinds have numbers: these are twice as large at most. */
  get count(): number {
    return this.#kinds.length
  }

  describe(kind: number): EndpointKind {
    return this.#kinds[kind >> 1]!
  }

  /**
   * What the beginning of a text says of every text that begins so: the number of its kind, or one of the above.
   * `isCut`: it ends behind a slash, and more may follow. `isFolded`: ids in it have been replaced.
   */
  readBeginning(beginning: string, isCut: boolean, isFolded: boolean): number {
    // As the exact reader reads a field.
    const text = isCut ? beginning.trimStart() : beginning.trim()
    const target = targetOf(text)
    if (this.isElsewhere && text === '') return WHOLE
    const { host, path } = target
    // A URL of which the path has not begun, and what only looks like one.
    if (isCut && path.split('/').length <= 3 && text.includes('//')) return text.length > 200 ? WHOLE : LONGER
    const prefix = prefixOf(target)
    if (this.#parts.length === 0) return this.#numberOf(prefix, [])
    // Only the whole of what does not begin as a path says whether it is a name.
    if ((isCut || isFolded) && (target.isName || !path.startsWith('/'))) return WHOLE
    if (isFolded) return path === beginning ? this.#byState(prefix, this.#states.start, FROM_START) : WHOLE
    // Whatever stands behind the path, it has ended.
    const isOver = !isCut || !text.endsWith(path)
    const state = this.#states.begin(
      this.#parts.map(({ glob }) => {
        if (isOfHostAlone(glob)) return { text: host, isOver: true }
        return { text: isOfHost(glob) ? host && host + path : path, isOver: false }
      }),
    )
    if (isOver || isSettled(state)) return this.#numberOf(prefix, this.#matchesOf(state))
    return this.#byState(prefix, state, 0)
  }

  /** Whether what a beginning says is the number of a kind. */
  isKind(found: number): boolean {
    return found >= 0 && found < BY_STATE
  }

  /** The number of the state behind a further byte; null where there are too many. */
  step(state: number, byte: number): number | null {
    return this.#states.numberOf(this.#states.step(state, byte))
  }

  /** The kind of texts with a prefix, by its number, whose path ends in a state. */
  kindByState(prefix: number, state: number): number {
    const text = this.#prefixes[prefix]!
    return this.#numberOf(text, this.#matchesOf(this.#states.stateOf(state)))
  }

  /** Makes the numbers void. */
  forget(): void {
    this.#kinds = []
    this.#numbers = new Map()
    this.#prefixes = []
    this.#texts.clear()
  }

  /** Which of the filter's globs match a text that ends in a state. */
  #matchesOf(state: State): boolean[] {
    const matches = this.#states.matchesOf(state)
    return this.#tests.map((_, i) => this.#parts.some(({ of }, part) => of === i && matches[part]!))
  }

  #byState(prefix: string, state: State, bits: number): number {
    const number = this.#states.numberOf(state)
    if (number === null) return WHOLE
    if (this.#prefixes.length === MOST_PREFIXES) this.#makeRoom()
    return BY_STATE | bits | ((this.#prefixes.push(prefix) - 1) << STATE_BITS) | number
  }

  #numberOf(prefix: string, matches: readonly boolean[]): number {
    const matched = matches.map(Number).join('')
    const key = matched + prefix
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    if (this.#kinds.length === MOST_KINDS) this.#makeRoom()
    const left = isLeftOut(this.filter, glob => matches[glob]!)
    const number = 2 * (this.#kinds.push({ prefix, matched }) - 1) + (left ? 1 : 0)
    this.#numbers.set(key, number)
    return number
  }

  #makeRoom(): void {
    this.onFull()
    this.forget()
  }
}
