/** The answer of `sla` as the JSON of cli.md. (First version; the report's author completes it.) */
import { formatDay, formatInstant } from '../core/instant.js'
import { formatRatio } from '../core/ratio.js'
import type { PeriodAnswer, ServiceAnswer, SlaAnswer } from '../core/sla/answer.js'
import { COMPENSATION_DECIMALS } from '../core/sla/compensation.js'
import type { Fraction } from '../core/sla/fraction.js'

const percent = (value: Fraction | null): string | null => value && formatRatio(value)

/** One account in one period. */
function viewPeriod(answer: PeriodAnswer) {
  const { measurement: m, claim, coverage, agreement } = answer
  const tier = m.tier && { below: m.tier.below, at_least: m.tier.atLeast, percent: m.tier.percent }
  const amount = answer.compensation && formatRatio(answer.compensation.amount, COMPENSATION_DECIMALS)
  const common = {
    requests: m.totals.requests,
    valid: m.totals.valid,
    errors: m.totals.errors,
    unreached: m.totals.unreached,
    excluded: m.totals.excluded,
  }
  const head = {
    account: answer.account,
    start: formatDay(answer.period.start),
    end: formatDay(answer.period.end),
    days: answer.days,
  }
  const bounds = m.bounds && { lowest: percent(m.bounds.lowest), highest: percent(m.bounds.highest) }
  const measured =
    m.method === 'timeslices'
      ? {
          minutes: m.minutes,
          downtime_minutes: m.downtimeMinutes,
          scheduled_minutes: m.scheduledMinutes,
          minutes_with_requests: m.coverage.slicesWithRequests,
          ...common,
          incidents: m.incidents.map(({ start, end, minutes, ticketBy }) => ({
            start: formatInstant(start),
            end: formatInstant(end),
            minutes,
            ticket_by: ticketBy === null ? null : formatInstant(ticketBy),
          })),
          uptime: percent(m.uptime),
        }
      : {
          slices: m.coverage.slices,
          slices_with_requests: m.coverage.slicesWithRequests,
          ...common,
          rate_sum: formatRatio(m.rateSum),
          availability: percent(m.availability),
        }
  return {
    ...head,
    ...measured,
    verdict: m.verdict,
    bounds,
    to_next_tier: percent(m.toNextTier),
    tier,
    fee: answer.fee && formatRatio(answer.fee.fee),
    voucher_fee: answer.fee && formatRatio(answer.fee.voucherFee),
    fee_excluded: answer.fee && formatRatio(answer.fee.feeExcluded),
    ...(m.method === 'timeslices' ? { credit: amount } : { compensation: amount }),
    capped: answer.compensation?.capped ?? false,
    claim: {
      opens: formatDay(claim.opens),
      closes: formatDay(claim.closes),
      calendar: claim.calendar,
      estimated: claim.estimated,
      state: answer.standing.state,
      days_left: answer.standing.daysLeft,
    },
    coverage: {
      first: coverage.first === null ? null : formatInstant(coverage.first),
      last: coverage.last === null ? null : formatInstant(coverage.last),
      longest_gap: coverage.longestGap && {
        from: formatInstant(coverage.longestGap.from),
        to: formatInstant(coverage.longestGap.to),
        slices: coverage.longestGap.slices,
      },
    },
    worst: answer.worst.map(({ start, rate }) => ({ start: formatInstant(start), rate: formatRatio(rate) })),
    sensitivity: m.sensitivity.map(other => ({
      choice: other.choice,
      ...('uptime' in other
        ? { uptime: percent(other.uptime) }
        : { availability: percent(other.availability) }),
      verdict: other.verdict,
      percent: other.tier?.percent ?? null,
    })),
    meets_node_minimum: answer.meetsNodeMinimum,
    agreement: {
      id: agreement.id,
      effective_from: agreement.effectiveFrom && formatDay(agreement.effectiveFrom),
    },
    running: answer.running,
  }
}

function viewService(service: ServiceAnswer) {
  return {
    policy: service.policy,
    ...service.choices,
    periods: service.periods.map(viewPeriod),
    rows: service.rows,
    outside_periods: service.outsidePeriods,
    rejected_rows: service.rejectedRows,
    notes: service.notes.map(note =>
      JSON.stringify(note, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ),
  }
}

/** The whole answer. */
export function viewSla(answer: SlaAnswer) {
  const { policy, ...rest } = viewService(answer.service)
  return {
    schema: 'kling-cost/sla/1',
    policy,
    time_zone: answer.zone.id,
    as_of: formatInstant(answer.asOf),
    ...rest,
    ...(answer.companion && { with: viewService(answer.companion) }),
    ...(answer.companion && {
      exclusives: answer.exclusives.map(({ account, first, shared, larger }) => ({
        account,
        start: formatDay(first.period.start),
        shared: shared.length,
        larger,
      })),
    }),
  }
}
