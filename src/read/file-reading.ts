/** How the files that people hand in are read: what their columns are called, and how numbers and dates are written. */
import type { ColumnChoices } from './columns.js'
import { type Names, NO_NAMES } from './names.js'
import type { Notation } from './notation.js'

/** What a command knows of how files are written. */
export interface FileReading extends ColumnChoices {
  readonly notation: Notation
  /** Other words for columns and values. */
  readonly names: Names
}

/** The same for a file of these columns: names that `--columns` gives for others are another file's. */
export const readingOf = (reading: FileReading, columns: readonly string[]): FileReading => ({
  ...reading,
  renamed: new Map([...reading.renamed].filter(([column]) => columns.includes(column))),
})

/** Files read by our own words alone; `zone`: of times that name none. */
export const plainReading = (zone: Notation['zone']): FileReading => ({
  renamed: new Map(),
  leftOut: new Set(),
  names: NO_NAMES,
  notation: { zone, decimal: null, dates: null },
})
