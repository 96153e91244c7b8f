/**
 * The regions of a request log's file: what the main thread and its worker have in common.
 *
 * Where a record begins cannot be told from the middle of a file: a newline may stand between quotes. A
 * region's first record is therefore guessed, and the seam is checked afterwards (see request-csv.ts).
 */
import type { EndpointFilter } from '../../core/sla/endpoint.js'
import type { MaintenanceWindow } from '../../core/sla/maintenance.js'
import type { DateFormat } from '../../read/notation.js'
import type { RequestWords } from '../../read/requests/request-words.js'
import { readRecordAt } from '../../scan/csv-record.js'
import type { EndpointKind } from '../../scan/endpoint-kinds.js'
import { guessRecord, OddRecords, type RegionScan, scanRegion } from '../../scan/request-region.js'
import {
  type CountSink,
  createRequestScanner,
  type LogSink,
  type MakeScanner,
  type RequestCsvLayout,
  type RequestRules,
} from '../../scan/request-scanner.js'
import type { RequestStretches } from '../../scan/request-stretches.js'
import { kernelOf } from '../../scan/simd-kernel.js'
import type { LineLog } from './line-scanner.js'

/** How a file is cut. */
export interface Regions {
  readonly descriptor: number
  /** Where the first one begins, in bytes. */
  readonly start: number
  readonly count: number
  /** Bytes in each. */
  readonly size: number
  /** Bytes that are read at once. */
  readonly step: number
}

/** How the records of a log are read; plain data, which a worker is sent. */
export type RegionLog =
  | { readonly kind: 'csv'; readonly layout: RequestCsvLayout; readonly lead: readonly number[] }
  | LineLog

/**
 * Counts of a region of lines, which are held back until it is accepted. Those of CSV are taken back instead, by
 * counting backwards; a kernel of JSON lines that has learnt other lines since, or another thread's, would count other
 * ones.
 */
interface HeldCounts {
  readonly stretches: RequestStretches[]
  readonly endpoints: (readonly [EndpointKind, Int32Array])[]
}

export interface ScannedRegion extends RegionScan {
  readonly held: HeldCounts | null
}

/** Hands counts that were held back to those who count. */
export function takeHeld({ held }: ScannedRegion, sink: CountSink): void {
  for (const stretches of held?.stretches ?? []) sink.count(stretches)
  for (const [kind, counts] of held?.endpoints ?? []) sink.countEndpoints(kind, counts)
}

/** What a worker is given. */
export interface RegionTask {
  readonly module: WebAssembly.Module
  readonly log: RegionLog
  readonly regions: Regions
  /** The memory of the `RegionQueue`. */
  readonly queue: SharedArrayBuffer
  /** In which times that name no zone are read. */
  readonly zone: string
  /** Which part of a date comes first. */
  readonly dates: DateFormat | null
  /** What the words of the log mean. */
  readonly words: RequestWords
  /** What the counters are made of. */
  readonly counters: readonly {
    readonly zone: string
    readonly sliceMinutes: number
    readonly windows: readonly MaintenanceWindow[]
  }[]
  /** Which requests count. */
  readonly filter: EndpointFilter
}

/**
 * What a worker says: that it waits for its task, the regions it scanned, what it counted in them, and that there is
 * no more to come.
 */
export type RegionMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'region'; readonly index: number; readonly scan: ScannedRegion | null }
  | {
      readonly kind: 'counts'
      /** Accounts that occur for the first time; all are numbered in order. */
      readonly named: readonly (string | null)[]
      /** By fours, in order: an account's number, a start, the minutes of a stretch, and how long the tallies are. */
      readonly stretches: Float64Array
      readonly tallies: Int32Array
      readonly endpoints: readonly (readonly [EndpointKind, Int32Array])[]
    }
  /** A key of JSON lines that is read. */
  | { readonly kind: 'key'; readonly name: string }
  | { readonly kind: 'success' }
  | { readonly kind: 'end' }

/** How many regions a worker may be ahead of what has been accepted, so that memory stays flat. */
const MAX_AHEAD = 32
const NEXT = 0
const ACCEPTED = 1

/** Which region is next; shared by the threads. */
export class RegionQueue {
  readonly #numbers: Int32Array

  constructor(
    readonly memory: SharedArrayBuffer,
    private readonly count: number,
  ) {
    this.#numbers = new Int32Array(memory)
  }

  /** The number of a region that nobody has begun, or null. */
  claim(): number | null {
    const index = Atomics.add(this.#numbers, NEXT, 1)
    return index < this.count ? index : null
  }

  /** Lets nobody claim any more. */
  close(): void {
    Atomics.store(this.#numbers, NEXT, this.count)
    Atomics.notify(this.#numbers, ACCEPTED)
  }

  accept(): void {
    Atomics.add(this.#numbers, ACCEPTED, 1)
    Atomics.notify(this.#numbers, ACCEPTED)
  }

  /** Blocks the thread until it is not too far ahead; for workers only. */
  waitForRoom(): void {
    for (;;) {
      const accepted = Atomics.load(this.#numbers, ACCEPTED)
      if (Atomics.load(this.#numbers, NEXT) - accepted < MAX_AHEAD) return
      if (Atomics.load(this.#numbers, NEXT) >= this.count) return
      Atomics.wait(this.#numbers, ACCEPTED, accepted)
    }
  }
}

export const csvScanner =
  (module: WebAssembly.Module, { layout, lead }: Extract<RegionLog, { kind: 'csv' }>): MakeScanner =>
  (rules, sink) =>
    createRequestScanner(kernelOf(module), layout, lead, rules, sink)

/** Scans regions of one file; `sink` takes what it counted when `takeCounts` asks for it, or before. */
export class RegionScanner {
  readonly #odd = new OddRecords()
  #held: HeldCounts = { stretches: [], endpoints: [] }
  readonly #scanner

  constructor(
    private readonly regions: Regions,
    private readonly log: RegionLog,
    private readonly rules: RequestRules,
    makeScanner: MakeScanner,
    sink: LogSink,
  ) {
    const all = {
      ...sink,
      readOdd: (_: Buffer, from: number, to: number, line: number) => this.#odd.add(from, to, line),
    }
    this.#scanner = makeScanner(rules, log.kind === 'csv' ? all : { ...all, ...this.#holdCounts() })
  }

  #holdCounts(): CountSink {
    return {
      count: requests =>
        this.#held.stretches.push({ ...requests, tallies: Int32Array.from(requests.tallies) }),
      countEndpoints: (kind, counts) => this.#held.endpoints.push([kind, Int32Array.from(counts)]),
    }
  }

  /** Scans a region from the record that begins at `start`. */
  scan(index: number, start: number): ScannedRegion {
    const { descriptor, step } = this.regions
    const scan = scanRegion(
      descriptor,
      this.#scanner,
      this.#odd,
      { index, start, stop: this.#stopOf(index) },
      step,
      1,
    )
    if (this.log.kind === 'csv') return { ...scan, held: null }
    this.#scanner.takeCounts()
    const held = this.#held
    this.#held = { stretches: [], endpoints: [] }
    return { ...scan, held }
  }

  /** Scans a region from where a record seems to begin; null when none does. */
  scanGuessed(index: number): ScannedRegion | null {
    const { descriptor, start, size } = this.regions
    const guess = guessRecord(descriptor, this.#scanner, start + index * size, this.#isRecord)
    return guess === null || guess >= this.#stopOf(index) ? null : this.scan(index, guess)
  }

  /** Whether a record seems to begin at a place behind a newline; where records are lines each one does. */
  readonly #isRecord = (bytes: Buffer, at: number, end: number): boolean => {
    if (this.log.kind !== 'csv') return true
    const { width, columns, delimiter } = this.log.layout
    const { fields } = readRecordAt(bytes, at, end, delimiter.charCodeAt(0)) ?? { fields: [] }
    const time = fields[columns.get('timestamp')!]
    return fields.length === width && !Array.isArray(this.rules.readTime(time!.trim()))
  }

  /** Takes back what a scan counted. */
  takeBack({ index, start, end, held }: ScannedRegion): void {
    if (held !== null) return
    const { descriptor, step } = this.regions
    scanRegion(descriptor, this.#scanner, this.#odd, { index, start, stop: end }, step, -1)
  }

  takeCounts(): void {
    this.#scanner.takeCounts()
  }

  /** The last region reaches as far as the file does when it is read. */
  #stopOf(index: number): number {
    const { start, size, count } = this.regions
    return index === count - 1 ? Number.POSITIVE_INFINITY : start + (index + 1) * size
  }
}
