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
import type { RowProblem } from '../core/sla/reduced-answer.js'
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
  const stages = [...writeCounted(query), ...listMeanings(query), sumUp(query)]
  const about = [
    `-- Requests by ${query.rules}.`,
    '-- kling-cost sla --counts reads the answer as CSV with a header or as JSON lines.',
  ]
  return `${[...about, ...writeStages(stages, query.sql)].join('\n')}\n`
}

interface Query extends Reduction {
  readonly sql: Dialect
  /** A name within the query. */
  readonly q: (name: string) => string
}

/** A step of the query: a SELECT over the one before it. */
interface Stage {
  readonly name: string
  /** What its rows are; null where the step before says it. */
  readonly about: string | null
  /** The lines of the SELECT; `from` are those of what it reads. */
  readonly select: (from: readonly string[]) => readonly string[]
}

const indent = (lines: readonly string[]): string[] =>
  lines.flatMap(line => line.split('\n')).map(line => `  ${line}`)
const commas = (lines: readonly string[]): string[] =>
  lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line))
const named = (step: Step): string[] => step.map(([name, expression]) => `${expression} AS ${name}`)

/**
 * The steps as a query: each under its name, where the engine knows names for them; else each within the next. The last
 * one is the answer.
 */
function writeStages(stages: readonly Stage[], { hasNamedSteps }: Dialect): string[] {
  const steps = stages.slice(0, -1)
  const answer = stages.at(-1)!
  if (hasNamedSteps) {
    const written = steps.flatMap(({ name, about, select }, index) => [
      ...comment(about),
      `${name} AS (`,
      ...indent(select([`FROM ${steps[index - 1]?.name}`])),
      index < steps.length - 1 ? '),' : ')',
    ])
    return ['WITH', ...written, ...answer.select([`FROM ${steps.at(-1)!.name}`])]
  }
  const within = steps.reduce<readonly string[]>(
    (from, { name, about, select }) => [
      'FROM (',
      ...indent([...comment(about), ...select(from)]),
      `) AS ${name}`,
    ],
    [],
  )
  return [...answer.select(within)]
}

const comment = (about: string | null): string[] => (about === null ? [] : [`-- ${about}`])

/** A step that keeps all of the one before it, and adds to it. */
const adding = (
  name: string,
  before: string,
  about: string | null,
  step: Step,
  end: readonly string[] = [],
): Stage => ({
  name,
  about,
  select: from => [`SELECT ${before}.*,`, ...indent(commas(named(step))), ...from, ...end],
})

/** What rows of the table have in common when they are counted together. */
const KEYS = ['timed', 'slice', 'scheduled', 'status', 'account', 'fault', 'excluded'] as const
/** And what those have in common that a filter leaves out: nothing else is asked of them. */
const LEFT_OUT = 'left_out'

const isFiltered = ({ filter }: Query): boolean => globsOf(filter).length > 0

/** The steps from the table to counts of its rows by their slice and their very words. */
function writeCounted(query: Query): Stage[] {
  const { sql, q } = query
  const keys = [...KEYS, ...(isFiltered(query) ? [LEFT_OUT] : [])].map(q)
  const columns = [
    ...keys,
    `count(*) AS ${q('requests')}`,
    `${sql.leastWhere(q('timestamp'), `${q('timed')} = 0`)} AS ${q('example')}`,
  ]
  const about =
    'Requests of one slice with the same words, counted: what the words mean is asked of each set once.'
  const { steps: timing, wall } = readTime(query.timeType, query.offsets, sql, q)
  const [first, ...later] = [
    readColumns(query),
    ...timing,
    [...(isFiltered(query) ? judgePath(query) : []), ...placeTime(query, wall)],
  ] as [Step, ...Step[]]
  // Where names can be used beside their definition this is one SELECT, which shards can work off, sending counts
  // alone. Elsewhere each step is a subquery, which those engines merge; but the steps from a text to a time use
  // their names so often that they are better worked out one by one.
  if (sql.hasLocalNames) {
    const conditions = [whereOfColumn(query, sql.name(query.columns.timestamp)), whereOfTime(query)]
    const given = conditions.flatMap(condition => (condition === null ? [] : [`(${condition})`]))
    const select = (): string[] => [
      'WITH',
      ...indent(commas([first, ...later].flatMap(named))),
      'SELECT',
      ...indent([commas(columns).join(' ')]),
      `FROM ${tableOf(query)}`,
      ...(given.length > 0 ? [`WHERE ${given.join('\n  AND ')}`] : []),
      `GROUP BY ${keys.join(', ')}`,
    ]
    return [{ name: q('counted'), about, select }]
  }
  const once = query.timeType === 'text' && sql.once !== null ? [sql.once] : []
  const where = whereOfTime(query)
  const [request, timed] = [q('request'), q('timed')]
  const steps = later.map((step, index) =>
    adding(
      `${timed}${index + 1}`,
      index === 0 ? request : `${timed}${index}`,
      index === 0
        ? 'The time of each in seconds since 1970, and its slice, in slices since then on the clock.'
        : null,
      step,
      once,
    ),
  )
  return [
    { name: request, about: 'The columns of the table.', select: () => readTable(query, first) },
    ...steps,
    {
      name: q('counted'),
      about,
      select: from => [
        'SELECT',
        ...indent([commas(columns).join(' ')]),
        ...from,
        ...(where === null ? [] : [`WHERE ${where}`]),
        `GROUP BY ${keys.join(', ')}`,
      ],
    },
  ]
}

/** The steps from words to what they mean. */
function listMeanings(query: Query): Stage[] {
  const { q } = query
  const [counted, worded, classified] = [q('counted'), q('worded'), q('classified')]
  return [
    adding(worded, counted, 'The words as they are compared.', readWords(query)),
    adding(classified, worded, 'What became of each request, and what sets it aside.', classify(query)),
    {
      name: q('reduced'),
      about:
        'Counts of slices, and of rows that none can count; and a row of nothing, so that an empty table has an answer.',
      select: from => [
        'SELECT',
        ...indent(commas(named(reduce(query)))),
        ...from,
        'UNION ALL',
        `SELECT ${["''", "''", query.sql.text('end'), "''", "''", '0', query.sql.text(query.rules)].join(', ')}`,
      ],
    },
  ]
}

/** The answer: each count taken twice, once for itself and once for the last row, which is the sum of them all. */
function sumUp(query: Query): Stage {
  const { sql, q } = query
  const once = (value: string, otherwise: string): string =>
    `CASE WHEN ${q('copy')} = 0 THEN ${value} ELSE ${otherwise} END`
  const columns = [
    `${once(q('start'), "''")} AS slice_start`,
    `${once(q('name'), "''")} AS account`,
    ...listCounters(query),
    `${once(q('row'), sql.text('end'))} AS row_kind`,
    `max(${once(q('detail'), "''")}) AS detail`,
  ]
  const place = (name: string): number => 1 + columns.findIndex(column => column.endsWith(` AS ${name}`))
  const keys = ['slice_start', 'account', 'row_kind']
  return {
    name: 'answer',
    about: null,
    select: from => [
      'SELECT',
      ...indent(commas(columns)),
      ...from,
      '-- Once for each row, and once for the sum of all, by which a cut answer is known.',
      sql.twice(q('copy')),
      `GROUP BY ${sql.groupsByPlace ? keys.map(place).join(', ') : keys.join(', ')}`,
      'ORDER BY row_kind DESC, slice_start, account',
    ],
  }
}

/** The counters of a row of the answer, each as a sum over the kinds of requests that add to it. */
function listCounters({ method, sql, q }: Query): string[] {
  const table = COUNTING[method]
  const where = (test: (kind: RequestKind, aside: Aside) => boolean): string => {
    const kinds = REQUEST_KINDS.flatMap(kind => {
      const asides = ASIDES.filter(aside => test(kind, aside))
      if (asides.length === 0) return []
      const isKind = `${q('what')} = ${sql.text(kind)}`
      if (asides.length === ASIDES.length) return [isKind]
      return [`${isKind} AND ${q('why')} IN (${asides.map(aside => sql.text(aside)).join(', ')})`]
    })
    return `sum(CASE WHEN ${kinds.length === 0 ? '1 = 0' : kinds.join(' OR ')} THEN ${q('count')} ELSE 0 END)`
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
    `sum(${q('count')}) AS requests`,
    `${scheduled('errors')} AS scheduled_errors`,
    `${scheduled('unreached')} AS scheduled_unreached`,
    `${where(kind => kind === 'unreached-otherwise')} AS unreached_otherwise`,
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

/** Whether a row has a time that can be placed; its slice, and whether maintenance was announced for its time. */
function placeTime({ sql, q, reach, sliceMinutes, windows }: Query, wall: string): Step {
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
function readWords({ sql, q }: Query): Step {
  return [
    [q('status_text'), sql.asText(q('status'))],
    [q('account_text'), sql.asText(q('account'))],
    [q('fault_word'), sql.foldedTrimmed(sql.asText(q('fault')))],
    [q('excluded_word'), sql.foldedTrimmed(sql.asText(q('excluded')))],
  ]
}

/** What became of the request, or why nobody can say; and what sets it aside. */
function classify(query: Query): Step {
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
function reduce({ sql, q, sliceMinutes, offsets }: Query): Step {
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
    sql.timeLiteral(new Date(millis).toISOString().slice(0, 19).replace('T', ' '))
  return `${sql.hasNoTime(column, timeType)} OR ${column} >= ${literal(from - MARGIN_MILLIS)} AND ${column} < ${literal(to + MARGIN_MILLIS)}`
}
