/** Data as programs have it, made into inputs as the readers take them. */

import { atLine, failOnAny, type Issue, inFile, type Place } from '../core/failure.js'
import { inOneWay } from '../read/notation.js'
import type { MemoryInput } from '../read/standard-input.js'
import type { Data, Row } from './inputs.js'

/** How rows are written for the readers, and what stands for no row at all. */
export interface RowForm {
  readonly kind: 'json-lines' | 'csv'
  readonly empty: string
}

/** Inputs that are no files, each by the name that stands for its path. */
export class VirtualFiles {
  readonly inputs = new Map<string, MemoryInput>()

  /** The path of the data, or the name that stands for it; `name` is what messages call it. */
  add(data: Data, name: string, form: RowForm): string {
    if (typeof data === 'string' && !/[\r\n]|^\s*[{[]/.test(data)) return data
    const [, stem, ending] = /^(.*?)(\.\w+)?$/.exec(name)!
    let free = name
    for (let i = 2; this.inputs.has(free); i++) free = `${stem}-${i}${ending ?? ''}`
    const input = {
      isRepeatable: !isStream(data),
      isOfRows: false,
      [Symbol.asyncIterator]: () =>
        new Writer(free, form, () => {
          input.isOfRows = form.kind === 'csv'
        }).toChunks(data),
    }
    this.inputs.set(free, input)
    return free
  }
}

const isStream = (data: Data): data is AsyncIterable<string | Uint8Array | Row> =>
  typeof data === 'object' && Symbol.asyncIterator in data

/** Writes data as the readers take it, and refuses what JSON or JavaScript has made another value of. */
class Writer {
  #rows = 0

  constructor(
    private readonly name: string,
    private readonly form: RowForm,
    private readonly noteRows: () => void,
  ) {}

  async *toChunks(data: Data): AsyncGenerator<Buffer> {
    if (typeof data === 'string') yield Buffer.from(data)
    else if (data instanceof Uint8Array) yield Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    else if (Array.isArray(data)) yield this.#writeRows(data)
    else if (isStream(data)) yield* this.#joinChunks(data)
    else {
      failOnAny(findInexact(data, '', inFile(this.name)))
      yield Buffer.from(toJson(data))
    }
  }

  /** Texts and bytes as they come; rows one by one, but for CSV, whose header has to name every column. */
  async *#joinChunks(chunks: AsyncIterable<string | Uint8Array | Row>): AsyncGenerator<Buffer> {
    const kept: Row[] = []
    let isAny = false
    for await (const chunk of chunks) {
      isAny = true
      if (typeof chunk === 'string') yield Buffer.from(chunk)
      else if (chunk instanceof Uint8Array)
        yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      else if (this.form.kind === 'csv') kept.push(chunk)
      else yield this.#writeRows([chunk])
    }
    if (kept.length > 0 || !isAny) yield this.#writeRows(kept)
  }

  #writeRows(rows: readonly Row[]): Buffer {
    if (rows.length === 0) return Buffer.from(this.form.empty)
    this.noteRows()
    failOnAny(rows.flatMap((row, i) => findInexact(row, '', atLine(this.name, this.#rows + i + 1))))
    this.#rows += rows.length
    return Buffer.from(this.form.kind === 'csv' ? toCsv(rows) : rows.map(row => `${toJson(row)}\n`).join(''))
  }
}

function toCsv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const line = (cells: readonly string[]): string =>
    `${cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`
  return line(columns) + rows.map(row => line(columns.map(column => toCell(toPlain(row[column]))))).join('')
}

const toCell = (value: unknown): string =>
  typeof value === 'number' ? inOneWay(String(value)) : String(value ?? '')

/** JSON hands on a Date as the text that it made of it, or as nothing: `this` has the Date itself. */
const toJson = (value: object): string =>
  JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, written) {
    return toPlain(this[key] instanceof Date ? this[key] : written)
  })

/** What JSON can hold. NaN and an invalid Date stay what they are, to be refused: JSON would make nothing of them. */
function toPlain(value: unknown): unknown {
  if (value === undefined) return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString()
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)))
    return String(value)
  return value
}

/** Whole numbers beyond 2^53, of which JavaScript keeps the first digits only: two ids would be one. */
function findInexact(value: unknown, path: string, place: Place): Issue[] {
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || Number.isSafeInteger(value)) return []
    return [
      {
        code: 'BAD_NUMBER',
        message: `${path}: expected a whole number of at most ${Number.MAX_SAFE_INTEGER}, as larger ones lose digits; got ${BigInt(value)}`,
        place,
        hint: 'give it as text or as a bigint; of JSON hand over the text itself, not parsed',
      },
    ]
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) return []
  if (Array.isArray(value)) return value.flatMap((item, i) => findInexact(item, `${path}[${i}]`, place))
  return Object.entries(value).flatMap(([key, item]) =>
    findInexact(item, path === '' ? key : `${path}.${key}`, place),
  )
}
