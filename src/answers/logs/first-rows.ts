/**
 * What the first rows of a log say of all of them: that a column is not what its name says, that its rows are sums, that its
 * times are others. They are the same however the log comes, in pieces or whole.
 */
import { fail, failOnAny, inFile, inQuotes, quoteArgument, quoteName } from '../../core/failure.js'
import { MILLIS_PER_MINUTE } from '../../core/instant.js'
import { isNothing } from '../../core/nothing-words.js'
import type { OtherTimes, PairedRows } from '../../core/sla/answer.js'
import { targetOf } from '../../core/sla/endpoint.js'
import { isBareDate } from '../../core/time-text.js'
import { type ColumnForm, describeIgnored } from '../../read/columns.js'
import { MESSAGE } from '../../read/requests/line-row.js'
import { issueOfSums } from '../../read/requests/log-format.js'
import {
  isHttpStatus,
  NAMES_STATUS,
  NEEDED_COLUMNS,
  parseRequestTime,
  statusOf,
  textOf,
} from '../../read/requests/request-row.js'
import { isNamedLike, isStatusInUse, isTimeOfDay, isValueOf } from '../../read/requests/suggest-columns.js'
import type { Row } from '../../read/rows.js'
import { findOtherTimes } from './other-times.js'
import { messagesOf, pairableBy } from './pairable-rows.js'
import { findPairs } from './paired-rows.js'
import {
  type LogTerms,
  type NamedColumns,
  nameOf,
  notationOf,
  type RecognisedText,
  wordsOf,
} from './recognised-text.js'
import { findSums, maySum, type RowOfSums } from './sums.js'
import { HOST_COLUMN } from './whose-columns.js'

/** How many rows most of it is told by. */
const ROWS_LOOKED_AT = 20
/** By how many rows it is told whether each may be a sum. */
const ROWS_OF_SUMS = 300
/** By how many rows it is told whether they come in pairs. */
const ROWS_OF_PAIRS = 200
/** Of fewer rows bad times are told one by one, where they are not but times of day or days. */
const FEWEST_TELLING = 3

/** Behind the request: what stands where the combined format has the status, and behind it the size. */
const STATUS_AND_SIZE = /" (\d{3}) (\d{3})(?: |$)/m

export class FirstRows {
  /** As far as they are requests. */
  readonly #rows: readonly Row[]
  readonly #many: readonly Row[]
  #messages: ReadonlySet<string> | null = null

  constructor(
    private readonly log: RecognisedText,
    private readonly head: Buffer,
    private readonly file: string,
    private readonly terms: LogTerms,
  ) {
    this.#rows = this.#read(ROWS_LOOKED_AT)
    this.#many = log.shape === 'csv' || log.shape === 'json' ? this.#read(ROWS_OF_PAIRS) : []
  }

  /** Throws InputError for a log whose columns are not what their names say, or whose rows stand for many requests. */
  check(plain: ColumnForm): void {
    const { log } = this
    if (log.shape === 'combined') this.#checkStatusesInUse()
    else if (log.layout.format === null) {
      this.#checkOtherColumns(log)
      this.#checkStatusColumn(log)
      this.#checkSums(log, plain)
    }
  }

  /** Whether some of them name a host in a column and another in what is read as their path. */
  nameTwoHosts(): boolean {
    const hosts = this.#rows.map(row => row.text(HOST_COLUMN) ?? '')
    return this.#list('endpoint').some((text, i) => hosts[i] !== '' && targetOf(text).host !== '')
  }

  /** Whether their times are whole minutes, so that they may have been cut. */
  haveRoundTimes(): boolean {
    const { log, terms } = this
    const notation =
      log.shape === 'combined' ? { zone: terms.zone, decimal: null, dates: null } : notationOf(log, terms)
    return this.#list('timestamp').every(
      text => (parseRequestTime(text, notation) ?? 0) % MILLIS_PER_MINUTE === 0,
    )
  }

  /**
   * Whether their statuses are zeros, by which services say that all is well, with some 4XX among them at most. A gateway
   * writes `000` of a request without an answer.
   */
  areOfZeros(): boolean {
    const { log, terms } = this
    if (log.shape === 'combined' || log.layout.format !== null) return false
    const zero = terms.columns.has('status') ? /^0+$/ : /^0$/
    const first = this.#list('status')
    const others = first.filter(text => !zero.test(text))
    return (
      first.length === ROWS_LOOKED_AT &&
      others.length < first.length &&
      others.every(text => /^4\d\d$/.test(text))
    )
  }

  /** What says other times than those that are read, unless it was asked which are. */
  listOtherTimes(): OtherTimes | undefined {
    const { log, terms } = this
    if (log.shape === 'combined' || terms.columns.has('timestamp')) return undefined
    const found = findOtherTimes(this.#rows, log.whose, nameOf(log, 'timestamp'), notationOf(log, terms))
    return found ?? undefined
  }

  /** What objects that have a status say beside it in columns of messages. */
  listMessages(): ReadonlySet<string> | undefined {
    const { log } = this
    if (log.shape !== 'json') return undefined
    const words = wordsOf(log)
    this.#messages ??= new Set(
      this.#many
        .filter(row => statusOf(each => row.text(each), words) !== '')
        .flatMap(row => messagesOf(row.raw)),
    )
    return this.#messages
  }

  /** Whether they come in pairs, as where two rows tell of each request. */
  findPairs(): PairedRows | undefined {
    const read = pairableBy(this.log, this.terms)
    const rows = read === null ? [] : this.#many.flatMap(row => read(row) ?? [])
    return findPairs(rows) ?? undefined
  }

  /** The sample of a table begins behind its header. */
  #read(most: number): Row[] {
    const { log } = this
    const text = log.shape === 'csv' ? log.csv.sample : this.head
    const rows: Row[] = []
    let at = 0
    for (let i = 0; i < most; i++) {
      const found = log.sample(text, at)
      if (found === null) break
      at = found.end
      const { row } = found
      if (row !== null && row !== MESSAGE && !('issue' in row)) rows.push(row)
    }
    return rows
  }

  /** What they have under a column; of fewer than are looked at, all. */
  #list(column: string): string[] {
    const words = wordsOf(this.log)
    return this.#rows.map(row => textOf(each => row.text(each), column, words) ?? '')
  }

  /**
   * Refuses a log none of whose first rows has a time, or an HTTP status, where it is read, and all have one in a column that
   * is not: `status` may be a level, and `time` a time of day or how long a request took.
   */
  #checkOtherColumns(log: NamedColumns): void {
    const { file, terms } = this
    const rows = this.#rows
    const others = log.whose.map(({ name, column }) => ({ name, cells: cellsOf(rows, column) }))
    const notation = notationOf(log, terms)
    for (const column of NEEDED_COLUMNS) {
      const own = cellsOf(rows, column)
      const isRead = (cell: string): boolean =>
        column === 'status' ? isHttpStatus(cell) : parseRequestTime(cell, notation) !== null
      if (terms.columns.has(column) || own.length === 0 || own.some(isRead)) continue
      const name = nameOf(log, column)
      const find = (test: (cell: string) => boolean): string | undefined =>
        others.find(({ cells }) => cells.length === rows.length && cells.every(test))?.name
      const joined = (date: string | undefined, time: string | undefined): string | undefined =>
        date === undefined || time === undefined ? undefined : `${quoteName(date)}+${quoteName(time)}`
      const other = quoteName(
        others.find(
          each =>
            isNamedLike(column, each.name) &&
            each.cells.length > 0 &&
            each.cells.every(cell => isValueOf(column, cell)),
        )?.name ?? '',
      )
      const instead =
        column === 'status'
          ? other
          : own.every(isTimeOfDay)
            ? joined(find(isBareDate), name)
            : own.every(cell => isBareDate(cell))
              ? joined(name, find(isTimeOfDay))
              : rows.length < FEWEST_TELLING
                ? undefined
                : other
      if (!instead) continue
      const given = [...terms.columns].map(([ours, theirs]) => `${ours}=${quoteName(theirs)}`)
      fail(
        column === 'status' ? 'BAD_VALUE' : 'BAD_TIME',
        `no ${column === 'status' ? 'HTTP status' : 'whole time'} stands in ${inQuotes(name)} of the first rows, such as ${inQuotes(own[0]!)}`,
        inFile(file),
        `--columns ${quoteArgument([`${column}=${instead}`, ...given].join(','))} reads it where it does`,
      )
    }
  }

  /** Refuses numbers of another kind as statuses, such as a port or how many milliseconds a request took. */
  #checkStatusColumn(log: NamedColumns): void {
    const first = this.#list('status').filter(text => /^\d{3}$/.test(text) && text !== '000')
    const others = first.filter(text => !isStatusInUse(text) && !/^5/.test(text))
    if (first.length < ROWS_LOOKED_AT / 2 || 2 * others.length <= first.length) return
    fail(
      'BAD_VALUE',
      `most numbers in ${inQuotes(nameOf(log, 'status'))} of the first rows are not HTTP statuses, such as ${others[0]}`,
      inFile(this.file),
      NAMES_STATUS,
    )
  }

  /** Refuses a log each of whose rows may stand for many requests, by a column that no word tells, such as `pv`. */
  #checkSums(log: NamedColumns, plain: ColumnForm): void {
    const others = log.whose.filter(
      ({ name, kind }) =>
        kind === 'other' && (!/\p{L}/u.test(name) || !describeIgnored(name, plain).isHarmless),
    )
    if (others.length === 0) return
    const notation = notationOf(log, this.terms)
    const read = (rows: readonly Row[]): RowOfSums[] =>
      rows.map(row => ({
        at: parseRequestTime(row.text('timestamp') ?? '', notation),
        group: ['status', 'endpoint', 'account'].map(column => row.text(column) ?? '').join('\n'),
        cell: column => row.text(column) ?? '',
      }))
    if (!maySum(read(this.#rows))) return
    const name = findSums(read(this.#read(ROWS_OF_SUMS)), others)
    if (name !== null) failOnAny([issueOfSums(name, inFile(this.file))])
  }

  /** Refuses a log like the combined format in which sizes stand in front of the statuses, as its first lines tell. */
  #checkStatusesInUse(): void {
    const first = this.head.toString('latin1').split('\n', ROWS_LOOKED_AT)
    const found = first.flatMap(line => {
      const [, status, size] = STATUS_AND_SIZE.exec(line) ?? []
      return status !== undefined && isStatusInUse(size!) ? [status] : []
    })
    const others = found.filter(status => !isStatusInUse(status))
    if (found.length < ROWS_LOOKED_AT || 2 * others.length <= found.length) return
    fail(
      'LOG_MALFORMED',
      `the first statuses, such as ${others[0]}, are none that services answer with, and the sizes behind them are: the two may be the other way round`,
      inFile(this.file),
      'a format of your own says where the status stands (--log-format FILE, docs/logs.md)',
    )
  }
}

/** What rows have in a column. */
const cellsOf = (rows: readonly Row[], column: string): string[] =>
  rows.map(row => row.text(column) ?? '').filter(cell => !isNothing(cell))
