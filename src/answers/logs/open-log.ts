/**
 * A log of requests whose format has been recognised, ready to be read. Those who count requests and those who list the
 * failed ones open logs here, so that both read the same.
 */
import { type TimeZone, zoneOf } from '../../core/calendar.js'
import { atLine, fail, failOnAny, inFile, inQuotes, quoteArgument, quoteName } from '../../core/failure.js'
import type { AliasedColumn, IgnoredColumn } from '../../core/file-columns.js'
import { MILLIS_PER_MINUTE, UTC, type Zone } from '../../core/instant.js'
import { isNothing } from '../../core/nothing-words.js'
import type { OtherTimes } from '../../core/sla/answer.js'
import { type EndpointFilter, globsOf, isOfHost, NO_FILTER, targetOf } from '../../core/sla/endpoint.js'
import { isBareDate } from '../../core/time-text.js'
import {
  type ColumnForm,
  columnToldBy,
  describeIgnored,
  findColumns,
  findTelling,
  holdersOf,
  indexesRead,
  type SharedNames,
  wordsFor,
} from '../../read/columns.js'
import { type OpenCsv, openCsv, toRow } from '../../read/csv-form.js'
import { expectZoneOfHeadings, withClocks } from '../../read/heading-zone.js'
import { isLeftOut, type LeftOut, NONE_LEFT_OUT } from '../../read/left-out.js'
import { type Names, NO_NAMES, normaliseColumn } from '../../read/names.js'
import type { DateFormat, Notation } from '../../read/notation.js'
import { peekUntil } from '../../read/peek.js'
import { ownAnswersAsked } from '../../read/requests/foreign-words.js'
import { type LineReader, MESSAGE } from '../../read/requests/line-row.js'
import {
  countingColumns,
  isNested,
  LOG_COLUMNS,
  type LogLayout,
  listErrorStatuses,
  logColumnForm,
  namesReadOf,
  recognisedColumnForm,
} from '../../read/requests/log-format.js'
import { isNotice } from '../../read/requests/notice.js'
import type { Candidate, LogQuestion, RecognisedLog } from '../../read/requests/recognise-log.js'
import {
  isHttpStatus,
  NEEDED_COLUMNS,
  parseRequestTime,
  REQUEST_COLUMNS,
  textOf,
} from '../../read/requests/request-row.js'
import { PLAIN_WORDS, type RequestWords } from '../../read/requests/request-words.js'
import type { RunSides } from '../../read/requests/run-sides.js'
import { HELP_LOGS, isNamedLike, isTimeOfDay, isValueOf } from '../../read/requests/suggest-columns.js'
import { type ColumnNames, namesGiven, normaliseHeader, partsOf, type Row } from '../../read/rows.js'
import { readRecordAt } from '../../scan/csv-record.js'
import { findOtherTimes } from './other-times.js'
import {
  findWhoseNames,
  HOST_COLUMN,
  hostAmong,
  type ReadSampled,
  sampleLines,
  type WhoseName,
} from './whose-columns.js'

/** How the words and columns of logs are to be understood. */
export interface LogTerms {
  readonly form: LogQuestion['asked']
  /** In which times that name no zone are read. */
  readonly zone: TimeZone
  readonly columns: ColumnNames
  /** Of several logs: which have the names given; whoever has read all of them checks it. */
  readonly shared?: SharedNames | undefined
  /** Of several logs: which side of their requests counts; left out: each log is read by its own. */
  readonly sides?: RunSides
  /** Other words for columns; left out: there are none. */
  readonly names?: Names
  /** `--ignore-columns` */
  readonly leftOut?: LeftOut
  /** `--date-format` */
  readonly dates?: DateFormat | null
  /** Which requests count; left out: all. */
  readonly filter?: EndpointFilter
}

/** What the columns of a log are, once it has been recognised. */
export interface LogColumnsFound {
  readonly layout: LogLayout
  readonly aliased: readonly AliasedColumn[]
  readonly ignored: readonly IgnoredColumn[]
  /** The zone that the name of its times says, where it is another than the options say. */
  readonly said?: Zone | undefined
}

/** What says whose a log's requests were, beside their paths. */
interface WhoseFound {
  readonly whose: readonly WhoseName[]
  readonly sample: ReadSampled
  /** Whether its rows have the host that a filter asks for (`HOST_COLUMN`). */
  readonly hasHosts: boolean
  /** Whether its statuses begin with zeros. */
  readonly isOfZeros?: boolean
  /** Whether its first times are whole minutes. */
  readonly hasRoundTimes?: boolean
  /** Left out: no column beside its times holds others. */
  readonly otherTimes?: OtherTimes | undefined
}

export type RecognisedText = WhoseFound & RecognisedForm

type RecognisedForm =
  | (LogColumnsFound & {
      readonly shape: 'csv'
      readonly csv: OpenCsv
      readonly at: ReadonlyMap<string, number>
      readonly joined: ReadonlyMap<string, readonly number[]>
    })
  | (LogColumnsFound & {
      readonly shape: 'json'
      /** Its rows, one a line. */
      readonly chunks: AsyncIterable<Buffer>
      /** Whether the lines are those of the file. */
      readonly isLined: boolean
      readonly lineOf: (number: number) => number
      /** The columns that are read. */
      readonly known: readonly string[]
      /** Takes the keys of its lines, which the first rows need not have. */
      readonly laterKeys: LaterKeys
      /** Throws LOG_MALFORMED for a row that is a request, though its status is not where the log has it; null: none is. */
      readonly checkMessage: ((raw: string) => void) | null
      /** What nothing is read from, with those. Throws COLUMN_UNREAD for one that would change the answer. */
      readonly ignoredInAll: () => readonly IgnoredColumn[]
    })
  | (LogColumnsFound & {
      readonly shape: 'lines'
      readonly chunks: AsyncIterable<Buffer>
      readonly read: LineReader
    })
  | {
      readonly shape: 'combined'
      readonly words: RequestWords
      readonly chunks: AsyncIterable<Buffer>
      /** The names of what stands in its lines. */
      readonly headers: readonly string[]
      readonly aliased: readonly AliasedColumn[]
      readonly ignored: readonly IgnoredColumn[]
    }

/** By how much of a log it is recognised, which may begin with other messages than requests. */
const RECOGNISED_WITHIN = 65_536

/** Where the last line ends that begins within that. */
function endOfLines(head: Buffer): number {
  const newline = head.indexOf(0x0a, RECOGNISED_WITHIN - 1)
  return newline < 0 ? head.length : newline + 1
}

/**
 * Recognises a log by its beginning. `further`: columns that are read beside those that decide what a row counts as.
 * Throws HEADER_MISSING where time or status are nowhere, COLUMN_UNREAD for a column that would change the answer.
 */
export async function recogniseText(
  chunks: AsyncIterable<Buffer>,
  file: string,
  terms: LogTerms,
  further: readonly string[] = [],
): Promise<RecognisedText> {
  const { recogniseLog } = await import('../../read/requests/recognise-log.js')
  const { shippedLogFormats } = await import('../../read/requests/shipped-log-formats.js')
  const names = terms.names ?? NO_NAMES
  const choices = {
    renamed: terms.columns,
    shared: terms.shared,
    leftOut: terms.leftOut ?? NONE_LEFT_OUT,
    notation: { zone: terms.zone },
  }
  const plain = logColumnForm(LOG_COLUMNS, names, choices)
  const question: LogQuestion = {
    asked: terms.form,
    formats: typeof terms.form === 'object' ? [] : shippedLogFormats(),
    columns: terms.columns,
    shared: terms.shared,
    sides: terms.sides,
    words: plain.words,
    leftOut: choices.leftOut,
    file,
  }
  // Always as much, so that a log is read the same way in whatever pieces it comes.
  const [head, all] = await peekUntil(chunks, ({ length }) => length >= RECOGNISED_WITHIN)
  const log = recogniseLog(head.subarray(0, endOfLines(head)), question)
  const asksHosts = globsOf(terms.filter ?? NO_FILTER).some(isOfHost)
  const found = await openForm(all, log, { question, plain, file, further, asksHosts, head, terms })
  checkStatusesInUse(found, head, file)
  checkOtherColumns(found, head, file, terms)
  // A host that stands beside a URL is another one, such as that of whoever logged it.
  const text = found.hasHosts && namesHosts(found, head) ? { ...found, hasHosts: false } : found
  return {
    ...text,
    isOfZeros: beginsWithZeros(text, head, terms),
    hasRoundTimes: beginsWithRoundTimes(text, head, terms),
    otherTimes: otherTimesOf(text, head, terms),
  }
}

/** What of a log says other times than those that are read, unless it was asked which are. */
function otherTimesOf(log: RecognisedText, head: Buffer, terms: LogTerms): OtherTimes | undefined {
  if (log.shape === 'combined' || terms.columns.has('timestamp')) return undefined
  return (
    findOtherTimes(readFirst(log, head), log.whose, nameOf(log, 'timestamp'), notationOf(log, terms)) ??
    undefined
  )
}

/** By which name a log has a column that is read. */
const nameOf = ({ aliased, layout }: LogColumnsFound, column: string): string =>
  aliased.find(each => each.column === column)?.name ?? layout.columns.get(column) ?? column

/** How many rows tell whether paths are URLs. */
const ROWS_LOOKED_AT = 20

/** The first rows of a log, as far as they are requests; the sample of a table begins behind its header. */
function readFirst(log: RecognisedText, head: Buffer): Row[] {
  const text = log.shape === 'csv' ? log.csv.sample : head
  const rows: Row[] = []
  let at = 0
  for (let i = 0; i < ROWS_LOOKED_AT; i++) {
    const found = log.sample(text, at)
    if (found === null) break
    at = found.end
    const { row } = found
    if (row !== null && row !== MESSAGE && !('issue' in row)) rows.push(row)
  }
  return rows
}

/** What the first rows of a log have under a column, as far as they are requests; of fewer than are looked at, all. */
function listFirst(log: RecognisedText, head: Buffer, column: string): string[] {
  const words = wordsOf(log)
  return readFirst(log, head).map(row => textOf(each => row.text(each), column, words) ?? '')
}

/** Of fewer rows bad times are told one by one, where they are not but times of day or days. */
const FEWEST_TELLING = 3

/**
 * Refuses a log none of whose first rows has a time, or an HTTP status, where it is read, and all have one in a column that
 * is not: `status` may be a level, and `time` a time of day or how long a request took.
 */
function checkOtherColumns(log: RecognisedText, head: Buffer, file: string, terms: LogTerms): void {
  if (log.shape === 'combined' || log.layout.format !== null) return
  const rows = readFirst(log, head)
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

/** What rows have in a column. */
const cellsOf = (rows: readonly Row[], column: string): string[] =>
  rows.map(row => row.text(column) ?? '').filter(cell => !isNothing(cell))

/** Whether the first rows of a log name hosts in what is read as their paths. */
const namesHosts = (log: RecognisedText, head: Buffer): boolean =>
  listFirst(log, head, 'endpoint').some(text => text !== '' && targetOf(text).host !== '')

/** The statuses that services and gateways answer with, registered or not. */
const STATUS_IN_USE =
  /^(?:10[0-4]|20[0-8]|218|226|299|30[0-8]|4(?:[01]\d|2[0-689]|3[01]|4[0149]|5[01]|6[0134]|9[4-9])|5(?:0\d|1[01]|2\d|30|4[0-9]|5\d|6[01]|9[89]))$/

/** Behind the request: what stands where the combined format has the status, and behind it the size. */
const STATUS_AND_SIZE = /" (\d{3}) (\d{3})(?: |$)/m

/** Refuses a log like the combined format in which sizes stand in front of the statuses, as its first lines tell. */
function checkStatusesInUse(log: RecognisedText, head: Buffer, file: string): void {
  if (log.shape !== 'combined') return
  const first = head.toString('latin1').split('\n', ROWS_LOOKED_AT)
  const found = first.flatMap(line => {
    const [, status, size] = STATUS_AND_SIZE.exec(line) ?? []
    return status !== undefined && STATUS_IN_USE.test(size!) ? [status] : []
  })
  const others = found.filter(status => !STATUS_IN_USE.test(status))
  if (found.length < ROWS_LOOKED_AT || 2 * others.length <= found.length) return
  fail(
    'LOG_MALFORMED',
    `the first statuses, such as ${others[0]}, are none that services answer with, and the sizes behind them are: the two may be the other way round`,
    inFile(file),
    'a format of your own says where the status stands (--log-format FILE, docs/logs.md)',
  )
}

/** Whether the first times of a log are whole minutes, so that they may have been cut. */
function beginsWithRoundTimes(log: RecognisedText, head: Buffer, terms: LogTerms): boolean {
  const notation =
    log.shape === 'combined' ? { zone: terms.zone, decimal: null, dates: null } : notationOf(log, terms)
  return listFirst(log, head, 'timestamp').every(
    text => (parseRequestTime(text, notation) ?? 0) % MILLIS_PER_MINUTE === 0,
  )
}

/**
 * Whether the statuses begin with nothing but zeros, by which services say that all is well. A gateway writes `000` of a
 * request without an answer.
 */
const beginsWithZeros = (log: RecognisedText, head: Buffer, { columns }: LogTerms): boolean => {
  if (log.shape === 'combined' || log.layout.format !== null) return false
  const zero = columns.has('status') ? /^0+$/ : /^0$/
  const first = listFirst(log, head, 'status')
  return first.length === ROWS_LOOKED_AT && first.every(text => zero.test(text))
}

interface Opening {
  readonly question: LogQuestion
  readonly plain: ColumnForm
  readonly file: string
  readonly further: readonly string[]
  readonly asksHosts: boolean
  readonly head: Buffer
  readonly terms: LogTerms
}

/** Opens a log that has been recognised. */
async function openForm(
  all: AsyncIterable<Buffer>,
  log: RecognisedLog,
  { question, plain, file, further, asksHosts, head, terms }: Opening,
): Promise<RecognisedText> {
  switch (log.shape) {
    case 'csv':
      return openTable(all, log.candidates, question, plain, file, asksHosts)
    case 'json':
      return openJson(all, log, plain, file, further, asksHosts)
    case 'lines': {
      const { createLineReader } = await import('../../read/requests/line-row.js')
      const { form, title, layout: own, names: fields } = log
      question.leftOut.note?.(fields)
      const { layout, whose, hasHosts, withWhose } = whoseOf(fields, own, asksHosts)
      const readerOf = (columns: ColumnNames): LineReader => createLineReader({ form, title, columns, file })
      const [read, readSampled] = [readerOf(layout.columns), readerOf(withWhose)]
      const sample = sampleLines(text => readSampled(text, 0))
      const ignored = ignoredOf(fields, layout, question.leftOut)
      return { shape: 'lines', chunks: all, read, layout, aliased: [], ignored, whose, sample, hasHosts }
    }
    case 'combined': {
      const {
        COMBINED_FIELDS,
        combinedRow,
        indexOfField,
        listAdded,
        listUnread,
        locateFields,
        virtualHostOf,
      } = await import('../../read/requests/combined-log.js')
      const fields = locateFields(terms.columns, atLine(file, 1), terms.filter, question.leftOut)
      const read = new Set(fields.values())
      const [line = ''] = /\S.*/.exec(head.toString('utf8')) ?? []
      const hasHost = virtualHostOf(line) !== null
      const headers = COMBINED_FIELDS.filter(name => name !== 'virtual_host' || hasHost)
      question.leftOut.note?.(headers)
      const ignored = [
        ...headers.filter((_, index) => !read.has(index)),
        ...listUnread(line, atLine(file, 1)),
      ]
      // Of the format's own fields none else tells whose a request was.
      const telling = ['virtual_host', 'http_user_agent']
      const whose = findWhoseNames(
        [...headers, ...listAdded(line)],
        name =>
          read.has(indexOfField(name)) ||
          (indexOfField(name) < COMBINED_FIELDS.length && !telling.includes(name)),
      )
      const withWhose = new Map([
        ...fields,
        ...whose.map(({ column, name }) => [column, indexOfField(name)] as const),
      ])
      const words = { ...PLAIN_WORDS, ownAnswers: ownAnswersAsked(terms.columns) }
      return {
        shape: 'combined',
        words,
        chunks: all,
        headers,
        aliased: [],
        ignored: ignored.map(name => ({ name, like: null })),
        whose,
        sample: sampleLines(text => combinedRow(text, 0, withWhose, file)),
        hasHosts: false,
      }
    }
  }
}

/** What the words of a log mean. */
export const wordsOf = (text: RecognisedText): RequestWords =>
  text.shape === 'combined' ? text.words : text.layout.words

/** What says whose the requests of a log are, and its layout with the host where a filter asks for one. */
function whoseOf(names: readonly string[], layout: LogLayout, asksHosts: boolean) {
  const read = new Set<string>(REQUEST_COLUMNS.filter(column => !layout.columns.has(column)))
  for (const name of layout.columns.values())
    for (const each of namesGiven(name)) read.add(normaliseHeader(each))
  const whose = findWhoseNames(names, name => read.has(normaliseHeader(name)))
  const host = asksHosts ? hostAmong(whose) : undefined
  const columns = new Map([...layout.columns, ...(host ? [[HOST_COLUMN, host.name] as const] : [])])
  const withWhose = new Map([...columns, ...whose.map(({ column, name }) => [column, name] as const)])
  return { whose, hasHosts: host !== undefined, layout: { ...layout, columns }, withWhose }
}

/** How the times of a log are written. */
export const notationOf = (
  { layout, said }: LogColumnsFound,
  { zone, dates = null }: LogTerms,
): Notation & { zone: TimeZone } => {
  const other = said ?? (layout.isUtc ? UTC : null)
  return { zone: other === null ? zone : zoneOf(other.id), decimal: '.', dates }
}

async function openTable(
  chunks: AsyncIterable<Buffer>,
  candidates: readonly Candidate[],
  question: LogQuestion,
  plain: ColumnForm,
  file: string,
  asksHosts: boolean,
): Promise<RecognisedText> {
  const { layOutTable } = await import('../../read/requests/recognise-log.js')
  const csv = await openCsv(chunks, file, { isNoRow: isNotice, forms: HELP_LOGS })
  const { headers, headerLine } = csv
  const place = atLine(file, headerLine)
  const layout = layOutTable(csv, candidates, question, place)
  const form: ColumnForm =
    layout.format === null
      ? plain
      : {
          ...recognisedColumnForm(plain, layout),
          harmless: new Set(headers.filter(name => !layout.isOfRequests(name)).map(normaliseColumn)),
        }
  const { at: own, joined, zones, aliased, ignored: unread } = findColumns(headers, form, place)
  const read = indexesRead({ at: own, joined })
  const whose = findWhoseNames(headers, name => read.has(headers.indexOf(name)))
  const host = asksHosts ? hostAmong(whose) : undefined
  const at = host ? new Map([...own, [HOST_COLUMN, headers.indexOf(host.name)] as const]) : own
  const withWhose = new Map([
    ...at,
    ...whose.map(({ column, name }) => [column, headers.indexOf(name)] as const),
  ])
  const sample: ReadSampled = (window, from) => {
    const record = readRecordAt(window, from, window.length, csv.delimiter.charCodeAt(0))
    return (
      record && {
        row: toRow({ ...record, line: 0 }, withWhose, headers.length, file, joined),
        end: record.end,
      }
    )
  }
  const ignored = unread.filter(({ name }) => name !== host?.name)
  return {
    shape: 'csv',
    csv,
    layout,
    at,
    joined,
    said: zones.get('timestamp'),
    aliased,
    ignored,
    whose,
    sample,
    hasHosts: host !== undefined,
  }
}

async function openJson(
  chunks: AsyncIterable<Buffer>,
  { layout: own, isSplit, form, names, aliased: found }: Extract<RecognisedLog, { shape: 'json' }>,
  plain: ColumnForm,
  file: string,
  further: readonly string[],
  asksHosts: boolean,
): Promise<RecognisedText> {
  const aliased = [...found, ...listErrorStatuses(own, names)]
  const { failOnOtherStatus } = await import('../../read/requests/recognise-log.js')
  const { layout, whose, hasHosts, withWhose } = whoseOf(names, own, asksHosts)
  // What a format has beside that is read only where it is needed.
  const decisive = layout.format === null ? REQUEST_COLUMNS : ['timestamp', ...countingColumns(layout)]
  const read = [...decisive, ...plain.renamed.keys(), ...further, ...(hasHosts ? [HOST_COLUMN] : [])]
  const known = [
    ...new Set(read.flatMap(column => [column, ...(layout.words.standIns[column] ?? [])])),
  ].filter(column => layout.columns.has(column) || !isLeftOut(column, plain.leftOut))
  const telling = layout.format === null ? plain : recognisedColumnForm(plain, layout)
  const ignoredAmong = (all: readonly string[]): readonly IgnoredColumn[] => {
    plain.leftOut.note?.(all)
    const ignored = ignoredOf(all, layout, plain.leftOut)
    const isRead = (column: string): boolean =>
      layout.columns.has(column) ||
      (known.includes(column) && all.some(name => normaliseHeader(name) === column))
    const unread = ignored.map(({ name }) => name).filter(layout.isOfRequests)
    const holders = holdersOf(namesReadOf(layout, all))
    failOnAny(
      findTelling(unread, telling, inFile(file), isRead, holders, (name, isOwn) =>
        isOwn ? `${name}.KEY` : name,
      ),
    )
    if (layout.format !== null) return ignored
    // What formats alone have cannot be named.
    const nameable = { ...plain, columns: REQUEST_COLUMNS }
    return unread.map(name => describeIgnored(name, nameable, holders))
  }
  const ignored = ignoredAmong(names)
  const statusWords = wordsFor('status', plain.words)
  const laterKeys = new LaterKeys(
    key => names.some(name => name === key || name.startsWith(`${key}.`)),
    key => columnToldBy(key, telling, () => false) !== undefined,
  )
  const ignoredInAll = () => ignoredAmong([...names, ...laterKeys.list()])
  const time = layout.columns.get('timestamp') ?? 'timestamp'
  const parts = partsOf(time, name => names.some(each => normaliseHeader(each) === normaliseHeader(name)))
  const said = expectZoneOfHeadings('timestamp', parts, plain.notation?.zone, inFile(file))
  const { createJsonLineReader } = await import('../../read/json-lines.js')
  const sampled = createJsonLineReader(
    file,
    [...known, ...whose.map(({ column }) => column)],
    withWhose,
    new Map(),
  )
  const log = {
    layout,
    whose,
    hasHosts,
    sample: sampleLines(text => sampled.read(text, 0)),
    said,
    aliased:
      said === undefined || layout.format !== null
        ? aliased
        : withClocks(aliased, new Map([['timestamp', said]]), () => time),
    ignored,
    laterKeys,
    ignoredInAll,
    checkMessage:
      layout.words.isMixed && !plain.renamed.has('status')
        ? (raw: string) => failOnOtherStatus(raw, layout, statusWords, file)
        : null,
  }
  const asTheyAre = { chunks, lineOf: (number: number) => number }
  if (!isSplit && !isNested(form)) return { shape: 'json', ...log, ...asTheyAre, isLined: true, known }
  const { splitValues, unnestRows } = await import('../../read/requests/json-rows.js')
  const values = isSplit ? splitValues(chunks, file) : asTheyAre
  const rows = isNested(form) ? unnestRows(values, form.inside, form.keyValues) : values
  return { shape: 'json', ...log, ...rows, isLined: false, known }
}

/** How many later keys are told: a log may have ids for keys. */
const MOST_LATER = 100

/** Keys of a log that its first rows have not, in an order of their own, however the log is gone through. */
export class LaterKeys {
  #telling: string[] = []
  #others: string[] = []

  constructor(
    private readonly isKnown: (key: string) => boolean,
    private readonly tells: (key: string) => boolean,
  ) {}

  /** Takes a key, once or again. */
  add(key: string): void {
    if (this.#telling.includes(key) || this.#others.includes(key) || this.isKnown(key)) return
    if (this.tells(key)) this.#telling = firstOf([...this.#telling, key])
    else this.#others = firstOf([...this.#others, key])
  }

  list(): string[] {
    return [...this.#telling, ...this.#others]
  }
}

const firstOf = (keys: readonly string[]): string[] => keys.toSorted().slice(0, MOST_LATER)

/** Of some names those that nothing is read from; of keys within a key of which none is read, that key alone. */
function ignoredOf(names: readonly string[], layout: LogLayout, leftOut: LeftOut): IgnoredColumn[] {
  const read = REQUEST_COLUMNS.filter(
    column => !layout.columns.has(column) && !isLeftOut(column, leftOut),
  ).map(normaliseHeader)
  read.push(...namesReadOf(layout, names).map(normaliseHeader))
  const isRead = new Set(read)
  const outer = (name: string): string => {
    const parts = name.split('.')
    const depth = parts.findIndex((_, i) => {
      const prefix = `${normaliseHeader(parts.slice(0, i + 1).join('.'))}.`
      return !read.some(each => each.startsWith(prefix))
    })
    return depth < 0 ? name : parts.slice(0, depth + 1).join('.')
  }
  /** Whether keys within it are read. */
  const isOuter = (name: string): boolean => read.some(each => each.startsWith(`${normaliseHeader(name)}.`))
  const ignored = names
    .filter(name => name !== '' && !isRead.has(normaliseHeader(name)) && !isOuter(name))
    .map(outer)
  return [...new Set(ignored)].map(name => ({ name, like: null }))
}
