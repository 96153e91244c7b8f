/** What objects within a row say of it, where nothing is read from them. */
import type { Issue } from '../core/failure.js'
import { type ColumnForm, columnToldBy, findTelling, type Holders } from './columns.js'
import type { JsonValue } from './json-value.js'
import { isLeftOut } from './left-out.js'

/** How many names within objects are remembered; beyond, each is looked at anew. */
const MAX_NAMES = 1000

const NO_ISSUES: Issue[] = []

/** Every object. */
const ANY: Holders = { has: () => true }

/** Whether it says nothing: what is left out of a request stands there as `null`, or as a list of none. */
export const isEmpty = ({ text, members, items }: JsonValue): boolean =>
  text === undefined ? members.length + items.length === 0 : text.trim() === ''

/** Whether a text may be an object, as databases, loggers and data frames write one. */
export const beginsAsObject = (text: string): boolean => text.startsWith('{')

export class ObjectsWithin {
  /** Of names within objects that nothing is read from the columns that they mean. */
  readonly #meant = new Map<string, string | null>()

  constructor(private readonly form: ColumnForm) {}

  /** The keys within an object called `at` that say what nothing is read as in its row. */
  list({ members, place }: JsonValue, at: string, isRead: (column: string) => boolean): Issue[] {
    const { leftOut, mayTell } = this.form
    leftOut.note?.(members.map(([key]) => `${at}.${key}`))
    if (isLeftOut(at, leftOut)) return NO_ISSUES
    let issues = NO_ISSUES
    for (const [key, value] of members) {
      const name = `${at}.${key}`
      if (value.kind === 'object') {
        const found = this.list(value, name, isRead)
        if (found.length > 0) issues = [...issues, ...found]
        continue
      }
      const column = this.#columnMeant(name)
      if (column === null || isRead(column) || isEmpty(value) || !mayTell?.(column, name, value)) continue
      issues = [...issues, ...findTelling([name], this.form, place, isRead, ANY)]
    }
    return issues
  }

  /** The column that a name within an object means; null: none, or one that it is only beside another. */
  #columnMeant(name: string): string | null {
    let column = this.#meant.get(name)
    if (column === undefined) {
      const meant = columnToldBy(name, this.form, () => false, ANY)
      const isOurs = meant !== undefined && meant !== this.form.orElse && this.form.columns.includes(meant)
      column = isOurs ? meant : null
      if (this.#meant.size < MAX_NAMES) this.#meant.set(name, column)
    }
    return column
  }
}
