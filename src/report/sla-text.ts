/** An `sla` answer as CSV and Markdown. */
import type { Instant } from '../core/instant.js'
import type { PeriodAnswer, SlaAnswer } from '../core/sla/answer.js'
import { type Cell, writeCsvLine } from './csv.js'
import { listServices, listSteps, summarise } from './sla-advice.js'
import { listFacts } from './sla-evidence.js'
import { listSlaNotes } from './sla-notes.js'
import { tabulate } from './sla-table.js'
import { viewPeriod } from './sla-view.js'
import { nameOfAnswer } from './sla-words.js'
import { escapeMarkdown } from './text.js'

/** One set of columns for both methods, so that files can be put together; what a method does not have is empty. */
const COLUMNS = [
  'policy',
  'account',
  'start',
  'end',
  'days',
  'slices',
  'slices_with_requests',
  'minutes',
  'downtime_minutes',
  'scheduled_minutes',
  'requests',
  'valid',
  'errors',
  'unreached',
  'excluded',
  'rate_sum',
  'availability',
  'uptime',
  'verdict',
  'lowest',
  'highest',
  'to_next_tier',
  'tier_below',
  'tier_at_least',
  'tier_percent',
  'fee',
  'voucher_fee',
  'compensation',
  'credit',
  'capped',
  'claim_opens',
  'claim_closes',
  'claim_calendar',
  'claim_state',
  'running',
] as const

function flatten(
  policy: string,
  answer: PeriodAnswer,
  asOf: Instant,
): Record<(typeof COLUMNS)[number], Cell> {
  const view = viewPeriod(answer, asOf)
  const ofRatio = 'availability' in view ? view : null
  const ofUptime = 'uptime' in view ? view : null
  return {
    policy,
    account: view.account,
    start: view.start,
    end: view.end,
    days: view.days,
    slices: view.coverage.slices,
    slices_with_requests: view.coverage.slices_with_requests,
    minutes: ofUptime?.minutes ?? null,
    downtime_minutes: ofUptime?.downtime_minutes ?? null,
    scheduled_minutes: ofUptime?.scheduled_minutes ?? null,
    requests: view.requests,
    valid: view.valid,
    errors: view.errors,
    unreached: view.unreached,
    excluded: view.excluded,
    rate_sum: ofRatio?.rate_sum ?? null,
    availability: ofRatio?.availability ?? null,
    uptime: ofUptime?.uptime ?? null,
    verdict: view.verdict,
    lowest: view.bounds?.lowest ?? null,
    highest: view.bounds?.highest ?? null,
    to_next_tier: view.to_next_tier,
    tier_below: view.tier?.below ?? null,
    tier_at_least: view.tier?.at_least ?? null,
    tier_percent: view.tier?.percent ?? null,
    fee: view.fee,
    voucher_fee: view.voucher_fee,
    compensation: ofRatio?.compensation ?? null,
    credit: ofUptime?.credit ?? null,
    capped: view.capped,
    claim_opens: view.claim.opens,
    claim_closes: view.claim.closes,
    claim_calendar: view.claim.calendar,
    claim_state: view.claim.state,
    running: view.running,
  }
}

/** One CSV line per service, account and period. */
export function* writeSlaCsv(answer: SlaAnswer): Generator<string> {
  yield `${writeCsvLine(COLUMNS)}\n`
  for (const service of listServices(answer)) {
    for (const period of service.periods) {
      const row = flatten(service.policy, period, answer.asOf)
      yield `${writeCsvLine(COLUMNS.map(column => row[column]))}\n`
    }
  }
}

/** In Markdown: the outcome in a sentence, what to do, the periods with their evidence, and the notes. */
export function* writeSlaMarkdown(answer: SlaAnswer): Generator<string> {
  const { asOf, zone } = answer
  yield '# Service level\n\n'
  for (const sentence of summarise(answer)) yield `**${escapeMarkdown(sentence)}**\n\n`
  const steps = listSteps(answer)
  if (steps.length > 0) yield `## What to do\n\n${steps.map(writeItem).join('')}\n`
  for (const service of listServices(answer)) {
    yield `## Policy ${escapeMarkdown(service.policy)}\n\n`
    if (service.periods.length === 0) continue
    const { columns, rows } = tabulate(service, answer)
    yield `| ${columns.map(column => column.heading).join(' | ')} |\n`
    yield `| ${columns.map(column => (column.isAmount ? '---:' : '---')).join(' | ')} |\n`
    for (const row of rows) yield `| ${row.map(escapeMarkdown).join(' | ')} |\n`
    yield '\n'
    for (const period of service.periods) {
      const facts = listFacts(period, { asOf, zone, choices: service.choices })
      yield `### ${escapeMarkdown(nameOfAnswer(period))}\n\n${facts.map(writeItem).join('')}\n`
    }
  }
  yield '## Notes\n\n'
  for (const note of listSlaNotes(answer)) yield `- ${escapeMarkdown(note.text)}\n`
}

function writeItem({ label, lines }: { readonly label: string; readonly lines: readonly string[] }): string {
  const [only, ...more] = lines.map(escapeMarkdown)
  if (more.length === 0) return `- **${label}**: ${only ?? ''}\n`
  return `- **${label}**\n${[only, ...more].map(line => `  - ${line}\n`).join('')}`
}
