/**
 * A request log in CSV into counters, as fast as it can be read. A plain file is cut into regions, which the
 * main thread and, where the file is large, a worker scan: whoever is free takes the next.
 *
 * One rule makes two threads say what one would. Regions are accepted in order, and each must begin where the
 * one before ended, or where the header did. One that began elsewhere is scanned once more from there, counting
 * backwards, and then from where it does begin. What has been accepted is thus what a scan from the first byte
 * to the last would have found; and where that one would stop, nothing behind is accepted.
 */
import { readSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CsvRecord } from '../read/csv-form.js'
import type { Notation } from '../read/notation.js'
import type { RequestWords } from '../read/requests/request-words.js'
import type { PlainFile } from '../read/source.js'
import { readField, readRecordAt } from '../scan/csv-record.js'
import type { EndpointTally } from '../scan/endpoint-tally.js'
import type { RepeatSearch, TouchedStretches } from '../scan/repeats.js'
import type { RequestCounter } from '../scan/request-counter.js'
import { type CsvRemainder, type RegionScan, scanChunks } from '../scan/request-region.js'
import {
  type CountSink,
  createRequestScanner,
  findLead,
  type RequestCsvLayout,
  type RequestRules,
} from '../scan/request-scanner.js'
import { REQUEST_CLASSES } from '../scan/request-stretches.js'
import { compileKernel, unlessNoMemory } from '../scan/simd-kernel.js'
import { LARGE_LOG } from './large-log.js'
import type { RegionHelper } from './region-helper.js'
import { kernelOf, RegionQueue, RegionScanner, type Regions } from './request-regions.js'
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

/** A log whose header has been read. */
export interface RequestCsv {
  readonly layout: RequestCsvLayout
  /** Line of the first row. */
  readonly line: number
  /** The lines behind the header. */
  readonly rest: AsyncIterable<Buffer>
  /** The first of those lines, as a sample. */
  readonly sample: Buffer
  /** The file it is, and where in it the first row begins; null for other inputs. */
  readonly plain: { readonly file: PlainFile; readonly start: number } | null
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
  /** Takes a row that the exact functions must read. */
  takeRecord(record: CsvRecord): void
  /** Called now and then. */
  onProgress(): void
  /** Told the last byte of the text, when it was read otherwise than by `rest`. */
  noteEnd(last: number | undefined): void
}

/** Scans a log. Returns what is left for the exact parser, from the first record on that only it may judge. */
export async function scanRequestCsv(
  log: RequestCsv,
  taker: RequestTaker,
  sizes = SCAN_SIZES,
): Promise<CsvRemainder | null> {
  const { layout, plain, sample } = log
  // Which of two requests is the repetition depends on their order.
  const isInOrder = taker.search !== null
  const hasThreads = plain !== null && plain.file.size >= sizes.threads && !isInOrder
  // It is up before the kernel is compiled: while V8's settings are others, Node's own modules would be compiled anew.
  const helper = hasThreads ? await findHelper() : null
  try {
    const module = await findKernel(() => import('compiled:request-kernel'), plain?.file ?? null, sizes)
    if (module === null) return { line: log.line, chunks: log.rest }
    const lead = findLead(sample, layout)
    if (plain && plain.file.size >= sizes.regions && !isInOrder)
      return await scanFile(plain, module, lead, log, taker, sizes, helper)
    return await scanText(module, lead, log, taker)
  } finally {
    await helper?.stop()
  }
}

/** The second thread; null where the system grants none, so that the first one reads alone. */
async function findHelper(): Promise<RegionHelper | null> {
  const { startHelper } = await import('./region-helper.js')
  return startHelper().catch(() => null)
}

/** Scans a log chunk by chunk. */
async function scanText(
  module: WebAssembly.Module,
  lead: readonly number[],
  { layout, rest, line }: RequestCsv,
  taker: RequestTaker,
): Promise<CsvRemainder | null> {
  const sink = {
    ...countInto(taker),
    readOdd(bytes: Buffer, from: number, to: number, line: number) {
      const { fields, raw } = readRecordAt(bytes, from, to, layout.delimiter.charCodeAt(0))!
      taker.takeRecord({ fields, raw, line })
    },
  }
  const rules = rulesFor(taker)
  const scanner = unlessNoMemory(() =>
    createRequestScanner(kernelOf(module), layout, lead, rules, sink, readField, taker.search),
  )
  if (scanner === null) return { line, chunks: rest }
  const remainder = await scanChunks(rest, scanner, line, () => taker.noteCounted(scanner.records))
  scanner.takeCounts()
  return remainder
}

/** Kernels by their code: several logs, and one that is read twice, need them compiled once. */
const compiled = new Map<string, WebAssembly.Module | null>()

/** The kernel that `load` gives, compiled; null where it cannot run, and the exact reader reads all. */
export async function findKernel(
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
export const countInto = ({
  counters,
  endpoints,
  touched,
}: Pick<RequestTaker, 'counters' | 'endpoints' | 'touched'>): CountSink => ({
  count(requests) {
    touched?.addStretches(requests, REQUEST_CLASSES.length)
    for (const counter of counters) counter.addStretches(requests)
  },
  countEndpoints: (kind, counts) => endpoints.add(kind, counts),
})

/** By which rules a scanner counts. */
export const rulesFor = ({
  notation,
  counters,
  words,
  endpoints,
}: Pick<RequestTaker, 'notation' | 'counters' | 'words' | 'endpoints'>): RequestRules =>
  rulesOf(notation, counters, words, endpoints.filter)

async function scanFile(
  { file, start }: { readonly file: PlainFile; readonly start: number },
  module: WebAssembly.Module,
  lead: readonly number[],
  { layout, line: firstLine, rest }: RequestCsv,
  taker: RequestTaker,
  sizes: ScanSizes,
  helper: RegionHelper | null,
): Promise<CsvRemainder | null> {
  const regions: Regions = {
    descriptor: file.descriptor,
    start,
    count: Math.max(1, Math.ceil((file.size - start) / sizes.region)),
    size: sizes.region,
    step: sizes.step,
  }
  const { notation, counters, words } = taker
  const sink = countInto(taker)
  const scanner = unlessNoMemory(
    () => new RegionScanner(regions, layout, rulesFor(taker), lead, module, sink),
  )
  if (scanner === null) return { line: firstLine, chunks: rest }
  const queue = new RegionQueue(new SharedArrayBuffer(8), regions.count)
  helper?.begin(
    {
      module,
      layout,
      lead,
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
  const scans = new Map<number, RegionScan | null>()
  let offset = start
  let line = firstLine
  let isRefused = false
  for (let accepted = 0; accepted < regions.count && !isRefused; ) {
    const claimed = queue.claim()
    if (claimed === 0) scans.set(claimed, scanner.scan(claimed, start))
    else if (claimed !== null) scans.set(claimed, scanner.scanGuessed(claimed))
    else if (helper && !scans.has(accepted)) await helper.nextMessage()
    await nextTurn()
    for (const { index, scan } of helper?.takeScans() ?? []) scans.set(index, scan)
    while (!isRefused && scans.has(accepted)) {
      let scan = scans.get(accepted)!
      scans.delete(accepted)
      if (scan?.start !== offset) {
        if (scan) scanner.takeBack(scan)
        scan = scanner.scan(accepted, offset)
      }
      for (let i = 0; i < scan.odd.length; i += 3) {
        const [from, to, below] = scan.odd.subarray(i, i + 3) as unknown as [number, number, number]
        taker.takeRecord({ ...readOddRecord(file, from, to, layout.delimiter), line: line + below })
      }
      taker.noteCounted(scan.records)
      file.noteRead(scan.end)
      taker.onProgress()
      offset = scan.end
      line += scan.lines
      isRefused = scan.isRefused
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
  // Behind a refused record, nothing that was found was there to be found.
  for (const scan of scans.values()) if (scan) scanner.takeBack(scan)
  if (scans.size > 0) scanner.takeCounts()
  if (isRefused) return { line, chunks: file.linesFrom(offset) }
  taker.noteEnd(readLastByte(file, offset))
  return null
}

/** Reads a record again of which it is known that its quotes are in place. */
function readOddRecord(
  file: PlainFile,
  from: number,
  to: number,
  delimiter: string,
): Omit<CsvRecord, 'line'> {
  const bytes = Buffer.alloc(to - from)
  readSync(file.descriptor, bytes, 0, to - from, from)
  // In the file the last line may have no end.
  bytes[bytes.length - 1] = 0x0a
  const { fields, raw } = readRecordAt(bytes, 0, bytes.length, delimiter.charCodeAt(0))!
  return { fields, raw }
}

/** The last byte of a text that ends at `end`, or before it when its last line has no end. */
export function readLastByte({ descriptor }: PlainFile, end: number): number | undefined {
  const bytes = Buffer.alloc(3)
  const last = bytes.subarray(0, readSync(descriptor, bytes, 0, 3, Math.max(0, end - 3)))
  // A CR at the end is what is left of a line end (read/source.ts).
  return last.at(-1) === 0x0d ? last.at(-2) : last.at(-1)
}
