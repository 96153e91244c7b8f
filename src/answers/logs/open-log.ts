import { atLine, failOnAny, inFile } from '../../core/failure.js'
import type { IgnoredColumn } from '../../core/file-columns.js'
import { globsOf, isOfHost, NO_FILTER } from '../../core/sla/endpoint.js'
import {
  type ColumnForm,
  columnToldBy,
  describeIgnored,
  findColumns,
  findTelling,
  holdersOf,
  indexesRead,
  wordsFor,
} from '../../read/columns.js'
import { openCsv, toRow } from '../../read/csv-form.js'
import { expectZoneOfHeadings, withClocks } from '../../read/heading-zone.js'
import { isLeftOut, type LeftOut, NONE_LEFT_OUT } from '../../read/left-out.js'
import { NO_NAMES, normaliseColumn } from '../../read/names.js'
import { peekUntil } from '../../read/peek.js'
import { ownAnswersAsked } from '../../read/requests/foreign-words.js'
import type { LineReader } from '../../read/requests/line-row.js'
import {
  countingColumns,
  FORMAT_COLUMNS,
  isNested,
  type LogLayout,
  listErrorStatuses,
  logColumnForm,
  namesReadOf,
  recognisedColumnForm,
} from '../../read/requests/log-format.js'
import { isNotice } from '../../read/requests/notice.js'
import type { Candidate, LogQuestion, RecognisedLog } from '../../read/requests/recognise-log.js'
import { REQUEST_COLUMNS } from '../../read/requests/request-row.js'
import { PLAIN_WORDS } from '../../read/requests/request-words.js'
import { HELP_LOGS } from '../../read/requests/suggest-columns.js'
import { type ColumnNames, namesGiven, normaliseHeader, partsOf } from '../../read/rows.js'
import { readRecordAt } from '../../scan/csv-record.js'
import { FirstRows } from './first-rows.js'
import { LaterKeys } from './later-keys.js'
import type { LogTerms, RecognisedText } from './recognised-text.js'
import { findWhoseNames, HOST_COLUMN, hostAmong, type ReadSampled, sampleLines } from './whose-columns.js'

/** By how much of a log it is recognised, which may begin with other messages than requests. */
const RECOGNISED_WITHIN = 65_536

/** Where the last line ends that begins within that. */
function endOfLines(head: Buffer): number {
  const newline = head.indexOf(0x0a, RECOGNISED_WITHIN - 1)
  return newline < 0 ? head.length : newline + 1
}

const isEnough = ({ length }: Buffer): boolean => length >= RECOGNISED_WITHIN

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
  // The columns of formats are those of a log without one only where they are asked for.
  const asked = FORMAT_COLUMNS.filter(column => terms.columns.has(column))
  const plain = logColumnForm([...REQUEST_COLUMNS, ...asked], names, choices)
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
  const [head, all] = await peekUntil(chunks, isEnough)
  const log = recogniseLog(head.subarray(0, endOfLines(head)), question)
  const asksHosts = globsOf(terms.filter ?? NO_FILTER).some(isOfHost)
  const opened = await openForm(all, log, { question, plain, file, further, asksHosts, head, terms })
  const [lines, found] = await peekMadeLines(opened, head)
  const first = new FirstRows(found, lines, file, terms)
  first.check(plain)
  return {
    ...found,
    // A host that stands beside a URL is another one, such as that of whoever logged it.
    hasHosts: found.hasHosts && !first.nameTwoHosts(),
    isOfZeros: first.areOfZeros(),
    hasRoundTimes: first.haveRoundTimes(),
    otherTimes: first.listOtherTimes(),
    pairs: first.findPairs(),
    listMessages: () => first.listMessages(),
  }
}

/** The first lines of a log, and the log: of one that is made lines, such as an array, those lines. */
async function peekMadeLines(log: RecognisedText, head: Buffer): Promise<[Buffer, RecognisedText]> {
  if (log.shape !== 'json' || log.isLined) return [head, log]
  const [lines, chunks] = await peekUntil(log.chunks, isEnough)
  return [lines, { ...log, chunks }]
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
        isCombinedLine,
        listAdded,
        listUnread,
        locateFields,
        virtualHostOf,
      } = await import('../../read/requests/combined-log.js')
      const fields = locateFields(terms.columns, atLine(file, 1), terms.filter, question.leftOut)
      const read = new Set(fields.values())
      const line = head.toString('utf8').split('\n').find(isCombinedLine) ?? ''
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
  const at = new Map([
    ...own,
    ...(host ? [[HOST_COLUMN, headers.indexOf(host.name)] as const] : []),
    // Rows without a status may have one there.
    ...whose.flatMap(({ column, name, mayBeStatus }) =>
      mayBeStatus ? [[column, headers.indexOf(name)] as const] : [],
    ),
  ])
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
  { layout: own, isSplit, written, form, names, aliased: found }: Extract<RecognisedLog, { shape: 'json' }>,
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
    written,
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
  if (written === 'pairs') {
    const { logfmtRows } = await import('../../read/requests/logfmt.js')
    return { shape: 'json', ...log, ...logfmtRows(chunks), isLined: false, known }
  }
  if (!isSplit && !isNested(form)) return { shape: 'json', ...log, ...asTheyAre, isLined: true, known }
  const { splitValues, unnestRows } = await import('../../read/requests/json-rows.js')
  const values = isSplit ? splitValues(chunks, file) : asTheyAre
  const rows = isNested(form) ? unnestRows(values, form.inside, form.keyValues) : values
  return { shape: 'json', ...log, ...rows, isLined: false, known }
}

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
