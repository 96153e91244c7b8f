/** An `sla` answer as CSV. */
import type { Instant } from '../../core/instant.js'
import type { PeriodAnswer, SlaAnswer } from '../../core/sla/answer.js'
import { type Cell, writeCsvLine } from '../csv.js'
import { listServices } from './claims.js'
import { viewPeriod } from './view.js'

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
