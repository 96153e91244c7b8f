/**
 * Columns that nothing is read from and that may say whose a request was, such as its host or the provider of a model, or
 * that a gateway answered it by itself. Counting does not read them: a sample of rows tells whether requests are among
 * them that are not the service's. Which rows it holds depends on nothing but the text, so that a log says the same in
 * whatever pieces it comes.
 */
import { readSync } from 'node:fs'
import { NOWHERE } from '../../core/failure.js'
import { isId } from '../../core/nothing-words.js'
import type { PairedRows } from '../../core/sla/answer.js'
import {
  compileFilter,
  type EndpointFilter,
  type MethodOnTheWay,
  prefixOf,
  targetOf,
  withHost,
} from '../../core/sla/endpoint.js'
import type { WhoseColumn } from '../../core/sla/foreign-endpoints.js'
import { WHOSE } from '../../read/json-lines.js'
import { normaliseColumn } from '../../read/names.js'
import { ownAnswersOf, shippedForeignWords } from '../../read/requests/foreign-words.js'
import type { MESSAGE } from '../../read/requests/line-row.js'
import {
  isOwnAnswer,
  listStatuses,
  NO_REQUEST,
  readRequestClass,
  statusOf,
  textOf,
  WHATEVER,
} from '../../read/requests/request-row.js'
import type { RequestWords } from '../../read/requests/request-words.js'
import { type BrokenRow, normaliseHeader, type Row } from '../../read/rows.js'
import type { PlainFile } from '../../read/source.js'
import type { FailuresInPairs } from './paired-rows.js'

/** Such a column of a log. */
export interface WhoseName {
  /** The log's own name of it. */
  readonly name: string
  /** By which name its rows are asked for it. */
  readonly column: string
  /** `other`: its heading says nothing, and its cells may; `caller`: it says who asked, as a probe did. */
  readonly kind: 'host' | 'name' | 'other' | 'caller'
  /** What stands there where a gateway answered by itself; null: it does not tell that. */
  readonly ownAnswers: readonly string[] | null
  /** Whether it may hold what the service answered, beside the status that counts. */
  readonly mayBeStatus: boolean
}

/** The host that a request was for, of rows that are filtered by it. */
export const HOST_COLUMN = 'host of the request'

/** Of so many columns whose headings say nothing the cells are looked at. */
const MOST_OTHERS = 200

/** What says which type a message of protobuf has, as a URL: `type.googleapis.com/google.cloud.audit.AuditLog`. */
const OF_TYPE = /(?:^|\.)@type$/

/** Those among the names of a log that nothing is read from, the best known first. */
export function findWhoseNames(
  names: readonly string[],
  isRead: (name: string) => boolean,
): readonly WhoseName[] {
  const { hosts, names: known, callers } = shippedForeignWords()
  const normal = names.map(normaliseHeader)
  const named = [...hosts, ...known]
    .map((word, i) => ({ index: normal.indexOf(word), kind: i < hosts.length ? 'host' : 'name' }) as const)
    .filter(({ index }) => index >= 0)
  const saysNothing = (name: string, index: number): boolean =>
    name !== '' &&
    !OF_TYPE.test(name) &&
    !named.some(each => each.index === index) &&
    normal.indexOf(name) === normal.lastIndexOf(name)
  const isOfCaller = (name: string): boolean =>
    !ADDED.test(name) &&
    normaliseColumn(name.slice(name.lastIndexOf('.') + 1))
      .split(' ')
      .some(word => callers.includes(word))
  const others = normal.flatMap((name, index): { index: number; kind: 'other' | 'caller' }[] => {
    if (!saysNothing(name, index)) return []
    if (!isOfCaller(name)) return [{ index, kind: 'other' }]
    return ownAnswersOf(name) === null ? [] : [{ index, kind: 'caller' }]
  })
  return [...named, ...others.slice(0, MOST_OTHERS)]
    .filter(({ index }) => !isRead(names[index]!) || tellsMethod(names[index]!))
    .map(({ index, kind }) => ({
      name: names[index]!,
      column: `${WHOSE}${index}`,
      kind,
      ownAnswers: ownAnswersOf(names[index]!),
      mayBeStatus: STATUS_HEADING.test(names[index]!),
    }))
}

const STATUS_HEADING = /status|code|状态/i

/** Methods may tell what a row is, and are looked at all the same. */
const tellsMethod = (name: string): boolean =>
  ownAnswersOf(name)?.includes('OPTIONS' satisfies MethodOnTheWay) === true

/** The one that globs of hosts compare. */
export const hostAmong = (columns: readonly WhoseName[]): WhoseName | undefined =>
  columns.find(({ kind }) => kind === 'host')

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
const NEAR = 1 << 14
const DENSE_UP_TO = 4 << 20
const FAR = 1 << 22
/** How many rows of the first window are read; of others one each. */
const FIRST_ROWS = 100
/** How many names of a column are told apart. */
const MOST_NAMES = 1000

/** Whose a request was may be any of so many names; what has more holds ids or texts. */
const MOST_OTHER_NAMES = 20
const LONGEST_OTHER_NAME = 120

/** What a format adds behind the user agent, such as `after http_user_agent 2`. */
const ADDED = /^after \w+ \d+$/

/** How a path is written, or a URL, or the line of a request. */
const PATH = /^(?:[A-Z]+ +)?(?:\/|https?:\/\/)/

interface Counts {
  readonly rows: number
  readonly failed: number
}

/** What one column held. */
class Cells {
  readonly names = new Map<string, number>()
  readonly failed = new Map<string, number>()
  /** By their first parts. */
  readonly paths = new Map<string, Counts>()
  /** What says that a gateway answered by itself. */
  readonly ownAnswers = new Map<string, number>()
  /** What says that the service failed where a gateway did not. */
  readonly hiddenErrors = new Map<string, number>()
  isOfStatuses = true
  rows = 0

  noteStatus(cell: string, status: string): void {
    const statuses = listStatuses(cell)
    if (statuses === null) this.isOfStatuses = false
    else if (/^[1-4]/.test(status) && statuses.some(each => each >= '500'))
      this.hiddenErrors.set(cell, (this.hiddenErrors.get(cell) ?? 0) + 1)
  }

  note(cell: string, isFailed: boolean): void {
    if (!isId(cell)) return
    this.rows++
    const isPath = PATH.test(cell)
    const prefix = isPath ? prefixOf(targetOf(cell)) : ''
    if (isPath && (this.paths.has(prefix) || this.paths.size < MOST_NAMES)) {
      const { rows, failed } = this.paths.get(prefix) ?? { rows: 0, failed: 0 }
      this.paths.set(prefix, { rows: rows + 1, failed: failed + (isFailed ? 1 : 0) })
    }
    const name = cell.replace(URL, '$1')
    if (this.names.has(name) || this.names.size < MOST_NAMES)
      this.names.set(name, (this.names.get(name) ?? 0) + 1)
    if (isFailed && this.names.has(name)) this.failed.set(name, (this.failed.get(name) ?? 0) + 1)
  }
}

export class WhoseSample {
  readonly #cells: readonly Cells[]
  readonly #leavesOut: (endpoint: string) => boolean
  #rows = 0
  #hasEndpoints = false
  #window: Buffer[] = []
  #offset = 0
  #next = 0

  constructor(
    private readonly columns: readonly WhoseName[],
    private readonly read: ReadSampled,
    private readonly words: RequestWords,
    filter: EndpointFilter,
    private readonly pairs: FailuresInPairs | null,
  ) {
    this.#cells = columns.map(() => new Cells())
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

  /** Failures that stand beside another each; undefined: they do not. */
  findPairs(): PairedRows | undefined {
    return this.pairs?.find() ?? undefined
  }

  /** What was found, in the order of the columns. */
  list(): WhoseColumn[] {
    const host = hostAmong(this.columns)
    return this.columns.flatMap((column, i) => {
      const { name, ownAnswers } = column
      const cells = this.#cells[i]!
      const own = {
        name,
        isHost: false,
        names: [],
        ownAnswers: [...cells.ownAnswers],
        hiddenErrors: cells.isOfStatuses ? [...cells.hiddenErrors] : [],
        rows: this.#rows,
        isMarked: ownAnswers?.includes(WHATEVER) ?? false,
      }
      const isTold = ownAnswers !== null || own.hiddenErrors.length > 0
      return [...(isTold ? [own] : []), ...this.#judge(column, column === host, cells)]
    })
  }

  /** A column whose heading says nothing counts where most rows have a cell, and these are few names or paths. */
  #judge({ name, kind }: WhoseName, isHost: boolean, cells: Cells): WhoseColumn[] {
    const shares = Array.from(cells.paths, ([prefix, counts]) => ({ prefix, ...counts }))
    const isOfPaths = 10 * shares.reduce((sum, { rows }) => sum + rows, 0) >= 9 * cells.rows
    const all = [...cells.names]
    const names = kind === 'other' && isOfPaths ? all.filter(([each]) => each.startsWith('//')) : all
    const isTold =
      kind !== 'other' ||
      (2 * cells.rows >= this.#rows &&
        (isOfPaths ||
          (names.length <= MOST_OTHER_NAMES && names.every(([each]) => each.length <= LONGEST_OTHER_NAME))))
    if (!isTold || kind === 'caller') return []
    return [
      {
        name,
        isHost,
        names,
        ...(kind === 'other' && { failed: cells.failed }),
        ...(isOfPaths && !this.#hasEndpoints ? { paths: shares } : {}),
      },
    ]
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
    this.pairs?.take(window)
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
    const endpoint = textOf(text, 'endpoint', this.words) ?? ''
    if (this.#leavesOut(withHost(endpoint, row.text(HOST_COLUMN) ?? ''))) return
    this.#rows++
    if (endpoint !== '') this.#hasEndpoints = true
    const isFailed = found.kind === 'server-error' || found.kind === 'unreached'
    const status = statusOf(text, this.words)
    for (const [i, { column, ownAnswers, mayBeStatus }] of this.columns.entries()) {
      const [cell, cells] = [row.text(column) ?? '', this.#cells[i]!]
      cells.note(cell, isFailed)
      if (mayBeStatus) cells.noteStatus(cell, status)
      if (ownAnswers !== null && isOwnAnswer(cell, status, ownAnswers))
        cells.ownAnswers.set(cell, (cells.ownAnswers.get(cell) ?? 0) + 1)
    }
  }
}

/** A URL, of which the host alone says whose it is. */
const URL = /^(?:[A-Z]+ +)?[a-z][a-z0-9+.-]*:(\/\/[^/?#\s]+).*$/s

const behind = (start: number): number => start + (start < DENSE_UP_TO ? NEAR : FAR)
