/** A document on a screen: the answer first, then what carries the decision; details on request. */
import { compact } from '../../core/compact.js'
import * as doc from '../document.js'
import { labelled, roomFor, type Screen } from '../layout.js'
import type { Style } from '../style.js'
import { fitsScreen, renderTable } from '../table.js'

export interface Showing {
  readonly screen: Screen
  readonly style: Style
  readonly showsDetails: boolean
}

const LABEL = 16
/** Signs of a bar at its longest. */
const BAR = 10

/** The lines that an answer takes at most, as far as it can be shortened. */
const MOST_LINES = 25
/** How many rows of a table are shown where all of them take too many lines: the first number with which they do not. */
const FEWER = [7, 6, 5, 4, 3, 2]

/** The text of a document, without a line end. */
export function writeScreen(document: doc.Document, showing: Showing): string {
  let text = writeRows(document, showing, Number.POSITIVE_INFINITY)
  if (showing.showsDetails) return text
  for (const most of FEWER) {
    if (text.split('\n').length <= MOST_LINES) break
    text = writeRows(document, showing, most)
  }
  return text
}

function writeRows(document: doc.Document, showing: Showing, most: number): string {
  const { screen, style, showsDetails } = showing
  const { lead, warnings, notes } = document
  const parts = [
    lead.map(sentence => style.strong(labelled('', sentence, 0, screen))).join('\n'),
    ...doc
      .sectionsFor(document, 'screen', showsDetails)
      .map(({ heading, blocks }) =>
        compact([
          heading !== '' && style.strong(labelled('', heading, 0, screen)),
          ...blocks.map(block => writeBlock(block, showing, most)),
        ]).join('\n'),
      ),
    warnings.map(words => style.bad(labelled('! ', words, 2, screen))).join('\n'),
    showsDetails ? notes.map(note => labelled('- ', note, 2, screen)).join('\n') : '',
    showsDetails || !hasDetails(document) ? '' : 'More: --details',
  ]
  return joinUnits(parts.filter(part => part !== '').join('\n\n'))
}

const hasDetails = ({ sections }: doc.Document): boolean =>
  sections.some(({ blocks }) =>
    blocks.some(({ isDetail, only }) => isDetail && (only?.includes('screen') ?? true)),
  )

/** A number and its unit are held together by a blank that does not break; on the screen it is a blank. */
const joinUnits = (text: string): string => text.replaceAll('\u00a0', ' ')

function writeBlock(block: doc.Block, showing: Showing, most: number): string {
  const { screen, style } = showing
  switch (block.kind) {
    case 'text':
      return toned(labelled('', block.text, 0, screen), block.tone, style)
    case 'list':
      return block.items.map(item => labelled('  - ', item, 4, screen)).join('\n')
    case 'facts':
      return block.facts.map(fact => writeFact(fact, showing)).join('\n')
    case 'table':
      return block.rest
        ? writeFirst(block.table, block.rest, showing, most)
        : writeTable(block.table, showing)
    case 'picture':
      return block.picture
        .lines(roomFor(2, screen))
        .map(line => `  ${line}`)
        .join('\n')
    case 'figures':
      // They are in the lead.
      return ''
    case 'command':
      return `  ${block.command}`
  }
}

function writeFact({ label, lines, tone }: doc.Fact, { screen, style }: Showing): string {
  const text = lines.map((line, i) => labelled(i === 0 ? `  ${label}` : '', line, LABEL, screen)).join('\n')
  return toned(text, tone, style)
}

const toned = (text: string, tone: doc.Tone | undefined, style: Style): string =>
  tone ? style[tone](text) : text

/** At most so many rows of a table, and what is said of those that are left out. */
function writeFirst(table: doc.Table, { all, say }: doc.Rest, showing: Showing, most: number): string {
  const rows = table.rows.slice(0, most)
  // One more row takes no more room than a line that says so.
  const shown = all - rows.length === 1 ? table : { ...table, rows }
  const left = all - shown.rows.length
  return compact([writeTable(shown, showing), left > 0 && labelled('', say(left), 0, showing.screen)]).join(
    '\n',
  )
}

/** The table with as many of its spare columns as fit; a bar is the first that goes. */
function writeTable(table: doc.Table, { screen, style }: Showing): string {
  const hasBars = table.rows.some(row => row.some(cell => barOf(cell) !== null))
  let columns = compact([
    ...table.columns.map((column, i) => ({ ...column, from: i })),
    hasBars && { heading: '', spare: Number.NEGATIVE_INFINITY, from: -1 },
  ])
  const rows = (): string[][] =>
    table.rows.map(row =>
      columns.map(({ from }) => (from < 0 ? drawRowBar(row) : writeCell(row[from] ?? '', style))),
    )
  while (!fitsScreen(columns, rows(), screen)) {
    const spare = columns.flatMap(column => column.spare ?? [])
    if (spare.length === 0) break
    const least = Math.min(...spare)
    columns = columns.filter(column => column.spare !== least)
  }
  return renderTable(columns, rows(), screen)
}

const writeCell = (cell: doc.Cell, style: Style): string =>
  typeof cell === 'string' ? cell : toned(cell.text, cell.tone, style)

/** The bar of a cell that is a part of a whole: what divides into many parts is for pages. */
const barOf = (cell: doc.Cell) =>
  typeof cell !== 'string' && cell.bar && 'part' in cell.bar ? cell.bar : null

/** The bar of a row that has one, as long as its part of the whole. */
function drawRowBar(row: readonly doc.Cell[]): string {
  const bar = row.map(barOf).find(each => each !== null)
  if (!bar || bar.whole.num <= 0n || bar.part.num <= 0n) return ''
  const { part, whole } = bar
  const length = Number((BigInt(BAR) * part.num * whole.den) / (part.den * whole.num))
  return '█'.repeat(Math.max(1, Math.min(BAR, length)))
}
