/** The records of a CSV text for who reads every one, as fast as that goes. */
import type { CsvStart } from '../../read/csv.js'
import type { CsvRecord } from '../../read/csv-form.js'
import { resume } from '../../read/peek.js'
import { readRecordAt } from '../../scan/csv-record.js'

/**
 * The records of a CSV text in batches, by their bytes as far as these are plain; csv-parse takes over where a record is
 * not whole in its chunk or a quote is out of place.
 */
export async function* readCsvRecords(
  chunks: AsyncIterable<Buffer>,
  { file, line: first, delimiter }: CsvStart,
): AsyncGenerator<CsvRecord[]> {
  const iterator = chunks[Symbol.asyncIterator]()
  let line = first
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    const chunk = next.value
    const { records, end, lines } = readPlainRecords(chunk, delimiter.charCodeAt(0), line)
    yield records
    line += lines
    if (end === chunk.length) continue
    const { readRecords } = await import('../../read/csv.js')
    yield* readRecords(resume(chunk.subarray(end), iterator), { file, line, delimiter })
    return
  }
}

/** The records of a chunk up to the first that is not plain; where that begins, and how many lines lie before. */
function readPlainRecords(chunk: Buffer, delimiter: number, first: number) {
  const records: CsvRecord[] = []
  let [position, line] = [0, first]
  while (position < chunk.length) {
    const record = readRecordAt(chunk, position, chunk.length, delimiter)
    if (record === null) break
    // A blank line is no record.
    if (record.raw !== '') records.push({ ...record, line })
    for (let at = position; at < record.end; at = chunk.indexOf(0x0a, at) + 1) line++
    position = record.end
  }
  return { records, end: position, lines: line - first }
}
