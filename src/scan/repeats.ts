/**
 * Requests that stand in more than one place, found by their ids when logs are read a second time. Only stretches of
 * time that are in question are looked at, so that memory stays flat.
 */
import type { Instant } from '../core/instant.js'
import { endOfId, kindOfId } from '../core/nothing-words.js'
import { hashOf, IdSet, mix } from './id-set.js'
import { wholeNumbers } from './number-column.js'
import type { RequestStretches } from './request-stretches.js'

/**
 * Ids are compared within stretches of five minutes, as two logs write one request at about the same time; and of two logs
 * with requests up to half of that apart in the nearer one of the stretches beside it, as two clocks differ.
 */
const MILLIS_PER_STRETCH = 300_000
/** Near no request of another log. */
const NO_REACH = -1

/**
 * From how many rows on, and from what part of a log's rows on, one in so many, an id that an earlier row of it has is none of
 * a request but of a job or of a user: of attempts, which share one, there are fewer.
 */
const MIN_SHARED = 20
const MOST_SHARED = 4

export const stretchOf = (at: number): number => Math.floor(at / MILLIS_PER_STRETCH)

const stretchBeside = (at: number): number =>
  stretchOf(at) + (2 * (at - MILLIS_PER_STRETCH * stretchOf(at)) < MILLIS_PER_STRETCH ? -1 : 1)

/** How many requests of one log lie in each stretch, at most. */
export class TouchedStretches {
  readonly counts = new Map<number, number>()

  addOne(at: Instant): void {
    this.#add(stretchOf(at), 1)
  }

  addStretches({ start, minutes, tallies }: RequestStretches, classes: number): void {
    for (let i = 0; i < tallies.length; i += 2) {
      const from = start + Math.floor(tallies[i]! / classes) * minutes * 60_000
      // Of longer ones it is not known where in them their requests are.
      for (let at: number = from; at < from + minutes * 60_000; at += MILLIS_PER_STRETCH)
        this.#add(stretchOf(at), tallies[i + 1]!)
    }
  }

  #add(stretch: number, count: number): void {
    this.counts.set(stretch, (this.counts.get(stretch) ?? 0) + count)
  }
}

/** What is compared in one go, log by log. */
export class RepeatSearch {
  readonly #ids: IdSet
  #file = 0
  #logs = 0
  #account = ''
  #salt = hashOf('')
  /** Requests that were found to be repetitions, of the log at hand. */
  found = 0
  /** Requests of it that count, although another log has their ids: by other paths, or that log is one of `apart`. */
  otherPaths = 0
  ofApart = 0
  /** Requests of it that were compared, and how many of them have an id that an earlier one has, too. */
  #compared = 0
  #shared = 0
  /** Which of those that were compared repeat requests of other logs, and how many these are. */
  #ofOthers = wholeNumbers()
  foundOfOthers = 0
  /** Whether these are given back, and how many have been. */
  #isGivingBack = false
  #given = 0
  /** Whether ids of that log were cut, so that requests cannot be told apart by them. */
  hasCutIds = false

  /** `apart`: the logs, by their numbers, whose ids are none of requests, so that they are compared with themselves alone. */
  constructor(
    private readonly stretches: ReadonlySet<number>,
    private readonly apart: ReadonlySet<number>,
  ) {
    this.#ids = new IdSet(apart)
  }

  /** Begins with a log, by its number. */
  begin(file: number): void {
    this.#file = file
    this.#logs++
    this.found = 0
    this.otherPaths = 0
    this.ofApart = 0
    this.#compared = 0
    this.#shared = 0
    this.foundOfOthers = 0
    this.#isGivingBack = false
    this.hasCutIds = false
  }

  /** Whether the ids of the log at hand are none of requests, as far as it has been read. */
  get hasSharedIds(): boolean {
    return this.#shared >= MIN_SHARED && this.#shared * MOST_SHARED >= this.#compared
  }

  /** Begins once more with the log at hand: what repeats requests of other logs is given back. */
  beginGivingBack(): void {
    this.found -= this.foundOfOthers
    this.#isGivingBack = true
    this.#compared = 0
    this.#given = 0
  }

  /** What a repetition adds to the counts. */
  get weight(): 1 | -1 {
    return this.#isGivingBack ? 1 : -1
  }

  isInQuestion(stretch: number): boolean {
    return this.stretches.has(stretch)
  }

  /**
   * Whether a request of an account is a repetition, by the bytes of its id in `[from, end)` and of what it asked for in
   * `[path, behind)`.
   */
  isRepeated(
    bytes: Uint8Array,
    from: number,
    end: number,
    path: number,
    behind: number,
    account: string | null,
    at: number,
    requestClass: number,
  ): boolean {
    const stretch = stretchOf(at)
    if (!this.stretches.has(stretch)) return false
    const to = endOfId(bytes, from, end)
    const kind = kindOfId(bytes, from, to)
    this.hasCutIds ||= kind === 'cut'
    if (kind !== 'id') return false
    const row = this.#compared++
    if (this.#isGivingBack) {
      const isNext = this.#given < this.foundOfOthers && this.#ofOthers.get(this.#given) === row
      if (isNext) this.#given++
      return isNext
    }
    const [ids, file] = [this.#ids, this.#file]
    const key = stretch ^ this.#saltOf(account)
    const tag = mix(tagOf(at, requestClass) ^ hashBytes(bytes, path, behind))
    const last = hashOfLastPart(bytes, path, behind)
    const isAlone = this.#logs === 1 || this.apart.has(file)
    const reach = isAlone ? NO_REACH : Number.POSITIVE_INFINITY
    let isRepeated = ids.findOrAdd(bytes, from, to, key, file, tag, at, reach, last)
    let { isShared, isOtherPath, isApart } = ids
    let isOfOwn = isRepeated && ids.isOfOwn
    if (!isRepeated && !isAlone) {
      const beside = stretchBeside(at) ^ this.#saltOf(account)
      isRepeated = ids.isOfOther(bytes, from, to, beside, file, at, MILLIS_PER_STRETCH / 2, last)
      isShared ||= ids.isShared
      isOtherPath ||= ids.isOtherPath
      isApart ||= ids.isApart
    }
    if (isRepeated && !isOfOwn) {
      // One of a further log may be a repetition of it in turn.
      isOfOwn = ids.findOrAdd(bytes, from, to, key, file, tag, at, NO_REACH, last)
      isShared ||= ids.isShared
    }
    if (isShared) this.#shared++
    if (!isRepeated) {
      if (isApart) this.ofApart++
      else if (isOtherPath) this.otherPaths++
      return false
    }
    this.found++
    if (!isOfOwn) this.#ofOthers.set(this.foundOfOthers++, row)
    return true
  }

  /** What tells the ids of accounts apart. */
  #saltOf(account: string | null): number {
    if (account === null) return 0
    if (account !== this.#account) {
      this.#account = account
      this.#salt = hashOf(account)
    }
    return this.#salt
  }
}

/** A hash of when a request was made and what it counts as. */
export const tagOf = (at: number, requestClass: number): number =>
  mix((at | 0) ^ Math.imul(requestClass + 1, 0x9e3779b1))

/** A hash of bytes. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return hash
}

const [SLASH, COLON, BLANK] = [0x2f, 0x3a, 0x20]
const OTHER = 0
const ENDS = 1
const STANDS_FOR_OTHERS = 2
/** What ends a path: a query, a fragment, the version behind it; and what says what a part is, or hides it: `{id}`, `:id`, `***`. */
const SIGNS = new Uint8Array(256)
for (const sign of '?# \t') SIGNS[sign.charCodeAt(0)] = ENDS
for (const sign of '{<:*$[') SIGNS[sign.charCodeAt(0)] = STANDS_FOR_OTHERS

/**
 * A hash of the last part of a path, which gateways hand on as it is, whatever they change in front of it; 0 where there is
 * none that could be compared.
 */
function hashOfLastPart(bytes: Uint8Array, from: number, to: number): number {
  let start = from
  while (start < to && bytes[start] !== SLASH) start++
  // In front of a path stands nothing, a method, or a scheme, and then a host.
  if (start > from && bytes[start - 1] !== BLANK && bytes[start - 1] !== COLON) return 0
  if (bytes[start + 1] === SLASH) {
    start += 2
    while (start < to && bytes[start] !== SLASH) start++
  }
  let last = 0
  let part = start + 1
  for (let at = start + 1; at <= to; at++) {
    const byte = at < to ? bytes[at]! : BLANK
    const sign = SIGNS[byte]!
    if (sign === STANDS_FOR_OTHERS) return 0
    if (byte !== SLASH && sign === OTHER) continue
    if (part < at) last = hashBytes(bytes, part, at) | 1
    if (sign === ENDS) break
    part = at + 1
  }
  return last
}
