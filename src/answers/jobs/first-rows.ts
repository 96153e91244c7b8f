/** What the first rows of a table of jobs tell of it, as far as they are at hand when its header has been read. */
import { compact } from '../../core/compact.js'
import { atLine, type Issue } from '../../core/failure.js'
import type { IgnoredColumn } from '../../core/file-columns.js'
import { normaliseName } from '../../core/rating/catalogue.js'
import { isBareDate } from '../../core/time-text.js'
import { type ColumnForm, type FoundColumns, withTold, wordsFor } from '../../read/columns.js'
import type { OpenCsv } from '../../read/csv-form.js'
import type { JobColumn, JobContext } from '../../read/job-row.js'
import type { JsonValue } from '../../read/json-value.js'
import { type Names, NO_COLUMN_WORDS, normaliseColumn } from '../../read/names.js'
import { type Notation, notationOfCsv, orderOf } from '../../read/notation.js'
import { findPool } from '../../read/pool-name.js'
import { areAside, isSaidBy, type Phrase, phrasesIn } from '../../read/said-words.js'
import { MOST_ROWS, TableSums } from '../../read/table-sums.js'
import { isWordOf, wordsOfMeaning } from '../../read/tasks/words.js'
import {
  areCounts,
  areSums,
  cellsOf,
  type Likeness,
  MOST_ROWS_SHOWN,
  nameOtherVendors,
  withTellingCells,
} from '../../read/telling-cells.js'
import { isTruth, truthOf } from '../../read/values.js'
import { readRecordAt } from '../../scan/csv-record.js'
import type { FileJobs, Purpose, UsagePurpose } from './job-files.js'

/** How many rows show what a column holds, how numbers are written, and whether there is what is none of use: that is rare. */
export const MOST_SHOWN = { words: MOST_ROWS_SHOWN, amounts: 500, movements: 3000 }

/** A row of a table, and its line. */
export interface ShownRow {
  readonly fields: readonly string[]
  readonly line: number
}

/** The headings of a table, and so many of its first rows. */
export interface ShownTable {
  readonly headers: readonly string[]
  list(most: number): readonly ShownRow[]
}

/** Columns behind those of a table, which say what stands within its cells. */
export interface ColumnsWithin {
  readonly names: readonly string[]
  /** The fields of a row with theirs; of another width than the header's as they are. */
  widen(fields: readonly string[], line: number): readonly string[]
}

/** Objects of JSON as a table: what they hold beside lists and other objects. */
export function tableOf(
  objects: readonly { readonly value: Pick<JsonValue, 'members'>; readonly line: number }[],
): ShownTable {
  const headers = [...new Set(objects.flatMap(({ value }) => value.members.map(([key]) => key)))]
  const rows = objects.map(({ value, line }): ShownRow => {
    const texts = new Map(value.members.map(([key, { text }]) => [key, text ?? '']))
    return { fields: headers.map(name => texts.get(name) ?? ''), line }
  })
  return { headers, list: most => rows.slice(0, most) }
}

/** The same with the keys of objects within, such as `input.duration`, behind all that the objects have themselves. */
export function tableWithin(
  objects: readonly { readonly value: JsonValue; readonly line: number }[],
): ShownTable {
  const whole = tableOf(objects)
  const within = tableOf(
    objects.map(({ value, line }) => ({ value: { members: membersWithin(value) }, line })),
  )
  const rows = within.list(objects.length)
  return {
    headers: [...whole.headers, ...within.headers],
    list: most =>
      whole.list(most).map(({ fields, line }, i) => ({ fields: [...fields, ...rows[i]!.fields], line })),
  }
}

/** What the objects within an object hold, each by the keys that lead to it. */
const membersWithin = ({ members }: Pick<JsonValue, 'members'>): [string, JsonValue][] =>
  members.flatMap(([key, value]) =>
    [...value.members.filter(([, { kind }]) => kind !== 'object'), ...membersWithin(value)].map(
      ([inner, each]): [string, JsonValue] => [`${key}.${inner}`, each],
    ),
  )

/** The first rows of a table, as far as they are at hand, each read when it is first asked for. */
export class FirstRows implements ShownTable {
  readonly #bytes: Buffer
  #rows: ShownRow[] = []
  #within: ColumnsWithin = { names: [], widen: fields => fields }
  #at = 0
  #line: number

  constructor(readonly csv: OpenCsv) {
    const { sample, headerLine } = csv
    this.#bytes = sample.at(-1) === 0x0a ? sample : Buffer.concat([sample, Buffer.from('\n')])
    this.#line = headerLine + 1
  }

  get headers(): readonly string[] {
    return [...this.csv.headers, ...this.#within.names]
  }

  /** Puts such columns behind its own. */
  add(within: ColumnsWithin): void {
    this.#within = within
    this.#rows = this.#rows.map(({ fields, line }) => ({ fields: within.widen(fields, line), line }))
  }

  list(most: number): readonly ShownRow[] {
    const delimiter = this.csv.delimiter.charCodeAt(0)
    while (this.#rows.length < most) {
      const record = readRecordAt(this.#bytes, this.#at, this.#bytes.length, delimiter)
      if (record === null) break
      this.#rows.push({ fields: this.#within.widen(record.fields, this.#line), line: this.#line })
      this.#line += record.raw.split('\n').length
      this.#at = record.end
    }
    return this.#rows.slice(0, most)
  }
}

/** What is wrong where a table holds sums of its rows. Of tasks each has its own row. */
export function findSums(
  first: ShownTable,
  found: FoundColumns,
  notation: Notation,
  { input, reading }: FileJobs,
): Issue | null {
  const isOfTasks = found.at.has('task_id') || found.at.has('package_id')
  if (isOfTasks || !(found.at.has('units') || found.at.has('count'))) return null
  const sums = new TableSums(first.headers, found, reading.names, notation)
  for (const { fields, line } of first.list(MOST_ROWS)) sums.take(fields, atLine(input.name, line))
  return sums.find()
}

/** The columns whose numbers may have decimals, which say of each other how they are written. */
const AMOUNTS = ['units', 'duration', 'input_duration'] as const satisfies JobColumn[]

/** How a table writes its numbers, as far as its first rows show: a log is too long to be read twice. */
export function notationOfTable(
  first: FirstRows,
  columns: ReadonlyMap<string, number>,
  { input, reading: { notation } }: FileJobs,
): Notation {
  const found = AMOUNTS.flatMap(column => columns.get(column) ?? [])
  const rows = found.length === 0 ? [] : first.list(MOST_SHOWN.amounts)
  const isOfRows = input.isOfRows === true
  return notationOfCsv(
    notation,
    { ...first.csv, isOfRows },
    rows.flatMap(({ fields }) => found.map(index => fields[index] ?? '')),
  )
}

/** What a column of nothing but such words says under any heading. `std` and `true` are words of much else. */
const TOLD_BY_WORDS = ['model', 'capability', 'resolution', 'status'] as const satisfies JobColumn[]

/** The form in which a column that holds words of one of ours, and nothing else as far as shown, means it. */
export function withTellingWords(form: ColumnForm, first: ShownTable, context: JobContext): ColumnForm {
  const rows = first.list(MOST_SHOWN.words)
  if (rows.length === 0) return form
  const { headers } = first
  const holds = (index: number, column: JobColumn): boolean =>
    rows.every(({ fields }) => isTellingWord(column, fields[index]?.trim() ?? '', context))
  const isMode = (name: string): boolean => wordsFor('mode', form.words).includes(normaliseColumn(name))
  const hasMode = form.renamed.has('mode') || headers.some(isMode)
  // A mode says all that a resolution would.
  return TOLD_BY_WORDS.filter(column => column !== 'resolution' || !hasMode).reduce(
    (told, column) =>
      withTold(
        told,
        column,
        'refuse_if_missing',
        headers.filter((_, i) => holds(i, column)),
      ),
    form,
  )
}

/** What stands behind a word to say why: `returned (task failed)`, `refund: failed`. */
const WHY = /\s*(?:[(（:：]|\s[-–—]\s).*$/

/** Of longer names nothing but the whole is looked at, of what is written without blanks by its signs. */
const MOST_WORDS = 3
const MOST_SIGNS = 12

/** A column of more words holds titles, or names. */
const MOST_KINDS = 6

/** Longer texts are no words. */
const LONGEST_WORD = 40

/**
 * Whether a text names what else than use happens to units: that they were given back, bought, or expired. Such a word may
 * stand within a short name (`units.refunded`); `not refunded` is none. `isOfKinds`: it stands in a column of few words, so
 * that one that prose has as well may say it.
 */
function namesMovement(text: string, names: Names, isOfKinds: boolean): boolean {
  if (text.length > LONGEST_WORD) return false
  const [given, others] = [names.wordsOf('given_back'), names.wordsOf('deduction_or_refund')]
  const isMovement = (phrase: Phrase): boolean =>
    (isSaidBy(phrase, 'given_back', names, isOfKinds) &&
      (!phrase.isUnparted || areAside([...phrase.before, ...phrase.behind], names))) ||
    isOtherMovement(phrase, names)
  return [...new Set([text, text.replace(WHY, '')])].some(each => {
    const normal = normaliseColumn(each)
    const words = normal.split(' ')
    const found = phrasesIn(each, phrase => given.has(phrase) || others.has(phrase))
    const isShort = words.length <= MOST_WORDS && !/^(?:no|not|non)$/.test(words[0]!)
    return found.some(
      phrase =>
        (phrase.text === normal ||
          (isShort && (!phrase.isUnparted || words.join('').length <= MOST_SIGNS))) &&
        isMovement(phrase),
    )
  })
}

/** Where no blanks part words, such a word stands behind what changes nothing: 积分充值, and not 充值积分, units that were bought. */
const isOtherMovement = ({ text, isUnparted, before, behind }: Phrase, names: Names): boolean =>
  names.wordsOf('deduction_or_refund').has(text) &&
  (!isUnparted || (behind.length === 0 && areAside(before, names)))

/**
 * The form in which unread columns tell rows of use from others: one beside units that names what else happened to them, or
 * the pools that they were of, and one that names several vendors.
 */
export function withOtherRows(
  form: ColumnForm,
  first: ShownTable,
  context: JobContext,
  purpose: Purpose,
): ColumnForm {
  const { names } = context.reading
  const headers = first.headers.map(normaliseColumn)
  const wordsOf = (column: string): string[] => {
    const given = form.renamed.get(column)
    return given === undefined ? wordsFor(column, form.words) : [normaliseColumn(given)]
  }
  // Whoever is called Grant is an account. What may be a capability is looked at, as it says whose units they were.
  const known = new Set(
    form.columns.flatMap(column => [
      ...wordsOf(column),
      ...(column === 'capability' ? [] : (form.words.get(column)?.suggest ?? [])),
    ]),
  )
  const unread = headers.flatMap((name, i) => (known.has(name) ? [] : [i]))
  if (unread.length === 0) return form
  const rows = first.list(MOST_SHOWN.movements)
  const columns = unread.map(i => ({
    header: headers[i]!,
    texts: [...new Set(rows.map(({ fields }) => fields[i]?.trim() ?? ''))],
  }))
  const areMovements = (texts: readonly string[]): boolean => {
    const isOfKinds = texts.length <= MOST_KINDS
    const isMovement = (text: string): boolean => namesMovement(text, names, isOfKinds)
    return texts.some(isMovement) && !texts.every(isMovement)
  }
  const tell = (told: ColumnForm, column: string, holds: (texts: readonly string[]) => boolean): ColumnForm =>
    withTold(
      told,
      column,
      'refuse',
      columns.flatMap(({ header, texts }) => (holds(texts) ? [header] : [])),
    )
  const hasUnits = wordsOf('units').some(word => headers.includes(word))
  // Where each row names a movement, it says where its units came from.
  const ofMovements = hasUnits ? tell(form, 'deduction_or_refund', areMovements) : form
  const isThere = (column: string): boolean =>
    form.columns.includes(column) && wordsOf(column).some(word => headers.includes(word))
  const ofPools =
    hasUnits && !isThere('pool') && purpose.kind === 'usage'
      ? tellPools(ofMovements, columns, isThere('capability'), context, purpose)
      : ofMovements
  return tell(ofPools, 'vendor', texts => nameOtherVendors(texts, names))
}

/** The form in which columns of names of pools, or of what jobs do, tell whose units they were. */
function tellPools(
  form: ColumnForm,
  columns: readonly { readonly header: string; readonly texts: readonly string[] }[],
  hasCapability: boolean,
  context: JobContext,
  purpose: UsagePurpose,
): ColumnForm {
  const { names } = context.reading
  const poolOf = (text: string): string | null => findPool(text, purpose.pools, names)
  const poolOfJobs = (text: string): string | null => poolOfCapability(text, context)
  const headersOf = (find: (text: string) => string | null): string[] =>
    columns.flatMap(({ header, texts }) => (arePools(texts, find, purpose) ? [header] : []))
  const told = withTold(form, 'pool', 'refuse', headersOf(poolOf))
  if (hasCapability) return told
  const ofJobs = headersOf(poolOfJobs)
  const mixed = headersOf(text => poolOf(text) ?? poolOfJobs(text)).filter(name => !ofJobs.includes(name))
  const { read = [], suggest = [] } = told.words.get('capability') ?? {}
  // Beside units a capability is asked for only where it says of which pool they were.
  const words = new Map(told.words).set('capability', { ...NO_COLUMN_WORDS, read, suggest })
  const asked = ofJobs.length === 0 ? told : { ...told, words }
  return withTold(withTold(asked, 'pool', 'refuse', mixed), 'capability', 'refuse', ofJobs)
}

/** The one pool that pays for what a word says that a job does, as all price lists have it; null: none, or several. */
function poolOfCapability(text: string, context: JobContext): string | null {
  const { catalogue } = context
  const { pool, capability } = wordsOfMeaning('capability', text, context) ?? {}
  if (pool !== undefined || capability === undefined) return pool ?? null
  const own = catalogue.capabilities.get(normaliseName(capability)) ?? capability
  const [only, ...others] = new Set(
    catalogue.cards.flatMap(({ rates }) =>
      rates.flatMap(rate => (rate.capabilities.includes(own) ? compact([rate.pool]) : [])),
    ),
  )
  return others.length === 0 ? (only ?? null) : null
}

/** Whether texts are names of pools, others than that which pays for all where nothing names one. */
function arePools(
  texts: readonly string[],
  poolOf: (text: string) => string | null,
  { paying }: UsagePurpose,
): boolean {
  const named = texts.filter(text => text !== '').map(poolOf)
  const [only, ...others] = paying
  const isOfAll = others.length === 0 && named.every(pool => pool === only)
  return named.length > 0 && named.every(pool => pool !== null) && !isOfAll
}

/** `2.6` may be anything, so may `V1.6`, `pro` and `yes`, and the one model of `lip-sync` is called as what it does. */
const isTellingWord = (column: JobColumn, text: string, context: JobContext): boolean =>
  (column === 'resolution' ? /^\d+(?:p|k|x\d+)$/i : /\p{L}{2}|\p{L}\d\p{L}/u).test(text) &&
  isWordOf(column, text, context) &&
  !isTruth(text) &&
  !(column === 'model' && isWordOf('capability', text, context))

/** Whether a text is a day without a time. */
export const isDay = (text: string, notation: Notation): boolean => isBareDate(text.trim(), orderOf(notation))

/** Whether a column holds such days alone. */
export function holdsDays(first: ShownTable, name: string, notation: Notation): boolean {
  const at = first.headers.indexOf(name)
  return first.list(MOST_SHOWN.words).every(({ fields }) => isDay(fields[at] ?? '', notation))
}

/** What the cells of a table of jobs may mean where no heading says so. Where units are told, they are what a job cost. */
export function likenessesOf({ reading: { names } }: JobContext): readonly Likeness[] {
  const isTrue = (text: string): boolean | undefined => {
    const meaning = names.meaningOf('audio', text) ?? text
    return typeof meaning === 'string' ? truthOf(meaning) : undefined
  }
  // A number of rows of which each is one is no answer of yes or no.
  const areTrue = (texts: readonly string[]): boolean =>
    texts.every(text => text === '' || isTrue(text) !== undefined) &&
    texts.some(isTrue) &&
    !texts.every(text => text === '' || text === '1')
  return [
    { column: 'audio', or: ['status'], unless: ['units'], fits: areTrue },
    { column: 'count', or: ['duration'], unless: ['units'], fits: areCounts },
    { column: 'count', unless: ['units', 'task_id'], fits: areSums },
  ]
}

/** The columns that nothing is read from, with what their cells say. */
export const tellIgnored = (
  { ignored, at }: FoundColumns,
  form: ColumnForm,
  first: ShownTable,
): IgnoredColumn[] =>
  withTellingCells(
    ignored,
    form.likenesses ?? [],
    column => at.has(column),
    cellsOf(first.headers, first.list(MOST_SHOWN.words)),
  )
