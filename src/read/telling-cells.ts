/** What the cells of a column say that it may mean, where nothing is read from it: its heading is one that no list knows. */
import type { IgnoredColumn } from '../core/file-columns.js'
import { type Names, normaliseColumn } from './names.js'

/** What cells look like, where nothing else says it. */
export interface Likeness {
  readonly column: string
  /** Columns that such cells may be of as well. */
  readonly or?: readonly string[]
  /** Columns that say what it would, or beside which it changes nothing. */
  readonly unless: readonly string[]
  /** Whether the cells of the rows, some of which may be empty, look like those of the column. */
  readonly fits: (texts: readonly string[]) => boolean
  /** Which cells tell it, also in a column that is harmless as a rule, such as one of remarks; left out: all of them together. */
  readonly tells?: (text: string) => boolean
}

/** How many rows show what a column holds. */
export const MOST_ROWS_SHOWN = 50

/** How many different cells are told. */
const MOST_TOLD = 3

/**
 * The columns that nothing is read from, with the cells of those whose cells look like what nothing else says.
 * `cellsOf`: the cells of some rows, trimmed.
 */
export function withTellingCells(
  ignored: readonly IgnoredColumn[],
  likenesses: readonly Likeness[],
  isRead: (column: string) => boolean,
  cellsOf: (name: string) => readonly string[],
): IgnoredColumn[] {
  const asked = likenesses.filter(({ column, unless }) => ![column, ...unless].some(isRead))
  return ignored.map(each => {
    const texts = cellsOf(each.name)
    const shown = [...new Set(texts.filter(text => text !== ''))]
    // A name that looks like what is read elsewhere says nothing of its cells.
    if (each.like !== null && !isRead(each.like)) return withWords(each, shown)
    const found =
      shown.length === 0
        ? undefined
        : asked.find(({ fits, tells }) => (tells || !each.isHarmless) && fits(texts))
    if (found === undefined) return withWords(each, shown)
    const told = shown.filter(found.tells ?? (() => true))
    return {
      name: each.name,
      like: found.column,
      orLike: (found.or ?? []).filter(column => !isRead(column)),
      cells: firstOf(told),
    }
  })
}

const firstOf = (cells: readonly string[]): string =>
  `${cells.slice(0, MOST_TOLD).join(', ')}${cells.length > MOST_TOLD ? ', …' : ''}`

/** How many words a column of kinds holds at most, and how long they are. */
const MOST_KINDS = 4
const LONGEST_KIND = 24

/** The column with its words, where they are of few kinds, or some of its whole numbers: they may say what it means in any language. */
function withWords(column: IgnoredColumn, shown: readonly string[]): IgnoredColumn {
  if (column.isHarmless || shown.length < 2) return column
  const areKinds =
    shown.length <= MOST_KINDS &&
    shown.every(text => text.length <= LONGEST_KIND && /^[^\d]*\p{L}{2}[^\d]*$/u.test(text))
  if (areKinds) return { ...column, words: shown.join(', ') }
  const areNumbers = shown.every(text => /^\d{1,4}$/.test(text)) && !areInOrder(shown)
  return areNumbers ? { ...column, words: firstOf(shown) } : column
}

/** By the name of a column the cells of some rows of a table. */
export const cellsOf =
  (headers: readonly string[], rows: readonly { readonly fields: readonly string[] }[]) =>
  (name: string): string[] => {
    const index = headers.indexOf(name)
    return rows.map(({ fields }) => fields[index]?.trim() ?? '')
  }

/** Whether cells name the vendor in some rows, and others in others; or nothing but others that are known. */
export function nameOtherVendors(texts: readonly string[], names: Names): boolean {
  const isVendor = (text: string): boolean => names.meaningOf('vendor', text) !== undefined
  const said = texts.filter(text => text !== '')
  return said.some(isVendor) ? !said.every(isVendor) : said.length > 0 && said.every(namesOther)

  function namesOther(text: string): boolean {
    const words = text.length > LONGEST_NAME ? [] : normaliseColumn(text).split(' ')
    return (
      words.some(word => names.meaningOf('other_vendor', word) !== undefined) &&
      !words.some(word => isVendor(word))
    )
  }
}

/** Longer texts tell of something else than who it was. */
const LONGEST_NAME = 40

/** Small whole numbers, none of them written as an id is. */
const isSmall = (text: string): boolean => /^[1-9]\d{0,2}$/.test(text) || text === '0'

/** Whether cells are numbers of something, and no numbers of rows; an empty one stands for no number. */
export function areCounts(cells: readonly string[]): boolean {
  const texts = cells.filter(text => text !== '')
  if (!texts.every(isSmall) || !texts.some(text => Number(text) > 1)) return false
  return !areInOrder(texts)
}

/** Whether cells are numbers that somebody wrote with a separator, as sums are. */
export const areSums = (cells: readonly string[]): boolean =>
  cells.some(text => WITH_SEPARATOR.test(text)) &&
  cells.every(text => text === '' || isSmall(text) || WITH_SEPARATOR.test(text))

/** A point in front of three digits mostly parts decimals, such as of seconds. */
const WITH_SEPARATOR = /^[1-9]\d{0,2}[, '’]\d{3}$/

/** Whether each is one more than the one before it. */
function areInOrder(texts: readonly string[]): boolean {
  return texts.length > 1 && texts.every((text, i) => i === 0 || Number(text) === Number(texts[i - 1]) + 1)
}
