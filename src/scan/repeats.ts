/**
 * Requests that stand in more than one place, found by their ids when logs are read a second time. Only stretches of
 * time that are in question are looked at, so that memory stays flat.
 */
import type { Instant } from '../core/instant.js'
import { endOfId, kindOfId } from '../core/nothing-words.js'
import { hashOf, IdSet, mix } from './id-set.js'
import { wholeNumbers } from './number-column.js'
import { REQUEST_CLASSES, type RequestStretches } from './request-stretches.js'

/**
 * Ids are compared within stretches of five minutes, as two logs write one request at about the same time; and of two logs
 * with requests up to half of that apart in the nearer one of the stretches beside it, as two clocks differ.
 */
const MILLIS_PER_STRETCH = 300_000
/** Near no request of another log. */
const NO_REACH = -1
/** Parts the ids of requests at any time from those at one. */
const AT_ANY_TIME = 0x5bd1e995

/**
 * From how many rows on, and from what part of a log's rows on, one in so many, an id that an earlier row of it has is none of
 * a request but of a job or of a user: of attempts, which share one, there are fewer.
 */
const MIN_SHARED = 20
const MOST_SHARED = 4

/**
 * Two logs of one request have its times about as far apart as those of others: so many seconds more or less in most. Where
 * each counts its own, what has one number lies anywhere.
 */
const SECONDS_ALIKE = 5

export const stretchOf = (at: number): number => Math.floor(at / MILLIS_PER_STRETCH)

const stretchBeside = (at: number): number =>
  stretchOf(at) + (2 * (at - MILLIS_PER_STRETCH * stretchOf(at)) < MILLIS_PER_STRETCH ? -1 : 1)

const IS_FAILURE = REQUEST_CLASSES.map(({ kind }) => kind !== 'received')

/** How many requests of one log lie in each stretch, and how many of them failed, at most. */
export class TouchedStretches {
  readonly counts = new Map<number, number>()
  readonly failures = new Map<number, number>()

  addOne(at: Instant, requestClass: number): void {
    this.#add(stretchOf(at), requestClass, 1)
  }

  addStretches({ start, minutes, tallies }: RequestStretches): void {
    const classes = REQUEST_CLASSES.length
    for (let i = 0; i < tallies.length; i += 2) {
      const from = start + Math.floor(tallies[i]! / classes) * minutes * 60_000
      // Of longer ones it is not known where in them their requests are.
      for (let at: number = from; at < from + minutes * 60_000; at += MILLIS_PER_STRETCH)
        this.#add(stretchOf(at), tallies[i]! % classes, tallies[i + 1]!)
    }
  }

  #add(stretch: number, requestClass: number, count: number): void {
    this.counts.set(stretch, (this.counts.get(stretch) ?? 0) + count)
    if (IS_FAILURE[requestClass]) this.failures.set(stretch, (this.failures.get(stretch) ?? 0) + count)
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
  /** Requests of it that count, although an earlier row of it has their id, outcome and path; of the only log. */
  countedAgain = 0
  /** Which of those that were compared repeat requests of other logs, and how many these are. */
  #ofOthers = wholeNumbers()
  foundOfOthers = 0
  /** Of the repetitions, how many have a counter for an id, and whether something else than that differs. */
  foundByCounters = 0
  #differing = 0
  /** How many of those that another log has, too, by its time or by another path, have a counter for an id. */
  #counters = 0
  /** And how many of these repeat one of another log by how many seconds later. */
  readonly #lags = new Map<number, number>()
  /** Whether these are given back, and how many have been. */
  #isGivingBack = false
  #given = 0
  /** Whether ids of that log were cut, so that requests cannot be told apart by them. */
  hasCutIds = false

  /** `apart`: the logs, by their numbers, whose ids are none of requests, so that they are compared with themselves alone. */
  constructor(
    private readonly stretches: ReadonlySet<number>,
    private readonly apart: ReadonlySet<number>,
    /** Whether there is no other log. */
    private readonly isOnly = false,
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
    this.countedAgain = 0
    this.foundOfOthers = 0
    this.foundByCounters = 0
    this.#differing = 0
    this.#counters = 0
    this.#lags.clear()
    this.#isGivingBack = false
    this.hasCutIds = false
  }

  /** Whether the ids of the log at hand are none of requests, as far as it has been read. */
  get hasSharedIds(): boolean {
    return this.#shared >= MIN_SHARED && this.#shared * MOST_SHARED >= this.#compared
  }

  /** Whether they count its own requests, 1, 2, 3, as those of another log count that one's: they tell of other things. */
  get hasOwnCounters(): boolean {
    const inCommon = this.foundOfOthers + this.otherPaths
    if (inCommon < MIN_SHARED || 2 * this.#counters < inCommon) return false
    return this.otherPaths * MOST_SHARED >= inCommon || this.#areLagsScattered
  }

  /** Whether repetitions by counters may be other requests: their logs do not say the same of them, or are one. */
  get mayBeOwnCounters(): boolean {
    const within = this.found - this.foundOfOthers
    return (
      this.foundByCounters >= (this.hasSharedIds ? 1 : MIN_SHARED) &&
      (within + this.#differing) * MOST_SHARED >= this.foundByCounters
    )
  }

  get #areLagsScattered(): boolean {
    let [all, most] = [0, 0]
    for (const [lag, rows] of this.#lags) {
      let alike = 0
      for (let each = lag; each <= lag + 2 * SECONDS_ALIKE; each++) alike += this.#lags.get(each) ?? 0
      all += rows
      most = Math.max(most, alike)
    }
    return (all - most) * MOST_SHARED >= Math.max(1, all)
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
    // What stands in place of a path is none, however it is written.
    const hasPath = path < behind && kindOfId(bytes, path, behind) !== 'none'
    const asked = hasPath ? hashBytes(bytes, path, behind) : 0
    const tag = mix(tagOf(at, requestClass) ^ asked)
    const last = hashOfLastPart(bytes, path, behind)
    const isAlone = this.#logs === 1 || this.apart.has(file)
    const reach = isAlone ? NO_REACH : Number.POSITIVE_INFINITY
    let isRepeated = ids.findOrAdd(bytes, from, to, key, file, tag, at, reach, last)
    let { isShared, isOtherPath, isApart } = ids
    let isOfOwn = isRepeated && ids.isOfOwn
    let { lag, isExact } = ids
    // What is no repetition in its own stretch has been added there.
    const isAdded = !isRepeated
    if (!isRepeated && !isAlone) {
      const beside = stretchBeside(at) ^ this.#saltOf(account)
      isRepeated = ids.isOfOther(bytes, from, to, beside, file, at, MILLIS_PER_STRETCH / 2, last)
      isShared ||= ids.isShared
      isOtherPath ||= ids.isOtherPath
      isApart ||= ids.isApart
      lag = ids.lag
      isExact = false
    }
    if (isRepeated && !isOfOwn && !isAdded) {
      // One of a further log may be a repetition of it in turn.
      isOfOwn = ids.findOrAdd(bytes, from, to, key, file, tag, at, NO_REACH, last)
      isShared ||= ids.isShared
    }
    if (isShared) this.#shared++
    // What polls a task may have the id of that, which its path names.
    if (this.isOnly && !isRepeated && !holds(bytes, path, behind, from, to)) {
      const outcome = mix(requestClass ^ asked)
      if (ids.findOrAdd(bytes, from, to, key ^ AT_ANY_TIME, file, outcome, at, NO_REACH, last))
        this.countedAgain++
    }
    const isCounting = (isRepeated || isOtherPath) && isCounter(bytes, from, to)
    if (isCounting && !isOfOwn) this.#counters++
    if (!isRepeated) {
      if (isApart) this.ofApart++
      else if (isOtherPath) this.otherPaths++
      return false
    }
    this.found++
    if (isCounting) this.foundByCounters++
    if (isOfOwn) return true
    this.#ofOthers.set(this.foundOfOthers++, row)
    if (!isCounting) return true
    const seconds = Math.round(lag / 1000)
    this.#lags.set(seconds, (this.#lags.get(seconds) ?? 0) + 1)
    if (!isExact) this.#differing++
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

/** Whether `bytes[from..to)` hold what stands in `[start, end)`. */
function holds(bytes: Uint8Array, from: number, to: number, start: number, end: number): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
  return end > start && text.includes(Buffer.from(bytes.subarray(start, end)))
}

/** A hash of bytes. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return hash
}

/** Up to so many digits, or of digits and letters, are a number by which a program counts; Fastify counts to 36: `req-1a`. */
const MOST_DIGITS = 7
const MOST_MARKS = 4

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39

/** Whether an id in `bytes[from..to)` counts from 1 on, with a word in front of the number or without: `17`, `req-17`. */
function isCounter(bytes: Uint8Array, from: number, to: number): boolean {
  let start = to
  let digits = 0
  while (start > from && (isDigit(bytes[start - 1]!) || isLetter(bytes[start - 1]!)))
    if (isDigit(bytes[--start]!)) digits++
  const length = to - start
  if (length > MOST_MARKS && (digits < length || length > MOST_DIGITS)) return false
  for (let at = from; at < start; at++) if (isDigit(bytes[at]!)) return false
  return length > 0
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
