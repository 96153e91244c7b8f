/** What became of the columns of a file, so that every answer can say it: none is ignored in silence. */
import type { LedgerDoubt } from './ledger/ledger-doubt.js'
import type { RowDoubt } from './row-doubt.js'

/** A column or key that nothing is read from. */
export interface IgnoredColumn {
  readonly name: string
  /** The column that it likely means; null when it looks like none. */
  readonly like: string | null
  /** Others that it may mean as well, where its cells alone tell. */
  readonly orLike?: readonly string[]
  /** Whether it is known to change no answer. */
  readonly isHarmless?: boolean
  /** Some of its cells, where it is by them that it looks like that, and to leave it unread may change the answer. */
  readonly cells?: string
  /** The few words that it holds, or some of its numbers, by which whoever reads them may tell what it means; left out: it holds others. */
  readonly words?: string
}

/** A column that was found under another name than ours, or whose name says of which clock its times are. */
export interface AliasedColumn {
  readonly column: string
  readonly name: string
  /** The clock that the name says its times are of, such as `UTC+8`; left out: none, or that of the options. */
  readonly clock?: string
}

/** A word that was read as another one, or as words of other columns. */
export interface AliasedWord {
  readonly column: string
  readonly word: string
  readonly meant: readonly { readonly column: string; readonly means: string }[]
}

/** The columns that are not read as they stand. */
export interface UnlikeColumns {
  readonly ignored: readonly IgnoredColumn[]
  readonly aliased: readonly AliasedColumn[]
}

/** The columns of one file that are not read as they stand. */
export interface FileColumns extends UnlikeColumns {
  readonly file: string
  /** What was made of the file, where it could have been read otherwise. */
  readonly remarks?: readonly string[]
  /** What may be a slip, and counts as it stands. */
  readonly doubts?: readonly (LedgerDoubt | RowDoubt)[]
  /** Left out: none. */
  readonly words?: readonly AliasedWord[]
  /** The file is of a known format, which has columns that nothing is read from: nobody need be told of them. */
  readonly isExpected?: boolean
}

/** The names of all that nothing was read from, each once, in order of occurrence. */
export const listIgnored = (files: readonly FileColumns[]): string[] => [
  ...new Set(files.flatMap(({ ignored }) => ignored.map(({ name }) => name))),
]
