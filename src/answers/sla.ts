/** From request logs to availability, compensation and claim: what `kling-cost sla` and the library's `sla` do. */

import { servicePeriodsTouched } from '../core/calendar.js'
import { assert, fail } from '../core/failure.js'
import type { FileColumns } from '../core/file-columns.js'
import { groupBy } from '../core/group-by.js'
import { type Agreement, agreementInForce } from '../core/sla/agreement.js'
import type { PeriodAnswer, ReadLog, ServiceAnswer, SlaAnswer } from '../core/sla/answer.js'
import { listAskedPeriods } from '../core/sla/asked-periods.js'
import { followPeriod } from '../core/sla/course.js'
import { findExclusives } from '../core/sla/exclusive-claims.js'
import {
  chooseNamed,
  findHiddenErrors,
  findMethods,
  findMixed,
  findOwnAnswers,
  findStrangers,
  findUnreadPaths,
  type WhoseColumn,
} from '../core/sla/foreign-endpoints.js'
import { judgeCoverage, judgeGate } from '../core/sla/gates.js'
import { countsWithin, framePeriod, judgePeriod } from '../core/sla/judge-period.js'
import { isNoticed } from '../core/sla/maintenance.js'
import { describeRules } from '../core/sla/reduced-answer.js'
import { slicesOf } from '../core/sla/slice-counts.js'
import { shippedForeignWords } from '../read/requests/foreign-words.js'
import { RequestCounter } from '../scan/request-counter.js'
import { answerEndpoints } from './logs/endpoints.js'
import { readRequestLogs } from './logs/request-log.js'
import { findFees } from './sla/fees.js'
import { listServiceNotes } from './sla/notes.js'
import type { ServiceRequest, SlaRequest } from './sla/request.js'

/** Of how many periods an answer holds the course: more are not looked at one by one, and would take memory. */
const MAX_FOLLOWED = 60

/** Answers `sla`. Throws InputError for bad input. */
export async function answerSla(request: SlaRequest): Promise<SlaAnswer> {
  const service = await answerService(request.service, request)
  const companion = request.companion && (await answerService(request.companion, request))
  request.reading.shared?.check()
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
      ...(request.reading.leftOut?.doubts ?? []),
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
  const versionsByKey = new Map(versions.map(version => [countingKeyOf(version), version]))
  const counters = new Map(
    [...versionsByKey].map(([key, version]) => {
      const noticed = service.windows.filter(window => isNoticed(window, version.maintenance))
      return [key, new RequestCounter(version.sliceMinutes, noticed, zone)]
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

  const { shares, hosts, ...paths } = answerEndpoints(
    log.endpoints,
    counter,
    versions[0]!.method,
    choices,
    log.isReduced,
    versions[0]!.namedBy,
  )

  const periods = asked ?? servicePeriodsTouched(counter.days())
  const windows = [...service.windows].sort((a, b) => a.start - b.start)
  const frames = periods.flatMap(period => {
    const agreement = agreementInForce(versions, period.start)
    return agreement ? [framePeriod(period, agreement, windows, service.nodesOfNetworks, request)] : []
  })
  const found = counter.accounts()
  const accounts = found.length > 0 ? found : [null]
  const { fees, notes: feeNotes } = await findFees(
    service.fees,
    accounts.flatMap(account => frames.map(({ period, agreement }) => ({ account, period, agreement }))),
    request,
  )
  const isFew = fees.length <= MAX_FOLLOWED
  const maxFollowed = request.keepsCourse ? MAX_FOLLOWED : 0
  let followed = 0
  const answers: PeriodAnswer[] = []
  for (const account of accounts) {
    // Periods that are cut alike share one copy of the counts, however many there are.
    const counts = new Map<string, ReturnType<RequestCounter['countsOf']>>()
    for (const frame of frames) {
      const { period, agreement } = frame
      const range = slicesOf(period, agreement.sliceMinutes)
      const key = countingKeyOf(agreement)
      if (!counts.has(key)) counts.set(key, counters.get(key)!.countsOf(account, agreement.method))
      const own = countsWithin(counts.get(key)!, range)
      const judged = judgePeriod(account, frame, own, fees[answers.length]!, request)
      const answer: PeriodAnswer = log.noneSucceeded ? { ...judged, noneSucceeded: true } : judged
      // Of many, those that missed are the ones whose evidence is shown.
      const isFollowed = (isFew || answer.measurement.verdict === 'missed') && followed < maxFollowed
      if (isFollowed) followed++
      const { method, sliceMinutes } = agreement
      const course = isFollowed ? followPeriod(method, range, sliceMinutes, own, choices) : null
      answers.push(course ? { ...answer, course } : answer)
    }
  }
  const inside = answers.reduce((sum, { measurement }) => sum + measurement.totals.requests, 0)
  const outside = counter.requests - inside
  const whose = joinColumns(log.logs)
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
    ...paths,
    ...chooseNamed(paths.own, findMixed(whose, versions[0]!.namedBy, shippedForeignWords())),
    strangers:
      reading.filter.include.length > 0
        ? null
        : findStrangers(
            whose,
            { name: '', isHost: false, names: hosts },
            shares,
            { words: versions[0]!.namedBy, paths: versions[0]!.paths },
            shippedForeignWords().vendors,
          ),
    ownAnswers: findOwnAnswers(whose),
    hiddenErrors: reading.columns.has('status') ? null : findHiddenErrors(whose),
    methods: findMethods(whose),
    unreadPaths: findUnreadPaths(whose, shippedForeignWords().marks, versions[0]!.namedBy),
    repeatedRequests: log.repeated.requests,
    repeatedLines: log.repeated.lines,
    outsidePeriods: outside,
    rejectedRows: log.rejectedRows,
    rejected: log.rejected,
    notes: listServiceNotes({
      service,
      request,
      log,
      counters: [...counters.values()],
      answers,
      unjudged,
      outside,
      feeNotes,
    }),
  }
}

/** What says whose requests were, in all logs. */
function joinColumns(logs: readonly ReadLog[]): WhoseColumn[] {
  const columns = logs.flatMap(({ whose }) => whose ?? [])
  return [...groupBy(columns, ({ name, isHost }) => `${isHost} ${name}`).values()].map(same => {
    const names = new Map<string, number>()
    for (const [name, rows] of same.flatMap(each => each.names))
      names.set(name, (names.get(name) ?? 0) + rows)
    return {
      ...same[0]!,
      names: [...names],
      paths: same.flatMap(({ paths = [] }) => paths),
      ownAnswers: same.flatMap(({ ownAnswers = [] }) => ownAnswers),
      hiddenErrors: same.flatMap(({ hiddenErrors = [] }) => hiddenErrors),
      rows: same.reduce((sum, { rows = 0 }) => sum + rows, 0),
    }
  })
}

/** What of an agreement decides how rows are counted: versions that agree in it share their counts. */
const countingKeyOf = ({ sliceMinutes, maintenance }: Agreement): string =>
  `${sliceMinutes} ${maintenance.noticeHours ?? 'announced'}`
