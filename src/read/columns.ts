/**
 * Which columns of a file are read, and which are not. Nothing is ignored in silence: what is not read is told with what
 * it likely means, and a column that would change the answer stops the command until somebody says what it is.
 */
import { patternOfGlob } from '../core/escape-pattern.js'
import {
  failOnAny,
  type Issue,
  inQuotes,
  listChoices,
  type Place,
  quoteArgument,
  quoteName,
} from '../core/failure.js'
import type { AliasedColumn, IgnoredColumn } from '../core/file-columns.js'
import type { Zone } from '../core/instant.js'
import { nearestName } from '../core/nearest-name.js'
import { mayNameZone, readHeading, withClocks, zoneOfHeadings } from './heading-zone.js'
import type { MayTell, ReadingOfValues } from './json-value.js'
import type { LeftOut } from './left-out.js'
import {
  type ColumnWords,
  hasSign,
  type NamedFile,
  type Names,
  NO_COLUMN_WORDS,
  normaliseColumn,
} from './names.js'
import type { Notation } from './notation.js'
import { type ColumnNames, normaliseHeader, partsOf } from './rows.js'
import type { Likeness } from './telling-cells.js'

/** What the command line says of columns. */
export interface ColumnChoices {
  /** `--columns`: the file's names of columns; a `+` joins several by a blank. */
  readonly renamed: ColumnNames
  /** `--ignore-columns`; a name that `--columns` gives is read all the same. */
  readonly leftOut: LeftOut
  /** Of a command that reads several files; left out: each must have all the names that are given. */
  readonly shared?: SharedNames | undefined
  /** Where times that name no zone are read; left out: that is not known. */
  readonly notation?: Pick<Notation, 'zone'> & Partial<Notation>
}

/** What a kind of file may have. */
export interface ColumnForm extends ColumnChoices, Pick<ReadingOfValues, 'wordOfList'> {
  /** The columns that are read, by our own names. */
  readonly columns: readonly string[]
  /** What other names say, by column. */
  readonly words: ReadonlyMap<string, ColumnWords>
  readonly harmless: ReadonlySet<string>
  /** Words that say what figures are in. */
  readonly units: ReadonlySet<string>
  readonly negations: ReadonlySet<string>
  /** Whether `--columns` is for other files: a column must be called as it is here. */
  readonly isNamed?: boolean
  /**
   * Whether a value within an object of JSON that nothing is read from, whose name means a column that the row lacks,
   * changes the answer; left out: none does.
   */
  readonly mayTell?: MayTell
  /** A column without which whatever is not read, and looks like nothing else, may be it; left out: none. */
  readonly orElse?: string
  /** What the cells of columns that nothing is read from may mean; left out: they are not looked at. */
  readonly likenesses?: readonly Likeness[]
  /** What to do with a column that stops the command and is none of ours, by what it looks like. */
  readonly instead?: ReadonlyMap<string, string>
}

/** Names that `--columns` gives where a command reads several files: a file may lack one, but not all of them. */
export class SharedNames {
  readonly #found = new Set<string>()
  readonly #missing = new Map<string, Issue>()

  /** Notes whether a file has the name given for a column; `missing`: what is wrong if none has. */
  note(column: string, missing: Issue | null): void {
    if (missing === null) this.#found.add(column)
    else if (!this.#missing.has(column)) this.#missing.set(column, missing)
  }

  /** Throws HEADER_MISSING for names that no file had, once all have been read. */
  check(): void {
    failOnAny([...this.#missing].flatMap(([column, issue]) => (this.#found.has(column) ? [] : [issue])))
  }
}

/** The form of one kind of file. */
export const formOf = (
  columns: readonly string[],
  names: Names,
  file: NamedFile,
  { renamed, leftOut, shared, notation }: ColumnChoices,
): ColumnForm => ({
  columns,
  words: names.columnsOf(file),
  harmless: names.harmlessIn(file),
  units: names.units(),
  negations: names.negations(),
  renamed,
  leftOut,
  shared,
  ...(notation && { notation }),
})

/** Where the columns of a file stand. */
export interface FoundColumns {
  /** By our name the index of the column, or of the first of those that are joined. */
  readonly at: ReadonlyMap<string, number>
  /** By our name the indexes of columns that are joined by a blank. */
  readonly joined: ReadonlyMap<string, readonly number[]>
  /** By our name the zone that the heading names, where it is another than the options say. */
  readonly zones: ReadonlyMap<string, Zone>
  readonly aliased: readonly AliasedColumn[]
  readonly ignored: readonly IgnoredColumn[]
}

/** The indexes of the columns that are read. */
export const indexesRead = ({ at, joined }: Pick<FoundColumns, 'at' | 'joined'>): ReadonlySet<number> =>
  new Set([...at.values(), ...[...joined.values()].flat()])

/** Which other names may stand for a column, the likeliest first, as `normaliseColumn` writes them. */
export const wordsFor = (column: string, words: ColumnForm['words']): string[] => [
  normaliseColumn(column),
  ...(words.get(column)?.read ?? []),
]

/** A name as it is compared, without the zone that it may name if it is that of a column of times; null: it names none. */
export function withoutZone(column: string, name: string): string | null {
  const heading = mayNameZone(column) ? readHeading(name) : null
  return heading && normaliseColumn(heading.bare)
}

/**
 * Finds the columns of a header. Throws, with everything that is wrong: HEADER_REPEATED when a name that is read
 * stands there twice, HEADER_MISSING when one that `--columns` names does not, COLUMN_UNREAD (see `findTelling`).
 */
export function findColumns(headers: readonly string[], form: ColumnForm, place: Place): FoundColumns {
  const { issues, ...found } = locateColumns(headers, form, place)
  failOnAny(issues)
  return found
}

/** Finds the columns of a header, and what is wrong with them. */
export function locateColumns(
  headers: readonly string[],
  form: ColumnForm,
  place: Place,
): FoundColumns & { readonly issues: readonly Issue[] } {
  const exact = headers.map(normaliseHeader)
  const normal = headers.map(normaliseColumn)
  const at = new Map<string, number>()
  const joined = new Map<string, readonly number[]>()
  const aliased: AliasedColumn[] = []
  const issues: Issue[] = []
  const taken = new Set<number>()
  const indexOf = (name: string): number => {
    const own = exact.indexOf(normaliseHeader(name))
    return own >= 0 ? own : normal.indexOf(normaliseColumn(name))
  }
  const isThere = (name: string): boolean => indexOf(name) >= 0
  form.leftOut.note?.(headers)
  const isLeftOut = (index: number): boolean => form.leftOut.has(normal[index]!)
  const find = (name: string): number => {
    const index = indexOf(name)
    if (index >= 0 && exact.indexOf(exact[index]!, index + 1) >= 0)
      issues.push({ code: 'HEADER_REPEATED', message: `the column "${exact[index]}" is there twice`, place })
    return index
  }
  const missingIn = (given: string): Issue | null => {
    const name = partsOf(given, isThere).find(part => !isThere(part))
    if (name === undefined) return null
    const message = `no column is called "${name}", which was asked for`
    return { code: 'HEADER_MISSING', message, place, hint: `found: ${headers.join(', ')}` }
  }
  const renamed = new Map<string, string>()
  for (const [column, given] of form.renamed) {
    if (!form.columns.includes(column)) continue
    const missing = missingIn(given)
    if (form.shared) form.shared.note(column, missing)
    else if (missing !== null) issues.push(missing)
    if (missing === null || !form.shared) renamed.set(column, given)
  }
  // Our own names and the user's go first: another name for one column may be our name for another.
  for (const column of form.columns) {
    const given = renamed.get(column)
    if (given === undefined && isThere(column) && isLeftOut(indexOf(column))) continue
    const indexes = (given === undefined ? [column] : partsOf(given, isThere)).map(find)
    if (indexes.some(index => index < 0)) continue
    at.set(column, indexes[0]!)
    if (indexes.length > 1) joined.set(column, indexes)
    for (const index of indexes) taken.add(index)
  }
  for (const column of form.columns) {
    if (at.has(column) || renamed.has(column)) continue
    const words = wordsFor(column, form.words)
    const bare = headers.map(name => withoutZone(column, name))
    const index = [normal, bare]
      .flatMap(names =>
        words.map(word => names.findIndex((name, i) => name === word && !taken.has(i) && !isLeftOut(i))),
      )
      .find(index => index >= 0)
    if (index === undefined) continue
    at.set(column, index)
    taken.add(index)
    aliased.push({ column, name: headers[index]! })
  }
  const namesOf = (column: string): string[] =>
    (joined.get(column) ?? [at.get(column)!]).map(index => headers[index]!)
  const zones = new Map<string, Zone>()
  for (const column of at.keys()) {
    const zone = zoneOfHeadings(column, namesOf(column), form.notation?.zone, place)
    if (zone !== undefined && 'code' in zone) issues.push(zone)
    else if (zone !== undefined) zones.set(column, zone)
  }
  const ignored = headers.flatMap((header, i) => (taken.has(i) ? [] : nameUnread(header, i)))
  const holders = holdersOf([...taken].map(index => headers[index]!))
  const isRead = (column: string): boolean => at.has(column) || renamed.has(column)
  issues.push(...findTelling(ignored, form, place, isRead, holders))
  const told = withClocks(aliased, zones, column => namesOf(column).join(' + '))
  return {
    at,
    joined,
    zones,
    aliased: told,
    issues,
    ignored: ignored.map(name => describeIgnored(name, form, holders)),
  }
}

/** The objects that columns of these names are read from: of `body.model_name` it is `body`. */
export function holdersOf(read: Iterable<string>): Holders {
  let found: Set<string> | null = null
  for (const name of read) {
    for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
      found ??= new Set()
      found.add(normaliseHeader(name.slice(0, dot)))
    }
  }
  return found ?? NO_HOLDERS
}

/** Objects of which what stands in them is about the row. */
export type Holders = Pick<ReadonlySet<string>, 'has'>

const NO_HOLDERS: Holders = new Set()

/** What a name is called within the object that something else is read from; null: it stands in none. */
function nameWithin(name: string, holders: Holders): string | null {
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1))
    if (holders.has(normaliseHeader(name.slice(0, dot)))) return name.slice(dot + 1)
  return null
}

/** What an unread column is called. The first without a heading holds the numbers of rows, as pandas and R write them. */
const nameUnread = (header: string, index: number): string[] =>
  header !== '' ? [header] : index === 0 ? [] : [`column ${index + 1}`]

/** Of a form whose columns are called by their own names alone. */
export const NO_WORDS: Pick<ColumnForm, 'words' | 'harmless' | 'leftOut' | 'renamed'> = {
  renamed: new Map(),
  words: new Map(),
  harmless: new Set(),
  leftOut: new Set(),
}

/** Whether an unread name is known to change nothing, or the user says so; `normal`: within its object. */
const saysNothing = (
  name: string,
  normal: string,
  { harmless, leftOut }: Pick<ColumnForm, 'harmless' | 'leftOut'>,
): boolean => harmless.has(normal) || leftOut.has(normal) || leftOut.has(normaliseColumn(name))

/** What a column that is not read likely means. */
export function describeIgnored(
  name: string,
  form: Pick<ColumnForm, 'columns' | 'words' | 'harmless' | 'leftOut' | 'renamed'>,
  holders: Holders = NO_HOLDERS,
): IgnoredColumn {
  const { words, harmless, leftOut, renamed } = form
  // Who says where a column is read from means none of the others.
  const columns = form.columns.filter(column => !renamed.has(column))
  const normal = normaliseColumn(nameWithin(name, holders) ?? name)
  if (saysNothing(name, normal, { harmless, leftOut })) return { name, like: null, isHarmless: true }
  const like =
    columns.find(column => {
      const { read = [], suggest = [] } = words.get(column) ?? {}
      return read.includes(normal) || suggest.includes(normal)
      // Whoever follows a wrong suggestion counts wrong: `discount` is no `count`, and `count` no `account`.
    }) ??
    (normal.length > 3 && (columns.includes(normal) || !isKnown(normal, words))
      ? nearestName(normal.replaceAll(' ', '_'), columns, 2)
      : null)
  return { name, like }
}

/**
 * The column that an unread name means, where to leave it unread would change the answer; undefined: none. `holders`:
 * objects that something else is read from, so that what stands in them is about the row.
 */
export function columnToldBy(
  name: string,
  form: ColumnForm,
  isRead: (column: string) => boolean,
  holders: Holders = NO_HOLDERS,
): string | undefined {
  const within = nameWithin(name, holders)
  const normal = normaliseColumn(within ?? name)
  if (saysNothing(name, normal, form)) return undefined
  // By its whole name it is another one's: `deduction_time` is a time, whatever was deducted.
  const isOfOther = (column: string): boolean =>
    [...form.words].some(([other, { read }]) => other !== column && read.includes(normal))
  const telling = [...form.words].find(([column, { refuse, refuse_if_missing, beside, unless }]) => {
    if (beside !== undefined && !isRead(beside)) return false
    if (unless !== undefined && isRead(unless)) return false
    const asked = [...refuse, ...(isRead(column) ? [] : refuse_if_missing)]
    if (asked.some(pattern => matches(normal, pattern) && !(pattern.includes('*') && isOfOther(column))))
      return true
    // By this name it would be read if it stood in the row itself.
    const isOwn = within !== null && !isRead(column) && wordsFor(column, form.words).includes(normal)
    return isOwn && refuse_if_missing.length > 0
  })?.[0]
  // `Fee (€)` is no fee in dollars, and nothing else than a fee.
  if (telling !== undefined) return telling
  if (form.orElse !== undefined && !isRead(form.orElse) && !isKnown(normal, form.words)) return form.orElse
  const { units, rest } = partUnits(normal, form)
  if (units.length === 0) return undefined
  return form.columns.find(column => !isRead(column) && wordsFor(column, form.words).includes(rest))
}

/** Whether a name is a column's, or likely means one. */
const isKnown = (normal: string, words: ColumnForm['words']): boolean =>
  [...words].some(
    ([column, { read, suggest }]) =>
      normaliseColumn(column) === normal || read.includes(normal) || suggest.includes(normal),
  )

/** Whether a name says the contrary of what the column does: `no_audio`. */
export function isNegated(name: string, column: string, form: ColumnForm): boolean {
  const own = new Set(wordsFor(column, form.words).flatMap(each => each.split(' ')))
  // `No. of videos` is a number.
  return normaliseColumn(name)
    .replace(/^no of /, '')
    .split(' ')
    .some(word => !own.has(word) && [...form.negations].some(pattern => matches(word, pattern)))
}

/** The words of a name that say what its figures are in, and the name without them. */
function partUnits(normal: string, form: ColumnForm): { readonly units: string[]; readonly rest: string } {
  const all = normal.split(' ')
  const isUnit = (word: string): boolean =>
    hasSign(word) || [...form.units].some(pattern => matches(word, pattern))
  return { units: all.filter(isUnit), rest: all.filter(word => !isUnit(word)).join(' ') }
}

/** Whether a name says that its figures are in another unit than those of the column are. */
function isOfOtherUnit(name: string, column: string, form: ColumnForm): boolean {
  const own = new Set(wordsFor(column, form.words).flatMap(each => each.split(' ')))
  return partUnits(normaliseColumn(name), form).units.some(unit => !own.has(unit))
}

/**
 * What `--columns` may name in place of an unread name; null: nothing. One of our own names (`isOwn`) is unread where
 * `--columns` names another, or where it is that of an object of JSON, of which a value inside can be read.
 */
type NameOf = (name: string, isOwn: boolean) => string | null

/** The columns that are not read although their names say that they change the answer. */
export function findTelling(
  ignored: readonly string[],
  form: ColumnForm,
  place: Place,
  isRead: (column: string) => boolean,
  holders: Holders = NO_HOLDERS,
  nameOf: NameOf = (name, isOwn) => (isOwn ? null : name),
): Issue[] {
  return ignored.flatMap(name => {
    const column = columnToldBy(name, form, isRead, holders)
    if (column === undefined) return []
    const isKnown = form.columns.includes(column)
    const isOther = isKnown && isOfOtherUnit(name, column, form)
    const isTurned = isKnown && isNegated(name, column, form)
    const isOwn = normaliseColumn(name) === normaliseColumn(column)
    const instead = form.instead?.get(column)
    // `Price per unit` beside a column of units is none of them.
    const isOfOther =
      isRead(column) &&
      normaliseColumn(name)
        .split(' ')
        .some(word =>
          form.columns.some(other => other !== column && wordsFor(other, form.words).includes(word)),
        )
    const named = isOfOther ? null : nameOf(name, isOwn)
    const like = `${isOwn ? '' : looksLike(column)}${isOther ? ' in another unit' : ''}${isTurned ? ', turned around' : ''}`
    return [
      unreadIssue(name, like, place, [
        ...(isKnown && isOther ? [`replace it with a column ${column} in its own unit`] : []),
        ...(isTurned ? [`replace it with a column ${column}`] : []),
        ...(isKnown && !isOther && !isTurned && named !== null
          ? [mapping(named, column, form, isRead(column))]
          : []),
        ...(instead === undefined ? [] : [instead]),
      ]),
    ]
  })
}

/** What an unread column is told as. */
export const looksLike = (column: string): string => `, which looks like ${column.replaceAll('_', ' ')}`

/** Says that a column is not read; `like`: what it seems to be; `choices`: what can be done beside leaving it out. */
export const unreadIssue = (name: string, like: string, place: Place, choices: readonly string[]): Issue => ({
  code: 'COLUMN_UNREAD',
  message: `nothing is read from the column ${inQuotes(name)}${like}`,
  place,
  hint: listChoices([
    ...choices,
    `--ignore-columns ${quoteArgument(quoteName(name))} leaves it out, if it changes nothing`,
  ]),
})

/** The form in which such headings mean a column. */
export function withTold(
  form: ColumnForm,
  column: string,
  kind: 'read' | 'refuse' | 'refuse_if_missing',
  headers: readonly string[],
): ColumnForm {
  if (headers.length === 0) return form
  const told = headers.map(normaliseColumn)
  const harmless = new Set([...form.harmless].filter(name => !told.includes(name)))
  const own = form.words.get(column) ?? NO_COLUMN_WORDS
  const words = new Map(form.words).set(column, { ...own, [kind]: [...own[kind], ...told] })
  return { ...form, words, harmless }
}

/** What is wrong where an unread column says otherwise than the one that is read in its place; `otherwise`: how, or than what. */
export const otherwiseIssue = (name: string, column: string, otherwise: string, place: Place): Issue => ({
  code: 'COLUMN_UNREAD',
  message: `nothing is read from the column ${inQuotes(name)}${looksLike(column)}, and says otherwise ${otherwise}`,
  place,
  hint: `--columns ${quoteArgument(`${column}=${quoteName(name)}`)} reads it instead, or --ignore-columns ${quoteArgument(quoteName(name))} leaves it out`,
})

/** How an unread column is made the one that it looks like. */
const mapping = (name: string, column: string, { isNamed }: ColumnForm, isRead: boolean): string =>
  isNamed
    ? `call it ${column} if that is what it is`
    : `--columns ${quoteArgument(`${column}=${quoteName(name)}`)} reads it${isRead ? ' instead' : ''}`

const matches = (name: string, pattern: string): boolean =>
  pattern.includes('*') ? new RegExp(patternOfGlob(pattern), 'u').test(name) : name === pattern
