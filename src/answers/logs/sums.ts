/** Whether each row of a log may be a sum of requests, as queries and dashboards make them by time and status. */
import { MILLIS_PER_MINUTE } from '../../core/instant.js'

/** A row as far as it tells that. */
export interface RowOfSums {
  readonly at: number | null
  /** What sums are made by beside the time: the status, the path and the account. */
  readonly group: string
  cell(column: string): string
}

/** Fewer rows tell nothing. */
const FEWEST = 6

/** Rows of requests whose times were cut to minutes hardly ever have each time and group but once. */
export function maySum(rows: readonly RowOfSums[]): boolean {
  const isWhole = rows.every(({ at }) => at !== null && at % MILLIS_PER_MINUTE === 0)
  return (
    rows.length >= FEWEST &&
    isWhole &&
    new Set(rows.map(({ at, group }) => `${at}\n${group}`)).size === rows.length
  )
}

/** The first of some columns whose cells may say how many requests rows stand for; null where none does. */
export function findSums(
  rows: readonly RowOfSums[],
  columns: readonly { readonly name: string; readonly column: string }[],
): string | null {
  // One row at each time may be a probe's.
  const isOfGroups = new Set(rows.map(({ at }) => at)).size < rows.length
  if (!isOfGroups || !maySum(rows)) return null
  const holdsCounts = ({ column }: { readonly column: string }): boolean => {
    const cells = rows.map(row => row.cell(column).trim())
    return cells.every(cell => WHOLE.test(cell)) && cells.some(cell => cell !== cells[0]) && !ascends(cells)
  }
  return columns.find(holdsCounts)?.name ?? null
}

const WHOLE = /^(?:\d{1,3}(?:[,.' ]\d{3})+|\d+)(?:\.0+)?$/

/** Numbers of rows and ids ascend. */
const ascends = (cells: readonly string[]): boolean =>
  cells.every((cell, i) => i === 0 || Number(cell) > Number(cells[i - 1]))
