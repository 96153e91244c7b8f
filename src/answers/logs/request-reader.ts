/** Takes the rows of one log, whichever reader they come from, into counters. */
import type { TimeZone } from '../../core/calendar.js'
import { atLine, fail, type Issue, inFile, type Place, unreachable } from '../../core/failure.js'
import type { IgnoredColumn } from '../../core/file-columns.js'
import type { Instant } from '../../core/instant.js'
import { isNothing } from '../../core/nothing-words.js'
import type { ReadLog } from '../../core/sla/answer.js'
import { globsOf, withHost } from '../../core/sla/endpoint.js'
import type { BadRows } from '../../read/bad-rows.js'
import type { Notation } from '../../read/notation.js'
import { MESSAGE } from '../../read/requests/line-row.js'
import { failWithoutPaths } from '../../read/requests/log-format.js'
import { isWarning, namesError, statusInText } from '../../read/requests/messages.js'
import { describeWaysOut } from '../../read/requests/missing-status.js'
import { isNotice, isOfServer } from '../../read/requests/notice.js'
import { readReducedRow } from '../../read/requests/reduced-row.js'
import {
  isHttpStatus,
  isSuccess,
  NO_REQUEST,
  readPassedOver,
  readRequestClass,
  readRequestTime,
  statusOf,
  textOf,
} from '../../read/requests/request-row.js'
import { PLAIN_WORDS, type RequestWords } from '../../read/requests/request-words.js'
import type { BrokenRow, Row } from '../../read/rows.js'
import { isKindLeftOut } from '../../scan/endpoint-kinds.js'
import type { EndpointTally } from '../../scan/endpoint-tally.js'
import { type RepeatSearch, TouchedStretches } from '../../scan/repeats.js'
import type { RequestCounter, RequestSlot } from '../../scan/request-counter.js'
import { asideOf, classIndexOf } from '../../scan/request-stretches.js'
import { RowEndpoints } from '../../scan/row-endpoints.js'
import { messagesOf, pairableBy, sayingOf } from './pairable-rows.js'
import { FailuresInPairs } from './paired-rows.js'
import { type LogTerms, nameOf, notationOf, type RecognisedText, wordsOf } from './recognised-text.js'
import { HOST_COLUMN, type WhoseName, WhoseSample } from './whose-columns.js'

/** What a row counts as, one slot for each counter. */
export interface RowSlots {
  /** The index of its class, whatever its time says. */
  readonly requestClass: number
  readonly account: string | null
  readonly slots: readonly RequestSlot[]
}

/** Whether paths can stand in a log, or hosts that are asked for, as far as its columns tell. */
const mayHavePaths = (text: RecognisedText): boolean =>
  text.hasHosts ||
  (text.shape === 'csv'
    ? text.at.has('endpoint')
    : text.shape !== 'lines' || text.layout.columns.has('endpoint'))

/** Of so many requests that never arrived it is looked whether their rows name a status elsewhere. */
const UNREACHED_LOOKED_AT = 50
const UNREACHED = classIndexOf('unreached', false)

/** A row with a cell or word of that kind. */
const HAS_5XX = /(?<![^\s,;|":])5\d\d(?![^\s,;|"}])/

/** Takes the rows of one file, whichever parser they come from. */
export class RequestReader {
  /** Rows that were read, good or bad. */
  read = 0
  /** Rows that were counted. */
  counted = 0
  /** Of the rows that cannot be read, those that seem to be of failures. */
  rejectedFailures = 0
  /** Rows of a table that were set aside beyond one for each row read. */
  furtherRejected = 0
  /** What stands between the requests, and is none. */
  readonly left = { messages: 0, headers: 0, notices: 0, marks: 0 }
  /** Statuses that do not count, as others stand behind them in their cells, and how many of them are 5XX. */
  readonly passedOver = { statuses: 0, errors: 0 }
  /** Messages that name an error: a request that got no answer may be one. */
  messagesOfErrors = 0
  /** Messages that warn and name none; and what the first says. */
  readonly warnings = { rows: 0, found: '' }
  /** Rows with a status that the other side of a request wrote, and who that is in the first. */
  readonly otherSide = { rows: 0, found: '' }
  /** Requests without a status whose rows name one elsewhere, of those that were looked at; and what the first says. */
  readonly statusesElsewhere = { rows: 0, of: 0, found: '' }
  /** How many of these are objects that name no error, and say what none with a status does. */
  #strange = 0
  #hasSaidWaysOut = false
  /** Whether any request was answered with a status below 400. */
  hasSuccess = false
  #found: RecognisedText | null = null
  /** What nothing was read from, where rows tell it rather than a header. */
  #ignored: readonly IgnoredColumn[] | null = null
  #needsZone = false
  notation: Notation & { readonly zone: TimeZone }
  #words: RequestWords = PLAIN_WORDS
  /** Whether counts must come with a last row, as those of a reducing query do. */
  needsEnd = false
  #requestsRead = 0
  #requestsInAll: number | null = null
  #isSumKnown = true
  /** The kinds of paths; of a log without any, all are of the same. */
  readonly paths: RowEndpoints
  /** In which stretches of time its requests are. */
  readonly touched: TouchedStretches | null
  hasIds = false
  /** Looks at what says whose requests were; null: nothing does. */
  whose: WhoseSample | null = null
  #hasHosts = false
  /** Columns of a table that may hold the status of a row that has none. */
  #otherStatuses: readonly WhoseName[] = []

  constructor(
    readonly file: string,
    readonly counters: readonly RequestCounter[],
    readonly endpoints: EndpointTally,
    private readonly badRows: BadRows,
    private readonly zone: TimeZone,
    private readonly sliceZone: TimeZone,
    private readonly rules: readonly string[],
    /** Looks for repetitions, which are taken back: the log has been counted before. */
    readonly search: RepeatSearch | null = null,
    private readonly onRepeated: ((line: number) => void) | null = null,
  ) {
    this.touched = search === null ? new TouchedStretches() : null
    this.notation = { zone: this.#watch(zone), decimal: null, dates: null }
    this.paths = new RowEndpoints(endpoints.filter, (kind, counts) => endpoints.add(kind, counts))
  }

  /** What a row counts as, for each counter. */
  readSlots(
    text: (column: string) => string | undefined,
    line: number,
  ): RowSlots | Issue[] | typeof NO_REQUEST {
    const read = readRequestClass(text, atLine(this.file, line), this.#words)
    if (Array.isArray(read) || read === NO_REQUEST) return read
    const { account, kind, isExcluded } = read
    return {
      requestClass: classIndexOf(kind, isExcluded),
      account,
      slots: this.counters.map(counter => counter.slotOf(account, kind, isExcluded)),
    }
  }

  noteSuccess(): void {
    this.hasSuccess = true
  }

  /** Notes rows that were counted without being read one by one. */
  noteCounted(rows: number): void {
    this.read += rows
    this.counted += rows
  }

  /** Counts a request whose path is of a kind. */
  count({ slots, requestClass }: RowSlots, at: Instant, path: number): void {
    this.read++
    this.counted++
    this.#countPath(path, requestClass, at, 1)
    this.touched?.addOne(at, requestClass)
    for (let i = 0; i < this.counters.length; i++) this.counters[i]!.add(slots[i]!, at)
  }

  /** Counts the path of a request, as one that is set aside where maintenance covers it. */
  #countPath(path: number, requestClass: number, at: Instant, weight: 1 | -1): void {
    const isMaintained = this.counters[0]!.isMaintained(at)
    this.paths.count(path, isMaintained ? asideOf(requestClass) : requestClass, weight)
  }

  /** Takes a request whose path is of a kind that is left out: what else it says is not read. */
  leaveOut(path: number): void {
    this.read++
    this.counted++
    if (this.search === null) this.paths.count(path, 0)
  }

  /** Takes what an exact reader delivered of a text. `isCleaned`: see `cleanLine`. */
  take(row: Row | BrokenRow | typeof MESSAGE, text: string, isCleaned: boolean): void {
    if (isCleaned) this.left.marks++
    if (row === MESSAGE) {
      this.#leaveMessage(text)
      return
    }
    const issues = 'issue' in row ? [row.issue] : this.#takeRequest(row)
    if (issues.length === 0) return
    if (isNotice(row.raw)) {
      this.left.notices++
      return
    }
    if ('issue' in row && isOfServer(row.raw)) {
      this.left.messages++
      return
    }
    this.reject(this.#withWaysOut(issues), row.line, row.raw)
    if (this.search === null && this.#looksFailed(row)) this.rejectedFailures++
  }

  /** Says with the first object that has no status at all what to do about all such. */
  #withWaysOut(issues: readonly Issue[]): readonly Issue[] {
    const found = this.#found
    const isWithout = ({ code, hint }: Issue): boolean => code === 'KEY_MISSING' && hint === undefined
    if (this.#hasSaidWaysOut || found?.shape !== 'json' || !issues.some(isWithout)) return issues
    if (this.badRows.policy === 'skip') return issues
    this.#hasSaidWaysOut = true
    const key = found.layout.columns.get('status') ?? 'status'
    const hint = describeWaysOut(key, this.file, found.written)
    return issues.map(issue => (isWithout(issue) ? { ...issue, hint } : issue))
  }

  /** Whether a row that cannot be read, such as for its time or for want of a status, seems to be of a request that failed. */
  #looksFailed(row: Row | BrokenRow): boolean {
    if ('issue' in row) return HAS_5XX.test(row.raw)
    const read = readRequestClass(column => row.text(column), inFile(this.file), this.#words)
    if (Array.isArray(read)) return namesError(row.raw)
    if (read === NO_REQUEST) return false
    return !read.isExcluded && (read.kind === 'server-error' || read.kind === 'unreached')
  }

  /** Counts a request, or says what is wrong with it. */
  #takeRequest(row: Row): readonly Issue[] {
    // A log has ids whatever becomes of the rows that have them.
    if (!this.hasIds && row.text('request_id') !== undefined) this.hasIds = true
    const read = this.readSlots(column => row.text(column), row.line)
    if (read === NO_REQUEST) {
      // What has a status is an answer, if not the service's.
      if (statusOf(column => row.text(column), this.#words) === '') this.#leaveMessage(row.raw)
      else this.#leaveAnswer(row)
      if (this.#found?.shape === 'json') this.#found.checkMessage?.(row.raw)
      return []
    }
    this.hasSuccess ||= !Array.isArray(read) && isSuccess(column => row.text(column), this.#words)
    const text = (column: string) => textOf(each => row.text(each), column, this.#words)
    const endpoint = text('endpoint') ?? ''
    const path = this.paths.kindOf(
      this.#hasHosts ? withHost(endpoint, row.text(HOST_COLUMN) ?? '') : endpoint,
    )
    if (isKindLeftOut(path)) {
      this.leaveOut(path)
      return []
    }
    const at = readRequestTime(text('timestamp'), this.notation, atLine(this.file, row.line))
    const issues = [...(Array.isArray(at) ? at : []), ...(Array.isArray(read) ? read : [])]
    if (Array.isArray(at) || Array.isArray(read)) return issues
    if (this.search === null) {
      this.count(read, at, path)
      if (read.requestClass === UNREACHED) this.#lookForStatus(row)
      for (const status of readPassedOver(column => row.text(column), this.#words)) {
        this.passedOver.statuses++
        if (status.startsWith('5')) this.passedOver.errors++
      }
    } else
      this.#takeBackRepeated(this.search, read, at, path, row.text('request_id') ?? '', endpoint, row.line)
    return issues
  }

  #lookForStatus(row: Row): void {
    const seen = this.statusesElsewhere
    if (seen.of === UNREACHED_LOOKED_AT) return
    seen.of++
    const other = this.#otherStatuses.find(({ column }) => {
      const cell = row.text(column) ?? ''
      return !isNothing(cell) && isHttpStatus(cell)
    })
    const found = other ? `${other.name} ${row.text(other.column)}` : statusInText(row.raw)
    if (found !== null && seen.rows++ === 0) seen.found = found
    const messages = this.#found?.listMessages?.()
    if (messages && !namesError(row.raw) && messagesOf(row.raw).some(each => !messages.has(each)))
      this.#strange++
  }

  #leaveMessage(text: string): void {
    this.left.messages++
    if (namesError(text)) this.messagesOfErrors++
    else if (isWarning(text) && this.warnings.rows++ === 0) this.warnings.found = sayingOf(text)
  }

  #leaveAnswer(row: Row): void {
    this.left.messages++
    const side = textOf(column => row.text(column), 'side', this.#words) ?? ''
    if (side === '' || this.#words.sides === null || this.#words.sides.includes(side)) return
    if (this.otherSide.rows++ === 0) this.otherSide.found = side
  }

  /** Takes a request back that stands elsewhere, too, or gives it back. */
  #takeBackRepeated(
    search: RepeatSearch,
    { slots, requestClass, account }: RowSlots,
    at: Instant,
    path: number,
    id: string,
    endpoint: string,
    line: number,
  ): void {
    const bytes = Buffer.from(id + endpoint)
    const end = Buffer.byteLength(id)
    if (!search.isRepeated(bytes, 0, end, end, bytes.length, account, at, requestClass)) return
    const { weight } = search
    this.#countPath(path, requestClass, at, weight)
    for (let i = 0; i < this.counters.length; i++) this.counters[i]!.add(slots[i]!, at, weight)
    this.onRepeated?.(line)
  }

  /** The zone that the options say, noting that a time needs it. */
  #watch(zone: TimeZone): TimeZone {
    const toInstant: TimeZone['toInstant'] = local => {
      this.#needsZone = true
      return zone.toInstant(local)
    }
    return { ...zone, toInstant }
  }

  get isOfZeros(): boolean {
    return this.#found?.isOfZeros === true
  }

  /** Whether its times may have been cut, or its counts be sums of longer times: those of a query of ours are not. */
  get mayBeCoarse(): boolean {
    return this.#found === null ? !this.needsEnd : this.#found.hasRoundTimes === true
  }

  /** What was found beside the requests. */
  get nature(): Omit<ReadLog, 'requests' | 'unreached'> {
    const found = this.#found
    const format = found === null ? null : found.shape === 'combined' ? found.shape : found.layout.format
    const { aliased = [] } = found ?? {}
    const ignored = this.#ignored ?? found?.ignored ?? []
    return {
      file: this.file,
      format,
      isTable: found?.shape === 'csv',
      tellsFault: this.#words.faults !== null,
      needsZone: this.#needsZone,
      ...this.left,
      idColumn: found === null || found.shape === 'combined' ? 'request_id' : nameOf(found, 'request_id'),
      passedOver: this.passedOver,
      messagesOfErrors: this.messagesOfErrors,
      warnings: this.warnings,
      statusesElsewhere: this.statusesElsewhere,
      areStrange: 2 * this.#strange > this.statusesElsewhere.of,
      otherSide: this.otherSide,
      columns: { file: this.file, ignored, aliased, isExpected: format !== null },
      ...(this.whose && { whose: this.whose.list() }),
      otherTimes: found?.otherTimes,
      pairs: found?.pairs ?? this.whose?.findPairs(),
    }
  }

  /** Takes what has been found of the log's format. */
  describe(text: RecognisedText, terms: LogTerms): void {
    if (text.shape !== 'combined') {
      const notation = notationOf(text, terms)
      const isOwn = notation.zone === terms.zone
      this.notation = isOwn ? { ...notation, zone: this.#watch(notation.zone) } : notation
    }
    this.#words = wordsOf(text)
    this.#found = text
    this.#hasHosts = text.hasHosts
    if (text.shape === 'csv') this.#otherStatuses = text.whose.filter(({ mayBeStatus }) => mayBeStatus)
    if (text.whose.length > 0 && this.search === null) {
      const pairable = pairableBy(text, terms)
      const failures =
        pairable &&
        new FailuresInPairs((window, from) => {
          const row = text.sample(window, from)?.row ?? MESSAGE
          return row === MESSAGE || 'issue' in row ? null : pairable(row)
        })
      this.whose = new WhoseSample(text.whose, text.sample, this.#words, this.endpoints.filter, failures)
    }
    this.hasIds = text.shape === 'csv' && text.at.has('request_id')
    if (globsOf(this.endpoints.filter).length > 0 && !mayHavePaths(text)) failWithoutPaths(inFile(this.file))
  }

  /** Takes what nothing was read from, once all rows are read. */
  noteIgnored(ignored: readonly IgnoredColumn[]): void {
    this.#ignored = ignored
  }

  takeReduced(row: Row): void {
    const place = atLine(this.file, row.line)
    if (row.text('row_kind')) this.needsEnd = true
    // Versions of an agreement may cut slices of different lengths: a row must fit the longest of them.
    const longest = Math.max(...this.counters.map(({ sliceMinutes }) => sliceMinutes))
    const read = readReducedRow(column => row.text(column), longest, this.sliceZone, place, this.zone)
    if (Array.isArray(read)) {
      this.#isSumKnown = false
      this.reject(read, row.line, row.raw)
      return
    }
    switch (read.kind) {
      case 'slice':
        this.read++
        this.counted++
        this.#requestsRead += read.counts.requests
        for (const counter of this.counters) counter.addReduced(read.account, read.at, read)
        return
      case 'problem':
        this.#requestsRead += read.rows
        this.furtherRejected += read.rows - 1
        this.reject([read.issue], row.line, row.raw)
        return
      case 'filtered':
        this.#requestsRead += read.requests
        this.read++
        this.endpoints.filtered += read.requests
        return
      case 'end':
        this.#requestsInAll = (this.#requestsInAll ?? 0) + read.requests
        this.#checkRules(read.rules, place)
        return
      default:
        unreachable(read)
    }
  }

  /** Counts by other rules would be judged as if they were by these. */
  #checkRules(found: string, place: Place): void {
    const other = this.rules.find(each => each !== found)
    if (other === undefined) return
    const hint = 'write the query with the same --policy and --tz as these counts are read with'
    fail('BAD_VALUE', `the counts are by ${found}; ${other} is needed`, place, hint)
  }

  /** Refuses counts of which a part is missing. */
  finish(): void {
    this.paths.finish()
    if (!this.needsEnd) return
    const place = inFile(this.file)
    const hint = 'the query must have ended early, or its answer was cut: run it again'
    if (this.#requestsInAll === null)
      fail('FILE_TRUNCATED', 'the counts have no last row, "end"', place, hint)
    if (this.#isSumKnown && this.#requestsInAll !== this.#requestsRead) {
      const message = `the counts are of ${this.#requestsRead} requests; the last row says ${this.#requestsInAll}`
      fail('FILE_TRUNCATED', message, place, hint)
    }
  }

  reject(issues: readonly Issue[], line: number, raw: string): void {
    this.read++
    // It was told when the log was counted.
    if (this.search !== null) return
    this.badRows.reject(issues, line, raw)
  }
}
