/** A request log of whatever form, row by row into counters. */
import type { TimeZone } from '../../core/calendar.js'
import { fail, inFile } from '../../core/failure.js'
import type { OtherSide, ReadLog, RejectedRequest } from '../../core/sla/answer.js'
import { BadRows } from '../../read/bad-rows.js'
import { NONE_LEFT_OUT } from '../../read/left-out.js'
import { NAMES_STATUS } from '../../read/requests/request-row.js'
import { RunSides } from '../../read/requests/run-sides.js'
import { failOnUnreadable } from '../../read/system-error.js'
import { EndpointTally } from '../../scan/endpoint-tally.js'
import type { RequestCounter } from '../../scan/request-counter.js'
import { type LogInHand, readLog, TextEnd } from './log-forms.js'
import type { LogReading, LogSource } from './log-source.js'
import { type ComparedLog, type RepeatedRequests, takeBackRepeated } from './repeated-requests.js'
import { RequestReader } from './request-reader.js'
import { findShiftedLogs, type ShiftedLogs } from './shifted-logs.js'

const REDUCED_READING = {
  form: 'auto',
  isReduced: true,
  columns: new Map(),
  leftOut: NONE_LEFT_OUT,
} as const

/** What reading logs leaves beside the counts. */
export interface LogReport {
  readonly files: readonly string[]
  /** Rows that were counted. */
  readonly rows: number
  readonly rejectedRows: number
  readonly rejected: readonly RejectedRequest[]
  /** Of these rows, those whose status is none, and what the first has in its place. */
  readonly rejectedStatuses: { readonly rows: number; readonly found: string }
  /** Of these rows, those that seem to be of failures all the same. */
  readonly rejectedFailures: number
  /** Logs whose last line has no end. */
  readonly openEnded: readonly string[]
  /** Logs that everyone on their way could read and change. */
  readonly notEncrypted: readonly string[]
  /** Logs without rows. */
  readonly empty: readonly Pick<ReadLog, 'file' | 'isTable'>[]
  /** By which paths the requests were, and how many were left out. */
  readonly endpoints: EndpointTally
  /** Requests that stood in more than one place. */
  readonly repeated: RepeatedRequests
  /** Logs that are alike once times without a zone are moved; null: none are. */
  readonly shifted: ShiftedLogs | null
  /** Logs of which the side that they begin with does not count. */
  readonly otherSides: readonly OtherSide[]
  /** Whether all of them may have times that were cut, or sums of longer times than slices, as far as each tells. */
  readonly mayBeCoarse: boolean
  /** Whether any of them held counts per slice. */
  readonly isReduced: boolean
  /** Whether no request of any was answered with a status below 400; false where only counts are known. */
  readonly noneSucceeded: boolean
  /** What was found of each beside its requests. */
  readonly logs: readonly ReadLog[]
}

/** How many rows set aside an answer names. */
const MAX_NAMED = 20

/**
 * Reads all of `logs` into `counters`, whose slices the clock of `zone` cuts. `rules`: by which counts must have come
 * about, as `describeRules` says it. Throws InputError for bad rows unless they may be set aside, and for counts of
 * which a part is missing.
 */
export async function readRequestLogs(
  logs: readonly LogSource[],
  counters: readonly RequestCounter[],
  asked: LogReading,
  zone: TimeZone,
  rules: readonly string[],
): Promise<LogReport> {
  const sides = new RunSides()
  const reading = { ...asked, sides }
  const rejected: RejectedRequest[] = []
  const [openEnded, files, notEncrypted]: string[][] = [[], [], []]
  const empty: LogReport['empty'][number][] = []
  const natures: ReadLog[] = []
  let rejectedRows = 0
  let rejectedFailures = 0
  const rejectedStatuses = { rows: 0, found: '' }
  let hasReduced = reading.isReduced
  let file = ''
  const badRows = new BadRows(reading.badRows, reading.onReject !== null, row => {
    const request = { file, ...row }
    rejectedRows++
    const [, found] = /\bBAD_VALUE status: found (.*?);/.exec(row.reason) ?? []
    if (found !== undefined && rejectedStatuses.rows++ === 0) rejectedStatuses.found = found
    if (rejected.length < MAX_NAMED) rejected.push(request)
    reading.onReject?.(request)
  })
  const endpoints = new EndpointTally(reading.filter)
  const read: ComparedLog[] = []
  let rows = 0
  let mayBeCoarse = true
  let hasSuccess = false
  for (const log of logs) {
    const opened = await log.open()
    const { input, onRows, close, isReduced, columns, isNotEncrypted } = opened
    hasReduced ||= isReduced === true
    file = input.name
    files!.push(file)
    const reader = new RequestReader(file, counters, endpoints, badRows, reading.zone, zone, rules)
    // Counts that were asked for end with a row that says so; without it they may be cut, even in their header.
    if (isReduced) reader.needsEnd = true
    const end = new TextEnd()
    const [counter] = counters
    const before = { requests: counter!.requests, ...counter!.failures }
    await readWhole(
      { input, reader, onRows, end },
      close,
      isReduced ? { ...reading, ...REDUCED_READING } : reading,
    )
    badRows.endFile(file, reader.read)
    const requests = counter!.requests - before.requests
    const unreached = counter!.failures.unreached - before.unreached
    const has5xx = counter!.failures.errors > before.errors
    if (reader.isOfZeros && !reader.hasSuccess && !has5xx && 2 * unreached >= requests) {
      const message = 'no status says that a request succeeded; most are 0, which is no HTTP status'
      const hint = `${NAMES_STATUS}; if such requests got no answer, a format of your own reads them with unreached: ['0'] (--log-format FILE, docs/logs.md)`
      fail('ROWS_MOSTLY_BAD', message, inFile(file), hint)
    }
    natures.push({
      ...reader.nature,
      ...(columns && { columns: { file, ...columns } }),
      requests,
      unreached,
    })
    rows += reader.counted
    rejectedRows += reader.furtherRejected
    rejectedFailures += reader.rejectedFailures
    // An empty last field would say something, such as a request that never arrived; a cut one says nothing.
    if (end.looksCut) {
      const message =
        'the last line ends behind a delimiter and has no line end: the file may have been cut there'
      fail('FILE_TRUNCATED', message, inFile(file), 'end the line if the row is whole')
    }
    read.push({
      index: files!.length - 1,
      file,
      rows: reader.counted,
      isReduced: isReduced === true || reading.isReduced,
      hasIds: reader.hasIds,
      touched: reader.touched!.counts,
      failures: reader.touched!.failures,
      reopen: opened.reopen ?? null,
    })
    if (isNotEncrypted) notEncrypted!.push(file)
    if (end.isOpen) openEnded!.push(file)
    hasSuccess ||= reader.hasSuccess
    mayBeCoarse &&= reader.read === 0 || reader.mayBeCoarse
    if (reader.read === 0) empty.push(reader.nature)
  }
  badRows.finish()
  const repeated = await takeBackRepeated(
    read,
    reading.keepsRepeated === true,
    async (log, search, onRepeated) => {
      const { input, onRows, close } = await log.reopen!()
      const reader = new RequestReader(
        log.file,
        counters,
        endpoints,
        badRows,
        reading.zone,
        zone,
        rules,
        search,
        onRepeated,
      )
      // Lines are known to the exact readers alone.
      const how = onRepeated === null ? reading : { ...reading, sizes: null }
      await readWhole({ input, reader, onRows, end: new TextEnd() }, close, how)
    },
  )
  if (rejectedStatuses.rows > 0) checkStatuses(counters[0]!, files!)
  return {
    files: files!,
    rows,
    rejectedRows,
    rejected,
    rejectedStatuses,
    rejectedFailures,
    openEnded: openEnded!,
    notEncrypted: notEncrypted!,
    empty,
    endpoints,
    repeated,
    shifted: findShiftedLogs(read, ({ index }) => natures[index]!.needsZone),
    otherSides: sides.others,
    mayBeCoarse,
    isReduced: hasReduced,
    noneSucceeded: !hasSuccess && !hasReduced,
    logs: natures,
  }
}

/** Refuses logs in which no status is one of HTTP: without the rows set aside, requests without an answer alone are left. */
function checkStatuses(counter: RequestCounter, files: readonly string[]): void {
  const isAnswered = counter
    .accounts()
    .some(account => counter.countsOf(account, 'ratio-timeslices').slices.some(({ valid }) => valid > 0))
  if (isAnswered) return
  const message =
    'none of the statuses is an HTTP status; without those rows only requests without an answer are left'
  const file = files.length === 1 ? files[0]! : null
  const hint = `${NAMES_STATUS}; without --bad-rows skip the bad rows are told`
  fail('ROWS_MOSTLY_BAD', message, inFile(file), hint)
}

/** Reads an open log to its end, and closes it whatever happens. */
async function readWhole(log: LogInHand, close: () => void, how: LogReading): Promise<void> {
  const { input, reader } = log
  try {
    await readLog(log, how)
    input.checkWhole?.()
  } catch (error) {
    failOnUnreadable(error, input.name)
  } finally {
    input.plain?.close()
    close()
  }
  reader.finish()
}
