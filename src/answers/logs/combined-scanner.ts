/** What reads the combined format fast: a kernel (scan/assembly/combined-kernel.ts), and where that finds each column. */
import { COMBINED_FIELDS, isoOfTime } from '../../read/requests/combined-log.js'
import type { RequestKernel } from '../../scan/request-kernel.js'
import { createRequestScanner, type RequestRules, type RequestSink } from '../../scan/request-scanner.js'
import { kernelOf } from '../../scan/simd-kernel.js'

/** What is read from a line; plain data, which a worker is sent. */
export interface CombinedLayout {
  /** Where each column that is read stands in COMBINED_FIELDS. */
  readonly fields: ReadonlyMap<string, number>
  /** The columns that decide what a line counts as, `timestamp` aside. */
  readonly counting: readonly string[]
}

const [TIME, REQUEST, LAST_FOUND] = (['time_local', 'request', 'body_bytes_sent'] as const).map(name =>
  COMBINED_FIELDS.indexOf(name),
)

/** What the kernel gives for address and user of a line that has something else in front of them. */
const LED = ' '

/** Whether a kernel finds all that is read; it finds no field behind the number of bytes. */
export function isScannable({ fields, counting }: CombinedLayout): boolean {
  const isFound = (field: number | undefined): boolean =>
    field === undefined || (field !== TIME && field <= LAST_FOUND!)
  return (
    !fields.has('host') &&
    !fields.has('passed_on') &&
    fields.get('timestamp') === TIME &&
    fields.get('endpoint') === REQUEST &&
    counting.every(column => isFound(fields.get(column)))
  )
}

export function createCombinedScanner(
  module: WebAssembly.Module,
  { fields, counting }: CombinedLayout,
  rules: RequestRules,
  sink: RequestSink,
): RequestKernel {
  // The bounds of fields that lie apart are every other one.
  const columns = new Map([...fields].map(([column, field]) => [column, 2 * field]))
  const layout = { delimiter: ' ', width: 2 * COMBINED_FIELDS.length, columns, counting }
  const readTime: RequestRules['readTime'] = text => {
    const iso = isoOfTime(text)
    return iso === null ? [] : rules.readTime(iso)
  }
  const readClass: RequestRules['readClass'] = text => {
    let isLed = false
    const found = rules.readClass(column => {
      const value = text(column)
      if (value === LED) isLed = true
      return value
    })
    return isLed ? [] : found
  }
  return createRequestScanner(kernelOf(module), layout, [], { ...rules, readTime, readClass }, sink, {
    readText: readValue,
  })
}

/** `-` stands for nothing in every field. */
function readValue(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('utf8', from, to)
  return text === '-' ? '' : text
}
