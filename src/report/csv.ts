/** CSV for spreadsheets and scripts: RFC 4180, text cells neutralised. */
import { makeVisible, neutralise } from './text.js'

/** A cell: null is empty. Numbers come as strings of digits; only other text can be taken for a formula. */
export type Cell = string | number | boolean | null

const quoteCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const isNumeric = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)

/** One line, without its end. */
export const writeCsvLine = (cells: readonly Cell[]): string =>
  cells
    .map(cell => (cell === null ? '' : String(cell)))
    .map(text => quoteCell(isNumeric(text) ? text : neutralise(makeVisible(text))))
    .join(',')
