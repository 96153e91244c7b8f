/**
 * Other words for columns and values: those of the vendor's API, of spreadsheets, of the user's own files. They are
 * data (`rates/<vendor>/names.yaml`, and `--rates FILE`); code knows its own words alone.
 */
import { getOrInsert, remembering } from '../core/get-or-insert.js'

/** The kinds of files that columns are named for. */
export type NamedFile =
  | 'jobs'
  | 'plan'
  | 'ledger'
  | 'requests'
  | 'fees'
  | 'maintenance'
  | 'demand'
  | 'calendar'

/** What other names say of a column. */
export interface ColumnWords {
  /** Names that are read as it, the first one that a file has. */
  readonly read: readonly string[]
  /** Names that likely mean it: told, and not read. */
  readonly suggest: readonly string[]
  /** Names (`*` standing for anything) that mean it, so that to leave them unread changes the answer. */
  readonly refuse: readonly string[]
  /** The same where nothing else is read as the column: beside it they say no more than it does. */
  readonly refuse_if_missing: readonly string[]
  /** The same where besides rows that are alike otherwise differ in it. */
  readonly refuse_if_unlike?: readonly string[]
  /** Another column, without which the names of this one say nothing that changes the answer. */
  readonly beside?: string
  /** Another column, beside which they say nothing that changes the answer. */
  readonly unless?: string
}

export const NO_COLUMN_WORDS: ColumnWords = { read: [], suggest: [], refuse: [], refuse_if_missing: [] }

const WORD_KINDS = ['read', 'suggest', 'refuse', 'refuse_if_missing', 'refuse_if_unlike'] as const
type WordKind = (typeof WORD_KINDS)[number]

/** Something for each kind of file, as far as there is anything to say. */
type ByFile<T> = { readonly [File in NamedFile]?: T | undefined }
type OptionalWords = { readonly [Kind in WordKind]?: readonly string[] | undefined } & {
  readonly beside?: string | undefined
  readonly unless?: string | undefined
}

/** One file of names as plain data. */
export interface NamesData {
  readonly columns: ByFile<Readonly<Record<string, OptionalWords>>>
  /** Columns that are known to change no answer. */
  readonly harmless: ByFile<readonly string[]>
  /** What stands in front of a row of sums under a table. */
  readonly totals?: readonly string[]
  /** What stands in a cell of a row that is of all that the column names. */
  readonly all?: readonly string[]
  /** Words of headings that say what the figures are in. */
  readonly units?: readonly string[]
  /** Words that turn what a heading says around. */
  readonly negations?: readonly string[]
  readonly packages?: Partial<PackageWords>
  /** By column and word what the word stands for: another word, or words of other columns. */
  readonly values: Readonly<Record<string, Readonly<Record<string, Meaning>>>>
}

/** How purchased packages are named. */
export interface PackageWords {
  /** How names state what a package holds: `*-{pool}-{units}Units`. */
  readonly patterns: readonly string[]
  /** Words that make no difference. */
  readonly fillers: readonly string[]
}

/** What a word stands for: another word of its column, or words of other columns. */
export type Meaning = string | Readonly<Record<string, string>>

/** The names of all files together; of two that say a thing differently, the later one's counts. */
export interface Names {
  columnsOf(file: NamedFile): ReadonlyMap<string, ColumnWords>
  harmlessIn(file: NamedFile): ReadonlySet<string>
  /** What stands in front of a row of sums, as `normaliseColumn` writes it. */
  totals(): ReadonlySet<string>
  /** What stands in a cell of a row that is of all that the column names, or sums it up, as `normaliseColumn` writes it. */
  wholes(): ReadonlySet<string>
  /** Words of headings that say what the figures are in, as `normaliseColumn` writes them. */
  units(): ReadonlySet<string>
  /** Words that turn what a heading says around, as `normaliseColumn` writes them. */
  negations(): ReadonlySet<string>
  packages(): PackageWords
  /** What a word under a column stands for; undefined when it is not known as another word for anything. */
  meaningOf(column: string, word: string): Meaning | undefined
  /** All such words of a column, as `normaliseColumn` writes them, with what they stand for. */
  wordsOf(column: string): ReadonlyMap<string, Meaning>
}

/** A sign of a unit, such as in `Amount ($)` or `Left (%)`. */
const SIGN = /[%‰\p{Sc}]/u

export const hasSign = (name: string): boolean => SIGN.test(name)

/** A dollar sign with the letters that say whose dollar it is; in front of a name (`$status`) it is none. */
const DOLLAR = /((?<![a-z])[a-z]{1,2})?\$(?!\p{L})/gu

/** Words that mean the same as the sign; another country's dollar has its name in front, and is no US dollar with it. */
const DOLLARS = /(?<!\S)(?:(?:us )?dollars?|美元|美金)(?!\S)/g

/** Where a further word of a name begins as programs write them: `taskId`, `TaskID`. */
const CAMEL = /(?<=\p{Ll})(?=\p{Lu})/gu

/**
 * A name as it is compared: case, blanks, underscores and whatever else is no letter, digit or sign of a unit make no
 * difference. `Amount (USD)`, `Amount ($)` and `Amount (dollars)` are `amount usd`, `taskId` is `task id`.
 */
export const normaliseColumn = remembering(name => {
  const plain = name.normalize('NFKC').replaceAll(CAMEL, ' ').toLowerCase()
  return (hasSign(plain) ? partSigns(plain) : plain)
    .replaceAll(/[^\p{L}\p{N}%‰\p{Sc}*]+/gu, ' ')
    .trim()
    .replaceAll(DOLLARS, 'usd')
})

const partSigns = (name: string): string =>
  name
    .replaceAll(DOLLAR, (sign, whose = 'us') => (whose === 'us' ? ' usd ' : ` ${sign}`))
    .replaceAll(/\$(?=\p{L})/gu, ' ')
    .replaceAll(/(?!\$)[%‰\p{Sc}]/gu, ' $& ')

/** Puts the words of several files together; they are loaded when the first is looked up, which many runs never do. */
export function mergeNames(load: () => readonly NamesData[]): Names {
  let loaded: readonly NamesData[] | null = null
  const values = new Map<string, ReadonlyMap<string, Meaning>>()
  const filesOf = (): readonly NamesData[] => {
    loaded ??= load()
    return loaded
  }
  const wordsOf = (column: string): ReadonlyMap<string, Meaning> =>
    getOrInsert(
      values,
      column,
      () =>
        new Map(
          filesOf().flatMap(file =>
            Object.entries(file.values[column] ?? {}).map(
              ([word, meaning]) => [normaliseColumn(word), meaning] as const,
            ),
          ),
        ),
    )
  return {
    columnsOf(file) {
      const columns = new Map<string, Record<WordKind, string[]> & { beside?: string; unless?: string }>()
      // What the user says goes before what is shipped.
      for (const { columns: byFile } of filesOf().toReversed()) {
        for (const [name, words] of Object.entries(byFile[file] ?? {})) {
          const all = getOrInsert(columns, name, () => ({
            read: [],
            suggest: [],
            refuse: [],
            refuse_if_missing: [],
            refuse_if_unlike: [],
          }))
          if (words.beside !== undefined) all.beside ??= words.beside
          if (words.unless !== undefined) all.unless ??= words.unless
          for (const kind of WORD_KINDS) all[kind].push(...(words[kind] ?? []).map(normaliseColumn))
        }
      }
      return columns
    },
    harmlessIn: file =>
      new Set(filesOf().flatMap(({ harmless }) => (harmless[file] ?? []).map(normaliseColumn))),
    totals: () => new Set(filesOf().flatMap(({ totals = [] }) => totals.map(normaliseColumn))),
    wholes: () =>
      new Set(filesOf().flatMap(({ totals = [], all = [] }) => [...totals, ...all].map(normaliseColumn))),
    units: () => new Set(filesOf().flatMap(({ units = [] }) => units.map(normaliseColumn))),
    negations: () => new Set(filesOf().flatMap(({ negations = [] }) => negations.map(normaliseColumn))),
    packages: () => ({
      patterns: filesOf().flatMap(({ packages }) => packages?.patterns ?? []),
      fillers: filesOf().flatMap(({ packages }) => (packages?.fillers ?? []).map(normaliseColumn)),
    }),
    meaningOf: (column, word) => wordsOf(column).get(normaliseColumn(word)),
    wordsOf,
  }
}

/** No other words at all: only our own are read. */
export const NO_NAMES: Names = mergeNames(() => [])
