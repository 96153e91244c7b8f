/**
 * The file of a request log into counters. It is cut into regions, which the main thread and, where the file is large,
 * a worker scan: whoever is free takes the next.
 *
 * One rule makes two threads say what one would. Regions are accepted in order, and each must begin where the
 * one before ended, or where the header did. One that began elsewhere is scanned once more from there, counting
 * backwards, and then from where it does begin. What has been accepted is thus what a scan from the first byte
 * to the last would have found; and where that one would stop, nothing behind is accepted.
 */
import { readSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Notation } from '../../read/notation.js'
import type { RequestWords } from '../../read/requests/request-words.js'
import type { PlainFile } from '../../read/source.js'
import type { EndpointTally } from '../../scan/endpoint-tally.js'
import type { RepeatSearch, TouchedStretches } from '../../scan/repeats.js'
import type { RequestCounter } from '../../scan/request-counter.js'
import type { CsvRemainder, RegionScan } from '../../scan/request-region.js'
import type { CountSink, LogSink, MakeScanner, RequestRules } from '../../scan/request-scanner.js'
import { compileKernel, unlessNoMemory } from '../../scan/simd-kernel.js'
import { LARGE_LOG } from './large-log.js'
import type { RegionHelper } from './region-helper.js'
import {
  type RegionLog,
  RegionQueue,
  RegionScanner,
  type Regions,
  type ScannedRegion,
  takeHeld,
} from './request-regions.js'
import { rulesOf } from './request-rules.js'

/** From when on each way of scanning pays, in bytes; tests make them small. */
export interface ScanSizes {
  /** Files shorter than this are read as chunks. */
  readonly regions: number
  /** Files shorter than this are scanned by what code there is at once: making better code would take longer. */
  readonly optimised: number
  /** Files shorter than this are scanned by one thread. */
  readonly threads: number
  readonly region: number
  readonly step: number
}

export const SCAN_SIZES: ScanSizes = {
  regions: 1 << 23,
  optimised: 64e6,
  threads: LARGE_LOG,
  region: 1 << 24,
  step: 1 << 19,
}

/** Takes what comes of the log. */
export interface RequestTaker {
  readonly notation: Notation
  readonly counters: readonly RequestCounter[]
  /** Which requests count, and by which paths they do. */
  readonly endpoints: EndpointTally
  /** Told in which stretches of time requests are. */
  readonly touched: TouchedStretches | null
  /** Looks for repetitions, which are taken back, where the log has been counted before. */
  readonly search: RepeatSearch | null
  /** What the words of the log mean. */
  readonly words: RequestWords
  /** Told how many rows were counted without being read one by one. */
  noteCounted(rows: number): void
  /** Called now and then. */
  onProgress(): void
  /** Told each key of JSON lines that is read, at least once. */
  noteKey(name: string): void
  /** Told that a request succeeded, at least once if one did. */
  readonly noteSuccess: () => void
  /** Told the last byte of the text, when it was read otherwise than by `rest`. */
  noteEnd(last: number | undefined): void
}

/** What a log is scanned with. */
export interface Means {
  /** Null where no kernel can run, and the exact reader reads all. */
  readonly module: WebAssembly.Module | null
  /** Whether it is a file that is scanned in regions. */
  readonly isInRegions: boolean
  /** The second thread; null where there is none. */
  readonly helper: RegionHelper | null
}

/** Scans a log, `file` or null for other inputs, with the kernel that `load` gives and, if it is large, two threads. */
export async function withMeans<T>(
  load: () => Promise<{ readonly code: string }>,
  file: PlainFile | null,
  { search }: Pick<RequestTaker, 'search'>,
  sizes: ScanSizes,
  scan: (means: Means) => Promise<T>,
): Promise<T> {
  // Which of two requests is the repetition depends on their order.
  const isInRegions = file !== null && file.size >= sizes.regions && search === null
  // It is up before the kernel is compiled: while V8's settings are others, Node's own modules would be compiled anew.
  const helper = isInRegions && file.size >= sizes.threads ? await findHelper() : null
  try {
    return await scan({ module: await findKernel(load, file, sizes), isInRegions, helper })
  } finally {
    await helper?.stop()
  }
}

/** The second thread; null where the system grants none, so that the first one reads alone. */
async function findHelper(): Promise<RegionHelper | null> {
  const { startHelper } = await import('./region-helper.js')
  return startHelper().catch(() => null)
}

/** Kernels by their code: several logs, and one that is read twice, need them compiled once. */
const compiled = new Map<string, WebAssembly.Module | null>()

/** The kernel that `load` gives, compiled; null where it cannot run, and the exact reader reads all. */
async function findKernel(
  load: () => Promise<{ readonly code: string }>,
  plain: PlainFile | null,
  sizes: ScanSizes,
): Promise<WebAssembly.Module | null> {
  const { code } = await load()
  let module = compiled.get(code)
  if (module === undefined) {
    module = await compileKernel(Buffer.from(code, 'base64'), plain !== null && plain.size >= sizes.optimised)
    compiled.set(code, module)
  }
  return module
}

/** What a scanner counts into. */
export const countInto = ({ counters, endpoints, touched }: RequestTaker): CountSink => ({
  count(requests) {
    touched?.addStretches(requests)
    for (const counter of counters) counter.addStretches(requests)
  },
  countEndpoints: (kind, counts) => endpoints.add(kind, counts),
})

/** By which rules a scanner counts. */
export const rulesFor = ({ notation, counters, words, endpoints, noteSuccess }: RequestTaker): RequestRules =>
  rulesOf(notation, counters, words, endpoints.filter, noteSuccess)

/** A log's file from a line on. */
interface FileRows {
  readonly file: PlainFile
  /** Where the line begins, and its number. */
  readonly start: number
  readonly line: number
  /** The lines from there on, for the exact reader. */
  readonly rest: AsyncIterable<Buffer>
}

/** What is done with what no kernel counts. */
interface OddTaker {
  /** Takes the record in `[from, to)` of the file. */
  takeOdd(from: number, to: number, line: number): void
  /** Whether it pays to go on behind such a region. */
  isOfUse(scan: RegionScan): boolean
}

/** Scans a file in regions. Returns what is left for the exact reader. */
export async function scanFile(
  { file, start, line: firstLine, rest }: FileRows,
  log: RegionLog,
  module: WebAssembly.Module,
  makeScanner: MakeScanner,
  helper: RegionHelper | null,
  taker: RequestTaker,
  { takeOdd, isOfUse }: OddTaker,
  sizes: ScanSizes,
): Promise<CsvRemainder | null> {
  const regions: Regions = {
    descriptor: file.descriptor,
    start,
    count: Math.max(1, Math.ceil((file.size - start) / sizes.region)),
    size: sizes.region,
    step: sizes.step,
  }
  const { notation, counters, words } = taker
  const sink: LogSink = {
    ...countInto(taker),
    noteKey: name => taker.noteKey(name),
    noteSuccess: taker.noteSuccess,
  }
  const scanner = unlessNoMemory(() => new RegionScanner(regions, log, rulesFor(taker), makeScanner, sink))
  if (scanner === null) return { line: firstLine, chunks: rest }
  const queue = new RegionQueue(new SharedArrayBuffer(8), regions.count)
  helper?.begin(
    {
      module,
      log,
      regions,
      queue: queue.memory,
      zone: notation.zone.id,
      dates: notation.dates,
      words,
      counters: counters.map(({ zone: { id }, sliceMinutes, windows }) => ({
        zone: id,
        sliceMinutes,
        windows,
      })),
      filter: taker.endpoints.filter,
    },
    sink,
  )
  const scans = new Map<number, ScannedRegion | null>()
  let offset = start
  let line = firstLine
  let isOver = false
  for (let accepted = 0; accepted < regions.count && !isOver; ) {
    const claimed = queue.claim()
    if (claimed === 0) scans.set(claimed, scanner.scan(claimed, start))
    else if (claimed !== null) scans.set(claimed, scanner.scanGuessed(claimed))
    else if (helper && !scans.has(accepted)) await helper.nextMessage()
    await nextTurn()
    for (const { index, scan } of helper?.takeScans() ?? []) scans.set(index, scan)
    while (!isOver && scans.has(accepted)) {
      let scan = scans.get(accepted)!
      scans.delete(accepted)
      if (scan?.start !== offset) {
        if (scan) scanner.takeBack(scan)
        scan = scanner.scan(accepted, offset)
      }
      for (let i = 0; i < scan.odd.length; i += 3) {
        const [from, to, below] = scan.odd.subarray(i, i + 3) as unknown as [number, number, number]
        takeOdd(from, to, line + below)
      }
      takeHeld(scan, sink)
      taker.noteCounted(scan.records)
      file.noteRead(scan.end)
      taker.onProgress()
      offset = scan.end
      line += scan.lines
      isOver = scan.isRefused || (!isOfUse(scan) && accepted + 1 < regions.count)
      accepted++
      queue.accept()
    }
  }
  queue.close()
  scanner.takeCounts()
  if (helper) {
    await helper.finish()
    for (const { index, scan } of helper.takeScans()) scans.set(index, scan)
  }
  // Nothing behind the last region that was accepted was there to be found.
  for (const scan of scans.values()) if (scan) scanner.takeBack(scan)
  if (scans.size > 0) scanner.takeCounts()
  if (isOver) return { line, chunks: file.linesFrom(offset) }
  taker.noteEnd(readLastByte(file, offset))
  return null
}

/** The last byte of a text that ends at `end`, or before it when its last line has no end. */
function readLastByte({ descriptor }: PlainFile, end: number): number | undefined {
  const bytes = Buffer.alloc(3)
  const last = bytes.subarray(0, readSync(descriptor, bytes, 0, 3, Math.max(0, end - 3)))
  // A CR at the end is what is left of a line end (read/source.ts).
  return last.at(-1) === 0x0d ? last.at(-2) : last.at(-1)
}
