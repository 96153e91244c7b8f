/** What is said of a log that cannot be recognised: what was found, and the mapping that is most likely meant. */
import { fail, inFile, inQuotes, type Place, quoteArgument, quoteName } from '../../core/failure.js'
import { isNothing } from '../../core/nothing-words.js'
import { isBareDate } from '../../core/time-text.js'
import { commandOn, pathOf, sayLists, takeOutOf } from '../lists-within.js'
import { type ColumnNames, normaliseHeader, partsOf } from '../rows.js'
import type { FormatForm, LogColumn, LogFormat } from './log-format.js'
import { NEEDED_COLUMNS } from './request-row.js'
import { isLikely, isStatusInUse, isTimeOfDay, isValueOf, suggestColumns } from './suggest-columns.js'

/** Whether a log has a name, or the parts of one that joins some. */
export function hasName(names: ReadonlySet<string>, name: string): boolean {
  const isThere = (part: string): boolean => names.has(normaliseHeader(part))
  return partsOf(name, isThere).every(isThere)
}

/** Refuses `--columns` that name no field of a format. */
export function checkFieldNames(
  columns: ColumnNames,
  names: readonly string[],
  form: FormatForm,
  { id }: LogFormat,
  file: string,
): void {
  for (const name of columns.values()) {
    const isOurs = form.columns[name as LogColumn] !== undefined
    if (isOurs || hasName(new Set(names.map(normaliseHeader)), name)) continue
    fail(
      'HEADER_MISSING',
      `the format ${id} has no field "${name}"`,
      inFile(file),
      `it has ${names.join(', ')}`,
    )
  }
}

/** Refuses a table whose first row is a request and no header: it would be lost if it were taken for one. */
export function failOnValues(headers: readonly string[], place: Place): void {
  const columns = headers.map(value => NEEDED_COLUMNS.find(column => isValueOf(column, value)) ?? null)
  if (!columns.includes('timestamp')) return
  const header = columns
    .map((column, i) => (column !== null && columns.indexOf(column) === i ? column : `column_${i + 1}`))
    .join(',')
  fail(
    'HEADER_MISSING',
    `expected a first line that names the columns; got ${listNames(headers)}`,
    place,
    `put one above it, such as ${header}`,
  )
}

const MAX_NAMED = 12

/** The first of some names, and how many more there are. */
export function listNames(names: readonly string[]): string {
  if (names.every(name => name === '')) return 'nothing that has a name'
  const distinct = [...new Set(names)].map(name => (name === '' ? '(a column without a name)' : name))
  const more = distinct.length - MAX_NAMED
  return `${distinct.slice(0, MAX_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Names within columns of JSON that hold a value for each row, by its number, as pandas writes them. */
export const areOfColumns = (names: readonly string[]): boolean =>
  names.length > 0 && names.every(name => /\.\d+$/.test(name))

/**
 * Says what was found in place of time and status, and which of it they may be; `hint`: what to do where it is no
 * question of names.
 */
export function failOnNames(
  found: readonly (readonly [name: string, value: string])[],
  columns: ColumnNames,
  names: ReadonlySet<string>,
  place: Place,
  hint?: string,
): never {
  const missing = NEEDED_COLUMNS.filter(column => !hasName(names, columns.get(column) ?? column))
  const isOfColumn = ([name]: readonly [string, string]): boolean => normaliseHeader(name) === 'status'
  const isStatus = ([, value]: readonly [string, string]): boolean =>
    isNothing(value) || isValueOf('status', value)
  // A level of a log may be called so, too: `info`.
  const isOfLevels =
    !columns.has('status') &&
    found.some(isOfColumn) &&
    !found.some(each => isOfColumn(each) && isStatus(each))
  const asked = NEEDED_COLUMNS.filter(
    column =>
      missing.includes(column) ||
      (column === 'status' && isOfLevels && found.some(each => isLikely('status', ...each))),
  )
  const what = missing.map(column => `"${columns.get(column) ?? column}"`).join(' or ')
  const given = missing.some(column => columns.has(column)) ? ', which was asked for' : ''
  fail(
    'HEADER_MISSING',
    `no row has ${what}${given}; found ${listNames(found.map(([name]) => name))}`,
    place,
    hint ??
      splitAtLabels(found, place) ??
      splitAtBlanks(found, place) ??
      suggestColumns(found, asked, columns),
  )
}

/** What makes objects of lines whose values have labels (LTSV), as a header they are; null: they are none such. */
function splitAtLabels(
  found: readonly (readonly [name: string, value: string])[],
  { file }: Place,
): string | null {
  const hasLabel = /^[A-Za-z_][\w.-]*:/
  if (file === null || found.length < 2 || !found.every(([name]) => hasLabel.test(name))) return null
  return `values with labels are no columns; make objects of them: ${commandOn('mlr --idkvp --ifs tab --ips : --ojsonl cat', file)} | kling-cost sla -`
}

const mayBeStatus = (word: string): boolean => /^(?:-|0+)$/.test(word) || isStatusInUse(word)

/**
 * What makes a table of lines whose words stand between blanks, as a script writes them; null: the first lines, `found` as
 * a header and a row below it, are none such.
 */
function splitAtBlanks(
  found: readonly (readonly [name: string, value: string])[],
  { file }: Place,
): string | null {
  const [[first] = ['']] = found
  const lines = [first, ...found.map(([, line]) => line)].filter(line => line.trim() !== '')
  const [words = [], ...others] = lines.map(line => line.trim().split(/\s+/))
  const [below = []] = others
  if (found.some(([name]) => name !== first) || words.length < 2 || file === null) return null
  // A port, or how long it took, is no status of all lines.
  const isOfStatuses = (index: number): boolean => others.every(line => mayBeStatus(line[index] ?? ''))
  const kinds = [words, below].map(line =>
    line.map((word, i) =>
      isTimeOfDay(word)
        ? 'time'
        : isBareDate(word)
          ? 'date'
          : isValueOf('timestamp', word)
            ? 'timestamp'
            : isStatusInUse(word) && isOfStatuses(i)
              ? 'status'
              : null,
    ),
  )
  const holds = (line: (string | null)[]): boolean =>
    line.includes('status') &&
    (line.includes('timestamp') || (line.includes('date') && line.includes('time')))
  const [own, next] = kinds as [(string | null)[], (string | null)[]]
  const hasHeader = holds(next) && !own.some(kind => kind !== null) && words.length === below.length
  if (!hasHeader && !holds(own)) return null
  const row = hasHeader ? next : own
  const names = row.map((kind, i) =>
    hasHeader ? words[i]! : kind !== null && row.indexOf(kind) === i ? kind : `column_${i + 1}`,
  )
  const nameOf = (kind: string): string => quoteName(names[row.indexOf(kind)]!)
  const time = row.includes('timestamp') ? nameOf('timestamp') : `${nameOf('date')}+${nameOf('time')}`
  const mapped = [
    ['timestamp', time],
    ['status', nameOf('status')],
  ].flatMap(([column, name]) => (column === name ? [] : [`${column}=${name}`]))
  const cut = commandOn("sed -E 's/[[:blank:]]+/,/g'", file)
  const table = hasHeader ? cut : `(echo ${names.join(',')}; ${cut})`
  const option = mapped.length === 0 ? '' : ` --columns ${quoteArgument(mapped.join(','))}`
  return `words between blanks are no columns; make them some: ${table} | kling-cost sla -${option}`
}

/** Refuses a log whose rows something else holds, and says which command takes them out. */
function failOnWrapped(found: string, takesOut: string, file: string, doing = 'extract the rows'): never {
  const hint = `${doing}: ${commandOn(takesOut, file)} | kling-cost sla -`
  fail('LOG_MALFORMED', `expected requests, a row for each; got ${found}`, inFile(file), hint)
}

/** A list that an object holds, and by which keys it is found. */
export interface ListWithin {
  readonly keys: readonly string[]
  readonly rows: readonly unknown[]
}

/**
 * Refuses an object that holds its rows in `lists`, the longest first: which of them are requests is not guessed. `more`
 * is how it says that other pages follow; null: it does not say so.
 */
export function failOnLists(lists: readonly ListWithin[], more: string | null, file: string): never {
  if (Array.isArray(lists[0]!.rows[0])) {
    const hint = 'have the rows written as objects: ClickHouse does with FORMAT JSONEachRow'
    fail(
      'LOG_MALFORMED',
      `expected requests, an object for each; got lists, in ${lists[0]!.keys.join('.')}`,
      inFile(file),
      hint,
    )
  }
  const keys = lists.map(list => list.keys)
  const { found, doing } = sayLists(keys, more, 'requests')
  failOnWrapped(found, takeOutOf(keys), file, doing)
}

/** Refuses one object over many lines whose beginning ends within a list: that list likely holds the rows. */
export function failOnOpenObject(head: Buffer, file: string): void {
  /** What is open at the end; `holds`: the sign that opened the last value within. */
  const open: { readonly sign: string; readonly key: string; holds?: string }[] = []
  let key = ''
  for (const [sign, name] of head.toString('utf8').matchAll(/"((?:[^"\\]|\\.)*)"|[[\]{}]/g)) {
    if (name !== undefined) key = name
    else if (sign === '{' || sign === '[') {
      const around = open.at(-1)
      if (around) around.holds = sign
      open.push({ sign, key })
    } else open.pop()
  }
  const list = open.findIndex(({ sign }) => sign === '[')
  if (list < 0) return
  const keys = open.slice(1, list + 1).map(each => each.key)
  failOnLists([{ keys, rows: [open[list]!.holds === '[' ? [] : {}] }], null, file)
}

/**
 * Refuses objects that hold lines of a log as texts, as what collects the output of programs writes them. `time`: where the
 * times stand beside lines of JSON that have none.
 */
export function failOnTexts(key: string, time: string | undefined, file: string): never {
  const text = pathOf(key)
  const takesOut =
    time === undefined ? `jq -r '${text}'` : `jq -c '{timestamp: ${pathOf(time)}} + (${text} | fromjson)'`
  failOnWrapped(`objects that each hold a line of a log, in ${inQuotes(key)}`, takesOut, file)
}

/** The same of a table, as consoles of logs export what they found. */
export function failOnTextsInTable(
  column: string,
  time: string | undefined,
  file: string,
  delimiter: string,
): never {
  const form =
    delimiter === '\t' ? '--itsv' : delimiter === ',' ? '--icsv' : `--icsv --ifs ${quoteArgument(delimiter)}`
  const takesOut =
    time === undefined
      ? `mlr ${form} --onidx cut -f ${quoteArgument(column)}`
      : `mlr ${form} --ojsonl json-parse -f ${quoteArgument(column)} then put ${quoteArgument(`$* = mapsum({"timestamp": $*["${time}"]}, $*["${column}"])`)}`
  failOnWrapped(`rows that each hold a line of a log, in ${inQuotes(column)}`, takesOut, file)
}

/** Refuses objects whose messages tell of requests. */
export function failOnMessagesOf(key: string, time: string, file: string): never {
  const takesOut = `jq -r '"\\(${pathOf(time)}) \\(${pathOf(key)})"'`
  failOnWrapped(`objects that tell of requests in a text, ${inQuotes(key)}`, takesOut, file)
}

/** What containers, journals and process managers write in front of each line of a program. */
const PREFIX = /^[^{"]{1,200}(?=\{ *")/

const OF_TABLE = /(?:^|[\t;,])"?(?:status|timestamp|time)"?(?:[\t;,]|$)/i

/** Refuses lines of JSON behind what something else writes in front of each; `lines`: the first ones of the log. */
export function failOnPrefix(lines: readonly string[], file: string): void {
  // A table of ours may have a column of objects.
  if (OF_TABLE.test(lines[0] ?? '')) return
  const behind = lines.map(line => line.replace(PREFIX, '').replace(NOTHING_BEHIND, ''))
  const isBehind = (text: string, i: number): boolean => PREFIX.test(lines[i]!) && isWhole(text)
  if (2 * behind.filter(isBehind).length <= lines.length) return
  const first = behind.findIndex(isBehind)
  const prefix = PREFIX.exec(lines[first]!)![0]
  const end = behind.some((text, i) => isBehind(text, i) && NOTHING_BEHIND.test(lines[i]!))
    ? '; s/ \\[\\] *$//'
    : ''
  failOnWrapped(
    `lines of JSON with something in front, such as ${inQuotes(prefix)}`,
    TIME_IN_FRONT.test(prefix) && !HAS_TIME.test(behind[first]!)
      ? `sed -E 's/^[^0-9]?([-0-9]+[T ][^][:blank:]]+)[^{]*\\{/{"timestamp":"\\1",/${end}'`
      : `sed 's/^[^{]*//${end}'`,
    file,
  )
}

/** Where Monolog says nothing more. */
const NOTHING_BEHIND = / \[\]\s*$/
/** A time that the objects behind it may lack. */
const TIME_IN_FRONT = /^\D?\d{4}-\d\d-\d\d[T ]\d\d:\d\d/
const HAS_TIME = /\d{4}-\d\d-\d\d|: *"?1\d{9}/

/** Whether a line is a value of JSON. */
export function isWhole(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** Refuses a log with messages of two kinds that have the status of a request: which are the requests is not guessed. */
export const failOnTwoKinds = (own: string, other: string, file: string): never =>
  fail(
    'LOG_MALFORMED',
    `some messages have a status in ${inQuotes(own)}, others in ${inQuotes(other)}`,
    inFile(file),
    `say which are the requests: ${[own, other].map(name => `--columns ${quoteArgument(`status=${name}`)}`).join(' or ')}`,
  )

/** Refuses a log that is not of the format that was asked for. */
export function failOnFormat({ id, title }: LogFormat, found: string, file: string | null): never {
  fail(
    'LOG_MALFORMED',
    `the log is not what ${title} writes; ${found}`,
    inFile(file),
    `leave out --log-format ${id} to have it recognised, or say with --columns where time and status stand`,
  )
}
