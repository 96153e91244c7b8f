/** The keys of JSON objects as columns: which of them are read, under which names, and which are not. */
import {
  fail,
  failOnAny,
  type Issue,
  inFile,
  listChoices,
  quoteArgument,
  quoteName,
} from '../core/failure.js'
import type { AliasedColumn, IgnoredColumn } from '../core/file-columns.js'
import { getOrInsert } from '../core/get-or-insert.js'
import type { Zone } from '../core/instant.js'
import {
  type ColumnForm,
  columnToldBy,
  describeIgnored,
  findTelling,
  type Holders,
  holdersOf,
  withoutZone,
  wordsFor,
} from './columns.js'
import { expectZoneOfHeadings, withClocks } from './heading-zone.js'
import {
  type ColumnPaths,
  findColumnPaths,
  findMembers,
  isThere,
  type JsonValue,
  jsonRow,
  oncePerShape,
} from './json-value.js'
import { isLeftOut } from './left-out.js'
import { commandOn, type KeysOfList, sayLists, takeOutOf } from './lists-within.js'
import { normaliseColumn } from './names.js'
import { isEmpty, ObjectsWithin } from './objects-within.js'
import { type BrokenRow, namesGiven, normaliseHeader, partsOf, type Row } from './rows.js'
import { MOST_ROWS_SHOWN, withTellingCells } from './telling-cells.js'

/** How many keys are remembered that nothing is read from. */
const MAX_IGNORED = 100

const partsIn = (value: JsonValue, name: string): string[] => partsOf(name, part => isThere(value, part))

/** What is read from objects with the same keys. */
interface KeysRead {
  /** By column the key that it is read from. */
  readonly names: ReadonlyMap<string, string>
  readonly columns: readonly ColumnPaths[]
  /** The keys that something is read from, as they are compared. */
  readonly keys: ReadonlySet<string>
  readonly holders: Holders
  /** By column the zone that its key names, where it is another than the options say. */
  readonly zones: ReadonlyMap<string, Zone>
}

/** A list of rows, and what the objects around it hold beside. */
export interface ListBeside {
  readonly keys: KeysOfList
  readonly rows: readonly JsonValue[]
  readonly beside: readonly { readonly keys: KeysOfList; readonly value: JsonValue }[]
}

/** What says beside a list how all of its rows are to be read. */
const SAYS_HOW_TO_READ: ReadonlySet<string | undefined> = new Set(['time_zone', 'currency', 'other_currency'])

/** Values of these that change nothing: prices are in US dollars, and times without a zone in UTC. */
const AS_IT_IS = /^(?:usd|us dollars?|utc|gmt|z|etc\/utc)$/i

/** Reads the objects of one file as rows. */
export class JsonColumns {
  readonly #ignored = new Map<string, IgnoredColumn>()
  /** Of those that stop the command in a row without the column that they look like, that column. */
  readonly #besides = new Map<string, string>()
  readonly #within: ObjectsWithin
  readonly #aliased = new Map<string, string>()
  /** The names that `--columns` gives, and that some row had. */
  readonly #seen = new Set<string>()
  readonly #given: ReadonlySet<string>
  /** Our own names that are left out. */
  readonly #leftOut: ReadonlySet<string>
  /** The columns that some row had. */
  readonly #read = new Set<string>()
  /** By name what the first rows have there, where nothing is read from it. */
  readonly #cells = new Map<string, string[]>()
  /** By our name the zone that a key names, where it is another than the options say: of the row that was read last. */
  readonly zones = new Map<string, Zone>()
  /** Of all rows. */
  readonly #clocks = new Map<string, { readonly zone: Zone; readonly name: string }>()
  readonly #keysOf = oncePerShape(value => this.#findKeys(value))
  #rows = 0

  constructor(
    private readonly file: string,
    private readonly form: ColumnForm,
  ) {
    this.#given = new Set(form.renamed.values())
    this.#within = new ObjectsWithin(form)
    this.#leftOut = new Set(form.columns.filter(column => isLeftOut(column, form.leftOut)))
  }

  /** Reads an object; throws COLUMN_UNREAD for a key that would change the answer. */
  read(value: JsonValue | Issue, raw: string, line: number): Row | BrokenRow {
    this.#rows++
    if (!('members' in value)) return { line, raw, issue: value }
    const { names, columns, keys, holders, zones } = this.#keysOf(value)
    this.zones.clear()
    for (const [column, zone] of zones) this.zones.set(column, zone)
    this.#noteIgnored(value, keys, holders, column => names.has(column))
    return jsonRow(value, raw, line, () => columns, this.form)
  }

  /** Finds which keys of an object are read, and notes them. */
  #findKeys(value: JsonValue): KeysRead {
    const names = new Map<string, string>()
    const keys = new Set<string>()
    const zones = new Map<string, Zone>()
    for (const column of this.form.columns) {
      const name = this.#nameIn(value, column)
      if (name === undefined) continue
      names.set(column, name)
      this.#read.add(column)
      const parts = partsIn(value, name)
      for (const part of parts) {
        keys.add(normaliseHeader(part))
        if (this.#given.has(name) && isThere(value, part)) this.#seen.add(part)
      }
      const zone = this.#zoneOf(column, parts, value)
      if (zone !== undefined) zones.set(column, zone)
    }
    return {
      names,
      columns: findColumnPaths(value, [...names.keys()], names),
      keys,
      holders: holdersOf(keys),
      zones,
    }
  }

  /** Notes what stands beside a list of rows. Throws for a list of others like them, and for what changes how they are read. */
  noteBeside({ keys, rows, beside }: ListBeside): void {
    const { leftOut } = this.form
    leftOut.note?.(beside.map(each => each.keys.at(-1)!))
    const said = beside.filter(({ value }) => !isEmpty(value))
    const read = said.filter(each => !isLeftOut(each.keys.at(-1)!, leftOut))
    const others = read.filter(({ value }) => areAlike(rows[0], value.items[0]))
    if (others.length > 0) {
      const lists = [keys, ...others.map(other => other.keys)]
      const { found, doing } = sayLists(lists, null, 'what is to be read')
      const names = others.map(other => quoteName(other.keys.at(-1)!)).join(',')
      fail(
        'JSON_MALFORMED',
        `expected one list of rows; got ${found}`,
        others[0]!.value.place,
        listChoices([
          `--ignore-columns ${quoteArgument(names)} reads ${keys.join('.')} alone`,
          `${doing}: ${commandOn(takeOutOf(lists), this.file)} > rows.jsonl`,
        ]),
      )
    }
    for (const each of read) {
      const key = each.keys.at(-1)!
      if (AS_IT_IS.test(each.value.text?.trim() ?? '')) continue
      if (!SAYS_HOW_TO_READ.has(columnToldBy(key, this.form, () => false))) continue
      failOnAny(
        findTelling(
          [key],
          this.form,
          each.value.place,
          () => false,
          undefined,
          () => null,
        ),
      )
    }
    for (const each of said) {
      // The rows may have a key of that name, which is read.
      const name = `${each.keys.join('.')} (beside ${keys.join('.')})`
      if (this.#ignored.size < MAX_IGNORED) this.#ignored.set(name, { name, like: null })
    }
  }

  /** The keys that nothing was read from. */
  get ignored(): readonly IgnoredColumn[] {
    return withTellingCells(
      [...this.#ignored.values()],
      this.form.likenesses ?? [],
      column => this.isRead(column),
      name => this.#cells.get(name) ?? [],
    )
  }

  /** Whether some row had a key of that column. */
  isRead(column: string): boolean {
    return this.#read.has(column)
  }

  /** The keys that were read under another name than ours. */
  get aliased(): readonly AliasedColumn[] {
    const zones = new Map([...this.#clocks].map(([column, { zone }]) => [column, zone]))
    const aliased = [...this.#aliased].map(([column, name]) => ({ column, name }))
    return withClocks(aliased, zones, column => this.#clocks.get(column)!.name)
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
    const isSeen = (part: string): boolean => this.#seen.has(part)
    const name = partsOf(given, isSeen).find(part => !isSeen(part))
    if (name === undefined) return null
    const message = `no row has a key called "${name}", which was asked for`
    return { code: 'HEADER_MISSING', message, place: inFile(this.file) }
  }

  /** The key that a column is read from; undefined when the object has none. */
  #nameIn(value: JsonValue, column: string): string | undefined {
    const given = this.form.renamed.get(column)
    if (
      given !== undefined &&
      (!this.form.shared || partsIn(value, given).every(part => isThere(value, part)))
    )
      return given
    if (findMembers(value, column).length > 0 && !this.#leftOut.has(column)) return column
    const words = wordsFor(column, this.form.words)
    for (const nameOf of [normaliseColumn, (key: string) => withoutZone(column, key)]) {
      const keys = value.members.map(([key]) => [key, nameOf(key)] as const)
      for (const word of words) {
        const key = keys.find(([, name]) => name === word)?.[0]
        if (key === undefined || this.#isOwnOrGiven(key) || isLeftOut(key, this.form.leftOut)) continue
        if (normaliseColumn(key) !== normaliseColumn(column)) this.#aliased.set(column, key)
        return normaliseHeader(key)
      }
    }
    return undefined
  }

  #zoneOf(column: string, parts: readonly string[], { place, members }: JsonValue): Zone | undefined {
    const names = parts.map(part => members.find(([key]) => normaliseHeader(key) === part)?.[0] ?? part)
    const zone = expectZoneOfHeadings(column, names, this.form.notation?.zone, place)
    if (zone !== undefined) this.#clocks.set(column, { zone, name: names.join(' + ') })
    return zone
  }

  /** A key of our own name, or one that the user gives to a column, is no other column's. */
  #isOwnOrGiven(key: string): boolean {
    const name = normaliseHeader(key)
    return (
      this.form.columns.includes(name) ||
      [...this.form.renamed.values()].flatMap(namesGiven).some(given => normaliseHeader(given) === name)
    )
  }

  /** Notes the keys of an object, which stands at `at`, that nothing is read from. */
  #noteIgnored(
    object: JsonValue,
    read: ReadonlySet<string>,
    holders: Holders,
    isRead: (column: string) => boolean,
    at = '',
  ): void {
    const { leftOut } = this.form
    leftOut.note?.(object.members.map(([key]) => at + key))
    for (const [key, value] of object.members) {
      const name = at + key
      if (read.has(normaliseHeader(name))) continue
      if (value.kind === 'object') {
        if (holders.has(normaliseHeader(name))) {
          this.#noteIgnored(value, read, holders, isRead, `${name}.`)
          continue
        }
        if (this.form.mayTell) failOnAny(this.#within.list(value, name, isRead))
      }
      if (this.form.likenesses !== undefined && this.#rows <= MOST_ROWS_SHOWN && value.text !== undefined)
        getOrInsert(this.#cells, name, () => []).push(value.text.trim())
      const isKnown = this.#ignored.has(name)
      const beside = this.#besides.get(name)
      if (isKnown && (beside === undefined || isRead(beside))) continue
      const inside = value.members.filter(([inner]) => !this.form.harmless.has(normaliseColumn(inner)))
      const saysNothing = value.kind === 'object' ? inside.length === 0 : isEmpty(value)
      if (!saysNothing) {
        const [inner] = inside
        failOnAny(
          findTelling([name], this.form, object.place, isRead, holders, (_, isOwn) =>
            inner ? `${name}.${inner[0]}` : isOwn ? null : name,
          ),
        )
      }
      if (isKnown || this.#ignored.size === MAX_IGNORED) continue
      this.#ignored.set(name, describeIgnored(name, this.form, holders))
      const column =
        columnToldBy(name, this.form, () => false, holders) ??
        columnToldBy(name, this.form, () => true, holders)
      if (column !== undefined) this.#besides.set(name, column)
    }
  }
}

/** Whether what another list holds is of the same kind as a row: it has three of four of its keys, as sums of rows have not. */
function areAlike(row: JsonValue | undefined, other: JsonValue | undefined): boolean {
  const keys = new Set(row?.members.map(([key]) => normaliseColumn(key)))
  const shared = other?.members.filter(([key]) => keys.has(normaliseColumn(key))).length ?? 0
  return shared > 1 && shared * 4 >= keys.size * 3
}
