/** `--ignore-columns`: the columns that nothing is read from, whatever they are called, and those that no file has. */
import { quoteArgument, quoteName } from '../core/failure.js'
import type { FileColumns } from '../core/file-columns.js'
import { normaliseColumn } from './names.js'
import { normaliseHeader } from './rows.js'

/** Names of columns that are left out, as `normaliseColumn` writes them. */
export interface LeftOut {
  has(normal: string): boolean
  /** Takes the names that a file has; left out: nobody asks which of them are left out. */
  note?(names: Iterable<string>): void
  /** What is told of those that no file has, once all have been read; left out: nothing. */
  readonly doubts?: readonly FileColumns[]
}

export const NONE_LEFT_OUT: LeftOut = new Set()

/** How many names of the files are remembered: keys of JSON may be ids. */
const MOST_REMEMBERED = 100

/** The names that somebody gives, of which each should be that of a column. */
export class GivenLeftOut implements LeftOut {
  readonly #given: ReadonlyMap<string, string>
  readonly #missing: Set<string>
  /** The names that the files have, each as it first stood. */
  readonly #found = new Map<string, string>()

  constructor(names: readonly string[]) {
    this.#given = new Map(names.map(name => [normaliseColumn(name), name]))
    this.#missing = new Set(this.#given.keys())
  }

  has(normal: string): boolean {
    return this.#given.has(normal)
  }

  note(names: Iterable<string>): void {
    // Once all have been met there is nothing to tell, and no more rows to look at.
    if (this.#missing.size === 0) return
    for (const name of names) {
      const key = normaliseHeader(name)
      if (this.#found.has(key)) continue
      if (this.#found.size < MOST_REMEMBERED) this.#found.set(key, name)
      const parts = name.split('.')
      this.#missing.delete(normaliseColumn(parts[0]!))
      // Within its object a key is called by its own name.
      for (const i of parts.keys()) this.#missing.delete(normaliseColumn(parts.slice(i).join('.')))
    }
  }

  get doubts(): readonly FileColumns[] {
    const found = [...this.#found.values()].filter(name => name !== '')
    if (this.#missing.size === 0 || found.length === 0) return []
    const names = [...this.#missing].map(normal => quoteName(this.#given.get(normal)!)).join(',')
    const file = `--ignore-columns ${quoteArgument(names)}`
    return [{ file, ignored: [], aliased: [], doubts: [{ kind: 'no-such-column', found }] }]
  }
}

/** The names that are not left out. */
export const withoutLeftOut = (names: readonly string[], leftOut: LeftOut): string[] =>
  names.filter(name => !isLeftOut(name, leftOut))

/** Whether a column is left out; one without a name is none that anything is read from. */
export function isLeftOut(name: string, leftOut: LeftOut): boolean {
  const normal = normaliseColumn(name)
  return normal !== '' && leftOut.has(normal)
}

/** Whether a key such as `input.duration` is left out, or an object that it stands in. */
export const isWithinLeftOut = (name: string, leftOut: LeftOut): boolean =>
  name.split('.').some((_, i, keys) => isLeftOut(keys.slice(0, i + 1).join('.'), leftOut))
