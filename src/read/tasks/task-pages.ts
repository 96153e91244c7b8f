/** Lists of tasks of which an answer holds a page: one that is not all of it must not look whole. */
import { fail, inFile, inQuotes } from '../../core/failure.js'
import { type JsonValue, memberOf } from '../json-value.js'

/** What an answer says of its list beside the tasks. */
export interface TaskPage {
  readonly count: number
  /** The words that say that others follow; null: they say that none does; undefined: there are none. */
  readonly more: string | null | undefined
  /** How many tasks and how many pages there are in all, with the key that says so; null: nobody does. */
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
const PAGES = ['total_pages', 'totalPages', 'page_count', 'pageCount']
/** Objects beside a list that are about its pages. */
const ABOUT = ['pagination', 'paging', 'meta', 'page', 'page_info', 'pageInfo', 'links', '_links']

/** What is said of a list; `holders` are the objects around it. */
export function readTaskPage(holders: readonly JsonValue[], count: number): TaskPage {
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
  const flag = find(FLAGS).find(({ value }) => /^(?:true|false)$/i.test(value!.text ?? ''))
  if (flag) return flag.value!.text!.toLowerCase() === 'true' ? `${flag.key}: true` : null
  const cursors = find(CURSORS)
  const filled = cursors.find(({ value }) =>
    value!.kind === 'object' ? value!.members.length > 0 : !['', '0', 'false'].includes(value!.text ?? ''),
  )
  if (filled) return `${filled.key}: ${inQuotes(filled.value!.text ?? filled.value!.raw)}`
  return cursors.length > 0 ? null : undefined
}

/** The pages that were read of all files. */
export class TaskPages {
  #tasks = 0
  #pages = 0
  #open: { readonly file: string; readonly said: string } | null = null
  #total: { readonly file: string; readonly total: Total } | null = null
  #inAll: { readonly file: string; readonly total: Total } | null = null

  take({ count, more, total, pages }: TaskPage, file: string): void {
    if (more !== undefined) this.#open = more === null ? null : { file, said: more }
    if (total !== null) {
      this.#tasks += count
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
    if (this.#open) failOnMissing(this.#open.file, `the last one here says ${this.#open.said}`)
    if (total && total.total.number > this.#tasks)
      failOnMissing(
        total.file,
        `it says ${total.total.key}: ${total.total.number}, and ${this.#tasks} are here`,
      )
    if (pages && pages.total.number > this.#pages)
      failOnMissing(
        pages.file,
        `it says ${pages.total.key}: ${pages.total.number}, and ${this.#pages} are here`,
      )
  }
}

const failOnMissing = (file: string, why: string): never =>
  fail(
    'PAGES_MISSING',
    `the list of tasks has more pages: ${why}`,
    inFile(file),
    'give all pages in their order: as several files, as an array, or one a line; if it means something else, take it out of the file',
  )
