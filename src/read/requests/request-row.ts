/** A request out of the named texts of a log's row, whatever form the log has. */
import { type Issue, listChoices, type Place } from '../../core/failure.js'
import { type Instant, instantAt, type Zone } from '../../core/instant.js'
import { FAULTS, isExcluding, kindOfRequest, type RequestKind } from '../../core/sla/request.js'
import { type Problems, quote, readInstant, report } from '../values.js'

/** The columns of a request log (cli.md). `gateway` decides nothing: see core/sla/availability/timeslices.ts. */
export const REQUEST_COLUMNS = [
  'timestamp',
  'status',
  'request_id',
  'endpoint',
  'account',
  'fault',
  'excluded',
  'gateway',
] as const

/** The columns that decide what a row counts as; `timestamp` says in which slice. */
export const COUNTING_COLUMNS = ['status', 'account', 'fault', 'excluded'] as const
export type CountingColumn = (typeof COUNTING_COLUMNS)[number]

/** The columns without which nothing can be counted. */
export const NEEDED_COLUMNS = ['timestamp', 'status'] as const

/** What a row counts as, its time aside. */
export interface RequestClass {
  /** Null when the row names none. */
  readonly account: string | null
  readonly kind: RequestKind
  /** By its own column. */
  readonly isExcluded: boolean
}

/**
 * Reads what a row counts as. A row that has no `status` at all is bad, since an empty one says something:
 * that the request never reached the server. Returns every issue at `place` when there are any.
 */
export function readRequestClass(
  text: (column: CountingColumn) => string | undefined,
  place: Place,
): RequestClass | Issue[] {
  const problems: Problems = { place, issues: [] }
  const status = text('status')
  const fault = text('fault') ?? ''
  if (status === undefined) {
    report(problems, 'KEY_MISSING', 'status', NO_STATUS)
  } else {
    const kind = kindOfRequest(status, fault)
    if (kind !== 'bad-status' && kind !== 'bad-fault') {
      return { account: text('account') || null, kind, isExcluded: isExcluding(text('excluded') ?? '') }
    }
    if (kind === 'bad-status') {
      report(problems, 'BAD_VALUE', 'status', `found ${quote(status)}; ${STATUS_FORMS}`)
    } else {
      report(problems, 'BAD_VALUE', 'fault', `found ${quote(fault)}; ${FAULT_FORMS}`)
      // The other word may be wrong as well: nothing is told in instalments.
      if (kindOfRequest(status, '') === 'bad-status') {
        report(problems, 'BAD_VALUE', 'status', `found ${quote(status)}; ${STATUS_FORMS}`)
      }
    }
  }
  return problems.issues
}

const NO_STATUS =
  'is missing; "" or null in its place says that the request never reached the server, no status at all says nothing'
/** What a status may be, for messages. */
export const STATUS_FORMS =
  'a status from 100 to 599 is allowed, or nothing, -, 0 or 000 for a request that never reached the server'
/** What a fault may be, for messages. */
export const FAULT_FORMS = `${listChoices(
  FAULTS.map(({ word }) => word).filter(word => word !== ''),
  'and',
)} are allowed, or nothing`

// Beyond these the calendar ends before a claim window could be told.
const FIRST_YEAR = 1000
const LAST_YEAR = 8999
const FIRST_INSTANT = instantAt(Date.UTC(FIRST_YEAR, 0, 1))
const LAST_INSTANT = instantAt(Date.UTC(LAST_YEAR, 11, 31))

/** Whether a year is within what is computed here. */
export const isYearInReach = (year: number): boolean => year >= FIRST_YEAR && year <= LAST_YEAR

/** Reads when a request was made; or what is wrong with it. */
export function readRequestTime(
  text: string | undefined,
  zone: Zone,
  place: Place,
  name = 'timestamp',
): Instant | Issue[] {
  const problems: Problems = { place, issues: [] }
  if (text === undefined || text === '') {
    report(problems, 'BAD_TIME', name, 'is missing; every row needs a time')
    return problems.issues
  }
  const instant = readInstant(text, name, zone, problems)
  if (instant === null) return problems.issues
  if (instant >= FIRST_INSTANT && instant <= LAST_INSTANT) return instant
  report(
    problems,
    'BAD_TIME',
    name,
    `found ${quote(text)}; a time in the years ${FIRST_YEAR} to ${LAST_YEAR} is allowed`,
  )
  return problems.issues
}
