/** The keys of JSON objects as columns: which of them are read, under which names, and which are not. */
import { failOnAny, type Issue, inFile } from '../core/failure.js'
import type { AliasedColumn, IgnoredColumn } from '../core/file-columns.js'
import { type ColumnForm, columnToldBy, describeIgnored, findTelling } from './columns.js'
import { findMembers, type JsonValue, jsonRow } from './json-value.js'
import { normaliseColumn } from './names.js'
import { type BrokenRow, normaliseHeader, partsOf, type Row } from './rows.js'

/** How many keys are remembered that nothing is read from. */
const MAX_IGNORED = 100

const hasName = (value: JsonValue, name: string): boolean =>
  findMembers(value, normaliseHeader(name)).length > 0

/** The keys of an object that a name of `--columns` joins. */
const partsIn = (value: JsonValue, name: string): string[] => partsOf(name, part => hasName(value, part))

/** Reads the objects of one file as rows. */
export class JsonColumns {
  readonly #ignored = new Map<string, IgnoredColumn>()
  /** Of those that stop the command in a row without the column that they look like, that column. */
  readonly #besides = new Map<string, string>()
  readonly #aliased = new Map<string, string>()
  /** Names that `--columns` gives, as far as an object had them. */
  readonly #seen = new Set<string>()
  #rows = 0

  constructor(
    private readonly file: string,
    private readonly form: ColumnForm,
  ) {}

  /** Reads an object; throws COLUMN_UNREAD for a key that would change the answer. */
  read(value: JsonValue | Issue, raw: string, line: number): Row | BrokenRow {
    this.#rows++
    if (!('members' in value)) return jsonRow(value, raw, line, [], new Map())
    const names = new Map<string, string>()
    const read = new Set<string>()
    for (const column of this.form.columns) {
      const name = this.#nameIn(value, column)
      if (name === undefined) continue
      names.set(column, name)
      for (const part of partsIn(value, name)) {
        read.add(normaliseHeader(part).split('.')[0]!)
        if (this.form.renamed.has(column) && !this.#seen.has(part) && hasName(value, part))
          this.#seen.add(part)
      }
    }
    this.#noteIgnored(value, read, column => names.has(column))
    return jsonRow(value, raw, line, [...names.keys()], names)
  }

  /** The keys that nothing was read from. */
  get ignored(): readonly IgnoredColumn[] {
    return [...this.#ignored.values()]
  }

  /** The keys that were read under another name than ours. */
  get aliased(): readonly AliasedColumn[] {
    return [...this.#aliased].map(([column, name]) => ({ column, name }))
  }

  /** Throws HEADER_MISSING when there were rows and none of them had a key that `--columns` names; see `SharedNames`. */
  finish(): void {
    if (this.#rows === 0) return
    for (const [column, given] of this.form.renamed) {
      const missing = this.#missingIn(given)
      if (this.form.shared) this.form.shared.note(column, missing)
      else if (missing !== null) failOnAny([missing])
    }
  }

  #missingIn(given: string): Issue | null {
    const name = partsOf(given, part => this.#seen.has(part)).find(part => !this.#seen.has(part))
    if (name === undefined) return null
    const message = `no row has a key called "${name}", which was asked for`
    return { code: 'HEADER_MISSING', message, place: inFile(this.file) }
  }

  /** The key that a column is read from; undefined when the object has none. */
  #nameIn(value: JsonValue, column: string): string | undefined {
    const given = this.form.renamed.get(column)
    if (
      given !== undefined &&
      (!this.form.shared || partsIn(value, given).every(part => hasName(value, part)))
    )
      return given
    if (findMembers(value, column).length > 0) return column
    const keys = value.members.map(([key]) => [key, normaliseColumn(key)] as const)
    for (const word of [normaliseColumn(column), ...(this.form.words.get(column)?.read ?? [])]) {
      const key = keys.find(([, normal]) => normal === word)?.[0]
      if (key === undefined || this.#isOwnOrGiven(key)) continue
      if (word !== normaliseColumn(column)) this.#aliased.set(column, key)
      return normaliseHeader(key)
    }
    return undefined
  }

  /** A key of our own name, or one that the user gives to a column, is no other column's. */
  #isOwnOrGiven(key: string): boolean {
    const name = normaliseHeader(key)
    return (
      this.form.columns.includes(name) ||
      [...this.form.renamed.values()].some(given => {
        const isIt = (part: string): boolean => normaliseHeader(part) === name
        return partsOf(given, isIt).some(isIt)
      })
    )
  }

  #noteIgnored(
    { members, place }: JsonValue,
    read: ReadonlySet<string>,
    isRead: (column: string) => boolean,
  ): void {
    for (const [key] of members) {
      if (read.has(normaliseHeader(key))) continue
      const isKnown = this.#ignored.has(key) || this.#ignored.size === MAX_IGNORED
      const beside = this.#besides.get(key)
      if (isKnown && (beside === undefined || isRead(beside))) continue
      failOnAny(findTelling([key], this.form, place, isRead))
      if (isKnown) continue
      this.#ignored.set(key, describeIgnored(key, this.form))
      const column = columnToldBy(key, this.form, () => false)
      if (column !== undefined) this.#besides.set(key, column)
    }
  }
}
