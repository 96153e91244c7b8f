/**
 * How this program fails: bad input is an `InputError` that carries every `Issue` found, each with its
 * place; a bug is an `AssertionError`. Business outcomes (`unrated`, `missed`, `shortfall`) are values.
 */

/**
 * Every kind of bad input, closed: `fixtures/errors/<CODE>` holds the smallest input for each, and a
 * test keeps the two sets equal.
 */
export const ISSUE_CODES = [
  // The command line.
  'BAD_USAGE', // an option or argument that the command does not take, or not together with another
  'NO_INPUT', // nothing to work on, and standard input is a terminal
  // Files.
  'FILE_UNREADABLE', // missing, a directory, no permission, or a line or document larger than is read
  'FILE_EMPTY', // no bytes, no header, or no row where a gate needs one
  'FILE_NOT_TEXT', // binary, or in an encoding that is not read
  'FILE_TRUNCATED', // a compressed file that ends too early, is damaged, or has something else behind it; a file cut while it is read
  'FILE_UNWRITABLE', // an output that cannot be written
  // Servers.
  'SERVER_FAILED', // one that cannot be asked, refuses, takes too long or stops midway
  // The form of a file.
  'CSV_MALFORMED', // quotes that do not close or stand where none may
  'HEADER_MISSING', // a column that the command needs is not there
  'HEADER_REPEATED', // two columns of one name
  'COLUMN_UNREAD', // a column that changes the answer, and that nothing is read from
  'ROW_WIDTH', // more or fewer fields than the header
  'JSON_MALFORMED', // not JSON, or not of the form that is read here
  'PAGES_MISSING', // an export that says that it goes on, without what follows
  'ROWS_MOSTLY_BAD', // so many bad rows that what is left would say nothing of the file
  'LOG_MALFORMED', // a line that is not of the log format
  'YAML_MALFORMED', // not YAML
  'KEY_UNKNOWN', // a key that the file's kind does not have
  'KEY_REPEATED', // one key twice in one place
  'KEY_MISSING', // a key that must be there
  // Single values.
  'BAD_NUMBER', // not a plain decimal, or out of range
  'BAD_TIME', // not a time or date, or one that does not exist
  'BAD_VALUE', // any other value that is not one of those allowed
  // Names.
  'UNKNOWN_MODEL',
  'UNKNOWN_CAPABILITY',
  'UNKNOWN_CARD',
  'UNKNOWN_PACKAGE',
  // Rating.
  'JOB_UNRATED', // no row of the card matches the job
  'JOB_AMBIGUOUS', // several rows of different price match what was given
  // Plans.
  'NO_PLAN', // no purchases cover the use, or more of them than can be planned
  // Rate files.
  'RATES_OVERLAP', // two rows that match the same job
  'NAME_CLASH', // one name for two things
  'ASSERTION_FAILED', // a document's own figure that its rows do not give
] as const

/** One kind of bad input. */
export type IssueCode = (typeof ISSUE_CODES)[number]

/** Where in the input something stands. Lines and columns count from 1; null where they have no meaning. */
export interface Place {
  readonly file: string | null
  readonly line: number | null
  readonly column: number | null
}

/** A place within a text that was read. */
export interface TextPlace extends Place {
  readonly line: number
  readonly column: number
}

/** No place: the command line itself. */
export const NOWHERE: Place = { file: null, line: null, column: null }

/** A file as a whole. */
export const inFile = (file: string | null): Place => ({ file, line: null, column: null })

/** A whole line. */
export const atLine = (file: string, line: number | null): Place => ({ file, line, column: null })

/** One thing that is wrong with the input: what, where, what was found and what is allowed. */
export interface Issue {
  readonly code: IssueCode
  readonly message: string
  readonly place: Place
  /** What to do about it, when there is more to say than the message does. */
  readonly hint?: string | undefined
}

/** Bad input, with every issue that was found. The command ends with exit status 2. */
export class InputError extends Error {
  override readonly name = 'InputError'
  constructor(readonly issues: readonly [Issue, ...Issue[]]) {
    super(issues.map(formatIssue).join('\n'))
  }
}

/** Whether a look-up gave an issue instead of what was looked for. */
export const isIssue = (value: object): value is Issue =>
  'code' in value && 'message' in value && 'place' in value

/** Throws an `InputError` of one issue. */
export function fail(code: IssueCode, message: string, place: Place = NOWHERE, hint?: string): never {
  throw new InputError([{ code, message, place, hint }])
}

/** `fail` where no file is to blame, such as for options that contradict each other. */
export function failWithHint(code: IssueCode, message: string, hint?: string): never {
  fail(code, message, NOWHERE, hint)
}

/** Throws one `InputError` with all of `issues`, if there are any. */
export function failOnAny(issues: readonly Issue[]): void {
  const [first, ...rest] = issues
  if (first) throw new InputError([first, ...rest])
}

/** How many bad rows are told. */
export const MOST_BAD_ROWS = 20

/** The issues of the first bad rows; of further ones, how many there are. */
export function ofFirstRows(issues: readonly Issue[]): Issue[] {
  const rowOf = ({ place }: Issue): string => `${place.file}:${place.line}`
  const rows = [...new Set(issues.map(rowOf))]
  if (rows.length <= MOST_BAD_ROWS) return [...issues]
  const told = new Set(rows.slice(0, MOST_BAD_ROWS))
  const first = issues.filter(issue => told.has(rowOf(issue)))
  return withHintAtEnd(first, `${rows.length - MOST_BAD_ROWS} further lines have faults, too`)
}

/** Issues with something to say below the last of them. */
export function withHintAtEnd(issues: readonly Issue[], hint: string): Issue[] {
  const last = issues.at(-1)!
  return [
    ...issues.slice(0, -1),
    { ...last, hint: last.hint === undefined ? hint : `${last.hint}\n  ${hint}` },
  ]
}

/** One line per issue, `file:line:column: CODE message`, its hint indented below. */
export function formatIssue(issue: Issue): string {
  const { file, line, column } = issue.place
  const where = [file, line, column].filter(part => part !== null).join(':')
  const head = `${where === '' ? '' : `${where}: `}${issue.code} ${issue.message}`
  return issue.hint === undefined ? head : `${head}\n  ${issue.hint}`
}

/** A row that was set aside instead of stopping the command (`--bad-rows skip`). */
export interface RejectedRow {
  readonly line: number
  readonly reason: string
  /** The row as it stood in the file; empty unless it was asked for. */
  readonly raw: string
}

/** A state that no input may bring about: the program is wrong and ends with exit status 70. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** States what must hold here whatever the input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message)
}

/** Ends a `switch` over a closed set: does not compile when a case is missing. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected ${JSON.stringify(value)}`)
}

/** `a`, `a or b`, `a, b or c`: choices as a sentence names them. */
export function listChoices(choices: readonly string[], last = 'or'): string {
  if (choices.length <= 1) return choices.join('')
  return `${choices.slice(0, -1).join(', ')} ${last} ${choices[choices.length - 1]}`
}

/** A value as messages quote it: cut where it is long. Control characters are made visible on printing. */
export const inQuotes = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`

/** A name in a list of names, such as that of `--columns`. */
export const quoteName = (name: string): string => (name.includes(',') ? `"${name}"` : name)

/** A text as it is typed into a shell. */
export const quoteArgument = (text: string): string =>
  /^[\w.@+,=:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
