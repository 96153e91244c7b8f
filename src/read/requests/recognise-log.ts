/**
 * What format a log has, by its first rows: by the names in them, by a pattern that its lines have, or by what
 * `--columns` says. Where none is found, the error names what was found and the mapping that is most likely meant.
 */
import { inFile, inQuotes, type Place } from '../../core/failure.js'
import type { AliasedColumn } from '../../core/file-columns.js'
import { isNothing } from '../../core/nothing-words.js'
import { type SharedNames, withoutZone, wordsFor } from '../columns.js'
import { type OpenCsv, splitCells } from '../csv-form.js'
import { parseJson } from '../json.js'
import { HINT_BY_ROWS } from '../json-value.js'
import { isLeftOut, type LeftOut, withoutLeftOut } from '../left-out.js'
import { type ColumnWords, normaliseColumn } from '../names.js'
import { type ColumnNames, namesGiven, normaliseHeader } from '../rows.js'
import { readPage } from '../tasks/pages.js'
import { isCombinedLine } from './combined-log.js'
import { ownAnswersAsked, ownAnswersOf } from './foreign-words.js'
import { firstValues, rowsWithin } from './json-rows.js'
import { splitFields } from './line-row.js'
import {
  FORMAT_COLUMNS,
  type FormatForm,
  isNested,
  LOG_COLUMNS,
  type LogColumn,
  type LogFormat,
  type LogLayout,
  namesOf,
  plainLayout,
  withErrorStatuses,
} from './log-format.js'
import { areLogfmt, toJsonLines } from './logfmt.js'
import { isOfMessages } from './messages.js'
import { isNotice, isOfServer } from './notice.js'
import { COUNTING_COLUMNS, NEEDED_COLUMNS, REQUEST_COLUMNS } from './request-row.js'
import type { RunSides } from './run-sides.js'
import { isValueOf } from './suggest-columns.js'
import {
  areOfColumns,
  checkFieldNames,
  failOnFormat,
  failOnLists,
  failOnMessagesOf,
  failOnNames,
  failOnOpenObject,
  failOnPrefix,
  failOnTexts,
  failOnTextsInTable,
  failOnTwoKinds,
  failOnValues,
  hasName,
  isWhole,
  type ListWithin,
  listNames,
} from './unrecognised-log.js'

export interface Candidate {
  readonly format: LogFormat
  readonly form: FormatForm
}

/** How a file holds its rows: objects one behind the other, a list of them, or lines of names and values (logfmt). */
export type Written = 'objects' | 'list' | 'pairs'

export type RecognisedLog =
  /** Whose header tells the rest; see `layOutTable`. */
  | { readonly shape: 'csv'; readonly candidates: readonly Candidate[] }
  | {
      readonly shape: 'json'
      readonly layout: LogLayout
      /** Whether its values are not one a line. */
      readonly isSplit: boolean
      readonly written: Written
      readonly form: FormatForm | null
      /** The names of what its first rows hold. */
      readonly names: readonly string[]
      readonly aliased: readonly AliasedColumn[]
    }
  | { readonly shape: 'combined' }
  | {
      readonly shape: 'lines'
      readonly layout: LogLayout
      readonly form: FormatForm
      readonly title: string
      readonly names: readonly string[]
    }

type JsonLog = Extract<RecognisedLog, { shape: 'json' }>

export interface LogQuestion {
  /** `--log-format`: auto, one of the plain forms, or a format. */
  readonly asked: 'auto' | 'csv' | 'jsonl' | 'combined' | LogFormat
  readonly formats: readonly LogFormat[]
  readonly columns: ColumnNames
  /** Where `columns` were named for several logs, of which each is read by those that it has. */
  readonly shared?: SharedNames | undefined
  readonly sides?: RunSides | undefined
  readonly words: ReadonlyMap<string, ColumnWords>
  readonly leftOut: LeftOut
  readonly file: string
}

/** How many rows a log is recognised by. */
const SAMPLE = 50

/**
 * Recognises a log by its beginning, whole lines. Throws HEADER_MISSING where time or status are nowhere.
 */
export function recogniseLog(head: Buffer, question: LogQuestion): RecognisedLog {
  const { asked, formats } = question
  if (asked === 'csv') return { shape: 'csv', candidates: [] }
  if (asked === 'combined') return { shape: 'combined' }
  const known = asked === 'auto' ? formats : asked === 'jsonl' ? [] : [asked]
  const candidates = known.flatMap(format => format.forms.map(form => ({ format, form })))
  const written = firstLines(head)
  const lines = written.slice(findStart(written, candidates))
  const [first = ''] = lines
  if (asked === 'jsonl' || isJson(first)) {
    return recogniseJson(
      first === written[0] ? head : head.subarray(head.indexOf(first)),
      candidates.filter(({ form }) => form.shape === 'json'),
      question,
    )
  }
  if (asked === 'auto' && isCombinedLine(first)) return { shape: 'combined' }
  const text = recogniseLines(lines, candidates, question)
  if (text) return text
  if (asked === 'auto' && areLogfmt(lines)) {
    const objects = candidates.filter(({ form }) => form.shape === 'json' && !isNested(form))
    return { ...recogniseJson(toJsonLines(head), objects, question), written: 'pairs' }
  }
  failOnPrefix(lines, question.file)
  // What writes objects is exported as tables, too.
  const tables = candidates.filter(
    ({ form }) => form.shape === 'csv' || (form.shape === 'json' && !isNested(form)),
  )
  if (typeof asked === 'object' && tables.length === 0) {
    failOnFormat(asked, `it begins with ${first.slice(0, 60)}`, question.file)
  }
  return { shape: 'csv', candidates: tables }
}

/** The first lines that say anything, of requests where there are any. */
function firstLines(head: Buffer): string[] {
  const lines = head
    .toString('utf8', 0, 65_536)
    .split(/\r?\n/)
    .filter(line => line.trim() !== '' && !isNotice(line))
  const others = lines.filter(line => !isOfServer(line))
  return (others.length > 0 ? others : lines).slice(0, SAMPLE)
}

/**
 * Where a log begins that begins with something foreign, such as a line that was cut: at the first line that is like
 * most of the others. Whoever reads it says what is wrong with those before.
 */
function findStart(lines: readonly string[], candidates: readonly Candidate[]): number {
  const expressions = candidates.flatMap(({ form: { line, words } }) =>
    line === null || words.isMixed ? [] : [new RegExp(line)],
  )
  const likes: ((line: string) => boolean)[] = [
    line => isJson(line) && isWhole(line),
    isCombinedLine,
    ...expressions.map(expression => (line: string) => expression.test(line)),
  ]
  if (likes.some(like => like(lines[0] ?? ''))) return 0
  const most = likes.find(like => 2 * lines.filter(like).length > lines.length)
  return most ? lines.findIndex(most) : 0
}

/** A brace, or a bracket behind which no time stands as in some logs of text. */
const isJson = (line: string): boolean => /^\s*(?:\{|\[\s*(?:[[{\]]|$))/.test(line)

const fitsNames = ({ knownBy }: FormatForm, names: ReadonlySet<string>): boolean =>
  knownBy.length > 0 && knownBy.every(some => some.some(name => hasName(names, name)))

/** The form that fits best: of those whose names are all there, the one that asks for most. */
function chooseForm(candidates: readonly Candidate[], namesFor: (form: FormatForm) => ReadonlySet<string>) {
  return candidates
    .filter(({ form }) => fitsNames(form, namesFor(form)))
    .sort((a, b) => b.form.knownBy.length - a.form.knownBy.length)[0]
}

/** Whether a log has time and status by the names that any log may have, or that `--columns` gives. */
const isPlain = (names: ReadonlySet<string>, columns: ColumnNames, leftOut: LeftOut): boolean =>
  NEEDED_COLUMNS.every(column => {
    const given = columns.get(column)
    return given === undefined ? !isLeftOut(column, leftOut) && hasName(names, column) : hasName(names, given)
  })

/** Whether a format has no time or no status without what is left out of it. */
const lacksNeeded = ({ columns }: LogLayout, form: FormatForm): boolean =>
  NEEDED_COLUMNS.some(column => form.columns[column] !== undefined && !columns.has(column))

const isTold = (columns: ColumnNames): boolean => NEEDED_COLUMNS.every(column => columns.has(column))

/** What `--columns` says, and what other words for a column the log has, for columns that it has not. */
function withAliases(names: readonly string[], { columns, words }: LogQuestion) {
  const all = new Map(columns)
  const normal = new Set(names.map(normaliseHeader))
  const taken = new Set([...columns.values()].map(normaliseHeader))
  const aliased: AliasedColumn[] = []
  for (const column of REQUEST_COLUMNS) {
    if (all.has(column) || normal.has(column)) continue
    const name = [normaliseColumn, (each: string) => withoutZone(column, each)]
      .flatMap(nameOf => wordsFor(column, words).flatMap(word => names.filter(each => nameOf(each) === word)))
      .find(each => !taken.has(normaliseHeader(each)))
    if (name === undefined) continue
    all.set(column, name)
    taken.add(normaliseHeader(name))
    aliased.push({ column, name })
  }
  return { columns: all, aliased }
}

/** Says what there is, but for what is left out, in place of time and status. */
const failOnRest = (
  found: readonly (readonly [name: string, value: string])[],
  { columns, leftOut }: LogQuestion,
  names: ReadonlySet<string>,
  place: Place,
  hint?: string,
): never =>
  failOnNames(
    found.filter(([name]) => !isLeftOut(name, leftOut)),
    columns,
    new Set(withoutLeftOut([...names], leftOut)),
    place,
    hint,
  )

/** Where everything stands in a log of that form and those names. Rows of JSON may have further ones; a table has not. */
function layOut(
  { format, form }: Candidate,
  names: ReadonlySet<string>,
  asked: ColumnNames,
  leftOut: LeftOut,
  isTable = form.shape === 'csv',
): LogLayout {
  const columns = new Map<string, string>()
  const standIns: Record<string, readonly string[]> = {}
  const within: Record<string, string> = {}
  const isThere = (name: string): boolean => hasName(names, name)
  const place = (column: string, own: readonly string[]): void => {
    const isOptional = OPTIONAL.includes(column)
    // The first rows of JSON need not show a key that only failures have; a header shows all there is.
    const mayCome = (name: string): boolean =>
      isOptional && !isTable && form.shape === 'json' && form.within[name] === undefined
    const there = own.filter(isThere)
    // Scanners read the first alone, so that it should be one that rows have.
    const others = isTable || there.length === 0 ? [] : own.filter(name => !there.includes(name))
    const possible = isOptional
      ? own.filter(name => isThere(name) || mayCome(name))
      : [...there, ...(WHEREVER.includes(column) && form.shape === 'json' ? others : [])]
    const found = possible.length > 0 || isTable ? possible : own.slice(0, 1)
    const placed = found
      .slice(0, isOptional || WHEREVER.includes(column) ? found.length : 1)
      .map((name, i) => {
        const each = i === 0 ? column : `${column} ${i + 1}`
        columns.set(each, name)
        const pattern = form.within[name]
        if (pattern !== undefined) within[each] = pattern
        return each
      })
    if (placed.length > 1) standIns[column] = placed.slice(1)
  }
  const isOfStatus = (name: string): boolean =>
    [form.columns.first_status, form.columns.status].some(own => own?.includes(name))
  for (const column of LOG_COLUMNS) {
    const own = ownNames(form, column)?.filter(
      name => !namesGiven(name).some(part => isLeftOut(part, leftOut)),
    )
    // A table in which a status alone says that a request has ended does not tell an end from a beginning.
    if (isTable && column === 'row_kind' && own?.filter(isThere).every(isOfStatus) && !own.every(isOfStatus))
      continue
    // A log whose answered rows have no kind says nothing by it.
    if (column === 'row_kind' && form.words.areAnsweredOnly && !own?.some(isThere)) continue
    // An account splits the answer: whoever called is one only where that is asked for.
    if (own !== undefined && column !== 'account' && !asked.has(column)) place(column, own)
  }
  // Whoever has a directive name the fields may add some of ours.
  if (form.shape === 'fields' && form.fields === null)
    for (const column of COUNTING_COLUMNS)
      if (!columns.has(column) && isThere(column) && !isLeftOut(column, leftOut)) columns.set(column, column)
  for (const [column, name] of asked) {
    const own = form.columns[name as LogColumn]
    if (own !== undefined && !isThere(name)) place(column, own)
    else columns.set(column, name)
  }
  // A message may tell whose fault it was, and is one all the same.
  const { fault: _, ...others } = form.columns
  const all = [...Object.values(others), ...form.knownBy].flat().map(normaliseHeader)
  const tellsKind = columns.has('row_kind') && form.words.noRequests.length > 0
  const mayHoldMessages = isTable
    ? tellsKind || [...names].some(name => !all.includes(name) && isOfMessages(name))
    : columns.has('method')
  // Words of a format are those of its own columns.
  const isFaultOwn = asked.has('fault') || form.columns.fault === undefined
  return {
    format: format.id,
    words: {
      ...form.words,
      standIns,
      within,
      ...(columns.has('row_kind') ? {} : { requests: null }),
      ownAnswers: ownAnswersAsked(asked),
      // Where a gateway answers by itself, its log has no status of the service.
      isSilentUnreached:
        form.words.isSilentUnreached ||
        (!form.words.isMixed && ownAnswersOf(asked.get('status') ?? '')?.includes('nothing') === true),
      emptyStatus: mayHoldMessages ? 'request-with-path' : 'request',
      ...(isFaultOwn ? { faults: null } : { hasOwnFaults: columns.get('fault') === 'fault' }),
    },
    columns,
    isUtc: form.isUtc,
    isOfRequests: name => !form.harmless.some(each => normaliseHeader(each) === normaliseHeader(name)),
  }
}

/** The names that a format has for a column. Whoever knows whose fault it was adds `fault` to any. */
const ownNames = ({ columns }: FormatForm, column: LogColumn): readonly string[] | undefined =>
  column === 'fault' && columns.fault ? [...new Set(['fault', ...columns.fault])] : columns[column]

/**
 * The columns that decide what a row counts as and need not be in every row, so that each is read by what it has. A log
 * is recognised by its status: another key that may hold one says something else in other messages (`status: started`).
 */
const OPTIONAL: readonly string[] = [...FORMAT_COLUMNS, ...COUNTING_COLUMNS].filter(
  column => column !== 'status',
)

/** Columns of which each row has any of the names that the format may write. */
const WHEREVER: readonly string[] = ['timestamp', 'endpoint']

/**
 * Fastify logs the path as a request comes, and its status later, alone: of a table in which answered rows have no path, one
 * says nothing of a row without a status.
 */
function withoutPaths(
  layout: LogLayout,
  headers: readonly string[],
  sample: readonly (readonly string[])[],
): LogLayout {
  const known = headers.map(normaliseHeader)
  const textIn = (row: readonly string[], column: string): string =>
    row[known.indexOf(normaliseHeader(layout.columns.get(column) ?? ''))] ?? ''
  const isApart = sample.some(row => !isNothing(textIn(row, 'status')) && isNothing(textIn(row, 'endpoint')))
  const { isMixed, emptyStatus } = layout.words
  if (!isMixed || emptyStatus === 'request' || !isApart) return layout
  return { ...layout, words: { ...layout.words, emptyStatus: 'request-with-method' } }
}

/** Says which names only messages have that stand beside the requests: their numbers say nothing of these. */
function withoutMessages(layout: LogLayout, rows: readonly unknown[]): LogLayout {
  const { isMixed, requests: kinds, noRequests } = layout.words
  if (!isMixed && kinds === null && noRequests.length === 0) return layout
  const names = statusNames(layout)
  const requests = rows.filter(row => names.some(name => textAt(row, name) !== ''))
  if (requests.length === 0) return layout
  const said = new Set(
    requests.flatMap(namesAndTexts).flatMap(([name, text]) => (text.trim() === '' ? [] : [name])),
  )
  return { ...layout, isOfRequests: name => said.has(name) && layout.isOfRequests(name) }
}

/**
 * A log with names of its own: where every request of its first rows has a path, a row that has neither that nor a status is
 * another message of the program that writes it.
 */
function besideMessages(layout: LogLayout, rows: readonly unknown[]): LogLayout {
  const nameOf = (column: string): string => layout.columns.get(column) ?? column
  const has = (row: unknown, column: string): boolean => textAt(row, nameOf(column)) !== ''
  const requests = rows.filter(row => has(row, 'status'))
  const havePaths = requests.length > 0 && requests.every(row => has(row, 'endpoint'))
  return havePaths ? { ...layout, words: { ...layout.words, isMixed: true, havePaths } } : layout
}

/** Says whose rows count, where both sides of a request may write one. */
function chooseSide(
  layout: LogLayout,
  { format, form: { sides } }: Candidate,
  rows: readonly unknown[],
  question: LogQuestion,
): LogLayout {
  const { words } = layout
  const [sideNames, kindNames] = [namesIn(layout, 'side'), namesIn(layout, 'row_kind')]
  if (sideNames.length === 0) return layout
  const textOf = (row: unknown, names: readonly string[]): string =>
    names.map(name => textAt(row, name)).find(text => text !== '') ?? ''
  const found = rows
    .filter(row => kindNames.length === 0 || textOf(row, kindNames) !== '')
    .map(row => textOf(row, sideNames))
  const own = sides.findIndex(same => same.some(word => found.includes(word)))
  const chosen = question.sides?.choose(format.id, own, sides, question.file) ?? own
  return { ...layout, words: { ...words, sides: sides[chosen] ?? null } }
}

/** The names in a row, with what stands there. */
const namesAndTexts = (row: unknown) => namesWithin(row).map(name => [name, textAt(row, name)] as const)

/** How deep names and lists are looked for: nothing that is read stands deeper. */
const DEEPEST = 8

/** Every name in a value, nested ones with dots. */
function namesWithin(value: unknown, prefix = '', depth = 0): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > DEEPEST) return [prefix]
  return Object.entries(value).flatMap(([key, inner]) =>
    namesWithin(inner, prefix === '' ? key : `${prefix}.${key}`, depth + 1),
  )
}

/** The longest list of objects, or of lists, within a value, and others whose rows have a key of its own. */
function listsOfRows(value: unknown): ListWithin[] {
  const keysOf = ({ rows }: ListWithin): string[] => Object.keys(rows[0] as object)
  const lists = listsWithin(value).sort(
    (a, b) => b.rows.length - a.rows.length || keysOf(b).length - keysOf(a).length,
  )
  const own = lists[0] && keysOf(lists[0])
  return lists.filter(list => keysOf(list).some(key => own!.includes(key)))
}

function listsWithin(value: unknown, keys: readonly string[] = []): ListWithin[] {
  if (typeof value !== 'object' || value === null || keys.length > DEEPEST) return []
  if (Array.isArray(value))
    return typeof value[0] === 'object' && value[0] !== null ? [{ keys, rows: value }] : []
  return Object.entries(value).flatMap(([key, inner]) => listsWithin(inner, [...keys, key]))
}

/** How an object says that its lists go on elsewhere; null: it does not. */
function readMore(text: string): string | null {
  const value = parseJson(text, '')
  if ('code' in value) return null
  const inner = value.members.map(([, member]) => member).filter(({ kind }) => kind === 'object')
  return readPage([value, ...inner], 0).more ?? null
}

/** The names under which a row may have a column. */
const namesIn = ({ columns, words }: LogLayout, column: LogColumn): string[] =>
  [column, ...(words.standIns[column] ?? [])].flatMap(each => columns.get(each) ?? [])

/** What a row has somewhere that is about a request. */
const OF_REQUESTS = /(?:^|[._ -])(?:method|url|uri|path|endpoint|target|route)$/i

/** A value that may be a status: messages have few. */
const HAS_STATUS = /:\s*"?[1-5]\d\d"?\s*[,}]/

/**
 * Refuses a row of JSON that is taken for a message, as it has no status where the log had it so far, but is a request by
 * what it has: whatever writes the log may have been changed. `names`: what else a status may be called.
 */
export function failOnOtherStatus(
  raw: string,
  layout: LogLayout,
  names: readonly string[],
  file: string,
): void {
  if (!HAS_STATUS.test(raw) || !isWhole(raw)) return
  const row: unknown = JSON.parse(raw)
  const other = findOtherStatus([row], layout, names)
  if (other !== null && namesWithin(row).some(name => OF_REQUESTS.test(name)))
    failOnTwoKinds(layout.columns.get('status') ?? 'status', other, file)
}

/** Where a log may have the status of a request. */
const statusNames = (layout: LogLayout): string[] => [
  ...namesIn(layout, 'first_status'),
  ...(layout.columns.has('status') ? namesIn(layout, 'status') : ['status']),
]

/** The name under which messages have the status of a request that have none where their format writes it; null: none has. */
function findOtherStatus(
  rows: readonly unknown[],
  layout: LogLayout,
  names: readonly string[],
): string | null {
  const own = statusNames(layout)
  const others = rows
    .filter(row => own.every(name => textAt(row, name) === ''))
    .flatMap(row => namesWithin(row).filter(name => /^[1-5]\d\d$/.test(textAt(row, name))))
  return others.find(name => names.includes(normaliseColumn(name))) ?? null
}

/**
 * The columns that were named, without those of time and status whose names another log has; `are`: the names here. Of
 * JSON the others need not stand in its first rows.
 */
function columnsHere({ columns, shared, file }: LogQuestion, are: ReadonlySet<string>): ColumnNames {
  if (!shared) return columns
  const isHere = ([column, name]: readonly [string, string]): boolean => {
    if (!(NEEDED_COLUMNS as readonly string[]).includes(column)) return true
    const isThere = hasName(are, name)
    const message = `no log has ${inQuotes(name)}, which was asked for`
    shared.note(column, isThere ? null : { code: 'HEADER_MISSING', message, place: inFile(file) })
    return isThere
  }
  return new Map([...columns].filter(isHere))
}

function recogniseJson(
  head: Buffer,
  candidates: readonly Candidate[],
  question: LogQuestion,
  most = SAMPLE,
): JsonLog {
  const { asked, file, leftOut } = question
  const values = firstValues(head, most)
  const isSplit = !isLined(head)
  const written = /^\s*\[/.test(head.toString('latin1', 0, 100)) ? 'list' : 'objects'
  if (values.length === 0 && /^\s*\{\s*\n/.test(head.toString('utf8', 0, 100))) failOnOpenObject(head, file)
  const rowsFor = (form: FormatForm | null): unknown[] =>
    isNested(form) ? values.flatMap(value => rowsWithin(value, form.inside, form.keyValues)) : values
  const listNamesOf = (rows: readonly unknown[]): string[] => [
    ...new Set(rows.flatMap(row => namesWithin(row))),
  ]
  const ownNames = listNamesOf(values)
  const listed = (form: FormatForm | null): string[] =>
    isNested(form) ? listNamesOf(rowsFor(form)) : ownNames
  const ownSet: ReadonlySet<string> = new Set(ownNames.map(normaliseHeader))
  const columns = columnsHere(question, ownSet)
  const namesFor = (form: FormatForm | null): ReadonlySet<string> =>
    isNested(form) ? new Set(listed(form).map(normaliseHeader)) : ownSet
  const own = namesFor(null)
  const result = (layout: LogLayout, form: FormatForm | null, aliased: readonly AliasedColumn[] = []) =>
    ({ shape: 'json', layout, isSplit, written, form, names: listed(form), aliased }) as const
  const chosen =
    isTold(columns) && isPlain(own, columns, leftOut) ? undefined : chooseForm(candidates, namesFor)
  if (
    chosen &&
    (typeof asked === 'object' || !isPlain(own, columns, leftOut) || chosen.form.knownBy.length > 2)
  ) {
    const layout = layOut(chosen, namesFor(chosen.form), columns, leftOut)
    if (lacksNeeded(layout, chosen.form))
      failOnRest(rowsFor(chosen.form).flatMap(namesAndTexts), question, own, inFile(file))
    if (chosen.form.words.isMixed && !columns.has('status')) {
      const other = findOtherStatus(values, layout, wordsFor('status', question.words))
      if (other !== null) failOnTwoKinds(layout.columns.get('status')!, other, file)
    }
    const listedRows = rowsFor(chosen.form)
    return result(chooseSide(withoutMessages(layout, listedRows), chosen, listedRows, question), chosen.form)
  }
  const plain = withAliases(withoutLeftOut(listed(null), leftOut), { ...question, columns })
  // A program may log how it starts before any request comes.
  if (most === SAMPLE && values.length === SAMPLE && !isPlain(own, plain.columns, leftOut))
    return recogniseJson(head, candidates, question, Number.POSITIVE_INFINITY)
  if (typeof asked === 'object') {
    const names = values.length === 0 ? 'nothing that is JSON' : listNames(listed(null))
    failOnFormat(asked, `found ${names}`, file)
  }
  if (isPlain(own, plain.columns, leftOut) || asked === 'jsonl') {
    const layout = besideMessages(plainLayout(plain.columns), values)
    const isAsked = columns.has('status')
    return result(isAsked ? layout : withErrorStatuses(layout, leftOut), null, plain.aliased)
  }
  const rows = values.filter(value => typeof value === 'object' && value !== null && !Array.isArray(value))
  // Where nothing could be read, the reader of rows tells what is wrong with each.
  if (rows.length === 0) return result(plainLayout(columns), null)
  const lists = values.length === 1 ? listsOfRows(values[0]) : []
  if (lists.length > 0) failOnLists(lists, readMore(head.toString()), file)
  const found = rows.flatMap(namesAndTexts)
  failOnLinesWithin(found, failOnTexts, file)
  failOnMessages(found, question)
  const hint = areOfColumns(found.map(([name]) => name)) ? HINT_BY_ROWS : undefined
  return failOnRest(found, question, own, inFile(file), hint)
}

/** Refuses by `failOn` rows of which a value is a line of a log itself, which may have no time of its own. */
function failOnLinesWithin(
  found: readonly (readonly [name: string, text: string])[],
  failOn: (name: string, time: string | undefined, file: string) => never,
  file: string,
): void {
  const line = found.find(([, text]) => isCombinedLine(text) || (isJson(text) && isWhole(text)))
  if (line === undefined) return
  const isTime = ([, text]: readonly [string, string]): boolean => isValueOf('timestamp', text)
  const hasTime = isCombinedLine(line[1]) || namesAndTexts(JSON.parse(line[1])).some(isTime)
  failOn(line[0], hasTime ? undefined : found.find(isTime)?.[0], file)
}

/** Refuses objects whose messages are lines of a log without their times, as loggers of programs write them. */
function failOnMessages(
  found: readonly (readonly [name: string, text: string])[],
  { formats, file }: LogQuestion,
): void {
  const lines = formats.flatMap(({ forms }) =>
    forms.flatMap(({ line }) => (line === null ? [] : [new RegExp(line)])),
  )
  const time = found.find(([, text]) => isValueOf('timestamp', text))
  const message = time && found.find(([, text]) => lines.some(line => line.test(`${time[1]} ${text}`)))
  if (message) failOnMessagesOf(message[0], time[0], file)
}

/** Whether a text of JSON has a value a line, as far as its first line tells. */
function isLined(head: Buffer): boolean {
  const first = firstLines(head)[0]
  if (first === undefined || /^\s*\[/.test(first)) return first === undefined
  if (isWhole(first)) return true
  // Broken, or the beginning of a value that goes on: which holds another line end before it ends.
  const [value] = firstValues(head, 1)
  return value === undefined || !/^\s*\{\s*("|$)/.test(first) || /\}\s*$/.test(first)
}

/** The text of what stands at a name, which may be that of a nested key. */
function textAt(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) return ''
  const own = (value as Record<string, unknown>)[name]
  const dot = name.indexOf('.')
  if (own === undefined && dot >= 0)
    return textAt((value as Record<string, unknown>)[name.slice(0, dot)], name.slice(dot + 1))
  return typeof own === 'string' || typeof own === 'number' ? String(own) : ''
}

function recogniseLines(
  lines: readonly string[],
  candidates: readonly Candidate[],
  question: LogQuestion,
): RecognisedLog | null {
  const { columns, leftOut, file } = question
  const directive = lines.find(line => /^#fields:/i.test(line))
  const isDirected = /^#(?:fields|version|software|date|start-date|remark):/i.test(lines[0] ?? '')
  for (const { format, form } of candidates) {
    if (form.line === null) continue
    const expression = new RegExp(form.line)
    if (!(form.words.isMixed ? lines.some(line => expression.test(line)) : expression.test(lines[0] ?? '')))
      continue
    const names = form.fields ?? namesOf(form.line)
    checkFieldNames(columns, names, form, format, file)
    const known = new Set(names.map(normaliseHeader))
    const layout = layOut({ format, form }, known, columns, leftOut)
    if (lacksNeeded(layout, form))
      failOnRest(
        names.map(name => [name, '']),
        question,
        known,
        inFile(file),
      )
    return { shape: 'lines', layout, form, title: format.title, names }
  }
  if (!isDirected || directive === undefined) return null
  const names = splitFields(directive.replace(/^#fields:/i, ''))
  const known = new Set(names.map(normaliseHeader))
  const directed = candidates.filter(({ form }) => form.shape === 'fields' && form.fields === null)
  const chosen = chooseForm(directed, () => known) ?? directed[0]
  if (!chosen) return null
  const layout = layOut(chosen, known, columns, leftOut)
  const isMissing = (column: string): boolean => {
    const own = layout.columns.get(column)
    return own === undefined || !hasName(known, own)
  }
  if (NEEDED_COLUMNS.some(isMissing))
    failOnRest(
      names.map(name => [name, '']),
      question,
      known,
      inFile(file),
    )
  return { shape: 'lines', layout, form: chosen.form, title: chosen.format.title, names }
}

/** By how many rows of a table its columns are told. */
const FEW = 5

/** The first rows of a table as far as they are plain. */
const sampleRows = (sample: Buffer, delimiter: string): string[][] =>
  sample
    .toString('utf8', 0, 65_536)
    .split(/\r?\n/)
    .slice(0, SAMPLE)
    .filter(line => line !== '')
    .flatMap(line => {
      const cells = splitCells(line, delimiter)
      return cells === null ? [] : [cells]
    })

/**
 * How a table is laid out, by its header. What its first rows hold helps to say which column is which. Throws HEADER_MISSING where time or status are
 * nowhere.
 */
export function layOutTable(
  { headers, delimiter, sample: head }: OpenCsv,
  candidates: readonly Candidate[],
  question: LogQuestion,
  place: Place,
): LogLayout {
  const { asked, leftOut } = question
  const names = new Set(headers.map(normaliseHeader))
  const columns = columnsHere(question, names)
  const sample = sampleRows(head, delimiter)
  const few = sample.slice(0, FEW)
  const told = isTold(columns) && isPlain(names, columns, leftOut)
  const chosen = told ? undefined : chooseForm(candidates, () => names)
  if (
    chosen &&
    (typeof asked === 'object' || !isPlain(names, columns, leftOut) || chosen.form.knownBy.length > 2)
  ) {
    const layout = withoutPaths(layOut(chosen, names, columns, leftOut, true), headers, few)
    if (lacksNeeded(layout, chosen.form))
      failOnRest(
        headers.map(name => [name, '']),
        question,
        names,
        place,
      )
    const own = new Map([...layout.columns.values()].map(name => [normaliseHeader(name), name]))
    const keys = headers.map(name => own.get(normaliseHeader(name)) ?? name)
    const rows = sample.map(row => Object.fromEntries(keys.map((key, i) => [key, row[i] ?? ''])))
    return chooseSide(withoutMessages(layout, rows), chosen, rows, question)
  }
  if (typeof asked === 'object') failOnFormat(asked, `found ${listNames(headers)}`, place.file)
  // Which of the names the others stand for is found with all columns of the table.
  const { columns: named } = withAliases(withoutLeftOut(headers, leftOut), { ...question, columns })
  if (isPlain(names, named, leftOut)) return plainLayout(columns)
  failOnValues(headers, place)
  const found = headers.flatMap((name, index) =>
    few.length === 0 ? [[name, ''] as const] : few.map(row => [name, row[index] ?? ''] as const),
  )
  failOnLinesWithin(found, (...told) => failOnTextsInTable(...told, delimiter), place.file!)
  return failOnRest(found, question, names, place)
}
