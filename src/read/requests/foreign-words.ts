/** Words that tell requests which are none of a service's own; the build compiles `formats/paths/` into this constant. */
import type { ForeignWords } from '../../core/sla/foreign-endpoints.js'
import { type ColumnNames, normaliseHeader } from '../rows.js'

/** JSON text, put in by the build (esbuild.config.js) and by vitest.config.ts. */
declare const SHIPPED_FOREIGN_PATHS: string

let words: ForeignWords | null = null

/** What tells requests that are none of a service's own. */
export function shippedForeignWords(): ForeignWords {
  words ??= JSON.parse(SHIPPED_FOREIGN_PATHS) as ForeignWords
  return words
}

/** What stands where a gateway answered by itself, in a column of that name; null: it does not tell it. */
export function ownAnswersOf(name: string): readonly string[] | null {
  const own = normaliseHeader(name)
  const last = own.slice(own.lastIndexOf('.') + 1)
  const { ownAnswers } = shippedForeignWords()
  const find = (each: string) => ownAnswers.find(({ columns }) => columns.includes(each))
  return (find(own) ?? find(last))?.answers ?? null
}

/** The same of the column that `--columns passed_on=` names; one of another name says what the request was passed on to. */
export const ownAnswersAsked = (columns: ColumnNames): readonly string[] | null => {
  const name = columns.get('passed_on')
  return name === undefined ? null : (ownAnswersOf(name) ?? ['nothing', 'false', 'no'])
}
