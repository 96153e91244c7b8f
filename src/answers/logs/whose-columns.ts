/**
 * Columns beside the path that say whose a request was, such as its host or the provider of a model. Counting does not
 * read them: a sample of rows tells whether others' requests are among them. Which rows it holds depends on nothing but
 * the text, so that a log says the same in whatever pieces it comes.
 */
import { readSync } from 'node:fs'
import { NOWHERE } from '../../core/failure.js'
import { isId } from '../../core/nothing-words.js'
import { compileFilter, type EndpointFilter, withHost } from '../../core/sla/endpoint.js'
import type { WhoseColumn } from '../../core/sla/foreign-endpoints.js'
import type { MESSAGE } from '../../read/requests/line-row.js'
import { NO_REQUEST, readRequestClass, textOf } from '../../read/requests/request-row.js'
import type { RequestWords } from '../../read/requests/request-words.js'
import { shippedForeignWords } from '../../read/requests/shipped-log-formats.js'
import { type BrokenRow, normaliseHeader, type Row } from '../../read/rows.js'
import type { PlainFile } from '../../read/source.js'

/** Such a column of a log. */
export interface WhoseName {
  /** The log's own name of it. */
  readonly name: string
  /** By which name its rows are asked for it. */
  readonly column: string
  readonly isHost: boolean
}

/** The host that a request was for, of rows that are filtered by it. */
export const HOST_COLUMN = 'host of the request'

/** Those among the names of a log that nothing is read from, the best known first. */
export function findWhoseNames(
  names: readonly string[],
  isRead: (name: string) => boolean,
): readonly WhoseName[] {
  const { hosts, names: others } = shippedForeignWords()
  const normal = names.map(normaliseHeader)
  return [...hosts, ...others]
    .map((word, i) => ({ index: normal.indexOf(word), isHost: i < hosts.length }))
    .filter(({ index }) => index >= 0 && !isRead(names[index]!))
    .map(({ index, isHost }) => ({ name: names[index]!, column: `whose ${index}`, isHost }))
}

/** The one that globs of hosts compare. */
export const hostAmong = (columns: readonly WhoseName[]): WhoseName | undefined =>
  columns.find(({ isHost }) => isHost)

/** How rows are sampled: the row that begins at `from`, and where it ends; null where none is whole. */
export type ReadSampled = (
  window: Buffer,
  from: number,
) => { readonly row: Row | BrokenRow | typeof MESSAGE | null; readonly end: number } | null

const NEWLINE = 0x0a

/** Of lines that `read` takes apart. */
export const sampleLines =
  (read: (text: string) => Row | BrokenRow | typeof MESSAGE | null): ReadSampled =>
  (window, from) => {
    const newline = window.indexOf(NEWLINE, from)
    if (newline < 0) return null
    const text = window.toString('utf8', from, newline)
    return { row: text.trim() === '' ? null : read(text), end: newline + 1 }
  }

/** Rows are looked for in windows of so many bytes. */
const WINDOW = 1 << 13
/** How far windows lie apart, up to a place in the log and behind it. */
const NEAR = 1 << 16
const DENSE_UP_TO = 4 << 20
const FAR = 1 << 22
/** How many rows of the first window are read; of others one each. */
const FIRST_ROWS = 100
/** How many names of a column are told apart. */
const MOST_NAMES = 1000

export class WhoseSample {
  readonly #names: Map<string, number>[]
  readonly #leavesOut: (endpoint: string) => boolean
  #window: Buffer[] = []
  #offset = 0
  #next = 0

  constructor(
    private readonly columns: readonly WhoseName[],
    private readonly read: ReadSampled,
    private readonly words: RequestWords,
    filter: EndpointFilter,
  ) {
    this.#names = columns.map(() => new Map<string, number>())
    this.#leavesOut = compileFilter(filter)
  }

  /** Passes chunks on, and looks at some of their rows. */
  async *watch(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#note(chunk)
      yield chunk
    }
    this.#endWindow()
  }

  /** Looks at rows of a file from a place on. */
  readFile({ descriptor, size }: PlainFile, start: number): void {
    const bytes = Buffer.alloc(WINDOW)
    for (; start + this.#next < size; this.#next = behind(this.#next)) {
      const length = readSync(descriptor, bytes, 0, WINDOW, start + this.#next)
      this.#readWindow(bytes.subarray(0, length))
    }
  }

  /** What was found, in the order of the columns. */
  list(): WhoseColumn[] {
    const host = hostAmong(this.columns)
    return this.columns.map((column, i) => ({
      name: column.name,
      isHost: column === host,
      names: [...this.#names[i]!],
    }))
  }

  #note(chunk: Buffer): void {
    const end = this.#offset + chunk.length
    while (this.#next < end) {
      const from = Math.max(this.#next, this.#offset)
      const to = Math.min(this.#next + WINDOW, end)
      this.#window.push(Buffer.from(chunk.subarray(from - this.#offset, to - this.#offset)))
      if (to < this.#next + WINDOW) break
      this.#endWindow()
    }
    this.#offset = end
  }

  #endWindow(): void {
    if (this.#window.length > 0) this.#readWindow(Buffer.concat(this.#window))
    this.#window = []
    this.#next = behind(this.#next)
  }

  #readWindow(window: Buffer): void {
    const isFirst = this.#next === 0
    let at = isFirst ? 0 : window.indexOf(NEWLINE) + 1
    for (let rows = isFirst ? FIRST_ROWS : 1; rows > 0; rows--) {
      const found = this.read(window, at)
      if (found === null) return
      if (found.row !== null && typeof found.row !== 'string' && !('issue' in found.row))
        this.#take(found.row)
      at = found.end
    }
  }

  #take(row: Row): void {
    const text = (column: string): string | undefined => row.text(column)
    const found = readRequestClass(text, NOWHERE, this.words)
    if (Array.isArray(found) || found === NO_REQUEST) return
    if (this.#leavesOut(withHost(textOf(text, 'endpoint', this.words) ?? '', row.text(HOST_COLUMN) ?? '')))
      return
    for (const [i, { column }] of this.columns.entries()) {
      const name = row.text(column)?.replace(URL, '$1')
      const names = this.#names[i]!
      if (!name || !isId(name) || (names.size === MOST_NAMES && !names.has(name))) continue
      names.set(name, (names.get(name) ?? 0) + 1)
    }
  }
}

/** A URL, of which the host alone says whose it is. */
const URL = /^(?:[A-Z]+ +)?[a-z][a-z0-9+.-]*:(\/\/[^/?#\s]+).*$/s

const behind = (start: number): number => start + (start < DENSE_UP_TO ? NEAR : FAR)
