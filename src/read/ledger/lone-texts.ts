/** Rows of a ledger that are no packages: a text alone in its row is a heading or a note, and names below others a header. */
import type { Issue, Place } from '../../core/failure.js'
import { type ColumnForm, wordsFor } from '../columns.js'
import { normaliseColumn } from '../names.js'
import { inQuotes } from '../values.js'

/** A row of a narrower table may well be of one cell. */
const LEAST_COLUMNS = 3

/** How a footnote begins, or that it is a sentence. */
const FOOTNOTE = /^(?:[*†‡¹²³]|\(?\d\)\s)|\S+\s+\S+\s+\S+/u

const textsOf = (fields: readonly string[]): string[] => fields.map(text => text.trim()).filter(Boolean)

export class LoneTexts {
  readonly #texts: readonly (string | null)[]
  readonly #lastRow: number

  /** `rows`: the fields of all of them. */
  constructor(rows: readonly (readonly string[])[]) {
    this.#texts = rows.map(fields => {
      const [text, ...others] = textsOf(fields)
      const isAlone = others.length === 0 && fields.length >= LEAST_COLUMNS && /\S/.test(text ?? '')
      return isAlone ? text! : null
    })
    this.#lastRow = this.#texts.lastIndexOf(null)
  }

  /** Whether a row is a note below all others. */
  isFootnote(row: number): boolean {
    const text = this.#texts[row] ?? null
    return text !== null && row > this.#lastRow && this.#lastRow >= 0 && FOOTNOTE.test(text)
  }

  /** What is wrong with a row that looks like a heading or a note, in place of what a package would lack; null: it does not. */
  explain(row: number, issues: readonly Issue[]): Issue[] | null {
    const text = this.#texts[row] ?? null
    const unknown = issues.find(({ code }) => code === 'UNKNOWN_PACKAGE')
    if (text === null || unknown === undefined) return null
    return [
      {
        code: 'UNKNOWN_PACKAGE',
        message: `${inQuotes(text)} stands alone in its row, as a heading or a note does, and no package is called so`,
        place: unknown.place,
        hint: 'take the row out; what it says of the packages below it, such as that they have expired, is read from columns alone',
      },
    ]
  }
}

/** Whether the cells of a row are names of columns. */
export function isHeading(fields: readonly string[], form: ColumnForm): boolean {
  const words = new Set(form.columns.flatMap(column => wordsFor(column, form.words)))
  const texts = textsOf(fields)
  return texts.length > 1 && texts.filter(text => words.has(normaliseColumn(text))).length * 2 >= texts.length
}

/** What to do about names of columns below the first row. */
export const hintBelow = ({ line }: Place): string =>
  `the names of the columns seem to stand in row ${line}: take out what is above it, or write one row of names`
