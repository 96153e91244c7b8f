/**
 * What five engines call the same things. An expression goes in and out as text; what a user named goes in
 * through `name` and `text` alone, which quote it.
 */

export const SQL_DIALECTS = ['clickhouse', 'duckdb', 'spark', 'postgres', 'trino'] as const
export type SqlDialect = (typeof SQL_DIALECTS)[number]

/** The words of one engine. Whole numbers are 64 bits wide; times are whole seconds since 1970 in UTC. */
export interface Dialect {
  /** An identifier, quoted. */
  name(identifier: string): string
  /** A string literal. */
  text(value: string): string
  /** A value of any type as text, nothing as the empty text. */
  asText(value: string): string
  /** The first characters of a text, enough for a message. */
  head(text: string): string
  /** `length` characters from the `first` on, which is 1 or more. */
  part(text: string, first: number, length: number): string
  /** What a pattern without groups finds in a text; the empty text when nothing. */
  find(text: string, pattern: string): string
  matches(text: string, pattern: string): string
  /** A text in small letters, without the white space around it that JavaScript's `trim` removes. */
  foldedTrimmed(text: string): string
  /** The number of a text of digits where `condition` holds; anything but an error where it does not. */
  number(digits: string, condition: string): string
  /** Whole division of numbers that are not negative. */
  divide(a: string, b: string | number): string
  /** Of some numbers, NULL among them, the one whose bound is the first above a value; `last`: where none is. */
  below(
    value: string,
    bounds: readonly (readonly [bound: number, number: number | null])[],
    last: number,
  ): string
  /** The least value in a group among the rows that meet a condition. */
  leastWhere(value: string, condition: string): string
  /** The seconds of a column of the engine's own type for times, cut and not rounded. */
  secondsOfTime(column: string): string
  /** Whether such a column holds clock readings, which name no zone; null: it always holds instants. */
  isReading(column: string): string | null
  /** The whole part of a column of epoch numbers. */
  wholeNumber(column: string): string
  /** Whether a row has no time. */
  hasNoTime(column: string, type: TimeType): string
  join(texts: readonly string[]): string
  /** What stands behind a FROM so that each row comes twice, `copy` being 0 and 1. */
  twice(copy: string): string
  /** `YYYY-MM-DDTHH:MM:SS` of seconds since 1970, before `end`. */
  clock(seconds: string): string
  /** The second from which on the engine's own type cannot name a time; null: beyond all that is read here. */
  readonly end: number | null
  /**
   * Whether names given by `AS` may be used beside their definition. Then the query is one SELECT, so that
   * shards count and send counts; elsewhere each step is a subquery, which those engines merge themselves.
   */
  readonly hasLocalNames: boolean
  /** What stands at the end of a subquery that is to be worked out once and not at each use of its names. */
  readonly once: string | null
  /** Whether a query can be given as steps with names, `WITH step AS (SELECT …)`. */
  readonly hasNamedSteps: boolean
  /** Functions that give a table from files, by their beginning; null: none. */
  readonly fileFunctions: RegExp | null
  /** Whether GROUP BY takes the places of columns, and not their names. */
  readonly groupsByPlace: boolean
  /** A time of the clock, to compare a column of the engine's own type with. */
  timeLiteral(text: string): string
  /** Whether a subquery can name a column that its table may not have, and so fall back on one beside it. */
  readonly findsColumns: boolean
}

/**
 * What the table's time column holds: the engine's own type for times; texts of ISO-8601; epoch seconds, or finer
 * parts of them, as numbers.
 */
export const TIME_TYPES = ['time', 'text', 'epoch'] as const
export type TimeType = (typeof TIME_TYPES)[number]

/** The white space that `String.prototype.trim` removes, by which the exact reader reads a field: first and last codes. */
const WHITE_SPACE = [
  ['0009', '000d'],
  ['0020', '0020'],
  ['00a0', '00a0'],
  ['1680', '1680'],
  ['2000', '200a'],
  ['2028', '2029'],
  ['202f', '202f'],
  ['205f', '205f'],
  ['3000', '3000'],
  ['feff', 'feff'],
] as const
const spaceAround = (write: (hex: string) => string): string => {
  const ranges = WHITE_SPACE.map(([first, last]) =>
    first === last ? write(first) : `${write(first)}-${write(last)}`,
  )
  return `^[${ranges.join('')}]+|[${ranges.join('')}]+$`
}
const re2Space = spaceAround(hex => `\\x{${hex}}`)
const javaSpace = spaceAround(hex => `\\u${hex}`)

const doubled = (mark: string) => (text: string) => `${mark}${text.replaceAll(mark, mark + mark)}${mark}`
const escaped = (mark: string) => (text: string) =>
  `${mark}${text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`)}${mark}`

const MAX_SHOWN = 100

const standard = {
  name: doubled('"'),
  text: doubled("'"),
  // A cast by itself would take digits of other scripts.
  number: (digits: string, condition: string) => `CAST(CASE WHEN ${condition} THEN ${digits} END AS bigint)`,
  wholeNumber: (column: string) => `CAST(floor(${column}) AS bigint)`,
  divide: (a: string, b: string | number) => `(${a} / ${b})`,
  below(value: string, bounds: readonly (readonly [bound: number, number: number | null])[], last: number) {
    const cases = bounds.map(([bound, number]) => `WHEN ${value} < ${bound} THEN ${number ?? 'NULL'}`)
    return `CASE ${cases.join(' ')} ELSE ${last} END`
  },
  isReading: (): string | null => null,
  leastWhere: (value: string, condition: string) => `min(CASE WHEN ${condition} THEN ${value} END)`,
  part: (text: string, first: number, length: number) => `substring(${text}, ${first}, ${length})`,
  head: (text: string) => `substring(${text}, 1, ${MAX_SHOWN})`,
  join: (texts: readonly string[]) => texts.join(' || '),
  twice: (copy: string) => `CROSS JOIN (SELECT 0 AS ${copy} UNION ALL SELECT 1 AS ${copy}) AS copies`,
  hasNoTime: (column: string) => `${column} IS NULL`,
  end: null,
  once: null,
  hasLocalNames: false,
  hasNamedSteps: true,
  groupsByPlace: false,
  fileFunctions: null,
  timeLiteral: doubled("'"),
  findsColumns: true,
}

const clickhouse: Dialect = {
  ...standard,
  name: escaped('`'),
  text: escaped("'"),
  asText: value => `ifNull(toString(${value}), '')`,
  head: text => `substringUTF8(${text}, 1, ${MAX_SHOWN})`,
  // The value is written once, as each name in it is written out; what has no value is below all bounds.
  below: (value, bounds, last) => {
    const numbers = [...bounds.map(([, number]) => number ?? 'NULL'), last]
    const passed = `arrayCount(bound -> ifNull(bound <= ${value}, 0), [${bounds.map(([bound]) => bound).join(', ')}])`
    return `arrayElement([${numbers.join(', ')}], 1 + ${passed})`
  },
  find: (text, pattern) => `extract(${text}, ${clickhouse.text(pattern)})`,
  matches: (text, pattern) => `match(${text}, ${clickhouse.text(pattern)})`,
  foldedTrimmed: text => `lower(replaceRegexpAll(${text}, ${clickhouse.text(re2Space)}, ''))`,
  number: digits => `toInt64(toUInt32OrZero(${digits}))`,
  divide: (a, b) => `intDiv(${a}, ${b})`,
  leastWhere: (value, condition) => `minIf(${value}, ${condition})`,
  // Takes DateTime and DateTime64 alike, in every version.
  // A DateTime that was left out is zero.
  secondsOfTime: column => `nullIf(toInt64(${column}), 0)`,
  wholeNumber: column => `nullIf(toInt64(${column}), 0)`,
  hasNoTime: (column, type) => `${column} IS NULL OR ${column} = ${type === 'time' ? 'toDateTime(0)' : '0'}`,
  join: texts => `concat(${texts.join(', ')})`,
  twice: copy => `ARRAY JOIN [0, 1] AS ${copy}`,
  clock: seconds => `replaceOne(toString(toDateTime(${seconds}), 'UTC'), ' ', 'T')`,
  // A DateTime has 32 bits and begins again in 2106; a day is left for the clocks of zones.
  end: 2 ** 32 - 86_400,
  hasLocalNames: true,
  // It has in newer versions, of which all read this as well.
  hasNamedSteps: false,
  findsColumns: false,
}

const duckdb: Dialect = {
  ...standard,
  fileFunctions: /^(?:read_(?:parquet|csv|csv_auto|json|json_auto|ndjson)|(?:delta|iceberg)_scan)$/,
  asText: value => `coalesce(CAST(${value} AS VARCHAR), '')`,
  find: (text, pattern) => `regexp_extract(${text}, ${duckdb.text(pattern)})`,
  matches: (text, pattern) => `regexp_matches(${text}, ${duckdb.text(pattern)})`,
  foldedTrimmed: text => `lower(regexp_replace(${text}, ${duckdb.text(re2Space)}, '', 'g'))`,
  number: digits => `TRY_CAST(${digits} AS BIGINT)`,
  divide: (a, b) => `(${a} // ${b})`,
  secondsOfTime: column => `(epoch_ms(${column}) // 1000)`,
  isReading: column => `typeof(${column}) <> 'TIMESTAMP WITH TIME ZONE'`,
  wholeNumber: column => `CAST(floor(${column}) AS BIGINT)`,
  clock: seconds => `strftime(make_timestamp(${seconds} * 1000000), '%Y-%m-%dT%H:%M:%S')`,
}

const spark: Dialect = {
  ...standard,
  name: doubled('`'),
  text: escaped("'"),
  asText: value => `coalesce(CAST(${value} AS STRING), '')`,
  find: (text, pattern) => `regexp_extract(${text}, ${spark.text(pattern)}, 0)`,
  matches: (text, pattern) => `${text} RLIKE ${spark.text(pattern)}`,
  foldedTrimmed: text => `lower(regexp_replace(${text}, ${spark.text(javaSpace)}, ''))`,
  number: (digits, condition) => `CAST(CASE WHEN ${condition} THEN ${digits} END AS BIGINT)`,
  divide: (a, b) => `(${a} div ${b})`,
  // A TIMESTAMP_NTZ would be taken for a reading of the session's zone: it has no time that is sure.
  secondsOfTime: column => `CASE WHEN typeof(${column}) = 'timestamp' THEN unix_seconds(${column}) END`,
  wholeNumber: column => `CAST(floor(${column}) AS BIGINT)`,
  // date_format would ask the session's zone.
  clock: seconds =>
    `concat(date_add(DATE'1970-01-01', CAST(${seconds} div 86400 AS INT)), 'T', ` +
    `lpad(${seconds} % 86400 div 3600, 2, '0'), ':', lpad(${seconds} % 3600 div 60, 2, '0'), ':', lpad(${seconds} % 60, 2, '0'))`,
}

const postgres: Dialect = {
  ...standard,
  once: 'OFFSET 0',
  asText: value => `coalesce(CAST(${value} AS text), '')`,
  find: (text, pattern) => `coalesce(substring(${text} from ${postgres.text(pattern)}), '')`,
  matches: (text, pattern) => `${text} ~ ${postgres.text(pattern)}`,
  foldedTrimmed: text => `lower(regexp_replace(${text}, ${postgres.text(javaSpace)}, '', 'g') COLLATE "C")`,
  secondsOfTime: column => `CAST(floor(extract(epoch FROM ${column})) AS bigint)`,
  isReading: column => `pg_typeof(${column}) <> CAST('timestamp with time zone' AS regtype)`,
  clock: seconds => `to_char(to_timestamp(${seconds}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')`,
}

/** Athena is one, too. */
const trino: Dialect = {
  ...standard,
  asText: value => `coalesce(CAST(${value} AS varchar), '')`,
  find: (text, pattern) => `coalesce(regexp_extract(${text}, ${trino.text(pattern)}), '')`,
  matches: (text, pattern) => `regexp_like(${text}, ${trino.text(pattern)})`,
  foldedTrimmed: text => `lower(regexp_replace(${text}, ${trino.text(javaSpace)}, ''))`,
  // Cut to the second first: the function gives a float, which is exact for whole seconds alone. A reading it would
  // take for one of the session's zone.
  secondsOfTime(column) {
    const second = `date_trunc('second', ${column})`
    const ofReading = `date_diff('second', TIMESTAMP '1970-01-01 00:00:00', CAST(${second} AS timestamp(0)))`
    return `CASE WHEN ${trino.isReading(column)} THEN ${ofReading} ELSE CAST(to_unixtime(${second}) AS bigint) END`
  },
  groupsByPlace: true,
  timeLiteral: text => `TIMESTAMP ${trino.text(text)}`,
  findsColumns: false,
  isReading: column => `typeof(${column}) NOT LIKE '%with time zone'`,
  clock: seconds => `date_format(from_unixtime(${seconds}, 'UTC'), '%Y-%m-%dT%H:%i:%S')`,
}

export const DIALECTS: Readonly<Record<SqlDialect, Dialect>> = { clickhouse, duckdb, spark, postgres, trino }
