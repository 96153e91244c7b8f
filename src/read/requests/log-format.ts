/**
 * How programs write their logs of requests, as data (`formats/`), and how one log is laid out once its first rows
 * have been seen. Whoever reads a row asks for columns by their names here; where they stand is the layout's.
 */
import { fail, type Issue, type Place } from '../../core/failure.js'
import type { AliasedColumn } from '../../core/file-columns.js'
import { type ColumnChoices, type ColumnForm, formOf, looksLike, unreadIssue } from '../columns.js'
import { isWithinLeftOut, type LeftOut } from '../left-out.js'
import type { Names } from '../names.js'
import { type ColumnNames, namesGiven, normaliseHeader } from '../rows.js'
import { ownAnswersAsked, shippedForeignWords } from './foreign-words.js'
import { COUNTING_COLUMNS, type CountingColumn, REQUEST_COLUMNS } from './request-row.js'
import { PLAIN_WORDS, type RequestWords } from './request-words.js'

/** The columns that only formats have, beside those of every log. */
export const FORMAT_COLUMNS = ['first_status', 'row_kind', 'side', 'method', 'passed_on'] as const

/** Every column that may be read from a log of requests. */
export const LOG_COLUMNS = [...REQUEST_COLUMNS, ...FORMAT_COLUMNS] as const
export type LogColumn = (typeof LOG_COLUMNS)[number]

/** A column that none of a log may have. */
const COUNT = 'number_of_requests'

/** A row of a log is one request: to count one that stands for many as one changes every rate. */
const INSTEAD = new Map([
  [
    COUNT,
    'give the log itself, with a row for each request, sum it by 5-minute intervals for --counts (docs/scale.md)',
  ],
])

/** Says that a column tells, by its cells, that each row is a sum of requests. */
export const issueOfSums = (name: string, place: Place): Issue => {
  const why = ': all times are whole minutes, and each stands but once with a status'
  return unreadIssue(name, `${looksLike(COUNT)}${why}`, place, [INSTEAD.get(COUNT)!])
}

/** What the columns of a log, or of a table of requests, may be called; `columns` are those that are read from it. */
export const logColumnForm = (
  columns: readonly string[],
  names: Names,
  choices: ColumnChoices,
): ColumnForm => ({ ...formOf(columns, names, 'requests', choices), instead: INSTEAD })

/** The same of a log whose format is known: only that its rows stand for many requests would change the answer. */
export const recognisedColumnForm = (plain: ColumnForm, { columns }: LogLayout): ColumnForm => ({
  ...plain,
  columns: [...new Set([...plain.columns, ...columns.keys()])],
  renamed: columns,
  words: new Map([...plain.words].filter(([column]) => column === COUNT)),
  harmless: new Set(),
})

/** Whether rows of the form stand within others, or hold lists that are read as objects. */
export const isNested = (form: FormatForm | null): form is FormatForm =>
  form !== null && (form.inside.length > 0 || form.keyValues !== null)

/** Refuses to filter requests without paths, of which none would count, or none be left out. */
export function failWithoutPaths(place: Place): never {
  fail(
    'HEADER_MISSING',
    '--endpoint and --exclude-endpoint compare paths, and no column is called endpoint',
    place,
    'if another column holds paths, --columns endpoint=NAME says which',
  )
}

/** One form that logs of a format have. */
export interface FormatForm {
  readonly shape: 'json' | 'csv' | 'fields' | 'pattern'
  /** A regular expression; of a pattern its named groups are the fields, of fields it tells the format. */
  readonly line: string | null
  /** The fields in order; null: a directive names them. */
  readonly fields: readonly string[] | null
  /** Names that must be there, each as its alternatives. */
  readonly knownBy: readonly (readonly string[])[]
  /** The keys of the lists in which the requests stand, each as its alternatives, from the outside in. */
  readonly inside: readonly (readonly string[])[]
  readonly keyValues: string | null
  /** The names of each column, of which the first that a row has counts. */
  readonly columns: Readonly<Partial<Record<LogColumn, readonly string[]>>>
  readonly words: RequestWords
  /** By name, a regular expression whose group is the value, where that is a part of the text. */
  readonly within: Readonly<Record<string, string>>
  /** Who may write rows, the first that occurs to count, each by its words. */
  readonly sides: readonly (readonly string[])[]
  /** Names of its own that say nothing of how many requests a row stands for, though they look like it. */
  readonly harmless: readonly string[]
  readonly isUtc: boolean
}

/** How some program writes its log. */
export interface LogFormat {
  readonly id: string
  readonly title: string
  readonly source: string
  /** What a request looks like that got no answer, in words. */
  readonly unreachedMeans: string | null
  readonly forms: readonly FormatForm[]
}

/** The names of a pattern's groups. */
export const namesOf = (line: string): string[] =>
  [...line.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(([, name]) => name!)

/** How a log is laid out. */
export interface LogLayout {
  /** The id of the format that it was taken for; null when it is none but what its columns say. */
  readonly format: string | null
  readonly words: RequestWords
  /**
   * The log's name of each column that is not called as it is here: `endpoint` may stand at `request.uri`. Names with a
   * dot are nested keys, of which a key of that very name goes before; `date+time` joins two with a blank.
   */
  readonly columns: ColumnNames
  /** Whether times without a zone are UTC, whatever the options say. */
  readonly isUtc: boolean
  /** Whether requests may have something under a name that nothing is read from, as far as the first rows tell. */
  readonly isOfRequests: (name: string) => boolean
}

/** A log of which nothing is known but what `--columns` says. */
export const plainLayout = (columns: ColumnNames): LogLayout => ({
  format: null,
  words: { ...PLAIN_WORDS, ownAnswers: ownAnswersAsked(columns) },
  columns,
  isUtc: false,
  isOfRequests: () => true,
})

/** In front of the number of a stand-in for `status`: where errors that were thrown have that of the answer. */
const OF_ERROR = 'status of an error '

/** The same of a log of JSON, in which what was thrown has a status where a row has no other. */
export function withErrorStatuses(layout: LogLayout, leftOut: LeftOut): LogLayout {
  const names = shippedForeignWords().errorStatuses.filter(name => !isWithinLeftOut(name, leftOut))
  const added = names.map((name, i): [string, string] => [`${OF_ERROR}${i + 1}`, name])
  const standIns = { ...layout.words.standIns, status: added.map(([column]) => column) }
  return {
    ...layout,
    words: { ...layout.words, standIns },
    columns: new Map([...layout.columns, ...added]),
  }
}

/** Which of these a log has. */
export const listErrorStatuses = ({ columns }: LogLayout, names: readonly string[]): AliasedColumn[] =>
  [...columns]
    .filter(([column, name]) => column.startsWith(OF_ERROR) && names.some(each => isSame(each, name)))
    .map(([, name]) => ({ column: 'the status of an error', name }))

const isSame = (one: string, other: string): boolean => normaliseHeader(one) === normaliseHeader(other)

/** By which names something is read from a log that has `names`: what only errors have need not be there. */
export const namesReadOf = ({ columns }: LogLayout, names: readonly string[]): string[] =>
  [...columns].flatMap(([column, name]) =>
    column.startsWith(OF_ERROR) && !names.some(each => isSame(each, name)) ? [] : namesGiven(name),
  )

/** The columns that decide what a row of such a log counts as, `timestamp` aside. */
export const countingColumns = (layout: LogLayout): string[] =>
  ownCountingColumns(layout).flatMap(column => [column, ...(layout.words.standIns[column] ?? [])])

const ownCountingColumns = ({ words, columns }: LogLayout): CountingColumn[] => [
  ...(columns.has('first_status') ? (['first_status'] as const) : []),
  ...(words.requests !== null || words.noRequests.length > 0 ? (['row_kind'] as const) : []),
  ...(words.sides === null ? [] : (['side'] as const)),
  ...(words.isMixed && columns.has('method') ? (['method'] as const) : []),
  ...(words.ownAnswers === null ? [] : (['passed_on'] as const)),
  ...COUNTING_COLUMNS,
]
