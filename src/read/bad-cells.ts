/**
 * Cells of a workbook that hold nothing which can be read: an error, a formula without its result, a number that was cut, or
 * one that may be the sum of several rows. Each stops the command where its column is read, and is of no consequence elsewhere.
 */
import { failOnAny, type Issue } from '../core/failure.js'
import { type FoundColumns, indexesRead } from './columns.js'

export interface BadCell {
  /** The index of its column, from 0. */
  readonly column: number
  /** What is wrong with it; its place has the line. */
  readonly issue: Issue
  /** Whether its number is merged over rows: as a name it is that of each of them. */
  readonly isShared: boolean
}

/** The columns that hold names and words, whose numbers nobody adds up; ids of rows are no such names, as each has its own. */
const NAMES: ReadonlySet<string> = new Set([
  ...['model', 'mode', 'capability', 'resolution', 'audio', 'reference', 'voice_control', 'effect', 'status'],
  ...['account', 'pool', 'package', 'package_id', 'order_number'],
  ...['package_name', 'package_type', 'package_status', 'month', 'period', 'kind', 'reason', 'currency'],
])

const withoutNames = <Value>(columns: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map([...columns].filter(([column]) => !NAMES.has(column)))

/** Throws for those in columns that are read, and for one in the header, whose column may be any. */
export function failOnBadCells(
  cells: readonly BadCell[] = [],
  headerLine: number,
  columns: Pick<FoundColumns, 'at' | 'joined'>,
): void {
  const read = indexesRead(columns)
  const added = indexesRead({ at: withoutNames(columns.at), joined: withoutNames(columns.joined) })
  const bad = cells.filter(({ column, isShared, issue: { place } }) =>
    place.line! > headerLine ? (isShared ? added : read).has(column) : place.line === headerLine,
  )
  failOnAny(bad.map(({ issue }) => issue))
}
