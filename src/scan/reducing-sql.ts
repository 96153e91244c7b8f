/**
 * The query that reduces a table of requests to counts per slice and account where the table lies. What a row
 * counts as is generated from the tables of core/sla/request.ts, by which the exact reader and the scanner count
 * too.
 *
 * Nothing is dropped: rows that cannot be read come back as rows of their own, and a last row says how many
 * there were in all, and by which rules they were counted. See core/sla/reduced-answer.ts.
 */
import type { AvailabilityMethod } from '../core/sla/agreement.js'
import { type EndpointFilter, globsOf, writeEndpointPattern } from '../core/sla/endpoint.js'
import { ROW_KINDS, type RowKind, type RowProblem } from '../core/sla/reduced-answer.js'
import {
  ASIDES,
  type Aside,
  COUNTING,
  type Counter,
  FAULTS,
  NOT_EXCLUDED_WORDS,
  REQUEST_KINDS,
  type RequestKind,
  STATUS_RANGES,
  UNREACHED_STATUSES,
} from '../core/sla/request.js'
import { DIALECTS, type Dialect, type SqlDialect, type TimeType } from './sql-dialects.js'
import {
  isWithin,
  MILLIS_ABOVE,
  type OffsetStretch,
  readTime,
  type Step,
  type Stretch,
  secondsOf,
} from './sql-time.js'

/**
 * A column that a table need not have, by its name there; `isCertain` where it is known to be there. Null: the
 * table has none.
 */
export type OptionalColumn = { readonly name: string; readonly isCertain: boolean } | null

/** The columns of the table, by their names there. */
export interface TableColumns {
  readonly timestamp: string
  readonly status: string
  readonly account: OptionalColumn
  readonly fault: OptionalColumn
  readonly excluded: OptionalColumn
  /** Needed where a filter is given. */
  readonly endpoint: string | null
}

/** What is to be reduced, and by which rules. Times are in milliseconds, at whole seconds. */
export interface Reduction {
  readonly dialect: SqlDialect
  /** The parts of the table's name, such as schema and table. */
  readonly table: readonly string[]
  readonly columns: TableColumns
  readonly timeType: TimeType
  readonly method: AvailabilityMethod
  readonly sliceMinutes: number
  /** What the clock is ahead of UTC, in order and without gap; the first and the last have no outer end. */
  readonly offsets: readonly OffsetStretch[]
  /** Rows outside of these are left out; in order, at least one. Null: none is. */
  readonly within: readonly Stretch[] | null
  /** Rows outside of it have a bad time: nothing is known of the clock there. From 1970 on. */
  readonly reach: Stretch
  /** Maintenance that was announced in time. */
  readonly windows: readonly Stretch[]
  /** Which requests count; the others come back as their number. */
  readonly filter: EndpointFilter
  /** What the last row says of how the counts came about. */
  readonly rules: string
}

/** The query, without a semicolon behind it. */
export function writeReducingSql(reduction: Reduction): string {
  const { columns, dialect } = reduction
  const names = [
    columns.timestamp,
    columns.status,
    columns.account?.name,
    columns.fault?.name,
    columns.excluded?.name,
    columns.endpoint,
  ]
  // What is named here must not be called as a column that is read.
  let prefix = 'q_'
  while (names.some(name => name?.toLowerCase().startsWith(prefix))) prefix = `q${prefix}`
  const query: Query = { ...reduction, sql: DIALECTS[dialect], q: name => prefix + name }
  return `${[...describe(query), ...writeAnswer(query)].join('\n')}\n`
}

interface Query extends Reduction {
  readonly sql: Dialect
  /** A name within the query. */
  readonly q: (name: string) => string
}

/** Kinds of rows of the answer, kinds of requests and what sets them aside are numbers until the answer is written. */
const numberOfRow = (kind: RowKind): number => ROW_KINDS.indexOf(kind)
const numberOfKind = (kind: RequestKind): number => REQUEST_KINDS.indexOf(kind)
const numberOfAside = (aside: Aside): number => ASIDES.indexOf(aside)
/** A row without a kind has a number behind those of the kinds. */
const numberOfProblem = (problem: RowProblem): number => REQUEST_KINDS.length + numberOfRow(problem)
const classOf = (kind: RequestKind, aside: Aside): number =>
  ASIDES.length * numberOfKind(kind) + numberOfAside(aside)

const SLICE = numberOfRow('slice')
const END = numberOfRow('end')

const list = (words: readonly string[]): string => words.map((word, index) => `${index} ${word}`).join(', ')

const describe = ({ rules, q }: Query): string[] => [
  `-- Requests by ${rules}.`,
  '-- kling-cost sla --counts reads the answer as CSV with a header or as JSON lines.',
  `-- ${q('kind')}: ${list(REQUEST_KINDS)}`,
  `-- ${q('aside')}: ${list(ASIDES)}; ${q('class')} = ${ASIDES.length} * ${q('kind')} + ${q('aside')}`,
  `-- ${q('row')}: ${list(ROW_KINDS)}`,
]

const indent = (lines: readonly string[]): string[] =>
  lines.flatMap(line => line.split('\n')).map(line => `  ${line}`)
const commas = (lines: readonly string[]): string[] =>
  lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line))
const named = (step: Step): string[] => step.map(([name, expression]) => `${expression} AS ${name}`)

/** The counters of a row of the answer, each as a sum over the classes that add to it. */
function listCounters({ method, q }: Query): string[] {
  const table = COUNTING[method]
  const where = (test: (kind: RequestKind, aside: Aside) => boolean): string => {
    const classes = REQUEST_KINDS.flatMap(kind =>
      ASIDES.filter(aside => test(kind, aside)).map(aside => classOf(kind, aside)),
    )
    return `sum(CASE WHEN ${q('class')} IN (${classes.join(', ')}) THEN ${q('requests')} ELSE 0 END)`
  }
  const counted = (counter: Counter): string => where((kind, aside) => table[kind][aside].includes(counter))
  // What maintenance set aside, by the counter that it would have gone to.
  const scheduled = (counter: Counter): string =>
    where(
      (kind, aside) =>
        aside === 'maintenance' &&
        table[kind][aside].includes('excluded') &&
        table[kind].nothing.includes(counter),
    )
  return [
    `${counted('valid')} AS valid`,
    `${counted('errors')} AS errors`,
    `${counted('unreached')} AS unreached`,
    `${counted('excluded')} AS excluded`,
    `sum(${q('requests')}) AS requests`,
    `${scheduled('errors')} AS scheduled_errors`,
    `${scheduled('unreached')} AS scheduled_unreached`,
    `${where(kind => kind === 'unreached-otherwise')} AS unreached_otherwise`,
  ]
}

/**
 * The whole query. Counts per slice come from the one SELECT that reads the table; the last row is the sum of
 * them all, so that each is taken twice, once for itself and once for the sum. A row of zeros beside them
 * gives a table without rows its last row too.
 */
function writeAnswer(query: Query): string[] {
  const { sql, q, sliceMinutes, rules, offsets } = query
  const of = (kind: RowKind): string => sql.text(kind)
  const [row, slice, name, copy] = [q('row'), q('slice'), q('name'), q('copy')]
  const [rowOut, sliceOut, nameOut] = [q('row_out'), q('slice_out'), q('name_out')]
  const isUtc = offsets.every(({ offset }) => offset === 0)
  const start = sql.clock(`${sliceOut} * ${sliceMinutes * 60}`)
  const detail = `CASE WHEN ${rowOut} = ${END} THEN ${sql.text(rules)} ELSE max(${q('detail')}) END`
  const zeros = [
    `${END} AS ${row}`,
    `0 AS ${slice}`,
    `'' AS ${name}`,
    `-1 AS ${q('class')}`,
    `0 AS ${q('requests')}`,
    `'' AS ${q('detail')}`,
  ]
  return [
    'SELECT',
    ...indent(
      commas([
        `CASE WHEN ${rowOut} = ${SLICE} THEN ${isUtc ? sql.join([start, "'Z'"]) : start} ELSE '' END AS slice_start`,
        `${nameOut} AS account`,
        ...listCounters(query),
        `CASE ${ROW_KINDS.map(kind => `WHEN ${rowOut} = ${numberOfRow(kind)} THEN ${of(kind)}`).join(' ')} ELSE '' END AS row_kind`,
        `${detail} AS detail`,
      ]),
    ),
    'FROM (',
    '  SELECT',
    ...indent(
      indent(
        commas([
          `CASE WHEN ${copy} = 1 THEN ${END} ELSE ${row} END AS ${rowOut}`,
          `CASE WHEN ${copy} = 0 AND ${row} = ${SLICE} THEN ${slice} ELSE 0 END AS ${sliceOut}`,
          `CASE WHEN ${copy} = 1 THEN '' ELSE ${name} END AS ${nameOut}`,
          q('class'),
          q('requests'),
          q('detail'),
        ]),
      ),
    ),
    '  FROM (',
    `    SELECT ${zeros.join(', ')}`,
    '    UNION ALL',
    ...indent(indent(writeClassified(query))),
    `  ) AS reduced`,
    `  ${sql.twice(copy)}`,
    `) AS answer`,
    `GROUP BY ${rowOut}, ${sliceOut}, ${nameOut}`,
    `ORDER BY ${rowOut}, ${sliceOut}, ${nameOut}`,
  ]
}

/**
 * The counts, each with what it is a count of. The table's rows are first counted by their slice and their very
 * words: what the words mean is asked of a few hundred combinations and not of every row.
 */
function writeClassified(query: Query): string[] {
  const { q } = query
  const steps = [readWords(query), classify(query), place(query), group(query)]
  const columns = [q('row'), q('slice'), q('name'), q('class'), q('requests'), q('detail')]
  return [
    `SELECT ${columns.join(', ')}`,
    'FROM (',
    ...indent(stack(writeCounted(query), steps, 'words')),
    ') AS classified',
  ]
}

/** Each step as a query over the one before it. */
function stack(
  lines: readonly string[],
  steps: readonly Step[],
  name: string,
  end: readonly string[] = [],
): string[] {
  return steps.reduce<readonly string[]>(
    (inner, step, index) => [
      `SELECT ${name}${index}.*,`,
      ...indent(commas(named(step))),
      'FROM (',
      ...indent(inner),
      `) AS ${name}${index}`,
      ...end,
    ],
    lines,
  ) as string[]
}

/** What rows of the table have in common when they are counted together. */
const KEYS = ['timed', 'slice', 'scheduled', 'status', 'account', 'fault', 'excluded'] as const
/** And what those have in common that a filter leaves out: nothing else is asked of them. */
const LEFT_OUT = 'left_out'

const isFiltered = ({ filter }: Query): boolean => globsOf(filter).length > 0

/** The one SELECT that reads the table. */
function writeCounted(query: Query): string[] {
  const { sql, q } = query
  const keys = [...KEYS, ...(isFiltered(query) ? [LEFT_OUT] : [])].map(q)
  const columns = [
    ...keys,
    `count(*) AS ${q('requests')}`,
    `${sql.leastWhere(q('timestamp'), `${q('timed')} = 0`)} AS ${q('example')}`,
  ]
  const [first, ...later] = [
    readColumns(query),
    ...readTime(query.timeType, query.offsets, sql, q),
    ...(isFiltered(query) ? [judgePath(query)] : []),
    judgeTime(query),
    cutTime(query),
  ] as [Step, ...Step[]]
  // Where names can be used beside their definition this is one SELECT, which shards can work off, sending counts
  // alone. Elsewhere each step is a subquery, which those engines merge; but the steps from a text to a time use
  // their names so often that they are better worked out one by one.
  if (sql.hasLocalNames) {
    const conditions = [whereOfColumn(query, sql.name(query.columns.timestamp)), whereOfTime(query)]
    const given = conditions.flatMap(condition => (condition === null ? [] : [`(${condition})`]))
    return [
      'WITH',
      ...indent(commas([first, ...later].flatMap(named))),
      'SELECT',
      ...indent(commas(columns)),
      `FROM ${tableOf(query)}`,
      ...(given.length > 0 ? [`WHERE ${given.join('\n  AND ')}`] : []),
      `GROUP BY ${keys.join(', ')}`,
    ]
  }
  const once = query.timeType === 'text' && sql.once !== null ? [sql.once] : []
  const where = whereOfTime(query)
  return [
    'SELECT',
    ...indent(commas(columns)),
    'FROM (',
    ...indent(stack(readTable(query, first), later, 'step', once)),
    ') AS request',
    ...(where === null ? [] : [`WHERE ${where}`]),
    `GROUP BY ${keys.join(', ')}`,
  ]
}

const tableOf = ({ table, sql }: Query): string => table.map(part => sql.name(part)).join('.')

/**
 * The columns as they are read. One that the table may not have is looked for in the table first and then
 * beside it, where it is empty: what is named without its table means the nearest that there is.
 */
function readTable(query: Query, step: Step): string[] {
  const { columns, sql } = query
  const where = whereOfColumn(query, `requests.${sql.name(columns.timestamp)}`)
  const select = [
    `SELECT ${named(step).join(', ')}`,
    `FROM ${tableOf(query)} AS requests`,
    ...(where === null ? [] : [`WHERE ${where}`]),
  ]
  const uncertain = [columns.account, columns.fault, columns.excluded].filter(
    column => column !== null && !column.isCertain,
  )
  if (uncertain.length === 0) return select
  return [
    'SELECT present.*',
    `FROM (SELECT ${uncertain.map(column => `'' AS ${sql.name(column!.name)}`).join(', ')}) AS absent,`,
    '-- A column that the table does not have is taken from "absent".',
    'LATERAL (',
    ...indent(select),
    ') AS present',
  ]
}

function readColumns(query: Query): Step {
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
function judgePath({ sql, q, filter }: Query): Step {
  const path = sql.asText(q('endpoint'))
  const any = (globs: readonly string[]): string =>
    globs.map(glob => sql.matches(path, writeEndpointPattern(glob))).join(' OR ')
  const cases = [
    ...(filter.exclude.length > 0 ? [`WHEN ${any(filter.exclude)} THEN 1`] : []),
    ...(filter.include.length > 0 ? [`WHEN ${any(filter.include)} THEN 0`] : []),
  ]
  return [[q(LEFT_OUT), `CASE ${cases.join(' ')} ELSE ${filter.include.length > 0 ? 1 : 0} END`]]
}

/** Whether a row has a time that can be placed. */
function judgeTime({ sql, q, reach }: Query): Step {
  const time = q('time')
  const end = Math.min(secondsOf(reach.to), sql.end ?? Number.POSITIVE_INFINITY)
  return [
    [q('timed'), `CASE WHEN ${time} >= ${secondsOf(reach.from)} AND ${time} < ${end} THEN 1 ELSE 0 END`],
  ]
}

/** The slice of a row, and whether maintenance was announced for its time. */
function cutTime({ sql, q, sliceMinutes, windows }: Query): Step {
  const slice = sql.divide(q('wall'), sliceMinutes * 60)
  const scheduled = windows.length === 0 ? '0' : `CASE WHEN ${isWithin(q('time'), windows)} THEN 1 ELSE 0 END`
  return [
    [q('slice'), `CASE WHEN ${q('timed')} = 1 THEN ${slice} ELSE 0 END`],
    [q('scheduled'), scheduled],
  ]
}

/** The words of a row as texts, as they are compared. */
function readWords({ sql, q }: Query): Step {
  return [
    [q('status_text'), sql.asText(q('status'))],
    [q('account_text'), sql.asText(q('account'))],
    [q('fault_word'), sql.foldedTrimmed(sql.asText(q('fault')))],
    [q('excluded_word'), sql.foldedTrimmed(sql.asText(q('excluded')))],
  ]
}

/** What became of the request, and what sets it aside. */
function classify({ sql, q }: Query): Step {
  const [status, fault] = [q('status_text'), q('fault_word')]
  const among = (words: readonly string[]): string => words.map(word => sql.text(word)).join(', ')
  const number = sql.number(status, sql.matches(status, '^[0-9]{3}$'))
  const faultsOf = (kind: RequestKind): string[] =>
    FAULTS.filter(each => each.kind === kind).map(({ word }) => word)
  const kinds = [
    `WHEN ${fault} NOT IN (${among(FAULTS.map(({ word }) => word))}) THEN ${numberOfProblem('bad-fault')}`,
    ...[...new Set(FAULTS.map(({ kind }) => kind))].map(
      kind =>
        `WHEN ${status} IN (${among(UNREACHED_STATUSES)}) AND ${fault} IN (${among(faultsOf(kind))}) THEN ${numberOfKind(kind)}`,
    ),
    ...STATUS_RANGES.map(
      ({ from, to, kind }) =>
        `WHEN length(${status}) = 3 AND ${number} BETWEEN ${from} AND ${to} THEN ${numberOfKind(kind)}`,
    ),
  ]
  const asides = [
    `WHEN ${q('excluded_word')} NOT IN (${among(NOT_EXCLUDED_WORDS)}) THEN ${numberOfAside('excluded')}`,
    `WHEN ${q('scheduled')} = 1 THEN ${numberOfAside('maintenance')}`,
  ]
  return [
    [q('kind'), `CASE ${kinds.join(' ')} ELSE ${numberOfProblem('bad-status')} END`],
    [q('aside'), `CASE ${asides.join(' ')} ELSE ${numberOfAside('nothing')} END`],
  ]
}

/** Which kind of row of the answer a request goes to. */
function place(query: Query): Step {
  const { q } = query
  const cases = [
    ...(isFiltered(query) ? [`WHEN ${q(LEFT_OUT)} = 1 THEN ${numberOfRow('filtered')}`] : []),
    `WHEN ${q('timed')} = 0 THEN ${numberOfRow('bad-time')}`,
    ...(['bad-status', 'bad-fault'] as const).map(
      problem => `WHEN ${q('kind')} = ${numberOfProblem(problem)} THEN ${numberOfRow(problem)}`,
    ),
  ]
  return [[q('row'), `CASE ${cases.join(' ')} ELSE ${SLICE} END`]]
}

/** Account and class; rows that cannot be read have none, but an example of what is wrong with them. */
function group({ sql, q }: Query): Step {
  const row = q('row')
  const inSlice = (value: string, otherwise: string): string =>
    `CASE WHEN ${row} = ${SLICE} THEN ${value} ELSE ${otherwise} END`
  const examples: [RowProblem, string][] = [
    ['bad-time', sql.asText(q('example'))],
    ['bad-status', q('status_text')],
    ['bad-fault', sql.asText(q('fault'))],
  ]
  const cases = examples.map(([problem, text]) => `WHEN ${row} = ${numberOfRow(problem)} THEN ${text}`)
  return [
    [q('name'), inSlice(q('account_text'), "''")],
    [q('class'), inSlice(`${ASIDES.length} * ${q('kind')} + ${q('aside')}`, '-1')],
    [q('detail'), sql.head(`CASE ${cases.join(' ')} ELSE '' END`)],
  ]
}

/** Which rows are asked for; those without a time are told of, whatever was asked for. */
function whereOfTime({ within, q }: Query): string | null {
  if (within === null) return null
  return `${q('time')} IS NULL OR ${isWithin(q('time'), within)}`
}

/** How far beside the times asked for the engine still looks when it reads them by the clock of some session. */
const MARGIN_MILLIS = 2 * 86_400_000

/**
 * The same, roughly and in the engine's own words, so that it can leave out whole partitions. Not for texts: one
 * that is no time could lie anywhere.
 */
function whereOfColumn({ within, sql, timeType }: Query, column: string): string | null {
  if (within === null || timeType === 'text') return null
  const [from, to] = [within[0]!.from, within.at(-1)!.to]
  if (timeType === 'epoch') {
    const between = (unit: number): string => `${column} >= ${from / unit} AND ${column} < ${to / unit}`
    const millis = from > MILLIS_ABOVE ? ` OR ${between(1)}` : ''
    return `${sql.hasNoTime(column, timeType)} OR ${between(1000)}${millis}`
  }
  const literal = (millis: number): string =>
    sql.text(new Date(millis).toISOString().slice(0, 19).replace('T', ' '))
  return `${sql.hasNoTime(column, timeType)} OR ${column} >= ${literal(from - MARGIN_MILLIS)} AND ${column} < ${literal(to + MARGIN_MILLIS)}`
}
