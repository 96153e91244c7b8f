/**
 * The failed requests behind claims. Counting keeps no rows, so that the logs are read a second time, by the exact
 * readers alone; what comes out must add up to what was counted, or a log has changed in between.
 */

import type { TimeZone } from '../../core/calendar.js'
import { assert, atLine, fail, failWithHint, inFile, type Place, unreachable } from '../../core/failure.js'
import { groupBy } from '../../core/group-by.js'
import type { Instant } from '../../core/instant.js'
import type { AvailabilityMethod } from '../../core/sla/agreement.js'
import type { PeriodAnswer } from '../../core/sla/answer.js'
import { isDown } from '../../core/sla/availability/timeslices.js'
import { compileFilter, withHost } from '../../core/sla/endpoint.js'
import { covers, type JudgedWindow } from '../../core/sla/maintenance.js'
import {
  type Choices,
  countsAgainst,
  type Measurement,
  measurePeriod,
  slicesJudged,
} from '../../core/sla/measure.js'
import { type Aside, COUNTING, type RequestKind } from '../../core/sla/request.js'
import {
  NO_REQUESTS,
  type RequestCounts,
  type SliceCounts,
  slicesOf,
  startOfSlice,
} from '../../core/sla/slice-counts.js'
import { toRow } from '../../read/csv-form.js'
import { readLines } from '../../read/lines.js'
import type { Notation } from '../../read/notation.js'
import { type LineReader, MESSAGE } from '../../read/requests/line-row.js'
import { cleanLine } from '../../read/requests/notice.js'
import {
  NO_REQUEST,
  parseRequestTime,
  REQUEST_COLUMNS,
  readRequestClass,
  readWrittenStatus,
  textOf,
} from '../../read/requests/request-row.js'
import { PLAIN_WORDS } from '../../read/requests/request-words.js'
import { RunSides } from '../../read/requests/run-sides.js'
import { type BrokenRow, type ColumnNames, locateColumns, type Row } from '../../read/rows.js'
import type { Input } from '../../read/source.js'
import { LocalClock } from '../../scan/request-counter.js'
import { readCsvRecords } from './csv-records.js'
import type { LogReading, LogSource } from './log-source.js'
import { recogniseText } from './open-log.js'
import { notationOf, type RecognisedText, wordsOf } from './recognised-text.js'
import { HOST_COLUMN } from './whose-columns.js'

/** Whether a failed request is in the figure, and if not, why. */
export type FailureStanding =
  | 'counted'
  /** Set aside by the log's own column. */
  | 'excluded'
  /** Set aside by announced maintenance. */
  | 'maintenance'
  /** Never arrived through the customer's or a network's fault. */
  | 'fault-of-others'
  /** Never arrived, which was asked to be read as no error. */
  | 'unreached-ignored'
  /** Its slice was not down: another attempt in it succeeded, or its failure is read as none. */
  | 'slice-not-down'

/** A request that failed, whether or not it counts. */
export interface FailedRequest {
  readonly file: string
  readonly line: number
  readonly at: Instant
  /** When its slice starts. */
  readonly sliceStart: Instant
  /** As the log writes it; empty, `-`, `0` and `000` say that no answer came. */
  readonly status: string
  readonly standing: FailureStanding
  /** The text of any column that was asked for; undefined when the log has none such. */
  text(column: string): string | undefined
}

/** What one exclusion set aside, and what the figure would be without it alone. */
export interface ExclusionEffect {
  /** Null: the log's own column. */
  readonly window: JudgedWindow | null
  /** Failed requests that it covers. */
  readonly failures: number
  /** Those of them that nothing else sets aside. */
  readonly alone: number
  readonly without: Measurement
}

/** What reading again found of one period. */
export interface PeriodEvidence {
  /** Failed requests, those that do not count included. */
  readonly failed: number
  readonly counted: number
  /** The windows of the period, then the column if it set anything aside. */
  readonly exclusions: readonly ExclusionEffect[]
  /** Columns that `keep` may name: those of the logs, or where a log has no header those that its requests have. */
  readonly columns: readonly string[]
}

/** What is wanted of the logs. */
export interface FailureQuestion {
  /** Of one service, with their counts. */
  readonly periods: readonly PeriodAnswer[]
  readonly choices: Choices
  /** The zone whose clock cuts slices. */
  readonly zone: TimeZone
  /** Lines of repeated requests, which count elsewhere, by the index of the log. */
  readonly repeated: ReadonlyMap<number, ReadonlySet<number>> | null
  /** Further columns that are wanted. */
  readonly keep: readonly string[]
  readonly onRequest: (request: FailedRequest, answer: PeriodAnswer) => void
}

/**
 * Hands on the failed requests of the periods in the order of the logs. Throws FILE_UNREADABLE when the logs no longer
 * hold what was counted, and HEADER_MISSING for a column to keep that no failed request has.
 */
export async function readFailedRequests(
  logs: readonly LogSource[],
  asked: LogReading,
  { periods, choices, zone, repeated, keep, onRequest }: FailureQuestion,
): Promise<PeriodEvidence[]> {
  const reading = { ...asked, sides: new RunSides() }
  const parts = periods.map(answer => new PeriodPart(answer, choices))
  const byAccount = groupBy(parts, ({ answer }) => answer.account)
  const clock = new LocalClock(zone)
  const unseen = new Set(keep)
  const columns = new Set<string>()
  const takeColumns = (names: readonly string[]): void => {
    for (const name of names) columns.add(name)
  }
  const leavesOut = compileFilter(reading.filter)
  const files: string[] = []
  for (const log of logs) {
    const { input, onRows, close } = await log.open()
    const file = input.name
    files.push(file)
    let read = 0
    const left = repeated?.get(files.length - 1)
    let words = PLAIN_WORDS
    let notation: Notation = { zone: reading.zone, decimal: null, dates: null }
    let hasHeader = false
    let hasHosts = false
    const takeText = (text: RecognisedText, names: readonly string[]): void => {
      hasHeader = names.length > 0
      takeColumns(names)
      hasHosts = text.hasHosts
      words = wordsOf(text)
      if (text.shape === 'combined') return
      notation = notationOf(text, reading)
    }
    const take = (row: Row | BrokenRow): void => {
      read++
      // Rows that cannot be read were told, or set aside, when the log was counted.
      if ('issue' in row || left?.has(row.line)) return
      const found = readRequestClass(column => row.text(column), atLine(file, row.line), words)
      const path = textOf(column => row.text(column), 'endpoint', words)
      if (leavesOut(hasHosts ? withHost(path ?? '', row.text(HOST_COLUMN) ?? '') : (path ?? ''))) return
      const at = parseRequestTime(textOf(column => row.text(column), 'timestamp', words) ?? '', notation)
      if (Array.isArray(found) || found === NO_REQUEST || at === null) return
      const wall = at + clock.offsetAt(at)
      const part = byAccount.get(found.account)?.find(each => each.holds(wall))
      const standing = part?.take(wall, at, found.kind, found.isExcluded)
      if (!part || !standing) return
      for (const column of unseen) if (row.text(column) !== undefined) unseen.delete(column)
      if (!hasHeader) takeColumns(REQUEST_COLUMNS.filter(column => row.text(column)))
      const text = (column: string): string | undefined => (column === 'endpoint' ? path : row.text(column))
      const sliceStart = part.startOfSlice(wall, zone)
      onRequest(
        {
          file,
          line: row.line,
          at,
          sliceStart,
          status: readWrittenStatus(text, words) ?? '',
          standing,
          text,
        },
        part.answer,
      )
    }
    try {
      await readRows(input, reading, keep, takeText, take, () => onRows(read))
    } finally {
      input.plain?.close()
      close()
    }
  }
  for (const part of parts) part.checkAgainstCounts(files)
  const [missing] = unseen
  if (missing !== undefined && parts.some(({ failed }) => failed > 0)) {
    const hint = `it has: ${[...columns].join(', ')}`
    failWithHint('HEADER_MISSING', `--keep: the log has no column "${missing}"`, hint)
  }
  return parts.map(part => ({ ...part.finish(zone), columns: [...columns] }))
}

/** What an exclusion takes out of the figure, and what each slice would count more, and less, without it. */
class Removed {
  failures = 0
  alone = 0
  readonly slices = new Map<number, SliceCounts>()

  /** Takes a request that is `aside`, and would be `otherwise` without this exclusion. */
  take(
    slice: number,
    method: AvailabilityMethod,
    kind: RequestKind,
    isFailure: boolean,
    aside: Aside,
    otherwise: Aside,
  ): void {
    if (isFailure) {
      this.failures++
      if (otherwise === 'nothing') this.alone++
    }
    const sum = { ...(this.slices.get(slice) ?? { ...NO_REQUESTS, slice }) }
    for (const counter of COUNTING[method][kind][otherwise]) sum[counter]++
    for (const counter of COUNTING[method][kind][aside]) sum[counter]--
    this.slices.set(slice, sum)
  }
}

/** One period while its rows are read. */
class PeriodPart {
  failed = 0
  #counted = 0
  readonly #totals: Record<keyof RequestCounts, number> = { ...NO_REQUESTS }
  readonly #first: number
  readonly #end: number
  readonly #down: ReadonlySet<number>
  readonly #sliceMillis: number
  #lastStart: { readonly slice: number; readonly start: Instant } | null = null
  readonly #windows: readonly { readonly window: JudgedWindow; readonly removed: Removed }[]
  readonly #column = new Removed()

  constructor(
    readonly answer: PeriodAnswer,
    private readonly choices: Choices,
  ) {
    const { agreement, period, counts } = answer
    assert(counts, 'a claim without its counts')
    const range = slicesOf(period, agreement.sliceMinutes)
    this.#first = range.first
    this.#end = range.end
    const judged = slicesJudged(agreement.method, counts, choices)
    const down = judged.filter(each => isDown(each, choices.failure))
    this.#down = new Set(down.map(({ slice }) => slice))
    this.#sliceMillis = agreement.sliceMinutes * 60_000
    this.#windows = answer.windows.map(window => ({ window, removed: new Removed() }))
  }

  #sliceOf(wall: number): number {
    return Math.floor(wall / this.#sliceMillis)
  }

  startOfSlice(wall: number, zone: TimeZone): Instant {
    const slice = this.#sliceOf(wall)
    // Failures mostly come one behind the other.
    if (this.#lastStart?.slice === slice) return this.#lastStart.start
    const start = startOfSlice(slice, this.answer.agreement.sliceMinutes, zone)
    assert(start !== null, 'a request in a slice that the clock skips')
    this.#lastStart = { slice, start }
    return start
  }

  holds(wall: number): boolean {
    const slice = this.#sliceOf(wall)
    return slice >= this.#first && slice < this.#end
  }

  /** Counts a request; what became of it when it failed, null when it did not. */
  take(wall: number, at: Instant, kind: RequestKind, isExcluded: boolean): FailureStanding | null {
    const { method } = this.answer.agreement
    const isFailure = countsAgainst(method, kind, this.choices)
    const slice = this.#sliceOf(wall)
    const covering = this.#windows.filter(({ window }) => window.counts && covers(window, at))
    // Maintenance sets only failures aside (R42).
    const inMaintenance = isFailure && covering.length > 0 ? 'maintenance' : 'nothing'
    const aside = isExcluded ? 'excluded' : inMaintenance
    for (const counter of COUNTING[method][kind][aside]) this.#totals[counter]++
    if (isExcluded) {
      this.#column.take(slice, method, kind, isFailure, aside, inMaintenance)
    } else if (isFailure) {
      const otherwise = covering.length > 1 ? 'maintenance' : 'nothing'
      for (const { removed } of covering) removed.take(slice, method, kind, isFailure, aside, otherwise)
    }
    if (kind === 'received') return null
    this.failed++
    const standing = this.#standingOf(slice, kind, aside)
    if (standing === 'counted') this.#counted++
    return standing
  }

  #standingOf(slice: number, kind: RequestKind, aside: Aside): FailureStanding {
    if (kind === 'unreached-otherwise') return 'fault-of-others'
    if (aside !== 'nothing') return aside
    if (this.answer.agreement.method === 'timeslices')
      return this.#down.has(slice) ? 'counted' : 'slice-not-down'
    return kind === 'unreached' && this.choices.unreached === 'ignore' ? 'unreached-ignored' : 'counted'
  }

  /** Refuses logs that do not hold what was counted. */
  checkAgainstCounts(files: readonly string[]): void {
    const { totals } = this.answer.measurement
    const counters = Object.keys(NO_REQUESTS) as (keyof RequestCounts)[]
    if (counters.every(counter => totals[counter] === this.#totals[counter])) return
    const place: Place = inFile(files.length === 1 ? files[0]! : null)
    const what = files.length === 1 ? '' : `one of ${files.length} logs `
    fail('FILE_UNREADABLE', `${what}changed while it was read`, place, 'make a copy, and claim from that')
  }

  finish(zone: TimeZone): Omit<PeriodEvidence, 'columns'> {
    const { agreement, period, counts } = this.answer
    const effectOf = (window: JudgedWindow | null, removed: Removed): ExclusionEffect => {
      const { failures, alone } = removed
      if (removed.slices.size === 0) return { window, failures, alone, without: this.answer.measurement }
      // Entries of one slice are added.
      const slices = [...counts!.slices, ...removed.slices.values()]
      const without = measurePeriod(agreement, period, { ...counts!, slices }, this.choices, zone)
      return { window, failures, alone, without }
    }
    return {
      failed: this.failed,
      counted: this.#counted,
      exclusions: [
        ...this.#windows.map(({ window, removed }) => effectOf(window, removed)),
        ...(this.#column.slices.size > 0 ? [effectOf(null, this.#column)] : []),
      ],
    }
  }
}

/** The names of all columns of a log; empty where each row has its own. */
function headersOf(text: RecognisedText): readonly string[] {
  if (text.shape === 'csv') return text.csv.headers.filter(header => header.trim() !== '')
  return text.shape === 'combined' ? text.headers : []
}

/** Every row of a log, by the exact reader of its format; `onText` is told the format and its columns first. */
async function readRows(
  input: Input,
  reading: LogReading,
  keep: readonly string[],
  onText: (text: RecognisedText, headers: readonly string[]) => void,
  take: (row: Row | BrokenRow) => void,
  onChunk: () => void,
): Promise<void> {
  const file = input.name
  const text = await recogniseText(input.chunks, file, reading, [...REQUEST_COLUMNS, ...keep])
  onText(text, headersOf(text))
  const readAll = async (chunks: AsyncIterable<Buffer>, read: LineReader): Promise<void> => {
    for await (const lines of readLines(chunks)) {
      for (const { number, text } of lines) {
        const row = text.trim() === '' ? null : read(cleanLine(text), number)
        if (row !== null && row !== MESSAGE) take(row)
      }
      onChunk()
    }
  }
  switch (text.shape) {
    case 'csv': {
      const { delimiter, headers, headerLine, rest } = text.csv
      const kept = locateColumns(
        headers,
        keep.filter(column => !text.at.has(column)),
        new Map(),
        atLine(file, headerLine),
      )
      const at = new Map([...kept, ...text.at])
      for await (const records of readCsvRecords(rest, { file, line: headerLine + 1, delimiter })) {
        for (const record of records) take(toRow(record, at, headers.length, file, text.joined))
        onChunk()
      }
      return
    }
    case 'json': {
      const { createJsonLineReader } = await import('../../read/json-lines.js')
      const reader = createJsonLineReader(file, text.known, text.layout.columns, NONE_ASKED)
      return readAll(text.chunks, (line, number) => reader.read(line, text.lineOf(number)))
    }
    case 'lines':
      return readAll(text.chunks, text.read)
    case 'combined': {
      const { combinedRow, indexOfField, locateFields } = await import('../../read/requests/combined-log.js')
      const { columns: renamed, filter } = reading
      const kept = keep.filter(name => !renamed.has(name) && indexOfField(name) >= 0)
      const fields = locateFields(
        new Map([...renamed, ...kept.map(name => [name, name] as const)]),
        atLine(file, 1),
        filter,
        reading.leftOut,
      )
      return readAll(text.chunks, (line, number) => combinedRow(line, number, fields, file))
    }
    default:
      unreachable(text)
  }
}

/** What a log has was checked when it was counted. */
const NONE_ASKED: ColumnNames = new Map()
