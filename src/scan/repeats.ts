/**
 * Requests that stand in more than one place, found by their ids when logs are read a second time. Only stretches of
 * time that are in question are looked at, so that memory stays flat.
 */
import type { Instant } from '../core/instant.js'
import { endOfId, kindOfId } from '../core/nothing-words.js'
import { hashOf, IdSet, mix } from './id-set.js'
import type { RequestStretches } from './request-stretches.js'

/**
 * Ids are compared within stretches of five minutes, as two logs write one request at about the same time; and of two logs
 * with requests up to half of that apart in the nearer one of the stretches beside it, as two clocks differ.
 */
const MILLIS_PER_STRETCH = 300_000
/** Near no request of another log. */
const NO_REACH = -1

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
  readonly #ids = new IdSet()
  #file = 0
  #logs = 0
  #account = ''
  #salt = hashOf('')
  /** Requests that were found to be repetitions, of the log at hand. */
  found = 0
  /** Whether ids of that log were cut, so that requests cannot be told apart by them. */
  hasCutIds = false

  constructor(private readonly stretches: ReadonlySet<number>) {}

  /** Begins with a log, by its number. */
  begin(file: number): void {
    this.#file = file
    this.#logs++
    this.found = 0
    this.hasCutIds = false
  }

  isInQuestion(stretch: number): boolean {
    return this.stretches.has(stretch)
  }

  /** Whether a request of an account is a repetition, by the bytes of its id. */
  isRepeated(
    bytes: Uint8Array,
    from: number,
    end: number,
    account: string | null,
    at: number,
    tag: number,
  ): boolean {
    const stretch = stretchOf(at)
    if (!this.stretches.has(stretch)) return false
    const to = endOfId(bytes, from, end)
    const kind = kindOfId(bytes, from, to)
    this.hasCutIds ||= kind === 'cut'
    if (kind !== 'id') return false
    const salt = this.#saltOf(account)
    const isRepeated =
      this.#ids.findOrAdd(bytes, from, to, stretch ^ salt, this.#file, tag, at, Number.POSITIVE_INFINITY) ||
      (this.#logs > 1 &&
        this.#ids.isOfOther(
          bytes,
          from,
          to,
          stretchBeside(at) ^ salt,
          this.#file,
          at,
          MILLIS_PER_STRETCH / 2,
        ))
    if (isRepeated) {
      this.found++
      // One of a further log may be a repetition of it in turn.
      if (this.#logs > 1) this.#ids.findOrAdd(bytes, from, to, stretch ^ salt, this.#file, tag, at, NO_REACH)
    }
    return isRepeated
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
