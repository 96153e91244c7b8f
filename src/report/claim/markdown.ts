/** The summary of a claim as Markdown, and the form that goes with it. */

import { escapeMarkdown, listTableLines } from '../markdown.js'
import { nameOfAnswer, showMinutes, showStretch, showTime } from '../sla/words.js'
import type { ClaimDossier } from './dossier.js'
import type { ClaimBlock, ClaimSummary } from './summary.js'

/** The summary as Markdown, in pieces. */
export function* writeClaimMarkdown({
  title,
  subject,
  lead,
  warnings,
  parts,
}: ClaimSummary): Generator<string> {
  yield `# ${escapeMarkdown(title)}: ${escapeMarkdown(subject)}\n`
  for (const sentence of lead) yield `\n**${escapeMarkdown(sentence)}**\n`
  if (warnings.length > 0) yield `\n${warnings.map(words => `> ${escapeMarkdown(words)}\n`).join('>\n')}`
  for (const { heading, blocks } of parts) {
    yield `\n## ${escapeMarkdown(heading)}\n`
    for (const [index, block] of blocks.entries()) {
      // Under a heading a table needs no words of its own.
      if (block.kind === 'table' && index > 0) yield `\n${escapeMarkdown(block.caption)}:\n`
      yield `\n${writeMarkdownBlock(block)}`
    }
  }
}

function writeMarkdownBlock(block: ClaimBlock): string {
  switch (block.kind) {
    case 'text':
      return `${escapeMarkdown(block.text)}\n`
    case 'list':
      return block.items.map(item => `- ${escapeMarkdown(item)}\n`).join('')
    case 'table':
      return [...listTableLines(block.columns, block.rows)].join('')
    case 'facts':
      return block.facts
        .map(
          ({ label, lines }) =>
            `- **${escapeMarkdown(label)}**\n${lines.map(words => `  - ${escapeMarkdown(words)}\n`).join('')}`,
        )
        .join('')
    case 'command':
      // Indented: a block of code that nothing in it can end.
      return `    ${block.command}\n`
  }
}

/** What the customer has to add, as a form in Markdown. */
export function* writeClaimForm({ answer, whole: { zone } }: ClaimDossier): Generator<string> {
  const { measurement, agreement } = answer
  yield `# To complete: ${escapeMarkdown(agreement.title)}, ${escapeMarkdown(nameOfAnswer(answer))}\n\n`
  yield 'What no log can tell. Write it in before the claim is sent.\n\n'
  for (const field of ['Customer', 'Account or organisation id', 'Contact', 'Contract or order number'])
    yield `- ${field}:\n`
  if (measurement.method === 'timeslices') {
    yield '\n## Incidents\n\n'
    for (const [index, { start, end, minutes, ticketBy }] of measurement.incidents.entries()) {
      yield `### ${index + 1}. ${showStretch(start, end, zone)} (${escapeMarkdown(zone.id)}), ${showMinutes(minutes)}\n\n`
      if (ticketBy !== null)
        yield `- Support ticket, its number and time (needed by ${showTime(ticketBy, zone)}):\n`
      yield '- What happened, as it was seen:\n- Users affected, their number and locations:\n'
      yield '- Attempts to resolve it at the time (when, what, by whom, with what result):\n\n'
    }
  }
  if (agreement.claim.requirements.length > 0) {
    yield '## What the agreement asks for\n\n'
    for (const { clause, text } of agreement.claim.requirements)
      yield `- [ ] ${escapeMarkdown(clause)}: ${escapeMarkdown(text)}\n`
  }
}
