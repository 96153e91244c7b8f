/**
 * Requests, in whatever order they come, into counts per account and slice. Its memory follows the time that
 * the log spans and the accounts in it, not the number of rows.
 */
import type { OffsetSpan, TimeZone } from '../core/calendar.js'
import { assert } from '../core/failure.js'
import { type Day, type Instant, instantAt, MILLIS_PER_DAY } from '../core/instant.js'
import type { AvailabilityMethod } from '../core/sla/agreement.js'
import type { UptimeCounts } from '../core/sla/availability/timeslices.js'
import { covers, type MaintenanceWindow } from '../core/sla/maintenance.js'
import type { ReducedCounts } from '../core/sla/reduced-answer.js'
import {
  ASIDES,
  type Aside,
  COUNTING,
  type Counter,
  REQUEST_KINDS,
  type RequestKind,
} from '../core/sla/request.js'
import {
  addCounts,
  mergeSlices,
  NO_REQUESTS,
  type RequestCounts,
  type SliceCounts,
} from '../core/sla/slice-counts.js'
import { CellCounts } from './cell-counts.js'
import { REQUEST_CLASSES, type RequestStretches } from './request-stretches.js'

const MILLIS_PER_MINUTE = 60_000
const MINUTES_PER_HOUR = 60

/** A kind and what sets it aside, as one number: the index of its count in a slice. */
const CLASSES = REQUEST_KINDS.length * ASIDES.length
const classOf = (kind: RequestKind, aside: Aside): number =>
  REQUEST_KINDS.indexOf(kind) * ASIDES.length + ASIDES.indexOf(aside)

/** How requests are counted, their time aside. */
interface CountedClass {
  /** Their class where no maintenance sets them aside. */
  readonly requestClass: number
  /** Whether maintenance can: what its own column excludes is aside already. */
  readonly isOpen: boolean
  /** Whether they never arrived through others' fault. */
  readonly isOthersFault: boolean
  /** As which failures they count unless maintenance sets them aside. */
  readonly failsAs: keyof RequestCounter['failures'] | null
}

const countedAs = (kind: RequestKind, isExcluded: boolean): CountedClass => ({
  requestClass: classOf(kind, isExcluded ? 'excluded' : 'nothing'),
  isOpen: !isExcluded,
  isOthersFault: kind === 'unreached-otherwise',
  failsAs: isExcluded ? null : kind === 'server-error' ? 'errors' : kind === 'unreached' ? 'unreached' : null,
})

/** The classes in which scanners count, as they are counted here. */
const SCANNED = REQUEST_CLASSES.map(({ kind, isExcluded }) => countedAs(kind, isExcluded))

/** How far a class by `nothing` lies from the same kind by `maintenance`. */
const TO_MAINTENANCE = ASIDES.indexOf('maintenance') - ASIDES.indexOf('nothing')

/** What rows of one account, kind and exclusion have in common: found once, used for each of them. */
export interface RequestSlot extends CountedClass {
  /** The number of their account. */
  readonly account: number
}

/** Counts of all accounts in slices of one length on the clock of one zone. */
export class RequestCounter {
  /** Requests counted, those of reduced rows included. */
  requests = 0
  /** Of those, failures that nothing sets aside: answers of 5XX, and requests that never arrived. */
  readonly failures = { errors: 0, unreached: 0 }
  /** Among these, those that never arrived through others' fault. */
  unreachedOtherwise = 0
  readonly #numbers = new Map<string | null, number>()
  /** By account; its cells are slices by class. */
  readonly #cells = new CellCounts()
  /** What was counted elsewhere, by the number of its account, as it is judged and as maintenance set it aside. */
  readonly #reduced = new Map<number, Record<'judged' | 'scheduled', Map<number, RequestCounts>>>()
  readonly #clock: LocalClock
  readonly #maintenance: Schedule
  readonly #sliceMillis: number
  readonly #offsets = new Map<string, Int32Array>()

  /** `windows`: those that were announced in time, in any order. */
  constructor(
    readonly sliceMinutes: number,
    readonly windows: readonly MaintenanceWindow[],
    readonly zone: TimeZone,
  ) {
    this.#sliceMillis = sliceMinutes * MILLIS_PER_MINUTE
    this.#clock = new LocalClock(zone)
    this.#maintenance = new Schedule(windows)
  }

  /** The slot of such rows. Keep it for the next one of the same kind. */
  slotOf(account: string | null, kind: RequestKind, isExcluded: boolean): RequestSlot {
    return { account: this.#numberOf(account), ...countedAs(kind, isExcluded) }
  }

  /** Counts one request; a `weight` of −1 takes it back. */
  add(
    { account, requestClass, isOpen, isOthersFault, failsAs }: RequestSlot,
    at: Instant,
    weight: 1 | -1 = 1,
  ): void {
    const aside = isOpen && this.isMaintained(at) ? TO_MAINTENANCE : 0
    const wall = at + this.#clock.offsetAt(at)
    this.#cells.add(account, Math.floor(wall / this.#sliceMillis) * CLASSES + requestClass + aside, weight)
    this.requests += weight
    if (isOthersFault) this.unreachedOtherwise += weight
    if (failsAs !== null && aside === 0) this.failures[failsAs] += weight
  }

  /** Counts requests in stretches for which, all together, `isUniform` holds. */
  addStretches({ account: name, start, minutes, tallies }: RequestStretches): void {
    const wall = start + this.#clock.offsetAt(start)
    const slice = Math.floor(wall / this.#sliceMillis)
    const minute = (wall - slice * this.#sliceMillis) / MILLIS_PER_MINUTE
    const isMaintained = this.isMaintained(start)
    const offsets = this.#offsetsFor(minute, minutes, isMaintained)
    this.#cells.addAll(this.#numberOf(name), slice * CLASSES, offsets, tallies)
    for (let i = 0; i < tallies.length; i += 2) {
      const count = tallies[i + 1]!
      this.requests += count
      const { isOthersFault, failsAs } = SCANNED[tallies[i]! % SCANNED.length]!
      if (isOthersFault) this.unreachedOtherwise += count
      if (failsAs !== null && !isMaintained) this.failures[failsAs] += count
    }
  }

  /**
   * How far from the first class of a slice each class of each stretch is counted, when the first stretch begins at
   * a minute of the slice.
   */
  #offsetsFor(minute: number, minutes: number, isMaintained: boolean): Int32Array {
    const key = `${minute} ${minutes} ${isMaintained}`
    let offsets = this.#offsets.get(key)
    if (!offsets) {
      offsets = Int32Array.from({ length: (MINUTES_PER_HOUR / minutes) * SCANNED.length }, (_, i) => {
        const stretch = Math.floor(i / SCANNED.length)
        const { requestClass, isOpen } = SCANNED[i % SCANNED.length]!
        const aside = isOpen && isMaintained ? TO_MAINTENANCE : 0
        return Math.floor((minute + stretch * minutes) / this.sliceMinutes) * CLASSES + requestClass + aside
      })
      this.#offsets.set(key, offsets)
    }
    return offsets
  }

  /**
   * Whether the requests of each stretch of `minutes` that `[from, to]` is made of count alike: such stretches
   * fit into slices, the clock keeps its offset, and maintenance neither begins nor ends.
   */
  isUniform(from: Instant, to: Instant, minutes: number): boolean {
    const fits =
      this.sliceMinutes % minutes === 0 &&
      (from + this.#clock.offsetAt(from)) % (minutes * MILLIS_PER_MINUTE) === 0
    return fits && this.#clock.isSteady(from, to) && this.#maintenance.isSteady(from, to)
  }

  /** Whether maintenance sets failures of that time aside. */
  isMaintained(at: Instant): boolean {
    return this.#maintenance.covers(at)
  }

  /** Counts a row of the reduced form, whose slice starts at `at`. */
  addReduced(account: string | null, at: Instant, row: ReducedCounts): void {
    const wall = at + this.#clock.offsetAt(at)
    const slice = Math.floor(wall / this.#sliceMillis)
    const number = this.#numberOf(account)
    const reduced = this.#reduced.get(number) ?? { judged: new Map(), scheduled: new Map() }
    this.#reduced.set(number, reduced)
    addTo(reduced.judged, slice, row.counts)
    if (row.scheduled.requests > 0) addTo(reduced.scheduled, slice, row.scheduled)
    this.requests += row.counts.requests
    this.failures.errors += row.counts.errors
    this.failures.unreached += row.counts.unreached
    this.unreachedOtherwise += row.unreachedOtherwise
  }

  /** The accounts that have requests, none first, then by name. */
  accounts(): (string | null)[] {
    const found: (string | null)[] = []
    for (const [name, number] of this.#numbers)
      if (this.#reduced.has(number) || this.#cells.hasAny(number)) found.push(name)
    const named = found.filter(name => name !== null)
    return [...(found.includes(null) ? [null] : []), ...named.sort()]
  }

  /** Every day that holds a request of any account, on the clock of the zone. */
  days(): Set<Day> {
    const perDay = MILLIS_PER_DAY / this.#sliceMillis
    const days = new Set<Day>()
    for (const { judged } of this.#reduced.values())
      for (const slice of judged.keys()) days.add(Math.floor(slice / perDay) as Day)
    const cellsPerDay = perDay * CLASSES
    let known = Number.NaN
    for (const number of this.#numbers.values())
      this.#cells.visit(number, cell => {
        const day = Math.floor(cell / cellsPerDay)
        if (day !== known) days.add(day as Day)
        known = day
      })
    return days
  }

  /** The counts of an account, one entry a slice, in order; by the rules of `method`. */
  countsOf(account: string | null, method: AvailabilityMethod): UptimeCounts {
    const number = this.#numbers.get(account)
    if (number === undefined) return { slices: [], scheduled: [] }
    const { judged: judgedAs, scheduled: scheduledAs } = TABLES[method]
    const reduced = this.#reduced.get(number)
    const [judged, scheduled] = [new SliceSums(reduced?.judged), new SliceSums(reduced?.scheduled)]
    this.#cells.visit(number, (cell, count) => {
      const slice = Math.floor(cell / CLASSES)
      const requestClass = cell - slice * CLASSES
      const asJudged = judgedAs[requestClass]!
      if (asJudged.requests > 0) judged.add(slice, asJudged, count)
      const asScheduled = scheduledAs[requestClass]!
      if (asScheduled.requests > 0) scheduled.add(slice, asScheduled, count)
    })
    return { slices: judged.inOrder(), scheduled: scheduled.inOrder() }
  }

  #numberOf(name: string | null): number {
    let number = this.#numbers.get(name)
    if (number === undefined) {
      number = this.#cells.addAccount()
      this.#numbers.set(name, number)
    }
    return number
  }
}

function addTo(sums: Map<number, RequestCounts>, slice: number, counts: RequestCounts): void {
  sums.set(slice, addCounts(sums.get(slice) ?? NO_REQUESTS, counts))
}

/** What a request of each class adds to the counters: as it is judged, and as it would be but for its maintenance. */
function tablesOf(method: AvailabilityMethod): Record<'judged' | 'scheduled', readonly RequestCounts[]> {
  const table = COUNTING[method]
  const isFailure = (kind: RequestKind): boolean => table[kind].maintenance.includes('excluded')
  const list = (countersOf: (kind: RequestKind, aside: Aside) => readonly Counter[]): RequestCounts[] =>
    REQUEST_KINDS.flatMap(kind => ASIDES.map(aside => countersOf(kind, aside))).map(counters => ({
      ...NO_REQUESTS,
      ...Object.fromEntries(counters.map(counter => [counter, 1])),
    }))
  return {
    judged: list((kind, aside) => table[kind][aside]),
    scheduled: list((kind, aside) => (aside === 'maintenance' && isFailure(kind) ? table[kind].nothing : [])),
  }
}

const TABLES: Record<AvailabilityMethod, ReturnType<typeof tablesOf>> = {
  'ratio-timeslices': tablesOf('ratio-timeslices'),
  timeslices: tablesOf('timeslices'),
}

type SliceSum = { readonly slice: number } & Record<Counter, number>

/** The sums of slices: of what is there already, and of what is added, the last slices mostly first. */
class SliceSums {
  readonly #sums: SliceSum[]
  #last: SliceSum | null = null

  constructor(before: ReadonlyMap<number, RequestCounts> | undefined) {
    this.#sums = before ? Array.from(before, ([slice, counts]) => ({ slice, ...counts })) : []
  }

  /** Adds `count` requests; `each`: what one of them adds, 0 or 1 of everything. */
  add(slice: number, each: RequestCounts, count: number): void {
    const sum = this.#last?.slice === slice ? this.#last : this.#open(slice)
    if (each.valid !== 0) sum.valid += count
    if (each.errors !== 0) sum.errors += count
    if (each.unreached !== 0) sum.unreached += count
    if (each.excluded !== 0) sum.excluded += count
    sum.requests += count
  }

  /** One entry for each slice. */
  inOrder(): readonly SliceCounts[] {
    // The other way round most are in order.
    return mergeSlices(this.#sums.toReversed())
  }

  /** A further sum of a slice, which may have had one before. */
  #open(slice: number): SliceSum {
    this.#last = { slice, valid: 0, errors: 0, unreached: 0, excluded: 0, requests: 0 }
    this.#sums.push(this.#last)
    return this.#last
  }
}

/** What the clocks of a zone are ahead, for instants that mostly lie close together. */
export class LocalClock {
  #from = Number.NaN
  #to = Number.NaN
  #offset = 0
  readonly #years = new Map<number, readonly OffsetSpan[]>()

  constructor(private readonly zone: TimeZone) {}

  /** In milliseconds, to be added to an instant. */
  offsetAt(at: Instant): number {
    if (!(at >= this.#from && at < this.#to)) this.#seek(at)
    return this.#offset
  }

  /** Whether it is the same from `from` to `to`. */
  isSteady(from: Instant, to: Instant): boolean {
    this.offsetAt(from)
    return to < this.#to
  }

  #seek(at: Instant): void {
    const year = new Date(at).getUTCFullYear()
    let spans = this.#years.get(year)
    if (!spans) {
      spans = this.zone.offsetSpans(instantAt(Date.UTC(year, 0, 1)), instantAt(Date.UTC(year + 1, 0, 1)))
      this.#years.set(year, spans)
    }
    const span = spans.find(({ to }) => at < to)
    assert(span, 'an instant outside its own year')
    this.#from = span.from
    this.#to = span.to
    this.#offset = span.offset
  }
}

/** Windows as stretches of time that do not touch, asked for instants that mostly lie close together. */
class Schedule {
  readonly #windows: { readonly start: Instant; end: Instant }[] = []
  #from: number = Number.NEGATIVE_INFINITY
  #to: number
  #isInside = false

  constructor(windows: readonly MaintenanceWindow[]) {
    for (const { start, end } of [...windows].sort((a, b) => a.start - b.start)) {
      const last = this.#windows.at(-1)
      if (last && start <= last.end) last.end = instantAt(Math.max(last.end, end))
      else this.#windows.push({ start, end })
    }
    this.#to = this.#windows[0]?.start ?? Number.POSITIVE_INFINITY
  }

  covers(at: Instant): boolean {
    if (at < this.#from || at >= this.#to) this.#seek(at)
    return this.#isInside
  }

  /** Whether windows cover all from `from` to `to` or nothing of it. */
  isSteady(from: Instant, to: Instant): boolean {
    this.covers(from)
    return to < this.#to
  }

  #seek(at: Instant): void {
    const next = this.#windows.findIndex(({ end }) => at < end)
    const window = next < 0 ? undefined : this.#windows[next]
    const before = next < 0 ? this.#windows.at(-1) : this.#windows[next - 1]
    this.#isInside = window !== undefined && covers(window, at)
    this.#from = this.#isInside ? window!.start : (before?.end ?? Number.NEGATIVE_INFINITY)
    this.#to = this.#isInside ? window!.end : (window?.start ?? Number.POSITIVE_INFINITY)
  }
}
