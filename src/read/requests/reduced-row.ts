/**
 * The reduced form of a log: counts per slice and account (`--counts`), as a query over a table returns
 * them; and what else `--sql` makes such a query return (core/sla/reduced-answer.ts).
 */
import type { TimeZone } from '../../core/calendar.js'
import type { Issue, IssueCode, Place } from '../../core/failure.js'
import { type Instant, MILLIS_PER_DAY, type Zone } from '../../core/instant.js'
import { accountOf } from '../../core/nothing-words.js'
import { type ReducedCounts, ROW_KINDS, type RowProblem } from '../../core/sla/reduced-answer.js'
import { sliceOf } from '../../core/sla/slice-counts.js'
import { addIssue, inQuotes, type Problems, readChoice } from '../values.js'
import { FAULT_FORMS, readLogTime, STATUS_FORMS } from './request-row.js'

/** The columns of the reduced form: those of cli.md, then what the queries of `--sql` add. */
export const REDUCED_COLUMNS = [
  'slice_start',
  'account',
  'valid',
  'errors',
  'unreached',
  'excluded',
  'requests',
  'scheduled_errors',
  'scheduled_unreached',
  'unreached_otherwise',
  'row_kind',
  'detail',
] as const
export type ReducedColumn = (typeof REDUCED_COLUMNS)[number]

/** Those without which nothing can be added up; `requests` is valid + unreached when left out. */
export const NEEDED_REDUCED_COLUMNS = ['slice_start', 'valid', 'errors', 'unreached', 'excluded'] as const

export type ReducedRow =
  | SliceRow
  /** Rows of the table that cannot be counted. */
  | { readonly kind: 'problem'; readonly rows: number; readonly issue: Issue }
  /** Rows of the table that --endpoint and --exclude-endpoint left out. */
  | { readonly kind: 'filtered'; readonly requests: number }
  /** How many rows of the table the answer is made of, and by which rules they were counted: see `describeRules`. */
  | { readonly kind: 'end'; readonly requests: number; readonly rules: string }

/** Counts of one slice and account. Several rows of one slice add up. */
export interface SliceRow extends ReducedCounts {
  readonly kind: 'slice'
  readonly account: string | null
  readonly at: Instant
}

/** A count of 10^12 in each of the 8,928 slices of a month is still added exactly. */
const COUNT = /^\d{1,12}(?:\.0)?$/

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
  const kind = readChoice(text('row_kind') || 'slice', 'row_kind', ROW_KINDS, problems)
  if (kind === null) return problems.issues
  if (kind === 'slice') return readSliceRow(text, sliceMinutes, zone, logZone, problems)
  const requests = readTally(text, 'requests', null, problems)
  if (problems.issues.length > 0) return problems.issues
  if (kind === 'filtered') return { kind, requests }
  const detail = text('detail') ?? ''
  return kind === 'end'
    ? { kind, requests, rules: detail }
    : { kind: 'problem', rows: requests, issue: describeProblem(kind, requests, detail, place) }
}

function readTally(
  text: (column: ReducedColumn) => string | undefined,
  column: ReducedColumn,
  otherwise: number | null,
  problems: Problems,
): number {
  const found = text(column) ?? ''
  if (found === '' && otherwise !== null) return otherwise
  if (COUNT.test(found)) return Number(found)
  addIssue(
    problems,
    'BAD_NUMBER',
    column,
    `found ${inQuotes(found)}; a whole number of at most 12 digits is allowed`,
  )
  return 0
}

/** What each problem is with, and what is allowed there. */
const PROBLEMS: Readonly<Record<RowProblem, readonly [code: IssueCode, column: string, allowed: string]>> = {
  'bad-time': [
    'BAD_TIME',
    'timestamp',
    'a time that exists is allowed, from the year 2000 on; without --period, in a zone whose clocks change, until the end of next year',
  ],
  'bad-status': ['BAD_VALUE', 'status', STATUS_FORMS],
  'bad-fault': ['BAD_VALUE', 'fault', FAULT_FORMS],
}

/** What is wrong with rows of the table, as the exact reader says it of one. */
function describeProblem(kind: RowProblem, rows: number, example: string, place: Place): Issue {
  const where = rows === 1 ? 'in 1 row' : `and the like in ${rows} rows`
  const [code, column, allowed] = PROBLEMS[kind]
  return { code, message: `${column}: found ${inQuotes(example)} ${where} of the table; ${allowed}`, place }
}

function readSliceRow(
  text: (column: ReducedColumn) => string | undefined,
  sliceMinutes: number,
  zone: TimeZone,
  logZone: Zone,
  problems: Problems,
): SliceRow | Issue[] {
  const count = (column: ReducedColumn, otherwise: number | null): number =>
    readTally(text, column, otherwise, problems)
  const at = readLogTime(
    text('slice_start'),
    { zone: logZone, decimal: null, dates: null },
    problems.place,
    'slice_start',
  )
  if (Array.isArray(at)) problems.issues.push(...at)
  else checkBoundary(at, text('slice_start') ?? '', sliceMinutes, zone, problems)
  const [valid, errors, unreached, excluded] = [
    count('valid', null),
    count('errors', null),
    count('unreached', null),
    count('excluded', null),
  ]
  const requests = count('requests', valid + unreached)
  const scheduledErrors = count('scheduled_errors', 0)
  const scheduledUnreached = count('scheduled_unreached', 0)
  const unreachedOtherwise = count('unreached_otherwise', 0)
  const scheduled = scheduledErrors + scheduledUnreached
  if (problems.issues.length === 0) {
    const refuse = (column: ReducedColumn, found: number, allowed: string) =>
      addIssue(problems, 'BAD_VALUE', column, `found ${found}; ${allowed} allowed`)
    // Errors are answers of 5XX and so were received; a query that counts otherwise gives a wrong rate.
    if (errors > valid) refuse('errors', errors, `at most the ${valid} valid requests are`)
    if (requests < valid + unreached)
      refuse('requests', requests, `at least valid + unreached, ${valid + unreached}, is`)
    if (excluded < scheduled)
      refuse('excluded', excluded, `at least scheduled_errors + scheduled_unreached, ${scheduled}, is`)
  }
  if (Array.isArray(at) || problems.issues.length > 0) return problems.issues
  return {
    kind: 'slice',
    account: accountOf(text('account')),
    at,
    counts: { valid, errors, unreached, excluded, requests },
    scheduled: {
      valid: scheduledErrors,
      errors: scheduledErrors,
      unreached: scheduledUnreached,
      excluded: 0,
      requests: scheduled,
    },
    unreachedOtherwise,
  }
}

function checkBoundary(at: Instant, found: string, sliceMinutes: number, zone: TimeZone, problems: Problems) {
  const local = zone.toLocal(at)
  const wall = local.day * MILLIS_PER_DAY + local.millis
  if (wall === sliceOf(local, sliceMinutes) * sliceMinutes * 60_000) return
  const length = sliceMinutes === 1 ? 'whole minutes' : `multiples of ${sliceMinutes} minutes`
  addIssue(
    problems,
    'BAD_TIME',
    'slice_start',
    `found ${inQuotes(found)}, where no slice starts; ${length} on the clock of ${zone.id} are allowed`,
  )
}
