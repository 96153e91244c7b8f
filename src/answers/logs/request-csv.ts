/** A request log in CSV into counters, as fast as it can be read. */
import { readSync } from 'node:fs'
import type { CsvRecord } from '../../read/csv-form.js'
import type { PlainFile } from '../../read/source.js'
import { readRecordAt } from '../../scan/csv-record.js'
import { type CsvRemainder, scanChunks } from '../../scan/request-region.js'
import { createRequestScanner, findLead, type RequestCsvLayout } from '../../scan/request-scanner.js'
import { kernelOf, unlessNoMemory } from '../../scan/simd-kernel.js'
import { csvScanner } from './request-regions.js'
import { countInto, type RequestTaker, rulesFor, SCAN_SIZES, scanFile, withMeans } from './scan-file.js'

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
interface CsvTaker extends RequestTaker {
  /** Takes a row that the exact functions must read. */
  takeRecord(record: CsvRecord): void
}

/** Scans a log. Returns what is left for the exact parser, from the first record on that only it may judge. */
export const scanRequestCsv = (
  log: RequestCsv,
  taker: CsvTaker,
  sizes = SCAN_SIZES,
): Promise<CsvRemainder | null> =>
  withMeans(
    () => import('compiled:request-kernel'),
    log.plain?.file ?? null,
    taker,
    sizes,
    async ({ module, isInRegions, helper }) => {
      const { layout, line, rest, plain, sample } = log
      if (module === null) return { line, chunks: rest }
      const lead = findLead(sample, layout)
      if (!isInRegions || plain === null) return scanText(module, lead, log, taker)
      const { file, start } = plain
      const takeOdd = (from: number, to: number, line: number): void =>
        taker.takeRecord({ ...readOddRecord(file, from, to, layout.delimiter), line })
      const odd = { takeOdd, isOfUse: () => true }
      const csv = { kind: 'csv', layout, lead } as const
      const rows = { file, start, line, rest }
      return scanFile(rows, csv, module, csvScanner(module, csv), helper, taker, odd, sizes)
    },
  )

/** Scans a log chunk by chunk. */
async function scanText(
  module: WebAssembly.Module,
  lead: readonly number[],
  { layout, rest, line }: RequestCsv,
  taker: CsvTaker,
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
    createRequestScanner(kernelOf(module), layout, lead, rules, sink, { search: taker.search }),
  )
  if (scanner === null) return { line, chunks: rest }
  const remainder = await scanChunks(rest, scanner, line, () => taker.noteCounted(scanner.records))
  scanner.takeCounts()
  return remainder
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
