/**
 * Two tables side by side, as sheets hold them: an empty column stands between them. What the rows of one say is nothing
 * of those of the other, although a row of the file holds both.
 */
import { fail, inQuotes, listChoices, type Place, quoteArgument, quoteName } from '../core/failure.js'
import { type ColumnForm, type FoundColumns, indexesRead } from './columns.js'
import { namesGiven, normaliseHeader } from './rows.js'

/** Columns side by side that have headings, by their indexes. */
type Block = readonly number[]

/**
 * Throws CSV_MALFORMED where columns are read on both sides of one without a heading and without a cell, and on each side
 * stand several. `rows`: the fields of rows, all of them or the first.
 */
export function failOnSecondTable(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  found: Pick<FoundColumns, 'at' | 'joined'>,
  { renamed }: Pick<ColumnForm, 'renamed'>,
  place: Place,
): void {
  if (rows.length === 0) return
  const isGap = (index: number): boolean =>
    headers[index] === '' && rows.every(fields => (fields[index] ?? '').trim() === '')
  const blocks = listBlocks(headers, isGap)
  if (blocks.length < 2) return
  // Who says what a column is has seen where it stands.
  const given = new Set([...renamed.values()].flatMap(namesGiven).map(normaliseHeader))
  const read = indexesRead(found)
  const readIn = (block: Block): Block => block.filter(index => read.has(index))
  const [main] = blocks.toSorted((a, b) => readIn(b).length - readIn(a).length)
  const other = blocks.find(
    block =>
      block !== main &&
      block.length > 1 &&
      readIn(block).some(index => !given.has(normaliseHeader(headers[index]!))),
  )
  if (other === undefined || main!.length < 2) return
  const nameOf = (index: number): string => inQuotes(headers[index]!)
  const isBehind = other[0]! > main![0]!
  const gap = isBehind ? other[0]! - 1 : main![0]! - 1
  const names = other.map(index => quoteName(headers[index]!)).join(',')
  fail(
    'CSV_MALFORMED',
    `two tables may stand side by side: column ${gap + 1} is empty, and ${listChoices(readIn(other).map(nameOf), 'and')} would be read from ${isBehind ? 'behind' : 'in front of'} it`,
    place,
    `--ignore-columns ${quoteArgument(names)} reads the other one alone; if it is one table, take the empty column out`,
  )
}

function listBlocks(headers: readonly string[], isGap: (index: number) => boolean): Block[] {
  const blocks: number[][] = []
  for (const index of headers.keys()) {
    if (isGap(index)) continue
    // A column without a heading belongs to those beside it where it has cells.
    if (index === 0 || isGap(index - 1)) blocks.push([])
    blocks.at(-1)!.push(index)
  }
  return blocks
}
