/** Options that every command takes, and what they are read into. */
import { fail, failOnAny, type Issue, isIssue, NOWHERE } from '../core/failure.js'
import { type Instant, instantAt, UTC, type Zone } from '../core/instant.js'
import { BAD_ROW_POLICIES, type BadRowPolicy } from '../read/bad-rows.js'
import type { FileReading } from '../read/file-reading.js'
import { normaliseColumn } from '../read/names.js'
import { type DateFormat, DECIMAL_SIGNS, type Notation } from '../read/notation.js'
import type { Rates } from '../read/rates/load-rates.js'
import { parseColumnNames } from '../read/rows.js'
import { type Problems, quote, readChoice, readInstant } from '../read/values.js'
import { loadStyle, PLAIN, type Style } from '../report/style.js'
import type { OptionsOf } from '../requests/flags/flag.js'
import { type COMMON, FORMATS, type HTML, type ROWS } from '../requests/flags/shared-flags.js'
import type { Io } from './io.js'

export type Format = (typeof FORMATS)[number]

/** The common options as commander delivers them. */
export type CommonOptions = OptionsOf<{ common: typeof COMMON }>

/** The option of commands that can show pictures, as commander delivers it. */
export type HtmlOption = OptionsOf<{ html: typeof HTML }>

/** The common options, read. */
export interface Settings {
  readonly format: Format
  readonly output: string | null
  readonly rateFiles: readonly string[]
  readonly asOf: Instant
  readonly zone: Zone
  readonly isQuiet: boolean
  /** Whether a table holds all, as a file does: a screen begins with what decides. */
  readonly showsDetails: boolean
  readonly style: Style
  /** Whether our signs in tables are written in ASCII. */
  readonly isAscii: boolean
}

/** Reads options and collects what is wrong with them: a bad one does not hide the next. */
export class OptionReader {
  readonly problems: Problems = { place: NOWHERE, issues: [] as Issue[] }

  /** Reads an option that may be left out. An empty value is a wrong one, never no value. */
  read<T>(
    text: string | undefined,
    name: string,
    parse: (text: string, name: string, problems: Problems) => T | null,
  ): T | null {
    return text === undefined ? null : parse(text, name, this.problems)
  }

  choice<C extends string>(text: string | undefined, name: string, choices: readonly C[]): C | null {
    return this.read(text, name, (found, label, problems) => readChoice(found, label, choices, problems))
  }

  /** Takes what a look-up found; an issue is recorded and gives null. */
  found<T extends object>(result: T | Issue): T | null {
    if (!isIssue(result)) return result
    this.problems.issues.push(result)
    return null
  }

  /** Records a combination of options that cannot be. */
  refuse(message: string): void {
    this.problems.issues.push({ code: 'BAD_USAGE', message, place: NOWHERE })
  }

  /** Throws InputError with all that was wrong. */
  finish(): void {
    failOnAny(this.problems.issues)
  }
}

/** Options of commands that read rows, as commander delivers them. */
export type RowOptions = OptionsOf<{ rows: typeof ROWS }>

/** Reads the common options; throws InputError. */
export async function readSettings(options: CommonOptions & HtmlOption, io: Io): Promise<Settings> {
  const reader = new OptionReader()
  const format = reader.choice(options.format, '--format', FORMATS)
  if (options.json && format !== null && format !== 'json') {
    reader.refuse(`--json and --format ${format} exclude each other`)
  }
  if (options.html === '-') reader.refuse('--html: standard output carries the answer itself; name a file')
  const zone = await readZone(options.tz, '--tz')
  const asOf = reader.read(options.asOf, '--as-of', (text, name, problems) =>
    readInstant(text, name, zone, problems),
  )
  reader.finish()
  const hasColour = options.color !== false && usesColour(io) && options.output === undefined
  return {
    format: options.json ? 'json' : (format ?? formatOfFile(options.output) ?? 'table'),
    output: options.output ?? null,
    rateFiles: options.rates ?? [],
    asOf: asOf ?? instantAt(io.now()),
    zone,
    isQuiet: options.quiet === true,
    showsDetails: options.details === true || options.output !== undefined,
    style: hasColour ? await loadStyle() : PLAIN,
    isAscii: wantsAscii(options, io),
  }
}

/** The format that a file's name asks for when no option does; null when it asks for none. */
export const formatOfFile = (path = ''): Format | null =>
  path.endsWith('.json') ? 'json' : path.endsWith('.csv') ? 'csv' : path.endsWith('.md') ? 'markdown' : null

/** Whether tables are in ASCII. A file is for another screen: only the option is about it. */
function wantsAscii({ ascii, output }: CommonOptions, { env }: Io): boolean {
  if (ascii !== undefined || output !== undefined) return ascii === true
  // Where nothing says it, as in most containers, it is UTF-8.
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'UTF-8'
  return env.TERM === 'dumb' || !/utf-?8/i.test(locale)
}

/** Colour where a terminal reads it; `NO_COLOR` and `FORCE_COLOR` decide otherwise. */
function usesColour({ env, outIsTerminal }: Io): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return outIsTerminal && env.TERM !== 'dumb'
}

/** A time zone by its IANA name; UTC when none is given. Throws BAD_VALUE. */
export async function readZone(name: string | undefined, option: string): Promise<Zone> {
  if (name === undefined || name === 'UTC') return UTC
  const { zoneOf } = await import('../core/calendar.js')
  try {
    return zoneOf(name)
  } catch (error) {
    // The platform knows the zones, and says so by throwing.
    if (!(error instanceof RangeError)) throw error
    return fail(
      'BAD_VALUE',
      `${option}: found ${quote(name)}; an IANA time zone such as UTC, Asia/Shanghai or America/New_York is allowed`,
    )
  }
}

/** How files are written: `--columns`, `--ignore-columns`, `--decimal`, `--date-format`. `known`: the columns of all files. */
export function readFileReading(
  options: RowOptions,
  known: readonly string[],
  { zone }: Settings,
  { names }: Rates,
  reader: OptionReader,
): FileReading {
  return {
    names,
    renamed: options.columns === undefined ? new Map() : parseColumnNames(options.columns, known),
    leftOut: readLeftOut(options),
    notation: readNotation(options, zone, reader),
  }
}

/** `--ignore-columns` */
export const readLeftOut = ({ ignoreColumns = '' }: RowOptions): ReadonlySet<string> =>
  new Set(ignoreColumns.split(',').map(normaliseColumn))

/** How files write numbers and dates: `--decimal`, `--date-format`. */
export function readNotation<Z extends Zone>(
  { decimal, dateFormat }: RowOptions,
  zone: Z,
  reader: OptionReader,
): Notation & { readonly zone: Z } {
  const dates = reader.choice(dateFormat?.toLowerCase(), '--date-format', ['iso', 'mdy', 'dmy'])
  return {
    zone,
    decimal: reader.choice(decimal, '--decimal', DECIMAL_SIGNS),
    dates: dates && (dates.toUpperCase() as DateFormat),
  }
}

/** What becomes of bad rows. Throws BAD_USAGE for `--rejects` without `--bad-rows skip`. */
export function readBadRowPolicy(options: RowOptions, reader: OptionReader): BadRowPolicy {
  const policy = reader.choice(options.badRows, '--bad-rows', BAD_ROW_POLICIES) ?? 'stop'
  if (policy === 'stop' && options.rejects !== undefined) {
    reader.refuse('--rejects needs --bad-rows skip')
  }
  return policy
}
