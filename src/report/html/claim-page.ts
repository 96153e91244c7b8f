/** The summary of a claim as a page that can be printed. */
import type { ClaimBlock, ClaimPart, ClaimSummary } from '../claim/summary.js'
import { type Html, html, prose } from './markup.js'
import { statements, table, warning, writePage } from './page.js'

/** The page in pieces. */
export const writeClaimPage = ({ title, subject, lead, warnings, parts }: ClaimSummary): Iterable<string> =>
  writePage({
    heading: title,
    subject,
    lead,
    about: [subject],
    body: [...(warnings.length > 0 ? [warning(warnings)] : []), ...parts.map(section)],
    notes: [],
    foot: 'The files beside this page hold the evidence.',
  })

const section = ({ heading, blocks }: ClaimPart): Html => html`<section>
<h2>${heading}</h2>
${blocks.map(writeBlock)}
</section>`

function writeBlock(block: ClaimBlock): Html {
  switch (block.kind) {
    case 'text':
      return html`<p>${prose(block.text)}</p>`
    case 'list':
      return html`<ul class="notes">${block.items.map(item => html`<li>${prose(item)}</li>`)}</ul>`
    case 'table':
      // Dates and amounts among words stay in one piece; a digest is one by itself.
      return table({
        ...block,
        rows: block.rows.map(row => row.map(cell => (cell.includes(' ') ? prose(cell) : cell))),
      })
    case 'facts':
      return statements(block.facts)
    case 'command':
      return html`<p><kbd>${prose(block.command)}</kbd></p>`
  }
}
