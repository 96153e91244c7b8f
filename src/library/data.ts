/** Data as programs have it, made into inputs as the readers take them. */

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
    this.inputs.set(free, {
      isRepeatable: !isStream(data),
      [Symbol.asyncIterator]: () => toChunks(data, form),
    })
    return free
  }
}

const isStream = (data: Data): data is AsyncIterable<string | Uint8Array | Row> =>
  typeof data === 'object' && Symbol.asyncIterator in data

async function* toChunks(data: Data, form: RowForm): AsyncGenerator<Buffer> {
  if (typeof data === 'string') yield Buffer.from(data)
  else if (data instanceof Uint8Array) yield Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  else if (Array.isArray(data)) yield Buffer.from(writeRows(data, form))
  else if (isStream(data)) yield* joinChunks(data, form)
  else yield Buffer.from(JSON.stringify(data))
}

/** Texts and bytes as they come; rows one by one, but for CSV, whose header has to name every column. */
async function* joinChunks(
  chunks: AsyncIterable<string | Uint8Array | Row>,
  form: RowForm,
): AsyncGenerator<Buffer> {
  const kept: Row[] = []
  let isAny = false
  for await (const chunk of chunks) {
    isAny = true
    if (typeof chunk === 'string') yield Buffer.from(chunk)
    else if (chunk instanceof Uint8Array) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    else if (form.kind === 'csv') kept.push(chunk)
    else yield Buffer.from(writeRows([chunk], form))
  }
  if (kept.length > 0 || !isAny) yield Buffer.from(writeRows(kept, form))
}

function writeRows(rows: readonly Row[], form: RowForm): string {
  if (rows.length === 0) return form.empty
  if (form.kind === 'json-lines') {
    const plain = rows.map(row =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, toPlain(value)])),
    )
    return plain.map(row => `${JSON.stringify(row)}\n`).join('')
  }
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const line = (cells: readonly string[]): string =>
    `${cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`
  return (
    line(columns) + rows.map(row => line(columns.map(column => String(toPlain(row[column]) ?? '')))).join('')
  )
}

/** What JSON can hold. NaN and an invalid Date stay what they are, to be refused: JSON would make nothing of them. */
function toPlain(value: Row[string]): string | number | boolean | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString()
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)))
    return String(value)
  return value
}
