/** An `sla` answer as the JSON of cli.md: the one view model from which every format is made. */

import { listIgnored } from '../../core/file-columns.js'
import { formatDay, formatInstant, type Instant } from '../../core/instant.js'
import { format } from '../../core/quantity.js'
import { formatRatio, ratio, ratioOfDecimal } from '../../core/ratio.js'
import type {
  ExclusiveClaim,
  PeriodAnswer,
  RejectedRequest,
  ServiceAnswer,
  SlaAnswer,
} from '../../core/sla/answer.js'
import type { RatioAvailability } from '../../core/sla/availability/ratio-timeslices.js'
import type { SliceUptime } from '../../core/sla/availability/timeslices.js'
import { COMPENSATION_DECIMALS } from '../../core/sla/compensation.js'
import type { Fraction } from '../../core/sla/fraction.js'
import { endOfSlice } from '../../core/sla/slice-counts.js'
import { writeRatio } from '../amounts.js'
import { makeJsonVisible } from '../text.js'
import { listRulings, listSlaNotes } from './notes.js'
import { findSilence } from './words.js'

/** At 18 decimals, rounded half up; null stays null. */
const writeFraction = (value: Fraction | null): string | null => value && formatRatio(value)

const viewTier = ({ tier }: Pick<RatioAvailability, 'tier'>) =>
  tier && { below: tier.below, at_least: tier.atLeast, percent: tier.percent, clause: tier.clause }

const viewBounds = ({ bounds }: Pick<RatioAvailability, 'bounds'>) =>
  bounds && { lowest: formatRatio(bounds.lowest), highest: formatRatio(bounds.highest) }

function viewClaim({ claim, standing }: PeriodAnswer) {
  return {
    opens: formatDay(claim.opens),
    closes: formatDay(claim.closes),
    calendar: claim.calendar,
    estimated: claim.estimated,
    state: standing.state,
    days_left: standing.daysLeft,
  }
}

/** What a period says of its fee under the method's own word for the amount. */
function viewFee({ fee, compensation }: PeriodAnswer) {
  return {
    fee: fee && writeRatio(fee.fee),
    voucher_fee: fee && writeRatio(fee.voucherFee),
    amount: compensation && formatRatio(compensation.amount, COMPENSATION_DECIMALS),
    capped: compensation?.capped ?? false,
  }
}

/** The coverage of what has passed of the period, as the table tells it; of one that is over, of all. */
function viewSoFar(answer: PeriodAnswer, asOf: Instant) {
  const { elapsed, silent, gap } = findSilence(answer, asOf)
  return {
    percent: elapsed === 0 ? null : writeRatio(ratio(100n * BigInt(elapsed - silent), BigInt(elapsed))),
    slices: elapsed,
    slices_with_requests: elapsed - silent,
    gap: gap && { start: formatInstant(gap.from), end: formatInstant(gap.to), minutes: gap.minutes },
  }
}

/** The evidence, which every method has, behind the keys that cli.md names. */
function viewEvidence(answer: PeriodAnswer, asOf: Instant) {
  const { coverage, agreement, fee, compensation } = answer
  const { slices, slicesWithRequests } = answer.measurement.coverage
  const { longestGap } = coverage
  return {
    ahead: answer.isAhead,
    coverage: {
      percent: writeRatio(ratio(100n * BigInt(slicesWithRequests), BigInt(slices))),
      slices,
      slices_with_requests: slicesWithRequests,
      first: coverage.first === null ? null : formatInstant(coverage.first),
      last: coverage.last === null ? null : formatInstant(coverage.last),
      longest_gap: longestGap && {
        start: formatInstant(longestGap.from),
        end: formatInstant(longestGap.to),
        slices: longestGap.slices,
        minutes: longestGap.slices * agreement.sliceMinutes,
      },
      so_far: viewSoFar(answer, asOf),
    },
    fee_source: answer.feeSource,
    fee_excluded: fee && writeRatio(fee.feeExcluded),
    applicable_fee: compensation && writeRatio(compensation.applicableFee),
    cap: compensation?.cap ? writeRatio(compensation.cap) : null,
    fee_parts: answer.feeParts.map(({ lot, pool, units, dollars }) => ({
      lot,
      pool,
      units: units && format(units),
      cost: writeRatio(dollars),
    })),
    outages: viewOutages(answer),
    meets_node_minimum: answer.meetsNodeMinimum,
    agreement: {
      id: agreement.id,
      document: agreement.source.document,
      effective_from: agreement.effectiveFrom === null ? null : formatDay(agreement.effectiveFrom),
      effective_to: agreement.effectiveTo === null ? null : formatDay(agreement.effectiveTo),
      retrieved: formatDay(agreement.source.retrieved),
      method: agreement.method,
      slice_minutes: agreement.sliceMinutes,
      commitment: agreement.commitment,
      compensation_form: agreement.compensation.form,
    },
  }
}

const viewOutages = ({ outages }: PeriodAnswer) =>
  outages.map(({ start, end, slices, failed, requests }) => ({
    start: formatInstant(start),
    end: formatInstant(end),
    slices,
    failed,
    requests,
  }))

const viewDates = ({ account, period, days }: PeriodAnswer) => ({
  account,
  start: formatDay(period.start),
  end: formatDay(period.end),
  days,
})

function viewRatioPeriod(answer: PeriodAnswer, measurement: RatioAvailability, asOf: Instant) {
  const { requests, valid, errors, unreached, excluded } = measurement.totals
  const { amount, capped, ...fee } = viewFee(answer)
  return {
    ...viewDates(answer),
    slices: measurement.coverage.slices,
    slices_with_requests: measurement.coverage.slicesWithRequests,
    requests,
    valid,
    errors,
    unreached,
    excluded,
    rate_sum: formatRatio(measurement.rateSum),
    availability: writeFraction(measurement.availability),
    verdict: measurement.verdict,
    bounds: viewBounds(measurement),
    to_next_tier: writeFraction(measurement.toNextTier),
    tier: viewTier(measurement),
    ...fee,
    compensation: amount,
    capped,
    claim: viewClaim(answer),
    sensitivity: measurement.sensitivity.map(other => ({
      choice: other.choice,
      availability: writeFraction(other.availability),
      percent: other.tier?.percent ?? null,
      verdict: other.verdict,
    })),
    running: answer.running,
    ...viewEvidence(answer, asOf),
    worst: answer.worst.map(({ start, rate, counts }) => ({
      start: formatInstant(start),
      end: formatInstant(endOfSlice(start, answer.agreement.sliceMinutes)),
      rate: writeRatio(rate),
      requests: counts.requests,
      valid: counts.valid,
      errors: counts.errors,
      unreached: counts.unreached,
      excluded: counts.excluded,
    })),
  }
}

function viewUptimePeriod(answer: PeriodAnswer, measurement: SliceUptime, asOf: Instant) {
  const { requests, valid, errors, unreached, excluded } = measurement.totals
  const { amount, capped, ...fee } = viewFee(answer)
  return {
    ...viewDates(answer),
    minutes: measurement.minutes,
    downtime_minutes: measurement.downtimeMinutes,
    scheduled_minutes: measurement.scheduledMinutes,
    incidents: measurement.incidents.map(({ start, end, minutes, ticketBy }) => ({
      start: formatInstant(start),
      end: formatInstant(end),
      minutes,
      ticket_by: ticketBy === null ? null : formatInstant(ticketBy),
    })),
    requests,
    valid,
    errors,
    unreached,
    excluded,
    uptime: writeFraction(measurement.uptime),
    verdict: measurement.verdict,
    bounds: viewBounds(measurement),
    to_next_tier: writeFraction(measurement.toNextTier),
    tier: viewTier(measurement),
    ...fee,
    credit: amount,
    capped,
    claim: viewClaim(answer),
    sensitivity: measurement.sensitivity.map(other => ({
      choice: other.choice,
      uptime: writeFraction(other.uptime),
      percent: other.tier?.percent ?? null,
      verdict: other.verdict,
      downtime_minutes: other.downtimeMinutes,
    })),
    running: answer.running,
    ...viewEvidence(answer, asOf),
  }
}

/** One account in one period: with `availability` and slices, or with `uptime` and minutes. */
export const viewPeriod = (answer: PeriodAnswer, asOf: Instant) =>
  answer.measurement.method === 'timeslices'
    ? viewUptimePeriod(answer, answer.measurement, asOf)
    : viewRatioPeriod(answer, answer.measurement, asOf)

/** How the agreement was read; a choice that concerns no method of the answer is null. */
function viewChoices({ choices, periods }: ServiceAnswer) {
  const concerns = (method: PeriodAnswer['measurement']['method']): boolean =>
    periods.length === 0 || periods.some(({ measurement }) => measurement.method === method)
  const isRatio = concerns('ratio-timeslices')
  return {
    unreached: isRatio ? choices.unreached : null,
    rate: isRatio ? choices.rate : null,
    failure: concerns('timeslices') ? choices.failure : null,
  }
}

const viewRejected = ({ file, line, reason }: RejectedRequest) => ({ file, input_line: line, reason })

/** What a service says beside its periods. */
function viewRest(service: ServiceAnswer) {
  return {
    failure: viewChoices(service).failure,
    files: service.files,
    log_formats: service.logs.map(({ file, format, messages, notices, headers }) => ({
      file,
      format,
      other_rows: messages + notices,
      repeated_headers: headers,
    })),
    fault_of_others: service.faultOfOthers,
    filtered: service.filtered,
    endpoints: service.endpoints.map(({ prefix, requests, failed }) => ({
      prefix: prefix ?? 'other',
      requests,
      failed,
    })),
    foreign_endpoints: service.foreign.map(({ glob, what, requests, failed }) => ({
      glob,
      what,
      requests,
      failed,
    })),
    repeated_requests: service.repeatedRequests,
    reduced: service.isReduced,
    maintenance: service.windows.map(({ start, end, reason, notifiedAt, counts }) => ({
      start: formatInstant(start),
      end: formatInstant(end),
      reason,
      notified_at: notifiedAt === null ? null : formatInstant(notifiedAt),
      counts,
    })),
    rows: service.rows,
    rejected: service.rejected.map(viewRejected),
    rulings: listRulings(service),
  }
}

function viewCompanion(service: ServiceAnswer, asOf: Instant) {
  const { unreached, rate } = viewChoices(service)
  return {
    policy: service.policy,
    unreached,
    rate,
    periods: service.periods.map(period => viewPeriod(period, asOf)),
    outside_periods: service.outsidePeriods,
    rejected_rows: service.rejectedRows,
    ...viewRest(service),
  }
}

function viewExclusive({ account, first, second, shared, larger }: ExclusiveClaim) {
  const claim = { first: first.agreement.id, second: second.agreement.id, either: 'either' }
  return {
    account,
    start: formatDay(first.period.start),
    end: formatDay(first.period.end),
    services: [first.agreement.id, second.agreement.id],
    shared_incidents: shared.map(incidents => ({
      first: {
        start: formatInstant(incidents.first.start),
        end: formatInstant(incidents.first.end),
      },
      second: {
        start: formatInstant(incidents.second.start),
        end: formatInstant(incidents.second.end),
      },
    })),
    claim: larger && claim[larger],
  }
}

const viewCrossing = ({ agreement, account, period }: PeriodAnswer) => ({
  policy: agreement.id,
  account,
  start: formatDay(period.start),
  end: formatDay(period.end),
})

/** All of an answer but its periods, which can be many and are written one by one. */
function viewFrame(answer: SlaAnswer) {
  const { service, companion, exclusives, gate, coverageGate, zone, logZone, asOf } = answer
  const { unreached, rate } = viewChoices(service)
  const head = {
    schema: 'kling-cost/sla/1' as const,
    policy: service.policy,
    time_zone: zone.id,
    unreached,
    rate,
  }
  const rest = {
    outside_periods: service.outsidePeriods,
    rejected_rows: service.rejectedRows,
    notes: listSlaNotes(answer).map(note => note.text),
    ignored_columns: listIgnored(answer.columns),
    as_of: formatInstant(asOf),
    log_time_zone: logZone.id,
    ...viewRest(service),
    gate: gate && {
      fail_under: formatRatio(ratioOfDecimal(gate.failUnder)),
      crossed: gate.isCrossed,
      crossed_by: gate.crossedBy.map(viewCrossing),
    },
    coverage_gate: coverageGate && {
      min_coverage: formatRatio(ratioOfDecimal(coverageGate.minCoverage)),
      crossed: coverageGate.isCrossed,
      crossed_by: coverageGate.crossedBy.map(viewCrossing),
    },
    companion: companion && viewCompanion(companion, asOf),
    exclusives: exclusives.map(viewExclusive),
  }
  return { head, rest }
}

/** A whole answer as one object: what the JSON text holds. */
export function viewSla(answer: SlaAnswer) {
  const { head, rest } = viewFrame(answer)
  return { ...head, periods: answer.service.periods.map(period => viewPeriod(period, answer.asOf)), ...rest }
}

/** `kling-cost/sla/1` */
export type SlaView = ReturnType<typeof viewSla>

/** The JSON text of an answer in pieces: accounts × periods can be many. */
export function* writeSlaJson(answer: SlaAnswer): Generator<string> {
  const { head, rest } = viewFrame(answer)
  yield `${makeJsonVisible(JSON.stringify(head, null, 1)).slice(0, -2)},\n "periods": [`
  let separator = '\n'
  for (const period of answer.service.periods) {
    yield `${separator}${makeJsonVisible(JSON.stringify(viewPeriod(period, answer.asOf), null, 1)).replace(/^/gm, '  ')}`
    separator = ',\n'
  }
  yield separator === '\n' ? '],' : '\n ],'
  yield `${makeJsonVisible(JSON.stringify(rest, null, 1)).slice(1)}\n`
}
