/** The tables of a claim as CSV. Times are UTC. */
import { formatInstant, type Instant } from '../core/instant.js'
import { formatRatio } from '../core/ratio.js'
import type { AvailabilityMethod } from '../core/sla/agreement.js'
import { errorRateOf, shareOfErrors } from '../core/sla/availability/ratio-timeslices.js'
import { isDown } from '../core/sla/availability/timeslices.js'
import { UNREACHED_STATUSES } from '../core/sla/request.js'
import { startOfSlice } from '../core/sla/slice-counts.js'
import type { ClaimDossier } from './claim-summary.js'
import { type Cell, writeCsvLine } from './csv.js'
import { describeOutcome, percentOf } from './sla-words.js'

/** The names of the files. */
export const CLAIM_FILES = {
  summary: 'claim.md',
  page: 'claim.html',
  slices: 'slices.csv',
  incidents: 'incidents.csv',
  requests: 'failed-requests.csv',
  exclusions: 'exclusions.csv',
  form: 'to-complete.md',
  digests: 'SHA256SUMS',
} as const

/** The files of a claim with what each holds. */
export const listClaimFiles = (method: AvailabilityMethod): { name: string; what: string }[] => [
  { name: CLAIM_FILES.summary, what: 'this summary' },
  { name: CLAIM_FILES.page, what: 'the same to read and print in a browser' },
  ...(method === 'timeslices'
    ? [
        {
          name: CLAIM_FILES.incidents,
          what: 'each incident: from, to, minutes, by when a ticket was needed',
        },
        { name: CLAIM_FILES.slices, what: 'each minute that was down, with the attempts in it' },
      ]
    : [{ name: CLAIM_FILES.slices, what: 'each slice that cost availability, with its exact error rate' }]),
  {
    name: CLAIM_FILES.requests,
    what: 'each failed request with its line in the log and its slice, whether it counts, and if not why',
  },
  { name: CLAIM_FILES.exclusions, what: 'each exclusion, and the figure without it' },
  { name: CLAIM_FILES.form, what: 'a form for what no log can tell' },
  { name: CLAIM_FILES.digests, what: 'the SHA-256 of these files but the form; sha256sum -c checks them' },
]

/** The slices that a claim shows: those that cost availability, or were down. */
export const findCostlySlices = ({ answer: { agreement, counts }, service: { choices } }: ClaimDossier) =>
  counts!.slices.filter(slice =>
    agreement.method === 'ratio-timeslices'
      ? shareOfErrors(slice, choices) !== null
      : isDown(slice, choices.failure),
  )

const line = (cells: readonly Cell[]): string => `${writeCsvLine(cells)}\n`

/** These slices, one a line. */
export function* writeClaimSlices(dossier: ClaimDossier): Generator<string> {
  const { agreement } = dossier.answer
  const isRatio = agreement.method === 'ratio-timeslices'
  const common = ['slice_start', 'received', 'answered_5xx', 'never_arrived', 'set_aside']
  yield line(isRatio ? [...common, 'rate_numerator', 'rate_denominator', 'rate'] : common)
  for (const slice of findCostlySlices(dossier)) {
    const rate = isRatio ? errorRateOf(slice, dossier.service.choices) : null
    const start = startOfSlice(slice.slice, agreement.sliceMinutes, dossier.whole.zone)
    yield line([
      start === null ? null : formatInstant(start),
      slice.valid,
      slice.errors,
      slice.unreached,
      slice.excluded,
      ...(rate ? [String(rate.num), String(rate.den), formatRatio(rate)] : []),
    ])
  }
}

/** Each incident. */
export function* writeClaimIncidents({ answer: { measurement } }: ClaimDossier): Generator<string> {
  yield line(['start', 'end', 'minutes', 'ticket_by'])
  if (measurement.method !== 'timeslices') return
  for (const { start, end, minutes, ticketBy } of measurement.incidents)
    yield line([
      formatInstant(start),
      formatInstant(end),
      minutes,
      ticketBy === null ? null : formatInstant(ticketBy),
    ])
}

/** Each exclusion with its effect. */
export function* writeClaimExclusions({ exclusions }: ClaimDossier): Generator<string> {
  yield line([
    ...['kind', 'start', 'end', 'reason', 'notified_at', 'applied', 'failures_set_aside'],
    ...['set_aside_by_this_alone', 'figure_without', 'outcome_without'],
  ])
  for (const { window, failures, alone, without } of exclusions) {
    const percent = percentOf(without)
    const notified = window?.notifiedAt ?? null
    yield line([
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
  line([
    ...['log', 'line', 'timestamp', 'slice_start', 'status', 'counted', 'why_not'],
    ...identifiersOf(method).map(column => `${column}_token`),
    ...keep.map(name => `log.${name}`),
  ])

/** One failed request. */
export const writeRequestRow = (request: ShownRequest): string =>
  line([
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
