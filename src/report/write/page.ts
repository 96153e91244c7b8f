/** A document as a page of HTML. */
import { compact } from '../../core/compact.js'
import * as doc from '../document.js'
import { type Html, html, NOTHING, prose } from '../html/markup.js'
import { contents, keyFigures, statements, table, unfolding, warning, writePage } from '../html/page.js'
import { compareBar, divideBar } from '../html/share-bar.js'

/** A page of so many headings or more begins with a list of them. */
const LEAST_CONTENTS = 5

export const writeDocumentPage = (document: doc.Document): Iterable<string> => {
  const { title, subject, lead, gates = [], warnings, notes, foot } = document
  const sections = doc
    .sectionsFor(document, 'page')
    .map((section, i) => ({ ...section, id: `part-${i + 1}` }))
  const headed = sections.filter(({ heading }) => heading !== '')
  return writePage({
    heading: title,
    subject,
    lead: [...lead, ...gates],
    about: subject === '' ? [] : [subject],
    body: compact([
      warnings.length > 0 && warning(warnings),
      headed.length >= LEAST_CONTENTS && contents(headed),
      ...sections.map(writeSection),
    ]),
    notes,
    foot,
  })
}

function writeSection(section: doc.Section & { readonly id: string }): Html {
  const { id, heading, blocks } = section
  const head = heading === '' ? NOTHING : html`<h2 id="${id}">${prose(heading)}</h2>`
  return doc.isFolded(section)
    ? html`<section>
${unfolding(head, html`${blocks.map(writeBlock)}`)}
</section>`
    : html`<section>
${head}
${blocks.map(block => (block.isDetail ? fold(block) : writeBlock(block)))}
</section>`
}

/** A detail is there, and out of the way until it is asked for. */
const fold = (block: doc.Block): Html =>
  unfolding(block.kind === 'table' ? block.table.caption : 'Details', writeBlock(block))

function writeBlock(block: doc.Block): Html {
  switch (block.kind) {
    case 'text':
      return html`<p${block.tone ? html` class="${block.tone}"` : NOTHING}>${prose(block.text)}</p>`
    case 'list':
      return html`<ul class="notes">${block.items.map(item => html`<li>${prose(item)}</li>`)}</ul>`
    case 'facts':
      return statements(block.facts)
    case 'figures':
      return keyFigures(block.figures)
    case 'table':
      return writeTable(block.table)
    case 'picture':
      return block.picture.draw()
    case 'command':
      return html`<p><kbd>${prose(block.command)}</kbd></p>`
  }
}

const writeTable = ({ caption, columns, rows }: doc.Table): Html =>
  table(
    caption,
    columns,
    rows.map(row => row.map(writeCell)),
  )

/** Dates and amounts among words stay in one piece; what has no blank is one by itself. */
function writeCell(cell: doc.Cell): string | Html {
  const text = doc.textOf(cell)
  const words = text.includes(' ') ? prose(text) : text
  if (typeof cell === 'string') return words
  const toned = cell.tone ? html`<span class="${cell.tone}">${words}</span>` : words
  if (!cell.bar) return toned
  const { bar } = cell
  const drawn = 'parts' in bar ? divideBar(bar.parts, bar.whole) : compareBar('cost', bar.part, bar.whole)
  return html`${toned} ${drawn}`
}
