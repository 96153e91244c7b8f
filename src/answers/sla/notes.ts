/** What there is to say of a service beside its figures: rows, windows and options that changed nothing or may mislead. */
import { repeatedTimes, type ServicePeriod, type TimeZone } from '../../core/calendar.js'
import { assert } from '../../core/failure.js'
import { instantAt } from '../../core/instant.js'
import type { Agreement } from '../../core/sla/agreement.js'
import { needsLogZone, type PeriodAnswer, type ReadLog, type SlaNote } from '../../core/sla/answer.js'
import { globsOf } from '../../core/sla/endpoint.js'
import { isNoticed, type MaintenanceWindow } from '../../core/sla/maintenance.js'
import { incidentsOf } from '../../core/sla/measure.js'
import { findOneSidedHours } from '../../core/sla/repeated-hour.js'
import { findStep, mergeSlices, type SliceCounts, sumCounts } from '../../core/sla/slice-counts.js'
import { isOfMessages } from '../../read/requests/messages.js'
import { isOfBackend } from '../../read/requests/suggest-columns.js'
import type { EndpointTally } from '../../scan/endpoint-tally.js'
import type { RequestCounter } from '../../scan/request-counter.js'
import type { RepeatedRequests } from '../logs/repeated-requests.js'
import type { LogReport } from '../logs/request-log.js'
import type { ServiceRequest, SlaRequest } from './request.js'

interface Findings {
  readonly service: ServiceRequest
  readonly request: SlaRequest
  readonly log: LogReport
  readonly counters: readonly RequestCounter[]
  readonly answers: readonly PeriodAnswer[]
  readonly unjudged: readonly ServicePeriod[]
  /** Requests outside all periods. */
  readonly outside: number
  readonly feeNotes: readonly SlaNote[]
}

/** All notes, in the order in which they are shown. */
export function listServiceNotes({
  service: { policy, versions, windows, optionsWithoutEffect: options },
  request,
  log,
  counters,
  answers,
  unjudged,
  outside,
  feeNotes,
}: Findings): SlaNote[] {
  const [counter] = counters
  assert(counter, 'an agreement without a version')
  return [
    ...describeNotice(windows, versions),
    ...describeUnjudged(policy, unjudged, outside),
    ...feeNotes,
    ...(options.length > 0 ? [{ kind: 'option-without-effect', options, policy } as const] : []),
    ...describeAhead(answers, request, log),
    ...describeGlobs(log.endpoints),
    ...describeRepeated(log.repeated, log.logs),
    ...(log.shifted ? [{ kind: 'logs-shifted', ...log.shifted } as const] : []),
    ...describeSteps(log, counter, versions),
    ...log.otherSides.map((log): SlaNote => ({ kind: 'other-side', ...log })),
    ...log.empty.map(({ file, isTable }): SlaNote => ({ kind: 'no-rows', file, isTable })),
    ...log.openEnded.map((file): SlaNote => ({ kind: 'last-line-open', file })),
    ...log.notEncrypted.map((file): SlaNote => ({ kind: 'not-encrypted', file })),
    ...log.logs.filter(hasOthers).map((log): SlaNote => ({ kind: 'other-rows', log })),
    ...describeNotPassedOn(answers, request),
    ...log.logs.flatMap(log => describeMessages(log, request)),
    ...log.logs
      .filter(({ messagesOfErrors }) => messagesOfErrors > 0)
      .map((log): SlaNote => ({ kind: 'messages-of-errors', log })),
    ...log.logs
      .filter(({ warnings }) => warnings.rows > 0)
      .map((log): SlaNote => ({ kind: 'messages-that-warn', log })),
    ...log.logs
      .filter(({ statusesElsewhere }) => statusesElsewhere.rows > 0)
      .map((log): SlaNote => ({ kind: 'statuses-elsewhere', log })),
    ...log.logs.flatMap(({ file, pairs }): SlaNote[] =>
      pairs ? [{ kind: 'rows-in-pairs', file, pairs }] : [],
    ),
    ...log.logs
      .filter(({ passedOver }) => passedOver.statuses > 0)
      .map((log): SlaNote => ({ kind: 'statuses-passed-over', log })),
    ...log.logs.flatMap(({ file, otherTimes: times }): SlaNote[] =>
      times ? [{ kind: 'other-times', file, times }] : [],
    ),
    // A row of a table's answer stands for many that are alike.
    ...(log.rejectedStatuses.rows > 0 && !log.isReduced
      ? [{ kind: 'statuses-set-aside', ...log.rejectedStatuses } as const]
      : []),
    ...(log.rejectedFailures > 0
      ? [{ kind: 'failures-set-aside', rows: log.rejectedFailures, of: log.rejectedRows } as const]
      : []),
    ...(log.isReduced && request.periods.kind !== 'touched' && answers.some(({ account }) => account !== null)
      ? [{ kind: 'silent-accounts-unknown' } as const]
      : []),
    ...(log.isReduced && !request.reading.isReduced && globsOf(log.endpoints.filter).length === 0
      ? [{ kind: 'paths-unseen' } as const]
      : []),
    ...describeFilteredWithoutPath(log.endpoints),
    ...describeFailuresWithoutAccount(answers),
    ...describeFaultOfOthers(counter),
    ...describeRepeatedHours(answers, request.zone),
    ...describeOneSidedHours(counter, versions, request),
  ]
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

function describeAhead(answers: readonly PeriodAnswer[], { asOf }: SlaRequest, log: LogReport): SlaNote[] {
  const requests = answers.reduce((sum, { requestsAhead }) => sum + requestsAhead, 0)
  return requests > 0 ? [{ kind: 'behind-as-of', requests, asOf, needsZone: needsLogZone(log) }] : []
}

/** Globs that match nothing, as misspelt ones do. */
function describeGlobs(endpoints: EndpointTally): SlaNote[] {
  const globs = endpoints.listUnmatched()
  return globs.length > 0 ? [{ kind: 'glob-unmatched', globs }] : []
}

function describeRepeated(repeated: RepeatedRequests, logs: readonly ReadLog[]): SlaNote[] {
  const idColumns = [...new Set(logs.map(({ idColumn }) => idColumn))]
  const {
    requests,
    files,
    within,
    countedAgain,
    otherPaths,
    sharedIds,
    counters,
    uncompared,
    cut,
    withoutIds,
    copies,
    large,
    reduced,
  } = repeated
  return [
    ...(requests > 0 ? [{ kind: 'requests-repeated', requests, files } as const] : []),
    // Two gateways that log a request make half of the rows.
    ...within
      .filter(({ requests, of }) => 2 * requests > of)
      .map(each => ({ kind: 'mostly-repeated', ...each, idColumns }) as const),
    ...within.flatMap(({ file, requests }) =>
      describeAttempts(requests, logs.find(log => log.file === file)!),
    ),
    ...countedAgain.map(each => ({ kind: 'counted-again', ...each }) as const),
    ...(otherPaths.requests > 0 ? [{ kind: 'ids-by-other-paths', ...otherPaths } as const] : []),
    ...(counters.requests > 0 ? [{ kind: 'repeated-by-counters', ...counters, idColumns } as const] : []),
    ...(sharedIds.requests > 0 ? [{ kind: 'ids-shared', ...sharedIds } as const] : []),
    ...(uncompared.length > 0
      ? [{ kind: 'requests-uncompared', why: 'unrepeatable', files: uncompared } as const]
      : []),
    ...(cut.length > 0 ? [{ kind: 'requests-uncompared', why: 'cut-ids', files: cut } as const] : []),
    ...repeated.failuresAgain.map(each => ({ kind: 'failures-again', ...each }) as const),
    ...(copies.length > 0 ? [{ kind: 'logs-alike', files: copies } as const] : []),
    ...(withoutIds.some(file => !copies.includes(file))
      ? [{ kind: 'requests-uncompared', why: 'without-ids', files: withoutIds } as const]
      : []),
    ...(reduced.length > 0 ? [{ kind: 'requests-uncompared', why: 'counts', files: reduced } as const] : []),
    ...(large.length > 0 ? [{ kind: 'requests-uncompared', why: 'large', files: large } as const] : []),
  ]
}

/** A column that numbers the attempts at a request, which share its id. */
const NUMBERS_ATTEMPTS =
  /^(?!.*(?:after|max|allowed|limit|backoff|delay)).*(?:attempt|retry|retries|重试|リトライ|재시도|versuch|tentativ|intento)/i

function describeAttempts(requests: number, { file, idColumn, columns }: ReadLog): SlaNote[] {
  const column = columns.ignored.find(({ name }) => NUMBERS_ATTEMPTS.test(name))
  return column ? [{ kind: 'attempts-repeated', requests, file, idColumn, column: column.name }] : []
}

function describeFaultOfOthers(counter: RequestCounter): SlaNote[] {
  const requests = counter.unreachedOtherwise
  return requests > 0 ? [{ kind: 'fault-of-others', requests }] : []
}

function describeNotPassedOn(answers: readonly PeriodAnswer[], { reading, choices }: SlaRequest): SlaNote[] {
  if (choices.unreached === 'ignore') return []
  const column = reading.columns.get('status') ?? ''
  const requests = answers.reduce((sum, { measurement }) => sum + measurement.totals.unreached, 0)
  return isOfBackend(column) && requests > 0 ? [{ kind: 'not-passed-on', column, requests }] : []
}

function describeFilteredWithoutPath({ leftOutWithoutPath: requests }: EndpointTally): SlaNote[] {
  return requests > 0 ? [{ kind: 'filtered-without-path', requests }] : []
}

/** A gateway that answers before it knows who asks writes no account, so that these may be failures of the others. */
function describeFailuresWithoutAccount(answers: readonly PeriodAnswer[]): SlaNote[] {
  const unnamed = answers.filter(({ account }) => account === null)
  if (unnamed.length === answers.length) return []
  const { valid, errors, unreached, excluded } = sumCounts(
    unnamed.map(({ measurement }) => measurement.totals),
  )
  const [requests, failed] = [valid + unreached, errors + unreached]
  return failed > 0 && requests <= failed + excluded ? [{ kind: 'failures-without-account', requests }] : []
}

/** Of fewer rows without a status it may be chance that they are as many as the others. */
const MANY = 100

/**
 * A table has an empty status for whatever has none: a message, or a request that has only begun. A message in JSON mostly
 * lacks the key, and stops the command; where it has null there, it says what no request does, and names no error.
 */
function describeMessages(log: ReadLog, { choices }: SlaRequest): SlaNote[] {
  const { requests, unreached, isTable, areStrange, format, columns } = log
  if (choices.unreached === 'ignore' || unreached === 0 || format !== null) return []
  const mayBe = isTable || areStrange
  const column = (mayBe && columns.ignored.find(({ name }) => isOfMessages(name))?.name) || null
  const arePairs = unreached >= MANY && Math.abs(2 * unreached - requests) * 10 <= requests
  return column !== null || arePairs ? [{ kind: 'may-be-messages', log, column }] : []
}

/** Whether a log holds anything beside requests. */
const hasOthers = ({ messages, headers, notices, marks }: ReadLog): boolean =>
  messages + headers + notices + marks > 0

/** Periods whose incidents lie in time that the clock shows twice, of which the counts do not tell the passes apart. */
function describeRepeatedHours(answers: readonly PeriodAnswer[], zone: TimeZone): SlaNote[] {
  const incidents = answers.flatMap(({ measurement }) => incidentsOf(measurement))
  if (incidents.length === 0) return []
  const from = incidents.reduce((first, { start }) => Math.min(first, start), Number.POSITIVE_INFINITY)
  const to = incidents.reduce((last, { end }) => Math.max(last, end), Number.NEGATIVE_INFINITY)
  const repeated = repeatedTimes(zone, instantAt(from), instantAt(to))
  const of = answers.filter(answer =>
    incidentsOf(answer.measurement).some(({ start, end }) =>
      repeated.some(time => start < time.to && end > time.from),
    ),
  )
  return of.length > 0 ? [{ kind: 'incident-in-repeated-hour', of }] : []
}

/** Requests of all accounts by their slices, those of the first version. */
const slicesOf = (counter: RequestCounter, [version]: readonly Agreement[]): readonly SliceCounts[] => {
  assert(version, 'an agreement without a version')
  return mergeSlices(counter.accounts().flatMap(account => counter.countsOf(account, version.method).slices))
}

/** In minutes, to what times are cut: to the hour and to the day. Logs may be of what is done every ten minutes. */
const CUT_TO: readonly number[] = [60, 1440]

/** That all requests lie a longer time apart than a slice, as those do whose times were cut, and sums of that time. */
function describeSteps(
  { mayBeCoarse, isReduced }: LogReport,
  counter: RequestCounter,
  versions: readonly Agreement[],
): SlaNote[] {
  if (!mayBeCoarse) return []
  const { sliceMinutes } = versions[0]!
  const minutes = sliceMinutes * findStep(slicesOf(counter, versions))
  const isTelling = isReduced ? minutes > sliceMinutes : CUT_TO.includes(minutes)
  return isTelling ? [{ kind: 'times-coarse', minutes, sliceMinutes, isReduced }] : []
}

/** Hours that the clock of the logs showed twice, of which all requests seem to lie in the earlier pass. */
function describeOneSidedHours(
  counter: RequestCounter,
  versions: readonly Agreement[],
  { zone, reading }: SlaRequest,
): SlaNote[] {
  if (zone.id === reading.zone.id) return []
  const slices = slicesOf(counter, versions)
  const hours = findOneSidedHours(slices, versions[0]!.sliceMinutes, zone, reading.zone)
  return hours.length > 0 ? [{ kind: 'one-sided-hour', hours, logZone: reading.zone }] : []
}
