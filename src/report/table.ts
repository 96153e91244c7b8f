/** Tables for people, by cli-table3, its one importer. */
import Table from 'cli-table3'
import type { Column } from './document.js'
import { labelled, type Screen } from './layout.js'
import { widthOf } from './width.js'

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
 * the words is wrapped, between words only; when that is not enough every row has its cells below each other.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen,
): string {
  const widths = fitColumns(columns, rows, screen)
  if (sumWidths(widths) > screen.width) return rows.map(row => renderRecord(columns, row, screen)).join('\n')
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

/** The widths of the columns, the one that holds the words no wider than there is room, nor than its longest word. */
function fitColumns(columns: readonly Column[], rows: readonly (readonly string[])[], screen: Screen) {
  const natural = measureColumns(columns, rows)
  const excess = sumWidths(natural) - screen.width
  if (excess <= 0) return natural
  const words = Math.max(
    columns.findIndex(column => column.isWrapped),
    0,
  )
  const longestWord = [columns[words]!.heading, ...rows.map(row => row[words] ?? '')]
    .flatMap(cell => cell.split(' '))
    .reduce((longest, word) => Math.max(longest, widthOf(word)), 0)
  return natural.map((width, i) =>
    i === words ? Math.min(width, Math.max(width - excess, longestWord)) : width,
  )
}

/** A row on a screen too narrow for the table: its first cell, and below it the others with their headings. */
function renderRecord(columns: readonly Column[], row: readonly string[], screen: Screen): string {
  const indent = Math.max(...columns.slice(1).map(({ heading }) => widthOf(heading))) + 4
  return columns
    .map(({ heading }, i) => [heading, row[i] ?? ''] as const)
    .filter(([, cell], i) => i === 0 || cell !== '')
    .map(([heading, cell], i) =>
      i === 0 ? labelled('', cell, 0, screen) : labelled(`  ${heading}`, cell, indent, screen),
    )
    .join('\n')
}

const measureColumns = (columns: readonly Column[], rows: readonly (readonly string[])[]): number[] =>
  columns.map(({ heading }, i) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[i] ?? '')), heading.length),
  )

const sumWidths = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width + GAP, -GAP)

/** Whether a table needs no wrapping on a screen. */
export const fitsScreen = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { width }: Screen,
): boolean => sumWidths(measureColumns(columns, rows)) <= width
