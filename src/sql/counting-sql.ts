/**
 * The query that reduces a table of requests to counts per slice and account where the table lies. What a row
 * counts as is generated from the tables of core/sla/request.ts, by which the exact reader and the scanner count
 * too.
 *
 * Nothing is dropped: rows that cannot be read come back as rows of their own, and a last row says how many
 * there were in all, and by which rules they were counted. See core/sla/reduced-answer.ts.
 */
import {
  ASIDES,
  type Aside,
  COUNTING,
  type Counter,
  REQUEST_KINDS,
  type RequestKind,
} from '../core/sla/request.js'
import { DIALECTS, type Dialect } from './dialects.js'
import type { Query, Reduction } from './reduction.js'
import {
  classify,
  isFiltered,
  judgePath,
  LEFT_OUT,
  placeTime,
  readColumns,
  readWords,
  reduce,
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
  const stages = [...writeCounted(query), ...listMeanings(query), sumUp(query)]
  const about = [
    `-- Requests by ${query.rules}.`,
    ...(query.saidZone === undefined
      ? []
      : [`-- Times that name no zone are read on the clock of ${query.saidZone}.`]),
    '-- kling-cost sla --counts reads the answer as CSV with a header or as JSON lines.',
  ]
  return `${[...about, ...writeStages(stages, query.sql)].join('\n')}\n`
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
  const { steps: timing, wall } = readTime(query, sql, q)
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

const tableOf = ({ table, sql }: Query): string =>
  'call' in table ? table.call : table.map(part => sql.name(part)).join('.')

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
