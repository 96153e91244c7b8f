/** The form that goes with a claim. */

import { escapeMarkdown } from '../markdown.js'
import { describeClause } from '../sla/claims.js'
import { nameOfAnswer } from '../sla/words.js'
import { showMinutes, showMoment, showSpan } from '../times.js'
import type { ClaimDossier } from './dossier.js'

/** What the customer has to add, as a form in Markdown. */
export function* writeClaimForm({ answer, whole: { zone } }: ClaimDossier): Generator<string> {
  const { measurement, agreement } = answer
  yield `# To complete: ${escapeMarkdown(agreement.title)}, ${escapeMarkdown(nameOfAnswer(answer))}\n\n`
  yield 'What a log cannot show. Fill it in before you send the claim.\n\n'
  for (const field of ['Customer', 'Account or organisation id', 'Contact', 'Contract or order number'])
    yield `- ${field}:\n`
  if (measurement.method === 'timeslices') {
    yield '\n## Incidents\n\n'
    for (const [index, { start, end, minutes, ticketBy }] of measurement.incidents.entries()) {
      yield `### ${index + 1}. ${showSpan(start, end, zone)} (${escapeMarkdown(zone.id)}), ${showMinutes(minutes)}\n\n`
      if (ticketBy !== null)
        yield `- Support ticket, number and time (needed by ${showMoment(ticketBy, zone)}):\n`
      yield '- What you saw:\n- Users affected (how many, where):\n'
      yield '- What you tried at the time (when, what, who, result):\n\n'
    }
  }
  if (agreement.claim.requirements.length > 0) {
    yield '## What the agreement asks for\n\n'
    for (const requirement of agreement.claim.requirements)
      yield `- [ ] ${escapeMarkdown(describeClause(requirement))}\n`
  }
}
