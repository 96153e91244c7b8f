/** The form that goes with a claim. */

import { escapeMarkdown } from '../markdown.js'
import { nameOfAnswer } from '../sla/words.js'
import { showMinutes, showStretch, showTime } from '../times.js'
import type { ClaimDossier } from './dossier.js'

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
