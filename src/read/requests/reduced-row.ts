/**
 * The reduced form of a log: counts per slice and account (`--counts`), as a query over a table returns
 * them.
 */

import type { TimeZone } from '../../core/calendar.js'
import type { Issue, Place } from '../../core/failure.js'
import { type Instant, MILLIS_PER_DAY, type Zone } from '../../core/instant.js'
import { type RequestCounts, sliceOf } from '../../core/sla/slice-counts.js'
import { type Problems, quote, report } from '../values.js'
import { readRequestTime } from './request-row.js'

/** The columns of the reduced form (cli.md). */
export const REDUCED_COLUMNS = [
  'slice_start',
  'account',
  'valid',
  'errors',
  'unreached',
  'excluded',
  'requests',
] as const
export type ReducedColumn = (typeof REDUCED_COLUMNS)[number]

/** Those without which nothing can be added up; `requests` is valid + unreached when left out. */
export const NEEDED_REDUCED_COLUMNS = ['slice_start', 'valid', 'errors', 'unreached', 'excluded'] as const

/** One row: counts of one slice and account. Several rows of one slice add up. */
export interface ReducedRow {
  readonly account: string | null
  readonly at: Instant
  readonly counts: RequestCounts
}

/** A count of 10^12 in each of the 8,928 slices of a month is still added exactly. */
const COUNT = /^\d{1,12}$/

/**
 * Reads a row. Its slice must start on a boundary of `sliceMinutes` on the clock of `zone`: one that does not
 * was reduced with other slices or in another zone, and its counts cannot be placed. A start that names no zone
 * is read in `logZone`.
 */
export function readReducedRow(
  text: (column: ReducedColumn) => string | undefined,
  sliceMinutes: number,
  zone: TimeZone,
  place: Place,
  logZone: Zone = zone,
): ReducedRow | Issue[] {
  const problems: Problems = { place, issues: [] }
  const count = (column: ReducedColumn, otherwise: number | null): number => {
    const found = text(column) ?? ''
    if (found === '' && otherwise !== null) return otherwise
    if (COUNT.test(found)) return Number(found)
    report(
      problems,
      'BAD_NUMBER',
      column,
      `found ${quote(found)}; a whole number of at most 12 digits is allowed`,
    )
    return 0
  }
  const at = readRequestTime(text('slice_start'), logZone, place, 'slice_start')
  if (Array.isArray(at)) problems.issues.push(...at)
  else checkBoundary(at, text('slice_start') ?? '', sliceMinutes, zone, problems)
  const [valid, errors, unreached, excluded] = [
    count('valid', null),
    count('errors', null),
    count('unreached', null),
    count('excluded', null),
  ]
  const requests = count('requests', valid + unreached)
  if (problems.issues.length === 0) {
    // Errors are answers of 5XX and so were received; a query that counts otherwise gives a wrong rate.
    if (errors > valid) {
      report(
        problems,
        'BAD_VALUE',
        'errors',
        `found ${errors}; at most the ${valid} valid requests are allowed`,
      )
    }
    if (requests < valid + unreached) {
      report(
        problems,
        'BAD_VALUE',
        'requests',
        `found ${requests}; at least valid + unreached, ${valid + unreached}, is allowed`,
      )
    }
  }
  if (Array.isArray(at) || problems.issues.length > 0) return problems.issues
  return { account: text('account') || null, at, counts: { valid, errors, unreached, excluded, requests } }
}

function checkBoundary(
  at: Instant,
  found: string,
  sliceMinutes: number,
  zone: TimeZone,
  problems: Problems,
): void {
  const local = zone.toLocal(at)
  const wall = local.day * MILLIS_PER_DAY + local.millis
  if (wall === sliceOf(local, sliceMinutes) * sliceMinutes * 60_000) return
  const length = sliceMinutes === 1 ? 'whole minutes' : `multiples of ${sliceMinutes} minutes`
  report(
    problems,
    'BAD_TIME',
    'slice_start',
    `found ${quote(found)}, where no slice starts; ${length} on the clock of ${zone.id} are allowed`,
  )
}
