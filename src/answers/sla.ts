/** From request logs to availability, compensation and claim: what `kling-cost sla` and the library's `sla` do. */

import {
  countDays,
  formatMonth,
  isRunning,
  type Month,
  monthOf,
  repeatedTimes,
  type ServicePeriod,
  servicePeriodOf,
  servicePeriodsTouched,
  type TimeZone,
} from '../core/calendar.js'
import { assert, fail, listChoices, unreachable } from '../core/failure.js'
import type { FileColumns } from '../core/file-columns.js'
import { type Day, formatDay, type Instant, instantAt } from '../core/instant.js'
import type { BurnOrder } from '../core/ledger/burn-order.js'
import type { FeeBasis } from '../core/ledger/fee.js'
import { compareRatios, formatRatio, type Ratio, ratioOfDecimal, ZERO } from '../core/ratio.js'
import { type Agreement, agreementInForce, periodsOfTerm } from '../core/sla/agreement.js'
import type {
  CoverageGate,
  CoverageTimes,
  ExclusiveClaim,
  FeeShare,
  FeeSource,
  Gate,
  PeriodAnswer,
  ReadLog,
  ServiceAnswer,
  SlaAnswer,
  SlaNote,
  WorstSlice,
} from '../core/sla/answer.js'
import { findWorstSlices } from '../core/sla/availability/ratio-timeslices.js'
import type { Incident, UptimeCounts } from '../core/sla/availability/timeslices.js'
import { claimWindowOf, standingOf } from '../core/sla/claim-window.js'
import { computeCompensation, type PeriodFee } from '../core/sla/compensation.js'
import { type Course, followPeriod } from '../core/sla/course.js'
import { findSharedIncidents, meetsNodeMinimum, type SharedIncident } from '../core/sla/eligibility.js'
import { isNoticed, type JudgedWindow, type MaintenanceWindow } from '../core/sla/maintenance.js'
import { type Choices, type Measurement, measurePeriod } from '../core/sla/measure.js'
import { describeRules } from '../core/sla/reduced-answer.js'
import { findOneSidedHours } from '../core/sla/repeated-hour.js'
import {
  type Coverage,
  countElapsed,
  endOfSlice,
  mergeSlices,
  type SliceRange,
  slicesOf,
  slicesWithin,
  startOfSlice,
} from '../core/sla/slice-counts.js'
import type { WorkingDays } from '../core/working-days.js'
import { quote } from '../read/values.js'
import type { EndpointTally } from '../scan/endpoint-tally.js'
import { RequestCounter } from '../scan/request-counter.js'
import { answerEndpoints } from './endpoints.js'
import type { FeeSources } from './fee.js'
import type { RepeatedRequests } from './repeated-requests.js'
import { type LogReading, type LogSource, readRequestLogs } from './request-log.js'

/** What availability is asked over. */
export type PeriodChoice =
  | { readonly kind: 'months'; readonly months: readonly Month[] }
  /** `months` is at least 1. */
  | { readonly kind: 'term'; readonly start: Day; readonly months: number }
  /** Every calendar month that the log touches. */
  | { readonly kind: 'touched' }

/** What fees are known. */
export type FeeTerms =
  | { readonly kind: 'unknown' }
  /** One fee, for each period; the log may hold one account only. */
  | { readonly kind: 'option'; readonly fee: PeriodFee }
  | { readonly kind: 'fees-file'; readonly rows: readonly AccountFee[] }
  /** Computed from purchases and use, once accounts and periods are known. */
  | {
      readonly kind: FeeBasis
      readonly sources: FeeSources
      readonly order: BurnOrder
      /** The part of each period's fee that was paid with vouchers; 0 unless told. */
      readonly voucherFee: Ratio
    }

/** The fee of one account in one month; see read/fees-file.ts. */
export interface AccountFee extends PeriodFee {
  readonly account: string | null
  readonly month: Month
}

/** One service to be judged. */
export interface ServiceRequest {
  readonly policy: string
  /** Its agreement in every version, the tiers of `--tiers` in them; at least one. */
  readonly versions: readonly Agreement[]
  readonly logs: readonly LogSource[]
  readonly windows: readonly MaintenanceWindow[]
  readonly fees: FeeTerms
  /** Nodes in each network; null when not told. */
  readonly nodesOfNetworks: readonly number[] | null
  /** Options that were given and concern no version of the agreement. */
  readonly optionsWithoutEffect: readonly string[]
}

/** What is asked. */
export interface SlaRequest {
  readonly service: ServiceRequest
  readonly companion: ServiceRequest | null
  readonly reading: LogReading
  readonly periods: PeriodChoice
  readonly choices: Choices
  readonly workingDays: WorkingDays
  readonly asOf: Instant
  readonly zone: TimeZone
  /** Per cent as decimal text, or null. */
  readonly failUnder: string | null
  /** Per cent as decimal text, or null. */
  readonly minCoverage: string | null
  /** Whether the answer holds the counts of each slice too, for pictures. */
  readonly keepsCounts: boolean
  /** The columns of the files beside the logs. */
  readonly sideColumns: readonly FileColumns[]
  /** Whether the answer tells how periods went. */
  readonly keepsCourse: boolean
}

/** How many of the worst slices an answer holds. */
const MOST_WORST = 5

/** Of how many periods an answer holds the course: more are not looked at one by one, and would take memory. */
const MOST_FOLLOWED = 60

/** Answers `sla`. Throws InputError for bad input. */
export async function answerSla(request: SlaRequest): Promise<SlaAnswer> {
  const service = await answerService(request.service, request)
  const companion = request.companion && (await answerService(request.companion, request))
  const all = [...service.periods, ...(companion?.periods ?? [])]
  const isTerm = request.periods.kind === 'term'
  return {
    asOf: request.asOf,
    zone: request.zone,
    logZone: request.reading.zone,
    columns: [
      ...[service, ...(companion ? [companion] : [])].flatMap(({ logs }) =>
        logs.map(({ columns }) => columns),
      ),
      ...request.sideColumns,
      ...listSourceColumns(request),
    ],
    service,
    companion,
    exclusives: companion ? findExclusives(service, companion) : [],
    gate: request.failUnder === null ? null : judgeGate(request.failUnder, all, isTerm),
    coverageGate: request.minCoverage === null ? null : judgeCoverage(request.minCoverage, all, isTerm),
  }
}

/** The columns of ledger and use that a fee is computed from. */
const listSourceColumns = ({ service: { fees } }: SlaRequest): FileColumns[] =>
  'sources' in fees ? [fees.sources.ledger.columns, ...(fees.sources.usage?.columns ?? [])] : []

async function answerService(service: ServiceRequest, request: SlaRequest): Promise<ServiceAnswer> {
  const { versions } = service
  const { zone, choices, reading } = request
  // What was asked for is settled before a log of hours is read.
  const asked = listAskedPeriods(request.periods, service)
  const ways = new Map(versions.map(version => [wayOf(version), version]))
  const counters = new Map(
    [...ways].map(([way, version]) => {
      const noticed = service.windows.filter(window => isNoticed(window, version.maintenance))
      return [way, new RequestCounter(version.sliceMinutes, noticed, zone)]
    }),
  )
  const [counter] = counters.values()
  assert(counter, 'an agreement without a version')
  const rules = versions.map(({ method, sliceMinutes }) => describeRules(method, sliceMinutes, zone.id))
  const log = await readRequestLogs(service.logs, [...counters.values()], reading, zone, rules)
  if (counter.requests > Number.MAX_SAFE_INTEGER) {
    fail(
      'BAD_NUMBER',
      `more requests than ${Number.MAX_SAFE_INTEGER}, beyond which they cannot be counted exactly`,
    )
  }

  const { endpoints, foreign } = answerEndpoints(
    log.endpoints,
    counter,
    versions[0]!.method,
    choices,
    log.isReduced,
  )

  const periods = asked ?? servicePeriodsTouched(counter.days())
  const windows = [...service.windows].sort((a, b) => a.start - b.start)
  const judged = periods.flatMap(period => {
    const agreement = agreementInForce(versions, period.start)
    return agreement ? [{ period, agreement, windows: windowsWithin(period, windows, agreement, zone) }] : []
  })
  const found = counter.accounts()
  const accounts = found.length > 0 ? found : [null]
  const isFew = accounts.length * judged.length <= MOST_FOLLOWED
  const mostFollowed = request.keepsCourse ? MOST_FOLLOWED : 0
  let followed = 0
  const measured = accounts.flatMap(account => {
    // Periods that are cut alike share one copy of the counts, however many there are.
    const counts = new Map<string, ReturnType<RequestCounter['countsOf']>>()
    for (const { agreement } of judged) {
      const way = wayOf(agreement)
      if (!counts.has(way)) counts.set(way, counters.get(way)!.countsOf(account, agreement.method))
    }
    return judged.map(({ period, agreement, windows: declared }) => {
      const { method, sliceMinutes } = agreement
      const range = slicesOf(period, sliceMinutes)
      const own = countsWithin(counts.get(wayOf(agreement))!, range)
      const found = measure(agreement, period, own, request)
      // Of many, those that missed are the ones whose evidence is shown.
      const isFollowed = (isFew || found.measurement.verdict === 'missed') && followed < mostFollowed
      if (isFollowed) followed++
      const course = isFollowed ? followPeriod(method, range, sliceMinutes, own, choices) : null
      return { account, period, agreement, windows: declared, ...found, course }
    })
  })
  const { fees, notes: feeNotes } = await findFees(service.fees, measured, request)
  const answers = measured.map((part, index) => completePeriod(part, fees[index]!, service, request))
  const inside = answers.reduce((sum, { measurement }) => sum + measurement.totals.requests, 0)
  const outside = counter.requests - inside
  const unjudged = periods.filter(period => agreementInForce(versions, period.start) === null)
  return {
    policy: service.policy,
    files: log.files,
    logs: log.logs,
    faultOfOthers: counter.unreachedOtherwise,
    isReduced: log.isReduced,
    choices,
    periods: answers,
    windows: windows.map(window => {
      const agreement = agreementInForce(versions, zone.toLocal(window.start).day)
      return { ...window, counts: agreement !== null && isNoticed(window, agreement.maintenance) }
    }),
    rows: log.rows,
    filter: reading.filter,
    filtered: log.endpoints.filtered,
    endpoints,
    foreign,
    repeatedRequests: log.repeated.requests,
    repeatedLines: log.repeated.lines,
    outsidePeriods: outside,
    rejectedRows: log.rejectedRows,
    rejected: log.rejected,
    notes: [
      ...describeNotice(service.windows, versions),
      ...describeUnjudged(service.policy, unjudged, outside),
      ...feeNotes,
      ...(service.optionsWithoutEffect.length > 0
        ? [
            {
              kind: 'option-without-effect',
              options: service.optionsWithoutEffect,
              policy: service.policy,
            } as const,
          ]
        : []),
      ...describeGlobs(log.endpoints),
      ...describeRepeated(log.repeated),
      ...log.empty.map((file): SlaNote => ({ kind: 'no-rows', file })),
      ...log.openEnded.map((file): SlaNote => ({ kind: 'last-line-open', file })),
      ...log.logs.filter(hasOthers).map((log): SlaNote => ({ kind: 'other-rows', log })),
      ...describeFaultOfOthers(counter),
      ...describeRepeatedHours(answers, zone),
      ...describeOneSidedHours(counters.values(), found, versions, request),
    ],
  }
}

/** What of an agreement decides how rows are counted: versions that agree in it share their counts. */
const wayOf = ({ sliceMinutes, maintenance }: Agreement): string =>
  `${sliceMinutes} ${maintenance.noticeHours ?? 'announced'}`

/**
 * The periods asked for, in order, or null when the log says which. Throws BAD_VALUE for one in which no
 * version of the agreement was in force.
 */
export function listAskedPeriods(
  choice: PeriodChoice,
  { policy, versions }: Pick<ServiceRequest, 'policy' | 'versions'>,
): ServicePeriod[] | null {
  if (choice.kind === 'touched') return null
  const periods =
    choice.kind === 'months'
      ? choice.months.map(servicePeriodOf)
      : periodsOfTerm(agreementInForce(versions, choice.start) ?? versions[0]!, choice.start, choice.months)
  const distinct = [...new Map(periods.map(period => [period.start, period])).values()]
  for (const { start } of distinct) {
    if (agreementInForce(versions, start) === null) {
      fail(
        'BAD_VALUE',
        `no version of ${policy} was in force on ${formatDay(start)}`,
        undefined,
        listVersions(versions),
      )
    }
  }
  return distinct.sort((a, b) => a.start - b.start)
}

const listVersions = (versions: readonly Agreement[]): string =>
  `held here: ${versions
    .map(({ effectiveFrom, effectiveTo }) => {
      const from = effectiveFrom === null ? 'always' : `from ${formatDay(effectiveFrom)}`
      return effectiveTo === null ? from : `${from} until before ${formatDay(effectiveTo)}`
    })
    .join(', ')}`

/** One account in one period, measured. */
interface MeasuredPeriod {
  readonly account: string | null
  readonly period: ServicePeriod
  readonly agreement: Agreement
  readonly measurement: Measurement
  readonly worst: readonly WorstSlice[]
  readonly windows: readonly JudgedWindow[]
  readonly counts: UptimeCounts | null
  readonly course: Course | null
  readonly elapsed: number
  readonly elapsedWithRequests: number
}

/** The windows of which any part lies in a period. */
function windowsWithin(
  { start, end }: ServicePeriod,
  windows: readonly MaintenanceWindow[],
  { maintenance }: Agreement,
  zone: TimeZone,
): JudgedWindow[] {
  return windows
    .filter(window => {
      // The last instant of a window is the one before its end.
      const [first, last] = [window.start, instantAt(window.end - 1)].map(at => zone.toLocal(at).day)
      return first! <= end && last! >= start
    })
    .map(window => ({ ...window, counts: isNoticed(window, maintenance) }))
}

/** What lies in a range of slices. */
const countsWithin = ({ slices, scheduled }: UptimeCounts, range: SliceRange): UptimeCounts => ({
  slices: slicesWithin(slices, range),
  scheduled: slicesWithin(scheduled, range),
})

/** `counts`: those of the period. */
function measure(
  agreement: Agreement,
  period: ServicePeriod,
  counts: UptimeCounts,
  { choices, zone, asOf, keepsCounts }: SlaRequest,
): Omit<MeasuredPeriod, 'account' | 'period' | 'agreement' | 'windows' | 'course'> {
  const measurement = measurePeriod(agreement, period, counts, choices, zone)
  const range = slicesOf(period, agreement.sliceMinutes)
  const elapsed = countElapsed(range, zone.toLocal(asOf), agreement.sliceMinutes)
  const passed = { first: range.first, end: range.first + elapsed }
  const elapsedWithRequests =
    passed.end === range.end
      ? measurement.coverage.slicesWithRequests
      : countBusy(countsWithin(counts, passed))
  const frame = { measurement, counts: keepsCounts ? counts : null, elapsed, elapsedWithRequests }
  if (measurement.method !== 'ratio-timeslices') return { ...frame, worst: [] }
  const worst = findWorstSlices(counts.slices, choices, MOST_WORST).map(({ slice, rate, counts }) => ({
    start: instantOfSlice(slice, agreement.sliceMinutes, zone),
    rate,
    counts,
  }))
  return { ...frame, worst }
}

/** How many slices hold a request. */
const countBusy = ({ slices, scheduled }: UptimeCounts): number =>
  new Set([...slices, ...scheduled].filter(({ requests }) => requests > 0).map(({ slice }) => slice)).size

/** All that follows from a measurement. */
function completePeriod(
  measured: MeasuredPeriod,
  { fee, source, parts }: KnownFee,
  { nodesOfNetworks }: ServiceRequest,
  { zone, asOf, workingDays }: SlaRequest,
): PeriodAnswer {
  const { account, period, agreement, measurement, windows } = measured
  const today = zone.toLocal(asOf).day
  const claim = claimWindowOf(period, agreement.claim, workingDays)
  const { nodeMinimum } = agreement
  const hasNodes = nodeMinimum && nodesOfNetworks ? meetsNodeMinimum(nodesOfNetworks, nodeMinimum) : null
  const compensation = fee && computeCompensation(agreement.compensation, measurement, fee)
  return {
    account,
    period,
    days: countDays(period),
    agreement,
    measurement,
    coverage: timeCoverage(measurement.coverage, agreement.sliceMinutes, zone),
    elapsed: measured.elapsed,
    elapsedWithRequests: measured.elapsedWithRequests,
    worst: measured.worst,
    counts: measured.counts,
    course: measured.course,
    fee,
    feeSource: source,
    feeParts: parts,
    // E5: with too few nodes deployed there is no claim, however bad the month was.
    compensation:
      compensation && (hasNodes === false ? { ...compensation, amount: ZERO, capped: false } : compensation),
    claim,
    standing: standingOf(claim, today),
    running: isRunning(period, today),
    isAhead: period.start > today,
    windows,
    meetsNodeMinimum: hasNodes,
  }
}

/** When a slice starts; of one that the clock skips, when the next one does. */
function instantOfSlice(slice: number, sliceMinutes: number, zone: TimeZone): Instant {
  const slicesOfTwoDays = (2 * 1440) / sliceMinutes
  for (let next = slice; next < slice + slicesOfTwoDays; next++) {
    const start = startOfSlice(next, sliceMinutes, zone)
    if (start !== null) return start
  }
  assert(false, `a clock of ${zone.id} that skips two days`)
}

function timeCoverage(coverage: Coverage, sliceMinutes: number, zone: TimeZone): CoverageTimes {
  const { first, last, longestGap } = coverage
  const startOf = (slice: number): Instant => instantOfSlice(slice, sliceMinutes, zone)
  return {
    first: first === null ? null : startOf(first),
    last: last === null ? null : endOfSlice(startOf(last), sliceMinutes),
    longestGap:
      longestGap.slices === 0
        ? null
        : {
            from: startOf(longestGap.first),
            to: startOf(longestGap.first + longestGap.slices),
            slices: longestGap.slices,
          },
  }
}

/** The fee of one account in one period. */
interface KnownFee {
  readonly fee: PeriodFee | null
  readonly source: FeeSource | null
  readonly parts: readonly FeeShare[]
}

/** The fees of all periods, and what is to be said about them. */
interface FoundFees {
  readonly fees: readonly KnownFee[]
  readonly notes: readonly SlaNote[]
}

const UNKNOWN_FEE: KnownFee = { fee: null, source: null, parts: [] }

/** The fees of all periods in their order. Throws InputError for one fee that would have to serve several accounts. */
async function findFees(
  terms: FeeTerms,
  periods: readonly MeasuredPeriod[],
  request: SlaRequest,
): Promise<FoundFees> {
  switch (terms.kind) {
    case 'unknown':
      return { fees: periods.map(() => UNKNOWN_FEE), notes: [] }
    case 'option':
      refuseSeveralAccounts('--fee', periods)
      return {
        fees: periods.map(() => ({ fee: terms.fee, source: 'option', parts: [] })),
        notes: periods.length > 1 ? [{ kind: 'one-fee-for-all', periods: periods.length }] : [],
      }
    case 'fees-file':
      return lookUpFees(terms.rows, periods)
    case 'usage':
    case 'straight-line':
      return incurFees(terms, periods, request)
    default:
      return unreachable(terms)
  }
}

function refuseSeveralAccounts(option: string, periods: readonly MeasuredPeriod[]): void {
  const accounts = [...new Set(periods.map(({ account }) => account))]
  if (accounts.length < 2) return
  const names = accounts.slice(0, 5).map(account => (account === null ? 'no name' : quote(account)))
  const list = listChoices([...names, ...(accounts.length > 5 ? ['others'] : [])], 'and')
  fail(
    'BAD_USAGE',
    `${option} is the fee of one account, and the log holds ${accounts.length}: ${list}`,
    undefined,
    '--fees FILE (account,period,fee,voucher_fee) gives each its own',
  )
}

function lookUpFees(rows: readonly AccountFee[], periods: readonly MeasuredPeriod[]): FoundFees {
  const keyOf = (account: string | null, month: Month): string =>
    JSON.stringify([account, formatMonth(month)])
  const known = new Map(rows.map(row => [keyOf(row.account, row.month), row]))
  const missing: { account: string | null; period: ServicePeriod }[] = []
  const fees = periods.map(({ account, period, agreement }): KnownFee => {
    const key = keyOf(account, monthOf(period.start))
    const fee = known.get(key)
    if (!fee) {
      missing.push({ account, period })
      return UNKNOWN_FEE
    }
    // Told of a part that the agreement does not set apart, it could only be taken off or be lost without a word.
    if (compareRatios(fee.feeExcluded, ZERO) > 0 && agreement.compensation.feeExcludes === null) {
      fail(
        'BAD_VALUE',
        `--fees: fee_excluded is given, and ${agreement.id} takes its percentages of the whole fee`,
      )
    }
    return { fee, source: 'fees-file', parts: [] }
  })
  const used = new Set(periods.map(({ account, period }) => keyOf(account, monthOf(period.start))))
  const unused = rows.filter(({ account, month }) => !used.has(keyOf(account, month)))
  return {
    fees,
    notes: [
      ...(missing.length > 0 ? [{ kind: 'fee-missing', of: missing } as const] : []),
      ...(unused.length > 0
        ? [
            {
              kind: 'fee-unused',
              of: unused.map(({ account, month }) => ({ account, month: formatMonth(month) })),
            } as const,
          ]
        : []),
    ],
  }
}

async function incurFees(
  { kind: basis, sources, order, voucherFee }: Extract<FeeTerms, { sources: FeeSources }>,
  periods: readonly MeasuredPeriod[],
  { asOf, zone }: SlaRequest,
): Promise<FoundFees> {
  const { answerFees } = await import('./fee.js')
  if (compareRatios(voucherFee, ZERO) > 0) refuseSeveralAccounts('--voucher-fee', periods)
  const { fees, unknownAccounts } = answerFees(sources, periods, { basis, order, asOf, zone })
  const listUse = (kind: 'unfunded' | 'later') =>
    fees.flatMap(({ [kind]: units }, index) => {
      const { account, period } = periods[index]!
      return units.size > 0 ? [{ account, period, units }] : []
    })
  const [unfunded, later] = [listUse('unfunded'), listUse('later')]
  return {
    fees: fees.map(({ dollars, parts }, index) => {
      if (compareRatios(voucherFee, dollars) > 0) {
        const month = formatMonth(monthOf(periods[index]!.period.start))
        fail(
          'BAD_NUMBER',
          `--voucher-fee ${formatRatio(voucherFee)} is more than the fee of ${month}, ${formatRatio(dollars)}`,
        )
      }
      return {
        fee: { fee: dollars, voucherFee, feeExcluded: ZERO },
        source: basis,
        parts: parts.map(({ lot, units, dollars }) => ({ lot: lot.id, pool: lot.pool, units, dollars })),
      }
    }),
    notes: [
      ...(unfunded.length > 0 ? [{ kind: 'use-unfunded', of: unfunded } as const] : []),
      ...(later.length > 0 ? [{ kind: 'use-later', of: later } as const] : []),
      ...(unknownAccounts.length > 0
        ? [{ kind: 'fee-of-unknown-account', accounts: unknownAccounts } as const]
        : []),
    ],
  }
}

/** Windows that exclude nothing for want of notice, by each rule of notice that the versions have. */
function describeNotice(windows: readonly MaintenanceWindow[], versions: readonly Agreement[]): SlaNote[] {
  const rules = new Map(versions.map(({ maintenance }) => [maintenance.noticeHours, maintenance]))
  return [...rules.values()].flatMap((terms): SlaNote[] => {
    const ignored = windows.filter(window => !isNoticed(window, terms))
    if (ignored.length === 0 || terms.noticeHours === null) return []
    const { noticeHours, clause } = terms
    return [{ kind: 'notice-too-short', noticeHours, clause, windows: ignored }]
  })
}

const describeUnjudged = (policy: string, periods: readonly ServicePeriod[], requests: number): SlaNote[] =>
  periods.length > 0 ? [{ kind: 'not-in-force', policy, periods, requests }] : []

/** Globs that match nothing, as misspelt ones do. */
function describeGlobs(endpoints: EndpointTally): SlaNote[] {
  const globs = endpoints.listUnmatched()
  return globs.length > 0 ? [{ kind: 'glob-unmatched', globs }] : []
}

function describeRepeated(repeated: RepeatedRequests): SlaNote[] {
  const { requests, files, uncompared, withoutIds, copies, large } = repeated
  return [
    ...(requests > 0 ? [{ kind: 'requests-repeated', requests, files } as const] : []),
    ...(uncompared.length > 0
      ? [{ kind: 'requests-uncompared', why: 'unrepeatable', files: uncompared } as const]
      : []),
    ...(copies.length > 0 ? [{ kind: 'logs-alike', files: copies } as const] : []),
    ...(withoutIds.length > copies.length
      ? [{ kind: 'requests-uncompared', why: 'without-ids', files: withoutIds } as const]
      : []),
    ...(large.length > 0 ? [{ kind: 'requests-uncompared', why: 'large', files: large } as const] : []),
  ]
}

function describeFaultOfOthers(counter: RequestCounter): SlaNote[] {
  const requests = counter.unreachedOtherwise
  return requests > 0 ? [{ kind: 'fault-of-others', requests }] : []
}

/** Whether a log holds anything beside requests. */
const hasOthers = ({ messages, headers, notices, marks }: ReadLog): boolean =>
  messages + headers + notices + marks > 0

/** Periods whose incidents lie in time that the clock shows twice, of which the counts do not tell the passes apart. */
function describeRepeatedHours(answers: readonly PeriodAnswer[], zone: TimeZone): SlaNote[] {
  const incidents = answers.flatMap(incidentsOf)
  if (incidents.length === 0) return []
  const from = incidents.reduce((first, { start }) => Math.min(first, start), Number.POSITIVE_INFINITY)
  const to = incidents.reduce((last, { end }) => Math.max(last, end), Number.NEGATIVE_INFINITY)
  const repeated = repeatedTimes(zone, instantAt(from), instantAt(to))
  if (repeated.length === 0) return []
  const of = answers.filter(answer =>
    incidentsOf(answer).some(({ start, end }) => repeated.some(time => start < time.to && end > time.from)),
  )
  return of.length > 0 ? [{ kind: 'incident-in-repeated-hour', of }] : []
}

/** Hours that the clock of the logs showed twice, of which all requests seem to lie in the earlier pass. */
function describeOneSidedHours(
  counters: Iterable<RequestCounter>,
  accounts: readonly (string | null)[],
  [version]: readonly Agreement[],
  { zone, reading }: SlaRequest,
): SlaNote[] {
  const [counter] = counters
  assert(counter && version, 'an agreement without a version')
  if (zone.id === reading.zone.id) return []
  const slices = mergeSlices(accounts.flatMap(account => counter.countsOf(account, version.method).slices))
  const hours = findOneSidedHours(slices, version.sliceMinutes, zone, reading.zone)
  return hours.length > 0 ? [{ kind: 'one-sided-hour', hours, logZone: reading.zone }] : []
}

/** Which of two claims to make, per account and month that both services have (003 D). */
function findExclusives(first: ServiceAnswer, second: ServiceAnswer): ExclusiveClaim[] {
  return first.periods.flatMap(one =>
    second.periods
      .filter(
        other =>
          other.account === one.account &&
          other.period.start === one.period.start &&
          (one.agreement.notTogetherWith.includes(other.agreement.id) ||
            other.agreement.notTogetherWith.includes(one.agreement.id)),
      )
      .map((other): ExclusiveClaim => {
        const shared = findSharedIncidents(incidentsOf(one), incidentsOf(other))
        return {
          account: one.account,
          first: one,
          second: other,
          shared,
          larger: findLarger(one, other, shared),
        }
      }),
  )
}

const incidentsOf = ({ measurement }: PeriodAnswer): readonly Incident[] =>
  measurement.method === 'timeslices' ? measurement.incidents : []

function findLarger(
  one: PeriodAnswer,
  other: PeriodAnswer,
  shared: readonly SharedIncident[],
): ExclusiveClaim['larger'] {
  if (shared.length === 0 || !one.compensation || !other.compensation) return null
  const difference = compareRatios(one.compensation.amount, other.compensation.amount)
  return difference > 0 ? 'first' : difference < 0 ? 'second' : 'either'
}

/** Whether any period is below what was asked for, or has no data to say that it is not (rules §3). */
function judgeGate(failUnder: string, periods: readonly PeriodAnswer[], isTerm: boolean): Gate {
  const least = ratioOfDecimal(failUnder)
  const crossedBy = periods.filter(({ measurement, isAhead }) => {
    const percent = measurement.method === 'timeslices' ? measurement.uptime : measurement.availability
    // A term has months that are still to come; that they hold no request yet says nothing.
    if (percent === null) return !(isTerm && isAhead)
    return compareRatios(percent, least) < 0
  })
  return { failUnder, isCrossed: crossedBy.length > 0 || periods.length === 0, crossedBy }
}

/** Whether the log says too little of any period, as far as it has passed, for its figure to be trusted. */
function judgeCoverage(minCoverage: string, periods: readonly PeriodAnswer[], isTerm: boolean): CoverageGate {
  const least = ratioOfDecimal(minCoverage)
  const crossedBy = periods.filter(({ elapsed, elapsedWithRequests, isAhead }) => {
    if (elapsed === 0) return !isTerm && isAhead
    return compareRatios({ num: 100n * BigInt(elapsedWithRequests), den: BigInt(elapsed) }, least) < 0
  })
  return { minCoverage, isCrossed: crossedBy.length > 0 || periods.length === 0, crossedBy }
}
