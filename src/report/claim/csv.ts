/** The tables of a claim as CSV. Times are UTC. */
import { formatInstant, type Instant } from '../../core/instant.js'
import { formatRatio } from '../../core/ratio.js'
import type { AvailabilityMethod } from '../../core/sla/agreement.js'
import { errorRateOf } from '../../core/sla/availability/ratio-timeslices.js'
import { UNREACHED_STATUSES } from '../../core/sla/request.js'
import { startOfSlice } from '../../core/sla/slice-counts.js'
import { writeCsvLine } from '../csv.js'
import { describeOutcome, percentOf } from '../sla/words.js'
import { type ClaimDossier, findCostlySlices } from './dossier.js'

/** These slices, one a line. */
export function* writeClaimSlices(dossier: ClaimDossier): Generator<string> {
  const { agreement } = dossier.answer
  const isRatio = agreement.method === 'ratio-timeslices'
  const common = ['slice_start', 'received', 'answered_5xx', 'never_arrived', 'set_aside']
  yield writeCsvLine(isRatio ? [...common, 'rate_numerator', 'rate_denominator', 'rate'] : common)
  for (const slice of findCostlySlices(dossier)) {
    const rate = isRatio ? errorRateOf(slice, dossier.service.choices) : null
    const start = startOfSlice(slice.slice, agreement.sliceMinutes, dossier.whole.zone)
    yield writeCsvLine([
      start === null ? null : formatInstant(start),
      slice.valid,
      slice.errors,
      slice.unreached,
      slice.excluded,
      ...(rate ? [String(rate.num), String(rate.den), formatRatio(rate)] : []),
    ])
  }
}

export function* writeClaimIncidents({ answer: { measurement } }: ClaimDossier): Generator<string> {
  yield writeCsvLine(['start', 'end', 'minutes', 'ticket_by'])
  if (measurement.method !== 'timeslices') return
  for (const { start, end, minutes, ticketBy } of measurement.incidents)
    yield writeCsvLine([
      formatInstant(start),
      formatInstant(end),
      minutes,
      ticketBy === null ? null : formatInstant(ticketBy),
    ])
}

export function* writeClaimExclusions({ exclusions }: ClaimDossier): Generator<string> {
  yield writeCsvLine([
    ...['kind', 'start', 'end', 'reason', 'notified_at', 'applied', 'failures_set_aside'],
    ...['set_aside_by_this_alone', 'figure_without', 'outcome_without'],
  ])
  for (const { window, failures, alone, without } of exclusions) {
    const percent = percentOf(without)
    const notified = window?.notifiedAt ?? null
    yield writeCsvLine([
      window ? 'maintenance' : 'column',
      window && formatInstant(window.start),
      window && formatInstant(window.end),
      window?.reason ?? null,
      notified === null ? null : formatInstant(notified),
      window === null || window.counts ? 'yes' : 'no',
      failures,
      alone,
      percent && formatRatio(percent),
      describeOutcome(without),
    ])
  }
}

/** A failed request as it is handed out. */
export interface ShownRequest {
  readonly log: string
  readonly line: number
  readonly at: Instant
  readonly sliceStart: Instant
  readonly status: string
  readonly standing: string
  /** In the place of its identifiers. */
  readonly tokens: readonly string[]
  readonly kept: readonly string[]
}

/** The columns whose text is an identifier. Which gateway it was decides something only where gateways are judged. */
export const identifiersOf = (method: AvailabilityMethod): readonly string[] =>
  method === 'timeslices' ? ['request_id', 'gateway'] : ['request_id']

/** The head of the failed requests, kept columns last. */
export const writeRequestHead = (method: AvailabilityMethod, keep: readonly string[]): string =>
  writeCsvLine([
    ...['log', 'line', 'timestamp', 'slice_start', 'status', 'counted', 'why_not'],
    ...identifiersOf(method).map(column => `${column}_token`),
    ...keep.map(name => `log.${name}`),
  ])

export const writeRequestRow = (request: ShownRequest): string =>
  writeCsvLine([
    request.log,
    request.line,
    formatInstant(request.at),
    formatInstant(request.sliceStart),
    (UNREACHED_STATUSES as readonly string[]).includes(request.status) ? 'none' : request.status,
    request.standing === 'counted' ? 'yes' : 'no',
    request.standing === 'counted' ? null : request.standing,
    ...request.tokens,
    ...request.kept,
  ])
