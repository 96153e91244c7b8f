/** A document in Markdown. */
import { type Block, type Document, isFolded, sectionsFor, textsOf } from '../document.js'
import { html } from '../html/markup.js'
import { escapeMarkdown, listTableLines, writeFacts, writeList } from '../markdown.js'

/** The document in pieces, its title a heading of `depth`; with 2, it may follow others in one file. */
export function* writeMarkdown(document: Document, depth: 1 | 2 = 2): Generator<string> {
  const { title, subject, lead, gates = [], warnings, notes } = document
  const heading = (text: string, below: number): string =>
    `${'#'.repeat(depth + below)} ${escapeMarkdown(text)}\n\n`
  yield heading(subject === '' ? title : `${title}: ${subject}`, 0)
  for (const sentence of [...lead, ...gates]) yield `**${escapeMarkdown(sentence)}**\n\n`
  if (warnings.length > 0) yield `${warnings.map(words => `> ${escapeMarkdown(words)}\n`).join('>\n')}\n`
  for (const section of sectionsFor(document, 'markdown')) {
    const folded = isFolded(section)
    if (folded) yield html`<details>\n<summary>${section.heading}</summary>\n\n`.text
    else if (section.heading !== '') yield heading(section.heading, 1)
    for (const [index, block] of section.blocks.entries()) {
      // Under a heading a table needs no words of its own.
      if (block.kind === 'table' && index > 0) yield `${escapeMarkdown(block.table.caption)}:\n\n`
      yield* writeBlock(block)
    }
    if (folded) yield '</details>\n\n'
  }
  if (notes.length > 0) yield `${heading('Notes', 1)}${writeList(notes)}`
}

function* writeBlock(block: Block): Generator<string> {
  switch (block.kind) {
    case 'text':
      yield `${escapeMarkdown(block.text)}\n\n`
      return
    case 'list':
      yield writeList(block.items)
      return
    case 'facts':
      yield writeFacts(block.facts)
      return
    case 'figures':
      yield writeFacts(
        block.figures.map(({ label, value, more }) => ({
          label,
          lines: [more ? `${value} (${more})` : value],
        })),
      )
      return
    case 'table':
      yield* listTableLines(block.table.columns, textsOf(block.table))
      yield '\n'
      return
    case 'picture':
      // A picture of characters has one width for each of them, which only code has.
      yield `${block.picture
        .lines(PICTURE_WIDTH)
        .map(line => `    ${line}\n`)
        .join('')}\n`
      return
    case 'command':
      // Indented: a block of code that nothing in it can end.
      yield `    ${block.command}\n\n`
  }
}

const PICTURE_WIDTH = 92
