/** What reads JSON lines fast: a kernel that asks for lines that are new to it, and what it is told of their keys. */
import { readLineShape } from '../../read/json-line-shape.js'
import { jsonLinesKernel, type TextReader } from '../../scan/json-lines-kernel.js'
import type { RepeatSearch } from '../../scan/repeats.js'
import type { RequestKernel } from '../../scan/request-kernel.js'
import {
  createRequestScanner,
  type RequestCsvLayout,
  type RequestRules,
  type RequestSink,
} from '../../scan/request-scanner.js'

/** What is read from a line; plain data, which a worker is sent. */
export interface JsonLinesLayout {
  /** The key of each known column, in the spelling by which keys are compared. */
  readonly names: ReadonlyMap<string, string>
  /** The columns that decide what a line counts as, `timestamp` aside. */
  readonly counting: readonly string[]
}

/** A scanner for one log; `onKey` is told each key of its lines, and each within another that is read. */
export const createJsonScanner = (
  module: WebAssembly.Module,
  layout: JsonLinesLayout,
  rules: RequestRules,
  sink: RequestSink,
  onKey: (name: string) => void,
  search: RepeatSearch | null = null,
): RequestKernel =>
  createRequestScanner(
    jsonLinesKernel(module, textReader(layout, onKey)),
    fieldsOf(layout),
    [],
    rules,
    sink,
    { readText: readValue, search },
  )

/** The columns that are read to count a line, of those that the log has. */
const columnsRead = ({ names, counting }: JsonLinesLayout): string[] =>
  ['timestamp', 'endpoint', 'request_id', ...counting].filter(column => names.has(column))

/** The keys that these are read from. */
const namesRead = (layout: JsonLinesLayout): string[] => [
  ...new Set(columnsRead(layout).map(column => layout.names.get(column)!)),
]

/** The fields of a line as columns that a kernel keeps the bounds of, which lie apart: every other one. */
function fieldsOf(layout: JsonLinesLayout): RequestCsvLayout {
  const fields = namesRead(layout)
  const indexOf = (column: string): number => 2 * fields.indexOf(layout.names.get(column)!)
  const columns = new Map(columnsRead(layout).map(column => [column, indexOf(column)]))
  return { delimiter: ',', width: 2 * fields.length, columns, counting: layout.counting }
}

/** A log has a few dozen keys; of one that has thousands, such as ids, some are told again. */
const MOST_KEYS = 1000

/** Takes lines apart for a kernel; `onKey` as above. */
function textReader(layout: JsonLinesLayout, onKey: (name: string) => void): TextReader {
  const { names, counting } = layout
  const fields = namesRead(layout)
  const known = [...new Set(names.values())]
  const told = new Set<string>()
  const tell = (key: string): void => {
    if (told.has(key)) return
    if (told.size === MOST_KEYS) told.clear()
    told.add(key)
    onKey(key)
  }
  return line => {
    const shape = readLineShape(line, known)
    if (shape === null) return null
    for (const name of shape.names) if (name !== null) tell(name)
    shape.keys.forEach(tell)
    const isThere = (column: string): boolean => shape.names.includes(names.get(column)!)
    return {
      texts: shape.texts,
      values: shape.values,
      fields: shape.names.map(name => (name !== null && fields.includes(name) ? fields.indexOf(name) : null)),
      isStatusAll: !counting.some(column => column !== 'status' && isThere(column)),
    }
  }
}

/** The text of a value that holds no others; undefined when there is none. */
function readValue(bytes: Buffer, from: number, to: number): string | undefined {
  if (from >= to) return undefined
  const text = bytes.toString('utf8', from, to)
  if (text === 'null') return ''
  return text.startsWith('"') ? JSON.parse(text).trim() : text
}
