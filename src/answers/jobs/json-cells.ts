/**
 * Objects of JSON in the cells of a table, as databases write a column of them: what stands in them is told as in JSON
 * lines, as far as the first rows show, and `--columns audio=params.sound` reads it.
 */
import { atLine, failOnAny } from '../../core/failure.js'
import type { ColumnForm, FoundColumns } from '../../read/columns.js'
import { findMembers, type JsonValue } from '../../read/json-value.js'
import { inOneWay } from '../../read/notation.js'
import { beginsAsObject, ObjectsWithin } from '../../read/objects-within.js'
import { normaliseHeader, partsOf } from '../../read/rows.js'
import { type ColumnsWithin, MOST_SHOWN, type ShownTable } from './first-rows.js'

/** A column of the table that holds objects. */
interface Holder {
  readonly name: string
  readonly index: number
}

/** A name that `--columns` gives, as that of a value in an object. */
interface GivenName {
  readonly column: string
  readonly name: string
  readonly holder: Holder
  readonly path: string
}

type Parse = (text: string, at: Pick<JsonValue, 'place'>) => JsonValue | null

export class JsonCells implements ColumnsWithin {
  readonly #given: readonly GivenName[]

  private constructor(
    private readonly first: ShownTable,
    private readonly holders: readonly Holder[],
    private readonly form: ColumnForm,
    private readonly file: string,
    private readonly parse: Parse,
  ) {
    this.#given = listGiven(first.headers, holders, form)
  }

  /** Null where no cell of the first rows may be an object. */
  static async open(first: ShownTable, form: ColumnForm, file: string): Promise<JsonCells | null> {
    const rows = first.list(MOST_SHOWN.movements)
    const holders = first.headers.flatMap((name, index) =>
      name !== '' && rows.some(({ fields }) => beginsAsObject(fields[index]?.trim() ?? ''))
        ? [{ name, index }]
        : [],
    )
    if (holders.length === 0) return null
    const { objectOf } = await import('../../read/json-text.js')
    return new JsonCells(first, holders, form, file, objectOf)
  }

  get names(): readonly string[] {
    return this.#given.map(({ name }) => name)
  }

  widen(fields: readonly string[], line: number): readonly string[] {
    if (this.#given.length === 0) return fields
    const objects = new Map<Holder, JsonValue | null>()
    const within = this.#given.map(({ column, holder, path }) => {
      if (!objects.has(holder)) objects.set(holder, this.#objectIn(fields, holder, line))
      const object = objects.get(holder)
      const [found] = object ? findMembers(object, normaliseHeader(path)) : []
      return found === undefined ? '' : this.#textOf(column, path, found[1])
    })
    return [...fields, ...within]
  }

  /** Throws COLUMN_UNREAD for what objects say and nothing is read as. Returns what is left to be told of columns. */
  look(found: FoundColumns, form: ColumnForm): FoundColumns {
    const within = new ObjectsWithin(form)
    const isRead = (column: string): boolean => found.at.has(column)
    const read = new Set(found.at.values())
    const unread = this.holders.filter(({ index }) => !read.has(index))
    for (const { fields, line } of this.first.list(MOST_SHOWN.movements)) {
      for (const holder of unread) {
        const object = this.#objectIn(fields, holder, line)
        const issues = object === null ? [] : within.list(object, holder.name, isRead)
        failOnAny(issues.map(issue => ({ ...issue, place: atLine(this.file, line) })))
      }
    }
    const opened = new Set(this.#given.map(({ holder }) => holder.name))
    return { ...found, ignored: found.ignored.filter(({ name }) => !opened.has(name)) }
  }

  #objectIn(fields: readonly string[], { index }: Holder, line: number): JsonValue | null {
    const text = fields[index]?.trim() ?? ''
    if (!beginsAsObject(text)) return null
    return this.parse(text, { place: { file: this.file, line, column: 1 } })
  }

  #textOf(column: string, path: string, value: JsonValue): string {
    const { kind, text, raw } = value
    if (text === undefined) return this.form.wordOfList?.(column, path, value) ?? raw
    return kind === 'number' ? inOneWay(text) : text
  }
}

function listGiven(headers: readonly string[], holders: readonly Holder[], form: ColumnForm): GivenName[] {
  const normal = new Set(headers.map(normaliseHeader))
  const isThere = (name: string): boolean => normal.has(normaliseHeader(name))
  return [...form.renamed].flatMap(([column, given]) =>
    partsOf(given, isThere).flatMap((name): GivenName[] => {
      if (isThere(name)) return []
      const holder = holders.find(each => normaliseHeader(name).startsWith(`${normaliseHeader(each.name)}.`))
      return holder ? [{ column, name, holder, path: name.slice(holder.name.length + 1) }] : []
    }),
  )
}
