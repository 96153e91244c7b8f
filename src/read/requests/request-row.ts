/** A request out of the named texts of a log's row, whatever form the log has. */
import { type Issue, listChoices, type Place } from '../../core/failure.js'
import type { Instant } from '../../core/instant.js'
import { accountOf, isNothing, UNNAMED_WORDS, withoutGuard } from '../../core/nothing-words.js'
import { FAULTS, isExcluding, kindOfRequest, type RequestClass } from '../../core/sla/request.js'
import { isBareDate, parseInstant } from '../../core/time-text.js'
import { type Notation, orderOf } from '../notation.js'
import { addIssue, inQuotes, isInReach, type Problems, readTimeInReach } from '../values.js'
import { PLAIN_WORDS, type RequestWords } from './request-words.js'

/** The columns of a request log (cli.md). `gateway` decides nothing: see core/sla/availability/timeslices.ts. */
export const REQUEST_COLUMNS = [
  'timestamp',
  'status',
  'request_id',
  'endpoint',
  'account',
  'fault',
  'excluded',
  'gateway',
] as const

/** The columns that decide what a row counts as; `timestamp` says in which slice. */
export const COUNTING_COLUMNS = ['status', 'account', 'fault', 'excluded'] as const
/** Those of formats included (log-format.ts). */
export type CountingColumn =
  | (typeof COUNTING_COLUMNS)[number]
  | 'first_status'
  | 'row_kind'
  | 'side'
  | 'method'
  | 'passed_on'

/** The columns without which nothing can be counted. */
export const NEEDED_COLUMNS = ['timestamp', 'status'] as const

/** In place of a class: the row is no request, but another message that the log holds. */
export const NO_REQUEST = 'no-request'

/**
 * Reads what a row counts as, by what the words of its log mean. A row that has no `status` at all is bad, since an
 * empty one says something: that the request never reached the server. Returns every issue at `place` when there are
 * any.
 */
export function readRequestClass(
  row: (column: string) => string | undefined,
  place: Place,
  words: RequestWords = PLAIN_WORDS,
): RequestClass | Issue[] | typeof NO_REQUEST {
  const text = (column: CountingColumn) => textOf(row, column, words)
  const written = readWrittenStatus(row, words)
  if (!isRequest(text, written, words)) return NO_REQUEST
  // What has no method either is another message; what has one is a request, whose status was lost or never came.
  if (words.isMixed && isOther(written, text('method'), column => textOf(row, column, words) ?? '', words))
    return NO_REQUEST
  const found = written ?? (words.isSilentUnreached ? '' : undefined)
  const problems: Problems = { place, issues: [] }
  const fault = readFault(row('fault') ?? '', () => text('fault') ?? '', words)
  if (found === undefined) {
    addIssue(problems, 'KEY_MISSING', 'status', NO_STATUS)
    return problems.issues
  }
  const status = readStatus(found, words)
  if (words.ownAnswers !== null && isOwnAnswer(text('passed_on') ?? '', status, words.ownAnswers))
    return NO_REQUEST
  const kind = kindOfRequest(status, fault)
  if (kind !== 'bad-status' && kind !== 'bad-fault') {
    return { account: accountOf(text('account')), kind, isExcluded: isExcluding(text('excluded') ?? '') }
  }
  if (kind === 'bad-fault') {
    addIssue(problems, 'BAD_VALUE', 'fault', `found ${inQuotes(fault)}; ${FAULT_FORMS}`)
  }
  // Both words may be wrong: nothing is told in instalments.
  if (kind === 'bad-status' || kindOfRequest(status, '') === 'bad-status') {
    const hint = NO_ANSWER.test(found)
      ? `if such a request got no answer, clear the cell; or read the word by a format of your own with unreached: [${found}] (--log-format FILE, docs/logs.md)`
      : undefined
    addIssue(problems, 'BAD_VALUE', 'status', `found ${inQuotes(found)}; ${STATUS_FORMS}`, hint)
  }
  return problems.issues
}

/** What a client writes in place of a status that never came, such as `timeout`, `ETIMEDOUT` or `ConnectionError`. */
const NO_ANSWER =
  /^(?=[A-Za-z][\w.-]*$)(?:E[A-Z]{3,}|.*(?:time|err|refuse|reset|abort|fail|exception|reach|connect|cancel))/i

/** The status as a row has it; undefined when it has none at all. */
export function readWrittenStatus(
  row: (column: string) => string | undefined,
  words: RequestWords,
): string | undefined {
  const first = textOf(row, 'first_status', words)
  // LiteLLM writes "None" for a failure that has no code.
  return first && !isNothing(first) ? first : (textOf(row, 'status', words) ?? first)
}

/** What a row has in a column, or in the first that stands in for it and is not empty; a time of 0 is none (OTLP). */
export function textOf(
  row: (column: string) => string | undefined,
  column: string,
  { standIns, within }: RequestWords,
): string | undefined {
  const others = standIns[column] ?? []
  const read = (each: string): string | undefined => {
    const [whole, pattern] = [row(each), within[each]]
    return pattern !== undefined && whole ? (new RegExp(pattern).exec(whole)?.[1] ?? '') : whole
  }
  const isNone = (found: string | undefined): boolean =>
    found === undefined || isNothing(found) || (column === 'timestamp' && found === '0')
  return others.reduce((found, each) => (isNone(found) ? (read(each) ?? found) : found), read(column))
}

/** Whether a row of a log that holds other messages, too, is one of them. */
function isOther(
  status: string | undefined,
  method: string | undefined,
  textIn: (column: 'endpoint' | 'timestamp') => string,
  { emptyStatus, havePaths }: RequestWords,
): boolean {
  if (method && !isNothing(method)) return false
  if (status === undefined) return !havePaths || (isNothing(textIn('endpoint')) && textIn('timestamp') !== '')
  if (emptyStatus === 'request' || !isNothing(status)) return false
  return emptyStatus === 'request-with-method' || isNothing(textIn('endpoint'))
}

/** Whether a row is a request, by what kind of row it is. */
function isRequest(
  text: (column: 'row_kind' | 'side') => string | undefined,
  status: string | undefined,
  { requests, areAnsweredOnly, noRequests, sides }: RequestWords,
): boolean {
  if (sides !== null && !sides.includes(text('side') ?? '')) return false
  if (requests === null && noRequests.length === 0) return true
  if (areAnsweredOnly && (status === undefined || isNothing(status))) return true
  const kind = text('row_kind')
  if (requests !== null)
    return kind !== undefined && !isNothing(kind) && requests.some(word => fits(kind, word))
  return kind === undefined || !noRequests.some(word => fits(isNothing(kind) ? '-' : kind, word))
}

/** Whether a text is a word, which may end in `*`, and then begin with one, too. */
const fits = (text: string, word: string): boolean => {
  if (!word.endsWith('*')) return text === word
  return word.startsWith('*') ? text.includes(word.slice(1, -1)) : text.startsWith(word.slice(0, -1))
}

/** Of these and those above a gateway says that the client went away (460, 499), or that it got no answer itself (5XX). */
const CLIENT_WENT_AWAY = 460

/** Among `own_answers`: the rest of them says it whatever the status is. */
export const WHATEVER = 'whatever status'

/** Whether a gateway answered a request by itself; `cell`: what its log has in a column of `own_answers`. */
export const isOwnAnswer = (cell: string, status: string, answers: readonly string[]): boolean => {
  if (!answers.includes(WHATEVER) && (!/^[1-5]\d\d$/.test(status) || Number(status) >= CLIENT_WENT_AWAY))
    return false
  const isEmpty = isNothing(cell) || /^0+$/.test(cell)
  return answers.some(word => (word === 'nothing' ? isEmpty : fits(cell.toLowerCase(), word.toLowerCase())))
}

/** Whether a text is an HTTP status, or says that there is none. */
export const isHttpStatus = (text: string): boolean =>
  kindOfRequest(readStatus(text, PLAIN_WORDS), '') !== 'bad-status'

/** The status of a row as rules §3 has it; empty: it has none. */
export const statusOf = (row: (column: string) => string | undefined, words: RequestWords): string =>
  readStatus(readWrittenStatus(row, words) ?? '', words)

/** Whose fault it was. A log may write several words, with commas, of which most say nothing of it. */
function readFault(own: string, text: () => string, { faults, hasOwnFaults }: RequestWords): string {
  if (faults === null) return text()
  if (hasOwnFaults && !isNothing(own)) return own
  const found = text()
    .split(',')
    .map(each => each.trim())
  return faults.find(([word]) => found.some(each => fits(each, word)))?.[1] ?? ''
}

const PLAIN_STATUS = /^\d{3}$/
/** What clients write of the first line of an answer: `200 OK`, `HTTP/1.1 503`, `HTTP 200`, `503 Service Unavailable`. */
const STATUS_LINE = /^(?:HTTP(?:\/\d(?:\.\d)?)? +)?(\d{3})(?: +[A-Za-z][A-Za-z' -]*)?$/i
/** What a table of numbers makes of a status. */
const DECIMAL_STATUS = /^(\d{1,3})\.0+$/
/** What nginx writes of a request that it passed on more than once, such as `502, 200` or `502 : 200`. */
const STATUS_LIST = /^(?:\d{3}|-)(?:\s*[,:]\s*(?:\d{3}|-))+$/

/** A status as rules §3 has it, of what a log may write in its place. */
function readStatus(text: string, { statuses }: RequestWords): string {
  if (PLAIN_STATUS.test(text)) return text
  const meant = statuses[text.toLowerCase()]
  if (meant !== undefined) return meant
  if (isNothing(text)) return (text === '-' ? undefined : statuses.null) ?? ''
  const [, status] = DECIMAL_STATUS.exec(text) ?? STATUS_LINE.exec(withoutGuard(text)) ?? []
  if (status !== undefined) return status
  // The last of a list is what the caller got.
  return STATUS_LIST.test(text) ? partList(text).at(-1)! : text
}

const partList = (list: string): string[] => list.split(/[,:]/).map(part => part.trim())

/** The HTTP statuses in a cell, a list perhaps; null: it has another text. */
export function listStatuses(cell: string): string[] | null {
  if (isNothing(cell) || /^0+$/.test(cell)) return []
  if (!PLAIN_STATUS.test(cell) && !STATUS_LIST.test(cell)) return null
  const statuses = partList(cell).filter(part => PLAIN_STATUS.test(part))
  return statuses.every(status => /^[1-5]/.test(status)) ? statuses : null
}

/** The statuses of a row that do not count, as its cell lists others behind them. */
export function readPassedOver(
  row: (column: string) => string | undefined,
  words: RequestWords,
): readonly string[] {
  const written = readWrittenStatus(row, words)
  // Lists are longer than a status.
  if (written === undefined || written.length <= 3 || !STATUS_LIST.test(written)) return []
  return partList(written)
    .slice(0, -1)
    .filter(status => PLAIN_STATUS.test(status))
}

/** Whether a row that is a request was answered without an error of either side: with a status below 400. */
export function isSuccess(row: (column: string) => string | undefined, words: RequestWords): boolean {
  const status = statusOf(row, words)
  return PLAIN_STATUS.test(status) && status < '400'
}

const NO_STATUS =
  'is missing; "" or null in its place says that the request never reached the server, no status at all says nothing'
/** What to do where the HTTP status stands in another column, for messages. */
export const NAMES_STATUS = '--columns status=NAME says which column holds the HTTP status'
/** What a status may be, for messages. */
export const STATUS_FORMS =
  'a status from 100 to 599 is allowed, or nothing, -, 0 or 000 for a request that never reached the server'
/** What a fault may be, for messages. */
export const FAULT_FORMS = `${listChoices(
  FAULTS.map(({ word }) => word).filter(word => !UNNAMED_WORDS.includes(word)),
  'and',
)} are allowed, or nothing`

/** When a request was made; null when that is not plain to see, or out of reach. */
export function parseRequestTime(text: string, notation: Notation): Instant | null {
  const order = orderOf(notation)
  if (mayBeBareDate(text) && isBareDate(text, order)) return null
  const instant = parseInstant(text, notation.zone, order)
  return instant !== null && isInReach(instant) ? instant : null
}

/** Reads when a request was made; or what is wrong. Throws BAD_TIME when the order of month and day is not known. */
export function readRequestTime(
  text: string | undefined,
  notation: Notation,
  place: Place,
): Instant | Issue[] {
  const instant = text === undefined ? null : parseRequestTime(text, notation)
  if (instant !== null) return instant
  if (text === undefined || !isBareDate(text, orderOf(notation)))
    return readLogTime(text, notation, place, 'timestamp')
  const problems: Problems = { place, issues: [] }
  const message = `expected a time of day, too; got the date ${inQuotes(text)} alone`
  const hint = 'where the time stands in a column of its own, join the two: --columns timestamp=DATE+TIME'
  addIssue(problems, 'BAD_TIME', 'timestamp', message, hint)
  return problems.issues
}

/** The longest bare date is of the form `Thu, 01 September 2026`. */
const mayBeBareDate = (text: string): boolean => text.length <= 22

/** A time with the letters of a zone behind it. */
const NAMED_ZONE = /^(.*\d(?: ?[AP]M)?) *\(?([A-Z]{2,5})\)?$/i

/** Reads a time of a log, which may be a date: its first instant. Throws as `readRequestTime` does. */
export function readLogTime(
  text: string | undefined,
  notation: Notation,
  place: Place,
  name: string,
): Instant | Issue[] {
  const problems: Problems = { place, issues: [] }
  if (text === undefined || text === '') {
    addIssue(problems, 'BAD_TIME', name, 'is missing; every row needs a time')
    return problems.issues
  }
  const found = readTimeInReach(text, name, notation, problems)
  if (found !== null) return found
  const [, rest, zone] = NAMED_ZONE.exec(text) ?? []
  if (rest === undefined || parseInstant(rest, notation.zone, orderOf(notation)) === null)
    return problems.issues
  // Which of several zones such letters mean is not guessed.
  const hint = `take ${inQuotes(zone!)} out of the times, and say by --log-tz of which clock they are, such as America/New_York: letters alone may mean several`
  return problems.issues.map(issue => ({ ...issue, hint }))
}
