/** CSV for spreadsheets and scripts: RFC 4180, text cells neutralised. */
import { makeVisible, neutralise } from './text.js'

/** A cell: null is empty. Numbers come as strings of digits; only other text can be taken for a formula. */
export type Cell = string | number | boolean | null

const quoteCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const isNumeric = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)

/** Cells that stand beside others in a line. */
export const writeCsvCells = (cells: readonly Cell[]): string =>
  cells
    .map(cell => (cell === null ? '' : String(cell)))
    .map(text => quoteCell(isNumeric(text) ? text : neutralise(makeVisible(text))))
    .join(',')

export const writeCsvLine = (cells: readonly Cell[]): string => `${writeCsvCells(cells)}\n`

/** A file: the names of its columns, and of each item what its keys of these names hold. */
export function* writeCsv<Item>(
  columns: readonly string[],
  items: Iterable<Item>,
  rowOf: (item: Item) => object,
): Generator<string> {
  yield writeCsvLine(columns)
  for (const item of items) {
    const row = rowOf(item) as Readonly<Record<string, Cell | undefined>>
    yield writeCsvLine(columns.map(name => row[name] ?? null))
  }
}
