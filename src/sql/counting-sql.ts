/**
 * The query that reduces a table of requests to counts per slice and account where the table lies. What a row
 * counts as is generated from the tables of core/sla/request.ts, by which the exact reader and the scanner count
 * too.
 *
 * Nothing is dropped: rows that cannot be read come back as rows of their own, and a last row says how many
 * there were in all, and by which rules they were counted. See core/sla/reduced-answer.ts.
 */
import { ROW_KINDS, type RowKind } from '../core/sla/reduced-answer.js'
import {
  ASIDES,
  type Aside,
  COUNTING,
  type Counter,
  REQUEST_KINDS,
  type RequestKind,
} from '../core/sla/request.js'
import { DIALECTS } from './dialects.js'
import { classOf, END, numberOfRow, type Query, type Reduction, SLICE } from './reduction.js'
import {
  classify,
  cutTime,
  group,
  isFiltered,
  judgePath,
  judgeTime,
  LEFT_OUT,
  place,
  readColumns,
  readWords,
  whereOfColumn,
  whereOfTime,
} from './row-sql.js'
import { readTime, type Step } from './time-sql.js'

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
