/** Tables for people, by cli-table3, its one importer. */
import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import type { Screen } from './layout.js'

/** A column: its heading, and whether it holds amounts, which are set flush right. */
export interface Column {
  readonly heading: string
  readonly isAmount?: boolean
  /** Whether this column is wrapped when the table is too wide; the first one, when none is. */
  readonly isWrapped?: boolean
}

/** Characters between two columns. */
const GAP = 2

/** Rows drawn at once: cli-table3 takes time in proportion to their square, 10 s for 9,000. */
const BATCH = 200

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}

/**
 * A table without boxes: a heading, a rule, the rows. When it is wider than the screen the column that holds
 * the words is wrapped.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen,
): string {
  const natural = measureColumns(columns, rows)
  const excess = sumWidths(natural) - screen.width
  const words = Math.max(
    columns.findIndex(column => column.isWrapped),
    0,
  )
  const widths = natural.map((width, i) => (i === words && excess > 0 ? Math.max(width - excess, 12) : width))
  const draw = (head: readonly string[], some: readonly (readonly string[])[]): string[] => {
    const table = new Table({
      head: [...head],
      // cli-table3 counts the padding into a column's width.
      colWidths: widths.map(width => width + GAP),
      colAligns: columns.map(column => (column.isAmount ? 'right' : 'left')),
      wordWrap: true,
      wrapOnWordBoundary: true,
      chars: NO_BORDERS,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    })
    table.push(...some.map(row => [...row]))
    return table
      .toString()
      .split('\n')
      .map(line => line.trimEnd())
  }
  const [head = '', ...body] = draw(
    columns.map(column => column.heading),
    rows.slice(0, BATCH),
  )
  for (let from = BATCH; from < rows.length; from += BATCH) {
    for (const line of draw([], rows.slice(from, from + BATCH))) body.push(line)
  }
  const length = [head, ...body].reduce((longest, line) => Math.max(longest, widthOf(line)), 0)
  return [head, '-'.repeat(length), ...body].join('\n')
}

const measureColumns = (columns: readonly Column[], rows: readonly (readonly string[])[]): number[] =>
  columns.map(({ heading }, i) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[i] ?? '')), heading.length),
  )

const sumWidths = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width + GAP, -GAP)

/**
 * The table with as many of its columns as fit the screen: those named in `spare` are left out one after the other,
 * for their figures stand elsewhere too.
 */
export function renderFittingTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen,
  spare: readonly string[],
): string {
  const [next, ...others] = spare
  if (next === undefined || fitsScreen(columns, rows, screen)) return renderTable(columns, rows, screen)
  const kept = columns.flatMap(({ heading }, i) => (heading === next ? [] : [i]))
  return renderFittingTable(
    kept.map(i => columns[i]!),
    rows.map(row => kept.map(i => row[i]!)),
    screen,
    others,
  )
}

/** Whether a table needs no wrapping on a screen. */
export const fitsScreen = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width }: Screen,
): boolean => sumWidths(measureColumns(columns, rows)) <= width

/** Columns that a text takes, escape sequences aside. */
const widthOf = (text: string): number => stripVTControlCharacters(text).length
