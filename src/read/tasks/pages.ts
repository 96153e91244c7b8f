/** Lists of tasks, and exports, of which an answer holds a page: one that is not all of it must not look whole. */
import { fail, inFile, inQuotes } from '../../core/failure.js'
import type { ListBeside } from '../json-columns.js'
import { type JsonValue, memberOf } from '../json-value.js'

/** What an answer says of its list beside what is on it. */
export interface Page {
  readonly count: number
  /** The words that say that others follow; null: they say that none does; undefined: there are none. */
  readonly more: string | null | undefined
  /** How many entries and how many pages there are in all, with the key that says so; null: nobody does. */
  readonly total: Total | null
  readonly pages: Total | null
}

interface Total {
  readonly key: string
  readonly number: number
}

const FLAGS = ['has_more', 'hasMore', 'has_next', 'hasNext', 'has_next_page', 'hasNextPage']
const CURSORS = [
  'next_cursor',
  'nextCursor',
  'next_page_token',
  'nextPageToken',
  'next_token',
  'nextToken',
  'next_page',
  'nextPage',
  'next_page_url',
  'next',
]
const TOTALS = ['total', 'total_count', 'totalCount', 'total_items', 'totalItems']
const PAGES = ['total_pages', 'totalPages', 'page_count', 'pageCount', 'pages', 'last_page', 'lastPage']
/** Objects beside a list that are about its pages. */
const ABOUT = ['pagination', 'paging', 'meta', 'page', 'page_info', 'pageInfo', 'links', '_links']

/** What else answers say beside a list, and nothing of the rows on it. */
const OF_ANSWERS = [
  ...['code', 'message', 'msg', 'request_id', 'trace_id', 'data', 'timestamp', 'status', 'success', 'object'],
  ...['page_num', 'page_no', 'page_number', 'page_size', 'per_page', 'current_page', 'limit', 'offset'],
  ...['prev', 'previous', 'previous_page', 'first_id', 'last_id', 'cursor'],
]

const bareKey = (key: string): string => key.toLowerCase().replaceAll(/[^a-z]/g, '')
const SAYING_NOTHING: ReadonlySet<string> = new Set(
  [...FLAGS, ...CURSORS, ...TOTALS, ...PAGES, ...ABOUT, ...OF_ANSWERS].map(bareKey),
)

/** An object around a list, and its key for the list or for the next such object. */
export interface Holder {
  readonly value: JsonValue
  readonly key: string
}

/** A list of rows with what the objects around it hold beside, but for what is known to say nothing of the rows. */
export const readBeside = (holders: readonly Holder[], rows: readonly JsonValue[]): ListBeside => ({
  keys: holders.map(({ key }) => key),
  rows,
  beside: holders.flatMap(({ value, key: own }, depth) =>
    value.members
      .filter(([key]) => key !== own && !SAYING_NOTHING.has(bareKey(key)))
      .map(([key, beside]) => ({
        keys: [...holders.slice(0, depth).map(holder => holder.key), key],
        value: beside,
      })),
  ),
})

/** What is said of a list; `holders` are the objects around it. */
export function readPage(holders: readonly JsonValue[], count: number): Page {
  const places = holders.flatMap(holder => [holder, ...ABOUT.flatMap(key => memberOf(holder, key) ?? [])])
  const find = (keys: readonly string[]) =>
    keys
      .flatMap(key => places.flatMap(place => ({ key, value: memberOf(place, key) })))
      .filter(({ value }) => value)
  const numberIn = (keys: readonly string[]): Total | null => {
    const found = find(keys).find(({ value }) => /^\d{1,9}$/.test(value!.text ?? ''))
    return found ? { key: found.key, number: Number(found.value!.text) } : null
  }
  return { count, more: findMore(find), total: numberIn(TOTALS), pages: numberIn(PAGES) }
}

type Find = (keys: readonly string[]) => readonly { key: string; value: JsonValue | undefined }[]

function findMore(find: Find): string | null | undefined {
  const flag = find(FLAGS).find(({ value }) => /^(?:true|false|[01])$/i.test(value!.text ?? ''))
  if (flag && /^(?:false|0)$/i.test(flag.value!.text!)) return null
  const cursors = find(CURSORS)
  const filled = cursors.find(({ value }) =>
    value!.kind === 'object' ? value!.members.length > 0 : !['', '0', 'false'].includes(value!.text ?? ''),
  )
  const said = [
    ...(flag ? [`${flag.key}: ${flag.value!.text}`] : []),
    ...(filled ? [`${filled.key}: ${inQuotes(filled.value!.text ?? filled.value!.raw)}`] : []),
  ]
  if (said.length > 0) return said.join(', ')
  return cursors.length > 0 ? null : undefined
}

/** The pages that were read of all files; `what` they are of. */
export class Pages {
  #entries = 0
  #pages = 0
  #open: { readonly file: string; readonly said: string } | null = null
  #total: { readonly file: string; readonly total: Total } | null = null
  #inAll: { readonly file: string; readonly total: Total } | null = null

  constructor(private readonly what: 'the list of tasks' | 'the export') {}

  take({ count, more, total, pages }: Page, file: string): void {
    if (more !== undefined) this.#open = more === null ? null : { file, said: more }
    if (total !== null) {
      this.#entries += count
      if (total.number > (this.#total?.total.number ?? 0)) this.#total = { file, total }
    }
    if (pages !== null) {
      this.#pages++
      if (pages.number > (this.#inAll?.total.number ?? 0)) this.#inAll = { file, total: pages }
    }
  }

  /** Throws PAGES_MISSING: the last page says that others follow, or there are fewer than the pages say. */
  check(): void {
    const [total, pages] = [this.#total, this.#inAll]
    if (this.#open) this.#fail(this.#open.file, `the last one here says ${this.#open.said}`)
    if (total && total.total.number > this.#entries)
      this.#fail(
        total.file,
        `it says ${total.total.key}: ${total.total.number}, and ${this.#entries} are here`,
      )
    if (pages && pages.total.number > this.#pages)
      this.#fail(pages.file, `it says ${pages.total.key}: ${pages.total.number}, and ${this.#pages} are here`)
  }
  #fail(file: string, why: string): never {
    fail(
      'PAGES_MISSING',
      `${this.what} has more pages: ${why}`,
      inFile(file),
      'ask for the next page until there is none, and give all in their order: as several files, as an array, or one a line; if it means something else, take it out of the file',
    )
  }
}
