/** Requests counted by time slice: what a log is reduced to before anything is judged. */
import { countDays, type ServicePeriod } from '../calendar.js'
import { assert } from '../failure.js'
import { type Instant, instantAt, type LocalTime, MILLIS_PER_DAY, type Zone } from '../instant.js'

/** A count of requests by what became of them. Whole numbers, at least 0. */
export interface RequestCounts {
  /** Received by the server: any HTTP status 100 to 599. */
  readonly valid: number
  /** Server errors (5XX) that no exclusion sets aside; among the valid. */
  readonly errors: number
  /** Never reached the server, through the provider's fault, and not excluded; not among the valid. */
  readonly unreached: number
  /** Server errors and such unreached requests that an exclusion sets aside. */
  readonly excluded: number
  /** All rows, those unreached through others' fault included. */
  readonly requests: number
}

/** The counts of one slice that holds any request. Slices without one have no entry. */
export interface SliceCounts extends RequestCounts {
  /**
   * The slice's number on the local clock: slices of the agreement's length since the clock showed
   * 1970-01-01 00:00. Both passes of a repeated hour share their slices (rules §3).
   */
  readonly slice: number
}

export const NO_REQUESTS: RequestCounts = { valid: 0, errors: 0, unreached: 0, excluded: 0, requests: 0 }

/** The sum of two counts. */
export const addCounts = (a: RequestCounts, b: RequestCounts): RequestCounts => ({
  valid: a.valid + b.valid,
  errors: a.errors + b.errors,
  unreached: a.unreached + b.unreached,
  excluded: a.excluded + b.excluded,
  requests: a.requests + b.requests,
})

/**
 * One entry per slice, in order of time, from entries in any order of which several may be of one slice: the very same
 * entries, where they are so already.
 */
export function mergeSlices(entries: readonly SliceCounts[]): readonly SliceCounts[] {
  if (isInOrder(entries)) return entries
  const merged: SliceCounts[] = []
  for (const entry of [...entries].sort((a, b) => a.slice - b.slice)) {
    const last = merged.at(-1)
    if (last?.slice === entry.slice)
      merged[merged.length - 1] = { slice: entry.slice, ...addCounts(last, entry) }
    else merged.push(entry)
  }
  return merged
}

export const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b))

/** Of slices that may be any, all lie that far apart by chance in one case of 2 to the power of this. */
const CHANCE = 20

/**
 * The number of slices by which all that hold requests lie apart, or by a multiple of it, where that is no chance and some
 * hold several: their times may have been cut, to the hour such as; 1: they lie apart by any. `slices`: one entry each.
 */
export function findStep(slices: readonly SliceCounts[]): number {
  const [first] = slices
  const step = slices.reduce((all, { slice }) => greatestDivisor(all, slice - first!.slice), 0)
  const requests = slices.reduce((sum, each) => sum + each.requests, 0)
  const isChance = step === 0 || slices.length * Math.log2(step) < CHANCE
  return isChance || requests < 2 * slices.length ? 1 : step
}

/** Whether there is one entry per slice, in order of time. */
function isInOrder(entries: readonly SliceCounts[]): boolean {
  let last = Number.NEGATIVE_INFINITY
  for (const { slice } of entries) {
    if (slice <= last) return false
    last = slice
  }
  return true
}

/** The counts of all slices together. */
export function sumCounts(slices: readonly RequestCounts[]): RequestCounts {
  const sum: { -readonly [counter in keyof RequestCounts]: number } = { ...NO_REQUESTS }
  for (const { valid, errors, unreached, excluded, requests } of slices) {
    sum.valid += valid
    sum.errors += errors
    sum.unreached += unreached
    sum.excluded += excluded
    sum.requests += requests
  }
  return sum
}

const MINUTES_PER_DAY = 1440

/** The slices of a period, `[first, end)` by number. */
export interface SliceRange {
  readonly first: number
  readonly end: number
}

/**
 * The slices of a period. SLA 2.1: their number is 12 × 24 × days by the letter, also in a month whose
 * clocks change. Asserts that the length divides a day.
 */
export function slicesOf(period: ServicePeriod, sliceMinutes: number): SliceRange {
  assert(MINUTES_PER_DAY % sliceMinutes === 0, `slices of ${sliceMinutes} minutes do not fill a day`)
  const perDay = MINUTES_PER_DAY / sliceMinutes
  return { first: period.start * perDay, end: (period.start + countDays(period)) * perDay }
}

/** The number of the slice that a clock reading lies in. */
export const sliceOf = (local: LocalTime, sliceMinutes: number): number =>
  Math.floor((local.day * MILLIS_PER_DAY + local.millis) / (sliceMinutes * 60_000))

/** What the clock shows when a slice starts. */
export function localStartOf(slice: number, sliceMinutes: number): LocalTime {
  const millis = slice * sliceMinutes * 60_000
  const day = Math.floor(millis / MILLIS_PER_DAY) as LocalTime['day']
  return { day, millis: millis - day * MILLIS_PER_DAY }
}

/**
 * When a slice starts, by the earlier pass of a repeated hour; of one whose first minutes the clock skips,
 * the first minute that there is. Null when the clock skips it whole, so that it holds no request.
 */
export function startOfSlice(slice: number, sliceMinutes: number, zone: Zone): Instant | null {
  const { day, millis } = localStartOf(slice, sliceMinutes)
  for (let minute = 0; minute < sliceMinutes; minute++) {
    const start = zone.toInstant({ day, millis: millis + minute * 60_000 })
    if (start !== null) return start
  }
  return null
}

/** When a slice that starts at `start` is over. */
export const endOfSlice = (start: Instant, sliceMinutes: number): Instant =>
  instantAt(start + sliceMinutes * 60_000)

/** How many slices of a range have passed when the clock shows `now`. */
export const countElapsed = (range: SliceRange, now: LocalTime, sliceMinutes: number): number =>
  Math.max(0, Math.min(sliceOf(now, sliceMinutes), range.end) - range.first)

/** Those of `slices` (in order, one entry each) that lie in `range`. */
export function slicesWithin(slices: readonly SliceCounts[], { first, end }: SliceRange): SliceCounts[] {
  // Mostly all of them do: only the ends are looked at.
  const from = slices.findIndex(({ slice }) => slice >= first)
  const to = slices.findLastIndex(({ slice }) => slice < end) + 1
  return from < 0 ? [] : slices.slice(from, to)
}

/** How much of a period a log speaks of. */
export interface Coverage {
  /** How many slices the period has. */
  readonly slices: number
  readonly slicesWithRequests: number
  /** The numbers of the first and last slice with a request; null without any. */
  readonly first: number | null
  readonly last: number | null
  /**
   * The longest run of slices without a request, the period's own ends included; `slices` 0 when there is
   * none.
   */
  readonly longestGap: { readonly first: number; readonly slices: number }
}

/** The coverage of `range` by `slices` (within the range, in order, one entry each). */
export function measureCoverage(slices: readonly SliceCounts[], range: SliceRange): Coverage {
  let slicesWithRequests = 0
  let first: number | null = null
  let last: number | null = null
  let longestGap = { first: range.first, slices: 0 }
  const endGap = (end: number): void => {
    const free = last === null ? range.first : last + 1
    if (end - free > longestGap.slices) longestGap = { first: free, slices: end - free }
  }
  for (const { slice, requests } of slices) {
    if (requests === 0) continue
    slicesWithRequests++
    endGap(slice)
    first ??= slice
    last = slice
  }
  endGap(range.end)
  return { slices: range.end - range.first, slicesWithRequests, first, last, longestGap }
}
