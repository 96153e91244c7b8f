/** What is asked of `sla`, as a query that counts where the log lies: what `--sql` prints and ClickHouse is sent. */
import { countDays, type ServicePeriod, type TimeZone, zoneOf } from '../core/calendar.js'
import { fail, failWithHint, inFile } from '../core/failure.js'
import { formatDay, type Instant, instantAt, MILLIS_PER_DAY, MILLIS_PER_SECOND } from '../core/instant.js'
import { type Agreement, agreementInForce } from '../core/sla/agreement.js'
import { listAskedPeriods, type PeriodChoice } from '../core/sla/asked-periods.js'
import type { EndpointFilter } from '../core/sla/endpoint.js'
import { isNoticed, type MaintenanceWindow } from '../core/sla/maintenance.js'
import { describeRules } from '../core/sla/reduced-answer.js'
import { expectZoneOfHeadings } from '../read/heading-zone.js'
import { writeReducingSql } from './counting-sql.js'
import type { SqlDialect, TimeType } from './dialects.js'
import type { TableColumns, TableName } from './reduction.js'
import type { OffsetStretch, Stretch } from './time-sql.js'

/** The table, as far as the engine needs to know it. */
export interface TableToReduce {
  readonly dialect: SqlDialect
  readonly table: TableName
  readonly columns: TableColumns
  readonly timeType: TimeType
}

export interface ReductionRequest {
  readonly policy: string
  /** The agreement in every version; at least one. */
  readonly versions: readonly Agreement[]
  readonly windows: readonly MaintenanceWindow[]
  readonly periods: PeriodChoice
  readonly filter: EndpointFilter
  readonly zone: TimeZone
  /** Where times that name no zone are read; the same zone, or another (`--log-tz`). */
  readonly logZone: TimeZone
  readonly asOf: Instant
}

/** Requests before this are none: an engine's empty time lies there. */
const FIRST_YEAR = 2000
const LAST_YEAR = 8999
const startOfYear = (year: number): Instant => instantAt(Date.UTC(year, 0, 1))

/**
 * The query. Throws BAD_USAGE where one query cannot serve all versions of the agreement, BAD_VALUE for periods
 * in which none was in force or that lie too far back, BAD_TIME for windows within a second.
 */
export function writeReducingQuery(table: TableToReduce, request: ReductionRequest): string {
  const { policy, versions, zone, logZone, asOf } = request
  const asked = listAskedPeriods(request.periods, { policy, versions })
  for (const { start } of asked ?? []) {
    if (start * MILLIS_PER_DAY < startOfYear(FIRST_YEAR)) {
      fail(
        'BAD_VALUE',
        `${formatDay(start)} lies too far back; a query counts requests from ${FIRST_YEAR} on`,
      )
    }
  }
  const judged = asked ? asked.map(({ start }) => agreementInForce(versions, start)!) : versions
  const { method, sliceMinutes, maintenance } = onlyWayOf(policy, judged)
  const within = asked && join(asked.flatMap(period => stretchesOf(period, zone)))
  const noticed = request.windows.filter(window => isNoticed(window, maintenance))
  const named = expectZoneOfHeadings('timestamp', [table.columns.timestamp], logZone, inFile(null))
  const said = named === undefined ? logZone : zoneOf(named.id)
  const { offsets, saidOffsets, known } = findClocks(zone, said, within, asOf)
  return writeReducingSql({
    ...table,
    method,
    sliceMinutes,
    offsets,
    ...(saidOffsets && { said: saidOffsets, saidZone: said.id }),
    within,
    reach: known,
    windows: clip(join(noticed.map(toStretch)), within),
    filter: request.filter,
    rules: describeRules(method, sliceMinutes, zone.id),
  })
}

/** The one way in which all of `versions` count. */
function onlyWayOf(policy: string, versions: readonly Agreement[]): Agreement {
  const [first, ...others] = versions
  const differs = (other: Agreement): boolean =>
    other.method !== first!.method ||
    other.sliceMinutes !== first!.sliceMinutes ||
    other.maintenance.noticeHours !== first!.maintenance.noticeHours
  if (others.some(differs)) {
    const hint = 'ask for the periods of one version with --period'
    failWithHint(
      'BAD_USAGE',
      `the versions of ${policy} count in different ways, which one query cannot`,
      hint,
    )
  }
  return first!
}

/** How far around a stretch of clock readings its instants lie at most: no clock is two days ahead. */
const MARGIN = 2 * MILLIS_PER_DAY

/** The instants at which the clock shows a day of the period. */
function stretchesOf(period: ServicePeriod, zone: TimeZone): Stretch[] {
  const from = period.start * MILLIS_PER_DAY
  const to = from + countDays(period) * MILLIS_PER_DAY
  return zone.offsetSpans(instantAt(from - MARGIN), instantAt(to + MARGIN)).flatMap(span => {
    const stretch = { from: Math.max(span.from, from - span.offset), to: Math.min(span.to, to - span.offset) }
    return stretch.from < stretch.to ? [stretch] : []
  })
}

/** The offsets of a stretch of time, the outermost standing for all time before and after it. */
function findOffsets(zone: TimeZone, from: number, to: number): OffsetStretch[] {
  const spans = zone.offsetSpans(instantAt(from - MARGIN), instantAt(to + MARGIN))
  return spans.map(({ from, to, offset }, index) => ({
    from: index === 0 ? Number.NEGATIVE_INFINITY : from,
    to: index === spans.length - 1 ? Number.POSITIVE_INFINITY : to,
    offset,
  }))
}

/** Engines write the one clock out within each stretch of the other, and take no query of any length. */
const MOST_OFFSETS = 256

/**
 * What both clocks are ahead of UTC, that of times without a zone where it is another; and from when to when that is known.
 * Without periods that is for ever where no clock changes, else to the end of next year, since a query cannot hold the
 * changes of all years. Throws BAD_USAGE where both change too often.
 */
function findClocks(zone: TimeZone, said: TimeZone, within: readonly Stretch[] | null, asOf: Instant) {
  const all = { from: startOfYear(FIRST_YEAR), to: startOfYear(new Date(asOf).getUTCFullYear() + 2) }
  const { from, to } = within ? { from: within[0]!.from, to: within.at(-1)!.to } : all
  const offsets = findOffsets(zone, from, to)
  const saidOffsets = said.id === zone.id ? null : findOffsets(said, from, to)
  const changes = offsets.length * (saidOffsets?.length ?? 1)
  if (changes > MOST_OFFSETS) {
    const message = `the clocks of ${zone.id} and ${said.id} both change too often for one query`
    const hint = 'ask for fewer months with --period, or give --tz the clock of the log'
    failWithHint('BAD_USAGE', message, hint)
  }
  const known = within || changes === 1 ? { from: startOfYear(FIRST_YEAR), to: startOfYear(LAST_YEAR) } : all
  return { offsets, saidOffsets, known }
}

function toStretch({ start, end, reason }: MaintenanceWindow): Stretch {
  if (start % MILLIS_PER_SECOND !== 0 || end % MILLIS_PER_SECOND !== 0) {
    const message = `the maintenance ${JSON.stringify(reason)} begins or ends within a second`
    failWithHint('BAD_TIME', message, 'a query counts in whole seconds: widen the window or cut it')
  }
  return { from: start, to: end }
}

/** Stretches in order, those that touch or overlap as one. */
function join(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last && stretch.from <= last.to)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, stretch.to) }
    else joined.push(stretch)
  }
  return joined
}

/** Those that a period has any part of. */
const clip = (stretches: readonly Stretch[], within: readonly Stretch[] | null): Stretch[] =>
  stretches.filter(({ from, to }) => within === null || within.some(each => from < each.to && to > each.from))
