/**
 * Cells of a workbook that hold nothing which can be read: an error, a formula without its result, a number that was cut. Each
 * stops the command where its column is read, and is of no consequence elsewhere.
 */
import { failOnAny, type Issue } from '../core/failure.js'
import { type FoundColumns, indexesRead } from './columns.js'

export interface BadCell {
  /** The index of its column, from 0. */
  readonly column: number
  /** What is wrong with it; its place has the line. */
  readonly issue: Issue
}

/** Throws for those in columns that are read, and for one in the header, whose column may be any. */
export function failOnBadCells(
  cells: readonly BadCell[] = [],
  headerLine: number,
  columns: Pick<FoundColumns, 'at' | 'joined'>,
): void {
  const read = indexesRead(columns)
  const bad = cells.filter(({ column, issue: { place } }) =>
    place.line! > headerLine ? read.has(column) : place.line === headerLine,
  )
  failOnAny(bad.map(({ issue }) => issue))
}
