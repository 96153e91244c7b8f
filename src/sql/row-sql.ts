/** What one row of the table counts as, step by step: its words, its time, its kind, and what sets it aside. */

import { compact } from '../core/compact.js'
import { NO_ACCOUNTS, NOTHING_WORDS } from '../core/nothing-words.js'
import { globsOf, NAME_PATTERNS, writeEndpointPatterns } from '../core/sla/endpoint.js'
import type { RowProblem } from '../core/sla/reduced-answer.js'
import {
  FAULTS,
  NOT_EXCLUDED_WORDS,
  REQUEST_KINDS,
  type RequestKind,
  STATUS_RANGES,
  UNREACHED_STATUSES,
} from '../core/sla/request.js'
import type { OptionalColumn, Query } from './reduction.js'
import { EPOCH_PARTS, isWithin, type Step, secondsOf } from './time-sql.js'

/** What rows have in common that a filter leaves out: nothing else is asked of them. */
export const LEFT_OUT = 'left_out'

/** Whether any paths were asked for. */
export const isFiltered = ({ filter }: Query): boolean => globsOf(filter).length > 0

/** The columns as they are read, by the names that the query gives them. */
export function readColumns(query: Query): Step {
  const { columns, sql, q } = query
  const certain = (name: string): string =>
    sql.hasLocalNames ? sql.name(name) : `requests.${sql.name(name)}`
  const optional = (column: OptionalColumn): string => {
    if (!column) return "''"
    return column.isCertain ? certain(column.name) : sql.name(column.name)
  }
  return [
    [q('timestamp'), certain(columns.timestamp)],
    [q('status'), certain(columns.status)],
    [q('account'), optional(columns.account)],
    [q('fault'), optional(columns.fault)],
    [q('excluded'), optional(columns.excluded)],
    ...(isFiltered(query) ? [[q('endpoint'), certain(columns.endpoint!)] as const] : []),
  ]
}

/** Whether the filter leaves a row out. */
export function judgePath({ sql, q, filter }: Query): Step {
  const path = sql.asText(q('endpoint'))
  const matches = (pattern: string): string => sql.matches(path, pattern)
  const isName = `${matches(NAME_PATTERNS.name)} AND NOT ${matches(NAME_PATTERNS.url)}`
  const any = (globs: readonly string[]): string => {
    const patterns = globs.map(writeEndpointPatterns)
    const names = compact(patterns.map(({ name }) => name !== null && matches(name)))
    return [
      ...patterns.map(({ path }) => matches(path)),
      ...(names.length > 0 ? [`${isName} AND (${names.join(' OR ')})`] : []),
    ].join(' OR ')
  }
  const cases = [
    ...(filter.exclude.length > 0 ? [`WHEN ${any(filter.exclude)} THEN 1`] : []),
    ...(filter.include.length > 0 ? [`WHEN ${any(filter.include)} THEN 0`] : []),
  ]
  return [[q(LEFT_OUT), `CASE ${cases.join(' ')} ELSE ${filter.include.length > 0 ? 1 : 0} END`]]
}

/** Whether a row has a time that can be placed; its slice, and whether maintenance was announced for its time. */
export function placeTime({ sql, q, reach, sliceMinutes, windows }: Query, wall: string): Step {
  const time = q('time')
  const end = Math.min(secondsOf(reach.to), sql.end ?? Number.POSITIVE_INFINITY)
  const isTimed = `${time} >= ${secondsOf(reach.from)} AND ${time} < ${end}`
  const slice = sql.divide(/^\w+$/.test(wall) ? wall : `(${wall})`, sliceMinutes * 60)
  const scheduled = windows.length === 0 ? '0' : `CASE WHEN ${isWithin(time, windows)} THEN 1 ELSE 0 END`
  return [
    [q('timed'), `CASE WHEN ${isTimed} THEN 1 ELSE 0 END`],
    [q('slice'), `CASE WHEN ${isTimed} THEN ${slice} ELSE 0 END`],
    [q('scheduled'), scheduled],
  ]
}

/** The words of a row as texts, as they are compared. */
export function readWords({ sql, q }: Query): Step {
  const [status, account] = [sql.asText(q('status')), sql.asText(q('account'))]
  const isAmong = (text: string, words: readonly string[]): string =>
    `${sql.foldedTrimmed(text)} IN (${words.map(word => sql.text(word)).join(', ')})`
  // A column of numbers with some that are missing may hold 503.0 and NaN (`wholeOf`).
  const isDecimal = sql.matches(status, '^[0-9]{1,3}[.]0+$')
  const whole = sql.find(status, '^[0-9]{1,3}')
  return [
    [
      q('status_text'),
      `CASE WHEN ${isDecimal} THEN ${whole} WHEN ${isAmong(status, NOTHING_WORDS)} THEN '' ELSE ${status} END`,
    ],
    [
      q('account_text'),
      `CASE WHEN ${sql.matches(account, '^[0-9]+[.]0$')} THEN ${sql.find(account, '^[0-9]+')} WHEN ${isAmong(account, NO_ACCOUNTS)} THEN '' ELSE ${account} END`,
    ],
    [q('fault_word'), sql.foldedTrimmed(sql.asText(q('fault')))],
    [q('excluded_word'), sql.foldedTrimmed(sql.asText(q('excluded')))],
  ]
}

/** What became of the request, or why nobody can say; and what sets it aside. */
export function classify(query: Query): Step {
  const { sql, q } = query
  const [status, fault] = [q('status_text'), q('fault_word')]
  const among = (words: readonly string[]): string => words.map(word => sql.text(word)).join(', ')
  const number = sql.number(status, sql.matches(status, '^[0-9]{3}$'))
  const faultsOf = (kind: RequestKind): string[] =>
    FAULTS.filter(each => each.kind === kind).map(({ word }) => word)
  const kinds = [
    ...(isFiltered(query) ? [`WHEN ${q(LEFT_OUT)} = 1 THEN ${sql.text('filtered')}`] : []),
    `WHEN ${q('timed')} = 0 THEN ${sql.text('bad-time')}`,
    `WHEN ${fault} NOT IN (${among(FAULTS.map(({ word }) => word))}) THEN ${sql.text('bad-fault')}`,
    ...[...new Set(FAULTS.map(({ kind }) => kind))].map(
      kind =>
        `WHEN ${status} IN (${among(UNREACHED_STATUSES)}) AND ${fault} IN (${among(faultsOf(kind))}) THEN ${sql.text(kind)}`,
    ),
    ...STATUS_RANGES.map(
      ({ from, to, kind }) =>
        `WHEN length(${status}) = 3 AND ${number} BETWEEN ${from} AND ${to} THEN ${sql.text(kind)}`,
    ),
  ]
  const asides = [
    `WHEN ${q('excluded_word')} NOT IN (${among(NOT_EXCLUDED_WORDS)}) THEN ${sql.text('excluded')}`,
    `WHEN ${q('scheduled')} = 1 THEN ${sql.text('maintenance')}`,
  ]
  return [
    [q('kind'), `CASE ${kinds.join(' ')} ELSE ${sql.text('bad-status')} END`],
    [q('aside'), `CASE ${asides.join(' ')} ELSE ${sql.text('nothing')} END`],
  ]
}

/** A row of the answer, of a slice or of a problem with an example of it. */
export function reduce({ sql, q, sliceMinutes, offsets }: Query): Step {
  const isCounted = `${q('kind')} IN (${REQUEST_KINDS.map(kind => sql.text(kind)).join(', ')})`
  const isUtc = offsets.every(({ offset }) => offset === 0)
  const start = sql.clock(`${q('slice')} * ${sliceMinutes * 60}`)
  const whenCounted = (value: string, otherwise: string): string =>
    `CASE WHEN ${isCounted} THEN ${value} ELSE ${otherwise} END`
  const examples: [RowProblem, string][] = [
    ['bad-time', sql.asText(q('example'))],
    ['bad-status', q('status_text')],
    ['bad-fault', sql.asText(q('fault'))],
  ]
  const cases = examples.map(([problem, text]) => `WHEN ${q('kind')} = ${sql.text(problem)} THEN ${text}`)
  return [
    [q('start'), whenCounted(isUtc ? sql.join([start, "'Z'"]) : start, "''")],
    [q('name'), whenCounted(q('account_text'), "''")],
    [q('row'), whenCounted(sql.text('slice'), q('kind'))],
    [q('what'), q('kind')],
    [q('why'), q('aside')],
    [q('count'), q('requests')],
    [q('detail'), sql.head(`CASE ${cases.join(' ')} ELSE '' END`)],
  ]
}

/** Which rows are asked for; those without a time are told of, whatever was asked for. */
export function whereOfTime({ within, q }: Query): string | null {
  if (within === null) return null
  return `${q('time')} IS NULL OR ${isWithin(q('time'), within)}`
}

/** How far beside the times asked for the engine still looks when it reads them by the clock of some session. */
const MARGIN_MILLIS = 2 * 86_400_000

/**
 * The same, roughly and in the engine's own words, so that it can leave out whole partitions. Not for texts: one
 * that is no time could lie anywhere.
 */
export function whereOfColumn({ within, sql, timeType }: Query, column: string): string | null {
  if (within === null || timeType === 'text') return null
  const [from, to] = [within[0]!.from, within.at(-1)!.to]
  if (timeType === 'epoch') {
    const perSecond = [1, ...EPOCH_PARTS.map(parts => parts.perSecond).toReversed()]
    const between = perSecond.map(
      count => `${column} >= ${secondsOf(from) * count} AND ${column} < ${secondsOf(to) * count}`,
    )
    return [sql.hasNoTime(column, timeType), ...between].join(' OR ')
  }
  const literal = (millis: number): string =>
    sql.timeLiteral(new Date(millis).toISOString().slice(0, 19).replace('T', ' '))
  return `${sql.hasNoTime(column, timeType)} OR ${column} >= ${literal(from - MARGIN_MILLIS)} AND ${column} < ${literal(to + MARGIN_MILLIS)}`
}
