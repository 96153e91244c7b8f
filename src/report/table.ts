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

/**
 * A table without boxes: a heading, a rule, the rows. When it is wider than the screen the column that holds
 * the words is wrapped.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen,
): string {
  const natural = columns.map(({ heading }, i) =>
    Math.max(heading.length, ...rows.map(row => widthOf(row[i] ?? ''))),
  )
  const excess = natural.reduce((sum, width) => sum + width + GAP, 0) - screen.width
  const words = Math.max(
    columns.findIndex(column => column.isWrapped),
    0,
  )
  const widths = natural.map((width, i) => (i === words && excess > 0 ? Math.max(width - excess, 12) : width))
  const table = new Table({
    head: columns.map(column => column.heading),
    // cli-table3 counts the padding into a column's width.
    colWidths: widths.map(width => width + GAP),
    colAligns: columns.map(column => (column.isAmount ? 'right' : 'left')),
    wordWrap: true,
    wrapOnWordBoundary: true,
    chars: {
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
    },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
  })
  table.push(...rows.map(row => [...row]))
  const [head = '', ...body] = table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
  return [head, '-'.repeat(Math.max(...[head, ...body].map(widthOf))), ...body].join('\n')
}

/** Columns that a text takes, escape sequences aside. */
const widthOf = (text: string): number => stripVTControlCharacters(text).length
